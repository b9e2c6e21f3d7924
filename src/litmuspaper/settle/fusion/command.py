"""`python -m litmuspaper.settle.systems.m2cofs fuse A B` and `... train OUT_MODEL`: the system as a tool."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from litmuspaper.errors import ConfigError, LitmusError
from litmuspaper.settle.brains.volumes import INSTALL

if TYPE_CHECKING:
    from litmuspaper.settle.fusion.told import Report

# Listed here, for the files that hold them import torch; a test compares.
_CODES = ("brats-2023", "brats", "litmus", "mrbrains-2013", "mrbrains-2013-testing", "mrbrains-2018")
_NEEDED = ("torch", "monai", "lightning_fabric", "nibabel", "nilearn", "PIL", "scipy", "sklearn")
_OUTPUTS = ("fused.nii.gz", "segmentation.nii.gz", "picture.png")
_FILE = click.Path(path_type=Path)


@click.group(name="python -m litmuspaper.settle.systems.m2cofs")
def group() -> None:
    """Fuse and segment two volumes of a head with M2-CoFS, or train a model for that."""


@group.command()
@click.argument("a", type=_FILE)
@click.argument("b", type=_FILE)
@click.option("--out", type=_FILE, default=Path("fused"), show_default=True, help="The folder that is written.")
@click.option("--model", "model_path", type=_FILE, help="A model that `train` wrote; else the one in the package.")
@click.option("--resample", is_flag=True, help="Resample B and the labels to the grid of A.")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True, help="Where it runs.")
@click.option("--labels", type=_FILE, help="A segmentation of the same patient, for the Dice of each class.")
@click.option("--codes", type=click.Choice(_CODES), help="The code book of the labels; else known by the file's name.")
@click.option("--no-metrics", is_flag=True, help="Leave the table of metrics out, which takes a while.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def fuse(a: Path, b: Path, as_json: bool, **options: Any) -> None:
    """Fuse two volumes, A and B, and segment the head.

    A is the T1 and B the FLAIR of one patient, without skull; no file tells which is which, so mind the order. Another
    model may want others: a line of the output names them.
    """
    with _told():
        from litmuspaper.settle.fusion import told

        report = _fused(a, b, **options)
        made = json.dumps(told.as_object(report), indent=1, ensure_ascii=False) if as_json else told.lines(report)
        click.echo(made.encode("utf-8", "replace").decode("utf-8"))


def _fused(
    a: Path,
    b: Path,
    out: Path,
    model_path: Path | None,
    resample: bool,
    device: str,
    labels: Path | None,
    codes: str | None,
    no_metrics: bool,
) -> "Report":
    """Write the files; what there is to say of them."""
    _ready(device)
    from litmuspaper.settle.fusion import files, panel, told
    from litmuspaper.settle.fusion import fuse as fusing
    from litmuspaper.settle.fusion.model import SHIPPED, load

    model = load(model_path or SHIPPED)
    of = files.given(a, b, labels, codes or "", resample)
    paths = files.made_ready(out, _OUTPUTS, [one for one in (a, b, labels, model_path) if one])
    spacing_mm = of.a.spacing_mm
    made = fusing.fuse(model, of.a.array, of.b.array, spacing_mm, device=device)
    with fusing.out_of_memory_told():
        found = None if no_metrics else told.metrics(made)
    ml, dices = told.volumes_ml(made, model, spacing_mm), told.agreement(made, model, of)
    files.write_like(paths[0], made.image, a)
    files.write_like(paths[1], made.classes, a)
    panel.save(panel.panel(made, model.classes, spacing_mm, model.sequences, ml), paths[2])
    notes = [*made.notes, f"A is taken for {model.sequences[0]}, B for {model.sequences[1]}"]
    return told.Report(paths=paths, metrics=found, ml=ml, dices=dices, notes=notes, model=model)


@group.command()
@click.argument("out_model", type=_FILE)
@click.option("--data", type=_FILE, help="A folder of patients like BraTS or MRBrainS; else they are simulated.")
@click.option("--resample", is_flag=True, help="Resample a patient's images to the grid of its first.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the patients and weights.")
@click.option(
    "--head", type=click.Choice(["unet", "unetr", "swin"]), default="unet", show_default=True, help="What segments."
)
@click.option(
    "--scale", type=click.Choice(["smoke", "cpu", "gpu"]), default="cpu", show_default=True, help="How large it is."
)
@click.option("--steps", type=click.IntRange(min=1), help="Steps of Stages I and III; else those of the scale.")
@click.option(
    "--last-steps",
    type=click.IntRange(min=0),
    default=250,
    show_default=True,
    help="Steps of the segmentation head alone on whole volumes after Stage III; not with unetr.",
)
@click.option("--patients", type=click.IntRange(min=1), help="Simulated patients; else those of the scale.")
@click.option("--sequences", nargs=2, help="The images that are A and B; else t1 flair, or t1ce flair without tissues.")
@click.option("--checkpoints", type=_FILE, help="A folder for checkpoints; a run that was cut off goes on from there.")
def train(out_model: Path, **options: Any) -> None:
    """Train a model in three stages and write it to OUT_MODEL."""
    with _told():
        model = _trained(out_model, **options)
        click.echo(f"{out_model}: {model.note}")


def _trained(
    out_model: Path,
    data: Path | None,
    resample: bool,
    seed: int,
    head: str,
    scale: str,
    steps: int | None,
    last_steps: int,
    patients: int | None,
    sequences: tuple[str, str] | None,
    checkpoints: Path | None,
) -> Any:
    from litmuspaper.settle.systems import _m2cofs, m2cofs

    size = m2cofs.CLAIM.scales[scale]
    _ready(size.device)
    from litmuspaper.settle.fusion import training
    from litmuspaper.settle.fusion.files import made_ready
    from litmuspaper.settle.fusion.model import save
    from litmuspaper.settle.fusion.trainer import trainer

    made_ready(out_model.parent, [out_model.name], [])
    if out_model.is_dir():
        raise ConfigError("is a folder", where=str(out_model), next_step="Name a file, such as model.npz")
    shape = (size.size // 2, size.size, size.size)
    if data:
        found = training.of_folder(data, shape, resample)
    else:
        found = training.simulated(seed, shape, patients or _m2cofs.PATIENTS[scale][0])
    pair = training.pair_of(found, sequences, str(data or "the simulator"))
    of = training.settings_of(size, head, steps or 0)
    note = training.note_of(found, pair, of, seed, scale, simulated=data is None)
    if checkpoints:
        made_ready(checkpoints, ["checkpoint"], [])
    made_with = {"note": note, "data": str(data), "settings": repr(of)}
    by = trainer(accelerator=size.device, folder=checkpoints, every=100, made_with=made_with)
    model = training.trained(by, found, pair, of, seed, note, last_steps)
    save(model, out_model)
    return model


@contextmanager
def _told() -> Iterator[None]:
    """An error that is foreseen ends with its sentence and its exit code."""
    try:
        yield
    except LitmusError as error:
        click.echo(str(error).encode("utf-8", "replace").decode("utf-8"), err=True)
        sys.exit(error.exit_code)


def _ready(device: str) -> None:
    """All packages are there, and the device is; the same bits each time."""
    lacking = [name for name in _NEEDED if find_spec(name) is None]
    if lacking:
        raise ConfigError(f"{lacking[0]} is not installed", next_step=INSTALL)
    import torch

    from litmuspaper.settle import nets

    nets.ready()
    torch.utils.deterministic.fill_uninitialized_memory = False  # all of it is written
    if device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("there is no GPU that torch can use", where="cuda", next_step="Take the CPU: --device cpu")


def main() -> None:
    """Run the command."""
    group()
