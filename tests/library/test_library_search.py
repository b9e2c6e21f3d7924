"""Search: the words find the paper, whatever else the reader typed, with or without FTS5."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litmuspaper.library import index
from litmuspaper.library.store import Library

PAPERS = [
    ("a", "FS-Diff: fusion by diffusion", "Images from two sensors are fused."),
    ("b", "Trimap-free matting", "Hair is cut out of photographs by diffusion."),
    ("c", "Gaussian splats for buildings", "Cities are drawn from aerial images. Matting is not needed."),
]


@pytest.fixture(params=["fts5", "scan"])
def filled(request, root, make, monkeypatch):
    if request.param == "scan":
        monkeypatch.setattr(index, "in_build", lambda db: False)
    with Library.open(root) as library:
        library.record(make.announcement(*(make.paper(id, title, abstract) for id, title, abstract in PAPERS)))
        yield library


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("matting", {"b", "c"}),
        ("diffusion fus", {"a"}),
        ("FS-Diff", {"a"}),
        ("ångström hair", {"b"}),
        ("matting sensors", set()),
        ("", set()),
        ('" * ( ) : ^ -', set()),
        ("title:matting AND", set()),
        ("NEAR(", set()),
    ],
)
def test_papers_with_all_the_words_are_found(filled, words, ids):
    assert {paper.id for paper in filled.search(words)} == ids


def test_a_word_in_the_title_comes_first(root, make):
    with Library.open(root) as library:
        library.record(make.announcement(*(make.paper(id, title, abstract) for id, title, abstract in PAPERS)))
        assert [paper.id for paper in library.search("matting")] == ["b", "c"]


def test_a_paper_of_many_versions_is_found_once_as_its_newest(filled, make):
    for version in (2, 3):
        when = make.DAY + timedelta(days=version)
        filled.record(make.announcement(make.paper("b", f"Trimap-free matting {version}", version=version), when=when))
    found = filled.search("trimap-free")
    assert [(paper.id, paper.version) for paper in found] == [("b", 3)]


def test_no_more_than_the_limit(filled):
    assert len(filled.search("images", limit=1)) == 1
    assert filled.search("images", limit=0) == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters() | st.sampled_from("\"*():^-+{}[]\x00\\'%_"), max_size=40))
def test_no_text_is_a_syntax_error(filled, words):
    assert len(filled.search(words)) <= len(PAPERS)


def test_papers_written_by_a_build_without_fts5_are_indexed_by_the_next(root, make, monkeypatch):
    with monkeypatch.context() as patch, Library.open(root) as library:
        patch.setattr(index, "in_build", lambda db: False)
        library.record(make.announcement(make.paper()))
    with Library.open(root) as library:
        assert [paper.id for paper in library.search("matting")] == ["2603.00001"]
        assert library.check() == []
