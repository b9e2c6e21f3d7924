"""The library: everything Litmus remembers for its reader. One writer at a time, any number of readers.

Below `root`: `library.db` (SQLite, write-ahead log), `library.lock`, `blobs/` (raw bytes by sha256), and
`library.db.vN.bak`, the copy made before a migration from version N. Nothing in it knows where the folder lies.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType

from litmuspaper.errors import LibraryDamaged, LibraryError
from litmuspaper.library import blobs, connect, days, index, labels, papers, texts
from litmuspaper.library.check import Problem, problems
from litmuspaper.library.days import Ledger
from litmuspaper.library.lock import Lock
from litmuspaper.library.papers import Record, Sighting
from litmuspaper.library.trouble import translated
from litmuspaper.types import Announcement, Day, Label, Paper


@dataclass(frozen=True)
class Counts:
    """How much the library holds."""

    papers: int
    announcements: int
    days: int
    labels: int
    blobs: int


class Library:
    """The reader's state; open it with `Library.open`, best in a `with` block.

    Every method raises `LibraryError` or a subclass of it where the disk or the database fails. A method that
    returned has its data on the disk; one that failed has changed nothing.
    """

    def __init__(self, root: Path, db: sqlite3.Connection, lock: Lock | None) -> None:
        self.root = root
        self._db = db
        self._lock = lock

    @classmethod
    def open(cls, root: Path, *, wait_s: float = 30.0, read_only: bool = False) -> "Library":
        """Open the library in a folder; see the error tree for each reason why it may not open.

        Args:
            root: the folder; made where it is missing, unless only reading.
            wait_s: how long to wait for another writer to end.
            read_only: take no lock and change nothing; another process may be writing.

        Returns:
            The library, open.
        """
        with translated(root):
            if read_only:
                return cls(root, connect.for_reading(root), None)
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = Lock.take(root / "library.lock", wait_s)
            with ExitStack() as unless_open:
                unless_open.callback(lock.release)
                blobs.clear_drafts(root)
                library = cls(root, connect.for_writing(root), lock)
                unless_open.pop_all()
            return library

    def close(self) -> None:
        """Close the database and give the writer's lock back; a second call does nothing."""
        try:
            with translated(self.root):
                self._db.close()
        finally:
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._lock is None:
            raise LibraryError("it was opened for reading only", where=str(self.root))
        with translated(self.root):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            finally:
                # SQLite has rolled back by itself after some errors, a full disk among them.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The database as it is at one moment, whatever a writer does meanwhile.

        Yields:
            The connection; for the files of this room only.
        """
        with translated(self.root):
            nested = self._db.in_transaction
            if not nested:
                self._db.execute("BEGIN")
            try:
                yield self._db
            finally:
                if not nested and self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def record(self, announcement: Announcement) -> None:
        """Store what a source announced on one day: its papers, their versions, its failures."""
        with self._writing() as db:
            papers.record(db, announcement)

    def earlier(self, ids: Collection[str], before: date) -> dict[str, Sighting]:
        """For each of the ids announced on a date before this one, the latest such day and its outcome."""
        with self.reading() as db:
            return papers.earlier(db, ids, before)

    def shown(self, ids: Collection[str], before: date) -> dict[str, date]:
        """For each of the ids shown to the reader on a date before this one, the latest such day."""
        with self.reading() as db:
            return papers.shown(db, ids, before)

    def version_before(self, id: str, before: date) -> Paper | None:
        """The newest record of a paper announced before the date, to show what a replacement changed."""
        with self.reading() as db:
            return papers.newest(db, id, self.root, before)

    def paper(self, id: str) -> Paper | None:
        """The newest record of a paper, None where the id was never announced."""
        with self.reading() as db:
            return papers.newest(db, id, self.root)

    def records(self, before: date | None = None) -> list[Record]:
        """Every record of a paper, announced before a date where one is given, in the order they came."""
        with self.reading() as db:
            return papers.records(db, before)

    def papers_at(self, records: Collection[Record]) -> list[Paper]:
        """The papers of some records, in their order."""
        with self.reading() as db:
            return [papers.at(db, record, self.root) for record in records]

    def search(self, words: str, limit: int = 20) -> list[Paper]:
        """The papers whose title, abstract and authors have all these words, best first."""
        with self.reading() as db:
            found = (papers.newest(db, id, self.root) for id in index.find(db, words, limit))
            return [paper for paper in found if paper is not None]

    def save_day(self, day: Day) -> None:
        """Store a day's ledger in place of an earlier run of the same date, source and profile."""
        with self._writing() as db:
            days.save(db, day)

    def days(self) -> list[date]:
        """The dates with a ledger, oldest first."""
        with self.reading() as db:
            return days.dates(db)

    def day(self, when: date) -> Day | None:
        """The ledger of a date; the newest run where several sources or profiles have one."""
        with self.reading() as db:
            return days.get(db, when, self.root)

    def ledgers(self, limit: int = 10) -> list[Ledger]:
        """The counts of the newest days, newest first."""
        with self.reading() as db:
            return days.ledgers(db, limit)

    def counts(self) -> Counts:
        """How many papers, announcements, days, labels and files there are."""
        with self.reading() as db:
            row = db.execute(
                "SELECT (SELECT count(DISTINCT id) FROM papers), (SELECT count(*) FROM announcements), "
                "(SELECT count(DISTINCT date) FROM days), (SELECT count(*) FROM labels), (SELECT count(*) FROM blobs)"
            ).fetchone()
        return Counts(*row)

    def put(self, data: bytes) -> str:
        """Store bytes and return their sha256; the same bytes are stored once."""
        with translated(self.root):
            if self._lock is None:
                raise LibraryError("it was opened for reading only", where=str(self.root))
            sha256 = blobs.write(self.root, data)
        # The file first: a row never names a file that is not there.
        with self._writing() as db:
            db.execute(
                "INSERT INTO blobs (sha256, size_bytes) VALUES (?, ?) ON CONFLICT DO NOTHING", (sha256, len(data))
            )
        return sha256

    def keep_text(self, paper: Paper, files: Mapping[str, bytes]) -> None:
        """Keep the files of a paper's full text, so that its version is fetched once."""
        hashes = {name: self.put(data) for name, data in files.items()}
        with self._writing() as db:
            texts.keep(db, paper, hashes)

    def text(self, paper: Paper) -> dict[str, bytes]:
        """The kept files of that version's full text by name, none where there are none; LibraryDamaged passes on."""
        with self.reading() as db:
            hashes = texts.files(db, paper)
        return {name: self.bytes_of(sha256) for name, sha256 in hashes.items()}

    def bytes_of(self, sha256: str) -> bytes:
        """The stored bytes of that sha256.

        Args:
            sha256: as `put` returned it.

        Returns:
            The bytes, checked.

        Raises:
            LibraryDamaged: the file is missing or holds other bytes.
            LibraryError: no such bytes were stored.
        """
        import hashlib

        path = blobs.path_of(self.root, sha256)
        with self.reading() as db:
            known = db.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (sha256,)).fetchone()
            if not known:
                raise LibraryError(f"no bytes with the sha256 {sha256} are stored", where=str(self.root))
            data = path.read_bytes() if path.is_file() else None
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            what = "is missing" if data is None else "holds other bytes than were stored"
            raise LibraryDamaged(
                f"the file of sha256 {sha256} {what}",
                where=str(path),
                next_step="Bring the file back from a backup, or store the same bytes again",
            )
        return data

    def label(self, *given: Label, works: Collection[Paper] = ()) -> None:
        """Keep thumbs up and down; the newest on a paper counts, and an import never overrules one given here.

        `works` are records of labelled works that no source announced, so that their words can teach.
        """
        with self._writing() as db:
            labels.put(db, given, works)

    def unlabel(self, ids: Collection[str]) -> list[str]:
        """Take the labels of these papers away; the ids that had one."""
        with self._writing() as db:
            return labels.remove(db, ids)

    def labels(self) -> list[Label]:
        """Every thumb, sorted by id."""
        with self.reading() as db:
            return list(labels.every(db))

    def labelled(self, before: date | None = None, at_most: int = 10_000) -> list[tuple[Paper, Label]]:
        """The labelled papers whose text is known, newest label first, as they were before the date where they were.

        Of more than `at_most` the newest count, half of the places for each thumb.
        """
        with self.reading() as db:
            return list(labels.texts(db, self.root, before, at_most))

    def work(self, id: str) -> Paper | None:
        """What an import told of a labelled work that no source announced."""
        with self.reading() as db:
            return labels.work(db, id, self.root)

    def with_text(self, ids: Collection[str]) -> set[str]:
        """The ids among these whose title and abstract the library holds."""
        with self.reading() as db:
            return labels.known(db, ids)

    def check(self) -> list[Problem]:
        """Hold everything stored against its own hashes, counts and quotations; none is found in a sound library."""
        with self.reading() as db:
            return list(problems(db, self.root))
