"""R3: no work stands in the reference list twice."""

import re
from itertools import combinations

from litmuspaper.review.prose import finding, listed, not_assessed, sentence_at, verified
from litmuspaper.types import Document, Finding, Reference, Span

AUDIT = "duplicate_references"
SAME_TITLE = 0.9
MOST_ENTRIES = 1500
_PREPRINT = re.compile(r"arxiv|preprint|biorxiv|corr\b|abs/", re.IGNORECASE)


def audit(document: Document) -> list[Finding]:
    """Look for entries of the same identifier, or of the same title in the same or the next year."""
    if not document.references:
        return not_assessed(AUDIT, "no reference list was found")
    if len(document.references) > MOST_ENTRIES:
        return not_assessed(AUDIT, f"the list has more than {MOST_ENTRIES} entries")
    titled = [(r, _words(r.title or "")) for r in document.references]
    pairs = [(a, b) for (a, x), (b, y) in combinations(titled, 2) if _same(a, x, b, y)]
    if not pairs:
        return [verified(AUDIT, f"No two of the {len(document.references)} entries are the same work")]
    printed_twice = [(a, b) for a, b in pairs if not _versions(a, b)]
    shown = [f"{a.key} and {b.key}" for a, b in pairs]
    kind = "" if printed_twice else " (a preprint and its published version)"
    return [
        finding(
            AUDIT,
            "question",
            "info",
            f"{len(pairs)} pair{'s' if len(pairs) > 1 else ''} of entries look like the "
            f"same work{kind}: {listed(shown)}",
            spans=tuple(span for pair in pairs for r in pair for span in _span(document, r)),
            clears_if="they are two works, or two versions that are cited on purpose",
        )
    ]


def _same(a: Reference, x: frozenset[str], b: Reference, y: frozenset[str]) -> bool:
    if (a.doi and b.doi and a.doi.lower() == b.doi.lower()) or (a.arxiv and a.arxiv == b.arxiv):
        return not x or not y or len(x & y) >= 0.5 * len(x | y)
    if min(len(x), len(y)) < 4 or len(x & y) < SAME_TITLE * len(x | y):
        return False
    if not _same_number(a.title or "", b.title or ""):
        return False
    return a.year is None or b.year is None or abs(a.year - b.year) <= 1


def _same_number(a: str, b: str) -> bool:
    """Parts of a series differ in their number only."""
    part = re.compile(r"\b(?:[IVX]+|\d+)\b")
    return part.findall(a) == part.findall(b)


def _versions(a: Reference, b: Reference) -> bool:
    return (_PREPRINT.search(a.raw) is None) != (_PREPRINT.search(b.raw) is None)


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", title.lower()))


def _span(document: Document, reference: Reference) -> list[Span]:
    start = document.text.rfind(reference.raw)
    return [sentence_at(document, start)] if start >= 0 else []
