"""The statistics of the lab: against brute force and published values, and the laws that they obey."""

import random
from itertools import product
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.settle.power import detectable, rule_power
from litmuspaper.settle.statistics import equivalence_p, holm, interval, sign_flip_p, t_quantile

# Darwin's maize, cross- less self-fertilised heights in eighths of an inch (Fisher 1935, section 17): of the 32,768
# sums of signs 863 are as large as 314 on that side, so p = 1726 / 32768.
DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
FINITE = st.floats(-1e3, 1e3).map(lambda x: round(x, 3))


def brute(d, two_sided):
    sums = [float(np.dot(signs, d)) for signs in product((1, -1), repeat=len(d))]
    seen = sum(d)
    far = [abs(s) >= abs(seen) - 1e-6 if two_sided else s >= seen - 1e-6 for s in sums]
    return np.mean(far)


def test_the_sign_flip_p_of_darwins_maize_is_fishers():
    assert sign_flip_p(DARWIN) == pytest.approx(1726 / 32768, abs=1e-12)


@given(st.lists(FINITE, min_size=2, max_size=9), st.booleans())
def test_the_sign_flip_p_counts_all_signs(d, two_sided):
    assert sign_flip_p(d, two_sided=two_sided) == pytest.approx(brute(d, two_sided), abs=1e-12)


def test_six_pairs_on_one_side_reach_the_threshold_and_five_do_not():
    assert sign_flip_p([1.0] * 6) == 2 / 64
    assert sign_flip_p([1.0] * 5) > 0.05


def test_forty_pairs_are_counted_exactly_and_more_are_drawn():
    assert sign_flip_p([1.0] * 40) == pytest.approx(2 / 2**40)
    assert sign_flip_p([1.0] * 41) == pytest.approx(2 / 200_001)


@given(st.lists(FINITE, min_size=6, max_size=12), st.floats(-50, 50), st.floats(0.1, 10))
def test_an_interval_moves_and_stretches_with_the_differences(d, shift, scale):
    one, other = interval(d), interval([shift + scale * x for x in d])
    reach = 1e-6 * (1 + abs(shift) + scale * max(map(abs, d)))
    if one.kind == other.kind:
        assert other.low == pytest.approx(shift + scale * one.low, abs=reach)
        assert other.high == pytest.approx(shift + scale * one.high, abs=reach)
    assert one.low <= np.mean(d) + 1e-9
    assert one.high >= np.mean(d) - 1e-9


def test_an_interval_without_spread_is_a_point_and_with_little_of_it_a_t_interval():
    assert interval([2.0] * 8).kind == "no spread"
    assert interval([1.0] * 9 + [2.0]).kind == "t"
    found = interval(DARWIN)
    assert (found.kind, found.level) == ("bootstrap-t", 0.95)
    draw, n, mean = random.Random(3), len(DARWIN), fmean(DARWIN)
    ts = []
    for _ in range(4000):  # the same in plain Python, with other draws
        one = draw.choices(DARWIN, k=n)
        ts.append((fmean(one) - mean) / (stdev(one) / n**0.5))
    ts.sort()
    error = stdev(DARWIN) / n**0.5
    assert found.low == pytest.approx(mean - ts[3900] * error, abs=2.5)
    assert found.high == pytest.approx(mean - ts[100] * error, abs=2.5)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(7)
    covered = [(i := interval(rng.normal(1, 1, 10), resamples=999)).low <= 1 <= i.high for _ in range(300)]
    assert 0.91 <= np.mean(covered) <= 0.985


def test_quantiles_of_t_are_those_of_the_tables():
    assert t_quantile(0.05, 9) == pytest.approx(2.2621572, abs=1e-6)
    assert t_quantile(0.1, 5) == pytest.approx(2.0150484, abs=1e-6)


def test_holm_is_as_in_his_paper():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_never_makes_a_p_smaller_and_keeps_their_order(ps):
    adjusted = holm(ps)
    assert all(a >= p and a <= 1 for a, p in zip(adjusted, ps, strict=True))
    assert all(adjusted[i] <= adjusted[j] for i in range(len(ps)) for j in range(len(ps)) if ps[i] < ps[j])


def test_equivalence_needs_both_sides():
    near = [0.01, -0.02, 0.03, -0.01, 0.0, 0.02, -0.03, 0.01]
    assert equivalence_p(near, 0.5) <= 0.05
    assert equivalence_p([x + 0.49 for x in near], 0.5) > 0.05
    assert equivalence_p([0.0] * 8, 0.5) <= 0.05
    assert equivalence_p([0.6] * 8, 0.5) == 1.0


def test_the_power_of_the_rule_is_below_that_of_a_t_test_and_grows():
    assert rule_power(1.0, 5) == 0.0
    assert rule_power(0.0, 10) < 0.03
    found = [rule_power(1.0, pairs) for pairs in (6, 8, 10, 13)]
    assert found == sorted(found)
    assert 0.6 < rule_power(1.0, 10) < 0.803  # the paired t test has 0.803
    assert detectable(5) is None
    assert detectable(10) > detectable(13) > 0.8
