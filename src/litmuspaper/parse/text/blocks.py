"""Lines of a plain-text paper to blocks: paragraphs, tables, formulas, captions, list items."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["para", "item", "heading", "table", "caption", "equation", "note"]
_RULE = re.compile(r"\s*(?:[-=_*~]\s?){3,}\s*|\s*(?:page\s+)?\d{1,4}(?:\s+of\s+\d{1,4})?\s*", re.IGNORECASE)
_ITEM = re.compile(r"_?(?:[-•‣*]|\(?\d{1,2}[.)])\s+\S")
_CAPTION = re.compile(
    r"(?:\*\*|_)?(?P<label>(?P<what>Table|Tab\.|Figure|Fig\.|Algorithm|TABLE|FIGURE|FIG\.)\s*"
    r"(?P<number>[A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?|[IVX]{1,5}))(?:\*\*|_)?\s*(?:[:.|—–](?:\*\*|_)?\s+|\s*$)(?:\*\*)?(?P<text>.*)",
    re.DOTALL,
)
_NOTE = re.compile(
    r"(?:(?:\*(?!\*)|[†‡§]+)\s?(?=[A-Z])|[¹²³⁴⁵⁶⁷⁸⁹⁰]|Copyright\b|©|\d{1,2}(?=https?://|[A-Z][a-z]+ [a-z]))"
)
_DIVIDER = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_OPEN_MATHS = re.compile(r"\s*(?:\$\$|\\\[|\\begin\{(?:equation|align|gather|multline|eqnarray)\*?\})")
_CLOSE_MATHS = re.compile(r"(?:\$\$|\\\]|\\end\{(?:equation|align|gather|multline|eqnarray)\*?\})\s*\S{0,12}\s*$")
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>\S.*)")
_LONGEST_MATHS = 120
MOST_CELLS = 200_000


@dataclass
class Block:
    """A stretch of lines of one kind; `label` and `number` as printed, `level` of a heading."""

    kind: Kind
    text: str
    rows: list[list[str]] = field(default_factory=list)
    label: str | None = None
    number: str | None = None
    level: int = 0
    lines: int = 1


def blocks(text: str) -> list[Block]:
    """The blocks of a text in its order; page furniture (rules, page numbers, running heads) is left out."""
    lines = text.split("\n")
    furniture = _furniture(lines)
    found: list[Block] = []
    chunk: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].replace("\f", "").rstrip()
        end = _table_end(lines, at) or _pipes_end(lines, at) or _maths_end(lines, at)
        heading = _HEADING.match(line)
        if not line.strip() or line.strip() in furniture or _RULE.fullmatch(line) or end or heading:
            found += _prose(chunk)
            chunk = []
        if end:
            found.append(_special(lines[at:end]))
            at = end
            continue
        if heading:
            # A line break that a converter lost leaves `PREDIC## TORS`.
            said = re.sub(r"(?<=\w)#{1,6} ", "", heading["text"]).strip(" #*")
            found.append(Block("heading", said, level=len(heading["marks"])))
        elif line.strip() and line.strip() not in furniture and not _RULE.fullmatch(line):
            chunk.append(line)
        at += 1
    return [*found, *_prose(chunk)]


def _furniture(lines: list[str]) -> set[str]:
    """Short lines that stand at least four times: running heads and feet."""
    counts = Counter(
        line.strip() for line in lines if 8 < len(line.strip()) < 100 and "\t" not in line and "|" not in line
    )
    often = {line for line, n in counts.items() if n >= 4 and not re.search(r"[.,;:]$|\$\$", line) and " " in line}
    return {line for line in often if not re.match(r"(?:Proof|Figure|Table|where|and)\b", line)}


def _table_end(lines: list[str], at: int) -> int | None:
    """Behind the last of at least two lines with tabs."""
    end = at
    while end < len(lines) and "\t" in lines[end].strip("\n ") and lines[end].strip():
        end += 1
    return end if end - at >= 2 else None


def _pipes_end(lines: list[str], at: int) -> int | None:
    """Behind a Markdown table: lines with bars, a dividing line among the first."""
    end = at
    while end < len(lines) and lines[end].strip().startswith("|") and lines[end].count("|") >= 2:
        end += 1
    if end - at >= 2 and any(_DIVIDER.fullmatch(line) for line in lines[at + 1 : at + 3]):
        return end
    return None


def _maths_end(lines: list[str], at: int) -> int | None:
    """Behind a displayed formula."""
    opening = _OPEN_MATHS.match(lines[at])
    if not opening:
        return None
    if _CLOSE_MATHS.search(lines[at][opening.end() :]):
        return at + 1
    for end in range(at + 1, min(at + _LONGEST_MATHS, len(lines))):
        if _OPEN_MATHS.match(lines[end]) and "$$" not in lines[end]:
            return None
        if _CLOSE_MATHS.search(lines[end]):
            return end + 1
        if not lines[end].strip() and not lines[at].strip().endswith("$$"):
            return None
    return None


def _special(lines: list[str]) -> Block:
    if _OPEN_MATHS.match(lines[0]):
        return _equation(" ".join(lines))
    if "\t" in lines[0] and not lines[0].strip().startswith("|"):
        rows = [line.strip("\n\f ").split("\t") for line in lines]
    else:
        rows = [_bars(line) for line in lines if not _DIVIDER.fullmatch(line)]
    rows = [[cell.strip() for cell in row] for row in rows]
    full = [cell for row in rows for cell in row if cell]
    if len(rows) < 2 or len(full) < 4 or len(full) > MOST_CELLS:
        # A converter saw a table in a figure or a frame.
        return Block("para", " ".join(full), lines=len(lines))
    return Block("table", "", rows=rows, lines=len(lines))


def _bars(line: str) -> list[str]:
    bare = line.strip().removeprefix("|").removesuffix("|")
    return [cell.replace("\x00", "|") for cell in bare.replace("\\|", "\x00").split("|")]


def _equation(text: str) -> Block:
    r"""The formula without its dollar signs, and its number from `\tag`, `\quad (n)` or behind it."""
    bare = text.strip()
    number = None
    behind = re.search(r"(?:\$\$|\\\])\s*\((\w{1,4}(?:\.\w{1,4})?)\)$", bare)
    if behind:
        number, bare = behind[1], bare[: behind.start()]
    bare = re.sub(r"^(?:\$\$|\\\[)|(?:\$\$|\\\])$|\\(?:begin|end)\{(?:equation)\*?\}", "", bare).strip()
    tag = re.search(r"\\tag\*?\{\(?([^{}]{1,12}?)\)?\}", bare)
    last = re.search(
        r"(?:\\q?quad|\\hfill|~|\\[,; ]|\s{2,})\s*\(\s*((?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,3})?[a-z]?)\s*\)\s*$", bare
    )
    if tag:
        number, bare = tag[1], bare.replace(tag.group(), "")
    elif last:
        number, bare = last[1], bare[: last.start()]
    return Block("equation", bare.strip(), number=number)


def _prose(chunk: list[str]) -> Iterator[Block]:
    """A chunk of lines without an empty one: list items stand apart, other lines are joined."""
    if not chunk:
        return
    starts = [n for n, line in enumerate(chunk) if n == 0 or _ITEM.match(line.lstrip())]
    for first, last in zip(starts, [*starts[1:], len(chunk)], strict=True):
        text = join_lines(chunk[first:last])
        caption = _CAPTION.match(text) if first == 0 else None
        if caption:
            label = " ".join(caption["label"].replace("*", "").split())
            kind: Kind = "caption"
            yield Block(kind, caption["text"].strip(), label=label, lines=last - first)
        elif _NOTE.match(text) and not _ITEM.match(text):
            yield Block("note", text, lines=last - first)
        else:
            kind = "item" if _ITEM.match(chunk[first].lstrip()) else "para"
            yield Block(kind, text, lines=last - first)


def join_lines(lines: list[str]) -> str:
    """Lines as one, a word that was divided at a line's end whole again."""
    pieces: list[str] = []
    for line in lines:
        bare = line.strip()
        if pieces and re.search(r"[^\W\d_]-$", pieces[-1][-3:]) and bare[:1].islower():
            pieces[-1] = pieces[-1][:-1] + bare
        elif bare:
            pieces.append(bare)
    return " ".join(pieces)
