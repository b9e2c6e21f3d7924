"""Metrics with a filter of the eye's contrast sensitivity: Q_CB of Chen and Blum, Q_CV of Chen and Varshney."""

import numpy as np
from numpy.typing import NDArray

from litmuspaper.settle.metrics.fidelity import smooth
from litmuspaper.settle.metrics.gradients import edges
from litmuspaper.settle.metrics.images import Image, by_slice, minmax8

_BLOCK = 16
_POWER = 5


@by_slice
def q_cb(a: Image, b: Image, f: Image) -> float:
    """How much of the sources' local contrast, as an eye sees it, F keeps, weighted by the stronger one.

    Source: Y. Chen, R. S. Blum, Image and Vision Computing 27(10), 2009, as the toolbox of Z. Liu et al. computes it:
    each image stretched, a difference of Gaussians for the contrast sensitivity, contrast of Gaussians of 2 and 4
    pixels, masked with p 3, q 2, Z 1e-4. Range: 0 to 1; NaN where a contrast is exactly 0 in two images.

    Args:
        a: the first source, (h, w) or (d, h, w), grey levels.
        b: the second source.
        f: the fused image.

    Returns:
        The value; of a volume the mean over its slices.
    """
    r = _radius(a.shape, 30)
    sensitivity = np.exp(-((r / 15.3870) ** 2)) - 0.7622 * np.exp(-((r / 1.3456) ** 2))
    one, other, fused = (_masked(minmax8(image), sensitivity) for image in (a, b, f))
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = [np.minimum(source, fused) / np.maximum(source, fused) for source in (one, other)]
        return float(((one**2 * kept[0] + other**2 * kept[1]) / (one**2 + other**2)).mean())


def _masked(levels: NDArray[np.uint8], sensitivity: NDArray[np.float64]) -> NDArray[np.float64]:
    """The masked local contrast of an image seen through the filter."""
    seen = np.fft.ifft2(np.fft.fft2(levels) * np.fft.ifftshift(sensitivity)).real
    at = np.arange(-15, 16)
    near, far = (
        smooth(np.pad(seen, 15)[None], tuple((np.exp(-at * at / (2 * s * s)) / (np.sqrt(2 * np.pi) * s)).tolist()))[0]
        for s in (2, 4)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        contrast = np.abs(near / far - 1)
    return np.asarray(contrast**3 / (contrast**2 + 1e-4))


@by_slice
def q_cv(a: Image, b: Image, f: Image) -> float:
    """The squared difference of F from its sources as an eye sees it, in blocks of 16, weighted by their edges.

    Source: H. Chen, P. K. Varshney, Information Fusion 8(2), 2007, as the toolbox of Z. Liu et al. computes it: each
    image stretched, the filter of Mannos and Sakrison, weights of Sobel strength to the power 5. Range: from 0, lower
    is better; NaN where no source has an edge.

    Args:
        a: the first source, (h, w) or (d, h, w), grey levels.
        b: the second source.
        f: the fused image.

    Returns:
        The value; of a volume the mean over its slices.
    """
    r = _radius(a.shape, 8)
    eye = np.fft.ifftshift(2.6 * (0.0192 + 0.144 * r) * np.exp(-((0.144 * r) ** 1.1)))
    one, other, fused = (minmax8(image).astype(np.float64) for image in (a, b, f))
    above = below = 0.0
    for source in (one, other):
        salience = _blocks(edges(source).strength ** _POWER)
        apart = _blocks(np.fft.ifft2(np.fft.fft2(source - fused) * eye).real ** 2) / _BLOCK**2
        above += float((salience * apart).sum())
        below += float(salience.sum())
    return above / below if below else float("nan")


def _blocks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums over blocks of 16 x 16, the last ones filled up with zeros."""
    rows, columns = (-n % _BLOCK for n in values.shape)
    whole = np.pad(values, ((0, rows), (0, columns)))
    return np.asarray(whole.reshape(whole.shape[0] // _BLOCK, _BLOCK, -1, _BLOCK).sum(axis=(1, 3)))


def _radius(shape: tuple[int, ...], parts: float) -> NDArray[np.float64]:
    """Distances from the middle of the frequency plane, which ends at height/parts and width/parts."""
    v, u = ((np.arange(n) - n // 2) / (n / 2) * (n / parts) for n in shape)
    return np.hypot(v[:, None], u[None])
