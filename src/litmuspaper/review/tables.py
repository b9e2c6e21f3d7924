"""A table as the audits read it: blocks of rows under resolved column paths, with printed numbers.

A table is cut into blocks at spanning rows and at headers that come again; merged headers are resolved into paths
from the top; two tables set side by side become two blocks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from litmuspaper.review.grid import Grid, Region
from litmuspaper.review.metrics import caption_direction, direction, is_cost, is_unranked
from litmuspaper.review.numbers import Number
from litmuspaper.review.roles import Role, last_row_unranked, own_names, role
from litmuspaper.types import Cell, Document, Table

MOST_CELLS = 20_000
NUMERIC_SHARE = 0.6
_METHOD = re.compile(
    r"^(?:methods?|models?|approach(?:es)?|config(?:uration)?s?|variants?|networks?|systems?|algorithms?|"
    r"arms?|treatments?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Entry:
    """A cell of a block with the number that it prints."""

    cell: Cell
    number: Number | None


@dataclass(frozen=True)
class Row:
    """A line of a block: its label, the labels of its groups before it, and what it is."""

    index: int
    label: str
    group: str
    role: Role


@dataclass(frozen=True)
class Column:
    """A numeric column: its header from the top down, and +1, -1 or 0 for the direction of its metric."""

    index: int
    path: tuple[str, ...]
    direction: int

    @property
    def name(self) -> str:
        """The path in one string."""
        return " / ".join(self.path)

    @property
    def leaf(self) -> str:
        """The lowest header."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, eq=False)
class Block:
    """Rows of one table under one header; `entries[i][j]` belongs to `rows[i]` and `columns[j]`.

    Blocks are told apart by identity, so that what is computed of one can be remembered.
    """

    table: Table
    name: str
    title: str
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    entries: tuple[tuple[Entry | None, ...], ...]
    turned: bool = False

    def number(self, i: int, j: int) -> Number | None:
        """The number at row i and column j, None where there is none."""
        entry = self.entries[i][j]
        return entry.number if entry else None

    def column(self, j: int) -> list[tuple[int, Entry, Number]]:
        """The numbers of column j with their rows and entries."""
        return [(i, e, e.number) for i, row in enumerate(self.entries) if (e := row[j]) and e.number]

    @cached_property
    def transposed(self) -> "Block":
        """The same block with rows for columns; directions come from the row labels then."""
        caption = caption_direction(self.table.caption)
        unranked = is_unranked(self.table.caption)
        columns = tuple(
            Column(
                r.index,
                tuple(x for x in (r.group, r.label) if x),
                0 if unranked else direction(r.label, r.group, self.title) or caption,
            )
            for r in self.rows
        )
        rows = tuple(Row(c.index, c.leaf, " / ".join(c.path[:-1]), role(c.leaf)) for c in self.columns)
        entries = tuple(zip(*self.entries, strict=True))
        return replace(self, rows=rows, columns=columns, entries=entries, turned=not self.turned)


_memo: tuple[int, Document, tuple[Block, ...]] | None = None


def blocks(document: Document) -> tuple[Block, ...]:
    """All blocks of a document's tables that hold numbers; the last document's are remembered."""
    global _memo
    memo = _memo
    if memo is not None and memo[1] is document:
        return memo[2]
    own = own_names(document)
    made = tuple(b for n, table in enumerate(document.tables, 1) for b in read_table(table, f"Table {n}", own))
    _memo = (id(document), document, made)
    return made


def read_table(table: Table, name: str = "the table", own: frozenset[str] = frozenset()) -> list[Block]:
    """A table's blocks; none where it is empty, too large or has no numbers.

    Args:
        table: the table as parsed.
        name: what to call it where it has no label of its own.
        own: lower-case names of the paper's own method.

    Returns:
        The blocks from the top of the table down, those side by side from the left.
    """
    if not any(table.rows) or sum(len(row) for row in table.rows) > MOST_CELLS:
        return []
    grid = Grid(table)
    return [block for region in grid.regions() for block in _blocks(grid, region, table.label or name, own)]


