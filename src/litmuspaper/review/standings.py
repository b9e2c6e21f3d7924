"""What the paper's own row reaches in each column against the other methods."""

import re
from dataclasses import dataclass

from litmuspaper.review.marks import senses
from litmuspaper.review.metrics import is_cost
from litmuspaper.review.ranking import Place, ranked
from litmuspaper.review.roles import is_removal
from litmuspaper.review.scale import stray_places
from litmuspaper.review.tables import Block


@dataclass(frozen=True)
class Standing:
    """The paper's own row in one column: `own` against the best of the others."""

    j: int
    own: Place
    best: Place
    rank: int
    sense: int

    @property
    def outcome(self) -> str:
        """`best`, `tied` or `beaten`."""
        if self.own.number.value == self.best.number.value:
            return "tied"
        return "best" if self.rank == 1 else "beaten"


def named_rivals(block: Block, text: str) -> frozenset[int]:
    """Rows of other methods that a text names."""
    rows = [(i, r.label) for i, r in enumerate(block.rows) if r.role == "plain" and len(r.label) >= 3]
    return frozenset(i for i, label in rows if re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text))


def standings(block: Block, rivals: frozenset[int] = frozenset()) -> list[Standing]:
    """The paper's own best row against all other methods, for each column whose direction is known.

    Rows that leave out a part of the method are no competitors; where the paper has several rows of its own, the
    best of them stands for it.

    Args:
        block: rows and columns of one table.
        rivals: the rows to compare with; all other methods where it is empty.

    Returns:
        One standing for each column in which both the own row and another have a number.
    """
    strays, out = stray_places(block), []
    for j, sense in sorted(senses(block).items()):
        column = block.columns[j]
        if is_cost(column.leaf):
            continue
        places = ranked(block, j, strays)
        mine = [p for p in places if block.rows[p.i].role in ("ours", "full")]
        others = [
            p
            for p in places
            if (p.i in rivals or not rivals)
            and block.rows[p.i].role == "plain"
            and not is_removal(block.rows[p.i].label)
        ]
        if not mine or not others:
            continue
        own = max(mine, key=lambda p: p.number.value * sense)
        best = max(others, key=lambda p: p.number.value * sense)
        ahead = {p.i for p in others if (p.number.value - own.number.value) * sense > 0}
        out.append(Standing(j, own, best, len(ahead) + 1, sense))
    return out
