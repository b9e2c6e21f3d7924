"""Every noun of Litmus: frozen models without input or output.

A noun arrives with the room that makes it. Offsets are Unicode code points, half-open.
"""

import re
from datetime import date as Date
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict, Field, computed_field

AnnounceType = Literal["new", "cross", "replace", "replace-cross"]
FeedState = Literal["fresh", "quiet", "stale", "truncated", "unchecked", "failed", "example"]
Kind = Literal["paper-says", "computed", "our-inference", "outside-knowledge"]


class Noun(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Author(Noun):
    """One author as the source names them."""

    name: str
    orcid: str | None = None
    arxiv_id: str | None = Field(None, description="arXiv's public author identifier, such as warner_s_1")


class Paper(Noun):
    """Metadata of one version of one work.

    `id` is the source's own identifier without a version (`2509.09427`, `hep-th/9901001`).
    `categories[0]` is the primary category. Title and abstract are one line each, without control characters.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[Author, ...] = ()
    categories: tuple[str, ...] = ()
    version: int | None = Field(None, ge=1)
    announced: Date | None = None
    announce_type: AnnounceType = "new"
    submitted: Date | None = None
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    licence: str | None = None
    url: str | None = Field(None, description="the abstract page a reader is sent to")
    source: str = ""


class Failure(Noun):
    """A paper that was announced and could not be used."""

    id: str
    error: str
    title: str | None = None


class Check(Noun):
    """One category's feed held against the category's own listing page."""

    category: str
    received: int = Field(ge=0, description="entries received for this category")
    listed: int | None = Field(None, ge=0, description="entries that /list/X/new says there are")
    listed_date: Date | None = None
    note: str = ""


class Announcement(Noun):
    """All that one source announced on one day, and whether it can be trusted.

    `state`: fresh (complete by the listing's own count), quiet (nothing was announced, and the listing or the
    calendar agrees), stale (an earlier day's batch under this date), truncated (fewer than the listing says),
    unchecked (no second count to compare with), failed (no usable answer), example (the embedded invented day).
    """

    source: str
    date: Date
    state: FeedState
    message: str
    papers: tuple[Paper, ...] = ()
    failures: tuple[Failure, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def announced(self) -> int:
        """Papers and failures together: what the ledger must account for."""
        return len(self.papers) + len(self.failures)


class Span(Noun):
    """A quoted stretch: `text` equals `field[start:end]` of the paper, always.

    `field` names the text that the offsets count in: the paper's `title` or `abstract`, or `text`,
    the whole text of the document.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    field: Literal["title", "abstract", "text"] = "text"


class Section(Noun):
    """A named stretch of a document's text."""

    title: str
    start: int
    end: int
    level: int = 1


class Document(Noun):
    """The text of one version of a paper; `text` is built once and never normalised again.

    `sentences` are spans in `text`, in order, not overlapping.
    """

    paper: Paper
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Span, ...]
    parser: str

    def rebase(self, span: Span) -> Span:
        """The same span counted in the paper's own title or abstract where it lies in one of them."""
        for section in self.sections:
            if section.title in ("title", "abstract") and section.start <= span.start <= span.end <= section.end:
                return Span.model_construct(
                    start=span.start - section.start,
                    end=span.end - section.start,
                    text=span.text,
                    field=cast("Literal['title', 'abstract']", section.title),
                )
        return span


class Criterion(Noun):
    """One interest in the reader's own words; `cutoff`, where given, stands in for the profile's."""

    name: str = Field(min_length=1)
    relevant: str = ""
    not_relevant: str = ""
    cutoff: int | None = Field(None, ge=1, le=10)


class FollowedAuthor(Noun):
    """An author whose papers the reader never wants to miss."""

    name: str = Field(min_length=1)
    orcid: str | None = None
    arxiv_id: str | None = None


class Profile(Noun):
    """What one reader cares about.

    `cutoff` is the least relevance (1-10) that is selected; `at_most` bounds a day's selection.
    """

    title: str = "My papers"
    criteria: tuple[Criterion, ...]
    taste: str = ""
    categories: tuple[str, ...] = ()
    cross_lists: bool = True
    replacements: bool = False
    authors: tuple[FollowedAuthor, ...] = ()
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    cutoff: int = Field(6, ge=1, le=10)
    at_most: int = Field(30, ge=1)


class Label(Noun):
    """A thumb up or down on a paper."""

    id: str
    relevant: bool


class Verdict(Noun):
    """What the selection says of one paper.

    `score` orders papers (0-1, higher is better, the same meaning every day); `relevance` is the same on the
    reader's scale of 1-10. `criterion` is None where no criterion is met, and then there is no evidence.
    """

    id: str
    score: float
    relevance: int = Field(ge=1, le=10)
    criterion: str | None = None
    evidence: tuple[Span, ...] = ()
    reason: str
    selected: bool = False


class Ranking(Noun):
    """Verdicts, best first, and what made them."""

    verdicts: tuple[Verdict, ...]
    made_by: str


class Statement(Noun):
    """One thing said of a paper, its kind, and the spans it rests on."""

    text: str
    kind: Kind
    spans: tuple[Span, ...]


class Digest(Noun):
    """What the paper does; a field with nothing to quote is absent (None), never filled."""

    task: Statement | None = None
    gap: Statement | None = None
    idea: Statement | None = None
    method: Statement | None = None
    result: Statement | None = None


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


class Selected(Noun):
    """A ledger row: a paper shown to the reader, with its evidence."""

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


class Rejected(Noun):
    """A ledger row: a paper not shown, with its score and the reason."""

    id: str
    title: str
    relevance: int | None
    score: float | None
    reason: str
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
    made_by: MadeBy

    @computed_field  # type: ignore[prop-decorator]
    @property
    def announced(self) -> int:
        """How many papers the ledger accounts for."""
        return len(self.selected) + len(self.rejected) + len(self.failed)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def one_line(text: str) -> str:
    """The text on one line: control characters are spaces, invisible ones are gone, runs of space are one."""
    return " ".join(_INVISIBLE.sub("", _CONTROL.sub(" ", text)).split())
