"""The comparisons that decide a clause in a table: best and worst, one row against others, a change, a value."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.marks import senses
from litmuspaper.review.mentions import Mention
from litmuspaper.review.numbers import Number, numbers_in
from litmuspaper.review.ranking import UNRANKED
from litmuspaper.review.roles import is_removal
from litmuspaper.review.tables import Block


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AHEAD = {
    **dict.fromkeys(
        "outperform outperforms outperformed outperforming surpass surpasses surpassed beat beats exceed exceeds "
        "superior better improve improves improved improvement improvements improving".split(), 1
    ),
    **dict.fromkeys("underperform underperforms underperformed worse inferior".split(), -1),
}  # fmt: skip
_RAW = {**dict.fromkeys("higher larger greater".split(), 1), **dict.fromkeys("lower smaller".split(), -1)}
_BEST = {"best": 1, "highest": 1, "worst": -1, "lowest": -1, "poorest": -1}
_CHANGE = {
    **dict.fromkeys("drop drops dropped decline declines decrease decreases decreased loss degrades hurts".split(), -1),
    **dict.fromkeys("improvement improvements gain gains increase increases increased boost rise improves".split(), 1),
}
_NOT = _words("not no never neither nor cannot fail fails failed unable hardly barely n't don't doesn't didn't")
_WITHOUT = _words("without removing remove removed removal excluding dropping ablating")
_OTHERS = _words(
    "baseline baselines previous other others competitors competition existing prior state-of-the-art rest"
)
_REACHES = _words("achieves achieved achieve obtains gives gets reaches scores yields")
_THAN = _words("than over upon compared to on against")
_TRANSITIVE = ("outperform", "surpass", "beat", "exceed", "underperform")
MOST_COLUMNS = 4
MOSTLY = Fraction(3, 4)
_ALWAYS = _words("consistently always all every each")
SAYS = frozenset(_AHEAD) | frozenset(_RAW) | frozenset(_BEST) | frozenset(_CHANGE) | _NOT


@dataclass(frozen=True)
class Clause:
    """A part of a sentence with the rows and columns of a block that it names."""

    block: Block
    text: str
    words: tuple[str, ...]
    mentions: tuple[Mention, ...]
    columns: tuple[int, ...]

    @property
    def decimals(self) -> list[Number]:
        """The numbers with decimals that it prints."""
        return [n for _, _, n in numbers_in(self.text) if n.decimals]

    def places(self, words: Iterable[str]) -> list[int]:
        """Where any of those words stands."""
        known = frozenset(words)
        return [n for n, w in enumerate(self.words) if w in known]

    def denied(self, at: int) -> bool | None:
        """Whether the word at a place is denied; None where something else is."""
        places = self.places(_NOT)
        return False if not places else True if len(places) == 1 and at - 4 <= places[0] < at else None

    def label(self, i: int) -> str:
        """The label of a row."""
        return self.block.rows[i].label

    def value(self, i: int, j: int) -> Number | None:
        """A number that stands in competition."""
        return self.block.number(i, j) if self.block.rows[i].role not in UNRANKED else None

    def sense(self, j: int, *, raw: bool = False) -> int:
        """The direction of a column; higher is better where nothing says otherwise."""
        return 1 if raw else senses(self.block).get(j, 1)


Told = tuple[bool, str] | None


def extreme(clause: Clause) -> Told:
    """The best, highest, worst or lowest: the one row that is named, against all others of its columns."""
    said = clause.places(_BEST)
    if len(said) != 1 or len(clause.mentions) != 1 or len(clause.mentions[0].rows) != 1:
        return None
    denied, word, (i,) = clause.denied(said[0]), clause.words[said[0]], clause.mentions[0].rows
    if denied is None or len(clause.columns) > MOST_COLUMNS or clause.places(_AHEAD):
        return None
    hits = []
    for j in clause.columns:
        own = clause.value(i, j)
        others = [n for k in range(len(clause.block.rows)) if k != i and (n := clause.value(k, j))]
        if own is None or len(others) < 2:
            return None
        sense = _BEST[word] * clause.sense(j, raw=word in ("highest", "lowest"))
        hits.append(all((own.value - n.value) * sense >= 0 for n in others))
    if not hits or any(hits) != all(hits):
        return None
    told = f"{clause.label(i)} is {'' if hits[0] else 'not '}the {word} in {len(hits)} columns"
    return hits[0] != denied, told


def change(clause: Clause) -> Told:
    """A drop or a gain from one row to another, or by the removal of a part."""
    verbs = clause.places(_CHANGE)
    if len(verbs) != 1 or (denied := clause.denied(verbs[0])) is None:
        return None
    rows = _from_to(clause, verbs[0]) or _removal(clause)
    if rows is None:
        return None
    old, new = rows
    sign = _CHANGE[clause.words[verbs[0]]]
    holds = _agreed(clause, [(new, old)], sign, raw=False)
    return None if holds is None else (holds != denied, f"{clause.label(old)} to {clause.label(new)}")


def _from_to(clause: Clause, verb: int) -> tuple[int, int] | None:
    rows = [min(m.rows) for m in clause.mentions if len(m.rows) == 1]
    if len(clause.mentions) != 2 or len(rows) != 2 or rows[0] == rows[1]:
        return None
    between = clause.words[verb : clause.mentions[0].start]
    return (rows[0], rows[1]) if "from" in between or "between" in between else None


def _removal(clause: Clause) -> tuple[int, int] | None:
    """The row of the whole method and that of the part taken away."""
    one = clause.mentions[0]
    if len(clause.mentions) != 1 or len(one.rows) != 1 or not one.removed:
        return None
    if not _WITHOUT & set(clause.words[max(0, one.start - 3) : one.start]):
        return None
    whole = [i for i, r in enumerate(clause.block.rows) if not is_removal(r.label) and r.role not in UNRANKED]
    full = [i for i in whole if clause.block.rows[i].role in ("full", "ours")] or whole[:1]
    return (full[0], min(one.rows)) if len(full) == 1 else None


def compared(clause: Clause) -> Told:
    """One row against others by the words between them; a clause with several such words needs them all."""
    verbs = [n for n, w in enumerate(clause.words) if w in _AHEAD or w in _RAW]
    told = list[Told]()
    for n, at in enumerate(verbs):
        stop = verbs[n + 1] if n + 1 < len(verbs) else len(clause.words)
        told.append(_verb(clause, verbs[0], at, stop))
    wrong = [one for one in told if one and not one[0]]
    return wrong[0] if wrong else told[0] if told and all(told) else None


def _verb(clause: Clause, first: int, at: int, stop: int) -> Told:
    sides, denied, word = _sides(clause, first, at, stop), clause.denied(at), clause.words[at]
    if sides is None or denied is None:
        return None
    sign = _AHEAD.get(word) or _RAW[word]
    holds = _agreed(clause, sides, sign, raw=word in _RAW)
    if holds is None:
        return None
    return (
        holds != denied,
        f"{clause.label(sides[0][0])} stands {'with' if holds else 'against'} “{word}” in the columns in question",
    )


def _sides(clause: Clause, first: int, verb: int, stop: int) -> list[tuple[int, int]] | None:
    """Pairs of the row that is said to be ahead and one that it is held against, up to the next such word."""
    before = {m.rows for m in clause.mentions if m.end <= first}
    after = [m for m in clause.mentions if verb < m.start < stop]
    if len(before) != 1:
        return None
    own, rivals = sorted(before.pop()), sorted({i for m in after for i in m.rows})
    if rivals and not set(own) & set(rivals):
        between = clause.words[verb : after[0].start]
        if not _THAN & set(between) and not between[0].startswith(_TRANSITIVE):
            return None
        if len(own) == 1 or len(rivals) == 1:
            return [(i, k) for i in own for k in rivals]
        return list(zip(own, rivals, strict=True)) if len(own) == len(rivals) and len(after) == 1 else None
    if not rivals and len(own) == 1 and _OTHERS & set(clause.words[verb:stop]):
        mine = {i for i, r in enumerate(clause.block.rows) if r.role in ("ours", "full")}
        skipped = {*own, *(mine if own[0] in mine else ())}
        return [(own[0], k) for k in range(len(clause.block.rows)) if k not in skipped]
    return None


def _agreed(clause: Clause, pairs: list[tuple[int, int]], sign: int, *, raw: bool) -> bool | None:
    """Whether the first of each pair is ahead in three columns of four, or behind.

    None where neither, or where the sentence prints numbers that are no value and no difference of what is compared.
    """
    gaps = list[tuple[Fraction, Number, Number]]()
    for j in clause.columns:
        way = sign * clause.sense(j, raw=raw)
        both = [(a, b) for i, k in pairs if (a := clause.value(i, j)) and (b := clause.value(k, j))]
        gaps += [((a.value - b.value) * way, a, b) for a, b in both]
    won, lost = sum(gap > 0 for gap, *_ in gaps), sum(gap < 0 for gap, *_ in gaps)
    ahead = won > lost
    if not gaps or max(won, lost) < len(gaps) * (1 if _ALWAYS & set(clause.words) else MOSTLY):
        return None
    known = {x for _, a, b in gaps for x in (a.value, b.value, abs(a.value - b.value))}
    known |= {x * 100 for x in known}
    printed = all(any(n.interval.low <= x <= n.interval.high for x in known) for n in clause.decimals)
    return ahead if printed or not ahead else None


def value(clause: Clause) -> Told:
    """A row that reaches the numbers that the sentence prints: each of them one of its cells."""
    said, rows = clause.decimals, {min(m.rows) for m in clause.mentions if len(m.rows) == 1}
    if len(clause.mentions) != 1 or len(rows) != 1 or not said or clause.places(SAYS):
        return None
    (i,), block = rows, clause.block
    cells = {n.value for j in clause.columns if (n := block.number(i, j))}
    if all(n.value in cells for n in said):
        return True, f"{clause.label(i)} prints {', '.join(n.printed for n in said)}"
    others = {n.value for row in block.entries for e in row if e and (n := e.number)}
    if clause.places(_REACHES) and not any(n.value in cells for n in said) and all(n.value in others for n in said):
        return False, f"{', '.join(n.printed for n in said)} stands elsewhere, not at {clause.label(i)}"
    return None


RULES: tuple[Callable[[Clause], Told], ...] = (extreme, change, compared, value)
