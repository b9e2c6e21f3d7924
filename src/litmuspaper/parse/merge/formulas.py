"""Which displayed formulas of two readings are the same, where they are written unlike."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from litmuspaper.types import Equation

ALIKE = 0.6
LONGEST = 2_000
MOST = 2_000
_IDLE = re.compile(
    r"\\(?:displaystyle|textstyle|left|right|,|;|!|quad|qquad|label\{[^{}]*\}|nonumber)(?![A-Za-z])|[\s{}&~]"
)


def better_formulas(some: Sequence[Equation], others: Sequence[Equation]) -> dict[int, int]:
    """The formulas of a list that another writes unlike, by their places in both lists.

    Args:
        some: the formulas of one document, in its order.
        others: those of the other.

    Returns:
        Only displayed formulas that stand between the same neighbours and are alike by `ALIKE` or more.
    """
    mine = [n for n, equation in enumerate(some) if equation.display][:MOST]
    theirs = [n for n, equation in enumerate(others) if equation.display][:MOST]
    a, b = [_bare(some[n].tex) for n in mine], [_bare(others[n].tex) for n in theirs]
    found = {}
    for what, first, last, start, stop in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if what not in ("equal", "replace") or last - first != stop - start:
            continue
        for n in range(last - first):
            one, other = mine[first + n], theirs[start + n]
            alike = what == "equal" or _ratio(a[first + n], b[start + n]) >= ALIKE
            if alike and some[one].tex != others[other].tex:
                found[one] = other
    return found


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _bare(tex: str) -> str:
    return _IDLE.sub("", tex)[:LONGEST]
