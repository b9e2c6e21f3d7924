"""`python -m litmuspaper.settle.brains --seed 0 --out FOLDER`: a simulated patient as NIfTI files and a picture."""

import sys
from pathlib import Path

import click
import numpy as np

from litmuspaper.errors import LitmusError
from litmuspaper.settle.brains.saved import save
from litmuspaper.settle.brains.simulator import subject
from litmuspaper.settle.brains.subject import CODES


@click.command(name="python -m litmuspaper.settle.brains")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Which patient.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder that is written.")
@click.option("--maps", type=click.Path(path_type=Path), help="A folder of label maps in FreeSurfer's codes.")
@click.option(
    "--shape", type=click.IntRange(8, 512), nargs=3, default=(32, 64, 64), show_default=True, help="Voxels: z, y and x."
)
@click.option("--no-lesions", is_flag=True, help="A healthy brain.")
def command(seed: int, out: Path, maps: Path | None, shape: tuple[int, int, int], no_lesions: bool) -> None:
    """Simulate a patient's T1, T2, FLAIR and T1ce with labels, and write them as NIfTI with a picture of slices."""
    try:
        made = subject(seed, shape, maps, lesions=not no_lesions)
        for path in save(made, out):
            click.echo(path)
    except LitmusError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    voxel_ml = float(np.prod(made.spacing_mm)) / 1000
    counts = np.bincount(made.labels.ravel(), minlength=len(CODES))
    told = ", ".join(f"{name} {counts[code] * voxel_ml:.1f}" for name, code in list(CODES.items())[1:])
    spacing = " x ".join(f"{mm:.2f}" for mm in made.spacing_mm)
    click.echo(f"anatomy {made.anatomy}, voxels of {spacing} mm (z, y, x); ml: {told}")


if __name__ == "__main__":
    command()
