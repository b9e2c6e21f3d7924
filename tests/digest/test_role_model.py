"""The role model: chances that sum to one, the same every time, and sure of plain cases. Sentences of our own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.digest.places import is_quotable, kind_of
from litmuspaper.digest.role_model import LABELS, PATH, load_roles

ABSTRACT = [
    "Seabirds are counted every summer on many coasts.",
    "The aim of this study is to count them from the air.",
    "We trained a network on 4,000 images that were labelled by two observers.",
    "Results show that the counting error was reduced by 18%.",
]


def test_a_plain_abstract_is_read_as_its_course() -> None:
    told = [LABELS[n] for n in load_roles().chances(ABSTRACT).argmax(axis=1)]
    assert told == ["background", "objective", "method", "result"]


def test_the_shipped_weights_are_small() -> None:
    assert PATH.stat().st_size <= 1_500_000


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_sentences_have_chances_that_sum_to_one(sentences: list[str]) -> None:
    chances = load_roles().chances(sentences)
    assert chances.shape == (len(sentences), len(LABELS))
    assert np.isfinite(chances).all()
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-5)
    assert np.array_equal(chances, load_roles().chances(sentences))


def test_headings_say_what_a_section_holds() -> None:
    kinds = {
        "Related Work": "related",
        "Ablation Study": "ablation",
        "4.1 Experimental Setup": "setup",
        "Limitations": "limits",
        "Main Results": "results",
        "Acknowledgements": "end",
        "Data availability": "availability",
        "A heading of no kind": "other",
    }
    assert {title: kind_of(title) for title in kinds} == kinds


def test_only_whole_sentences_of_words_are_quoted() -> None:
    assert is_quotable("We count the birds of one colony in two summers.")
    assert not is_quotable("birds of one colony in two summers and then")
    assert not is_quotable("Section 4 describes the colonies and the boats that we used.")
    assert not is_quotable("$a + b = c$ $d$ $e$ $f$ $g$ $h$.")
    assert not is_quotable("See Fig.")
