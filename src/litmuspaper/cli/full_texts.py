"""The second half of `litmus day`: the selected papers' full texts, each paper's page, and the day again."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from litmuspaper.collect.full_text import FullTexts
    from litmuspaper.config import Settings
    from litmuspaper.day.full_text import Reviewed
    from litmuspaper.library.store import Library
    from litmuspaper.models.llm.asking import Asking
    from litmuspaper.types import Day, Selected

_T = TypeVar("_T")

ARXIV = "https://arxiv.org/"
BAR_FROM = 50
NOT_ASKED = "arXiv was not asked for it (--no-fetch)"
FROM_A_FILE = "the papers came from a file and arXiv was not asked (--fetch asks it)"
INVENTED = "the paper is invented, and only some of the invented papers have a text"


@dataclass(frozen=True)
class Wanted:
    """What the command line says of full texts; `fetch` is None where it says nothing.

    `is_arxiv` tells whether the day came from arXiv, `out` is the folder of pages, `quiet` wants no progress bar;
    `writer` is a language model that sums up what is read, None where none is wanted.
    """

    folder: Path | None
    fetch: bool | None
    is_arxiv: bool
    out: Path
    quiet: bool = False
    writer: "Asking | None" = None


def with_full_texts(day: "Day", wanted: Wanted, settings: "Settings", library: "Library") -> "Day":
    """Read the full texts of the day's selected papers and write each paper's page.

    Where arXiv is asked, the day is kept and published before: arXiv's pace is one request in three seconds. An
    interruption keeps what was read.

    Args:
        day: as the ledger stands.
        wanted: which texts to read.
        settings: of this machine.
        library: keeps fetched texts.

    Returns:
        The day, each selected row with what its full text gave or why it was not read.

    Raises:
        KeyboardInterrupt: the reader stopped it; the day was kept and published with what was read.
    """
    from litmuspaper.day.full_text import Reviewed, with_rows
    from litmuspaper.publish import publish

    if not day.selected:
        return day
    rows: list[Selected] = []
    with _texts(day, wanted, settings, library) as (texts, asks):
        if asks:
            library.save_day(day)
            publish(day, wanted.out)
        try:
            for one in _read(day, wanted, texts, quiet=wanted.quiet or not asks):
                if isinstance(one, Reviewed):
                    _publish(one, wanted)
                    one = one.row
                rows.append(one)
        except KeyboardInterrupt:
            told = with_rows(day, rows)
            library.save_day(told)
            publish(told, wanted.out)
            raise
    return with_rows(day, rows)


@contextmanager
def bar(items: Sequence[_T], label: str, *, quiet: bool, least: int = BAR_FROM) -> Iterator[Iterable[_T]]:
    """A progress bar on a terminal for many items; nothing elsewhere."""
    if quiet or len(items) < least or not sys.stderr.isatty():
        yield items
        return
    with click.progressbar(items, label=label, file=sys.stderr) as shown:
        yield shown


def _read(day: "Day", wanted: Wanted, texts: "FullTexts", *, quiet: bool) -> "Iterator[Reviewed | Selected]":
    from litmuspaper import example
    from litmuspaper.day.full_text import at_hand, read_full

    folders = example.source if day.state == "example" else at_hand(wanted.folder)
    with bar(day.selected, "reading full texts", quiet=quiet, least=2) as rows:
        for row in rows:
            yield read_full(row, texts, folders)


@contextmanager
def _texts(day: "Day", wanted: Wanted, settings: "Settings", library: "Library") -> "Iterator[tuple[FullTexts, bool]]":
    """Where full texts come from, and whether arXiv is asked."""
    from litmuspaper.collect.full_text import FullTexts

    fetch = wanted.is_arxiv if wanted.fetch is None else wanted.fetch
    if day.state == "example":
        yield FullTexts(library, None, INVENTED), False
        return
    if not fetch:
        yield FullTexts(library, None, NOT_ASKED if wanted.is_arxiv else FROM_A_FILE), False
        return
    from litmuspaper.net.client import Client

    with ExitStack() as stack:
        client = stack.enter_context(
            Client(settings.root, contact=settings.contact, timeout_s=settings.timeout_s, max_bytes=settings.max_bytes)
        )
        # A day that has just come from arXiv shows that it can be reached.
        if wanted.is_arxiv or client.reachable(ARXIV, settings.reach_s):
            yield FullTexts(library, client), True
        else:
            yield FullTexts(library, None, f"arXiv did not answer within {settings.reach_s:g} s"), False


def _publish(one: "Reviewed", wanted: Wanted) -> None:
    from litmuspaper.day.prose import write
    from litmuspaper.publish.review import publish_review

    paper = one.document.paper
    publish_review(
        one.document,
        one.review,
        one.digest,
        wanted.out,
        source=f"{paper.id}v{paper.version}" if paper.version else paper.id,
        notes=one.notes,
        claims=one.claims,
        prose=write(one.document, one.review, one.claims, wanted.writer) if wanted.writer else None,
    )
