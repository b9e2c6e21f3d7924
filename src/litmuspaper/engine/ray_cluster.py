"""Workers that are actors of a Ray cluster: one that runs already, or one of this machine, started and ended here.

Ray opens sockets of its own, which is the one exception to the rule that `net` alone does. A cluster started here
listens on this machine's own address only, asks for a token that nobody else has, sends no usage statistics and has no
dashboard. Its files lie in a temporary folder that is removed, at the next start where the driver was killed.
"""

import math
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from litmuspaper.engine.done import described, worked
from litmuspaper.engine.memory import limit_memory
from litmuspaper.engine.processes import ONE_THREAD
from litmuspaper.engine.ray_here import RayHere, environment
from litmuspaper.engine.worker import Lost, Worker
from litmuspaper.errors import ConfigError

HERE = "local"
_ANSWER_S = 30.0
_STARTS = 3  # so many workers in a row that never begin are the cluster's fault
_ALIKE = ("litmuspaper", "numpy", "scipy", "scikit-learn", "torch")
_QUIET = {"log_to_driver": False, "logging_level": "ERROR", "runtime_env": {"env_vars": ONE_THREAD}}
_PROBE = "import sys, ray; ray.init(address=sys.argv[1], log_to_driver=False, logging_level='ERROR')"


class RayCluster:
    """A Ray cluster, reached when its first worker is asked for and left by `close`.

    A Ray that this program is connected to already is taken as it is, and stays.

    Args:
        address: `HERE`, or HOST:PORT of the head of a cluster that this machine belongs to.
        workers: how many items at once; None for as many as it has processors, or GPUs where those are asked for.
        gpu: whether each worker takes a GPU, or an equal share where there are fewer.

    Raises:
        ConfigError: Ray is not installed, or the address is none.
    """

    def __init__(self, address: str = HERE, *, workers: int | None = None, gpu: bool = False) -> None:
        if find_spec("ray") is None:
            raise ConfigError("needs Ray", next_step="Install it: pip install 'litmuspaper[cluster]'")
        host, _, port = address.rpartition(":")
        if address != HERE and not (host and port.isdigit() and "/" not in host):
            raise ConfigError(
                "is no address of a Ray cluster", where=address, next_step="Give HOST:PORT of its head, or no address"
            )
        self.address, self.gpu, self.asked = address, gpu, workers
        self.failed = 0
        self.share = 0.0
        self._here: RayHere | None = None
        self._before: dict[str, str | None] = {}
        self._own = False
        self._count = 0
        self._actor: Any = None

    @property
    def workers(self) -> int:
        """How many items it takes at once; connects to it."""
        self._connect()
        return self._count

    def hire(self, function: Callable[[Any], Any], *, limit_s: float | None, limit_mib: int | None) -> "_RayWorker":
        """A new actor for a function; it begins once the cluster has a place for it."""
        self._connect()
        import ray

        options = {"num_cpus": 1, "num_gpus": self.share, "max_restarts": 0, "max_task_retries": 0}
        given = (ray.cloudpickle.dumps(function), [*sys.path], os.getcwd(), limit_mib)
        return _RayWorker(self, self._actor.options(**options).remote(*given), limit_s)

    def wait(self, workers: Sequence["_RayWorker"], timeout_s: float | None) -> list["_RayWorker"]:
        """Those that have something to say."""
        import ray

        said = {one.said: one for one in workers if one.said is not None}
        heard, _ = ray.wait([*said], num_returns=1, timeout=timeout_s)
        return [said[ref] for ref in heard]

    def close(self) -> None:
        """Leave the cluster; end it where it was started here."""
        if self._own:
            import ray

            ray.shutdown()
        if self._here:
            self._here.close()
        for name, value in self._before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
        self._before = {}
        self._own, self._here, self._actor = False, None, None

    def _connect(self) -> None:
        if self._actor is not None:
            return
        if not _connected():
            self._set(environment(self.address == HERE))
        import ray

        if not ray.is_initialized():
            self._own = True
            if self.address == HERE:
                self._here = RayHere()
                self._here.start(self.asked, _QUIET)
            else:
                self._attach()
        elif self.address not in (HERE, ray.get_runtime_context().gcs_address):
            raise ConfigError(
                "this program is connected to another Ray cluster", where=self.address, next_step="Leave that one first"
            )
        found = ray.cluster_resources()
        gpus = float(found.get("GPU", 0)) if self.gpu else 0.0
        if self.gpu and gpus < 1:
            raise ConfigError(
                "the scale asks for a GPU, and the cluster has none", where=self.address, next_step="Take --scale cpu"
            )
        self._count = self.asked or max(1, int(gpus or found.get("CPU", 1)))
        self.share = 1 / math.ceil(self._count / gpus) if gpus else 0.0
        self._actor = ray.remote(_Actor)

    def _set(self, wanted: dict[str, str]) -> None:
        self._before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)

    def _attach(self) -> None:
        """Join a running cluster. Ray itself would wait for minutes, so another process tries first.

        Raises:
            ConfigError: it does not answer in time.
        """
        import ray

        said = ""
        try:
            probe = [sys.executable, "-P", "-c", _PROBE, self.address]
            done = subprocess.run(probe, capture_output=True, text=True, timeout=_ANSWER_S, check=False)
            if done.returncode == 0:
                ray.init(address=self.address, **_QUIET)
                return
            said = (done.stderr.strip().splitlines() or [""])[-1][:300]
        except subprocess.TimeoutExpired:
            said = f"nothing within {_ANSWER_S:g} s"
        raise ConfigError(
            f"no Ray cluster answers ({said})",
            where=self.address,
            next_step="Give the HOST:PORT that `ray start --head` said, on a machine of the cluster",
        )


