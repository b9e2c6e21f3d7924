"""T14: what is told of shares that no whole number gives, on tables and sentences written by us."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.review.audits.granularity import audit
from litmuspaper.types import Paper


def paper(*paragraphs, rows=(), caption=""):
    builder = Builder()
    builder.open_section("Results", 1, "1")
    for paragraph in paragraphs:
        builder.paragraph(paragraph)
    if rows:
        builder.table([[CellDraft(cell) for cell in row] for row in rows], "Table 1", caption)
    return builder.document(Paper(id="", title="Lamps", abstract=""), "tex")


def told(document):
    found = audit(document)
    assert all(document.text[s.start : s.end] == s.text for one in found for s in one.spans)
    return [(one.verdict, one.severity) for one in found if one.verdict not in ("verified", "not-assessed")]


RIGHT = [["A", "71.3"], ["B", "72.7"], ["C", "68.0"], ["D", "74.0"]]


def table(last, caption="Results on the 150 test items.", header="Accuracy (%)"):
    return paper(rows=[["Method", header], *RIGHT, ["Ours", last]], caption=caption)


def test_a_share_of_a_caption_s_n():
    assert told(table("75.3")) == []
    (one,) = [f for f in audit(table("75.1")) if f.verdict == "contradicted"]
    assert one.recomputed == "112/150 = 74.67 and 113/150 = 75.33"
    assert one.printed == ("75.1",)
    assert "row Ours" in one.message
    assert told(table("74.6")) == [("not-reproducible", "info")]  # 112/150 with its digits cut


def test_a_column_of_n():
    rows = [
        ["Group", "n", "Correct (%)"],
        ["A", "12", "58.3"],
        ["B", "9", "55.6"],
        ["C", "7", "71.4"],
        ["D", "11", "40.0"],
    ]
    assert told(paper(rows=rows)) == [("contradicted", "warning")]
    rows[-1][-1] = "45.5"
    assert [one.verdict for one in audit(paper(rows=rows))] == ["verified"]


def test_fractions_have_two_digits_less():
    rows = [["Method", "Accuracy"], ["A", "0.750"], ["B", "0.625"], ["C", "0.500"], ["D", "0.630"]]
    assert told(paper(rows=rows, caption="Accuracy on our 8 cases (n = 8).")) == [("contradicted", "warning")]
    coarse = [["Method", "Accuracy"], ["A", "0.75"], ["B", "0.62"], ["C", "0.50"], ["D", "0.63"]]
    (one,) = audit(paper(rows=coarse, caption="n = 80"))
    assert one.verdict == "not-assessed"
    assert "too large" in one.message


@pytest.mark.parametrize(
    "document",
    [
        table("75.1", caption="Mean of five runs on the 150 test items."),
        table("75.1", caption="Results on the 150 test items, averaged over 3 seeds."),
        table("75.1", header="Macro accuracy"),
        table("75.1", header="BLEU"),
        table("75.1 ± 0.3"),
        table("75.1", caption="Results on the 1500 test items."),
        table("75.1", caption="Results on the 150 test items and 80 training items."),
        table("75.1", caption="Results."),
        paper("We average over five seeds.", rows=[["M", "Accuracy"], *RIGHT, ["E", "75.1"]], caption="n = 150"),
        paper(rows=[["M", "Accuracy"], ["A", "71.1"], ["B", "72.2"], ["C", "68.8"], ["D", "74.0"]], caption="n = 150"),
        paper(rows=[["M", "Accuracy"], ["A", "71.1"]], caption="n = 150"),
    ],
    ids=["mean", "averaged", "macro", "metric", "spread", "large", "two", "none", "text", "most fail", "few"],
)
def test_what_may_be_an_average_or_of_another_n_is_not_assessed(document):
    (one,) = audit(document)
    assert one.verdict == "not-assessed"
    assert len(one.message) > 20


@pytest.mark.parametrize(
    ("sentence", "verdicts"),
    [
        ("We saw that 47% of the 25 participants were women.", ["contradicted"]),
        ("We saw that 48% of the 25 participants were women.", []),
        ("Of the 25 participants, 47 % were women.", ["contradicted"]),
        ("The accuracy was 71.2% on the 150 test items.", ["contradicted"]),
        ("The accuracy was 71.3% on the 150 test items.", []),
        ("One single-item question gave M = 3.45 (n = 20).", []),
        ("One single-item question gave M = 3.48 (n = 20).", ["contradicted"]),
        ("The scale of nine items gave M = 3.48 (n = 20).", []),
        ("About 47% of the 25 participants were women.", []),
        ("On average 47% of the 25 participants were there.", []),
        ("Participants solved 47% of the 25 tasks.", []),
        ("The models solved 47% of the 25 tasks on average.", []),
        ("We saw that 47% of the 250 participants were women.", []),
        ("A drop of 47% of 25 participants.", []),
    ],
)
def test_sentences_that_say_of_how_many(sentence, verdicts):
    assert [verdict for verdict, _ in told(paper(sentence))] == verdicts


@given(
    st.lists(st.integers(0, 400), min_size=3, max_size=8),
    st.integers(2, 400),
    st.integers(0, 3),
    st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
    st.booleans(),
)
def test_no_true_share_is_told(counts, n, decimals, rounding, percent):
    whole = 100 if percent else 1
    step = Decimal(1).scaleb(-decimals)
    values = [str((Decimal(whole * min(k, n)) / n).quantize(step, rounding)) for k in counts]
    header = "Accuracy (%)" if percent else "Accuracy"
    rows = [["Method", header], *([f"M{i}", value] for i, value in enumerate(values))]
    assert told(paper(rows=rows, caption=f"Results (n = {n}).")) == []
    if percent:
        assert told(paper(*(f"We saw {value}% of the {n} participants." for value in values))) == []
