"""How near the fusion is to its sources: VIF_P, SSIM, MS-SSIM, PSNR, RMSE."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.metrics.images import Image, by_slice, checked

VIF_LEAST_SIDE = 41
SSIM_LEAST_SIDE = 11
MS_SSIM_LEAST_SIDE = 176
_VIF_NOISE = 2.0
_TINY = 1e-10
_MS_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
_SIGMA = 1.5


def vif_p(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """VIFP(A,F) + VIFP(B,F), of grey levels 0 to 255.

    Source: H. R. Sheikh, A. C. Bovik, IEEE TIP 15(2), 2006, the multi-scale pixel form: four scales, windows 17, 9, 5
    and 3 with sigma N/5, noise variance 2, borders left out. Range: from 0; a copy of A gives 1 + VIFP(B,A), contrast
    stretching can give more than 2. Not VIFF of Han et al. (2013). Disagreements: the mean of the two instead of the
    sum (`vif_p_mean`); levels of 0 to 1 instead of 0 to 255, against which the noise of 2 drowns all (1.04 to 3.70 on
    our triples); F as the reference.

    Args:
        a: the first source, (h, w) or (d, h, w), at least 41 pixels a side.
        b: the second source.
        f: the fused image.

    Returns:
        The value; of a volume the mean over its slices.
    """
    return _vif_p(a, b, f)


@by_slice
def _vif_p(a: Image, b: Image, f: Image) -> float:
    return sum(vifp((a, b), f))


def vif_p_mean(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """Half of `vif_p`: the mean of the two, as some papers print it."""
    return vif_p(a, b, f) / 2


def vifp(references: tuple[Image, ...], distorted: Image) -> list[float]:
    """VIFP of one image against each of several references; NaN against a constant one.

    Args:
        references: (h, w) each.
        distorted: (h, w).

    Returns:
        One value for each reference.

    Raises:
        ConfigError: a side has fewer than 41 pixels: the fourth scale has no pixel left.
    """
    if min(distorted.shape) < VIF_LEAST_SIDE:
        told = "x".join(map(str, distorted.shape))
        raise ConfigError(
            f"VIF_P needs {VIF_LEAST_SIDE} pixels a side for its four scales, the image has {told}",
            next_step="Leave VIF_P out for images this small",
        )
    stack = np.stack([*references, distorted])
    count = len(references)
    above, below = np.zeros(count), np.zeros(count)
    for scale in range(1, 5):
        taps = gaussian(2 ** (5 - scale) + 1, (2 ** (5 - scale) + 1) / 5)
        if scale > 1:
            stack = smooth(stack, taps)[:, ::2, ::2]
        one, other = stack[:-1], stack[-1:]
        moments = smooth(np.concatenate([stack, stack * stack, one * other]), taps)
        mean = moments[: count + 1]
        variance = np.maximum(moments[count + 1 : 2 * count + 2] - mean * mean, 0)
        shared = moments[2 * count + 2 :] - mean[:-1] * mean[-1:]
        up, down = _information(variance[:-1], variance[-1:], shared)
        above, below = above + up, below + down
    return [float(up / down) if down > 0 else float("nan") for up, down in zip(above, below, strict=True)]


def _information(
    reference: NDArray[np.float64], distorted: NDArray[np.float64], shared: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Information that is kept, and that there is, summed over the pixels of one scale, (n, h, w) to (n,)."""
    gain = shared / (reference + _TINY)
    rest = distorted - gain * shared
    flat = reference < _TINY
    gain = np.where(flat, 0, gain)
    rest = np.where(flat, distorted, rest)
    reference = np.where(flat, 0, reference)
    blank = np.broadcast_to(distorted < _TINY, gain.shape)
    gain, rest = np.where(blank, 0, gain), np.where(blank, 0, rest)
    against = gain < 0
    rest = np.where(against, distorted, rest)
    gain = np.where(against, 0, gain)
    rest = np.maximum(rest, _TINY)
    kept = np.log10(1 + gain * gain * reference / (rest + _VIF_NOISE)).sum(axis=(1, 2))
    return kept, np.log10(1 + reference / _VIF_NOISE).sum(axis=(1, 2))


