"""What pages repeat: running heads, feet and page numbers."""

import re
from collections import Counter

from litmuspaper.parse.pdf.chars import Page
from litmuspaper.parse.pdf.lines import Line

_EDGE = 0.1
_FOOT = 0.87
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—(\[]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–—)\]]?(?:\s*(?:of|/)\s*\d+)?$", re.I)


def furniture(sheets: list[list[Line]], pages: list[Page]) -> set[int]:
    """The `id`s of the lines that are furniture of the pages.

    Args:
        sheets: the runs of words of each page.
        pages: the pages.

    Returns:
        Lines at the head and foot that come again on other pages, that stand apart at the same height of half the
        pages, and page numbers.
    """
    seen: Counter[tuple[str, int]] = Counter()
    edge: list[tuple[tuple[str, int], Line]] = []
    apart: list[tuple[int, Line]] = []
    dropped: set[int] = set()
    for sheet, page in zip(sheets, pages, strict=True):
        texts = [p for p in sheet if p.region is None]
        if not texts:
            continue
        top, bottom = min(p.y for p in texts), max(p.y for p in texts)
        apart += _apart(texts, sheet, page, top, bottom)
        for piece in texts:
            near_top = piece.y < _EDGE * page.height or piece.y < top + 2
            foot = piece.y > _FOOT * page.height and piece.y > bottom - 30
            near_bottom = piece.y > (1 - _EDGE) * page.height or piece.y > bottom - 2 or foot
            if not near_top and not near_bottom:
                continue
            if _PAGE_NUMBER.match(piece.text) and (abs(piece.y - top) < 14 or abs(piece.y - bottom) < 14):
                # A section's number may stand at the head of a column, its title beside it.
                if not any(0 < p.x0 - piece.x1 < 40 and abs(p.y - piece.y) < 2 for p in texts):
                    dropped.add(id(piece))
            key = (re.sub(r"[\d\W]+", "#", piece.text.lower()), round(piece.y / 6))
            edge.append((key, piece))
            seen[key] += 1
    often = max(2, len(pages) // 5)
    dropped |= {id(p) for key, p in edge if seen[key] >= often and len(pages) > 1}
    return dropped | _at_usual_heights(apart, len(pages))


def _apart(texts: list[Line], sheet: list[Line], page: Page, top: float, bottom: float) -> list[tuple[int, Line]]:
    """The first and the last line of a page where a gap parts them from the rest."""
    out: list[tuple[int, Line]] = []
    head = [p for p in texts if p.y < top + 2]
    below = min((p.y for p in sheet if p.y > top + 3), default=page.height)
    if top < 0.13 * page.height and below - top > 1.6 * max(p.size for p in head):
        out += [(round(top), p) for p in head]
    foot = [p for p in texts if p.y > bottom - 2]
    above = max((p.y for p in texts if p.y < bottom - 3), default=0.0)
    if bottom > 0.87 * page.height and bottom - above > 1.8 * max(p.size for p in foot):
        out += [(-round(bottom), p) for p in foot]
    return out


def _at_usual_heights(apart: list[tuple[int, Line]], pages: int) -> set[int]:
    counts: Counter[int] = Counter()
    for key, _ in apart:
        counts[key] += 1
    usual = {k for k in counts if sum(counts[k + d] for d in (-1, 0, 1)) >= max(3, pages // 2)}
    return {id(p) for k, p in apart if k in usual}
