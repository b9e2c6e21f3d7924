"""`litmus screen`: a set of records in the order in which reading them pays, as systematic reviewers work."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from litmuspaper.collect.records import Record, Records
    from litmuspaper.select.stopping import Stopping
    from litmuspaper.types import Label


@click.command("screen")
@click.argument("records", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--profile", type=click.Path(path_type=Path), help="Profile, or criteria as plain text or JSON.")
@click.option(
    "--labels",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV or JSON lines of id and label, in the order in which you read.",
)
@click.option("--next", "count", type=click.IntRange(min=0), default=10, show_default=True, help="How many to read.")
@click.option(
    "--recall", type=click.FloatRange(0.5, 1.0), default=0.95, show_default=True, help="Share of the relevant wanted."
)
@click.option(
    "--confidence", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="How sure you want to be."
)
@click.option("--out", type=click.Path(path_type=Path), help="The whole order as JSON lines.")
@click.option("--export", type=click.Path(path_type=Path), help="The records with rank, score and label: .csv or .ris.")
def command(
    records: Path,
    profile: Path | None,
    labels: Path | None,
    count: int,
    recall: float,
    confidence: float,
    out: Path | None,
    export: Path | None,
) -> None:
    """Say which of the records to read next, and whether it is safe to stop.

    RECORDS is RIS, CSV, BibTeX, Zotero's JSON or JSON lines, with labels where you have them. Read the records that it
    names, add their labels to the file of --labels, and run it again.
    """
    from litmuspaper.cli.like import tell_failures
    from litmuspaper.cli.screen_export import write_export, write_lines
    from litmuspaper.collect.records import read_records
    from litmuspaper.errors import SourceError
    from litmuspaper.select.stopping import stopping

    found = read_records(records, ids_as_given=True)
    tell_failures(found.failures)
    if not found.records:
        raise SourceError("no record can be used", where=str(records), next_step="Give RIS, CSV or JSON lines")
    read = _read(found, labels)
    rows = _rows(found.records, read, profile)
    if out:
        write_lines(rows, out)
    if export:
        write_export(rows, found, export)
    up = sum(label.relevant for label in read.values())
    click.echo(f"{len(found.records)} records, {len(read)} read: {up} relevant, {len(read) - up} not")
    for row in [row for row in rows if row["rank"]][:count]:
        click.echo(f"{row['rank']:5d}  {row['score']:.3f}  {row['id']}  {row['title']}")
    advice = stopping([label.relevant for label in read.values()], len(found.records), recall, confidence)
    click.echo(_in_words(advice, len(found.records) - len(read)))


def _read(found: "Records", path: Path | None) -> "dict[str, Label]":
    """The labels by id in the order of reading: the records' own first, then the file's; the last one counts."""
    from datetime import UTC, datetime

    from litmuspaper.cli.like import tell_failures
    from litmuspaper.collect.label_file import plain_id, read_labels
    from litmuspaper.types import Label

    known = {record.paper.id: record.paper.id for record in found.records}
    known = {**{plain_id(id): id for id in known}, **known}
    read = {
        record.paper.id: Label(id=record.paper.id, relevant=record.label, origin="records")
        for record in found.records
        if record.label is not None
    }
    if path is None:
        return read
    given = read_labels(path, datetime.now(UTC).date())
    tell_failures(given.failures)
    strangers = [label.id for label in given.labels if label.id not in known]
    if strangers:
        click.echo(f"{len(strangers)} labels name no record, such as {strangers[0]!r}", err=True)
    for label in given.labels:
        if label.id in known:
            id = known[label.id]
            read.pop(id, None)
            read[id] = label.model_copy(update={"id": id})
    return read


def _rows(records: "tuple[Record, ...]", read: "dict[str, Label]", profile_path: Path | None) -> list[dict[str, Any]]:
    """One row a record: the unread in the order to read them, then those read, first read first."""
    from litmuspaper import __version__
    from litmuspaper.errors import ConfigError
    from litmuspaper.parse import parse
    from litmuspaper.select import screening
    from litmuspaper.select.profile import load_profile

    if not read and profile_path is None:
        raise ConfigError(
            "there is neither a label nor a criterion to go by", next_step="Give --profile FILE or --labels FILE"
        )
    places = {record.paper.id: n for n, record in enumerate(records)}
    documents = [parse(record.paper) for record in records]
    known = screening.known_logits(documents, load_profile(profile_path)) if profile_path else None
    pool = screening.pool([f"{record.paper.title} {record.paper.abstract}" for record in records])
    labels = {places[id]: label.relevant for id, label in read.items()}
    weights = screening.learn(pool, labels, known) if labels else None
    chances = screening.chances(screening.logits(pool, weights, known))
    order = sorted(range(len(records)), key=lambda n: (-chances[n], n))
    made_by = f"litmus {__version__}, {screening.MADE_BY}"
    unread = [n for n in order if records[n].paper.id not in read]
    rows = []
    for rank, n in [*enumerate(unread, 1), *((None, places[id]) for id in read)]:
        paper, label = records[n].paper, read.get(records[n].paper.id)
        rows.append(
            {
                "rank": rank,
                "id": paper.id,
                "score": round(float(chances[n]), 6),
                "label": int(label.relevant) if label else None,
                "read": label.made.isoformat() if label and label.made else None,
                "title": paper.title,
                "made_by": made_by,
            }
        )
    return rows


def _in_words(advice: "Stopping", unread: int) -> str:
    goal = f"{advice.recall:.0%} of the relevant records"
    last = f"the last {advice.irrelevant_in_a_row} records read were irrelevant"
    if not unread:
        return "Everything is read."
    if advice.may_stop:
        return (
            f"You may stop: the chance that you have found less than {goal} is about {advice.risk:.3f} ({last}; "
            f"{unread} records stay unread). Relevant records unlike all those found can still be among them."
        )
    return f"Read on: the chance that you have found less than {goal} may be as high as {advice.risk:.2f} ({last})."
