"""The same table in several readings: which belong together, which is kept, and how far they agree."""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from litmuspaper.parse.merge.same import is_mark, letters, words
from litmuspaper.types import Cell, Document, Table

# Whose cells and marks are kept; measured in docs/parsing.md.
ORDER = ("tex", "html", "jats", "pdf", "text")
NAMES = {
    "tex": "the LaTeX source",
    "html": "the HTML",
    "jats": "the JATS file",
    "pdf": "the PDF",
    "text": "the plain text",
}
# Pairs of cells that are held against each other in one table; cells times tables of two documents that are.
MOST_ALIGNED = 1_000_000
MOST_COMPARED = 5_000_000
_COMMAND = re.compile(r"\\[A-Za-z]+\*?")
_DASH = re.compile("[‐-―−]")


class Sight(NamedTuple):
    """One table as one document shows it: the cells that print something, and what they print.

    `source` is the place of the document among the readings, `number` that of the table in it.
    """

    document: Document
    source: int
    number: int
    cells: list[Cell]
    said: list[str]

    @property
    def table(self) -> Table:
        """The table itself."""
        return self.document.tables[self.number]


def printed(text: str) -> str:
    """What a cell prints, for comparison: letters, digits, points and signs, no TeX commands, one kind of dash."""
    plain = _DASH.sub("-", _COMMAND.sub("", text))
    return re.sub(r"[^a-z0-9.%+-]", "", unicodedata.normalize("NFKD", plain).lower())


def sights(document: Document, source: int = 0) -> list[Sight]:
    """The tables of a document with what their cells print.

    Args:
        document: a reading; citations in its cells are left out, for formats print them unlike.
        source: its place among the readings.

    Returns:
        The tables in order.
    """
    places = sorted((c.start, c.end) for c in document.citations if is_mark(document.text, c.start, c.end))
    found = []
    for number, table in enumerate(document.tables):
        pairs = [(cell, printed(_uncited(cell, places))) for row in table.rows for cell in row]
        pairs = [pair for pair in pairs if pair[1]]
        found.append(Sight(document, source, number, [cell for cell, _ in pairs], [said for _, said in pairs]))
    return found


def _uncited(cell: Cell, places: Sequence[tuple[int, int]]) -> str:
    pieces, at = [], cell.start
    for start, end in places[bisect_left(places, (cell.start, cell.start)) :]:
        if start >= cell.end:
            break
        pieces.append(cell.text[at - cell.start : start - cell.start])
        at = max(at, min(end, cell.end))
    pieces.append(cell.text[at - cell.start :])
    return "".join(pieces)


def pairs(one: Sequence[Sight], other: Sequence[Sight]) -> dict[int, int]:
    """Which tables of two documents are the same: by cells in common, label and caption, each once."""
    first, second = [_traits(sight) for sight in one], [_traits(sight) for sight in other]
    scores = [
        (score, -n, -m, n, m)
        for n, a in enumerate(first)
        for m, b in enumerate(second)
        if (score := _likeness(a, b)) is not None
    ]
    found: dict[int, int] = {}
    for _, _, _, n, m in sorted(scores, reverse=True):
        if n not in found and m not in found.values():
            found[n] = m
    return found


def too_many(one: Sequence[Sight], other: Sequence[Sight]) -> bool:
    """Whether to find the same tables of two documents would take seconds."""
    return sum(len(sight.said) for sight in one) * len(other) > MOST_COMPARED


class _Traits(NamedTuple):
    """What a table is known by."""

    cells: Counter[str]
    caption: frozenset[str]
    label: str


def _traits(one: Sight) -> _Traits:
    return _Traits(Counter(one.said), frozenset(words(one.table.caption)), letters(one.table.label or ""))


def _likeness(a: _Traits, b: _Traits) -> float | None:
    """How alike two tables are; None where they are not the same."""
    first, second = a.cells.total(), b.cells.total()
    common = (a.cells & b.cells).total()
    cells = common / max(first, second, 1)
    caption = len(a.caption & b.caption) / max(1, len(a.caption | b.caption))
    label = bool(a.label) and a.label == b.label
    same = (
        (cells >= 0.5 and common >= 4)
        or (label and (cells >= 0.2 or caption >= 0.5))
        or (caption >= 0.8 and len(a.caption) >= 5)
        or (label and not (first and second))
        or (a == b and bool(first or a.caption))
    )
    return cells + caption / 2 + 0.3 * label if same else None


