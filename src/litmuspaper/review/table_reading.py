"""A clause as read against one block: the rows it names, its columns, its figures, its denials and degrees."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from litmuspaper.review.marks import senses
from litmuspaper.review.metrics import is_cost
from litmuspaper.review.numbers import Number, numbers_in
from litmuspaper.review.ranking import UNRANKED
from litmuspaper.review.roles import is_removal
from litmuspaper.review.table_names import Named, Names
from litmuspaper.review.table_tokens import Token, lows, read_tokens
from litmuspaper.review.table_words import (
    ALWAYS,
    FUNCTION,
    LARGE,
    LESS_IS_BETTER,
    LIMITS,
    NOT,
    REACHES,
    SLIGHT,
    SPREADS,
    SUMMARY,
    SYNONYMS,
)
from litmuspaper.review.tables import Block
from litmuspaper.types import Cell

MOSTLY = Fraction(3, 4)
NEAR = 2
SMALL_GAP, BIG_GAP, SEEN_GAP = Fraction(1, 20), Fraction(1, 10), Fraction(1, 100)
_POINTS = re.compile(r"^\s?(?:%|(?:[\w+]+ )?points?\b|per ?cent)", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """What a rule says of a clause: whether it holds, why, and the cells that decide."""

    holds: bool
    reason: str
    cells: tuple[Cell, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Gap:
    """One comparison of two cells in a column: how far the first is ahead."""

    size: Fraction
    own: Number
    rival: Number
    places: tuple[tuple[int, int], tuple[int, int]]

    @property
    def share(self) -> Fraction:
        """The gap as a share of the larger number."""
        most = max(abs(self.own.value), abs(self.rival.value))
        return abs(self.size) / most if most else Fraction(0)


@dataclass(frozen=True, eq=False)
class Reading:
    """A clause with the rows and columns of a block that it names.

    `carried` are the rows that the clause before it begins with, `around` all rows that the clauses before it name.
    """

    names: Names
    text: str
    tokens: tuple[Token, ...]
    rows: tuple[Named, ...]
    columns: tuple[int, ...]
    columns_named: bool
    carried: frozenset[int]
    around: frozenset[int]

    @property
    def block(self) -> Block:
        """The block that it is read against."""
        return self.names.block

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words and commas in lower case."""
        return tuple(t.low for t in self.tokens)

    @cached_property
    def is_clear(self) -> bool:
        """Whether what the clause says of its rows is whole: none is limited, none joined to an unknown one."""
        for one in self.rows:
            after = self.words[one.end : one.end + 1]
            joined = one is self.rows[0] and self.words[max(0, one.start - 1) : one.start] in (("and",), ("or",))
            limited = after and after[0] in LIMITS and not (after[0] == "using" and one is self.rows[-1])
            if limited or joined:
                return False
        return True

    @cached_property
    def figures(self) -> list[Number]:
        """The numbers that it prints with decimals, per cent or points."""
        return [n for _, end, n in numbers_in(self.text) if n.decimals or n.percent or _POINTS.match(self.text[end:])]

    def places(self, words: frozenset[str] | dict[str, int]) -> list[int]:
        """Where any of those words stands, outside of names."""
        inside = {n for m in self.rows for n in range(m.start, m.end)}
        return [n for n, w in enumerate(self.words) if w in words and n not in inside]

    def denied(self, at: int) -> bool | None:
        """Whether the word at a place is denied; None where something else is."""
        found = self.places(NOT)
        return False if not found else True if len(found) == 1 and at - 6 <= found[0] < at else None

    def label(self, i: int) -> str:
        """The label of a row."""
        return self.block.rows[i].label

    def removed(self, rows: frozenset[int]) -> bool:
        """Whether all rows leave a part out."""
        return all(is_removal(self.label(i)) for i in rows)

    def number(self, i: int, j: int) -> Number | None:
        """A number that stands in competition; ensembles do when a sentence names them."""
        what = self.block.rows[i].role
        return self.block.number(i, j) if what not in UNRANKED or what == "excluded" else None

    def sense(self, j: int, *, raw: bool = False) -> int:
        """The direction of a column; higher is better where nothing says otherwise, 0 where something does."""
        if raw:
            return 1
        known = senses(self.block).get(j)
        return known if known is not None else 0 if self._may_be_low(j) else 1

    def _may_be_low(self, j: int) -> bool:
        """Whether caption or header speak of errors, times or losses, so that low may be better."""
        block = self.block
        around = set(lows(f"{block.table.caption} {block.title}"))
        return bool(LESS_IS_BETTER & around or (LESS_IS_BETTER | SPREADS) & set(lows(block.columns[j].name)))

    def cell(self, i: int, j: int) -> Cell | None:
        """The cell at a place."""
        entry = self.block.entries[i][j]
        return entry.cell if entry else None

    def own(self) -> frozenset[int]:
        """The rows of the paper's own method."""
        return self.names.own

    def before(self, at: int) -> frozenset[int]:
        """The rows of the clause before this one, where nothing else can be what the word at a place is said of."""
        plain = REACHES | FUNCTION | frozenset({",", "they", "performs", "perform", "which", "clearly", "only"})
        silent = all(w in plain or w.endswith("ly") for w in self.words[:at])
        return self.carried if silent else frozenset()

    def gaps(self, pairs: list[tuple[int, int]], sign: int, *, raw: bool) -> list[Gap]:
        """How far the first row of each pair is ahead in the columns in question."""
        return [
            Gap((a.value - b.value) * sign * way, a, b, ((i, j), (k, j)))
            for j in self.columns
            if (way := self.sense(j, raw=raw))
            for i, k in pairs
            if (a := self.number(i, j)) and (b := self.number(k, j))
        ]

    def verdict(self, gaps: list[Gap]) -> bool | None:
        """Whether three in four of the comparisons are won, or lost; all of them where the clause says so."""
        won, lost = sum(g.size > 0 for g in gaps), sum(g.size < 0 for g in gaps)
        if not gaps or 2 * (won + lost) < len(gaps):
            return None
        need = (won + lost) * MOSTLY if not ALWAYS & set(self.words) else len(gaps)
        return True if won >= need else False if lost >= need else None

    def told(self, gaps: list[Gap], holds: bool, at: int, denied: bool) -> Told | None:
        """The verdict on a comparison that holds or not, after its figures, its degree and its denial."""
        if holds and not self.prints(gaps):
            return None
        right = self._degree(gaps, at, denied) if holds else denied
        if right is None:
            return None
        cells = tuple(c for g in gaps for place in g.places if (c := self.cell(*place)))
        (i, j), (k, _) = gaps[0].places
        shown = f"{self.label(i)} against {self.label(k)}: {gaps[0].own.printed} and {gaps[0].rival.printed}"
        where = self.block.columns[j].name
        more = f", and {len(gaps) - 1} more of {len(gaps)}" if len(gaps) > 1 else ""
        return Told(right, f"{shown} ({where}){more}", tuple(dict.fromkeys(cells)))

    def prints(self, gaps: list[Gap]) -> bool:
        """Whether every figure of the clause is a value, a difference or a ratio of what is compared."""
        known = set[Fraction]()
        for g in gaps:
            a, b = g.own.value, g.rival.value
            known |= {a, b, abs(a - b)} | {abs(a - b) / abs(x) for x in (a, b) if x}
            top = 100 if max(a, b) > 1 else 1
            known |= {abs(a - b) / (top - x) for x in (a, b) if x < top}
        for pair in {(g.places[0][0], g.places[1][0]) for g in gaps}:
            own = [g for g in gaps if (g.places[0][0], g.places[1][0]) == pair]
            known.add(abs(sum(((g.own.value - g.rival.value) for g in own), Fraction(0))) / len(own))
            if all(g.rival.value for g in own):
                change = sum(((g.own.value - g.rival.value) / g.rival.value for g in own), Fraction(0))
                known.add(abs(change) / len(own))
        known |= {x * 100 for x in known}
        return all(any(n.interval.low <= x <= n.interval.high for x in known) for n in self.figures)

    def _degree(self, gaps: list[Gap], at: int, denied: bool) -> bool | None:
        """A comparison that holds, weighed by "slightly" or "significantly" beside its word."""
        near = set(self.words[max(0, at - 3) : at + 3])
        middle = sorted(g.share for g in gaps)[len(gaps) // 2]
        if near & SLIGHT:
            return None if denied else True if middle <= SMALL_GAP else False if middle >= BIG_GAP else None
        if near & LARGE:
            return (False if middle >= BIG_GAP else None) if denied else (True if middle >= SEEN_GAP else None)
        return not denied


def read(names: Names, text: str, carried: frozenset[int], around: frozenset[int] = frozenset()) -> Reading:
    """Read a clause against a block."""
    tokens = read_tokens(text)
    rows = _scoped(names.rows_named(tokens), tokens)
    inside = {n for m in rows for n in range(m.start, m.end)}
    free = [t for n, t in enumerate(tokens) if n not in inside]
    named = names.columns_said(free)
    columns = sorted(named) or [j for j, c in enumerate(names.block.columns) if not is_cost(c.leaf)]
    columns = _summed(names.block, columns, {t.low for t in free})
    whole = [j for j in columns if SUMMARY & set(lows(names.block.columns[j].leaf))]
    if not named and whole and not ALWAYS & {t.low for t in free}:
        columns = whole
    return Reading(names, text, tuple(tokens), tuple(rows), tuple(columns), bool(named), carried, around)


def _summed(block: Block, columns: list[int], said: set[str]) -> list[int]:
    """Columns without precision and recall where F1 stands beside them and neither is named."""
    kinds = {j: {SYNONYMS.get(w, w) for w in lows(block.columns[j].leaf)} for j in columns}
    if {"prec", "rec"} & said or not any("f1" in kind for kind in kinds.values()):
        return columns
    return [j for j in columns if not {"prec", "rec"} & kinds[j]]


def _scoped(rows: list[Named], tokens: list[Token]) -> list[Named]:
    """Mentions less those that only say where ("in symmetric mode"), which limit the others to their rows."""
    where = list[Named]()
    for one in rows:
        before = [t.low for t in tokens[: one.start] if t.low not in ("the", "both", "all", "our", "same", "single")]
        last, upper = (["", "", *before])[-1], (["", "", *before])[-2]
        joined = where and last in ("and", ",") and one.start - where[-1].end <= NEAR
        place = last in ("on", "in", "under") or (last == "for" and not one.exact)
        if joined or (place and not upper.startswith("improve")):
            where.append(one)
    limit = frozenset(i for m in where for i in m.rows)
    kept = [m for m in rows if m not in where]
    if not kept:
        return [] if all(m.exact for m in rows) else rows
    return [Named(m.start, m.end, m.rows & limit or m.rows, m.exact) for m in kept] if limit else rows
