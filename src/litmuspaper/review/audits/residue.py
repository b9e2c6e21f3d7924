"""X15: the text holds no phrase that a writing tool leaves behind, and no known tortured phrase.

Tortured phrases: Cabanac, Labbé and Magazinov, 2021, arXiv:2107.06751.
"""

import re

from litmuspaper.review.prose import finding, listed, prose, sentence_at, verified
from litmuspaper.types import Document, Finding

AUDIT = "residue"
_LEFT = re.compile(
    r"\bas an? (?:AI|artificial intelligence|large) language model\b|\bI(?:'|’)?m sorry,? "
    r"but I can(?:'|’|no)?t\b|\bI cannot (?:fulfil|assist|provide) (?:with )?(?:this|that|"
    r"your)\b"
    r"|\bcertainly[,!] here (?:is|are|’s|'s)\b|\bsure[,!] here (?:is|are|’s|'s)\b|"
    r"\bregenerate response\b|\btext is too short to be rewritten\b|\bas of my (?:last|"
    r"latest) (?:knowledge )?(?:update|cut-?off)\b"
    r"|\bmy knowledge cut-?off\b|\bI do(?:n't|n’t| not) have (?:access to )?real-time\b|"
    r"\bhere is (?:a|the) (?:revised|rewritten|polished) version of\b|\[insert "
    r"[a-z ]{3,40}\]",
    re.IGNORECASE,
)
_TORTURED = re.compile(
    r"\b(?:counterfeit consciousness|profound (?:neural organi[sz]ation|learning "
    r"organi[sz]ation)|colossal information|enormous information investigation|arbitrary "
    r"(?:woodland|timberland)|"
    r"irregular (?:woodland|timberland|esteem)|haze figuring|bosom (?:peril|malignan\w+)|"
    r"leftover vitality|flag to (?:commotion|clamou?r)|mean square blunder|subterranean "
    r"insect (?:province|state)|"
    r"(?:arbitrary|irregular) get right of passage to|versatile specially appointed|"
    r"information stockroom|underground creepy crawly|face acknowledgment framework)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:ChatGPT|GPT-?[345]|LLMs?|chatbots?|refus(?:al|e)s?)\b|language models?", re.IGNORECASE)


def audit(document: Document) -> list[Finding]:
    """Look for what tools of writing and rewriting leave behind."""
    text = prose(document)
    left = [m for m in _LEFT.finditer(text) if not _quoted(text, m) and not _SUBJECT.search(document.paper.title)]
    left += list(_TORTURED.finditer(text))
    if not left:
        return [
            verified(
                AUDIT, f"No phrase that writing tools leave behind was found in {len(document.sentences)} sentences"
            )
        ]
    return [
        finding(
            AUDIT,
            "question",
            "warning",
            f"Phrases that tools of writing or rewriting leave behind: {listed([m[0] for m in left])}",
            spans=tuple(dict.fromkeys(sentence_at(document, m.start()) for m in left)),
            printed=tuple(m[0] for m in left),
            clears_if="it is quoted as an example",
        )
    ]


def _quoted(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 120) : match.start()]
    return any(mark in before for mark in ("“", '"', "``", "‘"))
