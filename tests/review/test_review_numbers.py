"""Printed numbers and their intervals, as tables print them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.review.numbers import EVERYTHING, Interval, is_missing, numbers_in, read_number, shown


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("0.8505", "0.8505", 4),
        (".855", "0.855", 3),
        ("1,536", "1536", 0),
        ("1,234.5", "1234.5", 1),
        ("$-0.4$", "-0.4", 1),
        ("−2.5", "-2.5", 1),
        ("81.0\\%", "81", 1),
        ("81.0%", "81", 1),
        ("5.71 \\uparrow", "5.71", 2),
        ("\\textbf{28.4}", "28.4", 1),
        ("$\\mathbf{0.4477}$", "0.4477", 4),
        ("65.3†", "65.3", 1),
        ("9.96e-1 ± 7.70e-3", "0.996", 2),
        ("1.0·10^20", "100000000000000000000", 1),
        ("2.3 \\times 10^{19}", "23000000000000000000", 1),
        ("100K", "100000", 0),
        ("~37", "37", 0),
    ],
)
def test_a_cell_is_read_as_printed(text: str, value: str, decimals: int) -> None:
    number = read_number(text)
    assert number is not None
    assert number.value == Fraction(value)
    assert number.decimals == decimals


@pytest.mark.parametrize(
    "text", ["", "—", "n/a", "3/7", "12-15", "AAAI 25", "w/o 2 stages", "ViT-B/32", "90th", "2 of 3", "O(n^2)"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_spread_and_change_stand_beside_the_number() -> None:
    spread = read_number("55.2 ± 0.9")
    bracket = read_number("55.2 (0.9)")
    change = read_number("84.1 (+2.3)")
    arrow = read_number("84.1 (↓2.3)")
    assert spread is not None
    assert spread.spread == Fraction("0.9")
    assert spread.value == Fraction("55.2")
    assert bracket is not None
    assert bracket.spread == Fraction("0.9")
    assert change is not None
    assert change.delta is not None
    assert change.delta.value == Fraction("2.3")
    assert arrow is not None
    assert arrow.delta is not None
    assert arrow.delta.value == Fraction("-2.3")


def test_a_dash_is_not_a_zero() -> None:
    assert is_missing("—")
    assert is_missing("--")
    assert is_missing(" ")
    assert not is_missing("0")


def test_both_rules_for_halves_are_inside_the_interval() -> None:
    up, even = read_number("0.851"), read_number("0.850")
    assert up is not None
    assert even is not None
    exact = Interval(Fraction("0.8505"), Fraction("0.8505"))
    assert up.interval.meets(exact)
    assert even.interval.meets(exact)


def test_division_by_an_interval_with_zero_says_nothing() -> None:
    one = Interval(Fraction(1), Fraction(1))
    assert one / Interval(Fraction(-1), Fraction(1)) == EVERYTHING


def test_numbers_of_a_sentence_have_their_places() -> None:
    text = "It rises from 55.2 to 61.9 (12.1 per cent) in v1.2 of GPT-4."
    assert [(n.printed, n.percent) for _, _, n in numbers_in(text)] == [
        ("55.2", False),
        ("61.9", False),
        ("12.1", True),
    ]
    assert all(text[start:end] == n.printed for start, end, n in numbers_in(text))


@given(st.decimals(min_value=-10_000, max_value=10_000, places=3, allow_nan=False))
def test_every_value_lies_in_the_interval_of_its_print(value: object) -> None:
    exact = Fraction(str(value))
    for places in range(4):
        number = read_number(f"{float(exact):.{places}f}")
        assert number is not None
        assert number.interval.low <= exact <= number.interval.high


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 6))
def test_a_shown_fraction_is_within_half_a_unit(value: Fraction, decimals: int) -> None:
    assert abs(Fraction(shown(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    number = read_number(text)
    assert number is None or number.step > 0
