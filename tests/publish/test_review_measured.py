"""Beside each finding: how far its check can be trusted, or that it was not measured."""

import importlib.util
import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from litmuspaper.publish.review import publish_review
from litmuspaper.publish.review_measured import measure_record, measure_words
from litmuspaper.types import Judged, Measured


def load(name):
    spec = importlib.util.spec_from_file_location(f"litmus_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = load("review_example")
SEVEN = Judged(verdict="contradicted", real=7, false=0, unsure=0, low=0.5904, high=1)


@pytest.fixture
def document():
    return make.a_document()


def measured(document, finding, **more):
    known = {"audit": finding.audit, "date": "2026-01-05", "version": "0.1", "papers": 86, "judged": (SEVEN,)}
    one = Measured(**{**known, "planted": 100, "found": 98, "twins": 500, "twin_alarms": 0, **more})
    return make.a_review(document).model_copy(update={"findings": (finding,), "measured": (one,)})


def test_what_was_measured_is_said_in_one_line(document):
    finding = make.a_finding(document, verdict="contradicted")
    assert measure_words(measured(document, finding), finding) == (
        "found 98 of 100 errors planted in made-up papers (0 alarms on 500 without one). "
        "On 86 real papers, used to build it: 7 alarms like this, 7 real (95 % interval .59–1)."
    )


def test_errors_planted_in_real_tables_are_told_apart(document):
    finding = make.a_finding(document, verdict="contradicted")
    said = measure_words(measured(document, finding, table_planted=78, table_found=72), finding)
    assert said.startswith(
        "found 98 of 100 errors planted in made-up papers (0 alarms on 500 without one) and 72 of 78 in tables of "
        "real ones. "
    )


def test_false_and_unsure_alarms_are_told_with_the_real_ones(document):
    finding = make.a_finding(document, verdict="question")
    mixed = Judged(verdict="question", real=1, false=2, unsure=1, low=0.0063, high=0.8059)
    said = measure_words(measured(document, finding, judged=(SEVEN, mixed), tables_of=258), finding)
    assert "On 86 real papers and the tables of 258 more" in said
    assert "4 alarms like this, 1 real, 2 false, 1 unsure (95 % interval .01–.81)." in said


def test_alarms_that_are_not_raised_any_more_are_told_apart(document):
    finding = make.a_finding(document, verdict="contradicted")
    mended = SEVEN.model_copy(update={"fixed": 3})
    said = measure_words(measured(document, finding, judged=(mended,)), finding)
    assert said.endswith("7 real (95 % interval .59–1); 3 more ended when it was mended.")
    gone = Judged(verdict="contradicted", real=0, false=0, unsure=0, fixed=3)
    said = measure_words(measured(document, finding, judged=(gone,)), finding)
    assert said.endswith("give no alarm like this; 3 more ended when it was mended.")


@pytest.mark.parametrize(("high", "shown"), [(0.9954, ".99"), (1.0, "1"), (0.5, ".50")])
def test_only_a_whole_looks_like_one(document, high, shown):
    finding = make.a_finding(document, verdict="contradicted")
    judged = SEVEN.model_copy(update={"low": 0.0006, "high": high})
    assert f"(95 % interval .01–{shown})" in measure_words(measured(document, finding, judged=(judged,)), finding)


def test_what_was_seen_first_on_unseen_papers_is_told_apart(document):
    finding = make.a_finding(document, verdict="contradicted")
    first = SEVEN.model_copy(update={"fixed": 1, "unseen": 3, "unseen_real": 2})
    said = measure_words(measured(document, finding, judged=(first,), unseen_papers=28), finding)
    assert "On 86 real papers, all but 28 used to build it: 7 alarms like this" in said
    assert said.endswith("1 more ended when it was mended; at first sight of those 28, 2 of 3 were real.")


def test_what_was_not_measured_is_said_to_be_so(document):
    finding = make.a_finding(document, verdict="contradicted")
    unknown = make.a_review(document).model_copy(update={"findings": (finding,)})
    assert measure_words(unknown, finding) == "not measured."
    assert measure_record(unknown, finding) is None
    nothing = measured(document, finding, planted=None, found=None, twins=None, twin_alarms=None, judged=None)
    assert measure_words(nothing, finding) == "recall not measured. Precision on real papers: not measured."
    record = measure_record(nothing, finding)
    assert {key for key, value in record.items() if value is not None} == {
        "papers",
        "unseen_papers",
        "tables_of",
        "date",
        "version",
    }


def test_no_alarm_on_real_papers_is_no_precision(document):
    finding = make.a_finding(document, verdict="question")
    review = measured(document, finding)
    assert "Precision on real papers: not measured; 86 real papers, used to build it, give no alarm like this." in (
        measure_words(review, finding)
    )
    record = measure_record(review, finding)
    assert (record["alarms"], record["real"], record["precision_low"]) == (0, None, None)


def test_page_markdown_and_json_say_the_same(document, tmp_path):
    finding = make.a_finding(document, verdict="contradicted")
    review = measured(document, finding)
    files = {one.suffix: one for one in publish_review(document, review, make.a_digest(document), tmp_path)}
    page = LexborHTMLParser(files[".html"].read_text(encoding="utf-8"))
    (line,) = page.css("article.finding p.measure")
    said = measure_words(review, finding)
    assert " ".join(line.text().split()) == f"How far to trust this check: {said}"
    assert "How far to trust this check: found 98 of 100" in files[".md"].read_text(encoding="utf-8")
    (row,) = json.loads(files[".json"].read_text(encoding="utf-8"))["findings"]
    assert row["measured"] == measure_record(review, finding)
    assert (row["measured"]["planted"], row["measured"]["alarms"], row["measured"]["real"]) == (100, 7, 7)
