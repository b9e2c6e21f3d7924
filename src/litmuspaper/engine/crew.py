"""The map: items are given to workers one at a time, and every item ends once, whatever becomes of its worker.

A worker that is killed costs the item that it had, and no other. Results are those of the serial run: an item is given
to one worker, once, and what a function returns depends on its item alone. So which worker has which item changes only
how much of what items share is made again: a worker stays with a group of items as long as it can.
"""

import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from litmuspaper.engine.done import Done
from litmuspaper.engine.processes import Processes
from litmuspaper.engine.worker import Worker

NOT_STARTED = "the worker could not start"
Group = Callable[[Any], Hashable] | Sequence[Hashable]


class Crew(Protocol):
    """Where workers come from."""

    def hire(self, function: Callable[[Any], Any], *, limit_s: float | None, limit_mib: int | None) -> Worker:
        """A new worker for a function; it says when it is ready."""

    def wait(self, workers: Sequence[Any], timeout_s: float | None) -> Sequence[Worker]:
        """Those of the workers that have something to say, once one has or the time is over."""


class Queue:
    """The items that wait, in their groups; each group in the order of its first item.

    Args:
        items: all of them.
        group: see `map`; without it all are one group, and they are taken in their order.
    """

    def __init__(self, items: Iterable[Any], group: Group | None = None) -> None:
        listed = list(items)
        keys = [None] * len(listed) if group is None else [group(one) for one in listed] if callable(group) else group
        self.left = len(listed)
        self.waiting: dict[Hashable, deque[tuple[int, Any]]] = {}
        self.held: dict[Worker, Hashable] = {}
        for index, (key, item) in enumerate(zip(keys, listed, strict=True)):
            self.waiting.setdefault(key, deque()).append((index, item))

    def take(self, worker: Worker) -> tuple[int, Any]:
        """The next item for a worker, with its index; the worker holds its group from now on."""
        group = self.held[worker] = self._group(worker)
        own = self.waiting[group]
        taken = own.popleft()
        if not own:
            del self.waiting[group]
        self.left -= 1
        return taken

    def drop(self, worker: Worker) -> None:
        """A worker is gone, and holds no group."""
        self.held.pop(worker, None)

    def _group(self, worker: Worker) -> Hashable:
        """Its own, else the first that nobody holds, else the one with the most items left."""
        if worker in self.held and self.held[worker] in self.waiting:
            return self.held[worker]
        held = set(self.held.values())
        for group in self.waiting:
            if group not in held:
                return group
        return max(self.waiting, key=lambda group: len(self.waiting[group]))


def map(
    function: Callable[[Any], Any],
    items: Iterable[Any],
    *,
    workers: int = 1,
    limit_s: float | None = None,
    limit_mib: int | None = None,
    on: Crew | None = None,
    group: Group | None = None,
) -> Iterator[Done]:
    """Apply a function to every item in workers of their own, each with one thread.

    Args:
        function: a function of a module, which the workers import.
        items: what it takes, one at a time.
        workers: how many.
        limit_s: the wall time that one item may take in seconds; its worker is then killed. None: no limit.
        limit_mib: the memory that a worker may take in MiB; beyond, its item ends in an error. None: no limit.
        on: where the workers run; processes of this machine where it is None.
        group: what items of one group have alike, as a function of an item or as one key for each item. A free worker
            goes on with its group, else it takes up one that no other worker has, else it helps with the one that has
            the most items left. None: items are given in their order.

    Yields:
        One `Done` for each item, as they end.
    """
    queue = Queue(items, group)
    where: Crew = Processes() if on is None else on
    crew: list[Worker] = []
    try:
        while queue.left or any(one.index is not None for one in crew):
            while len(crew) < workers and len(crew) < queue.left + sum(one.index is not None for one in crew):
                crew.append(where.hire(function, limit_s=limit_s, limit_mib=limit_mib))
            heard = where.wait(crew, _patience(crew))
            for one in list(crew):
                done = one.answer() if one in heard else one.overdue()
                if one.broken:
                    crew.remove(one)
                    if done is None and queue.left and not one.blameless:  # it could not begin: the item is not tried
                        done = Done(queue.take(one)[0], "killed", error=NOT_STARTED)
                    queue.drop(one)
                elif one.ready and one.index is None and queue.left:
                    one.give(*queue.take(one))
                if done is not None:
                    yield done
    finally:
        for one in crew:
            one.kill()


def _patience(crew: Sequence[Worker]) -> float | None:
    """Seconds to the nearest time limit."""
    limits = [one.deadline for one in crew if one.deadline is not None]
    return max(0.0, min(limits) - time.monotonic()) if limits else None
