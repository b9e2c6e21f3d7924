"""The comparisons that decide a clause in a table: best and worst, a part, a change, one against others, a value."""

import re
from collections.abc import Callable
from fractions import Fraction

from litmuspaper.review.ranking import UNRANKED
from litmuspaper.review.roles import is_removal
from litmuspaper.review.table_reading import SMALL_GAP, Gap, Reading, Told
from litmuspaper.review.table_sides import is_group, pairs_of, rivals_of, sides_of
from litmuspaper.review.table_tokens import lows
from litmuspaper.review.table_words import (
    AHEAD,
    ALIKE,
    BEST,
    BY_VALUE,
    CHANGE,
    HELPS,
    KINDS,
    OTHERS,
    PLURALS,
    RAW,
    REACHES,
    SAYS,
    THAN,
    WITH,
    WITHOUT,
)  # fmt: skip

FAR_GAP = Fraction(1, 4)
LEAST_RIVALS = 2
_COUNT = re.compile(r"\b(?:in|on|for) (?P<k>\d+) (?:out )?of (?:the )?(?P<n>\d+)\b")


def extreme(clause: Reading) -> Told | None:
    """The best, highest, worst or lowest: the rows that are named, against all others of its columns."""
    said = clause.places(BEST)
    if len(said) != 1 or clause.places(AHEAD):
        return None
    at, denied, same = said[0], clause.denied(said[0]), {m.rows for m in clause.rows}
    mine = same.pop() if len(same) == 1 else frozenset[int]() if same else clause.before(at)
    other = (OTHERS | KINDS | PLURALS) & set(clause.words[at + 1 : at + 4])
    if denied is None or not mine or other or not _credited(clause, at) or not _printed_by(clause, mine):
        return None
    found = [_ranked(clause, mine, j, at) for j in clause.columns]
    gaps, hits = [g for one in found if one for g in one[1]], {one[0] for one in found if one}
    if len(hits) != 1 or not all(found):
        return None
    if not all(hits) and clause.names.kin(mine):
        return None  # a variant of what is named may be meant
    i, holds = gaps[0].places[0][0], hits.pop()
    cells = tuple(dict.fromkeys(c for g in gaps for p in g.places if (c := clause.cell(*p))))
    where = ", ".join(clause.block.columns[j].name for j in clause.columns)
    return Told(
        holds != denied, f"{clause.label(i)} is {'' if holds else 'not '}the {clause.words[at]} ({where})", cells
    )


def _ranked(clause: Reading, mine: frozenset[int], j: int, at: int) -> tuple[bool, list[Gap]] | None:
    """Whether the best of some rows is at the extreme of a column, and what it was held against."""
    sign = BEST[clause.words[at]] * clause.sense(j, raw=clause.words[at] in BY_VALUE)
    own = [(n.value * sign, i) for i in mine if (n := clause.number(i, j))]
    if not own or not sign:
        return None
    rest = sorted(rivals_of(clause) - mine - clause.names.kin(mine))
    gaps = [g for g in clause.gaps([(max(own)[1], k) for k in rest], 1, raw=True) if g.places[0][1] == j]
    return (all(g.size * sign >= 0 for g in gaps), gaps) if len(gaps) >= LEAST_RIVALS else None


def _credited(clause: Reading, at: int) -> bool:
    """Whether the best is what the named rows reach: "X performs best", "the best F1 is achieved by X"."""
    reach = REACHES | {"performs", "perform", "performed", "yielding", "giving", "performing", "showing", "shows"}
    first = clause.rows[0] if clause.rows else None
    if first and clause.words[max(0, first.start - 1)] in ("for", "on", "in"):
        return False
    if first is None or first.end <= at:
        return bool(reach & set(clause.words[first.end if first else 0 : at]))
    return bool({"by", "is", "are", "was"} & set(clause.words[at + 1 : first.start]))


def _printed_by(clause: Reading, rows: frozenset[int]) -> bool:
    values = {n.value for i in rows for j in range(len(clause.block.columns)) if (n := clause.block.number(i, j))}
    return all(any(n.interval.low <= x <= n.interval.high for x in values) for n in clause.figures)


