"""Diffusion as the fusion of several views for clustering: GDCN with SGDF (arXiv 2509.09527, Zhu et al.; IEEE SPL).

Every view v of a sample has an autoencoder; what is clustered is z0, fused from all latents by a generative network:

    (1) z_v = E_v(x_v), r_v = D_v(z_v), h_v = W z_v / |W z_v|
    (2) c = (z_1 .. z_V), z0 = mean of B generations; each starts at noise z and takes K steps
    (3) z <- keep_k z + take_k f(z, c, t_k)
    (4) loss = sum_v [ |x_v - r_v|^2 + L(h_v, z0) ], after a phase of |x_v - r_v|^2 alone
    (5) L: cross-entropy of each of the 2n vectors h, z0 finding its other half by similarity / .5; the similarities
        of the rest times 1 - S, S = share of the views in which they are among the ten nearest neighbours in the batch

The steps of a sampler that predicts z0 (DDIM, Song et al. 2021), a_k = 1 - sqrt(t_k / T + 1e-4), T = 1000, t falling:

    (6) proper:    keep^2 = (1 - a_{k+1}) / (1 - a_k),  take = sqrt(a_{k+1}) - keep sqrt(a_k),  a = 1 after the last
    (7) released:  keep^2 = a_{k-1} / a_k in [1e-5, 1],  take^2 = max(0, 1 - keep^2 - (1 - a_{k-1}) / (1 - a_k)),
                   the last quotient in [0, .99]; a_{k-1} is the step before, which is the noisier one; no step at t = 0

From the third step on both parts of (7) sum to more than one, so take = 0, and the 45 steps are, in closed form,

    (8) z0 = P (take_1 f(z') + keep_1 z'),  z' = keep_0 z + take_0 f(z),  P = sqrt(a_1 / a_43): .0117 f(f(z))

Read: the abstract, part of a digest and the authors' repository (network, loss, training and metrics, and the data
NGs.mat); not the paper's sections and result tables. `STATED` is what the code says, `CHOSEN` what is ours. The code
gives f no time and trains it by (4) alone; the arms "denoising" add what a diffusion model is trained by,

    (9) |x - f(sqrt(a) x + sqrt(1 - a) e, c, t)|^2,  x the head of a view drawn at random, times sqrt(width)
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.settle import multiview, nets
from litmuspaper.settle.claim import Experiment, Printed, Scale, Test, Tuning
from litmuspaper.settle.systems._sgdf import (
    HEAD,
    LATENT,
    PROPER_STEPS,
    RELEASED_STEPS,
    Step,
    after_first,
    contrast,
    denoising,
    fusion_net,
    generate,
    merged,
    neighbours,
    plain_net,
    proper,
    released,
)

if TYPE_CHECKING:
    import torch
    from torch import nn

RATE = 1e-3
GENERATIONS = 10  # drawn to measure how much of z0 is noise, whatever B is
SCORES = ("acc", "purity", "nmi", "ari")
CONDITIONS = {
    "clean": ("zeros", 0.0),
    "noise_30": ("noise", 0.3),
    "noise_60": ("noise", 0.6),
    "zeros_30": ("zeros", 0.3),
    "zeros_60": ("zeros", 0.6),
}
SPOILT = tuple(CONDITIONS)[1:]

# The ways of fusion


@dataclass(frozen=True, slots=True)
class Way:
    """How views are fused: `kind` with `b` generations."""

    kind: str
    b: int = 1

    @property
    def steps(self) -> tuple[Step, ...]:
        """The sampler, where there is one."""
        if self.kind.startswith("released"):
            return merged(released(RELEASED_STEPS))
        return proper(PROPER_STEPS) if self.kind in ("proper", "denoising") else ()

    @property
    def draws(self) -> bool:
        """Whether z0 depends on noise."""
        return bool(self.steps) and self.kind != "released, no noise"


def generations(model: "nn.ModuleDict", way: Way, zs: "list[torch.Tensor]", noise: "torch.Tensor") -> "torch.Tensor":
    """The generations of z0, (B, n, head); (1, n, ..) for what is deterministic."""
    import torch

    c = torch.cat(zs, dim=1)  # (n, V latents)
    if way.kind == "concat":
        return c[None]
    if way.kind == "mean":
        return torch.stack(heads(model, zs)).mean(dim=0)[None]
    if way.kind == "mlp":
        return after_first(model["fusion"], model["fusion"]["first"](c))[None]
    start = {"released": 0.1, "released, no noise": 0.0}.get(way.kind, 1.0)
    return generate(model["fusion"], c, start * noise, way.steps)


def fused(way: Way, generated: "torch.Tensor") -> "torch.Tensor":
    """The mean of (2), of length one as the heads are; the released code and the latents leave the length alone."""
    from torch.nn.functional import normalize

    mean = generated.mean(dim=0)
    return mean if way.kind.startswith("released") or way.kind == "concat" else normalize(mean, dim=1)


def heads(model: "nn.ModuleDict", zs: "list[torch.Tensor]") -> "list[torch.Tensor]":
    """The h of (1)."""
    from torch.nn.functional import normalize

    return [normalize(model["head"](z), dim=1) for z in zs]


# Training


@dataclass(frozen=True, slots=True)
class Task:
    """One data set, spoilt in one way; what all ways of fusion share."""

    seed: int
    scale: Scale
    kind: str
    fraction: float
    data: str

    def views(self) -> "tuple[list[torch.Tensor], NDArray[Any]]":
        """The spoilt views (n, d_v) on the device, and the classes."""
        import torch

        clean, labels = multiview.views(self.seed, self.scale.size, self.data)
        lost = multiview.spoilt(clean, self.seed, self.kind, self.fraction)
        return [torch.tensor(one, dtype=torch.float32, device=self.scale.device) for one in lost], labels

    def batch(self, n: int, phase: int, step: int) -> "torch.Tensor":
        """The samples of one step."""
        import torch

        draw = nets.generator(self.seed, "noise", phase, step)
        return torch.randperm(n, generator=draw)[: self.scale.batch].to(self.scale.device)

    def noise(self, b: int, n: int, *key: int, stream: str = "noise") -> "torch.Tensor":
        """Standard normal noise (b, n, HEAD)."""
        import torch

        return torch.randn(b, n, HEAD, generator=nets.generator(self.seed, stream, *key)).to(self.scale.device)


def autoencoders(task: Task, dims: list[int]) -> "nn.ModuleDict":
    """Encoders, decoders and the head of (1), with their first weights."""
    from torch import nn

    def make() -> nn.ModuleDict:
        width = task.scale.width
        return nn.ModuleDict(
            {
                "encoders": nn.ModuleList([nets.mlp(d, width, LATENT) for d in dims]),
                "decoders": nn.ModuleList([nets.mlp(LATENT, width, d) for d in dims]),
                "head": nn.Linear(LATENT, HEAD),
            }
        )

    return nets.seeded(task.seed, make, 0).to(task.scale.device)


@lru_cache(maxsize=64)
def reconstructed(task: Task) -> "dict[str, torch.Tensor]":
    """The weights of the autoencoders after the phase of reconstruction, the same for all ways of fusion."""
    xs, _ = task.views()
    model = autoencoders(task, [x.shape[1] for x in xs])

    def loss(step: int) -> "torch.Tensor":
        rows = task.batch(len(xs[0]), 0, step)
        return reconstruction(model, [x[rows] for x in xs])[0]

    nets.fit(model.parameters(), loss, 2 * task.scale.steps, RATE)
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def reconstruction(model: "nn.ModuleDict", xs: "list[torch.Tensor]") -> "tuple[torch.Tensor, list[torch.Tensor]]":
    """The first part of (4), and the latents (n, LATENT) of each view."""
    zs = [encode(x) for encode, x in zip(model["encoders"], xs, strict=True)]
    pairs = zip(model["decoders"], zs, xs, strict=True)
    return sum((decode(z) - x).square().mean() for decode, z, x in pairs), zs


def trained(task: Task, way: Way, xs: "list[torch.Tensor]", rate: float) -> "tuple[nn.ModuleDict, float]":
    """The whole network after the phase of contrast, and the mean loss of its last ten steps."""
    model = autoencoders(task, [x.shape[1] for x in xs])
    model.load_state_dict(reconstructed(task))
    if way.kind == "concat":
        return model, 0.0
    if way.kind != "mean":
        net = plain_net if way.kind == "mlp" else fusion_net
        model["fusion"] = nets.seeded(task.seed, lambda: net(len(xs)), 1).to(task.scale.device)

    def loss(step: int) -> "torch.Tensor":
        rows = task.batch(len(xs[0]), 1, step)
        own = [x[rows] for x in xs]
        total, zs = reconstruction(model, own)
        z0 = fused(way, generations(model, way, zs, task.noise(way.b, len(rows), 2, step)))
        hs, s = heads(model, zs), neighbours(own)
        total = total + sum(contrast(h, z0, s) for h in hs)
        if way.kind == "denoising":
            total = total + denoising(model["fusion"], hs, zs, nets.generator(task.seed, "noise", 3, step))
        return total

    losses = nets.fit(model.parameters(), loss, task.scale.steps, rate)
    return model, float(np.mean(losses[-10:]))


# The arms


def run(*, seed: int, scale: Scale, fusion: str, b: int = 1, rate: float = RATE, data: str = "") -> dict[str, float]:
    """One way of fusion on the clean data and on four that are spoilt.

    Args:
        seed: of the samples and of what spoils them (data), the weights (init), batches and noise (noise), and of
            k-means and the generations that are clustered (evaluation).
        scale: `size` samples at most, `steps` of contrast after twice as many of reconstruction, in batches of `batch`;
            `width` of the autoencoders.
        fusion: a kind of `Way`.
        b: how many generations are averaged.
        rate: the learning rate of the phase of contrast.
        data: the path of a file for `multiview.file_views`; the digits where it is empty.

    Returns:
        The metrics of `METRICS`.
    """
    nets.ready()
    way, found = Way(fusion, b), {}
    for name, (kind, fraction) in CONDITIONS.items():
        found[name] = _scores(Task(seed, scale, kind, fraction, data), way, rate)
    spoilt = [found[name] for name in SPOILT]
    told = {f"acc_{name}": scores["acc"] for name, scores in found.items()}
    told |= {f"{metric}_clean": value for metric, value in found["clean"].items() if metric in SCORES}
    told |= {metric: float(np.mean([one[metric] for one in spoilt])) for metric in spoilt[0]}
    for kind in ("noise", "zeros"):
        told[f"fall_{kind}"] = told["acc_clean"] - told[f"acc_{kind}_60"]
    told["fall"] = (told["fall_noise"] + told["fall_zeros"]) / 2
    return told | {"passes": float(sum(step.take > 0 for step in way.steps))} if way.steps else told


def _scores(task: Task, way: Way, rate: float) -> dict[str, float]:
    """Train on one data set and cluster it."""
    import torch

    xs, labels = task.views()
    model, loss = trained(task, way, xs, rate)
    with torch.no_grad():
        zs = reconstruction(model, xs)[1]
        generated = generations(model, way, zs, task.noise(GENERATIONS, len(labels), stream="evaluation"))
        z0 = fused(way, generated[: way.b])
        found = multiview.clustering(z0.double().cpu().numpy(), labels, task.seed)
        if way.draws:
            found["noise_share"] = float(generated.var(dim=0).mean() / generated.flatten(0, 1).var(dim=0).mean())
    return found if way.kind == "concat" else found | {"loss": loss}


ARMS: dict[str, dict[str, Any]] = {
    "concat": {"fusion": "concat"},
    "mean of heads": {"fusion": "mean"},
    "MLP": {"fusion": "mlp"},
    "released, B 10": {"fusion": "released", "b": 10},
    "released, B 1": {"fusion": "released"},
    "released, no noise": {"fusion": "released, no noise"},
    "proper, B 10": {"fusion": "proper", "b": 10},
    "proper, B 1": {"fusion": "proper"},
    "denoising, B 10": {"fusion": "denoising", "b": 10},
    "denoising, B 1": {"fusion": "denoising"},
}

METRICS = {
    "acc": "share of samples in their class, clusters matched to classes at best: mean of the four spoilt sets",
    **{
        f"acc_{name}": f"the same, one of three views lost ({name.replace('_', ', % of samples: ')})" for name in SPOILT
    },
    "acc_clean": "the same, nothing lost",
    "fall": "acc_clean less the accuracy at 60 % lost, mean of noise and zeros",
    "fall_noise": "the same, noise alone",
    "fall_zeros": "the same, zeros alone",
    "purity": "share of samples in the commonest class of their cluster, mean of the four spoilt sets",
    "nmi": "normalised mutual information, likewise",
    "ari": "adjusted Rand index, likewise",
    "purity_clean": "purity, nothing lost",
    "nmi_clean": "normalised mutual information, nothing lost",
    "ari_clean": "adjusted Rand index, nothing lost",
    "noise_share": "share of the variance of one generation of z0 that the noise brings in, likewise",
    "passes": "passes through the network that reach one generation of z0",
    "loss": "mean loss of the last ten steps, likewise; comparable within one way of fusion only",
}


def _better(method: str, rival: str, says: str, metric: str = "acc") -> Test:
    """A comparison of accuracies, or of falls; two points are the smallest effect of interest."""
    higher = not metric.startswith("fall")
    return Test(metric=metric, method=method, rival=rival, higher_is_better=higher, smallest=0.02, says=says)


def _same(method: str, rival: str, says: str, metric: str = "acc") -> Test:
    """Equivalence of accuracies within two points."""
    return Test(
        metric=metric, method=method, rival=rival, higher_is_better=True, margin=0.02, kind="equivalence", says=says
    )


TESTS = (
    _better("proper, B 10", "MLP", "Views lost: the proper sampler beats an MLP of as many parameters"),
    _better("proper, B 10", "MLP", "Its gain grows with what is lost: it falls less from clean to 60 %", "fall"),
    _same("proper, B 10", "MLP", "Views lost: the proper sampler equals the MLP"),
    _better("denoising, B 10", "MLP", "Views lost: with a denoising loss it beats the MLP"),
    _better("denoising, B 10", "MLP", "With a denoising loss its gain grows with what is lost", "fall"),
    _better("released, B 10", "MLP", "Views lost: the released sampler beats the MLP"),
    _same("released, B 10", "MLP", "Views lost: the released sampler equals the MLP"),
    _same("released, B 10", "released, no noise", "Control: the released sampler does as well without its noise"),
    Test(
        metric="passes",
        method="released, B 10",
        rival=float(RELEASED_STEPS),
        higher_is_better=False,
        margin=40,
        says="At most 5 of the released sampler's 45 steps reach the result",
    ),
    _better("proper, B 10", "proper, B 1", "Ten generations beat one, proper sampler"),
    _better("denoising, B 10", "denoising, B 1", "Ten generations beat one, with a denoising loss"),
    _same("released, B 10", "released, B 1", "Ten generations equal one, released sampler"),
    _better("proper, B 10", "mean of heads", "Views lost: the proper sampler beats the mean of the heads (control)"),
    _better("proper, B 10", "concat", "Views lost: the proper sampler beats k-means on all latents (control)"),
    _same("proper, B 10", "MLP", "Nothing lost: the proper sampler equals the MLP", "acc_clean"),
)

STATED = (
    "The code: encoders d-500-500-2000-512, heads of 128, f with one hidden layer of 512 and layer normalisation, no "
    "time, start noise of .1; 45 steps of T = 1000, B = 10; temperature .5, ten neighbours.",
    "200 epochs of reconstruction and 100 with contrast, Adam at 3e-4, batches of 256 (one an epoch on NGs), k-means "
    "with 100 starts on z0; nothing is spoilt in the code, and no loss of a diffusion model is in it.",
    "The README's log has ACC .980, NMI .936, purity .980, ARI .951; it does not say on which data.",
)
CHOSEN = (
    "1,000 of scikit-learn's digits by seed in three views (pixels, Fourier amplitudes, gradient histograms), each "
    "divided by its root mean square; --data takes the authors' NGs.mat.",
    "A lost view is noise with the feature's mean and standard deviation, or zeros; one view a sample at most, the "
    "same for all arms, and the method is not told which.",
    "Widths are an eighth of the code's (latents 64, heads 16, f 64) with encoders d-128-64; 200 steps of "
    "reconstruction and 100 of contrast, as many as the code takes on NGs, in batches of 128; 10 starts of k-means.",
    "The proper sampler takes 8 steps, the released one all of its 45.",
    "The proper sampler knows the time and starts at N(0, 1). Its z0, the MLP's and the mean of the heads have length "
    "one, as h has; the released one's is as in the code, some hundredths long.",
    "With the denoising loss the target is the head of a view drawn at random, weight 1 beside the contrast.",
    "The rate of the contrast is tuned by the loss, since who clusters has no labels (1e-3 was worse for all on two "
    "tuning seeds); the network of the last step is taken.",
    "Two points of accuracy are the smallest effect of interest and the margin: a digest tells of gains up to 7.8.",
)

CLAIM = Experiment(
    paper="2509.09527",
    title="Generative Diffusion Contrastive Network for Multi-View Clustering",
    sentence="SGDF leverages a multiple generative mechanism for the multi-view feature of each sample. It is robust "
    "to low-quality data.",
    arms=ARMS,
    metrics=METRICS,
    tests=TESTS,
    refuted_by="With views lost, an accuracy of the proper sampler that is not two points above that of an MLP with as "
    "many parameters.",
    would_change="The paper's own widths, 45 steps and its data sets (GPU); views lost to a degree that the method is "
    "told; a denoising loss with the paper's own target, should it have one.",
    scales={
        "smoke": Scale(name="smoke", seeds=1, limit_s=60, steps=3, batch=32, width=16, size=80),
        "cpu": Scale(name="cpu", steps=100, batch=128, width=128, size=1000),
        "gpu": Scale(name="gpu", seeds=20, device="cuda", steps=2000, batch=256, width=512, size=1797),
    },
    published=(
        Printed(what="steps of the sampler, by the code", printed="45", arm="released, B 10", metric="passes"),
        Printed(what="accuracy in the README's log, data not named", printed=".980"),
        Printed(what="gain in accuracy over other methods, by a digest", printed="up to 7.8 points"),
    ),
    stated=STATED,
    chosen=CHOSEN,
    tuning=Tuning(
        grid={"rate": (3e-3, 1e-2, 3e-2)},
        arms=tuple(arm for arm in ARMS if arm != "concat"),
        metric="loss",
        higher_is_better=False,
        seeds=1,
    ),
    needs=("torch", "sklearn", "scipy"),
    extra="nets",
)
