"""The comparisons that decide a clause in a table: best and worst, a part, a change, one against others, a value."""

import re
from collections.abc import Callable
from fractions import Fraction

from litmuspaper.review.metrics import is_cost
from litmuspaper.review.ranking import UNRANKED
from litmuspaper.review.roles import is_removal
from litmuspaper.review.table_names import Named, lows
from litmuspaper.review.table_reading import SMALL_GAP, Gap, Reading, Told
from litmuspaper.review.table_words import (
    AHEAD,
    ALIKE,
    BEST,
    BY_VALUE,
    CHANGE,
    GAP,
    HELPS,
    KINDS,
    OTHERS,
    PLURALS,
    RAW,
    REACHES,
    SAYS,
    THAN,
    TRANSITIVE,
    WITH,
    WITHOUT,
)  # fmt: skip

LEAST_PLURAL = 5
FAR_GAP = Fraction(1, 4)
_COUNT = re.compile(r"\b(?:in|on|for) (?P<k>\d+) (?:out )?of (?:the )?(?P<n>\d+)\b")
ALONE = frozenset("better worse higher lower superior inferior more fewer less".split())


def extreme(clause: Reading) -> Told | None:
    """The best, highest, worst or lowest: the rows that are named, against all others of its columns."""
    said = clause.places(BEST)
    if len(said) != 1 or clause.places(AHEAD):
        return None
    at, denied = said[0], clause.denied(said[0])
    mine = (
        clause.rows[0].rows
        if len({m.rows for m in clause.rows}) == 1
        else clause.before(at)
        if not clause.rows
        else frozenset()
    )
    if (
        denied is None
        or not mine
        or (OTHERS | KINDS | PLURALS) & set(clause.words[at + 1 : at + 4])
        or not _credited(clause, at)
    ):
        return None
    word, gaps, hits = clause.words[at], list[Gap](), []
    for j in clause.columns:
        sign = BEST[word] * clause.sense(j, raw=word in BY_VALUE)
        if not sign:
            return None
        own = [(n.value * sign, i) for i in mine if (n := clause.number(i, j))]
        rest = sorted(_rivals(clause) - mine - clause.names.kin(mine))
        if not own:
            return None
        top = max(own)[1]
        found = [g for g in clause.gaps([(top, k) for k in rest], 1, raw=True) if g.places[0][1] == j]
        if len(found) < 2:
            return None
        hits.append(all(g.size * sign >= 0 for g in found))
        gaps += found
    if any(hits) != all(hits) or not _printed_by(clause, mine):
        return None
    i = gaps[0].places[0][0]
    cells = tuple(dict.fromkeys(c for g in gaps for p in g.places if (c := clause.cell(*p))))
    where = ", ".join(clause.block.columns[j].name for j in clause.columns)
    return Told(hits[0] != denied, f"{clause.label(i)} is {'' if hits[0] else 'not '}the {word} ({where})", cells)


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
    pairs = _bindings(clause, second.rows, first.rows)
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
    sides, denied, word = _sides(clause, first, at, stop), clause.denied(at), clause.words[at]
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
    pairs = _bindings(clause, own, rivals)
    gaps = clause.gaps(pairs, sign, raw=raw)
    counted = _COUNT.search(clause.text)
    holds = _counted(gaps, int(counted["k"]), int(counted["n"])) if counted else clause.verdict(gaps)
    if not named and holds is not True:
        return None  # against whom is not said: only what beats everyone is decided
    paired = 1 < len(pairs) == len({i for i, _ in pairs}) == len({k for _, k in pairs})
    if not paired and not all(_is_group(clause, m) for m in clause.rows) and len({g.size > 0 for g in gaps}) > 1:
        return None  # a name of several rows, and not all of them agree
    return None if holds is None else clause.told(gaps, holds, at, denied)


def _is_group(clause: Reading, one: Named) -> bool:
    """Whether a mention of several rows means them all: one row, or a plural."""
    near = clause.words[max(one.end - 1, 0) : one.end + 1]
    return len(one.rows) == 1 or any(w in PLURALS or (w.endswith("s") and len(w) > LEAST_PLURAL) for w in near)


def _counted(gaps: list[Gap], wins: int, columns: int) -> bool | None:
    """Whether exactly so many of so many comparisons are won; None where there are not as many."""
    if len(gaps) != columns:
        return None
    return sum(g.size > 0 for g in gaps) == wins


