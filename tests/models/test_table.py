"""The embedded table and its words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.models.table import PATH, load_table
from litmuspaper.models.words import located_words, stem, words


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [("Studies", "study"), ("masses", "mass"), ("analysis", "analysis"), ("bias", "bias"), ("models", "model"),
     ("Fourier's", "fourier"), ("boxes", "box"), ("loss", "loss"), ("GPUs", "gpu"), ("gas", "gas"), ("us", "us")],
)  # fmt: skip
def test_plurals_are_stemmed_and_nothing_else(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


def test_tex_and_stop_words_are_left_out() -> None:
    assert words(r"The $\ell_1$ norm of \emph{sparse} codes, i.e. their size") == ["norm", "sparse", "code", "size"]


@given(st.text(max_size=300))
def test_located_words_are_the_words_with_their_places(text: str) -> None:
    located = located_words(text)
    assert all(stem(text[start:end]) == word for word, start, end in located)
    assert [start for _, start, _ in located] == sorted({start for _, start, _ in located})


def test_the_table_is_small_and_means_something() -> None:
    table = load_table()
    assert PATH.stat().st_size < 6_000_000
    assert table.background.size >= 3_000
    texts = [
        "touch sensing with a tactile skin",
        "a haptic gripper that feels contact",
        "spectra of distant galaxies",
        "",
    ]
    vectors = table.embed(table.bags([words(text) for text in texts]))
    assert np.allclose(np.linalg.norm(vectors[:3], axis=1), 1, atol=1e-5)
    assert not vectors[3].any()
    near, far = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    assert near > far + 0.2


def test_bags_count_words_and_leave_out_what_nobody_knows() -> None:
    table = load_table()
    bags = table.bags([["model", "model", "xqzzy"], [], ["model", "zork"]], {"zork": len(table.idf)})
    assert bags.size == 3
    assert bags.rows.tolist() == [0, 2, 2]
    assert bags.counts.tolist() == [2, 1, 1]
    assert bags.lengths.tolist() == [3, 0, 2]
