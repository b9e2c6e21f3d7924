"""Small documents of our own writing for the audits of text."""

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.parse.tex import parse_tex
from litmuspaper.types import Document, Paper


def plain(
    *paragraphs: str, parser: str = "tex", abstract: str = "", tables: tuple = (), figures: tuple = ()
) -> Document:
    """A document of paragraphs, tables (label, caption, rows of strings) and figures (label, caption)."""
    builder = Builder()
    if abstract:
        builder.open_section("abstract", 1)
        # The parsers' abstract section holds the abstract alone.
        builder.pieces.clear()
        builder.text_length = 0
        builder.sections.clear()
        start, end = builder.paragraph(abstract)
        from litmuspaper.types import Section

        builder.sections.append(Section(title="abstract", start=start, end=end))
    builder.open_section("Body", 1)
    for paragraph in paragraphs:
        builder.paragraph(paragraph)
    for label, caption, rows in tables:
        builder.table([[CellDraft(cell) for cell in row] for row in rows], label, caption)
    for label, caption in figures:
        builder.figure(label, caption)
    return builder.document(Paper(id="", title="A paper", abstract=abstract), parser)


def tex(body: str, *, title: str = "A paper of our own") -> Document:
    """A document from a LaTeX body."""
    source = rf"\documentclass{{article}}\title{{{title}}}\begin{{document}}\maketitle {body}\end{{document}}"
    return parse_tex({"main.tex": source.encode()})
