"""A subject as files: NIfTI volumes that `folder` reads back, and a contact sheet."""

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.sheet import save as save_sheet
from litmuspaper.settle.brains.subject import Subject
from litmuspaper.settle.brains.volumes import write


def save(subject: Subject, path: Path) -> list[Path]:
    """Write a subject.

    Args:
        subject: what is written.
        path: a folder, made where there is none.

    Returns:
        The files: one .nii.gz for each image, labels.nii.gz in our codes, and sheet.png.

    Raises:
        ConfigError: the folder cannot be written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = f"cannot be made: {error.strerror or error}"
        raise ConfigError(told, where=str(path), next_step="Name a folder that you may write to") from error
    files = []
    volumes: dict[str, NDArray[Any]] = {**subject.images, "labels": subject.labels}
    for name, volume in volumes.items():
        files.append(path / f"{name}.nii.gz")
        write(files[-1], volume, subject.affine)
    files.append(path / "sheet.png")
    save_sheet(subject, files[-1])
    return files
