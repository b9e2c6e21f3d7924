"""Papers dropped into a folder: metadata as JSON, or a text with a title and an abstract."""

import json
import os
import re
import stat
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path

from litmuspaper.collect.arxiv_paper import counted, fault_of, split_id
from litmuspaper.collect.listing import Listing
from litmuspaper.collect.mailings import eastern_date, in_words
from litmuspaper.collect.rows import paper_of_row
from litmuspaper.errors import SourceError
from litmuspaper.types import Announcement, Failure, FeedState, Paper, one_line

MAX_FILES = 10_000
MAX_FILE_BYTES = 16 << 20

_ABSTRACT = re.compile(r"^\s*(?:#+\s*|\\begin\{)?abstract\b[\s.:}*_-]*", re.IGNORECASE | re.MULTILINE)
_NEXT_HEADING = re.compile(
    r"^\s*(?:#+\s+\S|\\end\{abstract|(?:[0-9IVX]+\.?\s+)?(?:introduction|keywords?)\b)", re.IGNORECASE | re.MULTILINE
)


class Folder:
    """The papers in a folder, without its sub-folders.

    `*.jsonl` and `*.json` hold metadata as a listing does; a `.txt` or `.md` has the title on its first line, then
    a blank line, then the abstract, or an abstract under a heading of that name. Links are not followed.

    Args:
        path: the folder.
        date: the day of papers that state none; today in arXiv's time zone by default.
    """

    def __init__(self, path: Path | str, *, date: Date | None = None) -> None:
        self.path = Path(path)
        self.date = date

    def fetch(self, since: Date | None = None) -> Iterator[Announcement]:
        """The folder as one announcement: what lies there now is what there is to read.

        Args:
            since: leaves out papers that state an earlier day.

        Yields:
            One announcement; each file and each row in it is a paper or a failure.

        Raises:
            SourceError: the folder cannot be read.
        """
        day = self.date or eastern_date()
        try:
            names = sorted(entry.name for entry in os.scandir(self.path) if not entry.name.startswith("."))
        except OSError as error:
            raise SourceError(
                f"the folder cannot be read: {error.strerror or error}",
                where=str(self.path),
                next_step="Give a folder that exists and that you may read",
            ) from error
        papers: dict[str, Paper] = {}
        failures: list[Failure] = []
        for name in names[:MAX_FILES]:
            for one in self._file(name):
                if isinstance(one, Failure):
                    failures.append(one)
                elif one.id in papers:
                    failures.append(
                        Failure(id=one.id, title=one.title, error=f"{name}: the id {one.id} stands a second time")
                    )
                elif not (since and one.announced and one.announced < since):
                    papers[one.id] = one if one.announced else one.model_copy(update={"announced": day})
        state: FeedState = "unchecked" if papers or failures else "quiet"
        message = f"{self.path.name}: {counted(len(papers), 'paper')} on {in_words(day)}, {len(failures)} not usable"
        if len(names) > MAX_FILES:
            state = "truncated"
            message += f"; only the first {MAX_FILES} of {len(names)} files were read: split the folder"
        yield Announcement(
            source="folder",
            date=day,
            state=state,
            message=f"{message}.",
            papers=tuple(papers.values()),
            failures=tuple(failures),
        )

    def _file(self, name: str) -> list[Paper | Failure]:
        """What one file holds."""
        shown = one_line(name)
        suffix = Path(name).suffix.lower()
        if suffix not in (".jsonl", ".json", ".txt", ".md"):
            try:
                if stat.S_ISDIR((self.path / name).lstat().st_mode):
                    return []
            except OSError:
                pass
            kind = suffix.lstrip(".") or "no ending"
            reason = f"no title and abstract are read from files of this kind ({kind}); put them into a .txt beside it"
            reason += ", and full texts into the folder of --texts"
            return [Failure(id=shown, error=f"{shown}: {reason}")]
        try:
            body = _read(self.path / name)
        except (OSError, ValueError) as error:
            return [Failure(id=shown, error=f"{shown}: not read ({error})")]
        if suffix == ".jsonl":
            return self._rows(name, shown)
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return [Failure(id=shown, error=f"{shown}: not UTF-8 (byte {error.start + 1}); save it as UTF-8")]
        return _metadata(text, shown) if suffix == ".json" else [_written(text, shown)]

    def _rows(self, name: str, shown: str) -> list[Paper | Failure]:
        """The rows of a JSONL file."""
        try:
            days = list(Listing(self.path / name, date=self.date).fetch(Date.min))
        except SourceError as error:
            return [Failure(id=shown, error=f"{shown}: {error.what}")]
        rows: list[Paper | Failure] = [paper for day in days for paper in day.papers]
        for day in days:
            rows += [one.model_copy(update={"error": f"{shown}, {one.error}"}) for one in day.failures]
        return rows


def _read(path: Path) -> bytes:
    """A regular file's bytes, else a ValueError; no link is followed, and nothing is opened that could block."""
    if stat.S_ISLNK(path.lstat().st_mode):
        raise ValueError("it is a link; copy the file here")
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError("it is no regular file")
        body = file.read(MAX_FILE_BYTES + 1)
    if len(body) > MAX_FILE_BYTES:
        raise ValueError(f"it is longer than {MAX_FILE_BYTES} bytes")
    return body


def _metadata(text: str, shown: str) -> list[Paper | Failure]:
    """A JSON file: one object, or a list of them."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [Failure(id=shown, error=f"{shown}: not JSON ({error})"[:400])]
    rows = value if isinstance(value, list) else [value]
    if len(rows) == 1:
        return [paper_of_row(rows[0], shown, "folder")]
    return [paper_of_row(row, f"{shown}, row {number}", "folder") for number, row in enumerate(rows, start=1)]


def _written(text: str, shown: str) -> Paper | Failure:
    """A text: title, blank line, abstract; or an abstract under its heading."""
    lines = text.lstrip().splitlines()
    title = one_line(lines[0].lstrip("# ")) if lines else ""
    rest = "\n".join(lines[1:])
    heading = _ABSTRACT.search(rest)
    if heading:
        rest = rest[heading.end() :]
        end = _NEXT_HEADING.search(rest)
        rest = rest[: end.start()] if end else rest
    abstract = one_line(rest)
    stem = Path(shown).stem
    known = split_id(stem)
    if fault := fault_of(title, abstract):
        reason = fault.replace("entry", "file")
        return Failure(id=shown, title=title[:200] or None, error=f"{shown}: {reason}")
    return Paper(
        id=known[0] if known else stem,
        title=title,
        abstract=abstract,
        version=known[1] if known else None,
        source="folder",
    )
