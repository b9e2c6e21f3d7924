"""What a language model wrote of a paper, as far as it passed the gates."""

from litmuspaper.types.base import Noun
from litmuspaper.types.document import Span


class Written(Noun):
    """One sentence in a model's words, and what it rests on.

    `spans` are the paper's own words, whole sentences; `about` are ids of findings (`F1`) and claims (`C1`), numbered
    as the paper's page shows them. Passing the gates proves nothing: it is shown beside what it rests on.
    """

    text: str
    spans: tuple[Span, ...] = ()
    about: tuple[str, ...] = ()


class Prose(Noun):
    """A model's summary of a paper and what it would look at first among the findings and claims.

    `prompts` is the sha256 of what is asked. `left_out` counts sentences that failed a gate; `notes` say in words of
    ours why there is less than was asked for.
    """

    model: str
    prompts: str
    summary: tuple[Written, ...] = ()
    look_at: tuple[Written, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()
