"""The builder of documents: text is appended once, and every noun remembers where it went.

All parsers write through it, so that offsets can never disagree with the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from litmuspaper.parse.sentences import sentences
from litmuspaper.types import Cell, Citation, Document, Equation, Figure, Paper, Reference, Section, Span, Table


@dataclass(frozen=True)
class CellDraft:
    """A cell before it has a place; marks are None where the source cannot tell."""

    text: str
    bold: bool | None = None
    underline: bool | None = None
    row_span: int = 1
    col_span: int = 1


@dataclass
class Builder:
    """Collects the text of one document and the nouns in it, in reading order."""

    pieces: list[str] = field(default_factory=list)
    text_length: int = 0
    sentences: list[Span] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    open_sections: list[int] = field(default_factory=list)

    def add(self, text: str) -> tuple[int, int]:
        """Append text as it stands; returns its half-open place."""
        start = self.text_length
        self.pieces.append(text)
        self.text_length += len(text)
        return start, self.text_length

    def paragraph(self, text: str) -> tuple[int, int]:
        """Append a paragraph and an empty line, with its sentences; returns the paragraph's place."""
        start, end = self.add(text)
        self.sentences += [
            Span.model_construct(start=start + a, end=start + b, text=text[a:b], field="text")
            for a, b in sentences(text)
        ]
        self.add("\n\n")
        return start, end

    def open_section(self, title: str, level: int, number: str | None = None) -> None:
        """Append a heading; sections of this level and below end here."""
        self._close_sections(level)
        start, _ = self.add(f"{number} {title}" if number else title)
        self.add("\n\n")
        self.open_sections.append(len(self.sections))
        self.sections.append(
            Section.model_construct(title=title, start=start, end=-1, level=level, number=number),
        )

    def table(self, rows: Sequence[Sequence[CellDraft]], label: str | None, caption: str) -> Table:
        """Append a table, a line a row with tabs between its cells, and its caption below."""
        start = self.text_length
        placed = tuple(tuple(self._cells(row)) for row in rows)
        self._caption(label, caption)
        made = Table.model_construct(
            label=label, caption=caption, rows=placed, start=start, end=self.text_length, confidence=None
        )
        self.add("\n\n")
        self.tables.append(made)
        return made

    def figure(self, label: str | None, caption: str) -> Figure:
        """Append a figure's label and caption."""
        start = self.text_length
        self._caption(label, caption)
        made = Figure.model_construct(label=label, caption=caption, start=start, end=self.text_length)
        self.add("\n\n")
        self.figures.append(made)
        return made

    def equation(self, tex: str, number: str | None, *, display: bool, start: int, end: int) -> None:
        """Note a formula that has been appended at a place."""
        self.equations.append(Equation.model_construct(tex=tex, number=number, display=display, start=start, end=end))

    def cite(self, keys: Sequence[str], start: int, end: int) -> None:
        """Note a citation that has been appended at a place."""
        self.citations.append(Citation.model_construct(keys=tuple(keys), start=start, end=end))

    def reference(self, key: str, raw: str, **fields: Any) -> None:
        """Append an entry of the reference list, a line each."""
        self.add(raw)
        self.add("\n")
        self.references.append(Reference(key=key, raw=raw, **fields))

    def document(
        self,
        paper: Paper,
        parser: str,
        hidden: Sequence[str] = (),
        dated: Sequence[str] = (),
        missing: Sequence[str] = (),
    ) -> Document:
        """The finished document; the builder must not be used afterwards.

        Args:
            paper: its metadata.
            parser: the name of the parser.
            hidden: text that a reader does not see, as `parse.hidden.pieces` gives it.
            dated: what the front matter says of its date beside the text.
            missing: files that the source names and that were not there.

        Returns:
            The document.
        """
        self._close_sections(0)
        return Document.model_construct(
            paper=paper,
            text="".join(self.pieces),
            sections=tuple(self.sections),
            sentences=tuple(self.sentences),
            parser=parser,
            tables=tuple(self.tables),
            figures=tuple(self.figures),
            equations=tuple(self.equations),
            citations=tuple(self.citations),
            references=tuple(self.references),
            hidden=tuple(hidden),
            dated=tuple(dated),
            missing=tuple(missing),
        )

    def _cells(self, row: Sequence[CellDraft]) -> list[Cell]:
        cells = []
        for column, draft in enumerate(row):
            if column:
                self.add("\t")
            start, end = self.add(draft.text)
            cells.append(
                Cell.model_construct(
                    text=draft.text,
                    start=start,
                    end=end,
                    bold=draft.bold,
                    underline=draft.underline,
                    row_span=draft.row_span,
                    col_span=draft.col_span,
                )
            )
        self.add("\n")
        return cells

    def _caption(self, label: str | None, caption: str) -> None:
        head = f"{label}: " if label and caption else label or ""
        self.add(f"{head}{caption}")

    def _close_sections(self, level: int) -> None:
        still: list[int] = []
        for n in self.open_sections:
            if self.sections[n].level < level:
                still.append(n)
            else:
                self.sections[n] = self.sections[n].model_copy(update={"end": self.text_length})
        self.open_sections = still