def best(seen: Sequence[Sight]) -> Sight:
    """The one whose cells are kept: the first of `ORDER` that has most of them and does not stand alone against two."""
    most = max(len(one.said) for one in seen)
    full = [one for one in sorted(seen, key=_rank) if 2 * len(one.said) >= most]
    first, *others = full
    if len(others) > 1 and agreement(others[0], others[1])[0] >= 0.95:
        if all(agreement(first, other)[0] < 0.8 for other in others[:2]):
            return others[0]
    return first


def _rank(one: Sight) -> int:
    return ORDER.index(one.document.parser) if one.document.parser in ORDER else len(ORDER)


def agreement(one: Sight, other: Sight) -> tuple[float, list[tuple[int, int]]]:
    """How far two sights agree.

    Args:
        one: a table.
        other: the same in another document.

    Returns:
        The share of cells that agree, 0..1, of the larger count of both, and the places of those that do, in reading
        order. Two tables without cells agree.
    """
    most = max(len(one.said), len(other.said))
    if not most:
        return 1.0, []
    same = _aligned(one.said, other.said)
    return len(same) / most, same


def _aligned(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The places of what two lists have in common in the same order; ends that agree are cheap."""
    least = min(len(a), len(b))
    head = next((n for n in range(least) if a[n] != b[n]), least)
    tail = next((n for n in range(least - head) if a[-1 - n] != b[-1 - n]), least - head)
    same = [(n, n) for n in range(head)]
    mid_a, mid_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if len(mid_a) * len(mid_b) <= MOST_ALIGNED:
        blocks = SequenceMatcher(None, mid_a, mid_b, autojunk=False).get_matching_blocks()
        same += [(head + block.a + n, head + block.b + n) for block in blocks for n in range(block.size)]
    else:
        same += [(head + n, head + n) for n, (x, y) in enumerate(zip(mid_a, mid_b, strict=False)) if x == y]
    return same + [(len(a) - n, len(b) - n) for n in range(tail, 0, -1)]


def judged(chosen: Sight, others: Sequence[Sight]) -> tuple[Table, list[str]]:
    """The chosen table with its confidence, its missing label and marks filled from the others, and notes.

    Args:
        chosen: the table that is kept.
        others: the same table elsewhere.

    Returns:
        The table, and a sentence for each other source in which cells differ.
    """
    table, notes = chosen.table, []
    label = table.label or next((other.table.label for other in others if other.table.label), None)
    marks: dict[int, dict[str, bool]] = {}
    shares = []
    for other in sorted(others, key=_rank):
        share, same = agreement(chosen, other)
        shares.append(share)
        most = max(len(chosen.said), len(other.said))
        if len(same) < most:
            notes.append(
                f"{label or 'a table without a label'}: {most - len(same)} of {most} cells differ between "
                f"{NAMES.get(chosen.document.parser, chosen.document.parser)} and "
                f"{NAMES.get(other.document.parser, other.document.parser)}"
            )
        for n, m in same:
            _fill(marks, chosen.cells[n], other.cells[m])
    rows = tuple(tuple(_marked(cell, marks) for cell in row) for row in table.rows) if marks else table.rows
    return table.model_copy(update={"label": label, "rows": rows, "confidence": max(shares)}), notes


def _fill(marks: dict[int, dict[str, bool]], own: Cell, other: Cell) -> None:
    for name in ("bold", "underline"):
        said = getattr(other, name)
        if getattr(own, name) is None and said is not None:
            marks.setdefault(own.start, {}).setdefault(name, said)


def _marked(cell: Cell, marks: Mapping[int, Mapping[str, bool]]) -> Cell:
    return cell.model_copy(update=dict(marks[cell.start])) if cell.start in marks and cell.text else cell
