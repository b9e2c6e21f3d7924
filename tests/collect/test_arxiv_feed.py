from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.collect import collect
from litmuspaper.collect.arxiv_feed import ArxivFeed
from litmuspaper.errors import BadAnswer, ConfigError, Throttled, Unreachable

TUESDAY, WEDNESDAY, SATURDAY = date(2026, 8, 11), date(2026, 8, 12), date(2026, 8, 15)
ATOM = "https://rss.arxiv.org/atom/cs.AI"
RSS = "https://rss.arxiv.org/rss/cs.AI"
PAGE = "https://arxiv.org/list/cs.AI/new"
API = "https://export.arxiv.org/api/query"


@pytest.fixture
def day(make):
    return [
        *(make.Invented(f"2608.9{n:04d}") for n in range(8)),
        make.Invented("2608.90100", "cross", ("cs.CV", "cs.AI")),
        make.Invented("2601.90200", "replace", version=2),
    ]


@pytest.fixture
def before(make):
    return [make.Invented(f"2608.8{n:04d}") for n in range(7)]


def only(client, categories=("cs.AI",), today=WEDNESDAY, **more):
    (one,) = ArxivFeed(client, categories, today=today, **more).fetch()
    return one


def ids(announcement):
    return [paper.id for paper in announcement.papers]


def test_a_complete_day_is_fresh_by_the_listing_pages_own_count(make, day):
    client = make.Replay({ATOM: make.atom(WEDNESDAY, day), PAGE: make.list_page(WEDNESDAY, day)})
    one = only(client)
    assert (one.state, one.date, one.announced) == ("fresh", WEDNESDAY, 10)
    (check,) = one.checks
    assert (check.category, check.received, check.listed, check.listed_date) == ("cs.AI", 10, 10, WEDNESDAY)
    assert "all 10 listed for Wednesday 12 August 2026" in one.message


def test_yesterdays_batch_under_todays_date_is_stale_and_made_good(make, day, before):
    """The incident of 2026-08-12: 212 papers of cs.AI went missing."""
    client = make.Replay({ATOM: make.atom(WEDNESDAY, before), PAGE: make.list_page(WEDNESDAY, day), API: make.api(day)})
    one = only(client)
    assert one.state == "stale"
    assert one.date == WEDNESDAY
    assert sorted(ids(one)) == sorted(entry.id for entry in day)
    assert "cs.AI: the feed has 0 of 10 papers listed for Wednesday 12 August 2026" in one.message
    assert "an earlier day's batch under this date" in one.message
    assert "10 missing papers fetched by id" in one.message
    assert "7 papers of an earlier day left out" in one.message
    kinds = {paper.id: paper.announce_type for paper in one.papers}
    assert (kinds["2608.90100"], kinds["2601.90200"], kinds["2608.90001"]) == ("cross", "replace", "new")
    assert {paper.announced for paper in one.papers} == {WEDNESDAY}


def test_a_stale_category_is_found_among_fresh_ones(make, day, before):
    vision = [make.Invented(f"2608.7{n:04d}", categories=("cs.CV",)) for n in range(4)]
    client = make.Replay(
        {
            "https://rss.arxiv.org/atom/cs.AI+cs.CV": make.atom(WEDNESDAY, [*before, *vision]),
            PAGE: make.list_page(WEDNESDAY, [entry for entry in day if entry.id != "2608.90100"]),
            "https://arxiv.org/list/cs.CV/new": make.list_page(WEDNESDAY, vision),
        }
    )
    one = only(client, ("cs.AI", "cs.CV"))
    assert one.state == "stale"
    assert [check.category for check in one.checks] == ["cs.AI", "cs.CV"]
    assert "all 4 listed" in one.checks[1].note
    assert set(ids(one)) == {entry.id for entry in [*day, *vision]} - {"2608.90100"}
    # The API was not to be had: the entries came from the listing page itself.
    assert "9 missing papers taken from the listing page" in one.message


