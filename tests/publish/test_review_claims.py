"""Claims on the page of a paper; the paper is invented, written by us."""

import json

import pytest

from litmuspaper.digest import digest
from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.publish.review import publish_review
from litmuspaper.review import review
from litmuspaper.review.claims import claims
from litmuspaper.types import Paper

CLAIM = "Ternlet (ours) consistently outperforms all other detectors on both colonies."


@pytest.fixture
def paper():
    builder = Builder()
    builder.open_section("Abstract", 1)
    builder.paragraph(f"We count terns. {CLAIM}")
    builder.open_section("Results", 1, "1")
    rows = [("Method", "North Acc ↑", "South Acc ↑"), ("Gullnet", "0.81", "0.84"), ("Ternlet (ours)", "0.85", "0.83")]
    builder.table([[CellDraft(cell, False, False) for cell in row] for row in rows], "Table 1", "Accuracy.")
    title = "Ternlet: Counting <i>Terns</i>"
    return builder.document(Paper(id="x", title=title, abstract=f"We count terns. {CLAIM}"), "tex")


def written(paper, folder, found):
    files = publish_review(paper, review(paper), digest(paper), folder, claims=found)
    return {path.name: path.read_text(encoding="utf-8") for path in files if path.suffix in (".html", ".json", ".md")}


def test_a_claim_stands_with_what_the_tables_say_and_what_would_settle_it(paper, tmp_path):
    found = claims(paper)
    assert [claim.sentence.text for claim in found] == [CLAIM]
    made = written(paper, tmp_path, found)
    (kept,) = json.loads(made["review.json"])["claims"]
    assert kept["support"] == found[0].support == "not supported in 1 of 2"
    for text in (made["index.html"], made["review.md"]):
        assert "Claims and what would settle them" in text
        assert "not supported in 1 of 2" in text
        assert "our inference" in text
    assert 'class="claim unheld"' in made["index.html"]


def test_a_claim_that_the_text_does_not_hold_is_left_out_and_counted(paper, tmp_path):
    (claim,) = claims(paper)
    moved = claim.model_copy(update={"sentence": claim.sentence.model_copy(update={"text": "Ternlet is best."})})
    made = written(paper, tmp_path, [moved])
    assert json.loads(made["review.json"])["claims"] == []
    assert "Ternlet is best." not in made["index.html"] + made["review.md"]


def test_no_claim_no_section(paper, tmp_path):
    assert "Claims and what would settle them" not in written(paper, tmp_path, [])["index.html"]
