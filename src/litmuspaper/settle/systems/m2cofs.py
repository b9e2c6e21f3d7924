"""One set of weights for fusing and segmenting volumes of a head: M2-CoFS (AAAI 2026, Wang, Wang, Song).

An encoder turns each of two modalities into features; a feature fusion F with weights theta joins them; a head psi
makes the fused image, a head phi the segmentation. Three stages: theta_F and theta_S for each task alone, Eqs. (2) and
(3); theta_S->F and theta_F->S, each trained from the other's, with Synaptic Intelligence, Eqs. (4) to (7); a small
network that generates theta_U for both from these two, with a manifold distance in its loss, Eqs. (8) to (20). The
parts with their equations are in `litmuspaper.settle.fusion`.

Read: the paper; of its published code what the record says, which is inference only. So the training is built from the
paper alone, and `chosen` below names what it leaves open.

Scales: `smoke` only shows that it runs. At `cpu` all is small: width 4 instead of 16, the plain U-Net instead of
SwinUNETR, no Swin layers in the encoders, volumes of 12 x 24 x 24, 120 steps instead of 200 epochs, 18 simulated
patients. `gpu` has the full widths. `steps` are those of Stages I and III, half as many for 0 and II; `size` is the
side of a slice, with half as many slices.
"""

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from litmuspaper.settle import nets
from litmuspaper.settle.claim import Experiment, Printed, Scale, Test
from litmuspaper.settle.streams import integer

if TYPE_CHECKING:
    from litmuspaper.settle.fusion.stages import Learned, Volumes
    from litmuspaper.settle.fusion.tasks import Settings, Task
    from litmuspaper.settle.fusion.trainer import Trainer

SEQUENCES = ("t1", "flair")
CLASSES = {"csf": [1], "grey": [2], "white": [3], "lesion": [4]}
FUSION_METRICS = {"MI": "mi", "Q_MI": "q_mi", "Q_TE": "q_te", "Q_NCIE": "q_ncie", "Q_G": "q_g"}
PATIENTS = {"smoke": (2, 1), "cpu": (12, 6), "gpu": (40, 10)}  # to train on, to test on


def settings(scale: Scale) -> "Settings":
    """Widths and steps of a scale."""
    from litmuspaper.settle.fusion.tasks import Settings

    steps: dict[str, Any] = {
        "encoder_steps": scale.steps // 2,
        "alone_steps": scale.steps,
        "across_steps": scale.steps // 2,
        "together_steps": scale.steps,
        "batch": scale.batch,
        "width": scale.width,
    }
    if scale.name == "gpu":
        return Settings(**steps)
    return Settings(inner=8, depth=0, head="unet", head_features=4, rate=3e-3, **steps)


def by(scale: Scale) -> "Trainer":
    """Where it is trained."""
    from litmuspaper.settle.fusion.trainer import trainer

    return trainer(accelerator=scale.device)


