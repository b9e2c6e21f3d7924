"""SGDF: the steps that its sampler takes, proper and as released, the network that it asks, the losses that train it.

The equations' numbers are those of `gdcn`, which says where they are from.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch
    from torch import nn

Array = NDArray[np.float64]

T = 1000
RELEASED_STEPS, PROPER_STEPS = 45, 8
NEIGHBOURS, TEMPERATURE = 10, 0.5
LATENT, HEAD, HIDDEN, TIMES = 64, 16, 64, 8

# The steps


@dataclass(frozen=True, slots=True)
class Step:
    """One step of (3); `take` is zero where the network need not be asked."""

    time: float
    keep: float
    take: float


def signal(times: Array) -> Array:
    """The a of each time; below zero at the last one, as in the code."""
    return 1 - np.sqrt((times + 1) / T + 1e-4)


@lru_cache(maxsize=8)
def proper(steps: int) -> tuple[Step, ...]:
    """The steps of (6)."""
    times = np.floor(np.linspace(T - 1, 0, steps))
    a = np.append(np.maximum(signal(times), 0), 1.0)
    keep = np.sqrt((1 - a[1:]) / (1 - a[:-1]))
    take = np.sqrt(a[1:]) - keep * np.sqrt(a[:-1])
    return tuple(Step(*map(float, one)) for one in zip(times / T, keep, take, strict=True))


@lru_cache(maxsize=8)
def released(steps: int) -> tuple[Step, ...]:
    """The steps of (7); the time is zero in all, since the released network is not given one."""
    times = np.floor(np.linspace(T - 1, 0, steps))
    a = signal(times)
    before = np.append(a[-1], a[:-1])  # the step before the first is taken to be t = 0
    keep = np.clip(before / a, 1e-5, 1)
    take = np.maximum(0, 1 - keep - np.clip((1 - before) / (1 - a), 0, 0.99))
    pairs = zip(times, np.sqrt(keep), np.sqrt(take), strict=True)
    return tuple(Step(0.0, float(k), float(f)) for t, k, f in pairs if t > 0)


def merged(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The same course with every step that only shrinks z put into the one before it."""
    found: list[Step] = []
    for step in steps:
        if step.take or not found:
            found.append(step)
        else:
            last = found[-1]
            found[-1] = Step(last.time, last.keep * step.keep, last.take * step.keep)
    return tuple(found)


# The fusion network


def fusion_net(views: int) -> "nn.ModuleDict":
    """The f of (3): (z, c, time) to a guess of z0."""
    from torch import nn

    first = nn.Linear(HEAD + views * LATENT + TIMES, HIDDEN)
    return _drawn(nn.ModuleDict({"first": first, "norm": nn.LayerNorm(HIDDEN), "last": nn.Linear(HIDDEN, HEAD)}))


def plain_net(views: int) -> "nn.ModuleDict":
    """A network of c alone with the same layers, and as many parameters as f within half a hidden unit."""
    from torch import nn

    wanted = HIDDEN * (HEAD + views * LATENT + TIMES + 3 + HEAD)
    hidden = round(wanted / (views * LATENT + 3 + HEAD))
    first = nn.Linear(views * LATENT, hidden)
    return _drawn(nn.ModuleDict({"first": first, "norm": nn.LayerNorm(hidden), "last": nn.Linear(hidden, HEAD)}))


def _drawn(net: "nn.ModuleDict") -> "nn.ModuleDict":
    """Initial weights as in the code (He et al. 2015, by the number of outputs)."""
    from torch import nn

    for layer in (net["first"], net["last"]):
        nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    return net


def known(f: "nn.ModuleDict", c: "torch.Tensor") -> "torch.Tensor":
    """What c adds to the first layer of f, the same at every step; (n, V latents) to (n, hidden)."""
    from torch.nn.functional import linear

    return linear(c, f["first"].weight[:, HEAD:-TIMES], f["first"].bias)


def guess(f: "nn.ModuleDict", z: "torch.Tensor", seen: "torch.Tensor", time: "torch.Tensor") -> "torch.Tensor":
    """f(z, c, t) for z (B, n, head), seen (n, hidden) of `known` and times of one sample or all; (B, n, head)."""
    import torch
    from torch.nn.functional import linear

    weight = f["first"].weight
    turns = time[:, None] * math.pi * 2.0 ** torch.arange(TIMES // 2, device=time.device)  # (n or 1, TIMES / 2)
    when = torch.cat([turns.sin(), turns.cos()], dim=1)
    hidden = linear(z, weight[:, :HEAD]) + (seen + linear(when, weight[:, -TIMES:]))
    return after_first(f, hidden)


def after_first(net: "nn.ModuleDict", hidden: "torch.Tensor") -> "torch.Tensor":
    """What follows the first linear layer of either network."""
    found: torch.Tensor = net["last"](net["norm"](hidden).relu())
    return found


def generate(f: "nn.ModuleDict", c: "torch.Tensor", noise: "torch.Tensor", steps: tuple[Step, ...]) -> "torch.Tensor":
    """(3) from noise (B, n, head) under c (n, V latents); (B, n, head)."""
    seen, z = known(f, c), noise
    for step in steps:
        if step.take:
            z = step.keep * z + step.take * guess(f, z, seen, noise.new_full((1,), step.time))
        else:
            z = step.keep * z
    return z


# The losses


def neighbours(xs: "list[torch.Tensor]") -> "torch.Tensor":
    """The S of (5): row i has the share of the views in which j is among the ten nearest of i, itself among them."""
    import torch
    from torch.nn.functional import normalize

    found = []
    for x in xs:
        near = torch.cdist(normalize(x), normalize(x)).topk(min(NEIGHBOURS, len(x)), largest=False).indices
        found.append(torch.zeros(len(x), len(x), device=x.device).scatter_(1, near, 1.0))
    return torch.stack(found).mean(dim=0)


def contrast(h: "torch.Tensor", z0: "torch.Tensor", s: "torch.Tensor") -> "torch.Tensor":
    """The L of (5)."""
    import torch
    from torch.nn.functional import cross_entropy

    both, n = torch.cat([h, z0]), len(h)
    similar = both @ both.T / TEMPERATURE  # (2n, 2n)
    other = torch.arange(2 * n, device=h.device).roll(n)
    rows = torch.arange(2 * n, device=h.device)
    weight = (1 - s).repeat(2, 2)
    weight[rows, other] = 1.0  # the other half counts in full
    logits = (similar * weight).masked_fill(torch.eye(2 * n, dtype=torch.bool, device=h.device), -math.inf)
    return cross_entropy(logits, other)


def denoising(
    f: "nn.ModuleDict", hs: "list[torch.Tensor]", zs: "list[torch.Tensor]", draw: "torch.Generator"
) -> "torch.Tensor":
    """The loss of (9); its target is taken as given."""
    import torch

    c, n, device = torch.cat(zs, dim=1), len(zs[0]), zs[0].device
    picks = torch.randint(len(hs), (n,), generator=draw).to(device)
    x = torch.stack(hs).detach()[picks, torch.arange(n, device=device)] * math.sqrt(HEAD)  # (n, head)
    times = torch.tensor([step.time for step in proper(PROPER_STEPS)], dtype=torch.float32)
    at = times[torch.randint(len(times), (n,), generator=draw)].to(device)
    a = (1 - (at + 1 / T + 1e-4).sqrt()).clamp(min=0)[:, None]
    z = a.sqrt() * x + (1 - a).sqrt() * torch.randn(n, HEAD, generator=draw).to(device)
    return (guess(f, z[None], known(f, c), at)[0] - x).square().mean()
