"""A sentence against one table: who is compared, in which columns, and when nothing is said. Tables of our own."""

import json
import sys
from pathlib import Path

import pytest

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.review.table_claim import decide, weigh
from litmuspaper.review.table_clauses import read_clauses
from litmuspaper.types import Table

SCITAB = Path(__file__).parents[2] / "../shared/bench/audits/scitab/sci_tab.json"


def table(text: str, caption: str = "Accuracy of lamps.") -> Table:
    rows = [
        [CellDraft(cell.strip().strip("*"), bold="*" in cell) for cell in line.split("|")]
        for line in text.strip().splitlines()
    ]
    return Builder().table(rows, "Table 1", caption)


LAMPS = table(
    """
    Model | Type | English-German BLEU | English-Czech BLEU | Size
    WickNetB | Single | 15.5 | 8.9 | 41.4
    FlameNet | Single | 16.7 | 9.8 | 41.2
    Candle+Glass | Single | 17.0 | 9.9 | 40.0
    GlowNet (ours) | Single | 19.0 | 12.1 | 29.7
    WickNetB | Ensemble | 18.0 | 11.3 | 207
    GlowNet (ours) | Ensemble | 20.5 | 13.1 | 149
    """
)
PARTS = table("Model | B\nGlowNet | 25.5\n- glass shade | 23.7\n- brass foot | 24.9\n- long wick | 22.9")
MODES = table(
    """
    Model | R@1 | R@5
    near | |
    Ember | 41.0 | 70.2
    Spark | 38.0 | 66.1
    far | |
    Ember | 33.0 | 60.2
    Spark | 35.0 | 61.0
    """
)


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("Our single model outperforms all the single models.", "supports"),
        ("The ensemble GlowNet models achieve 20.5 and 13.1 BLEU on En-De and En-Cs.", "supports"),
        ("The single GlowNet achieves 20.5 BLEU on En-De.", None),
        ("WickNet models are outperformed by our ensemble model.", "supports"),
        ("GlowNet (ensemble) achieves the best BLEU.", "supports"),
        ("FlameNet achieves the best BLEU.", "refutes"),
        ("FlameNet outperforms Candle+Glass, which shows the value of flames.", "refutes"),
        ("FlameNet is comparable to Candle+Glass.", "supports"),
        ("FlameNet is comparable to our ensemble model.", None),
        ("FlameNet only slightly outperforms WickNetB.", None),
        ("Candle+Glass slightly outperforms FlameNet.", "supports"),
        ("Our ensemble model slightly outperforms FlameNet.", "refutes"),
    ],
)
def test_groups_kinds_and_degrees(sentence: str, answer: str | None) -> None:
    assert weigh(sentence, LAMPS).answer == answer


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("The glass shade is effective.", "supports"),
        ("The glass shade is not effective.", "refutes"),
        ("Without the brass foot, the score drops by 0.6.", "supports"),
        ("With the brass foot, the score drops by 0.6.", "refutes"),
        ("The glass shade is more effective than the brass foot.", "supports"),
        ("The brass foot is more effective than the glass shade.", "refutes"),
        ("Removing the long wick improves the score.", "refutes"),
        ("The brass foot drops the score.", None),
    ],
)
def test_what_a_part_is_worth_is_read_from_the_row_without_it(sentence: str, answer: str | None) -> None:
    assert weigh(sentence, PARTS).answer == answer


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("Ember outperforms Spark in near mode.", "supports"),
        ("Ember outperforms Spark in far mode.", "refutes"),
        ("Ember outperforms Spark on both near and far modes.", None),
        ("Ember outperforms Spark in deep mode.", None),
    ],
)
def test_a_scope_limits_the_rows(sentence: str, answer: str | None) -> None:
    assert weigh(sentence, MODES).answer == answer


