"""R6: a description of the reference list; it judges nothing."""

import re
from collections import Counter

from litmuspaper.review.prose import listed, not_assessed, verified
from litmuspaper.types import Document, Finding

AUDIT = "reference_profile"


def audit(document: Document) -> list[Finding]:
    """Years, venues and the share of the authors' own works."""
    references = document.references
    if not references:
        return not_assessed(AUDIT, "no reference list was found")
    years = sorted(r.year for r in references if r.year)
    said = [f"{len(references)} entries"]
    if years:
        said.append(f"years {years[0]} to {years[-1]}, half of them from {years[len(years) // 2]} or later")
    own = {_family(author.name) for author in document.paper.authors} - {""}
    if own:
        ours = sum(any(_family(name) in own for name in r.authors) for r in references)
        said.append(f"{ours} share a family name with an author of the paper")
    venues = Counter(re.sub(r"\W+", " ", r.venue.lower()).strip() for r in references if r.venue)
    often = [f"{venue} ({n})" for venue, n in venues.most_common(3) if n > 1]
    if often:
        said.append(f"most often in {listed(often)}")
    return [verified(AUDIT, f"For description only: {'; '.join(said)}")]


def _family(name: str) -> str:
    words = name.split()
    return words[-1].lower() if words else ""
