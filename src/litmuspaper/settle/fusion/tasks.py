"""What the stages of M2-CoFS train: modules that turn a batch into a loss, and the settings they share.

This file imports torch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.func import functional_call

from litmuspaper.settle.fusion.generator import Generator
from litmuspaper.settle.fusion.intelligence import Memory
from litmuspaper.settle.fusion.losses import dice_loss, fusion_loss, joint_loss, reconstruction_loss, remembering
from litmuspaper.settle.fusion.manifold import distance_to, filter_rows, mean_square, neuron_rows
from litmuspaper.settle.fusion.networks import Encoder, FeatureFusion, fusion_head
from litmuspaper.settle.fusion.trainer import RATE

Weights = dict[str, Tensor]
Task = Literal["fusion", "segmentation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Widths, steps and weights; the defaults are the full scale, with steps for its 200, 100 and 200 epochs.

    Attributes:
        width: channels of the features, and neurons of a layer of F.
        inner: channels inside an encoder.
        depth: Swin blocks of each of its two layers; 0 for none.
        attention: heads of its attention.
        window: side of its windows.
        head: kind of the segmentation head.
        head_features: channels of its first level; 0 for the full scale.
        classes: J, background included.
        encoder_steps: of Stage 0.
        alone_steps: of Stage I, each task.
        across_steps: of Stage II, each task.
        together_steps: of Stage III.
        batch: volumes of a step.
        crop: voxels of a volume that a step sees; None for all.
        rate: of AdamW.
        alpha: of Eq. (16).
        strength: lambda and mu of Eqs. (18) and (19).
        eta: of Eq. (20).
        gamma: of Eq. (20).
    """

    width: int = 16
    inner: int = 48
    depth: int = 3
    attention: int = 6
    window: int = 7
    head: str = "swin"
    head_features: int = 0
    classes: int = 5
    encoder_steps: int = 9_000
    alone_steps: int = 9_000
    across_steps: int = 4_500
    together_steps: int = 9_000
    batch: int = 2
    crop: tuple[int, int, int] | None = None
    rate: float = RATE
    alpha: float = 0.1
    strength: float = 0.1
    eta: float = 2.0
    gamma: float = 0.1


class AutoEncoder(nn.Module):  # type: ignore[misc]
    """Stage 0: an encoder for each modality and one decoder for both."""

    def __init__(self, of: Settings) -> None:
        super().__init__()
        self.encoders = nn.ModuleList(Encoder(of.width, of.inner, of.depth, of.attention, of.window) for _ in range(2))
        self.decoder = fusion_head(of.width)

    def forward(self, a: Tensor, b: Tensor, _labels: Tensor) -> Tensor:
        """The loss of both reconstructions."""
        pairs = zip(self.encoders, (a, b), strict=True)
        return torch.stack([reconstruction_loss(self.decoder(one(image)), image) for one, image in pairs]).sum()

    def encode(self, a: Tensor, b: Tensor) -> Tensor:
        """Phi(A, B), (n, 2 width, *s)."""
        return torch.cat([self.encoders[0](a), self.encoders[1](b)], dim=1)


class OneTask(nn.Module):  # type: ignore[misc]
    """Stages I and II: F and the head of one task, with the penalty of the other where there is one."""

    def __init__(self, task: Task, fusion: nn.Module, head: nn.Module, memory: Memory | None, of: Settings) -> None:
        super().__init__()
        self.fusion, self.head = fusion, head
        self.task, self.memory, self.of = task, memory, of

    def forward(self, features: Tensor, a: Tensor, b: Tensor, labels: Tensor) -> Tensor:
        """L_F or L_S, or L' of Stage II."""
        made = self.head(self.fusion(features))
        loss = task_loss(self.task, made, a, b, labels, self.of.alpha)
        return remembering(loss, self.memory, dict(self.fusion.named_parameters()), self.of.strength)


class BothTasks(nn.Module):  # type: ignore[misc]
    """Stage III, Eq. (8): generated weights, both heads, the penalties and the manifold distance."""

    def __init__(
        self,
        made: Generator,
        psi: nn.Module,
        phi: nn.Module,
        memories: dict[Task, Memory | None],
        apart: Callable[[Weights], Tensor] | None,
        of: Settings,
    ) -> None:
        super().__init__()
        self.network, self.psi, self.phi = made.network, psi, phi
        self.fusion = FeatureFusion(of.width).requires_grad_(False)  # only its layers: the weights are generated
        self.made, self.memories, self.apart, self.of = made, memories, apart, of
        self.curves: dict[Task, list[float]] = {"fusion": [], "segmentation": []}

    def get_extra_state(self) -> dict[Task, list[float]]:
        """The curves go into the checkpoints."""
        return self.curves

    def set_extra_state(self, state: dict[Task, list[float]]) -> None:
        """And come back from them."""
        self.curves = state

    def forward(self, features: Tensor, a: Tensor, b: Tensor, labels: Tensor) -> Tensor:
        """L of Eq. (20)."""
        weights = self.made.weights()  # (10)
        shared = functional_call(self.fusion, weights, (features,))  # (b, width, *s)
        heads: dict[Task, nn.Module] = {"fusion": self.psi, "segmentation": self.phi}
        losses = {}
        for task, head in heads.items():
            own = task_loss(task, head(shared), a, b, labels, self.of.alpha)
            self.curves[task].append(float(own.detach()))
            losses[task] = remembering(own, self.memories[task], weights, self.of.strength)
        apart = self.apart(weights) if self.apart else torch.zeros((), device=features.device)
        return joint_loss(losses["fusion"], losses["segmentation"], apart, self.of.eta, self.of.gamma)


class Plain(nn.Module):  # type: ignore[misc]
    """A segmentation network alone, on both images one behind the other."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, a: Tensor, b: Tensor, labels: Tensor) -> Tensor:
        """L_S."""
        return dice_loss(self.network(torch.cat([a, b], dim=1)), labels)


def task_loss(task: str, made: Tensor, a: Tensor, b: Tensor, labels: Tensor, alpha: float) -> Tensor:
    """L_F of a fused image or L_S of the scores."""
    return fusion_loss(made, a, b, alpha) if task == "fusion" else dice_loss(made, labels)


def apart(kind: str, first: Weights, second: Weights) -> Callable[[Weights], Tensor] | None:
    """L_M as an arm reads it: "manifold", "filters" (a row a filter), "mean square", or "none"."""
    if kind == "none":
        return None
    if kind == "mean square":
        one, other = neuron_rows(first), neuron_rows(second)
        return lambda weights: mean_square(neuron_rows(weights), one, other)
    rows = filter_rows if kind == "filters" else neuron_rows
    distance = distance_to(rows(first), rows(second))
    return lambda weights: distance(rows(weights))
