"""Which rows are the paper's own, and claims of one side against another; papers and tables written by us."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.review.claim_words import is_result
from litmuspaper.review.claims import claims
from litmuspaper.review.own_names import method_names, names_own
from litmuspaper.review.own_rows import claim_blocks, has_own
from litmuspaper.types import Claim, Document, Paper

Rows = list[list[str]]
LAMPS: Rows = [
    ["Lamp", "Pond Acc", "River Acc", "Time (s)"],
    ["Candle [1]", "70.1", "60.2", "9.0"],
    ["Torch [2]", "75.4", "65.5", "8.0"],
    ["Beacon [3]", "76.0", "66.0", "4.0"],
    ["Glowworm", "80.0", "70.0", "2.0"],
]


def paper(said: str, rows: Rows = LAMPS, caption: str = "Lamps in two waters.", abstract: str = "") -> Document:
    builder = Builder()
    builder.open_section("abstract", 1)
    builder.paragraph(abstract or "Light falls off with depth. We study lamps.")
    builder.open_section("Results", 1)
    builder.table([[CellDraft(text) for text in row] for row in rows], "Table 1", caption)
    builder.paragraph(said)
    return builder.document(Paper(id="x", title="On lamps", abstract=abstract), "text")


def own(document: Document) -> list[list[str]]:
    return [[r.label for r in b.rows if r.role in ("ours", "full")] for b in claim_blocks(document)]


def only(document: Document) -> Claim:
    found = [c for c in claims(document) if c.source == "results"]
    assert len(found) == 1, [c.sentence.text for c in found]
    return found[0]


def test_a_name_that_the_paper_gives_its_method_tells_its_row() -> None:
    rows = [*LAMPS[:-1], ["GlowNet", "80.0", "70.0", "2.0"]]
    document = paper("GlowNet is a lamp.", rows, abstract="We present a lamp for lakes, which we call GlowNet.")
    assert "glownet" in method_names(document)
    assert own(document) == [["GlowNet"]]


def test_a_name_that_is_cited_or_a_baseline_is_not_its_own() -> None:
    text = "We introduce TorchNet, a lamp. TorchNet (Doe, 2019) is old. We call it DimNet. DimNet is the main baseline."
    assert method_names(paper(text)) == frozenset()


def test_the_one_row_without_a_citation_is_its_own() -> None:
    assert own(paper("")) == [["Glowworm"]]


@pytest.mark.parametrize("label", ["Baseline", "Random", "LSTM"])
def test_a_common_baseline_without_a_citation_is_not(label: str) -> None:
    assert own(paper("", [*LAMPS[:-1], [label, "80.0", "70.0", "2.0"]])) == [[]]


def test_two_rows_without_a_citation_stay_ambiguous() -> None:
    document = paper("Our lamp is better than all other lamps.", [*LAMPS, ["Firefly", "79.0", "69.0", "3.0"]])
    assert own(document) == [[]]
    assert only(document).support == "not assessed"
    assert "own" in only(document).reason


@pytest.mark.parametrize(
    ("caption", "rows"),
    [
        ("The last row is our method.", [[r[0].split(" [")[0], *r[1:]] for r in LAMPS]),
        ("† denotes our lamp.", [*LAMPS[:3], ["Beacon", "76.0", "66.0", "4.0"], ["Glowworm †", "80", "70", "2"]]),
    ],
)
def test_a_caption_tells_the_own_row(caption: str, rows: Rows) -> None:
    assert [label.split()[0] for label in own(paper("", rows, caption))[0]] == ["Glowworm"]


def test_methods_in_columns_are_turned_and_groups_are_kept_apart() -> None:
    rows = [["Water", "Torch", "Ours"], ["Pond", "75.4", "80.0"], ["River", "65.5", "70.0"]]
    document = paper("Our lamp consistently outperforms Torch.", rows, "Accuracy of lamps. Higher is better.")
    block = claim_blocks(document)[0]
    assert block.turned
    assert has_own(block)
    claim = only(document)
    assert (claim.support, len(claim.ranks)) == ("supported by its own tables", 2)


def test_two_methods_in_turns_are_compared_within_each_data_set() -> None:
    rows = [["Water", "Lamp", "Acc"], ["Pond", "GlowNet", "80.0"], ["Pond", "Torch", "75.0"]]
    rows += [["Sea", "GlowNet", "50.0"], ["Sea", "Torch", "55.0"]]
    said = "GlowNet outperforms Torch across the board."
    claim = only(paper(said, rows, abstract="We present GlowNet, a lamp. GlowNet is new."))
    assert claim.support == "not supported in 1 of 2"
    assert {(r.column, r.outcome) for r in claim.ranks} == {("Pond, Acc", "best"), ("Sea, Acc", "beaten")}


def test_named_sides_and_a_printed_gap() -> None:
    claim = only(paper("Beacon outperforms Torch by 0.5 points on River Acc."))
    assert [(r.column, r.own, r.rival) for r in claim.ranks] == [("River Acc", "Beacon [3]", "Torch [2]")]
    assert claim.support == "supported by its own tables"
    assert only(paper("Beacon outperforms Torch by 7.5 points on River Acc.")).ranks == ()


def test_from_a_to_b_that_goes_the_wrong_way_is_not_supported() -> None:
    claim = only(paper("We improve accuracy in rivers from 66.0 to 65.5."))
    assert claim.support == "not supported in 1 of 1"
    assert "printed is a margin" not in claim.refuted_by


def test_a_name_with_more_words_is_not_taken_for_the_shorter_one() -> None:
    rows = [["Lamp", "Acc"], ["Torch 2", "70.0"], ["Torch 2 Pro", "90.0"], ["Glow (ours)", "80.0"]]
    assert [r.rival for r in only(paper("Our lamp outperforms Torch 2.", rows)).ranks] == ["Torch 2"]
    assert only(paper("Our lamp outperforms Torch 2 Pro.", rows)).support == "not supported in 1 of 1"


def test_all_but_one_leaves_that_one_out() -> None:
    rows = [*LAMPS[:-1], ["Glow (ours)", "75.8", "65.9", "2.0"]]
    claim = only(paper("Our lamp generally outperforms all other lamp methods except for Beacon.", rows))
    assert all(r.rival != "Beacon [3]" for r in claim.ranks)


def test_most_is_held_against_a_majority() -> None:
    rows = [["Lamp", "A Acc", "B Acc", "C Acc"], ["Torch", "1.0", "2.0", "9.0"], ["Ours", "2.0", "3.0", "4.0"]]
    claim = only(paper("Our lamp outperforms the baselines in most waters.", rows))
    assert claim.support == "supported by its own tables"
    assert "most is claimed" in claim.reason


def test_times_faster_is_a_ratio_of_costs() -> None:
    claim = only(paper("Our lamp is 2x faster than Beacon."))
    assert [(r.column, r.own_cell.text, r.rival_cell.text) for r in claim.ranks] == [("Time (s)", "2.0", "4.0")]
    assert not only(paper("Our lamp is 3x faster than Beacon.")).ranks or only(
        paper("Our lamp is 3x faster than Beacon.")
    ).support.startswith("supported")


def test_speed_is_not_held_against_accuracy() -> None:
    rows = [[c for j, c in enumerate(row) if j != 3] for row in LAMPS]
    assert only(paper("Our lamp is faster than Beacon.", rows)).ranks == ()


def test_equality_is_shown_and_not_judged() -> None:
    claim = only(paper("Our lamp is comparable to Beacon on Pond Acc."))
    assert claim.test == "equivalence"
    assert claim.support == "not assessed"
    assert "margin" in claim.refuted_by


def test_columns_without_a_direction_are_told() -> None:
    rows = [["Lamp", "Pond Acc", "Hue"], ["Torch", "1.0", "2.0"], ["Ours", "2.0", "3.0"]]
    assert "1 more not counted" in only(paper("Our lamp outperforms Torch.", rows)).reason


def test_a_sentence_about_a_figure_alone_is_tied_to_no_table() -> None:
    claim = only(paper("As Figure 2 shows, our lamp outperforms all baselines."))
    assert claim.support == "not assessed"
    assert "figure" in claim.reason


@pytest.mark.parametrize(
    "text",
    [
        "To improve the lamps, we choose a larger wick.",
        "Higher values are better.",
        "Recent work has shown that lamps outperform candles.",
        "We use the best wick on the validation set.",
        "Does our lamp outperform the others?",
        "We hope that our lamp improves fishing.",
    ],
)
def test_aims_set_ups_and_others_work_are_no_results(text: str) -> None:
    assert not is_result(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "Our lamp outperforms all others.",
        "Removing the wick decreases accuracy by 3.2%.",
        "Our lamp is on par with Torch.",
        "It is twice as bright and converges faster.",
        "We find that a wick significantly improves the light.",
    ],
)
def test_results_by_comparison_are_results(text: str) -> None:
    assert is_result(text, ())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.frozensets(st.text(min_size=1, max_size=8), max_size=3))
def test_any_label_and_names_get_an_answer(label: str, names: frozenset[str]) -> None:
    assert names_own(label, names) in (True, False)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "Ours", "Torch", "Torch 2", "1.0", "2.5", "Acc", "Time"]), max_size=4)))
def test_any_table_keeps_its_cells_when_its_own_rows_are_told(rows: Rows) -> None:
    document = paper("Ours outperforms Torch by 1.5 on Acc.", [r for r in rows if r] or [["x"]])
    for block in claim_blocks(document):
        assert len(block.rows) == len(block.entries)
    for claim in claims(document):
        assert all(document.text[s.start : s.end] == s.text for s in claim.cells)
