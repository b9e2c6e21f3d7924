"""The smallest document: a paper's title and abstract, as announced."""

from litmuspaper.parse.sentences import sentences
from litmuspaper.types import Document, Paper, Section, Span

GAP = "\n\n"


def parse_abstract(paper: Paper) -> Document:
    """The document of what was announced: the title, an empty line, the abstract.

    Args:
        paper: title and abstract are taken as they stand.

    Returns:
        A document with the sections `title` and `abstract`; its first sentence is the title.
    """
    start = len(paper.title) + len(GAP)
    text = f"{paper.title}{GAP}{paper.abstract}"
    spans = [Span.model_construct(start=0, end=len(paper.title), text=paper.title, field="text")]
    spans += [
        Span.model_construct(start=start + a, end=start + b, text=paper.abstract[a:b], field="text")
        for a, b in sentences(paper.abstract)
    ]
    return Document.model_construct(
        paper=paper,
        text=text,
        sections=(
            Section.model_construct(title="title", start=0, end=len(paper.title), level=1),
            Section.model_construct(title="abstract", start=start, end=len(text), level=1),
        ),
        sentences=tuple(spans),
        parser="abstract",
    )
