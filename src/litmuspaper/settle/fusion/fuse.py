"""What a model makes of two volumes of any size and spacing: a fused one on their grid, and the class of each voxel.

The segmentation works on voxels of the size it was trained on and its scores are brought back linearly. The fused image
is made at full resolution, window by window. The encoders normalise each channel over the whole volume; so that a
window is not normalised by itself, that mean and variance are taken from the coarse volume, once, and kept. This file
imports torch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.subject import unit
from litmuspaper.settle.fusion.grid import Grid, averaged, back_slice, box_of, covering
from litmuspaper.settle.fusion.model import Model
from litmuspaper.settle.fusion.outputs import scores

Array = NDArray[np.float32]
WINDOW = 96
_ROOM = 8  # voxels around the brain's box
_HALO = 16  # a voxel of the fused image depends on 15 to each side where the encoders have no Swin layers


@dataclass(frozen=True, slots=True)
class Fused:
    """What came of two volumes; all arrays are (z, y, x) on their grid.

    Attributes:
        a: the first one, of 0 to 1.
        b: the second one.
        image: the fused one, of 0 to 1.
        classes: of each voxel, 0 outside the head.
        notes: what may have gone wrong.
    """

    a: Array
    b: Array
    image: Array
    classes: NDArray[np.uint8]
    notes: tuple[str, ...]


def fuse(
    model: Model,
    a: NDArray[np.generic],
    b: NDArray[np.generic],
    spacing_mm: tuple[float, float, float],
    *,
    window: int = WINDOW,
    device: str = "cpu",
) -> Fused:
    """Fuse and segment.

    Args:
        model: what does it.
        a: the first volume, (z, y, x) towards top, front and right, without skull.
        b: the second one, on the same grid.
        spacing_mm: of z, y and x.
        window: the side of what is fused at once, in voxels; a smaller one needs less memory.
        device: cpu or cuda.

    Returns:
        The fused image and the classes.

    Raises:
        ConfigError: an image has one value only, there is no such device, or not enough memory.
    """
    if device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("there is no GPU that torch can use", where="--device cuda", next_step="Take --device cpu")
    images = unit(a), unit(b)
    head = (images[0] > 0) | (images[1] > 0)
    box = box_of(head)
    grid = covering(box, spacing_mm, model.spacing_mm, model.shape, head.shape)
    coarse = torch.as_tensor(np.stack([unit(averaged(image, grid)) for image in images]))[None]
    with _memory(window), torch.no_grad():
        networks = deepcopy(model.networks).to(device)
        classes = _classes(networks, coarse.to(device), model, grid, head)
        gains = [float(averaged(image, grid).max()) for image in images]
        image = _image(networks, images, gains, coarse.to(device), box, window, device)
    return Fused(*images, np.where(head, image, 0).astype(np.float32), classes, tuple(_notes(images, head)))


def _classes(
    networks: nn.Module, coarse: Tensor, model: Model, grid: Grid, head: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """The class of each voxel of the fine grid."""
    found = scores(networks.phi, networks.shared(coarse), model.size).softmax(dim=1)[0].cpu().numpy()  # (J, z, y, x)
    made = np.zeros(head.shape, np.uint8)
    for index in np.flatnonzero(head.any(axis=(1, 2))):
        made[index] = back_slice(found, grid, int(index)).argmax(axis=0)
    return np.where(head, made, 0).astype(np.uint8)


def _image(
    networks: nn.Module,
    images: tuple[Array, Array],
    gains: list[float],
    coarse: Tensor,
    box: tuple[slice, ...],
    window: int,
    device: str,
) -> Array:
    held = []
    for side, count in zip(box, images[0].shape, strict=True):
        first, last = max(side.start - _ROOM, 0), min(side.stop + _ROOM, count)
        held.append(slice(first, last))
    place = tuple(held)
    pair = np.stack([image[place] / gain for image, gain in zip(images, gains, strict=True)])
    odd = [(0, side % 2) for side in pair.shape[1:]]  # the encoders halve
    shown = torch.as_tensor(np.pad(pair, [(0, 0), *odd]))[None]
    made = np.zeros(shown.shape[2:], np.float32)
    with _steady(networks, coarse):
        for seen, core, own in tiles(made.shape, window):
            found = networks.psi(networks.shared(shown[(..., *seen)].to(device)))
            made[core] = found[(0, 0, *own)].cpu().numpy()
    whole = np.zeros(images[0].shape, np.float32)
    z, y, x = pair.shape[1:]
    whole[place] = made[:z, :y, :x]
    return np.clip(whole, 0, 1)


def tiles(shape: tuple[int, ...], window: int) -> Iterator[tuple[tuple[slice, ...], ...]]:
    """Cores that fill a volume of even sides, each in the middle of a window.

    Args:
        shape: of the volume.
        window: the largest side of a window, an even number above 32.

    Yields:
        The window in the volume, its core in the volume, its core in the window.
    """
    step = window - 2 * _HALO
    axes = []
    for side in shape:
        own = []
        for first in range(0, side, step):
            last, low = min(first + step, side), max(first - _HALO, 0)
            seen = slice(low, min(last + _HALO, side))
            own.append((seen, slice(first, last), slice(first - low, last - low)))
        axes.append(own)
    for parts in product(*axes):
        yield tuple(zip(*parts, strict=True))


@contextmanager
def _steady(networks: nn.Module, coarse: Tensor) -> Iterator[None]:
    """Normalise by the mean and variance of the coarse volume instead of a window's own."""
    norms = [one for one in networks.encoders.modules() if isinstance(one, nn.InstanceNorm3d)]

    def keep(norm: nn.Module, seen: tuple[Tensor, ...]) -> None:
        norm.running_mean = seen[0].mean(dim=(0, 2, 3, 4))
        norm.running_var = seen[0].var(dim=(0, 2, 3, 4), correction=0)

    hooks = [one.register_forward_pre_hook(keep) for one in norms]
    networks.shared(coarse)
    for hook in hooks:
        hook.remove()
    for one in norms:
        one.track_running_stats = True
    try:
        yield
    finally:
        for one in norms:
            one.track_running_stats = False
            one.running_mean = one.running_var = None


@contextmanager
def _memory(window: int) -> Iterator[None]:
    """Tell which setting lowers what is needed where memory ends."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "memory" not in str(error).lower():
            raise
        raise ConfigError(
            f"there is not enough memory for windows of {window} voxels a side",
            next_step="Give a smaller one with --window, or --device cpu on a GPU",
        ) from error


def _notes(images: tuple[Array, Array], head: NDArray[np.bool_]) -> Iterator[str]:
    if np.array_equal(*images):
        yield "A and B are the same image: there is nothing to fuse"
    border = np.concatenate([head.take(end, axis=axis).ravel() for axis in range(3) for end in (0, -1)])
    if border.mean() > 0.5:
        yield (
            "the background is not the darkest value: the model knows heads without skull in a background of zeros; "
            "take the skull off first"
        )
