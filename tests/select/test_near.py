"""Papers near one paper in one facet; the papers are invented, written by us."""

import numpy as np
import pytest

from litmuspaper.digest.facets import FACETS, facet_chances
from litmuspaper.models.table import load_table
from litmuspaper.parse import parse
from litmuspaper.select.near import near
from litmuspaper.types import Paper

ASKED = Paper(
    id="asked",
    title="Diffusion models for alpha mattes of hair",
    abstract="Image matting of hair remains difficult where strands overlap. "
    "We train a diffusion model with a noise schedule on synthetic mattes. "
    "Our matting error falls by 12 % on portraits.",
)
SAME_PROBLEM = Paper(
    id="same-problem",
    title="Guided filters for alpha mattes of hair",
    abstract="Image matting of hair remains hard where thin strands overlap. "
    "We apply guided filters with a fixed window. Results show an error of 8 % on portraits.",
)
SAME_METHOD = Paper(
    id="same-method",
    title="Diffusion models for seismic traces",
    abstract="Seismic traces of the deep crust are sparse. "
    "We train a diffusion model with a noise schedule on simulated traces. Results show sharper reflectors.",
)
OTHER = Paper(
    id="other",
    title="Sediment plumes of melting glaciers",
    abstract="Glaciers carry sediment into fjords. We measure plumes with drifters. Results show a plume of 9 km.",
)
POOL = [parse(one) for one in (OTHER, SAME_METHOD, SAME_PROBLEM)]


def ids(facet=None, pool=POOL, asked=ASKED, encoder=None):
    parts = (lambda document: facet_chances(document, facet)) if facet else None
    return [one.document.paper.id for one in near(parse(asked), pool, load_table(), encoder, parts)]


def test_the_facet_decides_which_paper_is_nearest():
    assert ids("problem")[0] == "same-problem"
    assert ids("method")[0] == "same-method"
    assert {*ids()} == {one.paper.id for one in POOL}
    assert ids()[-1] == "other"


def test_both_sentences_are_quoted_from_their_papers_and_are_about_the_facet():
    asked = parse(ASKED)
    found = near(asked, POOL, load_table(), None, lambda document: facet_chances(document, "method"))
    for one in found:
        for span, paper in ((one.here, ASKED), (one.there, one.document.paper)):
            assert getattr(paper, span.field)[span.start : span.end] == span.text
        assert one.here.text.startswith("We train a diffusion model")
    assert found[0].there.text.startswith("We train a diffusion model")


def test_the_paper_itself_is_left_out_and_the_order_of_the_pool_does_not_matter():
    assert ids(pool=[*POOL, parse(ASKED)]) == ids(pool=POOL[::-1])
    assert near(parse(ASKED), [parse(ASKED)], load_table()) == []


def test_a_pool_of_papers_without_a_word_in_common_or_without_abstracts_is_still_ranked():
    bare = [
        parse(Paper(id=str(n), title=title, abstract="")) for n, title in enumerate(("Xyzzy", "Alpha mattes", "..."))
    ]
    assert {*ids("result", pool=bare)} == {"0", "1", "2"}
    assert {*ids(pool=bare, asked=Paper(id="q", title="-", abstract=""))} == {"0", "1", "2"}


@pytest.mark.parametrize("facet", FACETS)
def test_chances_are_shares_and_each_sentence_below_the_title_has_one(facet):
    document = parse(ASKED)
    chances = facet_chances(document, facet)
    assert chances.shape == (3,) == (len(document.below_title),)
    assert ((chances >= 0) & (chances <= 1)).all()


def test_the_facets_of_a_sentence_add_to_at_most_one():
    document = parse(ASKED)
    total = sum(facet_chances(document, facet) for facet in FACETS)
    assert (total <= 1 + 1e-5).all()
    assert np.argmax(facet_chances(document, "method")) == 1
