"""Synaptic Intelligence (Zenke, Poole and Ganguli 2017): which weights a task needs, Eqs. (6) and (7).

A weight counts by how much of the loss its own way through training took away. Eq. (6) prints the sum of gradient times
step without the minus of Zenke's Eq. (3), which makes the importance of whatever was learned negative; the minus is put
back here. What comes out below zero is cut off there, as in Zenke's own code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

DAMPING = 1e-3


@dataclass(frozen=True, slots=True)
class Memory:
    """What a task leaves to the next: the weights it ended with, and how much each counted; both by name."""

    anchor: "dict[str, torch.Tensor]"
    importance: "dict[str, torch.Tensor]"

    def penalty(self, weights: "Mapping[str, torch.Tensor]") -> "torch.Tensor":
        """L_SI of Eq. (7), a tensor without axes."""
        import torch

        terms = [(self.importance[name] * (weights[name] - self.anchor[name]) ** 2).sum() for name in self.anchor]
        return torch.stack(terms).sum()  # (7)

    def slope(self, name: str, weight: "torch.Tensor") -> "torch.Tensor":
        """The gradient of the penalty by one tensor of weights."""
        return 2 * self.importance[name] * (weight.detach() - self.anchor[name])


@dataclass(slots=True)
class Intelligence:
    """Follows the weights of a network through the training of one task.

    Around each step of the optimiser, whichever it is: `before` when the gradients are there, `after` when the weights
    have moved. Where a penalty for an earlier task is trained along, its share is taken out of the gradient: only the
    task's own loss counts.

    Attributes:
        weights: the network's parameters by name; read, never changed.
        drop: what each weight has taken off the loss so far, the numerator of Eq. (6).
    """

    weights: "Mapping[str, torch.Tensor]"
    start: "dict[str, torch.Tensor]" = field(init=False)
    drop: "dict[str, torch.Tensor]" = field(init=False)
    _slope: "dict[str, torch.Tensor]" = field(init=False)
    _at: "dict[str, torch.Tensor]" = field(init=False)

    def __post_init__(self) -> None:
        import torch

        self.start = {name: one.detach().clone() for name, one in self.weights.items()}
        self.drop = {name: torch.zeros_like(one) for name, one in self.start.items()}
        self._slope, self._at = {}, {}

    def before(self, memory: Memory | None = None, strength: float = 0.0) -> None:
        """Note the gradients and where the weights are.

        Args:
            memory: of the earlier task whose penalty is part of the gradients; None where there is none.
            strength: lambda or mu, what the penalty was multiplied by.
        """
        for name, one in self.weights.items():
            slope = one.grad.detach().clone()
            self._slope[name] = slope - strength * memory.slope(name, one) if memory else slope
            self._at[name] = one.detach().clone()

    def after(self) -> None:
        """Add what the step that was taken took off the loss, to first order."""
        for name, one in self.weights.items():
            self.drop[name] -= self._slope[name] * (one.detach() - self._at[name])  # (6), with Zenke's minus

    def memory(self, damping: float = DAMPING) -> Memory:
        """What the task leaves, now that it has been trained.

        Args:
            damping: xi of Eq. (6).

        Returns:
            The weights as they are and their importance, which is nowhere negative.
        """
        anchor = {name: one.detach().clone() for name, one in self.weights.items()}
        importance = {
            name: self.drop[name].clamp(min=0) / ((anchor[name] - self.start[name]) ** 2 + damping) for name in anchor
        }
        return Memory(anchor, importance)  # (6)
