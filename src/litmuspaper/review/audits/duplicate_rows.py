"""T10: rows of different methods that are equal in every number, and equal sums in independent groups of columns.

Both are questions to the authors, never more: shared baselines and coincidences exist.
"""

import re
from collections import defaultdict
from fractions import Fraction
from itertools import combinations

from litmuspaper.review.evidence import cell_spans, joined
from litmuspaper.review.metrics import is_cost, metric_key, metric_of
from litmuspaper.review.numbers import shown
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.roles import role
from litmuspaper.review.scale import stray_places
from litmuspaper.review.tables import Block, Entry, blocks
from litmuspaper.types import Document, Finding

AUDIT = "duplicate_rows"
LEAST_CELLS = 4
LEAST_GROUP = 3
MOST_EQUAL = 2
RARE = Fraction(1, 100)


def audit(document: Document) -> list[Finding]:
    """Equal rows within a block, and equal row sums across groups of columns."""
    out: list[Finding] = []
    rows = 0
    for block in blocks(document):
        keys = defaultdict(list)
        for i, row in enumerate(block.rows):
            key = _fingerprint(block, i)
            if key is not None and row.role not in ("gain", "total", "average") and not _summary(row.label):
                rows += 1
                keys[key].append(i)
        # In a grid of settings many may do the same.
        equal = [same for same in keys.values() if len(same) > 1]
        for same in equal if len(equal) <= MOST_EQUAL else ():
            labels = [block.rows[i].label for i in same]
            if len(same) == 2 and len(set(labels)) == 2 and len(keys) >= LEAST_GROUP:
                out.append(_equal(block, same, labels))
        out += _sums(block)
    if out:
        return out
    if rows < 2:
        return not_assessed(AUDIT, "no table has two rows with four decimal numbers each")
    return [verified(AUDIT, f"No two of {rows} rows with at least four decimal numbers are equal.")]


def _summary(label: str) -> bool:
    """Whether a row is a metric or a total over the others, or a label's second line: it may equal one of them."""
    return (
        bool(metric_of((label,))) or label.lower() in ("overall", "all") or re.fullmatch(r"\(.*\)", label) is not None
    )


def _fingerprint(block: Block, i: int) -> tuple[tuple[int, Fraction], ...] | None:
    """The numbers of a row with decimals, None where they are too few or too uniform to mean anything."""
    cells = [
        (j, n.value)
        for j, c in enumerate(block.columns)
        if (n := block.number(i, j)) and not n.whole and not is_cost(c.leaf)
    ]
    return tuple(cells) if len(cells) >= LEAST_CELLS and len({v for _, v in cells}) >= LEAST_CELLS else None


def _equal(block: Block, same: list[int], labels: list[str]) -> Finding:
    cells = [e for i in same for e in block.entries[i] if e and e.number and not e.number.whole]
    return finding(
        AUDIT,
        "question",
        "question",
        f"{block.name}: the rows {' and '.join(f'“{x}”' for x in labels)} are equal in all "
        f"{len(cells) // len(same)} decimal numbers.",
        spans=cell_spans(cells),
        printed=tuple(e.number.printed for e in cells[: len(cells) // len(same)] if e.number),
        clears_if="the authors say that the rows must be equal, or that one was copied on purpose",
    )


def _groups(block: Block) -> dict[str, list[list[int]]]:
    """For each metric the groups of columns (data sets) under which its classes stand."""
    out: dict[str, dict[tuple[str, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
    for j, column in enumerate(block.columns):
        metric = metric_of(column.path)
        if metric and len(column.path) > 1 and metric != column.path[-1] and role(column.leaf) == "plain":
            out[metric_key(metric)][column.path[:-1]].append(j)
    return {m: [js for js in g.values() if len(js) >= LEAST_GROUP] for m, g in out.items() if len(g) >= 2}


def _sums(block: Block) -> list[Finding]:
    strays = stray_places(block)
    out = []
    groups = _groups(block)
    for metric, some in groups.items():
        for a, b in combinations(some, 2):
            if len(a) != len(b):
                continue
            gaps = _gaps(block, a, b, strays)
            equal = [i for i, (gap, _) in gaps.items() if gap == 0]
            spread = max((abs(g) for g, _ in gaps.values()), default=Fraction(0))
            # the chance that some row of this block is equal by accident, if the differences are spread evenly
            if len(equal) != 1 or len(gaps) < LEAST_CELLS or not spread:
                continue
            step = max(step for _, step in gaps.values())
            if len(gaps) * step / (2 * spread) <= RARE:
                out.append(_question(block, equal[0], metric, a, b, groups, strays))
    return out


def _gaps(
    block: Block, a: list[int], b: list[int], strays: frozenset[tuple[int, int]]
) -> dict[int, tuple[Fraction, Fraction]]:
    """Rows with the difference of the two groups' sums, and the step of their last digits."""
    out = {}
    for i in range(len(block.rows)):
        left, right = ([block.number(i, j) for j in js] for js in (a, b))
        numbers = [n for n in (*left, *right) if n is not None]
        if (
            len(numbers) == len(a) + len(b)
            and not any((i, j) in strays for j in (*a, *b))
            and not all(n.whole for n in numbers)
        ):
            gap = sum((n.value for n in left if n), Fraction(0)) - sum((n.value for n in right if n), Fraction(0))
            out[i] = (gap, max(n.step for n in numbers))
    return out


def _question(
    block: Block,
    i: int,
    metric: str,
    a: list[int],
    b: list[int],
    groups: dict[str, list[list[int]]],
    strays: frozenset[tuple[int, int]],
) -> Finding:
    def terms(js: list[int]) -> tuple[str, list[Entry]]:
        entries = [e for j in js if (e := block.entries[i][j])]
        total = sum((e.number.value for e in entries if e.number), Fraction(0))
        return f"{' + '.join(e.number.printed for e in entries if e.number)} = {shown(total, 4)}", entries

    (left, cells), (right, more) = terms(a), terms(b)
    also = []
    for other, some in groups.items():
        for c, d in combinations(some, 2):
            gaps = _gaps(block, c, d, strays)
            if (
                other != metric
                and i in gaps
                and len(gaps) > 1
                and abs(gaps[i][0]) * 20 < min(abs(g) for k, (g, _) in gaps.items() if k != i)
            ):
                also.append(
                    f"its {other} sums are {terms(c)[0].rpartition('= ')[2]} and {terms(d)[0].rpartition('= ')[2]}"
                )
                cells += [*terms(c)[1], *terms(d)[1]]
    extra = f" And {joined(also)}." if also else ""
    return finding(
        AUDIT,
        "question",
        "question",
        f"{block.name}, row {block.rows[i].label}: the {metric} values of two groups of columns have the same "
        f"sum, {left} "
        f"({block.columns[a[0]].path[0]}) and {right} ({block.columns[b[0]].path[0]}). No other row does "
        f"this.{extra} Is it a coincidence?",
        spans=cell_spans([*cells, *more]),
        recomputed=f"{left}; {right}",
        tolerance="exact sums of the printed digits",
        clears_if="the authors confirm the values from their records",
    )
