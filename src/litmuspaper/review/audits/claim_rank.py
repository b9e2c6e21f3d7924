"""T5: what the text claims of the paper's own method against its rank in the paper's own tables.

A claim of being best everywhere is contradicted by one column in which another method is better; a claim of state of
the art is asked about. In ablation tables the full method is held against its variants.
"""

import re
from dataclasses import dataclass, field

from litmuspaper.review.evidence import cell_spans, joined
from litmuspaper.review.marks import senses
from litmuspaper.review.mentions import tokens
from litmuspaper.review.metrics import is_cost
from litmuspaper.review.numbers import numbers_in
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.rank_claims import RankClaim, part_claims, rank_claims
from litmuspaper.review.ranking import is_ablation, ranked
from litmuspaper.review.roles import own_names
from litmuspaper.review.scale import stray_places
from litmuspaper.review.standings import Standing, named_rivals, standings
from litmuspaper.review.tables import Block, Entry, blocks
from litmuspaper.types import Document, Finding, Span

AUDIT = "claim_rank"
LEAST_NAME = 4
_FIGURE = re.compile(r"\b(?:Figures?|Figs?\.)\s*\d")
_LOCAL = re.compile(r"^\s*(?:Under|In|For|With) (?:this|these|that)\b|^\s*Here\b")
_EXCEPT = re.compile(
    r"\b(?:except|apart from|other than|with the exception|only (?:helps?|improves?|on|in|for))\b", re.IGNORECASE
)


@dataclass(frozen=True)
class _Table:
    """The own row's standings over all blocks of one table."""

    name: str
    found: tuple[tuple[Block, Standing], ...]

    def count(self, outcome: str) -> int:
        return sum(s.outcome == outcome for _, s in self.found)

    @property
    def summary(self) -> str:
        return (
            f"{self.name}: of {len(self.found)} ranked columns the paper's own row is strictly best in "
            f"{self.count('best')}, tied in {self.count('tied')}, beaten in {self.count('beaten')}"
        )

    def places(self, outcome: str) -> list[str]:
        out = []
        for block, s in self.found:
            if s.outcome == outcome:
                sign = "=" if outcome == "tied" else ">" if s.sense > 0 else "<"
                own = f"{s.own.number.printed}" + (f" (number {s.rank})" if s.rank > 2 else "")
                out.append(
                    f"{block.columns[s.j].name}: {block.rows[s.best.i].label} {s.best.number.printed} {sign} {own}"
                )
        return out


def audit(document: Document) -> list[Finding]:
    """Claims of rank against the ranks that the tables give."""
    found = blocks(document)
    main, order = [], list(dict.fromkeys(b.name for b in found))
    for name in order:
        parts = [b for b in found if b.name == name]
        if not any(is_ablation(b) for b in parts):
            table = _Table(name, tuple((b, s) for b in parts for s in standings(b)))
            if table.found:
                main.append(table)
    out = _parts(document, [b for b in found if is_ablation(b)])
    if not main:
        return out or not_assessed(
            AUDIT, "no table has a row of the paper's own method beside others under a metric with a direction"
        )
    return [*_claims(document, main), *out] or not_assessed(
        AUDIT, "the text makes no claim of rank that these tables could be held against"
    )


def _claims(document: Document, main: list[_Table]) -> list[Finding]:
    claims = [c for c in rank_claims(document, own_names(document)) if not _speaks_of_other(c, main)]
    out: list[Finding] = []
    for reach in ("all", "general"):
        by_tables: dict[tuple[str, ...], list[RankClaim]] = {}
        for claim in claims:
            if claim.reach == reach:
                by_tables.setdefault(claim.tables, []).append(claim)
        for labels, some in by_tables.items():
            tables = [_against(t, some) for t in main if not labels or t.name in labels]
            judged = _judge(some, tables) if tables else None
            if judged:
                out.append(judged)
    clean = [t for t in main if not t.count("beaten")]
    if clean and not claims:
        out.append(verified(AUDIT, "; ".join(t.summary for t in clean) + ".", _spans(clean, "best")))
    return out


def _speaks_of_other(claim: RankClaim, main: list[_Table]) -> bool:
    """Whether a sentence that names no table speaks of a figure, of one place, or of values of other tables."""
    text = claim.sentence.text
    if claim.tables:
        return False
    if _FIGURE.search(text) or _LOCAL.search(text):
        return True
    printed = [n.value for _, _, n in numbers_in(text) if not n.whole and not n.signed]
    cells = {p.number.value for t in main for _, s in t.found for p in (s.own, s.best)}
    return bool(printed) and cells.isdisjoint(printed)


def _against(table: _Table, claims: list[RankClaim]) -> _Table:
    """The table with the rivals that the claims name, if they name any."""
    text = " ".join(c.sentence.text for c in claims)
    found = [(b, named_rivals(b, text)) for b in {id(b): b for b, _ in table.found}.values()]
    if not any(rivals for _, rivals in found):
        return table
    return _Table(table.name, tuple((b, s) for b, rivals in found if rivals for s in standings(b, rivals)))


def _spans(tables: list[_Table], outcome: str) -> tuple[Span, ...]:
    return cell_spans(p.entry for t in tables for _, s in t.found if s.outcome == outcome for p in (s.own, s.best))


