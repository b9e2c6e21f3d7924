"""Two pictures of M2-CoFS from runs of our own: its weights at each stage, and its losses beside those of a task alone.

    python bench/m2cofs_pictures.py [--seeds 5] [--scale cpu] [--steps N] [--size N] [--out DIR] [--runs FILE]

They answer the paper's Figures 5 and 6. The first of these is a t-SNE whose points are not defined, and a t-SNE keeps
no distances between groups; so the distances are measured in the space of the weights, and the t-SNE stands beside
them. In the second, Stage III is drawn where its steps lie in the whole budget, and the task alone gets all of it.
`pictures.json` has every number. With `--runs` the training is kept in a file, and read from there the next time. The
seeds are neither those of the tests nor those of the tuning.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from m2cofs_losses import losses_picture
from m2cofs_weights import weights_picture

if TYPE_CHECKING:
    from litmuspaper.settle.fusion.tasks import Task

Array = NDArray[np.float64]

FIRST_SEED = 2_000_000
TASKS: "tuple[Task, ...]" = ("fusion", "segmentation")
# The pairs of sets whose distance is told. A 0 is what a set started from; S* learned segmentation from where F did.
PAIRS = ("F0-S0", "F-F0", "S-S0", "F-S", "F-S*", "FS-F", "SF-S", "SF-FS", "U-F", "U-S", "U-FS", "U-SF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one seed left: rows of neurons (n, d) of each set of weights, the loss of each step by task and way."""

    sets: dict[str, Array]
    losses: dict[str, Array]

    def apart(self, pair: str) -> float:
        """The Euclidean distance of two sets."""
        one, other = pair.split("-")
        return float(np.linalg.norm(self.sets[one] - self.sets[other]))


def trained(seed: int, scale: Any) -> Run:
    """The three stages of a seed, each task alone with the steps of all three, and segmentation from F's start."""
    from litmuspaper.settle.fusion import stages
    from litmuspaper.settle.fusion.manifold import neuron_rows
    from litmuspaper.settle.fusion.networks import FeatureFusion
    from litmuspaper.settle.nets import seeded
    from litmuspaper.settle.systems import m2cofs

    by, of, train = m2cofs.by(scale), m2cofs.settings(scale), m2cofs.encoded(seed, scale)[0]
    before: dict[Any, Any] = {task: stages.alone(by, task, train, of, seed) for task in TASKS}
    fusion, segmentation = before["fusion"], before["segmentation"]
    to_segmentation = stages.across(by, segmentation, fusion, train, of, seed)
    to_fusion = stages.across(by, fusion, segmentation, train, of, seed)
    unified = stages.together(by, to_segmentation, to_fusion, before, train, of, seed)
    same = stages.alone(by, "segmentation", train, of, seed, start="fusion")
    first = {task: seeded(seed, lambda: FeatureFusion(of.width), stages.STAGES[task]) for task in TASKS}
    weights = {
        "F0": dict(first["fusion"].named_parameters()),
        "S0": dict(first["segmentation"].named_parameters()),
        "F": fusion.weights,
        "S": segmentation.weights,
        "S*": same.weights,
        "FS": to_segmentation.weights,
        "SF": to_fusion.weights,
        "U": unified.weights,
    }
    losses = {f"{task} together": unified.curves[task] for task in TASKS}
    for task in TASKS:
        losses[f"{task} alone"] = stages.alone(by, task, train, of, seed, m2cofs.all_steps(of)).losses
    for name, one in losses.items():
        if not np.isfinite(one).all():
            raise SystemExit(f"seed {seed}: the loss of {name} is not finite after {len(one)} steps")
    return Run(
        sets={name: neuron_rows(one).detach().cpu().double().numpy() for name, one in weights.items()},
        losses={name: np.asarray(one) for name, one in losses.items()},
    )


def kept(path: Path, runs: Mapping[int, Run], told: Mapping[str, Any]) -> None:
    """Write the runs into a file of arrays."""
    arrays: dict[str, Any] = {
        f"{seed} sets {name}": one for seed, run in runs.items() for name, one in run.sets.items()
    }
    arrays |= {f"{seed} losses {name}": one for seed, run in runs.items() for name, one in run.losses.items()}
    np.savez_compressed(path, told=np.array(json.dumps(told)), **arrays)


def read(path: Path) -> tuple[dict[int, Run], dict[str, Any]]:
    """The runs of such a file, and how they were made."""
    found: dict[int, Run] = {}
    with np.load(path) as arrays:
        for key in arrays.files:
            if key == "told":
                continue
            seed, kind, name = key.split(" ", 2)
            getattr(found.setdefault(int(seed), Run(sets={}, losses={})), kind)[name] = arrays[key]
        return found, json.loads(str(arrays["told"]))