def test_the_feed_of_an_earlier_date_is_stale(make, day, before):
    client = make.Replay({ATOM: make.atom(TUESDAY, before), PAGE: make.list_page(WEDNESDAY, day)})
    one = only(client)
    assert one.state == "stale"
    assert "it is still the feed of Tuesday 11 August 2026" in one.message


def test_a_feed_that_lacks_some_is_filled_and_then_fresh(make, day):
    client = make.Replay(
        {ATOM: make.atom(WEDNESDAY, day[2:]), PAGE: make.list_page(WEDNESDAY, day), API: make.api(day[:2])}
    )
    one = only(client)
    assert one.state == "fresh"
    assert set(ids(one)) == {entry.id for entry in day}
    assert "the feed has 8 of 10 papers" in one.message
    assert client.asked[-1][1]["id_list"] == "2608.90000,2608.90001"


def test_what_cannot_be_had_is_a_failure_and_the_day_truncated(make, day):
    hollow = [make.Invented("2608.90000", abstract=""), *day[1:]]
    client = make.Replay({ATOM: make.atom(WEDNESDAY, day[1:]), PAGE: make.list_page(WEDNESDAY, hollow)})
    one = only(client)
    assert one.state == "truncated"
    assert [failure.id for failure in one.failures] == ["2608.90000"]
    assert one.announced == 10
    assert "1 could not be had" in one.message


def test_a_weekend_is_quiet_and_the_listing_page_agrees(make, day):
    client = make.Replay({ATOM: make.atom(SATURDAY, []), PAGE: make.list_page(date(2026, 8, 14), day)})
    one = only(client, today=SATURDAY)
    assert (one.state, one.date, one.announced) == ("quiet", SATURDAY, 0)
    assert "weekend" in one.message
    assert "the last mailing was Friday 14 August 2026" in one.message


def test_a_holiday_is_quiet_because_the_listing_page_has_moved_no_further(make, day):
    client = make.Replay({ATOM: make.atom(WEDNESDAY, []), PAGE: make.list_page(TUESDAY, day)})
    one = only(client)
    assert one.state == "quiet"
    assert "holiday" in one.message


def test_a_category_without_papers_is_quiet(make):
    client = make.Replay({ATOM: make.atom(WEDNESDAY, []), PAGE: make.list_page(WEDNESDAY, [])})
    assert only(client).state == "quiet"


def test_papers_where_the_page_lists_none_are_stale(make, before):
    one = only(make.Replay({ATOM: make.atom(WEDNESDAY, before), PAGE: make.list_page(WEDNESDAY, [])}))
    assert (one.state, one.announced) == ("stale", 0)
    assert "7 papers in the feed, none listed for Wednesday 12 August 2026" in one.message


def test_a_sixth_version_is_in_the_feed_and_not_on_the_page_by_arxivs_rule(make, day):
    sixth = make.Invented("2501.90001", "cross", ("cs.CV", "cs.AI"), version=6)
    one = only(make.Replay({ATOM: make.atom(WEDNESDAY, [*day, sixth]), PAGE: make.list_page(WEDNESDAY, day)}))
    assert (one.state, one.announced) == ("fresh", 11)
    assert "more in the feed" not in one.message


def test_a_batch_served_again_on_a_holiday_is_stale(make, day):
    client = make.Replay({ATOM: make.atom(WEDNESDAY, day), PAGE: make.list_page(TUESDAY, day)})
    one = only(client)
    assert one.state == "stale"
    assert "holds the batch of Tuesday 11 August 2026 again" in one.message
    assert {paper.announced for paper in one.papers} == {TUESDAY}


def test_without_a_listing_page_nothing_is_called_fresh(make, day):
    one = only(make.Replay({ATOM: make.atom(WEDNESDAY, day)}))
    assert (one.state, one.announced) == ("unchecked", 10)
    assert one.checks[0].listed is None
    assert "could not be read" in one.message
    assert only(make.Replay({ATOM: make.atom(SATURDAY, [])}), today=SATURDAY).state == "quiet"
    assert only(make.Replay({ATOM: make.atom(WEDNESDAY, [])})).state == "unchecked"
    assert only(make.Replay({ATOM: make.atom(TUESDAY, day)})).state == "stale"