def volumes(seed: int, scale: Scale, first: int, count: int) -> "Volumes":
    """Simulated patients, T1 and FLAIR, with the five classes of MRBrainS; `first` counts on from the others."""
    import torch

    from litmuspaper.settle.brains.simulator import subject
    from litmuspaper.settle.brains.subject import mrbrains5
    from litmuspaper.settle.fusion.stages import Volumes

    shape = (scale.size // 2, scale.size, scale.size)
    patients = [subject(integer(seed, "data", first + n) % 2**32, shape) for n in range(count)]
    a, b = (torch.as_tensor(np.stack([one.images[name] for one in patients]))[:, None] for name in SEQUENCES)
    return Volumes(a=a, b=b, labels=torch.as_tensor(np.stack([mrbrains5(one.labels) for one in patients])))


# What the arms of a seed share is made once in a process.


@lru_cache(maxsize=16)
def encoded(seed: int, scale: Scale) -> "tuple[Volumes, Volumes]":
    """Stage 0: the patients to train on and to test on, with features."""
    from litmuspaper.settle.fusion import stages

    train, test = PATIENTS[scale.name]
    own, more = volumes(seed, scale, 0, train), volumes(seed, scale, train, test)
    found = stages.encoded(by(scale), own, (more,), settings(scale), seed)
    return found[0], found[1]


@lru_cache(maxsize=64)
def alone(seed: int, scale: Scale, task: "Task", whole: bool = False) -> "Learned":
    """Stage I; `whole` gives the task the steps of all three stages."""
    from litmuspaper.settle.fusion import stages

    of = settings(scale)
    steps = of.alone_steps + of.across_steps + of.together_steps if whole else of.alone_steps
    return stages.alone(by(scale), task, encoded(seed, scale)[0], of, seed, steps)


@lru_cache(maxsize=64)
def across(seed: int, scale: Scale, task: "Task", remember: bool) -> "Learned":
    """Stage II."""
    from litmuspaper.settle.fusion import stages

    other: Task = "fusion" if task == "segmentation" else "segmentation"
    own, before = alone(seed, scale, task), alone(seed, scale, other)
    return stages.across(by(scale), own, before, encoded(seed, scale)[0], settings(scale), seed, remember)


# The metrics


def scored(found: "dict[Task, Any]", test: "Volumes") -> dict[str, float]:
    """Dice of each class and the paper's metrics of fusion, means over the patients of the test."""
    from litmuspaper.settle.fusion.losses import fusion_loss
    from litmuspaper.settle.metrics.catalogue import measure
    from litmuspaper.settle.metrics.overlap import dice

    told: dict[str, float] = {}
    if "segmentation" in found:
        rows = [
            dice(one.cpu().numpy(), truth.numpy(), CLASSES)
            for one, truth in zip(found["segmentation"], test.labels, strict=True)
        ]
        told |= {f"dice_{name}": float(np.mean([row[name] for row in rows])) for name in CLASSES}
        told["dice"] = float(np.mean([told[f"dice_{name}"] for name in CLASSES]))
    if "fusion" in found:
        fused = found["fusion"].cpu()
        told["fusion_loss"] = float(fusion_loss(fused, test.a, test.b))
        triples = zip(*((255 * one[:, 0]).round().byte().numpy() for one in (test.a, test.b, fused)), strict=True)
        values = [measure(a, b, f, names=tuple(FUSION_METRICS)) for a, b, f in triples]
        told |= {own: float(np.mean([one[name] for one in values])) for name, own in FUSION_METRICS.items()}
    return told


def between(first: "Learned", second: "Learned") -> float:
    """The Euclidean distance of two sets of weights."""
    squares = [float(((one - second.weights[name]) ** 2).sum()) for name, one in first.weights.items()]
    return float(np.sqrt(sum(squares)))


def run(
    *,
    seed: int,
    scale: Scale,
    way: str = "full",
    generator: str = "residual",
    distance: str = "manifold",
    remember: bool = True,
) -> dict[str, float]:
    """Run one arm: `way` says which stages there are, the rest how Stage III is."""
    import torch

    nets.ready()
    torch.utils.deterministic.fill_uninitialized_memory = False  # all of it is written; filling takes half the time
    from litmuspaper.settle.fusion import stages

    train, test = encoded(seed, scale)
    if way in ("mean", "max"):
        image = torch.maximum(test.a, test.b) if way == "max" else (test.a + test.b) / 2
        return scored({"fusion": image}, test)
    one: Task
    for without, one in (("no MIF", "segmentation"), ("no MIS", "fusion")):
        if way == without:
            learned = alone(seed, scale, one, whole=True)
            psi, phi = (learned.head, None) if one == "fusion" else (None, learned.head)
            return scored(stages.outputs(learned.weights, psi, phi, test.features), test)
    before: dict[Task, Learned] = {
        "segmentation": alone(seed, scale, "segmentation"),
        "fusion": alone(seed, scale, "fusion"),
    }
    if way == "no Stage II":  # each set of weights with the head that Stage II would have given it
        first = replace(before["fusion"], head=before["segmentation"].head)
        second = replace(before["segmentation"], head=before["fusion"].head)
    else:
        first, second = (across(seed, scale, task, remember) for task in ("segmentation", "fusion"))
    told = {"apart_before": between(before["fusion"], before["segmentation"]), "apart": between(first, second)}
    told["apart_change"] = told["apart"] - told["apart_before"]
    if way in ("F to S", "S to F", "own"):
        shared = {"F to S": first, "S to F": second}
        fusing, segmenting = shared.get(way, second).weights, shared.get(way, first).weights
        found = stages.outputs(fusing, second.head, None, test.features)
        found |= stages.outputs(segmenting, None, first.head, test.features)
        return told | scored(found, test)
    made = stages.together(
        by(scale), first, second, before, train, settings(scale), seed, generator, distance, remember
    )
    return told | scored(stages.outputs(made.weights, made.psi, made.phi, test.features), test)


def _better(metric: str, rival: str | float, says: str, smallest: float, method: str = "full", up: bool = True) -> Test:
    return Test(metric=metric, method=method, rival=rival, higher_is_better=up, smallest=smallest, says=says)


DICE, EDGES, INFORMATION = 0.01, 0.01, 0.01  # about what Table 2 shows for joint training: .010, .001 and .011

CLAIM = Experiment(
    paper="M2-CoFS (AAAI 2026)",
    title="M2-CoFS: one set of weights for fusion and segmentation",
    sentence=(
        "Training fusion and segmentation together in three stages, with weights that a small network generates for "
        "both, is better for each than training it alone; Stage II, Stage III and both regularisers all help (our "
        "wording of the abstract and the ablation)."
    ),
    arms={
        "full": {},
        "w/o MIF": {"way": "no MIF"},
        "w/o MIS": {"way": "no MIS"},
        "w/o Stage II": {"way": "no Stage II"},
        "w/o Stage III": {"way": "F to S"},
        "w/o Stage III, S to F": {"way": "S to F"},
        "weights of its own for each task": {"way": "own"},
        "w/o L_SI": {"remember": False},
        "w/o L_M": {"distance": "none"},
        "L_M as mean square": {"distance": "mean square"},
        "generator without base": {"generator": "delta only"},
        "generator, symmetric input": {"generator": "symmetric"},
        "plain average": {"generator": "average"},
        "weights learned directly": {"generator": "direct"},
        "mean of the images": {"way": "mean"},
        "maximum of the images": {"way": "max"},
    },
    metrics={
        "dice": "mean Dice of CSF, grey matter, white matter and lesion",
        **{f"dice_{name}": f"Dice of {name}" for name in CLASSES},
        "fusion_loss": "L_F of Eq. (16) on the test patients",
        "mi": "mutual information with both images, bits",
        "q_mi": "normalised mutual information",
        "q_te": "the Tsallis measure",
        "q_ncie": "nonlinear correlation, 0.802 at least",
        "q_g": "edges kept, mean of the slices",
        "apart_before": "Euclidean distance of theta_F and theta_S",
        "apart": "Euclidean distance of the two sets that Stage III gets",
        "apart_change": "how much Stage II added to that distance",
    },
    tests=(
        _better("dice", "w/o MIF", "together beats segmentation alone", DICE),
        _better("q_g", "w/o MIS", "together beats fusion alone, edges", EDGES),
        _better("q_mi", "w/o MIS", "together beats fusion alone, information", INFORMATION),
        _better("apart_change", 0.0, "Stage II brings the weights closer", 0.0, up=False),
        _better("dice", "w/o Stage II", "Stage II helps segmentation", DICE),
        _better("dice", "w/o Stage III", "Stage III helps segmentation", DICE),
        _better("q_g", "w/o Stage III", "Stage III helps fusion, edges", EDGES),
        _better("dice", "w/o Stage III", "Stage III helps more than Stage II", DICE, method="w/o Stage II"),
        _better("dice", "w/o L_SI", "L_SI helps segmentation", 0.003),
        _better("dice", "w/o L_M", "L_M helps segmentation", 0.005),
        _better("dice", "plain average", "control: the generator beats the plain average, segmentation", DICE),
        _better("q_g", "plain average", "control: the generator beats the plain average, edges", EDGES),
        _better("dice", "weights learned directly", "control: the generator beats weights learned directly", DICE),
        _better("dice", "generator without base", "control: the generator needs what it is added to", DICE),
    ),
    refuted_by="An interval below the smallest effect of interest: 0.01 in Dice, 0.01 in Q_G or Q_MI.",
    published=(
        Printed(what="Dice, MRBrainS, full", printed="0.860", arm="full", metric="dice"),
        Printed(what="Dice, MRBrainS, w/o MIF", printed="0.850", arm="w/o MIF", metric="dice"),
        Printed(what="Dice, MRBrainS, w/o Stage II", printed="0.843", arm="w/o Stage II", metric="dice"),
        Printed(what="Dice, MRBrainS, w/o Stage III", printed="0.714", arm="w/o Stage III", metric="dice"),
        Printed(what="Dice, MRBrainS, w/o L_SI", printed="0.857", arm="w/o L_SI", metric="dice"),
        Printed(what="Dice, MRBrainS, w/o L_M", printed="0.855", arm="w/o L_M", metric="dice"),
        Printed(what="Q_G, MRBrainS, full", printed="0.644", arm="full", metric="q_g"),
        Printed(what="Q_G, MRBrainS, w/o MIS", printed="0.643", arm="w/o MIS", metric="q_g"),
        Printed(what="Q_G, MRBrainS, w/o Stage III", printed="0.628", arm="w/o Stage III", metric="q_g"),
        Printed(what="Q_MI, MRBrainS, full", printed="0.851", arm="full", metric="q_mi"),
        Printed(what="Q_MI, MRBrainS, w/o MIS", printed="0.840", arm="w/o MIS", metric="q_mi"),
    ),
    stated=(
        "Stages of 200, 100 and 200 epochs, AdamW at 3e-4, alpha 0.1, lambda = mu = 0.1, eta = 2, gamma = 0.1.",
        "MRBrainS split 4:1, 100 cases of BraTS19 split 9:1.",
        "Encoders of convolutions and a Swin transformer, F and psi of 3D convolutions, phi SwinUNETR.",
    ),
    chosen=(
        "Patients simulated from one template (MNI152 as nilearn carries it), T1 and FLAIR, with tumours, in the "
        "classes of MRBrainS with one for lesions: the same head in other shapes is in training and test. BraTS's half "
        "is not run.",
        "The encoders are trained as an auto-encoder and frozen, which the paper does not say.",
        "Eq. (6) with Zenke's minus sign. The penalties of Stage III are those of Stage II.",
        "The generator is an MLP 2-64-64-1 on each pair of weights, added to theta_F of Stage I, zero at first.",
        "Rows of Eq. (11) are neurons over all layers; Eqs. (13) and (14) sum over all pairs; edges of the minimum "
        "spanning tree keep the graph whole.",
        "Without Stage III both tasks use theta_F->S, each with its head of Stage II; S to F and weights of its own "
        "for each are further arms. Without MIF or MIS the one task gets the steps of all three stages.",
        "The max of Eq. (16) is taken of absolute differences; nothing ends psi, and fused images are cut to 0..1.",
        "At scale cpu 3e-3 instead of 3e-4, for there are 120 steps.",
    ),
    would_change="The full widths on the real data, several anatomies, the paper's own training code.",
    needs=("torch", "monai", "lightning_fabric", "nilearn", "scipy"),
    extra="fusion",
    scales={
        "smoke": Scale(name="smoke", seeds=1, steps=2, batch=2, width=2, size=16, limit_s=120),
        "cpu": Scale(name="cpu", seeds=10, steps=120, batch=2, width=4, size=24, limit_s=900),
        "gpu": Scale(name="gpu", seeds=6, steps=4_000, batch=2, width=16, size=64, device="cuda", limit_s=7_200),
    },
)
