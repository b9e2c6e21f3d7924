"""Patients' folders in the layouts of BraTS and MRBrainS, pairs of pictures, and what is told of bad ones."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

nibabel = pytest.importorskip("nibabel", reason="needs nibabel: pip install 'litmuspaper[fusion]'")
pytest.importorskip("scipy.ndimage", reason="needs scipy: pip install 'litmuspaper[fusion]'")
pillow = pytest.importorskip("PIL.Image", reason="needs Pillow: pip install 'litmuspaper[fusion]'")
pytest.importorskip("nilearn", reason="needs nilearn: pip install 'litmuspaper[fusion]'")

from litmuspaper.errors import ConfigError  # noqa: E402
from litmuspaper.settle.brains import folder, pairs, subject  # noqa: E402
from litmuspaper.settle.brains.__main__ import command  # noqa: E402
from litmuspaper.settle.brains.saved import save  # noqa: E402
from litmuspaper.settle.brains.volumes import Volume, onto, read, write  # noqa: E402

BRATS = Path(__file__).parents[3] / "../shared/bench/fusion/mri3d/brats18"
LPS = np.diag([-1.0, -1, 1, 1])
RAS = np.eye(4)
SHAPE = (6, 7, 5)


def volume(number=0, shape=SHAPE, affine=LPS, dtype=np.int16):
    """A volume (x, y, z) of our own, whose values tell every voxel apart."""
    return nibabel.Nifti1Image((np.arange(np.prod(shape)).reshape(shape) + number).astype(dtype), affine)


def codes(*known, shape=SHAPE, affine=LPS):
    made = np.zeros(shape, np.uint8)
    made.ravel()[: len(known)] = known
    return nibabel.Nifti1Image(made, affine)


def written(path, images):
    """A patient's folder in the format of a challenge."""
    path.mkdir(parents=True, exist_ok=True)
    for name, image in images.items():
        (path / name).parent.mkdir(exist_ok=True)
        nibabel.save(image, path / name)
    return path


def brats(name="P1", **replaced):
    images = {kind: volume(number) for number, kind in enumerate(("t1", "t2", "flair", "t1ce"))}
    images = images | {"seg": codes(0, 1, 2, 4)} | replaced
    return {f"{name}_{kind}.nii.gz": image for kind, image in images.items() if image is not None}


def test_patients_in_the_layout_of_brats_are_read_in_order(tmp_path):
    written(tmp_path / "P2", brats("P2"))
    written(tmp_path / "P1", brats("P1"))
    (tmp_path / "notes").mkdir()
    one, two = folder(tmp_path)
    assert (one.anatomy, two.anatomy) == ("P1", "P2")
    assert set(one.images) == {"t1", "t2", "flair", "t1ce"}
    assert one.labels.shape == SHAPE[::-1]
    assert one.labels[:, ::-1, ::-1].transpose(2, 1, 0).ravel()[:4].tolist() == [0, 5, 4, 6]
    assert one.images["t1"].min() == 0
    assert one.images["t1"].max() == 1
    assert one.spacing_mm == (1, 1, 1)


def test_one_patients_own_folder_is_read_too(tmp_path):
    assert [one.anatomy for one in folder(written(tmp_path / "P1", brats()))] == ["P1"]


@pytest.mark.parametrize(
    ("names", "threes"),
    [
        ({"t1": "t1n", "t2": "t2w", "flair": "t2f", "t1ce": "t1c", "seg": "seg"}, 6),
        ({"t1": "t1", "t2": "t2", "flair": "flair", "t1ce": "t1ce", "seg": "seg"}, 5),
    ],
    ids=["from 2023 on 3 is enhancing", "before it is core"],
)
def test_what_the_code_3_means_depends_on_the_year_whose_names_are_used(tmp_path, names, threes):
    joint = "-" if "t1n" in names.values() else "_"
    images = {kind: volume(number) for number, kind in enumerate(("t1", "t2", "flair", "t1ce"))} | {"seg": codes(3, 1)}
    written(tmp_path / "P", {f"P{joint}{names[kind]}.nii.gz": image for kind, image in images.items()})
    (one,) = folder(tmp_path)
    assert sorted(np.unique(one.labels)) == sorted({0, 5, threes})


