"""X14: neither the text nor what is hidden beside it instructs a machine that reads it; no invisible letters."""

import re
from itertools import islice

from litmuspaper.review.orders import orders
from litmuspaper.review.prose import finding, place, sentence_at, verified
from litmuspaper.types import Document, Finding

AUDIT = "hidden_instructions"
_AROUND = 150
MOST_QUOTED = 5
_TAGS = re.compile(r"[\U000e0001-\U000e007f]+")
_INVISIBLE = re.compile(r"[\u202a-\u202e\u2066-\u2069]|(?:[\u200b\u200c\u200d\u2060\ufeff]){4,}")
_SUBJECT = re.compile(r"prompt injection|jailbreak|adversarial prompt|instruction hijack|red[- ]team", re.IGNORECASE)
_QUOTES = ("“", "‘", '"', "``", "`", "'", "«")


def audit(document: Document) -> list[Finding]:
    """Look for phrases that give orders to a model, and for letters that no reader sees."""
    subject = _SUBJECT.search(f"{document.paper.title} {document.paper.abstract} {document.text[:3000]}") is not None
    found = []
    for start, end in orders(document.text):
        before = document.text[max(0, start - 60) : start].rstrip()
        quoted = before.endswith(_QUOTES) or _inside_quotes(document.text, start, end)
        found.append(
            finding(
                AUDIT,
                "question",
                "info" if subject or quoted else "error",
                "The text holds words that instruct a machine that reads it"
                + (", in quotation marks or as its subject" if subject or quoted else ""),
                spans=(sentence_at(document, start),),
                printed=(document.text[start:end],),
                clears_if="it is quoted as an example",
            )
        )
    found += _concealed(document, subject=subject)
    tags = [m for m in _TAGS.finditer(document.text)]
    if tags:
        said = "".join(chr(ord(c) - 0xE0000) for m in tags for c in m[0] if ord(c) > 0xE001F)[:200]
        spans = tuple(place(document, m.start(), m.end()) for m in tags[:5])
        message = f"The text holds invisible tag characters, which spell: {said}"
        found.append(
            finding(AUDIT, "question", "error", message, spans=spans, clears_if="they are part of an emoji flag")
        )
    unseen = list(_INVISIBLE.finditer(document.text))
    if unseen:
        spans = tuple(place(document, m.start(), m.end()) for m in unseen[:5])
        message = f"The text holds {len(unseen)} runs of invisible or direction-changing characters"
        found.append(
            finding(
                AUDIT,
                "question",
                "warning",
                message,
                spans=spans,
                clears_if="the language is written from right to left",
            )
        )
    return found or [
        verified(AUDIT, f"No instruction to a machine and no invisible letters were found{_told(document)}")
    ]


def _concealed(document: Document, *, subject: bool) -> list[Finding]:
    """Orders in what no reader sees; it is quoted, for it stands nowhere in the text."""
    said: dict[str, None] = {}
    for piece in document.hidden:
        for start, end in islice(orders(piece, hidden=True), 3):
            said[piece[max(0, start - _AROUND) : end + _AROUND].strip()] = None
    if not said:
        return []
    places = "a place" if len(said) == 1 else f"{len(said)} places"
    return [
        finding(
            AUDIT,
            "question",
            "info" if subject else "error",
            f"The file instructs a machine that reads it in {places} that no reader sees (white, tiny, off the page or "
            "in a comment)" + (", and such instructions are its subject" if subject else ""),
            printed=tuple(said)[:MOST_QUOTED],
            clears_if="it is an example that the paper speaks of, or a converter hid what was printed",
        )
    ]


def _told(document: Document) -> str:
    if not document.hidden:
        return ", and nothing hidden beside the text"
    count = len(document.hidden)
    return f"; {count} hidden piece{'s' * (count != 1)} (white, tiny, off the page, after the end) were looked at too"


def _inside_quotes(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 200) : start], text[end : end + 200]
    return (before.count("“") > before.count("”") and "”" in after) or (
        before.count("``") > before.count("''") and "''" in after
    )
