"""Edges carried over: Q_G as a local mean (the toolbox) and as a global ratio (Xydeas and Petrovic), and Nabf.

Source: C. S. Xydeas, V. Petrovic, Electronics Letters 36(4), 2000, and Proc. SPIE 4051, 2000. Both take the Sobel
responses of the grey levels with zeros around the image, so a bright border counts as an edge.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from litmuspaper.settle.metrics.images import Image, by_slice

Equal: TypeAlias = Literal["strength", "ratio"]
_SMALL = 1e-5


@dataclass(frozen=True)
class Edges:
    """Strength and direction of the edges of an image.

    Args:
        x: the Sobel response along rows (h, w).
        y: the response along columns (h, w).
        strength: sqrt(x^2 + y^2).
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    strength: NDArray[np.float64]


def edges(image: Image) -> Edges:
    """The Sobel responses of an image with zeros around it."""
    p = np.pad(image, 1)
    down = p[:-2] + 2 * p[1:-1] + p[2:]
    across = p[:, :-2] + 2 * p[:, 1:-1] + p[:, 2:]
    x, y = down[:, 2:] - down[:, :-2], across[2:] - across[:-2]
    return Edges(x, y, np.sqrt(x * x + y * y))


@by_slice
def q_g(a: Image, b: Image, f: Image) -> float:
    """Edge preservation as the toolbox of Z. Liu et al. has it: the mean over pixels of a locally weighted ratio.

    Sigmoids with k = -10 and -20, delta = 0.5 and 0.75; angles are folded, so opposite gradients agree. Range: 0 to
    0.9867, which flat background scores too: a large background raises it. Disagreements: `qabf` goes by
    the same name in many papers; it lies 0.37 below to 0.10 above on our triples.

    Args:
        a: the first source, (h, w) or (d, h, w), grey levels.
        b: the second source.
        f: the fused image.

    Returns:
        The value; of a volume the mean over its slices.
    """
    return q_g_of(edges(a), edges(b), edges(f))


def q_g_of(a: Edges, b: Edges, f: Edges) -> float:
    """`q_g` from edges."""
    fused_angle = _half_angle(f)
    fused = _above_zero(f.strength)
    above, below = np.zeros_like(fused), np.zeros_like(fused)
    for source in (a, b):
        own = _above_zero(source.strength)
        kept = np.where(source.strength > f.strength, f.strength / own, own / fused)
        turned = np.abs(np.abs(_half_angle(source) - fused_angle) - np.pi / 2) * (2 / np.pi)
        above += own / ((1 + np.exp(-10 * (kept - 0.5))) * (1 + np.exp(-20 * (turned - 0.75))))
        below += own
    return float((above / below).mean())


def qabf(a: ArrayLike, b: ArrayLike, f: ArrayLike, *, equal: Equal = "strength") -> float:
    """Edge preservation as Xydeas and Petrovic define it: preserved strength over the strength of both sources.

    Tg 0.9994, kg -15, Dg 0.5; Ta 0.9879, ka -22, Da 0.8; L = 1. Range: 0 to 0.9756; NaN where both sources are
    constant zeros. Disagreements: where two strengths are equal public codes take the strength itself for their
    ratio of 1 (`equal`; up to 2.6e-4 off); one port weighs by strength^1.5 by default (up to 0.16 off); colour is
    averaged over channels or turned to luma; angles wrap, so opposite gradients count as lost, and as kept in `q_g`.

    Args:
        a: the first source, (h, w) or (d, h, w), grey levels.
        b: the second source.
        f: the fused image.
        equal: `strength` as public codes compute it, `ratio` by the formula.

    Returns:
        The value; of a volume the mean over its slices.
    """
    return by_slice(lambda a, b, f: qabf_of(edges(a), edges(b), edges(f), equal))(a, b, f)


def qabf_of(a: Edges, b: Edges, f: Edges, equal: Equal = "strength") -> float:
    """`qabf` from edges."""
    above = sum(float((preserved(source, f, equal) * source.strength).sum()) for source in (a, b))
    below = float(a.strength.sum() + b.strength.sum())
    return above / below if below else float("nan")


@by_slice
def nabf(a: Image, b: Image, f: Image) -> float:
    """Edges that the fusion made: where F is stronger than both sources, the part that Q^AF and Q^BF do not keep.

    Source: V. Petrovic, C. Xydeas, ICCV 2005, in the form of B. K. Shreyamsha Kumar (SIViP 2013), with the constants of
    `qabf`. Range: 0 to 1, lower is better. Disagreements: ports weigh by strength^1.5 and by 0.001 where it is below 2.

    Args:
        a: the first source, (h, w) or (d, h, w), grey levels.
        b: the second source.
        f: the fused image.

    Returns:
        The value; of a volume the mean over its slices.
    """
    return nabf_of(edges(a), edges(b), edges(f))


def nabf_of(a: Edges, b: Edges, f: Edges) -> float:
    """`nabf` from edges."""
    made = (f.strength > a.strength) & (f.strength > b.strength)
    unexplained = sum(((1 - preserved(source, f)) * source.strength * made).sum() for source in (a, b))
    below = float(a.strength.sum() + b.strength.sum())
    return float(unexplained) / below if below else float("nan")


def preserved(source: Edges, f: Edges, equal: Equal = "strength") -> NDArray[np.float64]:
    """How much of a source's edges F keeps at each pixel: Q^AF(n, m) of Xydeas and Petrovic, see `qabf` for `equal`."""
    weaker, stronger = np.minimum(source.strength, f.strength), np.maximum(source.strength, f.strength)
    kept = np.divide(weaker, stronger, out=np.zeros_like(weaker), where=stronger > 0)
    if equal == "strength":
        kept = np.where(weaker == stronger, stronger, kept)
    turned = 1 - np.abs(_angle(source) - _angle(f)) * (2 / np.pi)
    return np.asarray(0.9994 * 0.9879 / ((1 + np.exp(-15 * (kept - 0.5))) * (1 + np.exp(-22 * (turned - 0.8)))))


def _angle(one: Edges) -> NDArray[np.float64]:
    """arctan(y / x) with x to the left, and pi/2 where x is 0.

    Public codes convolve, which turns the kernels; the side that x looks to counts only where another x is 0.
    """
    flat = one.x == 0
    return np.where(flat, np.pi / 2, -np.arctan(one.y / np.where(flat, 1, one.x)))


def _half_angle(one: Edges) -> NDArray[np.float64]:
    """arctan(y / x), where the toolbox puts 1e-5 for an x of 0."""
    return np.arctan(one.y / _above_zero(one.x))


def _above_zero(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(values == 0, _SMALL, values)
