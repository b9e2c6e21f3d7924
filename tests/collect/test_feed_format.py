from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.collect.feed_format import parse_feed
from litmuspaper.errors import SourceError


@pytest.fixture(params=["feed.atom.xml", "feed.rss.xml"])
def body(request, make):
    return make.file(request.param)


def test_both_formats_give_the_same_papers(body):
    feed = parse_feed(body, "here")
    assert feed.date == date(2026, 8, 12)
    assert [(one.id, one.announce_type, one.version) for one in feed.papers] == [
        ("2608.90001", "new", 1),
        ("2608.90002", "cross", 1),
        ("2601.90003", "replace", 3),
        ("math/0601004", "replace-cross", 2),
    ]
    first, _, third, _ = feed.papers
    assert first.title == r"Knots in Kelp: $\alpha$-Equivalence for Tide Tables"
    assert first.abstract == r"We invent kelp knots with $x < y$ and a bound of $\mathcal{O}(n)$. They hold."
    assert [author.name for author in first.authors] == ["Ada Roe", "Bo Poe", "the Kelp Collaboration"]
    assert first.categories == ("cs.AI", "math.GT")
    assert first.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert first.url == "https://arxiv.org/abs/2608.90001"
    assert first.announced == date(2026, 8, 12)
    assert (third.doi, third.journal_ref) == ("10.9999/ponds.7", "J. Inv. Ponds 7 (2026) 1-9")


def test_an_entry_without_an_abstract_is_accounted_for(body):
    feed = parse_feed(body, "here")
    assert [(one.id, one.title) for one in feed.failures] == [("2608.90005", "An Entry Without an Abstract")]
    assert "no abstract" in feed.failures[0].error
    assert feed.entries == 5


def test_rss_says_on_which_days_it_is_empty(make):
    assert parse_feed(make.file("feed.rss.xml"), "here").skip_days == (5, 6)


def test_an_empty_atom_feed_is_dated_by_when_it_was_built_in_eastern_time(make):
    # 04:00 UTC on the 15th is midnight Eastern: the Saturday begins.
    feed = parse_feed(make.atom(date(2026, 8, 15), []), "here")
    assert (feed.date, feed.entries) == (date(2026, 8, 15), 0)


def test_one_forbidden_character_does_not_cost_the_day(make):
    body = make.atom(
        date(2026, 8, 12), [make.Invented("2608.90001", abstract="one\x0btwo&#1;three"), make.Invented("2608.90002")]
    )
    feed = parse_feed(body.replace(b"&amp;#1;", b"&#1;"), "here")
    assert [one.abstract for one in feed.papers] == ["one two three", "An invented abstract."]


def test_bytes_that_are_no_utf_8_are_replaced(make):
    body = make.atom(date(2026, 8, 12), [make.Invented("2608.90001", abstract="caf\u00e9 au lait")])
    feed = parse_feed(body.replace("\u00e9".encode(), b"\xe9"), "here")
    assert feed.papers[0].abstract == "caf\ufffd au lait"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not well-formed"),
        (b"<html><body>Rate exceeded</body></html>", "no feed but <html>"),
        (b"<feed><entry>", "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><feed>&b;</feed>', "DTD"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><feed/>', "DTD"),
        (
            b"<feed><title>Feed error for query: cs.XX</title><subtitle>Bad subject class</subtitle></feed>",
            "Bad subject",
        ),
        (b"<rss/>", "no feed"),
    ],
)
def test_what_is_no_feed_is_an_error_that_says_so(body, reason):
    with pytest.raises(SourceError, match=reason) as caught:
        parse_feed(body, "https://rss.arxiv.org/atom/cs.AI")
    assert caught.value.where == "https://rss.arxiv.org/atom/cs.AI"
    assert caught.value.next_step


def test_billion_laughs_is_refused_at_once():
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(SourceError, match="DTD or an entity"):
        parse_feed(f'<!DOCTYPE f [<!ENTITY a0 "ha">{laughs}]><feed>&a9;</feed>'.encode(), "here")


def test_deep_nesting_neither_crashes_nor_hangs():
    depth = 50_000
    assert parse_feed(b"<feed><title>" + b"<b>" * depth + b"</b>" * depth + b"</title></feed>", "here").entries == 0


@given(body=st.binary())
def test_any_bytes_give_a_feed_or_a_source_error(body, make):
    feed = make.tame(lambda: parse_feed(body, "here"))
    assert feed is None or feed.entries == 0


@given(data=st.data())
def test_a_damaged_feed_gives_a_feed_or_a_source_error(data, make):
    body = bytearray(make.file(data.draw(st.sampled_from(["feed.atom.xml", "feed.rss.xml"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    feed = make.tame(lambda: parse_feed(bytes(body), "here"))
    assert feed is None or all(one.title and one.abstract for one in feed.papers)
    assert feed is None or all(one.id and one.error for one in feed.failures)


@pytest.mark.shared
def test_the_real_feed_of_20_august_2025(captures):
    feed = parse_feed((captures / "rss/atom_csAI_2025-08-20.xml").read_bytes(), "here")
    assert feed.date == date(2025, 8, 20)
    assert [one.announce_type for one in feed.papers] == ["cross"] * 5 + ["new"] * 2
    assert not feed.failures
    first = feed.papers[0]
    assert (first.id, first.version, first.categories) == ("2508.13426", 1, ("cs.CL", "cs.AI"))
    assert first.abstract.startswith("As large language models (LLMs) increasingly mediate")
    assert [author.name for author in first.authors] == ["Chunhua Liu", "Kabir Manandhar Shrestha", "Sukai Huang"]