def test_a_listing_page_that_is_ahead_leaves_the_day_unchecked(make, day, before):
    # Between 20:00 and midnight the page shows the coming day.
    client = make.Replay({ATOM: make.atom(TUESDAY, before), PAGE: make.list_page(WEDNESDAY, day)})
    one = only(client, today=TUESDAY)
    assert (one.state, len(one.papers)) == ("unchecked", 7)


def test_rss_is_taken_where_atom_is_broken(make):
    client = make.Replay(
        {
            "https://rss.arxiv.org/atom/cs.AI+cs.CV": b"<feed><entry>",
            "https://rss.arxiv.org/rss/cs.AI+cs.CV": make.file("feed.rss.xml"),
        }
    )
    one = only(client, ("cs.AI", "cs.CV"))
    assert (one.state, len(one.papers), len(one.failures)) == ("unchecked", 4, 1)


def test_without_any_feed_the_listing_page_gives_the_day(make, day):
    one = only(make.Replay({PAGE: make.list_page(WEDNESDAY, day), API: make.api(day)}))
    assert (one.state, one.date, len(one.papers)) == ("fresh", WEDNESDAY, 10)
    assert "the feed itself could not be read" in one.message


def test_with_neither_the_day_has_failed(make):
    one = only(make.Replay({}))
    assert (one.state, one.announced) == ("failed", 0)
    assert "Run it again later" in one.message


@pytest.mark.parametrize("error", [Unreachable("no connection"), Throttled("429", retry_after_s=60)])
def test_no_network_is_known_at_once(make, error):
    client = make.Replay({ATOM: error, PAGE: error})
    with pytest.raises(type(error)):
        only(client)
    assert len(client.asked) == 1
    (one,) = collect(ArxivFeed(client, ["cs.AI"], today=WEDNESDAY))
    assert one.state == "failed"


def test_a_network_that_goes_away_keeps_what_was_read(make, day):
    gone = Unreachable("no connection", next_step="Check the network")
    client = make.Replay(
        {
            "https://rss.arxiv.org/atom/cs.AI+cs.CV": make.atom(WEDNESDAY, day),
            PAGE: gone,
            "https://arxiv.org/list/cs.CV/new": gone,
        }
    )
    one = only(client, ("cs.AI", "cs.CV"))
    assert (one.state, len(one.papers), len(client.asked)) == ("unchecked", 10, 2)


def test_arxivs_item_limit_is_met_by_asking_category_by_category(make):
    many = [make.Invented(f"2608.{n:05d}", categories=("cs.AI",)) for n in range(2_000)]
    rest = [make.Invented(f"2608.{n:05d}", categories=("cs.CV",)) for n in range(5_000, 5_300)]
    client = make.Replay(
        {
            "https://rss.arxiv.org/atom/cs.AI+cs.CV": make.atom(WEDNESDAY, many),
            ATOM: make.atom(WEDNESDAY, many),
            "https://rss.arxiv.org/atom/cs.CV": make.atom(WEDNESDAY, rest),
            PAGE: make.list_page(WEDNESDAY, many),
            "https://arxiv.org/list/cs.CV/new": make.list_page(WEDNESDAY, rest),
        }
    )
    one = only(client, ("cs.AI", "cs.CV"))
    assert (one.state, one.announced) == ("fresh", 2_300)


def test_a_long_listing_page_is_read_to_its_end(make, day):
    totals = {"new": 8}
    client = make.Replay(
        {
            ATOM: make.atom(WEDNESDAY, day[:8]),
            PAGE: make.list_page(WEDNESDAY, day[:5], totals=totals),
            f"{PAGE}?skip=5&show=2000": make.list_page(WEDNESDAY, day[5:8], totals=totals),
        }
    )
    one = only(client)
    assert (one.state, one.checks[0].listed) == ("fresh", 8)