def _judge(claims: list[RankClaim], tables: list[_Table]) -> Finding | None:
    summary = "; ".join(t.summary for t in tables)
    quotes = " and ".join(f"“{c.sentence.text.strip()}”" for c in claims[:2])
    beaten = [f"{t.name}, {place}" for t in tables for place in t.places("beaten")]
    tied = [f"{t.name}, {place}" for t in tables for place in t.places("tied")]
    sentences = tuple(c.sentence for c in claims)
    if not beaten:
        return verified(AUDIT, f"{quotes}: {summary}.", sentences, recomputed=summary)
    everywhere = claims[0].reach == "all"
    if not everywhere and 2 * len(beaten) < sum(len(t.found) for t in tables):
        return None  # what the sentence speaks of is open, and most columns are for it
    message = f"{quotes}, but {summary}. Beaten: {joined(beaten)}." + (f" Tied: {joined(tied)}." if tied else "")
    return finding(
        AUDIT,
        "contradicted" if everywhere else "question",
        "error" if everywhere else "question",
        message,
        spans=(*sentences, *_spans(tables, "beaten")),
        printed=tuple(c.sentence.text for c in claims),
        recomputed=summary,
        tolerance="printed digits are compared; cells off their metric's scale are not ranked",
        clears_if="the claim names the columns or the average that it holds for",
    )


@dataclass
class _Ablation:
    """The full row of a block against its variants: columns judged, its wins by variant, and its losses."""

    columns: int = 0
    worse: dict[int, tuple[int, int]] = field(default_factory=dict)
    beaten: list[str] = field(default_factory=list)
    winners: list[int] = field(default_factory=list)
    cells: list[Entry] = field(default_factory=list)


def _parts(document: Document, ablations: list[Block]) -> list[Finding]:
    """The full method against its variants, table by table."""
    out = []
    for block in ablations:
        full = [i for i, r in enumerate(block.rows) if r.role == "full"]
        full = full or [i for i, r in enumerate(block.rows) if r.role == "ours"]
        if len(full) != 1:
            continue
        found = _ablation(block, full[0])
        label = block.rows[full[0]].label
        rows = [i for i, (won, of) in found.worse.items() if won == of]
        if rows:
            held = joined([f"{block.rows[i].label} {found.worse[i][0]}/{found.worse[i][1]}" for i in rows])
            text = f"{block.name}: worse than “{label}” in every column: {held}.{_orders(block, full[0])}"
            out.append(verified(AUDIT, text, cell_spans(e for i in (*full, *rows) for e in block.entries[i])))
        if found.beaten and not all(_excused(document, block, one) for one in found.winners):
            out.append(_beaten(document, block, label, found))
    return out


def _excused(document: Document, block: Block, row: int) -> bool:
    """Whether a sentence that names what a variant changes says that it helps in some metrics: `except on X`."""
    part = [w for w in tokens(block.rows[row].label) if len(w) >= LEAST_NAME and w != "without"]
    return bool(part) and any(
        _EXCEPT.search(s.text) and all(re.search(rf"\b{re.escape(w)}", s.text, re.IGNORECASE) for w in part)
        for s in document.sentences
    )


def _ablation(block: Block, full: int) -> _Ablation:
    strays, out = stray_places(block), _Ablation()
    for j, sense in sorted(senses(block).items()):
        column = block.columns[j]
        places = ranked(block, j, strays)
        own = next((p for p in places if p.i == full), None)
        variants = [p for p in places if p.i != full]
        if is_cost(column.leaf) or own is None or not variants:
            continue
        out.columns += 1
        for p in variants:
            won, of = out.worse.get(p.i, (0, 0))
            out.worse[p.i] = (won + ((own.number.value - p.number.value) * sense > 0), of + 1)
        best = max(variants, key=lambda p: p.number.value * sense)
        if (best.number.value - own.number.value) * sense > 0:
            sign, other = ">" if sense > 0 else "<", block.rows[best.i].label
            out.beaten.append(f"{column.name}: {other} {best.number.printed} {sign} {own.number.printed}")
            out.winners.append(best.i)
            out.cells += [best.entry, own.entry]
    return out


def _orders(block: Block, full: int) -> str:
    """Pairs of variants of which one is worse than the other in every column, in at least eight columns."""
    out = []
    strays = stray_places(block)
    for a, row in enumerate(block.rows):
        for b, other in enumerate(block.rows):
            if a == b or full in (a, b) or row.role != "plain" or other.role != "plain":
                continue
            pairs = [
                (x.value - y.value) * c.direction
                for j, c in enumerate(block.columns)
                if c.direction and (x := block.number(a, j)) and (y := block.number(b, j)) and (a, j) not in strays
            ]
            if len(pairs) >= 8 and all(gap < 0 for gap in pairs):
                out.append(f"{row.label} worse than {other.label} in {len(pairs)}/{len(pairs)}")
    return f" {joined(out)}." if out else ""


def _beaten(document: Document, block: Block, label: str, found: _Ablation) -> Finding:
    claims = part_claims(document, block.table.label)
    said = " and ".join(f"“{s.text.strip()}”" for s in claims[:2])
    head = f"{said}, but in" if said else "In"
    count = f"{len(found.beaten)} of {found.columns} columns"
    return finding(
        AUDIT,
        "question",
        "warning" if claims else "info",
        f"{head} {block.name} a variant beats “{label}” in {count}: {joined(found.beaten)}.",
        spans=(*claims, *cell_spans(found.cells)),
        printed=tuple(s.text for s in claims),
        recomputed=count,
        tolerance="printed digits are compared",
        clears_if="the text says in which metrics a part does not help",
    )
