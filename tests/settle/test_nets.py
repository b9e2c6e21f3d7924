"""Networks of the lab: seeds, layers and the training loop."""

import pytest

from litmuspaper.settle import nets

torch = pytest.importorskip("torch", reason="needs torch: pip install 'litmuspaper[nets]'")


def test_weights_come_from_the_seed_alone_and_leave_torchs_generator_as_it_was():
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first, again = (nets.seeded(3, lambda: nets.mlp(4, 8, 2)) for _ in range(2))
    other, apart = nets.seeded(4, lambda: nets.mlp(4, 8, 2)), nets.seeded(3, lambda: nets.mlp(4, 8, 2), 1)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first[0].weight, again[0].weight)
    assert not torch.equal(first[0].weight, other[0].weight)
    assert not torch.equal(first[0].weight, apart[0].weight)


def test_streams_of_a_generator_do_not_touch():
    drawn = [torch.randn(4, generator=nets.generator(0, *key)) for key in (("data",), ("noise",), ("noise", 1))]
    assert not torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[1], drawn[2])
    assert torch.equal(drawn[1], torch.randn(4, generator=nets.generator(0, "noise")))


def test_a_line_is_fitted_and_a_loss_that_is_not_finite_ends_the_training():
    x = torch.linspace(-1, 1, 50)[:, None]
    net = nets.seeded(0, lambda: nets.mlp(1, 1))
    losses = nets.fit(net.parameters(), lambda step: ((net(x) - (2 * x + 1)) ** 2).mean(), steps=400, rate=0.05)
    assert losses[-1] < 1e-3 < losses[0]
    broken = nets.fit(net.parameters(), lambda step: net(x).mean() * (float("nan") if step == 3 else 1.0), 10, 0.0)
    assert len(broken) == 4
