"""Older and newer libraries: a copy first, then the change; never a guess."""

import sqlite3

import pytest

from litmuspaper.errors import LibraryDamaged, LibraryError, LibraryVersion
from litmuspaper.library import schema
from litmuspaper.library.store import Library

SECOND = "ALTER TABLE labels ADD COLUMN note TEXT NOT NULL DEFAULT ''"
NOW = len(schema.SCRIPTS)
BROKEN = "CREATE TABLE half (a); INSERT INTO nowhere VALUES (1)"


def version_of(path):
    db = sqlite3.connect(path)
    try:
        return db.execute("PRAGMA user_version").fetchone()[0]
    finally:
        db.close()


@pytest.fixture
def filled(root, make):
    with Library.open(root) as library:
        library.record(make.announcement(make.paper()))
        library.save_day(make.day(make.paper()))
    return root


def test_an_older_library_is_copied_and_then_migrated(filled, make, monkeypatch):
    monkeypatch.setattr(schema, "SCRIPTS", (*schema.SCRIPTS, SECOND))
    with Library.open(filled) as library:
        assert library.day(make.DAY) == make.day(make.paper())
        assert library.check() == []
    assert version_of(filled / "library.db") == NOW + 1
    assert version_of(filled / f"library.db.v{NOW}.bak") == NOW
    Library.open(filled).close()
    assert sorted(path.name for path in filled.glob("*.bak*")) == [f"library.db.v{NOW}.bak"]


def test_a_library_of_the_first_version_is_migrated_with_all_it_holds(root, make, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(schema, "SCRIPTS", schema.SCRIPTS[:1])
        with Library.open(root) as library:
            library.record(make.announcement(make.paper()))
            library.save_day(make.day(make.paper()))
    assert version_of(root / "library.db") == 1
    with Library.open(root) as library:
        assert library.day(make.DAY) == make.day(make.paper())
        library.keep_text(make.paper(), {"main.tex": b"text"})
        assert library.text(make.paper()) == {"main.tex": b"text"}
        assert library.check() == []


def test_going_back_to_the_copy_as_the_error_says_works(filled, make, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(schema, "SCRIPTS", (*schema.SCRIPTS, SECOND))
        Library.open(filled).close()
    (filled / "library.db").write_bytes(b"not a database" * 400)
    with pytest.raises(LibraryDamaged, match=rf"newest copy is .*library\.db\.v{NOW}\.bak.*litmus doctor"):
        Library.open(filled)
    for name in ("library.db", "library.db-wal", "library.db-shm"):
        (filled / name).unlink(missing_ok=True)
    (filled / f"library.db.v{NOW}.bak").rename(filled / "library.db")
    with Library.open(filled) as library:
        assert library.days() == [make.DAY]
        assert library.check() == []


def test_a_migration_that_fails_changes_nothing(filled, make, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(schema, "SCRIPTS", (*schema.SCRIPTS, BROKEN))
        with pytest.raises(LibraryError, match="no such table"):
            Library.open(filled)
    with Library.open(filled) as library, library.reading() as db:
        assert library.days() == [make.DAY]
        assert db.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchone() is None


def test_a_reader_does_not_migrate(filled, monkeypatch):
    monkeypatch.setattr(schema, "SCRIPTS", (*schema.SCRIPTS, SECOND))
    with pytest.raises(LibraryVersion, match=rf"older Litmus .schema {NOW}, this one knows {NOW + 1}.*litmus day"):
        Library.open(filled, read_only=True)
    assert version_of(filled / "library.db") == NOW


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_library_is_left_alone(filled, read_only):
    db = sqlite3.connect(filled / "library.db")
    db.execute(f"PRAGMA user_version = {NOW + 6}")
    db.close()
    before = (filled / "library.db").read_bytes()
    with pytest.raises(LibraryVersion, match=rf"newer Litmus .schema {NOW + 6}, this one knows {NOW}"):
        Library.open(filled, read_only=read_only)
    assert (filled / "library.db").read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_another_programs_database_is_not_touched(root, read_only):
    root.mkdir()
    db = sqlite3.connect(root / "library.db")
    db.execute("CREATE TABLE theirs (a)")
    db.close()
    before = (root / "library.db").read_bytes()
    with pytest.raises(LibraryDamaged, match="not a Litmus library"):
        Library.open(root, read_only=read_only)
    assert (root / "library.db").read_bytes() == before


def test_a_draft_left_by_a_killed_first_run_is_replaced(root, make):
    root.mkdir()
    (root / "library.db.new").write_bytes(b"half")
    with Library.open(root) as library:
        library.save_day(make.day())
    assert not (root / "library.db.new").exists()
