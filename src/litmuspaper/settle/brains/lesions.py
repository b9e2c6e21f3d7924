"""Tumours: where they lie, how they look, what they push away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from litmuspaper.settle.brains.anatomy import Anatomy
from litmuspaper.settle.brains.fields import Axes, smooth

Array = NDArray[np.float32]
_DEEP_MM = 24.0


@dataclass(frozen=True, slots=True)
class Lesion:
    """A tumour in the frame of its anatomy.

    Args:
        centre_mm: from the middle of the anatomy, (3,).
        radius_mm: of a sphere as large as its core.
        frame: (3, 3), from mm to a frame in which the core is about the unit ball.
        necrotic: the radius of the dead part as a share of the core's.
        reach_mm: how far the oedema goes beyond the core.
        push: how much of the tissue's way to the centre is taken by the tumour, 0 to 1.
    """

    centre_mm: Array
    radius_mm: float
    frame: Array
    necrotic: float
    reach_mm: float
    push: float


def lesions_of(anatomy: Anatomy, draw: np.random.Generator) -> list[Lesion]:
    """One lesion, or two in a quarter of all heads, in the white matter above the lowest third of the brain."""
    places = _deep_white(anatomy)
    found: list[Lesion] = []
    for _ in range(1 + int(draw.random() < 0.25)):
        radius_mm = float(np.exp(draw.uniform(np.log(10), np.log(21))))
        if found:
            radius_mm = min(radius_mm, 12.0)
        axes = np.exp(draw.normal(0, 0.18, 3))
        axes *= radius_mm / np.cbrt(axes.prod())
        turn, _ = np.linalg.qr(draw.standard_normal((3, 3)))
        found.append(
            Lesion(
                centre_mm=places[draw.integers(len(places))],
                radius_mm=radius_mm,
                frame=(turn / axes[:, None]).astype(np.float32),
                necrotic=float(np.clip(1 - draw.uniform(4.5, 9) / radius_mm, 0.45, 0.75)),
                reach_mm=float(draw.uniform(6, 20)),
                push=float(draw.uniform(0.1, 0.35)),
            )
        )
    return found


def _deep_white(anatomy: Anatomy) -> Array:
    """Places in white matter with brain all around them, in mm from the middle, (n, 3)."""
    from scipy.ndimage import uniform_filter

    step = tuple(max(1, round(3 / mm)) for mm in anatomy.spacing_mm)
    thin = anatomy.tissue[:, :: step[0], :: step[1], :: step[2]] / np.float32(255)
    apart = np.array(anatomy.spacing_mm) * step
    solid = np.minimum(thin[1] + thin[2], 1).astype(np.float32)
    around = uniform_filter(solid, np.maximum(1, np.round(_DEEP_MM / apart)).astype(int).tolist(), mode="constant")
    around[: len(around) * 2 // 5] = 0
    fit = (thin[2] > 0.8) & (around >= min(0.9, np.quantile(around[thin[2] > 0.8], 0.5)))
    middle = (np.array(anatomy.tissue.shape[1:]) - 1) / 2 * np.array(anatomy.spacing_mm)
    places: Array = (np.argwhere(fit) * apart - middle).astype(np.float32)
    return places


def pushed(where: Array, lesion: Lesion) -> Array:
    """Where the tissue seen at each place comes from: nearer to the centre, since the tumour pushed it away.

    The way from the centre shrinks by the factor 1 - push exp(-(r / 1.7 radius)^2), which leaves no folds.

    Args:
        where: (3, z, y, x) in mm in the frame of the anatomy; changed in place.
        lesion: what pushes.

    Returns:
        The same array.
    """
    centre = lesion.centre_mm[:, None, None, None]
    where -= centre
    squared = np.einsum("azyx,azyx->zyx", where, where)
    where *= 1 - lesion.push * np.exp(-squared / (1.7 * lesion.radius_mm) ** 2)
    where += centre
    return where


def grown(lesion: Lesion, where: Array, axes: Axes, tissue: Array, draw: np.random.Generator) -> tuple[Array, Array]:
    """What a lesion makes of the tissue.

    The core takes all that is there; its middle is dead, its rim takes up contrast agent. Oedema spreads along the
    white matter and fades.

    Args:
        lesion: its place and form.
        where: (3, z, y, x) in mm in the frame of the anatomy, before anything was pushed.
        axes: the places of z, y and x in mm.
        tissue: (3, z, y, x), shares of CSF, grey and white.
        draw: for its ragged borders.

    Returns:
        Shares (3, z, y, x) of oedema, necrosis and enhancing tumour, and what share of the tissue (3, z, y, x) is left.
    """
    away = where - lesion.centre_mm[:, None, None, None]
    out = np.sqrt(np.square(np.einsum("ab,bzyx->azyx", lesion.frame, away)).sum(axis=0))
    far_mm = np.sqrt(np.square(away).sum(axis=0))
    brain = tissue.sum(axis=0) > 0.5
    core = brain & (out * (1 + 0.13 * smooth(draw, axes, 0.75 * lesion.radius_mm)) < 1)
    ragged = 1 + 0.2 * smooth(draw, axes, 0.5 * lesion.radius_mm) + 0.06 * smooth(draw, axes, 6)
    dead = core & (out * ragged < lesion.necrotic)
    edge = lesion.radius_mm + lesion.reach_mm
    swollen = np.clip(4.5 * (1 - far_mm / edge * (1 + 0.22 * smooth(draw, axes, 16))), 0, 1)
    swollen = np.where(core, 0, swollen).astype(np.float32)
    left = np.stack([1 - 0 * swollen, 1 - 0.25 * swollen, 1 - swollen]) * ~core
    lost = (tissue * (1 - left)).sum(axis=0) * ~core
    new = np.stack([lost, dead, core & ~dead]).astype(np.float32)
    return new, left.astype(np.float32)
