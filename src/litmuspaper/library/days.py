"""The ledgers: one for each date, source and profile, replaced whole when the day is run again."""

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from litmuspaper.errors import LibraryDamaged
from litmuspaper.library.canonical import canonical, digest
from litmuspaper.library.papers import see
from litmuspaper.library.trouble import way_back
from litmuspaper.types import Day, FeedState

_COMPUTED = frozenset({"announced"})


@dataclass(frozen=True)
class Ledger:
    """The counts of one saved day: announced = selected + rejected + failed."""

    date: date
    source: str
    state: FeedState
    message: str
    announced: int
    selected: int
    rejected: int
    failed: int

    def __str__(self) -> str:
        """The ledger in one line."""
        return (
            f"{self.date} {self.source}, {self.state}: {self.announced} announced = {self.selected} selected "
            f"+ {self.rejected} rejected + {self.failed} failed"
        )


def save(db: sqlite3.Connection, day: Day) -> None:
    """Store a day in place of an earlier run of it, inside the caller's transaction."""
    when, text = day.date.isoformat(), canonical(day, leave_out=_COMPUTED)
    name, hashed = (when, day.source, day.made_by.profile), digest(text)
    (newest,) = db.execute("SELECT max(key) FROM days WHERE date = ?", (when,)).fetchone()
    same = db.execute(
        "SELECT 1 FROM days WHERE date = ? AND source = ? AND profile = ? AND digest = ? AND key = ?",
        (*name, hashed, newest),
    ).fetchone()
    if same:
        return
    db.execute("DELETE FROM days WHERE date = ? AND source = ? AND profile = ?", name)
    counts = (day.announced, len(day.selected), len(day.rejected), len(day.failed))
    cursor = db.execute(
        "INSERT INTO days (date, source, profile, state, message, announced, selected, rejected, failed, digest, day) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*name, day.state, day.message, *counts, hashed, text),
    )
    ends = outcomes(day)
    db.executemany(
        "INSERT INTO outcomes (id, date, day, outcome) VALUES (?, ?, ?, ?)",
        ((id, when, cursor.lastrowid, outcome) for id, outcome in ends.items()),
    )
    see(db, when, day.source, ends)


def outcomes(day: Day) -> dict[str, str]:
    """How each id ended; where a broken ledger names one twice, the better end."""
    ends = dict.fromkeys((row.id for row in day.failed), "failed")
    ends.update(dict.fromkeys((row.id for row in day.rejected), "rejected"))
    ends.update(dict.fromkeys((row.id for row in day.selected), "selected"))
    return ends


def dates(db: sqlite3.Connection) -> list[date]:
    """The dates with a ledger, oldest first."""
    return [date.fromisoformat(when) for (when,) in db.execute("SELECT DISTINCT date FROM days ORDER BY date")]


def get(db: sqlite3.Connection, when: date, root: Path) -> Day | None:
    """The ledger of a date; the newest run where several sources or profiles have one.

    Args:
        db: the database.
        when: the date.
        root: the library's folder, for the error.

    Returns:
        The day as it was saved, None where there is none.

    Raises:
        LibraryDamaged: the stored text is not a day.
    """
    row = db.execute("SELECT day FROM days WHERE date = ? ORDER BY key DESC LIMIT 1", (when.isoformat(),)).fetchone()
    if row is None:
        return None
    try:
        return Day.model_validate_json(row[0])
    except ValidationError as error:
        raise LibraryDamaged(
            f"the ledger of {when} cannot be read", where=str(root / "library.db"), next_step=way_back(root)
        ) from error


def ledgers(db: sqlite3.Connection, limit: int) -> list[Ledger]:
    """The newest ledgers' counts, newest first, without reading the days themselves."""
    rows = db.execute(
        "SELECT date, source, state, message, announced, selected, rejected, failed FROM days "
        "ORDER BY date DESC, key DESC LIMIT ?",
        (limit,),
    )
    return [Ledger(date.fromisoformat(when), *rest) for when, *rest in rows]
