from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.collect.arxiv_api import URL, ArxivApi, by_ids, parse_api, phrase_query
from litmuspaper.errors import BadAnswer, SourceError, Unreachable
from litmuspaper.types import Failure, Paper

TODAY = date(2026, 8, 12)
ERROR = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_x</id>'
    b"<title>Error</title><summary>incorrect id format for x</summary></entry></feed>"
)


def test_an_entry_has_all_its_fields(make):
    page = parse_api(make.file("api.xml"), "here")
    first, second = page.papers
    assert page.total == 2
    assert (first.id, first.version, first.categories) == ("2608.90001", 1, ("cs.AI", "math.GT"))
    assert first.abstract == "We invent kelp knots. They hold."
    assert [author.name for author in first.authors] == ["Ada Roe", "Bo Poe"]
    assert (first.comment, first.doi, first.submitted) == ("9 pages", "10.9999/kelp.1", date(2026, 8, 10))
    assert first.announced == date(2026, 8, 11)
    assert (second.id, second.version, second.announce_type) == ("math/0601004", 2, "replace")


def test_an_entry_titled_error_is_an_error_with_its_text():
    with pytest.raises(SourceError, match="incorrect id format for x"):
        parse_api(ERROR, "here")


def test_a_paper_that_is_called_error_is_a_paper(make):
    assert len(parse_api(make.api([make.Invented("2608.90001", title="Error")]), "here").papers) == 1


def test_by_ids_answers_for_every_id_in_order(make):
    client = make.Replay({URL: make.api([make.Invented("2608.90002"), make.Invented("math/0601004")])})
    answers = by_ids(client, ["math/0601004", "nonsense", "2608.90001", "2608.90002v1", "math/0601004"])
    assert [type(one) for one in answers] == [Paper, Failure, Failure, Paper]
    assert [one.id for one in answers] == ["math/0601004", "nonsense", "2608.90001", "2608.90002"]
    assert client.asked[0][1]["id_list"] == "math/0601004,2608.90001,2608.90002v1"


def test_many_ids_go_in_batches(make):
    client = make.Replay({URL: lambda params: make.api([make.Invented(one) for one in params["id_list"].split(",")])})
    answers = by_ids(client, [f"2608.{n:05d}" for n in range(250)])
    assert all(isinstance(one, Paper) for one in answers)
    assert [len(params["id_list"].split(",")) for _, params in client.asked] == [100, 100, 50]


def test_one_id_that_arxiv_refuses_does_not_cost_its_batch(make):
    def answer(params):
        names = params["id_list"].split(",")
        return BadAnswer("status 400", status=400) if "2608.00003" in names else make.api(map(make.Invented, names))

    answers = by_ids(make.Replay({URL: answer}), [f"2608.{n:05d}" for n in range(8)])
    assert [one.id for one in answers if isinstance(one, Failure)] == ["2608.00003"]
    assert len(answers) == 8


def test_ids_come_as_one_announcement(make):
    client = make.Replay({URL: make.api([make.Invented("2608.90001")])})
    (one,) = ArxivApi(client, ids=["2608.90001", "2608.90009"], today=TODAY).fetch()
    assert (one.state, one.date, len(one.papers), len(one.failures)) == ("fresh", TODAY, 1, 1)


def test_plain_words_are_asked_as_a_phrase(make):
    client = make.Replay({URL: make.api([])})
    list(ArxivApi(client, query="video understanding", today=TODAY).fetch())
    list(ArxivApi(client, query="ti:kelp AND cat:cs.AI", today=TODAY).fetch())
    assert [params["search_query"] for _, params in client.asked] == [
        '(all:"video understanding")',
        "ti:kelp AND cat:cs.AI",
    ]
    assert phrase_query(['neural "rendering"', "kelp"], ["cs.CV", "cs.GR"]) == (
        '(all:"neural rendering" OR all:"kelp") AND (cat:cs.CV OR cat:cs.GR)'
    )


