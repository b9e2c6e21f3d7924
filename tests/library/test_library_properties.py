"""Laws of the store: the order and the repetition of what is recorded make no difference."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litmuspaper.library.canonical import canonical
from litmuspaper.library.store import Library
from litmuspaper.types import Announcement, Failure, Label, Paper

DAYS = [date(2026, 3, 2) + timedelta(days=number) for number in range(4)]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
IDS = st.sampled_from(["a", "b", "c", "hep-th/9901001"])
PAPERS = st.builds(Paper, id=IDS, title=TEXT, abstract=TEXT, version=st.none() | st.integers(1, 3))
ANNOUNCEMENTS = st.builds(
    Announcement,
    source=st.sampled_from(["listing", "arxiv_feed"]),
    date=st.sampled_from(DAYS),
    state=st.sampled_from(["fresh", "stale", "failed"]),
    message=TEXT,
    papers=st.lists(PAPERS, max_size=4).map(tuple),
    failures=st.lists(st.builds(Failure, id=IDS, error=TEXT), max_size=2).map(tuple),
)
CASES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TABLES = {
    "papers": "id, announced, version, digest, paper",
    "announcements": "date, source, digest, state, body",
    "sightings": "id, date, source",
    "days": "date, source, profile, announced, selected, rejected, failed, digest, day",
    "outcomes": "id, date, outcome",
    "labels": "id, relevant",
}


def state(library):
    """Everything stored but the row numbers."""
    with library.reading() as db:
        return {
            table: sorted(map(repr, db.execute(f"SELECT {columns} FROM {table}"))) for table, columns in TABLES.items()
        }


def after(root, actions):
    with Library.open(root) as library:
        for action in actions:
            if isinstance(action, Announcement):
                library.record(action)
            elif isinstance(action, Label):
                library.label(action)
            else:
                library.save_day(action)
        assert library.check() == []
        return state(library), [library.paper(id) for id in ("a", "b", "c", "hep-th/9901001")]


@CASES
@given(data=st.data())
def test_any_order_and_any_repetition_gives_the_same_state(tmp_path_factory, make, data):
    heard = data.draw(st.lists(ANNOUNCEMENTS, max_size=4))
    ledgers = [make.day(make.paper(id=f"x{when}"), when=when) for when in data.draw(st.sets(st.sampled_from(DAYS)))]
    actions = [*heard, *ledgers, Label(id="a", relevant=True)]
    again = data.draw(st.lists(st.sampled_from(actions), max_size=4))
    mixed = data.draw(st.permutations([*actions, *again]))
    folder = tmp_path_factory.mktemp("order")
    assert after(folder / "one", actions) == after(folder / "two", mixed)


@CASES
@given(heard=ANNOUNCEMENTS)
def test_every_paper_of_an_announcement_is_there_and_was_seen(tmp_path_factory, heard):
    with Library.open(tmp_path_factory.mktemp("there") / "home") as library:
        library.record(heard)
        for paper in heard.papers:
            stored = library.paper(paper.id)
            assert stored is not None
            assert (stored.version or 0) == max(item.version or 0 for item in heard.papers if item.id == paper.id)
        ids = {item.id for item in (*heard.papers, *heard.failures)}
        assert set(library.earlier(ids, heard.date + timedelta(days=1))) == ids


@CASES
@given(paper=PAPERS)
def test_canonical_text_reads_back_as_the_same_paper(paper):
    text = canonical(paper)
    assert Paper.model_validate_json(text) == paper
    assert canonical(Paper.model_validate_json(text)) == text
