"""Sentence boundaries in scientific prose, as offsets into the text itself.

Nothing is normalised, so `text[start:end]` is the sentence. Formulas between dollar signs, abbreviations,
initials, decimal numbers, versions and addresses do not end a sentence.
"""

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?]+[\"'”’)\]}]*(?=\s+|$)")
_OPENER = re.compile(r"[\"'“‘(\[{]*(?:[A-Z0-9$\\]|[^\W\d_a-z])")
_LOWER_START = re.compile(r"[a-z]+[A-Z0-9-]\w*|[a-z]{1,3}-[A-Z]|https?:")
_MATHS = re.compile(r"(?<!\\)\$\$.+?(?<!\\)\$\$|(?<!\\)\$[^$]{1,400}?(?<!\\)\$", re.DOTALL)
_ALWAYS_MID = frozenset(
    "e.g. i.e. cf. vs. viz. resp. approx. ca. et. eq. eqs. fig. figs. tab. sec. secs. ref. refs. thm. lem. prop. "
    "def. cor. no. nos. vol. pp. chap. dr. mr. mrs. ms. prof. st. w.r.t. s.t. a.k.a. i.i.d. n.b. esp. incl. "
    "dept. univ. inc. ltd. corp. jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.".split()
)
_SOMETIMES_MID = frozenset(["al.", "etc.", "u.s.", "a.m.", "p.m.", "ph.d."])


def sentences(text: str) -> list[tuple[int, int]]:
    """Half-open offsets of the sentences, in order, without the space around them.

    Args:
        text: any text; an empty one has no sentences.

    Returns:
        Pairs (start, end) in code points; together they cover every character that is not white space.
    """
    spans = []
    start = 0
    for end in _breaks(text):
        if trimmed := _trim(text, start, end):
            spans.append(trimmed)
        start = end
    if trimmed := _trim(text, start, len(text)):
        spans.append(trimmed)
    return spans


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    length = len(piece.strip())
    return (start + left, start + left + length) if length else None


def _breaks(text: str) -> Iterator[int]:
    maths = [m.span() for m in _MATHS.finditer(text)]
    here = 0
    for found in _END.finditer(text):
        while here < len(maths) and maths[here][1] <= found.start():
            here += 1
        if here < len(maths) and maths[here][0] < found.start() < maths[here][1]:
            continue
        if not _is_mid_sentence(text, found):
            yield found.end()


def _is_mid_sentence(text: str, found: re.Match[str]) -> bool:
    head = text[found.end() : found.end() + 60].lstrip()
    if head and not _OPENER.match(head) and not _LOWER_START.match(head):
        return True
    if not found.group().startswith(".") or found.group().startswith(".."):
        return False
    before = text[max(0, found.start() - 24) : found.start() + 1].rpartition(" ")[2].lstrip("(\"'“‘[{")
    word = before.lower()
    if word in _ALWAYS_MID:
        return True
    initial = len(before) == 2 and before[0].isupper() and before[0] != "I"
    if word in _SOMETIMES_MID or initial:
        return not re.match(r"(?:We|The|This|In|Our|It|However|Here|To|These|A|An|By|For)\b", head)
    return False
