"""The lines of all pages in reading order, without running heads, page numbers and the insides of figures."""

import re
from collections import Counter
from collections.abc import Callable

from litmuspaper.parse.pdf.bare_tables import find_bare_tables
from litmuspaper.parse.pdf.chars import Page
from litmuspaper.parse.pdf.furniture import furniture
from litmuspaper.parse.pdf.lines import Line, column_of, gutter_of, merged, pieces, respects, without_line_numbers
from litmuspaper.parse.pdf.objects import Box
from litmuspaper.parse.pdf.rules import joined, take_underlines
from litmuspaper.parse.pdf.tables import Region, find_tables
from litmuspaper.parse.pdf.words import Word
from litmuspaper.parse.pdf.wrap import beside_floats

_MAX_FRAME_RULES = 80
_ABSTRACT = re.compile(r"abstract\b", re.I)


def reading_order(pages: list[Page], in_time: Callable[[int], None] = lambda n: None) -> list[Line]:
    """Every line of the paper in the order in which a reader takes them.

    Args:
        pages: the pages; their words get their underlines here.
        in_time: called with the number of pages done; it may raise to stop.

    Returns:
        Lines with page, column and zone; a table is one line with its region.
    """
    sheets = []
    for page in pages:
        sheets.append(_pieces(page))
        in_time(len(sheets))
    dropped = furniture(sheets, pages)
    sheets = [[p for p in sheet if id(p) not in dropped] for sheet in sheets]
    gutters = [gutter_of([p for p in s if p.region is None], page.width) for s, page in zip(sheets, pages, strict=True)]
    common = Counter(round(g / 12) for g in gutters if g is not None).most_common(1)
    out: list[Line] = []
    for n, (sheet, page) in enumerate(zip(sheets, pages, strict=True)):
        gutter = gutters[n]
        if gutter is None and common and 2 * common[0][1] >= len(pages) - 1:
            usual = next(g for g in gutters if g is not None and round(g / 12) == common[0][0])
            gutter = usual if respects([p for p in sheet if p.region is None], usual) else None
        for line in _ordered(sheet, gutter, first=n == 0, page=page):
            line.page = n
            out.append(line)
    return out


def _pieces(page: Page) -> list[Line]:
    """The runs of one page with its tables, figures left out."""
    across = take_underlines(page.words, joined(page.drawn.across, across=True))
    down = joined(page.drawn.down, across=False)
    regions = find_tables(page.words, across, down, page.turned)
    areas = _figure_areas(page, regions)
    free = _outside(page.words, regions)
    bare: list[Region] = []
    if any(w.text.lower().startswith("tab") for w in free):
        bare = find_bare_tables(free, regions, gutter_of(pieces(free), page.width), page.width)
    if bare:
        regions, free = [*regions, *bare], _outside(free, bare)
    lines = without_line_numbers(pieces(free))
    kept = [p for p in lines if not _in_figure(p, areas)]
    page.drawn.across = across
    return kept + [Line([], region=r) for r in regions]


def _outside(words: list[Word], regions: list[Region]) -> list[Word]:
    inside = {id(w) for r in regions for w in r.words}
    return [w for w in words if id(w) not in inside]


def _figure_areas(page: Page, regions: list[Region]) -> list[Box]:
    """Pictures, and drawings of several strokes, that are no frame around the page or a table."""
    limit = 0.6 * page.width * page.height
    areas = [p for p in page.drawn.pictures if 400 < p.area < limit]
    curves = [c for c in page.drawn.curves if c.area < limit]
    for cluster in _clusters(curves[:3000]):
        if cluster.width > 40 and cluster.height > 40 and cluster.area < limit:
            areas.append(cluster)
    areas += _frames(page, limit)
    return [a for a in areas if not any(a.holds((r.box.x0 + r.box.x1) / 2, (r.box.y0 + r.box.y1) / 2) for r in regions)]


