"""The nearest earlier papers of a day; every paper is invented, written by us."""

from datetime import timedelta

import pytest

from litmuspaper.day import run_day
from litmuspaper.day.novelty import FEW

WORDS = "tide salt plume mooring drifter fjord lagoon sandbar harbour current".split()


@pytest.fixture
def earlier(make, library):
    """A library with enough earlier papers, one of them on lamps in lakes."""

    def fill(when, lamp="Lamps in shallow lakes: depth laws of falling light"):
        papers = [
            make.paper(f"a.{n}", f"{WORDS[n % 10]} of {WORDS[n // 10]} {n}", f"We measure the {WORDS[n % 10]} {n}.")
            for n in range(FEW)
        ]
        text = "The light of lamps falls off with depth in lakes. We fit an exponential law to lamps in shallow lakes."
        library.record(make.announcement(*papers, make.paper("a.lamp", lamp, text), when=when))

    return fill


def run(make, library, when, **more):
    text = "The light of lamps in lakes falls off with depth. We moor cadmium photodiodes under ice to prove the law."
    paper = make.paper("b.1", "Depth laws for the light of lamps in frozen lakes", text, by=make.ADA, **more)
    (row,) = run_day(make.announcement(paper, when=when), make.profile(), library).selected
    return row


def test_an_earlier_paper_of_the_same_subject_is_shown(make, library, earlier):
    earlier(make.MONDAY - timedelta(1))
    row = run(make, library, make.MONDAY)
    assert [one.id for one in row.neighbours] == ["a.lamp"]
    assert "51 earlier papers" in row.novelty
    assert "photodiodes" in row.neighbours[0].adds.text


@pytest.mark.parametrize("days", [0, 1])
def test_papers_of_the_same_day_and_later_are_no_earlier_ones(make, library, earlier, days):
    earlier(make.MONDAY + timedelta(days))
    row = run(make, library, make.MONDAY)
    assert row.neighbours == ()
    assert row.novelty == "not assessed: your library holds 0 earlier papers, too few to look among"


def test_a_new_version_is_not_held_against_what_came_after_its_first(make, library, earlier):
    earlier(make.MONDAY - timedelta(1))
    first = make.MONDAY - timedelta(400)
    library.record(make.announcement(make.paper("b.1", "Depth laws", "Light."), when=first))
    row = run(make, library, make.MONDAY, submitted=first)
    assert row.neighbours == ()
    assert row.novelty.endswith("none has the same subject")


def test_the_same_day_again_says_the_same_and_a_damaged_index_is_made_anew(make, library, earlier):
    earlier(make.MONDAY - timedelta(1))
    row = run(make, library, make.MONDAY)
    assert run(make, library, make.MONDAY) == row
    for path in (library.root / "vectors").rglob("marks"):
        path.write_bytes(b"odd")
    assert run(make, library, make.MONDAY) == row


def test_vectors_of_another_library_are_not_taken_for_this_one_s(make, library, earlier):
    earlier(make.MONDAY - timedelta(1), lamp="Lamps")
    row = run(make, library, make.MONDAY)
    library._db.execute("DELETE FROM papers WHERE id = 'a.lamp'")
    assert run(make, library, make.MONDAY).neighbours != row.neighbours
