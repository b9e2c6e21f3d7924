"""The laws of one day, for small days of odd papers."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import litmuspaper.day.candidates as candidates_module
import litmuspaper.day.outcomes as outcomes_module
from litmuspaper.day import run_day
from litmuspaper.errors import ParseError
from litmuspaper.library.store import Library
from litmuspaper.types import Criterion, Failure, Label

ODD = (
    "",
    " ",
    ".",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)> & </title>",
    "$\\alpha$-mattes of $\\frac{hair}{fur",
    "a\x00b\x1b[31m\x85c\nd",
    "\u202eevil\u2066 \u200b\ufeff",
    "🦊 Ünïcödé ﬁ \u0301 قياس الضوء",
    "1e999 NaN [x](javascript:alert(1)) | ``` {{7*7}}",
    "We predict the alpha matte of hair from one image. It beats every trimap by 9.5%.",
    "Image matting of fur with trimaps",
    "We predict the alpha matte of hair & <b>fur</b> from an image, é\u0301. We find $x<y$. Matting works.",
    "However, light of lamps in lakes e.g. at depth. We propose a law. It holds!",
    "word " * 300,
)
TEXTS = st.one_of(
    st.sampled_from(ODD),
    st.lists(st.sampled_from(ODD), max_size=4).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
IDS = st.one_of(
    st.sampled_from(["2601.00001", "2601.00002", "hep-th/9901001", "line 1", "2601.00001 (2)", "../../x", "é<b>"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
)
KINDS = st.sampled_from(["new", "new", "new", "cross", "replace", "replace-cross"])


@st.composite
def days(draw, make):
    size = draw(st.integers(0, 8))
    papers = draw(
        st.lists(
            st.builds(
                make.paper,
                id=IDS,
                title=TEXTS,
                abstract=TEXTS,
                announce_type=KINDS,
                version=st.none() | st.integers(1, 9),
                by=st.none() | st.just(make.ADA),
            ),
            min_size=size,
            max_size=size,
        )
    )
    failures = draw(st.lists(st.builds(Failure, id=IDS, error=TEXTS.map(lambda text: text or "x")), max_size=2))
    return make.announcement(*papers, failures=failures)


@st.composite
def readers(draw, make):
    words = st.sampled_from([(), (), (), ("matte", "<b>"), ("e", "lamps"), ("9.5%",)])
    return make.profile(
        cutoff=draw(st.integers(1, 10)),
        at_most=draw(st.integers(1, 5)),
        must=draw(words),
        never=draw(words),
        cross_lists=draw(st.booleans()),
        replacements=draw(st.booleans()),
        taste=draw(TEXTS),
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_day_keeps_its_laws_and_twice_is_once(make, data):
    heard, reader = data.draw(days(make)), data.draw(readers(make))
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        with Library.open(where / "a") as library:
            first = run_day(heard, reader, library)
            make.keep_laws(heard, first)
            pages, held = make.published(first, where / "out"), make.state(library)
            again = run_day(heard, reader, library)
            assert make.published(again, where / "out") == pages
            assert make.state(library) == held
            assert library.check() == []
        with Library.open(where / "b") as library:
            assert run_day(heard, reader, library, iter(heard.papers)) == first


@pytest.fixture
def ordinary(make):
    return [
        make.paper(
            "2601.00001", "Alpha mattes of hair", "We predict the alpha matte of hair from an image.", by=make.ADA
        ),
        make.paper("2601.00002", "Lamps in lakes", "How the light of lamps falls off with depth in lakes."),
        make.paper("2601.00003", "A theorem on rings", "Every such ring is commutative."),
        make.paper("2601.00004", "Fur", "Image matting of fur without a trimap.", by=make.ADA),
    ]


def breaks(function, culprit, error):
    """The function, but for one paper that it cannot stand."""

    def broken(given, *more):
        documents = given if isinstance(given, list) else [given]
        if any(getattr(one, "paper", one).id == culprit for one in documents):
            raise error
        return function(given, *more)

    return broken


@pytest.mark.parametrize(
    "error",
    [ParseError("the file is cut short", where="x.tex"), ValueError("<b>odd</b>"), RecursionError(), MemoryError()],
    ids=["parse", "value", "recursion", "memory"],
)
@pytest.mark.parametrize(("step", "verb"), [("parse", "read"), ("select", "ranked"), ("digest", "digested")])
def test_a_paper_that_breaks_a_room_is_a_failed_row_and_the_others_stand(
    make, library, ordinary, monkeypatch, tmp_path, step, verb, error
):
    module = outcomes_module if step == "digest" else candidates_module
    monkeypatch.setattr(module, step, breaks(getattr(module, step), "2601.00001", error))
    heard = make.announcement(*ordinary)
    day = run_day(heard, make.profile(), library)
    make.keep_laws(heard, day)
    (failed,) = day.failed
    assert (failed.id, failed.title) == ("2601.00001", "Alpha mattes of hair")
    assert failed.error.startswith(f"could not be {verb}: ")
    assert (str(error) or type(error).__name__) in failed.error
    assert "2601.00004" in {row.id for row in day.selected}
    assert len(day.selected) + len(day.rejected) == 3
    assert day.made_by.selection.startswith("selection ")
    page = make.published(day, tmp_path / "out")["2026-01-05/index.html"].decode()
    assert "<b>odd</b>" not in page
    assert library.check() == []


def test_when_ranking_breaks_the_limit_of_the_day_still_holds(make, library, monkeypatch):
    clear = [
        make.paper(f"2601.0000{n}", f"Image matting of hair {n}", "We predict the alpha matte of hair from an image.")
        for n in range(5)
    ]
    monkeypatch.setattr(candidates_module, "select", breaks(candidates_module.select, "2601.00000", ValueError("odd")))
    day = run_day(make.announcement(*clear), make.profile(at_most=2), library)
    assert (len(day.selected), len(day.rejected), len(day.failed)) == (2, 2, 1)
    assert all("your profile wants at most 2 a day" in row.reason for row in day.rejected)


def test_when_nothing_at_all_can_be_ranked_every_paper_is_named(make, library, ordinary, monkeypatch):
    def broken(*given):
        raise OSError("the table is gone")

    monkeypatch.setattr(candidates_module, "select", broken)
    day = run_day(make.announcement(*ordinary), make.profile(), library)
    assert [row.id for row in day.failed] == [paper.id for paper in ordinary]
    assert day.made_by.selection == "not ranked: could not be ranked: OSError: the table is gone"


def test_a_paper_that_came_twice_has_two_rows_under_two_ids(make, library, ordinary):
    again = [Failure(id=ordinary[0].id, error=f"line {n}: the id stands a second time") for n in (7, 5)]
    heard = make.announcement(*ordinary, ordinary[1], failures=again)
    day = run_day(heard, make.profile(), library)
    make.keep_laws(heard, day)
    assert [(row.id, row.error) for row in day.failed] == [
        ("2601.00001 (2)", "line 5: the id stands a second time"),
        ("2601.00001 (3)", "line 7: the id stands a second time"),
        ("2601.00002 (2)", "announced a second time that day"),
    ]
    assert library.check() == []


def test_thousands_of_rows_of_one_id_are_told_apart_in_time(make, library):
    heard = make.announcement(failures=[Failure(id="x", error=f"line {n}") for n in range(20_000)])
    make.keep_laws(heard, run_day(heard, make.profile(), library))


def test_labels_do_not_break_a_day_and_an_unknown_one_is_left_aside(make, library, ordinary):
    run_day(make.announcement(*ordinary), make.profile(), library)
    library.label(Label(id="2601.00001", relevant=True))
    library.label(Label(id="2601.00003", relevant=False))
    library.label(Label(id="no such paper", relevant=True))
    heard = make.announcement(*ordinary)
    make.keep_laws(heard, run_day(heard, make.profile(), library))


@pytest.mark.parametrize("relevant", ["", "   ", "the of and", "zzzzqqqq", "词 語", "\x00"])
def test_a_criterion_that_says_nothing_selects_nobody_and_breaks_nothing(make, library, ordinary, relevant):
    reader = make.profile(authors=()).model_copy(update={"criteria": (Criterion(name="?", relevant=relevant),)})
    heard = make.announcement(*ordinary)
    day = run_day(heard, reader, library)
    make.keep_laws(heard, day)
    assert (day.selected, day.failed) == ((), ())