def test_a_listing_page_that_does_not_show_all_it_counts_leaves_the_day_truncated(make, day):
    client = make.Replay(
        {ATOM: make.atom(WEDNESDAY, day[:5]), PAGE: make.list_page(WEDNESDAY, day[:5], totals={"new": 8})}
    )
    one = only(client)
    assert (one.state, one.announced) == ("truncated", 5)
    assert "the feed has 5 of 8 papers" in one.message


def test_cross_lists_and_replacements_can_be_left_out(make, day):
    answers = {ATOM: make.atom(WEDNESDAY, day), PAGE: make.list_page(WEDNESDAY, day)}
    assert "2608.90100" not in ids(only(make.Replay(answers), cross_lists=False))
    assert "2601.90200" not in ids(only(make.Replay(answers), replacements=False))
    one = only(make.Replay(answers), cross_lists=False, replacements=False)
    assert (one.state, one.checks[0].received, one.checks[0].listed) == ("fresh", 8, 8)


def test_a_paper_of_two_categories_comes_once_and_as_new(make):
    twice = [
        make.Invented("2608.90001", "cross", ("cs.CV", "cs.AI")),
        make.Invented("2608.90001", "new", ("cs.CV", "cs.AI")),
    ]
    one = only(make.Replay({"https://rss.arxiv.org/atom/cs.AI+cs.CV": make.atom(WEDNESDAY, twice)}), ("cs.AI", "cs.CV"))
    assert [(paper.id, paper.announce_type) for paper in one.papers] == [("2608.90001", "new")]


@pytest.mark.parametrize("categories", [[], ["cs.AI; DROP"], ["../etc"], [""]])
def test_a_category_that_is_none_is_a_mistake_in_the_settings(make, categories):
    with pytest.raises(ConfigError) as caught:
        ArxivFeed(make.Replay({}), categories)
    assert caught.value.next_step


def test_a_refused_api_leaves_the_listing_pages_own_entries(make, day):
    client = make.Replay(
        {ATOM: make.atom(WEDNESDAY, day[1:]), PAGE: make.list_page(WEDNESDAY, day), API: BadAnswer("500", status=500)}
    )
    one = only(client)
    assert (one.state, one.announced) == ("fresh", 10)
    assert "1 missing paper taken from the listing page" in one.message


names = st.sets(st.integers(0, 30), max_size=12)


@given(listed=names, held=names, known=names, api_works=st.booleans())
def test_every_listed_paper_is_accounted_for(make, listed, held, known, api_works):
    """Whatever the feed lacks, or has from another day, and whatever of it can be fetched."""

    def entries(numbers, abstract="A."):
        return [make.Invented(f"2608.{n:05d}", abstract=abstract) for n in sorted(numbers)]

    def answer(params):
        return make.api([make.Invented(one) for one in params["id_list"].split(",") if int(one[5:]) in known])

    client = make.Replay(
        {
            ATOM: make.atom(WEDNESDAY, entries(held)),
            PAGE: make.list_page(WEDNESDAY, entries(listed, abstract="")),
            API: answer if api_works else BadAnswer("500", status=500),
        }
    )
    one = only(client)
    papers, failures = ids(one), [failure.id for failure in one.failures]
    assert len(set(papers + failures)) == len(papers) + len(failures) == one.announced
    assert {f"2608.{n:05d}" for n in listed} <= set(papers + failures)
    lost = listed - held - (known if api_works else set())
    assert len(failures) == len(lost)
    assert not lost or one.state in ("stale", "truncated")
    assert (one.state == "quiet") == (not listed and not held)


@pytest.mark.shared
def test_the_real_feed_against_the_real_page_of_another_day(make, captures):
    feed = (captures / "rss/atom_csAI_2025-08-20.xml").read_bytes().replace(b"2025-08-20", b"2026-08-12")
    page = (captures / "listing_html/arxiv_list_new_sample_2026-08-12.html").read_bytes()
    one = only(make.Replay({ATOM: feed, PAGE: page}))
    assert one.state == "stale"
    assert one.announced == 6
    assert "the feed has 0 of 6 papers listed for Wednesday 12 August 2026" in one.message
