"""The numbers behind the drawings of an experiment: a row of the forest plot, and the dots of every seed.

Places are percent of the drawing's width, so a drawing fits any screen and its letters stay as large as they are.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from litmuspaper.publish.settle_words import number
from litmuspaper.types import Outcome, Tested

_EDGE = 3.0
_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from low to high, whole steps marked."""

    low: float
    high: float
    step: float

    def at(self, value: float) -> float:
        """Where a value stands, in percent."""
        share = (value - self.low) / (self.high - self.low)
        return round(_EDGE + (100 - 2 * _EDGE) * min(1.0, max(0.0, share)), 2)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places and labels of the marks."""
        first, last = math.ceil(self.low / self.step - 1e-9), math.floor(self.high / self.step + 1e-9)
        digits = max(0, -math.floor(math.log10(self.step) + 1e-9))
        marks = [n * self.step for n in range(first, last + 1)]
        return [(self.at(mark), _label(mark, digits)) for mark in marks]


def _label(mark: float, digits: int) -> str:
    return f"{mark + 0.0:.{digits}f}".replace("-", "\u2212") if digits < 5 else number(mark)


@dataclass(frozen=True, slots=True)
class Forest:
    """One test: the interval, its mean, the differences of the seeds, zero and the margins."""

    axis: Axis
    low: float
    width: float
    mean: float
    zero: float
    bounds: tuple[float, ...]
    dots: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """One arm by one metric: a dot for each seed, and their mean."""

    arm: str
    dots: tuple[tuple[float, int], ...]
    mean: float | None
    told: str
    lost: str


@dataclass(frozen=True, slots=True)
class Strips:
    """All arms that a test compares by one metric, on one axis."""

    metric: str
    meaning: str
    axis: Axis
    rows: tuple[Strip, ...]


def axis(values: Iterable[float]) -> Axis:
    """An axis over these values in steps of 1, 2 or 5 times a power of ten."""
    found = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(found), max(found)
    if high - low <= 1e-12 * max(1.0, abs(high)):
        reach = abs(high) * 0.1 or 1.0
        low, high = low - reach, high + reach
    rough = (high - low) / _MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)
    return Axis(low, high, step)


def forest(test: Tested) -> Forest | None:
    """The row of a test; None where too few pairs gave no interval."""
    if test.effect is None or test.low is None or test.high is None:
        return None
    bounds = [test.margin] if test.kind == "superiority" else [-test.margin, test.margin]
    if test.smallest > test.margin:
        bounds.append(test.smallest)
    scale = axis([test.low, test.high, 0.0, *bounds, *test.differences.values()])
    low, high = scale.at(test.low), scale.at(test.high)
    return Forest(
        axis=scale,
        low=low,
        width=round(max(0.4, high - low), 2),
        mean=scale.at(test.effect),
        zero=scale.at(0.0),
        bounds=tuple(scale.at(bound) for bound in bounds if bound),
        dots=tuple((scale.at(value), seed) for seed, value in test.differences.items()),
    )


def strips(outcome: Outcome) -> list[Strips]:
    """For each metric that a test uses, the arms that it compares, seed by seed."""
    arms: dict[str, list[str]] = {}
    for test in outcome.tests:
        named = arms.setdefault(test.metric, [])
        named += [arm for arm in (test.method, test.rival) if arm in outcome.arms and arm not in named]
    return [_strips(outcome, metric, named) for metric, named in arms.items()]


def _strips(outcome: Outcome, metric: str, arms: Sequence[str]) -> Strips:
    values: dict[str, dict[int, float]] = {arm: {} for arm in arms}
    lost = dict.fromkeys(arms, 0)
    for row in outcome.rows:
        if row.role != "test" or row.arm not in values:
            continue
        if metric in row.metrics:
            values[row.arm][row.seed] = row.metrics[metric]
        else:
            lost[row.arm] += 1
    scale = axis(value for own in values.values() for value in own.values())
    rows = []
    for arm in arms:
        own = values[arm]
        mean = sum(own.values()) / len(own) if own else None
        rows.append(
            Strip(
                arm=arm,
                dots=tuple((scale.at(value), seed) for seed, value in own.items()),
                mean=None if mean is None else scale.at(mean),
                told="" if mean is None else number(mean),
                lost=f"{lost[arm]} without a number" if lost[arm] else "",
            )
        )
    return Strips(metric, outcome.metrics.get(metric, ""), scale, tuple(rows))
