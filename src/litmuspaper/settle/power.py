"""The power of our own rule, before the run: how often it says "supported" where the differences are normal.

The rule asks for the interval and the sign-flip p together, so it sees less than a paired t test does; its power is
counted on 1,000 sets of drawn differences, always the same ones.
"""

import math
from functools import lru_cache

import numpy as np

from litmuspaper.settle.statistics import ALPHA, LEAST_PAIRS, interval, t_quantile

_SETS = 1_000
_RESAMPLES = 999
_FLIPPED_PAIRS = 12  # beyond, the sign-flip test and the t test agree to the third digit, and 2^n signs are many


@lru_cache(maxsize=256)
def rule_power(effect: float, pairs: int) -> float:
    """The probability that the rule supports a claim with margin zero.

    Args:
        effect: the true mean difference over the standard deviation of the differences.
        pairs: how many seeds.

    Returns:
        A share of 1,000; zero below six pairs.
    """
    if pairs < LEAST_PAIRS:
        return 0.0
    drawn, lows = _drawn(pairs)
    shifted = drawn + effect  # (sets, pairs)
    return float(np.mean((lows + effect > 0) & _flips(shifted)))


@lru_cache(maxsize=64)
def detectable(pairs: int, share: float = 0.8) -> float | None:
    """The smallest standardised effect that the rule sees with that power; None below six pairs."""
    if pairs < LEAST_PAIRS:
        return None
    low, high = 0.0, 8.0
    while high - low > 0.005:
        middle = (low + high) / 2
        low, high = (low, middle) if rule_power(middle, pairs) >= share else (middle, high)
    return round(high, 2)


@lru_cache(maxsize=8)
def _drawn(pairs: int) -> tuple[np.ndarray, np.ndarray]:
    """Standard normal differences, (sets, pairs), and the lower bound of each set's interval, (sets,)."""
    drawn = np.random.default_rng(1).standard_normal((_SETS, pairs))
    return drawn, np.array([interval(row, resamples=_RESAMPLES).low for row in drawn])


def _flips(d: np.ndarray) -> np.ndarray:
    """Whether the two-sided p of each row is at most .05, (sets,)."""
    pairs = d.shape[1]
    if pairs > _FLIPPED_PAIRS:
        t = d.mean(axis=1) / (d.std(axis=1, ddof=1) / math.sqrt(pairs))
        return np.asarray(np.abs(t) > t_quantile(ALPHA, pairs - 1))
    # Half of the signs: each has its opposite, whose sum is as large.
    signs = 1.0 - 2.0 * ((np.arange(2 ** (pairs - 1))[:, None] >> np.arange(pairs)) & 1)  # (2^(pairs - 1), pairs)
    sums = np.abs(d @ signs.T)  # (sets, 2^(pairs - 1))
    seen = np.abs(d.sum(axis=1))[:, None]
    return np.asarray(np.mean(sums >= seen - 1e-9, axis=1) <= ALPHA)
