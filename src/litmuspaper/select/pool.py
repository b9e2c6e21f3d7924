"""A small pool that is searched once: what its best papers have in common lifts those that say it in other words.

Pseudo-relevance feedback (Rocchio 1971; here a logistic regression as in Joachims 2006, Training linear SVMs, with
presumed labels): the best few by the criteria are presumed relevant, all others not, and what tells them apart is added
to the order. Only where the criteria find enough that comes into question; a day's papers never change each other.
"""

from collections.abc import Sequence

import numpy as np

from litmuspaper.models.table import Floats
from litmuspaper.select.learner import Doubles, fit
from litmuspaper.select.word_features import pool_terms, pool_vocabulary, word_features
from litmuspaper.types import Document

PRESUMED = 0.04  # share of the pool that is presumed relevant
FEWEST, MOST = 5, 60
LEAST_POOL = 100
_LENGTH = 1.0  # how freely words and meaning may be used: the length of a paper's row in each
_CONSTANT = 10.0


def in_common(documents: Sequence[Document], vectors: Floats, logits: Floats, least: float) -> Floats:
    """What the best papers of a pool have in common, as a shift of logits.

    Args:
        documents: the pool, n papers.
        vectors: their unit vectors, shape (n, d).
        logits: how well each meets one criterion, (n,).
        least: the logit from which a paper can be presumed relevant.

    Returns:
        Shape (n,): as widely spread as the logits themselves, so that both have the same say; zeros where too few
        papers can be presumed relevant, or the pool is small.
    """
    none = np.zeros(len(logits), np.float32)
    count = int(np.clip(PRESUMED * len(logits), FEWEST, MOST))
    order = np.argsort(-logits, kind="stable")
    if len(logits) < LEAST_POOL or logits[order[count - 1]] < least:
        return none
    presumed = np.zeros(len(logits), np.float32)
    presumed[order[:count]] = 1
    # The best count most; both sides together count alike.
    weight = np.ones(len(logits), np.float32)
    weight[order[:count]] = np.linspace(1.5, 0.5, count)
    for side in (presumed > 0, presumed == 0):
        weight[side] *= len(logits) / 2 / weight[side].sum()
    terms = [pool_terms(document.text) for document in documents]
    dense = np.column_stack([_LENGTH * vectors, np.full(len(logits), _CONSTANT)]).astype(np.float32)
    features = word_features(terms, pool_vocabulary(terms), _LENGTH, dense)
    learned = features.dot(fit(features, presumed, weight))
    return np.asarray(_standard(learned) * max(float(logits.std()), 1e-6), np.float32)


def _standard(values: Doubles) -> Doubles:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9))
