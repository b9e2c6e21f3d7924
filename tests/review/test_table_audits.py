"""Each table audit on small tables written by us: what must be told, what must not, and when nothing can be judged."""

from importlib import import_module

import pytest

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.review.audits import AUDITS
from litmuspaper.types import Document, Finding, Paper

TABLE_AUDITS = AUDITS[: AUDITS.index("cost_ratio") + 1]
Rows = list[list[str]]


def cell(text: str, marks: bool = True) -> CellDraft:
    """`*0.5` is bold, `_0.5` underlined; without marks the source cannot tell."""
    bold, under = text.startswith("*") and len(text) > 1, text.startswith("_")
    plain = text[1:] if bold or under else text
    return CellDraft(plain, bold if marks else None, under if marks else None)


def paper(*tables: tuple[str, Rows], text: tuple[str, ...] = (), title: str = "", marks: bool = True) -> Document:
    builder = Builder()
    for paragraph in text:
        builder.paragraph(paragraph)
    for n, (caption, rows) in enumerate(tables, 1):
        builder.table([[cell(t, marks) for t in row] for row in rows], f"Table {n}", caption)
    return builder.document(Paper.model_construct(id="x", title=title, abstract=""), "test")


def run(name: str, document: Document) -> list[Finding]:
    found: list[Finding] = import_module(f"litmuspaper.review.audits.{name}").audit(document)
    assert all(f.audit == name for f in found)
    assert all(document.text[s.start : s.end] == s.text for f in found for s in f.spans)
    return found


def verdicts(name: str, document: Document) -> list[str]:
    return [f.verdict for f in run(name, document)]


@pytest.mark.parametrize("name", TABLE_AUDITS)
def test_a_paper_without_tables_is_not_assessed_with_a_reason(name: str) -> None:
    found = run(name, paper(text=("We describe a method. It has no table.",)))
    assert [f.verdict for f in found] == ["not-assessed"]
    assert len(found[0].message) > 20


DICE: Rows = [
    ["Method", "Dice", "PSNR"],
    ["A", "0.81", "31.2"],
    ["B", "0.83", "30.9"],
    ["C", "0.79", "29.0"],
    ["D", "0.80", "30.1"],
    ["Ours", "0.85", "33.1"],
]


def test_scale_outlier_is_told_on_the_scale_of_its_siblings() -> None:
    assert verdicts("scale_outlier", paper(("", DICE))) == ["verified"]
    wrong = [row[:] for row in DICE]
    wrong[3][1] = "7.91"
    (f,) = run("scale_outlier", paper(("", wrong)))
    assert (f.verdict, f.severity, f.printed) == ("contradicted", "error", ("7.91",))
    assert "[0.80, 0.85]" in f.message


def test_free_metrics_and_counts_have_no_scale() -> None:
    rows = [
        ["Method", "Q_MI", "# FPs", "Time (s)"],
        *[[m, "0.8", "0", "0.2"] for m in "ABCD"],
        ["E", "1.9", "700", "90"],
    ]
    assert verdicts("scale_outlier", paper(("", rows))) == ["not-assessed"]


def test_unit_label() -> None:
    rows = [["Method", "Dice (%)"], ["A", "0.81"], ["B", "0.83"], ["C", "0.79"], ["D", "0.85"]]
    assert [(f.verdict, f.severity) for f in run("unit_label", paper(("", rows)))] == [("contradicted", "info")]
    right = [["Method", "Dice (%)"], ["A", "81"], ["B", "83"], ["C", "79"], ["D", "85"]]
    assert verdicts("unit_label", paper(("", right))) == ["verified"]


PRF: Rows = [
    ["Model", "P", "R", "F1", "R@5", "R"],
    ["A", "71.2", "64.0", "67.4", "80.1", "101.5"],
    ["B", "70.1", "65.2", "67.6", "81.2", "97.2"],
    ["C", "69.9", "66.7", "68.3", "79.9", "88.0"],
    ["D", "70.7", "65.9", "68.2", "82.4", "71.3"],
    ["E", "72.4", "66.8", "69.5", "83.0", "93.9"],
]


