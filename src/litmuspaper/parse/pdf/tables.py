"""Where the tables of a PDF page are: between rules of the same width, or in aligned columns by a caption."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from litmuspaper.parse.build import CellDraft
from litmuspaper.parse.pdf.grid import grid
from litmuspaper.parse.pdf.objects import Box
from litmuspaper.parse.pdf.words import Word

_MIN_RULE_PT = 40.0
_SAME_END_PT = 2.5
_MAX_WORDS = 6_000
_MAX_RULES = 1_500
_MAX_AREAS = 60
_NOT_TABLE = re.compile(r"(?:algorithm|alg\.|listing|procedure|input:|require:)", re.I)
_WORDED = re.compile(r"[^\W\d_]{2,}|[aI]$")
_CAPTION = re.compile(r"(?:table|tab\.|figure|fig\.|algorithm)$", re.I)


@dataclass
class Region:
    """The area of one table, its words and its cells."""

    box: Box
    words: list[Word]
    rows: list[list[CellDraft]] = field(default_factory=list)


def find_tables(words: list[Word], across: list[Box], down: list[Box], turned: list[Word]) -> list[Region]:
    """Tables that stand between rules.

    Args:
        words: the words of the page.
        across: its level rules, underlines taken away.
        down: its upright rules.
        turned: words that run upwards or downwards.

    Returns:
        Regions that really hold rows and columns; no word belongs to two.
    """
    found: list[Region] = []
    taken: set[int] = set()
    for top, bottom in _areas(words, across):
        box = Box(min(top.x0, bottom.x0), top.y0, max(top.x1, bottom.x1), bottom.y1)
        inside = [w for w in words if id(w) not in taken and box.holds((w.x0 + w.x1) / 2, w.y - 0.2 * w.size, 1.5)]
        inside += [w for w in turned if w.style.angle >= 0 and box.holds((w.x0 + w.x1) / 2, w.y)]
        if not 4 <= len(inside) <= _MAX_WORDS or _NOT_TABLE.match(_first(inside)):
            continue
        rules = [r for r in across if box.y0 - 1 <= r.y0 <= box.y1 + 1 and r.x0 < box.x1 and r.x1 > box.x0]
        posts = [r for r in down if box.x0 - 2 <= r.x0 <= box.x1 + 2 and r.y1 > box.y0 and r.y0 < box.y1]
        rows = grid(inside, rules, posts, box)
        if is_table(rows):
            taken.update(id(w) for w in inside)
            found.append(Region(box, inside, rows))
    return found


def _first(words: list[Word]) -> str:
    return min(words, key=lambda w: (round(w.y / 4), w.x0)).text


def is_table(rows: list[list[CellDraft]]) -> bool:
    """Whether rows of cells are a table: two rows and columns at least, filled, and not mostly prose."""
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    texts = [c.text for row in rows for c in row if c.text]
    long = sum(len(t) > 160 for t in texts)
    filled = sum(sum(bool(c.text) for c in row) >= 2 for row in rows)
    prose = sum(
        len(t.split()) > 7 for row in rows for t in [c.text for c in row if c.text] if len(row) > 1 and _alone(row)
    )
    return (
        prose <= 0.25 * len(rows)
        and len(texts) >= 4
        and filled >= 2
        and filled >= 0.3 * len(rows)
        and long <= 0.4 * len(texts)
    )


def _alone(row: list[CellDraft]) -> bool:
    return sum(bool(c.text) for c in row) == 1


def _areas(words: list[Word], across: list[Box]) -> list[tuple[Box, Box]]:
    """The first and last of each stack of rules with the same ends, cut where a caption or prose lies between two."""
    stacks: list[list[Box]] = []
    by_base = sorted(words, key=lambda w: w.y)
    bases = [w.y for w in by_base]
    for rule in sorted((r for r in across if r.width >= _MIN_RULE_PT), key=lambda r: r.y0)[:_MAX_RULES]:
        for stack in stacks:
            if abs(stack[-1].x0 - rule.x0) < _SAME_END_PT and abs(stack[-1].x1 - rule.x1) < _SAME_END_PT:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    areas = []
    for stack in stacks:
        group = [stack[0]]
        for rule in stack[1:]:
            between = by_base[bisect_left(bases, group[-1].y1 - 1) : bisect_right(bases, rule.y0 + 1)]
            if rule.y0 - group[-1].y1 > 0.5 and _is_break(between, group[-1], rule):
                areas.append(group)
                group = []
            group.append(rule)
        areas.append(group)
    made = [(g[0], g[-1]) for g in areas if len(g) >= 2 and g[-1].y0 - g[0].y0 > 8]
    return sorted(made, key=lambda a: -(a[1].y1 - a[0].y0) * (a[0].x1 - a[0].x0))[:_MAX_AREAS]


def _is_break(words: list[Word], upper: Box, lower: Box) -> bool:
    """Whether what lies between two rules is not part of a table: a caption, or lines of prose."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        if upper.x0 - 2 < word.x1 and word.x0 < upper.x1 + 2:
            lines.setdefault(round(word.y / 3), []).append(word)
    prose = wide = 0
    for line in lines.values():
        line.sort(key=lambda w: w.x0)
        if _CAPTION.match(line[0].text) and len(line) > 1 and re.match(r"[A-Z]?\.?\d|[IVX]+", line[1].text):
            return True
        gaps = [b.x0 - a.x1 for a, b in pairwise(line)]
        full = line[-1].x1 - line[0].x0 > 0.85 * (upper.x1 - upper.x0) and len(line) >= 6
        worded = sum(bool(_WORDED.match(w.text)) for w in line) > 0.6 * len(line)
        prose += full and worded and max(gaps, default=0) < 0.8 * line[0].size
        wide += line[-1].x1 > upper.x1 + 8 or line[0].x0 < upper.x0 - 8
    return prose >= 3 or wide >= 2
