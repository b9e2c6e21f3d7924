"""X3: the parts of a data split add up to the whole, and a ratio of it gives whole numbers."""

import re
from fractions import Fraction

from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.types import Document, Finding, Span

AUDIT = "split_sums"
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_PART = re.compile(
    rf"(?<![\w.])(?P<n>{_NUMBER})\s*(?P<percent>\\?%)?\s+(?:(?:of|the|images|samples|"
    rf"examples|cases|scans|patients|pairs|instances|"
    r"sentences|documents|videos|subjects|records|for|are|is|used|as|in|to|data|points|were|both)\s+){0,5}"
    r"(?P<part>training|train|validation|val|development|dev|testing|test|"
    r"held-out)\b(?!\s+(?:accuracy|error|loss|steps|epochs|time))",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"(?<![\w.])(?P<n>{_NUMBER})(?!\s*\\?%)\s+(?:[\w-]+\s+){{1,6}}?(?:\w+\s+)?(?:split|"
    rf"divided|partitioned|separated|consisting of|comprising|in total|of which)\b"
    rf"|\b(?:total of|all|(?:split|divide|partition)(?:\s+the)?)\s+(?P<m>{_NUMBER})\s+\w+",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"(?<![\d:.])(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?![\d:])(?=[^.]{0,25}\b(?:ratio|split|"
    r"proportion)|\s*[,.)]|\s+(?:for|into))"
)
_SPLITS = re.compile(r"\b(?:split|divided?|partition|ratio)", re.IGNORECASE)
_TRAINS = re.compile(r"\btrain", re.IGNORECASE)
_CASES = re.compile(
    rf"(?<![\w.])(?P<n>{_NUMBER})\s+(?:random\s+|labell?ed\s+)?(?:cases|images|scans|"
    rf"samples|examples|patients|subjects|videos|pairs|documents|sentences)\b"
)


def audit(document: Document) -> list[Finding]:
    """Add up training, validation and test parts that one sentence gives with their whole."""
    found: list[Finding] = []
    for sentence in document.sentences:
        if _TRAINS.search(sentence.text):
            found += _sums(sentence) or _ratio(sentence)
    bad = [one for one in found if one.verdict != "verified"]
    good = [one for one in found if one.verdict == "verified"]
    if good:
        spans = tuple(span for one in good for span in one.spans)
        bad.append(verified(AUDIT, "; ".join(one.message for one in good), spans))
    return bad or not_assessed(AUDIT, "no sentence gives a whole with its training and test parts")


def _sums(sentence: Span) -> list[Finding]:
    parts: dict[str, Fraction] = {}
    percents = []
    for match in _PART.finditer(sentence.text):
        name = match["part"].lower()[:3].replace("dev", "val").replace("hel", "tes")
        if name in parts:
            return []
        parts[name] = _value(match["n"])
        percents.append(match["percent"] is not None)
    if not {"tra", "tes"} <= parts.keys() or any(percents) != all(percents):
        return []
    total = sum(parts.values(), Fraction(0))
    shown = " + ".join(str(float(v) if v.denominator > 1 else v.numerator) for v in parts.values())
    if all(percents):
        whole = Fraction(100)
    else:
        wholes = {_value(m["n"] or m["m"]) for m in _WHOLE.finditer(sentence.text)} - set(parts.values())
        if len(wholes) != 1:
            return []
        (whole,) = wholes
    if total == whole:
        return [verified(AUDIT, f"{shown} = {whole}{' %' if all(percents) else ''}", (sentence,))]
    if whole < max(parts.values()):
        return []
    return [
        finding(
            AUDIT,
            "question",
            "warning",
            f"The parts of a split add up to {_plain(total)}, the whole is {_plain(whole)}",
            spans=(sentence,),
            printed=(_plain(whole),),
            recomputed=f"{shown} = {_plain(total)}",
            clears_if="some were left out on purpose, or the parts overlap",
        )
    ]


def _ratio(sentence: Span) -> list[Finding]:
    ratios = _RATIO.findall(sentence.text)
    if not ratios or not _SPLITS.search(sentence.text):
        return []
    out = []
    for match in _RATIO.finditer(sentence.text):
        shares = [int(n) for n in match.groups() if n]
        before = [m for m in _CASES.finditer(sentence.text) if m.end() <= match.start()]
        if not before or sum(shares) == 0 or match.start() - before[-1].end() > 120:
            continue
        whole = _value(before[-1]["n"])
        parts = [whole * share / sum(shares) for share in shares]
        shown = ":".join(map(str, shares))
        if all(part.denominator == 1 for part in parts):
            gives = " and ".join(_plain(part) for part in parts)
            out.append(verified(AUDIT, f"{shown} of {_plain(whole)} gives {gives}", (sentence,)))
        elif whole < 200:
            out.append(
                finding(
                    AUDIT,
                    "question",
                    "info",
                    f"A split of {_plain(whole)} in the ratio {shown} gives no whole numbers",
                    spans=(sentence,),
                    printed=(shown,),
                    recomputed=", ".join(f"{float(part):.1f}" for part in parts),
                    clears_if="the ratio is rounded",
                )
            )
    return out


def _value(printed: str) -> Fraction:
    return Fraction(printed.replace(",", ""))


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
