"""Sentences in which a paper compares its own method: from abstract, contributions, ablation and conclusions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from litmuspaper.review.numbers import Number, numbers_in
from litmuspaper.review.ranking import is_ablation
from litmuspaper.review.roles import own_names
from litmuspaper.review.tables import blocks
from litmuspaper.types import Document, Section, Span

Source = Literal["abstract", "introduction", "ablation", "conclusion"]

_RESULT = re.compile(
    r"\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|beats?|superior|better|worse|"
    r"state-of-the-art (?:performance|results?|accurac\w+|scores?)|"
    r"improves|improved|improvements?|reduces|reduced|reductions?|lowers|lowered|raises|raised|increases|increased|"
    r"declines?|drops?|decreases?|decreased|degrad(?:es|ed|ation)|(?:falls|rises) (?=(?:from|by|to)\b)|gains?|"
    r"loses (?=\S*\d)|hurts|deteriorat\w+|exceed(?:s|ed)?|higher|fewer|faster|the (?:best|highest|lowest))\b",
    re.IGNORECASE,
)
_NEEDED = re.compile(r"\b(?:indispensable|essential|crucial|necessary|needed|required|vital)\b", re.IGNORECASE)
_POINTER = re.compile(
    r"\b(?:Tab(?:le|\.)|Fig(?:ure|\.)|Sec(?:tion|\.)|Eq(?:uation|\.)|Appendix|Stage|Step)s?\s*\(?$", re.IGNORECASE
)
_AGAINST = re.compile(r"\b(?:against|compared (?:with|to)|versus|vs\.?|over|than)\b|\bfrom \S+ to\b", re.IGNORECASE)
_INTENDED = re.compile(
    r"\b(?:to|can|could|may|might|should|would|must|will|aims? (?:to|at)|in order to|goal|hope|future work|"
    r"challeng\w+)\s+(?:\w+\s+){0,2}(?:outperform|improve|reduce|lower|increase|decrease|be better|raise|surpass)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:to the best of|future (?:work|research|direction)|further research|limitations?|limited to|avenues?|will|"
    r"in order to gain|it would|could|we can|imagine|remains? (?:to be|an open))\b|"
    r"^\W*(?:exploring|developing|investigating|extending|despite)\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:we|this (?:paper|work)) (?:also )?(?:propose|present|introduce|describe|provide)\b", re.IGNORECASE
)
_WINS = re.compile(r"\b(?:outperform|surpass|beat|exceed)(?:s|es|ed|ing)?\b", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:we|our|ours|us|this (?:model|method|approach|paper)|the proposed|it|experiments|results|removing|without|"
    r"dropping|both|replacing)\b",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\S(?:(?!\n\s*\n)[\s\S])*")
_WORD = re.compile(r"[^\W\d_]{3,}")
SAME_WORDS = 0.6


@dataclass(frozen=True)
class Comparative:
    """A comparative sentence, where it stands, and the numbers that it prints."""

    sentence: Span
    source: Source
    numbers: tuple[Number, ...]


def comparatives(document: Document) -> list[Comparative]:
    """The comparative sentences about the paper's own method, in the order of the text, each said once."""
    own, out = own_names(document), list[Comparative]()
    for source, start, end in _places(document):
        for sentence in document.sentences:
            if sentence.start < start or sentence.end > end or any(c.sentence.start == sentence.start for c in out):
                continue
            text = sentence.text
            numbers = tuple(_numbers(text))
            if _compares(text, source, own, numbers):
                out.append(Comparative(sentence, source, numbers))
    return sorted(_once(out), key=lambda c: c.sentence.start)


def _numbers(text: str) -> Iterator[Number]:
    """The numbers of a sentence without those of tables and figures, and without years."""
    for at, _, number in numbers_in(text):
        if not _POINTER.search(text[max(0, at - 14) : at]) and not (number.whole and 1900 <= number.value < 2100):
            yield number


def _compares(text: str, source: Source, own: frozenset[str], numbers: tuple[Number, ...]) -> bool:
    pair = len(numbers) >= 2 and _AGAINST.search(text) is not None
    if _ASIDE.search(text) or (_OFFERS.search(text) and not pair and not _WINS.search(text)):
        return False
    if source == "ablation" and _NEEDED.search(text):
        return True
    if not pair and _RESULT.search(_INTENDED.sub(" ", text)) is None:
        return False
    mine = _OWN.search(text) is not None or any(name in text.lower() for name in own)
    return mine or source == "ablation" or (pair and source == "abstract")


def _places(document: Document) -> Iterator[tuple[Source, int, int]]:
    """The stretches that are read, abstract first."""
    for section in document.sections:
        title = section.title.lower()
        if title == "abstract":
            yield "abstract", section.start, section.end
        elif "introduction" in title and section.level == 1:
            yield "introduction", _contributions(document, section), section.end
        elif "ablat" in title:
            yield "ablation", section.start, section.end
        elif title.startswith(("conclu", "summary and conclu", "discussion and conclu")):
            yield "conclusion", section.start, section.end
    yield from _ablation_paragraphs(document)


def _contributions(document: Document, section: Section) -> int:
    """Where the contributions begin: at the paragraph that names them, else at the last but one."""
    found = list(_PARAGRAPH.finditer(document.text, section.start, section.end))
    named = [p.start() for p in found if "contribution" in p[0].lower()]
    return named[-1] if named else found[-2].start() if len(found) > 1 else section.start


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


def _once(found: list[Comparative]) -> list[Comparative]:
    """Without sentences that say an earlier one again: the same numbers and mostly the same words."""
    out: list[Comparative] = []
    for one in found:
        words = set(_WORD.findall(one.sentence.text.lower()))
        if not any(_same(one, words, kept) for kept in out):
            out.append(one)
    return out


def _same(one: Comparative, words: set[str], kept: Comparative) -> bool:
    if {n.printed for n in one.numbers} != {n.printed for n in kept.numbers}:
        return False
    others = set(_WORD.findall(kept.sentence.text.lower()))
    return len(words & others) >= SAME_WORDS * max(1, len(words | others))
