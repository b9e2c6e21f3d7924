"""The comparative claims of a paper; small documents written by us, and our invented papers."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import litmuspaper
from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.parse.tex import parse_tex
from litmuspaper.parse.text import parse_text
from litmuspaper.review.claims import MOST_CLAIMS, claims
from litmuspaper.types import Claim, Document, Paper

SOURCES = Path(litmuspaper.__file__).parent / "example" / "sources"
SUPPORT = re.compile(r"supported by its own tables|not supported in (\d+) of (\d+)|not assessed")

PAPER = """Lamps in Lakes

Jane Doe, Richard Roe

Abstract

We propose LampNet, a lamp that sees in lakes. {abstract}

Introduction

Light falls off with depth. Existing lamps improve slowly.

Experiments

Table 1 compares the lamps.

Method\tPond Acc\tRiver Acc\tSea Acc
Candle\t70.1\t60.2\t50.3
Torch\t75.4\t{torch}\t55.6
LampNet (ours)\t80.0\t{own}\t60.0

Table 1: Accuracy in three waters. Higher is better.

Ablation Study

{ablation}

Variant\tPond Acc\tRiver Acc\tSea Acc
w/o wick\t79.0\t69.0\t{wick}
w/o glass\t60.0\t50.0\t40.0
LampNet (full)\t80.0\t70.0\t60.0

Table 2: Ablation of two parts.

Conclusion

