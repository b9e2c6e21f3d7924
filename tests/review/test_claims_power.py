"""How many seeds a margin needs: known values of the paired t test, and the laws that every figure obeys."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.review.power import POWER, pairs_needed
from litmuspaper.stats import power, t_limit


@pytest.mark.parametrize(
    ("effect", "pairs"),
    [(2.0, 5), (1.0, 10), (0.8, 15), (0.5, 34), (0.2, 199), (0.1, 787)],
)
def test_known_sample_sizes_of_the_paired_t_test(effect: float, pairs: int) -> None:
    assert pairs_needed(effect, 1.0) == pairs


def test_known_power_and_limit() -> None:
    assert power(1.0, 10) == pytest.approx(0.8031, abs=1e-4)
    assert power(0.0, 10) == pytest.approx(0.05, abs=1e-6)
    assert t_limit(9) == pytest.approx(2.2621572, abs=1e-6)
    assert t_limit(1) == pytest.approx(12.7062047, abs=1e-6)


effects = st.floats(0.005, 20, allow_nan=False)


@settings(deadline=None)
@given(effects, st.floats(1.0, 5.0))
def test_a_larger_margin_never_needs_more_seeds(effect: float, factor: float) -> None:
    few, many = pairs_needed(effect * factor, 1.0), pairs_needed(effect, 1.0)
    assert few is not None
    assert many is not None
    assert 2 <= few <= many


@settings(deadline=None)
@given(effects, st.floats(1.0, 5.0))
def test_a_larger_spread_never_needs_fewer_seeds(margin: float, factor: float) -> None:
    narrow, wide = pairs_needed(margin, 1.0), pairs_needed(margin, factor)
    assert narrow is not None
    assert wide is not None
    assert narrow <= wide


@settings(deadline=None)
@given(st.floats(0.1, 20), st.floats(1e-6, 1e6))
def test_only_the_ratio_counts(effect: float, scale: float) -> None:
    one, other = pairs_needed(effect, 1.0), pairs_needed(-effect * scale, scale)
    assert one is not None
    assert other is not None
    assert abs(one - other) <= 1  # the ratio of two floats may differ in its last bit


@settings(deadline=None)
@given(st.floats(0.08, 20))
def test_the_answer_is_the_fewest_that_reach_the_power(effect: float) -> None:
    pairs = pairs_needed(effect, 1.0)
    assert pairs is not None
    assert power(effect, pairs) >= POWER
    assert pairs == 2 or power(effect, pairs - 1) < POWER


@pytest.mark.parametrize(
    ("margin", "spread"), [(0.0, 1.0), (1.0, 0.0), (math.nan, 1.0), (1.0, math.inf), (1e-9, 1.0), (math.inf, 1.0)]
)
def test_what_no_run_can_see_has_no_number(margin: float, spread: float) -> None:
    assert pairs_needed(margin, spread) is None
