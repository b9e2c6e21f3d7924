"""How many pairs a two-sided paired t test needs to see a difference (Cohen 1988, chapter 2).

With d the mean difference over its standard deviation and n pairs, the statistic follows the non-central t
distribution with n - 1 degrees of freedom and non-centrality d * sqrt(n). Its tails are integrated over the
distribution of the standard deviation: P(T > t) = E[Phi(d * sqrt(n) - t * S)], with S^2 = chi-squared / (n - 1).
"""

import math
from functools import lru_cache

import numpy as np

from litmuspaper.review.distributions import t_tail

ALPHA = 0.05
POWER = 0.8
MOST_PAIRS = 10_000_000
_EXACT_PAIRS = 2_000
_POINTS = 400
_Z_ALPHA = 1.959963984540054
_Z_POWER = 0.8416212335729143


def pairs_needed(margin: float, spread: float) -> int | None:
    """The fewest pairs whose two-sided paired t test at 0.05 sees the margin with power 0.8.

    Args:
        margin: the mean difference.
        spread: the standard deviation of the paired differences.

    Returns:
        At least 2; None where either is zero or no number, or beyond `MOST_PAIRS`.
    """
    margin, spread = abs(margin), abs(spread)
    if not (margin > 0 and spread > 0) or not math.isfinite(margin / spread):
        return None
    effect = margin / spread
    about = ((_Z_ALPHA + _Z_POWER) / effect) ** 2 if effect > 1e-6 else math.inf
    if about > MOST_PAIRS:
        return None
    if about > _EXACT_PAIRS:  # the t test asks for z^2 / 2, about 1.9, pairs more than the normal one
        return math.ceil(about + _Z_ALPHA**2 / 2)
    pairs = max(2, math.ceil(about))
    while power(effect, pairs) < POWER:
        pairs += 1
    while pairs > 2 and power(effect, pairs - 1) >= POWER:
        pairs -= 1
    return pairs


def power(effect: float, pairs: int) -> float:
    """The probability that the test at 0.05 sees a standardised mean difference with that many pairs."""
    df, shift, limit = pairs - 1, effect * math.sqrt(pairs), t_limit(pairs - 1)
    half = 10 / math.sqrt(2 * df)
    s = np.linspace(max(1e-9, 1 - half), 1 + half, 2 * _POINTS + 1)
    logs = (df - 1) * np.log(s) - df * s * s / 2
    density = np.exp(logs - logs.max())
    weights = np.ones_like(s)
    weights[1:-1:2], weights[2:-1:2] = 4, 2  # Simpson's rule; the constant of the density cancels
    weights = weights * density
    seen = [_normal(shift - limit * x) + _normal(-shift - limit * x) for x in s.tolist()]
    return float(np.dot(weights, seen) / weights.sum())


@lru_cache(maxsize=4096)
def t_limit(df: int) -> float:
    """The value that |T| exceeds with probability 0.05."""
    low, high = 0.0, 20.0
    while low < high - 1e-10 and (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if t_tail(middle, df) > ALPHA else (low, middle)
    return (low + high) / 2


def _normal(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2
