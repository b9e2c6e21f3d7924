"""Texts as features for the learner: words and pairs of words, weighed by how rare they are.

Sublinear counts times inverse document frequency, each text of length one (Salton and Buckley 1988, Term-weighting
approaches in automatic text retrieval). What is learned from pairs of words is what lifts 30 judged days most.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from litmuspaper.models.table import Floats, Table
from litmuspaper.models.words import words
from litmuspaper.select.learner import Features

_POOL_WORD = re.compile(r"\b\w\w+\b")
_UNKNOWN_IDF = 8.5  # a word of one labelled paper that the table lacks; each doubling of its papers takes log 2 off
_COMMON = 0.95  # words in more of the pool's records tell nothing


@dataclass(frozen=True)
class Vocabulary:
    """Which words and pairs are told apart, and their weights: `names[k]` has weight `idf[k]`."""

    numbers: dict[str, int]
    idf: Floats

    @property
    def names(self) -> list[str]:
        """The words and pairs by number."""
        return [*self.numbers]


def terms(text: str) -> list[str]:
    """The words of a text, and its pairs of neighbouring words."""
    found = words(text)
    return found + [f"{one} {two}" for one, two in pairwise(found)]


def paper_terms(title: str, abstract: str) -> Counter[str]:
    """The words and pairs of a paper, those of the title counted twice."""
    counts = Counter(terms(abstract))
    for term in terms(title):
        counts[term] += 2
    return counts


def pool_terms(text: str) -> Counter[str]:
    """The words and pairs of a record of a closed set: as they are written, stop words too."""
    found = _POOL_WORD.findall(text.lower())
    return Counter(found + [f"{one} {two}" for one, two in pairwise(found)])


def learned_vocabulary(labelled: Sequence[Counter[str]], table: Table) -> Vocabulary:
    """The words and pairs of labelled papers, weighed by the table, or by the labelled papers where it is silent.

    No other paper has a say, so that a day's papers do not change each other's scores.

    Args:
        labelled: their words and pairs.
        table: for how rare words are.

    Returns:
        The vocabulary; what no labelled paper says is not in it, for nothing can be learned of it.
    """
    seen = Counter(term for counts in labelled for term in counts)
    numbers = {term: number for number, term in enumerate(seen)}
    idf = [
        float(table.idf[table.index[term]]) if term in table.index else max(1.0, _UNKNOWN_IDF - float(np.log(count)))
        for term, count in seen.items()
    ]
    return Vocabulary(numbers, np.array(idf, np.float32))


def pool_vocabulary(records: Sequence[Counter[str]]) -> Vocabulary:
    """The words and pairs that at least two records of a closed set share, weighed by how few do."""
    seen = Counter(term for counts in records for term in counts)
    kept = {term: count for term, count in seen.items() if 2 <= count <= _COMMON * len(records) or len(records) < 20}
    numbers = {term: number for number, term in enumerate(kept)}
    counts = np.array([*kept.values()], np.float32)
    return Vocabulary(numbers, (np.log((1 + len(records)) / (1 + counts)) + 1).astype(np.float32))


def word_features(papers: Sequence[Counter[str]], vocabulary: Vocabulary, scale: float, dense: Floats) -> Features:
    """Papers as rows of length `scale`.

    Args:
        papers: their words and pairs, n of them.
        vocabulary: which are told apart.
        scale: the length of each row of words: how freely words may be used.
        dense: further numbers, (n, m).

    Returns:
        The features.
    """
    lengths, ids, counts = [], [], []
    for paper in papers:
        found = [
            (number, count) for term, count in paper.items() if (number := vocabulary.numbers.get(term)) is not None
        ]
        lengths.append(len(found))
        ids += [number for number, _ in found]
        counts += [count for _, count in found]
    rows = np.repeat(np.arange(len(papers), dtype=np.int32), lengths)
    numbers = np.array(ids, np.int32)
    values = (1 + np.log(np.array(counts, np.float32))) * vocabulary.idf[numbers]
    norms = np.sqrt(np.bincount(rows, values**2, minlength=len(papers))).astype(np.float32)
    unit = (scale * values / np.maximum(norms[rows], 1e-6)).astype(np.float32)
    return Features(len(papers), len(vocabulary.numbers), rows, numbers, unit, dense)
