"""`fuse` and `train` as a user calls them: what is written, what is said, and one sentence for every bad input."""

import json
from importlib.util import find_spec

import numpy as np
import pytest
from click.testing import CliRunner

# ruff: noqa: E402 - what is imported below needs the extra
for needed in ("torch", "monai", "nibabel", "nilearn", "lightning_fabric"):
    if find_spec(needed) is None:
        pytest.skip(f"needs {needed}: pip install 'litmuspaper[fusion]'", allow_module_level=True)

import nibabel
from PIL import Image

from litmuspaper.settle.brains import folder, subject
from litmuspaper.settle.brains.saved import save as save_subject
from litmuspaper.settle.fusion import command
from litmuspaper.settle.fusion import model as model_file
from litmuspaper.settle.fusion.files import CODE_BOOKS
from litmuspaper.settle.fusion.model import load

# Coarse voxels keep the tests short.
SHAPE = (16, 32, 32)
SHIPPED = model_file.SHIPPED


@pytest.fixture(autouse=True)
def _small(small_model, tmp_path_factory, monkeypatch):
    """The model that is taken where none is named is a small one."""
    path = tmp_path_factory.getbasetemp() / "small.npz"
    if not path.exists():
        model_file.save(small_model, path)
    monkeypatch.setattr(model_file, "SHIPPED", path)


@pytest.fixture(scope="module")
def patient(tmp_path_factory):
    path = tmp_path_factory.mktemp("patient")
    save_subject(subject(3, SHAPE), path)
    return path


@pytest.fixture
def call(tmp_path):
    def run(*arguments, out=True):
        more = ["--out", str(tmp_path / "out")] if out and arguments[0] == "fuse" else []
        return CliRunner().invoke(command.group, [*map(str, arguments), *more])

    return run


def volume(path, array, affine=None):
    nibabel.save(nibabel.Nifti1Image(array, np.eye(4) if affine is None else affine), path)
    return path


def pair(patient):
    return patient / "t1.nii.gz", patient / "flair.nii.gz"


def test_it_writes_three_files_and_says_what_they_hold(call, patient, tmp_path):
    done = call("fuse", *pair(patient), "--labels", patient / "labels.nii.gz", "--model", SHIPPED)
    assert done.exit_code == 0, done.output
    first = nibabel.load(patient / "t1.nii.gz")
    for name, kind in (("fused", np.float32), ("segmentation", np.uint8)):
        image = nibabel.load(tmp_path / f"out/{name}.nii.gz")
        assert image.shape == first.shape
        assert image.get_data_dtype() == kind
        np.testing.assert_array_equal(image.affine, first.affine)
    with Image.open(tmp_path / "out/picture.png") as picture:
        assert picture.size[0] > 800
    for said in ("copy-A", "Q_NCIE", "lesion", "Dice: csf", "simulated patients only; not for clinical use"):
        assert said in done.output


def test_json_has_the_same(call, patient):
    done = call("fuse", *pair(patient), "--json", "--no-metrics")
    told = json.loads(done.output)
    assert told["metrics"] is None
    assert told["dice"] == {}
    assert set(told["volumes_ml"]) == {"csf", "grey", "white", "lesion"}
    assert sum(told["volumes_ml"].values()) > 100


def test_the_same_call_gives_the_same_bytes(call, patient, tmp_path):
    found = []
    for _ in range(2):
        assert call("fuse", *pair(patient), "--no-metrics").exit_code == 0
        found.append({path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()})
    assert found[0] == found[1]
    assert len(found[0]) == 3


def turned(path, out):
    """The volume with its axes exchanged and flipped and its place in space rotated by ten degrees."""
    image = nibabel.load(path)
    c, s = np.cos(np.pi / 18), np.sin(np.pi / 18)
    rotation = np.array([[c, -s, 0, 5], [s, c, 0, -7], [0, 0, 1, 2], [0, 0, 0, 1]])
    array = np.asarray(image.dataobj)[::-1, ::-1].transpose(1, 0, 2)
    flipped = image.affine @ np.diag([-1, -1, 1, 1.0])
    flipped[:3, 3] = image.affine[:3] @ [image.shape[0] - 1, image.shape[1] - 1, 0, 1]
    made = nibabel.Nifti1Image(np.ascontiguousarray(array), rotation @ flipped[:, [1, 0, 2, 3]])
    made.set_qform(made.affine, 1)
    made.set_sform(made.affine, 1)
    nibabel.save(made, out)
    return out


