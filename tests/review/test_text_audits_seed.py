"""Seed 002, audited by hand: what the audits of text and references find, verify and do not tell, with its figures."""

import csv
import re
from pathlib import Path

import pytest

from litmuspaper.parse.text import parse_text
from litmuspaper.review import review
from litmuspaper.review.audits import AUDITS
from litmuspaper.review.audits.test_statistics import tests as read_tests

SHARED = Path(__file__).parents[2] / "../shared"
SEED = SHARED / "seeds/002_4a79dc9201f9424b.txt"
STATCHECK = SHARED / "bench/audits/statcheck/inst/test_materials/manually_extracted_stats.csv"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEED.exists(), reason="the shared data is not beside this checkout"),
]
TEXT_AUDITS = set(AUDITS[AUDITS.index("abstract_numbers") :])


@pytest.fixture(scope="module")
def document():
    return parse_text(SEED.read_bytes())


@pytest.fixture(scope="module")
def found(document):
    return review(document)


def messages(found, audit):
    return [one.message for one in found.findings if one.audit == audit]


def verified(found, audit):
    return [one.message for one in found.verified if one.audit == audit]


def test_a13_an_equation_with_two_names(found):
    (message,) = messages(found, "equation_numbers")
    assert message == (
        "Eq. (8) is called the inference procedure here and the optimization objective elsewhere; "
        "the inference procedure is Eq. (1)"
    )


def test_a14_to_a16_symbols(found):
    told = " | ".join(messages(found, "symbols"))
    assert r"\mathcal{G} gives \theta_u from (\theta_F, \theta_S) in Eq. (1) and from" in told  # A14
    assert r"\mathcal{L}_M has 3 arguments in Eq. (8) and is defined without any in Eq. (15)" in told  # A14
    assert r"weighted in two ways: \mathcal{L}_F' + \mathcal{L}_S' + \mathcal{L}_M in Eq. (8)" in told  # A15
    assert r"\mathcal{L}_F' + \eta \mathcal{L}_S' + \gamma \mathcal{L}_M in Eq. (20)" in told  # A15
    assert "i, k in Eq. (13), i, k in Eq. (14)" in told  # A16
    assert "k is the index of the k-th task and the number of neighbours in Eq. (12)" in told  # A16
    assert r"\theta in R^(nxd) and R^((n_U+n_F+n_S)xd)" in told  # A16


def test_a17_one_method_of_two_works(found):
    (message,) = messages(found, "method_citations")
    assert "Swin UNETR is cited as tang2022b (2022) in one place and as hatamizadeh2022a (2022)" in message
    assert "a table says CVPR 22, which agrees with tang2022b and not with hatamizadeh2022a" in message


def test_a18_a_figure_that_is_never_named(found):
    (message,) = messages(found, "float_references")
    assert message == "Figure 1 has a caption but the text never names it"


def test_a21_missing_statements_and_settings(found):
    told = " | ".join(messages(found, "statements") + messages(found, "hyperparameters"))
    for missing in (
        "limitations",
        "random seeds",
        "batch size",
        "learning rate schedule",
        "weight decay",
        "ξ, k",
        "Table 3 names no dataset",
    ):
        assert missing in told


def test_b1_b2_b6_b7_b8_b9_b10_are_verified(found):
    (counts,) = verified(found, "counts")
    assert "6 SOTA MIF algorithms (all 6 stand in Table 1); 6 metrics" in counts
    assert "Equations (1) to (20) are numbered without a gap" in verified(found, "equation_numbers")
    assert verified(found, "citations") == ["All 51 cited works are listed, and all 51 listed works are cited"]
    assert verified(found, "method_citations")[0].startswith("11 venues and years")
    assert verified(found, "identifiers") == ["2 identifiers in the reference list are well formed"]
    assert any("github.com/Wangjiayu0512/M2-CoFS" in message for message in verified(found, "statements"))
    assert verified(found, "split_sums") == ["9:1 of 100 gives 90 and 10"]
    assert "ratio" not in " ".join(messages(found, "split_sums"))


def test_nothing_of_the_false_alarms_is_told(found):
    """C4, C5: citations; C8, C9: years; C10: acronyms; C13: list markers."""
    for audit in (
        "citations",
        "reference_years",
        "duplicate_references",
        "acronyms",
        "identifiers",
        "counts",
        "abstract_numbers",
    ):
        assert messages(found, audit) == []
    told = {one.audit for one in found.findings if one.audit in TEXT_AUDITS}
    assert told == {
        "equation_numbers",
        "symbols",
        "method_citations",
        "float_references",
        "statements",
        "hyperparameters",
        "impossible_values",
    }
    contradicted = [one for one in found.findings if one.audit in TEXT_AUDITS and one.verdict == "contradicted"]
    assert {one.audit for one in contradicted} == {"impossible_values"}


def test_the_cells_of_q_ncie_under_its_floor_are_told(found):
    """Table 2; its other cells of the column, and all of Table 1, are possible."""
    (one,) = [one for one in found.findings if one.audit == "impossible_values"]
    assert one.printed == ("0.801", "0.758", "0.757", "0.801", "0.758")
    assert all("Table 2" in part for part in one.message.split("prints ")[1].split("; "))


def test_spans_quote_the_text(document, found):
    for one in (*found.findings, *found.verified):
        for span in one.spans:
            assert document.text[span.start : span.end] == span.text


def _rebuilt(row):
    """The test as printed: the record's own columns, with the digits of the raw string, which the CSV's floats lost."""
    raw, value, p = row["raw_result"], float(row["test_value"]), row["p"]
    digits = [d for d in re.findall(r"\d[\d,]*\.?\d*|\.\d+", raw) if float(d.replace(",", "")) == abs(value)]
    kind = {"Chi2": "χ2", "": "F"}.get(row["test_type"], row["test_type"])
    df = ",".join(part for part in (row["df1"], row["df2"]) if part)
    sign = row["p_comparison"].strip('"')
    said = "ns" if sign == "ns" or not p else f"p {sign} {p}"
    return f"{kind}{f'({df})' if df else ''} = {digits[-1] if digits else value}, {said}"


@pytest.mark.skipif(not STATCHECK.exists(), reason="the shared data is not beside this checkout")
def test_statcheck_finds_four_of_four_errors_and_none_of_eighteen_others():
    labels = {"1": [], "0": []}
    with STATCHECK.open(encoding="latin-1") as file:
        for row in csv.DictReader(file, delimiter=";"):
            read = read_tests(_rebuilt(row)) if row["error"] in labels and row["test_type"] else []
            if read:
                labels[row["error"]].append(not read[0].holds)
    assert labels["1"] == [True] * 4
    assert labels["0"] == [False] * 18
