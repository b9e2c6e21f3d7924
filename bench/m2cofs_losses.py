"""The losses of M2-CoFS beside those of a task alone, as the paper's Figure 6, over the whole budget of each."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.publish.settle_chart import axis
from svg import Points, document, line, lines, said, setting, spread, text

Array = NDArray[np.float64]
Losses = Mapping[int, Mapping[str, Array]]

LEFT, RIGHT, HEIGHT = 74.0, 690.0, 250.0
TOLD = {
    "fusion": "Fusion: L_{F} of Eq. (16)",
    "segmentation": "Segmentation: L_{S} of Eq. (17), 1 − mean Dice of the classes",
}


def smoothed(values: Array, steps: int) -> Array:
    """The running median over so many steps, over fewer at both ends."""
    reach = steps // 2
    return np.array([np.median(values[max(0, n - reach) : n + reach + 1]) for n in range(len(values))])


def window(told: Mapping[str, Any]) -> int:
    """Steps of the running median: an odd number, about a tenth of Stage III."""
    return int(told["steps"]["III"]) // 20 * 2 + 1


def _median(losses: Losses, name: str, steps: int) -> Array:
    found: Array = np.median([smoothed(own[name], steps) for own in losses.values()], axis=0)
    return found


@dataclass(frozen=True, slots=True)
class Panel:
    """Where a step and a loss stand: steps in proportion, losses by their logarithm."""

    top: float
    steps: int
    low: float
    high: float

    def x(self, step: float) -> float:
        """Of a step."""
        return LEFT + (RIGHT - LEFT) * step / self.steps

    def y(self, loss: float) -> float:
        """Of a loss; one beyond the panel stands on its edge."""
        share = math.log(loss / self.low) / math.log(self.high / self.low)
        return self.top + HEIGHT * (1 - min(1.0, max(0.0, share)))

    def curve(self, values: Array, start: int) -> Points:
        """The points of a curve whose first value is that of step `start`."""
        return [(self.x(start + n), self.y(value)) for n, value in enumerate(values)]

    def ticks(self) -> list[float]:
        """Losses to mark: 1, 2, 3 and 5 times powers of ten, or even steps where the panel is narrow."""
        if self.high / self.low > 4:
            powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            found = [size * 10.0**power for power in powers for size in (1, 2, 3, 5)]
        else:
            step = axis([self.low, self.high]).step / 2
            found = [n * step for n in range(math.ceil(self.high / step))]
        return [one for one in found if self.low <= one <= self.high]


def _frame(panel: Panel, told: Mapping[str, int]) -> list[str]:
    first, second = told["I"], told["I"] + told["II"]
    made = []
    for n, (start, end, name) in enumerate(
        ((0, first, "Stage I"), (first, second, "Stage II"), (second, panel.steps, "Stage III"))
    ):
        a, b = panel.x(start), panel.x(end)
        kind = "band" if n % 2 == 0 else "ground"
        made.append(f'<rect class="{kind}" x="{a:.1f}" y="{panel.top}" width="{b - a:.1f}" height="{HEIGHT}"/>')
        made.append(text((a + b) / 2, panel.top - 7, name, "soft", "middle"))
    for loss in panel.ticks():
        y = panel.y(loss)
        made.append(f'<line class="rule" x1="{LEFT}" x2="{RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        made.append(text(LEFT - 8, y + 4, f"{loss:.3g}", "soft", "end"))
    for step in (0, first, second, panel.steps):
        made.append(text(panel.x(step), panel.top + HEIGHT + 17, str(step), "soft", "middle"))
    middle = panel.top + HEIGHT / 2
    made.append(f'<g transform="rotate(-90 22 {middle})">{text(22, middle, "loss (log scale)", "soft", "middle")}</g>')
    made.append(text((LEFT + RIGHT) / 2, panel.top + HEIGHT + 34, "steps that the task has had", "soft", "middle"))
    return made


def _task(losses: Losses, task: str, numbers: Mapping[str, Any], top: float) -> list[str]:
    told = numbers["made_with"]
    steps, start = window(told), told["steps"]["alone"] - told["steps"]["III"]
    alone, together = (_median(losses, f"{task} {way}", steps) for way in ("alone", "together"))
    raw = np.concatenate([own[f"{task} {way}"] for own in losses.values() for way in ("alone", "together")])
    low = min(float(np.quantile(raw, 0.001)), float(alone.min()), float(together.min())) / 1.03
    high = max(float(np.quantile(raw, 0.98)), float(alone.max()), float(together.max())) * 1.03
    panel = Panel(top, told["steps"]["alone"], low, high)
    made = _frame(panel, told["steps"])
    for own in losses.values():
        made.append(line(panel.curve(own[f"{task} alone"], 0), "f thin"))
        made.append(line(panel.curve(own[f"{task} together"], start), "u thin"))
    made.append(line(panel.curve(together, 0), "u moved"))
    made.append(line(panel.curve(alone, 0), "f thick"))
    made.append(line(panel.curve(together, start), "u thick"))
    made.append(f'<circle class="u full" cx="{panel.x(start):.1f}" cy="{panel.y(together[0]):.1f}" r="4.5"/>')
    ends = [(panel.y(float(alone[-1])), "f", "alone"), (panel.y(float(together[-1])), "u", "Stage III")]
    (one, first, its), (other, second, his) = sorted(ends)
    gap = max(0.0, 16 - (other - one)) / 2
    made += [text(RIGHT + 8, one + 4 - gap, its, first), text(RIGHT + 8, other + 4 + gap, his, second)]
    return made


def _legend(y: float, steps: int, start: int) -> tuple[list[str], float]:
    rows = (
        ("f thick", f"The task alone, from step 0 on: median of the seeds' running medians, {steps} steps"),
        ("u thick", f"The same loss in Stage III, likewise. It begins at step {start}, with heads already trained"),
        ("u moved", "Stage III moved to step 0, as if it had no steps before it: only to compare with the paper"),
        ("n thin", "One seed, each step; what lies beyond the frame stands on its edge"),
    )
    made = []
    for n, (kind, told) in enumerate(rows):
        at = y + 19 * n
        made += [line([(24, at - 4), (60, at - 4)], kind), text(70, at, told)]
    return made, y + 19 * len(rows)


def losses_picture(losses: Losses, numbers: Mapping[str, Any]) -> str:
    """The answer to Figure 6.

    Args:
        losses: by seed, the loss of each step by task and way.
        numbers: of `pictures.json`.

    Returns:
        The SVG.
    """
    title, told = "M2-CoFS: the loss of each task, alone and in Stage III", numbers["made_with"]
    made = [text(20, 30, title, "title")]
    more, y = lines(20, 52, setting(told, len(losses)), 104, "soft")
    made += more
    more, y = _legend(y + 10, window(told), told["steps"]["alone"] - told["steps"]["III"])
    made += more
    for task, name in TOLD.items():
        made += [text(20, y + 22, name, "head"), *_task(losses, task, numbers, y + 52)]
        y += HEIGHT + 98
    more, y = said(20, y + 26, _figure_6(numbers))
    return document(y, title, [*made, *more])


def _figure_6(numbers: Mapping[str, Any]) -> list[tuple[str, str]]:
    early, late = [], []
    for task, rows in numbers["losses"].items():
        value = {name: [row[name] for row in rows.values()] for name in next(iter(rows.values()))}
        early.append(
            f"{task.capitalize()}: {spread(value['Stage III, first'], 3)} in the first tenth of Stage III. Alone: "
            f"{spread(value['alone, first'], 3)} in its first steps, "
            f"{spread(value['alone, where Stage III begins'], 3)} at the same place of the budget. "
            f"Stage III's highest step: {spread(value['Stage III, highest'])}."
        )
        change = [b - a for a, b in zip(value["alone, last"], value["Stage III, last"], strict=True)]
        late.append(
            f"{task.capitalize()}: lower in {sum(one < 0 for one in change)} of {len(change)} seeds. "
            f"{spread(value['Stage III, last'], 3)} in the last tenth of Stage III, "
            f"{spread(value['alone, last'], 3)} alone."
        )
    theirs = ("Stage III converges faster early on.", "Its final loss is lower than that of the task alone.")
    return [*((theirs[0], one) for one in early), *((theirs[1], one) for one in late)]
