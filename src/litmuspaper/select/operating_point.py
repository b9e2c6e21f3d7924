"""What the reader's cutoff costs, measured on their own labels: precision, recall, and a better cutoff.

Every label is judged by a ranking that did not know it (cross-validation), so that the figures are not flattered. They
hold for papers like the labelled ones; who labels only what was shown learns nothing of what was missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from litmuspaper.select.ranking import select
from litmuspaper.types import Document, Profile

LEAST_LABELS = 20
FOLDS = 5
_Z = 1.96  # 95 %


@dataclass(frozen=True)
class Share:
    """A share with its interval (Wilson 1927, 95 %), None where there is nothing to count."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class OperatingPoint:
    """How a cutoff does on the reader's labels: of `shown` papers `hits` are relevant, of `relevant` in all."""

    cutoff: int
    shown: int
    hits: int
    relevant: int
    labels: int

    @property
    def precision(self) -> Share | None:
        """The share of the shown papers that the reader wants."""
        return wilson(self.hits, self.shown)

    @property
    def recall(self) -> Share | None:
        """The share of the wanted papers that is shown."""
        return wilson(self.hits, self.relevant)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, self.shown + self.relevant)


@dataclass(frozen=True)
class Advice:
    """The reader's cutoff as it is, and a better one where their labels speak for it; else the same twice."""

    now: OperatingPoint
    better: OperatingPoint


def operating_point(
    profile: Profile, labelled: Sequence[tuple[Document, bool]], ages_days: Sequence[float] = ()
) -> Advice | None:
    """Precision and recall of the reader's cutoff from their own labels, and a better cutoff.

    Args:
        profile: the reader's criteria and cutoff.
        labelled: papers with thumbs.
        ages_days: how old these are.

    Returns:
        The advice; None with fewer than LEAST_LABELS labels, or with one kind of thumb only. Another cutoff is
        proposed where it does better by F1 on at least nine in ten resamplings of the labels (bootstrap).
    """
    truth = np.array([up for _, up in labelled], bool)
    if len(truth) < LEAST_LABELS or truth.all() or not truth.any():
        return None
    relevances = _cross_validated(profile, labelled, ages_days, truth)
    points = [_point(cutoff, relevances, truth) for cutoff in range(1, 11)]
    now = points[profile.cutoff - 1]
    better = max(points, key=lambda point: (round(point.f1, 6), -abs(point.cutoff - profile.cutoff)))
    if better.cutoff != now.cutoff and not _is_surely_better(better.cutoff, now.cutoff, relevances, truth):
        better = now
    return Advice(now, better)


def in_words(advice: Advice | None) -> str:
    """The advice in a sentence; empty where there is none."""
    if advice is None:
        return ""
    now, better = advice.now, advice.better
    text = f"By your own {now.labels} labels (cross-validated), from your cutoff of {now.cutoff} on "
    text += f"{_said(now.precision)} of what is shown is wanted and {_said(now.recall)} of what is wanted is shown."
    if better.cutoff != now.cutoff:
        text += f" A cutoff of {better.cutoff} would give {_said(better.precision)} and {_said(better.recall)}."
    return text


def wilson(hits: int, of: int) -> Share | None:
    """A share with its 95 % interval (Wilson 1927, Journal of the American Statistical Association 22)."""
    if not of:
        return None
    share, z = hits / of, _Z**2 / of
    middle = (share + z / 2) / (1 + z)
    half = _Z * (share * (1 - share) / of + z / (4 * of)) ** 0.5 / (1 + z)
    return Share(share, max(0.0, middle - half), min(1.0, middle + half))


def _said(share: Share | None) -> str:
    return f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})" if share else "none"


def _cross_validated(
    profile: Profile,
    labelled: Sequence[tuple[Document, bool]],
    ages_days: Sequence[float],
    truth: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int64]:
    """Each labelled paper's relevance by the labels of the other folds, (m,); the folds have both thumbs alike."""
    ages = list(ages_days) or [0.0] * len(labelled)
    fold = np.zeros(len(truth), int)
    for thumb in (True, False):
        rows = sorted(np.flatnonzero(truth == thumb).tolist(), key=lambda n: labelled[n][0].paper.id)
        fold[rows] = np.arange(len(rows)) % FOLDS
    found = np.zeros(len(truth), np.int64)
    for number in range(FOLDS):
        inside = np.flatnonzero(fold == number).tolist()
        rest = np.flatnonzero(fold != number).tolist()
        ranking = select(
            [labelled[n][0] for n in inside], profile, [labelled[n] for n in rest], [ages[n] for n in rest]
        )
        relevances = {verdict.id: verdict.relevance for verdict in ranking.verdicts}
        found[inside] = [relevances[labelled[n][0].paper.id] for n in inside]
    return found


def _point(cutoff: int, relevances: npt.NDArray[np.int64], truth: npt.NDArray[np.bool_]) -> OperatingPoint:
    shown = relevances >= cutoff
    return OperatingPoint(cutoff, int(shown.sum()), int((shown & truth).sum()), int(truth.sum()), len(truth))


def _is_surely_better(
    one: int, other: int, relevances: npt.NDArray[np.int64], truth: npt.NDArray[np.bool_], times: int = 400
) -> bool:
    """Whether one cutoff beats the other by F1 in nine of ten resamplings of the labels."""
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, len(truth), (times, len(truth)))
    better = sum(
        _point(one, relevances[rows], truth[rows]).f1 > _point(other, relevances[rows], truth[rows]).f1
        for rows in drawn
    )
    return better >= 0.9 * times
