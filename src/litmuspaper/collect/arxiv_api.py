"""arXiv's query API, by ids and by query.

Source: arXiv help, "arXiv API User's Manual": slices of at most 2,000 results, 30,000 in all; errors arrive as
an entry titled "Error".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from xml.etree.ElementTree import Element

from litmuspaper.collect.arxiv_paper import moment_of, paper_or_failure, split_id
from litmuspaper.collect.client import XML_TYPES, Getter
from litmuspaper.collect.mailings import eastern_date, in_words, mailing_for
from litmuspaper.collect.xml_tree import child, children, name_of, parse_xml, text_of
from litmuspaper.errors import BadAnswer, NetworkError, SourceError
from litmuspaper.types import Announcement, Author, Failure, FeedState, Paper, one_line

URL = "https://export.arxiv.org/api/query"
SLICE_LIMIT = 2_000
TOTAL_LIMIT = 30_000
ID_BATCH = 100
EMPTY_RETRIES = 2

_EARLIEST = Date(1991, 8, 14)  # arXiv's first day
_FIELDED = re.compile(r"\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate|lastUpdatedDate):")


@dataclass(frozen=True)
class Page:
    """One slice of the API's answer; `total` is how many results it says there are."""

    total: int
    papers: tuple[Paper, ...]
    failures: tuple[Failure, ...]

    @property
    def entries(self) -> int:
        """How many entries the slice holds."""
        return len(self.papers) + len(self.failures)


def parse_api(body: bytes, where: str) -> Page:
    """Read one answer of the API.

    Args:
        body: the answer's bytes.
        where: its address, for errors.

    Returns:
        The slice; an entry that cannot be used is among its failures.

    Raises:
        SourceError: the body is not the API's, or the API reports an error.
    """
    root = parse_xml(body, where)
    if name_of(root) != "feed":
        raise SourceError(
            f"the answer is no Atom feed but <{name_of(root)[:40]}>", where=where, next_step="Try again later"
        )
    papers: list[Paper] = []
    failures: list[Failure] = []
    for entry in children(root, "entry"):
        named = text_of(entry, "id")
        if text_of(entry, "title") == "Error" and split_id(named) is None:
            raise SourceError(
                f"arXiv's API says: {text_of(entry, 'summary')[:300] or 'an error without a text'}",
                where=where,
                next_step="Correct the query or the ids",
            )
        one = _entry(entry, named)
        if isinstance(one, Paper):
            papers.append(one)
        else:
            failures.append(one)
    total = text_of(root, "totalResults")
    entries = len(papers) + len(failures)
    return Page(int(total) if re.fullmatch("[0-9]{1,9}", total) else entries, tuple(papers), tuple(failures))


def _entry(entry: Element, named: str) -> Paper | Failure:
    """One entry; `announced` is the earliest mailing that can have carried the first version."""
    primary = child(entry, "primary_category")
    categories = [one.get("term") or "" for one in children(entry, "category")]
    submitted = moment_of(text_of(entry, "published"))
    found = split_id(named)
    authors = (Author(name=name) for one in children(entry, "author") if (name := text_of(one, "name")))
    return paper_or_failure(
        named,
        text_of(entry, "title"),
        text_of(entry, "summary"),
        authors,
        [(primary.get("term") or "") if primary is not None else "", *categories],
        announced=mailing_for(submitted) if submitted else None,
        announce_type="replace" if found and (found[1] or 1) > 1 else "new",
        submitted=submitted.date() if submitted else None,
        comment=text_of(entry, "comment"),
        doi=text_of(entry, "doi"),
        journal_ref=text_of(entry, "journal_ref"),
        source="arxiv_api",
    )


def phrase_query(phrases: Sequence[str], categories: Sequence[str] = ()) -> str:
    """A query for any of the phrases, each quoted so that its words must stand together.

    Unquoted, `video understanding` finds papers with either word: 5 of 608 such results held the phrase.
    """
    quoted = " OR ".join(f'all:"{cleaned}"' for text in phrases if (cleaned := one_line(text.replace('"', " "))))
    within = " OR ".join(f"cat:{category}" for category in categories)
    return " AND ".join(f"({part})" for part in (quoted, within) if part)


def by_ids(client: Getter, ids: Sequence[str]) -> tuple[Paper | Failure, ...]:
    """The papers with these ids.

    A NetworkError where an answer did not come, and a SourceError where one is not the API's, are passed on.

    Args:
        client: fetches the answers.
        ids: with or without versions, of either scheme.

    Returns:
        One for each id, in their order: a paper, or a failure that says why there is none.
    """
    wanted = list(dict.fromkeys(one_line(text) for text in ids))
    good = [text for text in wanted if split_id(text)]
    found: dict[str, Paper | Failure] = {}
    for start in range(0, len(good), ID_BATCH):
        for one in _batch(client, good[start : start + ID_BATCH]):
            found[one.id] = one
    answers: list[Paper | Failure] = []
    for text in wanted:
        known = split_id(text)
        if known is None:
            answers.append(Failure(id=text[:200] or "(no id)", error="this is no arXiv id, such as 2509.09427"))
        else:
            missing = Failure(id=known[0], error="arXiv's API gave no paper of this id")
            answers.append(found.get(known[0], missing))
    return tuple(answers)


