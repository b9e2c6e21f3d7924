"""Rows of a CSV file (RFC 4180), read so that one broken row never swallows the ones behind it."""

import csv
from collections.abc import Iterator

from litmuspaper.types import Failure

MAX_LINES = 500  # of one row: a quote that is open for longer is a mistake
_DELIMITERS = (",", ";", "\t")


def csv_rows(text: str) -> Iterator[tuple[str, dict[str, str] | Failure]]:
    """The rows of a CSV text with a header.

    Args:
        text: separated by commas, semicolons or tabs: whichever the header has most of.

    Yields:
        Where each row starts, such as `line 17`, and its cells by the header's names in lower case; a Failure
        where the row is broken, with reading going on at the next line.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines):
        return
    delimiter = max(_DELIMITERS, key=lines[first].count)
    header, at = _row(lines, first, delimiter)
    names = [name.strip().casefold() for name in header or ()]
    if header is None:
        yield f"line {first + 1}", Failure(id=f"line {first + 1}", error=f"line {first + 1}: the header is broken")
        return
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        where = f"line {at + 1}"
        cells, after = _row(lines, at, delimiter)
        if cells is None or len(cells) != len(names):
            what = "a quote is not closed, or stands inside a cell" if cells is None else _miscounted(cells, names)
            yield where, Failure(id=where, error=f"{where}: {what}")
            at += 1 if cells is None or after - at > 1 else after - at
            continue
        yield where, dict(zip(names, cells, strict=True))
        at = after


def _miscounted(cells: list[str], names: list[str]) -> str:
    return f"{len(cells)} cells under a header of {len(names)}"


def _row(lines: list[str], at: int, delimiter: str) -> tuple[list[str] | None, int]:
    """The cells of the row that starts at this line, None where it is broken, and the line behind it."""
    whole = lines[at]
    for end in range(at + 1, min(len(lines), at + MAX_LINES) + 1):
        # Only a line with a quote can close the cell.
        if end == at + 1 or '"' in lines[end - 1]:
            try:
                found = next(csv.reader([whole], delimiter=delimiter, strict=True), [])
            except csv.Error as error:
                if "unexpected end of data" not in str(error):
                    return None, end
            else:
                return found, end
        if end < len(lines):
            whole += "\n" + lines[end]
    return None, at + 1
