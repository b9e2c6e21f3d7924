"""The numbers behind the two drawings of a day: the ledger's bar and the histogram of relevance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from litmuspaper.types import Day

_BAR_HEIGHT = 92.0
_SLOT = 40.0
_LEAST_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the ledger's bar, in percent of its width."""

    name: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """One relevance of the histogram: its papers, and its two stacked rectangles in SVG units."""

    relevance: int
    selected: int
    others: int
    x: float
    selected_height: float
    height: float

    @property
    def count(self) -> int:
        """All papers of this relevance."""
        return self.selected + self.others


def ledger_bar(selected: int, rejected: int, failed: int) -> list[Part]:
    """The three parts of the ledger in proportion; a part that is not empty stays wide enough to be seen.

    Args:
        selected: papers shown.
        rejected: papers not shown.
        failed: papers that could not be used.

    Returns:
        The parts that are not empty, from left to right; none on an empty day.
    """
    counts = {"selected": selected, "rejected": rejected, "failed": failed}
    total = sum(counts.values())
    shares = {name: max(_LEAST_SHARE, 100 * count / total) for name, count in counts.items() if count}
    scale = 100 / sum(shares.values()) if shares else 0.0
    parts, x = [], 0.0
    for name, share in shares.items():
        width = share * scale
        parts.append(Part(name, counts[name], round(x, 3), round(width, 3)))
        x += width
    return parts


def columns(day: Day) -> list[Column]:
    """The histogram of relevance 1-10 over all scored papers, heights by the square root of the count.

    Args:
        day: the day's ledger.

    Returns:
        Ten columns; none where no paper was scored.
    """
    selected = _tally([row.relevance for row in day.selected])
    others = _tally([row.relevance for row in day.rejected if row.relevance is not None])
    most = max((a + b for a, b in zip(selected, others, strict=True)), default=0)
    if most == 0:
        return []
    found = []
    for index, (chosen, rest) in enumerate(zip(selected, others, strict=True)):
        height = _BAR_HEIGHT * math.sqrt((chosen + rest) / most)
        share = height * chosen / (chosen + rest) if chosen + rest else 0.0
        if chosen:
            share = max(3.0, share)
        found.append(Column(index + 1, chosen, rest, index * _SLOT, round(share, 2), round(height, 2)))
    return found


def cutoff_x(cutoff: int) -> float:
    """Where the line before the least selected relevance stands, in SVG units."""
    return (cutoff - 1) * _SLOT


def _tally(values: Sequence[int]) -> list[int]:
    counts = [0] * 10
    for value in values:
        counts[min(10, max(1, value)) - 1] += 1
    return counts
