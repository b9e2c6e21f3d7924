"""Which displayed formulas of two readings are the same, where they are written unlike."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from litmuspaper.types import Equation

# Below it, one of the two may hold more lines than the other.
ALIKE = 0.8
LONGEST = 2_000
MOST = 1_000
_IDLE = re.compile(
    r"\\(?:begin|end)\{(?:aligned|split|gathered)\}|\\label\{[^{}]*\}|\\[\\,;!]|[\s{}&~]"
    r"|\\(?:displaystyle|textstyle|left|right|quad|qquad|nonumber)(?![A-Za-z])"
)


def better_formulas(some: Sequence[Equation], others: Sequence[Equation]) -> dict[int, int]:
    """The formulas of a list that another writes unlike, by their places in both lists.

    Args:
        some: the formulas of one document, in its order.
        others: those of the other.

    Returns:
        Only displayed formulas that stand between the same neighbours, or have the same number there, and are alike by
        `ALIKE` or more.
    """
    mine = [n for n, equation in enumerate(some) if equation.display][:MOST]
    theirs = [n for n, equation in enumerate(others) if equation.display][:MOST]
    a, b = [_bare(some[n].tex) for n in mine], [_bare(others[n].tex) for n in theirs]
    found: dict[int, int] = {}
    numbers = {number: m for m, n in enumerate(theirs) if (number := others[n].number)}
    for what, first, last, start, stop in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for n in range(first, last):
            m = start + n - first if last - first == stop - start else numbers.get(some[mine[n]].number or "", -1)
            if start <= m < stop and (what == "equal" or _likeness(a[n], b[m]) >= ALIKE):
                found[mine[n]] = theirs[m]
    return {n: m for n, m in found.items() if some[n].tex != others[m].tex}


def _likeness(one: str, other: str) -> float:
    """The share of runs of three signs that two formulas have in common, 0..1 (Dice)."""
    first, second = (Counter(said[n : n + 3] for n in range(max(1, len(said) - 2))) for said in (one, other))
    return 2 * (first & second).total() / (first.total() + second.total())


def _bare(tex: str) -> str:
    return _IDLE.sub("", tex)[:LONGEST]
