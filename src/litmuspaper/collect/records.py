"""Records of any set of works, as reference managers and screening programs write them.

Formats: BibTeX, RIS, Zotero's JSON (CSL JSON and Better BibTeX JSON) and CSV, any CSV with a title, JSON lines, and a
list of arXiv ids. A record that cannot be used is a Failure with its line; the others are read all the same.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litmuspaper.collect.arxiv_paper import ABS, MAX_ABSTRACT_CHARS, MAX_TITLE_CHARS, split_id
from litmuspaper.collect.bibtex import bibtex_entries
from litmuspaper.collect.csv_rows import csv_rows
from litmuspaper.collect.label_file import LABEL_KEYS, label_value, plain_id, text_of
from litmuspaper.collect.ris import ris_records
from litmuspaper.collect.rows import read_row
from litmuspaper.collect.zotero import json_items
from litmuspaper.types import Author, Failure, Paper, one_line

NO_TITLE = "(no title)"
_IDS = ("id", "record_id", "openalex_id", "accession_number", "pmid", "key", "citation-key", "itemkey", "an")
_TITLES = ("title", "primary_title", "article title", "document title", "ti", "t1")
_ABSTRACTS = ("abstract", "abstract note", "abstractnote", "notes_abstract", "ab", "n2")
_AUTHORS = ("authors", "author", "author names", "au")
_DOIS = ("doi",)
_URLS = ("url", "urls", "link", "ur")
# Where an arXiv id may stand, beside the DOI and the address.
_ARXIV = (
    *("eprint", "arxiv", "arxivid", "archiveid", "archive_location", "archive location", "loc. in archive", "number"),
    *("extra", "note", "journal", "container-title", "publication title", "report number", "archive"),
)


@dataclass(frozen=True)
class Record:
    """One work of a set: its paper, its label where the file has one, where it stands, and its fields as they were."""

    paper: Paper
    where: str
    label: bool | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Records:
    """What a file held, in its order, and the format it was read as."""

    records: tuple[Record, ...]
    failures: tuple[Failure, ...]
    format: str


def read_records(path: Path, *, ids_as_given: bool = False) -> Records:
    """Read a file of records, whatever of the formats above it has.

    Args:
        path: the file; its ending says the format, and where that is unclear its first characters do.
        ids_as_given: a record's id is the file's own, so that labels can be joined with it again; else its arXiv id
            or its DOI, so that it is the paper that a source announces.

    Returns:
        Records and failures. The second of two records with one id is a failure. A SourceError is passed on where
        the file cannot be read at all.
    """
    text = text_of(path)
    format = format_of(path, text)
    records: dict[str, Record] = {}
    failures: list[Failure] = []
    for where, row in _rows(text, format):
        found = _record(row, where, format, ids_as_given)
        if isinstance(found, Record) and (first := records.setdefault(found.paper.id, found)) is not found:
            what = f"{where}: the id {found.paper.id} stands a second time (first on {first.where})"
            found = Failure(id=found.paper.id, title=found.paper.title, error=what)
        if isinstance(found, Failure):
            failures.append(found)
    return Records(tuple(records.values()), tuple(failures), format)


def format_of(path: Path, text: str) -> str:
    """Which format a file has: `bibtex`, `ris`, `zotero-json`, `csv`, `jsonl` or `ids`."""
    ending = path.suffix.lower()
    known = {".bib": "bibtex", ".bibtex": "bibtex", ".ris": "ris", ".csv": "csv", ".tsv": "csv"}
    if ending in (".jsonl", ".ndjson"):
        return "jsonl"
    if ending in known:
        return known[ending]
    start = text[:2000].lstrip()
    if start.startswith("TY  -"):
        return "ris"
    if start.startswith("@") or "\n@" in start:
        return "bibtex"
    if ending == ".json" or start.startswith(("[", "{")):
        return "zotero-json"
    return "ids"


def _rows(text: str, format: str) -> Iterator[tuple[str, object]]:
    if format == "bibtex":
        yield from bibtex_entries(text)
    elif format == "ris":
        yield from ris_records(text)
    elif format == "zotero-json":
        yield from json_items(text)
    elif format == "csv":
        yield from csv_rows(text)
    else:
        for number, line in enumerate(text.split("\n"), 1):
            where = f"line {number}"
            if line.strip() and format == "jsonl":
                yield where, read_row(line, where)
            elif (bare := line.split("#")[0].strip()) and format == "ids":
                yield where, {"id": plain_id(bare), "given": bare}


def _record(row: object, where: str, format: str, ids_as_given: bool) -> Record | Failure:
    if isinstance(row, Failure):
        return row
    if not isinstance(row, Mapping):
        return Failure(id=where, error=f"{where}: not a record")
    fields = {str(key).casefold(): value for key, value in row.items()}
    if format == "ids":
        known = split_id(str(fields["id"]))
        if not known:
            return Failure(id=where, error=f"{where}: {str(fields['given'])[:60]!r} is no arXiv id")
        return Record(Paper(id=known[0], title=known[0], abstract="", source="ids", url=ABS + known[0]), where)
    title, abstract = _first(fields, _TITLES)[:MAX_TITLE_CHARS], _first(fields, _ABSTRACTS)[:MAX_ABSTRACT_CHARS]
    if not title and not abstract:
        return Failure(id=where, error=f"{where}: the record has neither title nor abstract")
    title = title or NO_TITLE
    try:
        given = [fields[key] for key in LABEL_KEYS if key in fields]
        label = label_value(given[0]) if given else None
    except ValueError as fault:
        return Failure(id=where, title=title, error=f"{where}: {fault}")
    doi = _first(fields, _DOIS).removeprefix("https://doi.org/").removeprefix("http://dx.doi.org/")
    url = _first(fields, _URLS)
    paper = Paper(
        id=_id(fields, title, doi, url, ids_as_given),
        title=title,
        abstract=abstract,
        authors=_authors(fields),
        doi=doi or None,
        url=url if url.lower().startswith(("https://", "http://")) else None,
        source=format,
    )
    kept = {str(key): "" if value is None else str(value) for key, value in row.items()}
    return Record(paper, where, label, kept)


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of these fields that says something, on one line."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and (text := one_line(str(value))):
            return text
    return ""


def _id(fields: Mapping[str, Any], title: str, doi: str, url: str, as_given: bool) -> str:
    """The file's own id, or the arXiv id, the DOI, or one made of the title."""
    own = _first(fields, _IDS)
    if as_given and own:
        return own[:200]
    for value in (own, doi, url, *(_first(fields, (name,)) for name in _ARXIV)):
        # `Extra` and the journal's name hold the id among other words.
        for part in value.replace("[", " ").replace(",", " ").split() if value else ():
            if split_id(plain := plain_id(part)) and plain == split_id(plain)[0]:  # type: ignore[index]
                return plain
    if doi:
        return f"doi:{doi.lower()}"[:200]
    return "title:" + hashlib.sha256(" ".join(title.casefold().split()).encode()).hexdigest()[:16]


def _authors(fields: Mapping[str, Any]) -> tuple[Author, ...]:
    value = next((fields[name] for name in _AUTHORS if fields.get(name)), "")
    if isinstance(value, str):
        parts = value.split(" and ") if " and " in value else value.split(";")
    elif isinstance(value, list):
        parts = [_name(one) for one in value]
    else:
        parts = []
    return tuple(Author(name=name) for part in parts if (name := one_line(part)))


def _name(one: object) -> str:
    """One author of a JSON record: a text, or an object with a name or its parts."""
    if isinstance(one, Mapping):
        whole = one.get("name") or one.get("literal")
        parts = (one.get("firstName") or one.get("given"), one.get("lastName") or one.get("family"))
        return str(whole) if whole else " ".join(str(part) for part in parts if part)
    return one if isinstance(one, str) else ""