def _frames(page: Page, limit: float) -> list[Box]:
    """Rectangles of rules that hold few words: the axes or the frame of a figure."""
    across = [r for r in joined(page.drawn.across, across=True) if r.width > 40][:_MAX_FRAME_RULES]
    down = [r for r in joined(page.drawn.down, across=False) if r.height > 38][:_MAX_FRAME_RULES]
    out: list[Box] = []
    for top in across:
        for bottom in across:
            same = abs(top.x0 - bottom.x0) < 2 and abs(top.x1 - bottom.x1) < 2
            if not same or bottom.y0 - top.y0 < 40 or len(out) > 20:
                continue
            box = Box(top.x0, top.y0, top.x1, bottom.y1)
            sides = [d for d in down if d.y0 < box.y0 + 4 and d.y1 > box.y1 - 4]
            framed = any(abs(d.x0 - box.x0) < 3 for d in sides) and any(abs(d.x1 - box.x1) < 3 for d in sides)
            if framed and box.area < limit and sum(box.holds(w.x0, w.y) for w in page.words) < 40:
                out.append(box)
    return out


def _clusters(boxes: list[Box]) -> list[Box]:
    """Boxes that touch, as one box each; a lone box is no drawing."""
    out: list[tuple[Box, int]] = []
    for box in sorted(boxes, key=lambda b: (b.y0, b.x0)):
        near, rest, count = box, [], 1
        for other, size in out:
            if other.x0 - 8 < near.x1 and near.x0 < other.x1 + 8 and other.y0 - 8 < near.y1 and near.y0 < other.y1 + 8:
                near = Box(
                    min(near.x0, other.x0), min(near.y0, other.y0), max(near.x1, other.x1), max(near.y1, other.y1)
                )
                count += size
            else:
                rest.append((other, size))
        out = [*rest[-200:], (near, count)]
    return [box for box, count in out if count >= 3]


def _in_figure(line: Line, areas: list[Box]) -> bool:
    middle = (line.x0 + line.x1) / 2
    return len(line.words) < 9 and any(
        a.holds(middle, line.y - 0.3 * line.size, 1) and line.x1 - line.x0 < 1.1 * a.width for a in areas
    )


def _ordered(sheet: list[Line], gutter: float | None, *, first: bool, page: Page) -> list[Line]:
    lines = merged([p for p in sheet if p.region is None], gutter)
    for line in (p for p in sheet if p.region is not None):
        line.column = column_of(line, gutter)
        lines.append(line)
    if gutter is None:
        return beside_floats(lines)
    if first:
        lines = _front_across(lines, gutter)
    _widen(lines)
    return _by_zones(lines)


def _front_across(lines: list[Line], gutter: float) -> list[Line]:
    """On a first page all that stands above the abstract is read across the columns."""
    head = [p for p in lines if p.region is None and _ABSTRACT.match(p.text) and len(p.words) <= 40]
    tops = [p.y for p in head] or [p.y for p in lines if p.region is None and p.text.lower().endswith("introduction")]
    if not tops:
        return lines
    limit = min(tops) - 2
    biggest = max((p for p in lines if p.region is None), key=lambda p: p.size)
    if biggest.y > limit:
        return lines
    for line in lines:
        if line.y < limit and line.region is None:
            line.column = "full"
    return lines


def _widen(lines: list[Line]) -> None:
    """The last, short line of a paragraph over both columns belongs to it."""
    lines.sort(key=lambda p: (p.y, p.x0))
    for n, line in enumerate(lines):
        if line.column == "full" or line.region is not None:
            continue
        above = next((p for p in reversed(lines[:n]) if line.y - p.y > 0.5 * line.size), None)
        if above is None or above.column != "full" or above.region is not None:
            continue
        near = line.y - above.y < 1.5 * line.size and abs(above.size - line.size) < 0.6
        beside = any(p is not line and abs(p.y - line.y) < 0.7 * line.size for p in lines[max(0, n - 4) : n + 5])
        if near and not beside and abs(line.x0 - above.x0) < 2 * line.size:
            line.column = "full"


def _by_zones(lines: list[Line]) -> list[Line]:
    """Between lines over both columns the left column is read before the right one."""
    out: list[Line] = []
    zone = 0
    waiting: list[Line] = []
    for line in sorted(lines, key=lambda p: (p.y, p.x0)):
        if line.column != "full":
            waiting.append(line)
            continue
        if waiting:
            out += _columns(waiting, zone)
            waiting, zone = [], zone + 1
        line.zone = zone
        out.append(line)
    return out + _columns(waiting, zone + 1)


def _columns(lines: list[Line], zone: int) -> list[Line]:
    for line in lines:
        line.zone = zone
    return [p for side in ("left", "right") for p in beside_floats([q for q in lines if q.column == side])]
