"""The exact interval of a share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.bench.interval import clopper_pearson


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Closed forms at the ends; 5 of 10 and 30 of 100 as in the published tables of the method.
    [
        (7, 7, 0.025 ** (1 / 7), 1.0),
        (0, 10, 0.0, 1 - 0.025 ** (1 / 10)),
        (5, 10, 0.1871, 0.8129),
        (30, 100, 0.2124, 0.3998),
    ],
)
def test_known_intervals(hits, of, low, high):
    assert clopper_pearson(hits, of) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 300).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_mirrors(counts):
    hits, of = counts
    low, high = clopper_pearson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    assert clopper_pearson(of - hits, of) == pytest.approx((1 - high, 1 - low), abs=1e-9)
