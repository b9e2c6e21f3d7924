"""The multiscale transform of measures: it is undone exactly, and geodesics have no details."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.settle.systems import wasserstein as w

SMOKE = w.CLAIM.scales["smoke"]


def gaussian(mean, cov):
    return w.Gaussians(np.array([mean], float), np.array([cov], float))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), levels=st.integers(1, 5), event=st.sampled_from(["none", "rough", "kink", "jump"]))
def test_the_sequence_comes_back_from_its_ends_and_details(seed, levels, event):
    c = w.flows(np.random.default_rng(seed), 2, levels, event)
    back = w.synthesis(*w.analysis(c))
    assert back.mean == pytest.approx(c.mean, abs=1e-8)
    assert np.abs(back.cov - c.cov).max() <= 1e-6 * np.abs(c.cov).max()


def test_a_geodesic_has_no_details():
    a, b = gaussian([0, 0], [[1, 0.3], [0.3, 0.5]]), gaussian([2, -1], [[0.4, -0.1], [-0.1, 2]])
    points = [w.between(a, b, t) for t in np.linspace(0, 1, 9)]
    line = w.Gaussians(np.concatenate([p.mean for p in points]), np.concatenate([p.cov for p in points]))
    assert max(one.norm.max() for one in w.analysis(line)[1]) < 1e-7
    assert w.optimality(line) < 1e-4
    kinked = w.Gaussians(line.mean + np.array([[0, 0]] * 8 + [[0, 3]]), line.cov)
    assert w.optimality(kinked) > 1


def test_the_distance_is_that_of_bures_and_symmetric():
    a, b = gaussian([0, 0], np.diag([4, 1])), gaussian([3, 4], np.diag([1, 9]))
    assert w.distance(a, b) == pytest.approx(np.sqrt(25 + 1 + 4))
    assert w.distance(b, a) == pytest.approx(w.distance(a, b))
    assert w.distance(a, a) == pytest.approx(0, abs=1e-7)
    half = w.between(a, b, 0.5)
    assert w.distance(a, half) == pytest.approx(w.distance(half, b))


def test_the_root_of_a_matrix_is_its_root():
    a = w.flows(np.random.default_rng(1), 3, 3).cov
    assert w.root(a) @ w.root(a) == pytest.approx(a)
    assert w.transport(w.Gaussians(a[..., 0], a), w.Gaussians(a[..., 0], a)) == pytest.approx(np.eye(2) + 0 * a)


def test_a_cut_that_cuts_nothing_changes_nothing():
    c = w.flows(np.random.default_rng(2), 2, 4)
    ends, details = w.analysis(c)
    assert w.synthesis(ends, [w._cut(one, 0.0) for one in details]).mean == pytest.approx(c.mean, abs=1e-8)
    straight = w.synthesis(ends, [w._cut(one, np.inf) for one in details])
    assert max(one.norm.max() for one in w.analysis(straight)[1]) < 1e-6


def test_the_curves_of_a_seed_differ_by_the_event_alone():
    quiet = w.flows(np.random.default_rng(3), 2, 5)
    jump = w.flows(np.random.default_rng(3), 2, 5, "jump")
    assert jump.cov == pytest.approx(quiet.cov)
    assert jump.mean[:, 0] == pytest.approx(quiet.mean[:, 0])
    assert np.abs(jump.mean - quiet.mean)[:, -1].max() > 0.01


@pytest.mark.parametrize("arm", w.CLAIM.arms)
def test_every_arm_gives_metrics_that_the_claim_explains(arm):
    if arm == "cloud":
        pytest.importorskip("scipy.optimize", reason="needs scipy")
    settings = {"strength": 2} if arm in w.CLAIM.tuning.arms else {}
    metrics = w.run(seed=0, scale=SMOKE, **w.CLAIM.arms[arm], **settings)
    assert metrics
    assert metrics.keys() <= w.CLAIM.metrics.keys()
    assert np.isfinite(list(metrics.values())).all()
