"""A contact sheet: slices of every image of a subject from bottom to top, and its labels in colour."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.subject import CODES, Subject
from litmuspaper.settle.brains.volumes import INSTALL

if TYPE_CHECKING:
    from PIL import Image as Picture

# By label: black, blue, grey, white, green, red, yellow.
COLOURS = np.array(
    [[0, 0, 0], [60, 110, 200], [125, 125, 125], [215, 215, 215], [70, 170, 80], [200, 60, 60], [245, 210, 70]],
    np.uint8,
)
_TILE = 150
_BRIGHTEST = 99.7  # a few voxels of fluid would leave the rest dark


def sheet(subject: Subject, columns: int = 7) -> "Picture.Image":
    """One row for every image and one for the labels; the front is up, and the head's right is left, as is usual.

    Args:
        subject: whose slices are shown.
        columns: how many slices.

    Returns:
        A picture in colour.

    Raises:
        ConfigError: Pillow is not installed.
    """
    try:
        from PIL import Image, ImageDraw
    except ImportError as error:
        raise ConfigError("Pillow is not installed", next_step=INSTALL) from error
    held = np.flatnonzero((subject.labels > 0).any(axis=(1, 2)))
    low, high = (held[0], held[-1]) if len(held) else (0, len(subject.labels) - 1)
    slices = [round(low + (high - low) * part) for part in np.linspace(0.12, 0.93, columns)]
    tall, wide = np.array(subject.labels.shape[1:]) * subject.spacing_mm[1:]
    size = (round(_TILE * wide / max(tall, wide)), round(_TILE * tall / max(tall, wide)))
    rows: list[tuple[str, NDArray[Any], Any]] = []
    for name, volume in subject.images.items():
        top = np.percentile(volume[volume > 0], _BRIGHTEST) if (volume > 0).any() else 1.0
        rows.append((name, (np.clip(volume / top, 0, 1) * 255).astype(np.uint8), Image.Resampling.BICUBIC))
    rows.append(("labels", COLOURS[subject.labels], Image.Resampling.NEAREST))
    picture = Image.new("RGB", (columns * size[0], len(rows) * size[1]))
    write = ImageDraw.Draw(picture)
    for row, (name, volume, how) in enumerate(rows):
        for column, index in enumerate(slices):
            tile = np.ascontiguousarray(volume[index][::-1, ::-1])
            picture.paste(Image.fromarray(tile).resize(size, how), (column * size[0], row * size[1]))
        write.text((4, row * size[1] + 2), name, fill=(255, 255, 255))
    x = 60
    for name, code in list(CODES.items())[1:]:
        write.text((x, (len(rows) - 1) * size[1] + 2), name, fill=tuple(int(one) for one in COLOURS[code]))
        x += 8 + int(write.textlength(name))
    return picture


def save(subject: Subject, path: Path) -> None:
    """Write the contact sheet.

    Args:
        subject: whose slices are shown.
        path: a PNG.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        sheet(subject).save(path)
    except OSError as error:
        told = f"cannot be written: {error.strerror or error}"
        raise ConfigError(told, where=str(path), next_step="Name a folder that you may write to") from error
