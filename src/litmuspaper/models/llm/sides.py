"""The order gate: what is compared keeps its sides, a number its owner, a doubt and a denial stay what they are.

Words, numbers and directions alone do not tell “A outperforms B” from “B outperforms A”, “A takes 17 s, B 41 s” from
“A takes 41 s, B 17 s”, nor “may reduce” from “reduces”.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from litmuspaper.models.llm.gate import Normal, compared
from litmuspaper.models.llm.numbers import NOT, Number, clauses, nearest, numbers, stems

_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?(?:outperformed|exceeded|surpassed|beaten|preceded|followed|"
    r"caused|driven|explained)\s+by\b",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\b(?:outperform\w*|exceed\w*|surpass\w*|beats?|above|below|ahead\s+of|behind|precedes?|causes?|drives?|"
    r"explains?|leads?\s+to|depends?\s+on)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|likely|suggest\w*|appears?|seems?|potential\w*|hypothesi\w+|"
    r"conjectur\w*|expect\w*|speculat\w*|preliminary|(?:reported|said|believed|thought|claimed)\s+to)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_LITTLE = re.compile(r"\b(?:(?<!a )little|hardly|scarcely|barely|rarely|seldom|(?<!a )few)\b", re.IGNORECASE)
_SEGMENT = re.compile(
    r"[;:!?]|,(?!\d)|\.(?!\d)|\b(?:and|but|while|whereas|although|compared\s+(?:with|to)|against|than|versus|vs|above|"
    r"below|over)\b",
    re.IGNORECASE,
)
_THAN = re.compile(r"\bthan\b", re.IGNORECASE)
_ENDS = re.compile(r"[;:!?]\s|\.\s")
# Where a number stands tells nothing of whose it is.
_PLACES = stems("table tables row rows column columns cell cells claim claims finding supported print prints printed")
_LEAST_SHARED = 2
_LEAST_WORDS = 3
_SHARE = 0.65


def swapped(sentence: str, quoted: Sequence[str]) -> str:
    """Why a sentence turns a comparison of the quoted text round; empty where it does not.

    Args:
        sentence: what the model wrote.
        quoted: the text at the places that it quotes.

    Returns:
        The reason in words of ours.
    """
    said = [sides for part in _ENDS.split(Normal(sentence).text) if (sides := _sides(part))]
    printed = [sides for text in quoted for part in _ENDS.split(compared(text).text) if (sides := _sides(part))]
    for left, right in said:
        shared = [len((left | right) & (pair[0] | pair[1])) for pair in printed]
        near = [pair for pair, count in zip(printed, shared, strict=True) if count and count == max(shared)]
        if near and all(_is_turned((left, right), pair) for pair in near):
            return "a comparison with its sides changed"
    return ""


def misplaced(sentence: str, quoted: Sequence[str]) -> str:
    """Why a sentence gives a number to something that the quoted text gives another number; empty where it does not.

    Args:
        sentence: what the model wrote.
        quoted: the text at the places that it quotes.

    Returns:
        The reason in words of ours.
    """
    printed = [owner for text in quoted for owner in _owners(compared(text).text)]
    said = _owners(Normal(sentence).text)
    for one in said:
        # Numbers of one part of the sentence share its words.
        beside = [other.number for other in said if other.part == one.part]
        same = [other for other in printed if one.number.is_rounding_of(other.number)]
        others = [other for other in printed if not any(number.is_rounding_of(other.number) for number in beside)]
        ours = set[str]().union(*(other.words for other in same))
        theirs = set[str]().union(*(other.words for other in others))
        counted = set[str]().union(*(other.counts for other in same))
        elsewhere = set[str]().union(*(other.counts for other in printed if other not in same))
        if same and ((one.words & (theirs - ours)) - _PLACES or set(one.counts[:1]) & (elsewhere - counted)):
            return "a number given to what the quoted text gives another"
    return ""


def scattered(sentence: str, quoted: Sequence[str]) -> str:
    """Why a sentence says together what the quoted text says apart; empty where it does not.

    Args:
        sentence: what the model wrote.
        quoted: the text at the places that it quotes.

    Returns:
        The reason in words of ours.
    """
    printed = [stems(clause) for text in quoted for clause in _clauses(compared(text).text)]
    every = set[str]().union(*printed)
    for clause in _clauses(Normal(sentence).text):
        own = stems(clause) & every
        if len(own) >= _LEAST_WORDS and max(len(own & other) for other in printed) < _SHARE * len(own):
            return "words put together that the quoted text has apart"
    return ""


def altered(sentence: str, quoted: Sequence[str]) -> str:
    """Why a sentence is surer than the quoted text or denies what it says; empty where neither.

    Args:
        sentence: what the model wrote.
        quoted: the text at the places that it quotes.

    Returns:
        The reason in words of ours.
    """
    printed = [clause for text in quoted for clause in _clauses(compared(text).text)]
    for clause in _clauses(Normal(sentence).text):
        own = stems(clause)
        near = [other for other in nearest(clause, printed) if len(own & stems(other)) >= _LEAST_SHARED]
        if not near:
            continue
        if all(_HEDGE.search(other) for other in near) and not _HEDGE.search(clause):
            return "surer than the quoted text"
        if all(_denials(other) % 2 != _denials(clause) % 2 for other in near):
            return "a negation that the quoted text does not have, or one left out"
    return ""


def _denials(clause: str) -> int:
    return len(NOT.findall(clause)) + len(_LITTLE.findall(clause))


@dataclass(frozen=True, slots=True)
class _Owner:
    """A number with the words of its part of the text, where that part begins, and the words that follow it."""

    number: Number
    words: set[str]
    part: int
    counts: tuple[str, ...]


def _owners(text: str) -> list[_Owner]:
    cuts = [0, *(match.end() for match in _SEGMENT.finditer(text)), len(text)]
    found = []
    for number in numbers(text):
        start = max(cut for cut in cuts if cut <= number.start)
        end = min(cut for cut in cuts if cut >= number.end)
        after = [word for match in _WORD.finditer(text[number.end : end]) for word in stems(match[0])]
        # A number alone between its commas belongs to what stands before it.
        while start and not stems(text[start:end]):
            start = max(cut for cut in cuts if cut < start)
        found.append(_Owner(number, stems(text[start:end]), start, tuple(after[:3])))
    return found


def _clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in clauses(text)]


def _sides(clause: str) -> tuple[set[str], set[str]] | None:
    """The words before and after what compares them, as the active voice would have them."""
    turn = _PASSIVE.search(clause) or _THAN.search(clause) or _TURN.search(clause)
    if turn is None:
        return None
    left, right = stems(clause[: turn.start()]), stems(clause[turn.end() :])
    return (right, left) if turn.re is _PASSIVE else (left, right)


def _is_turned(said: tuple[set[str], set[str]], printed: tuple[set[str], set[str]]) -> bool:
    before, after = printed[0] - printed[1], printed[1] - printed[0]
    crossed = (len(said[0] & after), len(said[1] & before))
    return all(crossed) or sum(crossed) > len(said[0] & before) + len(said[1] & after)
