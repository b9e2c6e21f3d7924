"""X10: no printed value is impossible: p above 1, a correlation beyond 1, more than all of a part.

In tables: Q_NCIE, a measure of fused images, under its floor of 0.80188.
"""

import re
from fractions import Fraction
from typing import TypeAlias

from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.numbers import Number, plain
from litmuspaper.review.prose import finding, not_assessed, place, prose, sentence_at, verified
from litmuspaper.review.tables import Block, Entry, blocks, both_ways
from litmuspaper.stats import ncie_floor
from litmuspaper.types import Document, Finding, Judgement, Severity

AUDIT = "impossible_values"
_P = re.compile(
    r"(?<![\w.\\^_{])[pP](?:[- ]?values?)?\s*(?P<sign>[=<>]|≤|"
    r"\\leq?)\s*(?P<value>[-−]?\d*\.?\d+)(?![\d.]*\s*(?:\\?%|[\^]|\\times|×|e-|E-|[/*+]))"
)
_R = re.compile(r"(?<![\w\\^_{])(?:r|ρ|\\rho)\s*\(\s*\d+\s*\)\s*=\s*(?P<value>[-−]?\d*\.?\d+)")
_CORRELATION = re.compile(
    r"\b(?:Pearson|"
    r"Spearman)\w*(?:['’]s)?\s+(?:rank\s+)?(?:correlation\s+)?(?:coefficient\s+)?(?:\(?[rρ]\)?\s*)?(?:of|"
    r"=|is|was)\s*(?P<value>[-−]?\d+\.\d+)(?!\s*\\?%)"
)
_BOUNDED = re.compile(
    r"\b(?:accuracy|precision|recall|F1(?:[- ]score)?|Dice(?:[- ]score)?|AUC|AUROC|"
    r"sensitivity|specificity|IoU|mIoU)\s+(?:score\s+)?"
    r"(?:of|is|was|reaches|reached|=)\s*(?P<value>\d{3,}(?:\.\d+)?)\s*\\?%",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?<![\d.,])(?P<value>\d{3,}(?:\.\d+)?)\s*(?:\\?%|per ?cent) of (?:the|all) "
    r"(?:patients|participants|images|samples|cases|subjects|examples|users|queries|"
    r"papers)"
)
_NCIE = frozenset({"ncie", "qncie", "qnice"})  # the last is a slip that papers hand on
_STATISTIC = re.compile(r"(?:\b[tFrzQ]|χ2|χ\^2)\s*(?:\([\d., N=]+\))?\s*[=<>]\s*[-−]?[\d.]+\s*,\s*$")
_IN_PROBABILITY = re.compile(
    r"\b(?:test|signific|null|ANOVA|t-test|Wilcoxon|correlat|statistic|hypothes|p-val)", re.IGNORECASE
)

_Cell: TypeAlias = tuple[Block, int, int, Entry, Number]


def audit(document: Document) -> list[Finding]:
    """Look for values outside what their kind allows."""
    text = prose(document)
    found, seen = _p_values(document, text)
    for pattern, limit, what in (
        (_R, 1, "A correlation lies between -1 and 1"),
        (_CORRELATION, 1, "A correlation lies between -1 and 1"),
        (_BOUNDED, 100, "The measure is at most 100 %"),
        (_SHARE, 100, "A part is at most 100 % of the whole"),
    ):
        for match in pattern.finditer(text):
            seen += 1
            if abs(float(match["value"].replace("−", "-"))) > limit:
                found.append(_one(document, match, what))
    cells, low = _ncie(document)
    seen += len(cells)
    if low:
        found.append(_under_the_floor(low))
    if not seen:
        return not_assessed(AUDIT, "the text prints no p-value, correlation or share that could be impossible")
    if not found:
        kinds = "p-values, correlations, shares and cells of Q_NCIE" if cells else "p-values, correlations and shares"
        return [verified(AUDIT, f"{seen} printed {kinds} are possible values")]
    return found


def _p_values(document: Document, text: str) -> tuple[list[Finding], int]:
    """What is wrong with printed p-values, and how many there are."""
    found: list[Finding] = []
    seen = 0
    for match in _P.finditer(text):
        near = text[max(0, match.start() - 200) : match.end() + 100]
        value = float(match["value"].replace("−", "-"))
        if not _IN_PROBABILITY.search(near):
            continue
        # `p = 97` may be a prime: above 1 only what is said to be a p-value, or follows its statistic.
        named = "val" in match[0].lower() or _STATISTIC.search(text[max(0, match.start() - 30) : match.start()])
        if value > 1 and (match["sign"] != "=" or not named):
            continue
        seen += 1
        if value < 0 or value > 1:
            found.append(_one(document, match, "A p-value lies between 0 and 1"))
        elif value == 0 and match["sign"] == "=":
            found.append(_one(document, match, "A p-value is never exactly 0; below .001 is meant", "question", "info"))
        elif value == 0 and match["sign"] == "<":
            found.append(_one(document, match, "A p-value is never below 0", "question", "info"))
    return found, seen


def _ncie(document: Document) -> tuple[list[_Cell], list[_Cell]]:
    """The cells of Q_NCIE in tables, and those of them that lie under its floor however they were rounded."""
    floor = Fraction(ncie_floor())
    cells = [
        (block, i, j, entry, number)
        for block in both_ways(blocks(document))
        for j, column in enumerate(block.columns)
        if any(re.sub(r"[^a-z]", "", plain(name).lower()) in _NCIE for name in column.path)
        for i, entry, number in block.column(j)
        if number.decimals
        and Fraction(1, 2) <= number.value <= 1  # less is a change, a spread or a share
        and not number.signed
        and block.rows[i].role not in ("gain", "total")
    ]
    return cells, [cell for cell in cells if cell[-1].interval.high < floor]


def _under_the_floor(cells: list[_Cell]) -> Finding:
    floor = f"{ncie_floor():.5f}"
    places = [f"{number.printed} ({place_of(block, i, j)})" for block, i, j, _, number in cells]
    return finding(
        AUDIT,
        "contradicted",
        "error",
        f"Q_NCIE of two sources and their fusion is at least 1 - log_256(3) = {floor} at 256 grey levels; the paper "
        f"prints {joined(places)}",
        spans=cell_spans(entry for *_, entry, _ in cells),
        printed=tuple(number.printed for *_, number in cells),
        recomputed=f"at least {floor}",
        tolerance="half a unit of the last printed digit",
        clears_if="the measure was taken with fewer than 256 grey levels, or is another one of this name",
    )


def _one(
    document: Document,
    match: re.Match[str],
    rule: str,
    verdict: Judgement = "contradicted",
    severity: Severity = "error",
) -> Finding:
    printed = " ".join(match[0].split())
    return finding(
        AUDIT,
        verdict,
        severity,
        f"{rule}; the text prints {printed}",
        spans=(place(document, match.start(), match.end()), sentence_at(document, match.start())),
        printed=(printed,),
        clears_if="the sign or the point was lost in parsing",
    )