{conclusion}
"""


def paper(
    abstract: str = "",
    torch: str = "65.5",
    own: str = "70.0",
    ablation: str = "",
    wick: str = "59.0",
    conclusion: str = "Lamps are lamps.",
) -> Document:
    text = PAPER.format(abstract=abstract, torch=torch, own=own, ablation=ablation, wick=wick, conclusion=conclusion)
    return parse_text(text.encode())


def only(document: Document, words: str) -> Claim:
    some = [c for c in claims(document) if words in c.sentence.text]
    assert len(some) == 1, [c.sentence.text for c in claims(document)]
    return some[0]


def sound(document: Document, found: list[Claim]) -> None:
    """What holds of every claim of every document."""
    assert len(found) <= MOST_CLAIMS
    for claim in found:
        for span in (claim.sentence, *claim.cells, *(s for r in claim.ranks for s in (r.own_cell, r.rival_cell))):
            assert document.text[span.start : span.end] == span.text
        assert claim.sentence in document.sentences
        assert all(number in claim.sentence.text for number in claim.printed)
        told = SUPPORT.fullmatch(claim.support)
        assert told is not None
        beaten = sum(r.outcome == "beaten" for r in claim.ranks)
        if told[1]:
            assert (int(told[1]), int(told[2])) == (beaten, len(claim.ranks))
        if claim.support == "supported by its own tables":
            assert claim.ranks
            assert not beaten
        assert claim.refuted_by.count(". ") == 0
        assert claim.seeds_needed == (claim.samples[0].seeds if claim.samples else None)
    places = [c.sentence.start for c in found]
    assert places == sorted(set(places))


def test_a_universal_claim_that_holds_in_every_column() -> None:
    document = paper("LampNet consistently outperforms all other lamps.")
    claim = only(document, "consistently")
    sound(document, [claim])
    assert claim.support == "supported by its own tables"
    assert claim.source == "abstract"
    assert [(r.own, r.rival, r.outcome, r.place) for r in claim.ranks] == [("LampNet (ours)", "Torch", "best", 1)] * 3
    assert [c.text for c in claim.cells] == ["75.4", "65.5", "55.6", "80.0", "70.0", "60.0"]
    assert (claim.metric, claim.direction) == ("Acc", "higher is better")


def test_a_universal_claim_that_one_column_is_against() -> None:
    claim = only(paper("LampNet consistently outperforms all other lamps.", torch="71.5"), "consistently")
    assert claim.support == "not supported in 1 of 3"
    assert "best in 2 of 3, tied in 0, beaten in 1" in claim.reason
    assert "in any of the 3 columns" in claim.refuted_by
    assert [a.name for a in claim.arms] == ["LampNet (ours)", "Torch", "Candle"]


def test_a_hedged_claim_is_not_contradicted() -> None:
    found = claims(paper("LampNet outperforms all other lamps in most cases.", torch="71.5"))
    assert [c.support for c in found if "most cases" in c.sentence.text] == ["not assessed"]


def test_a_part_that_is_needed_and_a_part_that_is_not() -> None:
    said = "As Table 2 shows, both parts are indispensable."
    assert only(paper(ablation=said), "indispensable").support == "supported by its own tables"
    against = only(paper(ablation=said, wick="61.0"), "indispensable")
    assert against.support == "not supported in 1 of 3"
    assert {a.name for a in against.arms if a.role == "rival"} == {"w/o wick", "w/o glass"}


def test_a_part_by_its_name_is_compared_alone() -> None:
    document = paper(ablation="As Table 2 shows, removing glass causes a large drop.", wick="61.0")
    claim = only(document, "glass")
    assert claim.support == "supported by its own tables"
    assert [a.name for a in claim.arms] == ["LampNet (full)", "w/o glass"]


def test_a_printed_loss_that_the_table_does_not_give_is_not_supported() -> None:
    said = "As Table 2 shows, removing glass causes a drop of {} points on the pond."
    assert only(paper(ablation=said.format("20.0")), "glass").support == "supported by its own tables"
    other = only(paper(ablation=said.format("17.5")), "glass")
    assert other.support == "not assessed"
    assert "17.5" in other.reason


def test_numbers_of_two_columns_are_both_found() -> None:
    claim = only(paper("LampNet rises from 75.4 to 80.0 on the pond, and from 55.6 to 60.0 at sea."), "rises")
    assert claim.support == "supported by its own tables"
    assert {c.text for c in claim.cells} == {"75.4", "80.0", "55.6", "60.0"}
    assert len(claim.ranks) == 2


def test_printed_numbers_find_their_cells() -> None:
    document = paper("On rivers LampNet reaches 70.0 against 65.5 for a torch.")
    claim = only(document, "rivers")
    sound(document, [claim])
    assert claim.printed == ("70.0", "65.5")
    assert [c.text for c in claim.cells] == ["65.5", "70.0"]
    assert claim.support == "supported by its own tables"
    assert claim.samples[0].margin == "4.5"
    assert claim.samples[0].spread == "0.7"
    assert claim.samples[0].spread_from.startswith("an assumption")
    assert claim.kinds["seeds_needed"] == "our-inference"
    seeds = claim.samples[0]
    assert seeds.seeds is not None
    assert seeds.seeds_at_half_spread is not None
    assert seeds.seeds_at_double_spread is not None
    assert seeds.seeds_at_half_spread <= seeds.seeds <= seeds.seeds_at_double_spread


def test_numbers_that_grant_a_rival_its_lead_are_not_judged() -> None:
    claim = only(paper("On rivers LampNet has 70.0 against 71.5 for a torch.", torch="71.5"), "rivers")
    assert claim.support == "not assessed"


def test_the_printed_spread_is_used_where_there_is_one() -> None:
    said = "On rivers LampNet reaches 70.0 against 65.5 for a torch."
    claim = only(paper(said, torch="65.5 ± 3.0", own="70.0 ± 4.0"), "rivers")
    assert claim.samples[0].spread == "5"
    assert "±" in claim.samples[0].spread_from
    assert claim.kinds["seeds_needed"] == "computed"


def test_a_sentence_said_twice_is_one_claim() -> None:
    said = "LampNet consistently outperforms all other lamps."
    assert len([c for c in claims(paper(said, conclusion=said)) if "consistently" in c.sentence.text]) == 1


def test_aims_background_and_future_work_are_no_claims() -> None:
    document = paper(
        "To improve lamps, we study glass. We propose a better lamp.", conclusion="Future work will improve our lamps."
    )
    assert claims(document) == []


def test_a_document_without_tables_has_claims_that_are_not_assessed() -> None:
    builder = Builder()
    builder.open_section("abstract", 1)
    builder.paragraph("Our lamp consistently outperforms all other lamps.")
    document = builder.document(no_paper(), "text")
    found = claims(document)
    sound(document, found)
    assert [c.support for c in found] == ["not assessed"]
    assert found[0].seeds_needed is None


def no_paper() -> Paper:
    return Paper(id="x", title="Lamps", abstract="")


@pytest.mark.parametrize("name", sorted(p.name for p in SOURCES.iterdir() if p.is_dir()))
def test_our_invented_papers_are_never_contradicted(name: str) -> None:
    files = {"main.tex": (SOURCES / name / "main.tex").read_bytes()}
    document = parse_tex(files)
    found = claims(document)
    sound(document, found)
    assert not [c.sentence.text for c in found if c.support.startswith("not supported")]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("invented.0004", {"81.0", "76.7", "79.3"}),
        ("invented.0022", {"2.1", "3.2", "4.9"}),
        ("invented.0033", {"89.3", "85.9", "87.7"}),
    ],
)
def test_the_main_numbers_of_an_abstract_are_found(name: str, cells: set[str]) -> None:
    document = parse_tex({"main.tex": (SOURCES / name / "main.tex").read_bytes()})
    first = next(c for c in claims(document) if c.source == "abstract")
    assert first.support == "supported by its own tables"
    assert {re.sub(r"[^\d.].*", "", c.text.replace("$", "").strip()) for c in first.cells} == cells


words = st.sampled_from(
    "We our LampNet outperforms consistently all other lamps Torch by 4.5 70.0 65.5 from to improves reduces both "
    "parts are indispensable Table 2 1 without wick on every dataset Acc but mostly ± % . , ( ) best needed".split()
)
cell = st.one_of(
    st.sampled_from(
        ["", "—", "Ours", "w/o wick", "Torch", "Full", "Acc ↑", "Loss ↓", "0", "0.0", "-1.5", "1e-3", "70.0 ± 4.0"]
    ),
    st.decimals(-1000, 1000, places=1).map(str),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(words, max_size=40).map(" ".join),
    st.lists(st.lists(cell, min_size=1, max_size=5), min_size=1, max_size=6),
    st.lists(words, max_size=30).map(" ".join),
)
def test_any_document_gives_claims_whose_spans_hold(abstract: str, rows: list[list[str]], text: str) -> None:
    builder = Builder()
    builder.open_section("abstract", 1)
    builder.paragraph(f"We {abstract}.")
    builder.open_section("Ablation study", 1)
    builder.table([[CellDraft(t) for t in row] for row in rows], "Table 1", "Ablation. Higher is better.")
    builder.table([[CellDraft(t) for t in row] for row in rows], "Table 2", "Accuracy.")
    builder.paragraph(f"Table 1 {text}.")
    document = builder.document(no_paper(), "text")
    sound(document, claims(document))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_claims_or_none(text: str) -> None:
    document = paper(text, ablation=text, conclusion=text)
    sound(document, claims(document))
