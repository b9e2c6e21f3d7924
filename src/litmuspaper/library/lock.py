"""The one writer's lock: an flock on `library.lock`, which the system drops when the process ends, however it ends."""

import errno
import json
import os
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from litmuspaper.errors import LibraryBusy, LibraryError

_POLL_S = 0.05


class Lock:
    """A held lock; made by `take`, given back by `release`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, path: Path, wait_s: float) -> "Lock":
        """Take the lock, waiting for another writer to end; a `LibraryError` where the file system has no locks.

        Args:
            path: the lock file; made where it is missing, never removed.
            wait_s: how long to wait.

        Returns:
            The lock, held.

        Raises:
            LibraryBusy: another process, named by its pid, held it all that time.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with ExitStack() as unless_held:
            unless_held.callback(os.close, descriptor)
            deadline = time.monotonic() + wait_s
            while not _held(descriptor, path):
                if time.monotonic() >= deadline:
                    raise LibraryBusy(
                        f"{_holder(descriptor)} is writing the library (waited {wait_s:g} s)",
                        where=str(path.parent),
                        next_step="Let it finish, or end it, and run again",
                    )
                time.sleep(min(_POLL_S, max(wait_s, 0.0)))
            _sign(descriptor)
            unless_held.pop_all()
        return cls(descriptor)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _held(descriptor: int, path: Path) -> bool:
    try:
        import fcntl
    except ImportError as error:
        raise _no_locks(path, "this system has no flock") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES):
            return False
        raise _no_locks(path, f"its file system refuses locks: {error.strerror}") from error
    return True


def _no_locks(path: Path, why: str) -> LibraryError:
    return LibraryError(
        f"the library cannot be kept safe in this folder, {why}",
        where=str(path.parent),
        next_step="Name a folder on a local disk with LITMUS_HOME; network drives often have no locks",
    )


def _sign(descriptor: int) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "since": since}).encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        return f"process {int(holder['pid'])} (since {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        # The holder is between taking the lock and writing its name.
        return "another process"
