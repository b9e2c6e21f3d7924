"""`litmus ask`: which papers' thumbs would teach most."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from litmuspaper.library.store import Library
    from litmuspaper.types import Document

DAYS = 10  # the newest days from which is asked


@click.command("ask")
@click.option("-n", "number", type=click.IntRange(1, 100), default=5, show_default=True, help="How many papers.")
@click.option("--profile", type=click.Path(path_type=Path), help="Profile (TOML, JSON or plain text).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def command(number: int, profile: Path | None, as_json: bool) -> None:
    """Name papers of your last ten days whose thumbs would teach the ranking most: near your cutoff, and diverse."""
    import json
    from datetime import UTC, datetime

    from litmuspaper.cli.reader import reader_profile
    from litmuspaper.config import load_settings
    from litmuspaper.day.candidates import labelled_papers
    from litmuspaper.library.store import Library
    from litmuspaper.select.asking import ask

    home = load_settings().root
    wanted = reader_profile(profile, home)
    with Library.open(home, read_only=True) as library:
        labelled, ages = labelled_papers(library, datetime.now(UTC).date())
        documents = _recent(library)
    by_id = {document.paper.id: document.paper for document in documents}
    found = ask(documents, wanted, labelled, ages, number)
    for verdict in found:
        paper = by_id[verdict.id]
        if as_json:
            row = {"id": paper.id, "title": paper.title, "relevance": verdict.relevance, "score": verdict.score}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(f"{verdict.relevance:2d}  {paper.id}  {paper.title}")
    if not found:
        click.echo("There is no paper to ask about. `litmus day` brings some.", err=True)
    elif not as_json:
        click.echo("Answer with `litmus like ID...` and `litmus unlike ID...`.")


def _recent(library: "Library") -> "list[Document]":
    """The judged papers of the newest days, each once."""
    from litmuspaper.parse import parse

    papers = {}
    for date in library.days()[-DAYS:]:
        day = library.day(date)
        ids = [row.id for row in day.selected] + [row.id for row in day.rejected] if day else []
        papers.update({id: paper for id in ids if (paper := library.paper(id))})
    return [parse(paper) for paper in papers.values()]