@pytest.mark.parametrize(("where", "wrong"), [("r1c1", "712"), ("r3c2", "667"), ("r5c4", "830")])
def test_letters_beside_f1_and_recall_at_a_rank_have_bounds(where: str, wrong: str) -> None:
    """The last `R`, alone, may be anything: its 101.5 is not told."""
    assert verdicts("scale_outlier", paper(("", PRF))) == ["verified"]
    (f,) = run("scale_outlier", paper(("", changed(PRF, **{where: wrong}))))
    assert (f.verdict, f.printed) == ("contradicted", (wrong,))


@pytest.mark.parametrize("header", [["Model", "P", "R", "N"], ["Model", "P", "x", "R"], ["Model", "R", "F", "P"]])
def test_letters_without_f1_beside_them_have_no_bounds(header: list[str]) -> None:
    rows = [header, *([name, f"0.{n}1", f"0.{n}2", f"0.{n}3"] for n, name in enumerate("ABCDE", 1))]
    assert verdicts("scale_outlier", paper(("", changed(rows, r1c1="31")))) == ["not-assessed"]


MARKS: Rows = [
    ["Method", "a", "b", "c", "d"],
    ["Plain", "70.1", "66.8", "73.5", "61.9"],
    ["Second", "_72.1", "*69.4", "_75.0", "_63.6"],
    ["Ours", "*73.0", "_68.9", "*75.8", "*64.6"],
]


def changed(rows: Rows, **cells: str) -> Rows:
    """Rows with other cells: `r1c2="..."`."""
    made = [row[:] for row in rows]
    for where, text in cells.items():
        r, c = (int(x) for x in where[1:].split("c"))
        made[r][c] = text
    return made


def test_best_mark_needs_its_convention_and_tells_the_exception() -> None:
    assert verdicts("best_mark", paper(("Scores.", MARKS))) == ["verified"]
    (f,) = run("best_mark", paper(("The best is bold.", changed(MARKS, r3c3="75.8", r2c3="*75.0"))))
    assert (f.verdict, f.printed) == ("contradicted", ("75.0",))
    assert verdicts("best_mark", paper(("Scores.", MARKS), marks=False)) == ["not-assessed"]
    two_columns = [row[:3] for row in MARKS]
    assert verdicts("best_mark", paper(("Scores.", two_columns))) == ["not-assessed"]


SEVEN: Rows = [
    ["Method", "Ants", "Bees", "Crows", "Dogs", "Eels", "Frogs", "Gulls"],
    ["A", "71.2", "64.0", "*80.9", "66.3", "59.1", "70.0", "61.8"],
    ["B", "70.1", "65.2", "79.9", "67.0", "58.8", "*80.5", "62.0"],
    ["C", "69.9", "66.7", "78.8", "65.5", "60.2", "71.4", "*81.3"],
    ["D", "70.7", "65.9", "80.1", "66.1", "59.9", "70.8", "63.3"],
    ["Ours", "*73.4", "*68.8", "80.6", "*69.1", "*62.7", "76.2", "64.4"],
]


def test_best_mark_is_not_misled_by_a_few_rows_that_are_right_by_chance() -> None:
    assert verdicts("best_mark", paper(("Scores.", SEVEN))) == ["verified"]
    (f,) = run("best_mark", paper(("Scores.", changed(SEVEN, r5c6="80.9"))))
    assert (f.verdict, f.printed) == ("contradicted", ("80.5",))
    assert "other 6 of 7" in f.message


def test_best_mark_reads_rows_as_well_as_columns() -> None:
    turned = [list(column) for column in zip(*MARKS, strict=True)]
    assert verdicts("best_mark", paper(("Scores.", turned))) == ["verified"]


@pytest.mark.parametrize("label", ["Oracle", "Human", "Upper bound", "Own data"])
def test_rows_set_apart_are_not_ranked(label: str) -> None:
    rows = [*MARKS, [label, "88.0", "88.1", "88.2", "88.3"]]
    assert verdicts("best_mark", paper(("Scores.", rows))) == ["verified"]


