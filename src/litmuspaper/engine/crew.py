"""The map: items are given to workers one at a time, and every item ends once, whatever becomes of its worker.

A worker that is killed costs the item that it had, and no other. Results are those of the serial run: an item is given
to one worker, once, and what a function returns depends on its item alone.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from litmuspaper.engine.done import Done
from litmuspaper.engine.processes import Processes
from litmuspaper.engine.worker import Worker

NOT_STARTED = "the worker could not start"


class Crew(Protocol):
    """Where workers come from."""

    def hire(self, function: Callable[[Any], Any], *, limit_s: float | None, limit_mib: int | None) -> Worker:
        """A new worker for a function; it says when it is ready."""

    def wait(self, workers: Sequence[Any], timeout_s: float | None) -> Sequence[Worker]:
        """Those of the workers that have something to say, once one has or the time is over."""


def map(
    function: Callable[[Any], Any],
    items: Iterable[Any],
    *,
    workers: int = 1,
    limit_s: float | None = None,
    limit_mib: int | None = None,
    on: Crew | None = None,
) -> Iterator[Done]:
    """Apply a function to every item in workers of their own, each with one thread.

    Args:
        function: a function of a module, which the workers import.
        items: what it takes, one at a time.
        workers: how many.
        limit_s: the wall time that one item may take in seconds; its worker is then killed. None: no limit.
        limit_mib: the memory that a worker may take in MiB; beyond, its item ends in an error. None: no limit.
        on: where the workers run; processes of this machine where it is None.

    Yields:
        One `Done` for each item, as they end.
    """
    waiting = deque(enumerate(items))
    where: Crew = Processes() if on is None else on
    crew: list[Worker] = []
    try:
        while waiting or any(one.index is not None for one in crew):
            while len(crew) < workers and len(crew) < len(waiting) + sum(one.index is not None for one in crew):
                crew.append(where.hire(function, limit_s=limit_s, limit_mib=limit_mib))
            heard = where.wait(crew, _patience(crew))
            for one in list(crew):
                done = one.answer() if one in heard else one.overdue()
                if one.broken:
                    crew.remove(one)
                    if (
                        done is None and waiting and not one.blameless
                    ):  # it could not begin: the item is not tried again
                        done = Done(waiting.popleft()[0], "killed", error=NOT_STARTED)
                elif one.ready and one.index is None and waiting:
                    one.give(*waiting.popleft())
                if done is not None:
                    yield done
    finally:
        for one in crew:
            one.kill()


def _patience(crew: Sequence[Worker]) -> float | None:
    """Seconds to the nearest time limit."""
    limits = [one.deadline for one in crew if one.deadline is not None]
    return max(0.0, min(limits) - time.monotonic()) if limits else None
