"""Captions joined to the tables they belong to; tables without rules looked for beside their captions."""

import re
from dataclasses import dataclass

from litmuspaper.parse.pdf.blocks import CAPTION, Block
from litmuspaper.parse.pdf.flow import Vocabulary, joined_text

_LABEL = re.compile(r"(Table|Figure|Algorithm|Listing|Scheme|Tab\.|Fig\.)\s*(\S*?)\s*[:.|—–]*$", re.I)


@dataclass
class Caption:
    """A caption's label as printed and its text; `table` is the block it belongs to."""

    label: str
    text: str
    is_table: bool
    table: Block | None = None


def caption_of(block: Block, known: Vocabulary) -> Caption:
    """Label and text of a caption block."""
    text = joined_text(block.lines, known)
    found = CAPTION.match(text)
    if found is None:
        return Caption("", text, is_table=False)
    label = f"{found['kind']} {found['number']}"
    rest = text[found.end() :].strip()
    return Caption(label, rest, is_table=found["kind"].lower().startswith("tab"))


def pair_captions(blocks: list[Block], known: Vocabulary) -> dict[int, Caption]:
    """Joins each table to the nearest caption of a table on its page.

    Args:
        blocks: all blocks.
        known: the words of the paper.

    Returns:
        Captions by the `id` of their blocks; a table's is also found by the `id` of the table's block.
    """
    out = {id(b): caption_of(b, known) for b in blocks if b.kind == "caption"}
    tables = [b for b in blocks if b.kind == "table"]
    offers: list[tuple[float, Block, Block]] = []
    for caption in (b for b in blocks if b.kind == "caption" and out[id(b)].is_table):
        for table in tables:
            distance = _distance(caption, table)
            if distance is not None:
                offers.append((distance, caption, table))
    taken: set[int] = set()
    for _, caption, table in sorted(offers, key=lambda o: o[0]):
        if id(caption) in taken or id(table) in taken:
            continue
        taken |= {id(caption), id(table)}
        out[id(caption)].table = table
        out[id(table)] = out[id(caption)]
    return out


def _distance(caption: Block, table: Block) -> float | None:
    region, first, last = table.lines[0].region, caption.lines[0], caption.lines[-1]
    if region is None or first.page != table.lines[0].page:
        return None
    left, right = min(p.x0 for p in caption.lines), max(p.x1 for p in caption.lines)
    if right < region.box.x0 or left > region.box.x1:
        return None
    above, below = region.box.y0 - last.y, first.y - first.size - region.box.y1
    gap = above if last.y < region.box.y0 + 2 else below
    return gap if -6 <= gap < 60 else None
