"""How much of one reading's text another holds, and whether both are of the same paper.

Texts are compared by runs of five words of letters, so that formulas, citations and hyphens, which every format writes
in its own way, do not count.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from litmuspaper.types import Document

RUN = 5
MOST_WORDS = 300_000
_FORMULA = re.compile(r"\$\$[^$]{1,2000}\$\$|\$[^$]{1,400}\$")
_MARK = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Words:
    """The runs of words of one document, as a whole and by its sentences."""

    def __init__(self, document: Document) -> None:
        """Read the words of a document."""
        text = unmarked(document)
        self.runs = frozenset(runs(words(text)))
        self.sentences = [
            (s.start, s.end, found) for s in document.sentences if (found := [*runs(words(text[s.start : s.end]))])
        ]

    def holds(self, found: list[int]) -> bool:
        """Whether a sentence stands here too: a quarter of its runs do."""
        return 4 * sum(run in self.runs for run in found) >= len(found)

    def share(self, others: Iterable["Words"]) -> float | None:
        """The share of the other documents' sentences that stand here, 0..1; None where they have none."""
        every = [found for other in others for _, _, found in other.sentences]
        return sum(map(self.holds, every)) / len(every) if every else None


def unmarked(document: Document) -> str:
    """The text with blanks for the marks of citations, such as `[12]` or `(Roe, 2019)`; its places stay the same."""
    pieces, at = [], 0
    for start, end in sorted((c.start, c.end) for c in document.citations if is_mark(document.text, c.start, c.end)):
        if at <= start:
            pieces += [document.text[at:start], " " * (end - start)]
            at = end
    return "".join([*pieces, document.text[at:]])


def is_mark(text: str, start: int, end: int) -> bool:
    """Whether a citation's place is a mark in brackets; where none is printed, it is the name before it."""
    return _MARK.fullmatch(text, start, end) is not None


def words(text: str) -> list[str]:
    """The words of a text in small letters, no formulas, ligatures and accents apart; at most `MOST_WORDS`."""
    plain = _FORMULA.sub(" ", text[: 10 * MOST_WORDS])
    plain = plain if plain.isascii() else unicodedata.normalize("NFKD", plain)
    return _WORD.findall(plain.lower())[:MOST_WORDS]


def runs(found: list[str]) -> Iterable[int]:
    """The runs of `RUN` words, as hashes."""
    return map(hash, zip(*(found[n:] for n in range(RUN)), strict=False))


def letters(text: str) -> str:
    """A text's letters and digits alone, small."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", text).lower())


def is_same_paper(one: Document, other: Document) -> bool:
    """Whether two documents are readings of the same paper.

    Args:
        one: a document.
        other: another, of any format.

    Returns:
        True where the titles are alike and three tenths of the shorter text stand in the longer, or where three fifths
        of each stand in the other; for texts without a sentence of five words, where the titles are the same.
    """
    first, second = Words(one), Words(other)
    there, here = first.share([second]), second.share([first])
    titles = letters(one.paper.title)[:300], letters(other.paper.title)[:300]
    if there is None or here is None:
        return bool(titles[0]) and titles[0] == titles[1]
    alike = all(titles) and SequenceMatcher(None, titles[0], titles[1], autojunk=False).ratio() >= 0.8
    return max(there, here) >= 0.3 if alike else min(there, here) >= 0.6