def made(scale: Any, seeds: int) -> tuple[dict[int, Run], dict[str, Any]]:
    """Train, and say how."""
    import torch

    from litmuspaper.settle import nets
    from litmuspaper.settle.systems import m2cofs

    nets.ready()
    torch.utils.deterministic.fill_uninitialized_memory = False  # all of it is written; filling takes half the time
    runs = {}
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        runs[seed] = trained(seed, scale)
        print(f"seed {seed}: F-S {runs[seed].apart('F-S'):.3f}, SF-FS {runs[seed].apart('SF-FS'):.3f}", flush=True)
    of, train = m2cofs.settings(scale), m2cofs.encoded(FIRST_SEED + seeds - 1, scale)[0]  # cached
    return runs, {
        "scale": scale.name,
        "patients": len(train.labels),
        "volume": list(train.labels.shape[1:]),
        "crop": list(of.crop or train.labels.shape[1:]),
        "width": of.width,
        "head": of.head,
        "rate": of.rate,
        "steps": {"I": of.alone_steps, "II": of.across_steps, "III": of.together_steps, "alone": m2cofs.all_steps(of)},
    }


def place(run: Run) -> dict[str, float]:
    """Where theta_U lies: along the line from theta_F->S (0) to theta_S->F (1), and off it, in its length.

    `common` is the share of the squared change from theta_F that is one number added to every weight.
    """
    line, own = (run.sets[name] - run.sets["FS"] for name in ("SF", "U"))
    length = float(np.linalg.norm(line))
    along = float((line * own).sum()) / length**2
    change = run.sets["U"] - run.sets["F"]
    return {
        "along": along,
        "off": float(np.linalg.norm(own - along * line)) / length,
        "common": change.size * float(change.mean()) ** 2 / float((change**2).sum()),
    }


def ends(run: Run, task: str) -> dict[str, float]:
    """Median losses over a tenth of the steps of Stage III: its first and its last, and the task alone there."""
    together, alone = run.losses[f"{task} together"], run.losses[f"{task} alone"]
    some, start = max(1, len(together) // 10), len(alone) - len(together)
    return {
        "alone, first": float(np.median(alone[:some])),
        "alone, where Stage III begins": float(np.median(alone[start : start + some])),
        "alone, last": float(np.median(alone[-some:])),
        "Stage III, first": float(np.median(together[:some])),
        "Stage III, last": float(np.median(together[-some:])),
        "Stage III, highest": float(together.max()),
    }


def measured(runs: Mapping[int, Run], told: Mapping[str, Any]) -> dict[str, Any]:
    """Every number of the pictures, by seed."""

    def rounded(values: Mapping[str, float]) -> dict[str, float]:
        return {name: float(f"{value:.5g}") for name, value in values.items()}

    return {
        "made_with": dict(told),
        "distances": {str(seed): rounded({pair: run.apart(pair) for pair in PAIRS}) for seed, run in runs.items()},
        "theta_U": {str(seed): rounded(place(run)) for seed, run in runs.items()},
        "losses": {task: {str(seed): rounded(ends(run, task)) for seed, run in runs.items()} for task in TASKS},
    }


def main() -> None:
    """Train or read the runs, write both pictures and the numbers."""
    from litmuspaper.settle.systems.m2cofs import CLAIM

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--scale", choices=sorted(CLAIM.scales), default="cpu")
    parser.add_argument("--steps", type=int, default=0, help="of Stages I and III; those of the scale by default")
    parser.add_argument("--size", type=int, default=0, help="side of a slice; that of the scale by default")
    parser.add_argument("--out", type=Path, default=Path("docs/lab/m2cofs"))
    parser.add_argument("--runs", type=Path, default=None, help="an .npz to keep the training in, or to draw from")
    asked = parser.parse_args()
    scale = CLAIM.scales[asked.scale]
    scale = replace(scale, steps=asked.steps or scale.steps, size=asked.size or scale.size)
    if asked.runs and asked.runs.is_file():
        runs, told = read(asked.runs)
    else:
        runs, told = made(scale, asked.seeds)
        if asked.runs:
            kept(asked.runs, runs, told)
    numbers = measured(runs, told)
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "pictures.json").write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    sets, losses = ({seed: getattr(run, kind) for seed, run in runs.items()} for kind in ("sets", "losses"))
    (asked.out / "weights.svg").write_text(weights_picture(sets, numbers), encoding="utf-8")
    (asked.out / "losses.svg").write_text(losses_picture(losses, numbers), encoding="utf-8")


if __name__ == "__main__":
    main()
