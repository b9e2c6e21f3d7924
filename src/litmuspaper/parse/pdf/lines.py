"""Words become lines: runs along a baseline, parted at the gutter between columns."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from litmuspaper.parse.pdf.tables import Region
from litmuspaper.parse.pdf.words import Word

_PIECE_GAP_EM = 1.0
_GUTTER_STEP = 2.0


@dataclass
class Line:
    """Words on one baseline of one column; a table stands in the flow as a line of its own."""

    words: list[Word]
    page: int = 0
    column: str = "full"
    zone: int = 0
    region: Region | None = None
    x0: float = field(init=False)
    x1: float = field(init=False)
    y: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        """Measures the words."""
        if self.region is not None:
            box = self.region.box
            self.x0, self.x1, self.y, self.size = box.x0, box.x1, box.y0, 0.0
        else:
            self.measure()

    def measure(self) -> None:
        """Sets the ends, the baseline and the type size from the words."""
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[round(word.size, 1)] += len(word.text)
        self.size = max(sizes, key=lambda s: (sizes[s], s))
        main = [w for w in self.words if abs(w.size - self.size) < 0.1] or self.words
        self.y = sorted(w.y for w in main)[len(main) // 2]
        self.x0 = min(w.x0 for w in self.words)
        self.x1 = max(w.x1 for w in self.words)

    @property
    def text(self) -> str:
        """The words with single spaces; a small raised one is written with `^`."""
        small, high = 0.82 * self.size, self.y - 0.2 * self.size
        return " ".join(
            f"^{w.text}" if w.size < small and w.y < high and w.text[:1] not in "^_" else w.text for w in self.words
        )

    def share(self, what: str) -> float:
        """Share of its characters that are `bold`, `italic` or `symbol`."""
        if what == "bold":
            return sum(w.bold for w in self.words) / max(1, sum(w.letters for w in self.words))
        total = sum(len(w.text) for w in self.words)
        return sum(len(w.text) for w in self.words if getattr(w.style, what)) / max(1, total)


def pieces(words: Iterable[Word]) -> list[Line]:
    """Runs of words that follow each other on one baseline in the order in which the file prints them."""
    runs: list[list[Word]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        if last is not None and _follows(last, word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [Line(run) for run in runs]


def _follows(last: Word, word: Word) -> bool:
    size = max(last.size, word.size)
    smaller = min(last.size, word.size) < 0.87 * size
    reach = 0.6 if smaller else 0.25
    return abs(word.y - last.y) < reach * size and -0.4 * size < word.x0 - last.x1 < _PIECE_GAP_EM * size


def gutter_of(lines: list[Line], width: float) -> float | None:
    """The x of the gutter of a page in two columns, None where there is none.

    Args:
        lines: the pieces of the page.
        width: its width in points.

    Returns:
        The middle of the widest gap that lines on both sides respect.
    """
    prose = [p for p in lines if p.x1 - p.x0 > 0.18 * width and len(p.words) >= 3]
    best: tuple[float, float] | None = None
    step = max(_GUTTER_STEP, width / 400)
    for n in range(int(0.3 * width / step) + 1):
        x = 0.35 * width + n * step
        across = sum(p.x0 < x < p.x1 for p in prose)
        left, right = sum(p.x1 <= x for p in prose), sum(p.x0 >= x for p in prose)
        if min(left, right) < 4 or across > 0.5 * (left + right):
            continue
        score = min(left, right) - 3 * across - 0.01 * abs(x - width / 2)
        if best is None or score > best[0]:
            best = (score, x)
    return best[1] if best and best[0] > -10 else None


def respects(lines: list[Line], gutter: float) -> bool:
    """Whether a page without enough text to find a gutter of its own may have this one."""
    prose = [p for p in lines if len(p.words) >= 3]
    across = sum(p.x0 < gutter - 4 and p.x1 > gutter + 4 for p in prose)
    return across <= 0.3 * len(prose)


def merged(lines: list[Line], gutter: float | None) -> list[Line]:
    """Pieces of one baseline within one column joined into lines, small ones (scripts, limits) taken in."""
    for line in lines:
        line.column = column_of(line, gutter)
    out: list[Line] = []
    for line in sorted(lines, key=lambda p: (p.y, p.x0)):
        home = next((o for o in reversed(out[-40:]) if _same_line(o, line)), None)
        if home is None:
            out.append(line)
        else:
            home.words += line.words
            home.column = "full" if "full" in (home.column, line.column) else home.column
            home.words.sort(key=lambda w: w.x0)
            home.measure()
    return out


def column_of(line: Line, gutter: float | None) -> str:
    """Which column a line stands in: full, left or right."""
    if gutter is None or (line.x0 < gutter - 5 and line.x1 > gutter + 5):
        return "full"
    return "left" if (line.x0 + line.x1) / 2 < gutter else "right"


def _same_line(one: Line, other: Line) -> bool:
    size = max(one.size, other.size)
    drop = abs(one.y - other.y)
    overlap = min(one.x1, other.x1) - max(one.x0, other.x0)
    if one.column != other.column:
        # A stretched space may part the first words of a line that runs over both columns.
        return "full" in (one.column, other.column) and drop < 0.1 * size and -2.0 * size < overlap < 0
    if drop < 0.28 * size:
        # Two runs of words far apart are text beside a float.
        beside = -overlap > 1.3 * size and min(len(one.words), len(other.words)) >= 3
        return overlap < 0.5 * size and not beside
    small = min(one.size, other.size) < 0.87 * size
    short = min(one.x1 - one.x0, other.x1 - other.x0) < 2.5 * size
    return small and short and drop < 0.5 * size and not _hits(one, other)


def _hits(one: Line, other: Line) -> bool:
    """Whether words of two lines stand over each other."""
    return any(a.x0 < b.x1 - 0.5 and b.x0 < a.x1 - 0.5 for a in one.words for b in other.words)


_NUMBERS = re.compile(r"\d{1,4}$")


def without_line_numbers(lines: list[Line]) -> list[Line]:
    """The lines without the numbers that review copies print in their margins."""
    long = [p for p in lines if len(p.words) >= 4]
    if not long:
        return lines
    left, right = min(p.x0 for p in long), max(p.x1 for p in long)
    margin = [p for p in lines if _NUMBERS.match(p.text) and (p.x1 < left + 1 or p.x0 > right - 1)]
    if len(margin) < 8:
        return lines
    dropped = {id(p) for p in margin}
    return [p for p in lines if id(p) not in dropped]
