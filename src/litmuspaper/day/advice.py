"""What a day tells its reader of their own words and labels; a help, without which the day goes on."""

from collections.abc import Sequence

from litmuspaper.select.breadth import breadths
from litmuspaper.select.operating_point import in_words, operating_point
from litmuspaper.types import Breadth, Document, Profile

MOST_LABELS = 400  # the newest: each is judged by five rankings that did not know it


def width_of_criteria(profile: Profile) -> tuple[Breadth, ...]:
    """How wide each criterion is; nothing where that cannot be told."""
    try:
        return breadths(profile)
    except Exception:
        return ()


def cutoff_by_labels(profile: Profile, labelled: Sequence[tuple[Document, bool]], ages_days: Sequence[float]) -> str:
    """What the reader's own labels say of their cutoff, in a sentence; empty where they are too few or one-sided."""
    try:
        newest = sorted(range(len(labelled)), key=lambda n: (ages_days[n], labelled[n][0].paper.id))[:MOST_LABELS]
        return in_words(operating_point(profile, [labelled[n] for n in newest], [ages_days[n] for n in newest]))
    except Exception:
        return ""
