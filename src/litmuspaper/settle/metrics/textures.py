"""What the fused image shows by itself: SD, SF, AG, EI. They say nothing of the sources: noise raises all of them."""

import numpy as np
from numpy.typing import ArrayLike

from litmuspaper.settle.metrics.gradients import edges
from litmuspaper.settle.metrics.images import checked


def sd(f: ArrayLike) -> float:
    """The standard deviation of the grey levels, over the number of pixels.

    Source: Y.-J. Rao, Measurement Science and Technology 8(4), 1997. Range: 0 to 127.5. Disagreements: divided by the
    number less one; levels of 0 to 1; ports that print the root of the summed squares.
    """
    (image,) = checked(f)
    return float(image.std())


def sf(f: ArrayLike) -> float:
    """Spatial frequency: the root of the summed squared differences of neighbours over the number of pixels.

    Source: A. M. Eskicioglu, P. S. Fisher, IEEE Trans. Communications 43(12), 1995; a volume adds its third axis.
    Range: from 0. Disagreements: divided by the number of differences, h (w - 1) and (h - 1) w, instead of h w.
    """
    (image,) = checked(f)
    return float(np.sqrt(sum((np.diff(image, axis=axis) ** 2).sum() for axis in range(image.ndim)) / image.size))


def ag(f: ArrayLike, *, differences: str = "forward") -> float:
    """Average gradient: the mean of sqrt((dx^2 + dy^2) / 2).

    Source: G. Cui, H. Feng, Z. Xu, Q. Li, Y. Chen, Optics Communications 341, 2015; a volume has sqrt of the mean of
    three squares. Range: from 0. Disagreements: `central` differences, summed over all pixels and divided by
    (h - 1)(w - 1), as MATLAB's `gradient` gives them and VIFB computes it; Sobel responses.

    Args:
        f: the fused image, (h, w) or (d, h, w).
        differences: `forward`, over the (h - 1)(w - 1) pixels that have both, or `central`.

    Returns:
        The value.
    """
    (image,) = checked(f)
    over = np.prod([n - 1 for n in image.shape])
    if differences == "central":
        parts = np.gradient(image)
    else:
        kept = tuple(slice(0, n - 1) for n in image.shape)
        parts = [
            np.diff(image, axis=axis)[tuple(s if k != axis else slice(None) for k, s in enumerate(kept))]
            for axis in range(image.ndim)
        ]
    return float(np.sqrt(sum(part * part for part in parts) / image.ndim).sum() / over)


def ei(f: ArrayLike) -> float:
    """Edge intensity: the mean strength of the Sobel responses, the border repeated; of a volume over its slices.

    Source: B. Rajalingam, R. Priya, Int. J. Engineering Science Invention 2018, as VIFB computes it. Range: from 0.
    """
    (image,) = checked(f)
    slices = image if image.ndim == 3 else image[None]
    values = [edges(np.pad(one, 1, mode="edge")).strength[1:-1, 1:-1].mean() for one in slices]
    return float(np.mean(values))
