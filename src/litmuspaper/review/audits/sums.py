"""T9: a total is the sum of its parts, and shares of a whole add up to 100 per cent.

The rule must hold in 60 % of the cells of its kind before the rest is alarmed.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.metrics import metric_of
from litmuspaper.review.numbers import Number, plain, shown
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.roles import role
from litmuspaper.review.tables import Block, Entry, blocks, both_ways
from litmuspaper.types import Document, Finding

AUDIT = "sums"
HOLD_SHARE = Fraction(3, 5)
NEAR = Fraction(1, 10)
_RATE = re.compile(
    r"%|per cent|\b(?:rate|ratio|share|mean|average|avg|median|std|score|percent\w*|fraction|per)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class _Sum:
    view: Block
    i: int
    j: int
    entry: Entry
    number: Number
    parts: tuple[Entry, ...]
    numbers: tuple[Number, ...]

    @property
    def value(self) -> Fraction:
        return sum((n.value for n in self.numbers), Fraction(0))

    @property
    def exact(self) -> bool:
        return self.value == self.number.value

    @property
    def holds(self) -> bool:
        """Whole numbers are counts and must add up exactly; others within their rounding."""
        if self.number.whole and all(n.whole for n in self.numbers):
            return self.exact
        slack = (self.number.step + sum((n.step for n in self.numbers), Fraction(0))) / 2
        return abs(self.value - self.number.value) <= slack


def audit(document: Document) -> list[Finding]:
    """Totals of columns and rows, and rows of shares."""
    found = blocks(document)
    good: list[_Sum] = []
    out: list[Finding] = []
    other = 0
    for name in dict.fromkeys(b.name for b in found):
        sums = [s for view in both_ways(tuple(b for b in found if b.name == name)) for s in _totals(view)]
        right = [s for s in sums if s.holds]
        if len(right) >= 2 and len(right) >= HOLD_SHARE * len(sums):
            good += right
            wrong = [s for s in sums if not s.holds]
            if wrong:
                out.append(_alarm(wrong, len(right), len(sums)))
        elif len(sums) == len(right) == 1:
            good += right
        else:
            other += len(sums)
    shares, alarms = _shares(found)
    out += alarms
    if good or shares:
        parts = [f"{len(good)} totals are the sums of their parts"] * bool(good) + [
            f"{shares} rows of shares add up to 100 per cent"
        ] * bool(shares)
        out.append(verified(AUDIT, "; ".join(parts) + ".", cell_spans(s.entry for s in good)))
    return out or not_assessed(
        AUDIT,
        "the totals of the tables do not sum the rows shown" if other else "no table has a total or a column of shares",
    )


def _totals(view: Block) -> list[_Sum]:
    """Total columns of a view: each against all other columns, or those before it."""
    out = []
    for j, column in enumerate(view.columns):
        if (role(column.leaf) != "total" and not (column.leaf.lower() == "all" and not view.turned)) or metric_of(
            column.path
        ):
            continue
        best: list[_Sum] = []
        before = tuple(k for k in range(j) if role(view.columns[k].leaf) == "plain")
        after = tuple(k for k in range(j + 1, len(view.columns)) if role(view.columns[k].leaf) == "plain")
        for parts in dict.fromkeys((before, before[1:], after, (*before, *after))):
            sums = _sums(view, j, parts) if len(parts) >= 2 else []
            if sum(s.holds for s in sums) > sum(s.holds for s in best) or not best:
                best = sums
        out += best
    return out


def _sums(view: Block, j: int, parts: tuple[int, ...]) -> list[_Sum]:
    out = []
    for i, entry, number in view.column(j):
        found = [e for k in parts if (e := view.entries[i][k]) is not None]
        numbers = [e.number for e in found if e.number]
        rate = _RATE.search(plain(view.rows[i].label)) or (
            not number.whole and numbers and number.value <= max(n.value for n in numbers)
        )
        if (
            len(numbers) == len(parts)
            and not rate
            and not metric_of((view.rows[i].label,))
            and role(view.rows[i].label) in ("plain", "total")
        ):
            out.append(_Sum(view, i, j, entry, number, tuple(found), tuple(numbers)))
    return out


def _alarm(wrong: list[_Sum], good: int, total: int) -> Finding:
    parts = [
        f"{place_of(s.view, s.i, s.j)} prints {s.number.printed}, {' + '.join(n.printed for n in s.numbers)} "
        f"= {shown(s.value, s.number.decimals)}"
        for s in wrong
    ]
    return finding(
        AUDIT,
        "contradicted",
        "warning",
        f"A total is not the sum of its parts: {joined(parts)}. It is in {good} of {total} sums of the table.",
        spans=cell_spans(e for s in wrong for e in (s.entry, *s.parts)),
        printed=tuple(s.number.printed for s in wrong),
        recomputed="; ".join(shown(s.value, s.number.decimals) for s in wrong),
        tolerance="none for counts; half a unit of every last digit for others",
        clears_if="the parts overlap, or the total counts something that the table does not show",
    )


def _shares(found: tuple[Block, ...]) -> tuple[int, list[Finding]]:
    """Rows whose columns are all per cent and sum to 100 in most rows."""
    good, out = 0, []
    for view in both_ways(found):
        columns = [j for j, c in enumerate(view.columns) if role(c.leaf) == "plain" and _is_share(view, j)]
        rows = []
        for i, row in enumerate(view.entries):
            entries = [e for j in columns if (e := row[j]) and e.number]
            if len(entries) == len(columns) >= 3:
                total = sum((e.number.value for e in entries if e.number), Fraction(0))
                slack = sum((e.number.step for e in entries if e.number), Fraction(0)) / 2
                rows.append((i, entries, total, abs(total - 100) <= slack))
        right = [r for r in rows if r[3]]
        if len(right) < 3 or len(right) < HOLD_SHARE * len(rows):
            continue
        good += len(right)
        wrong = [r for r in rows if not r[3] and abs(r[2] - 100) <= 100 * NEAR]
        if wrong:
            parts = [
                f"{view.name}, {view.rows[i].label}: {' + '.join(e.number.printed for e in es if e.number)} = "
                f"{shown(t, 2)}"
                for i, es, t, _ in wrong
            ]
            out.append(
                finding(
                    AUDIT,
                    "contradicted",
                    "warning",
                    f"Shares do not add up to 100 per cent: {joined(parts)}. They do in {len(right)} of "
                    f"{len(rows)} rows.",
                    spans=cell_spans(e for _, es, _, _ in wrong for e in es),
                    recomputed="; ".join(shown(t, 2) for *_, t, _ in wrong),
                    tolerance="half a unit of every last digit",
                    clears_if="a category is left out or counted twice in these rows",
                )
            )
    return good, out


def _is_share(view: Block, j: int) -> bool:
    numbers = [n for _, _, n in view.column(j)]
    return bool(numbers) and (
        "%" in plain(view.columns[j].name) or all(n.percent for n in numbers) or not metric_of(view.columns[j].path)
    )
