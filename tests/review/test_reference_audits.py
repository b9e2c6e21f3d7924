"""The audits of the reference list."""

import json
import re
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.review.audits.identifiers import arxiv_fault
from litmuspaper.review.audits.retractions import audit as retractions
from litmuspaper.types import Paper

SHARED = Path(__file__).parents[2] / "../shared"
UNARXIVE = SHARED / "bench/audits/unarxive/cs_ee_sample.jsonl"


def run(name, document):
    found = import_module(f"litmuspaper.review.audits.{name}").audit(document)
    for one in found:
        for span in one.spans:
            assert document.text[span.start : span.end] == span.text
    return found


def raised(found):
    return [one for one in found if one.verdict not in ("verified", "not-assessed")]


def document(text, entries, *, tables=(), parser="tex", submitted=None):
    """A document whose text cites with `[key]`, and whose list holds entries of (key, raw, fields)."""
    builder = Builder()
    builder.open_section("Body", 1)
    start, _ = builder.paragraph(text)
    for match in re.finditer(r"\[([a-z0-9, ]+)\]", text):
        builder.cite(match[1].split(", "), start + match.start(), start + match.end())
    for rows in tables:
        builder.table([[CellDraft(cell) for cell in row] for row in rows], "Table 1", "Results.")
    builder.open_section("References", 1)
    for key, raw, fields in entries:
        builder.reference(key, raw, **fields)
    return builder.document(Paper(id="", title="A paper", abstract="", submitted=submitted), parser)


def entry(key, raw="", **fields):
    return key, raw or f"A. Doe. A work that is called {key}. A Journal, 2020.", fields


# R1


def test_citations_and_entries(example):
    fine = document("We follow [a1, b2] and [c3].", [entry("a1"), entry("b2"), entry("c3")])
    assert {one.verdict for one in run("citations", fine)} == {"verified"}
    (one,) = raised(run("citations", document("We follow [a1] and [zz].", [entry("a1")])))
    assert (one.verdict, one.severity, one.printed) == ("contradicted", "error", ("zz",))
    (one,) = raised(run("citations", document("We follow [a1].", [entry("a1"), entry("b2")])))
    assert (one.verdict, one.severity) == ("question", "info")


def test_a_citation_that_a_float_cut_in_two_is_one():
    text = "We follow [a1] and Qmi (Cvejjic, Canagarajah, and Bull 2006) as well as (Tzeng et al., 2014; 2015)."
    entries = [
        entry("a1"),
        entry("b2", authors=("N. Cvejjic",), year=2006),
        entry("c3", authors=("Eric Tzeng",), year=2015),
    ]
    assert not raised(run("citations", document(text, entries, parser="text")))


def test_keys_that_were_read_from_plain_text_prove_nothing():
    found = run("citations", document("We follow [a1] and [doe2019].", [entry("a1")], parser="text"))
    assert not raised(found)
    assert any("could not be tied" in one.message for one in found)


# R2


@pytest.mark.parametrize(
    "good", ["2201.01266", "1412.6980", "0704.0001", "1501.00001v2", "hep-th/9901001", "math.AG/0309136"]
)
def test_arxiv_ids_that_can_exist(good):
    assert arxiv_fault(good) == ""


@pytest.mark.parametrize("bad", ["1922.03329", "2021.05916", "1412.69801", "1501.0001", "0703.0001", "hep-th/9913001"])
def test_arxiv_ids_that_cannot_exist(bad):
    assert arxiv_fault(bad)


def test_an_arxiv_id_later_than_the_paper():
    assert arxiv_fault("2406.00001", date(2024, 5, 1))
    assert not arxiv_fault("2405.00001", date(2024, 5, 1))


def test_identifiers_of_entries():
    raws = {
        "a1": "A. Doe. A work. arXiv preprint arXiv:1922.03329, 2019.",
        "b2": "A. Doe. A work. doi:10.1000/182. ISBN 978-3-16-148410-0. ISSN 2049-3630.",
        "c3": "A. Doe. A book. ISBN 978-3-16-148410-1.",
        "d4": "A. Doe, https://orcid.org/0000-0002-1825-0097. A work.",
        "e5": "A. Doe, https://orcid.org/0000-0002-1825-0098. A work.",
        "f6": "A. Doe. A work. doi: 10.1109/ CVPR.2018.00294.",
    }
    found = run("identifiers", document("[a1]", [entry(key, raw) for key, raw in raws.items()]))
    assert {one.printed[0] for one in raised(found)} == {"1922.03329", "978-3-16-148410-1", "0000-0002-1825-0098"}
    assert any(one.message.startswith("4 identifiers") for one in found)


# R3, R4, R6, R7


def test_a_work_that_is_listed_twice():
    twice = [
        entry("a1", title="A calm sea and its many waves", year=2020),
        entry("b2", title="A Calm Sea and Its Many Waves", year=2021),
        entry("c3", title="A calm sea and its many waves II", year=2021),
        entry("d4", title="A calm sea", year=2021),
    ]
    (one,) = raised(run("duplicate_references", document("[a1]", twice)))
    assert "a1 and b2" in one.message
    assert "c3" not in one.message


