"""Cells that reach over several rows, told from the rules of the table."""

from dataclasses import replace

from litmuspaper.parse.build import CellDraft
from litmuspaper.parse.pdf.objects import Box

Rows = list[list[CellDraft]]
_COVERED = CellDraft("", row_span=0)
_LABEL_COLUMNS = 3


def merge_rows(
    rows: Rows, bases: list[float], cores: list[tuple[float, float]], full: list[float], parts: list[Box]
) -> Rows:
    """Joins header cells over which no rule runs, and moves a group's lone label to its first row.

    Args:
        rows: cells, every row covering the same columns.
        bases: the baseline of each row.
        cores: the ends of each column.
        full: heights of the rules that cross the whole table.
        parts: rules under some columns only.

    Returns:
        The rows; a merged cell stands where it begins, the places it covers below are empty.
    """
    out = [list(row) for row in rows]
    for first in _starts(bases, full):
        last = first
        while last + 1 < len(out) and not any(bases[last] < y < bases[last + 1] for y in full):
            last += 1
        if first == 0:
            _join_header(out[: last + 1], bases, cores, parts)
        elif last > first and len(full) > 3:
            _raise_labels(out[first : last + 1])
    return [[cell for cell in row if cell is not _COVERED] for row in out]


def _starts(bases: list[float], full: list[float]) -> list[int]:
    return [n for n in range(len(bases)) if n == 0 or any(bases[n - 1] < y < bases[n] for y in full)]


def _join_header(rows: Rows, bases: list[float], cores: list[tuple[float, float]], parts: list[Box]) -> None:
    """A cell beside a partial rule of the header reaches over both of its rows."""
    for n in range(len(rows) - 1):
        between = [p for p in parts if bases[n] < p.y0 < bases[n + 1]]
        if not between:
            continue
        upper, lower = _by_column(rows[n]), _by_column(rows[n + 1])
        for column, (a, b) in enumerate(cores):
            if any(p.x0 - 1 < (a + b) / 2 < p.x1 + 1 for p in between):
                continue
            if column not in upper or column not in lower:
                continue
            one, two = rows[n][upper[column]], rows[n + 1][lower[column]]
            if one is _COVERED or one.col_span > 1 or two.col_span > 1 or not (one.text or two.text):
                continue
            rows[n][upper[column]] = joined_cells(one, two)
            rows[n + 1][lower[column]] = _COVERED


def joined_cells(one: CellDraft, two: CellDraft) -> CellDraft:
    """Two cells, one above the other, as one."""
    if not two.text:
        return replace(one, row_span=2)
    if not one.text:
        return replace(two, row_span=2)
    bold = one.bold if one.bold == two.bold else None
    return CellDraft(f"{one.text} {two.text}", bold, bool(one.underline and two.underline), 2, one.col_span)


def _raise_labels(rows: Rows) -> None:
    """Where rules part a table into groups, the only cell of a group's first columns belongs to all its rows."""
    home: int | None = None
    for column in range(min(_LABEL_COLUMNS, *(len(row) for row in rows))):
        filled = [n for n, row in enumerate(rows) if row[column].text]
        if len(filled) != 1 or any(row[column].col_span > 1 for row in rows) or home not in (None, filled[0]):
            return
        if any(sum(bool(c.text) for c in row) < 2 for n, row in enumerate(rows) if n != filled[0]):
            return
        home = filled[0]
        label = rows[home][column]
        for row in rows:
            row[column] = _COVERED
        rows[0][column] = replace(label, row_span=len(rows))


def _by_column(row: list[CellDraft]) -> dict[int, int]:
    places, column = {}, 0
    for n, cell in enumerate(row):
        places[column] = n
        column += cell.col_span
    return places
