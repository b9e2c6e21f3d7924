"""A trained model of M2-CoFS as one file: its networks, what they were trained on, and a check of every number of it.

The file is a zip with a header in JSON and one .npy in half precision for each tensor; nothing in it is ever executed.
Whoever opens a file of a stranger gets a model or a sentence. This file imports torch.
"""

import io
import json
import math
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.lib import format as npy
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from torch import Tensor, nn

from litmuspaper.errors import ConfigError
from litmuspaper.settle.brains.subject import CODES, Labels, brats4, mrbrains5
from litmuspaper.settle.fusion.networks import HEADS, Encoder, FeatureFusion, fusion_head, segmentation_head
from litmuspaper.settle.fusion.tasks import Settings
from litmuspaper.settle.nets import seeded

SHIPPED = Path(__file__).with_name("m2cofs.npz")
# The classes that a model may tell, and how the labels of a subject become them.
BOOKS: dict[tuple[str, ...], Callable[[Labels], Labels]] = {
    ("background", "csf", "grey", "white", "lesion"): mrbrains5,
    ("background", "necrosis", "oedema", "enhancing"): brats4,
}
_KIND = "litmuspaper m2cofs 1"
_HEADER = "header.json"
_MOST_HEADER = 2**16
_NEXT = "Give a model that `train` wrote, or leave --model out for the one in the package"
# Twice the full scale: a header that asks for more would fill the memory before its tensors are looked at.
_MOST = {"width": 32, "inner": 96, "depth": 6, "attention": 12, "window": 14, "head_features": 48}


