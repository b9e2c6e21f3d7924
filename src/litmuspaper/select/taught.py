"""Labelled papers brought to what the learner needs: their vectors and what the criteria say of each."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from litmuspaper.models.table import Floats
from litmuspaper.models.words import words
from litmuspaper.select.feedback import Labelled, Learned, learn
from litmuspaper.select.score import score
from litmuspaper.select.target import Lexicon, Target
from litmuspaper.types import Document


def taught(
    labelled: Sequence[tuple[Document, bool]],
    ages_days: Sequence[float],
    targets: Sequence[Target],
    lexicon: Lexicon,
) -> Learned:
    """What the reader's labels teach about these criteria.

    Args:
        labelled: papers with their thumbs, at least one.
        ages_days: how old each label is; empty where that is not known, and then all count in full.
        targets: the criteria.
        lexicon: the ranking's words.

    Returns:
        The model, to be asked for the logit that it adds to any paper.
    """
    table = lexicon.table
    papers = [document.paper for document, _ in labelled]
    texts = [[*words(paper.title), *words(paper.title), *words(paper.abstract)] for paper in papers]
    bags = table.bags(texts, lexicon.extra)
    vectors = table.embed(bags)
    given = Labelled(
        papers=papers,
        relevant=np.array([up for _, up in labelled], np.float32),
        vectors=vectors,
        logits=logit(score(bags, vectors, targets, lexicon).overall),
        ages_days=np.array(ages_days or [0.0] * len(papers), np.float32),
    )
    return learn(given, table)


def logit(chances: npt.NDArray[np.floating]) -> Floats:
    """The log odds of chances, any shape."""
    inside = np.clip(np.asarray(chances, np.float64), 1e-9, 1 - 1e-9)
    return np.asarray(np.log(inside / (1 - inside)), np.float32)
