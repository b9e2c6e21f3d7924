"""The rule from rows to a verdict, at each of its edges."""

import pytest

from litmuspaper.settle.claim import Test
from litmuspaper.settle.judge import judge
from litmuspaper.types import Row

BETTER = Test(metric="score", method="a", rival="b", higher_is_better=True, margin=0.1)


def rows(a, b=None, **more):
    found = [
        Row(role="test", arm="a", seed=n, settings={}, status="done", metrics={"score": x}) for n, x in enumerate(a)
    ]
    for n, x in enumerate(b if b is not None else [0.0] * len(a)):
        found.append(Row(role="test", arm="b", seed=n, settings={}, status="done", metrics={"score": x}))
    return found


def one(test, found, seeds=None):
    return judge([test], found, range(len([row for row in found if row.arm == "a"]) if seeds is None else seeds))[0]


CLEAR = [1.0, 1.2, 0.9, 1.1, 1.3, 0.8]


def test_a_clear_effect_is_supported_and_a_clear_lack_refuted():
    assert one(BETTER, rows(CLEAR)).verdict == "supported"
    assert one(BETTER, rows([-x for x in CLEAR])).verdict == "refuted"


def test_lower_is_better_turns_the_sign():
    test = Test(metric="score", method="a", rival="b", higher_is_better=False, margin=0.1)
    tested = one(test, rows([-x for x in CLEAR]))
    assert (tested.verdict, tested.effect) == ("supported", pytest.approx(1.05))


def test_fewer_than_six_pairs_settle_nothing_however_clear():
    tested = one(BETTER, rows(CLEAR[:5]))
    assert (tested.verdict, tested.reason) == ("inconclusive", "too few seeds (5; a verdict takes 6)")
    assert one(BETTER, rows(CLEAR[:1])).effect is None


def test_an_effect_above_zero_but_not_beyond_the_margin_is_inconclusive():
    test = Test(metric="score", method="a", rival="b", higher_is_better=True, margin=1.0)
    assert one(test, rows(CLEAR)).verdict == "inconclusive"


def test_a_null_is_inconclusive_unless_the_smallest_effect_of_interest_is_excluded():
    null = [0.1, -0.2, 0.15, -0.1, 0.05, -0.05, 0.1, -0.1]
    assert one(Test(metric="score", method="a", rival="b", higher_is_better=True), rows(null)).verdict == "inconclusive"
    wanted = Test(metric="score", method="a", rival="b", higher_is_better=True, smallest=1.0)
    assert one(wanted, rows(null)).verdict == "refuted"


def test_an_effect_that_is_there_and_too_small_to_matter_is_neither():
    wanted = Test(metric="score", method="a", rival="b", higher_is_better=True, smallest=5.0)
    tested = one(wanted, rows(CLEAR))
    assert (tested.verdict, "smaller than the smallest" in tested.reason) == ("inconclusive", True)


def test_a_number_can_be_the_rival():
    tested = one(Test(metric="score", method="a", rival=0.5, higher_is_better=True), rows(CLEAR))
    assert (tested.verdict, tested.rival, tested.effect) == ("supported", "0.5", pytest.approx(0.55))


def test_a_pair_that_is_missing_settles_nothing_and_is_told():
    found = rows(CLEAR)
    found[2] = Row(role="test", arm="a", seed=2, settings={}, status="not finite", not_finite=("score: inf",))
    tested = one(BETTER, found)
    assert (tested.verdict, tested.missing) == ("inconclusive", ("seed 2, a: score: inf",))
    assert one(BETTER, rows(CLEAR), seeds=7).missing == ("seed 6, a: not run and b: not run",)


def test_rows_of_tuning_are_no_part_of_a_test():
    found = [row.model_copy(update={"role": "tuning"}) for row in rows(CLEAR)]
    assert one(BETTER, found, seeds=6).differences == {}


def test_equivalence_is_supported_within_the_margin_and_refuted_outside():
    test = Test(metric="score", method="a", rival="b", higher_is_better=True, margin=0.5, kind="equivalence")
    near = [0.01, -0.02, 0.03, -0.01, 0.0, 0.02]
    assert one(test, rows(near)).verdict == "supported"
    assert one(test, rows([x + 2 for x in near])).verdict == "refuted"
    assert one(test, rows([x - 2 for x in near])).verdict == "refuted"
    assert one(test, rows([x + 0.5 for x in near])).verdict == "inconclusive"
    assert one(test, rows([0.0] * 6)).verdict == "supported"


def test_arms_that_never_differ_are_no_evidence_for_either():
    tested = one(Test(metric="score", method="a", rival="b", higher_is_better=True), rows([0.0] * 8))
    assert (tested.verdict, tested.low, tested.high, tested.p) == ("inconclusive", 0.0, 0.0, 1.0)


def test_tests_beyond_the_primary_one_pay_for_their_number():
    tests = [BETTER] * 3
    first, *others = judge(tests, rows(CLEAR), range(6))
    assert (first.primary, first.p_adjusted, first.verdict) == (True, 2 / 64, "supported")
    assert [(other.primary, other.p_adjusted, other.verdict) for other in others] == [
        (False, 4 / 64, "inconclusive")
    ] * 2
