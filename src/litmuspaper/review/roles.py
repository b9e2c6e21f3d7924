"""What a row of a result table is, told from its label: ours, the full method, a gain, a total, not to be ranked."""

import re
from typing import Literal

from litmuspaper.review.numbers import plain
from litmuspaper.types import Document

Role = Literal["plain", "ours", "full", "excluded", "gain", "total", "average"]

_OURS = re.compile(
    r"\bours?\b|\bthis (?:work|paper|study)\b|\bproposed\b|\bour (?:model|method|approach|full)\b", re.IGNORECASE
)
_FULL = re.compile(
    r"^(?:the )?(?:full|default|complete|all)(?: (?:model|method|version|system|setting|configuration|"
    r"config))?$|\((?:full|default|complete)\)"
    r"|\bfull (?:model|method|version|system)\b|\(full [a-z]+\)",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\boracle\b|\bhumans?\b|\bupper[- ]?bounds?\b|\breal (?:data|images?|samples?|videos?)\b|\bground[- "
    r"]?truth\b|^gt\b|\bgold[- ]standard\b|"
    r"\bskyline\b|\breference\b|\bceiling\b|\binter-?annotator\b|\bceiling\b|\bideal\b|\btopline\b|\bchance\b|"
    r"\bexpert\b|\bensemble\b|"
    r"\btrain(?:ing)? set\b|\btheoretical\b|\bannotators?\b|\bbest possible\b|\bstate[- ]of[- ]the[- ]art\b|\bsota\b",
    re.IGNORECASE,
)
_GAIN = re.compile(
    r"^\s*(?:rel(?:ative|\.)?|abs(?:olute|\.)?)?\s*(?:gains?\b|improv|Δ|∆|delta\b|\\delta|diff(?:erence|"
    r"\.)?\b|increase|"
    r"decrease|reduction|change|margin)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"^(?:grand )?(?:totals?|sum)\b[^a-z]*$", re.IGNORECASE)
_AVERAGE = re.compile(
    r"^(?:the )?(?:macro[- ])?(?:avg\.?|average|mean|averaged)\b\s*(?:[^a-z]*|(?:acc(?:uracy)?|score|f1|dice|all))$",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"^(?:-|w/?\s?o\b|without\b|no\b|removing\b|remove\b|minus\b|\\?-\s)", re.IGNORECASE)
_NAMED = re.compile(
    r"\b[Ww]e (?:propose|present|introduce|develop|describe|call it|name it)\s+(?:an? |the |our )?(?:[a-z-]+ ){0,3}?"
    r"(?P<name>[A-Z][\w²-]*[A-Z0-9a-z][\w-]*)(?P<after>\s?[,.:;(]| (?:an?|that|which|to|for|is|as|with)\b)?"
)
_COINED = re.compile(r"[A-Z].*[A-Z0-9]|^[A-Z]{2,}$|[a-z][A-Z]")
_BULLET = re.compile(r"^[\s•◦▪–·*-]+(?=\w)")
_NO_NAMES = frozenset(
    {"figure", "table", "section", "appendix", "algorithm", "theorem", "equation", "bayesian", "gaussian", "poisson"}
)
_LAST_ROW = re.compile(r"\blast row\b[^.]*\b(?:reference|not ranked|upper|for comparison)", re.IGNORECASE)


def role(label: str, own: frozenset[str] = frozenset()) -> Role:
    """The role that a row's label gives it; `own` are the lower-case names of the paper's own method."""
    text = _BULLET.sub("", plain(label)) if not _WITHOUT.search(plain(label)) else plain(label)
    if _GAIN.search(text):
        return "gain"
    if _TOTAL.match(text):
        return "total"
    if _AVERAGE.match(text):
        return "average"
    if _FULL.search(text):
        return "full"
    if _WITHOUT.search(text):
        return "plain"
    if _OURS.search(text):
        return "ours"
    if _EXCLUDED.search(text):
        return "excluded"
    return "ours" if any(re.match(rf"{re.escape(name)}(?![\w])(?! ?[+&/])", text.lower()) for name in own) else "plain"


def is_removal(label: str) -> bool:
    """Whether a label says that a part is left out."""
    return _WITHOUT.search(plain(label)) is not None


def last_row_unranked(caption: str) -> bool:
    """Whether the caption sets the last row apart from the ranking."""
    return _LAST_ROW.search(caption) is not None


def own_names(document: Document) -> frozenset[str]:
    """The names that title and abstract give to the paper's own method, in lower case."""
    paper = document.paper
    names = set()
    head, colon, _ = paper.title.partition(":")
    if colon and len(head.split()) <= 2:
        names.add(head.strip().lower())
    for text in (paper.abstract, document.text[:6000]):
        names.update(
            found["name"].lower() for found in _NAMED.finditer(text) if _COINED.search(found["name"]) or found["after"]
        )
    return frozenset(name for name in names if len(name) > 2 and name not in _NO_NAMES)
