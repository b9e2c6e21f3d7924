"""The running text of a document for the audits that read it, with every place kept."""

import re
from bisect import bisect_right

from litmuspaper.types import Document, Finding, Judgement, Severity, Span

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
COUNTS = {word: n for n, word in enumerate(WORDS.split())}
# No space: patterns that pass over spaces would be tried at every place of a long run of them.
BLANK = "\0"
_ENDING = re.compile(r"(?:sses|ies|(?<=[^su])s)$")


def prose(document: Document) -> str:
    """The text with everything that is no sentence blanked, so that places still count in `document.text`."""
    pieces, at = [], 0
    for sentence in document.sentences:
        pieces.append(_blank(document.text[at : sentence.start]))
        pieces.append(document.text[sentence.start : sentence.end])
        at = sentence.end
    return "".join([*pieces, _blank(document.text[at:])])


def body(document: Document) -> str:
    """The prose without title and abstract, places kept."""
    text = prose(document)
    start = max((s.end for s in document.sections if s.title in ("title", "abstract") and s.number is None), default=0)
    return BLANK * start + text[start:]


def without_references(document: Document) -> str:
    """The whole text with the entries of the reference list blanked, places kept; what stands behind it stays."""
    own = next((s for s in document.sections if s.title.lower() in ("references", "bibliography")), None)
    at = start = own.start if own else 0
    for reference in document.references:
        found = document.text.find(reference.raw, at)
        at = found + len(reference.raw) if found >= 0 else at
    return document.text[:start] + _blank(document.text[start:at]) + document.text[at:] if own else document.text


def without_displayed(document: Document, text: str) -> str:
    """A text of the document's length with its displayed formulas blanked."""
    pieces, at = [], 0
    for equation in sorted(document.equations, key=lambda e: e.start):
        if equation.start < at or not equation.display:
            continue
        pieces += [text[at : equation.start], BLANK * (equation.end - equation.start)]
        at = equation.end
    return "".join([*pieces, text[at:]])


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", BLANK, text)


def place(document: Document, start: int, end: int) -> Span:
    """The span of a stretch of the text."""
    return Span(start=start, end=end, text=document.text[start:end])


def sentence_at(document: Document, start: int) -> Span:
    """The sentence that holds a place; the place's line where none does."""
    n = bisect_right(document.sentences, start, key=lambda sentence: sentence.start) - 1
    if n >= 0 and start < document.sentences[n].end:
        return document.sentences[n]
    first = document.text.rfind("\n", 0, start) + 1
    last = document.text.find("\n", start)
    return place(document, first, len(document.text) if last < 0 else last)


def stem(word: str) -> str:
    """A word without case and plural."""
    word = word.lower()
    return _ENDING.sub(lambda m: {"sses": "ss", "ies": "y"}.get(m[0], ""), word) if len(word) > 3 else word


def finding(
    audit: str,
    verdict: Judgement,
    severity: Severity,
    message: str,
    *,
    spans: tuple[Span, ...] = (),
    printed: tuple[str, ...] = (),
    recomputed: str | None = None,
    tolerance: str | None = None,
    clears_if: str = "",
) -> Finding:
    """A finding of that audit."""
    return Finding(
        audit=audit,
        verdict=verdict,
        severity=severity,
        message=message,
        spans=spans,
        printed=printed,
        recomputed=recomputed,
        tolerance=tolerance,
        clears_if=clears_if,
    )


def not_assessed(audit: str, reason: str) -> list[Finding]:
    """What an audit answers where it cannot run."""
    return [Finding(audit=audit, verdict="not-assessed", severity="info", message=reason)]


def verified(audit: str, message: str, spans: tuple[Span, ...] = (), **fields: str | None) -> Finding:
    """What an audit answers where it checked and all is true."""
    return Finding(audit=audit, verdict="verified", severity="info", message=message, spans=spans, **fields)


def listed(items: list[str], most: int = 6) -> str:
    """Items as a readable list, the rest as a number."""
    shown = items[:most]
    rest = len(items) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
