"""The printed margins of a claim as sample sizes: the spread that is assumed, and where it comes from."""

import math
from collections.abc import Sequence
from fractions import Fraction

from litmuspaper.review.contests import Contest
from litmuspaper.review.numbers import Number, plain, shown
from litmuspaper.review.power import pairs_needed
from litmuspaper.types import Kind, SampleSize

RELATIVE_SPREAD = Fraction(1, 100)


def samples(contests: Sequence[Contest], *, smallest: bool) -> tuple[SampleSize, ...]:
    """The seeds for the margins that speak for a claim: the smallest and the middle one of its columns.

    Args:
        contests: the columns; those that are tied or lost have no margin to see.
        smallest: whether the smallest margin comes first, as for a claim about every column.

    Returns:
        At most two, none where no column speaks for the claim.
    """
    won = sorted((c for c in contests if c.outcome == "best"), key=_effect)
    if not won:
        return ()
    picked = [won[0], won[len(won) // 2]]
    if not smallest:
        picked.reverse()
    return tuple(_sample(c) for c in (picked if picked[0] is not picked[1] else picked[:1]))


def _margin(contest: Contest) -> Fraction:
    return abs(contest.own.number.value - contest.rival.number.value)


def _effect(contest: Contest) -> float:
    spread = _spread(contest.own.number, contest.rival.number)[0]
    return float(_margin(contest)) / spread if spread else math.inf


def _spread(own: Number, rival: Number) -> tuple[float, str, Kind]:
    """The standard deviation of the paired differences."""
    if own.spread and rival.spread:
        source = "the printed ± of both cells, read as standard deviations of runs that do not vary together"
        return math.hypot(float(own.spread), float(rival.spread)), source, "computed"
    return float(abs(own.value) * RELATIVE_SPREAD), "an assumption: 1 % of the paper's own value", "our-inference"


def _sample(contest: Contest) -> SampleSize:
    own, rival = contest.own.number, contest.rival.number
    margin, (spread, source, kind) = float(_margin(contest)), _spread(own, rival)
    name = plain(contest.block.columns[contest.j].name).replace(" ↑", "").replace(" ↓", "").strip(" ↑↓")
    return SampleSize(
        column=f"{contest.block.name}, {name}" if name else contest.block.name,
        margin=shown(_margin(contest), max(own.decimals, rival.decimals)),
        spread=f"{spread:.3g}",
        spread_from=source,
        kind=kind,
        seeds=pairs_needed(margin, spread),
        seeds_at_half_spread=pairs_needed(margin, spread / 2),
        seeds_at_double_spread=pairs_needed(margin, spread * 2),
    )
