"""A listing: a file of JSON lines, a paper a line, plain or gzipped."""

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path
from typing import IO

from litmuspaper.collect.arxiv_paper import counted
from litmuspaper.collect.mailings import eastern_date, in_words, is_mailing_day
from litmuspaper.collect.rows import paper_of_row, read_row
from litmuspaper.errors import SourceError
from litmuspaper.types import Announcement, Failure, FeedState, Paper

MAX_LINE_BYTES = 4 << 20
MAX_ROWS = 1_000_000
# What a file may unpack to: a gigabyte is about 500,000 papers.
MAX_BYTES = 1 << 30

_DATE_IN_NAME = re.compile(r"(?<![0-9])([0-9]{4})-?([01][0-9])-?([0-3][0-9])(?![0-9])")


class Listing:
    """The papers in a file of JSON lines; what a row may hold stands in `rows.py`.

    Args:
        path: the file, plain or gzipped.
        date: the day of rows that state none; and the day that is given where no first day is asked for.
        candidates: the rows are records to be ranked: ids stay as given and abstracts may be missing.
    """

    def __init__(self, path: Path | str, *, date: Date | None = None, candidates: bool = False) -> None:
        self.path = Path(path)
        self.date = date
        self.candidates = candidates

    def fetch(self, since: Date | None = None) -> Iterator[Announcement]:
        """The file's days.

        Each row ends as a paper or a failure of one day. A row without a date takes the `date` given, else the
        file's newest, else the one in the file's name, else today's. The second of two rows of one day with the
        same id is a failure. The SourceError is passed on where the file cannot be read at all.

        Args:
            since: the first day wanted; None for the `date` given, or else the newest.

        Yields:
            One announcement a day, oldest first; at least one.
        """
        rows, trouble = self._rows()
        dated = [row.announced for row in rows if isinstance(row, Paper) and row.announced]
        fallback = self.date or max(dated, default=None) or _date_in(self.path.name) or eastern_date()
        days: dict[Date, list[Paper | Failure]] = {}
        for row in rows:
            day = (row.announced if isinstance(row, Paper) else None) or fallback
            days.setdefault(day, []).append(
                row.model_copy(update={"announced": day}) if isinstance(row, Paper) and not row.announced else row
            )
        wanted = [day for day in sorted(days) if day >= since] if since else [fallback]
        for day in wanted or [max(since or fallback, fallback)]:
            yield self._announcement(day, days, trouble)

    def _rows(self) -> tuple[list[Paper | Failure], str]:
        """Every row in the file's order, and why the file broke off where it did."""
        rows: list[Paper | Failure] = []
        seen: dict[tuple[str, Date | None], int] = {}
        number = 0
        try:
            with self._open() as file:
                for number, line in _lines(file):
                    if len(rows) >= MAX_ROWS:
                        return rows, f"it has more than {MAX_ROWS} rows; split it"
                    row = _row(number, line, self.candidates)
                    if isinstance(row, Paper):
                        first = seen.setdefault((row.id, row.announced), number)
                        if first != number:
                            reason = f"line {number}: the id {row.id} stands a second time (first on line {first})"
                            row = Failure(id=row.id, title=row.title, error=reason)
                    if row is not None:
                        rows.append(row)
        except (OSError, EOFError, zlib.error) as error:
            if not rows:
                raise SourceError(
                    f"the listing cannot be read: {error}",
                    where=str(self.path),
                    next_step="Give a file of JSON lines, plain or gzipped",
                ) from error
            return rows, f"it could not be read after line {number} ({error}); get the file anew"
        except _TooLong:
            return rows, f"it unpacks to more than {MAX_BYTES} bytes; split it"
        return rows, ""

    def _open(self) -> IO[bytes]:
        """The file's bytes, unpacked; a SourceError where it is no file, or its text is UTF-16."""
        if not self.path.is_file():
            what = "a folder" if self.path.is_dir() else "no file" if not self.path.exists() else "no regular file"
            raise SourceError(
                f"the listing is {what}", where=str(self.path), next_step="Give a file of JSON lines, plain or gzipped"
            )
        with self.path.open("rb") as file:
            start = file.read(2)
        if start in (b"\xff\xfe", b"\xfe\xff"):
            raise SourceError("the listing is UTF-16", where=str(self.path), next_step="Save it as UTF-8")
        if start == b"\x1f\x8b":
            return gzip.open(self.path, "rb")  # type: ignore[return-value]
        return self.path.open("rb")

    def _announcement(self, day: Date, days: dict[Date, list[Paper | Failure]], trouble: str) -> Announcement:
        rows = days.get(day, [])
        papers = tuple(row for row in rows if isinstance(row, Paper))
        failures = tuple(row for row in rows if isinstance(row, Failure))
        state: FeedState = "truncated" if trouble else "unchecked"
        message = (
            f"{self.path.name}: {counted(len(rows), 'row')} of {in_words(day)}, {len(failures)} of them not usable"
        )
        if not days:
            state = "failed" if is_mailing_day(day) else "quiet"
            message = f"{self.path.name}: the file has no rows"
            message += ", and arXiv mails nothing at the weekend" if state == "quiet" else "; give the day's file"
        elif len(days) > (day in days):
            others = ", ".join(str(one) for one in sorted(days) if one != day)
            message += f"; the file also has rows of {others[:200]}"
        if trouble:
            message += f". The file is not whole: {trouble}"
        return Announcement(
            source="listing", date=day, state=state, message=f"{message}.", papers=papers, failures=failures
        )


class _TooLong(Exception):
    """The file unpacks to more than is read."""


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Each line that is not blank, with its number from 1; None for one that is too long."""
    number = size = 0
    while line := file.readline(MAX_LINE_BYTES):
        number, size = number + 1, size + len(line)
        whole = line.endswith(b"\n") or len(line) < MAX_LINE_BYTES
        while line and not line.endswith(b"\n") and len(line) == MAX_LINE_BYTES:
            line = file.readline(MAX_LINE_BYTES)
            size += len(line)
            if size > MAX_BYTES:
                raise _TooLong
        if size > MAX_BYTES:
            raise _TooLong
        if not whole:
            yield number, None
        elif line.strip():
            yield number, line


def _row(number: int, line: bytes | None, candidate: bool) -> Paper | Failure | None:
    """The row on a line; None where the line holds a byte order mark only."""
    where = f"line {number}"
    if line is None:
        return Failure(id=where, error=f"{where}: longer than {MAX_LINE_BYTES} bytes")
    if line.strip() == b"\xef\xbb\xbf":
        return None
    return paper_of_row(read_row(line, where), where, "listing", candidate=candidate)


def _date_in(name: str) -> Date | None:
    """The date in a file's name, such as arxiv-2025-09-12.jsonl."""
    for match in _DATE_IN_NAME.finditer(name):
        try:
            return Date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None
