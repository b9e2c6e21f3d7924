"""Collect: announced papers come in from a source, each accounted for."""

import re
from collections.abc import Iterable, Iterator
from datetime import date as Date
from typing import Protocol

from litmuspaper.collect.mailings import eastern_date
from litmuspaper.errors import LitmusError, SourceError
from litmuspaper.types import Announcement

__all__ = ["Source", "collect"]


class Source(Protocol):
    """The same contract as `litmuspaper.plugins.Source`, stated here because the room does not know plug-ins."""

    def fetch(self, since: Date | None) -> Iterable[Announcement]:
        """One announcement a day, oldest first, from `since` (None: only the newest)."""


def collect(source: Source, since: Date | None = None) -> Iterator[Announcement]:
    """What a source announced, a day at a time.

    Whole announcements come rather than papers, because only the whole tells whether it is complete: which
    entries failed, and whether the feed was stale, cut short or rightly empty.

    Args:
        source: where the papers come from.
        since: the first day wanted; None for the newest only.

    Yields:
        The source's announcements, oldest first. Trouble inside the source ends them with one of state `failed`
        whose message says what to do; what was read before it has been given already.

    Raises:
        LitmusError: the trouble does not lie in the source's answers, as with a mistake in the settings.
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(source).__name__).lower()
    try:
        yield from source.fetch(since)
    except SourceError as error:
        yield _failed(name, since, str(error))
    except LitmusError:
        raise
    except Exception as error:
        reason = f"the source {name} broke off unexpectedly ({type(error).__name__}: {str(error)[:300]})"
        yield _failed(name, since, f"{reason}. Run it again; if it stays, report it with this line")


def _failed(name: str, since: Date | None, message: str) -> Announcement:
    today = eastern_date()
    return Announcement(source=name, date=max(since, today) if since else today, state="failed", message=message)
