import gzip
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litmuspaper.collect import collect, listing
from litmuspaper.collect.listing import Listing
from litmuspaper.errors import SourceError

FRIDAY = date(2025, 9, 12)


def row(name="2509.90001", **more):
    return {"id": name, "title": "An Invented Title", "abstract": "An invented abstract.", **more}


def lines(*rows):
    return "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in rows).encode()


@pytest.fixture
def written(tmp_path):
    def write(body, name="day-2025-09-12.jsonl"):
        path = tmp_path / name
        path.write_bytes(body)
        return path

    return write


def only(path, since=None, **more):
    (one,) = Listing(path, **more).fetch(since)
    return one


def test_a_row_has_all_its_fields(written):
    full = row(
        "arXiv:2509.90001v2",
        announced="2025-09-12",
        submitted="2025-09-10T09:00:00Z",
        categories=["cs.CV", "cs.AI"],
        authors=["Ada Roe", {"name": "Bo Poe", "orcid": "0000-0001-2345-6789"}],
        comment="9 pages,\n 2 figures",
        announce_type="replace",
        doi="10.9999/kelp",
        something_else={"kept": False},
    )
    (paper,) = only(written(lines(full))).papers
    assert (paper.id, paper.version, paper.announced) == ("2509.90001", 2, FRIDAY)
    assert (paper.categories, paper.comment) == (("cs.CV", "cs.AI"), "9 pages, 2 figures")
    assert [(a.name, a.orcid) for a in paper.authors] == [("Ada Roe", None), ("Bo Poe", "0000-0001-2345-6789")]
    assert (paper.submitted, paper.announce_type, paper.doi) == (date(2025, 9, 10), "replace", "10.9999/kelp")
    assert paper.url == "https://arxiv.org/abs/2509.90001"


def test_authors_and_categories_may_be_one_text(written):
    (paper,) = only(written(lines(row(authors="Ada Roe and Bo Poe", categories="cs.CV cs.AI")))).papers
    assert [a.name for a in paper.authors] == ["Ada Roe", "Bo Poe"]
    assert paper.categories == ("cs.CV", "cs.AI")


@pytest.mark.parametrize(
    ("bad", "name", "error"),
    [
        ('{"id": "2509.90002", "title": "T", "abs', "line 2", "line 2: not a row of JSON"),
        ("[1, 2]", "line 2", "line 2: the row is a list, not an object"),
        ("null", "line 2", "line 2: the row is null"),
        ("NaN", "line 2", "line 2: the row is a number"),
        ("[" * 100_000, "line 2", "line 2: not a row of JSON"),
        ("9" * 5_000, "line 2", "line 2: not a row of JSON"),
        ({"title": "T", "abstract": "A"}, "line 2", "line 2: the row has no id"),
        ({"id": 2509.1, "title": "T", "abstract": "A"}, "line 2", "write it in quotes"),
        ({"id": " ", "title": "T", "abstract": "A"}, "line 2", "line 2: the id is empty"),
        ({"id": ["x"], "title": "T", "abstract": "A"}, "line 2", "line 2: the id is a list"),
        ({"id": "x", "title": "T"}, "x", "line 2: the row has no abstract"),
        ({"id": "x", "title": "T", "abstract": None}, "x", "line 2: the row has no abstract"),
        ({"id": "x", "title": "T", "abstract": "\x00 \u200b"}, "x", "line 2: the row has no abstract"),
        ({"id": "x", "abstract": "A"}, "x", "line 2: the row has no title"),
        ({"id": "x", "title": 7, "abstract": "A"}, "x", "line 2: title is a number, not a text"),
        ({"id": "x", "title": "T", "abstract": ["A"]}, "x", "line 2: abstract is a list, not a text"),
        (row("x", announced="yesterday"), "x", "line 2: announced is 'yesterday', not a date such as 2025-09-12"),
        (row("x", announced=20250912), "x", "line 2: announced is a number"),
        (row("x", authors={"name": "A"}), "x", "line 2: authors is neither a list nor a text"),
        (row("x", authors=[7]), "x", "line 2: authors holds something that is neither a name"),
        (row("x", categories=[1]), "x", "line 2: categories is not a list of texts"),
        (row("x", version=0), "x", "line 2: version is not a number from 1 on"),
        (row("x", version=True), "x", "line 2: version is not a number from 1 on"),
        (row("x", announce_type="withdrawn"), "x", "line 2: announce_type is 'withdrawn', not one of new, cross"),
        (row("x", comment={"a": 1}), "x", "line 2: comment is an object, not a text"),
        (row("2509.90001"), "2509.90001", "line 2: the id 2509.90001 stands a second time (first on line 1)"),
    ],
)
def test_a_bad_row_in_the_middle_is_a_failure_that_names_its_line(written, bad, name, error):
    one = only(written(lines(row("2509.90001"), bad, row("2509.90003"))))
    assert [paper.id for paper in one.papers] == ["2509.90001", "2509.90003"]
    (failure,) = one.failures
    assert failure.id == name
    assert error in failure.error


