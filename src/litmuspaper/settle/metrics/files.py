"""Image and NIfTI files as grey levels 0 to 255, with a note on everything that was changed on the way."""

import logging
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.metrics.images import levels8, minmax8
from litmuspaper.types import one_line

Colour: TypeAlias = Literal["luma", "channels"]
MOST_PIXELS = 2**23  # of an image: some metrics take half a kilobyte for each
MOST_VALUES = 2**26  # of a volume
_EXTRA = "pip install 'litmuspaper[fusion]'"
_NIFTI = (".nii", ".nii.gz")
_WIDE = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


@dataclass(frozen=True)
class Picture:
    """One file's grey levels.

    Args:
        channels: one image or volume of uint8, or three for files of three channels that are kept apart.
        notes: what was changed: colours, bits, further frames.
        affine: from voxels to mm, in NIfTI files.
    """

    channels: tuple[NDArray[np.uint8], ...]
    notes: tuple[str, ...] = ()
    affine: NDArray[np.float64] | None = None


def is_nifti(path: Path) -> bool:
    """Whether a file is read as a volume, by its name."""
    return path.name.lower().endswith(_NIFTI)


def read(path: Path, colour: Colour = "luma", grid: Picture | None = None) -> Picture:
    """Read an image or a NIfTI volume.

    Args:
        path: the file.
        colour: `luma` for one grey image (ITU-R BT.601), `channels` to keep red, green and blue apart.
        grid: a volume whose grid another one is resampled to, linearly; None leaves it as it is.

    Returns:
        Its grey levels; volumes as (z, y, x) in the closest canonical orientation.

    Raises:
        ConfigError: it is no file.
    """
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "is no file"
        raise ConfigError(what, where=str(path), next_step="Give an image or a NIfTI file")
    return _volume(path, grid) if is_nifti(path) else _image(path, colour)


def _image(path: Path, colour: Colour) -> Picture:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise ConfigError("pillow is not installed", where=str(path), next_step=_EXTRA) from error
    with warnings.catch_warnings(), _quiet("PIL"):
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _too_large(f"{opened.width * opened.height:,} pixels", f"{MOST_PIXELS:,}", path)
                frames = getattr(opened, "n_frames", 1)
                opened.load()
                channels, notes = _channels(opened, colour, str(path))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large("too many pixels", f"{Image.MAX_IMAGE_PIXELS:,}, pillow's limit", path) from error
        except UnidentifiedImageError as error:
            raise ConfigError(
                "is no image that pillow knows", where=str(path), next_step="Give PNG, JPEG, TIFF, BMP or NIfTI"
            ) from error
        except ConfigError:
            raise
        except Exception as error:  # pillow lets errors of struct, zlib and its own tables through
            raise ConfigError(
                f"cannot be read as an image: {_told(error, path)}", where=str(path), next_step="Write the file again"
            ) from error
    if frames > 1:
        notes = (*notes, f"the first of {frames} frames is taken")
    return Picture(channels, notes)


@contextmanager
def _quiet(library: str) -> Iterator[None]:
    """Keep a library's log of what it mends in a file away from the reader of our own sentence."""
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith(library)]
    before = [logger.disabled for logger in loggers]
    try:
        for logger in loggers:
            logger.disabled = True
        yield
    finally:
        for logger, was in zip(loggers, before, strict=True):
            logger.disabled = was


def _told(error: Exception, path: Path) -> str:
    """What a library says, on one line and without the path, which stands before it."""
    return one_line(str(error).replace(str(path), path.name)).rstrip(" .?!")[:200] or type(error).__name__


def _too_large(what: str, limit: str, path: Path) -> ConfigError:
    return ConfigError(f"has {what}, more than {limit}", where=str(path), next_step="Give a smaller one or parts of it")


