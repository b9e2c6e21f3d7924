"""arXiv's OAI-PMH list: back-fill of missed days, and the version history of every paper."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta

from litmuspaper.collect.arxiv_paper import counted
from litmuspaper.collect.client import XML_TYPES, Getter
from litmuspaper.collect.mailings import eastern_date, in_words
from litmuspaper.collect.oai_days import announced_days
from litmuspaper.collect.oai_format import Record, parse_oai
from litmuspaper.errors import ConfigError, SourceError
from litmuspaper.types import Announcement, AnnounceType, Failure, FeedState, Paper

URL = "https://oaipmh.arxiv.org/oai"
PREFIXES = ("arXivRaw", "arXiv", "oai_dc")
# 2,500 records a page: a million records, more than any back-fill asks for.
PAGES_AT_MOST = 400
RESTARTS_AT_MOST = 3
# How far back "the newest day" is looked for: over a weekend and a holiday.
NEWEST_WITHIN_DAYS = 5
# Records from before the first day wanted, against which its ids are dated.
MARGIN_DAYS = 5

# OAI's earliest datestamp, and some days.
_EARLIEST = Date(2005, 9, 30)
_PHYSICS = frozenset(
    "astro-ph cond-mat gr-qc hep-ex hep-lat hep-ph hep-th math-ph nlin nucl-ex nucl-th physics quant-ph".split()
)
_OTHER = frozenset("cs econ eess math q-bio q-fin stat".split())


def set_of(category: str) -> str:
    """The OAI set of a category or archive.

    Args:
        category: such as `cs.AI` or `hep-th`.

    Returns:
        Its set: `cs:cs:AI`, `physics:hep-th`.

    Raises:
        ConfigError: arXiv has no archive of that name.
    """
    archive, _, subject = category.partition(".")
    if archive not in _PHYSICS | _OTHER:
        known = ", ".join(sorted(_PHYSICS | _OTHER))
        raise ConfigError(f"{category[:40]!r} is no arXiv category", next_step=f"Its first part is one of: {known}")
    return ":".join(filter(None, ("physics" if archive in _PHYSICS else archive, archive, subject)))


class ArxivOai:
    """What arXiv announced in some categories from a day on.

    The days are derived (`oai_days.py`), since OAI states only when a record was last touched. Two things it cannot
    tell: a cross-list added to an old paper, and an earlier version where a newer one came within the same stretch.
    So every day is `unchecked`.

    Args:
        client: fetches the answers.
        categories: arXiv categories or archives.
        cross_lists: whether papers whose primary category is another are taken.
        replacements: whether new versions are taken.
        prefix: the metadata format: `arXivRaw` (all versions), `arXiv` or `oai_dc` (which names no categories,
            so that cross-lists cannot be told from the rest).
        today: the date in arXiv's time zone; that of now by default.

    Raises:
        ConfigError: a category or the format is not arXiv's.
    """

    def __init__(
        self,
        client: Getter,
        categories: Sequence[str],
        *,
        cross_lists: bool = True,
        replacements: bool = True,
        prefix: str = "arXivRaw",
        today: Date | None = None,
    ) -> None:
        if prefix not in PREFIXES:
            raise ConfigError(f"no metadata format {prefix!r}", next_step=f"Formats are: {', '.join(PREFIXES)}")
        if not categories:
            raise ConfigError("no arXiv category is given", next_step="Name at least one, such as cs.AI")
        self.client = client
        self.sets = {category.strip(): set_of(category.strip()) for category in categories}
        self.cross_lists = cross_lists
        self.replacements = replacements
        self.prefix = prefix
        self.today = today

    def fetch(self, since: Date | None = None) -> Iterator[Announcement]:
        """The announcements from a day on; the SourceError is passed on where nothing at all could be read.

        Args:
            since: the first day wanted; None for the newest only.

        Yields:
            One announcement for each day with papers, oldest first; one quiet one where there are none. Where
            the list breaks off after some pages, the days read are given as truncated.
        """
        today = self.today or eastern_date()
        start = max(since or today - timedelta(days=NEWEST_WITHIN_DAYS), _EARLIEST)
        records, troubles = self._records(start - timedelta(days=MARGIN_DAYS))
        days = announced_days(records.values())
        batches: dict[Date, list[Paper | Failure]] = {}
        touched = deleted = 0
        for name, record in records.items():
            day = days.get(name, record.stamped)
            if record.deleted:
                deleted += 1
            elif day < start:
                touched += 1
            elif (content := self._taken(record.content)) is not None:
                if isinstance(content, Paper):
                    content = content.model_copy(update={"announced": day})
                batches.setdefault(day, []).append(content)
        aside = [f"{counted(touched, 'record')} announced before {in_words(start)}"] if touched else []
        aside += [f"{counted(deleted, 'record')} deleted"] if deleted else []
        if not batches:
            yield self._empty(start, today, aside, troubles)
            return
        for day in sorted(batches) if since else [max(batches)]:
            yield self._announcement(day, batches[day], aside, troubles)

    def _taken(self, content: Paper | Failure) -> Paper | Failure | None:
        """The content with its type in these categories; None where the reader does not take that type."""
        if isinstance(content, Failure):
            return content
        primary = content.categories[0] if content.categories else ""
        here = not primary or any(primary == one or primary.startswith(f"{one}.") for one in self.sets)
        if not here and not self.cross_lists:
            return None
        if content.announce_type == "replace" and not self.replacements:
            return None
        if here:
            return content
        kind: AnnounceType = "cross" if content.announce_type == "new" else "replace-cross"
        return content.model_copy(update={"announce_type": kind})

    def _records(self, start: Date) -> tuple[dict[str, Record], list[str]]:
        """The records of all sets by id, and what went wrong after something had been read."""
        records: dict[str, Record] = {}
        troubles: list[str] = []
        first: SourceError | None = None
        for category, name in self.sets.items():
            try:
                for record in self._list(name, start):
                    before = records.get(record.content.id)
                    if before is None or before.stamped <= record.stamped:
                        records[record.content.id] = record
            except SourceError as error:
                first = first or error
                troubles.append(f"{category}: {error}")
        if first and not records:
            raise first
        return records, troubles

    def _list(self, name: str, start: Date) -> Iterator[Record]:
        """The records of one set; a token that is no longer valid restarts the list at the day it had reached."""
        reached, restarts, seen = start, 0, set[str]()
        params: Mapping[str, str] = self._first_page(name, start)
        for _ in range(PAGES_AT_MOST):
            where = f"{URL} (set {name}, from {reached})"
            page = parse_oai(self.client.get(URL, params=params, accept=XML_TYPES).body, where)
            if page.error == "noRecordsMatch":
                return
            if page.error == "badResumptionToken" and restarts < RESTARTS_AT_MOST:
                restarts, seen, params = restarts + 1, set(), self._first_page(name, reached)
                continue
            if page.error:
                raise SourceError(
                    f"arXiv's OAI list says {page.error}: {page.error_text}",
                    where=where,
                    next_step="Run it again later",
                )
            yield from page.records
            reached = max((record.stamped for record in page.records), default=reached)
            if not page.token:
                return
            if page.token in seen:
                raise SourceError("the list gave the same token twice", where=where, next_step="Run it again later")
            seen.add(page.token)
            params = {"verb": "ListRecords", "resumptionToken": page.token}
        raise SourceError(
            f"the list is longer than {PAGES_AT_MOST} pages", where=URL, next_step="Ask for a later first day"
        )

    def _first_page(self, name: str, start: Date) -> dict[str, str]:
        # No `until`: arXiv asks harvesters to leave it out.
        return {"verb": "ListRecords", "metadataPrefix": self.prefix, "set": name, "from": start.isoformat()}

    def _empty(self, start: Date, today: Date, aside: Sequence[str], troubles: Sequence[str]) -> Announcement:
        state: FeedState = "truncated" if troubles else "quiet"
        head = f"nothing announced in {', '.join(self.sets)} since {in_words(start)}"
        return Announcement(source="arxiv_oai", date=today, state=state, message=_sentence([head, *aside], troubles))

    def _announcement(
        self, day: Date, batch: Sequence[Paper | Failure], aside: Sequence[str], troubles: Sequence[str]
    ) -> Announcement:
        head = (
            f"{counted(len(batch), 'paper')} of {in_words(day)} in {', '.join(self.sets)}, "
            "dated by their ids and versions; arXiv's OAI list has no second count"
        )
        return Announcement(
            source="arxiv_oai",
            date=day,
            state="truncated" if troubles else "unchecked",
            message=_sentence([head, *aside], troubles),
            papers=tuple(one for one in batch if isinstance(one, Paper)),
            failures=tuple(one for one in batch if isinstance(one, Failure)),
        )


def _sentence(parts: Sequence[str], troubles: Sequence[str]) -> str:
    end = f". The list broke off: {'; '.join(troubles)}" if troubles else ""
    return f"{'; '.join(parts)}{end}."
