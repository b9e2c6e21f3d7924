"""The weight generation network of Stage III, Eq. (10): one pair of weights in, one weight for both tasks out.

A multi-layer perceptron 2-64-64-1 is applied to every pair (theta_S->F, theta_F->S) on its own. Its last layer starts
at zero and its output is added to the theta_F of Stage I, so training starts from weights that work. It sees and gives
weights in units of their standard deviation: they are hundredths, which its hidden layer cannot tell apart; with the
numbers as they are it adds one number to all weights alike, and its first steps throw both tasks off (measured: 92 % or
more of its change was that number). The other readings of the record are variants: without what it is added to, the
generated weights are all zero at first, and so is every gradient of a task.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litmuspaper.errors import ConfigError
from litmuspaper.settle import nets

if TYPE_CHECKING:
    import torch
    from torch import nn

    Weights = Mapping[str, torch.Tensor]

HIDDEN = 64
KINDS = ("residual", "raw", "delta only", "symmetric", "average", "first", "direct")


@dataclass(frozen=True, slots=True)
class Generator:
    """Gives theta_U; `network` holds what is learned, nothing for the plain average.

    Attributes:
        kind: one of KINDS.
        network: what is learned.
        build: theta_U as one row of numbers, (p,).
        shapes: the shape of each tensor of weights by name, in the order of the row.
    """

    kind: str
    network: "nn.Module"
    build: "Callable[[], torch.Tensor]"
    shapes: "dict[str, torch.Size]"

    def weights(self) -> "dict[str, torch.Tensor]":
        """theta_U by name, as it is now; gradients flow to `network`."""
        return dict(_cut(self.build(), self.shapes))


def generator(kind: str, first: "Weights", second: "Weights", base: "Weights", seed: int) -> Generator:
    """The generator of theta_U from the weights of Stage II.

    Args:
        kind: "residual": base + MLP(second, first) in units of their standard deviation, and what the paper's system is
            taken to be. "raw": the same without the units. "delta only": the MLP alone. "symmetric": base + MLP of
            mean and half distance, which cannot tell the tasks apart. "average": the mean of the two, nothing learned.
            "first": theta_F->S as it is, likewise. "direct": no MLP, the weights themselves are learned from the base.
        first: theta_F->S by name.
        second: theta_S->F by name.
        base: theta_F of Stage I, by name.
        seed: whose stream gives the initial weights of the MLP.

    Returns:
        The generator.

    Raises:
        ConfigError: no such kind.
    """
    import torch
    from torch import nn

    if kind not in KINDS:
        raise ConfigError("there is no such generator", where=kind, next_step=f"Take one of: {', '.join(KINDS)}")
    shapes = {name: one.shape for name, one in base.items()}
    a, b, start = (_row(one, shapes) for one in (second, first, base))
    if kind == "average":
        return Generator(kind, nn.Module(), lambda: (a + b) / 2, shapes)
    if kind == "first":
        return Generator(kind, nn.Module(), lambda: b, shapes)
    if kind == "direct":
        learned = nn.ParameterList([start.clone()])
        return Generator(kind, learned, lambda: learned[0], shapes)
    pair = torch.stack([(a + b) / 2, (a - b).abs() / 2] if kind == "symmetric" else [a, b], dim=1)  # (p, 2)
    unit = 1.0 if kind == "raw" else torch.cat([a, b]).std()
    network = nets.seeded(seed, perceptron, 3).to(pair.device)

    def build() -> torch.Tensor:
        change = unit * network(pair / unit)[:, 0]  # (p,)
        return change if kind == "delta only" else start + change  # (10)

    return Generator(kind, network, build, shapes)


def perceptron() -> "nn.Sequential":
    """The MLP 2-64-64-1 with a last layer of zeros; (p, 2) to (p, 1)."""
    network = nets.mlp(2, HIDDEN, HIDDEN, 1)
    for one in network[-1].parameters():
        one.data.zero_()
    return network


def _row(weights: "Weights", shapes: "Mapping[str, torch.Size]") -> "torch.Tensor":
    import torch

    return torch.cat([weights[name].detach().reshape(-1) for name in shapes])


def _cut(row: "torch.Tensor", shapes: "Mapping[str, torch.Size]") -> "Iterator[tuple[str, torch.Tensor]]":
    at = 0
    for name, shape in shapes.items():
        yield name, row[at : at + shape.numel()].reshape(shape)
        at += shape.numel()
