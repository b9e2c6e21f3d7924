"""T2: a header that says per cent over cells that are fractions."""

from litmuspaper.review.evidence import cell_spans, joined
from litmuspaper.review.numbers import plain
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.scale import families
from litmuspaper.review.tables import Entry, blocks
from litmuspaper.types import Cell, Document, Finding

AUDIT = "unit_label"


def audit(document: Document) -> list[Finding]:
    """Headers with a per cent sign against the scale that their cells show."""
    labelled, wrong, cells, right = 0, list[str](), list[Cell](), list[Entry]()
    for block in blocks(document):
        for family in families(block):
            if "%" not in plain(family.metric) or not family.bounded or len(family.cells) < 4:
                continue
            labelled += 1
            right += [entry for _, _, entry, _ in family.cells]
            if family.as_fraction and sum(n.decimals >= 2 for *_, n in family.cells) >= len(family.cells) / 2:
                inside = [n for *_, n in family.cells if 0 <= n.value <= 1]
                wrong.append(
                    f"{block.name}: “{family.metric}” over {len(inside)} cells of {len(family.cells)} in [0, 1]"
                )
                cells += _headers(block.table.rows, family.metric)
    if not labelled:
        return not_assessed(AUDIT, "no header of a bounded metric says per cent")
    if not wrong:
        return [verified(AUDIT, f"{labelled} headers say per cent, and their cells are per cent.", cell_spans(right))]
    return [
        finding(
            AUDIT,
            "contradicted",
            "info",
            f"The header says per cent, the cells are fractions. {joined(wrong)}.",
            spans=cell_spans(cells),
            printed=tuple(c.text for c in cells[:6]),
            recomputed="scale inferred from at least four in five cells of the metric",
            clears_if="the header drops the per cent sign, or the cells are multiplied by 100",
        )
    ]


def _headers(rows: tuple[tuple[Cell, ...], ...], metric: str) -> list[Cell]:
    return [cell for row in rows for cell in row if plain(cell.text) == metric]
