"""The folder of one experiment: every cell that was ever run in it, and every plan.

    FOLDER/plans.jsonl   each plan that was run here, in order
    FOLDER/cells.jsonl   each cell as it ended, with its key and its seconds; only ever appended to
    FOLDER/rows.jsonl    the rows of the newest plan in the order of the plan: the same plan gives the same bytes

A line that a killed process left half written is passed over, and its cell is run again.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from litmuspaper.errors import PublishError
from litmuspaper.settle.load import canonical
from litmuspaper.types import Row


class Store:
    """The folder; opened by one process at a time.

    Args:
        folder: made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, Row] = {}
        self.seconds: dict[str, float] = {}
        self.plans: list[dict[str, Any]] = []
        self._file: FileIO | None = None

    @contextmanager
    def opened(self) -> Iterator["Store"]:
        """Read what is there, and hold the folder until the end.

        Yields:
            The store.

        Raises:
            PublishError: the folder cannot be written, or another process holds it.
        """
        with _told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            # Not buffered: what a full disk did not take must not be tried again when the file is closed.
            self._file = (self.folder / "cells.jsonl").open("ab", buffering=0)
        try:
            if not _alone(self._file):
                raise PublishError(
                    "another process is running this experiment",
                    where=str(self.folder),
                    next_step="Wait for it, or give another folder with --out",
                )
            with _told(self.folder):
                self._read()
            yield self
        finally:
            self._file.close()

    def _read(self) -> None:
        self.plans = list(_lines(self.folder / "plans.jsonl"))
        for line in _lines(self.folder / "cells.jsonl"):
            try:
                self.rows.setdefault(line["key"], Row.model_validate(line["row"]))
                self.seconds.setdefault(line["key"], float(line["cpu_s"]))
            except (KeyError, TypeError, ValueError, ValidationError):
                continue
        if self._file is not None and _is_cut(self.folder / "cells.jsonl"):
            self._write(b"\n")

    def add(self, key: str, row: Row, cpu_s: float) -> None:
        """Keep a cell; one that is there already stays as it is."""
        if key in self.rows or self._file is None:
            return
        line = canonical({"key": key, "row": row.model_dump(mode="json"), "cpu_s": round(cpu_s, 4)})
        with _told(self.folder):
            self._write(line.encode() + b"\n")
        self.rows[key], self.seconds[key] = row, cpu_s

    def _write(self, data: bytes) -> None:
        """All of it: a disk that is nearly full takes a part and says how much."""
        left = memoryview(data)
        while left and self._file is not None:
            left = left[self._file.write(left) or 0 :]

    def plan(self, plan: dict[str, Any], digest: str) -> list[dict[str, Any]]:
        """Write a plan down before its first run.

        Args:
            plan: the plan as plain values.
            digest: its hash.

        Returns:
            The other plans that were run here.
        """
        if not any(one.get("sha256") == digest for one in self.plans):
            self.plans.append({"sha256": digest, "plan": plan})
            text = "".join(canonical(one) + "\n" for one in self.plans)
            self._whole("plans.jsonl", text)
        others = (one["plan"] for one in self.plans if one.get("sha256") != digest)
        return [one for one in others if isinstance(one, dict)]

    def finish(self, rows: list[Row]) -> None:
        """Write the rows of the plan in its order."""
        self._whole("rows.jsonl", "".join(canonical(row.model_dump(mode="json")) + "\n" for row in rows))

    def _whole(self, name: str, text: str) -> None:
        draft = self.folder / f".{name}.part"
        with _told(self.folder):
            draft.write_text(text, encoding="utf-8")
            draft.replace(self.folder / name)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PublishError(
            f"cannot be written: {error.strerror or error}",
            where=str(folder),
            next_step="Free some space, or give a folder that you may write with --out; what was run is kept",
        ) from error


def _alone(file: IO[bytes]) -> bool:
    """Whether no other process holds the file; where locks cannot be had, nobody does."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _is_cut(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines; what is none is passed over."""
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value
