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
    """A named stretch of a document's text."""

    title: str
    start: int
    end: int
    level: int = 1


class Document(Noun):
    """The text of one version of a paper; `text` is built once and never normalised again.

    `sentences` are spans in `text`, in order, not overlapping.
    """

    paper: Paper
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Span, ...]
    parser: str

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
