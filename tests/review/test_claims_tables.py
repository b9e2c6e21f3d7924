"""A sentence against one table, by rank and arithmetic; tables and sentences written by us."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.review.table_claim import decide
from litmuspaper.types import Table


def table(text: str, caption: str = "Accuracy of lamps.") -> Table:
    rows = [[CellDraft(cell.strip()) for cell in line.split("|")] for line in text.strip().splitlines()]
    return Builder().table(rows, "Table 1", caption)


LAMPS = table(
    """
    Lamp | Pond Acc | River Acc | Error
    Candle | 70.1 | 60.2 | 9.0
    Torch | 75.4 | 65.5 | 7.5
    LampNet (ours) | 80.0 | 70.0 | 5.0
    - wick | 78.5 | 68.0 | 6.0
    """
)


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("LampNet outperforms Torch.", "supports"),
        ("Torch outperforms LampNet.", "refutes"),
        ("LampNet does not outperform Torch.", "refutes"),
        ("Candle performs worse than Torch.", "supports"),
        ("Our model outperforms the baselines.", "supports"),
        ("LampNet achieves the best accuracy on the pond.", "supports"),
        ("Candle has the lowest accuracy on the pond.", "supports"),
        ("Torch achieves the best accuracy on the pond.", "refutes"),
        ("LampNet has the lowest error.", "supports"),
        ("Torch has a higher error than Candle.", "refutes"),
        ("LampNet outperforms Torch by 4.6 points on the pond.", "supports"),
        ("Without the wick, the performance drops.", "supports"),
        ("Without the wick, the performance increases.", "refutes"),
        ("We see a drop from Torch to Candle.", "supports"),
        ("We see an improvement from Torch to Candle.", "refutes"),
        ("Torch gives 75.4 on the pond.", "supports"),
        ("Torch gives 70.1 on the pond.", "refutes"),
    ],
)
def test_rank_and_arithmetic_decide(sentence: str, answer: str) -> None:
    decision = decide(sentence, LAMPS)
    assert decision is not None
    assert decision.answer == answer
    assert decision.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "Lamps are useful.",
        "LampNet is easy to carry.",
        "LampNet outperforms Lantern.",
        "LampNet outperforms Torch on the ocean test set.",
        "LampNet is comparable to Torch.",
        "LampNet outperforms Torch by 9.9 points on the pond.",
        "LampNet outperforms Torch, but it does not outperform Lantern.",
        "",
        "Torch",
    ],
)
def test_what_the_table_cannot_tell_gets_no_verdict(sentence: str) -> None:
    assert decide(sentence, LAMPS) is None


def test_columns_that_disagree_give_no_verdict() -> None:
    mixed = table("Lamp | A | B\nCandle | 1.5 | 2.5\nTorch | 2.5 | 1.5\nLamp | 1.0 | 1.0")
    assert decide("Torch outperforms Candle.", mixed) is None
    told = decide("Torch outperforms Candle on A.", mixed)
    assert told is None or told.answer == "supports"


def test_methods_may_stand_in_columns() -> None:
    turned = table("Water | Candle | Torch | LampNet\nPond | 70.1 | 75.4 | 80.0\nRiver | 60.2 | 65.5 | 70.0")
    decision = decide("LampNet outperforms Torch.", turned)
    assert decision is not None
    assert decision.answer == "supports"


NAMES = st.sampled_from("LampNet Torch Candle wick".split())


@settings(deadline=None)
@given(NAMES, NAMES, st.sampled_from(["outperforms", "is better than", "is worse than", "does not outperform"]))
def test_a_comparison_and_its_mirror_never_both_hold(one: str, other: str, verb: str) -> None:
    first, second = decide(f"{one} {verb} {other}.", LAMPS), decide(f"{other} {verb} {one}.", LAMPS)
    if one == other:
        assert first is None
    elif first and second:
        assert first.answer != second.answer


CELLS = st.one_of(st.sampled_from(["", "-", "a", "ours", "- wick", "m"]), st.decimals(-99, 99, places=1).map(str))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.lists(st.lists(CELLS, max_size=4), max_size=5))
def test_any_sentence_and_table_get_an_answer_or_none(sentence: str, rows: list[list[str]]) -> None:
    drafts = [[CellDraft(cell) for cell in row] for row in rows]
    decision = decide(sentence, Builder().table(drafts, None, ""))
    assert decision is None or decision.answer in ("supports", "refutes")
