"""The same quantity in two tables: which cells of one should equal a cell, or a mean over classes, of the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product

from litmuspaper.review.metrics import direction, metric_key, metric_of
from litmuspaper.review.numbers import Interval, Number, plain, shown
from litmuspaper.review.roles import role
from litmuspaper.review.scale import stray_places
from litmuspaper.review.tables import Block, Entry

_NOISE = re.compile(r"\b(?:data ?sets?|scores?|results?|benchmarks?|test|set)\b")
AVERAGE = "average"

Candidate = tuple[Block, tuple[int, ...]]
View = dict[int, list[Candidate]]


@dataclass(frozen=True)
class Match:
    """A cell of the other table and what the main table gives for it."""

    i: int
    j: int
    entry: Entry
    number: Number
    sources: tuple[Entry, ...]
    numbers: tuple[Number, ...]

    @cached_property
    def derived(self) -> Interval:
        """The interval of the cell or of the mean."""
        if len(self.numbers) == 1:
            return self.numbers[0].interval
        total = Interval(Fraction(0), Fraction(0))
        for number in self.numbers:
            total += number.interval
        return total.scaled(Fraction(1, len(self.numbers)))

    @cached_property
    def value(self) -> Fraction:
        """The cell or the mean of the printed digits."""
        return sum((n.value for n in self.numbers), Fraction(0)) / len(self.numbers)

    @cached_property
    def holds(self) -> bool:
        """Whether the two can be the same quantity."""
        return self.derived.meets(self.number.interval)

    @property
    def shows(self) -> bool:
        """Whether the displayed digits give the printed one, halves rounded either way."""
        return abs(self.value - self.number.value) <= max(self.number.step, *(n.step for n in self.numbers)) / 2

    @property
    def formula(self) -> str:
        """The recomputation as a string."""
        if len(self.numbers) == 1:
            return self.numbers[0].printed
        return f"({' + '.join(n.printed for n in self.numbers)})/{len(self.numbers)} = {shown(self.value, 5)}"


@dataclass(frozen=True)
class Key:
    """A column's name for comparing: its metric, and the other parts of its path."""

    metric: str
    parts: frozenset[str]
    leaf: str


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """A header or label for comparing."""
    low = _NOISE.sub(" ", re.sub(r"\\cite\w*\{[^}]*\}|\[[^\]]*\]", " ", plain(text)).lower())
    return re.sub(r"[^a-z0-9@.*†‡+/-]", "", low)


@lru_cache(maxsize=4096)
def column_key(path: tuple[str, ...]) -> Key:
    """A column's header for comparing."""
    metric = metric_of(path)
    rest = [normal(part) for part in path if part != metric]
    return Key(metric_key(metric) if metric else "", frozenset(p for p in rest if p), normal(path[-1]) if path else "")


def is_average(path: tuple[str, ...]) -> bool:
    """Whether a column is itself a mean."""
    return bool(path) and role(path[-1]) == AVERAGE


def sources(main: list[Block], other: Block) -> Iterator[View]:
    """Ways to see the other block's columns in the main blocks: column -> (block, columns to average).

    Where the other table does not say the data set, each group of the main table is one way.
    """
    choices = [list(_candidates(main, column_key(column.path))) for column in other.columns]
    tags = sorted({_tag(block, columns) for some in choices for block, columns in some})
    for tag in tags:
        view = {j: [c for c in some if _tag(*c) == tag or len(some) == 1] for j, some in enumerate(choices)}
        yield {j: some for j, some in view.items() if some}


def _tag(block: Block, columns: tuple[int, ...]) -> str:
    """What is the same in all averaged columns but the metric: the data set."""
    paths = [column_key(block.columns[j].path).parts for j in columns]
    return "|".join(sorted(frozenset.intersection(*paths))) if len(columns) > 1 else ""


def _candidates(main: list[Block], key: Key) -> Iterator[Candidate]:
    for block in main:
        groups: dict[tuple[str, frozenset[str]], list[int]] = {}
        for j, column in enumerate(block.columns):
            own = column_key(column.path)
            if own == key:
                yield block, (j,)
            elif (
                key.metric
                and own.metric == key.metric
                and len(column.path) > 1
                and metric_of(column.path) != column.path[-1]
            ):
                groups.setdefault((own.metric, own.parts - {own.leaf}), []).append(j)
        for (_, parts), columns in groups.items():
            if len(columns) > 1 and key.parts <= parts and not any(is_average(block.columns[j].path) for j in columns):
                yield block, tuple(columns)


def row_pairs(main: Block, other: Block, own_rows: bool) -> list[tuple[int, int]]:
    """Rows of the two blocks that are the same method: both the paper's own, or of the same label."""
    if own_rows:
        mine = [i for i, r in enumerate(main.rows) if r.role in ("ours", "full")]
        full = [i for i, r in enumerate(other.rows) if r.role == "full"] or [
            i for i, r in enumerate(other.rows) if r.role == "ours"
        ]
        return list(product(mine, full)) if len(mine) == 1 and len(full) == 1 else []
    labels: dict[str, list[int]] = {}
    for i, r in enumerate(main.rows):
        labels.setdefault(normal(r.label), []).append(i)
    return [
        (found[0], i)
        for i, r in enumerate(other.rows)
        if r.role == "plain" and len(normal(r.label)) >= 3 and len(found := labels.get(normal(r.label), [])) == 1
    ]


def matches(main: list[Block], other: Block, view: View, own_rows: bool) -> list[Match]:
    """The cells of the other block that the main blocks determine, under one view of the columns."""
    out, pairs = [], {id(b): row_pairs(b, other, own_rows) for b in main}
    off = {id(b): stray_places(b) for b in main}
    for j, choices in view.items():
        for block, columns in choices:
            if not _same_sense(block, columns[0], other, j):
                continue
            for a, i in pairs[id(block)]:
                entry = other.entries[i][j]
                found = [block.entries[a][c] for c in columns]
                numbers = [e.number for e in found if e and e.number]
                if (
                    entry is None
                    or entry.number is None
                    or len(numbers) != len(columns)
                    or any((a, c) in off[id(block)] for c in columns)
                ):
                    continue
                out.append(Match(i, j, entry, entry.number, tuple(e for e in found if e), tuple(numbers)))
    return out


def _same_sense(main: Block, a: int, other: Block, b: int) -> bool:
    """Two columns cannot be the same quantity where their captions or headers name opposite directions."""
    return main.columns[a].direction * other.columns[b].direction >= 0 and (
        bool(metric_of(main.columns[a].path)) or not _opposed(main.table.caption, other.table.caption)
    )


def _opposed(a: str, b: str) -> bool:
    return direction(a.split(".")[0]) * direction(b.split(".")[0]) < 0
