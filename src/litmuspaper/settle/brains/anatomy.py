"""Where simulated brains come from: the template that nilearn carries in its package, or a folder of label maps."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.volumes import INSTALL, read
from litmuspaper.settle.streams import stream

TEMPLATE = "mni152"
_NEXT = "Give a folder of 3D label maps in FreeSurfer's codes (.nii or .nii.gz)"

# FreeSurfer's colour table; 28 and 60 (ventral diencephalon) are mixed and nearer to white. 136, 137, 163 and 164 are
# parts of the ventricles in the maps of SynthSeg; 25 and 57 are lesions. 1000 to 2999 are parcels of the cortex, 3000
# to 4999 of white matter.
_CSF = (4, 5, 14, 15, 24, 30, 31, 43, 44, 62, 63, 72, 136, 137, 163, 164, 213, 221, 257)
_GREY = (3, 8, 9, 10, 11, 12, 13, 17, 18, 19, 20, 26, 27, 42, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 58, 59, 80)
_WHITE = (2, 7, 16, 25, 28, 41, 46, 57, 60, 77, 78, 79, 85, 192, 250, 251, 252, 253, 254, 255)
_EXTRACEREBRAL = (165, 258, 259)
_FLUID_MM = 1.0
_LARGEST_CODE = 20_000


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Shares of CSF, grey and white matter in each voxel of one head, cut to the brain.

    Args:
        name: tells anatomies apart.
        tissue: (3, z, y, x) of 0 to 255; what is left to 255 is no brain. Bytes, since many heads are kept.
        spacing_mm: of z, y and x.
    """

    name: str
    tissue: NDArray[np.uint8]
    spacing_mm: tuple[float, float, float]


def anatomies(maps: Path | None = None) -> tuple[str, ...]:
    """The names of the anatomies at hand, sorted.

    Args:
        maps: a folder of label maps; None for the one template.

    Returns:
        Names that `subject` takes as `among`.

    Raises:
        ConfigError: there is no such folder, or it holds no label map.
    """
    if maps is None:
        return (TEMPLATE,)
    if not maps.is_dir():
        raise ConfigError("is no folder", where=str(maps), next_step=_NEXT)
    names = tuple(sorted(path.name for path in maps.iterdir() if path.name.endswith((".nii", ".nii.gz"))))
    if not names:
        raise ConfigError("holds no label map", where=str(maps), next_step=_NEXT)
    return names


def split(maps: Path | None = None, test_share: float = 0.2, seed: int = 0) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Anatomies to train on and others to test on: no head is in both.

    Args:
        maps: a folder of label maps; None for the one template.
        test_share: how many of the heads are for the test, at least one and never all.
        seed: which ones.

    Returns:
        Names to train on and names to test on. With one anatomy alone both are that one, which a report must say.
    """
    names = anatomies(maps)
    if len(names) == 1:
        return names, names
    order = stream(seed, "data", 2).permutation(len(names))
    count = min(max(1, round(test_share * len(names))), len(names) - 1)
    test = {names[index] for index in order[:count]}
    return tuple(name for name in names if name not in test), tuple(name for name in names if name in test)


@lru_cache(maxsize=32)
def load(name: str, maps: Path | None = None) -> Anatomy:
    """The tissue of one anatomy; kept in memory, since many subjects are made from each.

    Args:
        name: one of `anatomies`.
        maps: the folder it lies in; None for the template.

    Returns:
        The anatomy.

    Raises:
        ConfigError: there is no such anatomy, or it cannot be read or used.
    """
    if name not in anatomies(maps):
        told = f"there is no anatomy {name!r}"
        raise ConfigError(told, where=str(maps or ""), next_step=f"There are {', '.join(anatomies(maps)[:10])}")
    if maps is None:
        tissue, spacing_mm = _template()
    else:
        codes = read(maps / name)
        tissue, spacing_mm = _from_codes(codes.array, str(maps / name), codes.spacing_mm), codes.spacing_mm
    inside = _largest(tissue.sum(axis=0) > 0.5)
    tissue *= inside
    if not inside.any() or not (tissue[2] > 0.5).any():
        raise ConfigError("has no white matter", where=str(maps / name) if maps else name, next_step=_NEXT)
    box = tuple(slice(max(0, low - 2), high + 3) for low, high in _bounds(inside))
    return Anatomy(name, np.round(255 * tissue[(slice(None), *box)]).astype(np.uint8), spacing_mm)


def _largest(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest connected part of a mask: specks apart from the brain are none of it."""
    from scipy.ndimage import label

    parts, count = label(mask)
    return np.asarray(parts == np.bincount(parts.ravel())[1:].argmax() + 1) if count else mask