def part(clause: Reading) -> Told | None:
    """What a part of the method is worth, by the row that leaves it out or the row that adds it."""
    if len(clause.rows) != 1 or len(clause.rows[0].rows) != 1:
        return None
    (one,), (i,) = clause.rows, clause.rows[0].rows
    verbs = [*clause.places(CHANGE), *clause.places(HELPS)]
    if not verbs or clause.places(OTHERS) or THAN & set(clause.words[one.end : one.end + 3]) - {"to", "on"}:
        return None
    at = verbs[0]
    sign = CHANGE.get(clause.words[at], 1)
    if any(CHANGE.get(clause.words[n], 1) != sign for n in verbs) or (denied := clause.denied(at)) is None:
        return None
    before = set(clause.words[max(0, one.start - 4) : one.start])
    if clause.removed(one.rows) and sign < 0 and not (WITHOUT | WITH) & before:
        return None
    pair = _without(clause, i, before) if clause.removed(one.rows) else _added(clause, i, before)
    if pair is None:
        return None
    gaps = clause.gaps([pair], sign, raw=False)
    holds = clause.verdict(gaps)
    return None if holds is None else clause.told(gaps, holds, at, denied)


def _without(clause: Reading, i: int, before: set[str]) -> tuple[int, int] | None:
    """The row that leaves a part out and the whole one, in the order in which the clause goes."""
    whole = [k for k, r in enumerate(clause.block.rows) if not is_removal(r.label) and r.role not in UNRANKED]
    full = [k for k in whole if clause.block.rows[k].role in ("full", "ours")] or whole[:1]
    if len(full) != 1:
        return None
    return (i, full[0]) if WITHOUT & before else (full[0], i)


def _added(clause: Reading, i: int, before: set[str]) -> tuple[int, int] | None:
    """The row that adds a part and the row that it is added to."""
    label = clause.label(i)
    if "+" not in label or not (WITH & before or label.lstrip().startswith("+")):
        return None
    head = label.partition("+")[0].strip()
    plain = [k for k, r in enumerate(clause.block.rows) if "+" not in r.label and r.role not in UNRANKED]
    base = [k for k in plain if lows(clause.label(k)) == lows(head)] if head else plain[:1]
    return (i, base[0]) if len(base) == 1 else None


def change(clause: Reading) -> Told | None:
    """A drop or a gain from one row to another."""
    verbs = clause.places(CHANGE)
    if not verbs or (denied := clause.denied(verbs[0])) is None or len(clause.rows) != 2:
        return None
    first, second = clause.rows
    if first.rows & second.rows:
        return None
    link = set(clause.words[max(0, first.start - 3) : first.start])
    if not ({"from"} & link and "to" in clause.words[first.end : second.start]) and "between" not in link:
        return None
    pairs = pairs_of(clause, second.rows, first.rows)
    gaps = clause.gaps(pairs, CHANGE[clause.words[verbs[0]]], raw=False)
    holds = clause.verdict(gaps)
    return None if holds is None else clause.told(gaps, holds, verbs[0], denied)


def compared(clause: Reading) -> Told | None:
    """One row against others by the words between them; a clause with several such words needs them all."""
    verbs = [n for n in clause.places({**CHANGE, **AHEAD, **RAW}) if _compares(clause, n)]
    told = list[Told | None]()
    for n, at in enumerate(verbs):
        stop = verbs[n + 1] if n + 1 < len(verbs) else len(clause.words)
        told.append(_verb(clause, verbs[0], at, stop))
    wrong = [one for one in told if one and not one.holds]
    return wrong[0] if wrong else told[0] if told and all(told) else None


def _compares(clause: Reading, at: int) -> bool:
    """Whether "more" or "less" compares by itself: "more accurate", "fewer parameters", not "more dense"."""
    word, after = clause.words[at], clause.words[at + 1 : at + 2]
    if word in CHANGE and word not in AHEAD:
        return bool({"compared", "over", "than", "relative"} & set(clause.words[at:]))
    if word not in ("more", "less", "fewer"):
        return True
    return bool(after) and (
        after[0] in ("accurate", "effective", "precise") or bool(clause.names.columns_named(frozenset(after)))
    )


