"""The request clock: how often a host may be asked, over all processes that share a folder.

One file a group of hosts. Its lock is held during the request, so there is one connection at a time, and its
content is the wall time of the last one. The interval runs from the end of a request to the start of the next.
arXiv asks for one request every three seconds on one connection, all of its hosts and all of a user's machines
together (info.arxiv.org/help/api/tou.html); the clock is shared by the processes that share `folder`.
"""

import contextlib
import fcntl
import hashlib
import os
import random
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from litmuspaper.errors import ConfigError, Throttled

ARXIV = "arxiv.org"
ARXIV_INTERVAL_S = 3.0
OTHERS_INTERVAL_S = 1.0
_POLL_S = 0.02


class Pace:
    """Gives each group of hosts its turns.

    Args:
        folder: where the clocks lie; made when it is first needed.
        intervals: seconds between two requests, by host; a host stands for its subdomains too, and `*` for
            every host that is not named. arXiv's three seconds can be made longer here, not shorter.
    """

    def __init__(self, folder: Path, intervals: Mapping[str, float] | None = None) -> None:
        given = {_plain(host): seconds for host, seconds in (intervals or {}).items()}
        arxiv_s = [seconds for host, seconds in given.items() if _within(host, ARXIV)]
        # A subdomain of arXiv has no clock of its own, whatever the mapping says.
        self._intervals = {host: s for host, s in given.items() if not _within(host, ARXIV)}
        self._intervals[ARXIV] = max(ARXIV_INTERVAL_S, *arxiv_s) if arxiv_s else ARXIV_INTERVAL_S
        self._folder = folder

    def group(self, host: str) -> str:
        """The host whose clock this host shares."""
        name = _plain(host)
        named = [group for group in self._intervals if _within(name, group)]
        return max(named, key=len, default=name)

    def interval_s(self, host: str) -> float:
        """Seconds between two requests to this host's group."""
        return self._intervals.get(self.group(host), self._intervals.get("*", OTHERS_INTERVAL_S))

    @contextlib.contextmanager
    def turn(self, host: str, within_s: float = 600.0) -> Iterator[None]:
        """Wait for the host's turn and hold it; no other process gets one until the block ends.

        A folder that cannot be written is a `ConfigError`: without a clock nothing is asked.

        Args:
            host: the host that is going to be asked.
            within_s: how long to wait at most.

        Yields:
            Nothing; the request is made inside the block.

        Raises:
            Throttled: the turn did not come in time, because other processes held it.
        """
        group, interval_s = self.group(host), self.interval_s(host)
        end = time.monotonic() + within_s
        clock = self._open(group)
        try:
            wait_s = 0.0
            if _locked_by(clock, end):
                wait_s = min(interval_s, max(0.0, _last(clock) + interval_s - time.time()))
            if time.monotonic() + wait_s > end:
                raise Throttled(
                    f"no turn to ask {group} came within {within_s:g} s",
                    where=group,
                    next_step="Other Litmus processes are asking it; try again when they are done",
                )
            time.sleep(wait_s)
            self._stamp(clock, group)
            try:
                yield
            finally:
                # A full disk here must not lose the answer; the first stamp still keeps the pace.
                with contextlib.suppress(OSError):
                    _write(clock)
        finally:
            os.close(clock)

    def _open(self, group: str) -> int:
        safe = re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,100}", group)
        name = group if safe else hashlib.sha256(group.encode()).hexdigest()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return os.open(self._folder / f"{name}.clock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._unwritable(error) from error

    def _stamp(self, clock: int, group: str) -> None:
        try:
            _write(clock)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> ConfigError:
        return ConfigError(
            f"the request clock cannot be written: {error.strerror}",
            where=str(self._folder),
            next_step="Set LITMUS_HOME to a folder that you can write",
        )


def _plain(host: str) -> str:
    return host.lower().rstrip(".")


def _within(host: str, group: str) -> bool:
    return host == group or host.endswith(f".{group}")


def _locked_by(clock: int, end: float) -> bool:
    """True once the lock is ours; the time `end` is passed where it did not become so."""
    while True:
        try:
            fcntl.flock(clock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            # Uneven waits, so that several waiting processes do not knock in step.
            time.sleep(_POLL_S * random.uniform(0.5, 2.0))  # noqa: S311


def _last(clock: int) -> float:
    """Wall time of the last request; of now where the file says nothing usable about it."""
    written = os.pread(clock, 64, 0)
    if not written:
        return float("-inf")
    try:
        last = float(written)
    except ValueError:
        return time.time()
    # A clock that was set back leaves a time in the future: `turn` waits one interval, never more.
    return last if last == last else time.time()


def _write(clock: int) -> None:
    stamp = f"{time.time():.6f}".encode()
    os.ftruncate(clock, os.pwrite(clock, stamp, 0))
