"""A worker as the map sees it: the item that it has, since when, and what became of it."""

import pickle
import time
from typing import Any

from litmuspaper.engine.done import STATUSES, Done


class Lost(Exception):
    """A worker is gone; in words, how."""


class Worker:
    """A worker and the item that it has; how it is reached, each kind of worker says.

    Args:
        limit_s: the wall time that one item may take in seconds; None: no limit.
    """

    def __init__(self, limit_s: float | None) -> None:
        self.limit_s = limit_s
        self.index: int | None = None
        self.deadline: float | None = None
        self.ready = self.broken = False
        self.blameless = False  # it never began, and no item is to blame

    def send(self, index: int, item: Any) -> None:
        """Send an item; one that cannot be reached says nothing here."""
        raise Lost

    def take(self) -> bytes | None:
        """What it said; None where it only said that it is ready. Raises `Lost` where it is gone."""
        raise Lost

    def stop(self) -> None:
        """End it, and wait for its end."""

    def give(self, index: int, item: Any) -> None:
        """Hand an item over; a worker that has fallen meanwhile is noticed when its answer is waited for."""
        self.index = index
        self.deadline = None if self.limit_s is None else time.monotonic() + self.limit_s
        self.send(index, item)

    def answer(self) -> Done | None:
        """What became of its item; None where it only said that it is ready, or had none when it fell."""
        try:
            said = self.take()
        except Lost as lost:
            return self._end("killed", str(lost))
        if said is None:
            self.ready = True
            return None
        self.index = self.deadline = None
        return Done(*pickle.loads(said))  # noqa: S301 (our own worker's)

    def overdue(self) -> Done | None:
        """Kill a worker whose item has taken too long."""
        if self.deadline is None or time.monotonic() < self.deadline:
            return None
        return self._end("time limit", f"took longer than {self.limit_s:g} s")

    def _end(self, status: STATUSES, error: str) -> Done | None:
        index = self.index
        self.broken = True
        self.kill()
        return None if index is None else Done(index, status, error=error)

    def kill(self) -> None:
        """End it, whatever it does."""
        self.index = self.deadline = None
        self.stop()
