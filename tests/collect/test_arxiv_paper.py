import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.collect.arxiv_paper import (
    MAX_ABSTRACT_CHARS,
    authors_of,
    day_of,
    merged,
    paper_or_failure,
    split_id,
)
from litmuspaper.types import Failure, Paper


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("oai:arXiv.org:2508.13426v1", ("2508.13426", 1)),
        ("http://arxiv.org/abs/astro-ph/0601001v1", ("astro-ph/0601001", 1)),
        ("/abs/math.GT/0309136", ("math.GT/0309136", None)),
        ("0704.0001", ("0704.0001", None)),
        ("2509.09427v0", ("2509.09427", None)),
        ("12508.13426", None),
        ("https://arxiv.org/api/errors#incorrect_id_format_for_abc", None),
        ("", None),
    ],
)
def test_identifiers_of_both_schemes(text, known):
    assert split_id(text) == known


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Roe, Bo Poe", ["Ada Roe", "Bo Poe"]),
        (
            "A. Roe (1), B. Poe Jr. and the XYZ Collaboration ((1) CERN, Geneva)",
            ["A. Roe", "B. Poe Jr.", "the XYZ Collaboration"],
        ),
        ("X Roe, Y Poe, and Z Doe", ["X Roe", "Y Poe", "Z Doe"]),
        ("Planck Collaboration: P. Ade, N. Aghanim", ["Planck Collaboration", "P. Ade", "N. Aghanim"]),
        ("J. Doe, Jr., K. Lee et al.", ["J. Doe, Jr.", "K. Lee"]),
        ("on behalf of the ATLAS Collaboration", ["the ATLAS Collaboration"]),
        ("Anders Sandy, Sandy Andersand", ["Anders Sandy", "Sandy Andersand"]),
        (r"Paulo Andr\'e Lima", [r"Paulo Andr\'e Lima"]),
        ("Ada Roe (never closed, Bo Poe", ["Ada Roe (never closed", "Bo Poe"]),
        ("", []),
    ],
)
def test_authors_in_one_string(text, names):
    assert [author.name for author in authors_of(text)] == names


@given(st.text())
def test_any_author_string_gives_names_on_one_line(text):
    for author in authors_of(text):
        assert author.name == " ".join(author.name.split())
        assert author.name


@given(st.text(), st.text(), st.text())
def test_any_fields_give_a_paper_or_a_failure(named, title, abstract):
    one = paper_or_failure(named, title, abstract, (), ())
    assert isinstance(one, Paper | Failure)
    assert one.id


@given(st.text())
def test_a_stamp_is_a_date_or_none(text):
    assert day_of(text) is None or day_of(text).year >= 1


def test_a_paper_needs_a_title_and_an_abstract_of_a_readable_length():
    assert "no title" in paper_or_failure("2608.90001", " ", "a", (), ()).error
    assert "no abstract" in paper_or_failure("2608.90001", "t", "\x00", (), ()).error
    assert "longer" in paper_or_failure("2608.90001", "t", "a" * (MAX_ABSTRACT_CHARS + 1), (), ()).error


def test_one_paper_an_id_and_the_announcement_that_says_most():
    def paper(kind, version):
        return Paper(id="1", title="t", abstract="a", announce_type=kind, version=version)

    kept = merged([paper("replace-cross", 1), paper("cross", 2), paper("new", 3), paper("new", 4)])
    assert [(one.announce_type, one.version) for one in kept.values()] == [("new", 3)]
