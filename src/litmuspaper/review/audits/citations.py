"""R1: every citation points to an entry of the reference list, and every entry is cited."""

import re

from litmuspaper.review.prose import finding, listed, not_assessed, sentence_at, verified, without_references
from litmuspaper.types import Document, Finding, Reference, Span

AUDIT = "citations"
# Where a list is cited by none of its entries' keys, it is the parser that could not tie them.
MOST_UNCITED = 0.5
LONGEST = 500
MOST_NAMED = 100
KEYS_ARE_READ = frozenset({"text", "pdf"})
_LISTS = (".bib", ".bbl")
_YEARS = r"(?:1[89]|20)\d\d[a-z]?"


def audit(document: Document) -> list[Finding]:
    """Compare the keys that the text cites with those of the list."""
    if not document.references:
        why = f"; not there: {listed(list(document.missing), 4)}" if document.missing else ""
        return not_assessed(AUDIT, f"no reference list was found{why}")
    if not document.citations:
        return not_assessed(AUDIT, "no citation was found in the text")
    listed_keys = {reference.key for reference in document.references}
    cited = {key for citation in document.citations for key in citation.keys}
    found = _unlisted(document, cited - listed_keys)
    text = without_references(document)
    untied = [r for r in document.references if r.key not in cited]
    # Many are no list of forgotten works, but a style that the parser does not read.
    untied = [r for r in untied if not _named(text, r)] if len(untied) <= MOST_NAMED else untied
    uncited = untied
    if document.sources[0] in KEYS_ARE_READ:
        # An entry that was read badly, or that a citation without an entry may mean, proves nothing.
        sure = not cited - listed_keys
        uncited = [r for r in untied if sure and r.authors and r.year and len(r.raw) <= LONGEST]
        if len(uncited) < len(untied):
            message = f"{len(untied) - len(uncited)} entries could not be tied to a citation: they may not be well read"
            found += not_assessed(AUDIT, message)
    if len(uncited) > MOST_UNCITED * len(document.references):
        message = f"{len(uncited)} of {len(document.references)} entries could not be tied to a citation"
        found += not_assessed(AUDIT, f"listed but not cited: {message}; the parser may not read this style")
    elif uncited:
        found.append(_uncited(document, uncited))
    if not found:
        message = f"All {len(cited)} cited works are listed, and all {len(document.references)} listed works are cited"
        found.append(verified(AUDIT, message))
    elif not cited - listed_keys:
        found.append(verified(AUDIT, f"All {len(cited)} cited works are in the list of {len(document.references)}"))
    return found


def _unlisted(document: Document, keys: set[str]) -> list[Finding]:
    if not keys:
        return []
    if document.sources[0] in KEYS_ARE_READ:
        # The keys are names and years as they were read, of the citation as of the entry.
        return not_assessed(AUDIT, f"{len(keys)} citations could not be tied to an entry: {listed(sorted(keys))}")
    if unread := [name for name in document.missing if name.endswith(_LISTS)]:
        message = f"{len(keys)} cited works are in no list that was read: {listed(sorted(keys))}"
        return not_assessed(AUDIT, f"{message}; not there: {listed(unread, 4)}")
    places: dict[str, Span] = {}
    for citation in document.citations:
        for key in citation.keys:
            if key in keys:
                places.setdefault(key, sentence_at(document, citation.start))
    listed_keys = {r.key for r in document.references}
    from_source = "tex" in document.sources and not document.missing and not _of_another_file(keys, listed_keys)
    return [
        finding(
            AUDIT,
            "contradicted" if from_source else "question",
            "error" if from_source else "info",
            f"{len(keys)} cited work{' is' if len(keys) == 1 else 's are'} not in the "
            f"reference list: {listed(sorted(keys))}",
            spans=tuple(dict.fromkeys(places.values())),
            printed=tuple(sorted(keys)),
            clears_if="the entry stands in a list that was not given or not parsed",
        )
    ]


def _of_another_file(missing: set[str], listed_keys: set[str]) -> bool:
    """Whether several missing keys are all made in a way that no listed key is: their bibliography was not given."""
    shapes = {_shape(key) for key in missing}
    return len(missing) > 1 and shapes.isdisjoint(_shape(key) for key in listed_keys)


def _shape(key: str) -> str:
    """How a key is made: letters, numbers and what stands between them."""
    return re.sub(r"(?:a-){2,}", "a-a-", re.sub(r"\d+", "0", re.sub(r"[A-Za-z]+", "a", key)))


def _uncited(document: Document, entries: list[Reference]) -> Finding:
    spans = []
    for entry in entries:
        start = document.text.rfind(entry.raw)
        if start >= 0:
            spans.append(sentence_at(document, start))
    unread = [name for name in document.missing if not name.endswith(_LISTS)]
    return finding(
        AUDIT,
        "question",
        "info",
        f"{len(entries)} of {len(document.references)} listed works "
        f"{'is' if len(entries) == 1 else 'are'} never cited: "
        f"{listed([entry.key for entry in entries])}",
        spans=tuple(spans),
        clears_if="they are cited in a table, a figure or a part that was not parsed"
        + (f", such as {listed(unread, 4)}, which was not there" if unread else ""),
    )


def _named(text: str, reference: Reference) -> bool:
    """Whether the text names first author and year near one another, as a citation cut in two by a float does."""
    if reference.key.isdigit():
        return re.search(rf"\[[^\[\]]{{0,60}}(?<!\d){reference.key}(?!\d)[^\[\]]{{0,60}}\]", text) is not None
    if not reference.authors or reference.year is None:
        return False
    name = re.escape(reference.authors[0].split()[-1])
    others = r"(?:\s+et\.?\s+al\.?|(?:,?\s+(?:and|&)\s+|,\s+)[^\W\d_][\w’'-]+){0,4}"
    cited = rf"\b{name}\b{others}(?P<years>[\s,(\[]*{_YEARS}(?:\s*[;,]\s*(?:{_YEARS}|[a-z]\b))*)?"
    for match in re.finditer(cited, text):
        # `Tzeng et al., 2014; 2015` cites two works, `described in Doe & Roe` one whose year is left out.
        if str(reference.year) in (match["years"] or "") or (match["years"] is None and "&" in match[0]):
            return True
    return re.search(rf"\b{name}\b[^.;]{{0,60}}{reference.year}", text) is not None
