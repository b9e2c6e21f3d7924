"""`--ray`: the same bytes as in processes, a Ray that leaves nothing behind, and errors that say what to do."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from litmuspaper import engine
from litmuspaper.engine import ray_cluster as rays
from litmuspaper.engine import ray_here
from litmuspaper.errors import ConfigError

PROGRAM = [sys.executable, "-c", "from litmuspaper.cli import main; main()", "settle", "my_claim.py"]
SLOW = "open(f'{os.getpid()}.pid', 'w').close()\ntime.sleep(0.1)"
on_ray = pytest.mark.enable_socket


def kept(tmp_path, out):
    return [(tmp_path / out / "my_claim-cpu" / name).read_bytes() for name in ("plans.jsonl", "rows.jsonl")]


def rows_of(tmp_path, out):
    cells = tmp_path / out / "my_claim-cpu" / "cells.jsonl"
    return cells.read_bytes().count(b"\n") if cells.exists() else 0


def wait_for(condition, what):
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until, what
        time.sleep(0.05)


@pytest.fixture
def short():
    """A temporary folder with a path short enough for Ray's sockets."""
    folder = Path(tempfile.mkdtemp(prefix="lt-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@on_ray
def test_a_run_on_ray_ends_with_the_bytes_of_the_serial_one(claim_file, settled, ray_cluster, tmp_path):
    body = """
        if gain and seed == 1: raise ZeroDivisionError("by nought")
        if gain and seed == 2: os.kill(os.getpid(), 9)
        if gain and seed == 3: time.sleep(60)
    """
    path = claim_file(body=body, **{"limit_s=30": "limit_s=1"})
    one = settled(path, "serial")
    two = settled(path, "ray", ray=engine.HERE)
    assert kept(tmp_path, "serial") == kept(tmp_path, "ray")
    assert one.model_dump(exclude={"cost"}) == two.model_dump(exclude={"cost"})
    assert {row.status for row in two.rows} == {"done", "error", "killed", "time limit"}


@on_ray
def test_a_driver_of_a_cluster_that_is_killed_leaves_no_worker_and_goes_on(
    claim_file, settled, ray_cluster, tmp_path, alive
):
    import ray

    path = claim_file(body=SLOW)
    settled(path, "serial")
    address = ray.get_runtime_context().gcs_address
    with subprocess.Popen(
        [*PROGRAM, "--out", "ray", "--ray", address], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as driver:
        wait_for(lambda: rows_of(tmp_path, "ray") >= 2 or driver.poll() is not None, "no cell ended")
        driver.kill()
        told = driver.stderr.read().decode()
    assert rows_of(tmp_path, "ray") >= 2, told
    pids = [int(one.stem) for one in tmp_path.glob("*.pid")]
    wait_for(lambda: not any(map(alive, pids)), "a worker outlived its driver")
    again = settled(path, "ray", ray=engine.HERE)
    assert 2 <= again.cost.kept < 16
    assert kept(tmp_path, "serial") == kept(tmp_path, "ray")


def test_a_ray_that_is_started_for_a_run_leaves_nothing_where_the_run_is_interrupted(claim_file, tmp_path, short):
    pytest.importorskip("ray")
    claim_file(body=SLOW)
    home = {**os.environ, "TMPDIR": str(short), "HOME": str(short)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*PROGRAM, "--ray"], cwd=tmp_path, env=home, **pipes) as begun:
        wait_for(lambda: rows_of(tmp_path, "out") >= 2 or begun.poll() is not None, "no cell ended")
        begun.send_signal(signal.SIGINT)
        out, told = begun.communicate(timeout=60)
    assert (begun.returncode, out) == (130, ""), told
    assert "cells are kept; the same command goes on" in told
    assert "Traceback" not in told
    assert "ray" not in told.lower()
    assert [*short.iterdir()] == []
    wait_for(lambda: str(short) not in commands(), "Ray outlived its run")


def commands():
    return subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout


@on_ray
@pytest.mark.skipif(not Path("/proc/net/tcp6").exists(), reason="read from Linux's /proc")
def test_a_ray_of_this_machine_listens_here_alone_and_tells_nobody(ray_cluster):
    daemons = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if of_ray(pid)]
    assert len(daemons) >= 3
    told = Path(f"/proc/{daemons[0]}/environ").read_bytes().split(b"\0")
    assert {b"RAY_USAGE_STATS_ENABLED=0", b"RAY_AUTH_MODE=token"} <= set(told)
    own = set()
    for file in [file for pid in daemons for file in Path(f"/proc/{pid}/fd").iterdir()]:
        with suppress(OSError):
            own.add(os.readlink(file))
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
    listening = {part[1].partition(":")[0] for part in lines if part[3] == "0A" and f"socket:[{part[9]}]" in own}
    assert listening
    assert listening <= {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}


def of_ray(pid):
    """Whether a process is a daemon of the Ray that these tests started."""
    import ray

    try:
        return (
            ray._private.worker._global_node.get_session_dir_path().encode()
            in Path(f"/proc/{pid}/cmdline").read_bytes()
        )
    except OSError:
        return False


def test_what_a_killed_driver_left_is_removed_and_what_another_holds_is_not(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("litmus-ray-left", "litmus-ray-held", "litmus-ray-of-nobody"):
        (tmp_path / name / "session").mkdir(parents=True)
    (tmp_path / "litmus-ray-left" / "held").touch()
    with (tmp_path / "litmus-ray-held" / "held").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ray_here._remove_left()
    assert {path.name for path in tmp_path.iterdir()} == {"litmus-ray-held", "litmus-ray-of-nobody"}


@on_ray
def test_a_cell_for_a_gpu_gets_an_equal_share(work, ray_cluster, monkeypatch):
    cluster = engine.RayCluster(workers=2, gpu=True)
    done = [*engine.map(work.gpus, range(3), workers=cluster.workers, on=cluster)]
    assert (cluster.share, [len(one.value) for one in done]) == (0.5, [1, 1, 1])
    assert engine.RayCluster(gpu=True).workers == 1
    assert engine.RayCluster().workers == 2
    monkeypatch.setattr("ray.cluster_resources", lambda: {"CPU": 2.0})
    with pytest.raises(ConfigError, match=r"asks for a GPU, and the cluster has none\. Take --scale cpu"):
        _ = engine.RayCluster(gpu=True).workers


@on_ray
def test_a_cluster_of_other_versions_is_told_before_the_first_item(work, ray_cluster, monkeypatch):
    monkeypatch.setattr(rays, "_versions", lambda: {"Python": "3.99", "numpy": "0.1"})
    with pytest.raises(ConfigError, match=r"Python 3\.\d+\.\d+ instead of 3\.99, numpy .* instead of 0\.1"):
        list(engine.map(work.square, [1], on=engine.RayCluster()))


@on_ray
def test_a_cluster_whose_workers_cannot_start_is_told_and_costs_no_item(work, ray_cluster):
    import ray

    class Unable:
        def __init__(self, *given):
            raise OSError("no place here")

        def ready(self):
            return "", {}

    cluster = engine.RayCluster()
    assert cluster.workers == 2
    cluster._actor = ray.remote(Unable)
    with pytest.raises(
        ConfigError, match=r"no worker of the cluster can start.*Install the same Litmus on all machines"
    ):
        list(engine.map(work.square, [1, 2], on=cluster))


@on_ray
def test_a_worker_that_ray_kills_for_its_memory_is_told_as_such(work, ray_cluster, monkeypatch):
    import ray

    get = ray.get

    def killed(ref):
        said = get(ref)
        if isinstance(said, bytes):  # a result, not that it is ready
            raise ray.exceptions.OutOfMemoryError("as Ray says it of a machine")
        return said

    monkeypatch.setattr(ray, "get", killed)
    (done,) = engine.map(work.square, [1], on=engine.RayCluster())
    assert (done.status, done.error) == ("killed", "the worker was killed: its machine ran out of memory")


@on_ray
def test_an_address_where_no_cluster_is_is_told_within_seconds(ray_cluster, monkeypatch):
    monkeypatch.setattr(rays, "_ANSWER_S", 3.0)
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1:9: no Ray cluster answers .*Give the HOST:PORT"):
        engine.RayCluster("127.0.0.1:9")._attach()
    with pytest.raises(ConfigError, match="this program is connected to another Ray cluster"):
        _ = engine.RayCluster("127.0.0.1:9").workers


@pytest.mark.parametrize("address", ["ray://somewhere:10001", "somewhere", "somewhere:", ":6379"])
def test_what_is_no_address_is_told(address):
    pytest.importorskip("ray")
    with pytest.raises(ConfigError, match="is no address of a Ray cluster"):
        engine.RayCluster(address)


def test_ray_is_asked_for_by_name_where_it_is_missing_and_imported_only_then(claim_file, litmus, monkeypatch):
    claim_file()
    monkeypatch.setattr(rays, "find_spec", lambda name: None)
    done = litmus("my_claim.py", "--ray")
    assert (done.code, "pip install 'litmuspaper[cluster]'" in done.err) == (2, True)
    done = litmus("--ray", "my_claim.py")
    assert (done.code, "put --ray last" in done.err) == (2, True)
    script = "import sys; import litmuspaper.settle.experiment, litmuspaper.cli.settle; sys.exit('ray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_path_that_is_too_long_for_ray_is_told(claim_file, tmp_path):
    pytest.importorskip("ray")
    claim_file()
    (tmp_path / ("x" * 90)).mkdir()
    home = {**os.environ, "TMPDIR": str(tmp_path / ("x" * 90))}
    done = subprocess.run(
        [*PROGRAM, "--ray"], cwd=tmp_path, env=home, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "Ray does not start here" in done.stderr
    assert "set TMPDIR to a shorter one" in done.stderr
    assert [*(tmp_path / ("x" * 90)).iterdir()] == []
