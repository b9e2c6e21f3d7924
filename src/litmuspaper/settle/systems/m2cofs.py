"""One set of weights for fusing and segmenting volumes of a head: M2-CoFS (AAAI 2026, Wang, Wang, Song).

An encoder turns each of two modalities into features; a feature fusion F with weights theta joins them; a head psi
makes the fused image, a head phi the segmentation. Three stages: theta_F and theta_S for each task alone, Eqs. (2) and
(3); theta_S->F and theta_F->S, each trained from the other's, with Synaptic Intelligence, Eqs. (4) to (7); a small
network that generates theta_U for both from these two, with a manifold distance in its loss, Eqs. (8) to (20). The
parts with their equations are in `litmuspaper.settle.fusion`.

Read: the paper; of its published code what the record says, which is inference only. So the training is built from the
paper alone, and `chosen` below names what it leaves open.

Scales: `smoke` only shows that it runs. At `cpu` the networks are small (width 8 instead of 16, the plain U-Net instead
of SwinUNETR, no Swin layers in the encoders) and trained on crops of 16 x 24 x 24 from volumes of 32 x 64 x 64, two a
step, 250 steps instead of 200 epochs, 40 simulated patients; 10 others are tested on. UNETR and SwinUNETR cannot take
such crops: they see larger ones in as many steps fewer as the crops are larger. `gpu` has the full widths and whole
volumes. `steps` are those of Stages I and III, half as many for 0 and II; `size` is the side of a slice, with half as
many slices.

`--data FOLDER` takes label maps, from which patients are simulated, or patients of BraTS or MRBrainS; see `patients`.
"""

from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from litmuspaper.settle import nets
from litmuspaper.settle.claim import Experiment, Printed, Scale, Test
from litmuspaper.settle.systems._m2cofs import TISSUES, TUMOURS, patients, scored

if TYPE_CHECKING:
    from torch import Tensor, nn

    from litmuspaper.settle.fusion.stages import Learned, Unified
    from litmuspaper.settle.fusion.tasks import Settings, Task
    from litmuspaper.settle.fusion.trainer import Trainer
    from litmuspaper.settle.fusion.volumes import Size, Volumes

# What a step sees of a volume, by scale and head: sides that the head takes.
CROPS: "dict[tuple[str, str], Size]" = {
    ("smoke", "unet"): (16, 16, 16),
    ("smoke", "unetr"): (16, 16, 16),
    ("smoke", "swin"): (32, 64, 64),
    ("cpu", "unet"): (16, 24, 24),
    ("cpu", "unetr"): (16, 32, 32),
    ("cpu", "swin"): (32, 64, 64),
}


