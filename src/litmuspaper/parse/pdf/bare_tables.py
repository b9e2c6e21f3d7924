"""Tables without rules: rows of words in columns right above or below a caption of a table."""

from litmuspaper.parse.build import CellDraft
from litmuspaper.parse.numbers import read_number
from litmuspaper.parse.pdf.blocks import CAPTION
from litmuspaper.parse.pdf.grid import grid
from litmuspaper.parse.pdf.lines import Line, pieces
from litmuspaper.parse.pdf.objects import Box
from litmuspaper.parse.pdf.tables import Region, is_table
from litmuspaper.parse.pdf.words import Word

_LONGEST_CAPTION = 8
_NEAR_PT = 40.0


def find_bare_tables(words: list[Word], found: list[Region], gutter: float | None, width: float) -> list[Region]:
    """Tables that no rule marks.

    Args:
        words: words outside the tables that are known.
        found: the tables that are known.
        gutter: the x of the gutter between two columns, if there is one.
        width: the width of the page.

    Returns:
        Regions of at least three rows in columns, a third of their cells numbers.
    """
    out: list[Region] = []
    lines = pieces(words)
    for caption in lines:
        match = CAPTION.match(caption.text)
        if match is None or not match["kind"].lower().startswith("tab") or not match["end"].strip():
            continue
        if any(_beside(r.box, caption) for r in [*found, *out]):
            continue
        left, right = _reach(caption, gutter, width)
        inside = [p for p in lines if p.x0 >= left and p.x1 <= right and p is not caption]
        for chosen in (_below(inside, caption), _above(inside, caption)):
            region = _region(chosen)
            if region is not None:
                out.append(region)
                break
    return out


def _beside(box: Box, caption: Line) -> bool:
    near = box.y0 - _NEAR_PT < caption.y < box.y1 + _NEAR_PT
    return near and caption.x0 < box.x1 and caption.x1 > box.x0


def _reach(caption: Line, gutter: float | None, width: float) -> tuple[float, float]:
    if gutter is None or caption.x0 < gutter - 5 < gutter + 5 < caption.x1:
        return 0.0, width
    return (0.0, gutter) if caption.x1 <= gutter + 5 else (gutter, width)


def _levels(lines: list[Line]) -> list[list[Line]]:
    """Pieces on one baseline together, from the top."""
    out: list[list[Line]] = []
    for line in sorted(lines, key=lambda p: (p.y, p.x0)):
        if out and abs(out[-1][0].y - line.y) < 0.35 * line.size:
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _below(lines: list[Line], caption: Line) -> list[list[Line]]:
    levels = _levels([p for p in lines if p.y > caption.y + 2])
    skipped, last = 0, caption.y
    for n, level in enumerate(levels):
        if len(level) > 1:
            return _run(levels[n:], last)
        skipped += 1
        if skipped > _LONGEST_CAPTION or level[0].y - last > 2.2 * level[0].size:
            break
        last = level[0].y
    return []


def _above(lines: list[Line], caption: Line) -> list[list[Line]]:
    levels = _levels([p for p in lines if p.y < caption.y - 2])[::-1]
    return _run(levels, caption.y)[::-1]


def _run(levels: list[list[Line]], start: float) -> list[list[Line]]:
    """The rows in columns from here on, without a wide gap; one row of a single piece may stand between them."""
    out: list[list[Line]] = []
    last = start
    for n, level in enumerate(levels):
        if abs(level[0].y - last) > 3 * level[0].size:
            break
        alone = len(level) == 1
        if alone and not (out and n + 1 < len(levels) and len(levels[n + 1]) > 1 and len(out[-1]) > 1):
            break
        out.append(level)
        last = level[0].y
    while out and len(out[-1]) == 1:
        out.pop()
    return out


def _region(levels: list[list[Line]]) -> Region | None:
    if sum(len(level) > 1 for level in levels) < 3:
        return None
    words = [w for level in levels for line in level for w in line.words]
    box = Box(
        min(w.x0 for w in words),
        min(w.y - w.size for w in words),
        max(w.x1 for w in words),
        max(w.y + 0.2 * w.size for w in words),
    )
    rows = grid(words, [], [], box)
    return Region(box, words, rows) if is_table(rows) and _is_numeric(rows) else None


def _is_numeric(rows: list[list[CellDraft]]) -> bool:
    cells = [c.text for row in rows for c in row if c.text]
    return 3 * sum(read_number(t) is not None for t in cells) >= len(cells)