def test_bytes_that_are_no_utf_8_cost_one_row(written):
    one = only(written(lines(row("1")) + b'{"id": "2", "title": "caf\xe9", "abstract": "A"}\n' + lines(row("3"))))
    assert [paper.id for paper in one.papers] == ["1", "3"]
    assert "line 2: not UTF-8" in one.failures[0].error


def test_control_and_invisible_characters_and_lone_surrogates_are_gone(written):
    (paper,) = only(written(lines(row(title="A\x1b[31mred\u202e title\ud800", abstract="two\r\nlines\x00")))).papers
    assert paper.title == "A [31mred title"
    assert paper.abstract == "two lines"


def test_markup_and_tex_stay_as_they_are(written):
    (paper,) = only(written(lines(row(title=r"<script>alert(1)</script> $x<y$ \'e")))).papers
    assert paper.title == r"<script>alert(1)</script> $x<y$ \'e"


def test_an_address_that_is_not_of_the_web_is_left_out(written):
    one = only(written(lines(row("a", url="javascript:alert(1)"), row("b", url="https://example.org/b"))))
    assert [paper.url for paper in one.papers] == [None, "https://example.org/b"]


def test_a_failed_row_does_not_make_the_good_one_a_duplicate(written):
    one = only(written(lines({"id": "x", "title": "T"}, row("x"))))
    assert ([paper.id for paper in one.papers], [failure.id for failure in one.failures]) == (["x"], ["x"])


def test_a_byte_order_mark_blank_lines_and_windows_line_ends(written):
    body = b"\xef\xbb\xbf" + lines(row("1"), "", row("2")).replace(b"\n", b"\r\n")
    one = only(written(body))
    assert ([paper.id for paper in one.papers], one.failures) == (["1", "2"], ())


def test_gzip_is_known_by_its_bytes(written):
    assert len(only(written(gzip.compress(lines(row("1"), row("2"))), "day.jsonl")).papers) == 2


