"""Text set beside a narrow float: both are read one after the other, not line by line."""

from litmuspaper.parse.pdf.blocks import CAPTION
from litmuspaper.parse.pdf.lines import Line


def beside_floats(lines: list[Line]) -> list[Line]:
    """The lines of one column, from the top; where some stand beside a float, the left ones come first.

    Args:
        lines: the lines and tables of one column.

    Returns:
        The same lines in reading order.
    """
    rows = sorted(lines, key=lambda p: (p.y, p.x0))
    floats = [p for p in rows if p.region is not None or CAPTION.match(p.text)]
    for one in floats:
        zone = _zone(rows, one)
        if zone is None:
            continue
        split, members = zone
        chosen = {id(p) for p in members}
        first = min(n for n, p in enumerate(rows) if id(p) in chosen)
        rest = [p for p in rows if id(p) not in chosen]
        left = [p for p in members if p.x1 <= split]
        right = [p for p in members if p.x1 > split]
        rows = rest[:first] + left + right + rest[first:]
    return rows


def _zone(rows: list[Line], one: Line) -> tuple[float, list[Line]] | None:
    """The x that parts a float from the text beside it, and all lines at its height; None where none is beside."""
    top, bottom = one.y, _foot(one)
    beside = [p for p in rows if p is not one and p.region is None and _level(p, top, bottom) and _away(p, one)]
    if len(beside) < 2:
        return None
    on_left = sum(p.x1 <= one.x0 + 1 for p in beside) >= len(beside) / 2
    split = one.x0 - 1 if on_left else one.x1 + 1
    members = [p for p in rows if _level(p, top, bottom)]
    grown = True
    while grown:
        grown = False
        top, bottom = min(p.y for p in members), max(_foot(p) for p in members)
        taken = {id(p) for p in members}
        for line in rows:
            near = top - 1.6 * (line.size or 10) < line.y and line.y - line.size < bottom + 6
            if id(line) not in taken and near and not line.x0 < split - 4 < split + 4 < line.x1:
                if any(_side(p, split) != _side(line, split) and _overlap(p, line) for p in members):
                    members.append(line)
                    grown = True
    if any(p.x0 < split - 4 and p.x1 > split + 4 for p in members):
        return None
    return split, [p for p in rows if id(p) in {id(m) for m in members}]


def _foot(line: Line) -> float:
    return line.region.box.y1 if line.region is not None else line.y


def _level(line: Line, top: float, bottom: float) -> bool:
    return line.y > top - 2 and line.y - 0.7 * line.size < bottom if line.region is None else line.y < bottom


def _away(line: Line, one: Line) -> bool:
    return line.x1 < one.x0 + 1 or line.x0 > one.x1 - 1


def _side(line: Line, split: float) -> bool:
    return line.x1 <= split + 4


def _overlap(one: Line, other: Line) -> bool:
    return one.y - one.size < _foot(other) + 1 and other.y - other.size < _foot(one) + 1
