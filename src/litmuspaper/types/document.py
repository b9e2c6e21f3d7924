"""The text of a paper, and places in it."""

from typing import Literal, cast

from pydantic import Field

from litmuspaper.types.base import Noun
from litmuspaper.types.paper import Paper


class Span(Noun):
    """A quoted stretch: `text` equals `field[start:end]` of the paper, always.

    `field` names the text that the offsets count in: the paper's `title` or `abstract`, or `text`,
    the whole text of the document.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    field: Literal["title", "abstract", "text"] = "text"


class Section(Noun):
    """A stretch of a document's text from its heading to the next of the same level or above.

    `number` as printed (`3.1`), None where it has none; `level` 1 is a section, 2 a subsection.
    """

    title: str
    start: int
    end: int
    level: int = 1
    number: str | None = None


class Cell(Noun):
    """One cell of a table as printed.

    `text` is what the paper prints, numbers as strings, formulas as TeX between dollar signs; it equals
    `document.text[start:end]`. Marks are None where the source cannot tell. A merged cell stands once, where it
    begins, with its spans in rows and columns.
    """

    text: str
    start: int
    end: int
    bold: bool | None = None
    underline: bool | None = None
    row_span: int = 1
    col_span: int = 1


class Table(Noun):
    """A table: rows of cells in printed order; `label` as printed (`Table 2`), None where it has none."""

    label: str | None = None
    caption: str = ""
    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int
    confidence: float | None = Field(None, ge=0, le=1, description="agreement with another source of the same table")


class Figure(Noun):
    """A figure's label and caption; its pixels are not read."""

    label: str | None = None
    caption: str = ""
    start: int
    end: int


class Equation(Noun):
    """A formula as TeX; `number` as printed without brackets, None where it has none."""

    tex: str
    number: str | None = None
    display: bool = False
    start: int
    end: int


class Citation(Noun):
    """A place in the text that points to references, by their keys."""

    keys: tuple[str, ...]
    start: int
    end: int


class Reference(Noun):
    """One entry of the reference list; what could not be read of it is None, never guessed."""

    key: str
    raw: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv: str | None = None


class Document(Noun):
    r"""The text of one version of a paper; `text` is built once and never normalised again.

    `sentences` are spans in `text`, in order, not overlapping. `hidden` is text that a reader of the paper does not
    see: white, tiny, off the page, comments that speak to a machine; it is never part of `text`.
    `dated` is what the front matter says of the paper's date beside that text, as printed: a `\date`, arXiv's stamp,
    days of a journal, and `style NAME YEAR` for a conference's style file.
    `missing` are files that the source names and that were not among what was read, or were empty.
    """

    paper: Paper
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Span, ...]
    parser: str
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    equations: tuple[Equation, ...] = ()
    citations: tuple[Citation, ...] = ()
    references: tuple[Reference, ...] = ()
    hidden: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The parsers that read it, the text's own first: `("html", "tex")` where a page and its source were merged."""
        return tuple(self.parser.split("+"))

    @property
    def below_title(self) -> tuple[Span, ...]:
        """The sentences below the title, or all of them where there is nothing else."""
        titles = [(one.start, one.end) for one in self.sections if one.title == "title"]
        below = (one for one in self.sentences if not any(start <= one.start < end for start, end in titles))
        return tuple(below) or self.sentences

    def rebase(self, span: Span) -> Span:
        """The same span counted in the paper's own title or abstract where it lies in one of them."""
        for section in self.sections:
            if section.title in ("title", "abstract") and section.start <= span.start <= span.end <= section.end:
                return Span.model_construct(
                    start=span.start - section.start,
                    end=span.end - section.start,
                    text=span.text,
                    field=cast("Literal['title', 'abstract']", section.title),
                )
        return span