def test_entries_later_than_the_paper():
    late = [entry("a1", year=2021), entry("b2", year=2027), entry("c3", "A. Doe. A work. To appear, 2018.", year=2018)]
    found = raised(run("reference_years", document("[a1]", late, submitted=date(2024, 5, 1))))
    assert ["b2 (2027)" in found[0].message, "c3 (2018)" in found[1].message] == [True, True]
    unknown = run("reference_years", document("[a1]", late))
    # Two entries of 2021 or later: the paper is not older, whatever its year is.
    assert [one.verdict for one in unknown] == ["not-assessed", "question"]
    assert "c3 (2018)" in unknown[1].message
    next_year = document("[a1]", [entry("a1", year=2025)], submitted=date(2024, 5, 1))
    assert not raised(run("reference_years", next_year))


def test_the_list_is_described_and_not_judged():
    (one,) = run("reference_profile", document("[a1]", [entry("a1", year=2019), entry("b2", year=2021)]))
    assert one.verdict == "verified"
    assert "2019 to 2021" in one.message


def test_retractions_need_a_list():
    cited = document("[a1]", [entry("a1", doi="10.1000/182")])
    assert [one.verdict for one in retractions(cited)] == ["not-assessed"]
    assert [one.severity for one in retractions(cited, ["https://doi.org/10.1000/182"])] == ["error"]
    assert [one.verdict for one in retractions(cited, ["10.1000/183"])] == ["verified"]


# R5

WORKS = [
    entry(
        "tang", "Y. Tang. Waves. In IEEE/CVF Conference on Computer Vision and Pattern Recognition, 2022.", year=2022
    ),
    entry("hata", "A. Hata. Waves of tides. arXiv preprint arXiv:2201.01266, 2022.", year=2022),
    entry("lee", "H. Lee. A net. In International Conference on Learning Representations, 2023.", year=2023),
]


def test_one_method_that_is_cited_by_two_works():
    text = "Models such as Swin TideNet [tang] and UX-Net [lee] exist. We run Swin TideNet [hata] and UX-Net [lee]."
    rows = [["Method", "Pub/Year", "Dice"], ["Swin TideNet", "CVPR 22", "0.81"], ["UX-Net", "ICLR 23", "0.84"]]
    found = run("method_citations", document(text, WORKS, tables=[rows]))
    (one,) = raised(found)
    assert "agrees with tang and not with hata" in one.message
    assert any(f.verdict == "verified" and f.message.startswith("1 venues") for f in found)


def test_a_venue_that_the_bibliography_does_not_have():
    rows = [["Method", "Venue", "Dice"], ["UX-Net", "ICML 23", "0.84"]]
    (one,) = raised(run("method_citations", document("We run UX-Net [lee] and UX-Net [lee].", WORKS, tables=[rows])))
    assert one.printed == ("ICML 23",)


# Real data


@pytest.mark.shared
@pytest.mark.skipif(not UNARXIVE.exists(), reason="the shared data is not beside this checkout")
def test_unarxive_cites_nothing_that_is_not_listed():
    missing = uncited = entries = 0
    for line in UNARXIVE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        made = _of_unarxive(row)
        entries += len(made.references)
        for one in raised(run("citations", made)):
            missing += one.verdict == "contradicted"
            uncited += int(one.message.split()[0]) if one.verdict == "question" else 0
    assert entries > 400
    # Sixteen more stand in lists that hardly anything cites, which is not assessed.
    assert (missing, uncited) == (0, 4)


def _of_unarxive(row):
    builder = Builder()
    builder.open_section("Body", 1)
    for part in [row["abstract"], *row["body_text"]]:
        text = part["text"]
        start, _ = builder.paragraph(text)
        for span in part["cite_spans"]:
            builder.cite([span["ref_id"]], start + span["start"], start + span["end"])
    builder.open_section("References", 1)
    for key, one in row["bib_entries"].items():
        builder.reference(key, one["bib_entry_raw"])
    return builder.document(Paper(id="", title="", abstract=""), "tex")


def test_citations_are_not_contradicted_where_a_bibliography_was_not_there():
    entries = [entry("a1"), entry("b2")]
    made = document("It is so [a1, c3] and more [b2].", entries)
    (one,) = raised(run("citations", made))
    assert one.verdict == "contradicted"
    (one,) = run("citations", made.model_copy(update={"missing": ("more.bib",)}))
    assert one.verdict == "not-assessed"
    assert "not there: more.bib" in one.message
    (one,) = run("citations", made.model_copy(update={"missing": ("appendix",)}))
    assert (one.verdict, one.severity) == ("question", "info")


def test_entries_may_be_cited_in_a_file_that_was_not_there():
    made = document("It is so [a1].", [entry("a1"), entry("b2")])
    assert raised(run("citations", made))
    (one,) = raised(run("citations", made.model_copy(update={"missing": ("appendix",)})))
    assert (one.verdict, one.severity) == ("question", "info")
    assert "appendix, which was not there" in one.clears_if
