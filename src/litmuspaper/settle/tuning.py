"""Tuning: every arm that is tuned gets the same grid and the same budget, on seeds that no test sees."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from litmuspaper.settle.cells import Cell, cell
from litmuspaper.settle.claim import Scale, Tuning
from litmuspaper.settle.load import System, combinations
from litmuspaper.settle.streams import tuning_seeds
from litmuspaper.types import Row


def tuning_cells(system: System, scale: Scale) -> list[Cell]:
    """The cells of the tuning: arms x combinations x tuning seeds; none where nothing is tuned."""
    tuning = system.claim.tuning
    if tuning is None:
        return []
    return [
        cell(system, scale, "tuning", arm, seed, **values)
        for arm in tuning.arms
        for values in combinations(tuning.grid)
        for seed in tuning_seeds(tuning.seeds)
    ]


def tuned(tuning: Tuning | None, cells: Sequence[Cell], rows: Mapping[str, Row]) -> dict[str, dict[str, Any]]:
    """The best combination of each arm: the best mean, the earlier one where two are equal.

    Args:
        tuning: what was tuned; None gives nothing.
        cells: the cells of the tuning, in their order.
        rows: what became of them, by key.

    Returns:
        Settings by arm. A combination with a seed that failed counts as worst; where all failed, the first is taken.
    """
    chosen: dict[str, dict[str, Any]] = {}
    if tuning is None:
        return chosen
    for arm in tuning.arms:
        best = -np.inf
        for values in combinations(tuning.grid):
            own = [one for one in cells if one.arm == arm and values.items() <= one.settings.items()]
            score = _score(tuning, own, rows)
            if arm not in chosen or score > best:
                chosen[arm], best = values, score
    return chosen


def tuning_told(tuning: Tuning | None, chosen: Mapping[str, Mapping[str, Any]]) -> str:
    """How it was tuned, and which arms took the end of a grid; empty where nothing is tuned."""
    if tuning is None:
        return ""
    count = len(combinations(tuning.grid))
    grid = "; ".join(f"{name} in {', '.join(map(str, values))}" for name, values in tuning.grid.items())
    return (
        f"{'; '.join(tuning.arms)}: {count} combinations each ({grid}) on {tuning.seeds} tuning seeds that no test "
        f"uses, by the best mean {tuning.metric}." + _ends(tuning, chosen)
    )


def _ends(tuning: Tuning, chosen: Mapping[str, Mapping[str, Any]]) -> str:
    """The arms whose best value lies at an end of the grid, where a better one may lie beyond it."""
    at_end = [
        arm
        for arm, values in chosen.items()
        if any(one in (tuning.grid[name][0], tuning.grid[name][-1]) for name, one in values.items())
    ]
    return f" At an end of the grid: {'; '.join(at_end)}." if at_end else ""


def _score(tuning: Tuning, cells: Sequence[Cell], rows: Mapping[str, Row]) -> float:
    """The mean of the metric, higher for better; the worst there is where a seed has none."""
    values = [rows[one.key].metrics.get(tuning.metric) for one in cells if one.key in rows]
    found = [value for value in values if value is not None]
    if len(found) < len(cells):
        return -np.inf
    return float(np.mean(found)) * (1 if tuning.higher_is_better else -1)
