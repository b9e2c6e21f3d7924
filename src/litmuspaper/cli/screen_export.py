"""The screened records as files: JSON lines, and CSV or RIS with where each rank and label comes from."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litmuspaper.collect.records import Records

PROVENANCE = {
    "rank": "litmus_rank",
    "score": "litmus_score",
    "label": "litmus_label",
    "read": "litmus_read",
    "made_by": "litmus_made_by",
}
# A spreadsheet takes a cell that starts so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_lines(rows: Iterable[Mapping[str, Any]], out: Path) -> None:
    """One JSON object a record, in the order to read."""
    _write(out, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_export(rows: Iterable[Mapping[str, Any]], found: "Records", out: Path) -> None:
    """The records with their own fields and the provenance of rank and label, as CSV or RIS by the file's ending."""
    fields = {record.paper.id: record.fields for record in found.records}
    papers = {record.paper.id: record.paper for record in found.records}
    if out.suffix.lower() == ".ris":
        _write(out, "".join(_ris(row, fields[row["id"]], papers[row["id"]].abstract) for row in rows))
        return
    import io

    shown = [{**_own(fields[row["id"]], row, papers[row["id"]].abstract), **_provenance(row)} for row in rows]
    names = list(dict.fromkeys(name for row in shown for name in row))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in row.items()} for row in shown)
    _write(out, buffer.getvalue())


def _own(fields: Mapping[str, str], row: Mapping[str, Any], abstract: str) -> dict[str, str]:
    """The record's own cells; a RIS record's as plain columns."""
    own = {name: value for name, value in fields.items() if name != "ris" and name not in PROVENANCE.values()}
    own.setdefault("id", row["id"])
    return {**own, "title": row["title"], "abstract": own.get("abstract", abstract)}


def _provenance(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if row[key] is None else str(row[key]) for key, name in PROVENANCE.items()}


def _safe(value: str) -> str:
    """The cell; with an apostrophe before what a spreadsheet would calculate, numbers aside."""
    if not value.startswith(_FORMULA):
        return value
    try:
        float(value)
    except ValueError:
        return "'" + value
    return value


def _ris(row: Mapping[str, Any], fields: Mapping[str, str], abstract: str) -> str:
    """The record's own lines where it came from RIS, else made of its fields; with notes of what Litmus says."""
    lines = fields.get("ris", "").split("\n") if fields.get("ris") else []
    if not lines:
        lines = ["TY  - GEN", f"ID  - {row['id']}", f"TI  - {row['title']}"]
        lines += [f"AB  - {abstract}"] if abstract else []
    if row["label"] is not None:
        lines = [line for line in lines if line[6:].casefold() not in ("included", "excluded")]
        lines.append(f"N1  - {'included' if row['label'] else 'excluded'}")
    told = "; ".join(f"{name} {value}" for name, value in _provenance(row).items() if value)
    return "\n".join([*lines, f"N1  - {told}", "ER  - "]) + "\n\n"


def _write(out: Path, text: str) -> None:
    from litmuspaper.errors import PublishError

    try:
        # Not by way of a draft: the place may be a pipe.
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PublishError(
            f"cannot be written: {error.strerror}", where=str(out), next_step="Give another place"
        ) from error
