"""What moves papers beside the criteria: the reader's taste, and their thumbs on earlier papers.

Thumbs teach a logistic regression of words, pairs of words and the table's vector around what the criteria already
say, so its logit adds to theirs and a paper's score needs no other paper of its day. `docs/feedback.md` has the rules
and `bench/feedback.py` the figures.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from litmuspaper.models.table import Floats, Table
from litmuspaper.select.learner import Doubles, Features, fit
from litmuspaper.select.target import words_of
from litmuspaper.select.word_features import Vocabulary, learned_vocabulary, paper_terms, word_features
from litmuspaper.types import Paper

TASTE = 0.15  # logits per standard deviation: enough to decide between papers that are equally close
HALF_LIFE_DAYS = 180.0  # a label of half a year ago counts half
WORDS, MEANING = 16.0, 3.0  # how freely words and meaning may be used: the length of a paper's row in each
TRUST, CONSTANT = 0.17, 0.5  # how freely the criteria's own slope and base may be moved
TYPICAL_LOGIT = -6.0
KNOWN = (-8.0, 3.0)  # the criteria's logit as labels see it: they teach something where it is very sure, too
MOST = 8.0  # logits that labels may move a paper
BACKGROUND = 1.0  # how much all background papers together count, in thumbs down for each thumb up that has none
BACKGROUND_PAPERS = 400
BACKGROUND_LOGIT = -3.0


def taste_logits(vectors: Floats, taste: str, table: Table) -> Floats:
    """What the reader's taste adds to the logit of each paper.

    Args:
        vectors: the papers' unit vectors, shape (n, d).
        taste: the reader's own sentence.
        table: for its background.

    Returns:
        Shape (n,); zeros where no taste is told.
    """
    if not taste:
        return np.zeros(len(vectors), np.float32)
    vector = table.embed(table.bags([words_of(taste)]))[0]
    return TASTE * _standard(vectors @ vector, table.background_vectors @ vector)


def _standard(scores: Floats, background: Floats) -> Floats:
    return np.asarray((scores - background.mean()) / max(float(background.std()), 1e-3), np.float32)


@dataclass(frozen=True)
class Labelled:
    """Papers with thumbs: vectors (m, d), what the criteria say of each as a logit (m,), and the thumbs' ages."""

    papers: Sequence[Paper]
    relevant: Floats  # (m,), 1 or 0
    vectors: Floats
    logits: Floats
    ages_days: Floats

    @property
    def weight(self) -> Floats:
        """How much each label still counts, (m,)."""
        return np.asarray(0.5 ** (np.maximum(self.ages_days, 0) / HALF_LIFE_DAYS), np.float32)

    @property
    def balance(self) -> float:
        """1 where both thumbs count alike, 0 where there is one kind only, which says not how much is liked."""
        up = float(self.weight @ self.relevant)
        return 2 * min(up, float(self.weight.sum()) - up) / max(float(self.weight.sum()), 1e-9)


@dataclass(frozen=True)
class Learned:
    """What a reader's labels taught: weights by feature, and how they came about.

    `shares` (m,) are the labels' pulls: the weights are the sum of share times features over labelled and background
    papers (the representer theorem), so that a paper's logit falls apart into labelled papers as well as into words.
    `usual` is taken off every paper: what the field's usual paper would gain.
    """

    vocabulary: Vocabulary
    weights: Doubles
    shares: Doubles
    usual: float
    labelled: Labelled
    table: Table

    def logits(self, papers: Sequence[Paper], vectors: Floats, known: Floats) -> Floats:
        """What the labels add to the logit of each paper, (n,).

        Args:
            papers: any papers, n of them.
            vectors: their unit vectors, (n, d).
            known: their logits from the criteria, (n,).

        Returns:
            Logits within plus and minus MOST.
        """
        features = self.features(papers, vectors, known)
        return np.asarray(np.clip(features.dot(self.weights) - self.usual, -MOST, MOST), np.float32)

    def features(self, papers: Sequence[Paper], vectors: Floats, known: Floats) -> Features:
        """Papers as the learner sees them."""
        dense = _dense(vectors, known, self.labelled.balance, self.table)
        return word_features(_terms(papers), self.vocabulary, WORDS, dense)


