"""T7: a column or row of means is the mean of its siblings.

Which siblings is found by what holds in most rows; where nothing holds in 60 % of them the definition differs
(weighted, or over a part), and nothing is alarmed.
"""

from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.means import MeanCell, MeanRule, mean_rules
from litmuspaper.review.numbers import shown
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.tables import blocks, both_ways
from litmuspaper.types import Document, Finding

AUDIT = "average_column"


def audit(document: Document) -> list[Finding]:
    """Printed means against the means of their columns or rows."""
    out: list[Finding] = []
    other, good, cells = 0, 0, []
    for view in both_ways(blocks(document)):
        for _, rules in mean_rules(view):
            rule = max(rules, key=lambda r: (r.good, -len(r.cells)), default=None)
            if rule is None:
                continue
            if not rule.established:
                other += 1
                continue
            good += rule.good
            cells += [c.entry for c in rule.cells if c.holds]
            wrong = [c for c in rule.cells if not c.holds]
            if wrong:
                out.append(_alarm(rule, wrong))
    if good:
        out.append(verified(AUDIT, f"{good} printed means are the means of their siblings.", cell_spans(cells)))
    if out:
        return out
    if other:
        return not_assessed(
            AUDIT, f"{other} columns or rows of means follow another definition (weighted, or over a part)"
        )
    return not_assessed(AUDIT, "no column or row is headed mean or average")


def _alarm(rule: MeanRule, wrong: list[MeanCell]) -> Finding:
    parts = [
        f"{place_of(rule.block, c.i, rule.j)} prints {c.number.printed}, the mean of "
        f"{', '.join(n.printed for n in c.numbers)} is "
        f"{shown(c.value, c.number.decimals + 2)}"
        for c in wrong
    ]
    rows = "columns" if rule.block.turned else "rows"
    return finding(
        AUDIT,
        "contradicted",
        "warning",
        f"A printed mean is not the mean of its siblings: {joined(parts)}. It is in {rule.good} of "
        f"{len(rule.cells)} {rows}; the mean or one of its parts is wrong.",
        spans=cell_spans(e for c in wrong for e in (c.entry, *c.parts)),
        printed=tuple(c.number.printed for c in wrong),
        recomputed="; ".join(shown(c.value, c.number.decimals + 2) for c in wrong),
        tolerance="half a unit of every last printed digit, averaged over the parts",
        clears_if="the mean is weighted or over other data in these rows only",
    )
