"""How wide a criterion is: what share of the papers of many days would meet it, and how to say it sharper.

The embedded background stands for the papers of many days; it holds counts of words, no texts.
"""

from collections.abc import Sequence

import numpy as np

from litmuspaper.models.table import Floats, Table, load_table
from litmuspaper.models.words import words
from litmuspaper.select.score import relevance, score
from litmuspaper.select.target import lexicon, make_targets, words_of
from litmuspaper.types import Breadth, Criterion, Profile

WIDE = 0.04  # more than one paper in twenty-five: on a day of 500 that is 20 for one criterion
LEAST_KNOWN = 0.5  # share of a criterion's words that must be known
_OFFERED = 8


def breadths(profile: Profile) -> tuple[Breadth, ...]:
    """How wide each criterion of a profile is, in the profile's order.

    Args:
        profile: its criteria and cutoffs; taste, categories and rules are left aside.

    Returns:
        For each criterion its share of the background and, where it is too wide, met by nobody or made of unknown
        words, what would sharpen it.
    """
    table = load_table()
    names = lexicon(profile.criteria, [], table)
    targets = make_targets(profile.criteria, names)
    scores = score(table.background, table.background_vectors, targets, names)
    steps = relevance(scores.each)
    found = []
    for n, criterion in enumerate(profile.criteria):
        met = steps[:, n] >= (criterion.cutoff or profile.cutoff)
        found.append(_told(criterion, float(met.mean()), np.flatnonzero(met), targets[n].vector, table))
    return tuple(found)


def _told(criterion: Criterion, share: float, met: np.ndarray, vector: Floats, table: Table) -> Breadth:
    own = dict.fromkeys(words_of(f"{criterion.name} {criterion.relevant}"))
    unknown = [word for word in own if word not in table.index]
    advice = ""
    if len(unknown) > (1 - LEAST_KNOWN) * len(own):
        advice = (
            f"{len(unknown)} of its {len(own)} words are unknown to Litmus ({', '.join(unknown[:4])}). It knows the "
            "English of papers' abstracts: say it in other words"
        )
    elif len(named := _named(criterion, table)) > WIDE * table.background.size or share > WIDE:
        wide = max(share, len(named) / table.background.size)
        offered = _words_of_met(named if len(named) > len(met) else met, set(own), table)
        advice = (
            f"very wide: {wide:.0%} of all papers speak of it, and only the nearest are shown. Among them are "
            f"{', '.join(offered)}: say which of these you want, or do not want"
        )
    elif share == 0:
        near = _near_words(vector, set(own), table)
        advice = (
            f"no paper of {len(table.background_vectors):,} meets it. Words that papers use nearby: {', '.join(near)}"
        )
    return Breadth(criterion=criterion.name, share=share, advice=advice)


def _named(criterion: Criterion, table: Table) -> np.ndarray:
    """The papers of the background that hold every word of a criterion's name; none where one is unknown."""
    numbers = {table.index.get(word, -1) for word in words(criterion.name)}
    if not numbers or -1 in numbers:
        return np.zeros(0, np.int64)
    bags = table.background
    held = np.bincount(bags.rows[np.isin(bags.ids, list(numbers))], minlength=bags.size)
    return np.flatnonzero(held == len(numbers))


def _words_of_met(met: np.ndarray, own: set[str], table: Table) -> list[str]:
    """The words that set papers of the background that meet a criterion apart from each other: frequent, not common."""
    bags = table.background
    inside = np.isin(bags.rows, met)
    count = np.bincount(bags.ids[inside], minlength=len(table.idf))[: len(table.index)]
    whole = np.bincount(bags.ids, minlength=len(table.idf))[: len(table.index)]
    lift = count / np.maximum(whole, 1)
    # Words of a third of them say what all share; of fewer than one in fifty, what a single paper says.
    fit = (count <= len(met) / 3) & (count >= max(2, len(met) / 50))
    weight = np.where(fit, np.sqrt(count) * lift, 0)
    return _surface(np.argsort(-weight, kind="stable"), own, table)


def _near_words(vector: Floats, own: set[str], table: Table) -> list[str]:
    """Words of the table that are nearest to a criterion in meaning, not too rare to occur."""
    rows = table.vectors[: len(table.index)]
    cosine = rows @ vector / np.maximum(np.linalg.norm(rows, axis=1), 1e-6)
    fit = table.idf[: len(table.index)] < 7
    return _surface(np.argsort(-np.where(fit, cosine, -1), kind="stable"), own, table)


def _surface(order: Sequence[int] | np.ndarray, own: set[str], table: Table) -> list[str]:
    names = list(table.index)
    found: list[str] = []
    for number in order[:200]:
        word = names[int(number)]
        fresh = word not in own and not any(word[:5] == other[:5] for other in (*own, *found))
        if fresh and len(word) > 2 and words(word):
            found.append(word)
        if len(found) == _OFFERED:
            break
    return found
