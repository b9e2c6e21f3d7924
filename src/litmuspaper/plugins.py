"""Plug-ins: entry-point groups become registries whose error names the options.

| group                    | contract                                                          |
|--------------------------|-------------------------------------------------------------------|
| `litmuspaper.sources`    | a class with `fetch(since) -> Iterable[Announcement]`             |
| `litmuspaper.publishers` | a function `write(day, where) -> list[Path]`, the files it wrote  |
| `litmuspaper.systems`    | a module with `CLAIM` and `run(*, seed, scale, **arm)`            |
"""

from collections.abc import Iterable
from datetime import date
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Protocol

from litmuspaper.errors import PluginError
from litmuspaper.types import Announcement, Day

SOURCES = "litmuspaper.sources"
PUBLISHERS = "litmuspaper.publishers"
SYSTEMS = "litmuspaper.systems"


class Source(Protocol):
    """Where announced papers come from."""

    def fetch(self, since: date | None) -> Iterable[Announcement]:
        """One announcement a day, oldest first, from `since` (None: only the newest)."""


class Publisher(Protocol):
    """Writes one day's output into a folder."""

    def __call__(self, day: Day, where: Path) -> list[Path]:
        """Write the day below `where`; returns the files written."""


def names(group: str) -> list[str]:
    """The names installed in a group, sorted."""
    return sorted({point.name for point in entry_points(group=group)})


def load(group: str, name: str) -> Any:
    """The object behind a name.

    Args:
        group: an entry-point group, such as `SOURCES`.
        name: the plug-in's name there.

    Returns:
        What the entry point refers to, not called.

    Raises:
        PluginError: no plug-in has that name, or it cannot be imported.
    """
    found: dict[str, EntryPoint] = {point.name: point for point in entry_points(group=group)}
    kind = group.rpartition(".")[2]
    if name not in found:
        raise PluginError(f"no plug-in {name!r} among the {kind}", next_step=f"Installed: {', '.join(sorted(found))}")
    try:
        return found[name].load()
    except (ImportError, AttributeError) as error:
        raise PluginError(
            f"the plug-in {name!r} cannot be loaded: {error}",
            where=found[name].value,
            next_step="Reinstall the package that brings it",
        ) from error