def ssim(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """The mean of SSIM(A,F) and SSIM(B,F), of grey levels 0 to 255.

    Source: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, IEEE TIP 13(4), 2004: Gaussian window 11, sigma 1.5,
    K 0.01 and 0.03, L 255, borders left out; in a volume the window is three-dimensional. Range: -1 to 1.
    Disagreements: the sum of the two (VIFB; up to 2); a uniform window of 7; padded borders; L from the data.
    """
    one, other, fused = checked(a, b, f)
    return (ssim_pair(one, fused) + ssim_pair(other, fused)) / 2


def ms_ssim(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """The mean of MS-SSIM(A,F) and MS-SSIM(B,F), of grey levels 0 to 255.

    Source: Z. Wang, E. P. Simoncelli, A. C. Bovik, Asilomar 2003: five scales with weights 0.0448, 0.2856, 0.3001,
    0.2363, 0.1333, halved by means over 2 x 2; a negative factor counts as 0. Needs 176 pixels a side. Range: 0 to 1.
    Disagreements: other low-pass filters before halving; ports that turn negative factors to NaN.
    """
    one, other, fused = checked(a, b, f)
    return (_ms_pair(one, fused) + _ms_pair(other, fused)) / 2


def ssim_pair(first: Image, second: Image) -> float:
    """SSIM of two images or volumes; see `ssim`."""
    return _ssim_parts(first, second)[0]


def _ms_pair(first: Image, second: Image) -> float:
    value = 1.0
    for scale, weight in enumerate(_MS_WEIGHTS):
        whole, structure = _ssim_parts(first, second)
        last = scale == len(_MS_WEIGHTS) - 1
        value *= max(0.0, whole if last else structure) ** weight
        if not last:
            first, second = _halved(first), _halved(second)
    return value


def _halved(image: Image) -> Image:
    """Means over pairs of neighbours along each axis; an odd last line is left out."""
    for axis in range(image.ndim):
        even = image.shape[axis] // 2 * 2
        cut = np.moveaxis(image, axis, 0)[:even]
        image = np.moveaxis((cut[::2] + cut[1::2]) / 2, 0, axis)
    return image


def _ssim_parts(first: Image, second: Image) -> tuple[float, float]:
    """The mean of SSIM, and of its contrast and structure alone."""
    if min(first.shape) < SSIM_LEAST_SIDE:
        told = "x".join(map(str, first.shape))
        raise ConfigError(
            f"SSIM needs {SSIM_LEAST_SIDE} pixels a side, there are {told}", next_step="Leave it out here"
        )
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    stack = np.stack([first, second, first * first, second * second, first * second])
    mean1, mean2, square1, square2, product = smooth(stack, gaussian(SSIM_LEAST_SIDE, _SIGMA))
    both = mean1 * mean2
    structure = (2 * (product - both) + c2) / (square1 - mean1 * mean1 + square2 - mean2 * mean2 + c2)
    whole = structure * (2 * both + c1) / (mean1 * mean1 + mean2 * mean2 + c1)
    return float(whole.mean()), float(structure.mean())


@lru_cache(maxsize=16)
def gaussian(size: int, sigma: float) -> tuple[float, ...]:
    """The taps of a Gaussian window along one axis, summing to 1; its outer product is the window in 2D and 3D."""
    at = np.arange(size) - (size - 1) / 2
    taps = np.exp(-at * at / (2 * sigma * sigma))
    return tuple((taps / taps.sum()).tolist())


def smooth(stack: NDArray[np.float64], taps: tuple[float, ...]) -> NDArray[np.float64]:
    """Filter images (n, h, w) or volumes (n, d, h, w) by symmetric taps along each axis; the borders fall away."""
    return np.stack([_smooth_one(image, taps) for image in stack])  # one at a time stays in the processor's cache


def _smooth_one(image: NDArray[np.float64], taps: tuple[float, ...]) -> NDArray[np.float64]:
    half = len(taps) // 2
    for axis in range(image.ndim):
        moved = np.moveaxis(image, axis, 0)
        size = moved.shape[0] - 2 * half
        out = moved[half : half + size] * taps[half]
        for k in range(half):
            mirrored = len(taps) - 1 - k
            out += (moved[k : k + size] + moved[mirrored : mirrored + size]) * taps[k]
        image = np.moveaxis(out, 0, axis)
    return image


def psnr(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """10 log10(255^2 / M) in dB, with M the mean of the mean squared errors to A and to B.

    Source: P. Jagalingam, A. V. Hegde, Aquatic Procedia 4, 2015. Range: 0 dB to infinity, where F equals both sources.
    Disagreements: the mean of the two PSNRs; F's own maximum for 255; VIFB divides the root of the summed squares by
    the number of pixels, which adds 39 to 43 dB on our triples and depends on the size of the image.
    """
    one, other, fused = checked(a, b, f)
    error = (((one - fused) ** 2).mean() + ((other - fused) ** 2).mean()) / 2
    return float(10 * np.log10(255**2 / error)) if error > 0 else float("inf")


def rmse(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """The mean of the root mean squared errors to A and to B, in grey levels.

    Range: 0 to 255, lower is better. Disagreements: levels of 0 to 1; the root of the mean of both; VIFB as in `psnr`.
    """
    one, other, fused = checked(a, b, f)
    return float(np.sqrt(((one - fused) ** 2).mean()) + np.sqrt(((other - fused) ** 2).mean())) / 2
