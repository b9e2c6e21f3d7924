"""What the best papers of a small pool have in common; the records are made here."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.parse import parse
from litmuspaper.select import pool
from litmuspaper.select.ranking import six_digits
from litmuspaper.types import Paper

PLAIN = ("rivers", "granite", "pollen", "harbours", "lichens", "drumlins", "otters")


def records(count=120):
    """Twelve papers on tides, of which the criterion finds six; all others are of all kinds."""
    made = []
    for n in range(count):
        if n < 12:
            text = f"We measure the salt marsh tide number {n} by gauges in the estuary mouth."
        else:
            text = f"A study of {PLAIN[n % 7]} and {PLAIN[(n * 3) % 7]} in region {n}."
        made.append(parse(Paper(id=f"{n:03}", title=f"Record {n}", abstract=text)))
    logits = np.full(count, -9.0, np.float32)
    logits[:6] = 3.0
    logits[20:40] = -2.0  # nearer by the criteria than the six that are meant
    return made, np.zeros((count, 4), np.float32), logits


def test_those_that_share_the_words_of_the_best_come_before_those_that_do_not():
    documents, vectors, logits = records()
    shift = pool.in_common(documents, vectors, logits, 0.0)
    assert shift[6:12].min() > shift[12:].max()
    assert (logits + shift)[6:12].min() > (logits + shift)[40:].max()
    assert (logits + shift)[:6].min() > (logits + shift)[6:].max(), "the best stay the best"


def test_the_order_of_the_pool_does_not_matter():
    documents, vectors, logits = records()
    shift = pool.in_common(documents, vectors, logits, 0.0)
    turned = pool.in_common(documents[::-1], vectors, logits[::-1], 0.0)[::-1]
    assert turned == pytest.approx(shift, abs=2e-2)


@pytest.mark.parametrize(("count", "least"), [(pool.LEAST_POOL - 1, 0.0), (120, 3.5)])
def test_nothing_is_presumed_in_a_handful_of_papers_or_where_too_few_come_into_question(count, least):
    documents, vectors, logits = records(count)
    assert not pool.in_common(documents, vectors, logits, least).any()


@given(st.floats(1e-12, 1 - 1e-12), st.floats(1e-12, 1 - 1e-12))
def test_six_digits_keep_the_order_of_chances_near_both_ends(one, other):
    low, high = sorted((six_digits(one), six_digits(other)))
    assert 0 <= low <= high <= 1
    assert (six_digits(one) <= six_digits(other)) == (one <= other) or low == pytest.approx(high, rel=1e-5)
    assert six_digits(one) == pytest.approx(one, rel=1e-5)


def test_chances_that_six_digits_would_make_equal_stay_apart():
    assert six_digits(0.99999991) < six_digits(0.99999992) < 1