def _verb(clause: Reading, first: int, at: int, stop: int) -> Told | None:
    sides, denied, word = sides_of(clause, first, at, stop), clause.denied(at), clause.words[at]
    if sides is None or denied is None:
        return None
    own, rivals, named = sides
    raw = word in RAW and not {"accurate", "effective", "precise", "performance", "results"} & set(
        clause.words[at + 1 : at + 2]
    )
    sign = AHEAD.get(word) or RAW.get(word) or CHANGE[word]
    if clause.removed(own) != clause.removed(rivals) and not clause.places(WITHOUT):
        return None
    if clause.removed(own) and clause.removed(rivals) and not clause.places(WITHOUT):
        sign = -sign  # the part whose loss costs more is the better one
    pairs = pairs_of(clause, own, rivals)
    gaps = clause.gaps(pairs, sign, raw=raw)
    counted = _COUNT.search(clause.text)
    holds = _counted(gaps, int(counted["k"]), int(counted["n"])) if counted else clause.verdict(gaps)
    if not named and holds is not True:
        return None  # against whom is not said: only what beats everyone is decided
    paired = 1 < len(pairs) == len({i for i, _ in pairs}) == len({k for _, k in pairs})
    if not paired and not all(is_group(clause, m) for m in clause.rows) and len({g.size > 0 for g in gaps}) > 1:
        return None  # a name of several rows, and not all of them agree
    return None if holds is None else clause.told(gaps, holds, at, denied)


def _counted(gaps: list[Gap], wins: int, columns: int) -> bool | None:
    """Whether exactly so many of so many comparisons are won; None where there are not as many."""
    if len(gaps) != columns:
        return None
    return sum(g.size > 0 for g in gaps) == wins


def value(clause: Reading) -> Told | None:
    """Rows that reach the numbers that the clause prints: each of them one of their cells."""
    said = [n for n in clause.figures if n.decimals]
    mine = frozenset(i for m in clause.rows for i in m.rows) or clause.before(len(clause.words))
    if not mine and "we" in clause.words:
        mine = clause.own()
    if len(mine) != 1 or not said or clause.places(dict.fromkeys(SAYS, 0)):
        return None
    (i,), block = mine, clause.block
    starts = [m.end for m in clause.rows] or [0]
    if not any(n >= starts[0] for n in clause.places(dict.fromkeys(REACHES, 0))):
        return None
    places = [(i, j) for j in (clause.columns if clause.columns_named else range(len(block.columns)))]
    cells = {n.value: p for p in places if (n := block.number(*p))}
    hits = [next((p for x, p in cells.items() if n.interval.low <= x <= n.interval.high), None) for n in said]
    shown = ", ".join(n.printed for n in said)
    if all(hits):
        return Told(True, f"{clause.label(i)} prints {shown}", tuple(c for p in hits if p and (c := clause.cell(*p))))
    others = {
        n.value: (r, j) for r, row in enumerate(block.entries) for j, e in enumerate(row) if e and (n := e.number)
    }
    twins = {r for r, _ in others.values() if clause.label(r) == clause.label(i)} - {i}
    if not any(hits) and all(n.value in others for n in said) and not twins:
        found = tuple(c for n in said if (c := clause.cell(*others[n.value])))
        return Told(False, f"{shown} stands elsewhere, not at {clause.label(i)}", found)
    return None


def alike(clause: Reading) -> Told | None:
    """Rows that are said to be on a par: none of the gaps is large; or the middle one is."""
    said = clause.places(dict.fromkeys(ALIKE, 0))
    if len(said) != 1 or clause.places({**AHEAD, **RAW, **CHANGE}) or (denied := clause.denied(said[0])) is None:
        return None
    sides = sides_of(clause, said[0], said[0], len(clause.words))
    if sides is None:
        return None
    gaps = clause.gaps([(i, k) for i in sides[0] for k in sides[1]], 1, raw=True)
    shares = sorted(g.share for g in gaps)
    if denied or not gaps or (SMALL_GAP < shares[-1] and shares[(len(shares) - 1) // 2] < FAR_GAP):
        return None
    return clause.told(gaps, True, said[0], shares[-1] > SMALL_GAP)


RULES: tuple[Callable[[Reading], Told | None], ...] = (extreme, part, change, compared, alike, value)
