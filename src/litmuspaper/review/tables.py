"""A table as the audits read it: blocks of rows under resolved column paths, with printed numbers.

A table is cut into blocks at spanning rows and at headers that come again; merged headers are resolved into paths
from the top; two tables set side by side become two blocks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from litmuspaper.review.metrics import caption_direction, direction, is_cost, is_unranked
from litmuspaper.review.numbers import Number, is_missing, plain, read_number
from litmuspaper.review.roles import Role, last_row_unranked, own_names, role
from litmuspaper.types import Cell, Document, Table

MOST_CELLS = 20_000
NUMERIC_SHARE = 0.6
_METHOD = re.compile(
    r"^(?:methods?|models?|approach(?:es)?|config(?:uration)?s?|variants?|networks?|systems?|algorithms?|arms?|treatments?)\b",
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


@dataclass(frozen=True)
class Block:
    """Rows of one table under one header; `entries[i][j]` belongs to `rows[i]` and `columns[j]`."""

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


@dataclass(frozen=True)
class _Region:
    """Body rows under one stack of header rows, with the titles of spanning rows."""

    header: list[int]
    body: list[tuple[int, str]]


_memo: tuple[int, Document, tuple[Block, ...]] | None = None


def blocks(document: Document) -> tuple[Block, ...]:
    """All blocks of a document's tables that hold numbers; the last document's are remembered."""
    global _memo  # noqa: PLW0603
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
    """
    if not table.rows or sum(len(row) for row in table.rows) > MOST_CELLS:
        return []
    grid = _Grid(table)
    out = []
    for region in grid.regions():
        out += grid.blocks(region, table.label or name, own)
    return out


