"""The scale of a metric, inferred from its own cells, and the cells that do not fit it."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from litmuspaper.review.metrics import bounded_of, is_bounded, metric_key, metric_of
from litmuspaper.review.numbers import Number
from litmuspaper.review.tables import Block, Entry

MOSTLY = Fraction(4, 5)


@dataclass(frozen=True)
class Family:
    """The columns of one metric in one block, with their numbers; gains and totals are left out."""

    metric: str
    bounded: bool
    cells: tuple[tuple[int, int, Entry, Number], ...]

    @property
    def as_fraction(self) -> bool:
        """Whether at least four in five cells lie in [0, 1]."""
        inside = sum(0 <= n.value <= 1 for *_, n in self.cells)
        return bool(self.cells) and inside >= MOSTLY * len(self.cells)

    def strays(self) -> list[tuple[int, int, Entry, Number]]:
        """Cells that the metric cannot reach on the scale of the others; only for metrics with bounds.

        On [0, 1] a cell must exceed 1.5 to be told, on [0, 100] it must exceed 100.
        """
        if not self.bounded or len(self.cells) < 4:
            return []
        top = Fraction(3, 2) if self.as_fraction else Fraction(100)
        if not self.as_fraction and sum(0 <= n.value <= 100 for *_, n in self.cells) < MOSTLY * len(self.cells):
            return []
        return [one for one in self.cells if one[3].interval.low > top or one[3].interval.high < 0]


def families(block: Block) -> list[Family]:
    """The metrics of a block, each with all its columns."""
    groups: dict[str, list[int]] = {}
    other = bounded_of([column.path for column in block.columns])
    names = [metric_of(column.path) or other.get(j, "") for j, column in enumerate(block.columns)]
    for j, metric in enumerate(names):
        if metric:
            groups.setdefault(metric_key(metric) or metric, []).append(j)
    out = []
    for columns in groups.values():
        metric = names[columns[0]]
        cells = tuple(
            (i, j, entry, number)
            for j in columns
            for i, entry, number in block.column(j)
            if block.rows[i].role not in ("gain", "total") and not (number.signed and number.value < 0)
        )
        out.append(Family(metric, is_bounded(metric), cells))
    return out


@lru_cache(maxsize=512)
def stray_places(block: Block) -> frozenset[tuple[int, int]]:
    """Rows and columns of the cells that are off their metric's scale; they must not be ranked."""
    source = block.transposed if block.turned else block
    found = [(i, j) for family in families(source) for i, j, _, _ in family.strays()]
    return frozenset((j, i) for i, j in found) if block.turned else frozenset(found)