def learn(labelled: Labelled, table: Table) -> Learned:
    """Learn from labels.

    Args:
        labelled: at least one paper.
        table: for the rarity of words, and for background papers that stand in for papers the reader would not like.

    Returns:
        What they teach.
    """
    counts = _terms(labelled.papers)
    vocabulary = learned_vocabulary(counts, table)
    own = word_features(counts, vocabulary, WORDS, _dense(labelled.vectors, labelled.logits, labelled.balance, table))
    ground = _background(vocabulary, labelled, table)
    features = _joined(own, ground)
    weight = labelled.weight
    strength = BACKGROUND * max(0.25, 1 - labelled.balance) * float(weight @ labelled.relevant)
    weak = np.full(ground.size, strength / ground.size, np.float32)
    relevant = np.concatenate([labelled.relevant, np.zeros(ground.size, np.float32)])
    counted = np.concatenate([weight, weak])
    known = np.concatenate([_bounded(labelled.logits), np.full(ground.size, BACKGROUND_LOGIT, np.float32)])
    weights = fit(features, relevant, counted, known)
    chance = 1 / (1 + np.exp(-(features.dot(weights) + known)))
    # One kind of thumb says what is liked, not how much of the field is: its usual paper stays where it was.
    usual = (1 - labelled.balance) * max(0.0, float(np.median(ground.dot(weights))))
    return Learned(vocabulary, weights, counted * (relevant - chance), usual, labelled, table)


def _terms(papers: Sequence[Paper]) -> list[Counter[str]]:
    return [paper_terms(paper.title, paper.abstract) for paper in papers]


def _bounded(logits: Floats) -> Floats:
    return np.asarray(np.clip(logits, *KNOWN), np.float32)


def _dense(vectors: Floats, known: Floats, balance: float, table: Table) -> Floats:
    """Meaning beyond the background's; and as thumbs are balanced, trust in the criteria and a constant, (n, d + 2)."""
    meaning = MEANING * (vectors - table.background_vectors.mean(axis=0))
    trust = balance * TRUST * (_bounded(known) - TYPICAL_LOGIT)
    return np.column_stack([meaning, trust, np.full(len(vectors), balance * CONSTANT)]).astype(np.float32)


def _background(vocabulary: Vocabulary, labelled: Labelled, table: Table) -> Features:
    """The table's papers nearest to the labelled ones, by their single words; the table does not keep pairs."""
    near = table.background_vectors @ labelled.vectors.mean(axis=0)
    chosen = np.sort(np.argsort(-near, kind="stable")[:BACKGROUND_PAPERS])
    place = np.full(table.background.size, -1)
    place[chosen] = np.arange(len(chosen))
    names = [*table.index]
    papers: list[Counter[str]] = [Counter() for _ in chosen]
    bags = table.background
    wanted = place[bags.rows] >= 0
    for row, id, count in zip(place[bags.rows[wanted]], bags.ids[wanted], bags.counts[wanted], strict=True):
        if id < len(names):
            papers[int(row)][names[id]] = int(count)
    vectors = table.background_vectors[chosen]
    known = np.full(len(vectors), BACKGROUND_LOGIT, np.float32)
    return word_features(papers, vocabulary, WORDS, _dense(vectors, known, labelled.balance, table))


def _joined(one: Features, other: Features) -> Features:
    return Features(
        one.size + other.size,
        one.width,
        np.concatenate([one.rows, other.rows + one.size]).astype(np.int32),
        np.concatenate([one.ids, other.ids]),
        np.concatenate([one.values, other.values]),
        np.concatenate([one.dense, other.dense]),
    )
