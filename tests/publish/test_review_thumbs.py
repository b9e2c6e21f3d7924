"""A paper's own page can be labelled where the paper has an id that is announced, and only there."""

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from litmuspaper.publish.review import label_id, publish_review
from litmuspaper.types import Digest, Paper


def load(name):
    spec = importlib.util.spec_from_file_location(f"thumbs_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = load("review_example")


@pytest.mark.parametrize(
    ("given", "id"),
    [
        ({"id": "2509.09427"}, "2509.09427"),
        ({"id": "2509.09427v3"}, "2509.09427"),
        ({"id": "hep-th/9901001v2"}, "hep-th/9901001"),
        ({"id": "w7", "announced": date(2026, 1, 5)}, "w7"),
        ({"id": "w7", "url": "https://example.org/w7"}, "w7"),
        ({"id": "main"}, ""),
        ({"id": ""}, ""),
    ],
)
def test_the_id_of_a_thumb_is_the_announced_one(given, id):
    assert label_id(Paper(**{"title": "Lamps", "abstract": "We see."} | given)) == id


def page(tmp_path, **paper):
    document = make.a_document()
    document = document.model_copy(update={"paper": document.paper.model_copy(update=paper)})
    files = publish_review(document, make.a_review(document), Digest(), tmp_path)
    return next(path for path in files if path.name == "index.html").read_text(encoding="utf-8")


def test_opened_as_a_file_it_shows_the_commands_and_has_the_buttons_at_hand(tmp_path):
    text = page(tmp_path, id="2509.09427", url=None, announced=None)
    assert "<code>litmus like 2509.09427</code> or <code>litmus unlike 2509.09427</code>" in text
    assert '<template id="thumb-buttons">' in text
    assert "connect-src 'self'; " in text


def test_a_file_s_name_is_no_id_to_label(tmp_path):
    text = page(tmp_path, id="main", url=None, announced=None)
    assert "litmus like" not in text
    assert "thumb-buttons" not in text
    assert "connect-src" not in text
