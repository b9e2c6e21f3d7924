"""The drawings of a report: whatever the numbers, marks are in order and everything stays inside."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper import types
from litmuspaper.publish.settle_chart import axis, forest
from litmuspaper.publish.settle_words import number, p_told

VALUES = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=12)


@given(VALUES)
def test_an_axis_holds_its_values_and_a_few_marks_in_order(values):
    scale = axis(values)
    places = [place for place, _ in scale.ticks]
    assert all(0 <= scale.at(value) <= 100 for value in values)
    assert places == sorted(places)
    assert 1 <= len(places) <= 7
    assert len({label for _, label in scale.ticks}) == len(places)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0, "0"),
        (0.12345, "0.1235"),
        (-12.0, "\u221212"),
        (1234.5678, "1235"),
        (3e-9, "3e-09"),
        (None, "–"),
        (math.inf, "–"),
    ],
)
def test_numbers_are_told_to_four_digits(value, told):
    assert number(value) == told


def test_small_ps_are_told_as_such():
    assert [p_told(p) for p in (None, 0.05, 2 / 2**20)] == ["–", "0.0500", "< .0001"]


def test_a_test_without_an_interval_has_no_drawing():
    none = types.Tested(
        says="",
        metric="m",
        method="a",
        rival="b",
        kind="superiority",
        higher_is_better=True,
        margin=0,
        smallest=0,
        primary=True,
        verdict="inconclusive",
        reason="too few seeds",
    )
    assert forest(none) is None
    drawn = forest(none.model_copy(update={"effect": 1.0, "low": 0.5, "high": 1.5, "differences": {0: 0.4, 1: 1.6}}))
    assert drawn.zero < drawn.low < drawn.mean < drawn.low + drawn.width
    assert [seed for _, seed in drawn.dots] == [0, 1]
