"""T3: the bold cell of a column (or row) is the best one.

Judged only where the table itself shows the convention: at least three columns with one bold number each, of which
at least three in four are extreme. Rows set apart (oracle, human, upper bound) are not ranked, and neither are rows
that beat the bold cell in half of the columns or more, since these are references by their use.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.metrics import is_cost, is_unranked
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.ranking import Place, ranked
from litmuspaper.review.scale import stray_places
from litmuspaper.review.tables import Block, blocks
from litmuspaper.types import Document, Finding

AUDIT = "best_mark"
LEAST_COLUMNS = 3
EXTREME_SHARE = Fraction(3, 4)


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


def audit(document: Document) -> list[Finding]:
    """Bold cells that are not the best of their column, in tables whose other bold cells are."""
    found = blocks(document)
    if not any(e and e.cell.bold is not None for b in found for row in b.entries for e in row):
        return not_assessed(AUDIT, "the source does not tell which cells are bold")
    judged, alarms = 0, []
    for block in found:
        columns = convention(block)
        judged += len(columns[1])
        wrong = [m for m in columns[1] if not m.right]
        if wrong:
            alarms.append(_alarm(columns[0], columns[1], wrong))
    if not judged:
        return not_assessed(AUDIT, "no table marks one best number in each of at least three columns or rows")
    if alarms:
        return alarms
    return [verified(AUDIT, f"The bold number is the best one in all {judged} columns that mark it.")]


def convention(block: Block) -> tuple[Block, list[Marked]]:
    """The block in the direction in which bold means best, and its marked columns; none where nothing shows it."""
    best: tuple[Fraction, Block, list[Marked]] = (Fraction(0), block, [])
    if is_unranked(block.table.caption):
        return block, []
    for view in (block, block.transposed):
        columns = _marked(view)
        if len(columns) < LEAST_COLUMNS:
            continue
        share = Fraction(sum(m.right for m in columns), len(columns))
        if share >= EXTREME_SHARE and share > best[0]:
            best = (share, view, columns)
    return best[1], best[2]


def _marked(view: Block) -> list[Marked]:
    strays = stray_places(view)
    candidates: list[tuple[int, list[Place], Place, int]] = []
    for j, column in enumerate(view.columns):
        places = ranked(view, j, strays)
        bold = [p for p in places if p.entry.cell.bold]
        if len(places) < 2 or len(bold) != 1 or (is_cost(column.leaf) and not column.direction):
            continue
        candidates.append((j, places, bold[0], column.direction))
    references = _references(view, candidates)
    out = []
    for j, places, bold, way in candidates:
        kept = tuple(p for p in places if p.i not in references)
        sense = way or _sense(kept, bold, candidates)
        if len(kept) >= 2 and sense and bold in kept:
            out.append(Marked(j, kept, bold, sense))
    return out


def _sense(places: tuple[Place, ...], bold: Place, candidates: list[tuple[int, list[Place], Place, int]]) -> int:
    """The direction of a column that names none: the bold cell's own if it is extreme, else that of the others."""
    values = [p.number.value for p in places]
    if bold.number.value == max(values) != min(values):
        return 1
    if bold.number.value == min(values) != max(values):
        return -1
    votes: Counter[int] = Counter()
    for _, others, mark, way in candidates:
        values = [p.number.value for p in others]
        votes[way or (1 if mark.number.value == max(values) else -1 if mark.number.value == min(values) else 0)] += 1
    sense, count = votes.most_common(1)[0]
    return sense if count >= EXTREME_SHARE * len(candidates) else 0


def _references(view: Block, candidates: list[tuple[int, list[Place], Place, int]]) -> frozenset[int]:
    """Rows never bold that beat the bold cell in at least half of the columns where both stand."""
    beats: Counter[int] = Counter()
    seen: Counter[int] = Counter()
    bolds = {bold.i for _, _, bold, _ in candidates}
    for _, places, bold, way in candidates:
        for p in places:
            if p.i in bolds:
                continue
            seen[p.i] += 1
            gap = p.number.value - bold.number.value
            beats[p.i] += gap * way > 0 if way else 0
    return frozenset(i for i, n in beats.items() if 2 * n >= seen[i] and n)


def _alarm(view: Block, columns: list[Marked], wrong: list[Marked]) -> Finding:
    parts = [
        f"{place_of(view, m.bold.i, m.j)}: {m.bold.number.printed} is bold, but {m.best.number.printed} "
        f"({view.rows[m.best.i].label}) is better"
        for m in wrong
    ]
    return finding(
        AUDIT,
        "contradicted",
        "warning",
        f"The bold number is not the best. {joined(parts)}. In the other {len(columns) - len(wrong)} of {len(columns)} "
        "marked columns it is.",
        spans=cell_spans(p.entry for m in wrong for p in (m.bold, m.best)),
        printed=tuple(m.bold.number.printed for m in wrong),
        recomputed="; ".join(f"best: {m.best.number.printed}" for m in wrong),
        tolerance="printed digits are compared; equal prints share the mark",
        clears_if="bold is given another meaning for these columns, or the better row is declared as not ranked",
    )