def test_mrbrains_2013_takes_the_labels_with_lesions(tmp_path):
    images = {"T1.nii": volume(), "T2_FLAIR.nii": volume(1), "T1_IR.nii": volume(2), "T1_1mm.nii": volume(3, (9, 9, 9))}
    images |= {"LabelsForTraining.nii": codes(*range(9)), "LabelsForTesting.nii": codes(0, 1, 2, 3)}
    written(tmp_path / "1", images)
    (one,) = folder(tmp_path)
    assert set(one.images) == {"t1", "flair", "ir"}
    assert one.labels[:, ::-1, ::-1].transpose(2, 1, 0).ravel()[:9].tolist() == [0, 2, 2, 3, 4, 1, 1, 0, 0]


def test_mrbrains_2013_with_the_labels_for_testing_alone(tmp_path):
    images = {"T1.nii": volume(), "T2_FLAIR.nii": volume(1), "T1_IR.nii": volume(2)}
    written(tmp_path / "1", images | {"LabelsForTesting.nii": codes(0, 1, 2, 3)})
    (one,) = folder(tmp_path)
    assert one.labels[:, ::-1, ::-1].transpose(2, 1, 0).ravel()[:4].tolist() == [0, 1, 2, 3]


def test_mrbrains_2018_has_its_images_one_folder_down(tmp_path):
    images = {f"pre/{name}.nii.gz": volume(number) for number, name in enumerate(("reg_T1", "FLAIR", "reg_IR", "T1"))}
    written(tmp_path / "4", images | {"segm.nii.gz": codes(*range(11))})
    (one,) = folder(tmp_path)
    assert set(one.images) == {"t1", "flair", "ir"}
    assert one.labels[:, ::-1, ::-1].transpose(2, 1, 0).ravel()[:11].tolist() == [0, 2, 2, 3, 4, 1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("replaced", "told"),
    [
        ({"t2": None}, "has no t2, which the layout of BraTS needs"),
        ({"t2": None, "seg": None}, "has no t2 and no labels"),
        ({"t2": volume(shape=(6, 7, 4))}, "has the shape 6 x 7 x 4, but .* has 6 x 7 x 5"),
        ({"t2": volume(affine=np.diag([-1.0, -1, 2, 1]))}, "has a spacing of 1 x 1 x 2 mm, but .* of 1 x 1 x 1 mm"),
        ({"t2": volume(affine=RAS)}, "lies in the orientation RAS, but .* in LPS"),
        ({"t2": volume(affine=LPS + np.eye(4, k=3) * 9)}, "lies elsewhere in space"),
        ({"t2": volume(shape=(6, 7))}, "has the shape 6 x 7, where a 3D volume is needed"),
        ({"t2": volume(shape=(6, 7, 5, 2))}, "has the shape 6 x 7 x 5 x 2, where a 3D volume is needed"),
        ({"t2": nibabel.Nifti1Image(np.full(SHAPE, np.nan, np.float32), LPS)}, "100.00% of its values are not finite"),
        ({"t2": nibabel.Nifti1Image(np.full(SHAPE, 7, np.int16), LPS)}, "all its values are 7"),
        ({"seg": codes(0, 9, 1)}, "label 9 is outside the code book of BraTS.*It has 0, 1, 2, 3, 4"),
        ({"seg": codes(0, 1, affine=RAS)}, "lies in the orientation RAS"),
    ],
)
def test_a_patient_that_cannot_be_used_is_told_with_its_file(tmp_path, replaced, told):
    path = written(tmp_path / "P1", brats(**replaced))
    with pytest.raises(ConfigError, match=told) as caught:
        next(folder(path))
    assert str(path) in caught.value.where
    assert caught.value.next_step


def test_another_orientation_is_put_right_by_resampling(tmp_path):
    turned = nibabel.as_closest_canonical(volume(1))
    (straight,) = folder(written(tmp_path / "a", brats()))
    with pytest.raises(ConfigError, match="resample=True"):
        next(folder(written(tmp_path / "b", brats(t2=turned))))
    (put_right,) = folder(tmp_path / "b", resample=True)
    assert put_right.images["t2"] == pytest.approx(straight.images["t2"], abs=1e-5)


def test_labels_of_half_the_resolution_stay_labels_when_resampled(tmp_path):
    coarse = np.zeros((3, 4, 3), np.uint8)
    coarse[1:, 2:, 1:] = 4
    affine = LPS @ np.diag([2.0, 2, 2, 1])
    (one,) = folder(written(tmp_path / "P", brats(seg=nibabel.Nifti1Image(coarse, affine))), resample=True)
    assert set(np.unique(one.labels)) == {0, 6}
    assert one.labels.shape == SHAPE[::-1]


