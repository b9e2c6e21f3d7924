"""A paragraph while it is gathered: white space made single, and the places of its formulas and citations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.types import Section, Span, Table
from litmuspaper.types.base import one_line

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def clean(text: str) -> str:
    """The text with single spaces, without control and invisible characters; outer spaces stay as one."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text))


@dataclass
class Prose:
    """Text in the making; `formulas` and `citations` hold places in it."""

    text: str = ""
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    spaced: bool = True
    formulas: list[tuple[int, int, str, str | None, bool]] = field(default_factory=list)
    citations: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)

    def add(self, text: str) -> tuple[int, int]:
        """Append text, its white space made single; gives the place of what was appended, without outer spaces."""
        tidy = clean(text)
        if self.spaced:
            tidy = tidy.lstrip(" ")
        start = self.length
        if tidy:
            self.pieces.append(tidy)
            self.length += len(tidy)
            self.spaced = tidy.endswith(" ")
        bare = tidy.strip(" ")
        begin = start + (len(tidy) - len(tidy.lstrip(" ")))
        return begin, begin + len(bare)

    def formula(self, tex: str, number: str | None = None, *, display: bool = False) -> None:
        """Append a formula between dollar signs, two where it is displayed."""
        bare = " ".join(clean(tex).split())
        if not bare:
            return
        marks = "$$" if display else "$"
        if display and not self.spaced:
            self.add(" ")
        start, end = self.add(f"{marks}{bare}{marks}")
        self.formulas.append((start, end, bare, number, display))
        if display:
            self.add(f" ({number}) " if number else " ")

    def cite(self, start: int, keys: Sequence[str]) -> None:
        """Note that the text from `start` on points to references."""
        end = self.length - (1 if self.spaced and self.length else 0)
        if keys and start < end:
            self.citations.append((start, end, tuple(dict.fromkeys(keys))))

    def done(self) -> str:
        """The text, without a space at its end."""
        return "".join(self.pieces).rstrip(" ")

    def write(self, builder: Builder) -> tuple[int, int] | None:
        """Append it as a paragraph with its formulas and citations; nothing where it is empty."""
        text = self.done()
        if not text:
            return None
        start, end = builder.paragraph(text)
        self.note(builder, start)
        for first, last, tex, number, display in self.formulas:
            builder.equation(tex, number, display=display, start=start + first, end=start + last)
        return start, end

    def note(self, builder: Builder, at: int) -> None:
        """Note the citations of a text that was appended at a place."""
        for start, end, keys in self.citations:
            builder.cite(keys, at + start, at + end)


@dataclass
class Box:
    """A table's cell before it has a place."""

    prose: Prose
    bold: bool | None = None
    underline: bool | None = None
    row_span: int = 1
    col_span: int = 1


def write_front(builder: Builder, title: str, abstract: Prose) -> tuple[str, str]:
    """Append title and abstract as the sections of these names; gives both as they stand in the text."""
    heading, said = one_line(title), abstract.done()
    if heading:
        start, end = builder.add(heading)
        builder.add("\n\n")
        builder.sentences.append(Span.model_construct(start=start, end=end, text=heading, field="text"))
        builder.sections.append(Section.model_construct(title="title", start=start, end=end, level=1, number=None))
    place = abstract.write(builder)
    if place:
        builder.sections.append(
            Section.model_construct(title="abstract", start=place[0], end=place[1], level=1, number=None)
        )
    return heading, said


def write_table(builder: Builder, rows: Sequence[Sequence[Box]], label: str | None, caption: Prose) -> Table:
    """Append a table with its caption and the citations in both."""
    drafts = [
        [CellDraft(box.prose.done(), box.bold, box.underline, box.row_span, box.col_span) for box in row]
        for row in rows
    ]
    said = caption.done()
    made = builder.table(drafts, label, said)
    for row, cells in zip(rows, made.rows, strict=True):
        for box, cell in zip(row, cells, strict=True):
            box.prose.note(builder, cell.start)
    caption.note(builder, made.end - len(said))
    return made


def write_figure(builder: Builder, label: str | None, caption: Prose) -> None:
    """Append a figure's label and caption with its citations."""
    said = caption.done()
    made = builder.figure(label, said)
    caption.note(builder, made.end - len(said))
