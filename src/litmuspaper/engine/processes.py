"""Workers that are processes of this machine, started afresh, one thread each.

Functions and items travel by pickle, so a script that calls `map` guards its main part as `multiprocessing` asks for.
"""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

from litmuspaper.engine.done import worked
from litmuspaper.engine.memory import limit_memory
from litmuspaper.engine.worker import Lost, Worker

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    ),
    "1",
)
_CONTEXT = get_context("spawn")


class Processes:
    """Processes of this machine."""

    def hire(self, function: Callable[[Any], Any], *, limit_s: float | None, limit_mib: int | None) -> "_Process":
        """A new process for a function."""
        return _Process(function, limit_s, limit_mib)

    def wait(self, workers: Sequence["_Process"], timeout_s: float | None) -> list["_Process"]:
        """Those that have something to say."""
        heard = wait([one.answers for one in workers], timeout_s)
        return [one for one in workers if one.answers in heard]


class _Process(Worker):
    def __init__(self, function: Callable[[Any], Any], limit_s: float | None, limit_mib: int | None) -> None:
        super().__init__(limit_s)
        # Two pipes of one direction each: a two-way one is a socket, and only `net` opens those.
        items, self.items = _CONTEXT.Pipe(duplex=False)
        self.answers, answers = _CONTEXT.Pipe(duplex=False)
        before = {name: os.environ.get(name) for name in ONE_THREAD}
        os.environ.update(ONE_THREAD)  # read by a library when the new process loads it
        try:
            self.process = _CONTEXT.Process(target=_work, args=(items, answers, function, limit_mib), daemon=True)
            self.process.start()
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
            items.close()
            answers.close()

    def send(self, index: int, item: Any) -> None:
        """Through its pipe."""
        try:
            self.items.send((index, item))
        except OSError:
            return

    def take(self) -> bytes | None:
        """From its pipe; raises `Lost` where that has ended."""
        try:
            return self.answers.recv_bytes() or None
        except (EOFError, OSError) as error:
            raise Lost("the worker was killed") from error

    def stop(self) -> None:
        """End the process and wait for it."""
        self.process.kill()
        self.process.join()
        self.items.close()
        self.answers.close()


def _work(items: Connection, answers: Connection, function: Callable[[Any], Any], limit_mib: int | None) -> None:
    """The life of a worker: items until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    os.dup2(2, 1)  # what a function prints is no part of the parent's output
    limit_memory(limit_mib)
    answers.send_bytes(b"")
    while True:
        try:
            index, item = items.recv()
        except (EOFError, OSError):
            return
        try:
            answers.send_bytes(worked(function, index, item))
        except BrokenPipeError:
            return


def _follow_parent() -> None:
    """A worker never outlives the process that started it."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
