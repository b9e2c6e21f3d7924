"""The plan: arms, tests, margins, seeds and the rule, fixed and hashed before the first run."""

import json
from dataclasses import asdict
from typing import Any

from litmuspaper.settle.claim import Scale
from litmuspaper.settle.load import System, canonical, sha256
from litmuspaper.settle.power import detectable
from litmuspaper.settle.statistics import ALPHA, LEAST_PAIRS

RULE = (
    "Paired by seed. Superiority is supported where the 95 % interval (bootstrap-t) of the mean difference lies above "
    f"the margin and the exact sign-flip p against the margin is at most {ALPHA:g}; refuted where the interval lies "
    "below the smallest effect of interest with such a p. Equivalence is supported where the 90 % interval lies within "
    "the margin and the p of two one-sided tests is at most .05; refuted where the 95 % interval lies outside. The "
    "first test is the primary one; the others pay for their number (Holm; Bonferroni for a refutation). Fewer than "
    f"{LEAST_PAIRS} pairs, or a pair that is missing, settle nothing."
)
STOP = "Every cell of the plan is run once; nothing is looked at in between."


def plan_of(system: System, scale: Scale, seeds: int) -> dict[str, Any]:
    """The plan of an experiment at a scale, as plain values."""
    claim = system.claim
    data = {"data": system.data.sha256} if system.data else {}
    plan = {
        "name": system.name,
        "code": system.code_sha256,
        **data,
        "scale": asdict(scale),
        "seeds": seeds,
        "arms": {arm: dict(settings) for arm, settings in claim.arms.items()},
        "tests": [asdict(test) for test in claim.tests],
        "tuning": asdict(claim.tuning) if claim.tuning else None,
        "rule": RULE,
        "stop": STOP,
    }
    # As it is read back from its file: a tuple is a list there, and a plan must equal itself.
    return dict(json.loads(canonical(plan)))


def plan_sha256(plan: dict[str, Any]) -> str:
    """The hash of a plan."""
    return sha256(canonical(plan))


def changes(plan: dict[str, Any], others: list[dict[str, Any]]) -> tuple[str, ...]:
    """What other plans that were run in the same folder had that this one has not, in words."""
    told = []
    for other in others:
        parts = [_change(key, plan.get(key), other.get(key)) for key in plan if plan.get(key) != other.get(key)]
        told.append(f"Another plan was run in this folder ({plan_sha256(other)[:12]}): {'; '.join(parts)}.")
    return tuple(told)


def _change(key: str, now: Any, before: Any) -> str:
    if key == "data":
        return f"data {(before or 'none')[:12]} instead of {(now or 'none')[:12]}, whose rows are not used"
    if key == "code":
        return "other code or data, whose rows are not used"
    if key in ("seeds", "name"):
        return f"{key} {before} instead of {now}"
    return f"other {key}"


def power_told(seeds: int) -> str:
    """What the planned seeds can show, in words; known before the run."""
    effect = detectable(seeds)
    if effect is None:
        return f"{seeds} seeds are too few for a verdict, which takes {LEAST_PAIRS}."
    return (
        f"{seeds} paired seeds see a difference of {effect:.2f} standard deviations of the paired differences with a "
        "power of 0.8 by this rule, if the differences are normal."
    )
