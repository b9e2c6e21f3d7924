"""What the day relies on: what was recorded comes back, once, and from the right day."""

from datetime import date, timedelta

import pytest

from litmuspaper.errors import LibraryDamaged, LibraryError
from litmuspaper.library.store import Library, Sighting
from litmuspaper.types import Day, Failure, Label


def test_a_paper_comes_back_as_it_was_recorded(library, make):
    paper = make.paper(version=2, categories=("cs.CV", "cs.GR"), submitted=date(2026, 2, 27))
    library.record(make.announcement(paper))
    assert library.paper(paper.id) == paper
    assert library.paper("2603.99999") is None


def test_state_outlives_the_process_that_wrote_it(root, make):
    saved = make.day(make.paper())
    with Library.open(root) as library:
        library.record(make.announcement(make.paper()))
        library.save_day(saved)
        sha256 = library.put(b"raw")
        library.label(Label(id="2603.00001", relevant=True))
    with Library.open(root, read_only=True) as library:
        assert library.paper("2603.00001") == make.paper()
        assert library.day(make.DAY) == saved
        assert library.days() == [make.DAY]
        assert library.bytes_of(sha256) == b"raw"
        assert library.labels() == [Label(id="2603.00001", relevant=True)]


def test_earlier_names_the_latest_day_before_and_how_it_ended(library, make):
    a, b, c = (make.paper(id=name) for name in "abc")
    first, second = make.DAY, make.DAY + timedelta(days=1)
    library.record(make.announcement(a, b, c, failures=[Failure(id="d", error="no title")], when=first))
    library.save_day(make.day(a, rejected=[b], failed=["d"], when=first))
    library.record(make.announcement(b, when=second))
    asked = ["a", "b", "c", "d", "unknown"]
    assert library.earlier(asked, first) == {}
    assert library.earlier(asked, second) == {
        "a": Sighting(first, "selected"),
        "b": Sighting(first, "rejected"),
        "c": Sighting(first, None),
        "d": Sighting(first, "failed"),
    }
    assert library.earlier(asked, second + timedelta(days=1))["b"] == Sighting(second, None)


def test_of_two_ledgers_on_a_day_the_better_outcome_counts(library, make):
    library.save_day(make.day(make.paper(), profile="one"))
    library.save_day(make.day(rejected=[make.paper()], profile="two"))
    later = make.DAY + timedelta(days=1)
    assert library.earlier(["2603.00001"], later) == {"2603.00001": Sighting(make.DAY, "selected")}


def test_version_before_is_what_a_replacement_is_compared_with(library, make):
    old = make.paper(version=1, title="Matting of hair")
    new = make.paper(version=2, title="Matting of hair, fast", announce_type="replace")
    later = make.DAY + timedelta(days=30)
    library.record(make.announcement(new, when=later))
    library.record(make.announcement(old))
    assert library.version_before(old.id, later) == old
    assert library.version_before(old.id, make.DAY) is None
    assert library.paper(old.id) == new


def test_running_a_day_again_replaces_its_ledger_whole(library, make):
    a, b = make.paper(id="a"), make.paper(id="b")
    library.save_day(make.day(a, rejected=[b]))
    library.save_day(make.day(b))
    assert library.day(make.DAY) == make.day(b)
    assert library.counts().days == 1
    assert library.earlier(["a", "b"], make.DAY + timedelta(days=1)) == {
        "a": Sighting(make.DAY, None),
        "b": Sighting(make.DAY, "selected"),
    }


def test_the_newest_run_of_a_date_is_the_one_shown(library, make):
    one, two = make.day(make.paper(), profile="one"), make.day(profile="two")
    library.save_day(one)
    library.save_day(two)
    assert library.day(make.DAY) == two
    library.save_day(one)
    assert library.day(make.DAY) == one
    assert [ledger.announced for ledger in library.ledgers()] == [1, 0]


