"""The two formats of arXiv's feeds, RSS 2.0 and Atom, become one.

Source: arXiv help, "RSS feed Specifications" and "ATOM feed Specifications".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from xml.etree.ElementTree import Element

from litmuspaper.collect.arxiv_paper import authors_of, day_of, moment_of, paper_or_failure
from litmuspaper.collect.mailings import eastern_date
from litmuspaper.collect.xml_tree import child, children, name_of, parse_xml, text_of
from litmuspaper.errors import SourceError
from litmuspaper.types import AnnounceType, Failure, Paper

# arXiv cuts a feed here without a word (one request, all its categories together).
ITEM_LIMIT = 2_000
# No feed of arXiv's comes near this; more is an attack or an error.
MAX_ENTRIES = 20_000

_HEAD = re.compile(
    r"^\s*arXiv:(?P<id>\S{4,40})\s+Announce\s+Type:\s*(?P<type>[a-z-]{1,20})\s*(?:Abstract:\s*)?", re.IGNORECASE
)
_TYPES: Mapping[str, AnnounceType] = {
    "new": "new",
    "cross": "cross",
    "replace": "replace",
    "replace-cross": "replace-cross",
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Feed:
    """One answer of a feed.

    `date` is the mailing's date as the feed states it, None where it states none. It is set when the feed is
    built, so it proves nothing about the entries.
    """

    date: Date | None
    papers: tuple[Paper, ...]
    failures: tuple[Failure, ...]
    skip_days: tuple[int, ...] = ()

    @property
    def entries(self) -> int:
        """How many entries the feed holds."""
        return len(self.papers) + len(self.failures)


def parse_feed(body: bytes, where: str) -> Feed:
    """Read a feed of rss.arxiv.org in either format.

    Args:
        body: the answer's bytes.
        where: its address, for errors.

    Returns:
        The feed; an entry that cannot be used is among its failures.

    Raises:
        SourceError: the body is not XML, not a feed, a feed that reports an error, or has too many entries.
    """
    root = parse_xml(body, where)
    kind = name_of(root).lower()
    channel = root if kind == "feed" else child(root, "channel") if kind == "rss" else None
    if channel is None:
        raise SourceError(
            f"the answer is no feed but <{kind[:40]}>",
            where=where,
            next_step="Check that the categories in the address are arXiv's, such as cs.AI",
        )
    title = text_of(channel, "title")
    if title.lower().startswith("feed error"):
        reason = text_of(channel, "subtitle") or text_of(channel, "description") or title
        raise SourceError(f"arXiv says: {reason[:300]}", where=where, next_step="Correct the categories in the profile")
    entries = list(children(channel, "entry" if kind == "feed" else "item"))
    if len(entries) > MAX_ENTRIES:
        raise SourceError(
            f"the feed has {len(entries)} entries, more than the {MAX_ENTRIES} that Litmus reads",
            where=where,
            next_step="Ask for fewer categories",
        )
    date = _date_of(channel, entries)
    read = [_entry(entry, date) for entry in entries]
    return Feed(
        date,
        tuple(one for one in read if isinstance(one, Paper)),
        tuple(one for one in read if isinstance(one, Failure)),
        tuple(
            _DAYS.index(text_of(day).lower())
            for day in children(channel, "skipDays")
            for day in children(day, "day")
            if text_of(day).lower() in _DAYS
        ),
    )


def _date_of(channel: Element, entries: list[Element]) -> Date | None:
    """The mailing's date: RSS's pubDate, the entries' own stamp in Atom, or when the feed was built."""
    stated = day_of(text_of(channel, "pubDate"))
    if stated:
        return stated
    for entry in entries[:1]:
        stated = day_of(text_of(entry, "published") or text_of(entry, "pubDate"))
        if stated:
            return stated
    built = moment_of(text_of(channel, "updated") or text_of(channel, "lastBuildDate"))
    return eastern_date(built) if built else None


def _entry(entry: Element, date: Date | None) -> Paper | Failure:
    """One entry of either format."""
    summary = text_of(entry, "summary") or text_of(entry, "description")
    head = _HEAD.match(summary)
    named = text_of(entry, "id") or text_of(entry, "guid") or (head["id"] if head else "")
    link = child(entry, "link")
    address = (link.get("href") or text_of(link)) if link is not None else ""
    categories = [found.get("term") or text_of(found) for found in children(entry, "category")]
    stated = (text_of(entry, "announce_type") or (head["type"] if head else "")).lower()
    # What is announced in a way we do not know is shown as new rather than lost.
    announce_type = _TYPES.get(stated, "new")
    return paper_or_failure(
        named or address,
        text_of(entry, "title"),
        summary[head.end() :] if head else summary,
        authors_of(text_of(entry, "creator")),
        categories,
        announced=day_of(text_of(entry, "published") or text_of(entry, "pubDate")) or date,
        announce_type=announce_type,
        licence=text_of(entry, "rights"),
        doi=text_of(entry, "DOI"),
        journal_ref=text_of(entry, "journal_reference"),
        source="arxiv_feed",
    )
