"""Nearest earlier papers; the papers are invented, written by us."""

import numpy as np
import pytest

from litmuspaper.models.table import load_table
from litmuspaper.parse import parse
from litmuspaper.select.novelty import AT_MOST, nearest, neighbours
from litmuspaper.types import Paper

THIS = Paper(
    id="2",
    title="Alpha mattes of hair from one photograph without trimaps",
    abstract="Image matting separates hair from its background. We predict the alpha matte with a diffusion model. "
    "Unlike earlier work we synthesise underwater portraits, where bubbles confuse every trimap.",
)
NEAR = Paper(
    id="1",
    title="Trimaps for hair: alpha matting with guided filters",
    abstract="Image matting of hair needs a trimap. We refine the alpha matte by guided filters on portraits.",
)
FAR = Paper(
    id="0",
    title="Sediment plumes of melting glaciers",
    abstract="Glaciers carry sediment into fjords. We measure plumes with drifters and moorings.",
)


def documents(*papers):
    return [parse(paper) for paper in papers]


def test_the_nearest_is_told_with_quotes_from_both_and_what_is_new():
    (found,) = neighbours(parse(THIS), documents(FAR, NEAR), load_table())
    assert found.id == "1"
    assert {"matting", "alpha", "hair"} & {word.lower() for word in found.shared}
    for span, paper in ((found.here, THIS), (found.there, NEAR), (found.adds, THIS)):
        assert getattr(paper, span.field)[span.start : span.end] == span.text
    assert "underwater" in found.adds.text
    assert "underwater" in found.new_words
    assert not set(found.new_words) & set(f"{NEAR.title} {NEAR.abstract}".split())


def test_a_paper_of_another_subject_is_no_neighbour():
    assert neighbours(parse(THIS), documents(FAR), load_table()) == ()
    assert neighbours(parse(THIS), [], load_table()) == ()


def test_the_same_text_adds_nothing():
    (found,) = neighbours(parse(THIS), documents(THIS.model_copy(update={"id": "copy"})), load_table())
    assert found.adds is None
    assert found.new_words == ()


@pytest.mark.parametrize("text", ["", "é", "the of and", "$$", "x" * 5000, "\U0001f600 " * 50])
def test_odd_papers_are_answered(text):
    odd = Paper(id="odd", title=text, abstract=text)
    assert neighbours(parse(odd), documents(NEAR, odd), load_table()) is not None
    assert all(one.id != "odd" or text for one in neighbours(parse(THIS), documents(odd), load_table()))


def test_at_most_three_and_always_the_same():
    copies = documents(*(NEAR.model_copy(update={"id": str(n)}) for n in range(10)))
    found = neighbours(parse(THIS), copies, load_table())
    assert [one.id for one in found] == ["0", "1", "2"]
    assert len(found) == AT_MOST


def test_nearest_rows_come_in_blocks_and_in_order():
    rng = np.random.default_rng(0)
    corpus = rng.normal(size=(45_000, 8)).astype(np.float16)
    query = rng.normal(size=(3, 8)).astype(np.float32)
    found = nearest(query, corpus, at_most=5)
    scores = query @ corpus.astype(np.float32).T
    assert found == [np.argsort(-row, kind="stable")[:5].tolist() for row in scores]
    assert nearest(query, corpus[:0]) == [[], [], []]
