"""Screening: labels bring what is like them to the top, and the stopping rule is right about what it claims."""

from math import comb

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.select import screening
from litmuspaper.select.stopping import _at_most, stopping

TEXTS = [f"Tides and salt in estuary number {n}" for n in range(20)] + [
    f"Soil and slope of plot {n}" for n in range(40)
]


def test_one_label_of_each_kind_is_enough_to_start():
    pool = screening.pool(TEXTS)
    found = screening.logits(pool, screening.learn(pool, {0: True, 20: False}))
    assert set(np.argsort(-found)[:20]) == set(range(20))
    assert ((screening.chances(found) >= 0) & (screening.chances(found) <= 1)).all()


def test_labels_of_one_kind_and_records_without_text_break_nothing():
    pool = screening.pool([*TEXTS, "", "-"])
    for labels in ({0: True}, {0: False}, {60: True, 61: False}):
        assert np.isfinite(screening.logits(pool, screening.learn(pool, labels))).all()


def test_nothing_is_known_before_a_relevant_record_is_found_and_all_when_all_is_read():
    assert stopping([], 100).risk == 1.0
    assert not stopping([False] * 60, 100).may_stop
    assert stopping([True, False], 2).may_stop


def test_reading_on_without_a_find_lowers_the_risk():
    risks = [stopping([True] * 10 + [False] * more, 200).risk for more in (0, 40, 90, 150)]
    assert risks == sorted(risks, reverse=True)
    assert risks[0] > 0.5
    assert stopping([True] * 10 + [False] * 185, 200).may_stop
    assert not stopping([True] * 10 + [False] * 40, 200).may_stop
    assert stopping([True, False, False], 200).irrelevant_in_a_row == 2


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 12), st.integers(1, 40), st.integers(0, 40), st.integers(0, 40))
def test_the_chance_is_the_hypergeometric_one(hits, size, marked, drawn):
    marked, drawn = min(marked, size), min(drawn, size)
    ways = sum(comb(marked, k) * comb(size - marked, drawn - k) for k in range(min(hits, drawn) + 1))
    assert abs(_at_most(hits, size, marked, drawn) - ways / comb(size, drawn)) < 1e-9


def test_of_random_reading_it_is_wrong_no_more_often_than_it_says_at_any_one_moment():
    """At random no window is better than chance: the rule's claim must hold for each moment by itself."""
    rng = np.random.default_rng(1)
    wrong = 0
    for _ in range(300):
        order = rng.permutation(300) < 30
        advice = stopping([bool(one) for one in order[:270]], 300)
        wrong += advice.may_stop and order[:270].sum() < 0.95 * 30
    assert wrong / 300 <= 0.1
