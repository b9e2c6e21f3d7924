"""Labels in a file: CSV with a header, or JSON lines. A row that is no label is told with its line and left out.

A row has `id`, and `relevant` or `label` or another of the names that screening programs use; it may have `made` (the
day of the label), `origin`, `title` and `abstract`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import Any

from litmuspaper.collect.arxiv_paper import split_id
from litmuspaper.collect.csv_rows import csv_rows
from litmuspaper.collect.rows import read_row
from litmuspaper.errors import SourceError
from litmuspaper.types import Failure, Label, Paper, one_line

MAX_BYTES = 1 << 29
ID_KEYS = ("id", "record_id", "key")
LABEL_KEYS = (
    "relevant",
    "label",
    "label_included",
    "included",
    "include",
    "asreview_label",
    "final_included",
    "litmus_label",
    "decision",
)
_YES = frozenset("1 1.0 yes y true included include relevant up + asreview_relevant".split())
_NO = frozenset("0 0.0 no n false excluded exclude irrelevant down - asreview_irrelevant".split()) | {"not relevant"}
_UNKNOWN = frozenset({"", "-1", "?", "na", "nan", "none", "null", "unknown", "unlabelled", "unlabeled", "unseen"}) | {
    "not seen",
    "not_seen",
    "unscreened",
    "asreview_not_seen",
}


class NoLabel(ValueError):
    """A value that says neither relevant nor irrelevant nor that nobody knows."""


@dataclass(frozen=True)
class LabelFile:
    """What a file of labels held: labels in its order, texts of works, and the rows that were left out."""

    labels: tuple[Label, ...]
    works: tuple[Paper, ...]
    failures: tuple[Failure, ...]


def label_value(value: object) -> bool | None:
    """What a cell says of a record: relevant, irrelevant, or None where it is not labelled yet.

    Args:
        value: a text, a number, true, false or nothing.

    Returns:
        The label.

    Raises:
        NoLabel: the cell says something else.
    """
    text = one_line(str(value)).casefold() if value is not None else ""
    if text in _YES:
        return True
    if text in _NO:
        return False
    if text in _UNKNOWN:
        return None
    raise NoLabel(f"{text[:40]!r} is no label; write 1 or 0, or included or excluded")


def plain_id(text: str) -> str:
    """An id as its source announces it: of an arXiv id, version or address the bare id; anything else as it is."""
    cleaned = one_line(text)
    bare = cleaned.split("#")[0].split("?")[0].removesuffix("/").removesuffix(".pdf")
    for prefix in ("10.48550/arxiv.", "arxiv:", "arxiv."):
        at = bare.casefold().rfind(prefix)
        bare = bare[at + len(prefix) :].strip() if at >= 0 else bare
    found = split_id(bare)
    # A word before the id, as in "see 2509.09427", is no id; an address is.
    return found[0] if found and " " not in bare else cleaned


def read_labels(path: Path, today: Date, origin: str = "file") -> LabelFile:
    """Read a file of labels; of two rows with one id the last counts.

    Args:
        path: CSV (`.csv`, `.tsv`) or JSON lines.
        today: the day of labels that name none.
        origin: of labels that name none.

    Returns:
        The labels; a SourceError is passed on where the file cannot be read at all.
    """
    labels: dict[str, Label] = {}
    works: dict[str, Paper] = {}
    failures: list[Failure] = []
    for where, row in rows_of(path):
        try:
            label = _label(row, where, today, origin)
        except ValueError as fault:
            failures.append(Failure(id=where, error=f"{where}: {fault}"))
            continue
        if label is None:
            continue
        labels.pop(label.id, None)
        labels[label.id] = label
        title = row.get("title") if isinstance(row, Mapping) else None
        if isinstance(title, str) and one_line(title):
            abstract = one_line(str(row.get("abstract") or "")) if isinstance(row, Mapping) else ""
            works[label.id] = Paper(id=label.id, title=one_line(title), abstract=abstract, source=label.origin)
    return LabelFile(tuple(labels.values()), tuple(works.values()), tuple(failures))


def rows_of(path: Path) -> Iterable[tuple[str, object]]:
    """Where each row stands and what it is: an object, or a Failure where it cannot be read."""
    text = text_of(path)
    if path.suffix.lower() in (".csv", ".tsv"):
        yield from csv_rows(text)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"line {number}", read_row(line, f"line {number}")


def text_of(path: Path) -> str:
    """The text of a file: UTF-8, or Latin-1 where it is not.

    Args:
        path: the file.

    Returns:
        Its text, without a byte order mark.

    Raises:
        SourceError: it cannot be read or is too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(f"larger than {MAX_BYTES >> 20} MiB", where=str(path), next_step="Split it")
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror}", where=str(path), next_step="Give the file that another program wrote"
        ) from error
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _label(row: object, where: str, today: Date, origin: str) -> Label | None:
    """The label of a row, None where it says that there is none yet; a ValueError says what is wrong."""
    if isinstance(row, Failure):
        raise ValueError(row.error.removeprefix(f"{where}: "))
    if not isinstance(row, Mapping):
        raise ValueError("not an object with id and relevant")
    id = next((row[key] for key in ID_KEYS if row.get(key) not in (None, "")), None)
    if not isinstance(id, str | int) or isinstance(id, bool) or not plain_id(str(id)):
        raise ValueError("the row has no id")
    given = [key for key in LABEL_KEYS if key in row]
    if not given:
        raise ValueError("the row has neither relevant nor label")
    value = label_value(row[given[0]])
    made = _day(row, today)
    kind = row.get("origin")
    if value is None:
        return None
    return Label(
        id=plain_id(str(id)), relevant=value, made=made, origin=kind if isinstance(kind, str) and kind else origin
    )


def _day(row: Mapping[str, Any], today: Date) -> Date:
    text = row.get("made") or row.get("read") or row.get("litmus_read")
    if not text:
        return today
    try:
        return min(Date.fromisoformat(str(text)[:10]), today)
    except ValueError:
        raise ValueError(f"made is {str(text)[:40]!r}, not a date such as 2026-01-05") from None
