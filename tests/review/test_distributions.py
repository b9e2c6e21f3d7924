"""Tail probabilities against values of published tables and of independent software, and the laws they obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.stats import (
    chi2_tail,
    f_tail,
    incomplete_beta,
    normal_tail,
    r_tail,
    t_tail,
    upper_gamma,
)

# Critical values of the usual tables at .05 and .01, and tails computed with scipy 1.15.
KNOWN = [
    (normal_tail(1.959963984540054), 0.05),
    (normal_tail(2.5758293035489), 0.01),
    (t_tail(2.0, 14), 0.06528795288911197),
    (t_tail(12.706204736432095, 1), 0.05),
    (t_tail(-4.93, 37), 1.7509066051278235e-05),
    (f_tail(1.203, 2, 56), 0.30793266521673135),
    (f_tail(4.48, 2, 70), 0.014763234302108175),
    (f_tail(161.44763879758827, 1, 1), 0.05),
    (chi2_tail(3.841458820694124, 1), 0.05),
    (chi2_tail(252.78, 26), 0.0),
    (chi2_tail(18.307038053275146, 10), 0.05),
    (r_tail(0.34, 46), 0.018058644470580937),
    (upper_gamma(3.0, 2.0), 0.6766764161830634),
    (incomplete_beta(2.0, 3.0, 0.4), 0.5248),
]


@pytest.mark.parametrize(("computed", "known"), KNOWN)
def test_tails_agree_with_published_values(computed, known):
    assert computed == pytest.approx(known, rel=1e-9, abs=1e-12)


@given(st.floats(0.05, 300), st.floats(0.05, 300), st.floats(1e-6, 0.999999))
def test_the_incomplete_beta_is_symmetric_and_a_probability(a, b, x):
    value = incomplete_beta(a, b, x)
    assert 0 <= value <= 1
    assert value + incomplete_beta(b, a, 1 - x) == pytest.approx(1, abs=1e-8)


@given(st.floats(0, 60), st.floats(0, 5), st.integers(1, 2000))
def test_a_larger_statistic_is_less_likely(statistic, more, df):
    assert t_tail(statistic + more, df) <= t_tail(statistic, df) + 1e-12
    assert chi2_tail(statistic + more, df) <= chi2_tail(statistic, df) + 1e-12


@given(st.floats(0.01, 30), st.integers(1, 500))
def test_f_of_one_and_n_is_t_squared(t, df):
    assert f_tail(t * t, 1, df) == pytest.approx(t_tail(t, df), abs=1e-9)
