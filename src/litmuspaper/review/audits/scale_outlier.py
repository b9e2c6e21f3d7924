"""T1: a cell that its metric cannot reach on the scale that the other cells of the metric show.

The scale is inferred from the cells of the metric in the same block, never taken from the header, and only metrics
with bounds are judged (exact names): in a free lexicon most alarms were counts.
"""

from fractions import Fraction

from litmuspaper.review.evidence import cell_spans, place_of
from litmuspaper.review.numbers import shown
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.scale import Family, families
from litmuspaper.review.tables import Block, blocks
from litmuspaper.types import Document, Finding

AUDIT = "scale_outlier"
MARGIN = Fraction(4, 5)


def audit(document: Document) -> list[Finding]:
    """Cells of bounded metrics that lie outside the scale of their siblings."""
    judged = [(block, f) for block in blocks(document) for f in families(block) if f.bounded and len(f.cells) >= 4]
    if not judged:
        return not_assessed(AUDIT, "no table column is headed by a metric with bounds and has at least four cells")
    found = [_alarm(block, family) for block, family in judged if family.strays()]
    if not found:
        cells = sum(len(f.cells) for _, f in judged)
        spans = cell_spans(entry for _, f in judged for _, _, entry, _ in f.cells)
        return [verified(AUDIT, f"All {cells} cells of bounded metrics lie on the scale of their columns.", spans)]
    return found


def _alarm(block: Block, family: Family) -> Finding:
    strays = family.strays()
    others = sorted((c for c in family.cells if c not in strays), key=lambda c: c[3].value)
    low, high = others[0][3].printed, others[-1][3].printed
    where = "; ".join(f"{number.printed} ({place_of(block, i, j)})" for i, j, _, number in strays)
    hint = ""
    if family.as_fraction and len(strays) == 1:
        number = strays[0][3]
        slip = number.value - int(number.value)
        if others[0][3].value * MARGIN <= slip <= others[-1][3].value:
            hint = f" A slip of one digit is likely: {shown(slip, number.decimals)} would fit."
    return finding(
        AUDIT,
        "contradicted",
        "error",
        f"Out of scale: {where}. All other {len(others)} {family.metric} cells of the block are in [{low}, "
        f"{high}].{hint}",
        spans=cell_spans(e for _, _, e, _ in strays),
        printed=tuple(n.printed for *_, n in strays),
        recomputed=f"range of the other {len(others)} cells: [{shown(others[0][3].value)}, "
        f"{shown(others[-1][3].value)}]",
        tolerance="a cell is told only beyond 1.5 on a scale of 0 to 1, or 100 on a scale of 0 to 100",
        clears_if="the authors confirm the value and name a scale on which it is possible",
    )
