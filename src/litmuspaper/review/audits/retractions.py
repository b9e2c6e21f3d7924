"""R7: no cited work is on a list of retracted ones that the reader gives."""

from collections.abc import Collection

from litmuspaper.review.prose import finding, not_assessed, sentence_at, verified
from litmuspaper.types import Document, Finding

AUDIT = "retractions"


def audit(document: Document, retracted: Collection[str] = ()) -> list[Finding]:
    """Look for the DOIs of the reference list in a list of retracted ones.

    Args:
        document: the paper.
        retracted: DOIs of retracted works; without any, nothing is assessed.

    Returns:
        A finding for each entry that is on the list.
    """
    if not retracted:
        return not_assessed(AUDIT, "no list of retracted works was given")
    known = {doi.lower().removeprefix("https://doi.org/") for doi in retracted}
    with_doi = [r for r in document.references if r.doi]
    if not with_doi:
        return not_assessed(AUDIT, "no entry of the reference list has a DOI")
    found = []
    for reference in with_doi:
        if (reference.doi or "").lower() in known:
            start = document.text.rfind(reference.raw)
            found.append(
                finding(
                    AUDIT,
                    "question",
                    "error",
                    f"Entry {reference.key} is on the list of retracted works that was given",
                    spans=(sentence_at(document, start),) if start >= 0 else (),
                    printed=(reference.doi or "",),
                    clears_if="it is cited as a retracted work, or the list is out of date",
                )
            )
    return found or [verified(AUDIT, f"None of {len(with_doi)} entries with a DOI is on the list that was given")]
