"""The fields of a full text's digest on a paper's page, in review.json and in review.md."""

import importlib.util
import json
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from litmuspaper.publish.review import publish_review
from litmuspaper.types import Digest, Span, Statement


def load(name):
    spec = importlib.util.spec_from_file_location(f"litmus_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = load("review_example")
CLAIM = "Our law is best in every lake."


def span_of(document, text):
    start = document.text.index(text)
    return Span(start=start, end=start + len(text), text=text)


def full(document):
    quote = Statement(text=CLAIM, kind="paper-says", spans=(span_of(document, CLAIM),))
    numbers = Statement(text="Table 1, Ours: Mean 74.3.", kind="computed", spans=(make.cell(document, "74.3"),))
    return make.a_digest(document).model_copy(update={"results": (numbers, quote), "limits": (quote,)})


def published(tmp_path, document, said):
    files = publish_review(document, make.a_review(document), said, tmp_path)
    return {path.name: path.read_text(encoding="utf-8") for path in files if path.parent != tmp_path / "assets"}


def words(node):
    return " ".join(node.text(separator=" ").split())


def test_siblings_stand_under_one_heading_with_kind_and_place(tmp_path):
    document = make.a_document()
    html = LexborHTMLParser(published(tmp_path, document, full(document))["index.html"])
    rows = {words(row.css_first("dt")): row for row in html.css(".digest > div")}
    assert set(rows) == {"Task paper says", "Results", "Limits paper says"}
    numbers, quote = rows["Results"].css("dd p")
    assert words(numbers) == "Table 1, Ours: Mean 74.3. computed"
    assert words(quote.css_first("q")) == CLAIM
    assert [words(one) for one in quote.css("span")] == ["paper says", "section 1 Results"]


def test_programs_get_lists_and_a_terminal_gets_one_line_each(tmp_path):
    document = make.a_document()
    files = published(tmp_path, document, full(document))
    told = json.loads(files["review.json"])["digest"]
    assert [one["kind"] for one in told["results"]] == ["computed", "paper-says"]
    assert told["task"]["kind"] == "paper-says"
    assert "links" not in told
    assert f"- **Limits** (paper says): “{CLAIM}”" in files["review.md"]
    assert "- **Results** (computed): Table 1, Ours: Mean 74.3." in files["review.md"]


def test_a_quote_and_a_number_that_are_not_the_paper_s_are_not_shown(tmp_path):
    document = make.a_document()
    wrong = Span(start=0, end=4, text="99.9")
    false = Statement(text="Table 1, Ours: Mean 99.9.", kind="computed", spans=(wrong,))
    invented = Statement(text="It is best.", kind="paper-says", spans=(wrong,))
    files = published(tmp_path, document, Digest(results=(false,), data=(invented,)))
    assert "99.9" not in files["index.html"]
    assert json.loads(files["review.json"])["digest"] == {}
    assert "2 quotes left out" in files["index.html"]
    assert "99.9" not in files["review.md"]


def shared(document):
    quote = Statement(text=CLAIM, kind="paper-says", spans=(span_of(document, CLAIM),))
    return Digest(results=(quote,), data=(quote,), metrics=(quote,))


def test_a_sentence_that_tells_several_fields_is_shown_once_with_all_of_them(tmp_path):
    document = make.a_document()
    files = published(tmp_path, document, shared(document))
    (row,) = LexborHTMLParser(files["index.html"]).css(".digest > div")
    assert words(row.css_first("dt")) == "Results paper says"
    assert [words(one) for one in row.css("dd span")] == ["section 1 Results", "tells data, metrics too"]
    assert set(json.loads(files["review.json"])["digest"]) == {"results", "data", "metrics"}
    assert f"- **Results, data, metrics** (paper says): “{CLAIM}”" in files["review.md"]
