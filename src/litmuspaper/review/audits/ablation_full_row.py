"""T6: the full row of an ablation table, and rows of the same name, against the table they come from.

The row must equal the main table's own row, cell by cell or by the mean over its classes. The rule is taken for true
only where it holds in at least 60 % of the cells; the rest is alarmed then, and what follows from it is told too.
"""

from fractions import Fraction

from litmuspaper.review.agreement import Match, is_average, matches, row_pairs, sources
from litmuspaper.review.backbone import flips, named_backbones
from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.metrics import is_cost
from litmuspaper.review.numbers import shown
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.tables import Block, blocks
from litmuspaper.types import Document, Finding
from litmuspaper.types.review import Severity

AUDIT = "ablation_full_row"
HOLD_SHARE = Fraction(3, 5)
# rows of the same name are often measured anew on other data, so that more must agree
NAME_SHARE = Fraction(4, 5)
MOST_TABLES = 40
# Result tables are smaller; every row of one table is held against every row of another.
MOST_CELLS = 1_000


def audit(document: Document) -> list[Finding]:
    """Cells that two tables print for the same thing, and what follows where they differ."""
    tables: dict[str, list[Block]] = {}
    for block in blocks(document):
        tables.setdefault(block.name, []).append(block)
    names = [name for name, some in tables.items() if sum(map(_cells, some)) <= MOST_CELLS][:MOST_TABLES]
    out: list[Finding] = []
    asked = False
    for other in names:
        for own_rows in (True, False):
            best: tuple[int, list[tuple[Block, Match]], str] = (0, [], "")
            for main in names:
                if main == other or not _derives(tables, main, other, own_rows):
                    continue
                pairs = _pairs(tables[main], tables[other], own_rows)
                asked = asked or bool(pairs)
                good = sum(m.holds for _, m in pairs)
                if good > best[0] and _established(pairs, HOLD_SHARE if own_rows else NAME_SHARE):
                    best = (good, pairs, main)
            if best[1]:
                out += _judge(best[1], best[2], other)
                out += _backbones(document, tables[best[2]], tables[other]) if own_rows else []
    return out or not_assessed(
        AUDIT,
        "no two tables print the same row" if not asked else "no row agrees with its counterpart in 60 % of the cells",
    )


def _cells(block: Block) -> int:
    return len(block.rows) * len(block.columns)


def _derives(tables: dict[str, list[Block]], main: str, other: str, own_rows: bool) -> bool:
    """Whether the other table is the one to be held against the main one, so that each pair is judged once.

    It is the one with a full row, or the later of two of a kind.
    """
    full_main, full_other = (any(r.role == "full" for b in tables[n] for r in b.rows) for n in (main, other))
    if own_rows and full_main != full_other:
        return full_other
    order = list(tables)
    return order.index(main) < order.index(other)


def _pairs(main: list[Block], other: list[Block], own_rows: bool) -> list[tuple[Block, Match]]:
    """The matched cells under the view of the data sets in which most of them hold, block by block."""
    out: list[tuple[Block, Match]] = []
    for block in other:
        if not any(row_pairs(b, block, own_rows) for b in main):
            continue
        ways = [matches(main, block, view, own_rows) for view in sources(main, block)]
        if ways:
            best = max(ways, key=lambda some: (sum(m.holds for m in some), -len(some)))
            out += [(block, m) for m in best]
    return out


def _established(pairs: list[tuple[Block, Match]], share: Fraction) -> bool:
    """Whether the rule holds often enough; columns that are means themselves do not vote."""
    voting = [m for b, m in pairs if not is_average(b.columns[m.j].path)]
    good = sum(m.holds for m in voting)
    return good >= 2 and good >= share * len(voting) and any(not m.number.whole for m in voting)


def _judge(pairs: list[tuple[Block, Match]], main: str, other: str) -> list[Finding]:
    out = []
    total, good = len(pairs), sum(m.holds for _, m in pairs)
    wrong = [(b, m) for b, m in pairs if not m.holds]
    edge = [(b, m) for b, m in pairs if m.holds and not m.shows]
    for severity in ("error", "info"):
        some = [(b, m) for b, m in wrong if _severity(m) == severity]
        if some:
            out.append(_alarm(some, severity, main, good, total))
    out += [f for b, m in wrong if _severity(m) == "error" for f in _consequence(b, m, main)]
    if edge:
        parts = [f"{place_of(b, m.i, m.j)} prints {m.number.printed}, {m.formula}" for b, m in edge]
        out.append(
            finding(
                AUDIT,
                "not-reproducible",
                "info",
                f"Not reproducible from the displayed digits of {main}, feasible before rounding, in "
                f"{len(edge)} of {total} cells: {joined(parts)}.",
                spans=cell_spans(e for _, m in edge for e in (m.entry, *m.sources)),
                printed=tuple(m.number.printed for _, m in edge),
                recomputed=joined([shown(m.value, 5) for _, m in edge]),
                tolerance="half a unit of every last printed digit",
                clears_if="the unrounded values give it",
            )
        )
    if good:
        means = sum(len(m.numbers) > 1 for _, m in pairs if m.holds)
        out.append(
            verified(
                AUDIT,
                f"{other} agrees with {main} in {good} of {total} cells of the same rows ({good - means} "
                f"equal, {means} means over classes).",
                cell_spans(m.entry for _, m in pairs if m.holds),
            )
        )
    return out


