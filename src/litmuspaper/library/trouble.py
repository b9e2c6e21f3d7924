"""Turns what SQLite and the system say into the error tree, with what the reader can do next."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from litmuspaper.errors import LibraryBusy, LibraryDamaged, LibraryError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_ROOM_BYTES = 1 << 20
"""Below this much free space an unexplained write error is taken for a full disk."""


@contextmanager
def translated(root: Path) -> Iterator[None]:
    """Run a block whose `sqlite3.Error` and `OSError` leave it as a `LibraryError` or a subclass of it."""
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(error, root) from error
    except OSError as error:
        raise _from_system(error, root) from error


def way_back(root: Path) -> str:
    """What to do about a damaged database: the newest copy where there is one."""
    copies = sorted(root.glob("library.db.*.bak"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    if copies:
        return (
            f"The newest copy is {copies[-1]}: move library.db, library.db-wal and library.db-shm aside, "
            "copy it to library.db, then run `litmus doctor`"
        )
    return (
        "There is no copy of it here: bring library.db back from a backup of your own, or move the library.db* "
        "files aside and run again to start anew; then run `litmus doctor`"
    )


def full(root: Path) -> LibraryError:
    """The error for a full disk."""
    return LibraryError(
        "the disk is full; nothing acknowledged was lost",
        where=str(root),
        next_step=f"Free space in {root} and run again",
    )


def _forbidden(root: Path) -> LibraryError:
    return LibraryError(
        "the library cannot be written here",
        where=str(root),
        next_step="Make the folder and its files writable, or name another folder with LITMUS_HOME",
    )


def _from_sqlite(error: sqlite3.Error, root: Path) -> LibraryError:
    code = getattr(error, "sqlite_errorcode", None) or 0
    primary = code & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return full(root)
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or "decode to UTF-8" in str(error):
        return LibraryDamaged(
            f"the database is damaged ({error})", where=str(root / "library.db"), next_step=way_back(root)
        )
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LibraryBusy(
            "another program has the database locked",
            where=str(root / "library.db"),
            next_step="Close it and run again",
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return _forbidden(root)
    if primary == sqlite3.SQLITE_IOERR and _no_room(root):
        return full(root)
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    return LibraryError(
        f"the database cannot be used: {error} ({name}); nothing acknowledged was lost",
        where=str(root / "library.db"),
        next_step="Check the disk and the folder's permissions, then run `litmus doctor`",
    )


def _from_system(error: OSError, root: Path) -> LibraryError:
    if error.errno in _FULL:
        return full(root)
    if error.errno in _FORBIDDEN:
        return _forbidden(root)
    return LibraryError(
        f"the folder cannot be used: {error.strerror or error}",
        where=str(error.filename or root),
        next_step="Check the disk and the folder's permissions, or name another folder with LITMUS_HOME",
    )


def _no_room(root: Path) -> bool:
    try:
        return shutil.disk_usage(root).free < _NO_ROOM_BYTES
    except OSError:
        return False
