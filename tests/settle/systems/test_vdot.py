"""VDOT: its teacher, its plan, its gradients and its arms."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.settle.systems import _vdot, vdot

torch = pytest.importorskip("torch", reason="needs torch")
pytest.importorskip("scipy", reason="needs scipy")

SMOKE = vdot.CLAIM.scales["smoke"]
NO_ORDER = torch.arange(16)


def points(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def in_the_log_domain(a, b, blur):
    """The iterations of (3) as they are usually written."""
    cost, room = torch.cdist(a.double(), b.double()) ** 2 / blur, math.log(a.shape[1])
    g = torch.zeros_like(cost[:, :1])
    for _ in range(_vdot.SINKHORN):
        f = -room - torch.logsumexp(g - cost, dim=2, keepdim=True)
        g = -room - torch.logsumexp(f - cost, dim=1, keepdim=True)
    return a.shape[1] * torch.exp(f + g - cost)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 999), blur=st.sampled_from([0.1, 0.0125, 0.001]), shift=st.sampled_from([0.0, 1.0, 6.0]))
def test_the_plan_is_that_of_the_log_domain_however_far_the_points(seed, blur, shift):
    a, b = points(seed, 2, 16, 2) + shift, points(seed + 1, 2, 16, 2)
    found = _vdot.plan(a, b, blur)
    assert torch.isfinite(found).all()
    assert torch.allclose(found.double(), in_the_log_domain(a, b, blur), atol=1e-5)
    assert torch.allclose(found.sum(dim=1), torch.ones(2, 16), atol=1e-4)  # the last update is that of the columns


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 999), norm=st.sampled_from(["matched", "unit", "own", "released"]))
def test_ot_over_positions_cannot_see_where_they_are(seed, norm):
    seen = tuple(points(seed + k, 1, 16, 2) for k in range(3))
    order = torch.randperm(16, generator=torch.Generator().manual_seed(seed))
    plain = _vdot.pull(vdot.Way(loss="dmd+ot", norm=norm), seen, order)
    moved = _vdot.pull(vdot.Way(loss="dmd+ot", norm=norm, control="permuted"), seen, order)
    assert torch.allclose(plain, moved, atol=1e-4)
    alone = _vdot.pull(vdot.Way(loss="dmd"), seen, order)
    other = _vdot.pull(vdot.Way(loss="dmd"), (seen[0], seen[1], seen[2][:, order]), order)
    assert not torch.allclose(alone, other, atol=1e-4)  # DMD compares position by position


def test_where_the_plan_is_the_identity_ot_is_dmd():
    far_apart = 10.0 * torch.cartesian_prod(torch.arange(4.0), torch.arange(4.0))[None]  # (1, 16, 2)
    fake, x = far_apart + 0.1 * points(0, 1, 16, 2), points(1, 1, 16, 2)
    dmd, ot, both = (_vdot.pull(vdot.Way(loss=one), (x, fake, far_apart), NO_ORDER) for one in ("dmd", "ot", "dmd+ot"))
    assert torch.allclose(ot, dmd, atol=1e-5)
    assert torch.allclose(both, dmd, atol=1e-5)


@pytest.mark.parametrize("loss", ["ot", "dmd+ot"])
def test_matched_gradients_have_dmds_norm_in_every_frame(loss):
    seen = tuple(points(k, 3, 16, 2) for k in range(3))
    own = _vdot.pull(vdot.Way(), seen, NO_ORDER)
    assert torch.allclose(_vdot.size(_vdot.pull(vdot.Way(loss=loss), seen, NO_ORDER)), _vdot.size(own), rtol=1e-5)
    unit = _vdot.pull(vdot.Way(loss=loss, norm="unit"), seen, NO_ORDER)
    assert torch.allclose(_vdot.size(unit), torch.ones(3, 1, 1), rtol=1e-5)


def test_a_shuffled_plan_keeps_the_points_and_loses_their_partners():
    seen, order = tuple(points(k, 1, 16, 2) for k in range(3)), torch.arange(15, -1, -1)
    plain = _vdot.pull(vdot.Way(loss="ot"), seen, order)
    assert not torch.allclose(plain, _vdot.pull(vdot.Way(loss="ot", control="shuffled"), seen, order), atol=1e-2)


def test_the_teacher_is_the_mean_of_the_clean_samples_that_gave_the_noised_one():
    data, s = _vdot.ring(0), 0.5
    clean = data.sample(400_000, torch.Generator().manual_seed(1))
    noised = clean + s * points(2, 400_000, 2)
    at = torch.tensor([0.6, -0.4])
    close = (noised - at).norm(dim=1) < 0.08
    told = data.posterior(at[None], torch.tensor([[s]]))[0]
    assert int(close.sum()) > 300
    assert torch.allclose(clean[close].mean(dim=0), told, atol=5 * float(clean[close].std()) / close.sum() ** 0.5)
    assert torch.allclose(data.posterior(clean[:9], torch.full((9, 1), 1e-4)), clean[:9], atol=1e-3)


def test_the_metrics_know_hand_made_samples():
    data = _vdot.ring(0)
    exact = data.means.repeat_interleave((data.weights * 36).round().int(), dim=0)
    assert _vdot.covered(exact, data) == pytest.approx({"modes": 8, "least": 1.0, "inside": 1.0})
    one = data.means[:1].expand(10, 2)
    assert _vdot.covered(one, data) == {"modes": 1, "least": 0.0, "inside": 1.0}
    assert _vdot.covered(one + 9.0, data)["inside"] == 0.0
    x = points(0, 20, 2)
    assert _vdot.distance(x, x.flip(0)) == pytest.approx(0.0, abs=1e-12)
    assert _vdot.distance(x, x + torch.tensor([3.0, 4.0])) == pytest.approx(25.0, rel=1e-5)


def test_a_start_is_where_it_says():
    data, x, s = _vdot.ring(3), points(0, 4000, 2), torch.full((4000, 1), 1.0)
    noised = data.means[data.first] + x * (1 + _vdot.SD**2) ** 0.5
    collapsed = data.wanted("collapsed", noised, s)
    assert _vdot.covered(collapsed, data)["modes"] == 1
    assert collapsed.std(dim=0) == pytest.approx([_vdot.SD] * 2, rel=0.05)
    assert float(data.centre("far").norm()) == pytest.approx(_vdot.FAR)
    assert torch.equal(data.wanted("near", x, s), data.posterior(x, s))


def test_arms_of_a_seed_share_their_start_and_their_noise():
    dmd, ot = (vdot.Run(5, vdot.Way(loss=loss), SMOKE) for loss in ("dmd", "dmd+ot"))
    for one, other in zip(dmd.student.parameters(), ot.student.parameters(), strict=True):
        assert torch.equal(one, other)
    assert all(torch.equal(*pair) for pair in zip(dmd.samples(8, dmd.own), ot.samples(8, ot.own), strict=True))
    dmd.learn_critic()
    again = vdot.Run(5, vdot.Way(), SMOKE)  # what was trained did not change what is shared
    assert torch.equal(next(iter(again.critic.parameters())), next(iter(ot.critic.parameters())))


def test_the_gradient_of_several_steps_is_that_of_the_last_one():
    run = vdot.Run(0, vdot.Way(steps=4), SMOKE)
    z = points(0, 4, 8, 2)
    with torch.no_grad():
        before = vdot.drawn(run.student, z, 2) + vdot.LEVELS[4][3] * z[3]
    last = vdot.denoised(run.student, before, torch.full((8, 1), vdot.LEVELS[4][3]))
    weights = list(run.student.parameters())
    own, wanted = (torch.autograd.grad(x.sum(), weights) for x in (vdot.drawn(run.student, z), last))
    assert all(torch.allclose(*pair) for pair in zip(own, wanted, strict=True))


@pytest.mark.parametrize("arm", vdot.CLAIM.arms)
def test_every_arm_gives_metrics_that_the_claim_explains(arm):
    rate = {"rate": 1e-3} if arm.endswith("tuned") else {}
    metrics = vdot.run(seed=0, scale=SMOKE, **vdot.CLAIM.arms[arm], **rate)
    assert metrics
    assert metrics.keys() <= vdot.CLAIM.metrics.keys()
    assert np.isfinite(list(metrics.values())).all()


def test_a_run_gives_the_same_bits_again():
    way = vdot.Way(loss="dmd+ot", gan=True)
    first = vdot.trained(3, way, SMOKE)
    vdot.trained.cache_clear()
    vdot.prepared.cache_clear()
    assert vdot.trained(3, way, SMOKE) == first


def test_a_gain_is_the_difference_of_its_two_arms():
    own = [vdot.run(seed=1, scale=SMOKE, **vdot.CLAIM.arms[f"{arm}, far"])["w2"] for arm in ("DMD", "DMD+OT")]
    assert vdot.run(seed=1, scale=SMOKE, **vdot.CLAIM.arms["gain, far"])["gain"] == own[0] - own[1]
