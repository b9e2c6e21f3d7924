"""Screening a closed set of records with feedback: which record to read next, and when it is safe to stop.

As systematic reviewers do it (van de Schoot et al. 2021, An open source machine learning framework for efficient and
transparent systematic reviews, Nature Machine Intelligence 3): read the best record, label it, learn, repeat. Unread
records drawn at random stand in for irrelevant ones (Cormack and Grossman 2015, Autonomy and reliability of continuous
active learning for technology-assisted review, arXiv:1504.06868).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from litmuspaper.models.encoder import find_encoder
from litmuspaper.models.table import Floats, load_table
from litmuspaper.select.feedback import taste_logits
from litmuspaper.select.learner import Doubles, Features, fit
from litmuspaper.select.ranking import prepare
from litmuspaper.select.reading import closer
from litmuspaper.select.score import score
from litmuspaper.select.taught import logit
from litmuspaper.select.word_features import pool_terms, pool_vocabulary, word_features
from litmuspaper.types import Document, Profile

MADE_BY = "screening 1"
SCALE = 1.0
STRENGTH = 4.0  # how much all labels count together, times their number
RELEVANT_SHARE = 0.9  # of that, the relevant ones
PRESUMED = 100  # unread records, drawn at random, that count as irrelevant until they are read
PRESUMED_SHARE = 0.05  # how much they count together, as a share of all labels
PRIOR = 0.5  # logits that a standard deviation of the criteria's own score is worth; labels outgrow it


def pool(texts: Sequence[str]) -> Features:
    """The records of a review as features.

    Args:
        texts: title and abstract of each.

    Returns:
        Words and pairs of words of each record, and a constant.
    """
    counted = [pool_terms(text) for text in texts]
    return word_features(counted, pool_vocabulary(counted), SCALE, np.ones((len(texts), 1), np.float32))


def learn(
    records: Features, labels: Mapping[int, bool], offset: Floats | None = None, start: Doubles | None = None
) -> Doubles:
    """What the labels so far teach.

    Args:
        records: the pool.
        labels: position and label of each record read.
        offset: each record's logit from the criteria, (n,); None where there are none.
        start: weights learned from fewer labels.

    Returns:
        Weights for `Features.dot`.
    """
    read = np.array([*labels], np.intp)
    relevant = np.array([*labels.values()], np.float32)
    weight = _balanced(relevant)
    presumed = _presumed(records.size, labels)
    few = np.full(len(presumed), PRESUMED_SHARE * weight.sum() / max(1, len(presumed)), np.float32)
    rows = np.concatenate([read, presumed])
    known = 0.0 if offset is None else offset[rows]
    truth = np.concatenate([relevant, np.zeros(len(presumed), np.float32)])
    return fit(records.take(rows), truth, np.concatenate([weight, few]), known, start)


def _presumed(size: int, labels: Mapping[int, bool]) -> npt.NDArray[np.intp]:
    """Unread records that count as weakly irrelevant: the same ones in every run, until they are read."""
    drawn = np.random.default_rng(99).permutation(size)[: PRESUMED + len(labels)]
    return np.array([n for n in drawn if int(n) not in labels][:PRESUMED], np.intp)


def logits(records: Features, weights: Doubles | None, offset: Floats | None = None) -> Doubles:
    """Each record's logit, (n,): the criteria's and what was learned; zeros where there is neither."""
    learned = np.zeros(records.size) if weights is None else records.dot(weights)
    return learned if offset is None else learned + offset


def chances(found: Doubles) -> Doubles:
    """Logits as numbers from 0 to 1 that order the records; they are no measured chances."""
    return np.asarray(1 / (1 + np.exp(-np.clip(found, -35, 35))))


def known_logits(documents: Sequence[Document], profile: Profile) -> Floats:
    """What the criteria say of each record before any label, (n,), standardised over this set and times PRIOR."""
    table = load_table()
    names, targets, bags, vectors = prepare(documents, profile.criteria, table)
    read = closer(documents, targets, score(bags, vectors, targets, names), names, find_encoder(), pool=True)
    taste = taste_logits(vectors, profile.taste, table)
    found = logit(score(bags, vectors, targets, names, taste, read).overall)
    return np.asarray(PRIOR * (found - found.mean()) / max(float(found.std()), 1e-3), np.float32)


def _balanced(relevant: Floats) -> Floats:
    """Weights by which relevant and irrelevant labels count in fixed shares, (n,)."""
    many = relevant.sum()
    if not 0 < many < len(relevant):
        return np.full(len(relevant), STRENGTH, np.float32)
    total = STRENGTH * len(relevant)
    share = np.where(relevant > 0, RELEVANT_SHARE / many, (1 - RELEVANT_SHARE) / (len(relevant) - many))
    return np.asarray(total * share, np.float32)
