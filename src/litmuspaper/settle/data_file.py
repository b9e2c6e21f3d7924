"""The data that a user names with `--data`, a file or a folder: checked and hashed; no report says where they lie."""

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
        system: whose `run` has a parameter `data` for a file or `folder` for a folder: it gets the absolute path as a
            string.
        path: the file or the folder; None leaves the system to its own data.

    Returns:
        The system; its cells and its plan are then identified by the bytes of the data too.

    Raises:
        ConfigError: the system takes no data, or cannot do without, or the data cannot be read.
    """
    takes = takes_data(system.run, system.claim)
    kind = "folder" if takes == "folder" else "file"
    if path is None:
        if takes and inspect.signature(system.run).parameters[takes].default is inspect.Parameter.empty:
            raise ConfigError(f"needs a data {kind}", where=system.name, next_step="Name it with --data PATH")
        return system
    if not takes:
        raise ConfigError("takes no data", where=system.name, next_step="Leave --data out")
    if not (path.is_dir() if takes == "folder" else path.is_file()):
        found = "is a folder, not a data file" if path.is_dir() else f"is no {kind}"
        raise ConfigError(found, where=str(path), next_step=f"Give the path of a data {kind}")
    return replace(system, data=DataFile(name=name_of(path), sha256=_sha256(path)), data_path=str(path.absolute()))


def name_of(path: Path) -> str:
    """The name of a file as a report may print it, without its folder."""
    return one_line(os.fsencode(path.name).decode("utf-8", "replace"))


def stamp(path: str) -> tuple[int, int]:
    """What changes when a file, or one in a folder, is written to: the latest time in ns and the size of all."""
    try:
        stats = [os.stat(one) for one in _files(Path(path))]
    except OSError:
        return 0, 0
    return max((one.st_mtime_ns for one in stats), default=0), sum(one.st_size for one in stats)


def _files(path: Path) -> list[Path]:
    """The file itself, or all files below a folder, sorted."""
    if not path.is_dir():
        return [path]
    return sorted(Path(folder) / name for folder, _, names in os.walk(path) for name in names)


def without_folder(text: str, path: str) -> str:
    """A text that may name the data file, such as an error of `run`, without the folder that it lies in."""
    folder, name = os.path.split(path)
    for told, short in ((path, name), (folder + os.sep, ""), (folder, "")):
        if len(told) > 1:
            text = text.replace(told, short).replace(repr(told)[1:-1], short)
    return text


def _sha256(path: Path) -> str:
    """Of a file's bytes; of a folder's files with their names below it."""
    digest, one = hashlib.sha256(), path
    try:
        for one in _files(path):
            with one.open("rb") as file:
                own = hashlib.file_digest(file, "sha256")
            if one == path:
                return own.hexdigest()
            digest.update(os.fsencode(one.relative_to(path)) + b"\0" + own.digest())
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror}", where=str(one), next_step="Give data that you may read"
        ) from error
    return digest.hexdigest()
