"""The claims of a real paper whose audit was done by hand (seed 002): A7 and A11 as claims, with their counts."""

from pathlib import Path

import pytest

from litmuspaper.parse.text import parse_text
from litmuspaper.review.claims import claims
from litmuspaper.types import Claim, Document

SEED = Path(__file__).parents[2] / "../shared/seeds/002_4a79dc9201f9424b.txt"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEED.exists(), reason="the shared seed papers are not beside this repository"),
]


@pytest.fixture(scope="module")
def document() -> Document:
    return parse_text(SEED.read_bytes())


@pytest.fixture(scope="module")
def found(document: Document) -> list[Claim]:
    return claims(document)


def only(found: list[Claim], words: str) -> Claim:
    some = [c for c in found if words in c.sentence.text]
    assert len(some) == 1
    return some[0]


def test_consistently_outperforms_is_not_supported_in_5_of_24(found: list[Claim]) -> None:
    claim = only(found, "consistently outperforms")
    assert claim.source == "abstract"
    assert claim.support == "not supported in 5 of 24"
    assert sum(r.outcome == "best" for r in claim.ranks) == 18
    assert sum(r.outcome == "tied" for r in claim.ranks) == 1
    beaten = {
        (r.rival, r.rival_cell.text.replace("<u>", ""), r.own_cell.text, r.place)
        for r in claim.ranks
        if r.outcome == "beaten"
    }
    assert {(rival, place) for rival, _, _, place in beaten} == {
        ("FILM", 2),
        ("RMR-Fusion", 2),
        ("RMR-Fusion", 3),
        ("Swin UNETR", 3),
    }
    assert claim.direction == "by column"
    assert all(c.text != "7.7734" for c in claim.cells)  # off its scale, not ranked


def test_both_regularizers_are_compared_with_their_own_removal(found: list[Claim]) -> None:
    claim = only(found, "Both regularizers are indispensable")
    assert claim.support == "not supported in 2 of 16"
    assert {a.name for a in claim.arms if a.role == "rival"} == {"w/o L_SI", "w/o L_M"}
    beaten = [(r.column, r.own_cell.text, r.rival_cell.text) for r in claim.ranks if r.outcome == "beaten"]
    assert [(own, rival) for _, own, rival in beaten] == [("0.851", "0.858"), ("0.645", "0.647")]


def test_the_other_ablation_claims(found: list[Claim]) -> None:
    assert only(found, "training exclusively").support == "not supported in 1 of 16"
    assert only(found, "removing Stage II breaks").support == "supported by its own tables"
    assert len(only(found, "Removing Stage III").ranks) == 16


def test_the_smallest_margin_needs_hundreds_of_seeds(found: list[Claim]) -> None:
    size = only(found, "consistently outperforms").samples[0]
    assert (size.margin, size.spread) == ("0.0012", "0.00816")
    assert (size.seeds_at_half_spread, size.seeds, size.seeds_at_double_spread) == (93, 366, 1456)


def test_every_span_holds(document: Document, found: list[Claim]) -> None:
    assert 4 <= len(found) <= 12
    for claim in found:
        for span in (claim.sentence, *claim.cells):
            assert document.text[span.start : span.end] == span.text
