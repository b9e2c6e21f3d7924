"""`litmus bench`: what Litmus measures of itself."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from litmuspaper.bench.audits import Measurement

PAPERS = 500


@click.command("bench")
@click.argument("name", metavar="NAME", required=False)
@click.option("--papers", type=click.IntRange(1), default=PAPERS, show_default=True, help="How many made-up papers.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another seed, other papers.")
@click.option("--write", type=click.Path(path_type=Path), help="Write what was measured to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(name: str | None, papers: int, seed: int, write: Path | None, as_json: bool) -> None:
    """Measure what Litmus finds.

    NAME is the bench to run; without one, the benches are listed. Nothing is fetched: the papers are made up.
    """
    from litmuspaper.bench import BENCHES
    from litmuspaper.errors import ConfigError

    if name is None:
        for one, told in BENCHES.items():
            click.echo(f"{one:10} {told}")
        return
    if name not in BENCHES:
        raise ConfigError(
            "is no bench", where=name, next_step=f"Take one of: {', '.join(BENCHES)}; `litmus bench` lists them"
        )
    _audits(papers, seed, write, as_json)


def _audits(papers: int, seed: int, write: Path | None, as_json: bool) -> None:
    from litmuspaper.bench.audits import measure
    from litmuspaper.bench.record import as_text, checkout, record

    start = time.process_time()
    measured = measure(papers, seed)
    seconds = time.process_time() - start
    made = record(measured, f"litmus bench audits --papers {papers} --seed {seed}", _today(), checkout())
    if write is not None:
        _write(write, as_text(made))
    if as_json:
        spent = {name: round(one.seconds, 3) for name, one in measured.audits.items()}
        told = {**made, "cpu_s": round(seconds, 1), "audit_cpu_s": spent, "missed": measured.missed}
        click.echo(json.dumps({**told, "false_alarms": measured.false}, ensure_ascii=False, indent=1))
        return
    for line in _table(measured, made):
        click.echo(line)
    click.echo(f"{seconds:.0f} s CPU")


def _table(measured: "Measurement", made: dict[str, Any]) -> list[str]:
    """A line for each audit: planted, found, recall with its interval, alarms on clean papers, CPU seconds."""
    lines = [f"{'audit':21} {'planted':>7} {'found':>5}  {'recall (95 %)':18} {'clean':>5} {'alarms':>6} {'CPU s':>6}"]
    for name, one in made["audits"].items():
        planted, found = one["planted"], one["found"]
        share = (
            f"{found / planted:.3f} ({one['recall_low']:.3f}-{one['recall_high']:.3f})" if planted else "not measured"
        )
        twins, alarms = ("-", "-") if one["twins"] is None else (one["twins"], one["twin_alarms"])
        seconds = measured.audits[name].seconds
        lines.append(f"{name:21} {planted or '-':>7} {_or(found):>5}  {share:18} {twins:>5} {alarms:>6} {seconds:6.2f}")
    plants = sum(one["planted"] or 0 for one in made["audits"].values())
    found = sum(one["found"] or 0 for one in made["audits"].values())
    clean = len({line.split()[0] for line in measured.false})
    lines += [f"all: {found} of {plants} planted errors found; {clean} clean papers with an alarm"]
    lines += [f"  missed: {count} “{name}”" for name, count in _missed(made)]
    return lines


def _missed(made: dict[str, Any]) -> list[tuple[str, str]]:
    """Kinds of errors that were not all found."""
    kinds = ((kind, *counts) for one in made["audits"].values() for kind, counts in one["kinds"].items())
    return [(kind, f"{planted - found} of {planted}") for kind, planted, found in kinds if found < planted]


def _or(count: int | None) -> str:
    return "-" if count is None else str(count)


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


def _write(path: Path, text: str) -> None:
    from litmuspaper.errors import PublishError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PublishError(
            f"cannot be written: {error.strerror}", where=str(path), next_step="Give --write a file you may write"
        ) from error
