"""Columns that are the mean of others, whatever the header says of which: found by what holds in most rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.metrics import is_cost, metric_key, metric_of
from litmuspaper.review.numbers import Interval, Number
from litmuspaper.review.roles import role
from litmuspaper.review.tables import Block, Column, Entry

HOLD_SHARE = Fraction(3, 5)
LEAST_PARTS = 2


@dataclass(frozen=True)
class MeanCell:
    """A printed mean with the cells that it is the mean of."""

    i: int
    entry: Entry
    number: Number
    parts: tuple[Entry, ...]
    numbers: tuple[Number, ...]

    @property
    def value(self) -> Fraction:
        """The mean of the printed parts."""
        return sum((n.value for n in self.numbers), Fraction(0)) / len(self.numbers)

    @property
    def derived(self) -> Interval:
        """All means that the printed parts allow."""
        half = sum((n.step for n in self.numbers), Fraction(0)) / 2 / len(self.numbers)
        return Interval(self.value - half, self.value + half)

    @property
    def holds(self) -> bool:
        """Whether the printed mean can be the mean of the parts."""
        return self.derived.meets(self.number.interval)


@dataclass(frozen=True)
class MeanRule:
    """One way to read a column of means; `parts` are the columns averaged."""

    block: Block
    j: int
    parts: tuple[int, ...]
    cells: tuple[MeanCell, ...]

    @property
    def good(self) -> int:
        """In how many rows the rule holds."""
        return sum(c.holds for c in self.cells)

    @property
    def established(self) -> bool:
        """Whether it holds in at least two rows and in 60 % of them."""
        return self.good >= 2 and self.good >= HOLD_SHARE * len(self.cells)


def is_mean(column: Column) -> bool:
    """Whether a column's lowest header says mean or average."""
    return any(role(part) == "average" for part in column.path[-2:])


def mean_rules(block: Block) -> Iterator[tuple[int, list[MeanRule]]]:
    """Each column of means with the ways to read it, the most natural first."""
    for j, column in enumerate(block.columns):
        if is_mean(column):
            yield j, [rule for parts in _choices(block, j) if (rule := _rule(block, j, parts)).cells]


def _choices(block: Block, j: int) -> list[tuple[int, ...]]:
    """Sets of columns that may have been averaged."""
    column = block.columns[j]
    others = [k for k, c in enumerate(block.columns) if k != j and not is_mean(c)]
    plain = [k for k in others if not is_cost(block.columns[k].leaf)]
    before = [k for k in plain if k < j]
    last = max((k for k, c in enumerate(block.columns) if k < j and is_mean(c)), default=-1)
    head = set(column.path[:-1])
    metric = metric_key(metric_of(column.path))
    sets = [
        before,
        plain,
        others,
        [k for k in before if k > last],
        [k for k in plain if k > j],
        [k for k in plain if head and head <= set(block.columns[k].path)],
        [k for k in plain if metric and metric_key(metric_of(block.columns[k].path)) == metric],
        [k for k in plain if block.columns[k].leaf == column.leaf],
        before[1:],
    ]
    return [parts for parts in dict.fromkeys(tuple(s) for s in sets) if len(parts) >= LEAST_PARTS]


def _rule(block: Block, j: int, parts: tuple[int, ...]) -> MeanRule:
    cells = []
    for i, entry, number in block.column(j):
        found = [block.entries[i][k] for k in parts]
        numbers = [e.number for e in found if e and e.number]
        if len(numbers) == len(parts) and block.rows[i].role != "gain":
            cells.append(MeanCell(i, entry, number, tuple(e for e in found if e), tuple(numbers)))
    return MeanRule(block, j, parts, tuple(cells))
