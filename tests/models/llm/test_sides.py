"""What names, numbers and directions cannot tell: sides of a comparison, hedges, negations. Sentences of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.models.llm.sides import altered, swapped

QUOTE = (
    "Cairnslice outperforms the volumetric network on small tumours. Slow mixing may reduce the salt flux. "
    "The wall is not robust to spring tides. Sparse layers need less memory than dense layers."
)


@pytest.mark.parametrize(
    "said",
    [
        "Cairnslice outperforms the volumetric network.",
        "On small tumours Cairnslice outperforms the volumetric network.",
        "The volumetric network is outperformed by Cairnslice.",
        "Sparse layers need less memory than dense layers.",
        "Cairnslice is compared with the volumetric network.",
        "It walks through the volume.",
    ],
)
def test_sides_that_stay_pass(said):
    assert swapped(said, [QUOTE]) == ""


@pytest.mark.parametrize(
    "said",
    [
        "The volumetric network outperforms Cairnslice.",
        "Cairnslice is outperformed by the volumetric network.",
        "Dense layers need less memory than sparse layers.",
    ],
)
def test_sides_that_changed_fail(said):
    assert swapped(said, [QUOTE])


@pytest.mark.parametrize(
    "said",
    [
        "Slow mixing may reduce the salt flux.",
        "Slow mixing could reduce the salt flux.",
        "The wall is not robust to spring tides.",
        "The wall is never robust to spring tides.",
        "Cairnslice outperforms the volumetric network on small tumours.",
    ],
)
def test_hedges_and_negations_that_stay_pass(said):
    assert altered(said, [QUOTE]) == ""


@pytest.mark.parametrize(
    "said",
    [
        "Slow mixing reduces the salt flux.",
        "The wall is robust to spring tides.",
        "Slow mixing may not reduce the salt flux.",
    ],
)
def test_hedges_and_negations_that_changed_fail(said):
    assert altered(said, [QUOTE])


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_no_text_breaks_the_gate(said, quoted):
    assert isinstance(swapped(said, quoted) + altered(said, quoted), str)
