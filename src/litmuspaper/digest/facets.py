"""Which sentences of an abstract are about its problem, its method or its result."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from litmuspaper.digest.role_model import LABELS, load_roles
from litmuspaper.types import Document

Facet = Literal["problem", "method", "result"]
FACETS: dict[Facet, tuple[str, ...]] = {
    "problem": ("background", "objective"),
    "method": ("method",),
    "result": ("result",),
}


def facet_chances(document: Document, facet: Facet) -> npt.NDArray[np.float32]:
    """How likely each sentence is about a facet, by the role model.

    Args:
        document: the paper; its sentences below the title are looked at, or its title where it has none.
        facet: what is asked about.

    Returns:
        Shape (sentences,), from 0 to 1.
    """
    chances = load_roles().chances([one.text for one in document.below_title])
    wanted: npt.NDArray[np.float32] = chances[:, [LABELS.index(label) for label in FACETS[facet]]].sum(axis=1)
    return wanted
