"""The exact interval of a share: Clopper and Pearson, 1934, doi:10.1093/biomet/26.4.404."""

import math
from collections.abc import Callable

LEVEL = 0.95
_STEPS = 50


def clopper_pearson(hits: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Bounds between which the true share lies with the given confidence.

    Args:
        hits: how many of them.
        of: of how many, at least one.
        level: the confidence, 0 to 1.

    Returns:
        The lower and the upper bound, 0 to 1.
    """
    tail = (1 - level) / 2
    return _low(hits, of, tail), 1 - _low(of - hits, of, tail)


def _low(hits: int, of: int, tail: float) -> float:
    if hits in (0, of):
        return tail ** (1 / of) if hits else 0.0
    return _root(lambda p: 1 - _at_most(hits - 1, of, p), tail)


def _root(rising: Callable[[float], float], target: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return low


def _at_most(hits: int, of: int, p: float) -> float:
    """The chance of at most so many hits, each with chance p strictly between 0 and 1."""
    whole = math.lgamma(of + 1)
    return math.fsum(
        math.exp(whole - math.lgamma(k + 1) - math.lgamma(of - k + 1) + k * math.log(p) + (of - k) * math.log1p(-p))
        for k in range(hits + 1)
    )
