"""Text being written, with what stands in it: citations, formulas, notes, and what is bold or underlined."""

import re
from dataclasses import dataclass, field
from typing import Literal

from litmuspaper.parse.prose import Prose

# All white space but the thin space between the digits of a long number.
_SPACES = re.compile(r"[^\S\u2009]+")
_NUMBER = re.compile(r"\d[\d.,]*")
_WORD_CHARS = re.compile(r"[^\W_]")

MarkKind = Literal["cite", "maths", "display"]


@dataclass(frozen=True)
class Mark:
    """A stretch of the text that is a citation (its keys) or a formula (its TeX and number)."""

    kind: MarkKind
    start: int
    end: int
    values: tuple[str, ...]
    number: str | None = None


@dataclass
class Style:
    """What holds at a point of the text."""

    bold: bool = False
    underline: bool = False


@dataclass
class Rich:
    """A paragraph, caption or cell as it grows; white space is one space at most, none at the start."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    spaced: bool = True
    marks: list[Mark] = field(default_factory=list)
    notes: list[tuple[int, int]] = field(default_factory=list)
    runs: list[tuple[int, int, bool, bool]] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    row_span: int = 1
    col_span: int = 1
    images: int = 0

    def add(self, text: str, style: Style | None = None) -> tuple[int, int]:
        """Append text; returns its place."""
        text = _SPACES.sub(" ", text)
        if self.spaced and text.startswith(" "):
            text = text[1:]
        if not text:
            return self.length, self.length
        start = self.length
        self.pieces.append(text)
        self.length += len(text)
        self.spaced = text[-1] == " "
        if style and (style.bold or style.underline):
            self.runs.append((start, self.length, style.bold, style.underline))
        return start, self.length

    def last(self) -> str:
        """The last character, empty at the start."""
        return self.pieces[-1][-1] if self.pieces else ""

    def text(self) -> str:
        """What has been written, without a space at its end."""
        joined = "".join(self.pieces)
        return joined[:-1] if joined.endswith(" ") else joined

    def marked(self) -> tuple[bool, bool]:
        """Whether the text as a whole is bold, and whether it is underlined.

        A cell with a number is marked as its first number is; other text where it begins so, or half of it is.
        """
        text = self.text()
        if not self.runs:
            return False, False
        first = _NUMBER.search(text)
        if first and (first.start() == 0 or not any(c.isalpha() for c in text[: first.start()])):
            start, end = first.span()
            inside = [run for run in self.runs if run[0] < end and run[1] > start]
            return any(run[2] for run in inside), any(run[3] for run in inside)
        letters = len(_WORD_CHARS.findall(text)) or len(text)
        begins = found_at.start() if (found_at := _WORD_CHARS.search(text)) else 0
        found = []
        for which in (2, 3):
            covered = "".join(text[run[0] : run[1]] for run in self.runs if run[which])
            half = 2 * (len(_WORD_CHARS.findall(covered)) or len(covered)) >= letters > 0
            found.append(bool(covered) and (half or any(run[0] <= begins < run[1] for run in self.runs if run[which])))
        return found[0], found[1]

    def prose(self) -> Prose:
        """The text with its formulas and citations, ready to be placed."""
        text = self.text()
        made = Prose(pieces=[text], length=len(text), spaced=False)
        for mark in self.marks:
            end = min(mark.end, len(text))
            if mark.kind == "cite":
                made.citations.append((mark.start, end, tuple(dict.fromkeys(mark.values))))
            else:
                made.formulas.append((mark.start, end, mark.values[0], mark.number, mark.kind == "display"))
        return made
