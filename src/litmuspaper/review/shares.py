"""Printed shares of a counted number of things, and means of whole numbers, in sentences that say the number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from litmuspaper.review.numbers import Interval, Number, numbers_in, read_number, shown
from litmuspaper.types import Document, Span

NEAR = 140
QUOTED = 90
AVERAGED = re.compile(
    r"\b(?:averag\w*|mean|macro|balanced|weighted|micro|median)\b|±|\\pm\b|\bstandard (?:deviation|error)|"
    r"\b(?:seeds|folds|cross-validat\w*|bootstrap\w*)\b|"
    r"\b(?:over|across|of) (?:\w+ ){1,3}(?:runs|repetitions|trials)\b",
    re.IGNORECASE,
)
_PEOPLE = (
    "participants|patients|subjects|respondents|students|children|adults|women|men|volunteers|users|raters|annotators|"
    "teachers|nurses|drivers|players"
)
_ITEMS = "items|questions|images|samples|examples|sentences|documents|queries|problems|tasks|cases|papers|studies"
STATED = re.compile(rf"(?<![\w.,])(\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}})\s+(?:[a-z-]+\s+){{0,2}}?(?:{_PEOPLE}|{_ITEMS})\b")
EQUAL = re.compile(r"(?<![\w^_])[nN]\s*=\s*(\d{1,3}(?:,\d{3})+|\d{1,6})(?![\d.])")
_ABOUT = re.compile(
    r"(?:about|around|roughly|nearly|almost|approximately|over|above|below|under|than|least|most|up to|[~≈<>≤≥]|by|"
    r"from|another|remaining|of which)\s*$",
    re.IGNORECASE,
)
# `48 % of the 25 participants`, and `Of the 25 participants, 48 % were women`.
_OF_N = re.compile(
    rf"\s*(?:\\?%|per ?cent)\s+of\s+(?:the|all|our|these|all the|all of the)\s+(?P<n>\d[\d,]*)\s+(?:[a-z-]+\s+){{0,2}}?"
    rf"(?P<noun>{_PEOPLE}|{_ITEMS})\b"
)
_N_FIRST = re.compile(
    rf"\b(?:[Oo]f|[Aa]mong)\s+(?:the|all|our|these)\s+(?P<n>\d[\d,]*)\s+(?:[a-z-]+\s+){{0,2}}?(?P<noun>{_PEOPLE}|{_ITEMS}),?"
    r"\s+(?:only\s+)?$"
)
# `an accuracy of 71.3 % on the 150 test items`.
_SCORED = re.compile(
    r"\b(?:accuracy|(?:success|error|pass|hit|response) rate)\s+(?:is|was|of|reaches|reached|=|rises to|rose to)\s*$",
    re.IGNORECASE,
)
_ON_N = re.compile(
    rf"\s*(?:\\?%|per ?cent)\s+(?:on|over|for|across)\s+(?:the|all|our|all the)\s+(?P<n>\d[\d,]*)\s+"
    rf"(?:[a-z-]+\s+){{0,2}}?(?P<noun>{_PEOPLE}|{_ITEMS})\b"
)
# A mean of one whole number a person: `M = 3.48, n = 25, one 7-point item`.
_MEAN = re.compile(r"\bM\s*=\s*(\d{1,3}\.\d{1,4})(?!\d)")
_ONE_ITEM = re.compile(r"\b(?:single|one)[- ](?:(?:\d+|\w+)-point )?(?:item|question)\b", re.IGNORECASE)
_MANY_ANSWER = re.compile(rf"\b(?:{_PEOPLE}|they|each|every|models?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Share:
    """A printed share of n things, or a mean of n whole numbers, with where it stands.

    `percent` where 100 is the whole; `most` is the largest whole number that one thing adds, None where none is known.
    """

    number: Number
    n: int
    percent: bool
    where: str
    spans: tuple[Span, ...]
    most: int | None = 1

    @property
    def fine(self) -> bool:
        """Whether n is small enough for the printed digits to leave values out."""
        digits = self.number.decimals + 2 * self.percent
        return 1 < self.n and 2 * self.n < 10**digits

    @property
    def fits(self) -> bool:
        """Whether a whole number out of n is printed so."""
        return self._whole(self.number.interval)

    @property
    def fits_cut(self) -> bool:
        """Whether it fits where the digits were cut instead of rounded."""
        # The next printed value itself is not printed so: the interval is open above.
        cut = Interval(self.number.value, self.number.value + self.number.step - Fraction(1, 10**15))
        return self._whole(cut)

    @property
    def near(self) -> str:
        """The two shares of n next to the printed one."""
        whole = 100 if self.percent else 1
        k = floor(self.number.value * self.n / whole)
        digits = self.number.decimals + 1
        return " and ".join(f"{m}/{self.n} = {shown(Fraction(whole * m, self.n), digits)}" for m in (k, k + 1))

    def _whole(self, interval: Interval) -> bool:
        """Whether some k/n with a whole k lies in an interval."""
        part = interval.scaled(Fraction(self.n, 100 if self.percent else 1))
        top = floor(part.high)
        return max(ceil(part.low), 0) <= (top if self.most is None else min(top, self.most * self.n))


def stated_shares(document: Document) -> Iterator[Share]:
    """Shares and means in sentences whose grammar says of how many."""
    for sentence in document.sentences:
        text = sentence.text
        if ("%" in text or "cent" in text) and not AVERAGED.search(text):
            yield from _percentages(sentence)
        elif "M" in text and _ONE_ITEM.search(text):
            yield from _means(sentence)


def _percentages(sentence: Span) -> Iterator[Share]:
    text = sentence.text
    for start, end, number in numbers_in(text):
        before = text[max(0, start - NEAR) : start]
        if not number.percent or number.signed or number.value > 100 or _ABOUT.search(before):
            continue
        found = _OF_N.match(text, end) or _N_FIRST.search(before)
        scored = _ON_N.match(text, end) if found is None and _SCORED.search(before) else None
        if found is None and scored is None:
            continue
        # Of items that people answer, the share is an average over the people.
        if found and re.fullmatch(_ITEMS, found["noun"]) and _MANY_ANSWER.search(text):
            continue
        n = int((found or scored or {"n": "0"})["n"].replace(",", "") or 0)
        yield Share(number, n, True, _quoted(text), (sentence,))


def _means(sentence: Span) -> Iterator[Share]:
    """The mean of one answer a person, where the sentence has one mean and one n."""
    means, sizes = _MEAN.findall(sentence.text), EQUAL.findall(sentence.text)
    if len(means) == len(sizes) == 1 and (number := read_number(means[0])):
        yield Share(number, int(sizes[0].replace(",", "")), False, _quoted(sentence.text), (sentence,), most=None)


def _quoted(text: str) -> str:
    return f"“{text[:QUOTED]}{'…' * (len(text) > QUOTED)}”"
