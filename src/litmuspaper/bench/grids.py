"""Reading and changing the printed grids of a draft."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from litmuspaper.bench.draft import Draft, Plant, Rows
from litmuspaper.parse.build import CellDraft

NUMBER = re.compile(r"^[-+]?\d+(?:,\d{3})*(?:\.\d+)?")


def value(text: str) -> float | None:
    """The number that a cell begins with."""
    found = NUMBER.match(text.strip())
    return float(found[0].replace(",", "")) if found else None


def step(text: str) -> float:
    """One unit of the last printed digit."""
    found = NUMBER.match(text.strip())
    return float(10.0 ** -len(found[0].partition(".")[2])) if found else 1.0


def swaps(text: str) -> Iterator[str]:
    """The text with two neighbouring digits of its number exchanged."""
    found = NUMBER.match(text)
    digits = found[0] if found else ""
    for n, (a, b) in enumerate(pairwise(digits)):
        if a.isdigit() and b.isdigit() and a != b and not (n == 0 and b == "0"):
            yield digits[:n] + b + a + digits[n + 2 :] + text[len(digits) :]


def changed(draft: Draft, table: int, edits: dict[tuple[int, int], CellDraft]) -> Draft:
    """The draft with other cells at (row, column) of one table."""
    caption, rows = draft.tables[table]
    made = tuple(tuple(edits.get((r, c), cell) for c, cell in enumerate(row)) for r, row in enumerate(rows))
    return replace(draft, tables=(*draft.tables[:table], (caption, made), *draft.tables[table + 1 :]))


def planted(draft: Draft, kind: str, audit: str, where: tuple[int, int, int], text: str) -> Plant:
    """The draft with another text in one cell."""
    t, r, c = where
    cell = draft.tables[t][1][r][c]
    made = changed(draft, t, {(r, c): replace(cell, text=text)})
    return Plant(kind, audit, made, where, f"{cell.text} -> {text}")


def flat(draft: Draft) -> Iterator[tuple[int, Rows]]:
    """Tables that are plain grids, with one header row and no merged cells."""
    for t, (_, rows) in enumerate(draft.tables):
        if (
            len(rows) > 3
            and len({len(r) for r in rows}) == 1
            and all(c.row_span == c.col_span == 1 for r in rows for c in r)
        ):
            yield t, rows
