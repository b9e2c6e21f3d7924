"""`feed.xml`: the newest days as an Atom feed (RFC 4287).

One entry for each selected paper, one for each day that a reader must hear of although nothing was selected or
the feed cannot be trusted. Identifiers are `tag:` URIs (RFC 4151) under a name that nobody can own.
"""

import re
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from markupsafe import Markup, escape

from litmuspaper.publish.files import file_name, write_atomic
from litmuspaper.publish.links import safe_link
from litmuspaper.publish.past import PastDay, PastPaper, Unreadable, days_below
from litmuspaper.publish.quotes import holds
from litmuspaper.publish.tex import plain
from litmuspaper.publish.words import banners, ledger, long_date, sentence
from litmuspaper.types import Day

DAYS = 15
_TAG = "tag:litmus.invalid,2026:"
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(day: Day, where: Path) -> list[Path]:
    """Write `feed.xml` from the days found below a folder.

    Args:
        day: the day being written; it stands for its own `day.json`.
        where: the folder of all days.

    Returns:
        The one file.
    """
    days = days_below(where, day, DAYS)
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _text(feed, "id", _TAG + "feed")
    _text(feed, "title", f"{day.profile.title} (Litmus)")
    _text(feed, "updated", f"{days[0].date.isoformat()}T00:00:00Z")
    _text(SubElement(feed, "author"), "name", "Litmus")
    _text(feed, "generator", "Litmus")
    for past in days:
        _add_day(feed, past)
    indent(feed, " ")
    xml = '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode") + "\n"
    return [write_atomic(where / "feed.xml", xml)]


def _add_day(feed: Element, past: PastDay | Unreadable) -> None:
    date = past.date.isoformat()
    if isinstance(past, Unreadable):
        _notice(feed, date, f"{long_date(past.date)}: the day cannot be read", past.error)
        return
    told = banners(past.state, past.announced, len(past.failed))
    sums = ledger(past.announced, len(past.selected), len(past.rejected), len(past.failed))
    if not past.selected:
        told.append(("Nothing selected", "No announced paper met a criterion well enough."))
    if told:
        body = " ".join(line for _, line in told)
        _notice(feed, date, f"{long_date(past.date)}: {told[0][0]}", f"{body} {past.message} {sums}.")
    seen: set[str] = set()
    for paper in past.selected:
        if paper.id not in seen:
            seen.add(paper.id)
            _add_paper(feed, date, paper, invented=past.state == "example")


def _add_paper(feed: Element, date: str, paper: PastPaper, *, invented: bool) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "id", f"{_TAG}{date}/{file_name(paper.id).removesuffix('.html')}")
    _text(entry, "title", ("[invented] " if invented else "") + plain(paper.title))
    _text(entry, "updated", f"{date}T00:00:00Z")
    for author in paper.authors[:20]:
        _text(SubElement(entry, "author"), "name", author.name)
    if link := safe_link(paper.url):
        SubElement(entry, "link", {"rel": "alternate", "href": link})
    SubElement(entry, "category", {"term": _clean(paper.criterion) or "none"})
    quotes = Markup().join(
        Markup("<blockquote><p>{}</p></blockquote>").format(f"“{plain(span.text)}”")
        for span in paper.evidence
        if holds(span, paper)
    )
    why = Markup("<p>Relevance {} of 10 for <strong>{}</strong>. {}</p>").format(
        paper.relevance, paper.criterion, plain(sentence(paper.reason))
    )
    body = why + quotes + (Markup("<p>{}</p>").format(plain(paper.abstract)) if paper.abstract else Markup())
    _text(entry, "content", str(body)).set("type", "html")


def _notice(feed: Element, date: str, title: str, body: str) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "id", f"{_TAG}{date}")
    _text(entry, "title", title)
    _text(entry, "updated", f"{date}T00:00:00Z")
    _text(entry, "content", f"<p>{escape(body)}</p>").set("type", "html")


def _text(parent: Element, tag: str, text: str) -> Element:
    element = SubElement(parent, tag)
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    """The text without the characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", text)
