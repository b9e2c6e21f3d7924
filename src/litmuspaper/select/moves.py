"""What moved a paper: the words, the meaning and the labelled papers behind what labels add to its logit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from litmuspaper.models.encoder import find_encoder
from litmuspaper.models.table import load_table
from litmuspaper.select.feedback import Learned, taste_logits
from litmuspaper.select.ranking import prepare
from litmuspaper.select.reading import closer
from litmuspaper.select.score import score
from litmuspaper.select.taught import logit, taught
from litmuspaper.types import Document, Profile


@dataclass(frozen=True)
class Move:
    """One word, pair of words or labelled paper, and the logits by which it moved the paper."""

    name: str
    logits: float


@dataclass(frozen=True)
class Moves:
    """A paper's logit in parts: `criteria` + `taste` + `learned` + `together` = the whole, before the scale of 1 to 10.

    `together` is what taste and labels do beyond their sum: they move every criterion, and criteria add up; and a
    paper without a criterion's own words rises less. `words` (with `meaning`, `trust` and `base` beside them) and
    `papers` (with `background` beside them) are two ways to split `learned`, each with `usual` and `bound`: what the
    field's usual paper would gain is taken off, and what labels may do at most. Each list is cut to its largest parts,
    and what was cut is in the `other_` sums.
    """

    criteria: float
    taste: float
    learned: float
    words: tuple[Move, ...]
    other_words: float
    meaning: float
    trust: float
    base: float
    papers: tuple[Move, ...]
    other_papers: float
    background: float
    usual: float = 0.0
    bound: float = 0.0
    together: float = 0.0

    @property
    def whole(self) -> float:
        """The logit of the score that the ranking gives."""
        return self.criteria + self.taste + self.learned + self.together


def moves(
    document: Document,
    profile: Profile,
    labelled: Sequence[tuple[Document, bool]],
    ages_days: Sequence[float] = (),
    at_most: int = 8,
) -> Moves:
    """What moved a paper, from the same numbers as the ranking.

    Args:
        document: the paper.
        profile: the reader's criteria and taste.
        labelled: papers with thumbs.
        ages_days: how old these are.
        at_most: how many words and how many papers to name.

    Returns:
        The parts, largest first.
    """
    table = load_table()
    names, targets, bags, vectors = prepare([document], profile.criteria, table)
    first = score(bags, vectors, targets, names)
    read = closer([document], targets, first, names, find_encoder())
    plain = logit(score(bags, vectors, targets, names, 0.0, read).overall)
    taste = taste_logits(vectors, profile.taste, table)
    known = logit(score(bags, vectors, targets, names, taste, read).overall)
    none = Moves(float(plain[0]), float(taste[0]), 0.0, (), 0.0, 0.0, 0.0, 0.0, (), 0.0, 0.0)
    if labelled:
        none = _split(document, taught(labelled, ages_days, targets, names), vectors, known, none, at_most)
    whole = logit(score(bags, vectors, targets, names, taste + np.float32(none.learned), read).overall)
    return replace(none, together=float(whole[0]) - none.whole)


def _split(
    document: Document, learned: Learned, vectors: np.ndarray, known: np.ndarray, none: Moves, at_most: int
) -> Moves:
    features = learned.features([document.paper], vectors, known)
    width = features.width
    terms = learned.vocabulary.names
    by_word = [
        Move(terms[id], float(value * learned.weights[id]))
        for id, value in zip(features.ids, features.values, strict=True)
    ]
    words, other_words = _largest(by_word, at_most)
    dense = features.dense[0] * learned.weights[width:]
    weights = np.zeros(len(learned.weights))
    weights[features.ids] = features.values
    weights[width:] = features.dense[0]
    # The weights are the sum of the labelled papers' own features times their shares.
    pulls = learned.features(learned.labelled.papers, learned.labelled.vectors, learned.labelled.logits).dot(weights)
    own = len(learned.labelled.papers)
    by_paper = [
        Move(paper.id, float(pull * share))
        for paper, pull, share in zip(learned.labelled.papers, pulls, learned.shares[:own], strict=True)
    ]
    papers, other_papers = _largest(by_paper, at_most)
    total = float(features.dot(learned.weights)[0])
    added = float(learned.logits([document.paper], vectors, known)[0])
    return Moves(
        criteria=none.criteria,
        taste=none.taste,
        learned=added,
        words=words,
        other_words=other_words,
        meaning=float(dense[:-2].sum()),
        trust=float(dense[-2]),
        base=float(dense[-1]),
        papers=papers,
        other_papers=other_papers,
        background=total - sum(move.logits for move in by_paper),
        usual=-learned.usual,
        bound=added - (total - learned.usual),
    )


def _largest(found: list[Move], at_most: int) -> tuple[tuple[Move, ...], float]:
    ranked = sorted(found, key=lambda move: (-abs(move.logits), move.name))
    return tuple(ranked[:at_most]), float(sum(move.logits for move in ranked[at_most:]))
