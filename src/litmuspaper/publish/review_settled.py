"""What our own experiments found, for a review's page, its Markdown and its JSON: each verdict at its scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litmuspaper.publish.markdown import escape
from litmuspaper.publish.settle_words import VERDICTS, number, p_told
from litmuspaper.publish.settled import Settled
from litmuspaper.publish.words import sentence

HEADING = "What our lab found"
LEGEND = (
    "Experiments of our own on a claim of this paper: numbers and verdicts are ours, not the paper's. A verdict holds "
    "at its scale and no further; how large our runs were stands beside it. An effect is a difference in the method's "
    "favour, paired by seed."
)
SIZES = {"smoke": "very small, to see that it runs", "cpu": "small, for a laptop's processor"}
BY_TITLE = "This paper was recognised by its title alone."


@dataclass(frozen=True, slots=True)
class ShownSettled:
    """One experiment in words; `page` is the address of its report from the paper's page, else `report` a path."""

    name: str
    says: str
    verdict: str
    reason: str
    sentence: str
    numbers: str
    runs: str
    page: str
    report: str
    command: str


def shown_settled(experiments: Sequence[Settled]) -> list[ShownSettled]:
    """The experiments as pages say them.

    Args:
        experiments: on one paper, in their order.

    Returns:
        One for each.
    """
    return [
        ShownSettled(
            name=one.name,
            says=one.primary.says if one.primary else "",
            verdict=f"{one.verdict} at scale {one.scale}",
            reason=one.primary.reason if one.primary else "",
            sentence=one.sentence,
            numbers=_numbers(one),
            runs=_runs(one),
            page=f"../{one.page}" if one.page else "",
            report=one.report,
            command=one.command,
        )
        for one in experiments
    ]


def settled_markdown(experiments: Sequence[Settled]) -> list[str]:
    """The experiments as lines of Markdown; none where there are none.

    Args:
        experiments: on one paper, in their order.

    Returns:
        The lines, with their heading.
    """
    lines = []
    for one in shown_settled(experiments):
        command = f"`{one.command.replace('`', '')}`" if one.command else "`litmus settle`"
        where = f"[{escape(one.name)}](<{one.page}>)" if one.page else f"{escape(one.report)} in Litmus's repository"
        rows = (
            ("The claim, as we tested it", escape(one.sentence)),
            ("Effect (computed)", escape(one.numbers)),
            ("Size of the runs (computed)", escape(one.runs)),
            ("The whole report", where if one.page else f"{where}; {command} makes it again"),
        )
        reason = f"; {escape(one.reason)}" if one.reason else ""
        says = f" {escape(one.says)}:" if one.says else ""
        lines += [f"- {escape(one.name)}:{says} **{escape(one.verdict)}**{reason} (computed)"]
        lines += [f"  - {name}: {text}" for name, text in rows if text]
    told = " ".join([LEGEND, *([BY_TITLE] if by_title(experiments) else [])])
    return [f"## {HEADING}", "", told, "", *lines, ""] if lines else []


def settled_record(experiments: Sequence[Settled]) -> list[dict[str, Any]]:
    """The experiments as plain values for `review.json`.

    Args:
        experiments: on one paper, in their order.

    Returns:
        Their fields but `titles`, with `report`; `page` and `report` are None where there is none.
    """
    return [
        {**one.model_dump(mode="json", exclude={"titles"}), "page": one.page or None, "report": one.report or None}
        for one in experiments
    ]


def by_title(experiments: Sequence[Settled]) -> bool:
    """Whether the paper was recognised by nothing but its title."""
    return bool(experiments) and all(one.known_by == "title" for one in experiments)


def _numbers(one: Settled) -> str:
    """The effect of the primary test with its interval, and how the other tests ended."""
    told, first = [], one.primary
    if first and first.p is not None:
        level = f"{first.level:.0%}".replace("%", " %")
        interval = f"{level} interval {number(first.low)} to {number(first.high)}"
        told = [f"{number(first.effect)}, {interval}, p = {p_told(first.p)}, {first.pairs} pairs."]
    counts = [f"{one.further[verdict]} {verdict}" for verdict in VERDICTS if one.further.get(verdict)]
    return " ".join([*told, *([f"Beyond this test: {', '.join(counts)}."] if counts else [])])


def _runs(one: Settled) -> str:
    """How large the runs were."""
    parts = [f"{one.seeds} seeds"] if one.seeds else []
    seconds = f"{one.cpu_s:,.0f}" if one.cpu_s >= 10 else f"{one.cpu_s:.1f}"
    parts += [f"{one.cells:,} runs, {seconds} s of processor time in all"] if one.cells else []
    parts += [f"on the data {one.data}"] if one.data else []
    told = "; ".join(part for part in (SIZES.get(one.scale, ""), ", ".join(parts)) if part)
    return sentence(told)
