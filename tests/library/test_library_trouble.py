"""Each thing that the disk or SQLite can say becomes one error that says what to do."""

import errno
import os
import sqlite3

import pytest

from litmuspaper.errors import LibraryBusy, LibraryDamaged, LibraryError
from litmuspaper.library.store import Library
from litmuspaper.library.trouble import translated


def said_by_sqlite(code, text="said"):
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode, error.sqlite_errorname = code, "SQLITE_X"
    return error


def said_by_system(number):
    return OSError(number, os.strerror(number), "some/file")


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (said_by_system(errno.ENOSPC), LibraryError, "the disk is full; nothing acknowledged was lost"),
        (said_by_system(errno.EDQUOT), LibraryError, "the disk is full"),
        (said_by_system(errno.EROFS), LibraryError, "cannot be written here"),
        (said_by_system(errno.EACCES), LibraryError, "cannot be written here"),
        (said_by_system(errno.EIO), LibraryError, "some/file: the folder cannot be used: Input/output error"),
        (said_by_system(errno.EMFILE), LibraryError, "Too many open files"),
        (said_by_sqlite(sqlite3.SQLITE_FULL), LibraryError, "the disk is full"),
        (said_by_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), LibraryError, "cannot be written here"),
        (said_by_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), LibraryBusy, "another program has the database locked"),
        (said_by_sqlite(sqlite3.SQLITE_CORRUPT_VTAB), LibraryDamaged, "the database is damaged"),
        (said_by_sqlite(sqlite3.SQLITE_NOTADB), LibraryDamaged, "the database is damaged"),
        (said_by_sqlite(sqlite3.SQLITE_IOERR_FSYNC), LibraryError, "the database cannot be used: said (SQLITE_X)"),
        (sqlite3.OperationalError("Could not decode to UTF-8 column 'paper'"), LibraryDamaged, "damaged"),
        (sqlite3.ProgrammingError("Cannot operate on a closed database."), LibraryError, "closed"),
    ],
)
def test_every_failure_is_one_of_our_errors_with_a_next_step(tmp_path, error, kind, says):
    with pytest.raises(LibraryError) as caught, translated(tmp_path):
        raise error
    assert type(caught.value) is kind
    assert says in str(caught.value)
    assert caught.value.where
    assert caught.value.next_step
    assert caught.value.__cause__ is error


def test_errors_of_our_own_and_faults_in_the_program_pass_unchanged(tmp_path):
    for error in (LibraryBusy("x"), ZeroDivisionError()):
        with pytest.raises(type(error)) as caught, translated(tmp_path):
            raise error
        assert caught.value is error


def test_damage_without_a_copy_says_so(tmp_path):
    with pytest.raises(LibraryDamaged, match="There is no copy of it here"), translated(tmp_path):
        raise said_by_sqlite(sqlite3.SQLITE_CORRUPT)


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="the folder cannot be used"):
        Library.open(tmp_path / "file")
    with pytest.raises(LibraryError, match="the folder cannot be used"):
        Library.open(tmp_path / "file" / "below")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write into a read-only folder")
def test_a_folder_without_leave_to_write_can_be_read(root, make):
    with Library.open(root) as library:
        library.save_day(make.day())
    (root / "library.lock").chmod(0o400)
    root.chmod(0o500)
    try:
        with pytest.raises(LibraryError, match="cannot be written here"):
            Library.open(root)
        with Library.open(root, read_only=True) as library:
            assert library.days() == [make.DAY]
    finally:
        root.chmod(0o700)


def test_commits_are_forced_to_the_disk_and_the_file_is_private(root):
    with Library.open(root) as library, library.reading() as db:
        asked = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")}
        assert asked == {"synchronous": 2, "journal_mode": "wal"}
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert root.stat().st_mode & 0o077 == 0