def _blocks(grid: Grid, region: Region, name: str, own: frozenset[str]) -> list[Block]:
    """The blocks of a region: one for each title and each of tables set side by side."""
    rows = [r for r, _ in region.body]
    numeric = [c > 0 and grid.share(rows, c) >= NUMERIC_SHARE for c in range(grid.width)]
    if not any(numeric):
        return []
    paths = grid.paths(region.header, numeric)
    lead = numeric.index(True)
    again = [
        c
        for c in range(lead + 1, grid.width)
        if not numeric[c] and paths[c] and paths[c] == paths[0] and any(numeric[c:])
    ]
    starts = [0, *again, grid.width]
    out = []
    for start, stop in pairwise(starts):
        columns = [c for c in range(start, stop) if numeric[c]]
        labels = [c for c in range(start, stop) if not numeric[c] and (not columns or c < columns[0])] or [start]
        for title in dict.fromkeys(t for _, t in region.body):
            lines = [r for r, t in region.body if t == title]
            if any(grid.numbers[r][c] for r in lines for c in columns):
                out.append(_block(grid, _Frame(name, title, lines, labels, columns, paths), own))
    return out


@dataclass(frozen=True)
class _Frame:
    """Where a block stands in its grid."""

    name: str
    title: str
    lines: list[int]
    labels: list[int]
    columns: list[int]
    paths: list[tuple[str, ...]]


def _block(grid: Grid, frame: _Frame, own: frozenset[str]) -> Block:
    caption = grid.table.caption
    declared, unranked = caption_direction(caption), is_unranked(caption)

    def way(path: tuple[str, ...]) -> int:
        if unranked:
            return 0
        found = direction(*reversed(path), frame.title)
        return found or (declared if not (path and is_cost(path[-1])) else 0)

    return Block(
        table=grid.table,
        name=frame.name,
        title=frame.title,
        rows=_rows(grid, frame, own),
        columns=tuple(Column(c, frame.paths[c], way(frame.paths[c])) for c in frame.columns),
        entries=tuple(tuple(_entry(grid, r, c) for c in frame.columns) for r in frame.lines),
    )


def _rows(grid: Grid, frame: _Frame, own: frozenset[str]) -> tuple[Row, ...]:
    """The rows with their labels: the method's column, and the columns before it as groups."""
    labels, method = frame.labels, _method(grid, frame)
    rows = []
    for r in frame.lines:
        texts = [grid.text(r, c) for c in labels]
        label = texts[labels.index(method)] or " ".join(dict.fromkeys(t for t in texts if t))
        before = [t for c, t in zip(labels, texts, strict=True) if t and c < method and t != label]
        what = role(label, own)
        last = r == frame.lines[-1] == len(grid.cells) - 1
        if what == "plain" and last and last_row_unranked(grid.table.caption):
            what = "excluded"
        if what in ("plain", "ours", "full") and _is_change(grid, r, frame.columns):
            what = "gain"
        rows.append(Row(r, label, " ".join(dict.fromkeys(before)), what))
    return tuple(rows)


def _is_change(grid: Grid, r: int, columns: list[int]) -> bool:
    """Whether all numbers of a row are changes, with a plus or an arrow before them."""
    texts = [grid.text(r, c) for c in columns if grid.numbers[r][c]]
    return len(texts) >= 2 and all(t[0] in "↑↓" or t[0] in "+-" for t in texts) and any(t[0] in "+↑↓" for t in texts)


def _entry(grid: Grid, r: int, c: int) -> Entry | None:
    cell = grid.cells[r][c]
    return Entry(cell, grid.numbers[r][c]) if cell is not None and grid.origin[r][c] and cell.text.strip() else None


def _method(grid: Grid, frame: _Frame) -> int:
    """The label column that names the rows: by its header, else the one with most different entries."""
    named = [c for c in frame.labels if any(_METHOD.match(p) for p in frame.paths[c])]
    if named:
        return named[-1]
    return max(frame.labels, key=lambda c: (len({t for r in frame.lines if (t := grid.text(r, c))}), -c))


def both_ways(found: tuple[Block, ...], keep: Callable[[Block], bool] = lambda _: True) -> list[Block]:
    """The blocks and the same turned, those that pass a test."""
    return [b for block in found for b in (block, block.transposed) if keep(b)]
