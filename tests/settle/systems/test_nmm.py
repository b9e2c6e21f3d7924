"""The neural mass model: its energy, its roots and its arms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.settle import Scale
from litmuspaper.settle.systems import nmm

SMOKE = nmm.CLAIM.scales["smoke"]


@pytest.mark.parametrize("arm", nmm.CLAIM.arms)
def test_every_arm_gives_metrics_that_the_claim_explains(arm):
    metrics = nmm.run(seed=0, scale=SMOKE, **nmm.CLAIM.arms[arm])
    assert metrics
    assert metrics.keys() <= nmm.CLAIM.metrics.keys()
    assert nmm.run(seed=0, scale=SMOKE, **nmm.CLAIM.arms[arm]) == pytest.approx(metrics, nan_ok=True)


@settings(max_examples=15, deadline=None)
@given(
    r=st.floats(0.2, 2.0), v=st.floats(-2.0, 2.0), eta=st.floats(0.2, 2.0), coupling=st.sampled_from([0.0, 5.0, 15.0])
)
def test_the_energy_is_kept_in_the_homogeneous_limit(r, v, eta, coupling):
    y = np.array([[np.log(r)], [v], [0.0]])
    first, field = nmm.energy(np.exp(y[0]), y[1], eta, coupling), nmm.flow(0.0, eta, coupling)
    for _ in range(1000):
        y = nmm.step(field, y, 0.004)
    last = nmm.energy(np.exp(y[0]), y[1], eta, coupling)
    assert y[2] > 0.1
    assert abs(last - first) <= 1e-9 * max(1.0, abs(first[0]))


def test_the_energy_changes_with_heterogeneity_as_equation_4_says():
    r, v, eta, coupling, delta, h = 0.7, 0.4, 1.1, 5.0, 0.3, 1e-5
    y = np.array([[np.log(r)], [v], [0.0]])
    after = nmm.step(nmm.flow(delta, eta, coupling), y, h)
    before = nmm.step(nmm.flow(delta, eta, coupling), y, -h)
    change = nmm.energy(np.exp(after[0]), after[1], eta, coupling) - nmm.energy(
        np.exp(before[0]), before[1], eta, coupling
    )
    told = delta / np.pi * (np.pi**2 - (v**2 + eta) / r**2 - coupling / r)
    assert change[0] / (after[2] - before[2])[0] == pytest.approx(told, rel=1e-6)


@given(r=st.floats(0.8, 4.0), eta=st.floats(-4.0, 2.0), coupling=st.floats(0.0, 15.0))
def test_the_peak_is_the_larger_root_of_the_energy(r, eta, coupling):
    centre = (coupling + np.sqrt(max(coupling**2 + 4 * np.pi**2 * eta, 0))) / (2 * np.pi**2)
    peak = np.array([centre + r])
    level = nmm.energy(peak, np.zeros(1), np.array([eta]), coupling)
    assert nmm.largest_root(level, np.array([eta]), coupling) == pytest.approx(peak, rel=1e-9)


def test_a_peak_seen_from_its_own_orbit_is_told_exactly_without_heterogeneity():
    eta, coupling = np.array([1.0]), 5.0
    y = np.array([[np.log(0.3)], [0.0], [0.0]])
    told = nmm.largest_root(nmm.energy(np.exp(y[0]), y[1], eta, coupling), eta, coupling)
    highest, field = 0.0, nmm.flow(0.0, eta, coupling)
    for _ in range(4000):
        y = nmm.step(field, y, 0.004)
        highest = max(highest, float(np.exp(y[0, 0])))
    assert highest == pytest.approx(told[0], rel=1e-4)


def test_the_silent_population_switches_only_where_the_pulse_is_large():
    found = nmm.switches(0, Scale(name="few", size=6))
    large = found["area"] >= np.median(found["area"])
    assert found["switched"][large].mean() > found["switched"][~large].mean()


def test_the_curve_under_ranks_takes_ties_by_half():
    assert nmm.auc(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 0.0, 1.0, 1.0])) == 1.0
    assert nmm.auc(np.array([1.0, 1.0]), np.array([0.0, 1.0])) == 0.5
    assert np.isnan(nmm.auc(np.array([1.0, 2.0]), np.array([1.0, 1.0])))


def test_orbits_without_coupling_and_heterogeneity_are_ellipses():
    eta, y = 1.0, np.array([[np.log(0.3)], [0.2], [0.0]])
    level = nmm.energy(np.exp(y[0]), y[1], eta, 0.0)
    wide, field = [], nmm.flow(0.0, eta, 0.0)
    for _ in range(2000):
        y = nmm.step(field, y, 0.004)
        wide.append(y[1] ** 2 + np.pi**2 * (np.exp(y[0]) - level / (2 * np.pi**2)) ** 2)
    assert np.ptp(wide) <= 1e-9 * np.mean(wide)
