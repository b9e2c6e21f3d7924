"""review: deterministic audits of one document, each finding with its evidence and its recomputation."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module

from litmuspaper.review.audits import AUDITS
from litmuspaper.review.measured import measured_of
from litmuspaper.types import Document, Finding, Review, Span

__all__ = ["AUDITS", "review"]

_SEVERITIES = ("error", "warning", "question", "info")
_VERDICTS = ("contradicted", "not-reproducible", "question", "verified", "not-assessed")
MOST_MERGED = 3


def review(document: Document, logs: Mapping[str, bytes] | None = None) -> Review:
    """All audits of one document, gravest findings first, siblings merged.

    An audit that fails on a document ends nothing: it is named among what was not assessed.

    Args:
        document: the paper as parsed.
        logs: relative names and contents of the logs of its runs; None where there are none.

    Returns:
        Findings, what was verified, what was not assessed with the reason, and what was read.
    """
    found = [one for name in AUDITS for one in _run(name, document, logs)]
    raised = [one for one in found if one.verdict not in ("verified", "not-assessed")]
    return Review(
        findings=tuple(sorted(_merged(raised, document), key=_rank)),
        verified=tuple(one for one in found if one.verdict == "verified"),
        not_assessed=tuple(_reasons(one for one in found if one.verdict == "not-assessed")),
        read=tuple(_read(document, logs)),
        parser=document.parser,
        measured=measured_of(raised),
    )


def _run(name: str, document: Document, logs: Mapping[str, bytes] | None) -> list[Finding]:
    try:
        found = _audit(name)(document, logs)
    except Exception as error:  # an audit must never end the review of a paper
        message = f"the audit failed ({type(error).__name__}); please report it with this paper"
        return [Finding(audit=name, verdict="not-assessed", severity="info", message=message)]
    wrong = [
        one for one in found if any(document.text[s.start : s.end] != s.text for s in one.spans if s.field == "text")
    ]
    if wrong:
        message = (
            f"{len(wrong)} findings quote what is not in the text and were dropped; please report it with this paper"
        )
        found = [one for one in found if one not in wrong]
        found.append(Finding(audit=name, verdict="not-assessed", severity="info", message=message))
    return found


def _audit(name: str) -> Callable[[Document, Mapping[str, bytes] | None], list[Finding]]:
    module = import_module(f"litmuspaper.review.audits.{name}")
    if name == "run_logs":
        return lambda document, logs: module.audit_logs(document, logs or {})
    return lambda document, _: module.audit(document)


def _rank(one: Finding) -> tuple[int, int, int, int]:
    start = min((span.start for span in one.spans), default=0)
    return _SEVERITIES.index(one.severity), _VERDICTS.index(one.verdict), AUDITS.index(one.audit), start


def _merged(found: list[Finding], document: Document) -> list[Finding]:
    """Findings of one audit that have the same table and would be cleared by the same thing, as one."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        key = (one.audit, one.verdict, one.severity, one.clears_if, _table(one, document))
        groups.setdefault(key, []).append(one)
    return [ones[0] if len(ones) == 1 else _joined(ones) for ones in groups.values()]


def _joined(ones: list[Finding]) -> Finding:
    messages = list(dict.fromkeys(one.message for one in ones))
    more = f"; and {len(messages) - MOST_MERGED} more" if len(messages) > MOST_MERGED else ""
    spans: dict[Span, None] = dict.fromkeys(span for one in ones for span in one.spans)
    return ones[0].model_copy(
        update={
            "message": "; ".join(messages[:MOST_MERGED]) + more,
            "spans": tuple(spans),
            "printed": tuple(said for one in ones for said in one.printed),
            "recomputed": "; ".join(dict.fromkeys(one.recomputed for one in ones if one.recomputed)) or None,
        }
    )


def _table(one: Finding, document: Document) -> int:
    """The table that holds the finding's first span, -1 where none does."""
    for n, table in enumerate(document.tables):
        if one.spans and table.start <= one.spans[0].start < table.end:
            return n
    return -1


def _reasons(found: Iterable[Finding]) -> list[Finding]:
    """What was not assessed, one finding an audit."""
    groups: dict[str, list[Finding]] = {}
    for one in found:
        groups.setdefault(one.audit, []).append(one)
    return [
        ones[0].model_copy(update={"message": "; ".join(dict.fromkeys(one.message for one in ones))})
        for ones in groups.values()
    ]


def _read(document: Document, logs: Mapping[str, bytes] | None) -> list[str]:
    """What was read, in words with counts; a kind of which nothing was found is left out."""
    cells = sum(len(row) for table in document.tables for row in table.rows)
    marks = any(cell.bold is not None for table in document.tables for row in table.rows for cell in row)
    own = [section for section in document.sections if section.title not in ("title", "abstract")]
    counts = (
        (len(own), "sections"),
        (len(document.sentences), "sentences"),
        (len(document.tables), f"tables with {cells} cells" + ("" if marks else ", bold not told")),
        (len(document.figures), "captions of figures, not their pixels"),
        (sum(e.display for e in document.equations), "displayed formulas"),
        (len(document.citations), "citations"),
        (len(document.references), "references"),
        (len(logs or {}), "files of logs"),
    )
    front = [name for name in ("title", "abstract") if getattr(document.paper, name)]
    return [*front, *(f"{n} {what}" for n, what in counts if n)]
