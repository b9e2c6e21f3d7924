"""A paper's page says what our own experiments on its claims found; the records beside it are written by us."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from litmuspaper.cli.paper import command
from litmuspaper.publish.review import publish_review
from litmuspaper.publish.review_settled import settled_markdown, shown_settled
from litmuspaper.publish.settled import Settled, in_short, known_by, packaged, settled
from litmuspaper.types import Digest, Document, Paper, Review

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "../shared/seeds"
TITLE = "How the Tide Moves Salt: A Study of Two Estuaries"
FIRST = {
    "says": "the tide moves more salt than the wind",
    "reason": "the interval lies above the margin of 0",
    "differences": {"0": 0.5, "1": 0.25},
    "level": 0.95,
    "effect": 0.375,
    "low": 0.25,
    "high": 0.5,
    "p": 0.03125,
    "verdict": "supported",
}


@pytest.fixture
def lab(tmp_path):
    def write(folder, content, page="<p>"):
        (tmp_path / folder).mkdir()
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / folder / "settle.json").write_text(text, encoding="utf-8")
        if page:
            (tmp_path / folder / "index.html").write_text(page, encoding="utf-8")

    return write


@pytest.fixture
def published(tmp_path):
    def publish(**paper):
        document = Document(paper=a_paper(**paper), text="Tides", sections=(), sentences=(), parser="text")
        review = Review(findings=(), verified=(), not_assessed=(), read=(), parser="text")
        files = publish_review(document, review, Digest(), tmp_path)
        return {path.name: path.read_text(encoding="utf-8") for path in files if path.suffix != ".css"}

    return publish


def a_paper(**more):
    return Paper(**{"id": "2601.00001", "title": TITLE, "abstract": "They turn.", **more})


def record(**more):
    return {"paper": "2601.00001", "name": "tides", "verdict": "supported", "scale": "cpu", **more}


def whole(**more):
    """A record with all that a page shows, in the shape of a `settle.json`."""
    return record(
        sentence="The tide moves most of the salt (our wording).",
        verdict_text="supported at scale cpu: the interval lies above the margin of 0",
        seeds=2,
        tests=[FIRST, {**FIRST, "verdict": "refuted"}, {**FIRST, "verdict": "refuted"}],
        cost={"cells": 1200, "kept": 0, "cpu_s": 61.4, "wall_s": 30.0},
        data=None,
        command="litmus settle tides --scale cpu",
        **more,
    )


def test_the_experiments_on_a_paper_are_found(lab, tmp_path):
    lab("tides-cpu", record())
    lab("tides-smoke", record(verdict="inconclusive", scale="smoke"))
    lab("lamps-cpu", record(paper="2601.00002"))
    found = settled(a_paper(), tmp_path)
    assert [(one.page, one.name, one.verdict, one.scale, one.known_by) for one in found] == [
        ("tides-cpu/index.html", "tides", "supported", "cpu", "identifier"),
        ("tides-smoke/index.html", "tides", "inconclusive", "smoke", "identifier"),
    ]
    assert settled(a_paper(id="", title=""), tmp_path) == settled(a_paper(), tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("paper", "on", "by"),
    [
        ({"id": "2601.00001v3"}, "2601.00001", "identifier"),
        ({"id": "arXiv-2601.00001v1"}, "2601.00001v2", "identifier"),
        ({"id": "hep-th/9901001"}, "arXiv:hep-th/9901001v1", "identifier"),
        ({"id": "tides-draft"}, "tides-draft", "identifier"),
        ({"id": "tides-draft"}, TITLE, "title"),
        ({"id": "", "title": r"How the tide moves \emph{Salt} -- a study of two estuaries"}, TITLE, "title"),
        ({"id": "2601.00001"}, TITLE, "title"),
        ({"id": "2601.00001"}, "2601.00002", ""),
        ({"id": "tides-draft"}, "Another Study of Two Estuaries", ""),
        ({"id": "tides-draft", "title": "Two Tides"}, "Two Tides", ""),
        ({"id": "tides-draft", "title": "？！ — …"}, "", ""),
        ({"id": "", "title": ""}, "", ""),
    ],
)
def test_a_paper_is_known_by_its_identifier_or_its_title(paper, on, by):
    assert known_by(a_paper(**paper), Settled.model_validate(record(paper=on))) == by


def test_two_identifiers_are_two_papers_whatever_their_titles():
    one = Settled.model_validate(record(paper="2601.00002", titles=[TITLE]))
    assert known_by(a_paper(), one) == ""
    assert known_by(a_paper(id="tides-draft"), one) == "title"


NOT_FINITE = json.dumps(record(tests=[{**FIRST, "effect": float("nan")}]))


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "null", "{", "[" * 100_000, '{"paper": "2601.00001"}', record(verdict="<b>")),
        *(record(verdict=["supported"]), record(paper=1), record(tests=[{}]), record(cost="much")),
        NOT_FINITE,
    ],
)
def test_a_record_that_is_none_is_passed_over(lab, tmp_path, content):
    lab("odd", content)
    assert settled(a_paper(), tmp_path) == []


def test_a_record_without_its_page_is_not_linked(lab, tmp_path):
    lab("tides-cpu", record(), page="")
    assert settled(a_paper(), tmp_path) == []


def test_the_page_says_the_verdict_at_its_scale_and_links_the_report(lab, published):
    lab("tides-cpu", whole())
    page = published()["index.html"]
    for told in (
        'href="../tides-cpu/index.html"',
        "What our lab found",
        "numbers and verdicts are ours, not the paper&#39;s",
        "the tide moves more salt than the wind: <strong>supported at scale cpu</strong>",
        "0.375, 95 % interval 0.25 to 0.5, p = 0.0312, 2 pairs. Beyond this test: 2 refuted.",
        "Small, for a laptop&#39;s processor; 2 seeds, 1,200 runs, 61 s of processor time in all",
    ):
        assert told in page
    assert "recognised by its title" not in page


def test_json_and_markdown_say_the_same(lab, published):
    assert json.loads(published()["review.json"])["experiments"] == []
    assert "What our lab found" not in published()["review.md"]
    lab("tides-cpu", whole())
    files = published()
    (one,) = json.loads(files["review.json"])["experiments"]
    assert (one["verdict"], one["scale"], one["seeds"], one["further"]) == ("supported", "cpu", 2, {"refuted": 2})
    assert (one["page"], one["report"], one["known_by"]) == ("tides-cpu/index.html", None, "identifier")
    assert one["primary"]["effect"] == 0.375
    assert "the wind: **supported at scale cpu**" in files["review.md"]
    assert "[tides](<../tides-cpu/index.html>)" in files["review.md"]


def test_what_a_record_says_is_text(lab, published):
    bad = "<script>alert(1)</script>[x](javascript:alert(1))\u202e`"
    lab("a b#c", whole(name=bad) | {"sentence": bad, "command": bad})
    files = published()
    assert 'href="../a%20b%23c/index.html"' in files["index.html"]
    for text in (files["index.html"], files["review.md"]):
        assert "<script>alert" not in text
        assert "\u202e" not in text
    assert "[x](javascript" not in files["review.md"]


def test_a_readers_own_data_are_named(lab, tmp_path):
    lab("tides-cpu-mine", whole() | {"data": {"name": "mine.csv", "sha256": "0" * 64}})
    (one,) = shown_settled(settled(a_paper(), tmp_path))
    assert one.runs.endswith("on the data mine.csv.")


def test_a_paper_that_our_lab_settled_says_so_without_a_run(tmp_path, published):
    known = {one.paper: one for one in packaged()}
    for paper, one in known.items():
        (found,) = settled(a_paper(id=paper, title="Another title"), tmp_path)
        assert found == one.model_copy(update={"known_by": "identifier"})
    files = published(id="2509.10439v1", title="Another title")
    assert "<code>docs/lab/localsgd/settle.md</code>" in files["index.html"]
    assert "<code>litmus settle localsgd --scale cpu</code>" in files["index.html"]
    assert "docs/lab/localsgd/settle.md in Litmus's repository" in files["review.md"]
    (one,) = json.loads(files["review.json"])["experiments"]
    assert (one["page"], one["report"]) == (None, "docs/lab/localsgd/settle.md")


def test_a_run_beside_the_page_comes_before_what_the_package_brings(lab, tmp_path):
    ours = next(one for one in packaged() if one.name == "m2cofs")
    lab("m2cofs-smoke", record(name="m2cofs", paper=ours.paper, verdict="inconclusive", scale="smoke"))
    found = settled(a_paper(id="somebodys-file", title=ours.titles[0]), tmp_path)
    assert [(one.page, one.report, one.known_by) for one in found] == [
        ("m2cofs-smoke/index.html", "", "title"),
        ("", "docs/lab/m2cofs/settle.md", "title"),
    ]
    assert "recognised by its title alone" in settled_markdown(found)[2]


def test_the_package_says_what_docs_lab_says():
    """Where this fails: `python bench/lab_record.py`."""
    reports = sorted((ROOT / "docs" / "lab").glob("*/settle.json"))
    assert [one.model_copy(update={"titles": ()}) for one in packaged()] == [in_short(path) for path in reports]
    assert [one.name for one in packaged()] == [path.parent.name for path in reports]
    assert all((ROOT / one.report).is_file() for one in packaged())


@pytest.mark.shared
def test_the_review_of_a_paper_without_an_identifier_links_our_report(tmp_path):
    """The paper on M2-CoFS as the seeds hold it: plain text, no arXiv identifier."""
    found = sorted(SEEDS.glob("002_*.txt"))
    if not found:
        pytest.skip("the seeds of ../shared are not there")
    done = CliRunner().invoke(command, [str(found[0]), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    (page,) = tmp_path.glob("*/index.html")
    for told in ("What our lab found", "docs/lab/m2cofs/settle.md", "recognised by its title alone"):
        assert told in page.read_text(encoding="utf-8")
    (one,) = json.loads(page.with_name("review.json").read_bytes())["experiments"]
    assert (one["name"], one["scale"], one["known_by"]) == ("m2cofs", "cpu", "title")
