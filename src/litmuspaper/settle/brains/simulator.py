"""Simulated patients: tissue of a head, warped, with tumours, as four MR sequences would show it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.anatomy import Anatomy, anatomies, load
from litmuspaper.settle.brains.fields import Axes, block_mean, places, smooth
from litmuspaper.settle.brains.lesions import grown, lesions_of, pushed
from litmuspaper.settle.brains.scanner import MODALITIES, jittered, protocol, scan, signals
from litmuspaper.settle.brains.subject import Labels, Subject, unit
from litmuspaper.settle.streams import stream

Array = NDArray[np.float32]

_MARGIN = 1.10
_FINE_MM = 2.0
_VESSEL = 0.3  # the larger, the wider
# Streams of their own: without lesions, or with other noise, the head stays the same.
_ANATOMY, _SHAPE, _LESIONS, _TISSUE, _VESSELS = 10, 11, 12, 13, 14


def subject(
    seed: int,
    shape: tuple[int, int, int] = (32, 64, 64),
    maps: Path | None = None,
    lesions: bool = True,
    among: Sequence[str] = (),
) -> Subject:
    """A simulated patient; the same for the same arguments.

    Args:
        seed: of this patient, zero or more.
        shape: voxels along z, y and x, each at least 8; the field of view holds the whole brain.
        maps: a folder of label maps in FreeSurfer's codes; None for nilearn's template.
        lesions: whether there are tumours.
        among: names of anatomies to choose from, such as one half of `split`; all of them where it is empty.

    Returns:
        T1, T2, FLAIR and T1ce without skull, each scaled to 0 to 1, with labels.

    Raises:
        ConfigError: the shape cannot hold a brain, or the maps cannot be used.
    """
    if len(shape) != 3 or min(shape) < 8:
        told = f"a brain has three dimensions of at least 8 voxels, not {' x '.join(map(str, shape))}"
        raise ConfigError(told, next_step="Give a shape such as 32 64 64")
    names = tuple(among) or anatomies(maps)
    name = names[int(stream(seed, "data", _ANATOMY).integers(len(names)))]
    anatomy = load(name, maps)
    spacing_mm = _spacing(anatomy, shape)
    shares = _shares(seed, anatomy, shape, spacing_mm, lesions)
    labels = _labels(shares)
    tissue = stream(seed, "data", _TISSUE)
    signal = signals(jittered(tissue), protocol(tissue))
    axes = _axes(shape, spacing_mm)
    images = {}
    for number, kind in enumerate(MODALITIES):
        image = scan(shares, signal[kind], axes, stream(seed, "noise", number))
        images[kind] = unit(np.where(labels > 0, image, 0))
    return Subject(images, labels, spacing_mm, name, _affine(shape, spacing_mm))


def _axes(shape: tuple[int, ...], spacing_mm: tuple[float, ...]) -> Axes:
    z, y, x = (places(count, mm) for count, mm in zip(shape, spacing_mm, strict=True))
    return z, y, x


def _affine(shape: tuple[int, ...], spacing_mm: tuple[float, ...]) -> NDArray[np.float64]:
    """From (x, y, z) indices to mm from the middle."""
    affine = np.diag([*spacing_mm[::-1], 1.0])
    affine[:3, 3] = [-(count - 1) / 2 * mm for count, mm in zip(shape[::-1], spacing_mm[::-1], strict=True)]
    return affine


def _spacing(anatomy: Anatomy, shape: tuple[int, int, int]) -> tuple[float, float, float]:
    """The spacing of a grid that holds the brain with some room around it; y and x share theirs."""
    extent = [count * mm * _MARGIN for count, mm in zip(anatomy.tissue.shape[1:], anatomy.spacing_mm, strict=True)]
    plane = max(extent[1] / shape[1], extent[2] / shape[2])
    return extent[0] / shape[0], plane, plane


def _shares(
    seed: int, anatomy: Anatomy, shape: tuple[int, int, int], spacing_mm: tuple[float, float, float], lesions: bool
) -> Array:
    """What each voxel holds of the six tissues and of blood, (7, z, y, x): means over a finer grid."""
    factors = tuple(int(np.ceil(mm / _FINE_MM)) for mm in spacing_mm)
    fine = tuple(count * factor for count, factor in zip(shape, factors, strict=True))
    axes = _axes(fine, tuple(mm / factor for mm, factor in zip(spacing_mm, factors, strict=True)))
    where = _warped(axes, stream(seed, "data", _SHAPE))
    draw = stream(seed, "data", _LESIONS)
    found = lesions_of(anatomy, draw) if lesions else []
    seen = where.copy()
    for lesion in found:
        seen = pushed(seen, lesion)
    tissue = _sampled(anatomy, seen)
    new = np.zeros_like(tissue)
    for lesion in found:
        made, left = grown(lesion, where, axes, tissue, draw)
        # A later lesion takes nothing from the core of an earlier one.
        room = 1 - new[1] - new[2]
        new = new * left.min(axis=0) + made * room
        tissue = tissue * left
    blood = _vessels(axes, tissue[0], stream(seed, "data", _VESSELS))
    tissue[0] -= blood
    every = np.concatenate([tissue, new, blood[None]])
    z, y, x = factors
    return np.stack([block_mean(one, (z, y, x)) for one in every])


def _warped(axes: Axes, draw: np.random.Generator) -> Array:
    """Where each place lies in the anatomy, (3, z, y, x) in mm from its middle: a random affine and a smooth warp."""
    turn = np.eye(3)
    for (i, j), angle in zip(((0, 1), (0, 2), (1, 2)), np.deg2rad(draw.normal(0, 5, 3)), strict=True):
        plane = np.eye(3)
        plane[i, i] = plane[j, j] = np.cos(angle)
        plane[i, j], plane[j, i] = -np.sin(angle), np.sin(angle)
        turn = turn @ plane
    matrix = turn @ (np.diag(1 / draw.uniform(0.92, 1.05, 3)) + np.tril(draw.normal(0, 0.03, (3, 3)), -1))
    if draw.random() < 0.5:
        matrix[2] *= -1  # left and right exchanged
    shift_mm = draw.normal(0, 2, 3)
    z, y, x = axes[0][:, None, None], axes[1][None, :, None], axes[2][None, None, :]
    where = np.empty((3, len(axes[0]), len(axes[1]), len(axes[2])), np.float32)
    for axis, (a, b, c) in enumerate(matrix.astype(np.float32)):
        where[axis] = a * z + b * y + (c * x + np.float32(shift_mm[axis]))
        where[axis] += 4.0 * smooth(draw, axes, 48) + 1.5 * smooth(draw, axes, 22)
    return where


def _sampled(anatomy: Anatomy, where: Array) -> Array:
    """Shares of CSF, grey and white at places in the anatomy, (3, z, y, x), linearly between its voxels."""
    from scipy.ndimage import map_coordinates

    size = np.array(anatomy.tissue.shape[1:])
    steps = np.array(anatomy.spacing_mm, np.float32)
    at = where / steps[:, None, None, None] + ((size - 1) / 2).astype(np.float32)[:, None, None, None]
    found = np.stack([map_coordinates(one, at, output=np.float32, order=1, prefilter=False) for one in anatomy.tissue])
    found /= np.float32(255)
    return found


def _vessels(axes: Axes, fluid: Array, draw: np.random.Generator) -> Array:
    """What share of each voxel is blood, in vessels that run through the fluid, (z, y, x).

    Where two smooth fields are both near zero lies a net of thin curves. Contrast agent makes vessels bright as well as
    tumours: without them, brightness alone would tell a tumour.
    """
    near = np.square(smooth(draw, axes, 16)) + np.square(smooth(draw, axes, 16))
    return np.where(near < _VESSEL**2, fluid, 0).astype(np.float32)


def _labels(shares: Array) -> Labels:
    """The tissue that a voxel holds most of, blood being fluid; background where most of it is no brain."""
    tissue = np.concatenate([shares[:1] + shares[6:], shares[1:6]])
    most = (tissue.argmax(axis=0) + 1).astype(np.uint8)
    return np.where(shares.sum(axis=0) >= 0.5, most, 0).astype(np.uint8)
