from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.collect.listing_page import parse_listing_page
from litmuspaper.errors import SourceError

WEDNESDAY = date(2026, 8, 12)


def test_the_page_states_its_date_counts_and_entries(make):
    entries = [
        make.Invented("2608.90001", title="Knots in <b>Kelp</b> & $x<y$"),
        make.Invented("2608.90002", "cross", ("eess.IV", "cs.AI")),
        make.Invented("math/0601004", "replace"),
    ]
    page = parse_listing_page(make.list_page(WEDNESDAY, entries), "cs.AI", "here")
    assert page.date == WEDNESDAY
    assert page.totals == {"new": 1, "cross": 1, "replace": 1}
    assert page.listed == 3
    assert page.ids(frozenset({"new", "cross"})) == ("2608.90001", "2608.90002")
    paper = page.entries[0][1]
    assert paper.title == "Knots in <b>Kelp</b> & $x<y$"
    assert [author.name for author in paper.authors] == ["Ada Roe", "Bo Poe"]
    assert page.entries[1][1].categories == ("eess.IV", "cs.AI")


def test_headings_of_other_years_are_read_too(make):
    body = make.list_page(WEDNESDAY, [make.Invented("2608.90001")])
    older = body.replace(
        b"New submissions (showing 1 of 1 entries)",
        b"New submissions for Wednesday, 12 August 2026 (continued, showing last 1 of 79 entries )",
    )
    page = parse_listing_page(older, "cs.AI", "here")
    assert (page.totals, page.shown) == ({"new": 79}, {"new": 1})


def test_a_page_without_updates_lists_nothing(make):
    page = parse_listing_page(make.list_page(WEDNESDAY, []), "cs.AI", "here")
    assert (page.date, page.listed, page.entries) == (WEDNESDAY, 0, ())


@pytest.mark.parametrize("body", [b"", b"<html><h1>Service unavailable</h1></html>", b"\x00\xff"])
def test_a_page_without_a_date_is_an_error(body):
    with pytest.raises(SourceError, match="names no date") as caught:
        parse_listing_page(body, "cs.AI", "here")
    assert "cs.AI" in str(caught.value)


def test_a_page_that_does_not_agree_with_itself_is_an_error(make):
    body = make.list_page(WEDNESDAY, [make.Invented("2608.90001")]).replace(b"showing 1 of", b"showing 7 of")
    with pytest.raises(SourceError, match="says it shows 7 entries, 1 were found"):
        parse_listing_page(body, "cs.AI", "here")


@given(body=st.binary())
def test_any_bytes_give_a_page_or_a_source_error(body, make):
    head = b"<h3>Showing new listings for Wednesday, 12 August 2026</h3>"
    page = make.tame(lambda: parse_listing_page(head + body, "cs.AI", "here"))
    assert page is None or page.date == WEDNESDAY


@given(data=st.data())
def test_a_damaged_page_gives_a_page_or_a_source_error(data, make):
    body = bytearray(make.list_page(WEDNESDAY, [make.Invented("2608.90001"), make.Invented("2608.90002", "cross")]))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=20))
    page = make.tame(lambda: parse_listing_page(bytes(body), "cs.AI", "here"))
    assert page is None or len(page.entries) == sum(page.shown.values())


@pytest.mark.shared
def test_the_real_page_of_12_august_2026(captures):
    body = (captures / "listing_html/arxiv_list_new_sample_2026-08-12.html").read_bytes()
    page = parse_listing_page(body, "cs.AI", "here")
    assert page.date == WEDNESDAY
    assert page.totals == {"new": 2, "cross": 2, "replace": 2}
    assert page.ids(frozenset({"new"})) == ("2608.09949", "2608.09967")
    replaced = dict((entry.id, entry) for _, entry in page.entries)["2505.23399"]
    assert replaced.title.startswith("GAM-Agent")
    assert replaced.comment == "Accepted at NeurIPS 2025. Code available at this https URL"
    assert len(replaced.authors) == 8
