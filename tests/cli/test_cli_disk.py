"""Disks that are full or closed, a library of another age, two runs at once: nothing acknowledged is lost."""

import os
import resource
import shutil
import sqlite3
from functools import partial
from pathlib import Path

import pytest

from litmuspaper.library.lock import Lock
from litmuspaper.library.store import Library

DAY = ("day", "--profile", "criteria.txt", "--listing", "day.jsonl")


def home():
    return Path(os.environ["LITMUS_HOME"])


def pages(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def example_day(here):
    """The embedded day as a listing: large enough that a small disk is full in the middle."""
    from litmuspaper import example

    shutil.copy(example.listing(), here / "day.jsonl")
    shutil.copy(example.profile(), here / "profile.toml")
    return ("day", "--listing", "day.jsonl")


def starved(limit_bytes):
    """Called in a new process: no file there can grow beyond the limit, as on a full disk."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))


@pytest.mark.parametrize("limit_bytes", [0, 50_000, 200_000])
def test_a_full_disk_under_the_library(process, litmus, here, example_day, limit_bytes):
    done = process(*example_day, preexec_fn=starved(limit_bytes))
    assert (done.code, done.out) == (4, "")
    assert done.err.count("\n") == 1
    assert "nothing acknowledged was lost" in done.err
    assert not (here / "out").exists()
    assert litmus(*example_day).code == 0
    assert litmus("doctor").code == 0


def test_a_full_disk_under_a_day_that_follows_keeps_the_first(process, litmus, here, example_day, make):
    litmus(*example_day)
    before = pages(here / "out")
    rows = [make.row(f"p.{n}", "Rings", "Every ring. " * 60, announced="2026-01-06") for n in range(600)]
    make.write_rows(here / "next.jsonl", rows)
    limit_bytes = (home() / "library.db").stat().st_size
    done = process("day", "--listing", "next.jsonl", preexec_fn=starved(limit_bytes))
    assert done.code == 4
    assert pages(here / "out") == before
    assert litmus("doctor").code == 0
    assert litmus(*example_day).code == 0
    assert pages(here / "out") == before
    assert "600 announced" in litmus("day", "--listing", "next.jsonl").out


@pytest.mark.parametrize("limit_bytes", [33_000, 40_000])
def test_a_full_disk_under_the_pages_leaves_whole_files_and_the_next_run_completes(
    process, litmus, here, example_day, limit_bytes
):
    litmus(*example_day)
    whole = pages(here / "out")
    shutil.rmtree(here / "out")
    done = process(*example_day, preexec_fn=starved(limit_bytes))
    assert (done.code, done.out) == (5, "")
    assert "cannot be written: File too large. Free some space" in done.err
    written = pages(here / "out") if (here / "out").exists() else {}
    assert written.items() < whole.items(), "each file is whole, and no draft is left"
    assert litmus(*example_day).code == 0
    assert pages(here / "out") == whole
    again = process(*example_day, preexec_fn=starved(limit_bytes))
    assert again.code == 5
    assert pages(here / "out") == whole, "an old page stays until the new one is whole"


@pytest.mark.parametrize("blocked", ["out", "out/2026-01-05", "out/2026-01-05/papers"])
def test_a_file_where_a_folder_of_pages_should_be(litmus, here, blocked):
    path = here / blocked
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    done = litmus(*DAY)
    assert done.code == 5
    assert blocked in done.err
    assert "or give a folder that you may write with --out" in done.err
    assert path.read_text(encoding="utf-8") == "mine"
    assert litmus(*DAY, "--out", "elsewhere").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written(litmus, here):
    (here / "out").mkdir(mode=0o500)
    done = litmus(*DAY)
    assert done.code == 5
    assert "Permission denied" in done.err


def test_a_home_that_is_a_file(litmus, here, monkeypatch):
    monkeypatch.setenv("LITMUS_HOME", str(here / "criteria.txt"))
    done = litmus(*DAY)
    assert (done.code, done.out) == (4, "")
    assert "LITMUS_HOME" in done.err


def test_a_library_of_a_newer_litmus_is_left_alone(litmus, here):
    litmus(*DAY)
    with sqlite3.connect(home() / "library.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = (home() / "library.db").read_bytes()
    for command in (DAY, ("status",), ("doctor",)):
        done = litmus(*command)
        assert (done.code, done.out) == (4, "")
        assert "written by a newer Litmus (schema 99" in done.err
        assert "Install the newest Litmus" in done.err
    assert (home() / "library.db").read_bytes() == before


def test_a_library_that_is_rubbish_is_left_alone(litmus):
    home().mkdir(exist_ok=True)
    (home() / "library.db").write_bytes(b"rubbish " * 1000)
    done = litmus(*DAY)
    assert done.code == 4
    assert "move the library.db* files aside" in done.err
    assert (home() / "library.db").read_bytes() == b"rubbish " * 1000


def test_two_runs_at_once_both_end_well(start, litmus, here, make):
    for n in range(3):
        rows = [make.row(f"p.{n}.{i}", "Lamps", "Lamps in lakes.", announced=f"2026-01-0{5 + n}") for i in range(300)]
        make.write_rows(here / f"{n}.jsonl", rows)
    listings = ["0.jsonl", "1.jsonl", "2.jsonl", "2.jsonl"]
    begun = [start("day", "--profile", "criteria.txt", "--listing", listing) for listing in listings]
    for one in begun:
        out, err = one.communicate(timeout=60)
        assert (one.returncode, err) == (0, "")
        assert "300 announced" in out
    assert litmus("doctor").code == 0
    shown = (here / "out/index.html").read_text(encoding="utf-8")
    assert all(f"2026-01-0{5 + n}/index.html" in shown for n in range(3))
    with Library.open(home(), read_only=True) as library:
        assert [ledger.announced for ledger in library.ledgers()] == [300, 300, 300]


def test_a_run_that_finds_another_at_work_says_which_and_what_to_do(litmus, monkeypatch):
    real = Lock.take
    with Library.open(home()):
        monkeypatch.setattr(Lock, "take", lambda path, wait_s: real(path, 0.1))
        done = litmus(*DAY)
    assert (done.code, done.out) == (4, "")
    assert f"process {os.getpid()} (since 20" in done.err
    assert "is writing the library (waited 0.1 s). Let it finish, or end it, and run again" in done.err
