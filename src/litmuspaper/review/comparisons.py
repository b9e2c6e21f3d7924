"""Sentences in which a paper compares: abstract, introduction, results, ablation, conclusions, each said once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from litmuspaper.review.claim_places import Source, passed_over, places
from litmuspaper.review.claim_words import NEEDED, OWN, WINS, has_pair, is_result
from litmuspaper.review.numbers import Number, numbers_in
from litmuspaper.review.roles import own_names
from litmuspaper.types import Document, Span

_POINTER = re.compile(
    r"\b(?:Tab(?:le|\.)|Fig(?:ure|\.)|Sec(?:tion|\.)|Eq(?:uation|\.)|Appendix|Stage|Step|Run|Algorithm)s?\s*\(?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")
SAME_WORDS = 0.6
LONGEST = 900


@dataclass(frozen=True)
class Comparative:
    """A comparative sentence, where it stands, and the numbers that it prints."""

    sentence: Span
    source: Source
    numbers: tuple[Number, ...]


def comparatives(document: Document) -> list[Comparative]:
    """The comparative sentences about the paper's own work, in the order of the text, each said once."""
    own, out = own_names(document), list[Comparative]()
    taken: set[int] = set()
    tables = [(t.start, t.end) for t in document.tables]
    passed = passed_over(document)
    for source, start, end in places(document):
        for sentence in document.sentences:
            if sentence.start < start or sentence.end > end or sentence.start in taken:
                continue
            if any(a <= sentence.start < b for a, b in (*tables, *passed)):
                continue
            numbers = tuple(_numbers(sentence.text))
            if len(sentence.text) <= LONGEST and _compares(sentence.text, source, own, numbers):
                taken.add(sentence.start)
                out.append(Comparative(sentence, source, numbers))
    return sorted(_once(out), key=lambda c: c.sentence.start)


def _numbers(text: str) -> Iterator[Number]:
    """The numbers of a sentence without those of tables and figures, and without years."""
    for at, _, number in numbers_in(text):
        if not _POINTER.search(text[max(0, at - 14) : at]) and not (number.whole and 1900 <= number.value < 2100):
            yield number


def _compares(text: str, source: Source, own: frozenset[str], numbers: tuple[Number, ...]) -> bool:
    if source == "ablation" and NEEDED.search(text):
        return True
    if not is_result(text, numbers, terse=source == "ablation"):
        return False
    if source in ("results", "ablation"):
        return True
    low = text.lower()
    mine = OWN.search(text) is not None or any(name in low for name in own)
    return mine or (source == "abstract" and (has_pair(text, numbers) or WINS.search(text) is not None))


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