@pytest.mark.parametrize(
    "caption",
    [
        "Closest to 90 is best (bold).",
        "Not ranked.",
        "Bold marks significance (p < 0.05).",
        "Best per column in bold (existing methods).",
    ],
)
def test_captions_that_give_bold_another_meaning(caption: str) -> None:
    assert verdicts("best_mark", paper((caption, changed(MARKS, r3c3="75.8", r2c3="*75.0")))) == ["not-assessed"]


@pytest.mark.parametrize(
    ("header", "caption"),
    [
        (["Method", "x ↓", "y ↓", "z ↓", "v ↓"], ""),
        (["Method", "WER", "MAE", "FID", "RMSE"], ""),
        (["Method", "x", "y", "z", "v"], "Lower is better."),
    ],
)
def test_lower_is_better_by_arrow_lexicon_and_caption(header: list[str], caption: str) -> None:
    rows = [
        header,
        ["A", "*1.1", "*2.1", "*3.1", "*4.1"],
        ["B", "1.4", "2.4", "3.4", "4.4"],
        ["C", "1.9", "2.9", "3.9", "4.9"],
    ]
    assert verdicts("best_mark", paper((caption, rows))) == ["verified"]
    assert verdicts("best_mark", paper((caption, changed(rows, r1c1="1.1", r3c1="*1.9")))) == ["contradicted"]


def test_second_mark_ties_and_missing_ones() -> None:
    caption = "Higher is better."
    assert verdicts("second_mark", paper((caption, MARKS))) == ["verified"]
    tie = changed(MARKS, r2c3="_75.8")
    assert "ties with the best" in run("second_mark", paper((caption, tie)))[0].message
    lacking = changed(MARKS, r2c3="75.0")
    found = run("second_mark", paper((caption, lacking)))
    assert [(f.verdict, f.severity) for f in found] == [("not-reproducible", "info"), ("verified", "info")]
    assert "Table 1: 1 of 4 columns" in found[0].message


CLAIM = "We propose Driftnet. Driftnet consistently outperforms all baselines."


def test_a_claim_of_being_best_everywhere_needs_every_column() -> None:
    rows = [
        ["Method", "Acc ↑", "F1 ↑", "Err ↓"],
        ["A", "80.1", "70.2", "9.1"],
        ["Driftnet (ours)", "81.0", "71.0", "8.0"],
    ]
    assert verdicts("claim_rank", paper(("", rows), text=(CLAIM,))) == ["verified"]
    (f,) = run("claim_rank", paper(("", changed(rows, r1c3="7.9", r1c2="71.0")), text=(CLAIM,)))
    assert (f.verdict, f.severity) == ("contradicted", "error")
    assert "strictly best in 1, tied in 1, beaten in 1" in f.message
    assert "7.9 < 8.0" in f.message


@pytest.mark.parametrize(
    "text",
    [
        "Driftnet outperforms all baselines on most of all metrics.",
        "Prior work consistently outperforms simple models.",
        "On average, ours consistently outperforms all others.",
        "Ours consistently outperforms A on all metrics except F1.",
    ],
)
def test_hedged_claims_and_claims_of_others_are_passed_over(text: str) -> None:
    rows = [["Method", "Acc ↑", "F1 ↑"], ["A", "80.1", "72.2"], ["Ours", "81.0", "71.0"]]
    assert "contradicted" not in verdicts("claim_rank", paper(("", rows), text=(text,)))


def test_a_claim_that_names_its_rival_is_held_against_that_rival() -> None:
    rows = [["Method", "Acc ↑", "F1 ↑"], ["Alpha", "80.1", "70.2"], ["Beta", "85.0", "75.0"], ["Ours", "81.0", "71.0"]]
    assert verdicts("claim_rank", paper(("", rows), text=("Ours outperforms Alpha on all metrics.",))) == ["verified"]
    assert "contradicted" in verdicts("claim_rank", paper(("", rows), text=("Ours outperforms Beta on all metrics.",)))


