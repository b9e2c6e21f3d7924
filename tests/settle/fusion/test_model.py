"""A model as a file: it comes back as it was, and a file of a stranger gives a model or a sentence."""

import io
import json
import zipfile
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# ruff: noqa: E402 - what is imported below needs the extra
for needed in ("torch", "monai", "nibabel", "nilearn", "lightning_fabric"):
    if find_spec(needed) is None:
        pytest.skip(f"needs {needed}: pip install 'litmuspaper[fusion]'", allow_module_level=True)

import torch

from litmuspaper.errors import ConfigError
from litmuspaper.settle.fusion.model import BOOKS, SHIPPED, Model, Networks, load, save
from litmuspaper.settle.fusion.tasks import Settings
from litmuspaper.settle.nets import seeded

SMALL = Settings(width=2, inner=2, depth=0, head="unet", head_features=2, crop=(16, 16, 16))


def made(of=SMALL):
    networks = seeded(1, lambda: Networks(of, of.crop))
    return Model(
        settings=of,
        networks=networks.eval().requires_grad_(False),
        sequences=("t1", "flair"),
        classes=next(iter(BOOKS)),
        spacing_mm=(5.4, 3.2, 3.2),
        shape=(32, 64, 64),
        note="Simulated patients: none.",
    )


@pytest.fixture
def path(tmp_path):
    save(made(), tmp_path / "model.npz")
    return tmp_path / "model.npz"


def rewritten(path, change):
    """The file with its members changed; `change` gets them by name."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def header(**changed):
    def change(members):
        told = json.loads(members["header.json"])
        for name, value in changed.items():
            (told["settings"] if name in told["settings"] else told)[name] = value
        members["header.json"] = json.dumps(told)

    return change


def array(values):
    held = io.BytesIO()
    np.lib.format.write_array(held, values, version=(1, 0))
    return held.getvalue()


@pytest.mark.parametrize(
    "of",
    [SMALL, replace(SMALL, width=4, inner=12, depth=2, attention=6, window=3)],
    ids=["convolutions", "swin layers"],
)
def test_a_model_comes_back_as_it_was_but_for_half_precision(tmp_path, of):
    one = made(of)
    save(one, tmp_path / "a.npz")
    other = load(tmp_path / "a.npz")
    assert (other.settings, other.sequences, other.classes) == (one.settings, one.sequences, one.classes)
    assert (other.spacing_mm, other.shape, other.note) == (one.spacing_mm, one.shape, one.note)
    own = one.networks.state_dict()
    assert own.keys() == other.networks.state_dict().keys()
    for name, tensor in other.networks.state_dict().items():
        assert torch.equal(tensor, own[name].half().float() if tensor.is_floating_point() else own[name])


def test_the_same_model_gives_the_same_bytes_and_loading_changes_none(tmp_path, path):
    save(load(path), tmp_path / "again.npz")
    assert path.read_bytes() == (tmp_path / "again.npz").read_bytes()


def test_the_model_of_the_package_is_small_and_says_what_it_was_trained_on():
    model = load()
    assert SHIPPED.stat().st_size < 400_000
    assert model.note.startswith("Simulated patients")
    assert model.sequences == ("t1", "flair")
    assert model.codes_of("lesion") == {4, 5, 6}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (header(width=4), "another width"),
        (header(width=2_000_000), "does not fit a model"),
        (header(width="wide"), "does not fit a model"),
        (header(inner=1), "does not fit a model"),
        (header(head="other"), "does not fit a model"),
        (header(crop=[16, 16]), "does not fit a model"),
        (header(crop=[17, 16, 16]), "do not fit the head"),
        (header(head="unetr"), "other networks"),
        (header(classes=["background", "sky"]), "does not fit a model"),
        (header(spacing_mm=[float("nan"), 1, 1]), "does not fit a model"),
        (header(shape=[0, 1, 1]), "does not fit a model"),
        (header(kind="another"), "no model of this kind"),
        (lambda members: members.pop("header.json"), "no header"),
        (lambda members: members.update({"header.json": "[" * 9_000}), "cannot be read|can be read"),
        (lambda members: members.update({"header.json": " " * 99_999}), "no header"),
        (lambda members: members.pop("psi.0.weight.npy"), "psi.0.weight.npy is missing"),
        (lambda members: members.update({"more.npy": b""}), "more.npy"),
        (lambda members: members.update({"psi.4.bias.npy": array(np.array([np.nan], "<f2"))}), "not finite"),
        (lambda members: members.update({"psi.4.bias.npy": array(np.zeros(1))}), "another way"),
        (lambda members: members.update({"psi.4.bias.npy": array(np.zeros(1, "<f2"))[:-1]}), "cut off"),
        (lambda members: members.update({"psi.4.bias.npy": b"no array"}), "can be read"),
        (lambda members: members.update({"archive/data.pkl": b""}), "checkpoint of training"),
    ],
)
def test_what_does_not_fit_is_told(path, change, says):
    with pytest.raises(ConfigError, match=says) as told:
        load(rewritten(path, change))
    assert told.value.next_step
    assert told.value.where == str(path)


def test_a_file_that_is_no_model_is_told(tmp_path, path):
    whole = path.read_bytes()
    for name, content in {"empty": b"", "text": b"no zip", "cut": whole[: len(whole) // 2]}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ConfigError, match="no model that can be read"):
            load(tmp_path / name)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "nowhere.npz")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)
    torch.save({"module": torch.zeros(2)}, tmp_path / "stage.ckpt")
    with pytest.raises(ConfigError, match="checkpoint of training"):
        load(tmp_path / "stage.ckpt")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_gives_a_model_or_a_sentence(path, at, bit):
    content = bytearray(path.read_bytes())
    content[int(at * len(content))] ^= 1 << bit
    broken = path.with_name("broken.npz")
    broken.write_bytes(content)
    with suppress(ConfigError):
        assert isinstance(load(broken), Model)


def test_numbers_that_half_precision_cannot_hold_are_told(tmp_path):
    model = made()
    next(model.networks.parameters()).data.fill_(1e9)
    with pytest.raises(ConfigError, match="half precision"):
        save(model, tmp_path / "model.npz")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be written"):
        save(made(), tmp_path / "nowhere" / "model.npz")
