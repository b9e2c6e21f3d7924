"""Which stretches of a paper are read for its claims: abstract, introduction, results, ablation, conclusions."""

import re
from collections.abc import Iterator
from typing import Literal

from litmuspaper.review.ranking import is_ablation
from litmuspaper.review.tables import blocks
from litmuspaper.types import Document

Source = Literal["abstract", "introduction", "results", "ablation", "conclusion"]

_RESULTS = re.compile(
    r"experiment|result|evaluat|empiric|performance|comparison|compar|benchmark|finding|analys[ie]s|discussion|"
    r"case stud|simulation|efficien|applications?\b|effects? of|quantitative|qualitative|robustness|sensitivity",
    re.IGNORECASE,
)
_PASSED = re.compile(
    r"related|background|preliminar|prior work|previous work|literature|references|bibliograph|acknowledg|supplement|"
    r"appendi|^proofs?\b|future|limitation|ethic|reproducib|impact statement|author contribution|data availab|"
    r"^(?:experimental |training )?(?:set-?up|settings?|protocol|details)$|implementation|training details|"
    r"^(?:the )?data ?sets?\b(?!.*\bresult)|hyper-?param|notation|statistical analysis|materials|"
    r"(?:experimental|experiment) (?:set-?up|settings?|details|design|protocol)|evaluation (?:metrics?|protocol|"
    r"measures?)|"
    r"^metrics$|^baselines?$",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"method|model\b|architecture|approach|algorithm|theor|inference|formulation|loss|objective|framework|problem|"
    r"overview|motivation|training$|optimi[sz]|definition",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"conclu|summary|discussions?(?: ?(?:and|&|,) ?(?:\w+ )*(?:conclu|limit|future)\w*)?(?: work)?$", re.IGNORECASE
)
_END = re.compile(r"^(?:references|bibliography|appendi|supplement)", re.IGNORECASE)


def places(document: Document) -> Iterator[tuple[Source, int, int]]:
    """The stretches that are read, abstract first; one may lie in another, the first that holds a sentence counts."""
    order: tuple[Source, ...] = ("abstract", "ablation", "conclusion", "introduction", "results")
    found = list(_sections(document))
    for source in order:
        yield from (one for one in found if one[0] == source)
        if source == "ablation":
            yield from _ablation_paragraphs(document)


def _sections(document: Document) -> Iterator[tuple[Source, int, int]]:
    end = _end(document)
    begun, passed = False, 0
    for section in document.sections:
        title = section.title.strip().lower()
        if section.start >= end or section.start < passed:
            continue
        if title == "abstract":
            yield "abstract", section.start, section.end
        elif "introduction" in title or re.match(r"(?:our )?contributions?$", title):
            yield "introduction", section.start, section.end
        elif "ablat" in title:
            begun = True
            yield "ablation", section.start, section.end
        elif _CLOSING.match(title):
            yield "conclusion", section.start, section.end
        elif _PASSED.search(title):
            passed = section.end
        elif _RESULTS.search(title) and not _METHOD.search(title):
            begun = True
            yield "results", section.start, section.end
        elif begun and (_RESULTS.search(title) or not _METHOD.search(title)):
            yield "results", section.start, section.end


def _end(document: Document) -> int:
    """Where the references or the appendix begin, whatever comes first in the second half of the text."""
    half = len(document.text) // 4
    return min(
        (s.start for s in document.sections if s.start > half and _END.match(s.title)), default=len(document.text)
    )


def _ablation_paragraphs(document: Document) -> Iterator[tuple[Source, int, int]]:
    """Paragraphs anywhere that name a table which takes the method apart."""
    numbers = [m[0] for b in blocks(document) if is_ablation(b) and (m := re.search(r"\d+$", b.name))]
    if not numbers:
        return
    named = re.compile(rf"\bTab(?:le|\.)\s*(?:{'|'.join(sorted(set(numbers)))})(?!\d)")
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", document.text) if named.search(m[0])]
    captions = [(t.start, t.end + len(t.caption) + 200) for t in document.tables]
    for start, end in lines:
        if not any(a <= start < b and document.text[start : start + 5].lower() == "table" for a, b in captions):
            yield "ablation", start, end


def passed_over(document: Document) -> list[tuple[int, int]]:
    """Stretches inside what is read that are not: how runs were set up, what others did."""
    return [(s.start, s.end) for s in document.sections if _PASSED.search(s.title) and not _CLOSING.match(s.title)]