@settings(max_examples=25)
@given(st.permutations(range(3)), st.tuples(*[st.sampled_from([-1.0, 1.0])] * 3), st.tuples(*[st.floats(0.5, 3)] * 3))
def test_reading_puts_every_voxel_where_its_affine_says(tmp_path_factory, order, signs, spacing):
    affine = np.eye(4)
    affine[:3, :3] = (np.diag(signs) * spacing)[:, order]
    image = volume(affine=affine)
    path = tmp_path_factory.mktemp("one") / "a.nii"
    nibabel.save(image, path)
    got = read(path)
    for voxel in ((0, 0, 0), (5, 6, 4), (1, 2, 3)):
        place = image.affine @ [*voxel, 1]
        x, y, z = np.round(np.linalg.solve(got.affine, place)[:3]).astype(int)
        assert got.array[z, y, x] == image.dataobj[voxel]
    assert np.allclose(sorted(got.spacing_mm), sorted(spacing))
    assert (np.diag(got.affine)[:3] > 0).all()


def test_a_volume_is_written_as_it_was_read(tmp_path):
    nibabel.save(
        volume(affine=np.array([[-2.0, 0, 0, 9], [0, -1, 0, 8], [0, 0, 3, 7], [0, 0, 0, 1]])), tmp_path / "a.nii"
    )
    got = read(tmp_path / "a.nii")
    write(tmp_path / "b.nii.gz", got.array, got.affine)
    again = read(tmp_path / "b.nii.gz")
    assert np.array_equal(got.array, again.array)
    assert np.array_equal(got.affine, again.affine)


def test_a_volume_on_its_own_grid_stays_as_it_is():
    same = Volume(np.random.default_rng(0).random((4, 5, 6), np.float32), np.diag([2.0, 3, 4, 1]), "RAS", "a")
    assert onto(same, same).array == pytest.approx(same.array, abs=1e-6)


@pytest.mark.parametrize("content", [b"", b"no image at all", b"\x1f\x8b broken"])
def test_a_broken_file_is_told(tmp_path, content):
    path = written(tmp_path / "P1", brats())
    (path / "P1_t2.nii.gz").write_bytes(content)
    with pytest.raises(ConfigError, match=r"P1_t2.nii.gz: (is no NIfTI volume|cannot be read)"):
        next(folder(path))


def test_a_folder_without_patients_is_told(tmp_path):
    with pytest.raises(ConfigError, match="holds no patient in the layout of BraTS or MRBrainS"):
        next(folder(tmp_path))
    with pytest.raises(ConfigError, match="is no folder"):
        next(folder(tmp_path / "none"))


def test_a_patient_with_names_of_no_layout_is_told_and_not_left_out(tmp_path):
    written(tmp_path / "P1", brats())
    written(tmp_path / "P2", {"brain.nii.gz": volume()})
    with pytest.raises(ConfigError, match="P2: holds volumes, but fewer than two"):
        next(folder(tmp_path))


def test_the_command_writes_what_the_loader_reads(tmp_path):
    ran = CliRunner().invoke(command, ["--seed", "3", "--out", str(tmp_path / "p"), "--shape", "16", "32", "32"])
    assert ran.exit_code == 0, ran.output
    assert "anatomy mni152" in ran.output
    (read_back,) = folder(tmp_path / "p")
    made = subject(3, (16, 32, 32))
    assert np.array_equal(read_back.labels, made.labels)
    assert read_back.spacing_mm == pytest.approx(made.spacing_mm)
    for kind, image in made.images.items():
        assert np.array_equal(read_back.images[kind], image)
    with pillow.open(tmp_path / "p" / "sheet.png") as sheet:
        pixels = np.asarray(sheet.convert("RGB"))
    rows = np.split(pixels, 5)
    for row in rows:
        assert (row.max(axis=(0, 2)) > 100).mean() > 0.3
    for row in rows[:4]:
        assert (np.ptp(row[:, 120:].astype(int), axis=2) == 0).all(), "images are grey"
    assert (np.ptp(rows[4].astype(int), axis=2) > 100).any(), "labels are coloured"


def test_the_command_tells_what_is_wrong_and_how_to_go_on(tmp_path):
    ran = CliRunner().invoke(command, ["--out", str(tmp_path / "p"), "--maps", str(tmp_path / "none")])
    assert ran.exit_code == 2
    assert "is no folder" in ran.output
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be made"):
        save(subject(0, (8, 16, 16)), tmp_path / "file" / "below")


