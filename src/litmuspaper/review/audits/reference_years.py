"""R4: no entry of the reference list is later than the paper, and none has been in press for years."""

import re

from litmuspaper.review.prose import finding, listed, not_assessed, sentence_at, verified
from litmuspaper.types import Document, Finding, Reference, Span

AUDIT = "reference_years"
PATIENCE_YEARS = 3
_COPYRIGHT = re.compile(
    r"(?:Copyright\s*)?(?:©|\(c\))\s*((?:19|20)\d\d)|Published as a conference paper at \w+ ((?:19|20)\d\d)",
    re.IGNORECASE,
)
_WAITING = re.compile(r"\b(?:in press|to appear|forthcoming|in preparation)\b", re.IGNORECASE)


def paper_year(document: Document) -> int | None:
    """The year of the paper by its metadata, its arXiv id or its own copyright line; None where nothing says it."""
    day = document.paper.submitted or document.paper.announced
    if day:
        return day.year
    if new := re.fullmatch(r"(\d\d)(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?", document.paper.id):
        return 2000 + int(new[1])
    said = _COPYRIGHT.search(document.text[:12000])
    return int(said[1] or said[2]) if said else None


def audit(document: Document) -> list[Finding]:
    """Compare the years of the entries with the paper's."""
    if not document.references:
        return not_assessed(AUDIT, "no reference list was found")
    year = paper_year(document)
    if year is None:
        return not_assessed(AUDIT, "the year of the paper is not known")
    dated = [r for r in document.references if r.year]
    # Proceedings and volumes bear the year to come.
    late = [r for r in dated if r.year and r.year > year + 1]
    waiting = [r for r in dated if r.year and r.year <= year - PATIENCE_YEARS and _WAITING.search(r.raw)]
    found = []
    if late:
        found.append(
            finding(
                AUDIT,
                "question",
                "warning",
                f"{len(late)} of {len(dated)} entries are later than the paper, which is of {year}: {_shown(late)}",
                spans=_spans(document, late),
                clears_if="the year of the paper or of the entry was read wrongly",
            )
        )
    else:
        newest = max((r.year for r in dated if r.year), default=None)
        if newest:
            found.append(
                verified(AUDIT, f"No entry is later than the paper: the newest is of {newest}, the paper of {year}")
            )
    if waiting:
        found.append(
            finding(
                AUDIT,
                "question",
                "info",
                f"Entries that were to appear {PATIENCE_YEARS} or more years ago may have appeared: {_shown(waiting)}",
                spans=_spans(document, waiting),
                clears_if="they never appeared",
            )
        )
    return found or not_assessed(AUDIT, "no entry has a year")


def _shown(entries: list[Reference]) -> str:
    return listed([f"{r.key} ({r.year})" for r in entries])


def _spans(document: Document, entries: list[Reference]) -> tuple[Span, ...]:
    starts = [document.text.rfind(r.raw) for r in entries]
    return tuple(sentence_at(document, start) for start in starts if start >= 0)
