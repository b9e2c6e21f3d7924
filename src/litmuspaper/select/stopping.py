"""When screening may stop: how surely the records read so far hold the wanted share of all relevant ones.

The test is the ranked quasi-sampling of Callaghan and Müller-Hansen 2020, Statistical stopping criteria for automated
screening in systematic reviews, Systematic Reviews 9:273. The records read last are taken as if they were drawn at
random from all that was unread before them. A ranking that is better than chance makes the test careful; one that is
worse than chance, or relevant records unlike all others, makes it wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RECALL, CONFIDENCE = 0.95, 0.95


@dataclass(frozen=True)
class Stopping:
    """What the test says: `risk` is the p-value of the recall being below the wanted one, 1 where nothing is known."""

    risk: float
    irrelevant_in_a_row: int
    may_stop: bool
    recall: float
    confidence: float


def stopping(labels: Sequence[bool], records: int, recall: float = RECALL, confidence: float = CONFIDENCE) -> Stopping:
    """Whether screening may stop.

    Args:
        labels: those of the records read, in the order of reading.
        records: how many records there are in all.
        recall: the wanted share of the relevant records.
        confidence: how sure the reader wants to be of it.

    Returns:
        The least p-value over all windows of records read last. As many windows are looked at, and the test is
        repeated as reading goes on, the true risk is somewhat higher than the p-value.
    """
    seen = np.array(labels, bool)
    found = int(seen.sum())
    in_a_row = len(seen) - (int(np.flatnonzero(seen)[-1]) + 1 if found else 0)
    if len(seen) >= records:
        return Stopping(0.0, in_a_row, True, recall, confidence)
    if not found:
        return Stopping(1.0, in_a_row, False, recall, confidence)
    before = np.concatenate([[0], np.cumsum(seen)[:-1]])
    risk = 1.0
    # Windows that start just behind a relevant record are the most telling ones; the others cannot give less.
    starts = [0, *(np.flatnonzero(seen) + 1)]
    for start in starts:
        if start >= len(seen):
            continue
        missed = int(np.floor(found / recall - before[start] + 1))
        inside = found - int(before[start])
        risk = min(risk, _at_most(inside, records - start, missed, len(seen) - start))
    return Stopping(risk, in_a_row, risk < 1 - confidence, recall, confidence)


def _at_most(hits: int, size: int, marked: int, drawn: int) -> float:
    """Chance of at most so many marked ones among those drawn without replacement (hypergeometric)."""
    from math import exp, lgamma

    def log_choose(n: int, k: int) -> float:
        return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)

    if marked > size:
        return 0.0
    whole = log_choose(size, drawn)
    low = max(0, drawn - (size - marked))
    terms = (
        log_choose(marked, k) + log_choose(size - marked, drawn - k) - whole
        for k in range(low, min(hits, marked, drawn) + 1)
    )
    return min(1.0, sum(exp(term) for term in terms))
