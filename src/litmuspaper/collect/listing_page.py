"""arXiv's page /list/X/new: its own date, its own counts, and its entries.

It is the second count that tells a stale or truncated feed from a quiet day, and where an entry can be had
nowhere else, it has title, authors and abstract too.
"""

import re
from dataclasses import dataclass
from datetime import date as Date

from litmuspaper.collect.arxiv_paper import authors_of, paper_or_failure
from litmuspaper.collect.mailings import MONTHS
from litmuspaper.errors import SourceError
from litmuspaper.types import AnnounceType, Failure, Paper, one_line

MAX_BYTES = 64 << 20
MAX_ENTRIES = 20_000

_DATE = re.compile(r"new listings for\s+\w{3,12},\s*([0-9]{1,2})\s+(\w{3,12})\s+([0-9]{4})", re.IGNORECASE)
_SECTION = re.compile(
    r"(?P<kind>new|cross|replacement)[\s-]+(?:submissions?|lists?)\b.{0,80}?"
    r"showing\s+(?:first\s+|last\s+)?(?P<shown>[0-9]{1,6})\s+of\s+(?P<total>[0-9]{1,6})\s+entr",
    re.IGNORECASE,
)
_CATEGORY = re.compile(r"\(([a-z-]{2,16}(?:\.[A-Za-z-]{2,10})?)\)")
_ADVICE = "The day is taken unchecked. If it stays, the page has changed and Litmus needs an update"
_KINDS: dict[str, AnnounceType] = {"new": "new", "cross": "cross", "replacement": "replace"}


@dataclass(frozen=True)
class ListedPage:
    """What /list/X/new says.

    `totals` are the page's own counts by kind (replacements of both kinds stand under `replace`), `shown` how
    many of them it shows; `entries` are those it shows, each as far as it could be read.
    """

    category: str
    date: Date
    totals: dict[AnnounceType, int]
    shown: dict[AnnounceType, int]
    entries: tuple[tuple[AnnounceType, Paper | Failure], ...]

    @property
    def listed(self) -> int:
        """How many entries there are by the page's own counts."""
        return sum(self.totals.values())

    def ids(self, kinds: frozenset[AnnounceType]) -> tuple[str, ...]:
        """The ids listed under these kinds, in the page's order."""
        return tuple(dict.fromkeys(entry.id for kind, entry in self.entries if kind in kinds))


def parse_listing_page(body: bytes, category: str, where: str) -> ListedPage:
    """Read /list/X/new.

    Args:
        body: the page's bytes.
        category: the X.
        where: its address, for errors.

    Returns:
        Its date, counts and entries.

    Raises:
        SourceError: the page is too long, names no date, or its entries do not agree with its own counts.
    """
    from selectolax.lexbor import LexborHTMLParser

    if len(body) > MAX_BYTES:
        raise SourceError(
            f"the listing page of {category} is longer than {MAX_BYTES} bytes", where=where, next_step=_ADVICE
        )
    tree = LexborHTMLParser(body.decode("utf-8", errors="replace"))
    date: Date | None = None
    kind: AnnounceType | None = None
    totals: dict[AnnounceType, int] = {}
    shown: dict[AnnounceType, int] = {}
    entries: list[tuple[AnnounceType, Paper | Failure]] = []
    pending = ""
    for node in tree.css("h3, dt, dd"):
        if node.tag == "h3":
            heading = one_line(node.text())
            date = date or _date_in(heading)
            if section := _SECTION.search(heading):
                kind = _KINDS[section["kind"].lower()]
                totals[kind] = int(section["total"])
                shown[kind] = shown.get(kind, 0) + int(section["shown"])
        elif kind and node.tag == "dt":
            link = node.css_first("a[title=Abstract], a[href*='/abs/']")
            pending = (link.attributes.get("href") or "") if link else ""
        elif kind and pending and len(entries) < MAX_ENTRIES:
            entries.append((kind, _entry(node, pending, date)))
            pending = ""
    if date is None:
        raise SourceError(f"the listing page of {category} names no date", where=where, next_step=_ADVICE)
    if sum(shown.values()) != len(entries):
        raise SourceError(
            f"the listing page of {category} says it shows {sum(shown.values())} entries, {len(entries)} were found",
            where=where,
            next_step=_ADVICE,
        )
    return ListedPage(category, date, totals, shown, tuple(entries))


def _date_in(heading: str) -> Date | None:
    """The date in `Showing new listings for Wednesday, 12 August 2026`."""
    match = _DATE.search(heading)
    if not match:
        return None
    for number, month in enumerate(MONTHS, start=1):
        if month.lower().startswith(match[2].lower()):
            try:
                return Date(int(match[3]), number, int(match[1]))
            except ValueError:
                return None
    return None


def _entry(node: object, named: str, date: Date | None) -> Paper | Failure:
    """One `dd` of the page; accents are as the page shows them, not as the author typed them."""

    def field(selector: str) -> str:
        found = node.css_first(selector)  # type: ignore[attr-defined]
        text: str = found.text() if found else ""
        return one_line(re.sub(r"^\s*(?:Title|Comments|Journal-ref|Subjects):", "", text))

    return paper_or_failure(
        named,
        field(".list-title"),
        field("p.mathjax"),
        authors_of(field(".list-authors")),
        _CATEGORY.findall(field(".list-subjects")),
        announced=date,
        comment=field(".list-comments"),
        journal_ref=field(".list-journal-ref"),
        source="arxiv_listing_page",
    )
