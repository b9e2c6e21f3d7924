"""`litmus rank`: the day's own ranking over any candidates."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from litmuspaper.types import Document, Failure, Paper


@click.command("rank")
@click.option(
    "--criteria", type=click.Path(path_type=Path), required=True, help="Profile, or criteria as plain text or JSON."
)
@click.option("--candidates", type=click.Path(path_type=Path), required=True, help="JSONL of {id, title, abstract}.")
@click.option("--labels", type=click.Path(path_type=Path), help="JSONL of {id, relevant}: the reader's thumbs.")
@click.option("--out", type=click.Path(path_type=Path), help="JSONL, best first; stdout by default.")
def command(criteria: Path, candidates: Path, labels: Path | None, out: Path | None) -> None:
    """Rank candidates by criteria, best first, with the quoted evidence of each.

    Candidates are JSON lines of {id, title, abstract}, labels of {id, relevant}; the output is JSON lines of
    {id, score, relevance, criterion, evidence: [{field, start, end, text}], reason}. Rows that cannot be used are
    named on stderr and left out; where the file of candidates breaks off, the exit code is 3.
    """
    from litmuspaper.parse import parse
    from litmuspaper.select import select
    from litmuspaper.select.profile import load_profile

    profile = load_profile(criteria)
    papers, failures, trouble = read_candidates(candidates)
    documents = [parse(paper) for paper in papers]
    ranking = select(documents, profile, _labelled(labels, documents) if labels else (), pool=True)
    write_lines((_row(verdict.model_dump()) for verdict in ranking.verdicts), out)
    tell_end(len(ranking.verdicts), failures, trouble, out)


def tell_end(ranked: int, failures: list["Failure"], trouble: str, out: Path | None) -> None:
    """Say on stderr what was left out, and leave with exit code 3 where the candidates were not whole."""
    for failure in failures:
        named = "" if failure.error.startswith(failure.id) else f"{failure.id}: "
        click.echo(f"left out: {named}{failure.error}", err=True)
    if out:
        click.echo(f"{ranked} ranked, {len(failures)} left out: {out}")
    if trouble:
        click.echo(f"ATTENTION: TRUNCATED. {trouble}", err=True)
        raise SystemExit(3)


def read_candidates(path: Path) -> tuple[list["Paper"], list["Failure"], str]:
    """Papers and failures of a listing, whatever their dates, and what it says if it is not whole."""
    from datetime import date

    from litmuspaper.collect.listing import Listing
    from litmuspaper.errors import SourceError
    from litmuspaper.types import Failure

    papers: dict[str, Paper] = {}
    failures: list[Failure] = []
    trouble = ""
    for announcement in Listing(path, candidates=True).fetch(date.min):
        for paper in announcement.papers:
            if papers.setdefault(paper.id, paper) is not paper:
                failures.append(Failure(id=paper.id, error=f"stands a second time, under {announcement.date}"))
        failures += announcement.failures
        trouble = announcement.message if announcement.state == "truncated" else trouble
    if not papers:
        first = f" ({failures[0].error})" if failures else ""
        raise SourceError(
            f"no candidate can be used{first}", where=str(path), next_step="Each line is {id, title, abstract}"
        )
    return [*papers.values()], failures, trouble


def _labelled(path: Path, documents: list["Document"]) -> list[tuple["Document", bool]]:
    """The labelled candidates with their thumbs; a later line for the same id wins."""
    from litmuspaper.collect.arxiv_paper import split_id

    by_id = {document.paper.id: document for document in documents}
    # A label that names a version speaks of the paper.
    thumbs = {id if id in by_id else (split_id(id) or [id])[0]: relevant for id, relevant in _labels(path)}
    if strangers := thumbs.keys() - by_id.keys():
        click.echo(f"{len(strangers)} labels name no candidate, such as {min(strangers)!r}", err=True)
    return [(by_id[label_id], relevant) for label_id, relevant in thumbs.items() if label_id in by_id]


def _labels(path: Path) -> Iterator[tuple[str, bool]]:
    """Pairs of id and thumb; a ConfigError names the line that is not a label."""
    import json

    from litmuspaper.errors import ConfigError

    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path), next_step="Give a JSONL file") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            # A text such as "false" would count as true.
            yield str(row["id"]), {0: False, 1: True}[row["relevant"]]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ConfigError(
                "not a label", where=f"{path}, line {number}", next_step='Each line is {"id": "...", "relevant": true}'
            ) from error


def write_lines(rows: Iterable[Mapping[str, Any]], out: Path | None) -> None:
    """One JSON object a line, to a file or to stdout."""
    import json

    from litmuspaper.errors import PublishError

    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    if out is None:
        for line in lines:
            click.echo(f"{line}\n".encode(), nl=False)
        return
    try:
        # Not by way of a draft: --out may be a pipe.
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
