"""The table audits on a real paper whose audit was done by hand (seed 002): every figure of that audit, exactly.

Findings are named as in the hand audit: A true findings, B verified claims, C false alarms to avoid.
"""

import time
from importlib import import_module
from pathlib import Path

import pytest

from litmuspaper.parse.text import parse_text
from litmuspaper.review.audits import AUDITS
from litmuspaper.types import Document, Finding

SEED = Path(__file__).parents[2] / "../shared/seeds/002_4a79dc9201f9424b.txt"
TABLE_AUDITS = AUDITS[: AUDITS.index("cost_ratio") + 1]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEED.exists(), reason="the shared seed papers are not beside this repository"),
]


@pytest.fixture(scope="module")
def paper() -> Document:
    return parse_text(SEED.read_bytes())


@pytest.fixture(scope="module")
def found(paper: Document) -> list[Finding]:
    return [f for name in TABLE_AUDITS for f in import_module(f"litmuspaper.review.audits.{name}").audit(paper)]


def only(found: list[Finding], audit: str, verdict: str, *words: str) -> Finding:
    some = [f for f in found if f.audit == audit and f.verdict == verdict and all(w in f.message for w in words)]
    assert len(some) == 1, [f.message for f in some]
    return some[0]


def test_a1_one_dice_is_off_its_scale(found: list[Finding]) -> None:
    f = only(found, "scale_outlier", "contradicted")
    assert f.severity == "error"
    assert f.printed == ("7.7734",)
    assert "TransBTS" in f.message
    assert "All other 41 Dice" in f.message
    assert "[0.6915, 0.9178]" in f.message


def test_a2_the_header_says_per_cent_over_fractions(found: list[Finding]) -> None:
    f = only(found, "unit_label", "contradicted")
    assert f.severity == "info"
    assert "Dice Score (%)" in f.message


def test_a3_and_a5_the_default_row_against_the_main_table(found: list[Finding]) -> None:
    slip = only(found, "ablation_full_row", "contradicted", "4.219")
    assert slip.severity == "error"
    assert slip.printed == ("4.219",)
    assert slip.recomputed == "(5.0642 + 4.9968 + 3.7973)/3 = 4.61943"
    assert "14 of 16 cells" in slip.message
    assert "difference 0.4004" in slip.message
    digit = only(found, "ablation_full_row", "contradicted", "0.860")
    assert digit.severity == "info"
    assert digit.recomputed == "(0.8312 + 0.8668 + 0.8801)/3 = 0.85937"


def test_a4_the_consequence_for_the_ablation(found: list[Finding]) -> None:
    f = only(found, "ablation_full_row", "question", "If Table 1 is right")
    assert "L_SI” (4.391 < 4.61943) beats the full method" in f.message


def test_a6_two_last_digits_are_feasible_before_rounding(found: list[Finding]) -> None:
    f = only(found, "ablation_full_row", "not-reproducible")
    assert f.severity == "info"
    assert f.printed == ("5.752", "5.952")
    assert "2 of 8 cells" in f.message
    assert "5.75147" in f.message
    assert "5.95147" in f.message


def test_a7_best_in_18_tied_in_1_beaten_in_5_of_24(found: list[Finding]) -> None:
    f = only(found, "claim_rank", "contradicted")
    assert f.severity == "error"
    assert "consistently outperforms" in f.printed[0]
    assert "of 24 ranked columns the paper's own row is strictly best in 18, tied in 1, beaten in 5" in f.message
    for beaten in (
        "FILM 0.8084 > 0.8083",
        "RMR-Fusion 0.8323 > 0.8312",
        "RMR-Fusion 4.5337 < 4.9968 (number 3)",
        "RMR-Fusion 0.9178 > 0.9090",
        "Swin UNETR 3.0513 < 3.0782 (number 3)",
        "RMR-Fusion 0.7077 = 0.7077",
    ):
        assert beaten in f.message


def test_a8_and_a9_second_marks(found: list[Finding]) -> None:
    tie = only(found, "second_mark", "contradicted", "tie")
    assert tie.printed == ("0.7077",)
    assert "RMR-Fusion" in tie.message
    assert "Q_G" in tie.message
    wrong = only(found, "second_mark", "contradicted", "not the second best")
    assert wrong.printed == ("0.604",)
    assert "Q_TE" in wrong.message
    assert "0.600" in wrong.message


