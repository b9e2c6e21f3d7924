"""X10: no printed value is impossible: p above 1, a correlation beyond 1, more than all of a part."""

import re

from litmuspaper.review.prose import finding, not_assessed, place, prose, sentence_at, verified
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
_STATISTIC = re.compile(r"(?:\b[tFrzQ]|χ2|χ\^2)\s*(?:\([\d., N=]+\))?\s*[=<>]\s*[-−]?[\d.]+\s*,\s*$")
_IN_PROBABILITY = re.compile(
    r"\b(?:test|signific|null|ANOVA|t-test|Wilcoxon|correlat|statistic|hypothes|p-val)", re.IGNORECASE
)


def audit(document: Document) -> list[Finding]:
    """Look for values outside what their kind allows."""
    text = prose(document)
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
    if not seen:
        return not_assessed(AUDIT, "the text prints no p-value, correlation or share that could be impossible")
    if not found:
        return [verified(AUDIT, f"{seen} printed p-values, correlations and shares are possible values")]
    return found


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