def _bounds(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The first and the last index of what is inside, by axis."""
    found = []
    for axis in range(3):
        held = np.flatnonzero(mask.any(axis=tuple(other for other in range(3) if other != axis)))
        found.append((int(held[0]), int(held[-1])))
    return found


def _template() -> tuple[NDArray[np.float32], tuple[float, float, float]]:
    """The MNI152 template of 152 adults (Fonov et al. 2011, NeuroImage 54:313), 1 mm; CSF is the rest of the mask.

    An average of many heads has no sharp border between tissues: the shares are pushed apart (each to the power of 3,
    and again to a sum of one), so that most voxels are of one tissue as they are in one head. That alone would turn
    thin sheets of white matter and fluid into grey, so those two weigh more; the volumes then stay as they were.
    """
    found = find_spec("nilearn")
    if found is None or found.origin is None:
        raise ConfigError("the template of nilearn is not installed", next_step=INSTALL)
    data = Path(found.origin).parent / "datasets" / "data"
    t1, grey, white = (
        read(data / f"mni_icbm152_{kind}_tal_nlin_sym_09a_converted.nii.gz") for kind in ("t1", "gm", "wm")
    )
    shares = np.stack([np.zeros_like(grey.array), grey.array, white.array]).astype(np.float32) / 255
    shares[0] = np.clip(1 - shares[1] - shares[2], 0, 1)
    shares *= t1.array > 0
    sharp = (shares * np.array([1.6, 1.0, 1.6], np.float32)[:, None, None, None]) ** 3
    return sharp / np.maximum(sharp.sum(axis=0), 1e-6), t1.spacing_mm


def _from_codes(codes: NDArray[Any], where: str, spacing_mm: tuple[float, float, float]) -> NDArray[np.float32]:
    """Tissue of FreeSurfer codes; of the fluid around the brain, what lies near it, as after skull stripping."""
    from scipy.ndimage import maximum_filter

    if codes.dtype.kind == "f" and (codes != np.round(codes)).any():
        raise ConfigError("its values are no codes: they are not whole", where=where, next_step=_NEXT)
    low, high = codes.min(), codes.max()
    if low < 0 or high > _LARGEST_CODE:
        told = f"label {(low if low < 0 else high):g} is outside FreeSurfer's code book"
        raise ConfigError(told, where=where, next_step=_NEXT)
    whole = codes.astype(np.int16)
    present = np.flatnonzero(np.bincount(whole.ravel()))
    kinds = np.full(_LARGEST_CODE + 1, -1, np.int8)
    kinds[present] = [_tissue_of(int(code)) for code in present]
    if (kinds < -1).any():
        told = ", ".join(str(code) for code in np.flatnonzero(kinds < -1)[:8])
        raise ConfigError(f"label {told} is outside FreeSurfer's code book", where=where, next_step=_NEXT)
    kind = kinds[whole]
    tissue = np.stack([kind == index for index in range(3)]).astype(np.float32)
    near = [max(1, 2 * round(_FLUID_MM / mm) + 1) for mm in spacing_mm]
    tissue[0] *= (whole != 24) | (maximum_filter((kind > 0).astype(np.uint8), near) > 0)
    return tissue


def _tissue_of(code: int) -> int:
    """0 CSF, 1 grey, 2 white, -1 outside the brain, -2 unknown."""
    if code in _CSF:
        return 0
    if code in _GREY or 1000 <= code < 3000:
        return 1
    if code in _WHITE or 3000 <= code < 5000:
        return 2
    return -1 if code == 0 or code in _EXTRACEREBRAL or 500 <= code < 1000 else -2
