"""X16: the newest work that the result tables cite is not years older than the paper."""

from litmuspaper.review.paper_year import not_older_than, paper_year
from litmuspaper.review.prose import finding, not_assessed, place, verified
from litmuspaper.types import Document, Finding

AUDIT = "stale_baselines"
STALE_YEARS = 3
LEAST_WORKS = 2


def audit(document: Document) -> list[Finding]:
    """Compare the years of the works cited in table cells with the paper's year."""
    years = {r.key: r.year for r in document.references if r.year}
    cited: dict[str, tuple[int, int]] = {}
    for citation in document.citations:
        for table in document.tables:
            within = table.start <= citation.start < table.end
            if within and any(c.start <= citation.start < c.end for row in table.rows for c in row):
                cited |= {key: (citation.start, citation.end) for key in citation.keys if key in years}
    if len(cited) < LEAST_WORKS:
        return not_assessed(AUDIT, "the tables cite no works whose years are known")
    bound = not_older_than(document)
    if bound is None:
        return not_assessed(AUDIT, "the year of the paper is not known")
    key = max(cited, key=lambda k: years[k] or 0)
    newest = years[key] or 0
    if newest > bound - STALE_YEARS:
        return _young(document, newest)
    own = paper_year(document)
    source = f" ({own.told})" if own and own.first == bound else " (two or more entries of its list are of that year)"
    return [
        finding(
            AUDIT,
            "question",
            "info",
            f"The newest of {len(cited)} works that the tables cite is of {newest}, and the paper is not older than "
            f"{bound}{source}",
            spans=(place(document, *cited[key]),),
            printed=(str(newest),),
            recomputed=f"{bound} - {newest} = {bound - newest} years",
            clears_if="no newer method fits the task, or newer ones stand in the tables without a citation",
        )
    ]


def _young(document: Document, newest: int) -> list[Finding]:
    """The newest work is young where the paper's latest year says so; a lower bound alone says nothing."""
    own = paper_year(document)
    if own is None or own.last is None or newest <= own.last - STALE_YEARS:
        known = f"of {own.told}" if own else "of a year that is not known"
        reason = f"the newest work that a table cites is of {newest}, and the paper {known}: too little to compare"
        return not_assessed(AUDIT, reason)
    return [verified(AUDIT, f"The newest work that a table cites is of {newest}; the paper is of {own.told}")]
