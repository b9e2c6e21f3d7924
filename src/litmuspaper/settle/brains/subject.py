"""One brain: its images, its labels, and how the labels map to those of BraTS and MRBrainS."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError

Image = NDArray[np.float32]
Labels = NDArray[np.uint8]

CODES = {"background": 0, "csf": 1, "grey": 2, "white": 3, "oedema": 4, "necrosis": 5, "enhancing": 6}
# Classes by our code, 0 to 6. White-matter lesions of MRBrainS are our 4, so its fifth class takes all lesions.
_TO_MRBRAINS = np.array([0, 1, 2, 3, 4, 4, 4], np.uint8)
_TO_BRATS = np.array([0, 0, 0, 0, 2, 1, 3], np.uint8)


@dataclass(frozen=True, slots=True)
class Subject:
    """A brain; every volume is indexed (z, y, x): from the feet up, from the back to the front, from left to right.

    Args:
        images: float32 volumes of 0 to 1 by name, such as t1, t2, flair, t1ce.
        labels: `CODES`, in the shape of the images.
        spacing_mm: of z, y and x.
        anatomy: which tissue map it was made from, or which folder it was read from.
        affine: from (x, y, z) indices to mm towards right, front and top, as NIfTI has it.
    """

    images: dict[str, Image]
    labels: Labels
    spacing_mm: tuple[float, float, float]
    anatomy: str
    affine: NDArray[np.float64] = field(repr=False)


def mrbrains5(labels: Labels) -> Labels:
    """Five classes: 0 background, 1 CSF, 2 grey, 3 white, 4 any lesion."""
    return _TO_MRBRAINS[_checked(labels)]


def brats4(labels: Labels) -> Labels:
    """Four exclusive classes: 0 none of them, 1 necrosis, 2 oedema, 3 enhancing tumour."""
    return _TO_BRATS[_checked(labels)]


def brats_regions(labels: Labels) -> dict[str, NDArray[np.bool_]]:
    """The three nested regions that BraTS scores: ET (enhancing), TC (with necrosis), WT (with oedema)."""
    classes = brats4(labels)
    return {"ET": classes == 3, "TC": (classes == 1) | (classes == 3), "WT": classes > 0}


def unit(volume: NDArray[Any]) -> Image:
    """A volume scaled so that its smallest value is 0 and its largest 1.

    Args:
        volume: finite numbers.

    Returns:
        float32 of the same shape.

    Raises:
        ConfigError: all its values are the same.
    """
    low, high = float(volume.min()), float(volume.max())
    if not high > low:
        raise ConfigError(f"all its values are {low:g}: there is nothing to scale", next_step="Leave this image out")
    return ((volume.astype(np.float64) - low) / (high - low)).astype(np.float32)


def _checked(labels: Labels) -> Labels:
    """Labels of our code book."""
    if labels.size and (labels.min() < 0 or labels.max() >= len(CODES)):
        known = ", ".join(f"{code} {name}" for name, code in CODES.items())
        raise ConfigError(f"label {int(labels.max())} is outside the code book", next_step=f"It has {known}")
    return labels