def _severity(match: Match) -> Severity:
    """A slip of the last digit is worth a note; anything larger is an error."""
    gap = abs(match.value - match.number.value)
    return "info" if gap <= match.number.step * Fraction(3, 2) else "error"


def _alarm(wrong: list[tuple[Block, Match]], severity: Severity, main: str, good: int, total: int) -> Finding:
    parts = [
        f"{place_of(b, m.i, m.j)} prints {m.number.printed}, {main} gives {m.formula} "
        f"(difference {shown(abs(m.value - m.number.value), 4)})"
        for b, m in wrong
    ]
    kind = "The last digit differs" if severity == "info" else "Two tables contradict one another"
    return finding(
        AUDIT,
        "contradicted",
        severity,
        f"{kind}: {joined(parts)}. The same rule holds in {good} of {total} cells.",
        spans=cell_spans(e for _, m in wrong for e in (m.entry, *m.sources)),
        printed=tuple(m.number.printed for _, m in wrong),
        recomputed="; ".join(f"{m.formula}" for _, m in wrong),
        tolerance="half a unit of every last printed digit, summed over the parts",
        clears_if="the tables are said to use different data, splits or seeds for these cells",
    )


def _consequence(block: Block, match: Match, main: str) -> list[Finding]:
    """If the main table is right: variants that the printed full row beats and the other value does not."""
    way = block.columns[match.j].direction
    if not way or is_cost(block.columns[match.j].leaf) or block.rows[match.i].role not in ("full", "ours"):
        return []
    ahead = [
        (i, entry, number)
        for i, entry, number in block.column(match.j)
        if i != match.i
        and block.rows[i].role == "plain"
        and (number.value - match.number.value) * way <= 0
        and (number.interval.low - match.derived.high if way > 0 else match.derived.low - number.interval.high) > 0
    ]
    if not ahead:
        return []
    sign = ">" if way > 0 else "<"
    parts = [f"“{block.rows[i].label}” ({n.printed} {sign} {shown(match.value, 5)})" for i, _, n in ahead]
    return [
        finding(
            AUDIT,
            "question",
            "warning",
            f"If {main} is right, {joined(parts)} beats the full method in {block.name}, column "
            f"{block.columns[match.j].name}, "
            f"where {match.number.printed} is printed for it.",
            spans=cell_spans([match.entry, *(e for _, e, _ in ahead)]),
            printed=(match.number.printed, *(n.printed for *_, n in ahead)),
            recomputed=f"{match.formula}",
            clears_if=f"{main} is wrong and {block.name} is right",
        )
    ]


def _backbones(document: Document, main: list[Block], other: list[Block]) -> list[Finding]:
    """A question where a variant is worse than the backbone it keeps in one metric and better in another."""
    out = []
    for label, sentence in named_backbones(document, main):
        found = [
            (b, c) for b in other for view in sources(main, b) for some in flips(main, b, view, label) for c in some
        ]
        unique = list({(id(b), c.row, c.j): (b, c) for b, c in found}.values())
        if not unique:
            continue
        parts = [
            f"{place_of(b, c.row, c.j)}: {c.number.printed} is {'better' if c.gap > 0 else 'worse'} than "
            f"{shown(c.backbone, 5)}"
            for b, c in unique
        ]
        out.append(
            finding(
                AUDIT,
                "question",
                "info",
                f"“{label}” is a part of the method and a baseline. Variants that keep it are worse than it "
                f"in one metric "
                f"and better in another: {joined(parts)}. Why?",
                spans=(sentence, *cell_spans(e for _, c in unique for e in (c.entry, *c.sources))),
                printed=tuple(c.number.printed for _, c in unique),
                recomputed="; ".join(shown(c.backbone, 5) for _, c in unique),
                clears_if="the baseline was trained otherwise than as a part of the method",
            )
        )
    return out
