"""`litmus audit SOURCE`: a paper's own numbers checked by arithmetic, as a listing or as JSON."""

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from litmuspaper.types import Claim, Document, Finding, Review

_WIDTH = 100
_QUOTES = 4
_QUOTE_LENGTH = 300
_HEADS = {"error": "Errors", "warning": "Warnings", "question": "Questions", "info": "For information"}
_VERDICTS = {
    "contradicted": "contradiction",
    "not-reproducible": "not reproducible from the displayed digits",
    "question": "question",
}
_COUNTED = ("contradiction", "question")  # the other is no noun
MAX_LOG_BYTES = 200_000_000


@click.command("audit")
@click.argument("source", metavar="SOURCE")
@click.option(
    "--logs", type=click.Path(path_type=Path), help="Folder of the runs' JSON and CSV logs, one folder a run."
)
@click.option("--json", "as_data", is_flag=True, help="Print one JSON object, with all places in the text.")
def command(source: str, logs: Path | None, as_data: bool) -> None:
    """Check a paper's own numbers by arithmetic.

    SOURCE is a LaTeX file, a folder or archive of LaTeX, an HTML page, a PDF, a JATS file, plain text, or an arXiv
    identifier, whose files are then fetched. Nothing in it is run, and nothing that it names is read or fetched.
    What was checked and holds is listed too, and what could not be checked, with the reason.
    """
    from litmuspaper.cli.source import read_source
    from litmuspaper.parse.record import coverage
    from litmuspaper.review import review
    from litmuspaper.review.claims import claims

    given = read_logs(logs) if logs else None
    reading = read_source(source)
    found = review(reading.document, given)
    claimed = claims(reading.document)
    if as_data:
        told = {"parser": found.parser, "read": list(found.read), **coverage(reading.document, reading.notes)}
        text = json.dumps(
            {"coverage": told, **_record(found), "claims": [one.model_dump(mode="json") for one in claimed]},
            ensure_ascii=False,
            indent=1,
        )
        click.echo(text.encode("utf-8", "backslashreplace") + b"\n", nl=False)
        return
    for line in listing(reading.document, found, reading.notes, claimed):
        click.echo(line)


def read_logs(folder: Path) -> dict[str, bytes]:
    """The JSON and CSV files of a folder by their relative names.

    Args:
        folder: the folder of the runs.

    Returns:
        Contents by name, with `/` between folders.

    Raises:
        ParseError: it is no folder, holds no log, or holds too much.
    """
    from litmuspaper.errors import ParseError

    if not folder.is_dir():
        raise ParseError("is no folder", where=str(folder), next_step="Give --logs the folder that holds the runs")
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in (".json", ".csv") or path.is_symlink() or not path.is_file():
            continue
        try:
            size += path.stat().st_size
            if size > MAX_LOG_BYTES:
                raise ParseError(
                    "holds more than 200 MB of logs", where=str(folder), next_step="Give --logs the final results only"
                )
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
        except OSError as error:
            raise ParseError(
                f"cannot be read: {error.strerror}", where=str(path), next_step="Check its permissions"
            ) from error
    if not files:
        raise ParseError(
            "holds no JSON or CSV file", where=str(folder), next_step="Give --logs the folder that holds the runs"
        )
    return files


def _record(found: "Review") -> dict[str, Any]:
    from litmuspaper.publish.review_measured import measure_record

    return {
        "findings": [{**_row(one), "measured": measure_record(found, one)} for one in found.findings],
        "verified": [_row(one) for one in found.verified],
        "not_assessed": [_row(one) for one in found.not_assessed],
    }


def _row(one: "Finding") -> dict[str, Any]:
    row = one.model_dump(mode="json")
    row["spans"] = [{key: span[key] for key in ("start", "end", "text")} for span in row["spans"]]
    return row


