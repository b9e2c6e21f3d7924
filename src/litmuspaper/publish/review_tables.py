"""A table of the paper as a page shows it: its grid, its header, the cells that a finding speaks of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from litmuspaper.publish.marks import render
from litmuspaper.publish.maths import formula
from litmuspaper.types import Cell, Document, Table

MOST_ROWS = 26
MOST_COLUMNS = 18
MOST_AREA = 40_000
MOST_NAMED = 1_000
HEADER_ROWS = 4
WIDE = 10
LONG = 12
LONG_LABEL = 32
_COMMAND = re.compile(r"\\[A-Za-z]+")
_BARE = re.compile(r"\\[A-Za-z]+(?:[_^]?\{[^{}$]{0,60}\}|[_^]\w)*")
_MISSING = re.compile(r"[-–—−/.\s]*|n/?a", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with the rows and columns of the grid that it covers, half-open."""

    cell: Cell
    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Grid:
    """A table whose merged cells are laid out; `headers` leading rows name the columns."""

    table: Table
    cells: tuple[Placed, ...]
    rows: int
    columns: int
    headers: int
    label_column: int

    def place(self, placed: Placed) -> str:
        """The row and column of a cell in the table's own words, for a reader to find it."""
        row, column = placed.top, placed.left
        if row < self.headers:
            return f"row {row + 1}, column {column + 1}"
        name = self._column_names.get(column) or f"column {column + 1}"
        return name if column == self.label_column else f"{self._row_names.get(row) or f'row {row + 1}'}, {name}"

    @cached_property
    def _row_names(self) -> dict[int, str]:
        return {
            row: one.cell.text.strip()
            for one in reversed(self.cells)
            if one.left <= self.label_column < one.right and one.cell.text.strip()
            for row in range(one.top, one.bottom)
        }

    @cached_property
    def _column_names(self) -> dict[int, str]:
        names: dict[int, list[str]] = {}
        for one in self.cells:
            if one.top < self.headers and one.cell.text.strip():
                for column in range(one.left, min(one.right, one.left + MOST_NAMED)):
                    names.setdefault(column, []).append(one.cell.text.strip())
        return {column: " / ".join(above) for column, above in names.items()}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell for the template; `css` are its classes: marked where the finding speaks of it, n a number, long."""

    html: Markup
    is_header: bool
    marked: bool
    css: str
    row_span: int
    col_span: int


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row for the template; `after_gap` where rows before it are not shown."""

    cells: tuple[ShownCell, ...]
    after_gap: bool
    scope: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table for the template, with what was left out of it in words."""

    label: str
    caption: Markup
    head: tuple[ShownRow, ...]
    body: tuple[ShownRow, ...]
    is_wide: bool
    left_out: str


def holds_whole(table: Table, document: Document) -> bool:
    """Whether every cell of the table stands in the document's text where it says."""
    text = document.text
    return all(text[cell.start : cell.end] == cell.text for row in table.rows for cell in row)


def grid_of(table: Table) -> Grid:
    """Lay out merged cells as HTML does (the table model of HTML, section 4.9.12).

    Args:
        table: any table; spans beyond its last row are cut, absurd ones count as one.

    Returns:
        Its grid.
    """
    area = sum(max(1, cell.row_span) * max(1, cell.col_span) for row in table.rows for cell in row)
    plain = area > MOST_AREA
    taken: set[tuple[int, int]] = set()
    placed = []
    for top, row in enumerate(table.rows):
        left = 0
        for cell in row:
            while (top, left) in taken:
                left += 1
            high = 1 if plain else min(max(1, cell.row_span), len(table.rows) - top)
            wide = 1 if plain else max(1, cell.col_span)
            if high > 1:
                taken.update((i, j) for i in range(top, top + high) for j in range(left, left + wide))
            placed.append(Placed(cell, top, top + high, left, left + wide))
            left += wide
    columns = max((one.right for one in placed), default=0)
    headers = _headers(table)
    return Grid(table, tuple(placed), len(table.rows), columns, headers, _label_column(placed, headers))


def is_number(text: str) -> bool:
    """Whether a cell prints a number, with a unit of two letters at most, rather than a name."""
    plain = _COMMAND.sub("", text).lstrip("${}()[]<>~≈*†‡+−–- ")
    return plain[:1].isdecimal() and sum(char.isalpha() for char in plain) <= 2


def with_maths(text: str) -> Markup:
    """A cell, a caption or a name as HTML; TeX commands that stand outside dollar signs are drawn too."""
    if "\\" in text and "$" not in text:
        text = _BARE.sub(lambda match: f"${match[0]}$" if formula(match[0]) else match[0], text)
    return render(text)


