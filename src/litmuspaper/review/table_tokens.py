"""The words of clauses and labels: whole, in lower case, and the parts of compound names."""

import re
from dataclasses import dataclass

from litmuspaper.review.numbers import plain
from litmuspaper.review.table_words import FUNCTION, SYNONYMS

_TOKEN = re.compile(r"[^\W_]+(?:[-+@'.][^\W_]+)*(?:\+{1,2}|-(?=[\s,.)]|$))?|,")
PARTS = re.compile(r"[-+@./]")
CAMEL = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]{2,}|[A-Z]+(?=[a-z])|\d+")
COINED = re.compile(r"^(?:[A-Z][\w+@.-]*[A-Z0-9][\w+@.-]*|[a-z]+[A-Z]\w*)$")
LEAST_PREFIX = 3
LEAST_STEM = 5


@dataclass(frozen=True)
class Token:
    """A word of a clause in lower case, with the way it is printed."""

    low: str
    printed: str

    @property
    def coined(self) -> bool:
        """Whether it is printed as a name is: capitals or digits inside."""
        return bool(COINED.match(self.printed)) and not self.printed.removesuffix("s").isdigit()


def read_tokens(text: str) -> list[Token]:
    """The words and commas of a text, compound names kept whole."""
    out = []
    for found in _TOKEN.findall(plain(text)):
        bare = re.sub(r"'s$", "", found).rstrip(".")
        out.append(Token(SYNONYMS.get(bare.lower(), bare.lower()), bare))
    return out


def lows(text: str) -> list[str]:
    """The lower-case words of a text, without commas."""
    return [t.low for t in read_tokens(text) if t.low != ","]


def pieces(text: str) -> frozenset[str]:
    """The words of a label and the parts of its compound words."""
    out = set[str]()
    for token in read_tokens(text):
        parts = [p for p in PARTS.split(token.printed) if p]
        camel = [c for p in parts for c in CAMEL.findall(p)]
        if (
            len(token.printed) >= LEAST_STEM
            and token.coined
            and (token.printed[-1].isupper() or token.printed[-1].isdigit())
        ):
            out.add(token.low[:-1])  # Seq2SeqB is one of the Seq2Seq models
        for piece in (*parts, *camel):
            low = SYNONYMS.get(piece.lower(), piece.lower())
            if len(low) > 1 or low.isdigit():
                out.add(low)
        out.add(token.low)
    return frozenset(out - {","})


def shortens(short: str, words: frozenset[str]) -> bool:
    """Whether a header shortens a word: its beginning (`sem.` for semantic)."""
    bare = short.removesuffix("s")
    return (
        len(bare) >= LEAST_PREFIX
        and bare not in FUNCTION
        and any(w.startswith(bare) and len(w) >= len(bare) + LEAST_PREFIX for w in words)
    )
