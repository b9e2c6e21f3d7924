"""`litmus label`: every thumb of the reader, to see, to add from a file, and to take away."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from litmuspaper.library.store import Library
    from litmuspaper.types import Label


@click.command("label")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Add labels from CSV or JSON lines of id and relevant.",
)
@click.option("--remove", multiple=True, metavar="ID", help="Take the label of this paper away; may be repeated.")
@click.option("--list", "show", is_flag=True, help="Print the labels as JSON lines, newest first.")
@click.option("--reset", is_flag=True, help="Take all labels away, after a copy was written.")
def command(file: Path | None, remove: tuple[str, ...], show: bool, reset: bool) -> None:
    """Show and change what the ranking learns from: your thumbs.

    Without an option it says how many there are and where they come from.
    """
    from litmuspaper.config import load_settings
    from litmuspaper.library.store import Library

    if file:
        _add(file)
    root = load_settings().root
    if remove or reset:
        with Library.open(root) as library:
            if remove:
                _remove(library, remove)
            if reset:
                _reset(library)
    if show or not (file or remove or reset):
        if not (root / "library.db").exists():
            click.echo("There are no labels yet. `litmus like ID` makes the first one.", err=show)
            return
        with Library.open(root, read_only=True) as library:
            _show(library) if show else _count(library)


def _add(file: Path) -> None:
    from datetime import UTC, datetime

    from litmuspaper.cli.like import keep, tell_failures
    from litmuspaper.collect.label_file import read_labels

    found = read_labels(file, datetime.now(UTC).date())
    tell_failures(found.failures)
    keep(found.labels, found.works, str(file))


def _remove(library: "Library", ids: tuple[str, ...]) -> None:
    from litmuspaper.collect.label_file import plain_id

    held = {label.id for label in library.labels()}
    wanted = [id if id in held else plain_id(id) for id in ids]
    gone = library.unlabel(wanted)
    click.echo(f"{len(gone)} labels taken away")
    for id in wanted:
        if id not in gone:
            click.echo(f"{id}: had no label", err=True)


def _reset(library: "Library") -> None:
    """Take all labels away once the copy is on the disk."""
    from datetime import UTC, datetime

    from litmuspaper.errors import PublishError

    labels = library.labels()
    if not labels:
        click.echo("There are no labels to take away.")
        return
    today = datetime.now(UTC).date().isoformat()
    names = (f"labels-{today}{f'-{number}' if number > 1 else ''}.jsonl" for number in range(1, 10_000))
    copy = next(path for path in (library.root / name for name in names) if not path.exists())
    try:
        with copy.open("x", encoding="utf-8") as file:
            file.writelines(json.dumps(_row(library, label), ensure_ascii=False) + "\n" for label in labels)
    except OSError as error:
        raise PublishError(
            f"the copy of the labels cannot be written: {error.strerror}",
            where=str(copy),
            next_step="Nothing was taken away. Make room there, then try again",
        ) from error
    library.unlabel([label.id for label in labels])
    click.echo(f"{len(labels)} labels taken away. `litmus label --file {copy}` brings them back.")


def _row(library: "Library", label: "Label") -> dict[str, object]:
    """A label as `--file` reads it again; with its text where only the import knows that."""
    row: dict[str, object] = {"id": label.id, "relevant": label.relevant, "origin": label.origin}
    if label.made:
        row["made"] = label.made.isoformat()
    if work := library.work(label.id):
        row |= {"title": work.title, "abstract": work.abstract}
    return row


def _show(library: "Library") -> None:
    labels = sorted(library.labels(), key=lambda label: (label.made is not None, label.made), reverse=True)
    for label in labels:
        paper = library.paper(label.id) or library.work(label.id)
        row = {
            "id": label.id,
            "relevant": label.relevant,
            "made": label.made.isoformat() if label.made else None,
            "origin": label.origin,
            "title": paper.title if paper else None,
        }
        click.echo(json.dumps(row, ensure_ascii=False))


def _count(library: "Library") -> None:
    labels = library.labels()
    up = sum(label.relevant for label in labels)
    click.echo(f"{up} thumbs up, {len(labels) - up} down")
    origins = sorted({label.origin for label in labels})
    for origin in origins:
        click.echo(f"  {sum(label.origin == origin for label in labels):6d}  {origin}")
    if silent := len(labels) - len(library.with_text([label.id for label in labels])):
        click.echo(f"{silent} of them have no text in the library and cannot teach yet")
