"""The year of a paper is what it says of itself, with its source named; the lines are ours, in the usual forms."""

import importlib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.parse.html import parse_html
from litmuspaper.parse.jats import parse_jats
from litmuspaper.parse.tex import parse_tex
from litmuspaper.review.paper_year import not_older_than, paper_year
from litmuspaper.types import Paper


def document(front="", years=(), dated=(), table=False, **paper):
    builder = Builder()
    if front:
        builder.paragraph(front)
    builder.open_section("Introduction", 1, "1")
    builder.paragraph("Lamps dim. In May 2011 we sank the first one.")
    if table:
        made = builder.table([[CellDraft("Lamp"), CellDraft("Score")], [CellDraft("A [1]"), CellDraft("1")]], "T", "")
        for n in range(len(years)):
            builder.cite([f"k{n}"], made.rows[1][0].start, made.rows[1][0].end)
    builder.open_section("References", 1)
    for n, year in enumerate(years):
        builder.reference(f"k{n}", f"A. Brook. Lamp {n}. In press, {year}.", year=year)
    return builder.document(Paper(**{"id": "", "title": "Lamps", "abstract": "", **paper}), "tex", dated=dated)


def audit(name, paper):
    return importlib.import_module(f"litmuspaper.review.audits.{name}").audit(paper)


@pytest.mark.parametrize(
    ("paper", "first", "last"),
    [
        ({"submitted": date(2021, 3, 1)}, 2021, 2021),
        ({"submitted": date(2021, 3, 1), "announced": date(2023, 1, 1)}, 2021, 2023),
        ({"id": "2509.10428", "version": 1}, 2025, 2025),
        ({"id": "2509.10428", "version": 3}, 2025, None),
        ({"id": "2509.10428"}, 2025, None),
        ({"id": "hep-th/9901001", "version": 1}, 1999, 1999),
        ({"id": "math.AG/0301001"}, 2003, None),
        ({"front": "arXiv:2402.08954v2 [cs.CL] 14 Feb 2024"}, 2024, 2024),
        ({"front": "Published as a conference paper at ICLR 2024"}, 2023, 2024),
        ({"front": "38th Conference on Neural Information Processing Systems (NeurIPS 2024)."}, 2023, 2024),
        ({"front": "Copyright © 2026, Association of Lamps. All rights reserved."}, 2025, 2026),
        ({"front": "© 2019 The Authors."}, 2018, 2019),
        ({"front": "Received 3 May 2021; accepted 4 June 2022"}, 2020, 2022),
        ({"front": "Computers & Lamps 112 (2018) 45–55"}, 2017, 2018),
        ({"front": "May 2020"}, None, 2020),
        ({"front": "Draft version November 20, 2026"}, None, 2026),
        ({"dated": ("style neurips 2023",)}, 2022, None),
        ({"dated": ("received 2020-11-02", "published 2021-03")}, 2019, 2021),
        ({"dated": (r"\date May 5, 2020",)}, None, 2020),
        ({"id": "1706.03762", "front": "arXiv:1706.03762v7 [cs.CL] 2 Aug 2023"}, 2017, 2023),
    ],
)
def test_what_says_the_year(paper, first, last):
    found = paper_year(document(**paper))
    assert (found.first, found.last) == (first, last)
    assert str(last or first) in found.told
    assert " by " in found.told


@pytest.mark.parametrize(
    "paper",
    [
        {},
        {"front": "We use the lamps of 2019 and those of 2020."},
        {"front": "The Proceedings were long. In 2019 they ended."},
        {"front": "Received wisdom of 2019 is wrong."},
        {"front": "Published in 2015, this set of lamps has been used by many. " + "It is large and old. " * 20},
        {"front": "Marchbanks (2010) 3 lamps were counted."},
        {"id": "10.1093/lamp/2019"},
        {"id": "2513.00001"},
        {"dated": (r"\date today",)},
    ],
)
def test_nothing_is_guessed(paper):
    assert paper_year(document(**paper)) is None


def test_a_lower_bound_needs_two_entries():
    assert not_older_than(document(years=[2019, 2024, 2024, 1999])) == 2024
    assert not_older_than(document(years=[2019, 2093])) == 2019
    assert not_older_than(document(years=[2024])) is None
    assert not_older_than(document(years=[2019, 2019], id="2401.00001")) == 2024


def test_latex_html_and_jats_carry_what_they_say():
    preamble = r"\documentclass{article}\usepackage[final]{neurips_2023}\usepackage{amsmath}\date{March 2024}"
    tex = parse_tex({"main.tex": f"{preamble}\\begin{{document}}Lamps.\\end{{document}}".encode()})
    assert tex.dated == (r"\date March 2024", "style neurips 2023")
    assert "2024" not in tex.text
    bare = parse_tex({"main.tex": rb"\documentclass{article}\date{\today}\begin{document}Lamps.\end{document}"})
    assert bare.dated == ()
    page = (
        "<div id='watermark-tr'>arXiv:2402.08954v1 [cs.CL] 14 Feb 2024</div><article class='ltx_document'><p>Lamps.</p>"
    )
    html = parse_html(f"<html><body>{page}</article></body></html>".encode())
    assert paper_year(html).told.startswith("2024 by its arXiv identifier 2402.08954 and “arXiv:2402.08954v1")
    meta = "<pub-date><month>3</month><year>2021</year></pub-date><history><date date-type='received'><year>2020</year>"
    jats = parse_jats(
        f"<article><front><article-meta>{meta}</date></history></article-meta></front><body><p>Lamps.</p></body>"
        "</article>".encode()
    )
    assert jats.dated == ("published 2021-3", "received 2020")


def test_entries_later_than_an_identifier_of_a_first_version_only():
    late = {"years": [2020, 2020, 2027]}
    (one, *_) = audit("reference_years", document(id="2005.00001", version=1, **late))
    assert one.severity == "warning"
    assert "2020 by its arXiv identifier" in one.message
    for unsure in ({"id": "2005.00001", "version": 4}, {"id": "2005.00001"}, {}, {"dated": ("style nips 2019",)}):
        assert {f.verdict for f in audit("reference_years", document(**late, **unsure))} <= {"not-assessed", "question"}
        assert not [f for f in audit("reference_years", document(**late, **unsure)) if f.severity == "warning"]


def test_entries_that_wait_are_told_by_the_lower_bound_too():
    found = audit("reference_years", document(years=[2015, 2024, 2024]))
    (one,) = [f for f in found if f.verdict == "question"]
    assert "k0 (2015)" in one.message
    assert "not older than 2024" in one.message


def test_old_baselines_are_told_by_the_lower_bound_too():
    builder = document(years=[2015, 2014], table=True, id="2001.00001", version=2)
    (one,) = audit("stale_baselines", builder)
    assert (one.verdict, one.recomputed) == ("question", "2020 - 2015 = 5 years")
    (young,) = audit("stale_baselines", document(years=[2019, 2014], table=True, id="2001.00001", version=1))
    assert young.verdict == "verified"
    (unsure,) = audit("stale_baselines", document(years=[2019, 2014], table=True))
    assert unsure.verdict == "not-assessed"


@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=3))
def test_every_year_told_is_printed_or_the_one_before(front, dated):
    found = paper_year(document(front=front or "x", dated=tuple(dated)))
    printed = {int(year) for year in re.findall(r"\d{4}", " ".join([front, *dated]))}
    if found is not None:
        assert {found.last or found.first} <= printed | {year - 1 for year in printed}
