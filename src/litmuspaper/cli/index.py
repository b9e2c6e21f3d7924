"""`litmus index`: papers of earlier days and of one's own collection, for novelty to be looked for among them."""

from datetime import date
from pathlib import Path

import click


@click.command("index")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Take the papers of JSONL files into the library, without judging them.

    Each row has an id, a title and an abstract, and the date of its announcement or submission: a paper counts as
    earlier than another by that date.
    """
    from litmuspaper.collect.listing import Listing
    from litmuspaper.config import load_settings
    from litmuspaper.day.novelty import index
    from litmuspaper.library.store import Library

    with Library.open(load_settings().root) as library:
        before = library.counts().papers
        for path in files:
            papers = failed = 0
            for announcement in Listing(path).fetch(date.min):
                library.record(announcement.model_copy(update={"source": "index"}))
                papers += len(announcement.papers)
                failed += len(announcement.failures)
                for failure in announcement.failures[:5]:
                    click.echo(f"  not usable: {failure.id}: {failure.error}", err=True)
            click.echo(f"{path.name}: {papers} papers, {failed} rows not usable")
        index(library)
        click.echo(f"The library holds {library.counts().papers} papers, {before} before.")
