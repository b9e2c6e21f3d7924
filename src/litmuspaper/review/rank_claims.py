"""Sentences that claim a rank: what they say of the paper's own method, and how far the claim reaches."""

import re
from dataclasses import dataclass
from typing import Literal

from litmuspaper.types import Document, Span

_BEATS = (
    r"(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed)?|beats?|superior to|better "
    r"(?:results|performance|accuracy|scores)? ?than)"
)
_UNIVERSAL = re.compile(
    rf"\b(?:consistently|always|uniformly|invariably)\s+(?:\w+\s+){{0,2}}{_BEATS}|"
    rf"\b{_BEATS}\b[^.;]{{0,80}}\b(?:consistently|(?:on|in|across|for|under) (?:all|every|"
    rf"each)\b[^.;]{{0,30}}\b(?:metrics?|datasets?|benchmarks?|tasks?|cases|settings|columns))|"
    rf"\b{_BEATS} (?:all|every) (?:other |the other |the |existing |previous |prior |compared |competing |"
    rf"comparison |baseline )*(?:methods?|models?|baselines?|approaches|competitors?)\b[^.;]{{0,40}}\b(?:on|"
    rf"in|across|for) (?:all|every|each)\b|"
    rf"\b(?:achieves?|obtains?|attains?|yields?|gives?|has|have) the (?:best|highest|lowest) \w+ (?:on|in|"
    rf"across|for) (?:all|every|each)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    rf"\bstate[- ]of[- ]the[- ]art (?:performance|results?|accurac\w+|scores?)|\bnew state[- ]of[- ]the[- "
    rf"]art\b|\b{_BEATS} (?:all|every|the state[- ]of[- ]the[- ]art|state[- ]of[- ]the[- ]art|existing|"
    r"previous|prior|other|strong|competing)\b|\b(?:achieves?|obtains?|attains?|yields?) the (?:best|highest|lowest)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:most|many|several|some|majority|almost|nearly|often|generally|usually|typically|on average|average|"
    r"mean|overall|up to|can|could|"
    r"may|might|except(?:ion|ing)?|apart from|but|although|while|whereas|only|in terms of|comparable|"
    r"competitive|or match(?:es)?|on "
    r"par|not|no|neither|than (?:its|the) own|"
    r"one of|two of|three of|four of|(?:\d+|\w+) out of)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:we|our|ours|us|this (?:model|method|approach|paper)|the proposed|it)\b", re.IGNORECASE)
_PARTS = re.compile(
    r"\b(?:both|all|each|every|either|any)\b[^.;]{0,120}\b(?:indispensable|necessary|essential|crucial|vital|"
    r"needed|required|contribut\w+|"
    r"declines?|drops?|degrad\w+|decreases?|deteriorat\w+|hurts?|worse)\b",
    re.IGNORECASE,
)
_TABLE = re.compile(r"\bTab(?:le|\.)\s*(\d+|[IVX]+)\b")


def is_hedged(text: str) -> bool:
    """Whether a sentence takes something back: most, on average, but, up to."""
    return _HEDGED.search(text) is not None


def is_for_every_part(text: str) -> bool:
    """Whether a sentence says of all parts of a method that they are needed."""
    return _PARTS.search(text) is not None


@dataclass(frozen=True)
class RankClaim:
    """A sentence that claims a rank; `tables` are the labels it names, empty where it speaks of the whole paper."""

    sentence: Span
    reach: Literal["all", "general"]
    tables: tuple[str, ...]


def rank_claims(document: Document, own: frozenset[str]) -> list[RankClaim]:
    """Sentences that say that the paper's own method is best; hedged ones and those of related work are passed over.

    Args:
        document: the paper.
        own: lower-case names of its method.

    Returns:
        The claims in the order of the text.
    """
    related = [
        s for s in document.sections if re.search(r"related|background|preliminar|reference", s.title, re.IGNORECASE)
    ]
    out = []
    for sentence in document.sentences:
        universal = _UNIVERSAL.search(sentence.text)
        if universal is None and _GENERAL.search(sentence.text) is None:
            continue
        if any(s.start <= sentence.start < s.end for s in related) or _HEDGED.search(sentence.text):
            continue
        if not _OWN.search(sentence.text) and not any(name in sentence.text.lower() for name in own):
            continue
        labels = tuple(f"Table {n}" for n in _TABLE.findall(sentence.text))
        out.append(RankClaim(sentence, "all" if universal else "general", labels))
    return out


def part_claims(document: Document, label: str | None) -> list[Span]:
    """Sentences that say that every part is needed, in a paragraph that names that table."""
    number = re.search(r"\d+$", label or "")
    if number is None:
        return []
    named = re.compile(rf"\bTab(?:le|\.)\s*{number[0]}(?!\d)")
    out: list[Span] = []
    for found in re.finditer(r"[^\n]+", document.text):
        if named.search(found[0]):
            inside = [s for s in document.sentences if found.start() <= s.start < found.end()]
            out += [s for s in inside if _PARTS.search(s.text)]
    return out
