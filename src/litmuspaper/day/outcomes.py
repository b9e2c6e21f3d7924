"""The ledger's three columns while a day is under way: each verdict put in its own, each failure under its own id."""

from collections import Counter
from dataclasses import dataclass, field

from litmuspaper.digest import digest
from litmuspaper.errors import LitmusError
from litmuspaper.types import Document, Failure, Paper, Rejected, Selected, Verdict


@dataclass
class Outcomes:
    """The selected, the rejected and the failed of a day so far."""

    selected: list[Selected] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    def fail(self, paper: Paper, verb: str, error: Exception) -> None:
        """Put a paper among the failed: what could not be done with it, and why."""
        self.failed.append(Failure(id=paper.id, title=paper.title, error=in_words(verb, error)))

    def settle(self, document: Document, verdict: Verdict) -> None:
        """Put a paper in the column of its verdict; a selected one that cannot be digested is a failed one."""
        paper = document.paper
        if not verdict.selected:
            self.rejected.append(_rejected(paper, verdict))
            return
        try:
            told = digest(document)
        except Exception as error:
            self.fail(paper, "digested", error)
            return
        self.selected.append(
            Selected(
                id=paper.id,
                title=paper.title,
                relevance=verdict.relevance,
                score=verdict.score,
                criterion=verdict.criterion or "",
                reason=verdict.reason,
                evidence=verdict.evidence,
                digest=told,
                paper=paper,
            )
        )

    def named_apart(self) -> tuple[Failure, ...]:
        """The failures by id, each under an id that no other row has: a paper that came twice is numbered."""
        names = {row.id for row in self.selected} | {row.id for row in self.rejected}
        again: Counter[str] = Counter()
        rows = []
        for failure in sorted(self.failed, key=lambda row: (row.id, row.error)):
            name = failure.id
            while name in names:
                again[failure.id] += 1
                name = f"{failure.id} ({again[failure.id] + 1})"
            names.add(name)
            rows.append(failure.model_copy(update={"id": name}))
        return tuple(sorted(rows, key=lambda row: row.id))


def in_words(verb: str, error: Exception) -> str:
    """A failure's sentence: what could not be done, and the error, at most 500 characters."""
    what = str(error) if isinstance(error, LitmusError) else f"{type(error).__name__}: {error}"
    return f"could not be {verb}: {what}"[:500]


def _rejected(paper: Paper, verdict: Verdict) -> Rejected:
    return Rejected(
        id=paper.id,
        title=paper.title,
        relevance=verdict.relevance,
        score=verdict.score,
        reason=verdict.reason,
        criterion=verdict.criterion,
        url=paper.url,
    )