def pictures(path, size=(12, 9), names=("1", "2"), kinds=("CT", "MRI")):
    """A folder of pairs as public sets of 2D images are laid out."""
    for number, kind in enumerate(kinds):
        (path / kind).mkdir(parents=True)
        for name in names:
            values = np.arange(size[0] * size[1], dtype=np.uint8).reshape(size[::-1]) + number
            pillow.fromarray(values).save(path / kind / f"{name}.png")
    return path


def test_pairs_are_matched_by_name(tmp_path):
    one, two = pairs(pictures(tmp_path))
    assert (one.name, two.name) == ("1", "2")
    assert one.kinds == ("CT", "MRI")
    assert one.a.shape == one.b.shape == (9, 12)
    assert (one.a.min(), one.a.max()) == (0, 1)


def test_colours_become_luma_and_sixteen_bits_stay(tmp_path):
    path = pictures(tmp_path, names=("1",))
    colour = np.zeros((9, 12, 3), np.uint8)
    colour[0, :3] = np.eye(3) * 255
    pillow.fromarray(colour).save(path / "CT" / "1.png")
    pillow.fromarray((np.arange(108).reshape(9, 12) * 600).astype(np.uint16)).save(path / "MRI" / "1.png")
    (one,) = pairs(path)
    assert one.a[0, :3] * 150 == pytest.approx([76, 150, 29], abs=1.5)
    assert len(np.unique(one.b)) == 108


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: (path / "MRI" / "2.png").unlink(), "MRI: has no image '2', but CT has"),
        (lambda path: (path / "CT" / "2.png").unlink(), "CT: has no image '2', but MRI has"),
        (lambda path: (path / "PET").mkdir(), "holds 3 folders: CT, MRI, PET.*kinds="),
        (lambda path: pillow.new("L", (5, 9)).save(path / "MRI" / "2.png"), "is 5 x 9 pixels, but .* 12 x 9"),
        (lambda path: pillow.new("L", (12, 9)).save(path / "CT" / "1.png"), "all its values are 0"),
        (lambda path: (path / "CT" / "1.png").write_bytes(b"nothing"), "is no image that can be read"),
        (lambda path: (path / "CT" / "1.nii.gz").write_bytes(b""), "is a volume, where a 2D image is needed"),
        (lambda path: pillow.new("L", (12, 9)).save(path / "CT" / "1.gif"), "has the name of 1.gif"),
        (
            lambda path: (
                pillow.new("L", (12, 9)).save(
                    path / "CT" / "3.tif", save_all=True, append_images=[pillow.new("L", (12, 9), 9)]
                )
                or pillow.new("L", (12, 9)).save(path / "MRI" / "3.png")
            ),
            "has 2 frames",
        ),
        (
            lambda path: (
                pillow.fromarray(np.full((9, 12), np.nan, np.float32)).save(path / "CT" / "0.tif")
                or pillow.new("L", (12, 9)).save(path / "MRI" / "0.png")
            ),
            "not finite",
        ),
    ],
)
def test_pairs_that_cannot_be_used_are_told(tmp_path, spoil, told):
    spoil(pictures(tmp_path))
    with pytest.raises(ConfigError, match=told):
        list(pairs(tmp_path))


def test_pairs_of_other_sizes_are_resampled_where_that_is_wanted(tmp_path):
    path = pictures(tmp_path)
    (path / "PET").mkdir()
    with pillow.open(path / "MRI" / "2.png") as image:
        small = image.resize((6, 5))
    small.save(path / "MRI" / "2.png")
    assert [one.b.shape for one in pairs(path, ("CT", "MRI"), resample=True)] == [(9, 12), (9, 12)]


@pytest.mark.parametrize(("kinds", "told"), [(("CT", "SPECT"), "has no folder 'SPECT'"), (None, "holds 0 folders")])
def test_a_folder_without_the_two_kinds_is_told(tmp_path, kinds, told):
    if kinds:
        pictures(tmp_path)
    with pytest.raises(ConfigError, match=told):
        next(pairs(tmp_path, kinds))


@pytest.mark.shared
@pytest.mark.skipif(not BRATS.is_dir(), reason="the patient of ../shared is not here")
def test_a_real_patient_of_brats_is_read():
    (one,) = folder(BRATS)
    assert one.labels.shape == (132, 182, 146)
    assert np.bincount(one.labels.ravel())[4:].tolist() == [34894, 4514, 21677]
    assert one.spacing_mm == (1, 1, 1)
