"""An experiment: its plan is written down, its cells are run or taken up again, its tests are judged."""

import platform
import time
from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from litmuspaper import __version__, engine
from litmuspaper.settle.cells import cell
from litmuspaper.settle.claim import Experiment, Scale
from litmuspaper.settle.data_file import given
from litmuspaper.settle.judge import judge, verdict_told
from litmuspaper.settle.load import System, load, scale_of
from litmuspaper.settle.plan import changes, plan_of, plan_sha256, power_told
from litmuspaper.settle.run import Progress, Run
from litmuspaper.settle.store import Store
from litmuspaper.settle.tuning import tuned, tuning_cells, tuning_told
from litmuspaper.types import Cost, Outcome, PrintedNumber, Row, Summary, folder_name


def settle(
    source: str,
    scale: str,
    out: Path,
    *,
    seeds: int | None = None,
    data: Path | None = None,
    workers: int | None = None,
    ray: str = "",
    progress: Progress | None = None,
    command: str = "",
) -> Outcome:
    """Put a claim to its experiment, or go on where an earlier run of it ended.

    Args:
        source: the name of a system, or the path of a claim file that ends in `.py`.
        scale: one of the scales of the claim.
        out: the folder of all experiments; this one has a folder of its own in it.
        seeds: how many; the scale's own number where it is None.
        data: a data file for a system whose `run` has a parameter `data`; its own data where it is None.
        workers: how many cells at once; None for one, or with Ray for as many as its cluster takes.
        ray: where the cells run: "" in processes of this machine, `RayCluster.HERE` or the address of a Ray cluster.
            The result depends neither on this nor on the workers.
        progress: called after each cell with the number that ended, that of all, and its row.
        command: the command line that repeats it, for the report.

    Returns:
        The outcome, with a row for every cell.
    """
    start = time.monotonic()
    system = given(load(source), data)
    at = scale_of(system, scale)
    count = at.seeds if seeds is None else seeds
    plan = plan_of(system, at, count)
    digest = plan_sha256(plan)
    cluster = engine.RayCluster(ray, workers=workers, gpu=at.device == "cuda") if ray else None
    with (
        closing(cluster) if cluster else nullcontext(),
        Store(out / folder_name(system.name, scale, system.data)).opened() as store,
    ):
        others = store.plan(plan, digest)
        tuning = tuning_cells(system, at)
        total = len(tuning) + len(system.claim.arms) * count
        run = Run(store, at, workers, cluster, progress, total)
        run.cells(tuning)
        chosen = tuned(system.claim.tuning, tuning, store.rows)
        cells = [
            cell(system, at, "test", arm, seed, **chosen.get(arm, {}))
            for arm in system.claim.arms
            for seed in range(count)
        ]
        run.cells(cells)
        rows = [store.rows[one.key] for one in (*tuning, *cells)]
        store.finish(rows)
        cpu_s = sum(store.seconds[one.key] for one in (*tuning, *cells))
    cost = Cost(cells=total, kept=run.kept, cpu_s=round(cpu_s, 2), wall_s=round(time.monotonic() - start, 2))
    made = {"plan_sha256": digest, "changes": changes(plan, others), "cost": cost, "command": command}
    return _outcome(system, at, count, rows, chosen, made)


def _outcome(
    system: System,
    scale: Scale,
    seeds: int,
    rows: Sequence[Row],
    chosen: dict[str, dict[str, Any]],
    made: dict[str, Any],
) -> Outcome:
    claim = system.claim
    tests = judge(claim.tests, rows, range(seeds))
    summaries = summarise(claim, rows)
    return Outcome(
        name=system.name,
        paper=claim.paper,
        title=claim.title,
        sentence=claim.sentence,
        refuted_by=claim.refuted_by,
        would_change=claim.would_change,
        stated=claim.stated,
        chosen=claim.chosen,
        scale=scale.name,
        scale_settings=asdict(scale),
        verdict=tests[0].verdict,
        verdict_text=verdict_told(tests[0], scale.name),
        tests=tests,
        power=power_told(seeds),
        arms={arm: dict(settings) for arm, settings in claim.arms.items()},
        tuned=chosen,
        tuning=tuning_told(claim.tuning, chosen),
        metrics=dict(claim.metrics),
        printed=_printed(claim, summaries),
        summaries=summaries,
        rows=tuple(rows),
        seeds=seeds,
        code_sha256=system.code_sha256,
        environment=_environment(),
        data=system.data,
        **made,
    )


def summarise(claim: Experiment, rows: Sequence[Row]) -> tuple[Summary, ...]:
    """Mean and standard deviation of each metric of each arm over the test seeds that gave it."""
    found = []
    for arm in claim.arms:
        own = [row for row in rows if row.role == "test" and row.arm == arm]
        for metric in claim.metrics:
            values = [row.metrics[metric] for row in own if metric in row.metrics]
            if values:
                mean, sd = float(np.mean(values)), _sd(values)
                found.append(Summary(arm=arm, metric=metric, mean=mean, sd=sd, n=len(values)))
    return tuple(found)


def _sd(values: Sequence[float]) -> float | None:
    """None for one value; zero where the values differ by rounding only."""
    if len(values) < 2:
        return None
    sd = float(np.std(values, ddof=1))
    return sd if sd > 1e-12 * max(map(abs, values)) else 0.0


def _printed(claim: Experiment, summaries: Sequence[Summary]) -> tuple[PrintedNumber, ...]:
    by_name = {(one.arm, one.metric): one for one in summaries}
    told = []
    for one in claim.published:
        ours = by_name.get((one.arm, one.metric))
        measured = {"ours": ours.mean, "sd": ours.sd, "n": ours.n} if ours else {}
        told.append(
            PrintedNumber.model_validate(
                {"what": one.what, "printed": one.printed, "arm": one.arm, "metric": one.metric, **measured}
            )
        )
    return tuple(told)


def _environment() -> dict[str, str]:
    """What the numbers may depend on beside the code."""
    return {
        "litmus": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.system(),
        "machine": platform.machine(),
    }
