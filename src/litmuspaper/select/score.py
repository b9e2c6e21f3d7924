"""How well papers meet criteria: one number per paper and criterion, and the reader's scale of 1 to 10.

The number is a logistic model of three things, each in standard deviations above the background: the criterion's
words and its meaning together (the geometric mean of BM25 and of the cosine, so that neither earns much without the
other), the meaning alone, and how much closer the paper is to what the reader does not want than to what they want.
`bench/fit_selection.py` fitted the weights; docs/quality.md has the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from litmuspaper.models.table import Bags, Floats
from litmuspaper.select.learner import Doubles
from litmuspaper.select.target import Lexicon, Target, saturated

INTERCEPT, BOTH, MEANING, UNWANTED = -10.26, 2.1, 0.07, -0.72
FIELD_MEAN = 1.5  # how far above the whole background, in standard deviations, a criterion's field stands
MOST = 12.0  # standard deviations beyond which nothing more is learned
OTHERS = 0.3  # how much a second criterion adds to the best one
WITHOUT_OWN_WORDS = 0.0009  # the most that a paper can get where the criterion's own rare words are all missing

# The least chance of being relevant for each step of the reader's scale, from 2 to 10.
STEPS = (0.0004, 0.001, 0.0025, 0.006, 0.015, 0.04, 0.1, 0.22, 0.45)


@dataclass(frozen=True)
class Scores:
    """Chances of relevance: `each` (papers, criteria), and `best`, `overall` (papers,); all in 0-1.

    `parts` (papers, criteria, 3) keeps the three standardised inputs; `missing` (papers, criteria) tells where the
    criterion's own rare words are all missing.
    """

    each: Doubles
    best: npt.NDArray[np.int64]
    overall: Doubles
    parts: Floats
    missing: npt.NDArray[np.bool_]


def score(
    bags: Bags,
    vectors: Floats,
    targets: Sequence[Target],
    lexicon: Lexicon,
    learned: Floats | float = 0.0,
    closer: Floats | float = 0.0,
) -> Scores:
    """Score papers against criteria.

    Args:
        bags: the papers' words, the title counted twice.
        vectors: their unit vectors, shape (papers, d).
        targets: the criteria, at least one.
        lexicon: the ranking's words.
        learned: what the reader's labels add to each paper's logit, shape (papers,).
        closer: what the closer reading adds to each logit, shape (papers, criteria).

    Returns:
        The chances, each paper's by itself: no other paper of the day changes them.
    """
    counts = saturated(bags, lexicon.table.mean_length)
    parts = np.stack([_parts(bags, counts, vectors, target) for target in targets], axis=1)
    missing = np.stack([_lacks_own(bags, target, len(lexicon.idf)) for target in targets], axis=1)
    logits = INTERCEPT + parts @ np.array([BOTH, MEANING, UNWANTED], np.float32)
    # Double precision: among the papers of a pool that all meet a criterion, chances near 1 still tell an order.
    logits = (logits + closer + np.reshape(learned, (-1, 1))).astype(np.float64)
    each = 1 / (1 + np.exp(-logits))
    # Thumbs may lift a paper that says in other words what the criterion asks for.
    raised = WITHOUT_OWN_WORDS * np.exp(np.minimum(np.maximum(np.reshape(learned, (-1, 1)), 0), 6))
    # Below the bound the order stays: in a pool to search it matters there too.
    each = np.where(missing, each * raised / (each + raised), each)
    best = each.argmax(axis=1)
    rest = 1 - OTHERS * each
    top = each.max(axis=1)
    left = rest.prod(axis=1) / (1 - OTHERS * top)
    overall = 1 - left + top * left  # in this order it keeps very small chances apart
    return Scores(each, best, overall, parts, missing)


def relevance(chances: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
    """The reader's scale of 1 to 10 for chances of relevance, any shape."""
    return np.asarray(np.searchsorted(np.array(STEPS), chances, side="right") + 1)


def _parts(bags: Bags, counts: Floats, vectors: Floats, target: Target) -> Floats:
    """Words with meaning, meaning, and the unwanted's lead of one criterion, shape (papers, 3)."""
    lexical = target.lexical(bags.dot(target.query, counts))
    meaning = target.meaning(vectors @ target.vector)
    lead = np.zeros_like(meaning)
    if target.criterion.not_relevant:
        lead = np.maximum(0, target.meaning_against(vectors @ target.against_vector) - meaning)
    both = np.sqrt(np.clip(lexical + FIELD_MEAN, 0, MOST) * np.clip(meaning, 0, MOST))
    return np.stack([both, np.clip(meaning, -3, MOST), np.clip(lead, 0, MOST)], axis=1)


def _lacks_own(bags: Bags, target: Target, size: int) -> npt.NDArray[np.bool_]:
    if not target.own:
        return np.zeros(bags.size, np.bool_)
    own = np.zeros(size, np.float32)
    own[list(target.own)] = 1
    return np.asarray(bags.dot(own, np.ones_like(bags.counts)) == 0)
