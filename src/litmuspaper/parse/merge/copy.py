"""A document made of stretches of others: each is copied as it stands, with the nouns in it.

The text is appended by the same builder that all parsers use; every noun moves by as much as its stretch does, so that
its offsets stay true.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from litmuspaper.parse.build import Builder
from litmuspaper.types import Cell, Citation, Document, Equation, Figure, Section, Span, Table

FRONT = ("title", "abstract")
_Placed = TypeVar("_Placed", Span, Figure, Equation, Citation)


class Piece(NamedTuple):
    """A stretch of the text of a document, which is named by its place among the readings."""

    source: int
    start: int
    end: int


class Edit(NamedTuple):
    """What stands in another document in place of its text from `start` to `end`, which may be the same place."""

    start: int
    end: int
    pieces: tuple[Piece, ...]


def write(documents: Sequence[Document], own: int, edits: Sequence[Edit]) -> Builder:
    """Copy a document with its edits.

    Args:
        documents: all readings.
        own: which of them is the skeleton.
        edits: they do not overlap, and cut no noun of the skeleton but paragraphs and sections.

    Returns:
        The builder that holds text and nouns; references are left to the caller.
    """
    skeleton, builder, kept, at = documents[own], Builder(), _Kept(), 0
    for edit in sorted(edits, key=lambda edit: edit[:2]):
        kept.add(at, edit.start, builder.text_length)
        builder.add(skeleton.text[at : edit.start])
        new = builder.text_length
        for piece in edit.pieces:
            _append(builder, documents[piece.source], piece)
        kept.replace(edit.start, edit.end, new, builder.text_length)
        at = edit.end
    kept.add(at, len(skeleton.text), builder.text_length)
    builder.add(skeleton.text[at:])
    _nouns(builder, skeleton, kept)
    _settle(builder)
    return builder


class _Kept:
    """Where the kept stretches of a document went, and what stands in place of the others."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.shifts: list[int] = []
        self.begun: dict[int, int] = {}
        self.ended: dict[int, int] = {}
        self.replaced: list[tuple[int, int]] = []

    def add(self, start: int, end: int, new: int) -> None:
        """A stretch was copied to a new place."""
        if start < end:
            self.starts.append(start)
            self.ends.append(end)
            self.shifts.append(new - start)

    def replace(self, start: int, end: int, new_start: int, new_end: int) -> None:
        """A stretch was replaced by one at a new place."""
        if start < end:
            self.replaced.append((start, end))
            self.begun[start] = new_start
            self.ended[end] = new_end

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """The new place of a span; None where it was not kept, or cut."""
        n = bisect_right(self.replaced, (start, end)) - 1
        if any(a <= start and end <= b for a, b in self.replaced[max(n, 0) : n + 2]):
            return None
        first = self._begin(start)
        if start == end:
            return None if first is None else (first, first)
        last = self._end(end)
        return None if first is None or last is None else (first, last)

    def _begin(self, start: int) -> int | None:
        n = bisect_right(self.starts, start) - 1
        if n >= 0 and start < self.ends[n]:
            return start + self.shifts[n]
        return self.begun.get(start)

    def _end(self, end: int) -> int | None:
        n = bisect_left(self.starts, end) - 1
        if n >= 0 and end <= self.ends[n]:
            return end + self.shifts[n]
        return self.ended.get(end)


def _append(builder: Builder, document: Document, piece: Piece) -> None:
    kept = _Kept()
    kept.add(piece.start, piece.end, builder.text_length)
    builder.add(document.text[piece.start : piece.end])
    _nouns(builder, document, kept)


def _nouns(builder: Builder, document: Document, kept: _Kept) -> None:
    builder.sections += [section for old in document.sections if (section := _section(old, kept))]
    builder.tables += [table for old in document.tables if (table := _table(old, kept))]
    builder.sentences += _moved(document.sentences, kept)
    builder.figures += _moved(document.figures, kept)
    builder.equations += _moved(document.equations, kept)
    builder.citations += _moved(document.citations, kept)


def _section(section: Section, kept: _Kept) -> Section | None:
    """A section goes where its heading goes; its end is known when all is written."""
    if section.title in FRONT:
        place = kept.place(section.start, section.end)
        return section.model_copy(update={"start": place[0], "end": place[1]}) if place else None
    place = kept.place(section.start, section.start + 1)
    return section.model_copy(update={"start": place[0]}) if place else None


def _moved(nouns: Sequence[_Placed], kept: _Kept) -> list[_Placed]:
    return [
        noun if place[0] == noun.start and place[1] == noun.end else noun.model_copy(update=_update(place))
        for noun in nouns
        if (place := kept.place(noun.start, noun.end))
    ]


def _update(place: tuple[int, int]) -> dict[str, Any]:
    return {"start": place[0], "end": place[1]}


def _table(table: Table, kept: _Kept) -> Table | None:
    place = kept.place(table.start, table.end)
    if place is None or place[0] == table.start:
        return table if place else None
    shift = place[0] - table.start
    rows = tuple(tuple(_cell(cell, shift) for cell in row) for row in table.rows)
    return table.model_copy(update={"rows": rows, **_update(place)})


def _cell(cell: Cell, shift: int) -> Cell:
    return cell.model_copy(update={"start": cell.start + shift, "end": cell.end + shift})


def _settle(builder: Builder) -> None:
    """Bring the nouns in order, quote the sentences anew, and end each section where the next of its level opens."""
    text = "".join(builder.pieces)
    for nouns in (builder.sections, builder.tables, builder.figures, builder.equations, builder.citations):
        nouns.sort(key=lambda noun: noun.start)
    builder.sentences.sort(key=lambda span: span.start)
    builder.sentences = [
        span
        if span.text == text[span.start : span.end]
        else span.model_copy(update={"text": text[span.start : span.end]})
        for span in builder.sentences
    ]
    waiting: list[int] = []
    for n, section in enumerate(builder.sections):
        if section.title in FRONT:
            continue
        while waiting and builder.sections[waiting[-1]].level >= section.level:
            _end(builder, waiting.pop(), section.start)
        waiting.append(n)
    for n in waiting:
        _end(builder, n, len(text))


def _end(builder: Builder, n: int, end: int) -> None:
    builder.sections[n] = builder.sections[n].model_copy(update={"end": end})
