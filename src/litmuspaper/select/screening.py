"""Screening a closed set of records with feedback: which record to read next, and when it is safe to stop.

As systematic reviewers do it (van de Schoot et al. 2021, An open source machine learning framework for efficient and
transparent systematic reviews, Nature Machine Intelligence 3): read the best record, label it, learn, repeat.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from litmuspaper.models.table import Floats
from litmuspaper.select.learner import Doubles, Features, fit
from litmuspaper.select.word_features import pool_terms, pool_vocabulary, word_features

SCALE = 1.0
STRENGTH = 2.0  # how much all labels count together, times their number
RELEVANT_SHARE = 0.9  # of that, the relevant ones


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
    known = 0.0 if offset is None else offset[read]
    return fit(records.take(read), relevant, weight, known, start)


def _balanced(relevant: Floats) -> Floats:
    """Weights by which relevant and irrelevant labels count in fixed shares, (n,)."""
    many = relevant.sum()
    if not 0 < many < len(relevant):
        return np.full(len(relevant), STRENGTH, np.float32)
    total = STRENGTH * len(relevant)
    share = np.where(relevant > 0, RELEVANT_SHARE / many, (1 - RELEVANT_SHARE) / (len(relevant) - many))
    return np.asarray(total * share, np.float32)
