"""A category's feed held against the category's own listing page: is this the day's batch, and all of it?

The dates in a feed are set when it is built and prove nothing: on 2026-08-12 cs.AI was served with the batch of
the day before under that day's date, and 212 papers went missing. So ids are compared, in every category.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date

from litmuspaper.collect.arxiv_paper import counted
from litmuspaper.collect.feed_format import Feed
from litmuspaper.collect.listing_page import ListedPage
from litmuspaper.collect.mailings import in_words, is_mailing_day, next_mailing_day
from litmuspaper.types import AnnounceType, Check, FeedState, Paper

# From the state that deserves the reader's attention most to the one that deserves none.
GRAVITY: tuple[FeedState, ...] = ("failed", "stale", "truncated", "unchecked", "fresh", "quiet")


# arXiv's listing pages leave out versions beyond this one (arXiv/arxiv-browse, services/database/listings.py).
LISTED_VERSIONS = 5


@dataclass(frozen=True)
class Assessment:
    """What is known of one category.

    `missing` are ids that the page lists and the feed lacks; `strangers` are ids that the feed has under this
    category and that belong to another day.
    """

    state: FeedState
    check: Check
    missing: tuple[str, ...] = ()
    strangers: frozenset[str] = frozenset()


def worst(states: Iterable[FeedState]) -> FeedState:
    """The gravest state; `quiet` only where all are quiet."""
    return min(states, key=GRAVITY.index, default="unchecked")


def belongs(paper: Paper, category: str) -> bool:
    """Whether a paper stands in a category, or in an archive such as `cs`."""
    return any(one == category or one.startswith(f"{category}.") for one in paper.categories)


def assess(
    category: str,
    feed: Feed,
    page: ListedPage | None,
    *,
    kinds: frozenset[AnnounceType],
    today: Date,
    trouble: str = "",
) -> Assessment:
    """Hold one category's share of a feed against its listing page.

    Args:
        category: an arXiv category or archive.
        feed: what the feed gave, for this category and maybe for others.
        page: the category's listing page; None where it could not be had.
        kinds: which announcements the reader takes; the page's replacements all stand under `replace`.
        today: the date in arXiv's time zone.
        trouble: why there is no page.

    Returns:
        The state, the counts and what is missing.
    """
    here = [paper for paper in feed.papers if belongs(paper, category) and paper.announce_type in kinds]
    if page is None:
        return _without_page(category, feed, here, today, trouble)
    ids = {paper.id for paper in feed.papers} | {failure.id for failure in feed.failures}
    listed = page.ids(kinds)
    missing = tuple(one for one in listed if one not in ids)
    every = set(page.ids(frozenset(page.totals)))
    strangers = frozenset(paper.id for paper in here if paper.id not in every and not _unlisted(paper))
    state, note = _compared(category, feed, page, here, listed, missing, strangers, today)
    total = sum(count for kind, count in page.totals.items() if kind in kinds)
    if state == "fresh" and len(page.entries) < page.listed and len(here) < total:
        state = "truncated"
        note = f"{category}: the feed has {len(here)} of {total} papers listed for {in_words(page.date)}"
    check = Check(category=category, received=len(here), listed=total, listed_date=page.date, note=note)
    if state in ("stale", "truncated") and page.date >= (feed.date or page.date):
        return Assessment(state, check, missing, strangers if state == "stale" else frozenset())
    return Assessment(state, check)


def _unlisted(paper: Paper) -> bool:
    """Whether the listing page leaves the paper out by rule: it shows no version from the sixth on."""
    return (paper.version or 1) > LISTED_VERSIONS


def _compared(
    category: str,
    feed: Feed,
    page: ListedPage,
    here: Sequence[Paper],
    listed: Sequence[str],
    missing: Sequence[str],
    strangers: frozenset[str],
    today: Date,
) -> tuple[FeedState, str]:
    """The state and its reason, where there is a page."""
    day = in_words(page.date)
    have = f"the feed has {len(listed) - len(missing)} of {len(listed)} papers listed for {day}"
    if feed.date is None:
        return ("truncated", f"{category}: {have}") if listed else ("quiet", f"{category}: nothing listed for {day}")
    if page.date < feed.date:
        return _page_behind(category, feed.date, page, here, strangers)
    if page.date > feed.date:
        if today >= page.date:
            return "stale", f"{category}: {have}: it is still the feed of {in_words(feed.date)}"
        return "unchecked", (
            f"{category}: the listing page has moved on to {day}, whose feed comes at midnight Eastern time; "
            f"{len(here)} entries of {in_words(feed.date)} stand without a second count"
        )
    if not missing:
        if not here and not listed:
            return "quiet", f"{category}: nothing announced on {day}, and the listing page agrees"
        if strangers and not listed:
            return "stale", (
                f"{category}: {counted(len(here), 'paper')} in the feed, none listed for {day}: "
                "an earlier day's batch under this date"
            )
        more = f", and {len(strangers)} more in the feed" if strangers else ""
        return "fresh", f"{category}: all {len(listed)} listed for {day}{more}"
    if strangers and 2 * (len(listed) - len(missing)) < len(listed):
        return "stale", f"{category}: {have}: an earlier day's batch under this date"
    return "truncated", f"{category}: {have}"


def _page_behind(
    category: str, date: Date, page: ListedPage, here: Sequence[Paper], strangers: frozenset[str]
) -> tuple[FeedState, str]:
    """The page's newest mailing is older than the feed's date: a quiet day, unless the feed has papers."""
    last = in_words(page.date)
    if not here:
        why = "no mailing at the weekend" if not is_mailing_day(date) else "no mailing, as on a holiday"
        return "quiet", f"{category}: nothing announced on {in_words(date)} ({why}); the last mailing was {last}"
    if 2 * len(strangers) <= len(here):
        return "stale", f"{category}: the feed of {in_words(date)} holds the batch of {last} again"
    return "unchecked", (
        f"{category}: the listing page still shows {last}; {len(here)} entries of {in_words(date)} "
        "stand without a second count"
    )


def _without_page(category: str, feed: Feed, here: Sequence[Paper], today: Date, trouble: str) -> Assessment:
    """The state by the calendar alone."""

    def result(state: FeedState, note: str) -> Assessment:
        return Assessment(state, Check(category=category, received=len(here), note=f"{category}: {note}"))

    reason = f"the listing page could not be read ({trouble or 'no answer'})"
    if feed.date is None:
        return result("failed", f"neither the feed nor the listing page could be read ({trouble or 'no answer'})")
    day = in_words(feed.date)
    if here:
        if next_mailing_day(feed.date) <= today:
            return result("stale", f"the feed is still that of {day}, and {reason}")
        return result("unchecked", f"{len(here)} entries of {day} stand without a second count: {reason}")
    if not is_mailing_day(feed.date) or feed.date.weekday() in feed.skip_days:
        return result("quiet", f"nothing announced on {day}: no mailing at the weekend")
    return result("unchecked", f"the feed of {day} is empty: a holiday or a fault, for {reason}")
