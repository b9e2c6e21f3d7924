"""What became of one item, and the one way in which every worker finds out."""

import os
import pickle
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

_OF_TORCH = "can't allocate memory"  # a RuntimeError there
STATUSES = Literal["done", "error", "time limit", "killed"]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one item: its value, or why there is none. `index` counts the items from zero."""

    index: int
    status: STATUSES
    value: Any = None
    error: str = ""
    cpu_s: float = 0.0


def worked(function: Callable[[Any], Any], index: int, item: Any) -> bytes:
    """Apply a function to one item, in a worker.

    Args:
        function: whatever it does, it is told.
        index: of the item.
        item: what it takes.

    Returns:
        The fields of a `Done`, pickled; a value that cannot be pickled is an error like any other.
    """
    start = time.process_time()
    value, error = None, ""
    try:
        value = function(item)
    except BaseException as fault:
        lacks = isinstance(fault, MemoryError) or _OF_TORCH in str(fault)
        error = "out of memory: " * lacks + described(fault)
    cpu_s = time.process_time() - start
    if not error:
        try:
            return pickle.dumps((index, "done", value, "", cpu_s))
        except Exception as fault:
            error = f"the result cannot be sent: {described(fault)}"
    return pickle.dumps((index, "error", None, error, cpu_s))


def described(error: BaseException) -> str:
    """An error as one line: its kind, its words, and the file and line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({os.path.basename(frames[-1].filename)}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:500] + place
