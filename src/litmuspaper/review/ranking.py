"""Which rows of a block are ranked in a column, who is best there, and what the paper's own row reaches."""

from dataclasses import dataclass

from litmuspaper.review.metrics import is_cost
from litmuspaper.review.numbers import Number
from litmuspaper.review.roles import is_removal
from litmuspaper.review.scale import stray_places
from litmuspaper.review.tables import Block, Entry

UNRANKED = frozenset({"excluded", "gain", "total", "average"})


@dataclass(frozen=True)
class Place:
    """A ranked number: its row, its cell and the number."""

    i: int
    entry: Entry
    number: Number


def ranked(block: Block, j: int, strays: frozenset[tuple[int, int]] | None = None) -> list[Place]:
    """The numbers of a column that stand in competition: no references, gains, totals or cells off their scale."""
    off = stray_places(block) if strays is None else strays
    return [
        Place(i, entry, number)
        for i, entry, number in block.column(j)
        if block.rows[i].role not in UNRANKED and (i, j) not in off
    ]


@dataclass(frozen=True)
class Standing:
    """The paper's own row in one column: `own` against the best of the others."""

    j: int
    own: Place
    best: Place
    rank: int

    @property
    def outcome(self) -> str:
        """`best`, `tied` or `beaten`."""
        if self.own.number.value == self.best.number.value:
            return "tied"
        return "best" if self.rank == 1 else "beaten"


def standings(block: Block) -> list[Standing]:
    """The paper's own best row against all other methods, for each column whose direction is known.

    Rows that leave out a part of the method are no competitors; where the paper has several rows of its own, the
    best of them stands for it.
    """
    strays, out = stray_places(block), []
    for j, column in enumerate(block.columns):
        if not column.direction or is_cost(column.leaf):
            continue
        places = ranked(block, j, strays)
        mine = [p for p in places if block.rows[p.i].role in ("ours", "full")]
        others = [p for p in places if block.rows[p.i].role == "plain" and not is_removal(block.rows[p.i].label)]
        if not mine or not others:
            continue
        own = max(mine, key=lambda p: p.number.value * column.direction)
        best = max(others, key=lambda p: p.number.value * column.direction)
        ahead = {p.i for p in others if (p.number.value - own.number.value) * column.direction > 0}
        out.append(Standing(j, own, best, len(ahead) + 1))
    return out


def is_ablation(block: Block) -> bool:
    """Whether a block takes the paper's own method apart."""
    said = "ablat" in block.table.caption.lower() or "ablat" in block.title.lower()
    removed = sum(is_removal(row.label) for row in block.rows)
    full = [row for row in block.rows if row.role == "full"]
    return removed >= 2 or (said and bool(full or removed)) or (len(full) == 1 and removed >= 1)
