"""T12: what must be ordered by definition is: top-5 above top-1, recall at k rising, AP50 above AP, HD above HD95.

Both columns must share all of their header but the name of the metric; the relation must hold in most rows before a
row is alarmed, since a name may mean something else in a paper.
"""

import re
from fractions import Fraction
from itertools import pairwise

from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.numbers import plain
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.tables import Block, Entry, blocks, both_ways
from litmuspaper.types import Document, Finding

AUDIT = "order_relations"
HOLD_SHARE = Fraction(3, 5)
_AT = re.compile(
    r"^(?P<name>r|recall|hits?|hit ?rate|hr|top|acc|accuracy|success|pass)\s?(?:[-@]\s?|"
    r"(?=\d))(?P<k>\d{1,4})(?P<rest>(?: ?(?:acc\w*|err\w*))?)\.?$"
)
_PAIRS = (
    (r"^m?ap[@_]?0?\.?(?:50?)$", r"^m?ap(?:[@_]?(?:0?\.50?:0?\.95|50[:-]95|75|0\.75))?$"),
    (r"^(?:hd|hausdorff(?: distance)?)(?:100)?$", r"^hd[-_]?95$"),
    (r"^max(?:imum)?$", r"^(?:mean|average|avg\.?|median)$"),
    (r"^(?:mean|average|avg\.?|median|max(?:imum)?)$", r"^min(?:imum)?$"),
    (r"^(?:dice|dsc|f1)$", r"^(?:iou|jaccard|miou)$"),
)


def audit(document: Document) -> list[Finding]:
    """Pairs of metrics in the order that their definitions demand."""
    out: list[Finding] = []
    good, cells = 0, []
    for view in both_ways(blocks(document)):
        for high, low in _ordered(view):
            rows = [
                (i, a, b)
                for i, row in enumerate(view.entries)
                if (a := row[high])
                and (b := row[low])
                and a.number
                and b.number
                and view.rows[i].role not in ("gain", "total")
            ]
            wrong = [(i, a, b) for i, a, b in rows if _below(a, b)]
            if len(rows) - len(wrong) < 2 or len(rows) - len(wrong) < HOLD_SHARE * len(rows):
                continue
            good += len(rows) - len(wrong)
            cells += [a for i, a, b in rows if not _below(a, b)]
            if wrong:
                out.append(_alarm(view, high, low, wrong, len(rows)))
    if good:
        out.append(
            verified(
                AUDIT, f"{good} pairs of metrics stand in the order that their definitions demand.", cell_spans(cells)
            )
        )
    return out or not_assessed(AUDIT, "no table has two metrics of which one bounds the other")


def _below(a: Entry, b: Entry) -> bool:
    return a.number is not None and b.number is not None and a.number.interval.high < b.number.interval.low


def _ordered(view: Block) -> list[tuple[int, int]]:
    """Pairs of columns (higher, lower)."""
    names = [
        (tuple(c.path[:n] + c.path[n + 1 :]), plain(part).strip(" ↑↓(%)").lower(), j)
        for j, c in enumerate(view.columns)
        for n, part in enumerate(c.path)
    ]
    out: set[tuple[int, int]] = set()
    groups: dict[tuple[tuple[str, ...], str, str], list[tuple[int, int]]] = {}
    for rest, name, j in names:
        if at := _AT.match(name):
            kind = {"hit": "hits", "hitrate": "hits", "hit rate": "hits", "hr": "hits", "r": "recall"}.get(
                at["name"], at["name"]
            )
            groups.setdefault((rest, kind, at["rest"].strip()[:3]), []).append((int(at["k"]), j))
        for upper, lower in _PAIRS:
            if re.match(upper, name):
                out.update((j, k) for other, text, k in names if other == rest and k != j and re.match(lower, text))
    for (_, kind, unit), some in groups.items():
        some.sort()
        for (k, j), (k2, j2) in pairwise(some):
            # neighbours (top 1, top 2) are shares of a ranking as often as they are cumulative
            if k < k2 and not (kind == "top" and k2 == k + 1) and not (kind in ("acc", "accuracy") and k2 > 100):
                out.add((j, j2) if unit == "err" else (j2, j))
    return sorted(out)


def _alarm(view: Block, high: int, low: int, wrong: list[tuple[int, Entry, Entry]], total: int) -> Finding:
    a, b = view.columns[high].name, view.columns[low].name
    parts = [
        f"{place_of(view, i, high)}: {x.number.printed} < {y.number.printed}"
        for i, x, y in wrong
        if x.number and y.number
    ]
    return finding(
        AUDIT,
        "contradicted",
        "error",
        f"“{a}” cannot be below “{b}”: {joined(parts)}. It is not in the other {total - len(wrong)} rows.",
        spans=cell_spans(e for _, x, y in wrong for e in (x, y)),
        printed=tuple(x.number.printed for _, x, _ in wrong if x.number),
        recomputed=f"{a} ≥ {b}",
        tolerance="half a unit of every last printed digit",
        clears_if="the two columns are measured on different data",
    )
