"""Synaptic Intelligence on a quadratic, where every number is known beforehand."""

import pytest

torch = pytest.importorskip("torch", reason="needs torch")

from litmuspaper.settle.fusion.intelligence import Intelligence, Memory  # noqa: E402

CURVE = torch.tensor([0.5, 2.0, 0.0], dtype=torch.float64)
GOAL = torch.tensor([1.0, -1.0, 3.0], dtype=torch.float64)
START = torch.tensor([3.0, 1.0, 2.0], dtype=torch.float64)


def descend(rate, steps, memory=None, strength=0.0, optimiser=torch.optim.SGD):
    """Minimise the sum of CURVE / 2 (theta - GOAL)^2, with the penalty of an earlier task if there is one."""
    theta = START.clone().requires_grad_()
    followed = Intelligence({"theta": theta})
    steps_of = optimiser([theta], lr=rate)
    for _ in range(steps):
        steps_of.zero_grad()
        loss = (CURVE / 2 * (theta - GOAL) ** 2).sum()
        if memory:
            loss = loss + strength * memory.penalty({"theta": theta})
        loss.backward()
        followed.before(memory, strength)
        steps_of.step()
        followed.after()
    return theta.detach(), followed


def test_what_a_weight_took_off_the_loss_is_the_closed_form():
    rate, steps = 0.1, 50
    _, followed = descend(rate, steps)
    keep = 1 - rate * CURVE  # a step leaves this share of the way
    summed = torch.tensor([sum(float(one) ** (2 * step) for step in range(steps)) for one in keep])
    assert followed.drop["theta"] == pytest.approx(rate * CURVE**2 * (START - GOAL) ** 2 * summed)


def test_small_steps_to_the_end_give_half_the_curvature():
    theta, followed = descend(4e-3, 10_000)
    importance = followed.memory(damping=0.0 + 1e-12).importance["theta"]
    assert theta[:2] == pytest.approx(GOAL[:2], abs=1e-6)
    assert importance[:2] == pytest.approx(CURVE[:2] / 2, rel=1e-2)
    assert importance[2] == 0  # it did not move, and nothing depends on it


def test_with_the_sign_as_printed_all_that_was_learned_would_count_nothing():
    _, followed = descend(0.1, 50)
    assert (followed.drop["theta"][:2] > 0).all()


def test_the_penalty_of_an_earlier_task_is_no_part_of_the_importance():
    anchor = {"theta": torch.tensor([3.0, 1.0, 5.0], dtype=torch.float64)}
    memory = Memory(anchor, {"theta": torch.tensor([0.0, 0.0, 4.0], dtype=torch.float64)})
    theta, followed = descend(0.05, 50, memory, 0.5)
    assert theta[2] == pytest.approx(5.0, abs=1e-3)  # the penalty moved it
    assert followed.drop["theta"][2] == pytest.approx(0.0, abs=1e-12)  # its own loss is flat


def test_the_steps_are_those_that_the_optimiser_took():
    theta, followed = descend(0.01, 1, optimiser=torch.optim.AdamW)
    slope = CURVE * (START - GOAL)
    assert followed.drop["theta"] == pytest.approx(-slope * (theta - START))


def test_the_penalty_grows_with_the_square_of_the_way_from_the_anchor():
    memory = Memory({"a": torch.zeros(2), "b": torch.ones(1)}, {"a": torch.tensor([1.0, 2.0]), "b": torch.ones(1)})
    assert float(memory.penalty({"a": torch.tensor([3.0, 1.0]), "b": torch.ones(1)})) == 11.0
    assert float(memory.penalty(memory.anchor)) == 0.0
    assert memory.slope("a", torch.tensor([3.0, 1.0])).tolist() == [6.0, 4.0]
