"""`settle.md`: an experiment for a terminal or a forge."""

from collections.abc import Sequence

from litmuspaper.publish.markdown import escape
from litmuspaper.publish.settle_words import (
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


def markdown(outcome: Outcome) -> str:
    """The report as Markdown."""
    lines = [*_head(outcome), *_tests(outcome.tests), *_printed(outcome), *_arms(outcome), *_means(outcome)]
    lines += _listed("What is stated", outcome.stated) + _listed("What was chosen", outcome.chosen)
    lines += _listed("Cells without finite numbers", failures(outcome))
    return "\n".join([*lines, *_foot(outcome)]) + "\n"


def _head(outcome: Outcome) -> list[str]:
    lines = [f"# {escape(outcome.title)}", "", f"{escape(outcome.paper)}: {escape(outcome.sentence)}", ""]
    lines += [f"**{headline(outcome)}.** {escape(primary_told(outcome))} {further_told(outcome)}".rstrip(), ""]
    lines += _listed("Changed", outcome.changes)
    lines += [f"- Would refute it: {escape(outcome.refuted_by)}"]
    if outcome.would_change:
        lines += [f"- Would change the verdict: {escape(outcome.would_change)}"]
    lines += [f"- Data, given with `--data`: {escape(data_told(outcome))}"] if outcome.data else []
    return [*lines, f"- Power: {escape(outcome.power)}", ""]


def _tests(tests: Sequence[Tested]) -> list[str]:
    lines = ["## Tests", "", "The first is the primary one; p of the others after Holm.", ""]
    lines += [
        "| what is tested | arms and metric | asked | effect and interval | p | pairs | verdict |",
        "|" + "---|" * 7,
    ]
    for one in tests:
        p = p_told(one.p_adjusted)
        cells = [one.says, sides(one), asked(one), effect_told(one), p, str(len(one.differences))]
        lines.append(_row([*cells, f"{one.verdict}: {one.reason}"]))
    return [*lines, "", "Effects are differences in the method's favour, paired by seed.", ""]


def _printed(outcome: Outcome) -> list[str]:
    if not outcome.printed:
        return []
    lines = ["## Printed beside ours", "", "| what | printed | ours | sd | seeds | arm |", "|" + "---|" * 6]
    for one in outcome.printed:
        cells = [one.what, one.printed or "–", number(one.ours), number(one.sd), str(one.n), one.arm or "–"]
        lines.append(_row(cells))
    return [*lines, ""]


def _arms(outcome: Outcome) -> list[str]:
    lines = ["## Arms", "", "| arm | settings | tuned |", "|---|---|---|"]
    for arm, settings in outcome.arms.items():
        tuned = settings_told(outcome.tuned[arm]) if arm in outcome.tuned else "–"
        lines.append(_row([arm, settings_told(settings), tuned]))
    return [*lines, "", *([escape(outcome.tuning), ""] if outcome.tuning else [])]


def _means(outcome: Outcome) -> list[str]:
    lines = ["## Every arm by every metric", "", "| arm | metric | mean | sd | seeds |", "|" + "---|" * 5]
    for one in outcome.summaries:
        lines.append(_row([one.arm, one.metric, number(one.mean), number(one.sd), str(one.n)]))
    lines += ["", *(f"- `{name}`: {escape(meaning)}" for name, meaning in outcome.metrics.items())]
    return [*lines, ""]


def _listed(heading: str, sentences: Sequence[str]) -> list[str]:
    return [f"## {heading}", "", *(f"- {escape(one)}" for one in sentences), ""] if sentences else []


def _foot(outcome: Outcome) -> list[str]:
    return [
        "---",
        f"{cost_told(outcome)} {escape(environment_told(outcome))}.",
        f"Plan `{outcome.plan_sha256}`, code and data `{outcome.code_sha256}`.",
        f"Again: `{outcome.command.replace('`', '')}`",
    ]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escape(cell) for cell in cells) + " |"
