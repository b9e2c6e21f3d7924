"""The one map: results as in the serial run; a crash, a hang, a killed worker or a poison item costs one row."""

import os
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from litmuspaper import engine

# Workers import what they run, so it stands in a module that they find.
WORK = """
import os
import signal
import sys
import time


def square(x):
    return x * x


def trouble(what):
    if what == "error":
        raise ValueError("no such thing")
    if what == "exit":
        sys.exit(3)
    if what == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "hang":
        time.sleep(60)
    if what == "unsendable":
        return lambda: None
    if what == "print":
        print("this is no part of the output")
    return what


def threads(_):
    return os.environ["OMP_NUM_THREADS"]
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    (tmp_path / "work_of_tests.py").write_text(WORK, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "work_of_tests", raising=False)
    return import_module("work_of_tests")


def test_every_item_has_one_result_as_in_the_serial_run(work):
    for workers in (1, 3):
        done = sorted(engine.map(work.square, range(20), workers=workers), key=lambda one: one.index)
        assert [one.value for one in done] == [work.square(x) for x in range(20)]
        assert {one.status for one in done} == {"done"}


def test_no_items_start_no_worker(work):
    assert list(engine.map(work.square, [])) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_trouble_is_told_of_its_item_and_of_no_other(workers, work, capfd):
    items = ["a", "error", "killed", "b", "hang", "exit", "unsendable", "print", "c"]
    done = {items[one.index]: one for one in engine.map(work.trouble, items, workers=workers, limit_s=2)}
    assert len(done) == len(items)
    assert [done[name].value for name in ("a", "b", "c", "print")] == ["a", "b", "c", "print"]
    assert done["error"].status == done["exit"].status == done["unsendable"].status == "error"
    assert "ValueError: no such thing (work_of_tests.py, line" in done["error"].error
    assert done["killed"].status == "killed"
    assert (done["hang"].status, done["hang"].error) == ("time limit", "took longer than 2 s")
    assert capfd.readouterr().out == ""


def test_a_function_that_no_worker_can_load_is_told_for_every_item(work, tmp_path, capfd):
    (tmp_path / "work_of_tests.py").unlink()
    shutil.rmtree(tmp_path / "__pycache__", ignore_errors=True)
    done = list(engine.map(work.square, range(2), workers=1))
    assert [one.status for one in done] == ["killed", "killed"]


def test_a_worker_has_one_thread_and_this_process_keeps_its_own(work, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert [one.value for one in engine.map(work.threads, [0])] == ["1"]
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_workers_end_with_a_map_that_is_left_and_with_a_parent_that_is_killed(tmp_path):
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


def alive(pid):
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc").exists()