def test_a_day_is_the_same_bytes_however_often_it_is_saved(root, make):
    saved = make.day(make.paper(), rejected=[make.paper(id="b")])
    seen = set()
    with Library.open(root) as library:
        for _ in range(3):
            library.save_day(Day.model_validate_json(saved.model_dump_json(exclude={"announced"})))
            with library.reading() as db:
                seen.add(tuple(db.execute("SELECT day, digest FROM days").fetchall()))
    assert len(seen) == 1


def test_a_ledger_reads_in_one_line(library, make):
    library.save_day(make.day(make.paper(), rejected=[make.paper(id="b")], failed=["c"]))
    assert str(library.ledgers()[0]) == ("2026-03-02 listing, fresh: 3 announced = 1 selected + 1 rejected + 1 failed")


def test_bytes_are_stored_once_and_checked_when_read(root, library):
    sha256 = library.put(b"one")
    assert library.put(b"one") == sha256
    files = [path for path in (root / "blobs").rglob("*") if path.is_file()]
    assert len(files) == 1
    files[0].write_bytes(b"two")
    with pytest.raises(LibraryDamaged, match="holds other bytes"):
        library.bytes_of(sha256)
    assert library.put(b"one") == sha256
    assert library.bytes_of(sha256) == b"one"
    files[0].unlink()
    with pytest.raises(LibraryDamaged, match="is missing"):
        library.bytes_of(sha256)


@pytest.mark.parametrize("sha256", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_bytes_that_were_never_stored_are_an_error(library, sha256):
    with pytest.raises(LibraryError, match="sha256"):
        library.bytes_of(sha256)


def test_the_last_thumb_counts(library):
    library.label(Label(id="b", relevant=True))
    library.label(Label(id="a", relevant=True))
    library.label(Label(id="b", relevant=False))
    assert library.labels() == [Label(id="a", relevant=True), Label(id="b", relevant=False)]


def test_one_failed_write_leaves_nothing_of_it(library, make):
    broken = make.announcement(make.paper()).model_copy(update={"state": None})
    with pytest.raises(LibraryError):
        library.record(broken)
    assert library.paper("2603.00001") is None
    assert library.counts().papers == 0
    library.record(make.announcement(make.paper()))
    assert library.counts().papers == 1


def test_a_reader_cannot_write(root, make):
    Library.open(root).close()
    with Library.open(root, read_only=True) as library:
        for write in (
            lambda: library.record(make.announcement(make.paper())),
            lambda: library.save_day(make.day()),
            lambda: library.put(b""),
            lambda: library.label(Label(id="a", relevant=True)),
        ):
            with pytest.raises(LibraryError, match="reading only"):
                write()


def test_reading_where_there_is_no_library_says_so_and_makes_nothing(root):
    with pytest.raises(LibraryError, match=r"no library here.*litmus day"):
        Library.open(root, read_only=True)
    assert not root.exists()


def test_a_closed_library_is_an_error_not_a_crash(root):
    library = Library.open(root)
    library.close()
    library.close()
    with pytest.raises(LibraryError):
        library.days()


def test_a_moved_folder_is_the_same_library(root, make):
    with Library.open(root) as library:
        library.save_day(make.day(make.paper()))
        sha256 = library.put(b"raw")
    moved = root.with_name("somewhere else, with spaces & ünïcode%20?#")
    root.rename(moved)
    with Library.open(moved) as library:
        assert library.days() == [make.DAY]
        assert library.bytes_of(sha256) == b"raw"
        assert library.check() == []


def test_a_relative_folder_works(tmp_path, monkeypatch, make):
    monkeypatch.chdir(tmp_path)
    from pathlib import Path

    with Library.open(Path("home")) as library:
        library.save_day(make.day())
    assert (tmp_path / "home" / "library.db").is_file()


def test_text_of_any_kind_comes_back(library, make):
    paper = make.paper(title='It\'s 100% "α→β" \\x \U0001f9ea; DROP TABLE papers', abstract="نص 中文 e\u0301")
    library.record(make.announcement(paper))
    assert library.paper(paper.id) == paper
