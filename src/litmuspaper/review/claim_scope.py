"""Which tables a sentence speaks of: those that it, its paragraph or its section names; else the main ones."""

import re

from litmuspaper.review.contests import of_ablation
from litmuspaper.review.tables import Block
from litmuspaper.types import Document, Span

_TABLE = re.compile(
    r"\bTab(?:les?|\.)\s*(\d+[a-z]?)(?:\s?(?:,|and|&|to|–|-)\s?(?:Tab(?:le|\.)\s*)?(\d+[a-z]?))?", re.IGNORECASE
)


def in_scope(document: Document, found: tuple[Block, ...], sentence: Span) -> list[Block]:
    """The blocks that a sentence can be about.

    Args:
        document: the paper.
        found: the blocks of its tables.
        sentence: the sentence.

    Returns:
        Those of the tables named in the sentence, else before it in its paragraph, else in its section; where none is
        named all that do not take the method apart. A sentence that points to a figure alone gets none.
    """
    text = document.text
    start = text.rfind("\n", 0, sentence.start) + 1
    section = max(
        (s for s in document.sections if s.start <= sentence.start < s.end), key=lambda s: s.start, default=None
    )
    named = _of(found, sentence.text)
    if not named and re.search(r"\bFig(?:ures?|s?\.)\s*\d", sentence.text):
        return []
    named = named or _of(found, text[start : sentence.start])
    if not named and section is not None and section.title.lower() not in ("abstract", "introduction"):
        named = _of(found, text[section.start : section.end]) if section.end - section.start < 12_000 else []
    return named or [b for b in found if not of_ablation(found, b)]


def _of(found: tuple[Block, ...], text: str) -> list[Block]:
    numbers = {n.lower() for m in _TABLE.finditer(text) for n in m.groups() if n}
    return [
        b
        for b in found
        if (m := re.search(r"\d+[a-z]?$", b.name.lower())) and (m[0] in numbers or m[0].rstrip("abc") in numbers)
    ]
