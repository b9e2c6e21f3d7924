"""The report of an experiment: `where/NAME-SCALE/index.html`, `settle.json` and `settle.md`, with the site's assets."""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from litmuspaper import __version__
from litmuspaper.publish.files import write_atomic
from litmuspaper.publish.links import safe_link
from litmuspaper.publish.pages import html_page, write_assets
from litmuspaper.publish.review_json import as_text
from litmuspaper.publish.settle_chart import forest, strips
from litmuspaper.publish.settle_markdown import markdown
from litmuspaper.publish.settle_words import (
    VERDICTS,
    asked,
    cost_told,
    data_told,
    effect_told,
    environment_told,
    failures,
    further_told,
    headline,
    number,
    p_told,
    primary_told,
    settings_told,
    sides,
)
from litmuspaper.types import Outcome, Tested

_STYLE = "settle.css"
_ROWS = '"rows": []'


def publish_outcome(outcome: Outcome, where: Path) -> list[Path]:
    """Write the report of one experiment below a folder, each file whole or not at all.

    Args:
        outcome: the experiment.
        where: the folder of all experiments, the one that it was run in.

    Returns:
        The files written: the assets, then index.html, settle.json and settle.md.
    """
    folder = where / outcome.folder
    written = [*write_assets(where), write_atomic(where / "assets" / _STYLE, _style())]
    written.append(write_atomic(folder / "index.html", outcome_page(outcome)))
    written.append(write_atomic(folder / "settle.json", outcome_json(outcome)))
    return [*written, write_atomic(folder / "settle.md", markdown(outcome))]


def outcome_json(outcome: Outcome) -> str:
    """The experiment for other programs: the fields of `Outcome`, a row on each line of `rows`."""
    record = outcome.model_dump(mode="json")
    rows = [json.dumps(row, ensure_ascii=True, allow_nan=False) for row in record["rows"]]
    text = as_text({**record, "rows": []})
    return text.replace(_ROWS, '"rows": [\n' + ",\n".join(f"  {row}" for row in rows) + "\n ]", 1)


def outcome_page(outcome: Outcome) -> str:
    """The report as HTML."""
    return html_page(
        "settle.html",
        root="../",
        one=outcome,
        headline=headline(outcome),
        primary=primary_told(outcome),
        further=further_told(outcome),
        link=safe_link(f"https://arxiv.org/abs/{outcome.paper}") if outcome.paper[:1].isdigit() else None,
        tests=[_shown(test) for test in outcome.tests],
        strips=strips(outcome),
        printed=[(one, number(one.ours), number(one.sd)) for one in outcome.printed],
        arms=[
            (arm, settings_told(settings), settings_told(outcome.tuned[arm]) if arm in outcome.tuned else "")
            for arm, settings in outcome.arms.items()
        ],
        means=[(one, number(one.mean), number(one.sd)) for one in outcome.summaries],
        failures=failures(outcome),
        cost=cost_told(outcome),
        data=data_told(outcome),
        environment=environment_told(outcome),
        version=__version__,
    )


def _shown(test: Tested) -> dict[str, Any]:
    """A test for the template."""
    adjusted = "" if test.primary else f", {p_told(test.p_adjusted)} after Holm"
    return {
        "test": test,
        "verdict": VERDICTS[test.verdict],
        "forest": forest(test),
        "sides": sides(test),
        "asked": asked(test),
        "effect": effect_told(test),
        "level": f"{test.level:.0%} interval".replace("%", " %"),
        "p": f"p = {p_told(test.p)}{adjusted}" if test.p is not None else "",
        "spread": number(test.spread),
        "detectable": number(test.detectable) if test.detectable else "",
        "pairs": len(test.differences),
    }


@lru_cache(maxsize=1)
def _style() -> bytes:
    return (files("litmuspaper.publish") / "assets" / _STYLE).read_bytes()
