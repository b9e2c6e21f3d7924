"""A paper's page links to the experiments on its claims; the records are written by us."""

import json

import pytest

from litmuspaper.publish.review import publish_review
from litmuspaper.publish.settled import Settled, settled
from litmuspaper.types import Digest, Document, Paper, Review


@pytest.fixture
def lab(tmp_path):
    def write(folder, content, page="<p>"):
        (tmp_path / folder).mkdir()
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / folder / "settle.json").write_text(text, encoding="utf-8")
        if page:
            (tmp_path / folder / "index.html").write_text(page, encoding="utf-8")

    return write


def record(**more):
    return {"paper": "2601.00001", "name": "tides", "verdict": "supported", "scale": "cpu", **more}


def test_the_experiments_on_a_paper_are_found(lab, tmp_path):
    lab("tides-cpu", record())
    lab("tides-smoke", record(verdict="inconclusive", scale="smoke"))
    lab("lamps-cpu", record(paper="2601.00002"))
    assert settled("2601.00001", tmp_path) == [
        Settled("tides-cpu/index.html", "tides", "supported", "cpu"),
        Settled("tides-smoke/index.html", "tides", "inconclusive", "smoke"),
    ]
    assert settled("", tmp_path) == settled("2601.00001", tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    "content", ["", "[]", "null", "{", "[" * 100_000, '{"paper": "2601.00001"}', record(verdict="<b>")]
)
def test_a_record_that_is_none_is_passed_over(lab, tmp_path, content):
    lab("odd", content)
    assert settled("2601.00001", tmp_path) == []


def test_a_record_without_its_page_is_not_linked(lab, tmp_path):
    lab("tides-cpu", record(), page="")
    assert settled("2601.00001", tmp_path) == []


def test_the_page_links_to_it_and_what_it_says_is_text(lab, tmp_path):
    lab("tides-cpu", record(name="<script>alert(1)</script>"))
    paper = Paper(id="2601.00001", title="Tides", abstract="They turn.")
    document = Document(paper=paper, text="Tides", sections=(), sentences=(), parser="text")
    review = Review(findings=(), verified=(), not_assessed=(), read=(), parser="text")
    publish_review(document, review, Digest(), tmp_path)
    page = (tmp_path / "2601.00001/index.html").read_text(encoding="utf-8")
    assert 'href="../tides-cpu/index.html"' in page
    assert "Settled in the lab" in page
    assert "<script>alert" not in page
