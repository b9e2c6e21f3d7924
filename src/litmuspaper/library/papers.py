"""Papers and announcements: what was announced when, never changed afterwards.

Every record is keyed by its content, so recording is idempotent and its order does not matter.
"""

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import ValidationError

from litmuspaper.errors import LibraryDamaged
from litmuspaper.library import index
from litmuspaper.library.canonical import canonical, digest
from litmuspaper.library.trouble import way_back
from litmuspaper.types import Announcement, Paper

OutcomeName = Literal["selected", "rejected", "failed"]

# Of several outcomes on one date (two profiles, two sources) the best one counts: it is what the reader saw.
_EARLIER = """
SELECT s.date, (
    SELECT outcome FROM outcomes o WHERE o.id = s.id AND o.date = s.date
    ORDER BY CASE outcome WHEN 'selected' THEN 1 WHEN 'rejected' THEN 2 ELSE 3 END LIMIT 1
) FROM sightings s WHERE s.id = ? AND s.date < ? ORDER BY s.date DESC LIMIT 1
"""
# Newest first; among records of one day the later version, then the fuller record, then a fixed order.
_NEWEST = """
SELECT paper FROM papers WHERE id = ? AND announced < ?
ORDER BY announced DESC, version DESC, length(paper) DESC, digest LIMIT 1
"""
_SHOWN = "SELECT max(date) FROM outcomes WHERE id = ? AND date < ? AND outcome = 'selected'"
_AFTER_ALL = "9999-99-99"


@dataclass(frozen=True)
class Sighting:
    """An earlier day on which a paper was announced, and how it ended; None where no ledger says."""

    date: date
    outcome: OutcomeName | None


class Record(NamedTuple):
    """Where a paper's record stands: its row, its id and day, and a mark of its content, the same in every copy.

    The mark is the first eight bytes of the record's sha256 as a signed number.
    """

    key: int
    id: str
    announced: date
    mark: int


def record(db: sqlite3.Connection, announcement: Announcement) -> None:
    """Store an announcement with its papers and failures, inside the caller's transaction."""
    when = announcement.date.isoformat()
    papers = [(paper, canonical(paper)) for paper in announcement.papers]
    rows = [(paper.id, when, paper.version, digest(text), text) for paper, text in papers]
    db.executemany(
        "INSERT INTO papers (id, announced, version, digest, paper) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", rows
    )
    index.catch_up(db)
    see(db, when, announcement.source, [paper.id for paper in announcement.papers])
    see(db, when, announcement.source, [failure.id for failure in announcement.failures])
    body = canonical(announcement, leave_out=frozenset({"papers"}))
    content = digest(body + "".join(sorted(row[3].hex() for row in rows)))
    db.execute(
        "INSERT INTO announcements (date, source, digest, state, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (when, announcement.source, content, announcement.state, body),
    )


def see(db: sqlite3.Connection, when: str, source: str, ids: Iterable[str]) -> None:
    """Note that these ids were announced on that date."""
    db.executemany(
        "INSERT INTO sightings (id, date, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        ((id, when, source) for id in ids),
    )


def shown(db: sqlite3.Connection, ids: Collection[str], before: date) -> dict[str, date]:
    """For each id that a ledger selected before the date, the latest such day."""
    limit = before.isoformat()
    found = {id: db.execute(_SHOWN, (id, limit)).fetchone()[0] for id in ids}
    return {id: date.fromisoformat(when) for id, when in found.items() if when}


def earlier(db: sqlite3.Connection, ids: Collection[str], before: date) -> dict[str, Sighting]:
    """For each id that was announced before the date, the latest such day."""
    limit = before.isoformat()
    found: dict[str, Sighting] = {}
    for id in ids:
        row = db.execute(_EARLIER, (id, limit)).fetchone()
        if row is not None:
            found[id] = Sighting(date.fromisoformat(row[0]), row[1])
    return found


def newest(db: sqlite3.Connection, id: str, root: Path, before: date | None = None) -> Paper | None:
    """The newest record of a paper, announced before the date where one is given.

    Args:
        db: the database.
        id: the paper's id.
        root: the library's folder, for the error.
        before: only records announced earlier than this.

    Returns:
        The paper, None where there is no such record. A record that is no paper raises LibraryDamaged.
    """
    row = db.execute(_NEWEST, (id, before.isoformat() if before else _AFTER_ALL)).fetchone()
    return None if row is None else _paper(id, row[0], root)


def records(db: sqlite3.Connection, before: date | None = None) -> list[Record]:
    """Every record of a paper, announced before a date where one is given, in the order they came."""
    limit = before.isoformat() if before else _AFTER_ALL
    rows = db.execute("SELECT key, id, announced, digest FROM papers WHERE announced < ? ORDER BY key", (limit,))
    return [
        Record(key, id, date.fromisoformat(when), int.from_bytes(hashed[:8], "big", signed=True))
        for key, id, when, hashed in rows
    ]


def at(db: sqlite3.Connection, record: Record, root: Path) -> Paper:
    """The paper of a record; LibraryDamaged where it cannot be read."""
    (text,) = db.execute("SELECT paper FROM papers WHERE key = ?", (record.key,)).fetchone()
    return _paper(record.id, text, root)


def _paper(id: str, text: str, root: Path) -> Paper:
    try:
        return Paper.model_validate_json(text)
    except ValidationError as error:
        raise LibraryDamaged(
            f"the record of paper {id} cannot be read", where=str(root / "library.db"), next_step=way_back(root)
        ) from error
