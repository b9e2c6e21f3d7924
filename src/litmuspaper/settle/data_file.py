"""The data file that a user names with `--data`: checked and hashed; no report says where it lies."""

import hashlib
import inspect
import os
from dataclasses import replace
from pathlib import Path

from litmuspaper.errors import ConfigError
from litmuspaper.settle.load import System, takes_data
from litmuspaper.types import DataFile, one_line


def given(system: System, path: Path | None) -> System:
    """The system with the data that the user named.

    Args:
        system: whose `run` has a parameter `data`, which gets the absolute path as a string.
        path: the file; None leaves the system to its own data.

    Returns:
        The system; its cells and its plan are then identified by the bytes of the file too.

    Raises:
        ConfigError: the system takes no data, or cannot do without, or the file cannot be read.
    """
    takes = takes_data(system.run, system.claim)
    if path is None:
        if takes and inspect.signature(system.run).parameters["data"].default is inspect.Parameter.empty:
            raise ConfigError("needs a data file", where=system.name, next_step="Name it with --data PATH")
        return system
    if not takes:
        raise ConfigError("takes no data file", where=system.name, next_step="Leave --data out")
    if not path.is_file():
        what = "is a folder, not a data file" if path.is_dir() else "is no file"
        raise ConfigError(what, where=str(path), next_step="Give the path of a data file")
    return replace(system, data=DataFile(name=name_of(path), sha256=_sha256(path)), data_path=str(path.absolute()))


def name_of(path: Path) -> str:
    """The name of a file as a report may print it, without its folder."""
    return one_line(os.fsencode(path.name).decode("utf-8", "replace"))


def stamp(path: str) -> tuple[int, int]:
    """What changes when a file is written to: its time in ns and its size; zeros where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def without_folder(text: str, path: str) -> str:
    """A text that may name the data file, such as an error of `run`, without the folder that it lies in."""
    folder, name = os.path.split(path)
    for told, short in ((path, name), (folder + os.sep, ""), (folder, "")):
        if len(told) > 1:
            text = text.replace(told, short).replace(repr(told)[1:-1], short)
    return text


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror}", where=str(path), next_step="Give a data file that you may read"
        ) from error
