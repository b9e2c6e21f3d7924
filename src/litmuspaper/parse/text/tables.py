"""Tables of plain text: marks, and which caption belongs to which table."""

import re
from dataclasses import dataclass
from itertools import pairwise

from litmuspaper.parse.prose import Box, Prose
from litmuspaper.parse.text.blocks import Block

_UNDERLINE = re.compile(r"<u>(.*?)</u>", re.IGNORECASE | re.DOTALL)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|<(b|strong)>(.*?)</\2>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Marks:
    """Which marks this text can show; one that never occurs in it may have been lost on the way."""

    bold: bool
    underline: bool


def marks_of(found: list[Block]) -> Marks:
    """What the tables of a text show; bold words in its prose say nothing about its tables."""
    cells = [cell for block in found if block.kind == "table" for row in block.rows for cell in row]
    return Marks(any(_BOLD.search(cell) for cell in cells), any(_UNDERLINE.search(cell) for cell in cells))


def table_boxes(block: Block, marks: Marks) -> list[list[Box]]:
    """The cells of a table, their marks as flags; empty cells stay, for a text does not tell merged ones."""
    return [[_box(cell, marks) for cell in row] for row in block.rows]


def _box(cell: str, marks: Marks) -> Box:
    underline = _UNDERLINE.search(cell) is not None
    bare = _UNDERLINE.sub(r"\1", cell)
    bold = _BOLD.search(bare) is not None
    bare = _BOLD.sub(lambda match: match[1] or match[3] or "", bare)
    bare = re.sub(r"<br\s*/?>|</?(?:u|b|strong|i|em|sup|sub)>", " ", bare, flags=re.IGNORECASE)
    prose = Prose()
    prose.add(bare)
    return Box(prose, bold if marks.bold else None, underline if marks.underline else None)


def is_table_caption(block: Block) -> bool:
    """Whether a block is the caption of a table."""
    return block.kind == "caption" and (block.label or "").lower().startswith("tab")


def pair_captions(found: list[Block]) -> dict[int, int]:
    """For each table its caption, by position: the neighbour, on the side where this paper's captions stand."""
    tables = [n for n, block in enumerate(found) if block.kind == "table"]
    behind = {n: n + 1 for n in tables if n + 1 < len(found) and is_table_caption(found[n + 1])}
    before = {n: n - 1 for n in tables if n > 0 and is_table_caption(found[n - 1])}
    only_behind = sum(n not in before for n in behind)
    only_before = sum(n not in behind for n in before)
    first, second = (behind, before) if only_behind >= only_before else (before, behind)
    pairs = dict(first)
    taken = set(first.values())
    for table, caption in second.items():
        if table not in pairs and caption not in taken:
            pairs[table] = caption
            taken.add(caption)
    return pairs


def merge_halves(found: list[Block]) -> list[Block]:
    """The same blocks; a table that an empty line cut in two is one again."""
    if not found:
        return []
    merged = [found[0]]
    for before, block in pairwise(found):
        widths = [{len(row) for row in part.rows} for part in (before, block)]
        whole = before.kind == block.kind == "table" and len(widths[0]) == 1 and widths[0] == widths[1]
        if whole and len(before.rows[0]) > 2 and not _is_header(block.rows[0]):
            merged[-1].rows += block.rows
            block.rows = merged[-1].rows
        else:
            merged.append(block)
    return merged


def _is_header(row: list[str]) -> bool:
    """Whether a row holds words only: it begins a table of its own."""
    return not any(re.search(r"\d", cell) for cell in row[1:])
