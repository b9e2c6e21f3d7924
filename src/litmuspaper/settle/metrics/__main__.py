"""`python -m litmuspaper.settle.metrics A B F`: a fused image, or folders of them, beside the trivial fusions."""

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from litmuspaper.errors import LitmusError
from litmuspaper.settle.metrics.benchmark import VIFB
from litmuspaper.settle.metrics.catalogue import METRICS, Metric
from litmuspaper.settle.metrics.compare import FUSED, Comparison, compare
from litmuspaper.settle.metrics.files import Colour


@click.command(name="python -m litmuspaper.settle.metrics")
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.argument("f", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--only", default="", help="Names of metrics, separated by commas.")
@click.option(
    "--colour", type=click.Choice(["luma", "channels"]), default="luma", help="Colours as luma, or channel by channel."
)
@click.option("--vifb", is_flag=True, help="The forms of the VIFB benchmark; A is visible, B infrared.")
@click.option("--resample", is_flag=True, help="Resample volumes of another grid to that of A.")
@click.option("--slices", is_flag=True, help="Measure volumes slice by slice and print the means.")
def command(
    a: Path, b: Path, f: Path, as_json: bool, only: str, colour: Colour, vifb: bool, resample: bool, slices: bool
) -> None:
    """Measure a fused image F of the sources A and B.

    A, B and F are images, NIfTI volumes, or three folders with files of equal names.
    """
    try:
        known = VIFB if vifb else METRICS
        names = [part.strip() for part in only.split(",") if part.strip()]
        colour = "channels" if vifb else colour
        found = compare(a, b, f, names, colour, slices=slices, resample=resample, known=known)
    except LitmusError as error:
        click.echo(_printable(str(error)), err=True)
        sys.exit(error.exit_code)
    made = json.dumps(as_object(found, known), indent=1, ensure_ascii=False) if as_json else table(found, known)
    click.echo(_printable(made))


def _printable(text: str) -> str:
    """The text with a question mark for what a file's name holds that is no character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def table(found: Comparison, known: Mapping[str, Metric] = METRICS) -> str:
    """A comparison as lines of text: one for each metric, then the notes."""
    fusions = list(found.mean)
    count = len(found.triples)
    head = f"{found.triples[0].name}" if count == 1 else f"means of {count} triples"
    lines = [head, f"{'metric':<20}{'':>7}" + "".join(f"{one:>11}" for one in fusions) + "  not beaten"]
    for name in found.mean[FUSED]:
        better = known[name].better
        values = {one: found.mean[one][name] for one in fusions}
        arrow = {1: "larger", -1: "smaller", 0: ""}[better]
        ahead = [one for one in fusions[1:] if better and (values[one] - values[FUSED]) * better >= 0]
        shown = "".join(f"{_shown(value):>11}" for value in values.values())
        lines.append(f"{name:<20}{arrow:>7}{shown}  {', '.join(ahead)}".rstrip())
    notes = [one.notes for one in found.triples]
    lines += [f"note: {note}" for note in dict.fromkeys(note for part in notes for note in part)]
    lines += [f"not measured: {name}: {why}" for name, why in found.failed]
    return "\n".join(lines)


def as_object(found: Comparison, known: Mapping[str, Metric] = METRICS) -> dict[str, Any]:
    """A comparison for JSON; what is not defined is null, what is infinite a word."""
    return {
        "mean": _plain(found.mean),
        "triples": [
            {"name": one.name, "values": _plain(one.values), "notes": list(one.notes)} for one in found.triples
        ],
        "failed": [{"name": name, "why": why} for name, why in found.failed],
        "metrics": {
            name: {
                "what": known[name].what,
                "low": _number(known[name].low),
                "high": _number(known[name].high),
                "better": known[name].better,
            }
            for name in found.mean[FUSED]
        },
    }


def _plain(values: dict[str, dict[str, float]]) -> dict[str, dict[str, float | str | None]]:
    return {fusion: {name: _number(value) for name, value in row.items()} for fusion, row in values.items()}


def _number(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else ("infinite" if value > 0 else "-infinite")


def _shown(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.5f}" if abs(value) < 100 else f"{value:.3f}"


if __name__ == "__main__":
    command()
