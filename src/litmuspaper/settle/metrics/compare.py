"""Files of two sources and their fusion, measured beside the four fusions that need no method."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError, LitmusError
from litmuspaper.settle.data_file import name_of
from litmuspaper.settle.metrics.catalogue import METRICS, Metric, chosen, measure
from litmuspaper.settle.metrics.files import Colour, Picture, is_nifti, read, same_grid
from litmuspaper.settle.metrics.images import trivial, varied
from litmuspaper.types import one_line

FUSED = "fused"
_HIDDEN = (".", "_")


@dataclass(frozen=True)
class Compared:
    """The values of one triple.

    Args:
        name: of the fused file.
        values: by fusion (`fused`, `copy-A`, `copy-B`, `max`, `mean`) and metric.
        notes: what was changed in the files and what could not be measured.
    """

    name: str
    values: dict[str, dict[str, float]]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """The values of all triples, and what could not be read.

    Args:
        triples: those measured.
        failed: name and reason of those that were not.
    """

    triples: tuple[Compared, ...]
    failed: tuple[tuple[str, str], ...] = ()
    mean: dict[str, dict[str, float]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", _mean([one.values for one in self.triples]))


def compare(
    a: Path,
    b: Path,
    f: Path,
    names: Iterable[str] = (),
    colour: Colour = "luma",
    *,
    slices: bool = False,
    resample: bool = False,
    known: Mapping[str, Metric] = METRICS,
) -> Comparison:
    """Measure files, or the files of equal names of three folders.

    Args:
        a: the first source, or a folder of them.
        b: the second source, or a folder.
        f: the fused image, or a folder.
        names: of the metrics; none for all.
        colour: how colours become grey levels; `channels` where the fused image has them, else luma.
        slices: whether a volume is measured slice by slice; otherwise only what has no 3D form is.
        resample: whether volumes of another grid are resampled to that of A.
        known: the metrics that there are.

    Returns:
        The values.

    Raises:
        ConfigError: a file cannot be used; in folders only where none can.
    """
    how = _How(chosen(names, known), colour, slices, resample)
    folders = [path.is_dir() for path in (a, b, f)]
    if not any(folders):
        return Comparison((_one((a, b, f), how),))
    if not all(folders):
        other = (a, b, f)[folders.index(False)]
        raise ConfigError("is no folder, but the others are", where=str(other), next_step="Give three files or folders")
    done, failed = [], []
    for name, paths in _matched(a, b, f):
        try:
            if isinstance(paths, str):
                raise ConfigError(paths)
            done.append(_one(paths, how))
        except LitmusError as error:
            failed.append((one_line(name), str(error)))
    if not done:
        why = f"; the first: {failed[0][0]}: {failed[0][1]}" if failed else ""
        raise ConfigError(f"no triple could be measured{why}", where=str(f), next_step="Give files of equal names")
    return Comparison(tuple(done), tuple(failed))


def _matched(a: Path, b: Path, f: Path) -> list[tuple[str, tuple[Path, Path, Path] | str]]:
    """The files of F with those of equal name, else of equal stem, in A and B; a sentence where one is missing."""
    own = [{path.name: path for path in _files(folder)} for folder in (a, b)]
    stems = [{_stem(path): path for path in files.values()} for files in own]
    found: list[tuple[str, tuple[Path, Path, Path] | str]] = []
    for path in _files(f):
        pair = [files.get(path.name) or stem.get(_stem(path)) for files, stem in zip(own, stems, strict=True)]
        if pair[0] is None or pair[1] is None:
            lacking = " and ".join(which for which, one in zip("AB", pair, strict=True) if one is None)
            found.append((path.name, f"there is no file of this name in {lacking}"))
        else:
            found.append((path.name, (pair[0], pair[1], path)))
    return found


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(_HIDDEN))
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror}", where=str(folder), next_step="Give a folder that you may read"
        ) from error


def _stem(path: Path) -> str:
    return path.name[: -len(".nii.gz")] if path.name.lower().endswith(".nii.gz") else path.stem


@dataclass(frozen=True)
class _How:
    """What is measured and how the files are read."""

    metrics: tuple[Metric, ...]
    colour: Colour
    slices: bool
    resample: bool


def _read(paths: tuple[Path, Path, Path], how: _How) -> tuple[Picture, Picture, Picture]:
    """The pictures of A, B and F: colours of the sources are kept apart only for a fused image that has them."""
    if is_nifti(paths[0]):
        a = read(paths[0])
        grid = a if how.resample else None
        return a, read(paths[1], grid=grid), read(paths[2], grid=grid)
    fused = read(paths[2], how.colour)
    a, b = (read(path, how.colour if len(fused.channels) > 1 else "luma") for path in paths[:2])
    return a, b, fused


def _one(paths: tuple[Path, Path, Path], how: _How) -> Compared:
    pictures, wanted = _read(paths, how), how.metrics
    _fits(paths, pictures)
    count = max(len(picture.channels) for picture in pictures)
    parts = [tuple(p.channels[k if len(p.channels) > 1 else 0] for p in pictures) for k in range(count)]
    if how.slices:
        parts = [tuple(one) for part in parts for one in _sliced(part)]
    values = _mean([_measured(part, wanted) for part in parts])
    if count > 1 and (joined := tuple(metric for metric in wanted if metric.side_by_side)):
        wide = tuple(np.concatenate(images, axis=-1) for images in zip(*parts, strict=True))
        for fusion, row in _measured(wide, joined).items():
            values[fusion] |= row
    notes = [f"{which}: {note}" for which, p in zip("ABF", pictures, strict=True) for note in p.notes]
    notes += [f"{which} is constant" for which, p in zip("ABF", pictures, strict=True) if not varied(*p.channels)]
    notes += _undefined(values, parts[0][0].shape, wanted)
    return Compared(name_of(paths[2]), values, tuple(notes))


def _measured(part: tuple[NDArray[np.uint8], ...], wanted: tuple[Metric, ...]) -> dict[str, dict[str, float]]:
    a, b, f = part
    fusions = {FUSED: f, **trivial(a, b)}
    known = {metric.name: metric for metric in wanted}
    return {name: measure(a, b, fused, known=known) for name, fused in fusions.items()}


def _sliced(part: Sequence[NDArray[np.uint8]]) -> list[tuple[NDArray[np.uint8], ...]]:
    """The slices of a volume in which both sources vary; the image itself where it is one."""
    if part[0].ndim == 2:
        return [tuple(part)]
    return [triple for triple in zip(*part, strict=True) if varied(*triple[:2])] or [tuple(x[0] for x in part)]


def _fits(paths: tuple[Path, Path, Path], pictures: tuple[Picture, ...]) -> None:
    shapes = [picture.channels[0].shape for picture in pictures]
    if len(set(shapes)) > 1:
        told = ", ".join(f"{w} {'x'.join(map(str, s))}" for w, s in zip("ABF", shapes, strict=True))
        raise ConfigError(
            f"the images are of different shapes: {told}",
            where=str(paths[2]),
            next_step="Crop them to one shape first, or volumes with --resample to the grid of A",
        )
    if min(shapes[0][-2:]) < 2:
        raise ConfigError(
            f"{'x'.join(map(str, shapes[0]))} is too small", where=str(paths[2]), next_step="Give 2 pixels a side"
        )
    for path, picture in zip(paths, pictures, strict=True):
        own = picture.affine
        if pictures[0].affine is not None and own is not None and not same_grid(pictures[0], shapes[0], own):
            raise ConfigError(
                f"has another spacing, orientation or position than {paths[0].name}",
                where=str(path),
                next_step="Use --resample, or resample the volumes to one grid first",
            )
    kinds = {is_nifti(path) for path in paths}
    if len(kinds) > 1:
        raise ConfigError("volumes and images are mixed", where=str(paths[2]), next_step="Give three of one kind")


def _undefined(values: dict[str, dict[str, float]], shape: tuple[int, ...], wanted: tuple[Metric, ...]) -> list[str]:
    """Why a value of the fused image is missing."""
    notes = []
    for metric in wanted:
        name, side = metric.name, metric.least_side
        if math.isnan(values[FUSED][name]):
            small = min(shape[-2:]) < side
            notes.append(f"{name} needs {side} pixels a side" if small else f"{name} is not defined for these images")
    return notes


def _mean(rows: Sequence[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """The means over rows of what is defined in them; NaN where nothing is."""
    mean: dict[str, dict[str, float]] = {}
    for fusion, metrics in rows[0].items():
        mean[fusion] = {}
        for name in metrics:
            seen = [row[fusion][name] for row in rows if not math.isnan(row[fusion][name])]
            mean[fusion][name] = float(np.mean(seen)) if seen else float("nan")
    return mean
