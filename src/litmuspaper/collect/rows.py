"""One row of a listing, such as a line of JSONL: a Paper, or a Failure that says what is wrong with it.

A row is an object `{id, title, abstract}` and may have `announced`, `submitted`, `authors`, `categories`,
`comment`, `version`, `announce_type`, `doi`, `journal_ref`, `licence` and `url`. Other keys are left aside. A value
of the wrong type is an error rather than silently something else.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date as Date
from datetime import datetime
from typing import Any, get_args

from litmuspaper.collect.arxiv_paper import ABS, MAX_TITLE_CHARS, authors_of, fault_of, split_id
from litmuspaper.types import AnnounceType, Author, Failure, Paper, one_line

MAX_ID_CHARS = 200
MAX_AUTHORS = 20_000


class _Fault(ValueError):
    """What is wrong with a row."""


def read_row(line: bytes | str, where: str) -> object:
    """The value of one line of JSON, or a Failure named after where it stands."""
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        value: object = json.loads(text.removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        return Failure(id=where, error=f"{where}: not UTF-8 (byte {error.start + 1})")
    except (ValueError, RecursionError) as error:
        return Failure(id=where, error=f"{where}: not a row of JSON ({error})"[:400])
    return value


def paper_of_row(row: object, where: str, source: str, *, candidate: bool = False) -> Paper | Failure:
    """A row's Paper, or the Failure that says what is wrong with it.

    Args:
        row: a value read from JSON; a Failure comes back as it is.
        where: where the row stands, such as `line 17`; the name of a failure that has no id.
        source: the name of the source.
        candidate: the row is one of any set of records to be ranked: its id stays as given, so that the ranking can
            be joined with the set again, and it may lack an abstract.

    Returns:
        The paper; its `announced` is None where the row has no date.
    """
    if isinstance(row, Failure):
        return row
    if not isinstance(row, Mapping):
        return Failure(id=where, error=f"{where}: the row is {_kind(row)}, not an object with id, title and abstract")
    name, title = where, None
    try:
        name, version = _id(row.get("id"), as_given=candidate)
        title = _text(row, "title")
        abstract = _text(row, "abstract")
        _judgeable(title, abstract or ("-" if candidate else None))
        fields = {key: read(row, key) for key, read in _READERS.items()}
        fields["version"] = fields["version"] or version
        fields["announce_type"] = fields["announce_type"] or "new"
        fields["url"] = fields["url"] or (ABS + name if split_id(name) else None)
    except _Fault as fault:
        return Failure(id=name, title=title[:MAX_TITLE_CHARS] if title else None, error=f"{where}: {fault}")
    return Paper.model_validate({"id": name, "title": title, "abstract": abstract or "", "source": source, **fields})


def _judgeable(title: str | None, abstract: str | None) -> None:
    if fault := fault_of(title or "", abstract or ""):
        raise _Fault(fault.replace("entry", "row"))


def _kind(value: object) -> str:
    """What a JSON value is, in words."""
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), "null")


def _id(value: object, *, as_given: bool) -> tuple[str, int | None]:
    """The id, and the version where an arXiv id carries one that is taken off."""
    if isinstance(value, float):
        raise _Fault(f"the id is the number {value}; write it in quotes, for 2509.10000 would lose its zeros")
    if value is None or isinstance(value, bool | list | dict):
        raise _Fault(f"the id is {_kind(value)}, not a text" if value is not None else "the row has no id")
    text = one_line(str(value))
    if not text or len(text) > MAX_ID_CHARS:
        raise _Fault("the id is empty" if not text else f"the id is longer than {MAX_ID_CHARS} characters")
    if as_given:
        return text, None
    bare = text[6:] if text.lower().startswith("arxiv:") else text
    known = split_id(bare)
    return known if known and bare.startswith(known[0]) else (text, None)


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _Fault(f"{key} is {_kind(value)}, not a text")
    return one_line(value) or None


def _day(row: Mapping[str, Any], key: str) -> Date | None:
    text = _text(row, key)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise _Fault(f"{key} is {text[:40]!r}, not a date such as 2025-09-12") from None


def _version(row: Mapping[str, Any], key: str) -> int | None:
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.removeprefix("v").isdigit() and len(value) < 6:
        value = int(value.removeprefix("v"))
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value < 100_000:
        raise _Fault(f"{key} is not a number from 1 on")
    return value


def _type(row: Mapping[str, Any], key: str) -> str | None:
    value = _text(row, key)
    if value is not None and value not in get_args(AnnounceType):
        raise _Fault(f"{key} is {value[:40]!r}, not one of {', '.join(get_args(AnnounceType))}")
    return value


def _url(row: Mapping[str, Any], key: str) -> str | None:
    """The address; one that is not of the web is left out, for a reader may follow it."""
    value = _text(row, key)
    return value if value and value.lower().startswith(("https://", "http://")) else None


def _categories(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key)
    if isinstance(value, str):
        value = value.replace(",", " ").split()
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _Fault(f"{key} is not a list of texts")
    return tuple(dict.fromkeys(filter(None, map(one_line, value))))


def _authors(row: Mapping[str, Any], key: str) -> tuple[Author, ...]:
    value = row.get(key)
    if isinstance(value, str):
        return authors_of(value)
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_AUTHORS:
        raise _Fault(f"{key} is neither a list nor a text" if not isinstance(value, list) else f"too many {key}")
    authors = []
    for one in value:
        fields = {"name": one} if isinstance(one, str) else one
        if not isinstance(fields, Mapping) or not isinstance(fields.get("name"), str):
            raise _Fault(f"{key} holds something that is neither a name nor an object with a name")
        if name := one_line(fields["name"]):
            authors.append(Author(name=name, orcid=_text(fields, "orcid"), arxiv_id=_text(fields, "arxiv_id")))
    return tuple(authors)


def _either(first: str, second: str) -> Callable[[Mapping[str, Any], str], str | None]:
    """A text under either of two names in use."""
    return lambda row, key: _text(row, first) or _text(row, second)


_READERS: dict[str, Callable[[Mapping[str, Any], str], object]] = {
    "announced": _day,
    "submitted": _day,
    "version": _version,
    "announce_type": _type,
    "categories": _categories,
    "authors": _authors,
    "comment": _either("comment", "comments"),
    "journal_ref": _either("journal_ref", "journal-ref"),
    "licence": _either("licence", "license"),
    "doi": _text,
    "url": _url,
}