class _RayWorker(Worker):
    """An actor; `said` refers to what it will say, None while it has nothing to do."""

    def __init__(self, cluster: RayCluster, actor: Any, limit_s: float | None) -> None:
        super().__init__(limit_s)
        self.cluster, self.actor = cluster, actor
        self.said: Any = actor.ready.remote()

    def send(self, index: int, item: Any) -> None:
        """By a call of the actor."""
        self.said = self.actor.run.remote(pickle.dumps((index, item)))

    def take(self) -> bytes | None:
        """What the call gave; raises `Lost` where the actor is gone."""
        import ray

        try:
            said = ray.get(self.said)
        except ray.exceptions.RayError as error:
            if not self.ready:
                self._never_began(error)
            lacked = isinstance(error, ray.exceptions.OutOfMemoryError)  # by Ray's own watch over a machine
            raise Lost("the worker was killed" + ": its machine ran out of memory" * lacked) from error
        self.said = None
        if self.ready:
            return bytes(said)
        self._begun(*said)
        return None

    def stop(self) -> None:
        """Kill the actor."""
        import ray

        with suppress(ray.exceptions.RayError):
            ray.kill(self.actor, no_restart=True)

    def _begun(self, error: str, versions: dict[str, str]) -> None:
        """What an actor said of itself before its first item: its numbers must not be those of other versions."""
        ours = _versions()
        odd = [
            f"{name} {versions.get(name)} instead of {ours[name]}" for name in ours if versions.get(name) != ours[name]
        ]
        if odd:
            raise ConfigError(
                f"a machine of the cluster has {', '.join(odd)}",
                where=self.cluster.address,
                next_step="Install the same versions on all machines of the cluster",
            )
        self.cluster.failed = 0
        if error:
            raise Lost(error)

    def _never_began(self, error: Exception) -> None:
        """Count an actor that did not begin; where none does, it is the cluster that is at fault."""
        self.blameless = True
        self.cluster.failed += 1
        if self.cluster.failed >= _STARTS:
            raise ConfigError(
                f"no worker of the cluster can start: {described(error)}",
                where=self.cluster.address,
                next_step="Install the same Litmus on all machines of the cluster; what was run is kept",
            ) from error


class _Actor:
    """What runs on the cluster: one process, which is given items one at a time."""

    def __init__(self, function: bytes, path: list[str], folder: str, limit_mib: int | None) -> None:
        import ray

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.path.extend(one for one in path if one not in sys.path)
        with suppress(OSError):
            os.chdir(folder)
        self.error, self.function = "", _none
        try:
            self.function = ray.cloudpickle.loads(function)
        except Exception as error:
            self.error = described(error)
        limit_memory(limit_mib)

    def ready(self) -> tuple[str, dict[str, str]]:
        """Why it cannot work, empty where it can, and the versions that it would work with."""
        return self.error, _versions()

    def run(self, packed: bytes) -> bytes:
        """One item; see `worked`."""
        index, item = pickle.loads(packed)  # noqa: S301 (our own driver's)
        return worked(self.function, index, item)


def _connected() -> bool:
    """Whether this program uses a Ray already; Ray is not imported to find out."""
    return "ray" in sys.modules and bool(sys.modules["ray"].is_initialized())


def _none(item: Any) -> None:
    """Stands for a function that could not be loaded; no item reaches it."""


def _versions() -> dict[str, str]:
    """What the numbers may depend on: of Python, and of the packages that are installed here."""
    found = {"Python": ".".join(map(str, sys.version_info[:3]))}
    for name in _ALIKE:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found
