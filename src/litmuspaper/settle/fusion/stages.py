"""The stages of M2-CoFS: an auto-encoder, each task alone, each from the other's weights, both with generated ones.

Stage 0 trains an encoder for each modality with a decoder, then freezes them; from there on the cached features are all
that is read (the paper does not say so; the system it grew out of does). Stages I to III are Eqs. (2) to (8). A head of
Stage II starts from that of Stage I, one of Stage III from that of Stage II. In Stage III the penalties of Eqs. (18)
and (19) are those of Stage II: what counted for the other task at the end of Stage I. This file imports torch.
"""

from copy import deepcopy
from dataclasses import dataclass, replace

import torch
from torch import nn

from litmuspaper.settle.fusion.generator import generator
from litmuspaper.settle.fusion.intelligence import Intelligence, Memory
from litmuspaper.settle.fusion.networks import FeatureFusion, fusion_head, segmentation_head
from litmuspaper.settle.fusion.tasks import AutoEncoder, BothTasks, OneTask, Plain, Settings, Task, Weights, apart
from litmuspaper.settle.fusion.trainer import Trainer, train
from litmuspaper.settle.fusion.volumes import AT_ONCE, Volumes
from litmuspaper.settle.nets import seeded

STAGES = {"encoder": 0, "fusion": 1, "segmentation": 2, "together": 3, "plain": 4}  # tell batches apart


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
    """Weights for both tasks with the heads that go with them, the loss of every step, and that of each task."""

    weights: Weights
    psi: nn.Module
    phi: nn.Module
    losses: list[float]
    curves: dict[Task, list[float]]


def encoders(by: Trainer, volumes: Volumes, of: Settings, seed: int) -> AutoEncoder:
    """Stage 0: both encoders, trained on the volumes as an auto-encoder and frozen."""
    module: AutoEncoder = seeded(seed, lambda: AutoEncoder(of), STAGES["encoder"])
    batch = volumes.drawn(seed, STAGES["encoder"], of.batch, of.crop)
    train(by, "stage-0", module, batch, of.encoder_steps, rate=of.rate)
    module.eval().requires_grad_(False)
    return module


def encoded(by: Trainer, module: AutoEncoder, volumes: Volumes) -> Volumes:
    """The volumes with their features, Phi(A, B), in half precision."""
    pairs = zip(volumes.a.split(AT_ONCE), volumes.b.split(AT_ONCE), strict=True)
    rows = [module.encode(by.fabric.to_device(a), by.fabric.to_device(b)).half().cpu() for a, b in pairs]
    return replace(volumes, features=torch.cat(rows))


def alone(
    by: Trainer, task: Task, volumes: Volumes, of: Settings, seed: int, steps: int = 0, start: Task | None = None
) -> Learned:
    """Stage I for one task: Eq. (2) or (3).

    Args:
        by: where and how.
        task: which.
        volumes: to train on, encoded.
        of: settings.
        seed: of the run.
        steps: how many; those of the settings where it is zero.
        start: the task whose initial weights F gets; its own where it is None.

    Returns:
        theta_F or theta_S, with the rest.
    """
    fusion = seeded(seed, lambda: FeatureFusion(of.width), STAGES[start or task])
    steps = steps or of.alone_steps
    name = f"stage-1-{task}-{steps}{f'-from-{start}' if start else ''}"
    return _learned(by, name, task, fusion, _head(task, volumes, of, seed), volumes, of, seed, steps)


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
    batch = volumes.drawn(seed, STAGES[task], of.batch, of.crop)
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
    # Each task's loss carries the penalty for what counted for the other.
    memories: dict[Task, Memory | None] = {
        "fusion": alones["segmentation"].memory if remember else None,
        "segmentation": alones["fusion"].memory if remember else None,
    }
    name = "-".join(["stage-3", *kind.split(), *distance.split(), *(() if remember else ("forgetting",))])
    psi, phi = deepcopy(second.head), deepcopy(first.head)
    module = BothTasks(made, psi, phi, memories, apart(distance, first.weights, second.weights), of)
    return _unified(by, name, module, volumes, of, seed, of.together_steps)


def jointly(by: Trainer, volumes: Volumes, of: Settings, seed: int, steps: int) -> Unified:
    """Both tasks from the start with one set of weights and the sum of their losses: none of the three stages.

    Args:
        by: where and how.
        volumes: to train on, encoded.
        of: settings.
        seed: of the run; F and the heads start as those of Stage I do.
        steps: how many.

    Returns:
        The weights for both tasks, their heads and the losses.
    """
    start = dict(seeded(seed, lambda: FeatureFusion(of.width), STAGES["fusion"]).named_parameters())
    made = generator("direct", start, start, start, seed)
    psi, phi = (_head(task, volumes, of, seed) for task in ("fusion", "segmentation"))
    module = BothTasks(made, psi, phi, {"fusion": None, "segmentation": None}, None, of)
    return _unified(by, f"jointly-{steps}", module, volumes, of, seed, steps)


def _unified(
    by: Trainer, name: str, module: BothTasks, volumes: Volumes, of: Settings, seed: int, steps: int
) -> Unified:
    batch = volumes.drawn(seed, STAGES["together"], of.batch, of.crop)
    losses = train(by, name, by.fabric.to_device(module.train()), batch, steps, rate=of.rate)
    with torch.no_grad():
        weights = {name: one.detach().clone() for name, one in module.made.weights().items()}
    return Unified(weights, module.psi.eval(), module.phi.eval(), losses, module.curves)


def plainly(by: Trainer, volumes: Volumes, of: Settings, seed: int, steps: int) -> nn.Module:
    """The segmentation network alone, on both images one behind the other: neither encoders nor F.

    Args:
        by: where and how.
        volumes: to train on.
        of: settings; the kind of the head is that of the network.
        seed: of the run.
        steps: how many.

    Returns:
        The network, which takes (b, 2, *s).
    """
    size = of.crop or tuple(volumes.a.shape[2:])
    made = seeded(seed, lambda: segmentation_head(of.head, 2, of.classes, size, of.head_features), STAGES["plain"])
    batch = replace(volumes, features=None).drawn(seed, STAGES["segmentation"], of.batch, of.crop)
    train(by, f"plainly-{of.head}-{steps}", by.fabric.to_device(Plain(made)), batch, steps, rate=of.rate)
    return made.eval()


def _head(task: Task, volumes: Volumes, of: Settings, seed: int) -> nn.Module:
    size = of.crop or tuple(volumes.a.shape[2:])

    def head() -> nn.Module:
        if task == "fusion":
            return fusion_head(of.width)
        return segmentation_head(of.head, of.width, of.classes, size, of.head_features)

    return seeded(seed, head, 10 + STAGES[task])
