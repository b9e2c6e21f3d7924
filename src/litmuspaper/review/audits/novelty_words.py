"""X11: sentences that claim to be first are put to the reader as questions."""

import re

from litmuspaper.review.prose import finding, not_assessed, prose, sentence_at
from litmuspaper.types import Document, Finding

AUDIT = "novelty_words"
_FIRST = re.compile(
    r"\b(?:we are|we were|is|are|be|represents|"
    r"constitutes)\s+(?:among\s+)?the\s+(?:very\s+)?first\s+(?!(?:\w+\s+)?"
    r"(?:requirement|choice|step|stage|phase|part|term|component|option|priority|thing|place|layer|goal|aim)\b)(?:(?:ones?|"
    r"[\w-]+)\s+){0,5}?(?:to|that|which|for|using|with|on|in|of its)\b"
    r"|\bthe first\s+(?:[\w-]+\s+){0,2}(?:work|study|paper|attempt|method|approach|"
    r"framework|system|model|dataset|benchmark)\s+(?:to|that|which)\b"
    r"|\b(?:[Ww]e|[Oo]ur)\b[^.;]{0,120}\bfor the (?:very )?first time\b|\bfor the (?:very )?first time,?\s+we\b"
    r"|\bto (?:the best of )?our knowledge,?[^.;]{0,80}\bfirst\b"
    r"|\bfirst[- ]ever\b"
    r"|\bno (?:prior|previous|existing) (?:work|method|study|approach)\s+(?:has|have|had|"
    r"addresses|considers|exists|can)\b",
    re.IGNORECASE,
)

_OWN = re.compile(r"\b(?:we|our|ours|this (?:paper|work|study))\b", re.IGNORECASE)


def audit(document: Document) -> list[Finding]:
    """Collect the claims to be first."""
    text = prose(document)
    spans = tuple(
        dict.fromkeys(
            sentence_at(document, match.start())
            for match in _FIRST.finditer(text)
            if not _of_others(text, match) and _is_own(document, match)
        )
    )
    if not spans:
        return not_assessed(AUDIT, "the text that was read does not claim to be first")
    several = f"{len(spans)} sentences claim" if len(spans) > 1 else "One sentence claims"
    return [
        finding(
            AUDIT,
            "question",
            "question",
            f"{several} to be first or that nothing comparable exists; a search for earlier work would settle it",
            spans=spans,
            clears_if="no earlier work does the same",
        )
    ]


def _is_own(document: Document, match: re.Match[str]) -> bool:
    """Whether a thing that is called first-ever is the paper's: its sentence says we, our or this paper."""
    if not re.search(r"first[- ]ever", match[0], re.IGNORECASE):
        return True
    return _OWN.search(sentence_at(document, match.start()).text) is not None


def _of_others(text: str, match: re.Match[str]) -> bool:
    """Whether a citation stands before the words: then another work is the first."""
    return re.search(r"[)\]]\s*$", text[max(0, match.start() - 4) : match.start()]) is not None
