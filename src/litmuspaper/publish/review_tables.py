"""A table of the paper as a page shows it, with the cells marked that a finding speaks of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from litmuspaper.publish.marks import render
from litmuspaper.publish.maths import formula
from litmuspaper.publish.review_grid import Grid, Placed, is_number

MOST_ROWS = 26
MOST_COLUMNS = 18
WIDE = 10
LONG = 12
LONG_LABEL = 32
_BARE = re.compile(r"\\[A-Za-z]+(?:[_^]?\{[^{}$]{0,60}\}|[_^]\w)*")


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


def with_maths(text: str) -> Markup:
    """A cell, a caption or a name as HTML; TeX commands that stand outside dollar signs are drawn too."""
    if "\\" in text and "$" not in text:
        text = _BARE.sub(lambda match: f"${match[0]}$" if formula(match[0]) else match[0], text)
    return render(text)


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
        rows = _kept(grid.rows, MOST_ROWS, sorted(grid.head_rows), ((one.top, one.bottom) for one in near))
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
            scope = "col" if grid.is_head(row) else "row"
            gap = index > 0 and row > rows[index - 1] + 1
            shown.append(ShownRow(tuple(lines[row]), gap, scope))
        head = sum(row < grid.heads[0][1] for row in rows)
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
        header = grid.is_head(one.top) or one.left in grid.label_columns
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
