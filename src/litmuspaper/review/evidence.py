"""Cells as evidence: spans of tables, and how columns and values are named in messages."""

from collections.abc import Iterable, Sequence

from litmuspaper.review.tables import Block, Entry
from litmuspaper.types import Cell, Span

MOST_SPANS = 24


def cell_spans(cells: Iterable[Cell | Entry | None]) -> tuple[Span, ...]:
    """Cells as spans of the document's text, each once, in its order, at most `MOST_SPANS`."""
    places = {}
    for one in cells:
        cell = one.cell if isinstance(one, Entry) else one
        if cell is not None:
            places[cell.start, cell.end] = cell
    return tuple(
        Span.model_construct(start=start, end=end, text=places[start, end].text, field="text")
        for start, end in sorted(places)[:MOST_SPANS]
    )


def place_of(block: Block, i: int, j: int) -> str:
    """The row and column of a cell, as a reader finds them."""
    row, column = block.rows[i].label or f"row {i + 1}", block.columns[j].name or f"column {j + 1}"
    return f"{block.name}, row {column}, column {row}" if block.turned else f"{block.name}, row {row}, column {column}"


def joined(items: Sequence[str], most: int = 12) -> str:
    """Items separated by semicolons, the rest as a number."""
    rest = len(items) - most
    return "; ".join(items[:most]) + (f"; and {rest} more" if rest > 0 else "")
