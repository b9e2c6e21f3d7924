"""What a day's papers say, and the day's ledger."""

from collections.abc import Iterator
from datetime import date as Date
from typing import Literal

from pydantic import Field, computed_field

from litmuspaper.types.base import Noun
from litmuspaper.types.document import Span
from litmuspaper.types.paper import Check, Failure, FeedState, Paper
from litmuspaper.types.reader import Breadth, Profile

Kind = Literal["paper-says", "computed", "our-inference", "outside-knowledge"]


class Statement(Noun):
    """One thing said of a paper, its kind, and the spans it rests on."""

    text: str
    kind: Kind
    spans: tuple[Span, ...]


class Digest(Noun):
    """What the paper does; a field with nothing to quote is absent (None or empty), never filled.

    The first five come from the abstract, or from the introduction where that is read; the others need the full text
    and stand in its order. `results` may begin with numbers read from a table's cells (computed).
    """

    task: Statement | None = None
    gap: Statement | None = None
    idea: Statement | None = None
    method: Statement | None = None
    result: Statement | None = None
    training: tuple[Statement, ...] = ()
    data: tuple[Statement, ...] = ()
    metrics: tuple[Statement, ...] = ()
    baselines: tuple[Statement, ...] = ()
    results: tuple[Statement, ...] = ()
    ablations: tuple[Statement, ...] = ()
    limits: tuple[Statement, ...] = ()
    links: tuple[Statement, ...] = ()

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """Every statement with the name of its field, in the order of the fields."""
        for name in type(self).model_fields:
            value: Statement | tuple[Statement, ...] | None = getattr(self, name)
            yield from ((name, said) for said in (value if isinstance(value, tuple) else (value,)) if said is not None)


class Change(Noun):
    """What a new version changed in one field: runs of (same | removed | added, words)."""

    field: Literal["title", "abstract"]
    runs: tuple[tuple[Literal["same", "removed", "added"], str], ...]


class Revision(Noun):
    """A replacement of a paper that the library already holds."""

    id: str
    title: str
    from_version: int | None
    to_version: int | None
    changes: tuple[Change, ...]


class Neighbour(Noun):
    """An earlier paper near a selected one, with quotes from both.

    `shared` are the words that both papers have, rarest first, as the selected paper writes them. `here` is the
    selected paper's sentence and `there` the earlier paper's that are nearest to each other; `adds` is the selected
    paper's sentence that the earlier one has least of, with the words that are new in it, None where there is none.
    Spans count in each paper's own title or abstract.
    """

    id: str
    title: str
    announced: Date | None
    url: str | None
    shared: tuple[str, ...]
    here: Span
    there: Span
    adds: Span | None = None
    new_words: tuple[str, ...] = ()


class FullText(Noun):
    """What the full text of a selected paper gave, or why it was not read.

    `how` says where the text came from, or the reason why there is none. The counts are those of the paper's own
    page; `gravest` is the message of the first that is more than a question.
    """

    read: bool
    how: str
    parser: str | None = None
    contradicted: int = 0
    not_reproducible: int = 0
    questions: int = 0
    verified: int = 0
    not_assessed: int = 0
    claims: int = 0
    gravest: str | None = None


class Selected(Noun):
    """A ledger row: a paper shown to the reader, with its evidence.

    `novelty` says what `neighbours`, the nearest earlier papers, were looked for in. `full_text` is None where the day
    did not look for full texts.
    """

    id: str
    title: str
    relevance: int
    score: float
    criterion: str
    reason: str
    evidence: tuple[Span, ...]
    novelty: str = "not assessed"
    digest: Digest
    paper: Paper
    full_text: FullText | None = None
    neighbours: tuple[Neighbour, ...] = ()


class Rejected(Noun):
    """A ledger row: a paper not shown, with its score and the reason.

    `criterion` is the one that it came near; None where it came near none or one of the reader's rules left it out.
    """

    id: str
    title: str
    relevance: int | None
    score: float | None
    reason: str
    criterion: str | None = None
    url: str | None = None


class MadeBy(Noun):
    """What made a page: enough to make it again. No clock, so that two runs give the same bytes."""

    litmus: str
    selection: str
    profile: str = Field(description="sha256 of the profile")
    read: str = "title and abstract"


class Day(Noun):
    """One day's ledger: announced = selected + rejected + failed.

    `selected` and `rejected` are sorted best first (ties by id), `failed` and `revisions` by id.
    """

    date: Date
    source: str
    state: FeedState
    message: str
    profile: Profile
    selected: tuple[Selected, ...]
    rejected: tuple[Rejected, ...]
    failed: tuple[Failure, ...]
    revisions: tuple[Revision, ...] = ()
    checks: tuple[Check, ...] = ()
    breadths: tuple[Breadth, ...] = ()
    cutoff_advice: str = ""
    made_by: MadeBy

    @computed_field  # type: ignore[prop-decorator]
    @property
    def announced(self) -> int:
        """How many papers the ledger accounts for."""
        return len(self.selected) + len(self.rejected) + len(self.failed)
