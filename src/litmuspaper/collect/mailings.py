"""When arXiv announces: Sunday to Thursday at 20:00 Eastern, mailings dated Monday to Friday.

Source: arXiv help, "Availability of submissions": the deadline is 14:00 Eastern; what came in before it is
announced at 20:00 and mailed under the next day's date. Holidays are announced ad hoc and are not known here:
a weekday without papers is told from a failure by the listing page (`completeness.py`).
"""

from datetime import UTC, datetime, time, timedelta, tzinfo
from datetime import date as Date
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEADLINE_HOUR = 14
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class _EasternByRule(tzinfo):
    """Eastern time by the rule in force since 2007, for machines without a time zone database."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        return timedelta(hours=-5) + self.dst(when)

    def dst(self, when: datetime | None) -> timedelta:
        if when is None:
            return timedelta(0)
        start = datetime.combine(_sunday(when.year, 3, 2), time(2))
        end = datetime.combine(_sunday(when.year, 11, 1), time(2))
        return timedelta(hours=1 if start <= when.replace(tzinfo=None) < end else 0)

    def tzname(self, when: datetime | None) -> str:
        return "EDT" if self.dst(when) else "EST"


def _sunday(year: int, month: int, nth: int) -> Date:
    """The nth Sunday of a month."""
    first = Date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


@cache
def eastern() -> tzinfo:
    """The time zone of arXiv's calendar."""
    try:
        return ZoneInfo("America/New_York")
    except (ZoneInfoNotFoundError, OSError):
        return _EasternByRule()


def eastern_date(when: datetime | None = None) -> Date:
    """The date in arXiv's time zone, now or at a moment; a moment without an offset counts as UTC."""
    moment = when or datetime.now(UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(eastern()).date()
    except OverflowError:
        return moment.date()


def is_mailing_day(day: Date) -> bool:
    """Whether mailings carry this date, holidays left aside: Monday to Friday."""
    return day.weekday() < 5


def next_mailing_day(day: Date) -> Date:
    """The first mailing day after a day."""
    later = day + timedelta(days=1)
    while not is_mailing_day(later):
        later += timedelta(days=1)
    return later


def mailing_for(submitted: datetime) -> Date:
    """The earliest mailing that can carry what was submitted at a moment; moderation may make it later."""
    moment = submitted if submitted.tzinfo else submitted.replace(tzinfo=UTC)
    try:
        local = moment.astimezone(eastern())
        closed = local.date() if local.hour < DEADLINE_HOUR else local.date() + timedelta(days=1)
        return next_mailing_day(closed if is_mailing_day(closed) else next_mailing_day(closed))
    except OverflowError:  # the first or the last year that Python counts
        return submitted.date()


def in_words(day: Date) -> str:
    """A date as arXiv writes it, whatever the machine's language: Wednesday 12 August 2026."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return f"{days[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
