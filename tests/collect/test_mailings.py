from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.collect import mailings


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("submitted", "mailed"),
    [
        (utc(2026, 8, 10, 17, 59), date(2026, 8, 11)),  # Monday 13:59 EDT
        (utc(2026, 8, 10, 18, 0), date(2026, 8, 12)),  # Monday 14:00 EDT
        (utc(2026, 8, 13, 19, 0), date(2026, 8, 17)),  # Thursday 15:00: closes Friday, announced on Sunday
        (utc(2026, 8, 14, 12, 0), date(2026, 8, 17)),  # Friday 08:00
        (utc(2026, 8, 14, 19, 0), date(2026, 8, 18)),  # Friday 15:00: closes Monday
        (utc(2026, 8, 16, 12, 0), date(2026, 8, 18)),  # Sunday
        (utc(2026, 1, 5, 18, 30), date(2026, 1, 6)),  # winter: 13:30 EST
        (utc(2026, 3, 9, 18, 30), date(2026, 3, 11)),  # the Monday after summer time began: 14:30 EDT
        (utc(2026, 11, 2, 18, 30), date(2026, 11, 3)),  # the Monday after it ended: 13:30 EST
    ],
)
def test_a_submission_is_mailed_after_its_deadline(submitted, mailed):
    assert mailings.mailing_for(submitted) == mailed


@given(st.datetimes(min_value=datetime(2008, 1, 1), max_value=datetime(2035, 1, 1)))
def test_the_rule_for_machines_without_time_zones_agrees_with_the_database(moment):
    # Within the hours around a change the two may differ in which of two equal clock readings is meant.
    by_rule = moment.replace(tzinfo=UTC).astimezone(mailings._EasternByRule()).replace(tzinfo=None)
    by_database = moment.replace(tzinfo=UTC).astimezone(mailings.eastern()).replace(tzinfo=None)
    assert abs(by_rule - by_database) <= timedelta(hours=1)
    if moment.hour >= 12:
        assert by_rule == by_database


def test_without_a_time_zone_database_the_rule_is_taken(monkeypatch):
    def missing(name):
        raise mailings.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(mailings, "ZoneInfo", missing)
    mailings.eastern.cache_clear()
    try:
        assert mailings.eastern_date(utc(2026, 8, 12, 3, 59)) == date(2026, 8, 11)
        assert mailings.eastern_date(utc(2026, 8, 12, 4, 0)) == date(2026, 8, 12)
    finally:
        mailings.eastern.cache_clear()


@given(st.dates(min_value=date(1992, 1, 1), max_value=date(2090, 1, 1)))
def test_the_next_mailing_day_is_the_next_weekday(day):
    following = mailings.next_mailing_day(day)
    assert following > day
    assert following.weekday() < 5
    assert (following - day).days <= 3


def test_a_date_in_words_does_not_depend_on_the_language():
    assert mailings.in_words(date(2026, 8, 12)) == "Wednesday 12 August 2026"


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_has_a_mailing(moment):
    day = mailings.mailing_for(moment)
    assert day >= moment.date() - timedelta(days=1)
    assert (day - moment.date()).days <= 5
