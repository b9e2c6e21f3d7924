"""One page of an OAI-PMH list: the formats arXivRaw (with all versions), arXiv and oai_dc.

Source: the Open Archives Initiative Protocol for Metadata Harvesting 2.0, and arXiv help, "Open Archives
Initiative (OAI)".
"""

from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import datetime
from xml.etree.ElementTree import Element

from litmuspaper.collect.arxiv_paper import author_name, authors_of, day_of, moment_of, paper_or_failure, split_id
from litmuspaper.collect.xml_tree import child, children, name_of, parse_xml, text_of
from litmuspaper.errors import SourceError
from litmuspaper.types import Author, Failure, Paper, one_line


@dataclass(frozen=True)
class Record:
    """One record: `stamped` is the day of its last modification of any kind, not of its announcement.

    `first` is when version 1 was submitted, `last` when the newest version was; both at midnight where the
    format gives the day only. `deleted` records have no paper.
    """

    stamped: Date
    content: Paper | Failure
    first: datetime | None = None
    last: datetime | None = None
    deleted: bool = False


@dataclass(frozen=True)
class OaiPage:
    """One answer: its records, and the token for the next page (empty: this was the last)."""

    records: tuple[Record, ...]
    token: str
    error: str = ""
    error_text: str = ""


def parse_oai(body: bytes, where: str) -> OaiPage:
    """Read one answer of ListRecords or GetRecord.

    Args:
        body: the answer's bytes.
        where: its address, for errors.

    Returns:
        The page; an OAI error stands in `error` by its code, such as `noRecordsMatch`.

    Raises:
        SourceError: the body is not OAI-PMH.
    """
    root = parse_xml(body, where)
    if name_of(root) != "OAI-PMH":
        raise SourceError(
            f"the answer is not OAI-PMH but <{name_of(root)[:40]}>", where=where, next_step="Try again later"
        )
    fault = child(root, "error")
    if fault is not None:
        return OaiPage((), "", fault.get("code") or "unknown", text_of(fault)[:300])
    holder = child(root, "ListRecords")
    holder = child(root, "GetRecord") if holder is None else holder
    if holder is None:
        raise SourceError("the answer holds no records and no error", where=where, next_step="Try again later")
    records = tuple(_record(found) for found in children(holder, "record"))
    return OaiPage(records, text_of(holder, "resumptionToken"))


def _record(found: Element) -> Record:
    header = child(found, "header")
    named = text_of(header, "identifier")
    stamped = day_of(text_of(header, "datestamp")) or Date.min
    if header is not None and header.get("status") == "deleted":
        known = split_id(named)
        name = known[0] if known else one_line(named)[:200] or "(no id)"
        return Record(stamped, Failure(id=name, error="arXiv has deleted this record"), deleted=True)
    metadata = child(found, "metadata")
    inner = None if metadata is None else next(iter(metadata), None)
    if inner is None:
        return Record(stamped, paper_or_failure(named, "", "", (), ()))
    reader = {"arXivRaw": _raw, "arXiv": _arxiv, "dc": _dc}.get(name_of(inner))
    if reader is None:
        known = split_id(named)
        reason = f"the metadata is in a format Litmus does not read: <{name_of(inner)[:40]}>"
        return Record(stamped, Failure(id=known[0] if known else named[:200] or "(no id)", error=reason))
    return replace(reader(inner, named), stamped=stamped)


def _raw(inner: Element, named: str) -> Record:
    """ArXivRaw: the newest metadata, with the date of every version."""
    versions: dict[int, datetime | None] = {}
    for found in children(inner, "version"):
        number = (found.get("version") or "").removeprefix("v")
        if number.isascii() and number.isdigit() and 0 < len(number) < 5 and int(number):
            versions[int(number)] = moment_of(text_of(found, "date"))
    newest = max(versions, default=None)
    first = versions.get(1)
    return _with_dates(
        inner,
        named,
        authors_of(text_of(inner, "authors")),
        text_of(inner, "categories").split(),
        newest,
        first,
        versions.get(newest) if newest else None,
    )


def _arxiv(inner: Element, named: str) -> Record:
    """The format arXiv: authors in parts, days of the first and the newest version, no version number."""
    names = []
    holder = child(inner, "authors")
    for author in children(holder, "author") if holder is not None else ():
        parts = (text_of(author, part) for part in ("forenames", "keyname", "suffix"))
        if name := author_name(" ".join(filter(None, parts))):
            names.append(Author(name=name))
    first, last = moment_of(text_of(inner, "created")), moment_of(text_of(inner, "updated"))
    categories = text_of(inner, "categories").split()
    return _with_dates(inner, named, tuple(names), categories, None if last else 1, first, last or first)


def _with_dates(
    inner: Element,
    named: str,
    authors: tuple[Author, ...],
    categories: list[str],
    version: int | None,
    first: datetime | None,
    last: datetime | None,
) -> Record:
    content = paper_or_failure(
        text_of(inner, "id") or named,
        text_of(inner, "title"),
        text_of(inner, "abstract"),
        authors,
        categories,
        version=version,
        announce_type="new" if version == 1 else "replace",
        submitted=first.date() if first else None,
        comment=text_of(inner, "comments"),
        journal_ref=text_of(inner, "journal-ref"),
        doi=text_of(inner, "doi"),
        licence=text_of(inner, "license"),
        source="arxiv_oai",
    )
    return Record(Date.min, content, first, last)


def _dc(inner: Element, named: str) -> Record:
    """Dublin Core: the first description is the abstract; categories come as names and are left out."""
    creators = (text_of(found) for found in children(inner, "creator"))
    authors = tuple(
        Author(name=f"{rest.strip()} {family}".strip())
        for family, _, rest in (creator.partition(",") for creator in creators if creator)
    )
    dates = sorted(filter(None, (moment_of(text_of(found)) for found in children(inner, "date"))))
    identifiers = [text_of(found) for found in children(inner, "identifier")]
    descriptions = [text_of(found) for found in children(inner, "description")]
    content = paper_or_failure(
        next((one for one in identifiers if split_id(one)), named),
        text_of(inner, "title"),
        descriptions[0] if descriptions else "",
        authors,
        (),
        version=1 if len(dates) == 1 else None,
        announce_type="new" if len(dates) == 1 else "replace",
        submitted=dates[0].date() if dates else None,
        comment=descriptions[1] if len(descriptions) > 1 else "",
        doi=next((one.removeprefix("doi:") for one in identifiers if one.startswith("doi:")), ""),
        source="arxiv_oai",
    )
    return Record(Date.min, content, dates[0] if dates else None, dates[-1] if dates else None)
