"""One map over processes: one thread each, a time limit for each item, and a result for each item whatever happens.

A worker that is killed costs the item that it had, and no other. Results are those of the serial run: an item is given
to one worker, once, and what a function returns depends on its item alone. Functions and items travel by pickle, and
workers are started afresh, so a script that calls `map` guards its main part as `multiprocessing` asks for.
"""

import os
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any, Literal

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
_CONTEXT = get_context("spawn")
STATUSES = Literal["done", "error", "time limit", "killed"]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one item: its value, or why there is none. `index` counts the items from zero."""

    index: int
    status: STATUSES
    value: Any = None
    error: str = ""
    cpu_s: float = 0.0


def map(
    function: Callable[[Any], Any], items: Iterable[Any], *, workers: int = 1, limit_s: float | None = None
) -> Iterator[Done]:
    """Apply a function to every item in processes of their own.

    Args:
        function: a function of a module, which the workers import.
        items: what it takes, one at a time.
        workers: how many processes.
        limit_s: the wall time that one item may take in seconds; its worker is then killed. None: no limit.

    Yields:
        One `Done` for each item, as they end.
    """
    waiting = deque(enumerate(items))
    crew: list[_Worker] = []
    try:
        while waiting or any(one.index is not None for one in crew):
            while len(crew) < workers and len(crew) < len(waiting) + sum(one.index is not None for one in crew):
                crew.append(_Worker(function, limit_s))
            ready = wait([one.answers for one in crew], _patience(crew))
            for one in list(crew):
                done = one.answer() if one.answers in ready else one.overdue()
                if one.broken:
                    crew.remove(one)
                    if done is None and waiting:  # it fell before it was ready: the item is not tried again
                        done = Done(waiting.popleft()[0], "killed", error="the worker could not start")
                elif one.ready and one.index is None and waiting:
                    one.give(*waiting.popleft())
                if done is not None:
                    yield done
    finally:
        for one in crew:
            one.kill()


def _patience(crew: list["_Worker"]) -> float | None:
    """Seconds to the nearest time limit."""
    limits = [one.deadline for one in crew if one.deadline is not None]
    return max(0.0, min(limits) - time.monotonic()) if limits else None


class _Worker:
    """A process and the item that it has."""

    def __init__(self, function: Callable[[Any], Any], limit_s: float | None) -> None:
        # Two pipes of one direction each: a two-way one is a socket, and only `net` opens those.
        items, self.items = _CONTEXT.Pipe(duplex=False)
        self.answers, answers = _CONTEXT.Pipe(duplex=False)
        self.limit_s, self.index, self.deadline = limit_s, None, None  # type: float | None, int | None, float | None
        self.ready = self.broken = False
        before = {name: os.environ.get(name) for name in _THREADS}
        os.environ.update(dict.fromkeys(_THREADS, "1"))  # read by a library when the new process loads it
        try:
            self.process = _CONTEXT.Process(target=_work, args=(items, answers, function), daemon=True)
            self.process.start()
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
            items.close()
            answers.close()

    def give(self, index: int, item: Any) -> None:
        """Hand an item over; a worker that has fallen meanwhile is noticed when its answer is waited for."""
        self.index = index
        self.deadline = None if self.limit_s is None else time.monotonic() + self.limit_s
        try:
            self.items.send((index, item))
        except OSError:
            return

    def answer(self) -> Done | None:
        """What the worker said; None where it only said that it is ready."""
        try:
            said = self.answers.recv()
        except (EOFError, OSError):
            return self._end("killed", "the worker was killed")
        if said is None:
            self.ready = True
            return None
        self.index = self.deadline = None
        return Done(*said)

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
        """End the process and wait for it."""
        self.index = self.deadline = None
        self.process.kill()
        self.process.join()
        self.items.close()
        self.answers.close()


def _work(items: Connection, answers: Connection, function: Callable[[Any], Any]) -> None:
    """The life of a worker: items until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    os.dup2(2, 1)  # what a function prints is no part of the parent's output
    answers.send(None)
    while True:
        try:
            index, item = items.recv()
        except (EOFError, OSError):
            return
        start = time.process_time()
        try:
            told: tuple[Any, ...] = (index, "done", function(item), "")
        except BaseException as error:  # whatever a function does, it is told
            told = (index, "error", None, described(error))
        cpu_s = time.process_time() - start
        try:
            answers.send((*told, cpu_s))
        except BrokenPipeError:
            return
        except Exception as error:
            answers.send((index, "error", None, f"the result cannot be sent: {described(error)}", cpu_s))


def _follow_parent() -> None:
    """A worker never outlives the process that started it."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def described(error: BaseException) -> str:
    """An error as one line: its kind, its words, and the file and line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({os.path.basename(frames[-1].filename)}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:500] + place
