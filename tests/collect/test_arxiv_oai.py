from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.collect import collect
from litmuspaper.collect.arxiv_oai import URL, ArxivOai, set_of
from litmuspaper.collect.oai_format import parse_oai
from litmuspaper.errors import BadAnswer, ConfigError

TODAY = date(2026, 8, 12)
SINCE = date(2026, 8, 10)
HEAD = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'


def failed(code):
    return f"{HEAD}<error code='{code}'>what happened</error></OAI-PMH>".encode()


@pytest.fixture
def pages(make):
    return [make.file("oai_1.xml"), make.file("oai_2.xml")]


def days(client, since=SINCE, **more):
    return list(ArxivOai(client, ["cs.AI"], today=TODAY, **more).fetch(since))


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("cs.AI", "cs:cs:AI"),
        ("cs", "cs:cs"),
        ("hep-th", "physics:hep-th"),
        ("astro-ph.CO", "physics:astro-ph:CO"),
        ("physics.bio-ph", "physics:physics:bio-ph"),
        ("math.NA", "math:math:NA"),
        ("q-bio.GN", "q-bio:q-bio:GN"),
    ],
)
def test_the_set_of_a_category(category, name):
    assert set_of(category) == name


def test_missed_days_come_one_by_one(make, pages):
    client = make.Replay({URL: list(pages)})
    tuesday, wednesday = days(client)
    assert (tuesday.date, [paper.id for paper in tuesday.papers]) == (date(2026, 8, 11), ["2608.90001"])
    assert wednesday.date == TODAY
    kinds = {paper.id: paper.announce_type for paper in wednesday.papers}
    # 14:30 Eastern is after the deadline; the held-back paper has an id after one of Wednesday.
    assert kinds == {"2608.90011": "cross", "2608.90012": "new", "2601.90003": "replace"}
    assert {paper.announced for paper in wednesday.papers} == {TODAY}
    assert (tuesday.state, wednesday.state) == ("unchecked", "unchecked")
    assert "1 record announced before Monday 10 August 2026" in tuesday.message
    assert "1 record deleted" in tuesday.message
    first, second = (params for _, params in client.asked)
    assert first == {"verb": "ListRecords", "metadataPrefix": "arXivRaw", "set": "cs:cs:AI", "from": "2026-08-05"}
    assert second == {"verb": "ListRecords", "resumptionToken": "verb%3DListRecords%26skip%3D3"}


def test_a_record_has_all_its_fields(pages):
    record = parse_oai(pages[0], "here").records[0]
    paper = record.content
    assert (paper.version, paper.submitted, record.stamped) == (1, date(2026, 8, 10), date(2026, 8, 11))
    assert [author.name for author in paper.authors] == ["Ada Roe", "Bo Poe", "the Kelp Collaboration"]
    assert (paper.comment, paper.abstract) == ("9 pages, 2 figures", "We invent kelp knots. They hold.")
    assert paper.categories == ("cs.AI", "math.GT")
    assert parse_oai(pages[1], "here").records[3].content.version == 2


def test_the_newest_day_only(make, pages):
    (one,) = days(make.Replay({URL: list(pages)}), since=None)
    assert one.date == TODAY


def test_cross_lists_and_replacements_can_be_left_out(make, pages):
    _, one = days(make.Replay({URL: list(pages)}), cross_lists=False, replacements=False)
    assert [paper.id for paper in one.papers] == ["2608.90012"]


def test_nothing_new_is_quiet(make):
    (one,) = days(make.Replay({URL: failed("noRecordsMatch")}))
    assert (one.state, one.date) == ("quiet", TODAY)


def test_an_expired_token_restarts_the_list_where_it_had_got_to(make, pages):
    client = make.Replay({URL: [pages[0], failed("badResumptionToken"), pages[1]]})
    tuesday, wednesday = days(client)
    assert len(tuesday.papers) + len(wednesday.papers) == 4
    assert client.asked[2][1]["from"] == "2026-08-11"
    assert "resumptionToken" not in client.asked[2][1]


def test_a_token_that_never_holds_keeps_what_was_read(make, pages):
    client = make.Replay(
        {URL: lambda params: failed("badResumptionToken") if "resumptionToken" in params else pages[0]}
    )
    (one,) = days(client)
    assert (one.state, [paper.id for paper in one.papers]) == ("truncated", ["2608.90001"])
    assert "badResumptionToken" in one.message
    assert len(client.asked) == 8


