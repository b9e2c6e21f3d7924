"""The quote that earned a paper its place: the sentences of title and abstract that meet the criterion best."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from litmuspaper.models.table import Floats
from litmuspaper.models.words import located_words
from litmuspaper.select.target import Lexicon, Target
from litmuspaper.types import Document, Span

_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
_MOST_WORDS = 4
_SECOND = 0.6  # a second sentence is quoted too when it carries this share of the first one's weight
_MEANING = 4.0  # weight of a sentence's cosine beside that of its words


@dataclass(frozen=True)
class Evidence:
    """Quoted spans, best first, and the criterion's words that occur in them as the paper writes them."""

    spans: tuple[Span, ...]
    words: tuple[str, ...]


def find_evidence(document: Document, target: Target, lexicon: Lexicon) -> Evidence:
    """The sentences that meet a criterion best.

    Args:
        document: the paper.
        target: the criterion.
        lexicon: the ranking's words.

    Returns:
        One or two sentences (offsets in the paper's own title or abstract) and the words that they share with
        the criterion, heaviest first; no spans where no sentence shares a word with it.
    """
    located = [located_words(sentence.text) for sentence in document.sentences]
    weights = [_weights(words, target.query, lexicon) for words in located]
    vectors = lexicon.table.embed(lexicon.table.bags([[word for word, _, _ in words] for words in located]))
    totals = np.array([_total(found) for found in weights]) + _MEANING * (vectors @ target.vector)
    totals = np.where([bool(found) for found in weights], totals, 0)
    if not len(totals) or totals.max() <= 0:
        return Evidence((), ())
    order = np.argsort(-totals, kind="stable")
    chosen = [int(order[0])]
    if len(order) > 1 and totals[order[1]] >= _SECOND * totals[order[0]]:
        chosen.append(int(order[1]))
    spans = tuple(document.rebase(document.sentences[n]) for n in chosen)
    return Evidence(spans, _surface_words([document.sentences[n] for n in chosen], chosen, located, weights))


def _weights(words: Sequence[tuple[str, int, int]], query: Floats, lexicon: Lexicon) -> dict[str, float]:
    """Each distinct word of a sentence that the criterion has, with its weight there."""
    numbers = {word: lexicon.number(word) for word, _, _ in words}
    return {word: float(query[n]) for word, n in numbers.items() if n is not None and query[n] > 0}


def _total(found: dict[str, float]) -> float:
    """The weight of a sentence: each further word counts a little less, so that length alone does not win."""
    return sum(weight / math.sqrt(1 + rank) for rank, weight in enumerate(sorted(found.values(), reverse=True)))


def _surface_words(
    sentences: Sequence[Span],
    chosen: Sequence[int],
    located: Sequence[Sequence[tuple[str, int, int]]],
    weights: Sequence[dict[str, float]],
) -> tuple[str, ...]:
    seen: dict[str, tuple[float, str]] = {}
    for sentence, n in zip(sentences, chosen, strict=True):
        for word, start, end in located[n]:
            if word in weights[n] and word not in seen:
                seen[word] = (weights[n][word], _whole(sentence.text, start, end))
    ranked = sorted(seen.values(), key=lambda entry: -entry[0])
    return tuple(dict.fromkeys(text for _, text in ranked))[:_MOST_WORDS]


def _whole(text: str, start: int, end: int) -> str:
    """The word with what a hyphen ties to it, so that `Net` of `U-Net` is shown whole."""
    joined = next((m for m in _HYPHENATED.finditer(text) if m.start() <= start and end <= m.end()), None)
    return joined.group() if joined and len(joined.group()) <= 40 else text[start:end]