def test_a_gzip_cut_short_keeps_what_was_read(written):
    import random

    noise = random.Random(0)
    rows = [row(str(n), comment="".join(noise.choices("abcdefgh ", k=400))) for n in range(2_000)]
    body = gzip.compress(lines(*rows))
    one = only(written(body[: len(body) // 2]))
    assert one.state == "truncated"
    assert 500 < len(one.papers) < 2_000
    assert "get the file anew" in one.message


def test_a_line_without_end_is_one_failure(written, monkeypatch):
    monkeypatch.setattr(listing, "MAX_LINE_BYTES", 1_000)
    one = only(written(lines(row("1"), row("2", comment="x" * 5_000), row("3"))))
    assert [paper.id for paper in one.papers] == ["1", "3"]
    assert (one.failures[0].id, "longer than 1000 bytes" in one.failures[0].error) == ("line 2", True)


def test_a_file_that_unpacks_without_end_is_cut_and_said(written, monkeypatch):
    monkeypatch.setattr(listing, "MAX_BYTES", 10_000)
    one = only(written(gzip.compress(lines(*(row(str(n)) for n in range(1_000))))))
    assert one.state == "truncated"
    assert len(one.papers) < 200
    monkeypatch.setattr(listing, "MAX_ROWS", 5)
    assert len(only(written(lines(*(row(str(n)) for n in range(9))))).papers) == 5


def test_rows_without_a_date_take_the_best_one_known(written):
    assert only(written(lines(row()))).date == FRIDAY
    assert only(written(lines(row()), "x.jsonl"), date=date(2024, 1, 2)).date == date(2024, 1, 2)
    one = only(written(lines(row("1"), row("2", announced="2025-09-11")), "2020-01-01.jsonl"))
    assert (one.date, one.announced) == (date(2025, 9, 11), 2)
    assert all(paper.announced == date(2025, 9, 11) for paper in one.papers)


def test_days_come_oldest_first_from_the_day_asked_for(written):
    path = written(lines(*(row(str(n), announced=f"2025-09-1{n}") for n in (5, 2, 1))))
    assert [one.date.day for one in Listing(path).fetch(date(2025, 9, 1))] == [11, 12, 15]
    assert [one.date.day for one in Listing(path).fetch(FRIDAY)] == [12, 15]
    newest = only(path)
    assert newest.date.day == 15
    assert "also has rows of 2025-09-11, 2025-09-12" in newest.message
    assert only(path, date=FRIDAY).date == FRIDAY
    later = only(path, since=date(2025, 9, 30))
    assert (later.date, later.announced) == (date(2025, 9, 30), 0)


def test_the_same_id_on_two_days_is_no_duplicate(written):
    path = written(lines(row(announced="2025-09-11"), row(announced="2025-09-12", version=2)))
    assert [(len(one.papers), len(one.failures)) for one in Listing(path).fetch(date(2025, 1, 1))] == [(1, 0), (1, 0)]


def test_an_empty_file_says_so(written):
    one = only(written(b""))
    assert (one.state, one.announced) == ("failed", 0)
    assert "the file has no rows" in one.message
    assert only(written(b"\n\n", "day-2025-09-13.jsonl")).state == "quiet"


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_what_is_no_file_is_an_error(tmp_path, name):
    with pytest.raises(SourceError, match="listing is") as caught:
        only(tmp_path / name)
    assert caught.value.next_step
    (one,) = collect(Listing(tmp_path / name))
    assert one.state == "failed"


def test_utf_16_is_an_error_that_says_so(written):
    with pytest.raises(SourceError, match="UTF-16"):
        only(written(lines(row()).decode().encode("utf-16")))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
keys = st.sampled_from(
    ["id", "title", "abstract", "announced", "authors", "categories", "version", "url", "comment", "announce_type"]
)
rows = st.dictionaries(keys, values) | st.builds(lambda more: {**row(), **more}, st.dictionaries(keys, values)) | values


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, max_size=12))
def test_every_row_is_accounted_for(tmp_path, many):
    path = tmp_path / "any.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in many))
    days = list(Listing(path, date=FRIDAY).fetch(date.min))
    assert sum(one.announced for one in days) == len(many)
    for one in days:
        assert len({paper.id for paper in one.papers}) == len(one.papers)
        assert all(paper.title and paper.abstract and paper.announced == one.date for paper in one.papers)
        assert all("line " in failure.error for failure in one.failures)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400))
def test_any_bytes_are_accounted_for_or_a_source_error(tmp_path, body, make):
    path = tmp_path / "any.jsonl"
    path.write_bytes(body)
    days = make.tame(lambda: list(Listing(path, date=FRIDAY).fetch(date.min)))
    if days is not None and body[:2] != b"\x1f\x8b":
        filled = [line for line in body.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
        assert sum(one.announced for one in days) == len(filled)


def test_a_listing_of_50_000_lines(written):
    one = only(written(lines(*(row(f"2509.{n:05d}") for n in range(50_000)))))
    assert one.announced == 50_000


@pytest.mark.shared
def test_the_real_days_are_read_whole(examples):
    counts = {path.name: only(path) for path in sorted(examples.glob("*.jsonl"))}
    assert {name: (len(one.papers), len(one.failures)) for name, one in counts.items()} == {
        "arxiv-2025-09-11.jsonl": (106, 0),
        "arxiv-2025-09-12.jsonl": (142, 0),
        "arxiv-2025-09-15.jsonl": (139, 0),
    }
    assert counts["arxiv-2025-09-12.jsonl"].date == FRIDAY
    assert "2509.09427" in {paper.id for paper in counts["arxiv-2025-09-12.jsonl"].papers}
