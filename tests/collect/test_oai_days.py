from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.collect.oai_days import announced_days
from litmuspaper.collect.oai_format import Record
from litmuspaper.types import Paper


def record(name, submitted, stamped, kind="new"):
    paper = Paper(id=name, title="t", abstract="a", announce_type=kind)
    moment = datetime(2026, 8, *submitted, tzinfo=UTC)
    return Record(date(2026, 8, stamped), paper, moment, moment)


def days(*records):
    return {name: day.day for name, day in announced_days(records).items()}


def test_a_paper_that_was_touched_later_keeps_its_day():
    # Announced on Monday the 10th, touched on the 12th; the next id came on the 11th.
    found = days(record("2608.00010", (7, 9), 12), record("2608.00020", (10, 9), 11))
    assert found == {"2608.00010": 10, "2608.00020": 11}


def test_a_paper_held_back_has_the_day_of_its_neighbours():
    found = days(record("2608.00010", (10, 9), 11), record("2608.00015", (1, 9), 12), record("2608.00020", (11, 9), 12))
    assert found == {"2608.00010": 11, "2608.00015": 12, "2608.00020": 12}


def test_a_holiday_moves_the_day():
    assert days(record("2608.00010", (10, 9), 12), record("2608.00020", (10, 10), 12)) == {
        "2608.00010": 12,
        "2608.00020": 12,
    }


def test_an_id_of_an_earlier_month_was_not_announced_in_this_one():
    old = Record(
        date(2026, 8, 11),
        Paper(id="1902.90007", title="t", abstract="a"),
        *(2 * [datetime(2019, 2, 5, 10, tzinfo=UTC)]),
    )
    assert announced_days([old])["1902.90007"] == date(2019, 2, 6)


def test_a_new_version_counts_by_its_deadline():
    assert days(record("2501.00001", (10, 19), 12, "replace")) == {"2501.00001": 12}
    assert days(record("math/0601001", (10, 9), 14, "replace")) == {"math/0601001": 11}


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 6), st.integers(0, 9)), min_size=1, max_size=40))
def test_the_day_of_untouched_papers_is_exact(batch):
    """Ids in the order of announcement; a paper is held some days, and some records are touched later."""
    start = datetime(2026, 8, 3, tzinfo=UTC)
    truth, records = {}, []
    ordered = sorted((hours // 24 + held, hours, later) for hours, held, later in batch)
    for number, (day, hours, later) in enumerate(ordered):
        announced = date(2026, 8, 5) + timedelta(days=day)
        touched = announced + timedelta(days=later - 6) if later > 6 else announced
        paper = Paper(id=f"2608.{number:05d}", title="t", abstract="a")
        moment = start + timedelta(hours=hours)
        truth[paper.id] = (announced, touched)
        records.append(Record(touched, paper, moment, moment))
    found = announced_days(records)
    for name, (announced, touched) in truth.items():
        assert found[name] <= touched
        if touched == announced and announced <= date(2026, 8, 31):
            assert found[name] == announced
