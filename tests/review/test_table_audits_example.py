"""The table audits on our own invented papers: five are clean, one has errors that we planted on purpose."""

import json
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from litmuspaper.parse.tex import parse_tex
from litmuspaper.review.audits import AUDITS
from litmuspaper.types import Document, Finding

SOURCES = Path(__file__).parents[2] / "src/litmuspaper/example/sources"
TABLE_AUDITS = AUDITS[: AUDITS.index("cost_ratio") + 1]
CLEAN = sorted(p.name for p in SOURCES.iterdir() if not (p / "planted.json").exists())


@cache
def audited(name: str) -> tuple[Document, tuple[Finding, ...]]:
    document = parse_tex({"main.tex": (SOURCES / name / "main.tex").read_bytes()})
    return document, tuple(
        f for a in TABLE_AUDITS for f in import_module(f"litmuspaper.review.audits.{a}").audit(document)
    )


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_paper_has_no_contradiction_and_much_that_is_verified(name: str) -> None:
    _, found = audited(name)
    assert [f.message for f in found if f.verdict == "contradicted"] == []
    assert {f.audit for f in found if f.verdict == "verified"} >= {"average_column", "sums", "duplicate_rows"}


@pytest.mark.parametrize(
    ("kind", "audit", "words"),
    [
        ("wrong total", "sums", ("651", "448 + 63 + 130 = 641")),
        ("wrong mean", "average_column", ("70.8", "69.767")),
        ("wrong bold", "best_mark", ("79.0 is bold", "79.5 (Volumetric)")),
        ("wrong percentage", "gains", ("15.1 per cent", "12.14")),
        (
            "ablation differs from main table",
            "ablation_full_row",
            ("prints 62.5, Table 2 gives 61.9", "prints 71.8, Table 2 gives 71.6"),
        ),
    ],
)
def test_the_planted_errors_of_tables_are_contradicted(kind: str, audit: str, words: tuple[str, ...]) -> None:
    planted = json.loads((SOURCES / "invented.0046/planted.json").read_text())["planted"]
    assert kind in {p["kind"] for p in planted}
    _, found = audited("invented.0046")
    told = [f for f in found if f.audit == audit and f.verdict == "contradicted"]
    assert len(told) == 1
    assert all(w in told[0].message for w in words)
    assert told[0].spans


def test_nothing_but_what_was_planted_is_contradicted() -> None:
    _, found = audited("invented.0046")
    names = [f.audit for f in found if f.verdict == "contradicted"]
    assert sorted(names) == ["ablation_full_row", "average_column", "best_mark", "gains", "second_mark", "sums"]


@pytest.mark.parametrize("name", [*CLEAN, "invented.0046"])
def test_every_span_is_the_text_at_its_place(name: str) -> None:
    document, found = audited(name)
    assert all(document.text[s.start : s.end] == s.text for f in found for s in f.spans)
