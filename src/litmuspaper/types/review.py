"""What the audits say of a paper."""

from typing import Literal

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


class Review(Noun):
    """All that the audits say of one document, gravest first, siblings merged."""

    findings: tuple[Finding, ...]
    verified: tuple[Finding, ...]
    not_assessed: tuple[Finding, ...]
    read: tuple[str, ...]
    parser: str
