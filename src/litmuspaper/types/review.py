"""What the audits say of a paper."""

from typing import Literal

from pydantic import Field

from litmuspaper.types.base import Noun
from litmuspaper.types.document import Span

Judgement = Literal["contradicted", "not-reproducible", "question", "verified", "not-assessed"]
Severity = Literal["error", "warning", "question", "info"]


class Finding(Noun):
    """What one audit says of one thing in the paper.

    `verdict`: contradicted (the printed intervals cannot meet), not-reproducible (they can, but not from the digits
    displayed), question (the authors should be asked), verified (checked and true), not-assessed (the reason is the
    message). `printed` are strings as the paper prints them; `recomputed` says what arithmetic gives, with its
    formula; `tolerance` how far the rounding of the printed digits reaches; `clears_if` what would clear it.
    """

    audit: str
    verdict: Judgement
    severity: Severity
    message: str
    spans: tuple[Span, ...] = ()
    printed: tuple[str, ...] = ()
    recomputed: str | None = None
    tolerance: str | None = None
    clears_if: str = ""


class Judged(Noun):
    """Alarms of one audit with one verdict on real papers, each judged by hand.

    `low` and `high` bound the share of real ones (95 %, Clopper and Pearson), with the unsure counted as not real;
    None where there is no alarm. `fixed` alarms were raised when they were judged and are not any more; they are in
    none of those numbers. `unseen_real` of `unseen` were real on papers that nobody had looked at before, as they were
    first raised, before anything was mended.
    """

    verdict: Judgement
    real: int = Field(ge=0)
    false: int = Field(ge=0)
    unsure: int = Field(ge=0)
    low: float | None = Field(None, ge=0, le=1)
    high: float | None = Field(None, ge=0, le=1)
    fixed: int = Field(0, ge=0)
    unseen: int = Field(0, ge=0)
    unseen_real: int = Field(0, ge=0)

    @property
    def alarms(self) -> int:
        """All of them."""
        return self.real + self.false + self.unsure


class Measured(Noun):
    """How often an audit was right; None where that was not measured.

    `found` of `planted` errors in made-up papers, with the bounds of that share (95 %, Clopper and Pearson);
    `twin_alarms` is on how many of `twins` made-up papers without an error it raised anything; `table_found` of
    `table_planted` errors in tables of real papers. `judged` are its alarms on `papers` real papers, and on the tables
    of `tables_of` more, by verdict; but for `unseen_papers` they were also used
    to build the audits.
    """

    audit: str
    planted: int | None = None
    found: int | None = None
    recall_low: float | None = None
    recall_high: float | None = None
    twins: int | None = None
    twin_alarms: int | None = None
    table_planted: int | None = None
    table_found: int | None = None
    judged: tuple[Judged, ...] | None = None
    papers: int | None = None
    unseen_papers: int = 0
    tables_of: int = 0
    date: str
    version: str

    def of(self, verdict: Judgement) -> Judged | None:
        """The alarms with a verdict; None where there was none."""
        return next((one for one in self.judged or () if one.verdict == verdict), None)


class Review(Noun):
    """All that the audits say of one document, gravest first, siblings merged.

    `measured` says of the audits with a finding how often they were right.
    """

    findings: tuple[Finding, ...]
    verified: tuple[Finding, ...]
    not_assessed: tuple[Finding, ...]
    read: tuple[str, ...]
    parser: str
    measured: tuple[Measured, ...] = ()