def _sides(clause: Reading, first: int, at: int, stop: int) -> tuple[frozenset[int], frozenset[int], bool] | None:
    """The rows that are said to be ahead, those that they are held against up to the next such word, and if named."""
    front = [m for m in clause.rows if m.end <= first]
    after = [m for m in clause.rows if at < m.start < stop]
    held = [m for m in front if _held_against(clause, m)]
    own = _together(_joined(clause, [m for m in front if m not in held])) or clause.before(first)
    if not own and "we" in clause.words[max(0, first - 3) : first]:
        own = clause.own()
    rivals = _together([*after, *held])
    if rivals is None or own is None or not own:
        return None
    if not after and {"it", "them"} & set(clause.words[at + 1 : at + 3]) and clause.carried:
        return own, clause.carried - own, True
    if not rivals:
        said = set(clause.words[at:stop])
        if clause.block.turned and not OTHERS & said:
            return None
        if not (OTHERS & said or "all" in said) and not _stands_alone(clause, own, at, said):
            return None
        if len(own) == 1 and len(clause.around) == 2 and clause.around > own:
            return own, clause.around - own, True
        mine = clause.own() if own & clause.own() else frozenset[int]()
        return own, _rivals(clause) - own - mine - clause.names.kin(own), False
    if after and not (_links(clause, at, after[0]) and (front or not _within(clause, at, after))):
        return None
    passive = {"is", "are", "was", "were", "be"} & set(clause.words[max(0, at - 3) : at])
    if passive and clause.words[at + 1 : at + 2] == ("by",):
        own, rivals = rivals, own
    rivals -= own
    return (own, rivals, True) if rivals else None


def _rivals(clause: Reading) -> frozenset[int]:
    """All rows that stand in competition."""
    block = clause.block
    return frozenset(
        k
        for k, r in enumerate(block.rows)
        if r.role not in UNRANKED
        and any(c.isalnum() for c in r.label)
        and not is_removal(r.label)
        and not (block.turned and is_cost(r.label))
    )


def _stands_alone(clause: Reading, own: frozenset[int], at: int, said: set[str]) -> bool:
    """Whether "X performs better" may be meant against all others: one subject, nothing that it is held against."""
    if clause.removed(own) or len({m.rows for m in clause.rows}) > 1 or THAN & said - {"on", "to"}:
        return False
    limits = WITH | WITHOUT | {"when", "if", "after", "allow", "same"}
    return clause.words[at] in ALONE and not limits & set(clause.words)


def _joined(clause: Reading, found: list[Named]) -> list[Named]:
    """The last of several mentions and those that a comma or an "and" joins to it."""
    out = found[-1:]
    for one in reversed(found[:-1]):
        between = set(clause.words[one.end : out[0].start])
        if not between or not between <= GAP | {
            "and",
            "or",
            ",",
            "both",
            "our",
            "as",
            "well",
            "either",
            "a",
            "single",
            "the",
        }:
            break
        out.insert(0, one)
    return out


def _within(clause: Reading, at: int, after: list[Named]) -> bool:
    """Whether a row is named between a word of comparison and its "than": what is compared, not the rival."""
    links = [n for n in range(at, len(clause.words)) if clause.words[n] in ("than", "compared", "over")]
    return bool(links) and any(m.end <= links[0] for m in after)


def _held_against(clause: Reading, one: Named) -> bool:
    return bool({"compared", "than", "unlike", "against"} & set(clause.words[max(0, one.start - 3) : one.start]))


def _together(found: list[Named]) -> frozenset[int] | None:
    """All rows of several mentions; nothing where one mention is a part of another."""
    return frozenset(i for m in found for i in m.rows)


def _links(clause: Reading, at: int, after: Named) -> bool:
    between = clause.words[at : after.start]
    if between and between[0] in ALIKE:
        return bool({"to", "with"} & set(between))
    if not between or between[0].startswith(TRANSITIVE):
        return True
    return bool((THAN - {"on"}) & set(between)) or (between[0].startswith("improve") and "on" in between)


def _bindings(clause: Reading, own: frozenset[int], rivals: frozenset[int]) -> list[tuple[int, int]]:
    """Groups of rows held against each other: like with like where their labels pair them, else each with each."""
    every = [(i, k) for i in sorted(own) for k in sorted(rivals)]
    if len(own) == 1 or len(rivals) == 1:
        return every
    rest = {i: frozenset(lows(clause.names.full_label(i))) for i in own | rivals}
    shared = frozenset.intersection(*(rest[i] for i in own)), frozenset.intersection(*(rest[i] for i in rivals))
    like = [(i, k) for i, k in every if rest[i] - shared[0] == rest[k] - shared[1]]
    return like if len(like) == len(own) == len(rivals) == len({i for i, _ in like}) else every


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
    sides = _sides(clause, said[0], said[0], len(clause.words))
    if sides is None:
        return None
    gaps = clause.gaps([(i, k) for i in sides[0] for k in sides[1]], 1, raw=True)
    shares = sorted(g.share for g in gaps)
    if denied or not gaps or (SMALL_GAP < shares[-1] and shares[len(shares) // 2] < FAR_GAP):
        return None
    return clause.told(gaps, True, said[0], shares[-1] > SMALL_GAP)


RULES: tuple[Callable[[Reading], Told | None], ...] = (extreme, part, change, compared, alike, value)
