"""`DATE/day.json`: the day's ledger for other programs.

    {date, source, state, message, announced,
     selected: [{id, title, relevance, score, criterion, reason, evidence: [{field, start, end, text}],
                 novelty, neighbours: [{id, title, announced, url, shared, here, there, adds, new_words}],
                 digest: {task | gap | idea | method | result: {text, kind, spans: [{field, ...}]},
                          data | metrics | baselines | results | ablations | limits | links: [{text, kind, spans}]},
                 full_text: {read, how, parser, contradicted, not_reproducible, questions, verified, ...} or null,
                 abstract, authors: [{name, orcid?, arxiv_id?}], categories, url?, ...}],
     rejected: [{id, title, relevance, score, reason, criterion, url}],
     failed: [{id, error, title?}],
     revisions: [{id, title, from_version, to_version, changes: [{field, runs: [[same|removed|added, words]]}]}],
     checks: [{category, received, listed, listed_date, note}],
     cutoff_advice,
     breadths: [{criterion, share, advice}],
     made_by: {litmus, selection, profile, read}}

Lists stand in the day's own order: selected and rejected best first, failed and revisions by id. Offsets are
Unicode code points, half-open, in the named field. A digest field with nothing to quote is left out.
"""

import json
from pathlib import Path
from typing import Any

from litmuspaper.publish.files import write_atomic
from litmuspaper.types import Day, Digest, Selected, Span, Statement

_SHOWN_ABOVE = {"id", "title"}


def write(day: Day, where: Path) -> list[Path]:
    """Write `DATE/day.json` below a folder.

    Args:
        day: the day's ledger.
        where: the folder of all days.

    Returns:
        The one file.
    """
    text = json.dumps(record(day), ensure_ascii=False, indent=1, allow_nan=False)
    # A lone surrogate has no UTF-8 form: JSON's own escape keeps it.
    safe = "".join(c if not "\ud800" <= c <= "\udfff" else f"\\u{ord(c):04x}" for c in text)
    return [write_atomic(where / day.date.isoformat() / "day.json", safe + "\n")]


def record(day: Day) -> dict[str, Any]:
    """The day as plain values, in the shape of this file's docstring.

    Args:
        day: the day's ledger.

    Returns:
        A dictionary that `json.dumps` takes.
    """
    return {
        "date": day.date.isoformat(),
        "source": day.source,
        "state": day.state,
        "message": day.message,
        "announced": day.announced,
        "selected": [_selected(row) for row in day.selected],
        "rejected": [row.model_dump(mode="json") for row in day.rejected],
        "failed": [row.model_dump(mode="json", exclude_none=True) for row in day.failed],
        "revisions": [row.model_dump(mode="json") for row in day.revisions],
        "checks": [row.model_dump(mode="json") for row in day.checks],
        "cutoff_advice": day.cutoff_advice,
        "breadths": [row.model_dump(mode="json") for row in day.breadths],
        "made_by": day.made_by.model_dump(mode="json"),
    }


def _selected(row: Selected) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "relevance": row.relevance,
        "score": row.score,
        "criterion": row.criterion,
        "reason": row.reason,
        "evidence": [_span(span) for span in row.evidence],
        "novelty": row.novelty,
        "neighbours": [one.model_dump(mode="json") for one in row.neighbours],
        "digest": _digest(row.digest),
        "full_text": row.full_text.model_dump(mode="json") if row.full_text else None,
        **row.paper.model_dump(mode="json", exclude_none=True, exclude=_SHOWN_ABOVE),
    }


def _digest(digest: Digest) -> dict[str, Any]:
    """The fields that say something: a statement, or a list of them where there may be several."""

    def told(said: Statement) -> dict[str, Any]:
        return {"text": said.text, "kind": said.kind, "spans": [_span(span) for span in said.spans]}

    return {
        name: [told(one) for one in said] if isinstance(said, tuple) else told(said) for name, said in digest if said
    }


def _span(span: Span) -> dict[str, Any]:
    return {"field": span.field, "start": span.start, "end": span.end, "text": span.text}
