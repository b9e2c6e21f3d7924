"""One column of a paper's own tables as a contest: its own cell against the best of some others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from litmuspaper.review.marks import senses
from litmuspaper.review.metrics import is_cost
from litmuspaper.review.numbers import plain
from litmuspaper.review.ranking import Place, is_ablation, ranked
from litmuspaper.review.scale import stray_places
from litmuspaper.review.tables import Block


@dataclass(frozen=True)
class Contest:
    """One column: the paper's own cell against the best of the others; `sense` is -1 where lower is better, else +1."""

    block: Block
    j: int
    own: Place
    rival: Place
    place: int
    sense: int

    @property
    def outcome(self) -> str:
        """`best`, `tied` or `beaten`, by the printed digits."""
        gap = (self.own.number.value - self.rival.number.value) * self.sense
        return "best" if gap > 0 else "tied" if gap == 0 else "beaten"


@dataclass(frozen=True)
class Evidence:
    """The columns that bear on a sentence; `everywhere` where it speaks of all of them; `how` they were chosen.

    `rivals` are the labels of all rows that the own row was held against; `unmet` are numbers that the sentence
    prints and these columns do not give. `most` is set where the sentence speaks of most columns, `equal` where it says
    that two sides are the same; `unknown` counts columns left out since nothing says which way is better there.
    """

    contests: tuple[Contest, ...]
    everywhere: bool
    how: str
    rivals: tuple[str, ...]
    unmet: tuple[str, ...] = ()
    most: bool = False
    equal: bool = False
    unknown: int = 0


def of_ablation(found: tuple[Block, ...], block: Block) -> bool:
    """Whether any block of that table takes the method apart."""
    return any(b.name == block.name and is_ablation(b) for b in found)


def named_columns(block: Block, text: str) -> frozenset[int]:
    """The columns whose metric or data set the sentence names; all where it names none of them."""
    said = f" {words_of(text)} "
    kept = set(range(len(block.columns)))
    for level in range(max((len(c.path) for c in block.columns), default=0)):
        names = {j: words_of(block.columns[j].path[level]) for j in kept if level < len(block.columns[j].path)}
        named = {j for j, name in names.items() if len(name) > 1 and f" {name} " in said}
        kept = named or kept
    return frozenset(kept)


def words_of(text: str) -> str:
    """The words and numbers of a name or a sentence in lower case, what stands in brackets left out."""
    return " ".join(re.findall(r"[a-z]+[\w-]*|\d+", re.sub(r"\([^)]*\)", " ", plain(text)).lower()))


def full_row(block: Block) -> int | None:
    """The one row of the full method, or else of the paper's own; None where there are none or several."""
    rows = [i for i, r in enumerate(block.rows) if r.role == "full"]
    rows = rows or [i for i, r in enumerate(block.rows) if r.role == "ours"]
    return rows[0] if len(rows) == 1 else None


def against(block: Block, own: int, rivals: set[int], columns: frozenset[int]) -> Iterator[Contest]:
    """The row `own` against the best of the rows `rivals`, for each of those columns with a direction."""
    strays = stray_places(block)
    for j, sense in sorted(senses(block).items()):
        places = ranked(block, j, strays) if j in columns and not is_cost(block.columns[j].leaf) else []
        mine = next((p for p in places if p.i == own), None)
        others = [p for p in places if p.i in rivals and p.i != own]
        if mine is None or not others:
            continue
        ahead = sum((p.number.value - mine.number.value) * sense > 0 for p in others)
        yield Contest(block, j, mine, max(others, key=lambda p: p.number.value * sense), ahead + 1, sense)
