"""arXiv's daily feed, checked against the listing pages and completed from them where it falls short."""

import re
from collections.abc import Iterator, Sequence
from datetime import date as Date

from litmuspaper.collect.arxiv_api import by_ids
from litmuspaper.collect.arxiv_paper import counted, merged
from litmuspaper.collect.client import HTML_TYPES, XML_TYPES, Getter
from litmuspaper.collect.completeness import Assessment, assess, belongs, worst
from litmuspaper.collect.feed_format import ITEM_LIMIT, Feed, parse_feed
from litmuspaper.collect.listing_page import ListedPage, parse_listing_page
from litmuspaper.collect.mailings import eastern_date, in_words
from litmuspaper.errors import ConfigError, SourceError, Throttled, Unreachable
from litmuspaper.types import Announcement, AnnounceType, Failure, FeedState, Paper

FEED = "https://rss.arxiv.org"
LIST = "https://arxiv.org/list"
PAGES_AT_MOST = 5

_CATEGORY = re.compile(r"[a-z-]{2,16}(\.[A-Za-z-]{2,10})?")


class ArxivFeed:
    """What arXiv announced last in some categories.

    It takes one request for the feed and one for each category's listing page, and at arXiv's pace of one every
    three seconds a profile of five categories waits a quarter of a minute.

    Args:
        client: fetches the answers.
        categories: arXiv categories or archives, such as `cs.CV` or `astro-ph`.
        cross_lists: whether papers of other categories that are listed in these too are taken.
        replacements: whether new versions are taken.
        today: the date in arXiv's time zone; that of now by default.

    Raises:
        ConfigError: there is no category, or one is not written as arXiv writes them.
    """

    def __init__(
        self,
        client: Getter,
        categories: Sequence[str],
        *,
        cross_lists: bool = True,
        replacements: bool = True,
        today: Date | None = None,
    ) -> None:
        self.client = client
        self.categories = tuple(dict.fromkeys(category.strip() for category in categories))
        for category in self.categories:
            if not _CATEGORY.fullmatch(category):
                raise ConfigError(f"{category[:40]!r} is no arXiv category", next_step="Write it as in cs.AI or hep-th")
        if not self.categories:
            raise ConfigError("no arXiv category is given", next_step="Name at least one, such as cs.AI")
        kinds: set[AnnounceType] = {"new"}
        kinds |= {"cross"} if cross_lists else set()
        kinds |= {"replace"} if replacements else set()
        kinds |= {"replace-cross"} if replacements and cross_lists else set()
        self.kinds = frozenset(kinds)
        self.today = today

    def fetch(self, since: Date | None = None) -> Iterator[Announcement]:
        """The newest mailing; a feed holds no other, so missed days are for `ArxivOai`.

        A paper that stands in several of the categories comes once; the type `new` wins over `cross`, that over
        `replace`, that over `replace-cross`. Unreachable and Throttled are passed on at once, so that a machine
        without a network knows soon; any other trouble with the feed is made good from the listing pages.

        Args:
            since: not used.

        Yields:
            One announcement.
        """
        today = self.today or eastern_date()
        feed, trouble = self._feed()
        pages, troubles = self._pages()
        found = [
            assess(
                category, feed, pages.get(category), kinds=self.kinds, today=today, trouble=troubles.get(category, "")
            )
            for category in self.categories
        ]
        filled = self._filled(found, list(pages.values()))
        yield self._announcement(feed, found, filled, trouble, today)

    def _feed(self) -> tuple[Feed, str]:
        """All categories in one request; one by one where arXiv's limit cut the answer."""
        feed, trouble = self._either_format("+".join(self.categories))
        if feed.entries < ITEM_LIMIT or len(self.categories) == 1:
            return feed, trouble
        parts = [feed, *(self._either_format(category)[0] for category in self.categories)]
        same = [part for part in parts if part.date == feed.date]
        papers = merged(paper for part in same for paper in part.papers)
        failures = {failure.id: failure for part in same for failure in part.failures}
        return Feed(feed.date, tuple(papers.values()), tuple(failures.values()), feed.skip_days), trouble

    def _either_format(self, joined: str) -> tuple[Feed, str]:
        """Atom, or RSS where Atom cannot be used; an empty feed and the reason where neither can."""
        troubles = []
        for kind in ("atom", "rss"):
            url = f"{FEED}/{kind}/{joined}"
            try:
                return parse_feed(self.client.get(url, accept=XML_TYPES).body, url), ""
            except (Unreachable, Throttled):
                raise
            except SourceError as error:
                troubles.append(str(error))
        return Feed(None, (), ()), "; ".join(troubles)

    def _pages(self) -> tuple[dict[str, ListedPage], dict[str, str]]:
        """The listing page of each category, and why there is none."""
        pages: dict[str, ListedPage] = {}
        troubles: dict[str, str] = {}
        for category in self.categories:
            try:
                pages[category] = self._page(category)
            except (Unreachable, Throttled) as error:
                # What cannot be reached now will not be reached for the next category either.
                return pages, {**{one: str(error) for one in self.categories if one not in pages}, **troubles}
            except SourceError as error:
                troubles[category] = str(error)
        return pages, troubles

    def _page(self, category: str) -> ListedPage:
        """The listing page with all its entries, over several answers where one does not show them all."""
        url = f"{LIST}/{category}/new"
        page = parse_listing_page(self.client.get(url, accept=HTML_TYPES).body, category, url)
        for _ in range(PAGES_AT_MOST):
            if len(page.entries) >= page.listed:
                break
            params = {"skip": str(len(page.entries)), "show": "2000"}
            more = parse_listing_page(self.client.get(url, params=params, accept=HTML_TYPES).body, category, url)
            known = {(kind, entry.id) for kind, entry in page.entries}
            added = tuple(one for one in more.entries if (one[0], one[1].id) not in known)
            if more.date != page.date or not added:
                break
            page = ListedPage(category, page.date, {**more.totals, **page.totals}, page.shown, page.entries + added)
        return page

    def _filled(self, found: Sequence[Assessment], pages: Sequence[ListedPage]) -> list[Paper | Failure]:
        """The missing papers: by id from the API, else as the listing page shows them, else a failure each."""
        missing = list(dict.fromkeys(one for assessment in found for one in assessment.missing))
        if not missing:
            return []
        try:
            answers: Sequence[Paper | Failure] = by_ids(self.client, missing)
        except SourceError as error:
            answers = [Failure(id=one, error=f"listed, not in the feed, and not to be had: {error}") for one in missing]
        shown: dict[str, list[tuple[AnnounceType, Paper | Failure]]] = {}
        for page in pages:
            for kind, entry in page.entries:
                shown.setdefault(entry.id, []).append((kind, entry))
        return [self._as_listed(answer, shown.get(answer.id, [])) for answer in answers]

    def _as_listed(
        self, answer: Paper | Failure, shown: Sequence[tuple[AnnounceType, Paper | Failure]]
    ) -> Paper | Failure:
        """The paper with the type and date that the listing pages give it."""
        readable = [entry for _, entry in shown if isinstance(entry, Paper)]
        if isinstance(answer, Failure):
            if not readable:
                return answer
            answer = readable[0]
        kinds = {kind for kind, _ in shown}
        kind: AnnounceType = "new" if "new" in kinds else "cross" if "cross" in kinds else "replace"
        if kind == "replace" and not any(
            belongs(answer.model_copy(update={"categories": answer.categories[:1]}), one) for one in self.categories
        ):
            kind = "replace-cross"
        announced = readable[0].announced if readable else answer.announced
        return answer.model_copy(update={"announce_type": kind, "announced": announced})

    def _announcement(
        self,
        feed: Feed,
        found: Sequence[Assessment],
        filled: Sequence[Paper | Failure],
        trouble: str,
        today: Date,
    ) -> Announcement:
        got = {one.id: one.source for one in filled if isinstance(one, Paper)}
        states = [_after(assessment, got) for assessment in found]
        strangers = {one for assessment in found for one in assessment.strangers}
        strangers -= {one for assessment in found if assessment.state != "stale" for one in _ids(feed, assessment)}
        papers = merged(
            _redated(paper, feed, found)
            for paper in (*feed.papers, *(one for one in filled if isinstance(one, Paper)))
            if paper.announce_type in self.kinds and paper.id not in strangers
        )
        failures = {
            one.id: one
            for one in (*feed.failures, *(one for one in filled if isinstance(one, Failure)))
            if one.id not in papers
        }
        dates = [assessment.check.listed_date for assessment in found if assessment.missing]
        date = max((one for one in dates if one), default=feed.date) or today
        notes = [_note(assessment, got) for assessment in found]
        if strangers:
            notes.append(f"{counted(len(strangers), 'paper')} of an earlier day left out")
        if trouble:
            notes.append(f"the feed itself could not be read ({trouble})")
        return Announcement(
            source="arxiv_feed",
            date=date,
            state=worst(states),
            message=_message(worst(states), notes, date),
            papers=tuple(papers.values()),
            failures=tuple(failures.values()),
            checks=tuple(assessment.check for assessment in found),
        )


