"""A cell: one arm with one seed. What identifies it, how it is run, and what its row is."""

import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from litmuspaper.engine import Done
from litmuspaper.errors import ConfigError
from litmuspaper.settle.claim import Scale
from litmuspaper.settle.data_file import given, stamp, without_folder
from litmuspaper.settle.load import System, canonical, load, sha256, takes_data
from litmuspaper.types import Row

_MOST_METRICS = 1_000


class CodeChanged(Exception):
    """The code or the data changed while the experiment ran: what a worker would give is no cell of the plan."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of a system; `key` is the hash of its code, its settings, its seed, its scale and the user's data."""

    source: str
    code_sha256: str
    role: Literal["tuning", "test"]
    arm: str
    seed: int
    settings: dict[str, Any]
    scale: Scale
    key: str
    data_path: str = ""
    data_sha256: str = ""


def cell(system: System, scale: Scale, role: Literal["tuning", "test"], arm: str, seed: int, **tuned: Any) -> Cell:
    """The cell of an arm with a seed, what was tuned for it among its settings."""
    settings = {**system.claim.arms[arm], **tuned}
    named = {"code": system.code_sha256, "arm": arm, "settings": settings, "seed": seed, "scale": asdict(scale)}
    data_sha256 = system.data.sha256 if system.data else ""
    if data_sha256:
        named["data"] = data_sha256
    return Cell(
        source=system.source,
        code_sha256=system.code_sha256,
        role=role,
        arm=arm,
        seed=seed,
        settings=settings,
        scale=scale,
        key=sha256(canonical(named)),
        data_path=system.data_path,
        data_sha256=data_sha256,
    )


def run_cell(cell: Cell) -> dict[str, float]:
    """Run one cell; a worker of the engine calls this.

    Args:
        cell: what to run.

    Returns:
        The metrics as numbers, finite or not.

    Raises:
        CodeChanged: the code or the data is not that of the plan any more.
        TypeError: `run` gave something else.
    """
    system = _system(cell.source)
    data = {takes_data(system.run, system.claim): cell.data_path} if cell.data_path else {}
    if system.code_sha256 != cell.code_sha256:
        raise CodeChanged
    if data and _data_sha256(cell.source, cell.data_path, stamp(cell.data_path)) != cell.data_sha256:
        raise CodeChanged
    metrics = system.run(seed=cell.seed, scale=cell.scale, **cell.settings, **data)
    if not isinstance(metrics, dict) or len(metrics) > _MOST_METRICS:
        raise TypeError("run must return a dictionary of metrics")
    return {str(name): float(value) for name, value in metrics.items()}


def row(cell: Cell, done: Done) -> Row:
    """What became of a cell."""
    numbers: dict[str, float] = done.value or {}
    odd = tuple(f"{name}: {value}" for name, value in sorted(numbers.items()) if not math.isfinite(value))
    status = "not finite" if odd and done.status == "done" else done.status
    finite = {name: value for name, value in sorted(numbers.items()) if math.isfinite(value)}
    return Row(
        role=cell.role,
        arm=cell.arm,
        seed=cell.seed,
        settings=cell.settings,
        status=status,
        error=without_folder(done.error, cell.data_path),
        metrics=finite,
        not_finite=odd,
    )


@lru_cache(maxsize=4)
def _system(source: str) -> System:
    """The system as this worker found it; a worker that starts later may find another."""
    return load(source)


@lru_cache(maxsize=4)
def _data_sha256(source: str, path: str, stamped: tuple[int, int]) -> str:
    """The hash of the user's data, taken again where the file was written to; empty where it is gone."""
    try:
        data = given(_system(source), Path(path)).data
    except ConfigError:
        return ""
    return data.sha256 if data else ""
