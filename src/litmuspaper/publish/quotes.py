"""Quotes held against the paper's own words before they are shown."""

from collections.abc import Iterable
from typing import Protocol

from litmuspaper.types import Digest, Selected, Span, Statement

# In the order in which they are read; the abstract's result opens the results.
DIGEST_FIELDS = (
    "task",
    "gap",
    "idea",
    "method",
    "training",
    "data",
    "metrics",
    "baselines",
    "result",
    "results",
    "ablations",
    "limits",
    "links",
)
POINTING = ("data", "metrics", "baselines")  # may point at a sentence that was chosen for another field
HEADINGS = {"links": "Code and data"}
KINDS = {
    "paper-says": "paper says",
    "computed": "computed",
    "our-inference": "our inference",
    "outside-knowledge": "outside knowledge",
}


class Texts(Protocol):
    """What a quote is held against."""

    @property
    def title(self) -> str:
        """The title that offsets count in."""

    @property
    def abstract(self) -> str:
        """The abstract that offsets count in."""


def source_of(span: Span, paper: Texts) -> str | None:
    """The text that a span counts in; None for the whole document, which a day does not carry."""
    return {"title": paper.title, "abstract": paper.abstract}.get(span.field)


def holds(span: Span, paper: Texts) -> bool:
    """Whether the quoted text stands where the span says it does; spans of the whole document cannot be checked."""
    source = source_of(span, paper)
    return bool(span.text) and (source is None or source[span.start : span.end] == span.text)


def evidence(row: Selected) -> tuple[list[Span], int]:
    """The quotes of a row that hold, and how many do not."""
    good = [span for span in row.evidence if holds(span, row.paper)]
    return good, len(row.evidence) - len(good)


def heading(name: str) -> str:
    """What a field of the digest is called where it is read."""
    return HEADINGS.get(name, name.capitalize())


def headings(name: str, also: Iterable[str]) -> str:
    """The field of a statement and the others that it tells, as one heading such as "Results, data"."""
    return ", ".join([heading(name), *(heading(one).lower() for one in also)])


def told(digest: Digest) -> list[tuple[str, Statement]]:
    """Every statement of a digest with its field's name, in reading order."""
    return sorted(digest.statements(), key=lambda pair: DIGEST_FIELDS.index(pair[0]))


def once(said: Iterable[tuple[str, Statement]]) -> list[tuple[str, tuple[str, ...], Statement]]:
    """Statements with those that point at another field's told there.

    Args:
        said: pairs of field name and statement, in reading order.

    Returns:
        The field that a statement was chosen for, the fields that point at it, and the statement, in the order of the
        former.
    """
    pairs = list(said)
    names: dict[Statement, list[str]] = {}
    for name, one in pairs:
        names.setdefault(one, []).append(name)
    # The first field that the statement was chosen for; where all point at it, the first of them.
    owners = {one: next((name for name in by if name not in POINTING), by[0]) for one, by in names.items()}
    return [
        (name, tuple(n for n in names[one] if n != name and n in POINTING) if name == owners[one] else (), one)
        for name, one in pairs
        if name == owners[one] or name not in POINTING
    ]


def statements(digest: Digest, paper: Texts) -> list[tuple[str, Statement]]:
    """The digest's statements that have something to show, in reading order.

    Args:
        digest: the paper's digest.
        paper: the paper it speaks of.

    Returns:
        Pairs of field name and statement; one that quotes the paper with a span that does not hold is left out.
    """
    return [
        (name, said)
        for name, said in told(digest)
        if said.kind != "paper-says" or all(holds(span, paper) for span in said.spans)
    ]
