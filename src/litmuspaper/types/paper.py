"""Papers as their sources announce them."""

from datetime import date as Date
from typing import Literal

from pydantic import Field

from litmuspaper.types.base import Noun

AnnounceType = Literal["new", "cross", "replace", "replace-cross"]
FeedState = Literal["fresh", "quiet", "stale", "truncated", "unchecked", "failed", "example"]


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
