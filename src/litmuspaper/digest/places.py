"""Where a sentence stands in a paper, and whether it can be quoted by itself."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from litmuspaper.types import Document, Section, Span

Kind = Literal[
    "title",
    "abstract",
    "introduction",
    "related",
    "ablation",
    "limits",
    "results",
    "setup",
    "conclusion",
    "availability",
    "method",
    "other",
    "end",
]
_KINDS: tuple[tuple[Kind, str], ...] = (  # the first that matches a heading
    ("end", r"^references|bibliograph|acknowledge?ment|^funding|author contribution|conflicts? of|competing|^ethic"),
    ("end", r"supplement|appendi|additional file|abbreviation|checklist|broader impact|consent|^prompts?$"),
    ("availability", r"availab|^code\b|reproducib|open source|source code"),
    (
        "ablation",
        r"\bablat|\bablation|component analysis|sensitivity|effect of|impact of|contribution of each|variations",
    ),
    ("limits", r"\blimitation|threats to validity|failure (?:case|mode)|weakness"),
    ("related", r"related work|prior work|previous work|literature|background|preliminar"),
    ("introduction", r"introduction|motivation|^overview$"),
    ("conclusion", r"conclu|summary|future (?:work|direction)|outlook|closing"),
    (
        "setup",
        r"experimental (?:set|design|detail|protocol)|set-?up|settings?$|implementation|training|data ?sets?|corpora",
    ),
    (
        "setup",
        r"hyper-?param|baselines?|metrics?$|evaluation (?:metric|protocol)|\bdata\b|materials|participants|optimi",
    ),
    (
        "results",
        r"\bresult|experiment|evaluation|performance|comparison|finding|discussion|analysis|case study|quantitat",
    ),
    ("method", r"method|approach|model|architecture|framework|algorithm|proposed|network|design|formulation|theory"),
)
_COMPILED = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS]
FEWEST, MOST = 6, 70  # words of a sentence that can stand by itself
LONGEST = 1200  # characters of it
EARLY = 1 / 6  # of a paper: what stands there under a heading of no kind introduces it
_OPENS = re.compile(r"[\"'“‘(\[]?(?:[A-Z0-9$\\À-Þ]|[a-z][\w-]*[A-Z0-9])")
_ENDS = re.compile(r"[.!?][\"'”’)\]]*$")
_BROKEN = re.compile(r"\?\?|^\d+[A-Z][a-z ]|\ufffd|^[\W\d]+$|\\(?:begin|end|item|cite|ref|label|vspace)\b")
_LEANS = re.compile(  # says nothing without the sentence or the picture before it
    r"^(?:this|that|these|those|it|they|he|she|such|here|there|both|the (?:former|latter|same|above|following)|"
    r"as (?:shown|can be|seen|a result|such|illustrated|mentioned|noted)|for (?:example|instance)|"
    r"e\.g\.|i\.e\.|note that|similarly|likewise|also|then|thus|hence|therefore|so|note|where|which|and|"
    r"in (?:this|that|such an?) (?:context|case|regard|setting|sense|respect|table|section)|"
    r"see|table|fig(?:ure)?s?\.?|in (?:table|fig(?:ure)?|section|sec|this section|the following)|"
    r"section|proof|let|if|step \d|\(?[a-z0-9ivx]{1,3}\)|[•*–-])\b",
    re.IGNORECASE,
)
_ROADMAP = re.compile(
    r"\b(?:rest|remainder) of (?:this|the|our) (?:paper|article|work)|\borgani[sz]ed as follows|\bis (?:structured|"
    r"organi[sz]ed) as|(?:section|sec\.|§|appendix) ?(?:\d|[ivx]+\b|[a-z]\b).{0,40}\b(?:describes?|presents?|discuss|"
    r"conclud|reviews?|introduc|we\b)|\bwe\b.{0,80}\bin (?:section|sec\.|§|appendix|the (?:next|following) section)|"
    r"\b(?:refer|referred) to (?:the )?(?:section|appendix|supplement)",
    re.IGNORECASE,
)
CITED = re.compile(r"\[[\w ,;.&–-]{1,80}\]|\([^()]{0,80}\d{4}[a-z]?[^()]{0,40}\)|et al\.")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence of a paper with the kind of its section and its place in it and in the whole, 0 to 1.

    `quotable` says that it is running text and can stand by itself; `opens` that it is the first such sentence of
    the abstract, of the introduction and so on.
    """

    sentence: Span
    kind: Kind
    at: float
    whole: float
    quotable: bool
    opens: bool = False


