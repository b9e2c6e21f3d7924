"""`litmus rank`: the day's own ranking over any candidates."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from litmuspaper.types import Document, Failure, Paper, Ranking


@click.command("rank")
@click.option(
    "--criteria", type=click.Path(path_type=Path), required=True, help="Profile, or criteria as plain text or JSON."
)
@click.option("--candidates", type=click.Path(path_type=Path), required=True, help="JSONL of {id, title, abstract}.")
@click.option("--labels", type=click.Path(path_type=Path), help="JSONL of {id, relevant}: the reader's thumbs.")
@click.option("--out", type=click.Path(path_type=Path), help="JSONL, best first; stdout by default.")
def command(criteria: Path, candidates: Path, labels: Path | None, out: Path | None) -> None:
    """Rank candidates by criteria, best first, with the quoted evidence of each.

    Rows that cannot be used are named on stderr and left out.
    """
    from litmuspaper.parse import parse
    from litmuspaper.select import select
    from litmuspaper.select.profile import load_profile

    profile = load_profile(criteria)
    papers, failures = _candidates(candidates)
    documents = [parse(paper) for paper in papers]
    ranking = select(documents, profile, _labelled(labels, documents) if labels else ())
    _write(ranking, out)
    for failure in failures:
        click.echo(f"left out: {failure.id}: {failure.error}", err=True)
    if out:
        click.echo(f"{len(ranking.verdicts)} ranked, {len(failures)} left out: {out}")


def _candidates(path: Path) -> tuple[list["Paper"], list["Failure"]]:
    """Papers and failures of a listing, whatever their dates.

    Raises:
        SourceError: no row can be used.
    """
    from datetime import date

    from litmuspaper.collect.listing import Listing
    from litmuspaper.errors import SourceError

    papers: dict[str, Paper] = {}
    failures: list[Failure] = []
    for announcement in Listing(path).fetch(date.min):
        for paper in announcement.papers:
            papers.setdefault(paper.id, paper)
        failures += announcement.failures
    if not papers:
        raise SourceError("no candidate can be used", where=str(path), next_step="Each line is {id, title, abstract}")
    return [*papers.values()], failures


def _labelled(path: Path, documents: list["Document"]) -> list[tuple["Document", bool]]:
    """The labelled candidates with their thumbs; a later line for the same id wins."""
    by_id = {document.paper.id: document for document in documents}
    thumbs = {label_id: relevant for label_id, relevant in _labels(path) if label_id in by_id}
    return [(by_id[label_id], relevant) for label_id, relevant in thumbs.items()]


def _labels(path: Path) -> Iterator[tuple[str, bool]]:
    """Pairs of id and thumb.

    Raises:
        ConfigError: the file cannot be read, or a line is not a label.
    """
    import json

    from litmuspaper.errors import ConfigError

    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path), next_step="Give a JSONL file") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield str(row["id"]), bool(row["relevant"])
        except (ValueError, TypeError, KeyError) as error:
            raise ConfigError(
                "not a label", where=f"{path}, line {number}", next_step='Each line is {"id": "...", "relevant": true}'
            ) from error


def _write(ranking: "Ranking", out: Path | None) -> None:
    """One JSON object a line, best first.

    Raises:
        PublishError: the file cannot be written.
    """
    import json

    from litmuspaper.errors import PublishError

    lines = (json.dumps(_row(verdict.model_dump()), ensure_ascii=False) for verdict in ranking.verdicts)
    if out is None:
        for line in lines:
            click.echo(line)
        return
    try:
        with out.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise PublishError(
            f"cannot be written: {error.strerror}", where=str(out), next_step="Give --out another place"
        ) from error


def _row(verdict: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("id", "score", "relevance", "criterion", "evidence", "reason")
    spans = [{key: span[key] for key in ("field", "start", "end", "text")} for span in verdict["evidence"]]
    return {**{key: verdict[key] for key in keys}, "evidence": spans}