def _headers(table: Table) -> int:
    """The leading rows without numbers; one where that would be none or all."""
    count = 0
    for row in table.rows[:HEADER_ROWS]:
        filled = [cell.text for cell in row if not _MISSING.fullmatch(cell.text)]
        if sum(map(is_number, filled)) * 3 > len(filled):
            break
        count += 1
    return count if 0 < count < len(table.rows) else 1


def _label_column(placed: Sequence[Placed], headers: int) -> int:
    """The column that names the rows: of those before the first numbers, the one with the most different texts."""
    texts: dict[int, list[str]] = {}
    for one in placed:
        if one.top >= headers:
            texts.setdefault(one.left, []).append(one.cell.text.strip())
    best, most = 0, -1
    for column in sorted(texts):
        filled = [text for text in texts[column] if not _MISSING.fullmatch(text)]
        if filled and sum(map(is_number, filled)) * 2 > len(filled):
            break
        if len(set(filled)) > most:
            best, most = column, len(set(filled))
    return best


class Renderer:
    """Renders tables of one document; a cell that several findings show is rendered once."""

    def __init__(self) -> None:
        self._html: dict[int, Markup] = {}

    def show(self, grid: Grid, caption: str, concerned: Iterable[Placed]) -> ShownTable:
        """A table with the concerned cells marked; a long or wide one without what lies far from them.

        Args:
            grid: the table.
            caption: its caption, checked.
            concerned: the cells to mark.

        Returns:
            What the template takes.
        """
        marked = {id(one.cell) for one in concerned}
        near = [one for one in grid.cells if id(one.cell) in marked]
        rows = _kept(grid.rows, MOST_ROWS, range(grid.headers), ((one.top, one.bottom) for one in near))
        columns = _kept(grid.columns, MOST_COLUMNS, range(grid.label_column + 1), ((o.left, o.right) for o in near))
        lines: dict[int, list[ShownCell]] = {row: [] for row in rows}
        row_at, column_at = _before(rows, grid.rows), _before(columns, grid.columns)
        for one in grid.cells:
            high = row_at[one.bottom] - row_at[one.top]
            wide = column_at[one.right] - column_at[one.left]
            if high and wide:
                lines[rows[row_at[one.top]]].append(self._cell(one, grid, high, wide, id(one.cell) in marked))
        shown = []
        for index, row in enumerate(rows):
            scope = "col" if row < grid.headers else "row"
            gap = index > 0 and row > rows[index - 1] + 1
            shown.append(ShownRow(tuple(lines[row]), gap, scope))
        head = sum(row < grid.headers for row in rows)
        left_out = _left_out(grid.rows - len(rows), grid.columns - len(columns))
        return ShownTable(
            grid.table.label or "",
            with_maths(caption),
            tuple(shown[:head]),
            tuple(shown[head:]),
            len(columns) > WIDE,
            left_out,
        )

    def _cell(self, one: Placed, grid: Grid, high: int, wide: int, marked: bool) -> ShownCell:
        cell = one.cell
        html = self._html.get(id(cell))
        if html is None:
            html = with_maths(cell.text)
            html = Markup("<b>{}</b>").format(html) if cell.bold else html
            html = Markup("<u>{}</u>").format(html) if cell.underline else html
            self._html[id(cell)] = html
        header = one.top < grid.headers or one.left == grid.label_column
        kinds = (
            ("marked", marked),
            ("n", is_number(cell.text)),
            ("long", len(cell.text) > (LONG_LABEL if one.left <= grid.label_column else LONG)),
        )
        return ShownCell(html, header, marked, " ".join(name for name, is_one in kinds if is_one), high, wide)


def _kept(length: int, most: int, always: Iterable[int], near: Iterable[tuple[int, int]]) -> list[int]:
    """Rows or columns to show: all where they are few, else those always shown and those near a marked cell."""
    if length <= most:
        return [*range(length)]
    kept = {n for n in always if n < length}
    for start, end in near:
        kept.update(range(max(0, start - 1), min(length, end + 1, start + 3)))
    kept = set(sorted(kept)[: 3 * most])
    following = (n for n in range(length) if n not in kept)
    while len(kept) < most // 2:
        kept.add(next(following))
    return sorted(kept)


def _before(kept: Sequence[int], length: int) -> list[int]:
    """For each place 0..length, how many of the kept ones lie before it."""
    inside, found, count = set(kept), [0], 0
    for n in range(length):
        count += n in inside
        found.append(count)
    return found


def _left_out(rows: int, columns: int) -> str:
    parts = [
        f"{count} {noun}{'s' if count != 1 else ''}" for count, noun in ((rows, "row"), (columns, "column")) if count
    ]
    return f"{' and '.join(parts)} of this table not shown" if parts else ""
