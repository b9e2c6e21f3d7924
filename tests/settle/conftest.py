"""Claim files of our own writing, and what runs them."""

import os
import sys
import textwrap
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from litmuspaper import engine
from litmuspaper.cli import main
from litmuspaper.engine.ray_here import RayHere, environment
from litmuspaper.settle.experiment import settle

CLAIM = """
import os, time
from litmuspaper.settle import Experiment, Scale, Test, Tuning, streams

CLAIM = Experiment(
    paper="2601.00001",
    title="A made-up claim",
    sentence="The method scores higher than the rival.",
    arms={{"method": {{"gain": 1.0}}, "rival": {{"gain": 0.0}}}},
    metrics={{"score": "points", "other": "points"}},
    tests=(Test(metric="score", method="method", rival="rival", higher_is_better=True, margin=0.1),),
    refuted_by="An interval below 0.1.",
    scales={{"cpu": Scale(name="cpu", seeds=8, limit_s=30)}},
    {more}
)


def run(*, seed, scale, gain, shift=0.0):
    drawn = streams(seed)
    {body}
    return {{"score": drawn.data.normal() + gain + 0.1 * drawn.noise.normal() * (1 + gain) - shift, "other": 1.0}}
"""


@pytest.fixture
def claim_file(tmp_path):
    """Writes a claim file; `body` is put into its run, `more` into its claim."""

    def write(name="my_claim", body="pass", more="", **replaced):
        text = CLAIM.format(body=textwrap.indent(textwrap.dedent(body), "    ").strip(), more=more)
        for old, new in replaced.items():
            text = text.replace(old, new)
        path = tmp_path / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def settled(tmp_path):
    """Runs a claim file at scale cpu in a folder of its own."""
    return lambda path, out="out", **options: settle(str(path), "cpu", tmp_path / out, **options)


@pytest.fixture
def litmus(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["settle", *map(str, arguments)])
        written = capfd.readouterr()
        return SimpleNamespace(code=ended.value.code or 0, out=written.out, err=written.err)

    return run


@pytest.fixture(scope="session")
def ray_cluster():
    """One Ray of this machine for all tests, with two processors, and a GPU that it is only told of."""
    if find_spec("ray") is None:
        pytest.skip("Ray is not installed")
    patched = pytest.MonkeyPatch()
    for name, value in environment(True).items():
        patched.setenv(name, value)
    import ray

    here = RayHere()
    try:
        here.start(2, {"log_to_driver": False, "logging_level": "ERROR", "num_gpus": 1})
        yield engine.RayCluster()
    finally:
        ray.shutdown()
        here.close()
        patched.undo()


@pytest.fixture(params=["processes", pytest.param("ray", marks=pytest.mark.enable_socket)])
def on(request):
    """Where the workers of a map run."""
    return None if request.param == "processes" else request.getfixturevalue("ray_cluster")


# Workers import what they run, so it stands in a module that they find.
WORK = """
import os
import signal
import sys
import time
from functools import lru_cache
from pathlib import Path


def square(x):
    return x * x


def trouble(what):
    if what == "error":
        raise ValueError("no such thing")
    if what == "exit":
        sys.exit(3)
    if what == "gone":
        os._exit(3)
    if what == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "hang":
        time.sleep(60)
    if what == "unsendable":
        return lambda: None
    if what == "memory":
        return len(bytearray(3_000_000_000))
    if what == "much memory":
        return len([bytes(1_000_000) for _ in range(3000)])
    if what == "print":
        print("this is no part of the output")
    return what


def threads(_):
    return os.environ["OMP_NUM_THREADS"]


def gpus(_):
    import ray

    return ray.get_gpu_ids()


def begin(path):
    Path(path).write_text(str(os.getpid()))
    time.sleep(60 if path.endswith("wait") else 0)
    return os.getpid()


@lru_cache(maxsize=1)
def shared(folder, group):
    with (Path(folder) / "made").open("a") as file:
        file.write(f"{group}\\n")
    return group * 100


def in_step(item):
    # It begins together with the item of the group beside it, so that both workers are equally fast.
    folder, group, arm = item
    value = shared(folder, group) + arm
    (Path(folder) / f"{group}-{arm}").touch()
    while not (Path(folder) / f"{group ^ 1}-{arm}").exists():
        time.sleep(0.005)
    return value
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    (tmp_path / "work_of_tests.py").write_text(WORK, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "work_of_tests", raising=False)
    return import_module("work_of_tests")


@pytest.fixture
def alive():
    """Whether a process is there and not only its entry."""

    def look(pid):
        try:
            os.kill(pid, 0)
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except ProcessLookupError:
            return False
        except FileNotFoundError:
            return not Path("/proc").exists()

    return look
