"""One document from several readings of a paper: text from one, tables, marks, formulas and references from the best.

The order is that of docs/decisions/0008-two-sources.md: text from HTML, LaTeX, PDF, JATS, plain text, where the first
that has not lost text wins; tables, formulas and references from LaTeX first.
"""

from collections.abc import Sequence
from typing import NamedTuple

from litmuspaper.parse.merge.places import PRINT
from litmuspaper.parse.merge.same import Words, is_same_paper
from litmuspaper.parse.merge.tables import NAMES, ORDER
from litmuspaper.parse.merge.work import Work
from litmuspaper.types import Document

TEXT_ORDER = ("html", "tex", "pdf", "jats", "text")
# A format that keeps a paper's structure gives way where it has lost this share of the sentences of the others.
LOST = 0.03
LOST_TO_PRINT = 0.15


class Merged(NamedTuple):
    """The document, and where its sources differ."""

    document: Document
    notes: tuple[str, ...] = ()


def merge(readings: Sequence[Document]) -> Document:
    """One document from several readings of a paper.

    Args:
        readings: documents by any parsers, at least one. Those of another paper than the first are left out.

    Returns:
        The document. `parser` names its sources, the one whose text was kept first (`html+tex`). The confidence of a
        table is the share of its cells that agree with the source that agrees most, None where it stands in one only.
    """
    return read_merged(readings).document


def read_merged(readings: Sequence[Document]) -> Merged:
    """As `merge`, with notes on what differs."""
    documents = [readings[0], *(other for other in readings[1:] if is_same_paper(readings[0], other))]
    notes = [
        f"{NAMES.get(other.parser, other.parser)} is of another paper and was left out"
        for other in readings[1:]
        if not any(other is kept for kept in documents)
    ]
    if len(documents) == 1:
        return Merged(documents[0], tuple(notes))
    words = [Words(document) for document in documents]
    own = skeleton_of(documents, words)
    others = sorted((n for n in range(len(documents)) if n != own), key=lambda n: (_place(documents[n], ORDER), n))
    work = Work(documents, words, own, others)
    document = work.document()
    return Merged(document, (*notes, *work.notes))


def skeleton_of(documents: Sequence[Document], words: Sequence[Words]) -> int:
    """The document whose text is kept: the first of `TEXT_ORDER` that has not lost text that others have."""
    shares = [own.share([w for m, w in enumerate(words) if m != n]) for n, own in enumerate(words)]
    known = [1.0 if share is None else share for share in shares]
    order = sorted(range(len(documents)), key=lambda n: (_place(documents[n], TEXT_ORDER), n))
    sure = [known[n] for n in order if documents[n].parser not in PRINT]
    for n in order:
        if known[n] >= max(sure, default=0.0) - LOST and known[n] >= max(known) - LOST_TO_PRINT:
            return n
    return max(order, key=lambda n: known[n])


def _place(document: Document, order: Sequence[str]) -> int:
    return order.index(document.parser) if document.parser in order else len(order)
