"""What a model wrote, on the page: set apart, beside what it rests on, and nothing but text whatever it holds."""

import importlib.util
import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from litmuspaper.publish.review import publish_review
from litmuspaper.types import Digest, Prose, Span, Written


def load(name):
    spec = importlib.util.spec_from_file_location(f"prose_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = load("review_example")
VECTORS = load("day_example").VECTORS


@pytest.fixture
def written(tmp_path):
    def run(prose):
        document = make.a_document()
        files = publish_review(document, make.a_review(document), Digest(), tmp_path, prose=prose)
        return {path.suffix: path.read_text(encoding="utf-8") for path in files if path.parent.name != "assets"}

    return run


def quote():
    text = make.a_document().text
    return Span(start=0, end=30, text=text[:30])


def test_a_sentence_stands_beside_its_quotes_and_a_pointer_leads_to_its_finding(written):
    prose = Prose(
        model="ollama:one",
        prompts="ab" * 32,
        summary=(Written(text="Lamps dim.", spans=(quote(),)),),
        look_at=(Written(text="Look at the mean.", about=("F1",)),),
        left_out=1,
        notes=("something was not asked",),
    )
    made = written(prose)
    section = LexborHTMLParser(made[".html"]).css_first("section.model")
    assert section.css_first("h2").text() == "In the model's words"
    one, other = section.css(".written")
    assert one.css_first("p").text() == "Lamps dim."
    assert one.css_first(".quote .kind").text() == "paper says"
    assert other.css_first("a").attributes["href"] == "#f1"
    assert "One sentence of the model left out" in section.text()
    assert "Something was not asked." in section.text()
    assert "and no model judged anything" in made[".html"]
    assert "abababababab" in made[".html"]
    assert json.loads(made[".json"])["model"]["look_at"] == [
        {"text": "Look at the mean.", "spans": [], "about": ["F1"]}
    ]
    assert "- Look at the mean. (F1)" in made[".md"].replace("\\", "")


def test_without_a_model_the_page_says_so_and_has_no_such_part(written):
    made = written(None)
    assert LexborHTMLParser(made[".html"]).css_first("section.model") is None
    assert "no model wrote or judged anything here" in made[".html"]
    assert json.loads(made[".json"])["model"] is None
    assert "model's words" not in made[".md"]


@pytest.mark.parametrize(
    "prose", [Prose(model="m", prompts="p"), Prose(model="m", prompts="p", notes=("nothing came",))]
)
def test_a_model_that_gave_nothing_still_stands_in_the_record(prose, written):
    made = written(prose)
    assert json.loads(made[".json"])["model"]["summary"] == []
    assert "In the model's words" in made[".html"]


def test_no_vector_becomes_more_than_text(written):
    for bad in VECTORS:
        prose = Prose(
            model=bad,
            prompts="p",
            summary=(
                Written(text=bad, spans=(quote(),)),
                Written(text=bad, spans=(quote().model_copy(update={"text": bad}),)),
            ),
            look_at=(Written(text=bad, about=("F1",)), Written(text=bad, about=(bad,))),
            notes=(bad,),
        )
        section = LexborHTMLParser(written(prose)[".html"]).css_first("section.model")
        allowed = {"h2", "h3", "p", "a", "div", "figure", "figcaption", "blockquote", "span", "section"}
        found = {node.tag for node in section.traverse()}
        assert found <= allowed, (bad, found - allowed)
        assert [node.attributes["href"] for node in section.css("a")] == ["#f1"]
        names = {name for node in section.traverse() for name in node.attributes}
        assert names <= {"class", "aria-labelledby", "id", "dir", "href"}
        assert len(section.css(".written")) == 2
