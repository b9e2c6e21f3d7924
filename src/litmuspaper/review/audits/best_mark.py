"""T3: the bold cell of a column (or row) is the best one, where the table itself shows that bold means best."""

from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.marks import DECLARED, Marked, convention
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.tables import Block, Entry, blocks
from litmuspaper.types import Document, Finding

AUDIT = "best_mark"


def audit(document: Document) -> list[Finding]:
    """Bold cells that are not the best of their column, in tables whose other bold cells are."""
    found = blocks(document)
    if not any(e and e.cell.bold is not None for b in found for row in b.entries for e in row):
        return not_assessed(AUDIT, "the source does not tell which cells are bold")
    judged, alarms, cells = 0, [], list[Entry]()
    for block in found:
        columns = convention(block)
        judged += len(columns[1])
        cells += [m.bold.entry for m in columns[1] if m.right]
        wrong = [m for m in columns[1] if not m.right]
        if wrong:
            alarms.append(_alarm(columns[0], columns[1], wrong))
    if not judged:
        return not_assessed(AUDIT, "no table marks one best number in each of at least three columns or rows")
    if alarms:
        return alarms
    return [
        verified(AUDIT, f"The bold number is the best one in all {judged} columns that mark it.", cell_spans(cells))
    ]


def _is_highlight(view: Block, columns: list[Marked]) -> bool:
    """Whether bold may only set off one row: all bold numbers stand in it, and all of its numbers are bold."""
    rows = {m.bold.i for m in columns}
    if len(rows) != 1:
        return False
    own = [e for e in view.entries[rows.pop()] if e and e.number]
    return all(e.cell.bold for e in own)


def _alarm(view: Block, columns: list[Marked], wrong: list[Marked]) -> Finding:
    parts = [
        f"{place_of(view, m.bold.i, m.j)}: {m.bold.number.printed} is bold, but {m.best.number.printed} "
        f"({view.rows[m.best.i].label}) is better"
        for m in wrong
    ]
    declared = DECLARED.search(view.table.caption) or any(m.best.entry.cell.underline for m in wrong)
    highlight = not declared and _is_highlight(view, columns)
    return finding(
        AUDIT,
        "question" if highlight else "contradicted",
        "info" if highlight else "warning",
        f"The bold number is not the best. {joined(parts)}. In the other {len(columns) - len(wrong)} of {len(columns)} "
        "marked columns it is." + (" All bold numbers stand in one row: does bold mark that row?" if highlight else ""),
        spans=cell_spans(p.entry for m in wrong for p in (m.bold, m.best)),
        printed=tuple(m.bold.number.printed for m in wrong),
        recomputed="; ".join(f"best: {m.best.number.printed}" for m in wrong),
        tolerance="printed digits are compared; equal prints share the mark",
        clears_if="bold is given another meaning for these columns, or the better row is declared as not ranked",
    )
