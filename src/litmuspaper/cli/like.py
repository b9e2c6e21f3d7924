"""`litmus like`: thumbs up, one by one or imported from a reference manager."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from litmuspaper.types import Failure, Label, Paper

FAILURES_SHOWN = 20


@click.command("like")
@click.argument("ids", metavar="ID...", nargs=-1)
@click.option(
    "--import",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Likes from BibTeX, RIS, Zotero's JSON or CSV, or a list of arXiv ids.",
)
def command(ids: tuple[str, ...], file: Path | None) -> None:
    """Give papers a thumb up: what is like them will rank higher.

    An ID is as the paper was announced: an arXiv id, with or without a version, or its address.
    """
    if not ids and not file:
        raise click.UsageError("give the ids of papers, or --import FILE")
    if ids:
        thumbs(ids, relevant=True)
    if file:
        _import(file)


def thumbs(ids: Sequence[str], *, relevant: bool) -> None:
    """Keep a thumb for each id, and say which papers they are."""
    from datetime import UTC, datetime

    from litmuspaper.collect.label_file import plain_id
    from litmuspaper.config import load_settings
    from litmuspaper.library.store import Library
    from litmuspaper.types import Label

    today = datetime.now(UTC).date()
    with Library.open(load_settings().root) as library:
        for given in ids:
            id = given if library.paper(given) else plain_id(given)
            if not id:
                click.echo("an empty id was left out", err=True)
                continue
            library.label(Label(id=id, relevant=relevant, made=today))
            paper = library.paper(id) or library.work(id)
            sign = "+" if relevant else "-"
            click.echo(f"{sign} {id}  {paper.title}" if paper else f"{sign} {id}  (no such paper in the library yet)")
            if paper is None:
                click.echo(f"{id}: the label is kept; it counts once the paper was announced or imported", err=True)


def _import(file: Path) -> None:
    from datetime import UTC, datetime

    from litmuspaper.collect.records import read_records
    from litmuspaper.types import Label

    found = read_records(file)
    today = datetime.now(UTC).date()
    origin = f"import:{found.format}"
    labels = [
        Label(id=record.paper.id, relevant=record.label is not False, made=today, origin=origin)
        for record in found.records
    ]
    works = [record.paper for record in found.records if found.format != "ids"]
    tell_failures(found.failures)
    keep(labels, works, str(file))
    if found.failures:
        click.echo(f"{len(found.failures)} rows were left out", err=True)


def keep(labels: "Sequence[Label]", works: "Sequence[Paper]", name: str) -> None:
    """Store labels with the texts that came with them, and say how many can teach."""
    from litmuspaper.config import load_settings
    from litmuspaper.library.store import Library

    with Library.open(load_settings().root) as library:
        library.label(*labels, works=works)
        known = library.with_text([label.id for label in labels])
    up = sum(label.relevant for label in labels)
    click.echo(f"{name}: {up} thumbs up, {len(labels) - up} down")
    bare = {work.id for work in works if not work.abstract} & known
    if silent := len(labels) - len(known):
        click.echo(f"{silent} of them have no text in the library: they count once their papers are announced")
    if bare:
        click.echo(f"{len(bare)} of them have a title and no abstract: they teach little")


def tell_failures(failures: "Sequence[Failure]") -> None:
    """Name the rows that were left out on stderr, the first of them one by one."""
    for failure in failures[:FAILURES_SHOWN]:
        click.echo(f"left out: {failure.error}", err=True)
    if len(failures) > FAILURES_SHOWN:
        click.echo(f"left out: {len(failures) - FAILURES_SHOWN} more rows", err=True)
