"""How well a segmentation agrees with the truth: Dice and HD95, computed by MONAI (the extra `fusion`)."""

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from litmuspaper.errors import ConfigError

if TYPE_CHECKING:
    import torch

Classes: TypeAlias = Mapping[str, Sequence[int]]


def dice(prediction: ArrayLike, truth: ArrayLike, classes: Classes) -> dict[str, float]:
    """2 |A n B| / (|A| + |B|) for each class.

    Source: L. R. Dice, Ecology 26(3), 1945; MONAI's `compute_dice`. Range: 0 to 1. Empty masks: 1 where both are empty,
    0 where one is. Disagreements: the mean over patients who have the class only; background counted in the mean.

    Args:
        prediction: labels, (h, w) or (d, h, w).
        truth: labels of the same shape.
        classes: the labels that make up each class, such as {"WT": [1, 2, 4]}.

    Returns:
        The value for each class.
    """
    masks, monai = _masks(prediction, truth, classes), _monai()
    found = {}
    for name, (one, other) in masks.items():
        if not one.any() or not other.any():
            found[name] = float(not one.any() and not other.any())
        else:
            found[name] = float(monai.compute_dice(_tensor(one), _tensor(other)))
    return found


def hd95(
    prediction: ArrayLike,
    truth: ArrayLike,
    classes: Classes,
    spacing_mm: Sequence[float] | float = 1.0,
    *,
    rule: Literal["max", "pooled"] = "max",
) -> dict[str, float]:
    """The 95th percentile of the distances between the surfaces of two masks, in mm, for each class.

    Source: D. P. Huttenlocher et al., IEEE TPAMI 15(9), 1993; A. A. Taha, A. Hanbury, BMC Medical Imaging 15, 2015;
    distances between surfaces by MONAI. Range: from 0, lower is better. Empty masks: 0 where both are empty, infinite
    where one is. Disagreements: the larger of the two directed percentiles (`max`) or the percentile of all distances
    together (`pooled`, between the two); voxels for mm; a fixed penalty for an empty mask.

    Args:
        prediction: labels, (h, w) or (d, h, w).
        truth: labels of the same shape.
        classes: the labels that make up each class.
        spacing_mm: the size of a pixel or voxel along each axis.
        rule: `max` or `pooled`.

    Returns:
        The value for each class.
    """
    masks, monai = _masks(prediction, truth, classes), _monai()
    spacing = _spacing(spacing_mm, np.ndim(prediction))
    found = {}
    for name, (one, other) in masks.items():
        if not one.any() or not other.any():
            found[name] = 0.0 if not one.any() and not other.any() else float("inf")
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # MONAI 1.5 calls its own function by an old argument
            _, directed, _ = monai.utils.get_edge_surface_distance(
                _tensor(one)[0, 0].bool(), _tensor(other)[0, 0].bool(), spacing=spacing, symmetric=True
            )
        there, back = (np.asarray(distances, dtype=np.float64) for distances in directed)
        if rule == "pooled":
            found[name] = float(np.percentile(np.concatenate([there, back]), 95))
        else:
            found[name] = float(max(np.percentile(there, 95), np.percentile(back, 95)))
    return found


def _spacing(given: Sequence[float] | float, axes: int) -> tuple[float, ...]:
    sizes = (float(given),) * axes if isinstance(given, int | float) else tuple(float(size) for size in given)
    if len(sizes) != axes or min(sizes) <= 0:
        raise ConfigError(
            f"there are {len(sizes)} sizes for {axes} axes", next_step="Give one size in mm for each axis"
        )
    return sizes


def _monai() -> Any:
    try:
        import monai.metrics
    except ImportError as error:
        raise ConfigError(
            "Dice and HD95 need MONAI, which is not installed", next_step="pip install 'litmuspaper[fusion]'"
        ) from error
    return monai.metrics


def _masks(
    prediction: ArrayLike, truth: ArrayLike, classes: Classes
) -> dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    one, other = np.asarray(prediction), np.asarray(truth)
    if one.shape != other.shape or one.ndim not in (2, 3):
        told = " and ".join("x".join(map(str, x.shape)) for x in (one, other))
        raise ConfigError(f"labels of shape {told} cannot be compared", next_step="Give two images or two volumes")
    return {name: (np.isin(one, labels), np.isin(other, labels)) for name, labels in classes.items()}


def _tensor(mask: NDArray[np.bool_]) -> "torch.Tensor":
    import torch

    return torch.from_numpy(mask)[None, None].double()