def test_a10_missing_second_marks_are_one_item(found: list[Finding]) -> None:
    f = only(found, "second_mark", "not-reproducible")
    assert f.severity == "info"
    assert "Table 1: 11 of 24 columns" in f.message
    for second in (
        "RMR-Fusion 0.6404",
        "FILM 3.3730",
        "Ours 0.8312",
        "3D UX-Net 4.5634",
        "Ours 0.9090",
        "RMR-Fusion 4.9352",
    ):
        assert second in f.message


def test_a11_variants_beat_the_default_in_3_of_16(found: list[Finding]) -> None:
    f = only(found, "claim_rank", "question", "Table 2")
    assert f.severity == "warning"
    assert "in 3 of 16 columns" in f.message
    assert "indispensable" in f.message
    assert "both lead to declines" in f.message
    for beaten in ("0.858 > 0.851", "0.634 > 0.632", "0.647 > 0.645"):
        assert beaten in f.message


def test_a12_equal_sums_are_a_question(found: list[Finding]) -> None:
    f = only(found, "duplicate_rows", "question")
    assert "Swin UNETR" in f.message
    assert f.message.count("2.4628") == 2
    assert "16.1177 and 16.1179" in f.message


def test_a20_no_spread_in_288_cells(found: list[Finding]) -> None:
    f = only(found, "uncertainty", "question")
    assert "None of 3 result tables" in f.message
    assert f.recomputed == "0 of 288 numeric cells with a spread"


def test_a22_a_variant_below_the_backbone_is_a_question(found: list[Finding]) -> None:
    f = only(found, "ablation_full_row", "question", "w/o MIF")
    assert f.severity == "info"
    assert "0.792" in f.message
    assert "0.82093" in f.message
    assert "4.751" in f.message
    assert "5.37263" in f.message


def test_b3_removing_stages_hurts_in_every_column(found: list[Finding]) -> None:
    f = only(found, "claim_rank", "verified")
    assert "w/o Stage II 16/16" in f.message
    assert "w/o Stage III 16/16" in f.message
    assert "w/o Stage III worse than w/o Stage II in 16/16" in f.message


def test_b4_every_gain_is_an_improvement(found: list[Finding]) -> None:
    assert "8 of 8 gains are improvements" in only(found, "gains", "verified").message


def test_b5_the_default_row_agrees_elsewhere(found: list[Finding]) -> None:
    f = only(found, "ablation_full_row", "verified", "Table 2")
    assert "14 of 16 cells" in f.message
    assert "12 equal, 2 means over classes" in f.message


def test_c1_gains_at_the_edge_are_not_contradicted(found: list[Finding]) -> None:
    assert not [f for f in found if f.audit == "gains" and f.verdict == "contradicted"]
    edge = only(found, "gains", "not-reproducible")
    assert edge.severity == "info"
    assert "5.71; from 0.808 to 0.855" in edge.message
    assert "[5.690, 5.944]" in edge.message
    assert "[11.075, 11.108]" in edge.message
    assert "[17.887, 17.916]" in edge.message


def test_c2_c3_c6_c7_c11_c12_raise_nothing(found: list[Finding]) -> None:
    told = [f for f in found if f.verdict in ("contradicted", "question", "not-reproducible")]
    assert len(told) == 15
    text = " ".join(f.message for f in told)
    assert "1.1480" not in text  # C2: Q_MI above 1 is legal
    assert "0.8635" not in text  # C7: the underline of 3D UX-Net is right once 7.7734 is out
    assert "8.6312" not in text  # C12: Hausdorff distances have their own scale
    assert "—" not in " ".join(p for f in told for p in f.printed)  # C6: dashes are no numbers


def test_c14_bold_is_not_assessed_where_the_parse_lost_it(found: list[Finding]) -> None:
    assert [f.verdict for f in found if f.audit == "best_mark"] == ["not-assessed"]


def test_every_span_is_the_text_at_its_place(paper: Document, found: list[Finding]) -> None:
    for f in found:
        assert all(paper.text[s.start : s.end] == s.text for s in f.spans)
        assert f.verdict not in ("contradicted", "not-reproducible") or f.spans or f.audit == "second_mark"


def test_the_table_audits_take_a_tenth_of_a_second(paper: Document) -> None:
    fresh = paper.model_copy()
    start = time.process_time()
    for name in TABLE_AUDITS:
        import_module(f"litmuspaper.review.audits.{name}").audit(fresh)
    assert time.process_time() - start < 10
