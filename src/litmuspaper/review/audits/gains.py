"""T8: printed gains follow from the numbers they compare, in tables (gain rows) and in text (from A to B, C %).

Every usual reading is tried: points, relative to the old value, relative to the new one, reduction of the error. What
the displayed digits do not give but unrounded values could is not a contradiction.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.changes import Reading, readings
from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.numbers import Number, shown
from litmuspaper.review.prose import finding, not_assessed, place, verified
from litmuspaper.review.stated import StatedChange, stated_changes
from litmuspaper.review.tables import Block, Entry, blocks
from litmuspaper.types import Document, Finding, Span

AUDIT = "gains"
HOLD_SHARE = Fraction(3, 5)
_REST = re.compile(r"\berrors?\b|\bgap\b|\bremaining\b|\bmissing\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Gain:
    block: Block
    i: int
    j: int
    entry: Entry
    printed: Number
    old: Entry
    new: Entry
    reading: Reading

    @property
    def gives(self) -> bool:
        return self.reading.gives(self.printed)

    @property
    def improves(self) -> int:
        """+1 for better, -1 for worse, 0 where the metric has no direction."""
        old, new, way = self.old.number, self.new.number, self.block.columns[self.j].direction
        return 0 if not way or old is None or new is None else 1 if (new.value - old.value) * way > 0 else -1

    @property
    def shows(self) -> bool:
        return self.reading.shows(self.printed)


def audit(document: Document) -> list[Finding]:
    """Gain rows of tables, and changes stated in sentences."""
    out: list[Finding] = []
    good: list[_Gain] = []
    better, directed = 0, 0
    for name in dict.fromkeys(b.name for b in blocks(document)):
        gains = _rule([b for b in blocks(document) if b.name == name])
        wrong = [g for g in gains if not g.gives and not _elsewhere(g)]
        edge = [g for g in gains if g.gives and not g.shows]
        good += [g for g in gains if g.shows]
        better += sum(g.improves > 0 for g in gains)
        directed += sum(g.improves != 0 for g in gains)
        if wrong:
            out.append(_alarm(wrong, len(gains)))
        if edge:
            out.append(_edge(edge, len(gains)))
    if good or directed:
        text = f"{len(good)} printed gains follow from the digits displayed."
        if better == directed > 0:
            text += f" {better} of {directed} gains are improvements in the direction of their metric."
        out.append(verified(AUDIT, text, cell_spans(g.entry for g in good)))
    return [*out, *_text(document)] or not_assessed(
        AUDIT, "no table has a row of gains that follows one rule, and no sentence states a change with its per cent"
    )


def _rule(found: list[Block]) -> list[_Gain]:
    """The gain cells of a table under the one rule (which rows, which reading) that most of them follow."""
    rules: dict[tuple[str, str], list[_Gain]] = defaultdict(list)
    for block in found:
        for i, row in enumerate(block.rows):
            if row.role != "gain":
                continue
            for j in range(len(block.columns)):
                for rule, a, b in _rows(block, i, j):
                    for gain in _gains(block, i, j, a, b):
                        rules[rule, gain.reading.name].append(gain)
    best = max(rules.values(), key=lambda gs: (sum(g.gives for g in gs), sum(g.shows for g in gs)), default=[])
    right = sum(g.gives for g in best)
    most = max((len(gs) for gs in rules.values()), default=0)
    return best if right >= 2 and right >= HOLD_SHARE * len(best) and len(best) >= most / 2 else []


def _rows(block: Block, i: int, j: int) -> list[tuple[str, int, int]]:
    """Pairs of rows that a gain row may compare in a column."""
    start = max((k + 1 for k in range(i) if block.rows[k].role == "gain"), default=0)
    above = [k for k in range(start, i) if block.rows[k].role not in ("total", "average") and block.number(k, j)]
    if len(above) < 2:
        return []
    out = [("the two rows above", above[-2], above[-1])]
    if len(above) > 2:
        out.append(("the first and the last row above", above[0], above[-1]))
        way = block.columns[j].direction
        best = [(n.value * way, k) for k in above[:-1] if way and (n := block.number(k, j))]
        if best:
            out.append(("the best other row and the last", max(best)[1], above[-1]))
    return out


def _elsewhere(gain: _Gain) -> bool:
    """Whether the gain follows from another row by the same reading, so that it compares other rows."""
    new = gain.new.number
    others = [n for k in range(gain.i) if (n := gain.block.number(k, gain.j)) and gain.block.rows[k].role != "gain"]
    return new is not None and any(
        r.gives(gain.printed) for old in others for r in readings(old, new) if r.name == gain.reading.name
    )


def _gains(block: Block, i: int, j: int, a: int, b: int) -> list[_Gain]:
    cell, old, new = block.entries[i][j], block.entries[a][j], block.entries[b][j]
    if not (cell and old and new and cell.number and old.number and new.number):
        return []
    printed = cell.number
    if printed.value < 0:
        printed = Number(printed.printed, -printed.value, printed.step, printed.decimals)
    return [_Gain(block, i, j, cell, printed, old, new, r) for r in readings(old.number, new.number)]


def _describe(gain: _Gain) -> str:
    old, new = gain.old.number, gain.new.number
    low, high = gain.reading.interval.low, gain.reading.interval.high
    return (
        f"{place_of(gain.block, gain.i, gain.j)} prints {gain.printed.printed}; from "
        f"{old.printed if old else ''} to {new.printed if new else ''} "
        f"{gain.reading.name} is {shown(gain.reading.value, 3)}, possible before rounding [{shown(low, 3)}, "
        f"{shown(high, 3)}]"
    )


def _alarm(wrong: list[_Gain], total: int) -> Finding:
    return finding(
        AUDIT,
        "contradicted",
        "warning",
        f"A gain does not follow from its rows: {joined([_describe(g) for g in wrong])}. The other "
        f"{total - len(wrong)} of {total} do.",
        spans=cell_spans(e for g in wrong for e in (g.old, g.new, g.entry)),
        printed=tuple(g.entry.number.printed for g in wrong if g.entry.number),
        recomputed="; ".join(shown(g.reading.value, 3) for g in wrong),
        tolerance="half a unit of every last printed digit",
        clears_if="the gain compares other rows",
    )


def _edge(edge: list[_Gain], total: int) -> Finding:
    return finding(
        AUDIT,
        "not-reproducible",
        "info",
        f"Not reproducible from the displayed digits, feasible before rounding: {len(edge)} of {total} gains. "
        f"{joined([_describe(g) for g in edge])}.",
        spans=cell_spans(e for g in edge for e in (g.old, g.new, g.entry)),
        printed=tuple(g.printed.printed for g in edge),
        recomputed="; ".join(shown(g.reading.value, 3) for g in edge),
        tolerance="half a unit of every last printed digit",
        clears_if="the unrounded values give them",
    )


def _text(document: Document) -> list[Finding]:
    """Sentences that say from A to B and by how many per cent."""
    out: list[Finding] = []
    held = []
    for sentence in document.sentences:
        for change in stated_changes(sentence.text):
            ways = readings(change.old, change.new, of_rest=_REST.search(sentence.text) is not None)
            span = place(document, sentence.start + change.start, sentence.start + change.end)
            if any(way.shows(change.printed) for way in ways):
                held.append(span)
            else:
                out.append(_told(change, ways, span))
    if held:
        out.append(verified(AUDIT, f"{len(held)} changes stated in the text follow from their numbers.", tuple(held)))
    return out


def _told(change: StatedChange, ways: list[Reading], span: Span) -> Finding:
    feasible = any(way.gives(change.printed) for way in ways)
    near = min(ways, key=lambda way: abs(way.value - change.printed.value))
    values = "; ".join(f"{way.name} {shown(way.value, 2)}" for way in ways)
    head = "A stated change does not follow from its numbers"
    if feasible:
        head = "Not reproducible from the displayed digits, feasible before rounding"
    return finding(
        AUDIT,
        "not-reproducible" if feasible else "contradicted",
        "info" if feasible else "warning",
        f"{head}: “{span.text}”. From {change.old.printed} to {change.new.printed} is {values}.",
        spans=(span,),
        printed=(change.printed.printed, change.old.printed, change.new.printed),
        recomputed=f"{near.name}: {shown(near.value, 2)}",
        tolerance=f"[{shown(near.interval.low, 3)}, {shown(near.interval.high, 3)}]",
        clears_if="the change compares other numbers",
    )
