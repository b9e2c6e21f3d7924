"""X4: every figure and table that the text names has a caption, and every caption is named in the text.

Judged only where the captions are numbered 1 to N without a gap: on parsed PDFs a missing caption is nearly always
the parser's.
"""

import re
from dataclasses import dataclass, field

from litmuspaper.review.prose import BLANK, finding, listed, place, prose, sentence_at, verified
from litmuspaper.types import Document, Figure, Finding, Span, Table

AUDIT = "float_references"
_LABEL = re.compile(r"(\d{1,3})[a-z]?\.?$")
_ONE = r"\d{1,3}(?![\d.]*\d)(?:\s?\([a-z]\)|[a-z]\b)?"
_NAMED = {
    "Figure": rf"(?:[Ff]igures?|[Ff]igs?\b\.?|FIGURES?|FIGS?\b\.?)\s*({_ONE}(?:\s*(?:,\s*and|,|and|&|–|-|"
    rf"to|through)\s*{_ONE})*)",
    "Table": rf"(?:[Tt]ables?|Tabs?\b\.?|TABLES?)\s*({_ONE}(?:\s*(?:,\s*and|,|and|&|–|-|to|through)\s*{_ONE})*)",
}
_UNRESOLVED = re.compile(
    r"\b(?P<kind>Figures?|Figs?\.|Tables?|Tab\.|Eqs?\.|Equations?|Sections?|Sec\.|Algorithms?)\s*(?:\(\?\?\)|\?\?)"
)
_FOREIGN = re.compile(r"(?:Supplement\w*|Extended Data|Appendix|Supp\.|SI|their|online)\s*$", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\s*(?:of|in|from)\s+(?:\[|\(|ref\b|the (?:supplement|appendix|online|original)|[A-Z]\w+ et al)", re.IGNORECASE
)
_BESIDE = r"\b(?:(?:following|next|above|preceding|previous) {kind}s?|{kind}s? (?:below|above))\b"
BESIDE_REACH = 400


@dataclass
class _Kind:
    """One kind of float: the captions by number and the places that name each number."""

    name: str
    captions: dict[int, Span] = field(default_factory=dict)
    named: dict[int, list[Span]] = field(default_factory=dict)

    @property
    def contiguous(self) -> bool:
        return sorted(self.captions) == list(range(1, len(self.captions) + 1))


def audit(document: Document) -> list[Finding]:
    """Compare the captions of figures and tables with the places that name them."""
    found = _unresolved(document)
    for name, floats in (("Figure", document.figures), ("Table", document.tables)):
        found += _judge(document, _collect(document, name, floats))
    return found


def _collect(document: Document, name: str, floats: tuple[Figure, ...] | tuple[Table, ...]) -> _Kind:
    kind = _Kind(name)
    heads = set()
    for one in floats:
        if one.label and (number := _LABEL.search(one.label)) and one.label.lower().startswith(name.lower()[:3]):
            at = document.text.find(one.label, one.start, one.end)
            start = at if at >= 0 else one.start
            heads.add(start)
            kind.captions.setdefault(int(number[1]), _line(document, start))
    for match in re.finditer(rf"\b{_NAMED[name]}", document.text):
        if match.start() in heads or _FOREIGN.search(document.text[max(0, match.start() - 16) : match.start()]):
            continue
        if _ELSEWHERE.match(document.text, match.end()):
            continue
        for said in _numbers(match[1]):
            kind.named.setdefault(said, []).append(place(document, match.start(), match.end()))
    return kind


def _judge(document: Document, kind: _Kind) -> list[Finding]:
    many = kind.name.lower() + "s"
    if not kind.captions:
        reason = f"no caption of a {kind.name.lower()} was found"
        return [finding(AUDIT, "not-assessed", "info", f"{many}: {reason}")] if kind.named else []
    if not kind.contiguous:
        shown = listed([str(n) for n in sorted(kind.captions)], 20)
        message = f"{many}: the captions found are not numbered 1 to N ({shown}); the parser may have lost some"
        return [finding(AUDIT, "not-assessed", "info", message)]
    found = _missing(document, kind) + _unnamed(document, kind)
    if not found:
        message = f"All {len(kind.captions)} {many} are numbered without a gap and named in the text"
        if len(kind.captions) == 1:
            message = f"The one {kind.name.lower()} is named in the text"
        found.append(verified(AUDIT, message, tuple(kind.captions.values())))
    return found


def _missing(document: Document, kind: _Kind) -> list[Finding]:
    running = prose(document)
    dangling = {
        number: spans
        for number, places in kind.named.items()
        if number not in kind.captions and number > 0 and (spans := [s for s in places if running[s.start] != BLANK])
    }
    if not dangling:
        return []
    names = listed([f"{kind.name} {number}" for number in sorted(dangling)])
    unread = _unread(document)
    if document.parser != "tex" or unread:
        why = f"not there: {unread}" if unread else "the parser may have lost it"
        message = f"{names}: named in the text, without a caption in what was read; {why}"
        return [finding(AUDIT, "not-assessed", "info", message)]
    return [
        finding(
            AUDIT,
            "contradicted",
            "error",
            f"The text names {names}, but captions were found for {kind.name} 1 to {len(kind.captions)} only",
            spans=tuple(sentence_at(document, spans[0].start) for spans in dangling.values()),
            printed=tuple(spans[0].text for spans in dangling.values()),
            clears_if="it stands in a supplement, in another paper, or in a part that was not parsed",
        )
    ]


def _unnamed(document: Document, kind: _Kind) -> list[Finding]:
    running = prose(document)
    unnamed = [
        number
        for number in sorted(kind.captions)
        if number not in kind.named and not _is_beside(running, kind, kind.captions[number])
    ]
    appendix = _appendix(document)
    main = [number for number in unnamed if kind.captions[number].start < appendix]
    # A page break in `Figs. 3-5` hides more from a text than one number.
    if not unnamed or (document.parser != "tex" and len(unnamed) > max(1, len(kind.captions) // 3)):
        return []
    names = listed([f"{kind.name} {number}" for number in unnamed])
    unread = _unread(document)
    return [
        finding(
            AUDIT,
            "question",
            "warning" if "tex" in document.sources and not unread and any(n in main for n in unnamed) else "info",
            f"{names} {'has a caption' if len(unnamed) == 1 else 'have captions'} but the text never names "
            f"{'it' if len(unnamed) == 1 else 'them'}",
            spans=tuple(kind.captions[number] for number in unnamed),
            clears_if="the text refers to it in other words, such as `the figure above`"
            + (f", or in a file that was not there ({unread})" if unread else ""),
        )
    ]


def _appendix(document: Document) -> int:
    """Where the appendix starts, the end of the text where there is none."""
    starts = [
        s.start
        for s in document.sections
        if re.fullmatch(r"[A-Z](?:\.\d+)*", s.number or "") or re.match(r"appendi|supplement", s.title, re.IGNORECASE)
    ]
    return min(starts, default=len(document.text))


def _is_beside(running: str, kind: _Kind, caption: Span) -> bool:
    """Whether the text next to a caption points to it without its number, such as `the following table`."""
    near = running[max(0, caption.start - BESIDE_REACH) : caption.end + BESIDE_REACH]
    return re.search(_BESIDE.format(kind=kind.name.lower()), near, re.IGNORECASE) is not None


def _unresolved(document: Document) -> list[Finding]:
    matches = list(_UNRESOLVED.finditer(document.text)) if "tex" in document.sources else []
    if not matches:
        return []
    printed = tuple(" ".join(match[0].split()) for match in matches)
    if unread := _unread(document):
        message = f"References without a label in what was read ({listed(sorted(set(printed)))}); not there: {unread}"
        return [finding(AUDIT, "not-assessed", "info", message)]
    return [
        finding(
            AUDIT,
            "contradicted",
            "error",
            f"A reference leads nowhere: the source has no such label ({listed(sorted(set(printed)))})",
            spans=tuple(sentence_at(document, match.start()) for match in matches),
            printed=printed,
            clears_if="the label stands in a file that was not given",
        )
    ]


def _unread(document: Document) -> str:
    """The files with text that the source names and that were not there; bibliographies hold no float."""
    return listed([name for name in document.missing if not name.endswith((".bib", ".bbl"))], 4)


def _numbers(said: str) -> list[int]:
    """The numbers of `3, 4a and 6-8`."""
    out: list[int] = []
    joined = re.split(r"(,\s*and|,|and|&|–|-|to|through)", said)
    for n, part in enumerate(joined[::2]):
        number = int(re.findall(r"\d+", part)[0])
        ranged = n > 0 and joined[2 * n - 1] in ("–", "-", "to", "through")
        out += range(out[-1] + 1, number + 1) if ranged and 0 < number - out[-1] < 30 else [number]
    return out


def _line(document: Document, start: int) -> Span:
    end = document.text.find("\n", start)
    return place(document, start, min(start + 200, len(document.text) if end < 0 else end))