MAIN: Rows = [
    ["Method", "P", "Q", "R", "Mean"],
    ["Alpha", "60.1", "61.2", "62.3", "61.2"],
    ["Beta", "63.3", "64.1", "65.2", "64.2"],
    ["Driftnet (ours)", "71.2", "72.3", "73.9", "72.5"],
]
ABLATION: Rows = [
    ["Variant", "P", "Q", "R", "Mean"],
    ["Driftnet (full)", "71.2", "72.3", "73.9", "72.5"],
    ["w/o drift", "70.0", "71.0", "72.0", "71.0"],
    ["w/o anchor", "69.2", "72.4", "70.0", "70.5"],
]
BOTH = ("Accuracy. Higher is better.", MAIN), ("Ablation: accuracy. Higher is better.", ABLATION)


def test_the_full_row_must_be_the_main_row() -> None:
    assert verdicts("ablation_full_row", paper(*BOTH)) == ["verified"]
    wrong = changed(ABLATION, r1c3="79.3")
    found = run("ablation_full_row", paper(BOTH[0], (BOTH[1][0], wrong)))
    assert [f.verdict for f in found] == ["contradicted", "verified"]
    assert found[0].printed == ("79.3",)
    assert "Table 1 gives 73.9" in found[0].message


def test_the_consequence_names_the_variant_that_wins_if_the_main_table_is_right() -> None:
    wrong = changed(ABLATION, r1c3="76.9", r2c3="75.0")
    found = run("ablation_full_row", paper(BOTH[0], (BOTH[1][0], wrong)))
    assert [f.verdict for f in found] == ["contradicted", "question", "verified"]
    assert "w/o drift” (75.0 > 73.9" in found[1].message


def test_tables_on_other_data_are_not_compared() -> None:
    other = [
        ["Variant", "P", "Q", "R", "Mean"],
        ["Driftnet (full)", "50.1", "51.0", "52.2", "51.1"],
        ["w/o drift", "49.0", "48.0", "47.0", "48.0"],
    ]
    assert verdicts("ablation_full_row", paper(BOTH[0], ("Ablation on small data.", other))) == ["not-assessed"]


def test_average_column_and_row() -> None:
    assert verdicts("average_column", paper(BOTH[0])) == ["verified"]
    (f, rest) = run("average_column", paper((BOTH[0][0], changed(MAIN, r2c4="65.2"))))
    assert (f.verdict, f.printed, rest.verdict) == ("contradicted", ("65.2",), "verified")
    turned = [list(column) for column in zip(*changed(MAIN, r2c4="65.2"), strict=True)]
    assert verdicts("average_column", paper(("Accuracy.", turned))) == ["contradicted", "verified"]


def test_a_weighted_mean_is_another_definition() -> None:
    rows = [
        ["Method", "P", "Q", "Mean"],
        ["A", "60.0", "70.0", "68.0"],
        ["B", "50.0", "60.0", "58.0"],
        ["C", "40.0", "50.0", "48.0"],
    ]
    assert verdicts("average_column", paper(("", rows))) == ["not-assessed"]


GAINS: Rows = [
    ["Method", "Dice ↑", "HD95 ↓"],
    ["A", "0.808", "5.752"],
    ["A*", "0.855", "5.114"],
    ["Gain (%)", "5.71 ↑", "11.08 ↑"],
    ["B", "0.825", "5.243"],
    ["B*", "0.857", "5.012"],
    ["Gain (%)", "3.88 ↑", "4.40 ↑"],
]


