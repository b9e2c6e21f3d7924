"""The sentences that every format says alike."""

from datetime import date as Date

from litmuspaper.types import Author, Breadth, Day, FeedState, Rejected

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January February March April May June July August September October November December".split()  # no locale
)
NEAR_MISSES = 5

STATES: dict[FeedState, str] = {
    "fresh": "complete",
    "quiet": "quiet day",
    "stale": "stale feed",
    "truncated": "feed cut short",
    "unchecked": "not checked",
    "failed": "no usable answer",
    "example": "invented example",
}
_LOUD: dict[FeedState, tuple[str, str]] = {
    "stale": ("Stale feed", "The source gave an earlier day's batch under this date. What is below is not this day."),
    "truncated": ("The feed was cut short", "Fewer papers came than the source's own list says. Some are missing."),
    "failed": ("The day could not be fetched", "The source gave no usable answer. This page says nothing of that day."),
    "example": ("Invented example day", "These papers do not exist. They were made up to show what Litmus does."),
}


def long_date(date: Date) -> str:
    """Friday 12 September 2025, in every locale."""
    return f"{_WEEKDAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]} {date.year}"


def ledger(announced: int, selected: int, rejected: int, failed: int) -> str:
    """The sum that accounts for every announced paper."""
    return f"{announced} announced = {selected} selected + {rejected} rejected + {failed} failed"


def banners(state: FeedState, announced: int, failed: int) -> list[tuple[str, str]]:
    """What a reader must be told before anything else.

    Args:
        state: whether the announcement can be trusted.
        announced: how many papers the ledger accounts for.
        failed: how many of them could not be used.

    Returns:
        Pairs of headline and sentence, none on an ordinary day.
    """
    found = [_LOUD[state]] if state in _LOUD else []
    if announced == 0 and state != "failed":  # of a day that could not be fetched nothing is known, not even that
        quiet = "Nothing was announced, and the source's own list or calendar agrees."
        found.append(("An empty day", quiet if state == "quiet" else "No paper came for this day."))
    elif announced and failed == announced:
        found.append(("No paper could be read", "Every announced paper failed; each is listed below with its error."))
    return found


def none_selected(day: Day) -> str:
    """Why nothing is shown: nothing is known of the day, nothing was announced, or nothing met a criterion."""
    if day.announced:
        return "No announced paper met one of your criteria well enough."
    if day.state == "failed":
        return "No announcement could be read, so nothing is known of this day."
    return "No paper was announced."


def met(day: Day, count: int) -> str:
    """How many papers met a criterion, in a word where none did or none could be told."""
    if not day.announced and day.state == "failed":
        return "not known"
    return str(count) if count else "nobody"


def width(breadth: Breadth) -> str:
    """How wide a criterion is, as a sentence."""
    often = f"{round(1 / breadth.share):,}" if breadth.share else ""
    said = f"Of the papers of many days one in {often} would meet it." if often else ""
    return f"{said} {sentence(breadth.advice)}".strip() if breadth.advice else said


def near_misses(day: Day) -> tuple[Rejected, ...]:
    """The rejected papers that came near a criterion; where none did, those with the highest scores."""
    near = tuple(row for row in day.rejected if row.criterion)
    return (near or day.rejected)[:NEAR_MISSES]


def names(authors: tuple[Author, ...], at_most: int) -> str:
    """Authors' names with commas, the rest counted."""
    shown = ", ".join(author.name for author in authors[:at_most])
    more = len(authors) - at_most
    return f"{shown} and {more} more" if more > 0 else shown


def sentence(reason: str) -> str:
    """A reason as a sentence: a capital first, a full stop last."""
    text = reason.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) or not text else ".")


def criteria_counts(day: Day) -> list[int]:
    """How many selected papers met each of the profile's criteria, in the profile's order."""
    return [sum(row.criterion == criterion.name for row in day.selected) for criterion in day.profile.criteria]
