"""The three stages from patients to a model: simulated patients, or those of a folder. This file imports torch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.folders import folder
from litmuspaper.settle.brains.resized import resized
from litmuspaper.settle.brains.simulator import subject
from litmuspaper.settle.brains.subject import Subject
from litmuspaper.settle.claim import Scale
from litmuspaper.settle.fusion import stages
from litmuspaper.settle.fusion.model import BOOKS, Model, Networks
from litmuspaper.settle.fusion.tasks import Settings, Task
from litmuspaper.settle.fusion.trainer import Trainer
from litmuspaper.settle.fusion.volumes import Volumes
from litmuspaper.settle.streams import integer

Shape = tuple[int, int, int]


def simulated(seed: int, shape: Shape, count: int) -> list[Subject]:
    """Patients to train on; a seed of a user's own, such as 0 to 99, gives none of them but by chance."""
    return [subject(integer(seed, "data", number) % 2**32, shape) for number in range(count)]


def of_folder(path: Path, shape: Shape, resample: bool = False) -> list[Subject]:
    """The patients of a folder, each on a grid of a shape that its brain fills as simulated ones do.

    Args:
        path: in a layout that `brains.folder` knows.
        shape: voxels along z, y and x.
        resample: put a patient's images on the grid of its first.

    Returns:
        The patients.
    """
    return [resized(one, shape) for one in folder(path, resample=resample)]


def pair_of(patients: list[Subject], wanted: tuple[str, str] | None, where: str) -> tuple[str, str]:
    """The images that are A and B: those that are wanted, else T1 and FLAIR, or T1ce where no tissue is labelled.

    Args:
        patients: to train on.
        wanted: the names that the user gave.
        where: the patients come from.

    Returns:
        Two names.

    Raises:
        ConfigError: the two are one, or a patient lacks one of them.
    """
    pair = wanted or (("t1", "flair") if _tissues(patients) else ("t1ce", "flair"))
    if pair[0] == pair[1]:
        raise ConfigError("A and B are the same", where=pair[0], next_step="Name two images with --sequences")
    for one in patients:
        missing = [name for name in pair if name not in one.images]
        if missing:
            told = f"patient {one.anatomy} has no {missing[0]}, but {', '.join(one.images)}"
            raise ConfigError(told, where=where, next_step="Name two of them with --sequences")
    return pair


def _tissues(patients: list[Subject]) -> bool:
    return any(np.isin(one.labels, (1, 2, 3)).any() for one in patients)


def trained(
    by: Trainer,
    patients: list[Subject],
    sequences: tuple[str, str],
    of: dict[Task, Settings],
    seed: int,
    note: str,
) -> Model:
    """Stages 0 to III.

    Args:
        by: where and how.
        patients: of one shape.
        sequences: the names of A and B.
        of: settings for each task; those of the segmentation are the model's.
        seed: of the run.
        note: what is said of the patients.

    Returns:
        The model.

    Raises:
        ConfigError: a loss is not finite at the end.
    """
    labels = np.stack([one.labels for one in patients])
    classes = tuple(BOOKS)[0 if _tissues(patients) else 1]
    own_of = {task: replace(one, classes=len(classes)) for task, one in of.items()}
    a, b = (torch.as_tensor(np.stack([one.images[name] for one in patients]))[:, None] for name in sequences)
    own = Volumes(a=a, b=b, labels=torch.as_tensor(BOOKS[classes](labels)))
    both, last = own_of["segmentation"], own_of["fusion"]
    encoder = stages.encoders(by, own, both, seed)
    own = stages.encoded(by, encoder, own)
    before: dict[Task, stages.Learned] = {
        "segmentation": stages.alone(by, "segmentation", own, both, seed),
        "fusion": stages.alone(by, "fusion", own, last, seed),
    }
    first = stages.across(by, before["segmentation"], before["fusion"], own, both, seed)
    second = stages.across(by, before["fusion"], before["segmentation"], own, last, seed)
    found = stages.together(by, first, second, before, own, both, seed)
    if not np.isfinite(found.losses[-1:]).all():
        raise ConfigError("the loss is no finite number any more", next_step="Train again, with another seed")
    z, y, x = labels.shape[1:]
    mm = np.mean([one.spacing_mm for one in patients], axis=0)
    networks = Networks(both, both.crop or (z, y, x))
    networks.encoders.load_state_dict(encoder.encoders.state_dict())
    networks.fusion.load_state_dict(found.weights)
    networks.psi.load_state_dict(found.psi.state_dict())
    networks.phi.load_state_dict(found.phi.state_dict())
    return Model(
        settings=both,
        networks=networks.eval().requires_grad_(False),
        sequences=sequences,
        classes=classes,
        spacing_mm=(float(mm[0]), float(mm[1]), float(mm[2])),
        shape=(z, y, x),
        note=note,
    )


def settings_of(scale: Scale, head: str, steps: int = 0) -> dict[Task, Settings]:
    """The settings of the experiment for each task; other steps where they are named."""
    from litmuspaper.settle.systems import m2cofs

    scale = replace(scale, steps=steps) if steps else scale
    return {"segmentation": m2cofs.settings(scale, head), "fusion": m2cofs.settings(scale)}


def note_of(
    patients: list[Subject],
    sequences: tuple[str, str],
    of: dict[Task, Settings],
    seed: int,
    scale: str,
    *,
    simulated: bool,
) -> str:
    """What a model was trained on, in words."""
    who = "Simulated patients" if simulated else "Patients of a folder"
    steps = of["segmentation"]
    stages_told = f"{steps.encoder_steps}, {steps.alone_steps}, {steps.across_steps} and {steps.together_steps}"
    return (
        f"{who}: {len(patients)} with {sequences[0]} and {sequences[1]}, seed {seed}; scale {scale}, "
        f"head {steps.head}, {stages_told} steps in Stages 0 to III."
    )
