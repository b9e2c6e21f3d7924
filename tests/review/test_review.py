"""The whole review of a document: its order, its merging, its robustness, and our own invented papers."""

import json
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import litmuspaper.review as room
from litmuspaper import example as example_day
from litmuspaper.parse.tex import parse_tex
from litmuspaper.parse.text import parse_text
from litmuspaper.review import AUDITS, review
from litmuspaper.types import Finding

SOURCES = Path(example_day.__file__).parent / "sources"
CLEAN = ["0004", "0009", "0022", "0028", "0033"]
LETTERS = st.characters(exclude_categories=("C", "Zl", "Zp"))
# Letters of all kinds between words that the audits look for.
PARTS = [
    "t(14) = 2.0, p < .03 ",
    "Table 1 ",
    "Eq. (3) ",
    "$a_i = b$ ",
    "$$G(a, b) = c$$ (1) ",
    "(Doe 2019) ",
    "three ways: ",
    "95% CI [1, 2] ",
]
PROSE = st.lists(st.sampled_from(PARTS) | st.text(LETTERS, max_size=40), max_size=12).map("".join)
AUDIT_FILES = Path(room.__file__).parent / "audits"


def invented(number):
    return parse_tex({"main.tex": (SOURCES / f"invented.{number}" / "main.tex").read_bytes()})


def made(audit, message="m", severity="info", verdict="question", **more):
    return Finding(audit=audit, verdict=verdict, severity=severity, message=message, clears_if="c", **more)


@pytest.fixture
def pretend(monkeypatch):
    """Audits that answer what the test says instead of the real ones."""

    def use(**answers):
        monkeypatch.setattr(room, "AUDITS", tuple(answers))
        modules = {f"litmuspaper.review.audits.{name}": SimpleNamespace(audit=does) for name, does in answers.items()}
        monkeypatch.setattr(room, "import_module", modules.__getitem__)

    return use


def test_every_audit_has_its_file_and_its_id():
    assert {path.stem for path in AUDIT_FILES.glob("[a-z]*.py")} == set(AUDITS)
    for name in AUDITS:
        module = import_module(f"litmuspaper.review.audits.{name}")
        assert name == module.AUDIT
        assert module.__doc__.split(":")[0].rstrip("0123456789") in {"T", "X", "R", "L"}


def test_the_gravest_come_first(pretend, example):
    pretend(
        a=lambda _: [made("a", severity="info"), made("a", severity="warning", verdict="question")],
        b=lambda _: [made("b", severity="error"), made("b", severity="warning", verdict="contradicted")],
    )
    found = review(example.plain("Text."))
    assert [(one.audit, one.severity, one.verdict) for one in found.findings] == [
        ("b", "error", "question"),
        ("b", "warning", "contradicted"),
        ("a", "warning", "question"),
        ("a", "info", "question"),
    ]


def test_siblings_are_one_finding(pretend, example):
    pretend(a=lambda _: [made("a", f"cell {n}", printed=(str(n),), recomputed=f"{n}.5") for n in range(5)])
    (one,) = review(example.plain("Text.")).findings
    assert one.message == "cell 0; cell 1; cell 2; and 2 more"
    assert one.printed == ("0", "1", "2", "3", "4")
    assert one.recomputed == "0.5; 1.5; 2.5; 3.5; 4.5"


def test_an_audit_that_fails_ends_nothing(pretend, example):
    def fails(_):
        raise ZeroDivisionError

    wrong_place = [made("b", spans=({"start": 0, "end": 3, "text": "abc"},))]
    pretend(a=fails, b=lambda _: wrong_place, c=lambda _: [made("c", verdict="verified")])
    found = review(example.plain("Text."))
    assert found.findings == ()
    assert [one.audit for one in found.verified] == ["c"]
    assert "ZeroDivisionError" in found.not_assessed[0].message
    assert "quote what is not in the text" in found.not_assessed[1].message


def test_what_was_read_is_told(example):
    table = ("Table 1", "Dice.", (("Method", "Dice"), ("Ours", "0.8")))
    found = review(example.plain("One sentence. And two.", tables=(table,)), logs={"run_0/a.json": b"{}"})
    assert "2 sentences" in found.read
    assert "1 tables with 4 cells, bold not told" in found.read
    assert "1 files of logs" in found.read
    assert found.parser == "tex"


@pytest.mark.parametrize("number", CLEAN)
def test_our_clean_papers_are_contradicted_nowhere(number):
    found = review(invented(number))
    assert [one.message for one in found.findings if one.verdict == "contradicted"] == []
    assert len(found.verified) >= 15


def test_every_planted_error_is_found():
    planted = json.loads((SOURCES / "invented.0046/planted.json").read_text(encoding="utf-8"))["planted"]
    found = [one for one in review(invented("0046")).findings if one.verdict == "contradicted"]
    told = {
        "wrong total": ("sums", "651"),
        "wrong mean": ("average_column", "70.8"),
        "wrong bold": ("best_mark", "79.0"),
        "wrong percentage": ("gains", "15.1"),
        "ablation differs from main table": ("ablation_full_row", "62.5"),
        "reference to a missing table": ("float_references", "Table ??"),
    }
    assert {one["kind"] for one in planted} == set(told)
    for audit, printed in told.values():
        assert any(one.audit == audit and printed in " ".join([one.message, *one.printed]) for one in found), audit
    # The wrong bold mark makes the underlined one wrong too; nothing else is contradicted.
    assert {one.audit for one in found} == {audit for audit, _ in told.values()} | {"second_mark"}


@settings(max_examples=60, deadline=None)
@given(PROSE, st.lists(st.lists(st.text(LETTERS, max_size=12), min_size=1, max_size=5), max_size=5))
def test_any_text_is_reviewed_without_a_failure(text, rows):
    lines = "\n".join("\t".join(row) for row in rows)
    paper = f"Title\n\nAbstract\n\nWe test.\n\nIntroduction\n\n{text}\n\n{lines}\n\nTable 1: A.\n"
    found = review(parse_text(paper.encode()))
    assert not [one for one in found.not_assessed if "please report" in one.message]