def test_a_rotated_volume_comes_back_as_it_lay_in_its_file(call, patient, tmp_path):
    a, b = (turned(path, tmp_path / path.name) for path in pair(patient))
    assert call("fuse", a, b, "--no-metrics").exit_code == 0
    made = {name: nibabel.load(tmp_path / f"out/{name}.nii.gz") for name in ("fused", "segmentation")}
    arrays = {name: np.asarray(image.dataobj).copy() for name, image in made.items()}
    first = nibabel.load(a)
    assert nibabel.aff2axcodes(first.affine) != ("R", "A", "S")
    for image in made.values():
        np.testing.assert_array_equal(image.affine, first.affine)
        assert image.shape == first.shape
        assert (int(image.header["sform_code"]), int(image.header["qform_code"])) == (1, 1)
    assert call("fuse", *pair(patient), "--no-metrics").exit_code == 0
    for name, array in arrays.items():
        plain = np.asarray(nibabel.load(tmp_path / f"out/{name}.nii.gz").dataobj)
        np.testing.assert_allclose(array, plain[::-1, ::-1].transpose(1, 0, 2), atol=1e-5)


def test_another_grid_is_told_and_resampled_on_demand(call, patient, tmp_path):
    a, b = pair(patient)
    image = nibabel.load(b)
    affine = image.affine @ np.diag([2, 2, 1, 1.0])
    affine[:3, 3] = image.affine[:3] @ [0.5, 0.5, 0, 1]
    half = volume(tmp_path / "half.nii.gz", np.asarray(image.dataobj)[::2, ::2], affine)
    done = call("fuse", a, half)
    assert done.exit_code == 2
    assert "has the shape 16 x 16 x 16" in done.output
    assert "--resample" in done.output
    assert call("fuse", a, half, "--resample", "--no-metrics").exit_code == 0
    moved = volume(tmp_path / "moved.nii.gz", np.asarray(image.dataobj), np.diag([-3.0, 3, 3, 1]))
    assert "orientation" in call("fuse", a, moved).output
    wide = volume(tmp_path / "wide.nii.gz", np.asarray(image.dataobj), image.affine @ np.diag([1, 1, 2, 1.0]))
    assert "spacing" in call("fuse", a, wide).output


def bad_inputs(tmp_path, a):
    array = np.asarray(nibabel.load(a).dataobj)
    affine = nibabel.load(a).affine
    holes = array.copy()
    holes[3, 3, 3] = np.nan
    (tmp_path / "text.nii.gz").write_text("no volume")
    return {
        "not finite": volume(tmp_path / "nan.nii.gz", holes, affine),
        "all its values are 0": volume(tmp_path / "same.nii.gz", 0 * array, affine),
        "where a 3D volume is needed": volume(tmp_path / "flat.nii.gz", array[:, :, :1], affine),
        "can be read|cannot be read": tmp_path / "text.nii.gz",
        "is no file": tmp_path / "nowhere.nii.gz",
        "is a folder": tmp_path,
    }


def test_a_bad_volume_is_told_in_a_sentence(call, patient, tmp_path):
    a, _ = pair(patient)
    for says, path in bad_inputs(tmp_path, a).items():
        done = call("fuse", a, path)
        assert done.exit_code == 2, says
        assert any(one in done.output for one in says.split("|")), done.output
        assert "Traceback" not in done.output
        assert isinstance(done.exception, SystemExit)
    assert not (tmp_path / "out").exists()


def test_a_missing_image_is_told_by_click(call, patient):
    done = call("fuse", pair(patient)[0])
    assert done.exit_code == 2
    assert "Missing argument 'B'" in done.output


def test_labels_outside_the_code_book_are_told(call, patient, tmp_path):
    image = nibabel.load(patient / "labels.nii.gz")
    codes = np.asarray(image.dataobj).astype(np.uint8)
    strange = volume(tmp_path / "labels.nii.gz", np.where(codes == 4, 9, codes), image.affine)
    done = call("fuse", *pair(patient), "--labels", strange, "--codes", "litmus")
    assert (done.exit_code, "label 9 is outside the code book of Litmus" in done.output) == (2, True)
    done = call("fuse", *pair(patient), "--labels", strange)
    assert (done.exit_code, "--codes" in done.output) == (2, True)
    other = volume(tmp_path / "truth.nii.gz", codes, image.affine)
    done = call("fuse", *pair(patient), "--labels", other)
    assert (done.exit_code, "by its name" in done.output) == (2, True)


def test_of_labels_without_tissue_only_the_lesion_is_compared(call, patient, tmp_path):
    image = nibabel.load(patient / "labels.nii.gz")
    brats = np.array([0, 0, 0, 0, 2, 1, 4], np.uint8)[np.asarray(image.dataobj).astype(int)]
    labels = volume(tmp_path / "P1_seg.nii.gz", brats, image.affine)
    told = json.loads(call("fuse", *pair(patient), "--labels", labels, "--no-metrics", "--json").output)
    assert list(told["dice"]) == ["lesion"]


