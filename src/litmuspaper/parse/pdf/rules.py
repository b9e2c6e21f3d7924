"""Rules of a page: pieces joined, underlines told from the lines of tables."""

import re
from bisect import bisect_left

from litmuspaper.parse.pdf.objects import Box
from litmuspaper.parse.pdf.words import Word

# TeX's \underline lies 1.2 pt below the box of the words (The TeXbook, appendix G, rule 10), soul's and ulem's a
# little lower; \hline lies 0.36 em below the baseline, a \cmidrule 0.55 em.
_UNDER_EM = 0.36
_UNDER_DESCENT_EM = 0.48
_DESCENDS = re.compile(r"[gjpqyQ,;()\[\]{}_|/]")
_JOIN_PT = 1.6


def joined(rules: list[Box], *, across: bool) -> list[Box]:
    """Rules whose pieces lie on one line and touch, as one rule each.

    Args:
        rules: thin boxes of one direction.
        across: whether they run from left to right.

    Returns:
        Joined rules, from the top for level ones, from the left for upright ones.
    """
    key = (lambda r: (round((r.y0 + r.y1) / 2), r.x0)) if across else (lambda r: (round((r.x0 + r.x1) / 2), r.y0))
    out: list[Box] = []
    for rule in sorted(rules, key=key):
        last = out[-1] if out else None
        if last and across and abs(last.y0 - rule.y0) < 1 and rule.x0 - last.x1 < _JOIN_PT and rule.x0 >= last.x0:
            out[-1] = Box(last.x0, min(last.y0, rule.y0), max(last.x1, rule.x1), max(last.y1, rule.y1))
        elif last and not across and abs(last.x0 - rule.x0) < 1 and rule.y0 - last.y1 < _JOIN_PT:
            out[-1] = Box(min(last.x0, rule.x0), last.y0, max(last.x1, rule.x1), max(last.y1, rule.y1))
        else:
            out.append(rule)
    return out


def take_underlines(words: list[Word], rules: list[Box]) -> list[Box]:
    """Marks the words that a rule underlines, and returns the other rules.

    A rule underlines words when it lies close below their baseline and begins and ends with them; the lines of
    a table lie lower, and are as wide as its columns.

    Args:
        words: the words of the page; `underlined` is set on them.
        rules: level rules, joined.

    Returns:
        The rules that underline nothing.
    """
    by_base = sorted(words, key=lambda w: w.y)
    bases = [w.y for w in by_base]
    rest = []
    for rule in rules:
        middle = (rule.y0 + rule.y1) / 2
        near = by_base[bisect_left(bases, middle - 12) : bisect_left(bases, middle + 0.5)]
        above = [w for w in near if w.x1 > rule.x0 + 0.5 and w.x0 < rule.x1 - 0.5 and _close(w, middle)]
        if above and _fits(above, rule):
            for word in above:
                word.underlined = True
        else:
            rest.append(rule)
    return rest


def _close(word: Word, middle: float) -> bool:
    reach = _UNDER_DESCENT_EM if _DESCENDS.search(word.text) else _UNDER_EM
    return 0.02 * word.size < middle - word.y < reach * word.size


def _fits(words: list[Word], rule: Box) -> bool:
    size = max(w.size for w in words)
    left, right = min(w.x0 for w in words), max(w.x1 for w in words)
    slack = 0.2 * size + 0.6
    return abs(left - rule.x0) < slack and abs(right - rule.x1) < slack
