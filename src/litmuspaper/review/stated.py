"""Sentences that say from A to B and, beside it, by how many per cent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from litmuspaper.review.numbers import Number, numbers_in

_NUMBER = r"[+-]?\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = r"(?:\s?(?:per ?cent|points?|mm|ms|dB|GB|s)\b|\s?\\?%)?"
_FROM_TO = re.compile(
    rf"\bfrom (?:[A-Za-z ]{{0,20}}?)?(?P<a>{_NUMBER}){_UNIT}(?: \([^()]{{0,40}}\))?,? to (?P<b>{_NUMBER}){_UNIT}"
)
_PERCENT = re.compile(rf"(?P<c>{_NUMBER})\s?(?:\\?%|per ?cent\b)")
_CHANGE = re.compile(
    r"\b(?:improv|increas|decreas|reduc|drop|gain|rais|ris|fall|fell|cut|lower|boost|grow|grew|declin|better|"
    r"higher|up|down)",
    re.IGNORECASE,
)
_NOUN = r"(?:gain|improvement|increase|reduction|decrease|drop|change|rise|fall|decline|boost)"
_LED_BY = re.compile(r"\bby (?:about |around |nearly |roughly )?$|\b(?:of|is|a) (?:about |around )?$")
_VAGUE = re.compile(r"\b(?:up to|more than|over|at least|less than|at most)\s*$", re.IGNORECASE)
_PLAIN_GAP = re.compile(r"^[\s,(]{1,3}$")
_NOUN_GAP = re.compile(rf"^ (?:(?:relative|absolute) )?{_NOUN}\s?[,(]?\s?$")
_AFTER = re.compile(
    r"^\s*[,(]?\s*(?:a |an |i\.e\.,? |that is,? (?:by )?|or |by |which is |\+|-|(?:relative|absolute) |"
    rf"{_NOUN} of |(?:about|around|roughly) )*$"
)


@dataclass(frozen=True)
class StatedChange:
    """A change as a sentence prints it, with its place in the sentence."""

    start: int
    end: int
    old: Number
    new: Number
    printed: Number


def stated_changes(text: str) -> Iterator[StatedChange]:
    """The changes of one sentence that name both numbers and, next to them, one per cent figure."""
    if not _CHANGE.search(text):
        return
    changes = list(_FROM_TO.finditer(text))
    figures = [p for p in _PERCENT.finditer(text) if not any(c.start() <= p.start() < c.end() for c in changes)]
    for n, change in enumerate(changes):
        start = changes[n - 1].end() if n else 0
        stop = changes[n + 1].start() if n + 1 < len(changes) else len(text)
        near = [
            p for p in figures if start <= p.start() < stop and _is_beside(text, p, change, alone=len(changes) == 1)
        ]
        numbers = [numbers_in(part) for part in (change["a"], change["b"], near[0]["c"] if near else "")]
        if len(near) == 1 and all(numbers) and numbers[0][0][2].value != numbers[1][0][2].value:
            ends = min(change.start(), near[0].start()), max(change.end(), near[0].end())
            yield StatedChange(*ends, *(found[0][2] for found in numbers))


def _is_beside(text: str, figure: re.Match[str], change: re.Match[str], *, alone: bool) -> bool:
    """Whether a per cent figure stands so close to from A to B that it speaks of it.

    Where a sentence has several changes, only the figure before a bracket is sure: 7.7% (from 40.1 to 47.8).
    """
    if _VAGUE.search(text[: figure.start()]):
        return False
    if figure.start() >= change.end():
        gap = text[change.end() : figure.start()]
        return alone and len(gap) <= 40 and _AFTER.match(gap) is not None
    gap = text[figure.end() : change.start()]
    if "(" in gap or not alone:
        return "(" in gap and (_PLAIN_GAP.match(gap) is not None or _NOUN_GAP.match(gap) is not None)
    if _NOUN_GAP.match(gap):
        return True
    return _PLAIN_GAP.match(gap) is not None and _LED_BY.search(text[: figure.start()]) is not None
