"""The made-up papers: what holds in them, and what a planted error changes."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.bench import sayings
from litmuspaper.bench.audits import is_found, measure
from litmuspaper.bench.draft import Draft, build, from_document, place_of
from litmuspaper.bench.invent import invent
from litmuspaper.bench.made_tables import OURS
from litmuspaper.bench.table_errors import table_plants
from litmuspaper.bench.words import isbn
from litmuspaper.parse.build import CellDraft
from litmuspaper.review.audits import AUDITS

# Nothing can be planted that only describes, or that needs a list from outside.
UNPLANTED = {"reference_profile", "retractions"}
PAPERS = 12


@pytest.fixture(scope="module")
def measured():
    return measure(papers=PAPERS)


def paper(seed):
    return invent(random.Random(seed), f"made-{seed}")


def test_the_same_state_gives_the_same_paper():
    assert build(paper(3).draft) == build(paper(3).draft)
    assert build(paper(3).draft).text != build(paper(4).draft).text


def test_every_quotation_of_a_built_paper_holds():
    document = build(paper(1).draft)
    for table in document.tables:
        assert all(document.text[c.start : c.end] == c.text for row in table.rows for c in row)
    keys = {one.key for one in document.references}
    assert {key for citation in document.citations for key in citation.keys} == keys
    assert all(one.raw in document.text for one in document.references)


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_totals_means_and_marks_of_made_tables_are_right(seed):
    made = paper(seed)
    _, totals = made.draft.tables[0]
    columns = [[int(row[c].text.replace(",", "")) for row in totals[1:]] for c in range(1, 5)]
    assert all(sum(column[:-1]) == column[-1] for column in columns)
    rows = made.draft.tables[1][1][1:]
    unit = 10.0**-made.form.places
    for row in rows:
        parts = [float(cell.text.split()[0]) for cell in row[1:-1]]
        assert abs(sum(parts) / len(parts) - float(row[-1].text)) <= unit * 1.001
    for c in range(1, len(rows[0])):
        best = (min if made.form.lower else max)(float(row[c].text.split()[0]) for row in rows)
        assert all(row[c].bold == (float(row[c].text.split()[0]) == best) for row in rows)
    assert any(row[0].text == OURS for row in rows)


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_a_plant_changes_the_paper_and_stands_where_it_says(seed):
    made = paper(seed)
    clean = build(made.draft).text
    plants = made.plants(random.Random(seed))
    assert len({plant.kind for plant in plants}) == len(plants) >= 35
    for plant in plants:
        document = build(plant.draft)
        # A mark is no letter of the text.
        assert document.text != clean or plant.kind in ("wrong mark", "wrong second mark")
        place = place_of(document, plant)
        assert place is None or 0 <= place[0] < place[1] <= len(document.text)


@given(st.integers(0, 2**32))
def test_wrong_sayings_are_wrong_by_plain_arithmetic(seed):
    rng = random.Random(seed)
    one = sayings.interval(rng)
    low, high = (float(x) for x in one.right.partition("[")[2].partition("]")[0].split(", "))
    right, wrong = (float(text.partition("OR = ")[2].partition(",")[0]) for text in (one.right, one.wrong))
    assert low <= right <= high
    assert not low - 0.01 <= wrong <= high + 0.01
    one = sayings.split(rng)
    numbers = [int(word.replace(",", "")) for word in one.right.split() if word[0].isdigit()]
    assert numbers[0] == sum(numbers[1:])
    assert one.wrong != one.right


def test_p_values_are_those_of_their_statistics():
    # Two-sided p of z = 1.96, and chi-square tables: 3.841 at one and 5.991 at two degrees of freedom give .05.
    assert math.erfc(1.96 / math.sqrt(2)) == pytest.approx(0.05, abs=1e-4)
    assert math.erfc(math.sqrt(3.841 / 2)) == pytest.approx(0.05, abs=1e-4)
    assert math.exp(-5.991 / 2) == pytest.approx(0.05, abs=1e-4)
    for seed in range(50):
        one = sayings.p_value(random.Random(seed))
        right, wrong = (float(text.rpartition("p = ")[2].rstrip(".")) for text in (one.right, one.wrong))
        assert wrong >= 2 * right


def test_isbns_have_their_check_digit():
    number = isbn(random.Random(1))
    assert sum(int(d) * (1, 3)[n % 2] for n, d in enumerate(number)) % 10 == 0


def test_a_parsed_paper_can_be_planted_too():
    made = paper(5)
    again = from_document(build(made.draft), "again")
    assert [rows for _, rows in again.tables] == [rows for _, rows in made.draft.tables]
    assert {"wrong mean", "wrong total", "wrong mark"} <= {p.kind for p in table_plants(again, random.Random(1))}


def test_a_table_whose_marks_mean_something_else_is_not_planted():
    rows = (("Method", "A", "B", "C", "D"), ("x", "1.0", "2.0", "3.0", "4.0"), ("y", "2.0", "3.0", "4.0", "5.0"))
    rows = (*rows, ("z", "3.0", "4.0", "5.0", "6.0"))
    marked = tuple(tuple(CellDraft(text, text == "3.0", False) for text in row) for row in rows)
    draft = Draft("marks", (), (("Coverage.", marked),))
    assert not [p for p in table_plants(draft, random.Random(1)) if p.kind == "wrong mark"]


def test_every_audit_that_can_is_planted_and_runs_on_clean_papers(measured):
    kinds = {plant.audit for seed in range(6) for plant in paper(seed).plants(random.Random(seed))}
    assert kinds == set(AUDITS) - UNPLANTED
    looked = {name for name, one in measured.audits.items() if one.read}
    # Claims to be first are looked for in every text; where there is none, nothing was verified.
    assert looked == set(AUDITS) - {"retractions", "novelty_words"}
    assert all(one.twins == PAPERS for one in measured.audits.values())


def test_few_papers_show_what_the_bench_measures(measured):
    planted = sum(one.plants.total() for one in measured.audits.values())
    found = sum(one.found.total() for one in measured.audits.values())
    assert planted == PAPERS * 7
    assert found >= 0.8 * planted
    assert len(measured.missed) == planted - found
    assert len({line.split()[0] for line in measured.false}) <= 1


@pytest.mark.parametrize(
    "kind", ["swapped digits", "wrong mean", "wrong mark", "wrong percent", "wrong total", "citation of no entry"]
)
def test_the_errors_that_matter_most_are_found(kind):
    plants = [plant for seed in range(3) for plant in paper(seed).plants(random.Random(seed)) if plant.kind == kind]
    assert plants
    assert all(map(is_found, plants))
