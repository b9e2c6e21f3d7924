"""Which papers to ask the reader about next: near the cutoff, unsure, and unlike each other."""

from collections.abc import Sequence

import numpy as np

from litmuspaper.models.table import Floats, load_table
from litmuspaper.select.ranking import prepare, select
from litmuspaper.select.score import STEPS
from litmuspaper.select.taught import logit
from litmuspaper.types import Document, Profile, Verdict

BELOW, ABOVE = 1.5, 4.0  # logits below and above the cutoff within which an answer tells most: most papers are unwanted
ALIKE = 1.0  # cosine above the pool's own from which two questions are half the same


def ask(
    documents: Sequence[Document],
    profile: Profile,
    labelled: Sequence[tuple[Document, bool]],
    ages_days: Sequence[float] = (),
    count: int = 5,
) -> list[Verdict]:
    """Papers whose thumbs would teach most.

    Uncertainty sampling (Lewis and Gale 1994) around the reader's cutoff, thinned by likeness to what is labelled or
    asked already.

    Args:
        documents: papers to choose from; those that are labelled are left out.
        profile: the reader's criteria and cutoff.
        labelled: papers with thumbs.
        ages_days: how old these are.
        count: how many to ask about.

    Returns:
        Their verdicts as they are now, the most telling first.
    """
    done = {document.paper.id for document, _ in labelled}
    documents = [document for document in documents if document.paper.id not in done]
    if not documents:
        return []
    verdicts = {verdict.id: verdict for verdict in select(documents, profile, labelled, ages_days).verdicts}
    found = logit(np.array([verdicts[document.paper.id].score for document in documents], np.float32))
    line = float(logit(np.array([STEPS[max(0, profile.cutoff - 2)]], np.float32))[0])
    gap = found - line
    unsure = np.exp(-0.5 * (gap / np.where(gap > 0, ABOVE, BELOW)) ** 2).astype(np.float32)
    everything = [*documents, *(document for document, _ in labelled)]
    _, _, _, vectors = prepare(everything, profile.criteria, load_table())
    chosen = _diverse(unsure, vectors[: len(documents)], vectors[len(documents) :], count)
    return [verdicts[documents[n].paper.id] for n in chosen]


def _diverse(unsure: Floats, vectors: Floats, labelled: Floats, count: int) -> list[int]:
    """Greedy: each next one is unsure and unlike what was asked or labelled before."""
    usual = float(np.median(vectors @ vectors.mean(axis=0)))
    left = unsure.astype(np.float64).copy()
    for vector in labelled:
        left *= _unlike(vectors @ vector, usual)
    chosen: list[int] = []
    for _ in range(min(count, len(left))):
        best = int(np.argmax(left))
        chosen.append(best)
        left *= _unlike(vectors @ vectors[best], usual)
        left[chosen] = -1.0
    return chosen


def _unlike(cosines: Floats, usual: float) -> Floats:
    return np.asarray(1 / (1 + (np.clip(cosines - usual, 0, None) / ALIKE) ** 2), np.float64)
