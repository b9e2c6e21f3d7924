"""The weight generation network and its variants."""

import pytest

torch = pytest.importorskip("torch", reason="needs torch")
pytest.importorskip("monai", reason="needs MONAI")

from torch.func import functional_call  # noqa: E402

from litmuspaper.errors import ConfigError  # noqa: E402
from litmuspaper.settle.fusion import generator as room  # noqa: E402
from litmuspaper.settle.fusion.networks import FeatureFusion, fusion_head  # noqa: E402
from litmuspaper.settle.nets import seeded  # noqa: E402


def weights(number):
    return dict(seeded(0, lambda: FeatureFusion(4), number).named_parameters())


FIRST, SECOND, BASE = weights(1), weights(2), weights(3)


def made(kind, seed=0):
    return room.generator(kind, FIRST, SECOND, BASE, seed)


def task_slopes(generator):
    """The gradients of a task's loss by what the generator learns."""
    torch.manual_seed(0)
    features, image = torch.rand(1, 8, 6, 6, 6), torch.rand(1, 1, 6, 6, 6)
    fused = fusion_head(4)(functional_call(FeatureFusion(4), generator.weights(), (features,)))
    return torch.autograd.grad((fused - image).abs().mean(), list(generator.network.parameters()))


@pytest.mark.parametrize("kind", ["residual", "raw", "symmetric", "direct"])
def test_the_first_weights_are_those_of_the_base_and_a_task_moves_them(kind):
    generator = made(kind)
    first = generator.weights()
    assert first.keys() == BASE.keys()
    assert all(torch.equal(first[name], BASE[name]) for name in BASE)
    assert max(float(one.abs().max()) for one in task_slopes(generator)) > 1e-4


def test_without_a_base_the_gradient_of_a_task_is_exactly_zero():
    generator = made("delta only")
    assert not any(one.any() for one in generator.weights().values())
    assert all((one == 0).all() for one in task_slopes(generator))


def test_the_average_is_the_mean_and_learns_nothing():
    generator = made("average")
    assert not list(generator.network.parameters())
    assert all(torch.equal(one, (FIRST[name] + SECOND[name]) / 2) for name, one in generator.weights().items())


def share_of_one_number(generator):
    """How much of the change that a first step of AdamW brings is one number, added to all weights alike."""
    generator.network.zero_grad()
    optimiser = torch.optim.AdamW(generator.network.parameters(), lr=3e-3)
    for parameter, slope in zip(generator.network.parameters(), task_slopes(generator), strict=True):
        parameter.grad = slope
    optimiser.step()
    change = torch.cat([(one - BASE[name]).detach().reshape(-1) for name, one in generator.weights().items()])
    return float(change.mean() ** 2 / (change**2).mean())


def test_in_units_of_their_spread_the_generator_tells_weights_apart():
    assert share_of_one_number(made("raw")) > 0.999
    assert share_of_one_number(made("residual")) < 0.95


def test_weights_ten_times_as_large_change_ten_times_as_much():
    def grown(factor):
        larger = [{name: factor * one for name, one in given.items()} for given in (FIRST, SECOND, BASE)]
        generator = room.generator("residual", *larger, 0)
        torch.manual_seed(1)
        torch.nn.init.normal_(generator.network[-1].weight)
        return generator.weights()

    one, ten = grown(1.0), grown(10.0)
    assert all(torch.allclose(ten[name], 10 * one[name], rtol=1e-3, atol=1e-4) for name in one)


def test_the_symmetric_one_cannot_tell_the_tasks_apart_and_the_other_can():
    for kind, alike in (("symmetric", True), ("residual", False)):
        one, other = made(kind), room.generator(kind, SECOND, FIRST, BASE, 0)
        for generator in (one, other):
            torch.manual_seed(1)
            torch.nn.init.normal_(generator.network[-1].weight)
        same = all(torch.allclose(a, b) for a, b in zip(one.weights().values(), other.weights().values(), strict=True))
        assert same == alike


def test_it_is_a_perceptron_of_two_inputs_with_64_and_64():
    assert [tuple(one.shape) for one in made("residual").network.parameters()] == [
        (64, 2),
        (64,),
        (64, 64),
        (64,),
        (1, 64),
        (1,),
    ]


def test_the_seed_gives_its_first_weights_and_no_stream_of_torch_is_touched():
    before = torch.random.get_rng_state()
    one, same, other = made("residual"), made("residual"), made("residual", seed=1)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.equal(one.network[0].weight, same.network[0].weight)
    assert not torch.equal(one.network[0].weight, other.network[0].weight)


def test_an_unknown_kind_names_those_there_are():
    with pytest.raises(ConfigError, match="residual"):
        made("deltas")
