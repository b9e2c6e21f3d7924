"""A document as plain data for JSON: the shape that `litmus parse --json` prints, the same for every parser."""

from collections.abc import Iterable
from typing import Any

from litmuspaper.types import Document, Noun

_FRONT = ("title", "abstract")


def as_json(document: Document, notes: Iterable[str] = ()) -> dict[str, Any]:
    """The document as data.

    Args:
        document: any parser's document.
        notes: what the parser says was missing or left out.

    Returns:
        `text`, `meta`, `sections`, `tables`, `figures`, `equations`, `citations`, `references`, `sentences`, `parser`
        and `coverage`. Title and abstract stand in `meta` with their places, not among the sections.
    """
    own = [section for section in document.sections if section.title not in _FRONT]
    places = {s.title: [s.start, s.end] for s in document.sections if s.title in _FRONT}
    return {
        "text": document.text,
        "meta": {
            "title": document.paper.title,
            "abstract": document.paper.abstract,
            "authors": [author.name for author in document.paper.authors],
            "places": places,
        },
        "sections": _rows(own, ("level", "number", "title", "start", "end")),
        "tables": [
            {
                **_row(table, ("label", "caption", "start", "end", "confidence")),
                "rows": [
                    _rows(row, ("text", "bold", "underline", "row_span", "col_span", "start", "end"))
                    for row in table.rows
                ],
            }
            for table in document.tables
        ],
        "figures": _rows(document.figures, ("label", "caption", "start", "end")),
        "equations": _rows(document.equations, ("tex", "number", "display", "start", "end")),
        "citations": _rows(document.citations, ("keys", "start", "end")),
        "references": _rows(document.references, ("key", "raw", "title", "authors", "year", "venue", "doi", "arxiv")),
        "sentences": _rows(document.sentences, ("start", "end")),
        "parser": document.parser,
        "coverage": coverage(document, notes),
    }


def coverage(document: Document, notes: Iterable[str] = ()) -> dict[str, Any]:
    """What was read: a count for each kind of noun; hidden text, files that were not there, and the parser's notes."""
    marked = any(cell.bold is not None for table in document.tables for row in table.rows for cell in row)
    return {
        "title": bool(document.paper.title),
        "abstract": bool(document.paper.abstract),
        "sections": sum(1 for section in document.sections if section.title not in _FRONT),
        "tables": len(document.tables),
        "marks": marked,
        "figures": len(document.figures),
        "equations": len(document.equations),
        "citations": len(document.citations),
        "references": len(document.references),
        "sentences": len(document.sentences),
        "hidden": list(document.hidden),
        "missing": list(document.missing),
        "notes": list(notes),
    }


def _row(noun: Noun, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(noun, name) for name in names}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _rows(nouns: Iterable[Noun], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [_row(noun, names) for noun in nouns]
