"""Brains read from a folder in the layout of BraTS, of MRBrainS, or as `save` writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.subject import Labels, Subject, unit
from litmuspaper.settle.brains.volumes import Volume, on_one_grid, read

_NEXT = "Give a folder with one folder a patient, or one patient's folder, in the layout of BraTS or MRBrainS"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a data set names its files.

    Args:
        name: of the data set.
        images: our name to the pattern of a file's name without its ending.
        labels: the patterns of the label file, the first that is there.
        codes: its codes to ours.
    """

    name: str
    images: dict[str, str]
    labels: tuple[str, ...]
    codes: dict[int, int]


# MRBrainS: white-matter lesions are our oedema; cerebellum, brainstem, infarcts and others are not evaluated there.
_MRBRAINS = {0: 0, 1: 2, 2: 2, 3: 3, 4: 4, 5: 1, 6: 1, 7: 0, 8: 0}
LAYOUTS = (
    Layout(
        "BraTS 2023",
        {"t1": r"(.*-)?t1n", "t2": r"(.*-)?t2w", "flair": r"(.*-)?t2f", "t1ce": r"(.*-)?t1c"},
        (r"(.*-)?seg",),
        {0: 0, 1: 5, 2: 4, 3: 6},
    ),
    # Until 2017, 3 was tumour that does not enhance; it counts as core, as necrosis does.
    Layout(
        "BraTS",
        {"t1": r"(.*_)?t1", "t2": r"(.*_)?t2", "flair": r"(.*_)?flair", "t1ce": r"(.*_)?(t1ce|t1gd)"},
        (r"(.*_)?seg",),
        {0: 0, 1: 5, 2: 4, 3: 5, 4: 6},
    ),
    Layout(
        "Litmus",
        {"t1": r"t1", "t2": r"t2", "flair": r"flair", "t1ce": r"t1ce"},
        (r"labels",),
        {code: code for code in range(7)},
    ),
    Layout(
        "MRBrainS 2013",
        {"t1": r"t1", "flair": r"t2_flair", "ir": r"t1_ir"},
        (r"labelsfortraining", r"labelsfortesting"),
        _MRBRAINS,
    ),
    Layout(
        "MRBrainS 2018",
        {"t1": r"reg_t1", "flair": r"flair", "ir": r"reg_ir"},
        (r"segm",),
        _MRBRAINS | {9: 0, 10: 0},
    ),
)
_TESTING = {0: 0, 1: 1, 2: 2, 3: 3}  # MRBrainS 2013's other label file


def folder(path: Path, *, resample: bool = False) -> Iterator[Subject]:
    """The patients of a folder in the order of their names.

    BraTS: `NAME_t1.nii.gz`, `_t2`, `_flair`, `_t1ce`, `_seg`, with or without the name; from 2023 on `-t1n`, `-t2w`,
    `-t2f`, `-t1c`, `-seg`. MRBrainS 2013: `T1.nii`, `T2_FLAIR.nii`, `T1_IR.nii`, `LabelsForTraining.nii`; 2018:
    `pre/reg_T1.nii.gz`, `pre/FLAIR.nii.gz`, `pre/reg_IR.nii.gz`, `segm.nii.gz`. What `save` wrote is read as well.

    Args:
        path: a folder of patients' folders, or one patient's.
        resample: put images on the grid of the patient's first; else another shape, spacing or orientation is an error.

    Yields:
        One subject a folder.

    Raises:
        ConfigError: there is no such folder, no patient in it, or one that cannot be used.
    """
    if not path.is_dir():
        raise ConfigError("is no folder", where=str(path), next_step=_NEXT)
    own = _layout(path)
    if own is not None:
        yield _subject(path, own, resample)
        return
    patients = sorted(one for one in path.iterdir() if one.is_dir() and not one.name.startswith("."))
    laid = [(one, layout) for one in patients if (layout := _layout(one)) is not None]
    strange = [one for one in patients if _volumes_in(one) and _layout(one) is None]
    if strange:
        told = "holds volumes, but fewer than two that the layouts of BraTS or MRBrainS name"
        raise ConfigError(
            told, where=str(strange[0]), next_step="Name its files as docs/brains.md says, or take it out"
        )
    if not laid:
        raise ConfigError("holds no patient in the layout of BraTS or MRBrainS", where=str(path), next_step=_NEXT)
    for one, layout in laid:
        yield _subject(one, layout, resample)


def _volumes_in(path: Path) -> dict[str, Path]:
    """The NIfTI files of a patient by their names in small letters without endings; those of `pre` too."""
    found: dict[str, Path] = {}
    for place in (path, path / "pre"):
        for file in sorted(place.iterdir()) if place.is_dir() else ():
            stem = re.sub(r"\.nii(\.gz)?$", "", file.name, flags=re.IGNORECASE)
            if stem != file.name and not file.name.startswith("."):
                found.setdefault(stem.lower(), file)
    return found


def _match(files: dict[str, Path], pattern: str) -> Path | None:
    return next((file for stem, file in files.items() if re.fullmatch(pattern, stem)), None)


def _layout(path: Path) -> Layout | None:
    """The layout that most of a folder's files fit: two of its images, or one and the labels."""
    files = _volumes_in(path)
    fits = [
        sum(_match(files, one) is not None for one in (*layout.images.values(), *layout.labels)) for layout in LAYOUTS
    ]
    return LAYOUTS[int(np.argmax(fits))] if max(fits) >= 2 else None


def _subject(path: Path, layout: Layout, resample: bool) -> Subject:
    """One patient; what is missing or cannot be used is told."""
    files = _volumes_in(path)
    named = {kind: _match(files, pattern) for kind, pattern in layout.images.items()}
    pattern = next((one for one in layout.labels if _match(files, one)), "")
    named["labels"] = _match(files, pattern)
    missing = [kind for kind, file in named.items() if file is None]
    if missing:
        told = f"has no {' and no '.join(missing)}, which the layout of {layout.name} needs"
        raise ConfigError(told, where=str(path), next_step="Add the file, or leave this patient out")
    volumes = on_one_grid(
        {kind: read(file) for kind, file in named.items() if file}, resample=resample, labels="labels"
    )
    labels = _coded(volumes.pop("labels"), _TESTING if pattern == "labelsfortesting" else layout.codes, layout.name)
    images = {}
    for kind, volume in volumes.items():
        try:
            images[kind] = unit(volume.array)
        except ConfigError as error:
            raise ConfigError(error.what, where=volume.where, next_step=error.next_step) from error
    first = next(iter(volumes.values()))
    return Subject(images, labels, first.spacing_mm, path.name, first.affine)


def _coded(volume: Volume, codes: dict[int, int], layout: str) -> Labels:
    """Labels in our code book."""
    known, back = np.unique(volume.array, return_inverse=True)
    strange = [code for code in known.tolist() if code not in codes]
    if strange:
        told = f"label {', '.join(f'{code:g}' for code in strange[:8])} is outside the code book of {layout}"
        next_step = f"It has {', '.join(map(str, codes))}"
        raise ConfigError(told, where=volume.where, next_step=next_step)
    ours: NDArray[np.uint8] = np.array([codes[int(code)] for code in known], np.uint8)
    return ours[back.reshape(volume.array.shape)]
