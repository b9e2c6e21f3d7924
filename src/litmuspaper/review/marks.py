"""What bold means in a block: which columns or rows mark their best number, and in which direction best lies.

Read from the table itself: at least three columns with one bold number each, of which at least three in four are
extreme. Rows set apart (oracle, human, upper bound) are not ranked, and neither are rows that beat the bold cell in
half of the columns or more, since these are references by their use.
"""

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from litmuspaper.review.metrics import is_cost, is_unranked
from litmuspaper.review.ranking import Place, ranked
from litmuspaper.review.scale import stray_places
from litmuspaper.review.tables import Block

LEAST_COLUMNS = 3
EXTREME_SHARE = Fraction(3, 4)
# Captions in which bold says something of a part of the rows only, or something else than best.
_PARTLY = re.compile(
    r"\bbold\w*\b[^.]{0,60}\b(?:existing|previous|baselines?|among|discussed|ours?\b(?! is)|proposed)\b|"
    r"\b(?:discussed|proposed|our)\b[^.;]{0,60}\bbold",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"\bbold\w*\b[^.]{0,60}(?:\b(?:significan\w*|confidence|CI)\b|p\s?<)|\b(?:significan\w*|"
    r"confidence)\b[^.;]{0,60}\bbold",
    re.IGNORECASE,
)
DECLARED = re.compile(r"\bbest\b[^.]{0,60}\bbold|\bbold\w*\b[^.]{0,60}\bbest\b", re.IGNORECASE)


@dataclass(frozen=True)
class Marked:
    """A column with one bold number: the ranked places, the bold one, and the direction it is judged by."""

    j: int
    places: tuple[Place, ...]
    bold: Place
    sense: int

    @property
    def best(self) -> Place:
        """The best place by the direction."""
        return max(self.places, key=lambda p: p.number.value * self.sense)

    @property
    def right(self) -> bool:
        """Whether the bold number is the best one or equal to it."""
        return self.bold.number.value == self.best.number.value


@dataclass(frozen=True)
class _Candidate:
    """A column with one bold number, before rows set apart are taken out; `way` 0 where the header has no direction."""

    j: int
    places: list[Place]
    bold: Place
    way: int
    last: str


@lru_cache(maxsize=512)
def convention(block: Block) -> tuple[Block, list[Marked]]:
    """The block in the direction in which bold means best, and its marked columns; none where nothing shows it."""
    caption = block.table.caption
    if is_unranked(caption) or _PARTLY.search(caption) or (_SURE.search(caption) and not DECLARED.search(caption)):
        return block, []
    # Few rows that are right by chance must not hide a column that is wrong: the reading that tells more marks wins.
    most, best = (0, Fraction(0)), (block, list[Marked]())
    for view in (block, block.transposed):
        columns = _marked(view)
        if len(columns) < LEAST_COLUMNS:
            continue
        right = sum(m.right for m in columns)
        share = Fraction(right, len(columns))
        if share >= EXTREME_SHARE and (right, share) > most:
            most, best = (right, share), (view, columns)
    return best


def _marked(view: Block) -> list[Marked]:
    strays = stray_places(view)
    candidates: list[_Candidate] = []
    for j, column in enumerate(view.columns):
        places = ranked(view, j, strays)
        marks = [p for p in places if p.entry.cell.bold]
        one_value = len({p.number.value for p in marks}) == 1
        if len(places) < 2 or not one_value or (is_cost(column.leaf) and not column.direction):
            continue
        candidates.append(_Candidate(j, places, marks[0], column.direction, column.leaf.rpartition(" ")[2]))
    references = _references(view, candidates)
    out = []
    for one in candidates:
        kept = tuple(p for p in one.places if p.i not in references)
        sense = one.way or _sense(one, kept, candidates)
        if len(kept) >= 2 and sense and one.bold in kept:
            out.append(Marked(one.j, kept, one.bold, sense))
    return out


def _sense(one: _Candidate, places: tuple[Place, ...], candidates: list[_Candidate]) -> int:
    """The direction of a column that names none: its bold cell's own if it is extreme, else that of its siblings.

    Siblings are the columns whose header ends with the same word, if all of at least two agree; else all columns, if
    three in four agree.
    """
    if own := _own_sense([p.number.value for p in places], one.bold.number.value):
        return own
    votes = [(c.last, c.way or _own_sense([p.number.value for p in c.places], c.bold.number.value)) for c in candidates]
    near = [sense for last, sense in votes if last == one.last and sense]
    if len(near) >= 2 and len(set(near)) == 1:
        return near[0]
    sense, count = Counter(sense for _, sense in votes).most_common(1)[0]
    return sense if count >= EXTREME_SHARE * len(candidates) else 0


def _own_sense(values: list[Fraction], bold: Fraction) -> int:
    low, high = min(values), max(values)
    return 0 if low == high else 1 if bold == high else -1 if bold == low else 0


def _references(view: Block, candidates: list[_Candidate]) -> frozenset[int]:
    """Rows never bold that beat the bold cell in at least half of the columns where both stand.

    Where no direction is known, both are tried, and a row must lead in every column.
    """
    bolds = {c.bold.i for c in candidates}
    beats: Counter[tuple[int, int]] = Counter()
    seen: Counter[int] = Counter()
    known = any(c.way for c in candidates)
    for one in candidates:
        for p in one.places:
            if p.i in bolds:
                continue
            seen[p.i] += 1
            for sense in (one.way,) if known else (1, -1):
                beats[p.i, 0 if known else sense] += (p.number.value - one.bold.number.value) * sense > 0
    if known:
        return frozenset(i for (i, _), n in beats.items() if n and 2 * n >= seen[i])
    leading = [(i, sense) for (i, sense), n in beats.items() if n == seen[i] >= LEAST_COLUMNS]
    for sense in (1, -1):
        rows = frozenset(i for i, s in leading if s == sense)
        if len(rows) == 1 and all(_extreme(c, rows, sense) for c in candidates):
            return rows
    return frozenset()


def _extreme(one: _Candidate, without: frozenset[int], sense: int) -> bool:
    return all((p.number.value - one.bold.number.value) * sense <= 0 for p in one.places if p.i not in without)


def senses(block: Block) -> dict[int, int]:
    """The direction of each column: its header's, else the one in which its bold number is best."""
    view, columns = convention(block)
    known = {j: c.direction for j, c in enumerate(block.columns) if c.direction}
    if view.turned != block.turned:
        return known
    return {m.j: m.sense for m in columns if m.right} | known
