"""X16: the newest work that the result tables cite is not years older than the paper."""

from litmuspaper.review.audits.reference_years import paper_year
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
    year = paper_year(document)
    if year is None:
        return not_assessed(AUDIT, "the year of the paper is not known")
    key = max(cited, key=lambda k: years[k] or 0)
    newest = years[key] or 0
    if newest > year - STALE_YEARS:
        return [verified(AUDIT, f"The newest work that a table cites is of {newest}; the paper is of {year}")]
    return [
        finding(
            AUDIT,
            "question",
            "info",
            f"The newest of {len(cited)} works that the tables cite is of {newest}, the paper of {year}",
            spans=(place(document, *cited[key]),),
            printed=(str(newest),),
            recomputed=f"{year} - {newest} = {year - newest} years",
            clears_if="no newer method fits the task, or newer ones stand in the tables without a citation",
        )
    ]
