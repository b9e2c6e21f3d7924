"""Is everything still what was stored? Read by `litmus doctor`; changes nothing."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from litmuspaper.errors import LibraryError
from litmuspaper.library import blobs, days, index
from litmuspaper.library.canonical import digest
from litmuspaper.library.trouble import way_back
from litmuspaper.types import Day, Paper, Selected, Span


@dataclass(frozen=True)
class Problem:
    """Something in the library that is not what was stored."""

    where: str
    what: str
    next_step: str


def problems(db: sqlite3.Connection, root: Path) -> Iterator[Problem]:
    """Everything that is wrong, the database's own structure first.

    Args:
        db: the database, at one moment.
        root: the library's folder.

    Yields:
        One problem at a time; none in a sound library.
    """
    file = str(root / "library.db")
    for part in (_structure, _records, _ledgers):
        try:
            yield from part(db, root)
        except sqlite3.DatabaseError as error:
            yield Problem(file, f"the database is damaged ({error})", way_back(root))
    yield from _files(db, root)


def _structure(db: sqlite3.Connection, root: Path) -> Iterator[Problem]:
    file = str(root / "library.db")
    for (line,) in db.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield Problem(file, f"SQLite finds: {line}", way_back(root))
    for table, key, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield Problem(file, f"row {key} of {table} names a row of {parent} that is not there", way_back(root))
    if index.usable(db) and index.behind(db):
        yield Problem(file, "papers are missing from the word index", "Run `litmus day`, which brings it up to date")


def _records(db: sqlite3.Connection, root: Path) -> Iterator[Problem]:
    file = str(root / "library.db")
    for id, announced, stored, text in db.execute("SELECT id, announced, digest, paper FROM papers"):
        if not _same(text, stored):
            yield Problem(file, f"the record of paper {id} of {announced} is not what was stored", way_back(root))
    for id, stored, text in db.execute("SELECT id, digest, paper FROM works"):
        if not _same(text, stored):
            yield Problem(file, f"the record of the work {id} is not what was stored", way_back(root))


def _ledgers(db: sqlite3.Connection, root: Path) -> Iterator[Problem]:
    file = str(root / "library.db")
    for key, date, source, stored, text, *counts in db.execute(
        "SELECT key, date, source, digest, day, announced, selected, rejected, failed FROM days ORDER BY date, key"
    ):
        name = f"the ledger of {date} ({source})"
        if not _same(text, stored):
            yield Problem(file, f"{name} is not what was stored", way_back(root))
            continue
        try:
            day = Day.model_validate_json(text)
        except ValidationError as error:
            yield Problem(file, f"{name} cannot be read: {error.error_count()} wrong fields", way_back(root))
            continue
        again = f"Run `litmus day --date {date}` again"
        for what in _accounting(db, key, day, counts):
            yield Problem(f"{file}, {date}", f"{name}: {what}", again)
        for item in day.selected:
            for what in _evidence(db, item):
                yield Problem(f"{file}, {date}, {item.id}", f"{name}: {what}", again)


def _accounting(db: sqlite3.Connection, key: int, day: Day, counts: list[int]) -> Iterator[str]:
    announced, *parts = counts
    if announced != sum(parts) or parts != [len(day.selected), len(day.rejected), len(day.failed)]:
        yield f"{announced} announced is not {parts[0]} selected + {parts[1]} rejected + {parts[2]} failed"
    ends = days.outcomes(day)
    if len(ends) != day.announced:
        yield f"{day.announced} rows for {len(ends)} papers: a paper stands in it twice"
    if dict(db.execute("SELECT id, outcome FROM outcomes WHERE day = ?", (key,)).fetchall()) != ends:
        yield "the outcomes kept beside it differ from it"


def _evidence(db: sqlite3.Connection, item: Selected) -> Iterator[str]:
    spans = [*item.evidence, *(span for _, said in item.digest.statements() for span in said.spans)]
    # The library keeps the files of a full text, not the text that such spans count in.
    spans = [span for span in spans if span.field != "text"]
    if not spans:
        return
    rows = db.execute("SELECT paper, digest FROM papers WHERE id = ?", (item.id,)).fetchall()
    records = [Paper.model_validate_json(text) for text, stored in rows if _same(text, stored)]
    for span in spans:
        if not _stands(span, item.paper):
            yield f"the quotation {span.text[:60]!r} is not {span.field}[{span.start}:{span.end}] of its paper"
        elif records and not any(_stands(span, paper) for paper in records):
            yield f"the quotation {span.text[:60]!r} is in no recorded version of the paper"


def _same(text: object, stored: bytes) -> bool:
    # A damaged page can give back another type than was stored.
    return isinstance(text, str) and digest(text) == stored


def _stands(span: Span, paper: Paper) -> bool:
    field = paper.title if span.field == "title" else paper.abstract
    return field[span.start : span.end] == span.text


def _files(db: sqlite3.Connection, root: Path) -> Iterator[Problem]:
    try:
        known = db.execute("SELECT sha256 FROM blobs ORDER BY sha256").fetchall()
    except sqlite3.DatabaseError as error:
        yield Problem(str(root / "library.db"), f"the list of files cannot be read ({error})", way_back(root))
        return
    for (sha256,) in known:
        try:
            path = blobs.path_of(root, sha256)
        except LibraryError as error:
            yield Problem(str(root / "library.db"), f"the list of files is damaged: {error.what}", way_back(root))
            continue
        if not path.is_file():
            yield Problem(str(path), "a stored file is missing", "Bring it back from a backup")
        elif not blobs.holds(path, sha256):
            yield Problem(str(path), "a stored file holds other bytes", "Bring it back from a backup")
