"""What a model makes of two volumes of any size and spacing: a fused one on their grid, and the class of each voxel.

The networks work on voxels of the size that they were trained on. The scores of the classes are brought back linearly.
The fused image is brought back by a guided filter (He, Sun, Tang, IEEE TPAMI 35(6), 2013; its fast form, arXiv
1505.00996) with two guides: around every coarse voxel it is written as alpha A + beta B + gamma, and the three are
applied at full resolution, so that it is as sharp as A and B are. This file imports torch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.subject import unit
from litmuspaper.settle.fusion.grid import Grid, averaged, back_slice, box_of, covering
from litmuspaper.settle.fusion.model import Model
from litmuspaper.settle.fusion.outputs import scores

Array = NDArray[np.float32]
_NEAR = 2.0  # coarse voxels, one standard deviation: where alpha, beta and gamma hold
_LARGEST = 2.5  # times the field of view of training
_RIDGE = 1e-3  # added to both variances, of images of 0 to 1


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
    device: str = "cpu",
) -> Fused:
    """Fuse and segment.

    Args:
        model: what does it.
        a: the first volume, (z, y, x) towards top, front and right, without skull.
        b: the second one, on the same grid.
        spacing_mm: of z, y and x.
        device: cpu or cuda.

    Returns:
        The fused image and the classes.

    Raises:
        ConfigError: an image has one value only, there is no such device, or not enough memory.
    """
    if device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("there is no GPU that torch can use", where="--device cuda", next_step="Take --device cpu")
    with out_of_memory_told():
        images = unit(a), unit(b)
        head = (images[0] > 0) | (images[1] > 0)
        box = box_of(head)
        small_head = _sane(box, spacing_mm, model)
        grid = covering(box, spacing_mm, model.spacing_mm, model.shape, head.shape)
        means = [averaged(image, grid) for image in images]
        small, found = _coarse(model, np.stack([unit(one) for one in means]), device)
        if all(fine == coarse for fine, coarse in grid):
            image = small
        else:
            image = _sharp(small, means, images, grid)
        classes = np.zeros(head.shape, np.uint8)
        for index in np.flatnonzero(head.any(axis=(1, 2))):
            classes[index] = back_slice(found, grid, int(index)).argmax(axis=0)
        image, classes = np.where(head, image, 0).astype(np.float32), np.where(head, classes, 0).astype(np.uint8)
        return Fused(*images, image, classes, (*small_head, *_notes(images, head)))


def _sane(box: tuple[slice, ...], spacing_mm: tuple[float, ...], model: Model) -> list[str]:
    """A note where the head is strangely small; it is an error where it is strangely large, or has no size."""
    sizes_mm = [(side.stop - side.start) * mm for side, mm in zip(box, spacing_mm, strict=True)]
    told = " x ".join(f"{size:.3g}" for size in sizes_mm)
    trained_mm = [count * mm for count, mm in zip(model.shape, model.spacing_mm, strict=True)]
    parts = [size / whole for size, whole in zip(sizes_mm, trained_mm, strict=True)]
    if not (min(parts) > 0 and max(parts) <= _LARGEST):
        raise ConfigError(
            f"what is not background measures {told} mm (z, y, x), which is no head",
            next_step="Correct the spacing in the files, or cut away what is no head",
        )
    return [f"the head measures {told} mm (z, y, x): is the spacing right?"] if max(parts) < 1 / 3 else []


def _coarse(model: Model, pair: Array, device: str) -> tuple[Array, Array]:
    """The fused image (z, y, x) and the shares of the classes (J, z, y, x) on the coarse grid."""
    networks = model.networks.to(device)
    try:
        with torch.no_grad():
            shared = networks.shared(torch.as_tensor(pair)[None].to(device))
            fused = networks.psi(shared).clamp(0, 1)[0, 0].cpu().numpy()
            shares = scores(networks.phi, shared, model.size).softmax(dim=1)[0].cpu().numpy()
    finally:
        networks.to("cpu")
    return fused, shares


def _sharp(small: Array, means: list[Array], images: tuple[Array, Array], grid: Grid) -> Array:
    """The fused image on the fine grid, from that of the coarse one and the images that were averaged for it."""
    from scipy.ndimage import gaussian_filter

    def near(values: Array) -> Array:
        mean: Array = gaussian_filter(values, _NEAR, mode="nearest")
        return mean

    gains = [float(one.max()) for one in means]
    a, b = (one / gain for one, gain in zip(means, gains, strict=True))
    mean_a, mean_b, mean_f = near(a), near(b), near(small)
    aa, bb = near(a * a) - mean_a**2 + _RIDGE, near(b * b) - mean_b**2 + _RIDGE
    ab, af, bf = near(a * b) - mean_a * mean_b, near(a * small) - mean_a * mean_f, near(b * small) - mean_b * mean_f
    whole = aa * bb - ab**2  # at least the ridge squared
    alpha, beta = (bb * af - ab * bf) / whole, (aa * bf - ab * af) / whole
    terms = np.stack([alpha, beta, mean_f - alpha * mean_a - beta * mean_b]).astype(np.float32)
    made = np.empty(images[0].shape, np.float32)
    for index in range(len(made)):
        alpha, beta, gamma = back_slice(terms, grid, index)
        made[index] = alpha * images[0][index] / gains[0] + beta * images[1][index] / gains[1] + gamma
    return np.clip(made, 0, 1, out=made)


@contextmanager
def out_of_memory_told() -> Iterator[None]:
    """Tell what lowers the need where memory ends, on the CPU or on a GPU."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "memory" not in str(error).lower():
            raise
        raise ConfigError(
            "there is not enough memory for volumes of this size",
            next_step="Crop them to the head, leave the table out with --no-metrics, or take --device cpu on a GPU",
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
