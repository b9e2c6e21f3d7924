"""The gates on sentences of a summary, measured: sentences that are so and sentences that are not, beside their quotes.

`gate_trial.jsonl` has 102 of them, written by hand for five of the invented papers, without a model: `so` tells
whether the paper says it, `quotes` are parts of the sentences of the paper that it would be shown with. 25 more speak
of findings and claims, which they name by `about`.
"""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from litmuspaper.day.prose import items
from litmuspaper.models.llm.gated import fault
from litmuspaper.models.llm.look_at import _fault
from litmuspaper.models.llm.summary import TELLING
from litmuspaper.parse.files import read_paper
from litmuspaper.review import review
from litmuspaper.review.claims import claims

ROWS = [json.loads(line) for line in Path(__file__).with_name("gate_trial.jsonl").read_text("utf-8").splitlines()]
TRIAL = [row for row in ROWS if "quotes" in row]
POINTERS = [row for row in ROWS if "about" in row]
# Known to pass: a condition of one quoted sentence put to the words of another.
LEAKS = {
    "Split conformal prediction gives intervals with a guaranteed coverage under covariate shift.",
    "With equal tuning, masked-atom pretraining raises the mean ROC-AUC from 69.9 to 72.5.",
}


@cache
def sentences(name):
    document = read_paper(Path(str(files("litmuspaper.example") / "sources" / name))).document
    return [one.text for one in document.sentences]


def why(row):
    quoted = [next(one for one in sentences(row["paper"]) if part in one) for part in row["quotes"]]
    return fault(row["said"], quoted, [TELLING])


@pytest.mark.parametrize("row", [row for row in TRIAL if not row["so"]], ids=lambda row: row["said"][:60])
def test_what_is_not_so_is_not_shown(row):
    assert bool(why(row)) is (row["said"] not in LEAKS)


def test_of_what_is_so_most_is_shown():
    so = [row for row in TRIAL if row["so"]]
    assert (len(so), len(TRIAL)) == (47, 102)
    assert sum(not why(row) for row in so) >= 32


@cache
def said_of(name):
    document = read_paper(Path(str(files("litmuspaper.example") / "sources" / name))).document
    return {one.id: one.text for one in items(document, review(document), claims(document))}


@pytest.mark.parametrize("row", [row for row in POINTERS if not row["so"]], ids=lambda row: row["said"][:60])
def test_what_is_not_so_of_a_finding_is_not_shown(row):
    assert _fault(row["said"], tuple(row["about"]), said_of(row["paper"]))


def test_of_what_is_so_of_findings_most_is_shown():
    so = [row for row in POINTERS if row["so"]]
    assert (len(so), len(POINTERS)) == (13, 25)
    assert sum(not _fault(row["said"], tuple(row["about"]), said_of(row["paper"])) for row in so) >= 9
