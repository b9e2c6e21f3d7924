"""Grids: the brain's box, averages over coarser voxels, and the way back to finer ones.

An axis of a volume is a row of voxels with edges in mm; what one row says of another is a matrix, so that a volume is
resampled axis by axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.settle.brains.resized import MARGIN

Array = NDArray[np.float32]
_ALIKE = 0.02


@dataclass(frozen=True, slots=True)
class Axis:
    """A row of voxels: how many, their size, and where the first one begins, in mm."""

    count: int
    mm: float
    start_mm: float

    @property
    def middles(self) -> NDArray[np.float64]:
        """The middle of each voxel."""
        return self.start_mm + (np.arange(self.count, dtype=np.float64) + 0.5) * self.mm


Grid = tuple[tuple[Axis, Axis], tuple[Axis, Axis], tuple[Axis, Axis]]
"""For z, y and x: the axis of the volume and that of the coarser one."""


def box_of(mask: NDArray[np.bool_]) -> tuple[slice, slice, slice]:
    """The smallest box that holds all of a mask (z, y, x); all of it where the mask is empty."""
    sides = []
    for axis, count in enumerate(mask.shape):
        held = np.flatnonzero(mask.any(axis=tuple(other for other in range(3) if other != axis)))
        sides.append(slice(int(held[0]), int(held[-1]) + 1) if len(held) else slice(0, count))
    return sides[0], sides[1], sides[2]


def covering(
    box: Sequence[slice],
    spacing_mm: Sequence[float],
    wanted_mm: Sequence[float],
    shape: Sequence[int],
    shape_now: Sequence[int] = (),
    even: bool = True,
) -> Grid:
    """A grid of another spacing around a box of a volume: of a shape, or larger where the box does not fit.

    Args:
        box: in voxels of the volume.
        spacing_mm: of the volume.
        wanted_mm: of the grid.
        shape: least number of voxels of the grid.
        shape_now: of the volume; an axis that has the wanted spacing and shape already is left as it is.
        even: whether every side must be even.

    Returns:
        The axes of both.
    """
    axes = []
    for number, (side, mm, want, least) in enumerate(zip(box, spacing_mm, wanted_mm, shape, strict=True)):
        own_count = shape_now[number] if shape_now else side.stop
        own = Axis(own_count, mm, 0.0)
        if own_count == least and abs(mm / want - 1) < _ALIKE:
            axes.append((own, own))
            continue
        count = max(least, int(np.ceil((side.stop - side.start) * mm * MARGIN / want)))
        count += count % 2 if even else 0
        middle_mm = (side.start + side.stop) / 2 * mm
        axes.append((own, Axis(count, want, middle_mm - count * want / 2)))
    return axes[0], axes[1], axes[2]


def averaged(volume: NDArray[Any], grid: Grid) -> Array:
    """A volume on the coarser grid: the mean over each voxel, what lies outside being 0."""
    return _along(volume, [_shares(fine, coarse) for fine, coarse in grid])


def back_slice(volume: Array, grid: Grid, index: int) -> Array:
    """One slice of coarse volumes on the finer grid, linearly between middles; (c, z, y, x) to (c, y, x)."""
    weights = [_weights(coarse, fine) for fine, coarse in grid]
    row = weights[0][index]
    used = np.flatnonzero(row)
    plane = np.tensordot(row[used], volume[:, used], axes=(0, 1))  # (c, y, x) of the coarse grid
    made: Array = weights[1] @ plane @ weights[2].T
    return made


def _along(volume: NDArray[Any], matrices: Sequence[Array]) -> Array:
    made: Array = np.asarray(volume, np.float32)
    for axis, matrix in zip((-3, -2, -1), matrices, strict=True):
        made = np.moveaxis(np.tensordot(matrix, made, axes=(1, axis)), 0, axis)
    return np.ascontiguousarray(made)


def _shares(fine: Axis, coarse: Axis) -> Array:
    """What share of each coarse voxel lies in each fine one, (coarse, fine)."""
    edges = [axis.start_mm + np.arange(axis.count + 1) * axis.mm for axis in (coarse, fine)]
    low = np.maximum(edges[0][:-1, None], edges[1][None, :-1])
    high = np.minimum(edges[0][1:, None], edges[1][None, 1:])
    shares: Array = (np.clip(high - low, 0, None) / coarse.mm).astype(np.float32)
    return shares


def _weights(coarse: Axis, fine: Axis) -> Array:
    """Linear weights of the coarse voxels at the middle of each fine one, (fine, coarse); the ends go on."""
    at = np.clip((fine.middles - coarse.middles[0]) / coarse.mm, 0, coarse.count - 1)
    low = np.minimum(at.astype(int), max(coarse.count - 2, 0))
    weights = np.zeros((fine.count, coarse.count), np.float32)
    rows = np.arange(fine.count)
    weights[rows, np.minimum(low + 1, coarse.count - 1)] = at - low
    weights[rows, low] = 1 - (at - low)
    return weights