def _batch(client: Getter, ids: Sequence[str]) -> list[Paper | Failure]:
    """One request; a batch that arXiv refuses for one bad id (status 400) is halved until that id stands alone."""
    params = {"id_list": ",".join(ids), "start": "0", "max_results": str(len(ids))}
    try:
        page = parse_api(client.get(URL, params=params, accept=XML_TYPES).body, f"{URL} ({ids[0]} ...)")
    except BadAnswer as error:
        if error.status != 400:
            raise
        if len(ids) == 1:
            known = split_id(ids[0])
            return [Failure(id=known[0] if known else ids[0], error="arXiv's API refuses this id")]
        middle = len(ids) // 2
        return _batch(client, ids[:middle]) + _batch(client, ids[middle:])
    return [*page.papers, *page.failures]


class ArxivApi:
    """Papers by ids or by query.

    Args:
        client: fetches the answers.
        query: in the API's language, or plain words, which are taken as one phrase.
        ids: arXiv ids; given together with a query, the query is asked among them.
        at_most: how many results are read, newest submissions first; 30,000 is arXiv's own limit.
        slice_size: results a request.
        today: the date to put on the answer; the date in arXiv's time zone by default.
    """

    def __init__(
        self,
        client: Getter,
        *,
        query: str | None = None,
        ids: Sequence[str] = (),
        at_most: int = SLICE_LIMIT,
        slice_size: int = 500,
        today: Date | None = None,
    ) -> None:
        self.client = client
        self.query = query
        self.ids = tuple(ids)
        self.at_most = max(1, min(at_most, TOTAL_LIMIT))
        self.slice_size = max(1, min(slice_size, SLICE_LIMIT))
        self.today = today

    def fetch(self, since: Date | None = None) -> Iterator[Announcement]:
        """What was asked for: ids and unlimited queries as one announcement of today.

        With `since`, a query's results are taken back to that day and grouped by the earliest mailing that can
        have carried each first version: the API does not state when a paper was announced.

        Args:
            since: the first day wanted.

        Yields:
            The announcements, oldest first.

        Raises:
            SourceError: neither ids nor a query were given, or the first answer cannot be used.
        """
        today = self.today or eastern_date()
        if self.query is None or not self.query.strip():
            if not self.ids:
                raise SourceError("neither a query nor ids were given", next_step="Give one of them")
            yield _by_ids(self.client, self.ids, today)
            return
        papers, failures, state, message = self._results(since)
        if since is None:
            yield _announcement(today, state, message, papers, failures)
            return
        days: dict[Date, list[Paper]] = {}
        for paper in papers:
            day = paper.announced or today
            if day >= since:
                days.setdefault(day, []).append(paper)
        if failures or not days:
            days.setdefault(today, [])
        for day in sorted(days):
            yield _announcement(day, state, message, days[day], failures if day == max(days) else [])

    def _results(self, since: Date | None) -> tuple[list[Paper], list[Failure], FeedState, str]:
        """Every slice up to the limit, and whether that is all of it."""
        papers: dict[str, Paper] = {}
        failures: list[Failure] = []
        start, total, size, empty = 0, 1, self.slice_size, 0
        trouble = ""
        while start < min(total, self.at_most):
            try:
                page = self._slice(since, start, min(size, self.at_most - start))
            except NetworkError as error:
                if not papers:
                    raise
                trouble = str(error)
                break
            total = page.total
            if not page.entries:
                # The API is known to send an empty page midway; a smaller slice is another address.
                empty, size = empty + 1, max(1, size // 2)
                if total == 0 or empty > EMPTY_RETRIES:
                    break
                continue
            start, empty = start + page.entries, 0
            for paper in page.papers:
                papers.setdefault(paper.id, paper)
            failures += page.failures
        return list(papers.values()), failures, *self._verdict(start, total, trouble)

    def _verdict(self, read: int, total: int, trouble: str) -> tuple[FeedState, str]:
        """Whether all results were read, in words."""
        if read >= total:
            return "fresh", f"{read} results, all that arXiv's API has for this query"
        if not trouble and read >= self.at_most:
            advice = "narrow the query or raise the limit"
            return "truncated", f"{read} of {total} results were read, the limit: {advice}"
        return "truncated", (
            f"{read} of {total} results were read, then {trouble or 'arXiv sent empty pages'}; "
            "run it again later for the rest"
        )

    def _slice(self, since: Date | None, start: int, size: int) -> Page:
        query = (self.query or "").strip()
        if not _FIELDED.search(query):
            query = phrase_query([query])
        if since:
            # Four days earlier: a Friday afternoon's submission is mailed on Tuesday.
            query = (
                f"({query}) AND submittedDate:[{max(since, _EARLIEST) - timedelta(days=4):%Y%m%d}0000 TO 299912312359]"
            )
        params = {
            "search_query": query,
            "id_list": ",".join(self.ids),
            "start": str(start),
            "max_results": str(size),
            "sortBy": "submittedDate",
            "sortOrder": "descending",
        }
        where = f"{URL} (query {query!r}, from result {start})"
        return parse_api(self.client.get(URL, params=params, accept=XML_TYPES).body, where)


def _by_ids(client: Getter, ids: Sequence[str], today: Date) -> Announcement:
    answers = by_ids(client, ids)
    papers = [one for one in answers if isinstance(one, Paper)]
    failures = [one for one in answers if isinstance(one, Failure)]
    message = f"{len(papers)} of the {len(answers)} papers asked for by id on {in_words(today)}"
    return _announcement(today, "fresh", message, papers, failures)


def _announcement(
    day: Date, state: FeedState, message: str, papers: Sequence[Paper], failures: Sequence[Failure]
) -> Announcement:
    return Announcement(
        source="arxiv_api", date=day, state=state, message=message, papers=tuple(papers), failures=tuple(failures)
    )
