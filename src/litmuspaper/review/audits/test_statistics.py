"""X8: a printed p-value holds the p that its own test statistic and degrees of freedom give.

After statcheck (Nuijten and others, 2016, doi:10.3758/s13428-015-0664-2), with the printed digits as intervals.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from litmuspaper.review.prose import finding, listed, not_assessed, place, prose, verified
from litmuspaper.stats import chi2_tail, f_tail, normal_tail, r_tail, t_tail
from litmuspaper.types import Document, Finding

AUDIT = "test_statistics"
_N = r"[-−–]?\s?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+)"
_STATISTIC = (
    r"(?:(?P<t>(?<![A-Za-z])t)|(?P<f>(?<![A-Za-z])F)|(?P<r>(?<![A-Za-z])r)|"
    r"(?P<q>(?<![A-Za-z])Q(?:_?\{?[A-Za-z]{1,8}\}?)?)"
    r"|(?P<chi>(?:[χΧ]|\\chi|(?<![A-Za-z])chi|(?<![A-Za-z])[BG])\s*[-^]?\s*\{?[2²]\}?))"
)
_DF = (
    r"\s*\$?[(\[]\s*(?:df\s*=\s*)?(?P<df1>\d+(?:\.\d+)?)"
    r"(?:\s*,\s*(?:[Nn]\s*=\s*[\d,]+|(?P<df2>\d+(?:\.\d+)?)))?\s*[)\]]"
)
_BETWEEN = r"\$?\s*[,;(]?\s*(?:MSE?\s*=\s*[\d.]+\s*[,;]\s*)?"
_POWER = r"(?:(?:\s*(?:\\times|\\cdot|×|·|⋅|x|\*)\s*10\s*\^?\s*\{?\s*|[eE])(?P<power>[-−–]\s?\d{1,3})\}?)?"
_P = (
    r"\$?(?P<p>[pP])\s*(?P<psign>[=<>]|\\leq?|≤)\s*"
    r"(?P<pvalue>\d*\.\d+|\d(?=\s*(?:[eE]|\\times|\\cdot|×|·|⋅))|[01](?![\d.]))"
    rf"{_POWER}|(?P<ns>\bn\.s\.|\bns\b)"
)
_TEST = re.compile(rf"{_STATISTIC}{_DF}\s*(?P<sign>[=<>])\s*(?P<value>{_N}){_BETWEEN}(?:{_P})")
_Z = re.compile(rf"(?<![A-Za-z])(?P<z>[zZ])\s*(?P<sign>[=<>])\s*(?P<value>{_N}){_BETWEEN}(?:{_P})")
_ONE_TAILED = re.compile(r"\b(?:one|1)[- ](?:tailed|sided)|\bdirectional (?:test|hypothes)", re.IGNORECASE)
_CORRECTED = re.compile(r"Bonferroni|Holm\b|FDR|Benjamini|corrected|adjusted p", re.IGNORECASE)
ALPHA = 0.05
# Digits that were cut instead of rounded in a p of three digits are no error of a test.
LAST_DIGIT = 0.01


@dataclass(frozen=True)
class Tested:
    """One printed test: its place, the p-values that it allows and the one that it prints."""

    printed: str
    start: int
    end: int
    low: float
    high: float
    sign: str
    p: float
    half: float
    two_sided: bool

    def allows(self, low: float, high: float) -> bool:
        """Whether the printed p meets p-values from low to high."""
        if self.sign == "<":
            return low < self.p or low == high == self.p == 0
        if self.sign == ">":
            return high > self.p
        slack = max(self.half, LAST_DIGIT * self.p)
        return low <= self.p + slack and high >= self.p - slack

    @property
    def holds(self) -> bool:
        """Whether printed and computed p meet."""
        return self.allows(self.low, self.high)

    @property
    def crosses(self) -> bool:
        """Whether the error changes the decision at .05."""
        if self.sign == "<":
            return self.p <= ALPHA < self.low
        if self.sign == ">":
            return self.p >= ALPHA > self.high
        return (self.p + self.half < ALPHA < self.low) or (self.p - self.half > ALPHA > self.high)


def tests(text: str) -> list[Tested]:
    """Every test in a text that prints statistic, degrees of freedom and p."""
    matches = [*_TEST.finditer(text), *_Z.finditer(text)]
    return [read for match in sorted(matches, key=lambda m: m.start()) if (read := _read(match))]


def audit(document: Document) -> list[Finding]:
    """Hold every printed test statistic against its printed p-value."""
    text = prose(document)
    read = tests(text)
    if not read:
        return not_assessed(AUDIT, "no test statistic with degrees of freedom and a p-value was found in the text")
    one_tailed, corrected = _ONE_TAILED.search(text) is not None, _CORRECTED.search(text) is not None
    found: list[Finding] = []
    good: list[Tested] = []
    for test in read:
        if test.holds:
            good.append(test)
            continue
        excused = one_tailed and test.two_sided and test.allows(test.low / 2, test.high / 2)
        if excused:
            good.append(test)
            continue
        # A corrected p is larger than the one of the statistic.
        larger = corrected and test.sign == "=" and test.p > test.high
        found.append(_finding(document, test, question=larger))
    if good:
        spans = tuple(place(document, test.start, test.end) for test in good)
        message = f"{len(good)} of {len(read)} printed p-values agree with their test statistics"
        found.append(verified(AUDIT, message, spans))
    return found


def _finding(document: Document, test: Tested, *, question: bool) -> Finding:
    shown = f"p from {_short(test.low)} to {_short(test.high)}" if test.low != test.high else f"p = {_short(test.low)}"
    decision = " and on the other side of .05" if test.crosses else ""
    clears = ["a misprint in the statistic, its degrees of freedom or p"]
    if test.two_sided and test.allows(test.low / 2, test.high / 2):
        clears.append("a one-tailed test, which the text does not name")
    if question:
        clears.append("p is corrected for multiple tests")
    return finding(
        AUDIT,
        "question" if question else "contradicted",
        "question" if question else "error" if test.crosses else "warning",
        f"The statistic gives another p-value than the one printed{decision}: {test.printed}",
        spans=(place(document, test.start, test.end),),
        printed=(test.printed,),
        recomputed=f"{shown} ({'two tails' if test.two_sided else 'upper tail'})",
        tolerance="half a unit of the last printed digit of the statistic and of p",
        clears_if=listed(clears),
    )


def _read(match: re.Match[str]) -> Tested | None:
    groups = match.groupdict()
    tail, two_sided = _tail(groups)
    if tail is None:
        return None
    bare = re.sub(r"[\s,]", "", groups["value"]).replace("−", "-").replace("–", "-")
    value, half = abs(float(bare)), _half(bare)
    if groups.get("r") and value > 1:
        return None
    small, large = max(0.0, value - half), value + half
    low, high = tail(large), tail(small)
    if groups["sign"] == "<":
        high = 1.0
    elif groups["sign"] == ">":
        low = 0.0
    sign, p, p_half = (">", ALPHA, 0.0) if groups["ns"] else _printed_p(groups)
    return Tested(" ".join(match[0].split()), match.start(), match.end(), low, high, sign, p, p_half, two_sided)


def _printed_p(groups: dict[str, str]) -> tuple[str, float, float]:
    sign = {"=": "=", "<": "<", ">": ">"}.get(groups["psign"], "<")
    power = 10.0 ** int(re.sub(r"[−–]", "-", re.sub(r"\s", "", groups.get("power") or "0")))
    p = float(groups["pvalue"]) * power
    # `p <= .05` includes its end.
    half = _half(groups["pvalue"]) * power
    return sign, p + (1e-12 if groups["psign"] not in "=<>" else 0), half


def _tail(groups: dict[str, str | None]) -> tuple[Callable[[float], float] | None, bool]:
    """The tail probability of the statistic, and whether it has two sides."""
    if groups.get("z"):
        return normal_tail, True
    df1, df2 = float(groups["df1"] or 0), float(groups.get("df2") or 0)
    if df1 <= 0:
        return None, False
    if groups["f"]:
        return (lambda x: f_tail(x, df1, df2)) if df2 > 0 else None, False
    if groups.get("df2"):
        return None, False
    if groups["t"]:
        return (lambda x: t_tail(x, df1)), True
    if groups["r"]:
        return (lambda x: r_tail(min(x, 1.0), df1)), True
    return (lambda x: chi2_tail(x, df1)), False


def _half(printed: str) -> float:
    """Half a unit of the last printed digit."""
    _, point, decimals = printed.partition(".")
    return 0.5 * 10.0 ** -len(decimals) if point else 0.5


def _short(p: float) -> str:
    return f"{p:.3g}" if p >= 0.0001 else "below .0001"
