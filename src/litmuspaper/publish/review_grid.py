"""A table of the paper laid out as a grid: its headers, the column that names its rows, what a cell is called."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from litmuspaper.types import Cell, Document, Table

MOST_AREA = 40_000
MOST_NAMED = 1_000
HEADER_ROWS = 4
_COMMAND = re.compile(r"\\[A-Za-z]+")
_MISSING = re.compile(r"[-–—−/.\s]*|n/?a", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with the rows and columns of the grid that it covers, half-open."""

    cell: Cell
    top: int
    bottom: int
    left: int
    right: int

    @property
    def text(self) -> str:
        """What the cell prints, without space around it."""
        return self.cell.text.strip()


@dataclass(frozen=True)
class Grid:
    """A table whose merged cells are laid out.

    `heads` are runs of header rows, half-open: the first names the columns from the top, each later one those below it.
    `label_column` names the rows.
    """

    table: Table
    cells: tuple[Placed, ...]
    rows: int
    columns: int
    heads: tuple[tuple[int, int], ...]
    label_column: int

    def is_head(self, row: int) -> bool:
        """Whether a row names columns."""
        return row in self.head_rows

    @cached_property
    def head_rows(self) -> frozenset[int]:
        """The rows that name columns."""
        return frozenset(row for start, end in self.heads for row in range(start, end))

    def place(self, placed: Placed) -> str:
        """The row and column of a cell in the table's own words, for a reader to find it."""
        row, column = placed.top, placed.left
        run = bisect_right(self.heads, row, key=lambda head: head[1]) - 1
        if run < 0 or self.is_head(row):
            return f"row {row + 1}, column {column + 1}"
        name = self._column_names[run].get(column) or f"column {column + 1}"
        if column in self.label_columns:
            return name
        label = max((n for n in self.label_columns if n < column), default=self.label_column)
        return f"{self._row_names[label].get(row) or f'row {row + 1}'}, {name}"

    @cached_property
    def label_columns(self) -> tuple[int, ...]:
        """The label column, and those of tables that stand beside it under the same heading."""
        leaves = {one.left: one.text for one in self.cells if one.bottom == self.heads[0][1] and one.text}
        own = leaves.get(self.label_column)
        same = [column for column, text in leaves.items() if text == own and column > self.label_column]
        return (self.label_column, *sorted(same))

    @cached_property
    def _row_names(self) -> dict[int, dict[int, str]]:
        names: dict[int, dict[int, str]] = {column: {} for column in self.label_columns}
        # The label column last: a row without a label there is called by what stands before it.
        for one in sorted(self.cells, key=lambda one: one.left):
            label = one.left if one.left in names else self.label_column
            if one.left <= label and one.text:
                names[label].update(dict.fromkeys(range(one.top, one.bottom), one.text))
        return names

    @cached_property
    def _column_names(self) -> list[dict[int, str]]:
        return [self._names(start, end) for start, end in self.heads]

    def _names(self, start: int, end: int) -> dict[int, str]:
        """Column names of one run of header rows, from the top down; a heading reaches over empty cells beside it."""
        names: dict[int, list[str]] = {}
        above: dict[int, str] = {}
        for one in self.cells:
            if not start <= one.top < end:
                continue
            wide = range(one.left, min(one.right, one.left + MOST_NAMED))
            text = one.text
            if not text and one.bottom < end:
                text = above.get(one.top, "") if one.left > self.label_column + 1 else ""
            elif text:
                above[one.top] = text if one.left > self.label_column else ""
            for column in wide:
                if text:
                    names.setdefault(column, []).append(text)
        return {column: " / ".join(parts) for column, parts in names.items()}


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
    label = _label_column(placed, headers)
    heads = ((0, headers), *_inner_heads(placed, headers, label))
    return Grid(table, tuple(placed), len(table.rows), columns, heads, label)


def is_number(text: str) -> bool:
    """Whether a cell prints a number, with a unit of two letters at most, rather than a name."""
    plain = _COMMAND.sub("", text).lstrip("${}()[]<>~≈*†‡+−–- ")
    return plain[:1].isdecimal() and sum(char.isalpha() for char in plain) <= 2


def _headers(table: Table) -> int:
    """The leading rows without numbers; one where that would be none or all."""
    count = 0
    for row in table.rows[:HEADER_ROWS]:
        filled = [cell.text for cell in row if not _MISSING.fullmatch(cell.text)]
        if sum(map(is_number, filled)) * 3 > len(filled):
            break
        count += 1
    return count if 0 < count < len(table.rows) else 1


def _inner_heads(placed: Sequence[Placed], headers: int, label: int) -> list[tuple[int, int]]:
    """Runs of rows inside a table of numbers that print only names right of the labels: headers of a second block."""
    rows: dict[int, list[bool]] = {}
    for one in placed:
        if one.top >= headers and one.left > label and not _MISSING.fullmatch(one.text):
            rows.setdefault(one.top, []).append(is_number(one.text))
    filled = [number for row in rows.values() for number in row]
    if sum(filled) * 2 < len(filled):
        return []
    runs: list[tuple[int, int]] = []
    for row in sorted(row for row, numbers in rows.items() if len(numbers) >= 2 and not any(numbers)):
        if runs and runs[-1][1] == row:
            runs[-1] = (runs[-1][0], row + 1)
        else:
            runs.append((row, row + 1))
    return runs


def _label_column(placed: Sequence[Placed], headers: int) -> int:
    """The column that names the rows: of those before the first numbers, the one with the most different words."""
    texts: dict[int, list[str]] = {}
    for one in placed:
        if one.top >= headers:
            texts.setdefault(one.left, []).append(one.text)
    best, most = 0, -1
    for column in sorted(texts):
        filled = [text for text in texts[column] if not _MISSING.fullmatch(text)]
        if filled and sum(map(is_number, filled)) * 2 > len(filled):
            break
        # Letters and numbers of rows, such as (a1), name less than words do.
        words = len({text for text in filled if sum(map(str.isalpha, text)) > 2})
        if words > most:
            best, most = column, words
    return best
