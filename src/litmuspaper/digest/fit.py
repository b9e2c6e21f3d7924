"""How well a sentence tells a field of the digest, and the best of those that say nothing that is shown already."""

import re
from collections.abc import Iterable, Mapping, Sequence

from litmuspaper.digest.fields import Field
from litmuspaper.digest.places import CITED, Placed, leans
from litmuspaper.models.words import words

SAME = 0.6  # share of words in common from which two sentences say the same
SAME_NUMBER = 0.4  # the same of two that share a decimal number
FEWEST_WORDS = 3  # of a title: one of fewer says less of what the paper is about
LEANING, ASKS = 1.2, 2.0
LONG, LONG_COST = 45, 0.6  # words
SHORT, SHORT_COST = 9, 0.8
MOST_CITED, MOST_SIGNS, CROWDED_COST = 3, 8, 0.5  # citations, signs of formulas

_DECIMAL = re.compile(r"\d+\.\d+")


class Taken:
    """The sentences that are shown already: nothing is said twice, not even in slightly other words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._shown = [(frozenset(words(text)), frozenset(_DECIMAL.findall(text))) for text in texts]

    def has(self, text: str) -> bool:
        """Whether a sentence says mostly what one of those shown says."""
        own, numbers = frozenset(words(text)), frozenset(_DECIMAL.findall(text))
        return any(
            len(own & bag) >= (SAME_NUMBER if numbers & told else SAME) * min(len(own), len(bag))
            for bag, told in self._shown
            if own and bag
        )

    def add(self, text: str) -> None:
        """Count a sentence among those shown."""
        self._shown.append((frozenset(words(text)), frozenset(_DECIMAL.findall(text))))


def fitness(one: Placed, field: Field, title: frozenset[str] = frozenset()) -> float:
    """How well a sentence tells a field.

    Args:
        one: the sentence with its place.
        field: the field.
        title: the words of the paper's title, which speak for a sentence where the field says so.

    Returns:
        Higher is better; 0 where it cannot tell it.
    """
    text = one.sentence.text
    if (
        not one.quotable
        or one.kind not in field.kinds
        or one.whole < field.after
        or not all(must.search(text) for must in field.must)
    ):
        return 0.0
    score = sum(weight for cue, weight in field.cues if cue.search(text))
    score += field.kinds[one.kind] + field.early * (1 - one.at) + field.opens * one.opens
    if field.title and title:
        score += field.title * len(title & frozenset(words(text))) / max(FEWEST_WORDS, len(title))
    score -= LEANING if leans(text) else 0.0
    score -= ASKS if text.rstrip().endswith("?") else 0.0
    count = len(text.split())
    score -= LONG_COST if count > LONG else SHORT_COST if count < SHORT else 0.0
    return score - (CROWDED_COST if len(CITED.findall(text)) > MOST_CITED or text.count("$") > MOST_SIGNS else 0.0)


def best(
    sentences: Sequence[Placed],
    field: Field,
    taken: Taken,
    title: frozenset[str] = frozenset(),
    lifts: Mapping[int, float] | None = None,
) -> list[int]:
    """The numbers of a field's best sentences in the order of the text; they are marked as taken.

    Args:
        sentences: the paper's sentences with their places.
        field: the field.
        taken: what is shown already.
        title: the words of the paper's title.
        lifts: what else speaks for or against single sentences, by their numbers; it lifts none above the least weight.

    Returns:
        At most as many as the field shows, none where none reaches its least weight.
    """
    lifts = lifts or {}
    scored = [
        (score + lifts.get(n, 0.0), n)
        for n, one in enumerate(sentences)
        if (score := fitness(one, field, title)) + min(0.0, lifts.get(n, 0.0)) >= field.least
    ]
    order = [n for _, n in sorted(scored, key=lambda entry: (-entry[0], entry[1]))]
    return sorted(pick(sentences, order, field.most, taken))


def pick(sentences: Sequence[Placed], order: Iterable[int], most: int, taken: Taken) -> list[int]:
    """The first of them that say nothing that is shown already; they are marked as taken."""
    chosen: list[int] = []
    for n in order:
        if len(chosen) < most and not taken.has(sentences[n].sentence.text):
            chosen.append(n)
            taken.add(sentences[n].sentence.text)
    return chosen
