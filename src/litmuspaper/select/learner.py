"""A logistic regression on sparse words and a few dense numbers, in numpy: what labels teach, paper by paper.

It minimises the weighted logistic loss with a ridge of 1 on every feature (so a feature's scale says how freely it may
be used), around an offset that is known beforehand, by Newton's method with conjugate gradients (Lin, Weng and Keerthi
2008, Trust region Newton method for large-scale logistic regression; here with halved steps in place of the region).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from litmuspaper.models.table import Floats, Ints

Doubles = npt.NDArray[np.float64]
_STEPS, _INNER = 40, 60
_ENOUGH = 1e-3  # of the first gradient's length


@dataclass(frozen=True)
class Features:
    """Papers as rows: entry k says that paper `rows[k]` has `values[k]` of word `ids[k]`; `rows` is sorted.

    `dense` (papers, m) are further numbers; `width` words are told apart.
    """

    size: int
    width: int
    rows: Ints
    ids: Ints
    values: Floats
    dense: Floats

    @cached_property
    def _starts(self) -> tuple[npt.NDArray[np.intp], Ints]:
        starts = (
            np.flatnonzero(np.r_[True, self.rows[1:] != self.rows[:-1]]) if len(self.rows) else np.zeros(0, np.intp)
        )
        return starts, self.rows[starts]

    def dot(self, weights: Doubles) -> Doubles:
        """Each paper's sum of value times weight, (width + m,) -> (papers,)."""
        sums = self.dense @ weights[self.width :]
        starts, filled = self._starts
        if len(starts):
            sums[filled] += np.add.reduceat(self.values * weights[self.ids], starts)
        return np.asarray(sums, np.float64)

    def back(self, shares: Doubles) -> Doubles:
        """Each feature's sum of value times its paper's share, (papers,) -> (width + m,)."""
        words = np.bincount(self.ids, self.values * shares[self.rows], minlength=self.width)
        return np.concatenate([words, shares @ self.dense])

    def take(self, rows: npt.NDArray[np.intp]) -> "Features":
        """Some of the papers, in this order."""
        starts = np.searchsorted(self.rows, rows)
        lengths = np.searchsorted(self.rows, rows, side="right") - starts
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        at = np.repeat(starts, lengths) + within
        numbers = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        return Features(len(rows), self.width, numbers, self.ids[at], self.values[at], self.dense[rows])


def fit(
    features: Features, relevant: Floats, weight: Floats, offset: Floats | float = 0.0, start: Doubles | None = None
) -> Doubles:
    """The weights that explain labels best.

    Args:
        features: the labelled papers, n of them.
        relevant: 1 or 0 a paper, (n,).
        weight: how much each label counts, (n,).
        offset: each paper's logit as it is known without labels, (n,).
        start: weights to start from, such as those of fewer labels.

    Returns:
        Weights, (width + m,); zeros where no label counts.
    """
    weights = np.zeros(features.width + features.dense.shape[1]) if start is None else start.copy()
    logits = features.dot(weights) + offset
    first = 0.0
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(logits, -35, 35)))
        gradient = features.back(weight * (chance - relevant)) + weights
        length = float(np.linalg.norm(gradient))
        first = max(first, length)
        if length <= _ENOUGH * first or length < 1e-9:
            break
        step = _direction(features, weight * chance * (1 - chance), gradient)
        along = features.dot(step)
        size, now = 1.0, _loss(logits, relevant, weight, weights)
        while size > 1e-4 and _loss(logits + size * along, relevant, weight, weights + size * step) > now:
            size /= 2
        weights += size * step
        logits = logits + size * along
    return weights


def _loss(logits: Doubles, relevant: Floats, weight: Floats, weights: Doubles) -> float:
    return float(weight @ (np.logaddexp(0, logits) - relevant * logits) + 0.5 * weights @ weights)


def _direction(features: Features, curve: Doubles, gradient: Doubles) -> Doubles:
    """Newton's step by conjugate gradients, (width + m,)."""
    step = np.zeros_like(gradient)
    rest = -gradient
    search = rest.copy()
    square = float(rest @ rest)
    goal = square * min(0.01, square**0.5)
    for _ in range(_INNER):
        bent = features.back(curve * features.dot(search)) + search
        size = square / float(search @ bent)
        step += size * search
        rest -= size * bent
        former, square = square, float(rest @ rest)
        if square <= goal:
            break
        search = rest + square / former * search
    return step
