"""What every format says of an experiment alike."""

import math
from collections.abc import Mapping
from typing import Any

from litmuspaper.types import Outcome, Row, Settled, Tested

VERDICTS: dict[Settled, str] = {
    "supported": "Supported",
    "refuted": "Refuted",
    "inconclusive": "Inconclusive",
}
KINDS = {"superiority": "better", "equivalence": "the same"}
_MOST_FAILED = 12


def number(value: float | None) -> str:
    """A number to four digits, without an exponent where it is neither large nor small; a dash for none."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    size = abs(value)
    if not 1e-4 <= size < 1e6:
        return f"{value:.3g}"
    digits = max(0, 3 - math.floor(math.log10(size)))
    return (f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}").replace("-", "\u2212")


def p_told(p: float | None) -> str:
    """A p value to three digits after the point, and the smallest as such."""
    if p is None:
        return "–"
    return f"{p:.4f}" if p >= 1e-4 else "< .0001"


def settings_told(settings: Mapping[str, Any]) -> str:
    """The settings of an arm on one line; empty where it has none."""
    return ", ".join(f"{name} = {_plain(value)}" for name, value in settings.items()) or "as they are"


def effect_told(test: Tested) -> str:
    """The effect with its interval."""
    if test.effect is None:
        return "–"
    return f"{number(test.effect)} [{number(test.low)}, {number(test.high)}]"


def sides(test: Tested) -> str:
    """Which arms by which metric."""
    better = "higher" if test.higher_is_better else "lower"
    return f"{test.method} against {test.rival}, {test.metric} ({better} is better)"


def asked(test: Tested) -> str:
    """What the test had to show."""
    if test.kind == "equivalence":
        return f"the same within {number(test.margin)}"
    more = f", smallest effect of interest {number(test.smallest)}" if test.smallest > test.margin else ""
    return f"better by more than {number(test.margin)}{more}"


def headline(outcome: Outcome) -> str:
    """The verdict as it stands above everything."""
    return f"{VERDICTS[outcome.verdict]} at scale {outcome.scale}"


def primary_told(outcome: Outcome) -> str:
    """What the primary test says, with its numbers."""
    one = outcome.tests[0]
    said = (one.says or sides(one)).rstrip(".")
    numbers = (
        f": effect {effect_told(one)}, p = {p_told(one.p)}, {len(one.differences)} pairs" if one.p is not None else ""
    )
    return f"{said}{numbers}; {one.reason}."


def further_told(outcome: Outcome) -> str:
    """How the tests beyond the primary one ended; empty where there is none."""
    further = [one.verdict for one in outcome.tests[1:]]
    counts = [f"{further.count(verdict)} {verdict}" for verdict in VERDICTS if verdict in further]
    return f"Beyond the primary test: {', '.join(counts)}." if counts else ""


def failures(outcome: Outcome) -> list[str]:
    """Cells that did not end with finite numbers: by arm, with how many and why."""
    found: dict[tuple[str, str, str], int] = {}
    for row in outcome.rows:
        if row.status != "done":
            why = (row.arm, row.status, _why(row))
            found[why] = found.get(why, 0) + 1
    told = [f"{arm}: {count} cells, {status} ({why})" for (arm, status, why), count in found.items()]
    more = len(told) - _MOST_FAILED
    return [*told[:_MOST_FAILED], f"and {more} more kinds"] if more > 0 else told


def cost_told(outcome: Outcome) -> str:
    """What it took."""
    cost = outcome.cost
    kept = f", {cost.kept} of them kept from earlier" if cost.kept else ""
    return f"{cost.cells} cells{kept}; {cost.cpu_s:g} s of processor time, {cost.wall_s:g} s by the clock."


def data_told(outcome: Outcome) -> str:
    """Which data the user gave; empty where the system took its own."""
    return f"{outcome.data.name}, sha256 {outcome.data.sha256}" if outcome.data else ""


def environment_told(outcome: Outcome) -> str:
    """What the numbers were made with."""
    return ", ".join(f"{name} {value}" for name, value in outcome.environment.items())


def _why(row: Row) -> str:
    return ", ".join(row.not_finite) or row.error


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
