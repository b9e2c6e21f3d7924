"""`litmus parse SOURCE`: one paper's structure, as an outline or as JSON."""

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from litmuspaper.parse.files import Reading
    from litmuspaper.types import Document

_WIDTH = 100


@click.command("parse")
@click.argument("source", metavar="SOURCE")
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", "tex", "html", "pdf", "jats", "text"]),
    default="auto",
    show_default=True,
    help="What SOURCE is; auto looks at its bytes.",
)
@click.option("--json", "as_data", is_flag=True, help="Print the whole structure, with all places in the text.")
def command(source: str, form: str, as_data: bool) -> None:
    """Parse one paper into its structure.

    SOURCE is a LaTeX file, a folder or archive of LaTeX, an HTML page, a PDF, a JATS file, plain text, or an arXiv
    identifier, whose files are then fetched. Nothing in it is run, and nothing that it names is read or fetched.
    """
    from litmuspaper.cli.source import read_source
    from litmuspaper.parse.record import as_json

    reading = read_source(source, form)
    if as_data:
        click.echo(json.dumps(as_json(reading.document, reading.notes), ensure_ascii=False, indent=1, sort_keys=True))
        return
    for line in outline(reading):
        click.echo(line)


def outline(reading: "Reading") -> list[str]:
    """The lines of a short outline: what was read, the sections, the tables, the references."""
    document = reading.document
    return [
        document.paper.title or "(no title found)",
        *([", ".join(author.name for author in document.paper.authors)] if document.paper.authors else []),
        f"read as {reading.format}: {len(document.text):,} characters, {len(document.sentences):,} sentences, "
        f"{len(document.equations):,} formulas, {len(document.citations):,} citations",
        *(f"note: {note}" for note in reading.notes),
        *_sections(document),
        *_tables(document),
        *_references(document),
    ]


def _sections(document: "Document") -> list[str]:
    lines = ["", "Sections"]
    for section in document.sections:
        if section.title != "title":
            name = f"{section.number} {section.title}" if section.number else section.title
            lines.append(_short(f"{'  ' * section.level}{name}"))
    return lines if len(lines) > 2 else ["", "Sections: none found"]


def _tables(document: "Document") -> list[str]:
    lines = ["", f"Tables: {len(document.tables)}, figures: {len(document.figures)}"]
    for table in document.tables:
        columns = max((sum(cell.col_span for cell in row) for row in table.rows), default=0)
        cells = [cell for row in table.rows for cell in row]
        marks = [
            f"{name} {'not told' if all(v is None for v in said) else sum(v is True for v in said)}"
            for name, said in (("bold", [c.bold for c in cells]), ("underlined", [c.underline for c in cells]))
        ]
        size = f"{len(table.rows)} x {columns}, {', '.join(marks)}" if cells else "no cells could be read"
        lines.append(_short(f"  {table.label or '(no label)'}: {size}. {table.caption}"))
    return lines


def _references(document: "Document") -> list[str]:
    known = sum(bool(r.title and r.authors and r.year) for r in document.references)
    lines = ["", f"References: {len(document.references)}, of which {known} with authors, year and title"]
    for reference in document.references:
        who = reference.authors[0] if reference.authors else "?"
        more = " et al." if len(reference.authors) > 1 else ""
        lines.append(
            _short(f"  {reference.key}: {who}{more} {reference.year or '?'}. {reference.title or reference.raw}")
        )
    return lines


def _short(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1].rstrip()}…"
