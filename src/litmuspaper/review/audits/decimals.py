"""T13: the numbers of a column are printed with the same number of decimals; told once for the whole paper.

Not held against their column: exact bounds (0, 1, 100), values whose digits follow their printed spread, much larger
or smaller values that are printed to as many digits as the rest, rows that have other decimals throughout, since they
are copied from elsewhere or are another quantity, rows of settings, and columns of p-values.
"""

import re
from collections import Counter
from fractions import Fraction

from litmuspaper.review.evidence import cell_spans, joined
from litmuspaper.review.metrics import is_cost, names_bounded
from litmuspaper.review.numbers import Number
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.tables import Block, Entry, blocks
from litmuspaper.types import Cell, Document, Finding

AUDIT = "decimals"
USUAL_SHARE = Fraction(3, 4)
LARGE = 1000
BOUNDS = (1, 100)
LEAST_NUMBERS = 4
OTHER_SIZE = 5
_CHANCE = re.compile(r"^(?:pr ?\(|p$|p[- ]?val\w*\b)", re.IGNORECASE)


def audit(document: Document) -> list[Finding]:
    """Cells with fewer or more decimals than at least three in four of their column."""
    columns, odd, cells, held = 0, list[str](), list[Cell](), list[Entry]()
    for block in blocks(document):
        usual = {j: u for j in range(len(block.columns)) if (u := _usual(block, j))}
        columns += len(usual)
        for j, (decimals, digits) in usual.items():
            numbers = _judged(block, j)
            held += [e for _, e, _ in numbers]
            some = [
                (block.rows[i], e, n)
                for i, e, n in numbers
                if decimals not in (None, n.decimals)
                and not _of_other_size(block, j, n, digits)
                and not _own_way(block, i, usual)
            ]
            if some:
                odd.append(
                    f"{block.name}, {block.columns[j].name}: "
                    + ", ".join(f"{n.printed} ({row.label})" for row, _, n in some)
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


def _judged(block: Block, j: int) -> list[tuple[int, Entry, Number]]:
    """The numbers of a column whose decimals can be compared."""
    some = [
        (i, e, n)
        for i, e, n in block.column(j)
        if abs(n.value) < LARGE
        and block.rows[i].role != "gain"
        and not is_cost(block.rows[i].label)
        and n.step == Fraction(1, 10**n.decimals)
        and n.spread is None
    ]
    largest = max((abs(n.value) for *_, n in some), default=Fraction(0))
    return [(i, e, n) for i, e, n in some if n.value != 0 and not (n.value in BOUNDS and n.value == largest)]


def _usual(block: Block, j: int) -> tuple[int | None, int] | None:
    """The usual decimals and digits of a column, decimals None where none are usual; None where it is too short."""
    numbers = [n for *_, n in _judged(block, j)]
    if len(numbers) < LEAST_NUMBERS or any(_CHANCE.search(part.strip()) for part in block.columns[j].path):
        return None
    decimals, count = Counter(n.decimals for n in numbers).most_common(1)[0]
    digits = Counter(_digits(n) for n in numbers if n.decimals == decimals).most_common(1)[0][0]
    return (decimals if decimals and count >= USUAL_SHARE * len(numbers) else None), digits


def _digits(number: Number) -> int:
    """How many digits are printed from the first that is not zero on."""
    return len(str(abs(number.value / number.step)))


def _of_other_size(block: Block, j: int, number: Number, digits: int) -> bool:
    """Whether a number far from its column's middle is printed to as many digits as the column's others."""
    if number.percent or names_bounded(block.columns[j].path) or _digits(number) != digits:
        return False
    middle = sorted(abs(n.value) for *_, n in _judged(block, j))[len(_judged(block, j)) // 2]
    size = abs(number.value)
    return size >= OTHER_SIZE * middle or size * OTHER_SIZE <= middle


def _own_way(block: Block, i: int, usual: dict[int, tuple[int | None, int]]) -> bool:
    """Whether two or more numbers of a row are printed with other decimals than usual, and none with the usual."""
    row = [n.decimals != usual[j][0] for j in usual if usual[j][0] and (n := block.number(i, j)) and n.value != 0]
    return len(row) > 1 and all(row)
