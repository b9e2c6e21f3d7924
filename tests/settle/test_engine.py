"""The one map, over processes and over Ray: results as in the serial run; whatever befalls an item costs one row."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from litmuspaper import engine


def test_every_item_has_one_result_as_in_the_serial_run(work, on):
    for workers in (1, 3):
        done = sorted(engine.map(work.square, range(20), workers=workers, on=on), key=lambda one: one.index)
        assert [one.value for one in done] == [work.square(x) for x in range(20)]
        assert {one.status for one in done} == {"done"}


def test_no_items_start_no_worker(work, on):
    assert list(engine.map(work.square, [], on=on)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_trouble_is_told_of_its_item_and_of_no_other(workers, work, on, capfd):
    items = ["a", "error", "killed", "b", "hang", "exit", "gone", "unsendable", "print", "c"]
    done = {items[one.index]: one for one in engine.map(work.trouble, items, workers=workers, limit_s=2, on=on)}
    assert len(done) == len(items)
    assert [done[name].value for name in ("a", "b", "c", "print")] == ["a", "b", "c", "print"]
    assert done["error"].status == done["exit"].status == done["unsendable"].status == "error"
    assert "ValueError: no such thing (work_of_tests.py, line" in done["error"].error
    assert done["unsendable"].error.startswith("the result cannot be sent: ")
    for name in ("killed", "gone"):
        assert (done[name].status, done[name].error) == ("killed", "the worker was killed")
    assert (done["hang"].status, done["hang"].error) == ("time limit", "took longer than 2 s")
    assert capfd.readouterr().out == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps to a limit of data")
def test_an_item_that_takes_too_much_memory_is_an_error_and_the_next_one_runs(work, on):
    items = ["a", "memory", "b", "much memory", "c"]
    done = {items[one.index]: one for one in engine.map(work.trouble, items, limit_mib=1000, on=on)}
    assert [done[name].value for name in ("a", "b", "c")] == ["a", "b", "c"]
    for name in ("memory", "much memory"):
        assert done[name].status == "error"
        assert done[name].error.startswith("out of memory: MemoryError: ")


def test_a_worker_that_is_killed_from_outside_costs_its_item_alone(work, on, tmp_path):
    items = [str(tmp_path / name) for name in ("first", "wait", "last")]
    done = []
    for one in engine.map(work.begin, items, on=on):
        done.append(one)
        if one.index == 0:
            until = time.monotonic() + 30
            while not ((tmp_path / "wait").exists() and (tmp_path / "wait").read_text()):
                assert time.monotonic() < until
                time.sleep(0.02)
            os.kill(int((tmp_path / "wait").read_text()), signal.SIGKILL)
    assert [(one.index, one.status) for one in done] == [(0, "done"), (1, "killed"), (2, "done")]


def test_a_function_that_no_worker_can_load_is_told_for_every_item(work, on, tmp_path, capfd):
    (tmp_path / "work_of_tests.py").unlink()
    shutil.rmtree(tmp_path / "__pycache__", ignore_errors=True)
    done = list(engine.map(work.square, range(2), workers=1, on=on))
    assert [(one.status, one.error) for one in done] == [("killed", "the worker could not start")] * 2


def test_workers_that_keep_to_their_groups_make_what_is_shared_once_a_group(work, on, tmp_path):
    items = [(str(tmp_path), group, arm) for arm in range(3) for group in range(4)]
    keys = [group for _, group, _ in items]
    for group in (keys, lambda item: item[1]):
        for path in tmp_path.glob("*-*"):
            path.unlink()
        done = {one.index: one for one in engine.map(work.in_step, items, workers=2, limit_s=20, on=on, group=group)}
        assert [done[n].value for n in range(12)] == [group * 100 + arm for _, group, arm in items]
    assert sorted((tmp_path / "made").read_text().split()) == sorted("0123" * 2)


def test_a_worker_has_one_thread_and_this_process_keeps_its_own(work, on, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert [one.value for one in engine.map(work.threads, [0], on=on)] == ["1"]
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_workers_end_with_a_map_that_is_left(work, on, tmp_path, alive):
    items = [str(tmp_path / name) for name in ("first", "wait")]
    left = engine.map(work.begin, items, workers=1, on=on)
    pid = next(left).value
    left.close()
    until = time.monotonic() + 30
    while alive(pid):
        assert time.monotonic() < until, "a worker outlived its map"
        time.sleep(0.05)


def test_workers_end_with_a_parent_that_is_killed(tmp_path, alive):
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, time\nfrom pathlib import Path\nfrom litmuspaper import engine\n\n\n"
        "def wait(x):\n    Path(f'{os.getpid()}.pid').touch()\n    time.sleep(60)\n\n\n"
        "if __name__ == '__main__':\n    list(engine.map(wait, range(2), workers=2))\n"
    )
    with subprocess.Popen([sys.executable, script], cwd=tmp_path, stderr=subprocess.DEVNULL) as parent:
        until = time.monotonic() + 30
        while len(pids := [int(path.stem) for path in tmp_path.glob("*.pid")]) < 2:
            assert time.monotonic() < until
            time.sleep(0.05)
        parent.kill()
    for pid in pids:
        while alive(pid):
            assert time.monotonic() < until, "a worker outlived its parent"
            time.sleep(0.05)
