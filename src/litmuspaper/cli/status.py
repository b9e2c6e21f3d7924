"""`litmus status`: what the library holds and when it was last fed."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litmuspaper.library.days import Ledger
    from litmuspaper.library.store import Library

_LAST_DAYS = 7


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """Show what the library holds, how the last days went and which days were missed."""
    import json
    from datetime import UTC, datetime

    from litmuspaper.config import load_settings
    from litmuspaper.library.store import Library

    root = load_settings().root
    report: dict[str, Any] = {"home": str(root), "library": False}
    if (root / "library.db").exists() or (root / "library.db-wal").exists():
        with Library.open(root, read_only=True) as library:
            report = {"home": str(root), "library": True, **_report(library, datetime.now(UTC).date())}
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _in_words(report))


def missed_weekdays(last: date, today: date) -> list[date]:
    """The Mondays to Fridays after the last day and before today; arXiv's own holidays are among them."""
    between = (last + timedelta(days=number) for number in range(1, (today - last).days))
    return [day for day in between if day.weekday() < 5]


def _missed(ledgers: "Sequence[Ledger]", today: date) -> list[date]:
    """The weekdays missed since the last day that was fetched; the invented example day is none."""
    real = [ledger.date for ledger in ledgers if ledger.state not in ("example", "failed")]
    return missed_weekdays(real[0], today) if real else []


def _report(library: "Library", today: date) -> dict[str, Any]:
    counts, labels, ledgers = library.counts(), library.labels(), library.ledgers(_LAST_DAYS)
    relevant = sum(label.relevant for label in labels)
    return {
        "papers": counts.papers,
        "days": counts.days,
        "files": counts.blobs,
        "labels": {"relevant": relevant, "irrelevant": len(labels) - relevant},
        "last_days": [
            {
                "date": ledger.date.isoformat(),
                "source": ledger.source,
                "state": ledger.state,
                "message": ledger.message,
                "announced": ledger.announced,
                "selected": ledger.selected,
                "rejected": ledger.rejected,
                "failed": ledger.failed,
                "ledger": str(ledger),
            }
            for ledger in ledgers
        ],
        "missed": [day.isoformat() for day in _missed(ledgers, today)],
    }


def _in_words(report: dict[str, Any]) -> str:
    from litmuspaper.types import one_line

    if not report["library"]:
        return f"There is no library in {report['home']} yet. Run `litmus day` to start one."
    labels, last, missed = report["labels"], report["last_days"], report["missed"]
    lines = [
        f"home      {report['home']}",
        f"holds     {report['papers']} papers, {report['days']} days, {report['files']} files",
        f"labels    {labels['relevant']} relevant, {labels['irrelevant']} not",
        f"last day  {last[0]['ledger'] if last else 'none yet; run `litmus day`'}",
    ]
    lines += [
        "feed      " + one_line(f"{day['date']} {day['source']}: {day['state']} - {day['message']}") for day in last
    ]
    if missed:
        shown = ", ".join(missed[:5]) + (", ..." if len(missed) > 5 else "")
        plural = "s" if len(missed) > 1 else ""
        lines.append(f"missed    {len(missed)} weekday{plural} since then: {shown}")
    return "\n".join(lines)
