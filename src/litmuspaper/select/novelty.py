"""Novelty as evidence: the nearest earlier papers, what they share with this one, and what this one adds.

No figure is given: one reviewer's score of novelty agrees with the others' at a rank correlation of .27 (measured on
the reviews of a machine learning conference), so a machine's figure would say less than the quotes do.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from litmuspaper.models.table import Floats, Table
from litmuspaper.models.words import located_words, paper_words
from litmuspaper.types import Document, Neighbour, Span

CANDIDATES = 100
AT_MOST = 3
LEAST_WORDS = 0.12  # cosine of the two papers' weighted words: below it they share a field, not a subject
LEAST_BOTH = 0.60  # that cosine and the vectors' together
SHARED = 6
_RARE = 3.5  # a word in at most one paper in thirty says something
_LEAST_SHARED = 3
_OWN = re.compile(r"\b(?:we|our|this (?:paper|work|study|article)|here)\b", re.IGNORECASE)
_OWN_SHARE = 1.6  # a sentence in which the authors speak of their own work
_LEAST_NEW = 4.0  # weight of new words from which a sentence is worth quoting


@dataclass(frozen=True)
class _Read:
    """A paper's sentences with their words."""

    document: Document
    sentences: tuple[Span, ...]
    located: tuple[tuple[tuple[str, int, int], ...], ...]
    weights: dict[str, float]


def nearest(vectors: Floats, corpus: npt.NDArray[np.floating], at_most: int = CANDIDATES) -> list[list[int]]:
    """The rows of a corpus nearest to each paper, nearest first (ties by row).

    Args:
        vectors: the papers' unit vectors, shape (n, d).
        corpus: the earlier papers' vectors, shape (m, d), any float type.
        at_most: rows a paper.

    Returns:
        n lists of row numbers.
    """
    if not len(corpus):
        return [[] for _ in vectors]
    scores = np.empty((len(vectors), len(corpus)), np.float32)
    for start in range(0, len(corpus), 20_000):  # half precision on disk, full in memory: a block at a time
        scores[:, start : start + 20_000] = vectors @ np.asarray(corpus[start : start + 20_000], np.float32).T
    return [np.argsort(-row, kind="stable")[:at_most].tolist() for row in scores]


def neighbours(document: Document, earlier: Sequence[Document], table: Table) -> tuple[Neighbour, ...]:
    """The earlier papers nearest to one, with what they share and what this one adds, quoted from both.

    Args:
        document: the paper, title and abstract at least.
        earlier: candidates that were announced before it, such as `nearest` gives.
        table: for words' weights and sentences' vectors.

    Returns:
        At most `AT_MOST`, nearest first; none where no earlier paper has the same subject.
    """
    if not earlier:
        return ()
    texts = [paper_words(one.paper) for one in (document, *earlier)]
    vectors = table.embed(table.bags(texts))
    own = _weighted(texts[0], table)
    lexical = np.array([_cosine(own, _weighted(text, table)) for text in texts[1:]])
    both = np.round(vectors[1:] @ vectors[0] + lexical, 5)  # equal papers stay equal whatever the machine adds up first
    near = [n for n in np.argsort(-both, kind="stable") if lexical[n] >= LEAST_WORDS and both[n] >= LEAST_BOTH]
    this = _read(document, table)
    found: list[Neighbour] = []
    for n in near:
        if (one := _compare(this, _read(earlier[n], table), table)) is not None:
            found.append(one)
        if len(found) == AT_MOST:
            break
    return tuple(found)


def _compare(this: _Read, other: _Read, table: Table) -> Neighbour | None:
    """What two papers share and what the first adds; None where too little is shared."""
    common = set(this.weights) & set(other.weights)
    pair = _nearest_sentences(this, other, common, table)
    if pair is None or len(common) < _LEAST_SHARED:
        return None
    here, there = pair
    adds, new = _added(this, other, here)
    paper = other.document.paper
    return Neighbour(
        id=paper.id,
        title=paper.title,
        announced=paper.announced or paper.submitted,
        url=paper.url,
        shared=_surface(this, common, range(len(this.sentences)))[:SHARED],
        here=this.document.rebase(this.sentences[here]),
        there=other.document.rebase(other.sentences[there]),
        adds=None if adds is None else this.document.rebase(this.sentences[adds]),
        new_words=new,
    )


def _nearest_sentences(this: _Read, other: _Read, common: set[str], table: Table) -> tuple[int, int] | None:
    """The two sentences, one of each paper, with most of the shared words; their vectors decide between equals."""
    ours, theirs = ([{w for w, _, _ in words} & common for words in read.located] for read in (this, other))
    vectors = [table.embed(table.bags([[w for w, _, _ in s] for s in read.located])) for read in (this, other)]
    cosines = vectors[0] @ vectors[1].T
    best, pair = 0.0, None
    for n, left in enumerate(ours):
        for m, right in enumerate(theirs):
            weight = sum(this.weights[word] for word in left & right)
            # A long sentence has more of everything.
            length = math.sqrt(len(this.located[n]) * len(other.located[m])) or 1
            fit = weight / math.sqrt(length) * (1 + float(cosines[n, m]))
            if weight and fit > best:
                best, pair = fit, (n, m)
    return pair


def _added(this: _Read, other: _Read, shown: int) -> tuple[int | None, tuple[str, ...]]:
    """The sentence of this paper's abstract with most that the other lacks, and those words."""
    known = {word for words in other.located for word, _, _ in words}
    known |= {word[:5] for word in known if len(word) > 5}
    best, chosen = _LEAST_NEW, None
    for n, located in enumerate(this.located):
        if n == shown or this.document.rebase(this.sentences[n]).field == "title":
            continue
        new = {w for w, _, _ in located if w in this.weights and w not in known and w[:5] not in known}
        weight = sum(this.weights[word] for word in new) / math.sqrt(max(1, len(located)))
        weight *= _OWN_SHARE if _OWN.search(this.sentences[n].text) else 1
        if weight > best:
            best, chosen = weight, n
    if chosen is None:
        return None, ()
    fresh = {w for w, _, _ in this.located[chosen] if w not in known and w[:5] not in known}
    return chosen, _surface(this, fresh, [chosen])[:4]


def _surface(this: _Read, wanted: set[str], sentences: Sequence[int]) -> tuple[str, ...]:
    """The words as the paper writes them, rarest first."""
    seen: dict[str, str] = {}
    for n in sentences:
        for word, start, end in this.located[n]:
            if word in wanted and word in this.weights:
                seen.setdefault(word, this.sentences[n].text[start:end])
    return tuple(seen[word] for word in sorted(seen, key=lambda w: (-this.weights[w], w)))


def _read(document: Document, table: Table) -> _Read:
    located = tuple(tuple(located_words(sentence.text)) for sentence in document.sentences)
    weights = {w: idf for words in located for w, _, _ in words if (idf := _idf(w, table)) >= _RARE}
    return _Read(document, tuple(document.sentences), located, weights)


def _idf(word: str, table: Table) -> float:
    return float(table.idf[table.index.get(word, len(table.idf) - 1)])


def _weighted(text: Sequence[str], table: Table) -> dict[str, float]:
    """(1 + log count) x idf of each word, as a unit vector."""
    found = {word: (1 + math.log(count)) * _idf(word, table) for word, count in Counter(text).items()}
    norm = math.sqrt(sum(weight * weight for weight in found.values())) or 1.0
    return {word: weight / norm for word, weight in found.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)
