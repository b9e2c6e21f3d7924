"""R4: no entry of the reference list is later than the paper, and none has been in press for years."""

import re

from litmuspaper.review.paper_year import not_older_than, paper_year
from litmuspaper.review.prose import finding, listed, not_assessed, sentence_at, verified
from litmuspaper.types import Document, Finding, Reference, Span

AUDIT = "reference_years"
PATIENCE_YEARS = 3
_WAITING = re.compile(r"\b(?:in press|to appear|forthcoming|in preparation)\b", re.IGNORECASE)


def audit(document: Document) -> list[Finding]:
    """Compare the years of the entries with the paper's."""
    if not document.references:
        return not_assessed(AUDIT, "no reference list was found")
    dated = [r for r in document.references if r.year]
    if not dated:
        return not_assessed(AUDIT, "no entry has a year")
    return [*_late(document, dated), *_waiting(document, dated)]


def _late(document: Document, dated: list[Reference]) -> list[Finding]:
    year = paper_year(document)
    newest = max(r.year for r in dated if r.year)
    if year is None or year.last is None:
        known = f": it says {year.told}, which bounds it from below alone" if year else ""
        return not_assessed(AUDIT, f"the latest year of the paper is not known{known}; its newest entry is of {newest}")
    # Proceedings and volumes bear the year to come.
    late = [r for r in dated if r.year and r.year > year.last + 1]
    if not late:
        message = f"No entry is later than the paper: the newest is of {newest}, the paper of {year.told}"
        return [verified(AUDIT, message)]
    return [
        finding(
            AUDIT,
            "question",
            "warning",
            f"{len(late)} of {len(dated)} entries are later than the paper, which is of {year.told}: {_shown(late)}",
            spans=_spans(document, late),
            clears_if="the year of the paper or of the entry was read wrongly",
        )
    ]


def _waiting(document: Document, dated: list[Reference]) -> list[Finding]:
    """Entries that have waited for years; that the paper is not older than its list is enough to say so."""
    bound = not_older_than(document)
    waiting = [r for r in dated if r.year and bound and r.year <= bound - PATIENCE_YEARS and _WAITING.search(r.raw)]
    if not waiting:
        return []
    return [
        finding(
            AUDIT,
            "question",
            "info",
            f"Entries that were to appear {PATIENCE_YEARS} or more years ago may have appeared: {_shown(waiting)}; the "
            f"paper is not older than {bound}",
            spans=_spans(document, waiting),
            clears_if="they never appeared",
        )
    ]


def _shown(entries: list[Reference]) -> str:
    return listed([f"{r.key} ({r.year})" for r in entries])


def _spans(document: Document, entries: list[Reference]) -> tuple[Span, ...]:
    starts = [document.text.rfind(r.raw) for r in entries]
    return tuple(sentence_at(document, start) for start in starts if start >= 0)
