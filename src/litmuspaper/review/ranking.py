"""Which rows of a block are ranked in a column, and which blocks take the method apart."""

from dataclasses import dataclass

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


def is_ablation(block: Block) -> bool:
    """Whether a block takes the paper's own method apart."""
    said = "ablat" in block.table.caption.lower() or "ablat" in block.title.lower()
    removed = sum(is_removal(row.label) for row in block.rows)
    full = [row for row in block.rows if row.role == "full"]
    return removed >= 2 or (said and bool(full or removed)) or (len(full) == 1 and removed >= 1)
