"""What M2-CoFS is trained and tested on, and how a fused image and a segmentation are scored."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from litmuspaper.errors import ConfigError
from litmuspaper.settle.claim import Scale
from litmuspaper.settle.streams import integer, stream

if TYPE_CHECKING:
    from litmuspaper.settle.brains.subject import Subject
    from litmuspaper.settle.fusion.volumes import Volumes

TISSUES = {"csf": [1], "grey": [2], "white": [3], "lesion": [4]}  # the classes of MRBrainS, all lesions in one
TUMOURS = {"et": [3], "tc": [1, 3], "wt": [1, 2, 3]}  # the regions of BraTS
FUSION_METRICS = {"MI": "mi", "Q_MI": "q_mi", "Q_TE": "q_te", "Q_NCIE": "q_ncie", "Q_G": "q_g", "VIF_P": "vif_p"}
PATIENTS = {"smoke": (2, 1), "cpu": (40, 10), "gpu": (40, 10)}  # to train on, to test on
TEST_SHARE = 0.2  # of a user's own patients, and of the heads that others are made from
Split = tuple["Volumes", "Volumes"]


def patients(seed: int, scale: Scale, folder: str = "") -> Split:
    """Patients to train on and others to test on.

    Args:
        seed: of the cell; it decides who is tested on.
        scale: gives the shape, and how many are simulated.
        folder: of the user: label maps in FreeSurfer's codes, from which patients are simulated, no head on both sides;
            or patients in the layout of BraTS or MRBrainS. Empty for the template that nilearn carries.

    Returns:
        T1 and FLAIR with the classes of MRBrainS; T1ce and FLAIR with those of BraTS where the labels have no tissues.
        A folder that cannot be used, or holds one patient alone, is a ConfigError.
    """
    from litmuspaper.settle.brains.anatomy import split
    from litmuspaper.settle.brains.simulator import subject

    shape = (scale.size // 2, scale.size, scale.size)
    maps = Path(folder) if folder else None
    if maps and not any(one.name.endswith((".nii", ".nii.gz")) for one in maps.iterdir()):
        return _real(seed, maps, shape)
    parts, first = [], 0
    for heads, count in zip(split(maps, TEST_SHARE, seed), PATIENTS[scale.name], strict=True):
        seeds = [integer(seed, "data", first + n) % 2**32 for n in range(count)]
        parts.append(_stacked([subject(one, shape, maps, among=heads) for one in seeds]))
        first += count
    return parts[0], parts[1]


def _real(seed: int, path: Path, shape: tuple[int, int, int]) -> Split:
    from litmuspaper.settle.brains.folders import folder
    from litmuspaper.settle.brains.resized import resized

    found = [resized(one, shape) for one in folder(path)]
    if len(found) < 2:
        raise ConfigError("holds one patient alone", where=str(path), next_step="Give two at least, better thirty")
    order = stream(seed, "data", 3).permutation(len(found))
    count = max(1, round(TEST_SHARE * len(found)))
    return _stacked([found[n] for n in order[count:]]), _stacked([found[n] for n in order[:count]])


def _stacked(found: "Sequence[Subject]") -> "Volumes":
    import torch

    from litmuspaper.settle.brains.subject import brats4, mrbrains5
    from litmuspaper.settle.fusion.volumes import Volumes

    tissues = any(np.isin(one.labels, (1, 2, 3)).any() for one in found)
    names, coded = (("t1", "flair"), mrbrains5) if tissues else (("t1ce", "flair"), brats4)
    for one in found:
        if missing := [name for name in names if name not in one.images]:
            raise ConfigError(f"has no {missing[0]}", where=one.anatomy, next_step="Leave this patient out")
    a, b = (torch.as_tensor(np.stack([one.images[name] for one in found]))[:, None] for name in names)
    labels = torch.as_tensor(np.stack([coded(one.labels) for one in found]))
    spacings_mm = tuple(one.spacing_mm for one in found)
    return Volumes(a=a, b=b, labels=labels, spacings_mm=spacings_mm, classes=TISSUES if tissues else TUMOURS)


def scored(found: "Mapping[Any, Any]", test: "Volumes") -> dict[str, float]:
    """What was made of the patients of the test: means over them.

    Args:
        found: by task, the fused images (n, 1, *s) of 0..1 and the classes (n, *s); either may be missing.
        test: whose images and labels they are held against.

    Returns:
        Dice and HD95 of each class with their means, the paper's metrics of fusion and its loss. A class that is not
        found at all, or is found where there is none, has the diagonal of the volume for its HD95.
    """
    told: dict[str, float] = {}
    if "segmentation" in found:
        pairs = zip(found["segmentation"].cpu().numpy(), test.labels.numpy(), test.spacings_mm, strict=True)
        rows = [_agreement(one, truth, spacing_mm, test.classes) for one, truth, spacing_mm in pairs]
        told |= {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
        for metric in ("dice", "hd95"):
            told[metric] = float(np.mean([told[f"{metric}_{name}"] for name in test.classes]))
    if "fusion" in found:
        told |= _fused(found["fusion"].cpu(), test)
    return told


def _agreement(
    found: Any, truth: Any, spacing_mm: Sequence[float], classes: Mapping[str, Sequence[int]]
) -> dict[str, float]:
    from litmuspaper.settle.metrics.overlap import dice, hd95

    farthest = float(np.linalg.norm(np.multiply(truth.shape, spacing_mm)))
    told = {f"dice_{name}": value for name, value in dice(found, truth, classes).items()}
    far = hd95(found, truth, classes, spacing_mm)
    return told | {f"hd95_{name}": min(value, farthest) for name, value in far.items()}


def _fused(fused: Any, test: "Volumes") -> dict[str, float]:
    from litmuspaper.settle.fusion.losses import fusion_loss
    from litmuspaper.settle.metrics.catalogue import measure

    triples = zip(*((255 * one[:, 0]).round().byte().numpy() for one in (test.a, test.b, fused)), strict=True)
    values = [measure(a, b, f, names=tuple(FUSION_METRICS)) for a, b, f in triples]
    told = {own: float(np.mean([one[name] for one in values])) for name, own in FUSION_METRICS.items()}
    told["fusion_loss"] = float(fusion_loss(fused, test.a, test.b))
    return {name: value for name, value in told.items() if np.isfinite(value)}  # VIF_P wants slices of 41 x 41