def test_a_pronoun_takes_the_rows_of_the_clause_before() -> None:
    one = table("Model | A1 | B2\nEmber | 41.0 | 70.2\nSpark | 38.0 | 76.1\nGlint | 30.0 | 50.0")
    assert weigh("Ember is the best on A1, while Spark outperforms it on B2.", one).answer == "supports"
    assert weigh("Ember is the best on A1, while Spark does not outperform it on B2.", one).answer == "refutes"


def test_the_reason_and_the_cells_say_what_decided() -> None:
    told = weigh("FlameNet outperforms Candle+Glass on En-De, because flames flicker.", LAMPS)
    assert [cell.text for cell in told.cells] == ["16.7", "17.0"]
    assert told.reason == "FlameNet against Candle+Glass: 16.7 and 17.0 (English-German BLEU)"
    assert told.rules == ("compared",)
    assert told.left == ("because flames flicker.",)


def test_no_verdict_has_its_reason() -> None:
    told = weigh("GlowNet outperforms TorchNet.", LAMPS)
    assert told.answer is None
    assert told.reason == "it stays open: GlowNet outperforms TorchNet."
    assert decide("GlowNet outperforms TorchNet.", LAMPS) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Ember may outperform Spark.",
        "Ember without glass outperforms Spark.",
        "Ember, and other lamps, are brighter.",
        "Ember is better than most lamps.",
        "In the former case, Ember outperforms Spark.",
    ],
)
def test_hedges_and_limits_give_no_verdict(sentence: str) -> None:
    assert decide(sentence, table("Model | A1 | B2\nEmber | 41.0 | 70.2\nSpark | 38.0 | 66.1")) is None


def test_a_metric_that_may_be_better_low_gives_no_verdict() -> None:
    times = table("Model | Mean (msec) | Other\nEmber | 12.0 | 3.1\nSpark | 14.2 | 3.9", "Runtime of lamps.")
    assert decide("Ember performs better than Spark.", times) is None
    told = decide("Ember has a lower mean than Spark.", times)
    assert told is not None
    assert told.answer == "supports"


def test_the_own_method_is_the_one_that_the_paper_names_or_the_last_row_in_bold() -> None:
    named = table("Model | A1 | B2\nEmber | 41.0 | 70.2\nSpark | 38.0 | 66.1\nGlint | 30.0 | 50.0")
    assert decide("Our method outperforms Spark.", named) is None
    told = decide("Our method outperforms Spark.", named, frozenset({"ember"}))
    assert told is not None
    assert told.answer == "supports"
    bold = table("Model | A1 | B2\nSpark | 38.0 | 66.1\nGlint | 30.0 | 50.0\nEmber | *41.0* | *70.2*")
    told = decide("Our method does not outperform Spark.", bold)
    assert told is not None
    assert told.answer == "refutes"


def test_counts_are_counted() -> None:
    one = table("Model | A1 | B2 | C3\nEmber | 41.0 | 70.2 | 5.5\nSpark | 38.0 | 66.1 | 6.5")
    assert weigh("Ember outperforms Spark on 2 of 3 tasks.", one).answer == "supports"
    assert weigh("Ember outperforms Spark on 3 of 3 tasks.", one).answer == "refutes"
    assert weigh("Ember outperforms Spark on 2 of 7 tasks.", one).answer is None


def test_conclusions_and_causes_are_left_out() -> None:
    parts = read_clauses("We observe that A beats B, since B is old, which shows that age matters.")
    assert parts.clauses == ("A beats B",)
    assert len(parts.left) == 2


@pytest.mark.shared
@pytest.mark.skipif(not SCITAB.exists(), reason="the claims of SciTab are not at hand")
def test_nine_in_ten_verdicts_on_scitab_agree_with_its_labels() -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
    try:
        from scitab import sentence_of, table_of
    finally:
        sys.path.pop(0)
    rows = json.loads(SCITAB.read_text())
    told = [(d.answer, row["label"]) for row in rows if (d := decide(sentence_of(row), table_of(row)))]
    assert len(told) >= 60
    assert sum(answer == label for answer, label in told) >= 0.9 * len(told)
