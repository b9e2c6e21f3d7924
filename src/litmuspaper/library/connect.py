"""Opens the database file: for the one writer, or for reading only."""

import os
import sqlite3
from contextlib import ExitStack
from pathlib import Path

from litmuspaper.errors import LibraryDamaged, LibraryError, LibraryVersion
from litmuspaper.library import index, schema
from litmuspaper.library.trouble import way_back

_FOREIGN_WAIT_S = 5.0
"""How long to wait for a program that is not Litmus and has the database locked."""


def for_writing(root: Path) -> sqlite3.Connection:
    """Open the database, making or migrating it first; the caller holds the writer's lock.

    Args:
        root: the library's folder.

    Returns:
        A connection without implicit transactions, every commit of which is durable.

    Raises:
        LibraryDamaged: it is not a library, or not all of it is there.
    """
    path = root / "library.db"
    journal = root / "library.db-wal"
    if not path.exists():
        # A new file under an old journal would take the old one's pages for its own.
        if journal.exists() and journal.stat().st_size:
            raise LibraryDamaged(
                "the database is gone but its journal is still here", where=str(path), next_step=way_back(root)
            )
        schema.create(path)
    _refuse_empty(path, root)
    db = _connect(path, "rw")
    with ExitStack() as unless_good:
        unless_good.callback(db.close)
        found = schema.version(db, root)
        _make_durable(db, root)
        schema.migrate(db, found, path)
        index.prepare(db)
        unless_good.pop_all()
    return db


def for_reading(root: Path) -> sqlite3.Connection:
    """Open the database without being able to change it; one writer may be at work meanwhile.

    Args:
        root: the library's folder.

    Returns:
        A connection that only reads.

    Raises:
        LibraryError: there is no library, or it cannot be used.
        LibraryVersion: an older Litmus wrote it, and it must be opened for writing once.
    """
    path = root / "library.db"
    if not path.exists():
        raise LibraryError("there is no library here", where=str(root), next_step="Run `litmus day` to start one")
    _refuse_empty(path, root)
    journal = root / "library.db-wal"
    # In a folder that cannot be written SQLite cannot make its journal's index; it needs none where all is in the file.
    still = not os.access(root, os.W_OK) and not (journal.exists() and journal.stat().st_size)
    db = _connect(path, "ro&immutable=1" if still else "ro")
    with ExitStack() as unless_good:
        unless_good.callback(db.close)
        found = schema.version(db, root)
        if found < len(schema.SCRIPTS):
            raise LibraryVersion(
                f"written by an older Litmus (schema {found}, this one knows {len(schema.SCRIPTS)})",
                where=str(path),
                next_step="Run `litmus day` once: it makes a copy and brings the library up to date",
            )
        unless_good.pop_all()
    return db


def _make_durable(db: sqlite3.Connection, root: Path) -> None:
    (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise LibraryError(
            f"SQLite cannot keep a write-ahead log here (it says {mode!r})",
            where=str(root),
            next_step="Name a folder on a local disk with LITMUS_HOME",
        )
    # FULL: the log is on the disk before a commit returns. fullfsync does the same on macOS.
    db.executescript(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; "
        "PRAGMA journal_size_limit = 16777216"
    )


def _refuse_empty(path: Path, root: Path) -> None:
    # SQLite would take an empty file for a new database and start over without a word.
    if path.stat().st_size == 0:
        raise LibraryDamaged("the database file is empty", where=str(path), next_step=way_back(root))


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_FOREIGN_WAIT_S)
    # A damaged or hostile file must not be able to run anything (sqlite.org/security.html).
    db.executescript("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
    return db