def _redated(paper: Paper, feed: Feed, found: Sequence[Assessment]) -> Paper:
    """The paper under its true day where the feed serves the batch of an earlier listing page again."""
    days = [
        assessment.check.listed_date
        for assessment in found
        if assessment.state == "stale" and belongs(paper, assessment.check.category)
    ]
    earlier = [day for day in days if day and feed.date and day < feed.date]
    return paper.model_copy(update={"announced": max(earlier)}) if earlier else paper


def _ids(feed: Feed, assessment: Assessment) -> set[str]:
    """The ids that the feed has under a category."""
    return {paper.id for paper in feed.papers if belongs(paper, assessment.check.category)}


def _after(assessment: Assessment, got: dict[str, str]) -> FeedState:
    """The state once missing papers were fetched.

    What was cut short and is whole now is fresh. A stale feed stays stale: the source misbehaved, and the reader
    is told even though nothing is missing in the end.
    """
    if assessment.state == "truncated" and assessment.missing and set(got).issuperset(assessment.missing):
        return "fresh"
    return assessment.state


def _note(assessment: Assessment, got: dict[str, str]) -> str:
    """One category's sentence, with what was done about missing papers."""
    note, missing = assessment.check.note, len(assessment.missing)
    if not missing:
        return note
    origins = [got[one] for one in assessment.missing if one in got]
    shown = origins.count("arxiv_listing_page")
    ways = [f"{counted(len(origins) - shown, 'missing paper')} fetched by id"] if len(origins) > shown else []
    ways += [f"{counted(shown, 'missing paper')} taken from the listing page"] if shown else []
    ways += [f"{missing - len(origins)} could not be had"] if missing > len(origins) else []
    return f"{note}; {', '.join(ways)}"


_ADVICE: dict[FeedState, str] = {
    "failed": "Run it again later",
    "stale": "The feed is wrong at its source; run it again in an hour if papers are missing",
    "truncated": "Run it again later for the rest",
    "unchecked": "Run it again later to have it checked",
}


def _message(state: FeedState, notes: Sequence[str], date: Date) -> str:
    """Every category's sentence and what to do, in one line."""
    head = f"{in_words(date)}: " if state == "fresh" else ""
    advice = f". {_ADVICE[state]}" if state in _ADVICE else ""
    return f"{head}{'; '.join(notes)}{advice}."
