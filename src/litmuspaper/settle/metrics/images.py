"""Grey levels: what the metrics count, how values become 8-bit, and the fusions that need no method."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from litmuspaper.errors import ConfigError

LEVELS = 256

Image: TypeAlias = NDArray[np.float64]
"""One image (h, w) or one volume (d, h, w), with grey levels 0 to 255."""


def checked(*images: ArrayLike) -> tuple[Image, ...]:
    """The images as float64.

    Args:
        *images: of one shape, (h, w) or (d, h, w), without a NaN.

    Returns:
        The same values.

    Raises:
        ConfigError: the shapes differ, or are of another kind, or a value is not finite.
    """
    found = tuple(np.asarray(image, dtype=np.float64) for image in images)
    shapes = [image.shape for image in found]
    if len(set(shapes)) > 1:
        told = ", ".join("x".join(map(str, shape)) for shape in shapes)
        raise ConfigError(f"the images are of different shapes: {told}", next_step="Register or crop them to one shape")
    if len(shapes[0]) not in (2, 3) or not found[0].size:
        told = "x".join(map(str, shapes[0])) or "a single number"
        raise ConfigError(f"{told} is no image (h, w) and no volume (d, h, w)", next_step="Give one image or volume")
    for image in found:
        if not np.isfinite(image).all():
            raise ConfigError("an image has values that are no finite numbers", next_step="Fill or mask them first")
    return found


def minmax8(image: ArrayLike) -> NDArray[np.uint8]:
    """Stretch an image to 0..255 by its own minimum and maximum and round, a half upwards; constant ones become 0.

    This is what the toolbox of Z. Liu et al. (IEEE TPAMI 34(1), 2012) does before its information measures.
    """
    (values,) = checked(image)
    low, high = values.min(), values.max()
    if high == low:
        return np.zeros(values.shape, np.uint8)
    stretched: Image = np.floor((values - low) / (high - low) * (LEVELS - 1) + 0.5)
    return stretched.astype(np.uint8)


def levels8(image: ArrayLike) -> NDArray[np.uint8]:
    """The grey levels 0 to 255 of an image that has them.

    Args:
        image: whole numbers from 0 to 255, of any dtype.

    Returns:
        The same numbers.

    Raises:
        ConfigError: there are other values; nothing is rounded in silence.
    """
    values = np.asarray(image)
    if values.dtype == np.uint8:
        return values
    whole = values.astype(np.uint8)
    if not np.array_equal(whole, values):
        raise ConfigError(
            f"values from {values.min():g} to {values.max():g} are no grey levels 0 to 255",
            next_step="Make them 8-bit first, with minmax8 or by your own scale",
        )
    return whole


def trivial(a: ArrayLike, b: ArrayLike) -> dict[str, NDArray[np.uint8]]:
    """The four fusions that need no method: any method has to beat them.

    Args:
        a: grey levels of the first source.
        b: grey levels of the second source, of the same shape.

    Returns:
        `copy-A`, `copy-B`, `max` and `mean`, the last rounded, a half upwards.
    """
    one, other = levels8(a), levels8(b)
    mean = (one.astype(np.uint16) + other + 1) // 2
    return {"copy-A": one, "copy-B": other, "max": np.maximum(one, other), "mean": mean.astype(np.uint8)}


def by_slice(metric: Callable[[Image, Image, Image], float]) -> Callable[[ArrayLike, ArrayLike, ArrayLike], float]:
    """Let a metric of images take volumes (d, h, w): the mean over the slices along the first axis.

    A slice in which a source is constant has nothing to fuse and is left out.
    """

    @wraps(metric)
    def measured(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
        images = checked(a, b, f)
        if images[0].ndim == 2:
            return metric(*images)
        values = [metric(*triple) for triple in zip(*images, strict=True) if varied(*triple[:2])]
        return float(np.mean(values)) if values else float("nan")

    return measured


def varied(*images: NDArray[Any]) -> bool:
    """Whether each of the images has two different values."""
    return all(image.min() < image.max() for image in images)
