"""The doctor finds what was changed behind the library's back, and says what to do."""

import json
import sqlite3

import pytest

from litmuspaper.library.canonical import canonical, digest
from litmuspaper.library.store import Library
from litmuspaper.types import Span


@pytest.fixture
def filled(root, make):
    with Library.open(root) as library:
        library.record(make.announcement(make.paper(), make.paper(id="b")))
        library.save_day(make.day(make.paper(), rejected=[make.paper(id="b")], failed=["c"]))
        library.put(b"raw")
    return root


def found(root):
    with Library.open(root, read_only=True) as library:
        return [problem.what for problem in library.check()]


def tamper(root, sql, *values):
    db = sqlite3.connect(root / "library.db")
    with db:
        db.execute(sql, values)
    db.close()


def resave(root, change, make):
    """Store a changed ledger with a right hash, as a faulty program would."""
    with Library.open(root) as library:
        day = library.day(make.DAY)
    value = json.loads(canonical(day, leave_out=frozenset({"announced"})))
    change(value)
    text = json.dumps(value)
    tamper(root, "UPDATE days SET day = ?, digest = ?", text, digest(text))


def test_a_sound_library_has_no_problem(filled):
    assert found(filled) == []


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE papers SET paper = replace(paper, 'hair', 'fur!') WHERE id = 'b'", "record of paper b"),
        ("UPDATE papers SET paper = x'00ff' WHERE id = 'b'", "record of paper b"),
        ("UPDATE days SET day = replace(day, 'Matting', 'Putting')", "not what was stored"),
        ("UPDATE days SET announced = 4, rejected = 2", "4 announced is not 1 selected + 2 rejected + 1 failed"),
        ("DELETE FROM outcomes WHERE id = 'c'", "outcomes kept beside it differ"),
        ("UPDATE outcomes SET day = 99 WHERE id = 'c'", "names a row of days that is not there"),
        ("DELETE FROM words WHERE 0; ", None),
    ],
)
def test_a_changed_row_is_found(filled, sql, what):
    if what is None:
        tamper(filled, "INSERT INTO papers VALUES (99, 'z', '2026-03-02', 1, x'00', '{}')")
        what = "missing from the word index"
    else:
        tamper(filled, sql)
    assert any(what in problem for problem in found(filled))


def test_a_quotation_that_moved_is_found(filled, make):
    def move(value):
        value["selected"][0]["evidence"][0]["start"] += 1

    resave(filled, move, make)
    assert found(filled) == [
        "the ledger of 2026-03-02 (listing): the quotation 'Matting' is not title[1:7] of its paper"
    ]


def test_a_quotation_of_the_digest_is_checked_too(filled, make):
    def change(value):
        value["selected"][0]["digest"]["idea"]["spans"][0]["text"] = "cut up"

    resave(filled, change, make)
    assert found(filled) == [
        "the ledger of 2026-03-02 (listing): the quotation 'cut up' is not abstract[3:9] of its paper"
    ]


def test_a_quotation_of_a_paper_that_was_never_announced_so_is_found(filled, make):
    def change(value):
        value["selected"][0]["paper"]["title"] = "Putting of hair with trimaps"
        value["selected"][0]["evidence"][0]["text"] = "Putting"

    resave(filled, change, make)
    assert found(filled) == [
        "the ledger of 2026-03-02 (listing): the quotation 'Putting' is in no recorded version of the paper"
    ]


def test_a_quotation_of_an_earlier_version_still_stands(filled, make):
    with Library.open(filled) as library:
        library.record(make.announcement(make.paper(title="Another title", version=2)))
    assert found(filled) == []


def test_a_paper_that_stands_twice_is_found(root, make):
    twice = make.day(make.paper(), rejected=[make.paper()])
    with Library.open(root) as library:
        library.save_day(twice)
    assert found(root) == ["the ledger of 2026-03-02 (listing): 2 rows for 1 papers: a paper stands in it twice"]


def test_an_unreadable_ledger_is_found(filled, make):
    resave(filled, lambda value: value.update(surprise=1), make)
    assert found(filled) == ["the ledger of 2026-03-02 (listing) cannot be read: 1 wrong fields"]


def test_a_missing_and_a_changed_file_are_found(filled):
    (file,) = [path for path in (filled / "blobs").rglob("*") if path.is_file()]
    file.write_bytes(b"other")
    assert found(filled) == ["a stored file holds other bytes"]
    file.unlink()
    assert found(filled) == ["a stored file is missing"]


def test_every_problem_says_where_and_what_to_do(filled, make):
    resave(filled, lambda value: value["selected"][0]["evidence"][0].update(end=99), make)
    with Library.open(filled, read_only=True) as library:
        (problem,) = library.check()
    assert str(filled) in problem.where
    assert problem.next_step == "Run `litmus day --date 2026-03-02` again"


def test_spans_count_code_points(root, make):
    title = "\U0001f9ea Lackmus für Haar"
    day = make.day(make.paper(title=title))
    assert day.selected[0].evidence == (Span(start=0, end=7, text=title[:7], field="title"),)
    with Library.open(root) as library:
        library.save_day(day)
        assert library.check() == []