def test_gain_rows_feasible_before_rounding_are_no_contradiction() -> None:
    found = run("gains", paper(("", GAINS)))
    assert [f.verdict for f in found] == ["not-reproducible", "verified"]
    assert found[0].severity == "info"
    found = run("gains", paper(("", changed(GAINS, r3c2="18.01 ↑"))))
    assert found[0].verdict == "contradicted"
    assert found[0].printed == ("18.01",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Accuracy improves from 55.2 to 61.9 (12.1%).", ["verified"]),
        ("Accuracy improves from 55.2% to 61.9% (6.7 points).", ["not-assessed"]),
        ("Accuracy improves from 55.2% to 61.9%, a relative gain of 12.1%.", ["verified"]),
        ("Accuracy improves by 15.1 per cent, from 55.2 to 61.9.", ["contradicted"]),
        ("The error is reduced from 0.52 to 0.41 (21.2%).", ["verified"]),
        ("A 12.8% reduction (from 0.989 to 0.862) is seen.", ["verified"]),
        ("It gains 7.7% (from 40.1 to 47.8) and 9.1% (from 29.2% to 38.3%).", ["verified"]),
        ("It gains 7.7% (from 40.1 to 47.8) and 19.1% (from 29.2% to 38.3%).", ["contradicted", "verified"]),
        ("It improves by up to 30% from 40.1 to 47.8.", ["not-assessed"]),
        ("The error is reduced from 0.52 to 0.41 (26.8%).", ["verified"]),
        ("The error is reduced from 0.5 to 0.4 (25.9%).", ["not-reproducible"]),
        ("Between 2010 and 2020 it rose from 10% to 20%.", ["not-assessed"]),
        ("We vary the rate from 10 to 50 and improve by 3% overall.", ["not-assessed"]),
    ],
)
def test_changes_stated_in_sentences(text: str, expected: list[str]) -> None:
    assert verdicts("gains", paper(text=(text,))) == expected


COUNTS: Rows = [
    ["Part", "Scans", "Small", "Large", "All"],
    ["Training", "288", "150", "88", "526"],
    ["Test", "83", "43", "26", "152"],
    ["Total", "371", "193", "114", "678"],
]


def test_totals_of_rows_and_columns() -> None:
    assert verdicts("sums", paper(("", COUNTS))) == ["verified"]
    found = run("sums", paper(("", changed(COUNTS, r3c2="139"))))
    assert found[0].verdict == "contradicted"
    assert "150 + 43 = 193" in found[0].message


def test_a_rate_in_the_total_row_is_no_sum() -> None:
    rows = [
        ["Part", "Scans", "Cases", "Rate (%)"],
        ["A", "100", "24", "24.0"],
        ["B", "200", "60", "30.0"],
        ["Total", "300", "84", "28.0"],
    ]
    assert verdicts("sums", paper(("", rows))) == ["verified"]


def test_shares_add_up_to_a_hundred() -> None:
    rows = [
        ["Group", "Good (%)", "Fair (%)", "Bad (%)"],
        ["A", "56.5", "37.4", "6.1"],
        ["B", "63.0", "27.1", "9.9"],
        ["C", "57.5", "32.5", "10.0"],
        ["D", "50.0", "40.0", "13.0"],
    ]
    assert verdicts("sums", paper(("", rows))) == ["contradicted", "verified"]


def test_equal_rows_are_a_question() -> None:
    rows = [
        ["Method", "a", "b", "c", "d"],
        ["A", "1.1", "2.2", "3.3", "4.4"],
        ["B", "1.1", "2.2", "3.3", "4.4"],
        ["C", "1.0", "2.0", "3.1", "4.1"],
        ["D", "1.5", "2.1", "3.2", "4.2"],
    ]
    assert verdicts("duplicate_rows", paper(("", rows))) == ["question"]
    assert verdicts("duplicate_rows", paper(("", changed(rows, r2c1="1.2")))) == ["verified"]


F1: Rows = [
    ["Model", "P", "R", "F1"],
    ["A", "80.0", "60.0", "68.6"],
    ["B", "70.0", "70.0", "70.0"],
    ["C", "90.0", "50.0", "64.3"],
    ["D", "75.0", "65.0", "69.6"],
]


def test_f1_follows_from_precision_and_recall() -> None:
    assert verdicts("f1", paper(("", F1))) == ["verified"]
    assert verdicts("f1", paper(("", changed(F1, r4c3="96.6")))) == ["contradicted", "verified"]
    assert verdicts("f1", paper(("", changed(F1, r4c3="69.4")))) == [
        "question",
        "verified",
    ]  # an average over runs could be
    macro = changed(F1, r1c3="66.0", r2c3="68.0", r3c3="60.0")
    assert verdicts("f1", paper(("", macro))) == ["not-assessed"]


