"""Pairs of 2D images of one scene from a folder, for fusion."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.subject import Image, unit
from litmuspaper.settle.brains.volumes import INSTALL

_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".pgm", ".ppm")
_VOLUMES = (".nii", ".nii.gz", ".mha", ".mhd", ".nrrd", ".dcm")
_NEXT = "Give a folder with two folders, one for each kind of image, whose files have the same names"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two images of one scene, as grey values of 0 to 1.

    Args:
        name: of both files, without ending.
        a: (y, x).
        b: (y, x).
        kinds: the names of the two folders.
    """

    name: str
    a: Image
    b: Image
    kinds: tuple[str, str]


def pairs(path: Path, kinds: tuple[str, str] | None = None, *, resample: bool = False) -> Iterator[Pair]:
    """The pairs of a folder, in the order of their names.

    Files of the same name but for the ending belong together. Colours become luma (ITU-R BT.601), since the
    pseudo-colour of PET and SPECT carries its value there.

    Args:
        path: a folder with a folder for each kind of image, such as CT and MRI.
        kinds: which two of its folders; needed where there are more.
        resample: bring the second image to the size of the first; else another size is an error.

    Yields:
        One pair for each name.

    Raises:
        ConfigError: there are no such folders, a partner is missing, or an image cannot be used.
    """
    if not path.is_dir():
        raise ConfigError("is no folder", where=str(path), next_step=_NEXT)
    there = sorted(one.name for one in path.iterdir() if one.is_dir() and not one.name.startswith("."))
    if kinds is None:
        if len(there) != 2:
            told = f"holds {len(there)} folders{': ' + ', '.join(there[:8]) if there else ''}, where two are needed"
            raise ConfigError(told, where=str(path), next_step=_NEXT if len(there) < 2 else "Name the two with kinds=")
        kinds = (there[0], there[1])
    for kind in kinds:
        if kind not in there:
            raise ConfigError(f"has no folder {kind!r}", where=str(path), next_step=f"It has {', '.join(there[:8])}")
    left, right = (_files(path / kind) for kind in kinds)
    for name in sorted(left.keys() ^ right.keys()):
        told = f"has no image {name!r}, but {kinds[name in right]} has"
        raise ConfigError(told, where=str(path / kinds[name in left]), next_step="Add it, or remove its partner")
    if not left:
        raise ConfigError("its folders hold no images", where=str(path), next_step=_NEXT)
    for name in sorted(left):
        a = _grey(left[name])
        b = _grey(right[name], a.size if resample else None)
        if b.size != a.size:
            told = f"is {b.size[0]} x {b.size[1]} pixels, but {left[name]} {a.size[0]} x {a.size[1]}"
            raise ConfigError(told, where=str(right[name]), next_step="Resample it: resample=True")
        yield Pair(name, _unit(a, left[name]), _unit(b, right[name]), kinds)


def _files(path: Path) -> dict[str, Path]:
    """The images of a folder by name."""
    found: dict[str, Path] = {}
    for file in sorted(path.iterdir()):
        if file.name.lower().endswith(_VOLUMES):
            raise ConfigError("is a volume, where a 2D image is needed", where=str(file), next_step=_NEXT)
        if file.suffix.lower() in _ENDINGS and not file.name.startswith("."):
            if file.stem in found:
                told = f"has the name of {found[file.stem].name}"
                raise ConfigError(told, where=str(file), next_step="Keep one of the two")
            found[file.stem] = file
    return found


def _grey(path: Path, size: tuple[int, int] | None = None) -> Any:
    """One image as a picture of float grey values, of a size where one is given."""
    try:
        from PIL import Image as Pillow
    except ImportError as error:
        raise ConfigError("Pillow is not installed", next_step=INSTALL) from error
    try:
        with Pillow.open(path) as opened:
            if getattr(opened, "n_frames", 1) > 1:
                told = f"has {opened.n_frames} frames, where a 2D image is needed"
                raise ConfigError(told, where=str(path), next_step="Save one slice of it")
            deep = opened.mode in ("F", "I", "I;16", "I;16B", "L")
            grey = opened.convert("F") if deep else opened.convert("RGB").convert("L").convert("F")
    except ConfigError:
        raise
    except Exception as error:  # Pillow tells a broken file in many ways
        told = f"is no image that can be read ({type(error).__name__})"
        raise ConfigError(told, where=str(path), next_step="Save it again as PNG, or leave it out") from error
    return grey.resize(size, Pillow.Resampling.BILINEAR) if size and size != grey.size else grey


def _unit(picture: Any, path: Path) -> Image:
    """The grey values of 0 to 1."""
    values = np.asarray(picture, np.float32)
    if not np.isfinite(values).all():
        raise ConfigError("some of its values are not finite", where=str(path), next_step="Repair it, or leave it out")
    try:
        return unit(values)
    except ConfigError as error:
        raise ConfigError(error.what, where=str(path), next_step=error.next_step) from error
