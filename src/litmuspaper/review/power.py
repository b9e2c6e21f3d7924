"""How many pairs a two-sided paired t test needs to see a difference (Cohen 1988, chapter 2)."""

import math

from litmuspaper.stats import power

POWER = 0.8
MOST_PAIRS = 10_000_000
_EXACT_PAIRS = 2_000
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
