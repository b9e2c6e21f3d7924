"""T4: the underlined cell of a column is the second best one, and ties share the mark.

Wrong marks are told one table at a time; columns without any second mark are one item for the whole paper, since a
parser may have lost them.
"""

from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.marks import convention
from litmuspaper.review.metrics import is_cost, is_unranked
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.ranking import Place, ranked
from litmuspaper.review.scale import stray_places
from litmuspaper.review.tables import Block, Entry, blocks
from litmuspaper.types import Document, Finding

AUDIT = "second_mark"
RIGHT_SHARE = Fraction(3, 4)
LEAST_COLUMNS = 3


@dataclass(frozen=True)
class _Column:
    j: int
    values: list[Fraction]
    marked: list[Place]
    places: list[Place]

    def fault(self, place: Place) -> str:
        """What is wrong with a mark, empty if nothing is."""
        value = place.number.value
        if value == self.values[1]:
            return ""
        if value == self.values[0]:
            ties = sum(p.number.value == value for p in self.places)
            return "ties with the best" if ties > 1 else "is the best"
        return f"is number {self.values.index(value) + 1}"


def audit(document: Document) -> list[Finding]:
    """Underlined cells that are not second, and columns without a second mark."""
    found = blocks(document)
    if not any(e and e.cell.underline is not None for b in found for row in b.entries for e in row):
        return not_assessed(AUDIT, "the source does not tell which cells are underlined")
    out: list[Finding] = []
    missing: list[str] = []
    right, held = 0, list[Entry]()
    tables: dict[str, list[tuple[Block, list[_Column], int]]] = {}
    for block in found:
        view, columns, unmarked = _columns(block)
        tables.setdefault(block.name, []).append((view, columns, unmarked))
    for name, parts in tables.items():
        columns = [c for _, some, _ in parts for c in some]
        good = sum(any(not c.fault(p) for p in c.marked) for c in columns)
        if len(columns) < LEAST_COLUMNS or good < RIGHT_SHARE * len(columns):
            continue
        right += good
        held += [p.entry for c in columns for p in c.marked if not c.fault(p)]
        out += _alarms(parts)
        lacking = [n for view, _, some in parts for n in _lacking(view, some)]
        total = len(columns) + len(lacking)
        if lacking:
            missing.append(f"{name}: {len(lacking)} of {total} columns ({joined(lacking, 12)})")
    if missing:
        out.append(_missing(missing))
    if right:
        out.append(verified(AUDIT, f"The underlined number is the second best in {right} columns.", cell_spans(held)))
    return out or not_assessed(AUDIT, "no table underlines the second best in at least three columns")


def _columns(block: Block) -> tuple[Block, list[_Column], int]:
    view, bold = convention(block)
    senses = {m.j: m.sense for m in bold}
    strays, out, unmarked = stray_places(view), [], 0
    if is_unranked(block.table.caption):
        return view, [], 0
    for j, column in enumerate(view.columns):
        way = column.direction or senses.get(j, 0)
        if not way or is_cost(column.leaf):
            continue
        places = ranked(view, j, strays)
        values = sorted({p.number.value for p in places}, reverse=way > 0)
        marked = [p for p in places if p.entry.cell.underline]
        if len(values) >= 2 and len(places) >= 3 and marked:
            out.append(_Column(j, values, marked, places))
    return view, out, unmarked


def _lacking(view: Block, _unmarked: int) -> list[str]:
    """Columns with a direction and at least three ranked values, none of them underlined."""
    strays, out = stray_places(view), []
    for j, column in enumerate(view.columns):
        way = column.direction
        if not way or is_cost(column.leaf):
            continue
        places = ranked(view, j, strays)
        values = sorted({p.number.value for p in places}, reverse=way > 0)
        if len(values) < 3 or any(p.entry.cell.underline for p in places):
            continue
        second = next(p for p in places if p.number.value == values[1])
        out.append(f"{column.name} ({view.rows[second.i].label} {second.number.printed})")
    return out


def _alarms(parts: list[tuple[Block, list[_Column], int]]) -> list[Finding]:
    wrong = [(v, c, p, fault) for v, columns, _ in parts for c in columns for p in c.marked if (fault := c.fault(p))]
    out = []
    for kind, message in (
        ("tie", "A tie with the best is marked as second."),
        ("", "The underlined number is not the second best."),
    ):
        some = [w for w in wrong if (w[3] == "ties with the best") == (kind == "tie")]
        if not some:
            continue
        parts_text = [
            f"{place_of(v, p.i, c.j)}: {p.number.printed} {fault}"
            + (f" ({_others(v, c, p)} has the same)" if kind else f"; second is {_second(v, c)}")
            for v, c, p, fault in some
        ]
        out.append(
            finding(
                AUDIT,
                "contradicted",
                "info",
                f"{message} {joined(parts_text)}.",
                spans=cell_spans(
                    q.entry for _, c, p, _ in some for q in c.places if q is p or q.number.value in c.values[:2]
                ),
                printed=tuple(p.number.printed for _, _, p, _ in some),
                tolerance="printed digits are compared; equal prints share the mark",
                clears_if="the mark is given another meaning, or unrounded values differ",
            )
        )
    return out


def _second(view: Block, column: _Column) -> str:
    place = next(p for p in column.places if p.number.value == column.values[1])
    return f"{place.number.printed} ({view.rows[place.i].label})"


def _others(view: Block, column: _Column, place: Place) -> str:
    return ", ".join(
        view.rows[p.i].label for p in column.places if p.number.value == place.number.value and p is not place
    )


def _missing(parts: list[str]) -> Finding:
    return finding(
        AUDIT,
        "not-reproducible",
        "info",
        f"Columns without a second-best mark: {joined(parts)}. Either the marking is incomplete or the marks "
        f"were lost in parsing.",
        clears_if="the source shows the marks",
    )
