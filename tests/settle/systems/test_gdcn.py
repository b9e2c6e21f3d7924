"""GDCN: what its samplers do, what its arms share, and what its losses are."""

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest

from litmuspaper.settle.systems import _sgdf, gdcn

torch = pytest.importorskip("torch", reason="needs torch: pip install 'litmuspaper[nets]'")
pytest.importorskip("sklearn.cluster", reason="needs scikit-learn: pip install 'litmuspaper[nets]'")

SMOKE = gdcn.CLAIM.scales["smoke"]
TASK = gdcn.Task(0, SMOKE, "noise", 0.3, "")
NGS = Path(__file__).parents[3] / "../shared/bench/NGs.mat"


@pytest.fixture
def net():
    torch.manual_seed(0)
    return _sgdf.fusion_net(3)


def literal(f, c, z, steps):
    """Every one of the steps as the released code takes them: the network is asked, then weighed."""
    alpha = 1 - torch.sqrt(torch.arange(1, 1001, dtype=torch.float64) / 1000 + 1e-4)
    times = torch.linspace(999, 0, steps, dtype=torch.long).tolist()
    for k, t in enumerate(times[:-1]):
        noisier = times[k - 1] if k else 0
        ratio = (alpha[noisier] / alpha[t]).clamp(1e-5, 1.0)
        rest = ((1 - alpha[noisier]) / (1 - alpha[t])).clamp(0.0, 0.99)
        x0 = _sgdf.guess(f, z, _sgdf.known(f, c), torch.zeros(1, dtype=torch.float64))
        z = ratio.sqrt() * z + (1 - ratio - rest).clamp(min=0).sqrt() * x0
    return z


def test_the_released_sampler_leaves_two_passes_through_the_network():
    steps = _sgdf.released(45)
    assert len(steps) == 44  # none at t = 0
    assert [k for k, step in enumerate(steps) if step.take] == [0, 1]
    first, second = _sgdf.merged(steps)
    a = 1 - np.sqrt((np.array([999, 976, 22]) + 1) / 1000 + 1e-4)
    tail = math.sqrt(a[1] / a[2])  # (8): the quotients of all later steps cancel
    take_0 = math.sqrt(1 - 1e-5 - (1 - (1 - math.sqrt(0.0011))) / (1 - a[0]))
    assert first.take == pytest.approx(take_0)
    assert first.take == pytest.approx(0.983, abs=5e-4)
    assert second.take == pytest.approx(tail * math.sqrt(1 - 1e-5 - 0.99))
    assert second.take == pytest.approx(0.0116, abs=1e-4)
    assert first.take * second.keep == pytest.approx(0.00036, abs=5e-6)  # the weight of f(z) itself
    assert first.keep * second.keep == pytest.approx(1.2e-6, abs=5e-8)  # and of the noise


