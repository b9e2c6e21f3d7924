"""Linear correlation with the sources: CC and SCD."""

import numpy as np
from numpy.typing import ArrayLike

from litmuspaper.settle.metrics.images import Image, checked


def cc(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """The mean of Pearson's correlations of F with A and with B.

    Source: the usual definition; see J. Ma, Y. Ma, C. Li, Information Fusion 45, 2019. Range: -1 to 1; NaN where one of
    the images is constant. Disagreements: ports that add 1e-10 below and give 0 there.
    """
    one, other, fused = checked(a, b, f)
    return (pearson(one, fused) + pearson(other, fused)) / 2


def scd(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """The sum of the correlations of differences: r(F - B, A) + r(F - A, B).

    Source: V. Aslantas, E. Bendes, AEU 69(12), 2015. Range: -2 to 2; NaN where a source is constant. A difference that
    is constant (F is a copy) carries nothing over: its term is 0. Disagreements: ports give NaN there; 8-bit images
    whose difference wraps below 0 give other values.
    """
    one, other, fused = checked(a, b, f)
    total = 0.0
    for source, difference in ((one, fused - other), (other, fused - one)):
        constant = difference.min() == difference.max() and source.min() < source.max()
        total += 0.0 if constant else pearson(difference, source)
    return total


def pearson(first: Image, second: Image) -> float:
    """Pearson's correlation; NaN where one of the two is constant."""
    x, y = first - first.mean(), second - second.mean()
    below = float(np.sqrt((x * x).sum() * (y * y).sum()))
    constant = first.min() == first.max() or second.min() == second.max()
    return float("nan") if constant else float((x * y).sum()) / below