def test_the_same_token_again_ends_the_list(make, pages):
    (one,) = days(make.Replay({URL: pages[0]}))
    assert one.state == "truncated"
    assert "same token twice" in one.message


def test_a_page_that_does_not_come_keeps_those_before(make, pages):
    gone = BadAnswer("status 503", where=URL, next_step="Run it again later", status=503)
    (one,) = days(make.Replay({URL: [pages[0], gone]}))
    assert (one.state, len(one.papers)) == ("truncated", 1)
    assert "status 503" in one.message


def test_where_nothing_was_read_the_day_has_failed(make):
    (one,) = collect(ArxivOai(make.Replay({}), ["cs.AI"]), SINCE)
    assert one.state == "failed"
    (one,) = collect(ArxivOai(make.Replay({URL: failed("badArgument")}), ["cs.AI"]), SINCE)
    assert "badArgument: what happened" in one.message


def test_several_sets_are_merged(make, pages):
    client = make.Replay({URL: lambda params: pages["resumptionToken" in params]})
    tuesday, wednesday = ArxivOai(client, ["cs.AI", "cs.CV"], today=TODAY).fetch(SINCE)
    assert [paper.id for paper in tuesday.papers] == ["2608.90001"]
    assert {paper.id: paper.announce_type for paper in wednesday.papers}["2608.90011"] == "new"


def test_mistakes_in_the_settings(make):
    for wrong in ({"categories": []}, {"categories": ["nonsense.XX"]}, {"categories": ["cs.AI"], "prefix": "marc"}):
        with pytest.raises(ConfigError):
            ArxivOai(make.Replay({}), **wrong)


def test_dublin_core_is_read():
    body = (
        f"{HEAD}<ListRecords><record><header><identifier>oai:arXiv.org:2608.90001</identifier>"
        "<datestamp>2026-08-11</datestamp></header><metadata>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Knots</dc:title><dc:creator>Roe, Ada</dc:creator>'
        "<dc:description>They hold.</dc:description><dc:description>9 pages</dc:description>"
        "<dc:date>2026-08-10</dc:date>"
        "<dc:identifier>http://arxiv.org/abs/2608.90001</dc:identifier><dc:identifier>doi:10.9999/kelp</dc:identifier>"
        "</oai_dc:dc></metadata></record></ListRecords></OAI-PMH>"
    )
    paper = parse_oai(body.encode(), "here").records[0].content
    assert (paper.id, paper.title, paper.doi, paper.comment) == ("2608.90001", "Knots", "10.9999/kelp", "9 pages")
    assert [author.name for author in paper.authors] == ["Ada Roe"]


@given(body=st.binary())
def test_any_bytes_give_a_page_or_a_source_error(body, make):
    page = make.tame(lambda: parse_oai(body, "here"))
    assert page is None or page.records == ()


@given(data=st.data())
def test_a_damaged_page_gives_a_page_or_a_source_error(data, make):
    body = bytearray(make.file("oai_2.xml"))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    for one in collect(ArxivOai(make.Replay({URL: bytes(body)}), ["cs.AI"], today=TODAY), SINCE):
        assert one.message


@pytest.mark.shared
def test_the_real_records(captures):
    records = {}
    for path in sorted((captures / "oai").glob("*.xml")):
        for record in parse_oai(path.read_bytes(), path.name).records:
            assert not getattr(record.content, "error", ""), record.content
            records[record.content.id] = record
    one = records["1706.05371"]
    assert (one.stamped, one.content.submitted) == (date(2017, 12, 14), date(2017, 6, 16))
    assert one.content.announce_type == "replace"
    assert (
        one.content.title == "Evaluation of Silicon Photomultipliers for use as Photosensors in Liquid Xenon Detectors"
    )
    assert one.content.authors[0].name == "Tyler Anderson"
    assert [a.name for a in records["1603.05976"].content.authors][:2] == ["Keck Array", "BICEP2 Collaborations"]
    assert all(":" != a.name for record in records.values() for a in record.content.authors)
    assert len(records) >= 15
