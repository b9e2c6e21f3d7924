"""Lines become blocks: headings, paragraphs, captions, footnotes, display formulas, tables."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from litmuspaper.parse.pdf.formulas import is_formula
from litmuspaper.parse.pdf.headings import Heading, heading_of
from litmuspaper.parse.pdf.lines import Line
from litmuspaper.parse.pdf.objects import Box

CAPTION = re.compile(
    r"(?P<kind>Table|TABLE|Tab\.|Figure|FIGURE|Fig\.|FIG\.|Algorithm|Listing|Scheme)\s*"
    r"(?P<number>(?:[A-Z]{1,2}[.-]?)?\d+(?:[.-]\d+)?|[IVXL]{1,6}|[A-Z](?=[:.]))"
    r"(?P<end>\s*[:.|—–]\s*|\s*$|\s+(?=[A-Z(]))"
)
_BULLET = re.compile(r"(?:[•◦▪‣∙●○■–*-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])(?:\s|$)")
_TERMINAL = re.compile(r"[.!?:;][\"'”’)\]]*(?:\^\S{1,6})?$")
NOTE_MARK = re.compile(r"(?:\^\{?(?P<number>\d{1,2})\}?|\^?\{?[*∗†‡§¶])")


@dataclass
class Block:
    """Lines that belong together; kind is text, heading, caption, note, formula or table."""

    kind: str
    lines: list[Line]
    heading: Heading | None = None
    first_in_column: bool = False
    left: float = 0.0
    right: float = 0.0

    @property
    def text(self) -> str:
        """The lines with single spaces, hyphens at their ends kept."""
        return " ".join(line.text for line in self.lines)

    @property
    def ends_open(self) -> bool:
        """Whether the last line breaks off without the end of a sentence."""
        return not _TERMINAL.search(self.lines[-1].text)


@dataclass
class Measures:
    """What is usual in this paper: type size, distance of lines in sizes."""

    body: float
    leading: float
    rules: dict[int, list[Box]] = field(default_factory=dict)


def measures(lines: list[Line]) -> Measures:
    """The usual size and leading of running text.

    Args:
        lines: all lines of the paper.

    Returns:
        Size in points; leading as a multiple of the size.
    """
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.region is None:
            sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    steps: Counter[float] = Counter()
    for a, b in pairwise(lines):
        if a.region is None and b.region is None and abs(a.size - body) < 0.3 and abs(b.size - body) < 0.3:
            if (a.page, a.column, a.zone) == (b.page, b.column, b.zone) and 0.8 < (b.y - a.y) / body < 2.2:
                steps[round((b.y - a.y) / body, 2)] += 1
    return Measures(body, steps.most_common(1)[0][0] if steps else 1.2)


def blocks_of(lines: list[Line], usual: Measures) -> list[Block]:
    """Blocks in reading order.

    Args:
        lines: in reading order.
        usual: from `measures`.

    Returns:
        Blocks; none spans two columns or pages yet.
    """
    out: list[Block] = []
    groups: list[list[Line]] = []
    for line in lines:
        key = (line.page, line.column, line.zone)
        if groups and (groups[-1][0].page, groups[-1][0].column, groups[-1][0].zone) == key:
            groups[-1].append(line)
        else:
            groups.append([line])
    for group in groups:
        out += _group_blocks(group, usual)
    _mark_figure_words(out)
    return out


def _mark_figure_words(blocks: list[Block]) -> None:
    """Words printed in a figure, above its caption and apart from the margins, interrupt no paragraph."""
    for n, block in enumerate(blocks):
        found = CAPTION.match(block.text) if block.kind == "caption" else None
        if found is None or found["kind"].lower()[:3] != "fig":
            continue
        for before in reversed(blocks[max(0, n - 12) : n]):
            same = before.lines[0].page == block.lines[0].page and before.lines[0].column == block.lines[0].column
            if before.kind != "text" or not same or not all(_is_apart(p, before) for p in before.lines):
                break
            before.kind = "note"


def _is_apart(line: Line, block: Block) -> bool:
    inset = line.x0 > block.left + 1.2 * line.size and line.x1 < block.right - 1.2 * line.size
    return inset and not _TERMINAL.search(line.text) and not _BULLET.match(line.text)


def _group_blocks(group: list[Line], usual: Measures) -> list[Block]:
    left, right = _edges(group)
    notes = _note_start(group, usual)
    out: list[Block] = []
    for n, line in enumerate(group):
        above = group[n - 1] if n else None
        heading = heading_of(line, usual.body) if line.region is None else None
        kind = _kind(line, usual, left, right, heading, in_notes=n >= notes)
        if kind == "text" and above is not None and _wraps_heading(out[-1], above, line, right - left):
            kind, heading = "heading", out[-1].heading
            out[-1].lines.append(line)
            continue
        if kind == "caption" and above is not None and out[-1].kind == "text" and _mid_paragraph(above, line, usual):
            kind = "text"
        block = out[-1] if out else None
        if block is not None and above is not None and _goes_on(block, above, line, kind, heading, usual, left, right):
            block.lines.append(line)
        else:
            out.append(Block(kind, [line], heading, n == 0, left, right))
    return out


def _edges(group: list[Line]) -> tuple[float, float]:
    long = [p for p in group if p.region is None]
    if not long:
        return group[0].x0, group[0].x1
    lefts = Counter(round(p.x0) for p in long if len(p.words) > 3) or Counter(round(p.x0) for p in long)
    left = max(lefts, key=lambda x: (lefts[x] + lefts.get(x + 1, 0), -x))
    return float(left), max(p.x1 for p in long)


def _note_start(group: list[Line], usual: Measures) -> int:
    """The place in a column where its footnotes begin: below a short rule, in small type, to its foot."""
    start = len(group)
    while start and group[start - 1].region is None and 0 < group[start - 1].size < usual.body - 0.4:
        start -= 1
    if 0 < start < len(group) and not CAPTION.match(group[start].text):
        step = (group[start].y - group[start - 1].y) / usual.body
        if group[start - 1].region is None and step > 1.5 * usual.leading and group[start].size < usual.body - 0.8:
            return start
    rules = usual.rules.get(group[0].page, [])
    for n in range(start, len(group)):
        line = group[n]
        if CAPTION.match(line.text):
            continue
        over = group[n - 1] if n else None
        above = line.y - 40 if over is None else over.y if over.region is None else over.region.box.y1 + 2
        short = any(
            above - 1 < r.y0 < line.y
            and abs(r.x0 - group[n].x0) < 14
            and 30 < r.width < 190
            and r.x1 < max(p.x1 for p in group) - 20
            for r in rules
        )
        if short or NOTE_MARK.match(line.text):
            return n
    return len(group)


def _kind(line: Line, usual: Measures, left: float, right: float, heading: Heading | None, *, in_notes: bool) -> str:
    if line.region is not None:
        return "table"
    if in_notes:
        return "note"
    found = CAPTION.match(line.text)
    if found and (found["end"].strip() or line.words[0].bold or line.size < usual.body - 0.4 or len(line.words) == 2):
        return "caption"
    if heading is not None:
        return "heading"
    return "formula" if is_formula(line, left, right) else "text"


def _wraps_heading(block: Block, above: Line, line: Line, width: float) -> bool:
    """Whether a line is the second of a long heading, in the same type."""
    if block.kind != "heading" or abs(above.size - line.size) > 0.2 or not 0 < line.y - above.y < 1.5 * line.size:
        return False
    alike = (
        abs(above.share("bold") - line.share("bold")) < 0.2 and abs(above.share("italic") - line.share("italic")) < 0.2
    )
    shouted = line.text.isupper() == above.text.isupper()
    plain = not line.text.isupper() and line.share("bold") < 0.5 and line.share("italic") < 0.5
    return alike and shouted and not plain and above.x1 - above.x0 > 0.6 * width


def _mid_paragraph(above: Line, line: Line, usual: Measures) -> bool:
    """Whether `Table 3. ...` at the start of a line is only where the sentence before broke."""
    close = line.y - above.y < 1.12 * usual.leading * line.size
    return close and abs(above.size - line.size) < 0.4 and above.x1 > line.x0 + 40 and not line.words[0].bold


def _goes_on(
    block: Block,
    above: Line,
    line: Line,
    kind: str,
    heading: Heading | None,
    usual: Measures,
    left: float,
    right: float,
) -> bool:
    """Whether a line belongs to the block of the line above."""
    drop = (line.y - above.y) / max(line.size, above.size, 1.0)
    near = 0 <= drop < 1.28 * usual.leading
    if block.kind == "caption":
        alone = len(block.lines) == 1 and len(above.words) == 2
        same = kind in ("text", "formula") or (kind == "heading" and not (heading and heading.number))
        return same and drop < 1.45 * usual.leading and (abs(above.size - line.size) < 0.5 or alone) and drop >= 0
    if kind != block.kind:
        # The upper half of a fraction within a line is a small line of its own.
        reach = 0.85 if line.size < 0.87 * above.size else 0.6
        script = kind in ("formula", "text") and block.kind in ("formula", "text")
        return script and len(line.words) <= 2 and drop < reach and line.x1 - line.x0 < 3 * line.size
    if kind == "heading":
        same = abs(above.size - line.size) < 0.3 and 0 <= drop < 1.7
        return same and heading is not None and heading.number is None and above.x1 - above.x0 > 8 * above.size
    if kind == "formula":
        return 0 <= drop < 3
    if kind == "note":
        return near and not NOTE_MARK.match(line.text)
    if kind == "table" or abs(above.size - line.size) > 0.6:
        return False
    return near and not _begins(block, above, line, left, right)


def _begins(block: Block, above: Line, line: Line, left: float, right: float) -> bool:
    """Whether a line of text begins a paragraph: by its indent, a bullet, or the short line above it."""
    em = line.size
    inset = line.x0 - above.x0
    first = block.lines[0]
    short = above.x1 < right - 4 * em
    if _BULLET.match(line.text) and (short or line.x0 > left + 0.4 * em or _BULLET.match(first.text)):
        return not (above.x1 > right - 2 * em and len(line.words[0].text) == 1 and line.x0 < left + 0.4 * em)
    if inset > 0.7 * em and inset < 4 * em and not _BULLET.match(above.text):
        # A hanging list: its first line stands out to the left.
        return len(block.lines) > 1 or not _hangs(first)
    if inset < -0.7 * em and _BULLET.match(first.text):
        return True
    return short and not block.ends_open and above.x1 < right - 0.15 * (right - left)


def _hangs(line: Line) -> bool:
    return bool(re.match(r"\[[\w+.-]{1,12}\]|\d{1,3}\.$", line.words[0].text)) or bool(_BULLET.match(line.text))