def settings(scale: Scale, head: str = "unet", classes: int = 5) -> "Settings":
    """Widths and steps of a scale; at `gpu` the head is the paper's where the plain U-Net is asked for.

    A head that needs larger crops gets as many steps fewer, so that it sees as many voxels.
    """
    from litmuspaper.settle.fusion.tasks import Settings

    crop, usual = (CROPS.get((scale.name, one)) for one in (head, "unet"))
    steps, batch = scale.steps, scale.batch
    if crop and usual and crop != usual:
        larger = float(np.prod(crop) / np.prod(usual))
        batch = batch if larger < 4 else 1
        steps = max(1, int(scale.steps * scale.batch / (batch * larger)))
    counts: dict[str, Any] = {
        "encoder_steps": scale.steps // 2,
        "alone_steps": steps,
        "across_steps": max(1, steps // 2),
        "together_steps": steps,
        "batch": batch,
        "width": scale.width,
        "classes": classes,
        "crop": crop,
    }
    if scale.name == "gpu":
        return Settings(head="swin" if head == "unet" else head, **counts)
    features = {"unet": 8, "unetr": 4, "swin": 12}[head]
    return Settings(inner=8, depth=0, head=head, head_features=features, rate=3e-3, **counts)


def by(scale: Scale) -> "Trainer":
    """Where it is trained."""
    from litmuspaper.settle.fusion.trainer import trainer

    return trainer(accelerator=scale.device)


# What the arms of a seed share is made once in a process; a worker is given the arms of one seed after another.


@lru_cache(maxsize=2)
def encoded(seed: int, scale: Scale, folder: str = "") -> "tuple[Volumes, Volumes]":
    """Stage 0: the patients to train on and to test on, with features."""
    from litmuspaper.settle.fusion import stages

    own, more = patients(seed, scale, folder)
    module = stages.encoders(by(scale), own, settings(scale), seed)
    return stages.encoded(by(scale), module, own), stages.encoded(by(scale), module, more)


@lru_cache(maxsize=32)
def alone(
    seed: int,
    scale: Scale,
    task: "Task",
    head: str = "unet",
    whole: bool = False,
    folder: str = "",
) -> "Learned":
    """Stage I; `whole` gives the task the steps of all three stages."""
    from litmuspaper.settle.fusion import stages

    train = encoded(seed, scale, folder)[0]
    of = settings(scale, head, len(train.classes) + 1)
    return stages.alone(by(scale), task, train, of, seed, all_steps(of) if whole else 0)


@lru_cache(maxsize=32)
def across(
    seed: int,
    scale: Scale,
    task: "Task",
    head: str = "unet",
    remember: bool = True,
    folder: str = "",
) -> "Learned":
    """Stage II."""
    from litmuspaper.settle.fusion import stages

    heads: dict[Task, str] = {"segmentation": head, "fusion": "unet"}
    other: Task = "fusion" if task == "segmentation" else "segmentation"
    own, before = (alone(seed, scale, one, heads[one], folder=folder) for one in (task, other))
    train = encoded(seed, scale, folder)[0]
    of = settings(scale, heads[task], len(train.classes) + 1)
    return stages.across(by(scale), own, before, train, of, seed, remember)


def all_steps(of: "Settings") -> int:
    """The steps that each task gets over the three stages."""
    return of.alone_steps + of.across_steps + of.together_steps


def between(first: "Learned", second: "Learned") -> float:
    """The Euclidean distance of two sets of weights."""
    squares = [float(((one - second.weights[name]) ** 2).sum()) for name, one in first.weights.items()]
    return float(np.sqrt(sum(squares)))


# The arms


def trivial(way: str, test: "Volumes") -> "Tensor":
    """The fused images of a way that learns nothing."""
    import torch

    from litmuspaper.settle.fusion.pyramid import pyramid_fusion

    if way == "max":
        return torch.maximum(test.a, test.b)
    if way == "mean":
        return (test.a + test.b) / 2
    pairs = zip(test.a[:, 0].numpy(), test.b[:, 0].numpy(), strict=True)
    return torch.as_tensor(np.stack([pyramid_fusion(a, b) for a, b in pairs]))[:, None]


def plain(seed: int, scale: Scale, head: str, folder: str) -> "dict[Task, Tensor]":
    """The segmentation network alone on both images, for as many voxels as each task sees over the three stages."""
    import torch

    from litmuspaper.settle.fusion import stages
    from litmuspaper.settle.fusion.outputs import scores

    train, test = encoded(seed, scale, folder)
    of = settings(scale, head, len(train.classes) + 1)
    network = stages.plainly(by(scale), train, of, seed, all_steps(of))
    with torch.no_grad():
        pairs = torch.cat([test.a, test.b], dim=1).split(1)
        return {"segmentation": torch.cat([scores(network, one, of.crop).argmax(dim=1) for one in pairs])}


def made(weights: Any, psi: "nn.Module | None", phi: "nn.Module | None", test: "Volumes", of: "Settings") -> Any:
    """The outputs on the patients of the test."""
    from litmuspaper.settle.fusion.outputs import outputs

    if test.features is None:
        raise ValueError("the patients of the test are not encoded")
    return outputs(weights, psi, phi, test.features, of.crop)


def run(
    *,
    seed: int,
    scale: Scale,
    way: str = "full",
    head: str = "unet",
    generator: str = "residual",
    distance: str = "manifold",
    remember: bool = True,
    folder: str = "",
) -> dict[str, float]:
    """Run one arm: `way` says which stages there are, the rest how they are; `folder` is the user's; see `patients`."""
    import torch

    nets.ready()
    torch.utils.deterministic.fill_uninitialized_memory = False  # all of it is written; filling takes half the time
    from litmuspaper.settle.fusion import stages

    train, test = encoded(seed, scale, folder)
    of = settings(scale, head, len(train.classes) + 1)
    if way in ("mean", "max", "pyramid"):
        return scored({"fusion": trivial(way, test)}, test)
    if way == "plain":
        return scored(plain(seed, scale, head, folder), test)
    if way == "no MIF":
        learned = alone(seed, scale, "segmentation", head, whole=True, folder=folder)
        return scored(made(learned.weights, None, learned.head, test, of), test)
    if way == "no MIS":
        learned = alone(seed, scale, "fusion", whole=True, folder=folder)
        return scored(made(learned.weights, learned.head, None, test, of), test)
    if way == "jointly":
        return unified(stages.jointly(by(scale), train, of, seed, all_steps(of)), test, of)
    before: dict[Task, Learned] = {
        "segmentation": alone(seed, scale, "segmentation", head, folder=folder),
        "fusion": alone(seed, scale, "fusion", folder=folder),
    }
    if way == "no Stage II":  # each set of weights with the head that Stage II would have given it
        first = replace(before["fusion"], head=before["segmentation"].head)
        second = replace(before["segmentation"], head=before["fusion"].head)
    else:
        tasks: tuple[Task, Task] = ("segmentation", "fusion")
        first, second = (across(seed, scale, task, head, remember, folder) for task in tasks)
    told = {"apart_before": between(before["fusion"], before["segmentation"]), "apart": between(first, second)}
    told["apart_change"] = told["apart"] - told["apart_before"]
    if way in ("F to S", "S to F", "own"):
        shared = {"F to S": first, "S to F": second}
        fused = made(shared.get(way, second).weights, second.head, None, test, of)
        return told | scored(fused | made(shared.get(way, first).weights, None, first.head, test, of), test)
    found = stages.together(by(scale), first, second, before, train, of, seed, generator, distance, remember)
    return told | unified(found, test, of)


def unified(found: "Unified", test: "Volumes", of: "Settings") -> dict[str, float]:
    """The metrics of one set of weights for both tasks."""
    return scored(made(found.weights, found.psi, found.phi, test, of), test)


def _better(metric: str, rival: str | float, says: str, smallest: float, method: str = "full", up: bool = True) -> Test:
    return Test(metric=metric, method=method, rival=rival, higher_is_better=up, smallest=smallest, says=says)


# The smallest effects of interest: about what Table 2 shows for joint training in Dice (.010) and Q_MI (.011).
DICE, EDGES, INFORMATION, MM = 0.01, 0.01, 0.01, 0.5

METRICS = {"dice": "Dice", "hd95": "HD95", "q_mi": "Q_MI", "q_te": "Q_TE", "q_ncie": "Q_NCIE", "q_g": "Q_G"}
METRICS |= {"mi": "MI", "vif_p": "VIF_P"}
PRINTED = (
    ("Table 2, MRBrainS, default", "full", "0.860 4.219 0.851 0.604 0.808 0.644 3.470 0.632"),
    ("Table 2, MRBrainS, w/o MIF", "w/o MIF", "0.850 5.013"),
    ("Table 2, MRBrainS, w/o MIS", "w/o MIS", "- - 0.840 0.600 0.804 0.643 3.432 0.634"),
    ("Table 2, MRBrainS, w/o Stage II", "w/o Stage II", "0.843 5.143 0.841 0.579 0.801 0.635 3.445 0.628"),
    ("Table 2, MRBrainS, w/o Stage III", "w/o Stage III", "0.714 6.234 0.752 0.543 0.758 0.628 3.089 0.594"),
    ("Table 2, MRBrainS, w/o L_SI", "w/o L_SI", "0.857 4.391 0.849 0.598 0.806 0.642 3.461 0.631"),
    ("Table 2, MRBrainS, w/o L_M", "w/o L_M", "0.855 4.981 0.858 0.593 0.804 0.641 3.456 0.630"),
    ("Table 3, UNETR", "UNETR alone", "0.792 6.251"),
    ("Table 3, UNETR with the strategy", "UNETR, full", "0.833 5.132"),
    ("Table 1, MRBrainS, Swin UNETR, mean of three", "SwinUNETR alone", "0.821 5.373"),
)

CLAIM = Experiment(
    paper="M2-CoFS (AAAI 2026)",
    title="M2-CoFS: one set of weights for fusion and segmentation",
    sentence=(
        "Training fusion and segmentation together in three stages, with weights that a small network generates for "
        "both, is better for each than training it alone; Stage II, Stage III and both regularisers all help, and so "
        "does the strategy with other segmentation networks (our wording of the abstract, the ablation and Table 3)."
    ),
    arms={
        "full": {},
        "w/o MIF": {"way": "no MIF"},
        "w/o MIS": {"way": "no MIS"},
        "w/o Stage II": {"way": "no Stage II"},
        "w/o Stage III": {"way": "F to S"},
        "w/o Stage III, heads trained as long": {"generator": "first", "distance": "none"},
        "w/o Stage III, S to F": {"way": "S to F"},
        "weights of its own for each task": {"way": "own"},
        "w/o L_SI": {"remember": False},
        "w/o L_M": {"distance": "none"},
        "L_M as mean square": {"distance": "mean square"},
        "L_M over filters": {"distance": "filters"},
        "generator without base": {"generator": "delta only"},
        "generator, symmetric input": {"generator": "symmetric"},
        "generator, raw weights": {"generator": "raw"},
        "plain average": {"generator": "average"},
        "weights learned directly": {"generator": "direct"},
        "jointly from the start": {"way": "jointly"},
        "U-Net alone": {"way": "plain"},
        "UNETR alone": {"way": "plain", "head": "unetr"},
        "UNETR, full": {"head": "unetr"},
        "SwinUNETR alone": {"way": "plain", "head": "swin"},
        "mean of the images": {"way": "mean"},
        "maximum of the images": {"way": "max"},
        "pyramid": {"way": "pyramid"},
    },
    metrics={
        "dice": "mean Dice of CSF, grey matter, white matter and lesion (of et, tc and wt with BraTS)",
        **{f"dice_{name}": f"Dice of {name}" for name in (*TISSUES, *TUMOURS)},
        "hd95": "mean HD95 of the same, mm; the larger of both directions",
        **{f"hd95_{name}": f"HD95 of {name}, mm" for name in (*TISSUES, *TUMOURS)},
        "fusion_loss": "L_F of Eq. (16) on the test patients",
        "mi": "mutual information with both images, bits",
        "q_mi": "normalised mutual information",
        "q_te": "the Tsallis measure",
        "q_ncie": "nonlinear correlation, 0.802 at least",
        "q_g": "edges kept, mean of the slices",
        "vif_p": "visual information of both, sum, mean of the slices",
        "apart_before": "Euclidean distance of theta_F and theta_S",
        "apart": "Euclidean distance of the two sets that Stage III gets",
        "apart_change": "how much Stage II added to that distance",
    },
    tests=(
        _better("dice", "w/o MIF", "together beats segmentation alone", DICE),
        _better("hd95", "w/o MIF", "together beats segmentation alone, surfaces", MM, up=False),
        _better("q_g", "w/o MIS", "together beats fusion alone, edges", EDGES),
        _better("q_mi", "w/o MIS", "together beats fusion alone, information", INFORMATION),
        _better("apart_change", 0.0, "Stage II brings the weights closer", 0.0, up=False),
        _better("dice", "w/o Stage II", "Stage II helps segmentation", DICE),
        _better("dice", "w/o Stage III", "Stage III helps segmentation", DICE),
        _better("q_g", "w/o Stage III", "Stage III helps fusion, edges", EDGES),
        _better("dice", "w/o Stage III", "Stage III helps more than Stage II", DICE, method="w/o Stage II"),
        _better("dice", "w/o L_SI", "L_SI helps segmentation", 0.003),
        _better("dice", "w/o L_M", "L_M helps segmentation", 0.005),
        _better("dice", "UNETR alone", "the strategy improves UNETR", DICE, method="UNETR, full"),
        _better("dice", "U-Net alone", "the strategy improves a plain U-Net", DICE),
        _better("dice", "plain average", "control: the generator beats the plain average, segmentation", DICE),
        _better("q_g", "plain average", "control: the generator beats the plain average, edges", EDGES),
        _better("dice", "weights learned directly", "control: the generator beats weights learned directly", DICE),
        _better(
            "dice", "generator, raw weights", "control: the generator needs weights in units of their spread", DICE
        ),
        _better("dice", "generator without base", "control: the generator needs what it is added to", DICE),
        _better("dice", "w/o Stage III, heads trained as long", "control: Stage III helps at equal steps", DICE),
        _better("dice", "jointly from the start", "control: three stages beat plain joint training, Dice", DICE),
        _better("q_mi", "jointly from the start", "control: the same, information", INFORMATION),
        _better("q_mi", "pyramid", "control: fusion beats a pyramid without learning, information", INFORMATION),
        _better("q_g", "pyramid", "control: the same, edges", EDGES),
    ),
    refuted_by="An interval below the smallest effect of interest: 0.01 in Dice, Q_G or Q_MI, half a mm in HD95.",
    published=tuple(
        Printed(what=f"{METRICS[metric]}, {where}", printed=number, arm=arm, metric=metric)
        for where, arm, numbers in PRINTED
        for metric, number in zip(METRICS, numbers.split(), strict=False)
        if number != "-"
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
        "The generator is an MLP 2-64-64-1 on each pair of weights, added to theta_F of Stage I, zero at first. It "
        "sees and gives weights in units of their standard deviation; with the numbers as they are (an arm) it adds "
        "one number to all weights alike and its first steps throw both tasks off.",
        "Rows of Eq. (11) are neurons over all layers (filters in one arm); Eqs. (13) and (14) sum over all pairs; "
        "edges of the minimum spanning tree keep the graph whole.",
        "Without Stage III both tasks use theta_F->S, each with its head of Stage II; S to F and weights of its own "
        "for each are further arms, and one trains both heads on for the steps of Stage III.",
        "Without MIF or MIS the one task gets the steps of all three stages. So do the networks alone, which see both "
        "images one behind the other, and joint training from the start.",
        "The max of Eq. (16) is taken of absolute differences; nothing ends psi, and fused images are cut to 0..1.",
        "At scale cpu 3e-3 instead of 3e-4: with hundreds of steps on a tuning seed it beats 1e-3 for each task alone "
        "and for all three stages (notes). All arms have the same rate.",
        "HD95 is the larger of both directed percentiles; a class that is not found counts as the diagonal of the "
        "volume. Published means are over three tissues or regions, ours over these and the lesions.",
    ),
    would_change="The full widths on the real data, several anatomies, the paper's own training code.",
    needs=("torch", "monai", "lightning_fabric", "nilearn", "scipy"),
    extra="fusion",
    scales={
        "smoke": Scale(name="smoke", seeds=1, steps=2, batch=2, width=2, size=64, limit_s=120),
        "cpu": Scale(name="cpu", seeds=10, steps=250, batch=2, width=8, size=64, limit_s=3_600),
        "gpu": Scale(name="gpu", seeds=6, steps=4_000, batch=2, width=16, size=64, device="cuda", limit_s=7_200),
    },
)

if __name__ == "__main__":
    # By its name, so that the experiment's hash does not depend on the command.
    import_module("litmuspaper.settle.fusion.command").main()
