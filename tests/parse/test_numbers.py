"""Printed numbers: strings stay strings, values are exact, intervals are what the digits say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.parse.numbers import numbers, read_number

CELLS = [
    ("0.7734", "0.7734", 4),
    ("1,234.5", "1234.5", 1),
    ("1.234,5", "1234.5", 1),
    ("1,234", "1234", 0),
    ("1,234,567", "1234567", 0),
    ("1{,}234", "1234", 0),
    ("1\u202f234", "1234", 0),
    ("12,5", "12.5", 1),
    ("0,123", "0.123", 3),
    ("1e-3", "0.001", 3),
    ("1.2e3", "1200", -2),
    ("3×10^{-4}", "0.0003", 4),
    (r"$3 \times 10^{-4}$", "0.0003", 4),
    ("10⁻³", "0.001", 3),
    ("−0.5", "-0.5", 1),
    ("–0.5", "-0.5", 1),
    ("$-$0.5", "-0.5", 1),
    (".808", "0.808", 3),
    ("0.860", "0.860", 3),
    (r"$\mathbf{0.851}$", "0.851", 3),
    ("<u>0.604</u>", "0.604", 3),
    ("**0.604**", "0.604", 3),
    (r"5.71 \uparrow", "5.71", 2),
    ("0.5*", "0.5", 1),
    ("(12)", "12", 0),
]


@pytest.mark.parametrize(("cell", "value", "decimals"), CELLS)
def test_a_cell_with_one_number_gives_its_value_and_its_decimals(cell, value, decimals):
    number = read_number(cell)
    assert number is not None
    assert (number.value, number.decimals) == (Decimal(value), decimals)
    assert cell[number.start : number.end] == number.printed


@pytest.mark.parametrize(
    "cell", ["", "—", "-", "AAAI 25", "12/15", "3D", "p<0.05", "1.2.3", "w/o MIS", "0.5 (0.1)", "1,2,3", "x" * 500]
)
def test_a_cell_without_one_number_gives_none(cell):
    assert read_number(cell) is None


def test_percent_unit_relation_and_error_are_kept_apart_from_the_value():
    assert read_number(r"85.3\%").percent
    assert (read_number("1.2 ms").value, read_number("1.2 ms").unit) == (Decimal("1.2"), "ms")
    assert (read_number("1.2M").value, read_number("1.2M").unit) == (Decimal("1.2"), "M")
    assert read_number("< 0.001").relation == "<"
    assert read_number(r"$\leq 3$").relation == "≤"
    for cell in ("0.512 ± 0.003", r"$0.512 \pm 0.003$", "0.512 (±0.003)", "0.512(3)", r"$0.512_{\pm 0.003}$"):
        assert read_number(cell).value == Decimal("0.512"), cell
        assert read_number(cell).error.value == Decimal("0.003"), cell


def test_a_sentence_gives_its_numbers_and_not_those_of_names():
    text = (
        "On CIFAR-10 with ResNet50, F1 rose from .808 to 0.855 (5.82 %), in [0,1], over 1,234.5 s and 95.2 ± 0.3, v2.0."
    )
    assert [n.printed for n in numbers(text)] == [".808", "0.855", "5.82 %", "0", "1", "1,234.5", "95.2"]
    assert numbers("1.2.3") == []


def test_the_gain_of_the_model_audit_is_feasible_only_before_rounding():
    # 0.808 and 0.855 with three printed decimals allow gains of 5.69 to 5.95 per cent, so 5.71 is no error.
    low = (read_number("0.855").interval[0] - read_number("0.808").interval[1]) / read_number("0.808").interval[1]
    high = (read_number("0.855").interval[1] - read_number("0.808").interval[0]) / read_number("0.808").interval[0]
    assert low * 100 < Decimal("5.71") < high * 100


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
    st.sampled_from(["{}", "${}$", "**{}**", r"\textbf{{{}}}", "{} %"]),
)
def test_what_is_printed_is_read_back_and_its_interval_is_one_unit_wide(value, frame):
    number = read_number(frame.format(f"{value:f}"))
    assert number is not None
    assert (number.value, number.decimals) == (value, 4)
    low, high = number.interval
    assert low <= number.value <= high
    assert high - low == Decimal(1).scaleb(-number.decimals) == number.ulp


@given(st.integers(0, 10**12))
def test_thousands_in_english_print_are_one_number(value):
    assert read_number(f"{value:,}").value == value


@given(st.text())
def test_any_text_gives_numbers_that_are_where_they_say(text):
    last = 0
    for number in numbers(text):
        assert text[number.start : number.end] == number.printed
        assert last <= number.start < number.end
        assert number.interval[0] <= number.value <= number.interval[1]
        last = number.end
    cell = read_number(text)
    assert cell is None or text[cell.start : cell.end] == cell.printed
