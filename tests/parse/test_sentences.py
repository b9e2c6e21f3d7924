"""Sentence boundaries: offsets into the text itself, and the traps of scientific prose (sentences written by us)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.parse import parse
from litmuspaper.parse.sentences import sentences
from litmuspaper.types import Paper


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We bound the risk. It is tight.", 2),
        ("Methods such as A, e.g. B and C, fail. We mend them.", 2),
        ("See Fig. 3 and Eq. (4) for it. Then stop.", 2),
        ("As Smith et al. showed, it holds. Others differ.", 2),
        ("Smith et al. We differ.", 2),
        ("Accuracy rose from 0.81 to 0.93. Cost fell by 3.5%.", 2),
        ("Let $x. Y$ be a set. It is closed.", 2),
        ("We set $\\alpha=0.5$. Then we stop.", 2),
        ("Written by J. R. Doe and M. Roe in one go.", 1),
        ("Is it new? Yes! It is.", 3),
        ("It works (mostly.) Then it fails.", 2),
        ("Code is at https://example.org/a.b.c. It is free.", 2),
        ("We use iSpline. nuScenes was not used.", 2),
        ("improvements w.r.t. absolute time are small", 1),
        ("One sentence without an end", 1),
        ("It uses v2.0 of the tool, i.i.d. samples and p.5. Good.", 2),
        ("The models of the U.S. The models of others.", 2),
        ("", 0),
        ("   \n ", 0),
    ],
)
def test_known_traps(text: str, count: int) -> None:
    assert len(split(text)) == count, split(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_sentences_cover_every_visible_character_once_and_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@given(st.text(max_size=60), st.text(max_size=200))
def test_a_document_s_spans_are_its_text_and_its_paper_s_text(title: str, abstract: str) -> None:
    document = parse(Paper(id="x", title=title, abstract=abstract))
    for sentence in document.sentences:
        assert document.text[sentence.start : sentence.end] == sentence.text
        own = document.rebase(sentence)
        assert own.field in ("title", "abstract")
        assert getattr(document.paper, own.field)[own.start : own.end] == own.text == sentence.text


def test_long_hostile_text_is_split_in_linear_time() -> None:
    for text in ("a. " * 200_000, "$" * 200_000, "(" * 200_000 + ".", "A." * 200_000):
        assert sum(end - start for start, end in sentences(text)) > 0
