"""`litmus settle NAME`: a claim is put to a controlled experiment, on this machine or on Ray."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from litmuspaper.types import Outcome, Row

_EVERY_S = 0.2


@click.command("settle")
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="List the systems with their claims.")
@click.option("--scale", default="cpu", show_default=True, help="smoke, cpu or gpu, as far as the system has it.")
@click.option("--seeds", type=click.IntRange(1, 10_000), help="How many seeds; the scale's own number by default.")
@click.option("--data", type=click.Path(path_type=Path), help="A data file, or a folder, for a system that takes one.")
@click.option("--workers", type=click.IntRange(1, 4096), help="How many cells at once; 1, or what Ray's cluster takes.")
@click.option("--ray", is_flag=False, flag_value="local", default="", help="Run on Ray: HOST:PORT, or here without it.")
@click.option("--out", type=click.Path(path_type=Path), default="out", show_default=True, help="Folder of the reports.")
@click.option("--json", "as_json", is_flag=True, help="Print settle.json instead of a summary.")
def command(
    name: str | None,
    listed: bool,
    scale: str,
    seeds: int | None,
    data: Path | None,
    workers: int | None,
    ray: str,
    out: Path,
    as_json: bool,
) -> None:
    """Put a claim to a controlled experiment.

    NAME is a system of `--list`, or a claim file of your own that ends in .py. All arms run with the same seeds; the
    report says supported, refuted or inconclusive, at the scale that was run. An interrupted run goes on where it was.
    """
    if ray and name is None and not listed:
        raise click.UsageError(f"NAME is missing: --ray took {ray!r} for an address; put --ray last.")
    if listed or name is None:
        _list()
        return
    from litmuspaper.publish.settle import outcome_json, publish_outcome
    from litmuspaper.settle.experiment import settle

    shown = _Progress()
    again = _again(name, scale, seeds, data)
    try:
        outcome = settle(
            name, scale, out, seeds=seeds, data=data, workers=workers, ray=ray, progress=shown, command=again
        )
    except KeyboardInterrupt:
        shown.end()
        click.echo(f"{shown.ended} of {shown.total} cells are kept; the same command goes on from there.", err=True)
        raise
    shown.end()
    publish_outcome(outcome, out)
    if as_json:
        click.echo(outcome_json(outcome), nl=False)
        return
    for line in _summary(outcome):
        click.echo(line)
    click.echo(f"\n{out / outcome.folder / 'index.html'}")


def _list() -> None:
    from litmuspaper.errors import LitmusError
    from litmuspaper.settle.load import load
    from litmuspaper.settle.systems import names

    for one in names():
        try:
            claim = load(one).claim
        except LitmusError as error:
            click.echo(f"{one:12} {error}")
            continue
        click.echo(f"{one:12} {claim.paper}  {claim.title}\n{'':12} {claim.sentence}")
        click.echo(f"{'':12} scales: {', '.join(claim.scales)}; {len(claim.arms)} arms, {len(claim.tests)} tests")


def _again(name: str, scale: str, seeds: int | None, data: Path | None) -> str:
    import shlex

    from litmuspaper.settle.data_file import name_of

    more = "" if seeds is None else f" --seeds {seeds}"
    more += "" if data is None else f" --data {shlex.quote(name_of(data))}"
    # Files are named without their folders: a report says nothing of the machine that it was made on.
    return f"litmus settle {shlex.quote(Path(name).name)} --scale {shlex.quote(scale)}{more}"


def _summary(outcome: "Outcome") -> list[str]:
    from litmuspaper.publish.settle_words import cost_told, effect_told, failures, further_told, p_told, sides

    lines = [f"{outcome.paper}  {outcome.title}", "", outcome.verdict_text, further_told(outcome), ""]
    for one in outcome.tests:
        lines.append(f"{one.verdict:13} {one.says or sides(one)}")
        lines.append(f"{'':13} effect {effect_told(one)}, p {p_told(one.p_adjusted)}, {len(one.differences)} pairs")
        lines.append(f"{'':13} {one.reason}")
    lines += ["", outcome.power, *outcome.changes]
    lines += [f"no finite numbers: {line}" for line in failures(outcome)]
    return [*lines, cost_told(outcome)]


class _Progress:
    """A line on stderr with the cells that ended and the time left; on a terminal it is written over."""

    def __init__(self) -> None:
        self.start = self.told = time.monotonic()
        self.first: int | None = None
        self.ended = self.total = 0
        self.live = sys.stderr.isatty()

    def __call__(self, ended: int, total: int, row: "Row") -> None:
        now = time.monotonic()
        self.first = ended - 1 if self.first is None else self.first
        self.ended, self.total = ended, total
        if now - self.told < (_EVERY_S if self.live else 10) and ended < total:
            return
        self.told = now
        left = (now - self.start) / (ended - self.first) * (total - ended)
        line = f"{ended} of {total} cells, about {_time(left)} left; {row.arm}, seed {row.seed}: {row.status}"
        click.echo(f"\r{line[:110]:110}" if self.live else line, nl=not self.live, err=True)

    def end(self) -> None:
        """Leave the line."""
        if self.live and self.total:
            click.echo(err=True)


def _time(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )
