"""X9: an estimate lies in its confidence interval, and the interval and the p-value decide alike."""

import re
from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.prose import finding, not_assessed, place, prose, verified
from litmuspaper.types import Document, Finding

AUDIT = "confidence_intervals"
ALPHA = Fraction(1, 20)
_N = r"[-−–]?\d*\.?\d+"
_INTERVAL = re.compile(
    rf"(?:\(|\[)?\s*(?:95\s*\\?%|95 per ?cent)\s*(?:CIs?|confidence "
    rf"intervals?)\s*[:=,of]*\s*[\[({{]?\s*(?P<low>{_N})\s*(?:,|;|\bto\b|–|—| - "
    rf")\s*(?P<high>{_N})",
    re.IGNORECASE,
)
_RATIO = r"(?:adjusted\s+|a|unadjusted\s+)?(?:OR|RR|HR|IRR|odds ratio|risk ratio|hazard ratio|relative risk)"
_DIFFERENCE = r"(?:MD|SMD|WMD|mean difference|risk difference|β|\\beta|(?<![A-Za-z])[bBdg](?![A-Za-z]))"
_ESTIMATE = re.compile(
    rf"(?P<kind>(?P<ratio>{_RATIO})|{_DIFFERENCE})\s*(?:\([A-Za-z]{{1,4}}\))?\s*(?:=|:|of|"
    rf"was|,)?\s*(?P<value>{_N})\s*[,;]?\s*$"
)
_P = re.compile(r"^[\s\])};,]{0,6}[pP]\s*(?P<sign>[=<>])\s*(?P<p>\d*\.\d+)")


@dataclass(frozen=True)
class _Read:
    """One printed interval with what stands beside it; every number with half a unit of its last digit."""

    low: tuple[Fraction, Fraction]
    high: tuple[Fraction, Fraction]
    estimate: tuple[Fraction, Fraction] | None
    null: int
    sign: str
    p: Fraction | None
    start: int
    end: int


def audit(document: Document) -> list[Finding]:
    """Check every 95 % confidence interval that is printed with its estimate or p-value."""
    text = prose(document)
    read = [_read(text, match) for match in _INTERVAL.finditer(text)]
    if not read:
        return not_assessed(AUDIT, "no 95 % confidence interval was found in the text")
    found, good = [], 0
    for one in read:
        fault, contradicted = _fault(one)
        if not fault:
            good += 1
            continue
        found.append(
            finding(
                AUDIT,
                "contradicted" if contradicted else "question",
                "warning",
                fault,
                spans=(place(document, one.start, one.end),),
                printed=(document.text[one.start : one.end],),
                tolerance="half a unit of the last printed digit",
                clears_if="a misprint"
                if contradicted
                else "the interval is not symmetric in the test's own terms, such as one by bootstrap",
            )
        )
    if good:
        found.append(
            verified(AUDIT, f"{good} of {len(read)} confidence intervals are in order with what is printed beside them")
        )
    return found


def _read(text: str, match: re.Match[str]) -> _Read:
    before = _ESTIMATE.search(text[max(0, match.start() - 80) : match.start()].rstrip("([ ,;"))
    after = _P.match(text[match.end() : match.end() + 40])
    start = match.start() - (
        len(text[max(0, match.start() - 80) : match.start()].rstrip("([ ,;")) - before.start() if before else 0
    )
    start = max(
        0, start - (len(text[: match.start()]) - len(text[: match.start()].rstrip("([ ,;"))) if before else start
    )
    return _Read(
        _value(match["low"]),
        _value(match["high"]),
        _value(before["value"]) if before else None,
        1 if before and before["ratio"] else 0,
        after["sign"] if after and before else "",
        Fraction(after["p"]) if after and before else None,
        start,
        match.end() + (after.end() if after else 0),
    )


def _fault(one: _Read) -> tuple[str, bool]:
    """What is wrong with an interval, and whether no rounding can explain it."""
    (low, low_half), (high, high_half) = one.low, one.high
    if low - low_half > high + high_half:
        return "The confidence interval ends below its beginning", True
    if one.estimate and not low - low_half - one.estimate[1] <= one.estimate[0] <= high + high_half + one.estimate[1]:
        return "The estimate lies outside its own confidence interval", True
    if one.p is None:
        return "", False
    inside = low + low_half < one.null < high - high_half
    outside = low - low_half > one.null or high + high_half < one.null
    below = (one.sign in "<=" and one.p < ALPHA) or (one.sign == "<" and one.p == ALPHA)
    above = one.sign in ">=" and one.p > ALPHA
    if inside and below:
        return f"The 95 % interval holds {one.null}, but the p-value is below .05", False
    if outside and above:
        return f"The 95 % interval leaves out {one.null}, but the p-value is above .05", False
    return "", False


def _value(printed: str) -> tuple[Fraction, Fraction]:
    bare = printed.replace("−", "-").replace("–", "-")
    _, point, decimals = bare.partition(".")
    return Fraction(bare), Fraction(1, 2) / 10 ** (len(decimals) if point else 0)
