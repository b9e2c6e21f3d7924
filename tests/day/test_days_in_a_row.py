"""Several days: no repeats, new versions, cross-lists, and days that are made up for later."""

from datetime import timedelta

import pytest

from litmuspaper.day import run_day
from litmuspaper.types import Label

A_DAY = timedelta(days=1)


@pytest.fixture
def run(library):
    def one(heard, profile):
        return run_day(heard, profile, library)

    return one


def ids(rows):
    return [row.id for row in rows]


@pytest.mark.parametrize("kind", ["new", "cross"])
@pytest.mark.parametrize("replacements", [False, True])
def test_a_paper_that_was_shown_is_not_shown_again_on_any_later_day(make, run, kind, replacements):
    reader = make.profile(replacements=replacements)
    assert ids(run(make.announcement(make.paper(by=make.ADA)), reader).selected) == ["2601.00001"]
    for later in range(1, 4):
        again = make.paper(by=make.ADA, announce_type=kind)
        day = run(make.announcement(again, when=make.MONDAY + later * A_DAY), reader)
        assert day.selected == ()
        assert day.rejected[0].reason.startswith("shown to you already on 2026-01-05; by Ada Roe")


def test_what_was_not_shown_is_no_repeat(make, run):
    strict, kind = make.profile(never=("plain",)), make.profile()
    assert run(make.announcement(make.paper(by=make.ADA)), strict).selected == ()
    day = run(make.announcement(make.paper(by=make.ADA), when=make.MONDAY + A_DAY), kind)
    assert ids(day.selected) == ["2601.00001"]


@pytest.mark.parametrize("kind", ["replace", "replace-cross"])
def test_a_new_version_shows_what_changed_and_is_selected_only_if_asked_for(make, run, kind):
    old = make.paper(abstract="We cut hair from stills.", version=1, by=make.ADA)
    new = make.paper(abstract="We cut fur from stills.", version=2, by=make.ADA, announce_type=kind)
    run(make.announcement(old), make.profile())
    heard = make.announcement(new, when=make.MONDAY + A_DAY)
    for reader, shown in ((make.profile(), 0), (make.profile(replacements=True), 1)):
        day = run(heard, reader)
        make.keep_laws(heard, day)
        assert len(day.selected) == shown
        (revision,) = day.revisions
        assert (revision.from_version, revision.to_version) == (1, 2)
        assert [change.runs for change in revision.changes] == [
            (("same", "We cut"), ("removed", "hair"), ("added", "fur"), ("same", "from stills."))
        ]
        if not shown:
            assert day.rejected[0].reason.startswith(
                "a new version (v2) of an earlier paper, shown to you on 2026-01-05; your profile asks for new papers"
            )


def test_a_new_version_of_a_paper_never_seen_has_no_revision(make, run):
    day = run(make.announcement(make.paper(announce_type="replace", version=3)), make.profile(replacements=True))
    assert (day.revisions, day.announced) == ((), 1)


@pytest.mark.parametrize(("kind", "shown"), [("new", 1), ("cross", 0), ("replace", 1), ("replace-cross", 0)])
def test_without_cross_lists_only_primary_papers_are_shown(make, run, kind, shown):
    reader = make.profile(cross_lists=False, replacements=True)
    day = run(make.announcement(make.paper(by=make.ADA, announce_type=kind)), reader)
    assert len(day.selected) == shown
    if not shown:
        assert day.rejected[0].reason.startswith("a cross-list from another category")


def test_what_is_not_shown_again_takes_no_other_paper_s_place(make, run):
    clear = [
        make.paper(f"2601.0000{n}", f"Image matting of hair {n}", "We predict the alpha matte of hair from an image.")
        for n in range(3)
    ]
    reader = make.profile(at_most=1)
    shown = []
    for later in range(3):
        day = run(make.announcement(*clear, when=make.MONDAY + later * A_DAY), reader)
        assert len(day.selected) == 1
        shown += ids(day.selected)
    assert len(set(shown)) == 3
    assert run(make.announcement(*clear, when=make.MONDAY + 3 * A_DAY), reader).selected == ()


def three_days(make):
    """Days that lean on each other: a paper that comes back, a new version, a cross-list."""
    lamps = "How the light of lamps falls off with depth in lakes."
    first = make.announcement(make.paper("a", by=make.ADA, version=1), make.paper("b", abstract=lamps))
    second = make.announcement(
        make.paper("a", by=make.ADA, announce_type="cross", version=1),
        make.paper("c", by=make.ADA),
        when=make.MONDAY + A_DAY,
    )
    third = make.announcement(
        make.paper("a", "Another title", by=make.ADA, announce_type="replace", version=2),
        make.paper("c", by=make.ADA, announce_type="cross"),
        when=make.MONDAY + 2 * A_DAY,
    )
    return first, second, third


def test_an_older_day_after_a_newer_one_is_as_if_it_had_come_in_turn(make, library, tmp_path):
    first, second, third = three_days(make)
    reader = make.profile()
    for heard in (third, second, first):
        run_day(heard, reader, library)
    out_of_turn = [make.published(run_day(heard, reader, library), tmp_path / "a") for heard in (first, second, third)]
    other = type(library).open(tmp_path / "other")
    with other:
        in_turn = [make.published(run_day(heard, reader, other), tmp_path / "b") for heard in (first, second, third)]
        assert [one["feed.xml"] for one in out_of_turn][-1] == [one["feed.xml"] for one in in_turn][-1]
        assert out_of_turn == in_turn
    third_day = library.day(third.date)
    assert third_day.selected == ()
    assert library.check() == []


def test_a_day_run_again_after_later_days_gives_the_same_bytes(make, library, tmp_path):
    days = three_days(make)
    reader = make.profile()
    library.record(days[0])
    library.label(Label(id="a", relevant=True))
    before = [make.published(run_day(heard, reader, library), tmp_path / "out") for heard in days][-1]
    held = make.state(library)
    for heard in days[1:]:
        assert make.published(run_day(heard, reader, library), tmp_path / "out") == before
    # Only the order of the runs is new.
    assert {name: len(rows) for name, rows in make.state(library).items()} == {n: len(r) for n, r in held.items()}


def test_another_reader_s_run_of_the_same_day_stands_beside_the_first(make, run, library):
    heard = make.announcement(make.paper(by=make.ADA))
    run(heard, make.profile())
    run(heard, make.profile(title="Another"))
    assert [ledger.selected for ledger in library.ledgers()] == [1, 1]


def test_a_quiet_day_and_a_failed_one_are_days_too(make, run, tmp_path):
    for later, state in enumerate(["quiet", "failed", "stale"]):
        heard = make.announcement(when=make.MONDAY + later * A_DAY, state=state, message=f"It was {state}.")
        day = run(heard, make.profile())
        make.keep_laws(heard, day)
        files = make.published(day, tmp_path / "out")
        for name in ("index.html", "day.md", "day.json"):
            assert f"It was {state}." in files[f"{heard.date}/{name}"].decode()
