"""The files of `fuse`: two volumes and labels in, a fused volume and a segmentation out, as they lie in A's file."""

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.folders import LAYOUTS, Layout
from litmuspaper.settle.brains.subject import Labels
from litmuspaper.settle.brains.volumes import Volume, on_one_grid, read

_FOLDER = "Name a folder that you may write to with --out"
# MRBrainS 2013 has two kinds of label files.
_TESTING = Layout("MRBrainS 2013 testing", {}, (r"labelsfortesting",), {0: 0, 1: 1, 2: 2, 3: 3})
CODE_BOOKS = {layout.name.lower().replace(" ", "-"): layout for layout in (*LAYOUTS, _TESTING)}


@dataclass(frozen=True, slots=True)
class Given:
    """What a user gave, on the grid of A.

    Attributes:
        a: the first volume.
        b: the second one.
        labels: in our codes; None without them.
        told: which of our codes the labels can hold.
    """

    a: Volume
    b: Volume
    labels: Labels | None
    told: frozenset[int]


def given(a: Path, b: Path, labels: Path | None, codes: str, resample: bool) -> Given:
    """Read what `fuse` works on.

    Args:
        a: the first volume.
        b: the second one.
        labels: of the same patient, if there are any.
        codes: a name of `CODE_BOOKS`; empty to know it from the name of the file.
        resample: put B and the labels on the grid of A; else another one is an error.

    Returns:
        The volumes.

    Raises:
        ConfigError: a file is missing or cannot be used, the grids differ, or the code book is not known.
    """
    paths = {"a": a, "b": b} | ({"labels": labels} if labels else {})
    for path in paths.values():
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "is no file"
            raise ConfigError(what, where=str(path), next_step="Give a volume as NIfTI (.nii or .nii.gz)")
    found = on_one_grid({name: read(path) for name, path in paths.items()}, resample=resample, labels="labels")
    for name in ("a", "b"):
        low, high = found[name].array.min(), found[name].array.max()
        if low == high:
            told = f"all its values are {float(low):g}: there is nothing to fuse"
            raise ConfigError(told, where=found[name].where, next_step="Give an image of the same head")
    if labels is None:
        return Given(found["a"], found["b"], None, frozenset())
    book = CODE_BOOKS[codes] if codes else _book(labels, found["labels"])
    return Given(found["a"], found["b"], _coded(found["labels"], book), frozenset(book.codes.values()))


def _book(path: Path, labels: Volume) -> Layout:
    """The code book whose files are named so, and which has all the codes."""
    stem = re.sub(r"\.nii(\.gz)?$", "", path.name, flags=re.IGNORECASE).lower()
    named = [one for one in LAYOUTS if any(re.fullmatch(pattern, stem) for pattern in one.labels)]
    named = [_TESTING] if re.fullmatch(_TESTING.labels[0], stem) else named
    fits = [one for one in named if np.isin(labels.array, list(one.codes)).all()]
    if len(fits) == 1 or (fits and not np.any(labels.array == 3)):  # the years of BraTS differ in 3 alone
        return fits[-1]
    told = "does not tell its code book by its name" if not named else "may be in more than one code book, or in none"
    raise ConfigError(told, where=str(path), next_step=f"Name it with --codes: {', '.join(CODE_BOOKS)}")


def _coded(volume: Volume, book: Layout) -> Labels:
    known, at = np.unique(volume.array, return_inverse=True)
    strange = [code for code in known.tolist() if code not in book.codes]
    if strange:
        told = f"label {', '.join(f'{code:g}' for code in strange[:8])} is outside the code book of {book.name}"
        raise ConfigError(
            told, where=volume.where, next_step=f"It has {', '.join(map(str, book.codes))}; --codes names another"
        )
    ours: NDArray[np.uint8] = np.array([book.codes[int(code)] for code in known], np.uint8)
    return ours[at.reshape(volume.array.shape)]


def made_ready(folder: Path, names: Sequence[str], inputs: Sequence[Path]) -> list[Path]:
    """The files that will be written, before anything is computed.

    Args:
        folder: made where there is none.
        names: of the files.
        inputs: files that must stay as they are.

    Returns:
        Their paths.

    Raises:
        ConfigError: the folder cannot be written to, or an input lies where an output goes.
    """
    paths = [folder / name for name in names]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".{names[0]}.part"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        told = f"cannot be written to: {error.strerror or error}"
        raise ConfigError(told, where=str(folder), next_step=_FOLDER) from error
    for path in paths:
        if any(path.exists() and path.samefile(one) for one in inputs if one.exists()):
            raise ConfigError("is read, and would be written over", where=str(path), next_step="Take another --out")
    return paths


def write_like(path: Path, array: NDArray[Any], like: Path) -> None:
    """Write a volume with the axes, the affine and the codes of space of another file.

    Args:
        path: ends in .nii.gz.
        array: float32 or uint8, (z, y, x) towards top, front and right, as `brains.volumes.read` gives it.
        like: the file whose volume it belongs to.

    Raises:
        ConfigError: it cannot be written.
    """
    nibabel: Any = import_module("nibabel")
    turns: Any = import_module("nibabel.orientations")
    first = nibabel.load(like)
    there = turns.ornt_transform(turns.axcodes2ornt("RAS"), turns.io_orientation(first.affine))
    turned = turns.apply_orientation(array.transpose(2, 1, 0), there)
    image = nibabel.Nifti1Image(np.ascontiguousarray(turned), first.affine)
    image.header.set_xyzt_units("mm")
    for kind in ("sform", "qform"):
        code = int(first.header[f"{kind}_code"]) if isinstance(first, nibabel.Nifti1Image) else 0
        getattr(image, f"set_{kind}")(first.affine if kind == "sform" or code else None, code or (kind == "sform"))
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(gzip.compress(image.to_bytes(), 6, mtime=0))
        part.replace(path)
    except OSError as error:
        told = f"cannot be written: {error.strerror or error}"
        raise ConfigError(told, where=str(path), next_step=_FOLDER) from error
