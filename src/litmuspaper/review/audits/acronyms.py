"""X7: an acronym has one expansion.

Acronyms without any are not told: nine in ten of them are names, and a parse makes others out of formulas.
"""

import re

from litmuspaper.review.prose import finding, not_assessed, place, prose, verified
from litmuspaper.types import Document, Finding

AUDIT = "acronyms"
_EXPANDED = re.compile(
    r"(?<![\w’'/-])(?P<words>(?:[A-Za-z][\w’'/-]{0,40}[ \n]{1,3}){1,9})"
    r"[(\[]\s*(?P<short>[A-Z][A-Za-z]*[A-Z][A-Za-z]*?)s?\s*[)\],;]"
)


def audit(document: Document) -> list[Finding]:
    """Collect acronyms with their expansions and compare them."""
    text = prose(document)
    expansions: dict[str, dict[str, int]] = {}
    for match in _EXPANDED.finditer(text):
        long = _long_form(match["words"], match["short"])
        if long:
            expansions.setdefault(match["short"], {}).setdefault(long, match.start("short"))
    if not expansions:
        return not_assessed(AUDIT, "no acronym is expanded in the text that was read")
    found = _twice(document, expansions)
    return found or [verified(AUDIT, f"{len(expansions)} acronyms are expanded, each in one way")]


def _twice(document: Document, expansions: dict[str, dict[str, int]]) -> list[Finding]:
    found = []
    for short, longs in expansions.items():
        kinds: dict[str, tuple[str, int]] = {}
        for long, start in longs.items():
            kinds.setdefault(
                "".join(re.sub(r"[^a-z ]", "", long.lower().replace("-", " ")).split())[:60].rstrip("s"), (long, start)
            )
        folded = [
            k for k in kinds if not any(k != other and (k.endswith(other) or other.endswith(k)) for other in kinds)
        ]
        heads = {_stems(kinds[k][0]) for k in folded}
        if len(heads) > 1:
            shown = [kinds[k][0] for k in folded]
            spans = tuple(place(document, kinds[k][1] - 1, kinds[k][1] + len(short) + 1) for k in folded)
            message = f"{short} is expanded in {len(folded)} ways: {'; '.join(shown)}"
            found.append(finding(AUDIT, "question", "info", message, spans=spans, clears_if="both mean the same"))
    return found


def _stems(long: str) -> tuple[str, ...]:
    return tuple(
        word.lower()[:5]
        for word in re.findall(r"[A-Za-z]+", long)
        if word.lower() not in ("of", "and", "the", "for", "in", "to")
    )


def _long_form(words: str, short: str) -> str | None:
    """The words before a bracket whose initials spell the acronym; None where they do not."""
    parts = words.split()
    letters = short.lower()
    for count in range(min(len(parts), len(letters) + 3), 0, -1):
        tail = parts[-count:]
        pieces = [piece for word in tail for piece in re.split(r"[-/’']", word) if piece]
        if pieces[0][0].lower() == letters[0] and _spells(pieces, letters):
            return " ".join(tail)
    return None


def _spells(pieces: list[str], letters: str) -> bool:
    """Whether initials, or letters of the words in order with each word's first one, spell the acronym."""
    initials = "".join(piece[0].lower() for piece in pieces)
    small = "".join(
        piece[0].lower()
        for piece in pieces
        if piece.lower() not in ("of", "and", "the", "for", "in", "to", "a", "with", "on", "by")
    )
    if letters in (initials, small):
        return True
    return (
        len(pieces) < len(letters)
        and initials == letters[0]
        and re.search(".*".join(letters), "".join(pieces).lower()) is not None
    )
