"""RIS records (Research Information Systems, specification of 2011): a tag, two spaces, a hyphen and a value a line."""

import re
from collections.abc import Iterator

from litmuspaper.types import Failure

_TAG = re.compile(r"^([A-Z][A-Z0-9])  ?-(?: (.*)|)$")
_MANY = frozenset({"AU", "A1", "A2", "KW", "N1", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"})
_NAMES = {"TI": "title", "T1": "title", "AB": "abstract", "N2": "abstract", "DO": "doi", "UR": "url", "ID": "id"}
_NAMES |= {"AN": "id", "PY": "year", "Y1": "year", "JO": "journal", "JF": "journal", "T2": "journal", "LB": "label"}
_LABELS = {"asreview_relevant": "1", "asreview_irrelevant": "0", "included": "1", "excluded": "0"}


def ris_records(text: str) -> Iterator[tuple[str, dict[str, str] | Failure]]:
    """The records of a RIS file.

    Args:
        text: the file.

    Yields:
        Where each record starts, such as `line 17`, and its fields: `title`, `abstract`, `authors`, `doi`, `url`,
        `id`, `year`, `journal`, `label`, and `ris` with the record's own lines. A Failure where lines stand outside
        any record, or a record breaks off without a title. A label is read from a note or keyword that says
        `included`, `excluded`, `ASReview_relevant` or `ASReview_irrelevant`.
    """
    lines: list[str] = []
    started, stray = 0, 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        match = _TAG.match(line.rstrip())
        tag = match[1] if match else ""
        if tag == "TY" and started:
            yield _made(started, lines, ended=False)
        if tag == "TY":
            started, lines = number, []
        if not started:
            if line.strip() and not stray:
                stray = number
            continue
        if stray:
            yield _stray(stray)
            stray = 0
        lines.append(line)
        if tag == "ER":
            yield _made(started, lines, ended=True)
            started, lines = 0, []
    if stray:
        yield _stray(stray)
    if started:
        yield _made(started, lines, ended=False)


def _stray(number: int) -> tuple[str, Failure]:
    where = f"line {number}"
    return where, Failure(id=where, error=f"{where}: this stands in no record (a record starts with TY)")


def _made(started: int, lines: list[str], *, ended: bool) -> tuple[str, dict[str, str] | Failure]:
    """One record; a line without a tag goes on with the value above it."""
    where = f"line {started}"
    values: dict[str, list[str]] = {}
    last = ""
    for line in lines:
        if match := _TAG.match(line.rstrip()):
            last = match[1]
            values.setdefault(last, []).append((match[2] or "").strip())
        elif line.strip() and last:
            values[last][-1] += " " + line.strip()
    fields: dict[str, str] = {}
    for tag, given in values.items():
        if tag in _NAMES and any(given):
            fields.setdefault(_NAMES[tag], next(filter(None, given)))
    fields["authors"] = "; ".join([*values.get("AU", ()), *values.get("A1", ())])
    for tag in _MANY:
        for value in values.get(tag, ()):
            if (said := _LABELS.get(value.casefold())) is not None:
                fields.setdefault("label", said)
    if not ended and "title" not in fields:
        return where, Failure(id=where, error=f"{where}: the record breaks off without a title")
    fields["ris"] = "\n".join(line.rstrip() for line in lines if not line.startswith("ER  -")).rstrip("\n")
    return where, fields
