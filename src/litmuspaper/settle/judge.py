"""From rows to a verdict: supported, refuted or inconclusive, at the scale that was run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from litmuspaper.settle.claim import Test
from litmuspaper.settle.power import detectable
from litmuspaper.settle.statistics import ALPHA, LEAST_PAIRS, equivalence_p, holm, interval, sign_flip_p
from litmuspaper.types import Row, Settled, Tested

_EQUIVALENCE_LEVEL = 0.9


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The differences by seed in the method's favour, and in words those that are missing."""

    by_seed: dict[int, float]
    missing: tuple[str, ...]

    @property
    def values(self) -> list[float]:
        """The differences in the order of the seeds."""
        return list(self.by_seed.values())


def judge(tests: Sequence[Test], rows: Sequence[Row], seeds: Sequence[int]) -> tuple[Tested, ...]:
    """Every test of an experiment on the rows of its test seeds.

    Args:
        tests: the primary one first.
        rows: the cells of the plan; a cell without a row counts as missing.
        seeds: those of the plan.

    Returns:
        The tests in their order, with Holm's p for those beyond the first.
    """
    found = {(row.arm, row.seed): row for row in rows if row.role == "test"}
    pairs = [_pairs(test, found, seeds) for test in tests]
    ps = [_p(test, one) for test, one in zip(tests, pairs, strict=True)]
    adjusted = [ps[0], *holm([1.0 if p is None else p for p in ps[1:]])]
    return tuple(
        _tested(test, one, p, None if p is None else by_holm, family=len(tests) - 1 if index else 0)
        for index, (test, one, p, by_holm) in enumerate(zip(tests, pairs, ps, adjusted, strict=True))
    )


def verdict_told(tested: Tested, scale: str) -> str:
    """The verdict in one sentence, which ends with the scale."""
    return f"{tested.verdict} at scale {scale}: {tested.reason}"


def _pairs(test: Test, rows: Mapping[tuple[str, int], Row], seeds: Sequence[int]) -> _Pairs:
    sign = 1.0 if test.higher_is_better else -1.0
    differences, missing = {}, []
    for seed in seeds:
        method, why = _value(rows.get((test.method, seed)), test.metric)
        rival, why_not = _rival(test, rows, seed)
        if method is None or rival is None:
            who = " and ".join(f"{arm}: {said}" for arm, said in ((test.method, why), (test.rival, why_not)) if said)
            missing.append(f"seed {seed}, {who}")
        else:
            differences[seed] = sign * (method - rival)
    return _Pairs(differences, tuple(missing))


def _rival(test: Test, rows: Mapping[tuple[str, int], Row], seed: int) -> tuple[float | None, str]:
    if isinstance(test.rival, str):
        return _value(rows.get((test.rival, seed)), test.metric)
    return float(test.rival), ""


def _value(row: Row | None, metric: str) -> tuple[float | None, str]:
    """The metric of a row, or why there is none."""
    if row is None:
        return None, "not run"
    if metric in row.metrics:
        return row.metrics[metric], ""
    odd = next((one for one in row.not_finite if one.startswith(f"{metric}: ")), "")
    return None, odd or row.error or f"no metric {metric}"


def _p(test: Test, pairs: _Pairs) -> float | None:
    d = pairs.values
    if len(d) < 2:
        return None
    if test.kind == "equivalence":
        return equivalence_p(d, test.margin)
    return sign_flip_p([one - test.margin for one in d])


def _tested(test: Test, pairs: _Pairs, p: float | None, adjusted: float | None, *, family: int) -> Tested:
    d = pairs.values
    tested = Tested(
        says=test.says,
        metric=test.metric,
        method=test.method,
        rival=f"{test.rival:g}" if isinstance(test.rival, float | int) else test.rival,
        kind=test.kind,
        higher_is_better=test.higher_is_better,
        margin=test.margin,
        smallest=test.smallest_effect,
        primary=family == 0,
        verdict="inconclusive",
        reason="",
        differences=pairs.by_seed,
        missing=pairs.missing,
    )
    if p is not None and adjusted is not None:
        level = _EQUIVALENCE_LEVEL if test.kind == "equivalence" else 0.95
        found, spread, reach = interval(d, level), float(np.std(d, ddof=1)), detectable(len(d))
        tested = tested.model_copy(
            update={
                "effect": float(np.mean(d)),
                "low": found.low,
                "high": found.high,
                "level": level,
                "interval": found.kind,
                "spread": spread,
                "p": p,
                "p_adjusted": adjusted,
                "detectable": None if reach is None else reach * spread,
            }
        )
    verdict, reason = _verdict(tested, max(1, family))
    return tested.model_copy(update={"verdict": verdict, "reason": reason})


def _verdict(one: Tested, family: int) -> tuple[Settled, str]:
    """The rule of `plan.RULE`; a refutation beyond the primary test pays for all of the family (Bonferroni)."""
    if one.missing:
        more = f" and {len(one.missing) - 1} more" if len(one.missing) > 1 else ""
        return "inconclusive", f"pairs are missing ({one.missing[0]}{more})"
    if len(one.differences) < LEAST_PAIRS or one.p_adjusted is None:
        return "inconclusive", f"too few seeds ({len(one.differences)}; a verdict takes {LEAST_PAIRS})"
    return _equivalence(one, family) if one.kind == "equivalence" else _superiority(one, family)


def _superiority(one: Tested, family: int) -> tuple[Settled, str]:
    low, high = one.low or 0.0, one.high or 0.0
    significant = one.p_adjusted is not None and one.p_adjusted <= ALPHA
    below = [x - one.smallest for x in one.differences.values()]
    better = low > one.margin and significant
    worse = high < one.smallest and family * sign_flip_p(below) <= ALPHA
    if better and worse:
        return "inconclusive", "an effect is there, but smaller than the smallest effect of interest"
    if better:
        return "supported", f"the interval lies above the margin of {one.margin:g}"
    if worse:
        return "refuted", f"the interval lies below the smallest effect of interest, {one.smallest:g}"
    if low > one.margin:
        return "inconclusive", f"the interval lies above the margin of {one.margin:g}, but p is above .05"
    return "inconclusive", f"the interval reaches from {low:.3g} to {high:.3g}"


def _equivalence(one: Tested, family: int) -> tuple[Settled, str]:
    low, high = one.low or 0.0, one.high or 0.0
    d = list(one.differences.values())
    if -one.margin < low and high < one.margin and one.p_adjusted is not None and one.p_adjusted <= ALPHA:
        return "supported", f"the interval lies within the margin of {one.margin:g}"
    wide = interval(d)
    beyond = [x - one.margin for x in d] if wide.low > 0 else [x + one.margin for x in d]
    if (wide.low > one.margin or wide.high < -one.margin) and family * sign_flip_p(beyond) <= ALPHA:
        return "refuted", f"the 95 % interval lies outside the margin of {one.margin:g}"
    return "inconclusive", f"the interval reaches from {low:.3g} to {high:.3g}, the margin is {one.margin:g}"
