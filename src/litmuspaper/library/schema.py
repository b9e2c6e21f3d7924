"""The tables and how they came to be: one script a version, applied in order, after a copy was made.

A new field in a stored noun of `litmuspaper.types` counts as a new version too: an older Litmus would refuse it.
"""

import os
import sqlite3
from pathlib import Path

from litmuspaper.errors import LibraryDamaged, LibraryVersion
from litmuspaper.library.blobs import sync_folder
from litmuspaper.library.trouble import way_back

APPLICATION_ID = 0x4C544D53
"""`LTMS`: says that the file is a Litmus library (PRAGMA application_id)."""

_FIRST = """
-- One row for each different metadata record of a paper on the day it was announced. Rows are never changed or
-- removed: `digest` is the sha256 of `paper`, the canonical JSON of types.Paper.
CREATE TABLE papers (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    announced TEXT NOT NULL,
    version INTEGER,
    digest BLOB NOT NULL,
    paper TEXT NOT NULL,
    UNIQUE (id, announced, digest)
);
-- One row for each different answer of a source on a day; `body` is types.Announcement without its papers.
CREATE TABLE announcements (
    key INTEGER PRIMARY KEY,
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    digest BLOB NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (date, source, digest)
);
-- Every id (a failed one too) on every date it was announced.
CREATE TABLE sightings (
    id TEXT NOT NULL,
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (id, date, source)
) WITHOUT ROWID;
-- The ledgers; `day` is the canonical JSON of types.Day, `digest` its sha256. The greatest key is the newest run.
CREATE TABLE days (
    key INTEGER PRIMARY KEY,
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    profile TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    announced INTEGER NOT NULL,
    selected INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    digest BLOB NOT NULL,
    day TEXT NOT NULL,
    UNIQUE (date, source, profile),
    CHECK (announced = selected + rejected + failed)
);
-- How each paper ended on each day.
CREATE TABLE outcomes (
    id TEXT NOT NULL,
    date TEXT NOT NULL,
    day INTEGER NOT NULL REFERENCES days (key) ON DELETE CASCADE,
    outcome TEXT NOT NULL CHECK (outcome IN ('selected', 'rejected', 'failed')),
    PRIMARY KEY (id, date, day)
) WITHOUT ROWID;
CREATE INDEX outcomes_by_day ON outcomes (day);
CREATE TABLE labels (
    id TEXT NOT NULL PRIMARY KEY,
    relevant INTEGER NOT NULL CHECK (relevant IN (0, 1))
) WITHOUT ROWID;
-- Every file that must be in blobs/.
CREATE TABLE blobs (
    sha256 TEXT NOT NULL PRIMARY KEY,
    size_bytes INTEGER NOT NULL
) WITHOUT ROWID;
"""

_SECOND = """
-- The files of a paper's full text, fetched for this reader alone; `files` is a JSON object of name to sha256 in blobs.
-- `version` is 0 where the source named none. Days have `full_text` in their selected rows from here on.
CREATE TABLE texts (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    files TEXT NOT NULL,
    PRIMARY KEY (id, version)
) WITHOUT ROWID;
"""

_THIRD = """
-- When a label was made (NULL where an older Litmus kept it), and by what: `thumb`, `file`, `import:bibtex` and so on.
ALTER TABLE labels ADD COLUMN made TEXT;
ALTER TABLE labels ADD COLUMN origin TEXT NOT NULL DEFAULT 'thumb';
-- What an import told of liked works that no source announced here; `paper` is the canonical JSON of types.Paper.
CREATE TABLE works (
    id TEXT NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL,
    paper TEXT NOT NULL
) WITHOUT ROWID;
"""

SCRIPTS: tuple[str, ...] = (_FIRST, _SECOND, _THIRD)
"""The script at index n takes a database from version n to n + 1."""


def version(db: sqlite3.Connection, root: Path) -> int:
    """The schema of an opened database.

    Args:
        db: an open connection.
        root: the library's folder, for the error.

    Returns:
        Its version, from 1 to what this Litmus knows.

    Raises:
        LibraryVersion: a newer Litmus wrote it.
        LibraryDamaged: it is not a Litmus library.
    """
    (found,) = db.execute("PRAGMA user_version").fetchone()
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID or found < 1:
        raise LibraryDamaged(
            "this is not a Litmus library, or it was emptied",
            where=str(root / "library.db"),
            next_step=way_back(root),
        )
    if found > len(SCRIPTS):
        raise LibraryVersion(
            f"written by a newer Litmus (schema {found}, this one knows {len(SCRIPTS)})",
            where=str(root / "library.db"),
            next_step="Install the newest Litmus (pip install --upgrade litmuspaper)",
        )
    return int(found)


def create(path: Path) -> None:
    """Make an empty library; the file appears under its name only when it is whole."""
    draft = path.with_name(path.name + ".new")
    for leftover in (draft, draft.with_name(draft.name + "-journal")):
        leftover.unlink(missing_ok=True)
    db = sqlite3.connect(draft, isolation_level=None)
    try:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for number, script in enumerate(SCRIPTS, start=1):
            _apply(db, number, script)
    finally:
        db.close()
    _publish(draft, path)


def migrate(db: sqlite3.Connection, found: int, path: Path) -> Path | None:
    """Bring an older database up to date, after a copy of it was made.

    Args:
        db: an open connection for writing.
        found: its version.
        path: its file; the copy is kept beside it as `library.db.v1.bak`.

    Returns:
        The copy, None where nothing had to be done.
    """
    if found == len(SCRIPTS):
        return None
    copy = path.with_name(f"{path.name}.v{found}.bak")
    draft = copy.with_name(copy.name + ".new")
    draft.unlink(missing_ok=True)
    target = sqlite3.connect(draft, isolation_level=None)
    try:
        db.backup(target)
        # A copy in one file: it must not need a journal beside it.
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()
    _publish(draft, copy)
    for number in range(found + 1, len(SCRIPTS) + 1):
        _apply(db, number, SCRIPTS[number - 1])
    return copy


def _apply(db: sqlite3.Connection, number: int, script: str) -> None:
    try:
        db.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _publish(draft: Path, path: Path) -> None:
    descriptor = os.open(draft, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.replace(draft, path)
    sync_folder(path.parent)