def papers(make, start, stop):
    return [make.Invented(f"2608.{n:05d}") for n in range(start, stop)]


def test_a_query_is_read_slice_by_slice(make):
    def answer(params):
        start, size = int(params["start"]), int(params["max_results"])
        return make.api(papers(make, start, min(start + size, 25)), total=25)

    client = make.Replay({URL: answer})
    (one,) = ArxivApi(client, query="kelp", slice_size=10, today=TODAY).fetch()
    assert (one.state, len(one.papers)) == ("fresh", 25)
    assert [params["start"] for _, params in client.asked] == ["0", "10", "20"]


def test_an_empty_page_midway_is_asked_again_then_the_day_is_truncated(make):
    pages = [make.api(papers(make, 0, 10), total=25), make.api([], total=25), make.api(papers(make, 10, 25), total=25)]
    (one,) = ArxivApi(make.Replay({URL: list(pages)}), query="kelp", slice_size=10, today=TODAY).fetch()
    assert (one.state, len(one.papers)) == ("fresh", 25)
    stuck = make.Replay({URL: pages[:2]})
    (one,) = ArxivApi(stuck, query="kelp", slice_size=10, today=TODAY).fetch()
    assert (one.state, len(one.papers), len(stuck.asked)) == ("truncated", 10, 4)
    assert "10 of 25 results" in one.message


def test_a_broken_connection_keeps_the_slices_read(make):
    gone = Unreachable("no connection", next_step="Check the network")
    client = make.Replay({URL: [make.api(papers(make, 0, 10), total=25), gone]})
    (one,) = ArxivApi(client, query="kelp", slice_size=10, today=TODAY).fetch()
    assert (one.state, len(one.papers)) == ("truncated", 10)
    assert "no connection" in one.message
    with pytest.raises(Unreachable):
        list(ArxivApi(make.Replay({URL: gone}), query="kelp").fetch())


def test_the_limit_is_said(make):
    client = make.Replay(
        {URL: lambda params: make.api(papers(make, int(params["start"]), int(params["start"]) + 10), total=99)}
    )
    (one,) = ArxivApi(client, query="kelp", slice_size=10, at_most=20, today=TODAY).fetch()
    assert (one.state, len(one.papers)) == ("truncated", 20)
    assert "narrow the query or raise the limit" in one.message


def test_since_groups_by_day(make):
    client = make.Replay({URL: make.api(papers(make, 0, 2))})
    (one,) = ArxivApi(client, query="kelp", today=TODAY).fetch(date(2026, 8, 10))
    assert one.date == date(2026, 8, 11)
    assert "submittedDate:[202608060000 TO" in client.asked[0][1]["search_query"]
    (one,) = ArxivApi(client, query="kelp", today=TODAY).fetch(TODAY)
    assert one.announced == 0


def test_neither_query_nor_ids_is_an_error(make):
    with pytest.raises(SourceError, match="neither"):
        list(ArxivApi(make.Replay({})).fetch())


@given(body=st.binary())
def test_any_bytes_give_a_page_or_a_source_error(body, make):
    page = make.tame(lambda: parse_api(body, "here"))
    assert page is None or page.entries == 0


@pytest.mark.shared
def test_the_real_answers(captures):
    seen = {}
    for path in sorted((captures / "atom_api").glob("*.xml")):
        if path.name.startswith("id_abc"):
            with pytest.raises(SourceError, match="incorrect id format for abc"):
                parse_api(path.read_bytes(), path.name)
        else:
            page = parse_api(path.read_bytes(), path.name)
            assert not page.failures
            seen.update((paper.id, paper) for paper in page.papers)
    legacy = seen["astro-ph/0601001"]
    assert (legacy.version, legacy.journal_ref) == (1, "ActaAstron.56:1-50,2006")
    assert [author.name for author in legacy.authors][-1] == "Andrzej Udalski"
    assert "quant-ph/0201082" in seen
    assert seen["2104.12255"].title == "0"
    assert len(seen) > 50
