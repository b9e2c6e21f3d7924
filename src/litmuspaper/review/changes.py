"""What a change from one number to another may be called: points, relative to the old, relative to the new."""

from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.numbers import Interval, Number

HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Reading:
    """One way to compute a change: its name, its exact value from the printed digits, and all values it may have."""

    name: str
    value: Fraction
    interval: Interval

    def gives(self, printed: Number) -> bool:
        """Whether the unrounded numbers can give the printed change."""
        return self.interval.meets(printed.interval)

    def shows(self, printed: Number) -> bool:
        """Whether the printed digits themselves give it, halves rounded either way."""
        return abs(self.value - printed.value) <= printed.step / 2


def readings(old: Number, new: Number, *, of_rest: bool = False) -> list[Reading]:
    """The changes from old to new, as magnitudes: points, relative to old, relative to new.

    Points of fractions are also read in per cent (0.81 to 0.84 is 3 points).

    Args:
        old: the number before.
        new: the number after.
        of_rest: also the reduction of what is missing to the whole, where the text speaks of errors.

    Returns:
        The readings that the two numbers allow.
    """
    gap = (new.interval - old.interval).magnitude
    size = abs(new.value - old.value)
    out = [Reading("points", size, gap)]
    if 0 <= old.value <= 1 and 0 <= new.value <= 1:
        out.append(Reading("points of per cent", size * 100, gap.scaled(100)))
    if old.interval.low > 0 and new.interval.low > 0:
        forward, back = new.interval / old.interval, old.interval / new.interval
        one = Interval(Fraction(1), Fraction(1))
        out += [
            Reading("relative to the old value", size / old.value * 100, (forward - one).magnitude.scaled(100)),
            Reading("relative to the new value", size / new.value * 100, (back - one).magnitude.scaled(100)),
        ]
        if of_rest and old.interval.high < 100 and new.interval.high < 100:
            full = Fraction(1) if old.value < 1 and new.value < 1 else HUNDRED
            rest_old, rest_new = Interval(full, full) - old.interval, Interval(full, full) - new.interval
            if rest_old.low > 0 and rest_new.low > 0:
                out.append(
                    Reading(
                        "relative reduction of what is missing to the whole",
                        size / (full - old.value) * 100,
                        (rest_new / rest_old - one).magnitude.scaled(100),
                    )
                )
    return out
