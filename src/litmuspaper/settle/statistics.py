"""The statistics of paired differences: an interval, an exact sign-flip test, equivalence, Holm.

Nothing here draws from a seed that a caller gives: the same differences always give the same numbers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from litmuspaper.stats import t_tail

ALPHA = 0.05
LEAST_PAIRS = 6  # the fewest whose exact sign-flip test can reach .05 on both sides: 2 / 2^6
_EXACT_PAIRS = 40
_FLIPS = 200_000
RESAMPLES = 9_999
_NEAR = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of a mean at a level, and how it was made."""

    low: float
    high: float
    level: float
    kind: str


def interval(differences: Sequence[float], level: float = 0.95, *, resamples: int = RESAMPLES) -> Interval:
    """The bootstrap-t interval of a mean (Efron and Tibshirani 1993, chapter 12).

    Where one resample in a thousand has no spread, its quantiles mean nothing, and the t interval is given; where the
    differences are all the same, so is the interval.

    Args:
        differences: two or more finite numbers.
        level: the nominal coverage.
        resamples: how many are drawn, always the same ones.

    Returns:
        The interval, with the way in which it was made.
    """
    d = np.asarray(differences, float)
    n, mean = len(d), float(np.mean(d))
    spread = float(np.std(d, ddof=1))
    if spread <= _NEAR * max(1e-300, float(np.abs(d).max())):
        return Interval(mean, mean, level, "no spread")
    error = spread / math.sqrt(n)
    drawn = d[_resampled(n, resamples)]  # (resamples, n)
    means = drawn.mean(axis=1, keepdims=True)  # (resamples, 1)
    errors = drawn.std(axis=1, ddof=1, mean=means) / math.sqrt(n)
    flat = errors <= _NEAR * error
    if flat.mean() > 0.001:
        reach = t_quantile(1 - level, n - 1) * error
        return Interval(mean - reach, mean + reach, level, "t")
    t = np.sort((means[~flat, 0] - mean) / errors[~flat])
    low, high = np.quantile(t, [(1 - level) / 2, (1 + level) / 2])
    return Interval(mean - float(high) * error, mean - float(low) * error, level, "bootstrap-t")


@lru_cache(maxsize=2)
def _resampled(n: int, resamples: int) -> np.ndarray:
    """Which of n differences each resample takes, (resamples, n); the power asks a thousand times for the same."""
    return np.random.default_rng(0).integers(0, n, (resamples, n))


def t_quantile(alpha: float, df: int) -> float:
    """The value that |T| exceeds with probability alpha."""
    low, high = 0.0, 1e6
    while high - low > 1e-10 * high and (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if t_tail(middle, df) > alpha else (low, middle)
    return (low + high) / 2


def sign_flip_p(differences: Sequence[float], *, two_sided: bool = True) -> float:
    """The exact p of a mean of zero, over all 2^n signs (Fisher 1935); by 200,000 drawn signs beyond 40 pairs.

    The signs of the two halves are listed apart and counted together, so 40 pairs cost 2^20 sums and not 2^40.

    Args:
        differences: finite numbers, symmetric around zero under the null hypothesis.
        two_sided: whether a mean as far on the other side counts too; else only a mean as high.

    Returns:
        A share of all signs.
    """
    d = np.asarray(differences, float)
    seen = float(d.sum())
    least = (abs(seen) if two_sided else seen) - 1e-9 * float(np.abs(d).sum())
    if two_sided and least <= 0:
        return 1.0
    if len(d) > _EXACT_PAIRS:
        signs = np.random.default_rng(0).choice((-1.0, 1.0), (_FLIPS, len(d)))
        share = (int((signs @ d >= least).sum()) + 1) / (_FLIPS + 1)
    else:
        first, second = _sums(d[: len(d) // 2]), np.sort(_sums(d[len(d) // 2 :]))
        count = len(first) * len(second) - int(np.searchsorted(second, least - first, side="left").sum())
        share = count / (len(first) * len(second))
    return min(1.0, 2 * share if two_sided else share)


def _sums(d: np.ndarray) -> np.ndarray:
    """The sums under all signs, (2^n,)."""
    sums = np.zeros(1)
    for one in d:
        sums = np.concatenate((sums + one, sums - one))
    return sums


def equivalence_p(differences: Sequence[float], margin: float) -> float:
    """The p of a mean outside +-margin: two one-sided tests (Schuirmann 1987), each by t and by sign flips.

    Args:
        differences: two or more finite numbers.
        margin: above zero.

    Returns:
        The largest of the four.
    """
    d = np.asarray(differences, float)
    error = float(np.std(d, ddof=1)) / math.sqrt(len(d))
    mean = float(d.mean())
    worst = 0.0
    for away in (d + margin, margin - d):  # each must be above zero
        shift = float(away.mean())
        if error <= _NEAR * max(abs(mean), margin):
            by_t = 0.0 if shift > 0 else 1.0
        else:
            tail = t_tail(shift / error, len(d) - 1) / 2
            by_t = tail if shift > 0 else 1 - tail
        worst = max(worst, by_t, sign_flip_p(away.tolist(), two_sided=False))
    return worst


def holm(ps: Sequence[float]) -> list[float]:
    """Holm's adjusted p values (1979), in the order given."""
    adjusted = [0.0] * len(ps)
    largest = 0.0
    for place, index in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        largest = max(largest, min(1.0, (len(ps) - place) * ps[index]))
        adjusted[index] = largest
    return adjusted
