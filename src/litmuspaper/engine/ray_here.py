"""A Ray cluster of this machine alone: what it may do, and where its files lie until it ends."""

import os
import secrets
import shutil
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from litmuspaper.errors import ConfigError

_NAME = "litmus-ray-"
_HELD = "held"
_STORE_BYTES = 80 << 20  # items and results are small and travel without it; Ray's own least is 75 MiB


def environment(here: bool) -> dict[str, str]:
    """What Ray is told before it is imported and started, in variables of the environment.

    Args:
        here: whether it is started on this machine.

    Returns:
        The variables; where Ray was imported before, only those that it still reads.
    """
    wanted = {"RAY_USAGE_STATS_ENABLED": "0"}
    if "ray" not in sys.modules:
        wanted["RAY_DEDUP_LOGS_SKIP_REGEX"] = ".*"  # what its daemons would print among our own output
    if here and "ray" not in sys.modules:
        wanted |= {
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": os.environ.get("RAY_AUTH_TOKEN") or _token(),
            # Ray's own word for a cluster of one machine: everything listens on 127.0.0.1 and nowhere else.
            "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        }
    return wanted


class RayHere:
    """A Ray that is started here, and the folder of its files."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self._lock: IO[bytes] | None = None

    def start(self, cpus: int | None, more: dict[str, Any]) -> None:
        """Start it and connect to it.

        Args:
            cpus: how many items at once; None for as many as this machine has processors.
            more: further arguments of `ray.init`.

        Raises:
            ConfigError: it does not start.
        """
        import ray

        _remove_left()
        self.folder = Path(tempfile.mkdtemp(prefix=_NAME))
        self._lock = (self.folder / _HELD).open("wb")
        _alone(self._lock)
        try:
            ray.init(
                address="local",
                num_cpus=cpus or _processors(),
                include_dashboard=False,
                object_store_memory=_STORE_BYTES,
                _temp_dir=str(self.folder),
                **more,
            )
        except (OSError, RuntimeError, ValueError) as error:
            told = " ".join(str(error).split())[:300]
            raise ConfigError(
                f"Ray does not start here: {told}",
                where=str(self.folder),
                next_step="Where the path is too long, set TMPDIR to a shorter one; or leave --ray out",
            ) from error

    def close(self) -> None:
        """Remove what it left; it has ended."""
        if self._lock:
            self._lock.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder, self._lock = None, None


@lru_cache(maxsize=1)
def _token() -> str:
    """What a cluster started here asks for; one for each process, since Ray reads it once."""
    return secrets.token_hex(32)


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _remove_left() -> None:
    """Remove the folders of drivers that were killed: nobody holds them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
        with suppress(OSError), (folder / _HELD).open("r+b") as file:
            if _alone(file):
                shutil.rmtree(folder, ignore_errors=True)


def _alone(file: IO[bytes]) -> bool:
    """Hold a file; False where another process holds it, or where files cannot be held."""
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True
