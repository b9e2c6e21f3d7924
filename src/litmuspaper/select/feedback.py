"""What moves papers beside the criteria: the reader's taste, and their thumbs on earlier papers."""

from collections.abc import Sequence

import numpy as np

from litmuspaper.models.table import Floats, Table
from litmuspaper.select.target import words_of

GAIN = 0.5  # logits per standard deviation, once there are many labels
HALF = 5  # labels at which half of the gain is reached
TASTE = 0.15  # logits per standard deviation: enough to decide between papers that are equally close


def taste_logits(vectors: Floats, taste: str, table: Table) -> Floats:
    """What the reader's taste adds to the logit of each paper.

    Args:
        vectors: the papers' unit vectors, shape (n, d).
        taste: the reader's own sentence.
        table: for its background.

    Returns:
        Shape (n,); zeros where no taste is told.
    """
    if not taste:
        return np.zeros(len(vectors), np.float32)
    vector = table.embed(table.bags([words_of(taste)]))[0]
    return TASTE * _standard(vectors @ vector, table.background_vectors @ vector)


def _standard(scores: Floats, background: Floats) -> Floats:
    return np.asarray((scores - background.mean()) / max(float(background.std()), 1e-3), np.float32)


def learned_logits(vectors: Floats, labelled: Floats, relevant: Sequence[bool], table: Table) -> Floats:
    """What labels add to the logit of each paper (Rocchio 1971, with the background as the yardstick).

    Args:
        vectors: the papers' unit vectors, shape (n, d).
        labelled: the labelled papers' unit vectors, shape (m, d).
        relevant: their labels, m of them.
        table: for its background.

    Returns:
        Shape (n,); zeros where there are no labels.
    """
    thumbs = np.array(relevant, np.bool_)
    shift = np.zeros(len(vectors), np.float32)
    for group, sign in ((labelled[thumbs], 1.0), (labelled[~thumbs], -0.5)):
        if not len(group):
            continue
        centre = group.mean(axis=0)
        gain = sign * GAIN * len(group) / (len(group) + HALF)
        shift += gain * _standard(vectors @ centre, table.background_vectors @ centre)
    return shift
