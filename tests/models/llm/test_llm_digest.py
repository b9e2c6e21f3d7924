"""A model may fill what the digest lacks, and only with what the paper says."""

import json

import pytest

from litmuspaper.models.llm.digest import fill
from litmuspaper.types import Digest, Paper, Span, Statement

PAPER = Paper(
    id="2601.00001",
    title="Salt wedges in a shallow estuary",
    abstract=(
        "We measure how the tide moves salt in a shallow estuary. The wedge retreats by 2.4 km at spring tide. "
        "Mixing reduces the salt flux by 31% while the discharge is low."
    ),
)
FIRST = "We measure how the tide moves salt in a shallow estuary."
FOUND = "Mixing reduces the salt flux by 31% while the discharge is low."


def quoted(text):
    start = PAPER.abstract.index(text)
    return Span(field="abstract", start=start, end=start + len(text), text=text)


@pytest.fixture
def filled(scripted, make_asking):
    def run(answer, told=None):
        return fill(PAPER, told or Digest(), make_asking(scripted([answer])))

    return run


def test_what_is_shown_is_the_paper_s_own_sentence(filled):
    told = filled({"result": "reduces the salt flux by 31%"})
    assert told.result == Statement(text=FOUND, kind="paper-says", spans=(quoted(FOUND),))
    assert told.task is None


@pytest.mark.parametrize("quote", ["Mixing raises the salt flux by 31%.", "", "zebra " * 9, "salt flux", FOUND[::-1]])
def test_without_its_quotation_nothing_is_said(quote, filled):
    told = Digest()
    assert filled({"result": quote}, told) == told


def test_what_is_there_stays_and_no_place_is_quoted_twice(filled):
    has = Digest(task=Statement(text=FIRST, kind="paper-says", spans=(quoted(FIRST),)))
    told = filled({"task": FOUND, "gap": FIRST, "idea": FOUND, "result": FOUND}, has)
    assert told.task == has.task
    assert (told.gap, told.result) == (None, None)
    assert told.idea is not None


def test_nothing_to_fill_is_not_asked(scripted, make_asking):
    one = Statement(text=FIRST, kind="paper-says", spans=(quoted(FIRST),))
    whole = Digest(task=one, gap=one, idea=one, method=one, result=one)
    model = scripted(["{}"])
    assert fill(PAPER, whole, make_asking(model)) is whole
    assert fill(PAPER.model_copy(update={"abstract": " "}), Digest(), make_asking(model)) == Digest()
    assert model.asked == []


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", "null", '{"verdict": 1}', '{"task": "x"}', '{"task": {"quote": "x"}}', "{}"]
)
def test_an_answer_of_no_use_leaves_the_digest_as_it_was(answer, filled):
    assert filled(answer) == Digest()


def test_only_title_and_abstract_are_sent_between_markers(scripted, make_asking):
    model = scripted(["{}"])
    fill(PAPER.model_copy(update={"comment": "for the zebra"}), Digest(), make_asking(model))
    system, user = model.asked[0]
    assert "zebra" not in json.dumps([system.text, user.text])
    assert user.text.startswith("<paper ")
    assert FIRST in user.text
    assert "paper" not in user.text.splitlines()[1]
