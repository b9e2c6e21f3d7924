"""What every network of the lab does alike: its seeds, its layers and one loop that trains it.

torch is imported where it is used, so that a system's claim can be read without it.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from litmuspaper.settle.streams import integer

if TYPE_CHECKING:
    import torch
    from torch import nn


def ready() -> None:
    """One thread, and the same bits each time: to be called before the first tensor of a cell."""
    import torch

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True, warn_only=True)  # a GPU lacks some; a CPU has them all


def generator(seed: int, name: str, *more: int) -> "torch.Generator":
    """A torch generator on the CPU for one of the seed's streams; see `streams.stream`.

    What is drawn on the CPU and then moved is the same on every device.
    """
    import torch

    return torch.Generator().manual_seed(integer(seed, name, *more))


def seeded(seed: int, make: "Callable[[], nn.Module]", *more: int) -> "nn.Module":
    """A network whose initial weights come from the seed's stream `init`.

    Args:
        seed: the seed of the cell.
        make: builds the network.
        *more: numbers that tell networks of one cell apart; arms that share a number and a shape share the weights.

    Returns:
        The network; torch's own generator is left as it was.
    """
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(integer(seed, "init", *more))
        return make()


def mlp(*widths: int) -> "nn.Sequential":
    """Linear layers with ReLU between them; (n, widths[0]) to (n, widths[-1])."""
    from torch import nn

    layers: list[nn.Module] = []
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def fit(
    parameters: "Iterable[nn.Parameter]",
    loss: "Callable[[int], torch.Tensor]",
    steps: int,
    rate: float,
    clip: float = 0.0,
) -> list[float]:
    """Train by Adam.

    Args:
        parameters: what is trained.
        loss: gives the loss of a step, counted from zero; it draws its own batch.
        steps: how many steps.
        rate: the learning rate.
        clip: the largest norm of the gradient; zero for none.

    Returns:
        The loss of every step. A loss that is not finite ends the training there: the caller's metrics show it.
    """
    import torch

    own = list(parameters)
    optimiser = torch.optim.Adam(own, lr=rate)
    losses = []
    for step in range(steps):
        value = loss(step)
        losses.append(float(value.detach()))
        if not torch.isfinite(value):
            break
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(own, clip)
        optimiser.step()
    return losses
