"""Displayed formulas: which lines they are, their numbers, their characters from left to right."""

import re

from litmuspaper.parse.pdf.lines import Line

_NUMBERED = re.compile(r"\(([A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?)\)$")
_WORD = re.compile(r"[A-Za-z]{3,}")
_LISTED = re.compile(r"[•◦▪–-](?:\s|$)|\([a-z]\)")
# Limits and the halves of a fraction lie closer to their row than the next row of the display does.
_STACK_EM = 1.2


def is_formula(line: Line, left: float, right: float) -> bool:
    """Whether a line is (part of) a displayed formula.

    Args:
        line: one line of a column.
        left: the left edge of the column.
        right: its right edge.

    Returns:
        True for lines set in from the margin with few words and symbols or a number in brackets at the right.
    """
    words = _WORD.findall(line.text)
    if len(words) > 5 or _LISTED.match(line.text):
        return False
    if _NUMBERED.match(line.text) and line.x1 > right - 3:
        return True
    if line.x0 > left + 2.5 * line.size and line.x1 - line.x0 < 3 * line.size and not words:
        return True
    symbols = line.share("symbol")
    if _NUMBERED.search(line.text) and line.x1 > right - 3 and len(line.words) > 1:
        gap = line.words[-1].x0 - line.words[-2].x1
        return gap > 1.2 * line.size or symbols > 0.2
    inset = line.x0 > left + 0.9 * line.size
    return inset and (symbols > 0.22 or (symbols > 0.05 and len(words) <= 1)) and len(words) <= 3


def read_formula(lines: list[Line], right: float) -> tuple[str, str | None]:
    """The characters of a displayed formula and its number.

    Args:
        lines: its lines, from the top.
        right: the right edge of the column.

    Returns:
        Its characters row by row, each row from left to right with what is stacked in it (not TeX: a fraction's
        halves stand one after the other), without the number; the number without brackets, None where it has none.
    """
    number: str | None = None
    rows: list[list[tuple[float, str]]] = []
    base: float | None = None
    for line in lines:
        words = line.text.split(" ")
        places = [w.x0 for w in line.words]
        found = _NUMBERED.fullmatch(words[-1])
        if found and len(words) == len(places) and (line.x1 > right - 12 or _stands_apart(line)):
            number = number or found[1]
            words, places = words[:-1], places[:-1]
        wide = len(words) >= 3
        if not rows or (base is not None and line.y - base > (_STACK_EM if wide else 1.6) * line.size):
            rows.append([])
            base = None
        rows[-1] += zip(places, words, strict=False)
        base = line.y if wide or base is None else base
    return " ".join(" ".join(text for _, text in sorted(row, key=lambda p: p[0])) for row in rows if row), number


def _stands_apart(line: Line) -> bool:
    return len(line.words) == 1 or line.words[-1].x0 - line.words[-2].x1 > 1.5 * line.size
