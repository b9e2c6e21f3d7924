"""T13: the numbers of a column are printed with the same number of decimals; told once for the whole paper."""

from collections import Counter
from fractions import Fraction

from litmuspaper.review.evidence import cell_spans, joined
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.tables import Entry, blocks
from litmuspaper.types import Cell, Document, Finding

AUDIT = "decimals"
USUAL_SHARE = Fraction(3, 4)
LARGE = 1000


def audit(document: Document) -> list[Finding]:
    """Cells with fewer or more decimals than at least three in four of their column."""
    columns, odd, cells, held = 0, list[str](), list[Cell](), list[Entry]()
    for block in blocks(document):
        for j, column in enumerate(block.columns):
            numbers = [
                (block.rows[i], e, n)
                for i, e, n in block.column(j)
                if abs(n.value) < LARGE and block.rows[i].role != "gain" and n.step == Fraction(1, 10**n.decimals)
            ]
            if len(numbers) < 4:
                continue
            columns += 1
            held += [e for _, e, _ in numbers]
            usual, count = Counter(n.decimals for *_, n in numbers).most_common(1)[0]
            if usual and USUAL_SHARE * len(numbers) <= count < len(numbers):
                some = [(row, e, n) for row, e, n in numbers if n.decimals != usual]
                odd.append(
                    f"{block.name}, {column.name}: " + ", ".join(f"{n.printed} ({row.label})" for row, _, n in some)
                )
                cells += [e.cell for _, e, _ in some]
    if not columns:
        return not_assessed(AUDIT, "no column has four numbers below 1000")
    if not odd:
        return [
            verified(
                AUDIT,
                f"The decimals are uniform in all {columns} columns judged, or mixed throughout.",
                cell_spans(held),
            )
        ]
    return [
        finding(
            AUDIT,
            "question",
            "info",
            f"Decimals differ within {len(odd)} of {columns} columns: {joined(odd, 8)}.",
            spans=cell_spans(cells),
            printed=tuple(c.text for c in cells[:12]),
            clears_if="a trailing zero was dropped",
        )
    ]
