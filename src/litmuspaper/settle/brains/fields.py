"""Smooth random fields on a grid, from cubic B-splines, and means over blocks of it."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Axes = tuple[Array, Array, Array]
_UNIT = (151 / 315) ** 0.5  # the root of the mean of a cubic B-spline's summed squares: the field then varies by one


def smooth(draw: np.random.Generator, axes: Axes, apart_mm: float) -> Array:
    """A field with mean 0 and standard deviation 1 that varies over about `apart_mm`.

    Normal numbers on a lattice are the coefficients of a tensor product of cubic B-splines.

    Args:
        draw: gives the numbers.
        axes: the places of z, y and x in mm.
        apart_mm: from one node of the lattice to the next.

    Returns:
        (z, y, x).
    """
    weights = [_basis(axis, apart_mm) for axis in axes]
    nodes = draw.standard_normal([one.shape[1] for one in weights], np.float32)
    nodes /= np.float32(_UNIT**3)
    # einsum's own loops: for matrices as small as these, a threaded BLAS burns more time than it saves.
    first = np.einsum("za,abc->zbc", weights[0], nodes)
    second = np.einsum("yb,zbc->zyc", weights[1], first)
    return np.asarray(np.einsum("zyc,xc->zyx", second, weights[2]))


def _basis(axis: Array, apart_mm: float) -> Array:
    """What each node adds at each place, (places, nodes)."""
    low = np.floor(axis.min() / apart_mm) - 1
    high = np.ceil(axis.max() / apart_mm) + 1
    away: NDArray[np.float64] = np.abs(axis[:, None] / apart_mm - np.arange(low, high + 1)[None])
    near = 2 / 3 - away**2 + away**3 / 2
    far = np.maximum(2 - away, 0) ** 3 / 6
    return np.where(away < 1, near, far).astype(np.float32)


def places(count: int, spacing_mm: float) -> Array:
    """The centres of `count` voxels in a row, in mm from their middle."""
    return ((np.arange(count) - (count - 1) / 2) * spacing_mm).astype(np.float32)


def block_mean(fine: Array, factors: tuple[int, int, int]) -> Array:
    """Means over blocks of voxels: what a larger voxel holds.

    Args:
        fine: (z, y, x), each divisible by its factor.
        factors: how many voxels along each axis.

    Returns:
        (z, y, x) divided by the factors.
    """
    for axis, factor in enumerate(factors):
        if factor > 1:
            shape = (*fine.shape[:axis], fine.shape[axis] // factor, factor, *fine.shape[axis + 1 :])
            fine = np.asarray(fine.reshape(shape).mean(axis=axis + 1, dtype=np.float32))
    return fine
