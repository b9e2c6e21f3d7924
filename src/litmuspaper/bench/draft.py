"""A paper before it is built, and a paper with one planted error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.types import Document, Paper, Section, Table

_CITED = re.compile(r"\[([a-z]+\d{4}[a-z]?(?:, [a-z]+\d{4}[a-z]?)*)\]")

Row = tuple[CellDraft, ...]
Rows = tuple[Row, ...]
Captioned = tuple[str, Rows]


@dataclass(frozen=True)
class Entry:
    """An entry of the reference list; `where` is its venue, with identifiers as they are printed."""

    key: str
    authors: tuple[str, ...]
    title: str
    where: str
    year: int
    doi: str | None = None
    arxiv: str | None = None

    @property
    def raw(self) -> str:
        """The entry as printed."""
        return f"{' and '.join(self.authors)}. {self.title}. {self.where}, {self.year}."


@dataclass(frozen=True)
class Draft:
    """A paper before it is built: a `[key2020]` in a paragraph or a cell cites, formulas are displayed and numbered."""

    name: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Captioned, ...] = ()
    title: str = ""
    abstract: str = ""
    figures: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    submitted: date | None = None
    logs: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Plant:
    """A paper with one error.

    `audit` should find it; `where` is the planted cell as (table, row, column), the planted words, or None where
    the error is that something is missing.
    """

    kind: str
    audit: str
    draft: Draft
    where: tuple[int, int, int] | str | None
    note: str = field(default="", compare=False)


def build(draft: Draft) -> Document:
    """The document of a draft as the LaTeX parser would give it: tables and figures after the paragraphs."""
    builder = Builder()
    if draft.abstract:
        start, end = builder.paragraph(draft.abstract)
        builder.sections.append(Section(title="abstract", start=start, end=end))
    builder.open_section("Method and results", 1)
    for text in draft.paragraphs:
        start, _ = builder.paragraph(text)
        _cite(builder, text, start)
    for number, tex in enumerate(draft.formulas, 1):
        start, end = builder.add(tex)
        builder.add("\n\n")
        builder.equation(tex, str(number), display=True, start=start, end=end)
    for number, (caption, rows) in enumerate(draft.tables, 1):
        _cite_cells(builder, builder.table(rows, f"Table {number}", caption))
    for number, caption in enumerate(draft.figures, 1):
        builder.figure(f"Figure {number}", caption)
    if draft.entries:
        builder.open_section("References", 1)
    for one in draft.entries:
        builder.reference(
            one.key, one.raw, title=one.title, authors=one.authors, year=one.year, venue=one.where.split(",")[0],
            doi=one.doi, arxiv=one.arxiv,
        )  # fmt: skip
    paper = Paper(id=draft.name, title=draft.title, abstract=draft.abstract, submitted=draft.submitted)
    return builder.document(paper, "tex")


def from_document(document: Document, name: str) -> Draft:
    """A parsed paper as a draft: its sentences and tables, nothing else."""
    inside = [(t.start, t.end) for t in document.tables]
    sentences = tuple(s.text for s in document.sentences if not any(a <= s.start < b for a, b in inside))
    tables = tuple(
        (
            t.caption,
            tuple(tuple(CellDraft(c.text, c.bold, c.underline, c.row_span, c.col_span) for c in row) for row in t.rows),
        )
        for t in document.tables
    )
    return Draft(name, sentences, tables, document.paper.title)


def place_of(document: Document, plant: Plant) -> tuple[int, int] | None:
    """Where the error of a built plant stands in the text, half-open; None where something is missing."""
    if isinstance(plant.where, tuple):
        table, row, column = plant.where
        cell = document.tables[table].rows[row][column]
        return cell.start, cell.end
    if plant.where is None:
        return None
    start = document.text.index(plant.where)
    return start, start + len(plant.where)


def _cite(builder: Builder, text: str, start: int) -> None:
    for match in _CITED.finditer(text):
        builder.cite(match[1].split(", "), start + match.start(), start + match.end())


def _cite_cells(builder: Builder, table: Table) -> None:
    for row in table.rows:
        for cell in row:
            _cite(builder, cell.text, cell.start)
