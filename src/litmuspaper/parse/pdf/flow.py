"""Blocks become the flow of the paper: paragraphs joined over columns and pages, floats after them."""

import re
from collections import Counter
from collections.abc import Iterable

from litmuspaper.parse.pdf.blocks import NOTE_MARK, Block
from litmuspaper.parse.pdf.lines import Line
from litmuspaper.parse.prose import clean

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HEAD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_TAIL = re.compile(r"[^\W\d_]+")
_RUNS_ON = re.compile(r"\d[–-]$|[a-z]/$|_$")
_MARK = re.compile(r"(?<![\d^_])\s?\^(?:(\d{1,2})(?!\d)|\{(\d{1,2})\})")
# First parts that usually keep their hyphen.
_PARTS = frozenset(
    "self non multi semi pre co cross state well high low long short two three four one real end fine large small "
    "first second full single inter sub zero few per data model task time domain object graph image text token".split()
)

Vocabulary = Counter[str]


def vocabulary(lines: Iterable[Line]) -> Vocabulary:
    """How often each word stands whole within a line, compounds with their hyphens."""
    seen: Vocabulary = Counter()
    for line in lines:
        text = line.text.lower()
        seen.update(_WORD.findall(text[: text.rfind(" ")] if text.endswith("-") else text))
    return seen


def joined_text(lines: list[Line], known: Vocabulary, marks: dict[int, set[str]] | None = None) -> str:
    """The lines as one text: words parted at line ends joined, marks of footnotes left out.

    Args:
        lines: lines of one paragraph.
        known: the words of the paper, to tell a parted word from a compound.
        marks: the numbers of the footnotes of each page.

    Returns:
        One line of text.
    """
    out: list[str] = []
    for line in lines:
        text = line.text
        if marks and marks.get(line.page):
            text = _without_marks(text, marks[line.page])
        last = out[-1] if out else ""
        head, tail = _HEAD.search(last[-80:]), _TAIL.match(text)
        if not last or (_RUNS_ON.search(last[-12:]) and re.match(r"[\w.]", text)):
            out.append(text)
        elif head and tail:
            out[-1] = last if _keeps_hyphen(head[1], tail[0], known) else last[:-1]
            out.append(text)
        else:
            out += [" ", text]
    return clean("".join(out)).strip()


def _keeps_hyphen(head: str, tail: str, known: Vocabulary) -> bool:
    whole, compound = known[(head + tail).lower()], known[f"{head}-{tail}".lower()]
    if whole or compound:
        return compound > whole
    if tail[0].isupper() and not head.isupper():
        return True
    first = head.rpartition("-")[2].lower()
    if "-" in head:
        return known[tail.lower()] > 0
    return first in _PARTS and known[tail.lower()] > 0


def _without_marks(text: str, numbers: set[str]) -> str:
    return _MARK.sub(lambda m: "" if (m[1] or m[2]) in numbers else m[0], text)


def note_marks(blocks: list[Block]) -> dict[int, set[str]]:
    """The numbers of the footnotes that stand on each page."""
    out: dict[int, set[str]] = {}
    for block in blocks:
        found = NOTE_MARK.match(block.text) if block.kind == "note" else None
        if found and found["number"]:
            out.setdefault(block.lines[0].page, set()).add(found["number"])
    return out


def in_flow(blocks: list[Block]) -> list[Block]:
    """The blocks with broken paragraphs joined; what stood between their parts follows them.

    Args:
        blocks: in reading order.

    Returns:
        Blocks in the order in which they are written.
    """
    out: list[Block] = []
    waiting: list[Block] = []
    open_text: Block | None = None
    broken = False
    for block in blocks:
        if block.kind in ("caption", "note", "table"):
            waiting.append(block)
            broken = True
            continue
        if block.kind == "text" and open_text is not None and (broken or block.first_in_column):
            if _resumes(open_text, block):
                open_text.lines += block.lines
                broken = False
                continue
        if open_text is not None:
            out.append(open_text)
            open_text = None
        out += waiting
        waiting, broken = [], False
        if block.kind == "text":
            open_text = block
        else:
            out.append(block)
    if open_text is not None:
        out.append(open_text)
    return out + waiting


def _resumes(before: Block, block: Block) -> bool:
    """Whether a text after a column's end or a float goes on with the sentence before it."""
    last, first = before.lines[-1], block.lines[0]
    if abs(last.size - first.size) > 0.6:
        return False
    if last.text.endswith("-") and first.text[:1].islower():
        return True
    if not before.ends_open:
        # A full last line and no indent: the paragraph may go on with a new sentence.
        inset = first.x0 - block.left
        return last.x1 > before.right - 0.5 * last.size and -1 < inset < 0.4 * first.size and len(before.lines) > 1
    return first.text[:1].islower() or not re.match(r"[•◦▪–]", first.text)
