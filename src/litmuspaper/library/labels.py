"""The reader's labels, and the texts of liked works that no source ever announced here."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from litmuspaper.errors import LibraryDamaged
from litmuspaper.library.canonical import canonical, digest
from litmuspaper.library.papers import newest
from litmuspaper.library.trouble import way_back
from litmuspaper.types import Label, Paper

# An import speaks of what the reader once kept, so it never overrules a label given here; else the newest wins.
_PUT = """
INSERT INTO labels (id, relevant, made, origin) VALUES (?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET relevant = excluded.relevant, made = excluded.made, origin = excluded.origin
WHERE NOT (excluded.origin LIKE 'import:%' AND labels.origin NOT LIKE 'import:%')
AND coalesce(excluded.made, '') >= CASE WHEN excluded.made IS NULL THEN '' ELSE coalesce(labels.made, '') END
"""
_NEWEST_FIRST = """
SELECT id, relevant, made, origin FROM labels
WHERE EXISTS (SELECT 1 FROM papers WHERE papers.id = labels.id)
OR EXISTS (SELECT 1 FROM works WHERE works.id = labels.id)
ORDER BY coalesce(made, '') DESC, id
"""


def put(db: sqlite3.Connection, labels: Iterable[Label], works: Iterable[Paper] = ()) -> None:
    """Store labels, of two on one paper the newest, and what is told of works that were never announced."""
    db.executemany(
        _PUT, ((label.id, int(label.relevant), label.made and label.made.isoformat(), label.origin) for label in labels)
    )
    rows = ((work.id, digest(text), text) for work, text in ((work, canonical(work)) for work in works))
    db.executemany(
        "INSERT INTO works (id, digest, paper) VALUES (?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, paper = excluded.paper",
        rows,
    )


def every(db: sqlite3.Connection) -> Iterator[Label]:
    """All labels, by id."""
    for row in db.execute("SELECT id, relevant, made, origin FROM labels ORDER BY id"):
        yield _label(row)


def remove(db: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """Take labels away, with what was told of works that are then unlabelled; the ids that had one."""
    gone = [id for id in ids if db.execute("DELETE FROM labels WHERE id = ?", (id,)).rowcount]
    db.executemany("DELETE FROM works WHERE id = ?", ((id,) for id in gone))
    return gone


def texts(db: sqlite3.Connection, root: Path, before: date | None, at_most: int) -> Iterator[tuple[Paper, Label]]:
    """The labelled papers with a text, newest label first, half of the places kept for each thumb.

    Args:
        db: the database.
        root: the library's folder, for the error.
        before: records announced before this date are taken where there are any.
        at_most: how many papers in all.

    Yields:
        The paper and its label.
    """
    left = {True: (at_most + 1) // 2, False: (at_most + 1) // 2}
    for row in db.execute(_NEWEST_FIRST).fetchall():
        label = _label(row)
        if not left[label.relevant]:
            continue
        paper = (
            (before and newest(db, label.id, root, before)) or newest(db, label.id, root) or work(db, label.id, root)
        )
        if paper is not None:
            left[label.relevant] -= 1
            yield paper, label


def known(db: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """The ids whose text the library holds, announced or imported."""
    query = "SELECT EXISTS (SELECT 1 FROM papers WHERE id = ?1) OR EXISTS (SELECT 1 FROM works WHERE id = ?1)"
    return {id for id in ids if db.execute(query, (id,)).fetchone()[0]}


def work(db: sqlite3.Connection, id: str, root: Path) -> Paper | None:
    """What was imported of a work that no source announced.

    Args:
        db: the database.
        id: the work's id.
        root: the library's folder, for the error.

    Returns:
        The record, None where there is none.

    Raises:
        LibraryDamaged: the stored record is not a paper.
    """
    row = db.execute("SELECT paper FROM works WHERE id = ?", (id,)).fetchone()
    if row is None:
        return None
    try:
        return Paper.model_validate_json(row[0])
    except ValidationError as error:
        raise LibraryDamaged(
            f"the record of the work {id} cannot be read", where=str(root / "library.db"), next_step=way_back(root)
        ) from error


def _label(row: tuple[str, int, str | None, str]) -> Label:
    id, relevant, made, origin = row
    return Label(id=id, relevant=bool(relevant), made=date.fromisoformat(made) if made else None, origin=origin)
