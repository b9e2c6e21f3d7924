"""The last room: a day becomes files that a reader, a feed reader or another program opens.

    where/index.html                    all days, newest first
    where/feed.xml                      Atom, the newest days
    where/DATE/day.json, day.md         the ledger for programs and terminals
    where/DATE/index.html               the day's page
    where/DATE/papers/ID.html           a page for each selected paper
    where/assets/                       one style sheet, one small script

The same day gives the same bytes: no clock is read here.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from litmuspaper.errors import PublishError
from litmuspaper.types import Day

FORMATS = ("json", "markdown", "site", "atom")


def publish(day: Day, where: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Write a day below a folder, each file whole or not at all.

    Args:
        day: the day's ledger.
        where: the folder of all days; made where it is missing.
        formats: which of `FORMATS` to write.

    Returns:
        The files written, in the order of the formats.

    Raises:
        PublishError: a format is unknown, or a file cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise PublishError(f"no format {unknown[0]!r}", next_step=f"Formats are: {', '.join(FORMATS)}")
    written: list[Path] = []
    for name in formats:
        # Imported here: who wants only JSON does not load Jinja2.
        write: Callable[[Day, Path], list[Path]] = import_module(f"litmuspaper.publish.{name}").write
        written += write(day, where)
    return written
