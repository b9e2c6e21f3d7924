"""The three stages from patients to a model: simulated patients, or those of a folder. This file imports torch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch.func import functional_call

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.folders import folder
from litmuspaper.settle.brains.resized import resized
from litmuspaper.settle.brains.simulator import subject
from litmuspaper.settle.brains.subject import Subject
from litmuspaper.settle.claim import Scale
from litmuspaper.settle.fusion import stages
from litmuspaper.settle.fusion.model import BOOKS, Model, Networks
from litmuspaper.settle.fusion.networks import FeatureFusion
from litmuspaper.settle.fusion.tasks import AutoEncoder, OneTask, Settings, Task
from litmuspaper.settle.fusion.trainer import Trainer, train
from litmuspaper.settle.fusion.volumes import AT_ONCE, Volumes
from litmuspaper.settle.streams import integer, stream

Shape = tuple[int, int, int]
_VARIANTS = 3
_GAINS = (0.75, 1.25)


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
    last_steps: int = 0,
) -> Model:
    """Stages 0 to III, and steps of the segmentation head alone on what they leave.

    Args:
        by: where and how.
        patients: of one shape.
        sequences: the names of A and B.
        of: settings for each task; those of the segmentation are the model's.
        seed: of the run.
        note: what is said of the patients.
        last_steps: of the segmentation head; see `finished`.

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
    losses, both = finished(by, encoder, found, own, both, seed, last_steps)
    if not np.isfinite([*found.losses[-1:], *losses[-1:]]).all():
        raise ConfigError("the loss is no finite number any more", next_step="Train again, with another seed")
    if losses:
        note += f" Then {len(losses)} steps of the segmentation head alone, on whole volumes of other brightness too."
    z, y, x = labels.shape[1:]
    mm = np.mean([one.spacing_mm for one in patients], axis=0)
    return Model(
        settings=both,
        networks=_networks(encoder, found, both, both.crop or (z, y, x)),
        sequences=sequences,
        classes=classes,
        spacing_mm=(float(mm[0]), float(mm[1]), float(mm[2])),
        shape=(z, y, x),
        note=note,
    )


def _networks(encoder: AutoEncoder, found: stages.Unified, of: Settings, size: Shape) -> Networks:
    """What a model keeps of what was trained."""
    networks = Networks(of, size)
    networks.encoders.load_state_dict(encoder.encoders.state_dict())
    networks.fusion.load_state_dict(found.weights)
    networks.psi.load_state_dict(found.psi.state_dict())
    networks.phi.load_state_dict(found.phi.state_dict())
    networks.eval().requires_grad_(False)
    return networks


def finished(
    by: Trainer, encoder: AutoEncoder, found: stages.Unified, own: Volumes, of: Settings, seed: int, steps: int
) -> tuple[list[float], Settings]:
    """Train the segmentation head on, with encoders and shared weights as they are, on whole volumes.

    No stage of the paper: crops hold a lesion now and then only, and whole volumes are cheap for the head alone. Each
    patient comes as it is and with both images brighter or darker: a volume is scaled by its brightest voxel, which
    finer voxels and other scanners make another one.

    Args:
        by: where and how.
        encoder: of Stage 0.
        found: what Stage III left; its head is trained in place.
        own: what it was trained on.
        of: settings.
        seed: of the run.
        steps: how many; none for a head that takes one size alone.

    Returns:
        The loss of every step, and settings for a head that sees a volume as a whole.
    """
    if not steps or of.head == "unetr":
        return [], of
    fusion, draw = FeatureFusion(of.width), stream(seed, "noise", stages.STAGES["plain"])
    some = []
    for variant in range(_VARIANTS):
        gains = draw.uniform(*_GAINS, (2, len(own.a), 1, 1, 1, 1)) if variant else np.ones((2, 1, 1, 1, 1, 1))
        a, b = (image * torch.as_tensor(gain).float() for image, gain in zip((own.a, own.b), gains, strict=True))
        with torch.no_grad():
            for one, other in zip(a.split(AT_ONCE), b.split(AT_ONCE), strict=True):
                some.append(functional_call(fusion, found.weights, (encoder.encode(one, other),)).half())
    many = (own.a, own.b, own.labels)
    a, b, labels = (part.repeat(_VARIANTS, *[1] * (part.ndim - 1)) for part in many)
    module = OneTask("segmentation", torch.nn.Identity(), found.phi.train(), None, of)
    batch = Volumes(a=a, b=b, labels=labels, features=torch.cat(some))
    drawn = batch.drawn(seed, stages.STAGES["segmentation"], of.batch)
    losses = train(by, f"last-{steps}", by.fabric.to_device(module), drawn, steps, rate=of.rate / 2)
    found.phi.eval()
    return losses, replace(of, crop=None)


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