def test_two_passes_give_what_all_the_steps_give(net):
    net = net.double()
    c, z = torch.randn(6, 3 * _sgdf.LATENT).double(), 0.1 * torch.randn(2, 6, _sgdf.HEAD).double()
    short = _sgdf.generate(net, c, z, _sgdf.merged(_sgdf.released(45)))
    assert torch.allclose(short, literal(net, c, z, 45), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("steps", [2, 8, 45])
def test_the_proper_sampler_stays_on_the_way_from_noise_to_a_known_end(steps):
    course = _sgdf.proper(steps)
    a = np.maximum(_sgdf.signal(np.floor(np.linspace(999, 0, steps))), 0)
    end, noise = 1.7, -0.4
    z = math.sqrt(a[0]) * end + math.sqrt(1 - a[0]) * noise
    for step, left in zip(course, [*a[1:], 1.0], strict=True):
        z = step.keep * z + step.take * end  # a network that knows the end
        assert z == pytest.approx(math.sqrt(left) * end + math.sqrt(1 - left) * noise)
    assert all(step.take > 0 for step in course)
    assert [step.time for step in course] == sorted((step.time for step in course), reverse=True)


def test_merging_steps_does_not_change_what_they_do():
    steps = (_sgdf.Step(0, 0.5, 2.0), _sgdf.Step(0, 0.25, 0.0), _sgdf.Step(0, 3.0, 1.0), _sgdf.Step(0, 0.5, 0.0))
    z = merged = 1.0
    for step in steps:
        z = step.keep * z + step.take * 7
    for step in _sgdf.merged(steps):
        merged = step.keep * merged + step.take * 7
    assert len(_sgdf.merged(steps)) == 2
    assert merged == pytest.approx(z)


def count(net):
    return sum(one.numel() for one in net.parameters())


@pytest.mark.parametrize("views", [2, 3, 6])
def test_the_mlp_has_as_many_parameters_as_the_diffusion_network(views):
    a_unit = views * _sgdf.LATENT + 3 + _sgdf.HEAD
    assert abs(count(_sgdf.fusion_net(views)) - count(_sgdf.plain_net(views))) <= a_unit


def test_the_contrast_is_the_cross_entropy_written_out():
    draw = np.random.default_rng(0)
    n, h, z0, s = 4, draw.normal(size=(4, 3)), draw.normal(size=(4, 3)), draw.random((4, 4))
    both = np.concatenate([h, z0])
    total = 0.0
    for i in range(2 * n):
        other = (i + n) % (2 * n)
        rest = [
            both[i] @ both[j] / 0.5 * (1 - s[i % n, j % n]) for j in range(2 * n) if j not in (i, other)
        ]  # a neighbour's similarity goes to zero, its place stays
        pull = both[i] @ both[other] / 0.5
        total += math.log(sum(map(math.exp, [pull, *rest]))) - pull
    found = _sgdf.contrast(*(torch.tensor(one) for one in (h, z0, s)))
    assert float(found) == pytest.approx(total / (2 * n))


def test_neighbours_are_ten_a_view_the_sample_itself_among_them():
    xs = [torch.randn(30, 5, generator=torch.Generator().manual_seed(one)) for one in range(3)]
    s = _sgdf.neighbours(xs)
    assert torch.allclose(s.sum(dim=1), torch.full((30,), 10.0))
    assert torch.allclose(s.diagonal(), torch.ones(30))
    near = torch.nn.functional.normalize(xs[0])
    assert (_sgdf.neighbours(xs[:1])[0] > 0).nonzero().ravel().tolist() == sorted(
        (near @ near[0]).topk(10).indices.tolist()
    )


def test_noise_moves_the_proper_sampler_and_hardly_the_released_one(net):
    c = torch.randn(20, 3 * _sgdf.LATENT)
    model = torch.nn.ModuleDict({"fusion": net})
    zs, noise = list(c.split(_sgdf.LATENT, dim=1)), torch.randn(10, 20, _sgdf.HEAD)

    def share(kind):
        made = gdcn.generations(model, gdcn.Way(kind, 10), zs, noise).detach()
        return float(made.var(dim=0).mean() / made.flatten(0, 1).var(dim=0).mean())

    assert share("released") < 0.01 < share("proper")
    assert share("released, no noise") == pytest.approx(0.0, abs=1e-9)


def test_every_way_of_fusion_starts_from_the_same_autoencoders_and_batches():
    xs, _ = TASK.views()
    first = gdcn.reconstructed(TASK)
    for kind in ("concat", "mean", "mlp", "released", "proper", "denoising"):
        model, _ = gdcn.trained(TASK, gdcn.Way(kind, 2), xs, 0.0)  # a rate of zero leaves the weights alone
        state = model.state_dict()
        assert all(torch.equal(state[name], value) for name, value in first.items())
    a, b = (gdcn.trained(TASK, gdcn.Way(kind), xs, 0.0)[0]["fusion"].state_dict() for kind in ("released", "denoising"))
    assert all(torch.equal(a[name], b[name]) for name in a)
    assert torch.equal(TASK.batch(80, 1, 2), dataclasses.replace(TASK, kind="zeros", fraction=0.6).batch(80, 1, 2))


def test_the_mean_is_of_length_one_but_where_the_code_leaves_it():
    made = torch.randn(4, 6, _sgdf.HEAD)
    for kind in ("mean", "mlp", "proper", "denoising"):
        assert torch.allclose(gdcn.fused(gdcn.Way(kind), made).norm(dim=1), torch.ones(6))
    assert torch.equal(gdcn.fused(gdcn.Way("released"), made), made.mean(dim=0))


@pytest.mark.parametrize("arm", gdcn.CLAIM.arms)
def test_every_arm_gives_metrics_that_the_claim_explains(arm):
    metrics = gdcn.run(seed=0, scale=SMOKE, **gdcn.CLAIM.arms[arm])
    assert metrics.keys() <= gdcn.CLAIM.metrics.keys()
    assert np.isfinite(list(metrics.values())).all()
    assert 0 < metrics["acc"] <= metrics["purity"] <= 1
    assert metrics["fall"] == pytest.approx(
        metrics["acc_clean"] - (metrics["acc_noise_60"] + metrics["acc_zeros_60"]) / 2
    )
    if "passes" in metrics:
        assert metrics["passes"] == (2 if arm.startswith("released") else 8)


def test_a_run_gives_the_same_bits_again():
    arm = gdcn.CLAIM.arms["denoising, B 10"]
    first = gdcn.run(seed=3, scale=SMOKE, **arm)
    gdcn.reconstructed.cache_clear()
    assert gdcn.run(seed=3, scale=SMOKE, **arm) == first


@pytest.mark.shared
@pytest.mark.skipif(not NGS.is_file(), reason="needs ../shared/bench/NGs.mat, the authors' data")
def test_the_authors_data_are_clustered_far_above_chance():
    scale = dataclasses.replace(SMOKE, size=500, batch=128, steps=30, width=64)
    metrics = gdcn.run(seed=0, scale=scale, fusion="mlp", rate=3e-3, data=str(NGS))
    assert metrics["acc_clean"] > 0.4  # five classes of a hundred
