"""What `fuse` says of its result: metrics beside the trivial fusions, volumes, agreement with labels."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from litmuspaper.settle.fusion.files import Given
from litmuspaper.settle.fusion.fuse import Fused
from litmuspaper.settle.fusion.model import Model
from litmuspaper.settle.metrics.catalogue import measure
from litmuspaper.settle.metrics.compare import FUSED, Compared, Comparison
from litmuspaper.settle.metrics.images import minmax8, trivial
from litmuspaper.settle.metrics.overlap import dice

METRICS = ("MI", "Q_MI", "Q_TE", "Q_NCIE", "Q_G", "VIF_P", "SSIM")
_SIMULATED = "This model was trained on simulated patients only; not for clinical use."
_OTHER = "This model is for research; not for clinical use."


def metrics(made: Fused) -> Comparison:
    """The metrics of the paper and SSIM, of the fused volume and of fusions that need no method."""
    a, b, fused = (minmax8(one) for one in (made.a, made.b, made.image))
    values = {name: measure(a, b, one, names=METRICS) for name, one in {FUSED: fused, **trivial(a, b)}.items()}
    notes = (
        "volumes are stretched to 8 bits by their own range; Q_G, VIF_P and SSIM are means of the slices",
        "'not beaten' names trivial fusions that are as good or better by that metric",
    )
    return Comparison((Compared("fused.nii.gz", values, notes),))


def volumes_ml(made: Fused, model: Model, spacing_mm: tuple[float, float, float]) -> dict[str, float]:
    """How much of the head each class takes up."""
    counts = np.bincount(made.classes.ravel(), minlength=len(model.classes))
    voxel_ml = float(np.prod(spacing_mm)) / 1000
    return {name: float(counts[number]) * voxel_ml for number, name in enumerate(model.classes) if number}


def agreement(made: Fused, model: Model, of: Given) -> dict[str, float]:
    """Dice of each class that the code book of the labels can tell."""
    if of.labels is None:
        return {}
    known = [name for name in model.classes[1:] if model.codes_of(name) & of.told]
    classes = {name: [model.classes.index(name)] for name in known}
    return dice(made.classes, model.classes_of(of.labels), classes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What there is to say: the files written, the metrics (None where they were left out), the rest by class."""

    paths: list[Path]
    metrics: Comparison | None
    ml: dict[str, float]
    dices: dict[str, float]
    notes: list[str]
    model: Model


def lines(of: Report) -> str:
    """The report for a terminal."""
    from litmuspaper.settle.metrics.__main__ import table

    told = [*map(str, of.paths), ""]
    if of.metrics is not None:
        told += [table(of.metrics), ""]
    told.append("volumes: " + ", ".join(f"{name} {value:.1f} ml" for name, value in of.ml.items()))
    if of.dices:
        told.append("Dice: " + ", ".join(f"{name} {value:.3f}" for name, value in of.dices.items()))
    told += [f"note: {one}" for one in of.notes]
    return "\n".join([*told, caution(of.model)])


def as_object(of: Report) -> dict[str, Any]:
    """The report for JSON."""
    from litmuspaper.settle.metrics.__main__ import as_object as of_metrics

    return {
        "files": [str(path) for path in of.paths],
        "metrics": of_metrics(of.metrics) if of.metrics is not None else None,
        "volumes_ml": of.ml,
        "dice": of.dices,
        "notes": of.notes,
        "model": {"sequences": of.model.sequences, "classes": of.model.classes, "note": of.model.note},
        "caution": caution(of.model),
    }


def caution(model: Model) -> str:
    """The sentence that no result goes without."""
    return _SIMULATED if model.note.startswith("Simulated") else _OTHER
