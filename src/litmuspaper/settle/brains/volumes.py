"""NIfTI volumes in one orientation: read with a reason where they cannot be used, put on another's grid, written."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError

INSTALL = "Install it: pip install 'litmuspaper[fusion]'"
_LARGEST_VOXELS = 600_000_000
_NEXT = "Give a 3D volume as NIfTI (.nii or .nii.gz)"


@dataclass(frozen=True, slots=True)
class Volume:
    """An array (z, y, x) towards top, front and right, with the way it lay in its file.

    Args:
        array: its numbers as they stand in the file.
        affine: from (x, y, z) indices to mm towards right, front and top.
        orientation: of the axes in the file, such as LPS.
        where: the file.
    """

    array: NDArray[Any]
    affine: NDArray[np.float64]
    orientation: str
    where: str

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """The distance of two voxels along z, y and x."""
        x, y, z = np.sqrt((self.affine[:3, :3] ** 2).sum(axis=0))
        return float(z), float(y), float(x)


def read(path: Path) -> Volume:
    """A volume of finite numbers, turned so that its axes are (z, y, x).

    Args:
        path: a NIfTI file of three dimensions; further ones of length one are dropped.

    Returns:
        The volume. Axes are exchanged and flipped, never interpolated.

    Raises:
        ConfigError: it cannot be read, has two dimensions or four, or holds numbers that are not finite.
    """
    nibabel, where = _nibabel(), str(path)
    try:
        image = nibabel.load(path)
        shape = image.shape
        while len(shape) > 3 and shape[-1] == 1:
            shape = shape[:-1]
        if len(shape) != 3 or min(shape) < 2:
            told = f"has the shape {' x '.join(map(str, image.shape))}, where a 3D volume is needed"
            raise ConfigError(told, where=where, next_step=_NEXT)
        if np.prod(shape) > _LARGEST_VOXELS:
            raise ConfigError("has more than 600 million voxels", where=where, next_step=_NEXT)
        orientation = "".join(str(one) for one in nibabel.aff2axcodes(image.affine))
        turned = nibabel.as_closest_canonical(
            image.__class__(_numbers(image).reshape(shape), image.affine, image.header)
        )
        array, affine = np.asarray(turned.dataobj), np.asarray(turned.affine, np.float64)
    except ConfigError:
        raise
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", where=where, next_step=_NEXT) from error
    except Exception as error:  # nibabel tells a broken file in a dozen ways
        told = f"is no NIfTI volume that can be read ({type(error).__name__})"
        raise ConfigError(told, where=where, next_step=_NEXT) from error
    if array.dtype.kind not in "buif":
        raise ConfigError(f"holds no numbers but {array.dtype}", where=where, next_step=_NEXT)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        share = 1 - np.isfinite(array).mean()
        told = f"{share:.2%} of its values are not finite"
        raise ConfigError(told, where=where, next_step="Repair the image, or leave it out")
    return Volume(np.ascontiguousarray(array.transpose(2, 1, 0)), affine, orientation, where)


def _nibabel() -> Any:
    try:
        return import_module("nibabel")
    except ImportError as error:
        raise ConfigError("nibabel is not installed", next_step=INSTALL) from error


def _numbers(image: Any) -> NDArray[Any]:
    """The numbers of an image: as stored where no scale is given, else as float32."""
    numbers = np.asarray(image.dataobj)
    return numbers.astype(np.float32) if numbers.dtype == np.float64 else numbers


def unlike(volume: Volume, other: Volume) -> str:
    """In what a volume differs from another's grid: a sentence without its full stop, empty where it does not."""
    if volume.orientation != other.orientation:
        return f"lies in the orientation {volume.orientation}, but {other.where} in {other.orientation}"
    if volume.array.shape != other.array.shape:
        shapes = [" x ".join(map(str, one.array.shape[::-1])) for one in (volume, other)]
        return f"has the shape {shapes[0]}, but {other.where} has {shapes[1]}"
    if not np.allclose(volume.spacing_mm, other.spacing_mm, rtol=1e-3):
        spacings = [" x ".join(f"{mm:.3g}" for mm in one.spacing_mm[::-1]) for one in (volume, other)]
        return f"has a spacing of {spacings[0]} mm, but {other.where} of {spacings[1]} mm"
    if not np.allclose(volume.affine, other.affine, atol=0.1 * min(volume.spacing_mm)):
        return f"lies elsewhere in space than {other.where}"
    return ""


def onto(volume: Volume, other: Volume, *, nearest: bool = False) -> Volume:
    """A volume on the grid of another, by their affines.

    Args:
        volume: what is resampled, linearly.
        other: whose grid it gets.
        nearest: take the nearest voxel instead, as labels need it.

    Returns:
        The resampled volume; 0 where it had no voxel.
    """
    from scipy.ndimage import affine_transform

    xyz = np.linalg.inv(volume.affine) @ other.affine  # indices there to indices here
    back = np.eye(4)
    back[:3, :3], back[:3, 3] = xyz[:3, :3][::-1, ::-1], xyz[:3, 3][::-1]
    kind = volume.array.dtype if nearest else np.float32
    made = affine_transform(
        volume.array.astype(kind), back[:3, :3], back[:3, 3], other.array.shape, order=0 if nearest else 1, output=kind
    )
    return Volume(made, other.affine, other.orientation, volume.where)


def write(path: Path, array: NDArray[Any], affine: NDArray[np.float64]) -> None:
    """Write an array (z, y, x) as NIfTI.

    Args:
        path: ends in .nii or .nii.gz.
        array: float32 or uint8.
        affine: from (x, y, z) indices to mm.

    Raises:
        ConfigError: the file cannot be written.
    """
    nibabel = _nibabel()
    try:
        image = nibabel.Nifti1Image(np.ascontiguousarray(array.transpose(2, 1, 0)), affine)
        image.header.set_xyzt_units("mm")
        nibabel.save(image, path)
    except OSError as error:
        told = f"cannot be written: {error.strerror or error}"
        raise ConfigError(told, where=str(path), next_step="Name a folder that you may write to") from error


def on_one_grid(volumes: Mapping[str, Volume], *, resample: bool, labels: str = "") -> dict[str, Volume]:
    """Volumes that share a grid: that of the first.

    Args:
        volumes: by name.
        resample: whether others are put on that grid; else they are an error.
        labels: the name of the one that takes the nearest voxel.

    Returns:
        The volumes by name.

    Raises:
        ConfigError: one of them lies on another grid, and `resample` is not set.
    """
    first = next(iter(volumes.values()))
    found = {}
    for name, volume in volumes.items():
        told = unlike(volume, first)
        if told and not resample:
            next_step = "Resample it: resample=True in Python, --resample on the command line"
            raise ConfigError(told, where=volume.where, next_step=next_step)
        found[name] = onto(volume, first, nearest=name == labels) if told else volume
    return found
