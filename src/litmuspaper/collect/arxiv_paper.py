"""What every arXiv format shares: identifiers, author strings, and the step from fields to a Paper."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from datetime import date as Date
from email.utils import parsedate_to_datetime

from litmuspaper.types import AnnounceType, Author, Failure, Paper, one_line

ABS = "https://arxiv.org/abs/"
MAX_TITLE_CHARS = 2_000
MAX_ABSTRACT_CHARS = 50_000

# Both schemes of arXiv help, "arXiv identifier": 2509.09427v2, and hep-th/9901001 or math.GT/0309136.
_NEW = re.compile(r"(?:^|[/:\s])([0-9]{4}\.[0-9]{4,5})(?:v([0-9]{1,4}))?$")
_LEGACY = re.compile(r"(?:^|[/:\s])([a-z-]{2,16}(?:\.[A-Z]{2})?/[0-9]{7})(?:v([0-9]{1,4}))?$")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)
_BEHALF = re.compile(r"^(?:on behalf of|for)\s+(?=the\b|.*\bcollaboration)", re.IGNORECASE)
_ET_AL = re.compile(r"(?:^|\s+)et\.? al\.?$", re.IGNORECASE)
_PRIORITY: dict[AnnounceType, int] = {"new": 0, "cross": 1, "replace": 2, "replace-cross": 3}


def split_id(text: str) -> tuple[str, int | None] | None:
    """The identifier and version at the end of an address, an OAI identifier or the like; None if none."""
    cleaned = one_line(text)
    match = _LEGACY.search(cleaned) or _NEW.search(cleaned)
    if not match:
        return None
    return match[1], int(match[2]) or None if match[2] else None


def authors_of(text: str) -> tuple[Author, ...]:
    """The authors in a string such as `A. Roe (1), B. Poe Jr. and the XYZ Collaboration ((1) CERN, Geneva)`.

    Affiliations in parentheses are left out, a collaboration counts as an author, `et al.` does not.
    """
    names: list[str] = []
    for part in re.split(r"[,;:]|\s+and\s+", _without_parentheses(one_line(text))):
        name = author_name(part)
        if not name:
            continue
        if names and _SUFFIX.fullmatch(name):
            names[-1] += f", {name}"
        else:
            names.append(name)
    return tuple(Author(name=name) for name in names)


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 paper`, `2 papers`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def author_name(text: str) -> str:
    """One author's name without `and` or `on behalf of` before it; empty where the text names nobody."""
    name = _ET_AL.sub("", _BEHALF.sub("", one_line(text).removeprefix("and ").strip()))
    nobody = name.lower() in ("and", "others") or not any(map(str.isalpha, name))
    return "" if nobody else name


def _without_parentheses(text: str) -> str:
    """The text without balanced parentheses; what is not balanced stays as it is."""
    if "(" not in text:
        return text
    kept: list[str] = []
    opened: list[int] = []
    for sign in text:
        if sign == "(":
            opened.append(len(kept))
        kept.append(sign)
        if sign == ")" and opened:
            del kept[opened.pop() :]
            kept.append(" ")
    return one_line("".join(kept)).replace(" ,", ",")


def day_of(text: str) -> Date | None:
    """The date in an ISO or an RFC 822 stamp, as written there; None where there is none."""
    moment = moment_of(text)
    return moment.date() if moment else None


def moment_of(text: str) -> datetime | None:
    """The moment in an ISO or an RFC 822 stamp, UTC where it names no offset; None where there is none."""
    cleaned = one_line(text)[:80]
    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError:
        try:
            moment = parsedate_to_datetime(cleaned)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def paper_or_failure(
    named: str, title: str, abstract: str, authors: Iterable[Author], categories: Iterable[str], **more: object
) -> Paper | Failure:
    """A Paper from one entry's fields, or a Failure that says what the entry lacks.

    Args:
        named: the entry's identifier or address, with or without a version.
        title: as the source writes it.
        abstract: as the source writes it.
        authors: in order.
        categories: primary first.
        **more: further fields of Paper; empty strings count as absent. `version` wins over one in `named`.

    Returns:
        The paper, its title and abstract on one line; or the failure, under whatever name it has.
    """
    found = split_id(named)
    title, abstract = one_line(title), one_line(abstract)
    if found is None:
        return Failure(id=one_line(named)[:200] or "(no id)", title=title or None, error="the entry has no arXiv id")
    fault = fault_of(title, abstract)
    if fault:
        return Failure(id=found[0], title=title[:MAX_TITLE_CHARS] or None, error=fault)
    fields = {key: value for key, value in more.items() if value not in ("", None)}
    fields.setdefault("version", found[1])
    fields.setdefault("url", ABS + found[0])
    return Paper.model_validate(
        {
            "id": found[0],
            "title": title,
            "abstract": abstract,
            "authors": tuple(authors),
            "categories": tuple(dict.fromkeys(filter(None, map(one_line, categories)))),
            **fields,
        }
    )


def fault_of(title: str, abstract: str) -> str | None:
    """Why a paper with this title and abstract cannot be judged; None where it can."""
    if not title:
        return "the entry has no title"
    if not abstract:
        return "the entry has no abstract, so there is nothing to judge it by"
    if len(title) > MAX_TITLE_CHARS:
        return f"the title is longer than {MAX_TITLE_CHARS} characters"
    if len(abstract) > MAX_ABSTRACT_CHARS:
        return f"the abstract is longer than {MAX_ABSTRACT_CHARS} characters"
    return None


def merged(papers: Iterable[Paper]) -> dict[str, Paper]:
    """One paper an id: `new` wins over `cross`, that over `replace`, that over `replace-cross`; else the first."""
    kept: dict[str, Paper] = {}
    for paper in papers:
        before = kept.get(paper.id)
        if before is None or _PRIORITY[paper.announce_type] < _PRIORITY[before.announce_type]:
            kept[paper.id] = paper
    return kept
