"""The days that already lie in a folder, read back from their `day.json`."""

import re
from datetime import date as Date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from litmuspaper.publish.json import record
from litmuspaper.types import Author, Day, FeedState, Span

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Read(BaseModel):
    """A frozen value that takes from the file what it needs and leaves the rest."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PastPaper(_Read):
    """What the index and the feed show of one selected paper."""

    id: str
    title: str
    relevance: int
    criterion: str
    reason: str
    evidence: tuple[Span, ...] = ()
    abstract: str = ""
    authors: tuple[Author, ...] = ()
    url: str | None = None


class PastDay(_Read):
    """What the index and the feed show of one day."""

    date: Date
    source: str
    state: FeedState
    message: str
    selected: tuple[PastPaper, ...]
    rejected: tuple[Any, ...]
    failed: tuple[Any, ...]

    @property
    def announced(self) -> int:
        """How many papers the ledger accounts for."""
        return len(self.selected) + len(self.rejected) + len(self.failed)


class Unreadable(_Read):
    """A day whose `day.json` cannot be read: it is listed, never left out."""

    date: Date
    error: str


def days_below(where: Path, today: Day, at_most: int | None = None) -> list[PastDay | Unreadable]:
    """The newest days of a folder, the one being written among them, newest first.

    Args:
        where: the folder of all days.
        today: the day being written; it stands for its own file.
        at_most: how many days; None for all.

    Returns:
        One value a day, newest first.
    """
    names = {path.parent.name for path in where.glob("*/day.json") if _DATE.fullmatch(path.parent.name)}
    names.add(today.date.isoformat())
    found: list[PastDay | Unreadable] = []
    for name in sorted(names, reverse=True):
        if at_most is not None and len(found) == at_most:
            break
        try:
            date = Date.fromisoformat(name)
        except ValueError:
            continue
        found.append(PastDay.model_validate(record(today)) if date == today.date else _read(where / name, date))
    return found


def _read(folder: Path, date: Date) -> PastDay | Unreadable:
    try:
        past = PastDay.model_validate_json((folder / "day.json").read_bytes())
    except OSError as error:
        return Unreadable(date=date, error=f"day.json cannot be read: {error.strerror or error}")
    except ValidationError as error:
        return Unreadable(date=date, error=f"day.json is not a day's ledger: {error.errors()[0]['msg']}")
    if past.date != date:
        return Unreadable(date=date, error=f"day.json is of {past.date.isoformat()}")
    return past
