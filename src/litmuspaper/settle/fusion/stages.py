"""The stages of M2-CoFS: an auto-encoder, each task alone, each from the other's weights, both with generated ones.

Stage 0 trains an encoder for each modality with a decoder, then freezes them; from there on the cached features are all
that is read (the paper does not say so; the system it grew out of does). Stages I to III are Eqs. (2) to (8). A head of
Stage II starts from that of Stage I, one of Stage III from that of Stage II. In Stage III the penalties of Eqs. (18)
and (19) are those of Stage II: what counted for the other task at the end of Stage I. This file imports torch.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.func import functional_call

from litmuspaper.settle.fusion.generator import generator
from litmuspaper.settle.fusion.intelligence import Intelligence, Memory
from litmuspaper.settle.fusion.networks import FeatureFusion, fusion_head, segmentation_head
from litmuspaper.settle.fusion.tasks import AutoEncoder, BothTasks, OneTask, Settings, Task, Weights, apart
from litmuspaper.settle.fusion.trainer import Trainer, train
from litmuspaper.settle.nets import seeded
from litmuspaper.settle.streams import stream

STAGES = {"encoder": 0, "fusion": 1, "segmentation": 2, "together": 3}  # tell batches apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Volumes:
    """Pairs of images with labels: a and b (n, 1, *s) of 0..1, labels (n, *s), and features (n, 2 width, *s) later."""

    a: Tensor
    b: Tensor
    labels: Tensor
    features: Tensor | None = None

    def drawn(self, seed: int, stage: int, count: int) -> Callable[[int], tuple[Tensor, ...]]:
        """The batch of a step: features (or none before they are there), a, b and labels."""
        parts = (self.a, self.b, self.labels) if self.features is None else (self.features, self.a, self.b, self.labels)

        def batch(step: int) -> tuple[Tensor, ...]:
            draw = stream(seed, "noise", stage, step)
            picked = torch.as_tensor(draw.choice(len(self.a), min(count, len(self.a)), replace=False))
            return tuple(part[picked].float() if part.is_floating_point() else part[picked] for part in parts)

        return batch


@dataclass(frozen=True, slots=True)
class Learned:
    """What a task left: the weights of F, its head, what it remembers, the loss of every step."""

    task: Task
    weights: Weights
    head: nn.Module
    memory: Memory
    losses: list[float]


@dataclass(frozen=True, slots=True)
class Unified:
    """Weights for both tasks with the heads that go with them, and the loss of every step."""

    weights: Weights
    psi: nn.Module
    phi: nn.Module
    losses: list[float]


def encoded(by: Trainer, volumes: Volumes, more: tuple[Volumes, ...], of: Settings, seed: int) -> tuple[Volumes, ...]:
    """Stage 0: the volumes with their features, from encoders trained on the first of them alone.

    Args:
        by: where and how.
        volumes: to train on.
        more: further ones, to encode only.
        of: widths and steps.
        seed: of the run.

    Returns:
        All volumes, those to train on first, with features in half precision.
    """
    module = seeded(seed, lambda: AutoEncoder(of), STAGES["encoder"])
    train(by, "stage-0", module, volumes.drawn(seed, STAGES["encoder"], of.batch), of.encoder_steps, rate=of.rate)
    module.eval().requires_grad_(False)
    found = []
    for one in (volumes, *more):
        rows = [
            module.encode(by.fabric.to_device(one.a[n : n + 1]), by.fabric.to_device(one.b[n : n + 1])).half().cpu()
            for n in range(len(one.a))
        ]
        found.append(replace(one, features=torch.cat(rows)))
    return tuple(found)


def alone(by: Trainer, task: Task, volumes: Volumes, of: Settings, seed: int, steps: int = 0) -> Learned:
    """Stage I for one task: Eq. (2) or (3). `steps` stands for those of the settings where it is given."""
    fusion = seeded(seed, lambda: FeatureFusion(of.width), STAGES[task])
    size = tuple(volumes.a.shape[2:])

    def head() -> nn.Module:
        if task == "fusion":
            return fusion_head(of.width)
        return segmentation_head(of.head, of.width, of.classes, size, of.head_features)

    steps = steps or of.alone_steps
    return _learned(
        by, f"stage-1-{task}-{steps}", task, fusion, seeded(seed, head, 10 + STAGES[task]), volumes, of, seed, steps
    )


def across(
    by: Trainer, own: Learned, other: Learned, volumes: Volumes, of: Settings, seed: int, remember: bool = True
) -> Learned:
    """Stage II for one task, Eq. (4) or (5): its head goes on, the weights of F are those that the other task learned.

    Args:
        by: where and how.
        own: what the task itself learned in Stage I: its head is taken.
        other: what the other task learned: its weights and its memory are.
        volumes: to train on, encoded.
        of: settings.
        seed: of the run.
        remember: whether the penalty of Eqs. (18) and (19) is there.

    Returns:
        theta_S->F for fusion, theta_F->S for segmentation, with the rest.
    """
    fusion = FeatureFusion(of.width)
    fusion.load_state_dict(other.weights)
    memory = other.memory if remember else None
    name = f"stage-2-{own.task}{'' if remember else '-forgetting'}"
    return _learned(by, name, own.task, fusion, deepcopy(own.head), volumes, of, seed, of.across_steps, memory)


def _learned(
    by: Trainer,
    name: str,
    task: Task,
    fusion: nn.Module,
    head: nn.Module,
    volumes: Volumes,
    of: Settings,
    seed: int,
    steps: int,
    memory: Memory | None = None,
) -> Learned:
    module = by.fabric.to_device(OneTask(task, fusion, head, memory, of))
    follow = Intelligence(dict(fusion.named_parameters()))
    batch = volumes.drawn(seed, STAGES[task], of.batch)
    losses = train(by, name, module, batch, steps, rate=of.rate, follow=follow, memory=memory, strength=of.strength)
    kept = follow.memory()
    return Learned(task, kept.anchor, head.eval(), kept, losses)


def together(
    by: Trainer,
    first: Learned,
    second: Learned,
    alones: dict[Task, Learned],
    volumes: Volumes,
    of: Settings,
    seed: int,
    kind: str = "residual",
    distance: str = "manifold",
    remember: bool = True,
) -> Unified:
    """Stage III: the generator and both heads, trained by Eq. (20).

    Args:
        by: where and how.
        first: theta_F->S with the segmentation head.
        second: theta_S->F with the fusion head.
        alones: what each task learned in Stage I: the base of the generator and the memories.
        volumes: to train on, encoded.
        of: settings.
        seed: of the run.
        kind: of the generator.
        distance: what stands for L_M; see `apart`.
        remember: whether the penalties of Eqs. (18) and (19) are there.

    Returns:
        The weights for both tasks, their heads and the losses.
    """
    made = generator(kind, first.weights, second.weights, alones["fusion"].weights, seed)
    psi, phi = deepcopy(second.head), deepcopy(first.head)
    # Each task's loss carries the penalty for what counted for the other.
    memories: dict[Task, Memory | None] = {
        "fusion": alones["segmentation"].memory if remember else None,
        "segmentation": alones["fusion"].memory if remember else None,
    }
    module = BothTasks(made, psi, phi, memories, apart(distance, first.weights, second.weights), of)
    name = "-".join(["stage-3", *kind.split(), *distance.split(), *(() if remember else ("forgetting",))])
    batch = volumes.drawn(seed, STAGES["together"], of.batch)
    losses = train(by, name, by.fabric.to_device(module.train()), batch, of.together_steps, rate=of.rate)
    with torch.no_grad():
        weights = {name: one.detach().clone() for name, one in made.weights().items()}
    return Unified(weights, psi.eval(), phi.eval(), losses)


def outputs(weights: Weights, psi: nn.Module | None, phi: nn.Module | None, features: Tensor) -> dict[Task, Tensor]:
    """The procedure of Eq. (1): the fused image (n, 1, *s), cut to 0..1, and the class of each voxel (n, *s).

    Args:
        weights: of F.
        psi: the fusion head; None leaves the image out.
        phi: the segmentation head; None leaves the classes out.
        features: (n, 2 width, *s).

    Returns:
        What there is a head for, by task.
    """
    fusion = FeatureFusion(next(iter(weights.values())).shape[0]).to(features.device)
    found: dict[Task, Tensor] = {}
    with torch.no_grad():
        shared = functional_call(fusion, weights, (features.float(),))  # (1)
        if psi is not None:
            found["fusion"] = psi(shared).clamp(0, 1)
        if phi is not None:
            found["segmentation"] = phi(shared).argmax(dim=1)
    return found
