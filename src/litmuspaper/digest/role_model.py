"""Which part each sentence of an abstract plays: a small linear model of two layers, trained by bench/train_roles.py.

The first layer is a softmax over hashed features of a sentence and its neighbours; the second looks at the first
one's answers along the whole abstract, so that an abstract is read as a course of background, aim, method and
result. Trained on CSAbstruct (Cohan et al. 2019, D19-1383; Apache-2.0): docs/decisions/0011-digest-roles.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from litmuspaper.digest.features import WINDOW, hashed

Floats = npt.NDArray[np.float32]
PATH = Path(__file__).with_name("roles.npz")
LABELS = ("background", "objective", "method", "result", "other")
_FLOOR = 1e-4


@dataclass(frozen=True)
class RoleModel:
    """The weights of both layers."""

    words: npt.NDArray[np.int8]  # (size, labels)
    scale: Floats  # (labels,)
    bias: Floats  # (labels,)
    course: Floats  # (features of the course, labels)
    course_bias: Floats  # (labels,)

    def chances(self, sentences: Sequence[str]) -> Floats:
        """How likely each sentence plays each part.

        Args:
            sentences: one abstract's sentences in order.

        Returns:
            Shape (n, labels), rows summing to 1, columns in the order of `LABELS`.
        """
        if not sentences:
            return np.zeros((0, len(LABELS)), np.float32)
        first = self.first(sentences)
        return softmax(course(first) @ self.course + self.course_bias)

    def first(self, sentences: Sequence[str]) -> Floats:
        """The first layer's answers, shape (n, labels)."""
        rows, numbers, values = hashed(sentences)
        score = np.zeros((len(sentences), len(LABELS)), np.float32)
        np.add.at(score, rows, self.words[numbers].astype(np.float32) * values[:, None])
        return softmax(score * self.scale + self.bias)


def softmax(score: Floats) -> Floats:
    """Rows of scores as chances."""
    powers = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def course(chance: Floats) -> Floats:
    """What the second layer sees: a sentence's chances, its neighbours', the most before and after, and the place.

    Args:
        chance: the first layer's answers for one abstract, shape (n, labels).

    Returns:
        Shape (n, features).
    """
    n, labels = chance.shape
    log = np.log(chance + _FLOOR)
    edge = np.zeros((WINDOW, labels), np.float32)
    padded = np.vstack([edge, log, edge])
    near = [padded[WINDOW + step : WINDOW + step + n] for step in range(-WINDOW, WINDOW + 1) if step]
    none = np.zeros((1, labels), np.float32)
    before = np.vstack([none, np.maximum.accumulate(chance)[:-1]])
    after = np.vstack([np.maximum.accumulate(chance[::-1])[::-1][1:], none])
    place = (np.arange(n) / max(1, n - 1))[:, None]
    bumps = np.exp(-((place - np.linspace(0, 1, 6)) ** 2) / 0.02)
    ends = np.hstack([place == 0, place == 1, np.full((n, 1), 1 / n)])
    whole = np.repeat(chance.mean(axis=0, keepdims=True), n, axis=0)
    below = chance - chance.max(axis=0, keepdims=True)
    parts = [log, chance, *near, before, after, whole, below, bumps, ends, log * place, chance * place]
    return np.hstack(parts).astype(np.float32)


@cache
def load_roles(path: Path = PATH) -> RoleModel:
    """Read the role model, once a process.

    Args:
        path: the file that `bench/train_roles.py` wrote.

    Returns:
        The model.
    """
    with np.load(path) as file:
        return RoleModel(*(file[name] for name in ("words", "scale", "bias", "course", "course_bias")))
