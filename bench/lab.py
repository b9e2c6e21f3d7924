"""What the lab's verdicts are worth: false ones, found ones, the engine's overhead, and runs that are killed.

    python bench/lab.py [aa] [planted] [engine] [kills]

`aa`: 400 experiments whose arms are the same but for noise of their own, given to the judge. `planted`: 400 experiments
of each size with a true effect, beside the computed power. `engine`: seconds a cell beyond the cell's own, and two
processes against one. `kills`: a run killed at 50 random moments, taken up each time, against one left alone.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from litmuspaper import engine
from litmuspaper.settle.claim import Test
from litmuspaper.settle.experiment import settle
from litmuspaper.settle.judge import judge
from litmuspaper.settle.power import rule_power
from litmuspaper.settle.streams import stream
from litmuspaper.types import Row

EXPERIMENTS = 400
EFFECTS = (0.0, 0.5, 1.0, 1.5)
KINDS = ("normal", "skewed", "heavy")
TEST = Test(metric="score", method="method", rival="rival", higher_is_better=True)
SAME = Test(metric="score", method="method", rival="rival", higher_is_better=True, kind="equivalence", margin=1.0)


def drawn(noise: np.random.Generator, kind: str) -> float:
    """One number with the mean zero."""
    if kind == "normal":
        return float(noise.normal())
    return float(noise.exponential() - 1 if kind == "skewed" else noise.standard_t(3))


def rows(seeds: range, effect: float, kind: str, offset: int) -> list[Row]:
    """The rows of one made-up experiment: arms share a part, and differ by noise of their own and the effect."""
    made = []
    for seed in seeds:
        shared = stream(offset + seed, "data").normal(0, 3)
        noise = stream(offset + seed, "noise")
        a, b = drawn(noise, kind), drawn(noise, kind)
        # For normal noise the difference of the arms then has a spread of one.
        for arm, value in (("method", shared + effect + a / 2**0.5), ("rival", shared + b / 2**0.5)):
            made.append(Row(role="test", arm=arm, seed=seed, settings={}, status="done", metrics={"score": value}))
    return made


def count(pairs: int, effect: float, kind: str = "normal", test: Test = TEST) -> dict[str, int]:
    """The verdicts of 400 experiments."""
    found = {"supported": 0, "refuted": 0, "inconclusive": 0}
    for n in range(EXPERIMENTS):
        (tested,) = judge([test], rows(range(pairs), effect, kind, 10_000 * (n + 1)), range(pairs))
        found[tested.verdict] += 1
    return found


def aa() -> None:
    """False verdicts where nothing is different."""
    for kind in KINDS:
        for pairs in (6, 10, 20):
            found = count(pairs, 0.0, kind)
            print(f"A/A, {kind:7} {pairs:2} seeds: {found} of {EXPERIMENTS}")
    for pairs in (10, 20):
        found = count(pairs, 1.0, test=SAME)
        print(f"equivalence, true difference at the margin, {pairs} seeds: {found} of {EXPERIMENTS}")


def planted() -> None:
    """Detection against the computed power."""
    for pairs in (6, 8, 10, 20):
        for effect in EFFECTS[1:]:
            found, power = count(pairs, effect)["supported"] / EXPERIMENTS, rule_power(effect, pairs)
            error = (power * (1 - power) / EXPERIMENTS) ** 0.5
            print(f"planted {effect} sd, {pairs:2} seeds: found {found:.3f}, computed {power:.3f} +- {2 * error:.3f}")


def nothing(item: int) -> int:
    """A cell that does nothing."""
    return item


def busy(item: int) -> float:
    """A cell of about one second of processor time."""
    end, x = time.process_time() + 1.0, 0.0
    while time.process_time() < end:
        x += float(np.sin(x + item))
    return x


def idle(item: int) -> int:
    """A cell that waits one second: what is left is the engine's own, however busy the machine is."""
    time.sleep(1.0)
    return item


def overhead() -> None:
    """What the engine costs, and what a second process gives."""
    for cells in (1, 2001):
        start = time.perf_counter()
        list(engine.map(nothing, range(cells), workers=1, limit_s=60))
        print(f"engine: {cells} empty cells in {time.perf_counter() - start:.3f} s")
    for what, cell in (("that wait", idle), ("that compute", busy)):
        took = {}
        for workers in (1, 2):
            start = time.perf_counter()
            list(engine.map(cell, range(12), workers=workers, limit_s=60))
            took[workers] = time.perf_counter() - start
        one, two = took[1], took[2]
        print(f"engine: 12 cells of one second {what}: {one:.2f} s, by two {two:.2f} s: {one / two:.2f} x")
    print(f"engine: load of this machine {os.getloadavg()[0]:.1f}")
    experiment()


EMPTY = """
from litmuspaper.settle import Experiment, Scale, Test

CLAIM = Experiment(
    paper="none", title="Empty cells", sentence="Nothing happens.", arms={"a": {}, "b": {}}, metrics={"x": "none"},
    tests=(Test(metric="x", method="a", rival="b", higher_is_better=True),), refuted_by="-",
    scales={"cpu": Scale(name="cpu")},
)


def run(*, seed, scale):
    return {"x": seed / 7}
"""


def experiment() -> None:
    """What a cell costs beyond its own work, with its row written down: seconds of both processes."""
    took = {}
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "empty.py").write_text(EMPTY)
        for seeds in (10, 1010):
            start, spent = time.perf_counter(), os.times()
            settle(f"{name}/empty.py", "cpu", Path(name) / str(seeds), seeds=seeds)
            ended = os.times()
            cpu = sum(ended[:4]) - sum(spent[:4])
            took[seeds] = (time.perf_counter() - start, cpu)
    wall, cpu = ((took[1010][i] - took[10][i]) / 2000 * 1e3 for i in (0, 1))
    print(f"experiment: an empty cell takes {wall:.2f} ms by the clock, {cpu:.2f} ms CPU")


def files(folder: Path) -> str:
    """One hash of what a run leaves, its seconds aside."""
    digest = hashlib.sha256()
    for name in ("plans.jsonl", "rows.jsonl"):
        digest.update((folder / name).read_bytes())
    report = json.loads((folder / "settle.json").read_text(encoding="utf-8"))
    report["cost"] = None
    digest.update(json.dumps(report, sort_keys=True).encode())
    return digest.hexdigest()


def kills() -> None:
    """A run that is killed again and again ends with the same bytes."""
    line = [
        sys.executable,
        "-c",
        "from litmuspaper.cli import main; main()",
        "settle",
        "localsgd",
        "--workers",
        "2",
        "--out",
    ]
    draw = random.Random(0)
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        subprocess.run([*line, where / "whole"], check=True, capture_output=True)
        whole, left, done, killed = files(where / "whole" / "localsgd-cpu"), 0, 0, 0
        while killed < 50:
            out = where / f"killed-{done}"
            with subprocess.Popen([*line, out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                try:
                    process.wait(draw.uniform(0.3, 3.0))
                    done += 1
                    left += files(out / "localsgd-cpu") != whole
                except subprocess.TimeoutExpired:
                    os.kill(process.pid, signal.SIGKILL)
                    killed += 1
        subprocess.run([*line, out], check=True, capture_output=True)
        left += files(out / "localsgd-cpu") != whole
        print(f"kills: {killed} kills over {done + 1} runs; {left} ended with other bytes")


if __name__ == "__main__":
    benches = {"aa": aa, "planted": planted, "engine": overhead, "kills": kills}
    for chosen in sys.argv[1:] or benches:
        start = time.process_time()
        benches[chosen]()
        print(f"{chosen}: {time.process_time() - start:.0f} s CPU")
