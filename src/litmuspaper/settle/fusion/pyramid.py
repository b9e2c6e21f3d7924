"""Fusion without anything learned: the pyramid of differences of Burt and Adelson (IEEE Trans. Comm. 31, 1983).

Each image is taken apart into bands of detail and a coarse rest. Of every band the stronger of the two sources is kept
voxel by voxel, the rest is averaged, and all of it is put together again. The same in three dimensions as in two.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
_BINOMIAL = np.array([1, 4, 6, 4, 1]) / 16
_LEAST_SIDE = 8


def pyramid_fusion(a: Array, b: Array, levels: int = 3) -> Array:
    """The fusion of two images of 0 to 1.

    Args:
        a: the first source, of two or three dimensions.
        b: the second source, of the same shape.
        levels: bands of detail, as far as a side keeps eight pixels.

    Returns:
        The fused image, cut to 0..1.
    """
    fused: Array = np.clip(_fused(a, b, levels), 0, 1)
    return fused


def _fused(a: Array, b: Array, levels: int) -> Array:
    if levels == 0 or max(a.shape) < 2 * _LEAST_SIDE:
        mean: Array = (a + b) / 2
        return mean
    coarse = [_halved(image) for image in (a, b)]
    bands = [image - _doubled(small, image.shape) for image, small in zip((a, b), coarse, strict=True)]
    detail = np.where(np.abs(bands[0]) >= np.abs(bands[1]), *bands)
    rest: Array = detail + _doubled(_fused(coarse[0], coarse[1], levels - 1), a.shape)
    return rest


def _halved(image: Array) -> Array:
    """Blurred, and every second pixel of the axes that are long enough."""
    from scipy.ndimage import correlate1d

    for axis, side in enumerate(image.shape):
        if side >= 2 * _LEAST_SIDE:
            image = correlate1d(image, _BINOMIAL, axis=axis, mode="nearest")
            image = image[(slice(None),) * axis + (slice(None, None, 2),)]
    return image


def _doubled(image: Array, shape: tuple[int, ...]) -> Array:
    """Put back between its pixels, with zeros filled in by the same blur."""
    from scipy.ndimage import correlate1d

    for axis, side in enumerate(shape):
        if image.shape[axis] != side:
            wide = np.zeros((*image.shape[:axis], side, *image.shape[axis + 1 :]), image.dtype)
            wide[(slice(None),) * axis + (slice(None, None, 2),)] = image
            image = correlate1d(wide, 2 * _BINOMIAL, axis=axis, mode="mirror")
    return image