def test_order_relations() -> None:
    rows = [["Model", "top-1", "top-5", "mAP50", "mAP50:95"], *[[m, "70.1", "90.2", "60.3", "40.4"] for m in "ABC"]]
    assert verdicts("order_relations", paper(("", rows))) == ["verified"]
    (f, _) = run("order_relations", paper(("", changed(rows, r2c2="69.0"))))
    assert (f.verdict, f.severity, f.printed) == ("contradicted", "error", ("69.0",))
    shares = [["Votes", "Top 1", "Top 2"], ["A", "0.5", "0.2"], ["B", "0.3", "0.4"], ["C", "0.2", "0.4"]]
    assert verdicts("order_relations", paper(("", shares))) == ["not-assessed"]


def test_decimals_are_told_once() -> None:
    rows = [
        ["Method", "a", "b"],
        ["A", "0.81", "1.2"],
        ["B", "0.8", "1.1"],
        ["C", "0.79", "1"],
        ["D", "0.85", "1.3"],
        ["E", "0.84", "1.4"],
    ]
    (f,) = run("decimals", paper(("", rows)))
    assert (f.verdict, f.severity) == ("question", "info")
    assert "2 of 2 columns" in f.message


RESULTS: Rows = [
    ["Method", "Acc", "F1"],
    ["A", "80.1", "70.1"],
    ["B", "81.2", "71.2"],
    ["C", "82.3", "72.3"],
    ["Ours", "83.4", "73.4"],
]


def test_uncertainty() -> None:
    body = " ".join(["We compare methods."] * 500)
    assert verdicts("uncertainty", paper(("Results.", RESULTS), text=(body,))) == ["question"]
    assert verdicts(
        "uncertainty", paper(("Results over five seeds.", RESULTS), text=("We use five random seeds.",))
    ) == ["verified"]
    spread = [RESULTS[0], *[[r[0], f"{r[1]} ± 0.3", f"{r[2]} ± 0.4"] for r in RESULTS[1:]]]
    assert verdicts("uncertainty", paper(("Results.", spread))) == ["verified"]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("We drop units with p = .0 or p = .5.", "question"),
        ("A flip has P = 0.5 and p < 0.5 elsewhere.", "question"),
        ("It is better (p < .05).", "verified"),
        ("It is better with $p\\leq 0.001$.", "verified"),
        ("It is better, t(14) = 2.4, p = .03.", "verified"),
        ("The gain is significant at p = 0.04.", "verified"),
        ("The p-value is 0.02.", "verified"),
    ],
)
def test_a_probability_is_no_word_of_spread(said: str, verdict: str) -> None:
    body = " ".join(["We compare methods."] * 500)
    assert verdicts("uncertainty", paper(("Results.", RESULTS), text=(f"{said} {body}",))) == [verdict]


def test_wins_within_the_spread_are_a_question() -> None:
    rows = [
        ["Method", "a", "b", "c"],
        ["A", "80.1 ± 0.9", "70.1 ± 0.1", "60.0 ± 0.1"],
        ["B", "79.0 ± 0.9", "69.0 ± 0.1", "59.0 ± 0.1"],
        ["Ours", "*80.4 ± 0.9", "*75.0 ± 0.1", "*65.0 ± 0.1"],
    ]
    found = run("uncertainty", paper(("Results.", rows)))
    assert [f.verdict for f in found] == ["verified", "question"]
    assert "1 of 3 bold wins" in found[1].message


COSTS: Rows = [["Method", "Time (s)", "Memory (GB)"], ["Volumetric", "41", "11.6"], ["Ours", "17", "2.9"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Our method is 2.4 times faster than the volumetric network.", "verified"),
        ("Our method needs 4 times less memory.", "verified"),
        ("Our method is 7.5 times faster than the volumetric network.", "question"),
        ("Our method is up to 9 times faster than others.", "not-assessed"),
    ],
)
def test_cost_ratios(text: str, expected: str) -> None:
    assert verdicts("cost_ratio", paper(("Costs.", COSTS), text=(text,))) == [expected]
