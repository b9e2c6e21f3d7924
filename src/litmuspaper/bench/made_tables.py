"""Tables of made-up papers: every printed number follows from unrounded ones, and every mark is right."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litmuspaper.bench.draft import Row, Rows
from litmuspaper.parse.build import CellDraft

NAMES = "Plain Matched Aligned Weighted Clipped Robust Cascade Sparse Layered Fused".split()
SITES = "Harbour Northbank Valley Kiln Orchard Tidepool Cabride Larch".split()
OURS = "Driftnet (ours)"
FULL = "Driftnet (full)"


@dataclass(frozen=True)
class Shape:
    """What the tables of one paper have in common: sites, decimals, whether lower is better, whether spreads print."""

    sites: tuple[str, ...]
    places: int
    lower: bool
    spread: bool


def shape(rng: random.Random) -> Shape:
    """The shape of one paper's tables."""
    sites = tuple(rng.sample(SITES, rng.randint(3, 6)))
    return Shape(sites, rng.choice([1, 2, 3, 4]), rng.random() < 0.3, rng.random() < 0.4)


def scores(form: Shape, rng: random.Random) -> dict[str, list[float]]:
    """Unrounded scores by method, the paper's own last; it is best at every site in seven papers of ten."""
    low, high = (0.5, 0.95) if form.places >= 3 else (50, 95)
    methods = [*rng.sample(NAMES, rng.randint(4, 7)), OURS]
    exact = {m: [rng.uniform(low, high) for _ in form.sites] for m in methods}
    if rng.random() < 0.7:
        exact[OURS] = [
            (min if form.lower else max)(v) * (0.98 if form.lower else 1.02) for v in zip(*exact.values(), strict=True)
        ]
    return exact


def variants(own: Sequence[float], form: Shape, rng: random.Random) -> dict[str, list[float]]:
    """The full method and three variants, each worse at every site."""
    worse = 0.01 if form.lower else -0.01
    made = {FULL: [*own]}
    for part in ("drift", "anchor", "memory"):
        made[f"w/o {part}"] = [v * (1 + worse * rng.uniform(0.5, 3)) for v in own]
    return made


def direction(form: Shape) -> str:
    """Which values are better, in words."""
    return f"{'Lower' if form.lower else 'Higher'} is better"


def row(*texts: str) -> Row:
    """A row of unmarked cells."""
    return tuple(CellDraft(text, False, False) for text in texts)


def data(sites: Sequence[str], rng: random.Random) -> Rows:
    """Items of the parts by site, with totals."""
    counts = {s: [rng.randint(20, 4000) for _ in range(3)] for s in sites}
    rows = [row(s, *(f"{n:,}" for n in [*c, sum(c)])) for s, c in counts.items()]
    sums = [sum(c[k] for c in counts.values()) for k in range(3)]
    return (
        row("Site", "Train", "Valid", "Test", "Total"),
        *rows,
        row("Total", *(f"{n:,}" for n in [*sums, sum(sums)])),
    )


def results(exact: Mapping[str, Sequence[float]], form: Shape, *, marks: bool = True) -> Rows:
    """Scores with their mean; the best bold, the second underlined, where there are marks."""
    full = {m: [*values, sum(values) / len(values)] for m, values in exact.items()}
    printed = {m: [f"{v:.{form.places}f}" for v in values] for m, values in full.items()}
    ranks = [
        sorted({float(p[k]) for p in printed.values()}, reverse=not form.lower) for k in range(len(form.sites) + 1)
    ]
    rows = []
    for m, values in printed.items():
        cells = [CellDraft(m, False, False)]
        for k, v in enumerate(values):
            # A win is never printed as smaller than the spread, nor a tie with one: that would be worth a question.
            steps = min(9, int((abs(ranks[k][0] - ranks[k][1]) + 1e-9) * 10**form.places)) if len(ranks[k]) > 1 else 1
            noise = f" ± {10**-form.places * max(1, steps):.{form.places}f}" if form.spread and marks else ""
            tied = sum(float(p[k]) == ranks[k][0] for p in printed.values()) > 1
            noise = noise if k < len(form.sites) and not tied else ""
            cells.append(CellDraft(v + noise, marks and float(v) == ranks[k][0], marks and float(v) == ranks[k][1]))
        rows.append(tuple(cells))
    return (row("Method", *form.sites, "Mean"), *rows)


def gains(rng: random.Random) -> Rows:
    """Three methods with and without a change, and the gain in per cent."""
    rows = [row("Method", "Dice ↑", "HD95 ↓")]
    for name in rng.sample(NAMES, 3):
        dice, distance = rng.uniform(0.6, 0.8), rng.uniform(5, 9)
        better, nearer = dice * rng.uniform(1.01, 1.1), distance * rng.uniform(0.8, 0.97)
        rows += [
            row(name, f"{dice:.3f}", f"{distance:.3f}"), row(f"{name}*", f"{better:.3f}", f"{nearer:.3f}"),
            row("Gain (%)", f"{(better - dice) / dice * 100:.2f}", f"{(distance - nearer) / distance * 100:.2f}"),
        ]  # fmt: skip
    return tuple(rows)


def entities(rng: random.Random) -> Rows:
    """Precision, recall and F1 of five models."""
    rows = [row("Model", "P", "R", "F1")]
    for name in rng.sample(NAMES, 5):
        p, r = rng.uniform(50, 95), rng.uniform(50, 95)
        rows.append(row(name, f"{p:.1f}", f"{r:.1f}", f"{2 * p * r / (p + r):.1f}"))
    return tuple(rows)


def retrieval(rng: random.Random) -> Rows:
    """Recall at three depths, which can only rise, and an accuracy in per cent."""
    rows = [row("Model", "R@1", "R@5", "R@10", "Accuracy (%)")]
    for name in rng.sample(NAMES, 5):
        first = rng.uniform(30, 50)
        fifth = first + rng.uniform(6, 20)
        rows.append(row(name, *(f"{v:.1f}" for v in (first, fifth, fifth + rng.uniform(4, 15), rng.uniform(60, 90)))))
    return tuple(rows)


def costs(methods: Sequence[str], keys: Sequence[str], rng: random.Random) -> Rows:
    """Seconds and memory of methods, each with the work that it is from."""
    rows = [row("Method", "Time (s)", "Memory (GB)")]
    for name, key in zip(methods, keys, strict=False):
        rows.append(row(f"{name} [{key}]" if key else name, f"{rng.uniform(20, 400):.1f}", f"{rng.uniform(2, 40):.2f}"))
    return tuple(rows)


def logged(rng: random.Random) -> tuple[Rows, dict[str, dict[str, dict[str, float]]]]:
    """Losses of two runs on two data sets as printed, and the values that the runs logged."""
    runs = {
        f"run_{n}": {d: {"eval_loss": rng.uniform(0.3, 0.7), "kl_divergence": rng.uniform(0.05, 0.4)} for d in _TASKS}
        for n in range(2)
    }
    rows = [row("Run", "Dataset", "Evaluation Loss", "KL Divergence")]
    for label, run in zip(("Baseline", "Changed"), runs.values(), strict=True):
        for task, values in run.items():
            rows.append(row(label, task.capitalize(), *(f"{v:.4f}" for v in values.values())))
    return tuple(rows), runs


_TASKS = ("circle", "moons")
