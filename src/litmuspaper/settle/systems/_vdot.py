"""The parts of VDOT: its data, its teacher, its plan, its student's gradient and its networks; see `vdot`.

The numbers of the equations are those of `vdot`.
"""

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from litmuspaper.settle.streams import stream

if TYPE_CHECKING:
    import torch
    from torch import nn

MODES, RADIUS, SD, FAR = 8, math.sqrt(2), 0.1, 5.0  # FAR: the distance of a start far away
LEAST, NARROW, WIDE = 0.05, 0.53, math.sqrt(2)  # noise levels
LEVELS = {k: tuple(map(float, np.geomspace(WIDE, 0.2, k))) for k in (1, 4)}  # of a student of k steps
BLUR = 0.1 * 2 / 16  # eps: .1 is for 16 channels of variance 1, whose squared distances are 8 times those of 2
SINKHORN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What an arm does.

    The norm of the gradient is matched (all have DMD's over a frame), unit (all have one), own (each keeps its own) or
    released (as the code weighs). Several frames have one noise level each, a single one has a level a point.
    """

    start: str = "collapsed"
    most: float = NARROW  # the largest noise level
    loss: str = "dmd"
    norm: str = "matched"
    point_wise: bool = False  # (1) normalised at each point instead of over the frame
    control: str = ""
    gan: bool = False
    frames: int = 1
    blur: float = BLUR
    longer: float = 1.0
    steps: int = 1
    rate: float = 3e-3


@dataclass(frozen=True, slots=True)
class Mixture:
    """The data: modes (8, 2) with masses (8,), and the mode on which a collapsed student starts."""

    means: "torch.Tensor"
    weights: "torch.Tensor"
    first: int

    def posterior(self, x: "torch.Tensor", s: "torch.Tensor") -> "torch.Tensor":
        """The teacher of (6): (n, 2) with noise levels (n, 1) to (n, 2)."""
        var = SD**2 + s**2
        far = (x[:, None] - self.means).square().sum(dim=2)  # (n, 8)
        share = (self.weights.log() - far / (2 * var)).softmax(dim=1)
        return (SD**2 * x + s**2 * (share @ self.means)) / var  # (6)

    def sample(self, count: int, draw: "torch.Generator") -> "torch.Tensor":
        """Samples of the data, (count, 2)."""
        which = self.weights.cpu().multinomial(count, replacement=True, generator=draw).to(self.means.device)
        return self.means[which] + SD * normal(draw, self.means.device, count, 2)

    def centre(self, start: str) -> "torch.Tensor":
        """The middle of a collapsed student's samples, (2,), or of those of one that starts far away."""
        mode = self.means[self.first]
        return mode * (FAR / mode.norm()) if start == "far" else mode

    def wanted(self, start: str, x: "torch.Tensor", s: "torch.Tensor") -> "torch.Tensor":
        """What the student gives before it is trained: the teacher's mean, or samples around a centre."""
        centre = self.centre(start)
        return self.posterior(x, s) if start == "near" else centre + SD / (SD**2 + s**2).sqrt() * (x - centre)


def ring(seed: int, device: str = "cpu") -> Mixture:
    """Eight modes on a turned ring, with masses from 1/36 to 8/36 in a random order."""
    import torch

    draw = stream(seed, "data")
    angle = 2 * np.pi * (np.arange(MODES) / MODES + draw.random())
    means = RADIUS * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    weights = draw.permutation(np.arange(1.0, MODES + 1)) / (MODES * (MODES + 1) / 2)
    tensor = partial(torch.tensor, dtype=torch.float32, device=device)
    return Mixture(tensor(means), tensor(weights), int(draw.integers(MODES)))


def normal(draw: "torch.Generator", device: "torch.device | str", *shape: int) -> "torch.Tensor":
    """Normal numbers, drawn on the CPU."""
    import torch

    return torch.randn(*shape, generator=draw).to(device)


def plan(a: "torch.Tensor", b: "torch.Tensor", blur: float) -> "torch.Tensor":
    """P times the plans of (3), (F, P, P), for points (F, P, 2): a row sums to one.

    The first iteration is in the log domain, and its potentials go into the kernel. After it no sum of a row or a
    column is below 1 / P^2, an iteration changes it P-fold at most, and 59 more stay within what float64 holds.
    """
    cost = (a[:, :, None].double() - b[:, None].double()).square().sum(dim=3) / blur
    points = a.shape[1]
    f = -math.log(points) - (-cost).logsumexp(dim=2, keepdim=True)
    g = -math.log(points) - (f - cost).logsumexp(dim=1, keepdim=True)
    kernel = (f + g - cost).exp()
    across, mass = kernel.transpose(1, 2).contiguous(), kernel.new_full((len(a), points, 1), 1 / points)
    u = v = mass * points
    for _ in range(SINKHORN - 1):
        u = mass / kernel.bmm(v)
        v = mass / across.bmm(u)
    return (points * u * kernel * v.transpose(1, 2)).to(a.dtype)


def size(g: "torch.Tensor") -> "torch.Tensor":
    """The norm of a gradient over each frame: (F, P, 2) to (F, 1, 1)."""
    return g.square().sum(dim=(1, 2), keepdim=True).sqrt().clamp_min(1e-12)


def pull(way: Way, seen: "tuple[torch.Tensor, ...]", order: "torch.Tensor") -> "torch.Tensor":
    """The student's gradient in its samples x, of x, f and r at it noised; all (F, P, 2). `order` is for controls."""
    x, fake, real = seen
    over = (2,) if way.point_wise else (1, 2)
    dmd = (fake - real) / (x - real).abs().mean(dim=over, keepdim=True).clamp_min(1e-6)  # (1)
    if way.loss == "dmd":
        return dmd / size(dmd) if way.norm == "unit" else dmd
    real = real[:, order] if way.control == "permuted" else real  # the same points at other positions
    t = plan(fake, real, way.blur)
    ot = fake - t @ (real[:, order] if way.control == "shuffled" else real)  # (2)
    ot = ot / size(ot)
    if way.norm == "released":  # the mean over all entries for DMD; for OT a sum with a step of .1
        return 0.2 * dmd / dmd.numel() + 0.8 * 0.1 * ot
    if way.norm == "own":
        return 0.2 * dmd + 0.8 * ot * math.sqrt(fake.shape[1] * fake.shape[2])  # (4), OT of mean square one
    mixed = ot if way.loss == "ot" else 0.2 * dmd / size(dmd) + 0.8 * ot  # (4)
    return mixed / size(mixed) * (1.0 if way.norm == "unit" else size(dmd))


def told(net: "nn.Module", x: "torch.Tensor", s: "torch.Tensor") -> "torch.Tensor":
    """What a network says of (n, 2) at noise levels (n, 1)."""
    import torch

    return net(torch.cat([x / (1 + s**2).sqrt(), s.log()], dim=1))


def denoised(net: "nn.Module", x: "torch.Tensor", s: "torch.Tensor") -> "torch.Tensor":
    """A network's clean sample, near x for little noise; (n, 2) with levels (n, 1) to (n, 2)."""
    return x / (1 + s**2) + s / (1 + s**2).sqrt() * told(net, x, s)


def denoising(net: "nn.Module", x: "torch.Tensor", s: "torch.Tensor", clean: "torch.Tensor") -> "torch.Tensor":
    """The weighted squared error of a network's clean samples."""
    return ((denoised(net, x, s) - clean) * (1 + s**2).sqrt() / s).square().mean()


def drawn(net: "nn.Module", z: "torch.Tensor", last: int = -1) -> "torch.Tensor":
    """The student's samples (n, 2) after its last step or that one, from noise (k, n, 2); gradients of that step."""
    import torch

    x, wanted, own = torch.zeros_like(z[0]), torch.is_grad_enabled(), LEVELS[len(z)][: last + 1 or None]
    for k, s in enumerate(own):
        with torch.set_grad_enabled(wanted and k == len(own) - 1):
            x = denoised(net, x + s * z[k], torch.full_like(x[:, :1], s))  # (5)
    return x


def noise_levels(count: int, most: float, draw: "torch.Generator", frames: int = 1) -> "torch.Tensor":
    """Log-uniform noise levels, (n, 1): one a point, or one a frame where there are several."""
    import torch

    u = torch.rand(count if frames == 1 else frames, 1, generator=draw)
    return (LEAST * (most / LEAST) ** u).repeat_interleave(1 if frames == 1 else count // frames, dim=0)


def adam(net: "nn.Module", rate: float) -> "torch.optim.Adam":
    """The optimiser of each network."""
    import torch

    return torch.optim.Adam(net.parameters(), lr=rate, betas=(0.5, 0.95), fused=True)


def update(optimiser: "torch.optim.Adam", loss: "torch.Tensor") -> None:
    """One step of an optimiser."""
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


def distance(x: "torch.Tensor", y: "torch.Tensor") -> float:
    """W2 squared of two samples of one size, by the exact plan."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    cost = cdist(x.cpu().double().numpy(), y.cpu().double().numpy(), "sqeuclidean")
    return float(cost[linear_sum_assignment(cost)].mean())


def covered(x: "torch.Tensor", data: Mixture) -> dict[str, float]:
    """How the samples (n, 2) lie on the modes; a sample further than four standard deviations lies on none."""
    far, mode = (x[:, None] - data.means).square().sum(dim=2).min(dim=1)
    mass = mode[far < (4 * SD) ** 2].bincount(minlength=MODES) / len(x)
    share = mass / data.weights
    return {"modes": int((share >= 0.1).sum()), "least": float(share.min()), "inside": float(mass.sum())}