def listing(
    document: "Document", found: "Review", notes: Iterable[str] = (), claimed: Sequence["Claim"] = ()
) -> list[str]:
    """The lines of a readable report: findings by severity, claims, what holds, what was not assessed and read."""
    from litmuspaper.types import one_line

    lines = [one_line(document.paper.title) or "(no title found)", *_totals(found)]
    for severity, head in _HEADS.items():
        own = [one for one in found.findings if one.severity == severity]
        if own:
            lines += ["", f"{head} ({len(own)})"]
            for one in own:
                lines += [*_finding(one)]
    lines += ["", f"Claims ({len(claimed)})"] if claimed else []
    lines += [line for one in claimed for line in _claim(one)]
    lines += ["", f"Checked and true ({len(found.verified)})"]
    for one in found.verified:
        lines += _wrapped(f"{one.audit}: {one_line(one.message)}", "  + ", "    ")
    lines += ["", f"Not assessed ({len(found.not_assessed)})"]
    for one in found.not_assessed:
        lines += _wrapped(f"{one.audit}: {one_line(one.message)}", "  - ", "    ")
    lines += ["", *_wrapped(f"Read as {found.parser}: {', '.join(found.read) or 'nothing'}", "", "  ")]
    lines += [line for note in notes for line in _wrapped(f"note: {one_line(note)}", "", "  ")]
    return lines


def _claim(one: "Claim") -> Iterator[str]:
    from litmuspaper.types import one_line

    quote = one_line(one.sentence.text)
    quote = quote if len(quote) <= _QUOTE_LENGTH else f"{quote[:_QUOTE_LENGTH].rstrip()}…"
    yield from _wrapped(f"{one.support}: “{quote}” [{one.sentence.start}:{one.sentence.end}]", "  * ", "    ")
    yield from _wrapped(one_line(one.reason), "      ", "        ")
    if one.ranks:
        yield from _wrapped(f"refuted by: {one_line(one.refuted_by)}", "      ", "        ")
    for size in one.samples[:1]:
        if size.seeds is None:
            yield f"      seeds needed: more than could be run for {size.margin}"
            continue
        told = (
            f"seeds needed: {size.seeds} for {size.margin} in {size.column}, if paired differences spread by "
            f"{size.spread} ({size.spread_from}); {size.seeds_at_half_spread} at half that spread, "
            f"{size.seeds_at_double_spread} at twice"
        )
        yield from _wrapped(one_line(told), "      ", "        ")


def _totals(found: "Review") -> list[str]:
    counts = [(name, sum(one.verdict == verdict for one in found.findings)) for verdict, name in _VERDICTS.items()]
    told = [f"{n} {name}{'s' if n > 1 and name in _COUNTED else ''}" for name, n in counts if n]
    return [
        f"Findings: {', '.join(told) or 'none'}; checked and true: {len(found.verified)}; "
        f"not assessed: {len(found.not_assessed)}"
    ]


def _finding(one: "Finding") -> Iterator[str]:
    from litmuspaper.types import one_line

    yield from _wrapped(
        f"{one.audit}, {_VERDICTS.get(one.verdict, one.verdict)}: {one_line(one.message)}", "  * ", "    "
    )
    for span in one.spans[:_QUOTES]:
        quote = one_line(span.text)
        quote = quote if len(quote) <= _QUOTE_LENGTH else f"{quote[:_QUOTE_LENGTH].rstrip()}…"
        yield from _wrapped(f"“{quote}” [{span.start}:{span.end}]", "      > ", "        ")
    if len(one.spans) > _QUOTES:
        yield f"      > and {len(one.spans) - _QUOTES} more places"
    facts = (
        ("printed", ", ".join(one.printed)),
        ("recomputed", one.recomputed),
        ("tolerance", one.tolerance),
        ("clears if", one.clears_if),
    )
    for name, said in facts:
        if said:
            yield from _wrapped(f"{name}: {one_line(said)}", "      ", "        ")


def _wrapped(text: str, first: str, later: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False) or [first]
