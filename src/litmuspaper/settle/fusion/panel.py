"""One picture of two volumes, the fused one and the segmentation side by side: three cuts through the head."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.fusion.grid import box_of

if TYPE_CHECKING:
    from PIL import Image as Picture

    from litmuspaper.settle.fusion.fuse import Fused

# By the name of a class; told apart by those who do not see red and green apart, too.
COLOURS = {
    "csf": (64, 132, 214),
    "grey": (0, 158, 115),
    "white": (240, 228, 66),
    "lesion": (228, 60, 40),
    "necrosis": (150, 60, 190),
    "oedema": (64, 132, 214),
    "enhancing": (228, 60, 40),
}
_TISSUES = ("csf", "grey", "white")
_FAINT, _STRONG = 0.30, 0.50  # of the colour's share, for tissue and for what is ill
_TILE, _FOOT, _GAP = 220, 26, 3
_BRIGHTEST = 99.7
_ROOM = 3  # voxels
_CUTS = ("axial", "coronal", "sagittal")


def panel(
    made: "Fused",
    classes: Sequence[str],
    spacing_mm: Sequence[float],
    sequences: Sequence[str],
    volumes_ml: Mapping[str, float],
) -> "Picture.Image":
    """A, B, fused and segmentation in columns; the cuts go through the largest lesion, else the middle.

    Args:
        made: what is shown.
        classes: names of the classes by their number.
        spacing_mm: of z, y and x.
        sequences: names of A and B.
        volumes_ml: of each class, for the legend.

    Returns:
        A picture in colour; the front is up, and the head's right is left, as is usual.
    """
    from PIL import Image, ImageDraw

    made = _cropped(made)
    place, sides = _place(made, classes), _sides(made, spacing_mm)
    colours = np.array([(0, 0, 0), *(COLOURS[name] for name in classes[1:])], np.float64)
    shares = np.array([0.0, *(_FAINT if name in _TISSUES else _STRONG for name in classes[1:])])
    height = [side[0] for side in sides]
    picture = Image.new("RGB", (4 * (_TILE + _GAP) - _GAP, sum(height) + 2 * _GAP + _FOOT))
    tops = [_top(image) for image in (made.a, made.b, made.image)]
    y = 0
    for axis, (tall, wide) in enumerate(sides):
        greys = [
            _tile(_cut(image, axis, place), top, (wide, tall))
            for image, top in zip((made.a, made.b, made.image), tops, strict=True)
        ]
        codes = _grown(_cut(made.classes, axis, place), (wide, tall))
        tiles: list[NDArray[Any]] = [
            *(np.repeat(grey[..., None], 3, axis=2) for grey in greys),
            _tinted(greys[2], codes, colours, shares),
        ]
        for column, tile in enumerate(tiles):
            x = column * (_TILE + _GAP) + (_TILE - wide) // 2
            picture.paste(Image.fromarray(np.ascontiguousarray(tile.astype(np.uint8))), (x, y))
        y += tall + _GAP
    write = ImageDraw.Draw(picture)
    for column, name in enumerate((f"A: {sequences[0]}", f"B: {sequences[1]}", "fused", "segmentation")):
        write.text((column * (_TILE + _GAP) + 4, 3), name, fill=(255, 255, 255))
    _legend(write, picture.size, classes, volumes_ml)
    return picture


def save(picture: "Picture.Image", path: Path) -> None:
    """Write a picture with 256 colours, which is half the bytes.

    Args:
        picture: in colour.
        path: a PNG.

    Raises:
        ConfigError: it cannot be written.
    """
    from PIL import Image

    try:
        picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    except OSError as error:
        told = f"cannot be written: {error.strerror or error}"
        raise ConfigError(told, where=str(path), next_step="Name a folder that you may write to") from error


def _cropped(made: "Fused") -> "Fused":
    """The head with a little room around it."""
    head = (made.a > 0) | (made.b > 0)
    box = tuple(slice(max(side.start - _ROOM, 0), side.stop + _ROOM) for side in box_of(head))
    return replace(made, a=made.a[box], b=made.b[box], image=made.image[box], classes=made.classes[box])


def _place(made: "Fused", classes: Sequence[str]) -> tuple[int, int, int]:
    """The voxel that all cuts go through."""
    ill = [number for number, name in enumerate(classes) if number and name not in _TISSUES]
    mask = np.isin(made.classes, ill)
    if not mask.any():
        mask = made.image > 0
    if not mask.any():
        z, y, x = (side // 2 for side in made.image.shape)
        return z, y, x
    # The cut that shows most of it, then the next within that cut: the place lies in one lesion and not between two.
    z = int(mask.sum(axis=(1, 2)).argmax())
    y = int(mask[z].sum(axis=1).argmax())
    return z, y, int(np.median(np.flatnonzero(mask[z, y])))


def _cut(volume: NDArray[Any], axis: int, place: tuple[int, int, int]) -> NDArray[Any]:
    """A cut of a volume; up is the front or the top, left is the head's right or its front."""
    cut: NDArray[Any] = volume.take(place[axis], axis=axis)[::-1, ::-1]
    return cut


def _sides(made: "Fused", spacing_mm: Sequence[float]) -> list[tuple[int, int]]:
    """Height and width of the tiles of each cut in pixels, one mm being the same in all."""
    z, y, x = (count * mm for count, mm in zip(made.image.shape, spacing_mm, strict=True))
    scale = _TILE / max(x, y)
    return [(max(8, round(scale * up)), max(8, round(scale * along))) for up, along in ((y, x), (z, x), (z, y))]


def _top(image: NDArray[Any]) -> float:
    """The value that is shown white: a few bright voxels would leave the rest dark."""
    return float(np.percentile(image[image > 0], _BRIGHTEST)) if (image > 0).any() else 1.0


def _tile(cut: NDArray[Any], top: float, size: tuple[int, int]) -> NDArray[np.uint8]:
    from PIL import Image

    grey = np.ascontiguousarray((np.clip(cut / top, 0, 1) * 255).astype(np.uint8))
    return np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BICUBIC))


def _grown(cut: NDArray[Any], size: tuple[int, int]) -> NDArray[np.uint8]:
    from PIL import Image

    return np.asarray(Image.fromarray(np.ascontiguousarray(cut)).resize(size, Image.Resampling.NEAREST))


def _tinted(
    grey: NDArray[np.uint8], codes: NDArray[np.uint8], colours: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The fused cut with its classes over it: a tint, and a line around what is ill."""
    share = shares[codes][..., None]
    made: NDArray[np.float64] = (1 - share) * grey[..., None] + share * colours[codes]
    ill = shares[codes] == _STRONG
    edge = np.zeros_like(ill)
    for axis in (0, 1):
        for step in (1, -1):
            edge |= ill & (np.roll(codes, step, axis) != codes)
    made[edge] = colours[codes][edge]
    return made


def _legend(write: Any, size: tuple[int, int], classes: Sequence[str], volumes_ml: Mapping[str, float]) -> None:
    x, y = 6, size[1] - _FOOT + 7
    for name in classes[1:]:
        write.rectangle((x, y, x + 12, y + 12), fill=COLOURS[name])
        told = f"{name} {volumes_ml[name]:.1f} ml"
        write.text((x + 18, y), told, fill=(255, 255, 255))
        x += 36 + int(write.textlength(told))
