"""What one reader cares about, and what the selection says of a paper."""

from datetime import date as Date

from pydantic import Field

from litmuspaper.types.base import Noun
from litmuspaper.types.document import Span


class Criterion(Noun):
    """One interest in the reader's own words; `cutoff`, where given, stands in for the profile's."""

    name: str = Field(min_length=1)
    relevant: str = ""
    not_relevant: str = ""
    cutoff: int | None = Field(None, ge=1, le=10)


class Breadth(Noun):
    """How wide a criterion is: the share of the papers of many days that would meet it, 0-1.

    `advice` says what would sharpen it; empty where nothing needs to be said.
    """

    criterion: str
    share: float
    advice: str = ""


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
    """A thumb up or down on a paper.

    `made` is its day, None where an older Litmus kept it; `origin` is `thumb`, `file`, or `import:` and a format.
    """

    id: str
    relevant: bool
    made: Date | None = None
    origin: str = "thumb"


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