def kind_of(title: str) -> Kind:
    """What a section's heading says that it holds; `other` where it says nothing known."""
    bare = title.strip().lower()
    if bare in ("title", "abstract"):
        return "title" if bare == "title" else "abstract"
    return next((kind for kind, pattern in _COMPILED if pattern.search(bare)), "other")


def placed(document: Document) -> list[Placed]:
    """Every sentence of a document with its place, in order.

    Args:
        document: its sections, tables and figures say where a sentence stands.

    Returns:
        One value a sentence; what stands after the list of references is of the kind `end`.
    """
    bounds = _bounds(document.sections)
    starts = [start for start, _, _ in bounds]
    apart = sorted(
        [(one.start, one.end) for one in document.tables] + [(one.start, one.end) for one in document.figures]
    )
    apart_starts = [start for start, _ in apart]
    length = max(1, len(document.text))
    out = []
    opened: set[Kind] = set()
    for sentence in document.sentences:
        n = bisect_right(starts, sentence.start) - 1
        start, end, kind = bounds[n] if n >= 0 else (0, length, "other")
        k = bisect_right(apart_starts, sentence.start) - 1
        beside = k >= 0 and sentence.start < apart[k][1]
        at = (sentence.start - start) / max(1, end - start)
        if kind == "other" and sentence.start < EARLY * length:
            kind = "introduction"
        can = not beside and kind not in ("title", "end") and is_quotable(sentence.text)
        out.append(Placed(sentence, kind, min(1.0, at), sentence.start / length, can, can and kind not in opened))
        opened |= {kind} if can else set()
    return out


def _bounds(sections: Sequence[Section]) -> list[tuple[int, int, Kind]]:
    """Stretches of the text with their kind: a section without a telling heading is of the kind of the one above."""
    return list(_stretches(sorted(sections, key=lambda one: (one.start, one.level))))


def _stretches(sections: Sequence[Section]) -> Iterator[tuple[int, int, Kind]]:
    above: list[tuple[int, Kind]] = []
    for n, section in enumerate(sections):
        while above and above[-1][0] >= section.level:
            above.pop()
        kind = kind_of(section.title)
        parent = above[-1][1] if above else None
        if parent in ("end", "related", "introduction", "limits", "ablation") or (kind == "other" and parent):
            kind = parent
        if kind == "method" and parent in ("results", "setup"):
            kind = parent  # "Models" below "Experiments" are what was run
        above.append((section.level, kind))
        following = sections[n + 1].start if n + 1 < len(sections) else section.end
        yield section.start, min(section.end, following), kind


def is_quotable(text: str) -> bool:
    """Whether a sentence is whole, made of words, and tells something without its neighbours' help."""
    words = text.split()
    if not FEWEST <= len(words) <= MOST or len(text) > LONGEST or "\n\n" in text:
        return False
    if not (_OPENS.match(text) and _ENDS.search(text)) or _BROKEN.search(text) or _ROADMAP.search(text):
        return False
    return len(_WORD.findall(re.sub(r"\$[^$]*\$", " ", text))) >= 0.5 * len(words)


def leans(text: str) -> bool:
    """Whether a sentence leans on what stands before it, such as one that opens with "This"."""
    return bool(_LEANS.match(text))