def _channels(image: Any, colour: Colour, where: str) -> tuple[tuple[NDArray[np.uint8], ...], tuple[str, ...]]:
    """The grey levels of a loaded image, and what was changed."""
    if image.mode in _WIDE:
        return (_narrow(np.asarray(image), where),), (f"{_bits(image.mode)}, stretched to 8 bits by its own range",)
    notes: tuple[str, ...] = ()
    if image.mode in ("1", "L"):
        return (np.asarray(image.convert("L")),), notes
    if "A" in image.mode or "transparency" in image.info:
        notes = ("transparency is left out",)
    if image.mode in ("LA", "La"):
        return (np.asarray(image.convert("LA"))[..., 0],), notes
    rgb = np.asarray(image.convert("RGB"))
    parts = tuple(np.ascontiguousarray(rgb[..., k]) for k in range(3))
    grey = np.array_equal(parts[0], parts[1]) and np.array_equal(parts[0], parts[2])
    if colour == "channels":  # three equal ones too: each is a partner for its channel of the other images
        return parts, notes if grey else (*notes, "colour: red, green and blue are measured apart")
    if grey:
        return parts[:1], notes
    luma = rgb.astype(np.float64) @ (0.299, 0.587, 0.114)
    return (np.floor(luma + 0.5).astype(np.uint8),), (*notes, "colour: turned to luma, 0.299 R + 0.587 G + 0.114 B")


def _bits(mode: str) -> str:
    return "floating point" if mode == "F" else "more than 8 bits"


def _narrow(values: NDArray[Any], where: str) -> NDArray[np.uint8]:
    try:
        return minmax8(values)
    except ConfigError as error:
        raise ConfigError(error.what, where=where, next_step=error.next_step) from error


def _volume(path: Path, grid: Picture | None) -> Picture:
    try:
        import nibabel
        from nibabel.funcs import as_closest_canonical
    except ImportError as error:
        raise ConfigError("nibabel is not installed", where=str(path), next_step=_EXTRA) from error
    try:
        with _quiet("nibabel"):
            image: Any = nibabel.load(path)
            shape = tuple(int(n) for n in image.shape)
            if math.prod(shape) > MOST_VALUES:
                raise _too_large(f"{'x'.join(map(str, shape))} values", f"{MOST_VALUES:,}", path)
            image = as_closest_canonical(image)  # type: ignore[no-untyped-call]
            notes: tuple[str, ...] = ()
            if grid is not None and grid.affine is not None and not same_grid(grid, image.shape[::-1], image.affine):
                image, notes = _resampled(image, grid), ("resampled to the grid of A, linearly",)
            stored = np.asanyarray(image.dataobj)
    except ConfigError:
        raise
    except Exception as error:  # nibabel lets errors of gzip, zlib, struct and numpy through
        raise ConfigError(
            f"cannot be read as NIfTI: {_told(error, path)}", where=str(path), next_step="Write the file again"
        ) from error
    while stored.ndim > 3 and stored.shape[-1] == 1:
        stored = stored[..., 0]
    if stored.ndim != 3 or stored.dtype.names or np.iscomplexobj(stored):
        raise ConfigError(
            f"has the shape {'x'.join(map(str, shape))} of {stored.dtype}, which is no single volume",
            where=str(path),
            next_step="Give one volume (x, y, z)",
        )
    affine = np.asarray(image.affine, dtype=np.float64)
    zyx = np.ascontiguousarray(stored.transpose(2, 1, 0))
    if zyx.dtype == np.uint8:
        return Picture((levels8(zyx),), notes, affine)
    notes = (*notes, f"{stored.dtype} values, stretched to 8 bits by their own range")
    return Picture((_narrow(zyx, str(path)),), notes, affine)


def same_grid(one: Picture, shape: tuple[int, ...], affine: NDArray[np.float64]) -> bool:
    """Whether a volume (z, y, x) has another's shape and, to a hundredth of a mm, its place."""
    if one.affine is None or one.channels[0].shape != shape:
        return False
    return bool(np.allclose(one.affine, affine, atol=1e-2))


def _resampled(image: Any, grid: Picture) -> Any:
    from nibabel.processing import resample_from_to

    done = resample_from_to(image, (grid.channels[0].shape[::-1], grid.affine), order=1)  # type: ignore[no-untyped-call]
    if image.get_data_dtype() == np.uint8:  # between grey levels there are grey levels
        levels = np.floor(np.asarray(done.dataobj) + 0.5).clip(0, 255).astype(np.uint8)
        return type(done)(levels, done.affine)
    return done