class Networks(nn.Module):  # type: ignore[misc]
    """Both encoders, F with the weights for both tasks, psi and phi; `size` is what phi sees at once."""

    def __init__(self, of: Settings, size: tuple[int, int, int]) -> None:
        super().__init__()
        self.encoders = nn.ModuleList(Encoder(of.width, of.inner, of.depth, of.attention, of.window) for _ in range(2))
        self.fusion = FeatureFusion(of.width)
        self.psi = fusion_head(of.width)
        self.phi = segmentation_head(of.head, of.width, of.classes, size, of.head_features)

    def shared(self, pair: Tensor) -> Tensor:
        """The fused features of both images one behind the other; (b, 2, *s) to (b, width, *s)."""
        features = [one(image) for one, image in zip(self.encoders, pair.split(1, dim=1), strict=True)]
        fused: Tensor = self.fusion(torch.cat(features, dim=1))
        return fused


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What fuses and segments.

    Attributes:
        settings: widths, and what it was trained with.
        networks: on the CPU, for use and not for training.
        sequences: names of A and of B, such as t1 and flair.
        classes: one of `BOOKS`.
        spacing_mm: of the volumes that it was trained on, along z, y and x.
        shape: their voxels.
        note: what it was trained on, in words.
    """

    settings: Settings
    networks: Networks
    sequences: tuple[str, str]
    classes: tuple[str, ...]
    spacing_mm: tuple[float, float, float]
    shape: tuple[int, int, int]
    note: str

    @property
    def size(self) -> tuple[int, int, int]:
        """What the segmentation head sees at once."""
        return self.settings.crop or self.shape

    def classes_of(self, labels: Labels) -> Labels:
        """The classes of this model for labels in our codes."""
        return BOOKS[self.classes](labels)

    def codes_of(self, name: str) -> set[int]:
        """The labels in our codes that make up a class."""
        every = np.arange(len(CODES), dtype=np.uint8)
        return {int(code) for code in every[self.classes_of(every) == self.classes.index(name)]}


def save(model: Model, path: Path) -> None:
    """Write a model, whole or not at all; the same model gives the same bytes.

    Args:
        model: what is written.
        path: the file.

    Raises:
        ConfigError: it cannot be written, or a number of it is too large for half precision.
    """
    header = {
        "kind": _KIND,
        "settings": asdict(model.settings),
        "sequences": model.sequences,
        "classes": model.classes,
        "spacing_mm": model.spacing_mm,
        "shape": model.shape,
        "note": model.note,
    }
    members = {_HEADER: json.dumps(header, indent=1, ensure_ascii=False).encode()}
    for name, tensor in _floats(model.networks).items():
        with np.errstate(over="ignore"):  # told below
            half = tensor.detach().cpu().numpy().astype("<f2")
        if not np.isfinite(half).all():
            told = f"{name} holds numbers that half precision cannot"
            raise ConfigError(told, where=str(path), next_step="Train again, with another seed")
        held = io.BytesIO()
        npy.write_array(held, half, version=(1, 0), allow_pickle=False)
        members[f"{name}.npy"] = held.getvalue()
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w") as file:
            for name, content in members.items():
                info = zipfile.ZipInfo(name)  # of 1980: the bytes know no time
                file.writestr(info, content, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
        part.replace(path)
    except OSError as error:
        told = f"cannot be written: {error.strerror or error}"
        raise ConfigError(told, where=str(path), next_step="Name a file that you may write") from error


def load(path: Path = SHIPPED) -> Model:
    """Read a model.

    Args:
        path: a file that `save` wrote; that of the package where none is named.

    Returns:
        The model.

    Raises:
        ConfigError: it is no such file, or something in it does not fit.
    """
    try:
        with zipfile.ZipFile(path) as file:
            return _read(file)
    except ConfigError as error:
        raise ConfigError(error.what, where=str(path), next_step=error.next_step or _NEXT) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", where=str(path), next_step=_NEXT) from error
    except Exception as error:  # zipfile, zlib, json and numpy tell a broken file in a dozen ways
        told = f"is no model that can be read ({type(error).__name__}): cut off, or another kind of file"
        raise ConfigError(told, where=str(path), next_step=_NEXT) from error


def _read(file: zipfile.ZipFile) -> Model:
    held = {info.filename: info for info in file.infolist()}
    if any(name.endswith("data.pkl") for name in held):
        raise ConfigError("is a checkpoint of training or another file of torch, not a model")
    if _HEADER not in held or held[_HEADER].file_size > _MOST_HEADER:
        raise ConfigError("is a zip, but no model: it has no header")
    header = _header(json.loads(file.read(held[_HEADER])))
    of, size = header["settings"], header["settings"].crop or header["shape"]
    networks: Networks = seeded(0, lambda: Networks(of, size))
    wanted = {name: tuple(one.shape) for name, one in _floats(networks).items()}
    strange = sorted((set(held) - {_HEADER}) ^ {f"{name}.npy" for name in wanted})
    if strange:
        raise ConfigError(
            f"is a checkpoint of other networks than its header says: {strange[0]} is missing or too many"
        )
    found = {name: _array(file, held[f"{name}.npy"], name, shape) for name, shape in wanted.items()}
    networks.load_state_dict({name: torch.from_numpy(one) for name, one in found.items()}, strict=False)
    return Model(networks=networks.eval().requires_grad_(False), **header)


def _header(told: Any) -> dict[str, Any]:
    """The header's values, each checked."""
    if not isinstance(told, dict) or told.get("kind") != _KIND:
        raise ConfigError("is a zip, but no model of this kind and version")
    wrong = ConfigError("has a header that does not fit a model")
    try:
        of = TypeAdapter(Settings).validate_python(told["settings"])
        sequences = TypeAdapter(tuple[str, str]).validate_python(told["sequences"])
        classes = TypeAdapter(tuple[str, ...]).validate_python(told["classes"])
        spacing_mm = TypeAdapter(tuple[float, float, float]).validate_python(told["spacing_mm"])
        shape = TypeAdapter(tuple[int, int, int]).validate_python(told["shape"])
        note = TypeAdapter(str).validate_python(told["note"])
    except (KeyError, ValidationError) as error:
        raise wrong from error
    sane = all(0 <= getattr(of, name) <= most for name, most in _MOST.items()) and min(of.width, of.inner) > 1
    sane &= of.head in HEADS and classes in BOOKS and of.classes == len(classes)
    sane &= all(4 <= side <= 256 for side in (*shape, *(of.crop or ())))
    sane &= all(math.isfinite(mm) and 0.05 <= mm <= 50 for mm in spacing_mm)
    sane &= of.depth == 0 or (of.attention > 0 and of.window > 1 and of.inner % (2 * of.attention) == 0)
    if not sane:
        raise wrong
    return {
        "settings": of,
        "sequences": sequences,
        "classes": classes,
        "spacing_mm": spacing_mm,
        "shape": shape,
        "note": note,
    }


def _array(file: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """One tensor; its shape is known before anything of it is read."""
    with file.open(info) as member:
        if npy.read_magic(member) != (1, 0):
            raise ConfigError(f"{name} is stored in another way than `train` does")
        found, turned, dtype = npy.read_array_header_1_0(member)
        if found != shape:
            told = f"is a checkpoint of another width than its header says: {name} has the shape {found}, not {shape}"
            raise ConfigError(told)
        if turned or dtype != np.dtype("<f2"):
            raise ConfigError(f"{name} is stored in another way than `train` does")
        size_bytes = 2 * math.prod(shape)
        content = member.read(size_bytes + 1)
    if len(content) != size_bytes:
        raise ConfigError(f"{name} is cut off")
    values = np.frombuffer(content, "<f2").astype(np.float32).reshape(shape)
    if not np.isfinite(values).all():
        raise ConfigError(f"{name} holds numbers that are not finite")
    return values


def _floats(networks: nn.Module) -> dict[str, Tensor]:
    """What is learned; tables of indices are made anew."""
    return {name: one for name, one in networks.state_dict().items() if one.is_floating_point()}
