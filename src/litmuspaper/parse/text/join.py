"""Paragraphs that a page break, a figure or a table cut in two, made whole."""

import re

from litmuspaper.parse.text.blocks import Block

_ENDED = re.compile(r"[.!?:;。][\"'”’)\]}*_]*\s*$|[.!?]\s*\[\d[\d,\s-]*\]\s*$")
_LEADS_ON = re.compile(
    r"(?:,|\b(?:and|or|the|a|an|of|in|on|to|by|with|for|from|as|at|that|which|et|al\.|e\.g\.|i\.e\.|Eq\.|Fig\.|Sec\.|Table))\s*$"
)
_FLOATS = ("table", "caption", "note")
FEWEST_WORDS = 8
LONGEST = 20_000


def join_cut(found: list[Block]) -> list[Block]:
    """The same blocks, each cut paragraph joined where it began, with what cut it behind it."""
    words = _words(found)
    joined: list[Block] = []
    begun: Block | None = None
    floats = False
    for block in found:
        if block.kind in _FLOATS:
            floats = True
        elif block.kind in ("heading", "equation"):
            begun = None
        else:
            if begun is not None and block.kind == "para" and _goes_on(begun.text, block.text, floats=floats):
                begun.text = _joined(begun.text, block.text, words)
                begun.lines += block.lines
                floats = False
                continue
            begun = block if len(block.text.split()) >= FEWEST_WORDS else None
            floats = False
        joined.append(block)
    return joined


def _words(found: list[Block]) -> set[str]:
    """All words of the paper, those with hyphens as a whole."""
    return {
        word.lower()
        for block in found
        if block.kind in ("para", "item", "caption")
        for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", block.text[:100_000])
    }


def _goes_on(text: str, following: str, *, floats: bool) -> bool:
    if len(text) > LONGEST:
        return False
    open_bracket = text.count("(") > text.count(")") and ")" in following
    if _ENDED.search(text) and not (open_bracket or _LEADS_ON.search(text)):
        return False
    first = following.lstrip('("“*_')[:1]
    if text.endswith("-") and not text.endswith("--"):
        return first.isalnum()
    return first.islower() or open_bracket or bool(_LEADS_ON.search(text)) or (floats and bool(first))


def _joined(text: str, following: str, words: set[str]) -> str:
    divided = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$", text)
    second = re.match(r"[^\W\d_]+", following)
    if not divided or not second:
        return f"{text} {following}"
    first, rest = divided[1].lower(), second.group().lower()
    whole = f"{first}{rest}" in words
    keeps = not whole and (
        f"{first}-{rest}" in words or not second.group()[0].islower() or _is_prefix(divided[1], words)
    )
    return f"{text if keeps else text[:-1]}{following}"


def _is_prefix(word: str, words: set[str]) -> bool:
    """Whether the part before a hyphen is a word of its own in this paper, as in `high-quality`."""
    return len(word) > 3 and word.lower() in words