class _Grid:
    """The cells of one table at their places, merged ones repeated over what they cover."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.cells: list[list[Cell | None]] = []
        self.origin: list[list[bool]] = []
        self._place()
        self.width = max((len(row) for row in self.cells), default=0)
        for row, origins in zip(self.cells, self.origin, strict=True):
            row += [None] * (self.width - len(row))
            origins += [False] * (self.width - len(origins))
        self.numbers = [
            [read_number(c.text) if c is not None and o else None for c, o in zip(row, origins, strict=True)]
            for row, origins in zip(self.cells, self.origin, strict=True)
        ]

    def _place(self) -> None:
        pending: dict[int, tuple[int, Cell]] = {}
        for source in self.table.rows:
            row: list[Cell | None] = []
            origins: list[bool] = []
            carried: dict[int, tuple[int, Cell]] = {}

            def covered(
                row: list[Cell | None] = row,
                origins: list[bool] = origins,
                carried: dict[int, tuple[int, Cell]] = carried,
            ) -> None:
                while len(row) in pending:
                    left, cell = pending.pop(len(row))
                    if left > 1:
                        carried[len(row)] = (left - 1, cell)
                    row.append(cell)
                    origins.append(False)

            for cell in source:
                covered()
                for k in range(min(cell.col_span, 200)):
                    if cell.row_span > 1:
                        carried[len(row)] = (cell.row_span - 1, cell)
                    pending.pop(len(row), None)
                    row.append(cell)
                    origins.append(k == 0)
            covered()
            pending = carried
            self.cells.append(row)
            self.origin.append(origins)

    def text(self, r: int, c: int) -> str:
        """The text at a place, empty where there is none."""
        cell = self.cells[r][c]
        return plain(cell.text) if cell is not None else ""

    def _is_spanning(self, r: int) -> bool:
        filled = {id(c) for c in self.cells[r] if c is not None and not is_missing(c.text)}
        if len(filled) != 1 or any(self.numbers[r]) or self.width < 2:
            return False
        first = next(n for n, c in enumerate(self.cells[r]) if c is not None and not is_missing(c.text))
        cell = self.cells[r][first]
        blank = all(c is None or c is cell or not c.text.strip() for c in self.cells[r])
        return blank and cell is not None and (self.origin[r][first] or cell.col_span > 1)

    def _is_header(self, r: int, after_header: bool, numeric: list[bool]) -> bool:
        if r == 0:
            inner = [n for n in self.numbers[0][1:] if n]
            return (
                not (
                    inner
                    and all(n.decimals for n in inner)
                    and len(inner) >= 0.7 * (self.width - 1)
                    and self.numbers[0][0] is None
                )
                or len(inner) == 0
            )
        own = [n for n, o in zip(self.numbers[r], self.origin[r], strict=True) if o and n]
        texts = {
            n
            for n in range(self.width)
            if self.origin[r][n] and self.numbers[r][n] is None and not is_missing(self.text(r, n))
        }
        if after_header and not any(n.decimals for n in own):
            first_blank = not self.text(r, 0) or not self.origin[r][0]
            if first_blank and (not own or all(n.whole for n in own)) and (own or texts):
                return True
        return not own and len(texts) >= 2 and any(numeric[n] for n in texts)

    def regions(self) -> list[_Region]:
        """The body rows with the header rows above them, from the top of the table down."""
        height = len(self.cells)
        numeric = [self._share(range(1, height), c) >= 0.5 for c in range(self.width)]
        out: list[_Region] = []
        header: list[int] = []
        body: list[tuple[int, str]] = []
        title, after_header = "", False
        for r in range(height):
            if r > 0 and self._is_spanning(r):
                title = next(self.text(r, c) for c in range(self.width) if self.text(r, c))
                after_header = after_header and not body
            elif self._is_header(r, after_header, numeric):
                if body:
                    out.append(_Region(header, body))
                    header, body, title = self._kept(header, r), [], ""
                header = [*header, r]
                after_header = True
            else:
                body.append((r, title))
                after_header = False
        if body:
            out.append(_Region(header, body))
        return out

    def _kept(self, header: list[int], r: int) -> list[int]:
        """The upper header rows that stay when a header comes again (its first cell names its level)."""
        again = [n for n, h in enumerate(header) if self.text(h, 0) and self.text(h, 0) == self.text(r, 0)]
        return header[: again[0]] if again else []

    def _share(self, rows: range | list[int], c: int) -> float:
        filled = [
            r
            for r in rows
            if (cell := self.cells[r][c]) is not None and self.origin[r][c] and not is_missing(cell.text)
        ]
        return sum(self.numbers[r][c] is not None for r in filled) / len(filled) if filled else 0.0

    def _paths(self, header: list[int], numeric: list[bool]) -> list[tuple[str, ...]]:
        lines = []
        for n, h in enumerate(header):
            texts = [self.text(h, c) for c in range(self.width)]
            if n + 1 < len(header):  # an upper header stands over the empty places to its right
                spans = any(cell is not None and cell.col_span > 1 for cell in self.cells[h])
                for c in range(1, self.width):
                    if not texts[c] and not spans and any(texts[:c]) and self.cells[h][c] is not None:
                        texts[c] = texts[c - 1]
            lines.append(texts)
        self._align(lines, [c for c in range(self.width) if numeric[c]])
        out = []
        for c in range(self.width):
            path: list[str] = []
            for texts in lines:
                if texts[c] and (not path or path[-1] != texts[c]):
                    path.append(texts[c])
            out.append(tuple(path))
        return out

    def _align(self, lines: list[list[str]], columns: list[int]) -> None:
        """Put upper headers right that lost their places (plain text): k names over a header that repeats k times."""
        if any(c is not None and c.col_span > 1 for row in self.cells for c in row):
            return
        for n, upper in enumerate(lines[:-1]):
            names = list(dict.fromkeys(upper[c] for c in columns if upper[c]))
            size, rest = divmod(len(columns), len(names)) if len(names) > 1 else (0, 1)
            if rest or size < 2:
                continue
            for lower in lines[n + 1 :]:
                texts = [lower[c] for c in columns]
                if len(set(texts[:size])) > 1 and all(texts[i] == texts[i % size] for i in range(len(texts))):
                    for i, c in enumerate(columns):
                        upper[c] = names[i // size]
                    break

    def blocks(self, region: _Region, name: str, own: frozenset[str]) -> list[Block]:
        """The blocks of a region: one for each title and each of tables set side by side."""
        rows = [r for r, _ in region.body]
        numeric = [c > 0 and self._share(rows, c) >= NUMERIC_SHARE for c in range(self.width)]
        paths = self._paths(region.header, numeric)
        if not any(numeric):
            return []
        lead = next(c for c in range(self.width) if numeric[c])
        again = [
            c
            for c in range(lead + 1, self.width)
            if not numeric[c] and paths[c] and paths[c] == paths[0] and any(numeric[c:])
        ]
        starts = [0, *again]
        out = []
        for n, start in enumerate(starts):
            stop = starts[n + 1] if n + 1 < len(starts) else self.width
            columns = [c for c in range(start, stop) if numeric[c]]
            labels = [c for c in range(start, stop) if not numeric[c] and (not columns or c < columns[0])] or [start]
            for title in dict.fromkeys(t for _, t in region.body):
                lines = [r for r, t in region.body if t == title]
                block = self._block(name, title, lines, labels, columns, paths, own)
                if block is not None:
                    out.append(block)
        return out

    def _block(
        self,
        name: str,
        title: str,
        lines: list[int],
        labels: list[int],
        columns: list[int],
        paths: list[tuple[str, ...]],
        own: frozenset[str],
    ) -> Block | None:
        if not columns or not any(self.numbers[r][c] for r in lines for c in columns):
            return None
        caption = self.table.caption
        declared, unranked = caption_direction(caption), is_unranked(caption)
        method = self._method(lines, labels, paths)
        rows = []
        for r in lines:
            texts = [self.text(r, c) for c in labels]
            label = texts[labels.index(method)] or " ".join(dict.fromkeys(t for t in texts if t))
            group = " ".join(
                dict.fromkeys(t for c, t in zip(labels, texts, strict=True) if t and c < method and t != label)
            )
            what = role(label, own)
            if what == "plain" and r == lines[-1] == len(self.cells) - 1 and last_row_unranked(caption):
                what = "excluded"
            rows.append(Row(r, label, group, what))

        def way(path: tuple[str, ...]) -> int:
            if unranked:
                return 0
            found = direction(*reversed(path), title)
            return found or (declared if not (path and is_cost(path[-1])) else 0)

        return Block(
            table=self.table,
            name=name,
            title=title,
            rows=tuple(rows),
            columns=tuple(Column(c, paths[c], way(paths[c])) for c in columns),
            entries=tuple(tuple(self._entry(r, c) for c in columns) for r in lines),
        )

    def _entry(self, r: int, c: int) -> Entry | None:
        cell = self.cells[r][c]
        return Entry(cell, self.numbers[r][c]) if cell is not None and self.origin[r][c] and cell.text.strip() else None

    def _method(self, lines: list[int], labels: list[int], paths: list[tuple[str, ...]]) -> int:
        """The label column that names the rows: by its header, else the one with most different entries."""
        named = [c for c in labels if any(_METHOD.match(p) for p in paths[c])]
        if named:
            return named[-1]
        return max(labels, key=lambda c: (len({self.text(r, c) for r in lines if self.text(r, c)}), -c))


def both_ways(found: tuple[Block, ...], keep: Callable[[Block], bool] = lambda _: True) -> list[Block]:
    """The blocks and the same turned, those that pass a test."""
    return [b for block in found for b in (block, block.transposed) if keep(b)]