def test_the_code_books_of_the_command_are_those_there_are():
    assert set(command._CODES) == set(CODE_BOOKS)


def test_a_bad_model_and_a_bad_place_are_told(call, patient, tmp_path):
    (tmp_path / "model.npz").write_bytes(b"no model")
    done = call("fuse", *pair(patient), "--model", tmp_path / "model.npz")
    assert (done.exit_code, "no model" in done.output) == (2, True)
    (tmp_path / "file").write_text("in the way")
    done = call("fuse", *pair(patient), "--out", tmp_path / "file", out=False)
    assert (done.exit_code, "cannot be written to" in done.output) == (2, True)


def test_an_input_is_never_written_over(call, patient, tmp_path):
    (tmp_path / "out").mkdir()
    own = tmp_path / "out/fused.nii.gz"
    own.write_bytes(pair(patient)[0].read_bytes())
    done = call("fuse", own, pair(patient)[1])
    assert (done.exit_code, "written over" in done.output) == (2, True)
    assert own.read_bytes() == pair(patient)[0].read_bytes()


def test_the_same_file_twice_is_fused_with_a_note(call, patient):
    a, _ = pair(patient)
    assert "same image" in call("fuse", a, a, "--no-metrics").output


def test_a_gpu_that_is_not_there_is_told(call, patient, monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    done = call("fuse", *pair(patient), "--device", "cuda")
    assert (done.exit_code, "no GPU" in done.output) == (2, True)


def test_a_missing_package_is_told_with_the_command_that_brings_it(call, patient, monkeypatch):
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    done = call("fuse", *pair(patient))
    assert (done.exit_code, "pip install 'litmuspaper[fusion]'" in done.output) == (2, True)


# Training


def test_a_model_is_trained_and_used(call, patient, tmp_path):
    path = tmp_path / "own.npz"
    short = ("--scale", "smoke", "--patients", 2, "--last-steps", 1)
    done = call("train", path, *short, "--sequences", "t2", "t1ce")
    assert done.exit_code == 0, done.output
    model = load(path)
    assert "1 steps of the segmentation head alone" in model.note
    assert model.settings.crop is None  # it sees a volume as a whole now
    assert model.sequences == ("t2", "t1ce")
    assert "2 with t2 and t1ce" in model.note
    done = call("fuse", patient / "t2.nii.gz", patient / "t1ce.nii.gz", "--model", path, "--no-metrics")
    assert done.exit_code == 0
    assert "A is taken for t2, B for t1ce" in done.output


def test_patients_of_a_folder_without_tissue_give_the_classes_of_brats(call, patient, tmp_path):
    (one,) = folder(patient)
    for name in ("P1", "P2"):
        for kind, image in one.images.items():
            volume(_in(tmp_path / "data" / name) / f"{name}_{kind}.nii.gz", image.transpose(2, 1, 0), one.affine)
        brats = np.array([0, 0, 0, 0, 2, 1, 4], np.uint8)[one.labels]
        volume(tmp_path / "data" / name / f"{name}_seg.nii.gz", brats.transpose(2, 1, 0), one.affine)
    done = call("train", tmp_path / "own.npz", "--data", tmp_path / "data", "--scale", "smoke", "--last-steps", 0)
    assert done.exit_code == 0, done.output
    model = load(tmp_path / "own.npz")
    assert "head alone" not in model.note
    assert model.classes == ("background", "necrosis", "oedema", "enhancing")
    assert model.sequences == ("t1ce", "flair")


def _in(path):
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--sequences", "t1", "pet"], "has no pet"),
        (["--sequences", "t1", "t1"], "A and B are the same"),
        (["--data", "nowhere"], "is no folder"),
        (["--scale", "gpu"], "no GPU"),
    ],
)
def test_what_cannot_be_trained_on_is_told(call, tmp_path, monkeypatch, arguments, says):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    smoke = [] if "--scale" in arguments else ["--scale", "smoke"]
    done = call("train", tmp_path / "own.npz", "--patients", 1, *arguments, *smoke)
    assert (done.exit_code, says in done.output) == (2, True), done.output
    assert not (tmp_path / "own.npz").exists()


def test_a_model_that_cannot_be_written_is_told_before_training(call, tmp_path):
    assert "is a folder" in call("train", tmp_path).output
    (tmp_path / "file").write_text("in the way")
    done = call("train", tmp_path / "file" / "own.npz")
    assert (done.exit_code, "cannot be written to" in done.output) == (2, True)
