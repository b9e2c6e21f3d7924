"""`litmus near`: papers near one paper, as a whole or in one facet of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from litmuspaper.select.near import Near
    from litmuspaper.types import Document, Paper


@click.command("near")
@click.argument("paper", metavar="PAPER")
@click.option("--candidates", type=click.Path(path_type=Path), required=True, help="JSONL of {id, title, abstract}.")
@click.option("--facet", type=click.Choice(["problem", "method", "result"]), help="Near in this alone.")
@click.option("--out", type=click.Path(path_type=Path), help="JSONL, nearest first; stdout by default.")
def command(paper: str, candidates: Path, facet: Any, out: Path | None) -> None:
    """Rank candidates by how near they come to PAPER, with the two sentences that are nearest.

    PAPER is the id of a candidate or of a paper in the library, or a JSON file of {id, title, abstract}. The output is
    JSON lines of {id, title, score, here, there}: `here` is PAPER's sentence, `there` the candidate's. A score orders
    these candidates and means nothing among others.
    """
    from litmuspaper.cli.rank import read_candidates, tell_end, write_lines
    from litmuspaper.digest.facets import facet_chances
    from litmuspaper.models.encoder import find_encoder
    from litmuspaper.models.table import load_table
    from litmuspaper.parse import parse
    from litmuspaper.select.near import near

    papers, failures, trouble = read_candidates(candidates)
    asked = parse(_asked(paper, papers))

    def parts(document: "Document") -> Any:
        return facet_chances(document, facet)

    found = near(asked, [parse(one) for one in papers], load_table(), find_encoder(), parts if facet else None)
    if not found:
        click.echo(f"no candidate but {asked.paper.id} itself: nothing to rank", err=True)
    write_lines((_row(one) for one in found), out)
    tell_end(len(found), failures, trouble, out)


def _asked(given: str, papers: list["Paper"]) -> "Paper":
    """The paper that is asked for, of the candidates, of a file, or of the library."""
    from litmuspaper.cli.rank import read_candidates
    from litmuspaper.cli.reader import known_paper
    from litmuspaper.collect.label_file import plain_id
    from litmuspaper.config import load_settings
    from litmuspaper.errors import ConfigError, LibraryError
    from litmuspaper.library.store import Library

    by_id = {one.id: one for one in papers}
    for id in (given, plain_id(given)):
        if id in by_id:
            return by_id[id]
    if Path(given).is_file():
        found, _, _ = read_candidates(Path(given))
        if len(found) != 1:
            raise ConfigError(f"holds {len(found)} papers", where=given, next_step="Give a file of one paper")
        return found[0]
    home = load_settings().root
    try:
        with Library.open(home, read_only=True) as library:
            return known_paper(library, given)
    except (ConfigError, LibraryError) as error:
        raise ConfigError(
            f"is no candidate and no file, and the library has it not ({error.what})",
            where=given,
            next_step="Give an id of the candidates, or a JSON file of {id, title, abstract}",
        ) from error


def _row(one: "Near") -> dict[str, Any]:
    paper = one.document.paper
    here, there = (
        {key: getattr(span, key) for key in ("field", "start", "end", "text")} for span in (one.here, one.there)
    )
    return {"id": paper.id, "title": paper.title, "score": one.score, "here": here, "there": there}
