"""The cells of a JATS table, with their marks and spans (the OASIS and XHTML table models' `tr`, `th`, `td`)."""

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from litmuspaper.parse.prose import Box

if TYPE_CHECKING:
    from litmuspaper.parse.jats.body import Body

MOST_SPAN = 1000


def boxes(table: Element, body: "Body") -> list[list[Box]]:
    """The rows of a table in printed order; a merged cell stands once, where it begins."""
    rows = []
    for row in table.iter("tr"):
        cells = [_box(cell, body) for cell in row if cell.tag in ("td", "th")]
        if cells:
            rows.append(cells)
    return rows


def span(value: str | None) -> int:
    """A span as a whole number from 1 to `MOST_SPAN`; what is none counts as 1."""
    said = re.fullmatch(r"\s*(\d{1,6})\s*", value or "")
    return min(max(int(said[1]), 1), MOST_SPAN) if said else 1


def _box(cell: Element, body: "Body") -> Box:
    underline = _marked(cell, "underline") if body.underlines else None
    return Box(
        body.inline(cell), _marked(cell, "bold"), underline, span(cell.get("rowspan")), span(cell.get("colspan"))
    )


def _marked(cell: Element, name: str) -> bool:
    """Whether a mark covers all of the cell's text, or a number in it."""
    whole = "".join("".join(cell.itertext()).split())
    parts = ["".join("".join(part.itertext()).split()) for part in cell.iter(name)]
    return bool(whole) and ("".join(parts) == whole or any(any(map(str.isdigit, part)) for part in parts))
