"""The quote gate: what a model gives as a quotation is shown only where the paper really says it.

Both sides are brought to one form (compatibility characters and ligatures by Unicode NFKD, hyphens at line ends,
spaces, dashes and quotation marks); then the quote has to stand in the text as it is, or one unbroken stretch of at
least 92 % of it. What is shown is the paper's own text at that place, never the model's. Words that occur somewhere,
in any order, are no quotation.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Literal

LEAST = 12
SHARE = 0.92
_ALIKE = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"'}
    | dict.fromkeys("‐‑‒–—―−﹣－", "-")
)
_DROPPED = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINE_END = re.compile(r"(?<=\w)-[ \t]*\r?\n\s*(?=\w)")
_SENTENCE_END = re.compile(
    r"(?<![A-Z]\.[A-Z])(?<!\b[A-Z])(?<!\bal)(?<!i\.e)(?<!e\.g)(?<!\bvs)[.!?]+[\"'”’)]*(?:\s+(?=[^a-z])|\s*$)"
)
_EDGES = "\"'` \t\n"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Where a quotation stands.

    `state`: found (in the text that it was taken from), elsewhere (in another text: misattributed), nowhere (in none
    of them: invented), short (too little to tell). `text` is the stretch as that text has it, `field` the text's name,
    `start` and `end` count in it; empty and 0 where nothing was found.
    """

    state: Literal["found", "elsewhere", "nowhere", "short"]
    field: str = ""
    start: int = 0
    end: int = 0
    text: str = ""


class Normal:
    """A text in the one form that quotations are compared in, with the way back to its own offsets."""

    def __init__(self, text: str) -> None:
        self.source = text
        signs: list[str] = []
        places: list[int] = []
        gone = {at for match in _LINE_END.finditer(text) for at in range(*match.span())}
        for at, sign in enumerate(text):
            if at in gone or _DROPPED.match(sign):
                continue
            for part in unicodedata.normalize("NFKD", sign).translate(_ALIKE):
                plain = " " if part.isspace() else part
                if plain == " " and signs and signs[-1] == " ":
                    continue
                signs.append(plain)
                places.append(at)
        self.text = "".join(signs)
        self._places = places

    def own(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text itself of a stretch of the compared form, widened to whole words."""
        first, last = self._places[start], self._places[end - 1] + 1
        source = self.source
        while first > 0 and source[first].isalnum() and source[first - 1].isalnum():
            first -= 1
        while last < len(source) and source[last - 1].isalnum() and source[last].isalnum():
            last += 1
        return first, last


@lru_cache(maxsize=16)
def compared(text: str) -> Normal:
    """A text in the compared form, made once: a full text is held against many quotations."""
    return Normal(text)


def normal(text: str) -> str:
    """A text in the compared form, without space and quotation marks at its ends."""
    return Normal(text).text.strip(_EDGES)


def find_quote(quote: str, texts: Mapping[str, str], others: Mapping[str, str] | None = None) -> Quoted:
    """Hold a quotation against the text it is said to come from.

    Args:
        quote: as the model gave it.
        texts: the texts it may come from, by name.
        others: texts that it must not come from, such as other sections and papers, only to tell a quotation that is
            put in the wrong mouth from an invented one.

    Returns:
        Where it stands; only `found` may be shown.
    """
    wanted = normal(quote)
    if len(wanted) < LEAST:
        return Quoted("short")
    for name, text in texts.items():
        if found := _find(wanted, text):
            start, end = found
            return Quoted("found", name, start, end, text[start:end])
    for name, text in (others or {}).items():
        if found := _find(wanted, text):
            start, end = found
            return Quoted("elsewhere", name, start, end, text[start:end])
    return Quoted("nowhere")


def in_whole(found: Quoted, text: str) -> Quoted:
    """The same place widened to whole sentences, so that no “not” is cut off; for running text, not for titles."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end <= found.start), default=0)
    end = min((end for end in ends if end >= found.end), default=len(text))
    while start < found.start and text[start].isspace():
        start += 1
    while end > found.end and text[end - 1].isspace():
        end -= 1
    return Quoted(found.state, found.field, start, end, text[start:end])


def _find(wanted: str, text: str) -> tuple[int, int] | None:
    form = compared(text)
    at = form.text.find(wanted)
    if at >= 0:
        return form.own(at, at + len(wanted))
    block = _longest_block(wanted, form.text)
    return form.own(*block) if block else None


def _longest_block(wanted: str, text: str) -> tuple[int, int] | None:
    """The longest stretch of the text that is an unbroken part of what is wanted, at least 92 % of it."""
    least = max(LEAST, ceil(SHARE * len(wanted)))
    # Every part of that length holds the middle that all of them share.
    low, high = len(wanted) - least, least
    if low >= high:
        return None
    core = wanted[low:high]
    best: tuple[int, int] | None = None
    at = text.find(core)
    while at >= 0:
        start, end = at, at + len(core)
        n, m = low, high
        while n > 0 and start > 0 and wanted[n - 1] == text[start - 1]:
            n, start = n - 1, start - 1
        while m < len(wanted) and end < len(text) and wanted[m] == text[end]:
            m, end = m + 1, end + 1
        if m - n >= least and (best is None or end - start > best[1] - best[0]):
            best = start, end
        at = text.find(core, at + 1)
    return best
