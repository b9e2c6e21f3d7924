"""How a table is read for the audits: headers, blocks, labels and roles. All tables are written by us."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.review.metrics import caption_direction, direction, is_bounded, is_unranked
from litmuspaper.review.roles import role
from litmuspaper.review.tables import Block, blocks
from litmuspaper.types import Document, Paper


def document(*rows: list[str | CellDraft], caption: str = "") -> Document:
    builder = Builder()
    drafts = [
        [c if isinstance(c, CellDraft) else CellDraft(c, bold=False, underline=False) for c in row] for row in rows
    ]
    builder.table(drafts, "Table 1", caption)
    return builder.document(Paper.model_construct(id="x", title="", abstract=""), "test")


def read(*rows: list[str | CellDraft], caption: str = "") -> tuple[Block, ...]:
    return blocks(document(*rows, caption=caption))


def test_merged_headers_become_paths() -> None:
    (block,) = read(
        [CellDraft("Method", row_span=2), CellDraft("Dice ↑", col_span=2), CellDraft("HD95 ↓", col_span=2)],
        ["ET", "WT", "ET", "WT"],
        ["Plain", "0.71", "0.82", "7.1", "6.2"],
        ["Ours", "0.72", "0.83", "7.0", "6.1"],
    )
    assert [c.path for c in block.columns] == [("Dice ↑", "ET"), ("Dice ↑", "WT"), ("HD95 ↓", "ET"), ("HD95 ↓", "WT")]
    assert [c.direction for c in block.columns] == [1, 1, -1, -1]
    assert [(r.label, r.role) for r in block.rows] == [("Plain", "plain"), ("Ours", "ours")]


def test_upper_headers_of_plain_text_are_put_back_over_their_columns() -> None:
    (block,) = read(
        ["Dataset", "", "North", "", "South", "", ""],
        ["Task", "Method", "Dice ↑", "IoU ↑", "Dice ↑", "IoU ↑"],
        ["seg", "A", "0.71", "0.61", "0.72", "0.62"],
        ["", "B", "0.73", "0.63", "0.74", "0.64"],
    )
    assert [c.path[0] for c in block.columns] == ["North", "North", "South", "South"]
    assert [r.label for r in block.rows] == ["A", "B"]


def test_spanning_rows_and_headers_that_come_again_part_a_table() -> None:
    found = read(
        ["Method", "Acc"],
        [CellDraft("Large models", col_span=2)],
        ["A", "81.2"],
        ["B", "82.0"],
        [CellDraft("Small models", col_span=2)],
        ["C", "71.2"],
        ["Method", "Error"],
        ["D", "3.1"],
    )
    assert [(b.title, [r.label for r in b.rows], b.columns[0].leaf) for b in found] == [
        ("Large models", ["A", "B"], "Acc"),
        ("Small models", ["C"], "Acc"),
        ("", ["D"], "Error"),
    ]


def test_tables_side_by_side_become_two_blocks() -> None:
    left, right = read(
        ["Method", "Dice", "Method", "Dice"],
        ["A", "0.81", "B", "0.82"],
        ["A*", "0.83", "B*", "0.84"],
    )
    assert [r.label for r in left.rows] == ["A", "A*"]
    assert [r.label for r in right.rows] == ["B", "B*"]


def test_a_merged_label_covers_its_rows() -> None:
    (block,) = read(
        ["Task", "Method", "Acc"],
        [CellDraft("fusion", row_span=2), "A", "81.2"],
        ["B", "82.0"],
    )
    assert [(r.group, r.label) for r in block.rows] == [("fusion", "A"), ("fusion", "B")]


def test_dashes_leave_a_column_numeric_and_its_cells_empty() -> None:
    (block,) = read(["Method", "Acc", "F1"], ["A", "—", "0.5"], ["B", "0.7", "—"], ["C", "0.8", "0.6"])
    assert block.number(0, 0) is None
    assert [n.printed for _, _, n in block.column(0)] == ["0.7", "0.8"]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Ours", "ours"),
        ("TarnNet (ours)", "ours"),
        ("Default", "full"),
        ("Grainlift (full)", "full"),
        ("w/o Stage II", "plain"),
        ("Human", "excluded"),
        ("Oracle segmentation", "excluded"),
        ("Upper bound", "excluded"),
        ("Gain (%)", "gain"),
        ("Improvement (%) ↑", "gain"),
        ("Total", "total"),
        ("Average", "average"),
        ("Avg.", "average"),
        ("Average pooling", "plain"),
        ("No pile", "plain"),
        ("ResNet-50", "plain"),
    ],
)
def test_roles_of_rows(label: str, expected: str) -> None:
    assert role(label) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Accuracy", 1),
        ("F1", 1),
        ("BLEU", 1),
        ("Error (%)", -1),
        ("PPL", -1),
        ("HD95 ↓", -1),
        ("Q_{MI}\\uparrow", 1),
        ("Params (M)", 0),
        ("Time (s)", 0),
        ("Steps to 99% Val Acc", 0),
        ("# correct", 0),
        ("MMLU", 0),
        ("Time ↓", -1),
    ],
)
def test_directions_of_headers(header: str, expected: int) -> None:
    assert direction(header) == expected


def test_captions_say_directions_for_their_whole_table() -> None:
    assert caption_direction("Dice by size. Higher is better; the best is bold.") == 1
    assert caption_direction("Distance in mm. Lower is better.") == -1
    assert caption_direction("Coverage. Closest to 90 is best.") == 0
    assert is_unranked("Area under the curve. Not ranked, since rows are equal.")
    assert not is_unranked("Dice. The last row is a reference and is not ranked.")


def test_only_exact_names_are_bounded() -> None:
    assert is_bounded("Dice Score (%) ↑")
    assert is_bounded("Precision")
    assert not is_bounded("R-precision")
    assert not is_bounded("# FPs")
    assert not is_bounded("Q_{MI}")


CELLS = st.builds(
    CellDraft,
    st.sampled_from(["", "A", "0.5", "12", "—", "Ours", "Dice ↑", "1.2 ± 0.3", "Total", "w/o x"]),
    st.sampled_from([None, True, False]), st.sampled_from([None, True, False]), st.integers(1, 4), st.integers(1, 4),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=7))
def test_any_table_is_read_without_an_error(rows: list[list[CellDraft]]) -> None:
    made = document(*rows)
    for block in blocks(made):
        assert all(len(row) == len(block.columns) for row in block.entries)
        assert len(block.entries) == len(block.rows)
        assert block.transposed.transposed.entries == block.entries
        for row in block.entries:
            assert all(e is None or made.text[e.cell.start : e.cell.end] == e.cell.text for e in row)


def test_a_table_of_a_thousand_columns_is_read_in_time() -> None:
    (block,) = read(["Method", *[f"c{n}" for n in range(999)]], *[["m", *["0.5"] * 999] for _ in range(5)])
    assert len(block.columns) == 999
