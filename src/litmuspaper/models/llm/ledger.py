"""What was asked of language models and what it took: one line a call, only ever added to.

A call is written down before it is made, with what it may take at most, and once more when it has ended. So a killed
process leaves its call counted in full, and the budget holds.
"""

import errno
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from litmuspaper.errors import LibraryError

Outcome = Literal["begun", "used", "unusable", "failed", "cached", "over budget"]
FIELDS = ("call", "date", "model", "purpose", "prompt", "outcome", "tokens_in", "tokens_out", "cost_eur", "ms", "why")


@dataclass(frozen=True, slots=True)
class Call:
    """One line.

    `call` is the same for the line before and the line after; `date` is the day in UTC, `prompt` the sha256 of model,
    messages and schema. Tokens are the provider's count, or our estimate where it gave none (`outcome` begun or
    failed). `cost_eur` is None where no price is configured. `why` never quotes an answer.
    """

    call: str
    date: str
    model: str
    purpose: str
    prompt: str
    outcome: Outcome
    tokens_in: int
    tokens_out: int
    cost_eur: float | None
    ms: int
    why: str = ""


class Calls:
    """The ledger's file.

    Args:
        path: made when the first line comes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, call: Call) -> None:
        """Add a line; it is on the disk when this returns.

        Args:
            call: what happened.

        Raises:
            LibraryError: it cannot be written; then nothing may be asked, since nothing would be counted.
        """
        line = json.dumps(asdict(call), ensure_ascii=True).encode() + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _append(self.path, line)
        except OSError as error:
            raise LibraryError(
                f"the ledger of model calls cannot be written: {error.strerror or error}",
                where=str(self.path),
                next_step="Make room, or run with --no-llm",
            ) from error

    def calls(self, date: str = "") -> list[Call]:
        """The calls, each once in its newest state, in the order they were begun.

        Args:
            date: only those of this day.

        Returns:
            The calls; a line that cannot be read is left out.

        Raises:
            LibraryError: the file is there and cannot be read.
        """
        newest: dict[str, Call] = {}
        try:
            lines = self.path.read_bytes().splitlines() if self.path.exists() else []
        except OSError as error:
            raise LibraryError(
                f"the ledger of model calls cannot be read: {error.strerror or error}", where=str(self.path)
            ) from error
        for call in _read(lines):
            if not date or call.date == date:
                newest[call.call] = call
        return list(newest.values())


def _append(path: Path, line: bytes) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # A line that a power cut left half must not swallow this one.
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        whole = (b"\n" if torn else b"") + line
        if os.write(descriptor, whole) != len(whole):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(lines: list[bytes]) -> Iterator[Call]:
    for line in lines:
        try:
            value = json.loads(line)
            yield Call(**{name: value[name] for name in FIELDS})
        except (ValueError, TypeError, KeyError):
            continue
