"""The nearest earlier papers of what a day selected: the library's vectors brought up to date, then asked."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from litmuspaper.library.papers import Record
from litmuspaper.library.store import Library
from litmuspaper.library.vectors import Vectors
from litmuspaper.models.table import load_table
from litmuspaper.models.words import paper_words
from litmuspaper.parse import parse
from litmuspaper.select.novelty import nearest, neighbours
from litmuspaper.types import Selected

FEW = 50  # earlier papers below which nothing can be said
_BLOCK = 2_000


def with_neighbours(selected: Sequence[Selected], today: date, library: Library) -> list[Selected]:
    """The selected rows with the earlier papers nearest to each.

    Args:
        selected: the day's selected rows.
        today: only what was announced on an earlier day is asked.
        library: holds the earlier papers; vectors that it lacks are made. A LibraryError passes on.

    Returns:
        The rows in their order, each saying what its novelty was looked for in.
    """
    if not selected:
        return []
    earlier = library.records(before=today)
    count = len({record.id for record in earlier})
    if count < FEW:
        said = f"not assessed: your library holds {count} earlier papers, too few to look among"
        return [row.model_copy(update={"novelty": said}) for row in selected]
    table = load_table()
    marks, corpus = index(library).read()
    by_mark = {record.mark: record for record in earlier}
    rows = np.flatnonzero(np.isin(marks, np.fromiter(by_mark, np.int64, len(by_mark))))
    own = table.embed(table.bags([paper_words(row.paper) for row in selected]))
    found = nearest(own, corpus[rows])
    return [
        _told(row, today, [by_mark[int(marks[rows[n]])] for n in near], count, library)
        for row, near in zip(selected, found, strict=True)
    ]


def _told(row: Selected, today: date, near: Sequence[Record], count: int, library: Library) -> Selected:
    first = row.paper.submitted or row.paper.announced or today
    # Of several records of one paper the nearest stands for it.
    records = {record.id: record for record in reversed(near) if record.id != row.id}.values()
    papers = [
        paper.model_copy(update={"announced": paper.announced or record.announced})
        for record, paper in zip(records, library.papers_at(records), strict=True)
        # By its first day: a new version of this paper does not make others older.
        if (paper.submitted or record.announced) < first
    ]
    found = neighbours(parse(row.paper), [parse(paper) for paper in papers], load_table())
    said = f"looked for among {count:,} earlier papers of your library by title and abstract"
    said += "" if found else "; none has the same subject"
    return row.model_copy(update={"novelty": said, "neighbours": found})


def index(library: Library) -> Vectors:
    """The vectors of the library's papers, those made that were missing."""
    table = load_table()
    vectors = Vectors(library.root, f"table-{table.sha256[:16]}", table.vectors.shape[1])
    have = set(vectors.read()[0].tolist())
    missing = [record for record in library.records() if record.mark not in have]
    for start in range(0, len(missing), _BLOCK):
        block = missing[start : start + _BLOCK]
        made = table.embed(table.bags([paper_words(paper) for paper in library.papers_at(block)]))
        vectors.append(np.array([record.mark for record in block], np.int64), made)
    return vectors
