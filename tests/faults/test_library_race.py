"""Several processes at one library: one writes, the others wait or read, and nobody sees half a day."""

import re
import time

import pytest

from litmuspaper.errors import LibraryBusy
from litmuspaper.library.store import Library


def test_two_writers_take_turns_and_end_as_one_would(tmp_path, start, worker, undisturbed, state_of):
    root, half = tmp_path / "home", worker.STEPS // 2
    processes = [start("work", root, 60, 0, half), start("work", root, 60, half, worker.STEPS)]
    said = [line for process in processes for line in process.communicate(timeout=60)[0].splitlines()]
    assert len(said) == 4 * worker.STEPS
    assert [line for line in said if line.startswith("error")] == []
    with Library.open(root) as library:
        assert library.check() == []
        assert state_of(library) == undisturbed


def test_a_writer_that_does_not_end_is_named_by_its_pid(tmp_path, start):
    root = tmp_path / "home"
    process = start("kill", root)
    process.stdin.write("0 5\n")
    process.stdin.flush()
    while not (root / "library.db").exists():
        time.sleep(0.01)
    with pytest.raises(LibraryBusy) as caught:
        Library.open(root, wait_s=0.3)
    assert re.search(r"process \d+ \(since 20", str(caught.value))
    assert f"process {process.pid} " not in str(caught.value), "it is the child that writes"


def test_readers_see_whole_steps_while_a_writer_works(tmp_path, start, worker):
    root = tmp_path / "home"
    process = start("work", root)
    while not (root / "library.db").exists():
        time.sleep(0.005)
    looks = 0
    while process.poll() is None or looks == 0:
        with Library.open(root, read_only=True) as library, library.reading() as db:
            days = library.days()
            (papers,) = db.execute("SELECT count(*) FROM papers").fetchone()
            (sightings,) = db.execute("SELECT count(*) FROM sightings").fetchone()
            assert papers % worker.PAPERS_A_DAY == 0
            assert sightings % (worker.PAPERS_A_DAY + 1) == 0
            assert len(days) in (papers // worker.PAPERS_A_DAY, papers // worker.PAPERS_A_DAY - 1)
            if days:
                assert library.day(days[-1]) == worker.day(len(days) - 1)
            assert len(library.days()) == len(days), "one moment stays one moment"
        looks += 1
    assert len(process.communicate()[0].splitlines()) == 4 * worker.STEPS


def test_the_doctor_may_look_while_a_writer_works(tmp_path, start):
    root = tmp_path / "home"
    process = start("work", root)
    while not (root / "library.db").exists():
        time.sleep(0.005)
    found = []
    while process.poll() is None:
        with Library.open(root, read_only=True) as library:
            found += library.check()
    assert found == []
