"""Simulated patients: the same for the same seed, like a brain, and with contrasts like a patient's."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

nibabel = pytest.importorskip("nibabel", reason="needs nibabel: pip install 'litmuspaper[fusion]'")
pytest.importorskip("scipy.ndimage", reason="needs scipy: pip install 'litmuspaper[fusion]'")
pytest.importorskip("nilearn", reason="needs nilearn: pip install 'litmuspaper[fusion]'")

from litmuspaper.errors import ConfigError  # noqa: E402
from litmuspaper.settle.brains import (  # noqa: E402
    anatomies,
    brats4,
    brats_regions,
    folder,
    mrbrains5,
    split,
    subject,
)
from litmuspaper.settle.brains.fields import block_mean, places, smooth  # noqa: E402
from litmuspaper.settle.brains.scanner import MODALITIES, TISSUE, Protocol, jittered, signals  # noqa: E402
from litmuspaper.settle.brains.subject import unit  # noqa: E402

SHARED = Path(__file__).parents[3] / "../shared/bench/fusion/mri3d"
CSF, GREY, WHITE, OEDEMA, NECROSIS, ENHANCING = range(6)


@pytest.fixture(scope="module")
def patients():
    return [subject(seed) for seed in range(6)]


def test_the_same_seed_gives_the_same_patient(patients):
    again = subject(1)
    assert np.array_equal(again.labels, patients[1].labels)
    for kind in MODALITIES:
        assert again.images[kind].tobytes() == patients[1].images[kind].tobytes()


def test_other_seeds_give_other_heads_and_other_noise(patients):
    for one, other in pairwise(patients):
        assert (one.labels != other.labels).mean() > 0.05
        assert not np.array_equal(one.images["t1"], other.images["t1"])


def test_images_are_scaled_and_have_no_skull(patients):
    for one in patients:
        assert tuple(one.images) == MODALITIES
        assert one.labels.dtype == np.uint8
        for image in one.images.values():
            assert image.dtype == np.float32
            assert image.shape == one.labels.shape == (32, 64, 64)
            assert image.min() == 0
            assert image.max() == 1
            assert not image[one.labels == 0].any()
            assert (image[one.labels > 0] > 0).mean() > 0.99


def test_a_brain_has_the_volumes_of_a_brain_and_lies_within_the_view(patients):
    for one in patients:
        ml = np.bincount(one.labels.ravel(), minlength=7) * np.prod(one.spacing_mm) / 1000
        assert 500 < ml[2] < 1200
        assert 400 < ml[3] < 1000
        assert 1 < ml[2] / ml[3] < 2
        assert 60 < ml[1] < 400
        edge = np.ones(one.labels.shape, bool)
        edge[1:-1, 1:-1, 1:-1] = False
        assert (one.labels[edge] > 0).mean() < 0.01


def test_the_grid_is_the_one_that_the_affine_tells(patients):
    one = patients[0]
    assert nibabel.affines.voxel_sizes(one.affine) == pytest.approx(one.spacing_mm[::-1])
    assert one.affine @ [31.5, 31.5, 15.5, 1] == pytest.approx([0, 0, 0, 1])


def test_every_patient_has_a_tumour_with_rim_dead_middle_and_oedema(patients):
    for one in patients:
        assert {4, 5, 6} <= set(np.unique(one.labels))
        rim = np.argwhere(one.labels == 6)
        assert len(rim) * np.prod(one.spacing_mm) > 1000


@pytest.fixture(scope="module")
def healthy():
    return subject(0, lesions=False)


def test_without_lesions_the_rest_of_the_head_is_the_same(patients, healthy):
    assert healthy.labels.max() == 3
    far = np.ones(healthy.labels.shape, bool)
    lesion = np.argwhere(patients[0].labels > 3)
    low, high = lesion.min(axis=0) - 9, lesion.max(axis=0) + 10
    far[tuple(slice(max(a, 0), b) for a, b in zip(low, high, strict=True))] = False
    assert far.sum() > 20_000
    assert (healthy.labels == patients[0].labels)[far].mean() > 0.999


def test_a_tumour_pushes_tissue_away(patients, healthy):
    beside = (patients[0].labels != healthy.labels) & (patients[0].labels < 4) & (patients[0].labels > 0)
    assert beside.sum() > 50


@pytest.mark.parametrize(
    ("kind", "bright", "dark"), [("t1", 3, 2), ("t1", 2, 1), ("t2", 2, 3), ("t2", 1, 2), ("flair", 4, 2)]
)
def test_tissues_are_in_the_order_that_a_radiologist_expects(patients, kind, bright, dark):
    for one in patients:
        assert np.median(one.images[kind][one.labels == bright]) > np.median(one.images[kind][one.labels == dark])


def test_contrast_agent_shows_the_rim_and_hardly_anything_else(patients):
    gained = []
    for one in patients:
        normal = (one.labels == 2) | (one.labels == 3)
        contrast = {
            kind: np.median(one.images[kind][one.labels == 6]) / np.median(one.images[kind][normal])
            for kind in ("t1", "t1ce")
        }
        gained.append(contrast["t1ce"] / contrast["t1"])
    assert 1.3 < np.median(gained) < 2


def test_contrasts_lie_in_the_ranges_of_patients(patients):
    flair, t1ce = [], []
    for one in patients:
        normal = (one.labels == 2) | (one.labels == 3)
        if (one.labels == 4).sum() >= 20 and (one.labels == 6).sum() >= 20:
            for found, kind, code in ((flair, "flair", 4), (t1ce, "t1ce", 6)):
                image = one.images[kind]
                found.append(np.median(image[one.labels == code]) / np.median(image[normal]))
    assert len(flair) >= 5
    assert 1.38 < np.median(flair) < 1.65
    assert 1.43 < np.median(t1ce) < 1.70


def test_tissue_values_vary_by_five_per_cent():
    tables = np.array([jittered(np.random.default_rng(seed)) for seed in range(400)])
    spread = np.log(tables[..., :3] / TISSUE[:, :3]).std(axis=0)
    assert spread == pytest.approx(np.full((7, 3), 0.05), abs=0.006)


def test_signals_follow_their_equations():
    times = Protocol(600, 10, 5000, 90, 9000, 120)
    found = signals(TISSUE, times)
    white = 0.70 * (1 - np.exp(-600 / 832)) * np.exp(-10 / 80)
    assert found["t1"][WHITE] == pytest.approx(white)
    assert found["flair"][CSF] < 1e-9, "the inversion time nulls CSF"
    assert found["t1ce"][ENHANCING] / found["t1"][ENHANCING] > 1.3
    assert found["t1ce"][CSF] == found["t1"][CSF]


def test_smooth_fields_have_the_spread_and_the_length_they_claim():
    axes = tuple(places(count, 2.0) for count in (60, 50, 40))
    fields = [smooth(np.random.default_rng(seed), axes, 12.0) for seed in range(30)]
    assert np.std(fields) == pytest.approx(1, abs=0.05)
    assert np.mean(fields) == pytest.approx(0, abs=0.05)
    near = np.corrcoef(np.ravel([one[:-1] for one in fields]), np.ravel([one[1:] for one in fields]))[0, 1]
    far = np.corrcoef(np.ravel([one[:-24] for one in fields]), np.ravel([one[24:] for one in fields]))[0, 1]
    assert near > 0.9
    assert abs(far) < 0.1


@given(hnp.arrays(np.float32, (4, 6, 6), elements=st.floats(0, 1, width=32)))
def test_means_over_blocks_keep_the_sum(fine):
    made = block_mean(fine, (2, 3, 1))
    assert made.shape == (2, 2, 6)
    assert made.sum() * 6 == pytest.approx(fine.sum(), abs=1e-3)


@given(hnp.arrays(np.uint8, (3, 4, 5), elements=st.integers(0, 6)))
def test_labels_map_to_the_classes_of_both_challenges(labels):
    regions = brats_regions(labels)
    assert not (regions["ET"] & ~regions["TC"]).any()
    assert not (regions["TC"] & ~regions["WT"]).any()
    assert np.array_equal(regions["WT"], labels >= 4)
    assert np.array_equal(mrbrains5(labels) == 4, labels >= 4)
    assert np.array_equal(mrbrains5(labels)[labels < 4], labels[labels < 4])
    assert np.array_equal(brats4(labels) == 2, labels == 4)
    assert np.array_equal(brats4(labels) == 1, labels == 5)


def test_a_label_outside_the_code_book_is_told():
    with pytest.raises(ConfigError, match=r"label 9 is outside the code book.*6 enhancing"):
        mrbrains5(np.array([0, 9], np.uint8))


@settings(max_examples=30)
@given(hnp.arrays(np.float64, 20, elements=st.floats(-1e6, 1e6)))
def test_scaling_ends_at_zero_and_one_or_says_why_not(values):
    if values.max() > values.min():
        made = unit(values)
        assert made.min() == 0
        assert made.max() == 1
    else:
        with pytest.raises(ConfigError, match="nothing to scale"):
            unit(values)


@pytest.mark.parametrize("shape", [(32, 64), (4, 64, 64), (1, 32, 64, 64)])
def test_a_shape_that_holds_no_brain_is_told(shape):
    with pytest.raises(ConfigError, match="three dimensions of at least 8 voxels"):
        subject(0, shape)


def test_other_shapes_show_the_whole_brain_too():
    small = subject(0, (16, 32, 32))
    ml = (small.labels > 0).sum() * np.prod(small.spacing_mm) / 1000
    assert 1200 < ml < 2600
    assert small.images["t1"].shape == (16, 32, 32)


def head(seed=0):
    """A label map of our own: an ellipsoid of white matter in grey matter in fluid, in FreeSurfer's codes."""
    z, y, x = np.meshgrid(*[np.linspace(-1, 1, count) for count in (36, 40, 32)], indexing="ij")
    out = np.sqrt(z**2 + y**2 + x**2) * (1 + 0.1 * seed)
    codes = np.zeros(out.shape, np.int16)
    codes[out < 0.95] = 24
    codes[out < 0.93] = 3
    codes[out < 0.75] = 2
    codes[(out < 0.75) & (x > 0)] = 41
    codes[out < 0.2] = 4
    codes[out >= 0.95] = np.where(out[out >= 0.95] < 1.1, 507, 0)
    return codes


@pytest.fixture
def maps(tmp_path):
    made = tmp_path / "maps"
    made.mkdir()
    for number in range(4):
        image = nibabel.Nifti1Image(head(number).transpose(2, 1, 0), np.diag([-4.0, 4, 4, 1]))
        nibabel.save(image, made / f"head_{number}.nii.gz")
    return made


def test_label_maps_of_a_folder_make_brains(maps):
    one = subject(3, (16, 32, 32), maps)
    assert one.anatomy in anatomies(maps)
    assert {1, 2, 3} <= set(np.unique(one.labels))


def test_no_head_is_both_trained_and_tested_on(maps):
    train, test = split(maps, 0.25)
    assert len(train) == 3
    assert len(test) == 1
    assert set(train) | set(test) == set(anatomies(maps))
    assert {subject(seed, (8, 16, 16), maps, among=test).anatomy for seed in range(2)} == set(test)
    assert {subject(seed, (8, 16, 16), maps, among=train).anatomy for seed in range(3)} <= set(train)
    assert split(None) == (("mni152",), ("mni152",))


@pytest.mark.parametrize(
    ("code", "told"),
    [(600, ""), (1035, ""), (4010, ""), (450, "label 450 is outside"), (-3, "label -3"), (32_000, "label 32000")],
)
def test_codes_outside_freesurfers_book_are_told(tmp_path, code, told):
    codes = head()
    codes[:2] = code
    nibabel.save(nibabel.Nifti1Image(codes, np.eye(4)), tmp_path / "one.nii")
    if told:
        with pytest.raises(ConfigError, match=told):
            subject(0, (8, 16, 16), tmp_path)
    else:
        assert subject(0, (8, 16, 16), tmp_path).labels.any()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "holds no label map"),
        (lambda path: (path / "a.nii").write_bytes(b"no volume"), "is no NIfTI volume"),
        (
            lambda path: nibabel.save(nibabel.Nifti1Image(np.zeros((9, 9, 9), np.int16), np.eye(4)), path / "a.nii"),
            "no white",
        ),
        (
            lambda path: nibabel.save(nibabel.Nifti1Image(np.ones((9, 9), np.int16), np.eye(4)), path / "a.nii"),
            "a 3D volume",
        ),
        (
            lambda path: nibabel.save(
                nibabel.Nifti1Image(np.full((9, 9, 9), 2.5, np.float32), np.eye(4)), path / "a.nii"
            ),
            "are no codes",
        ),
    ],
)
def test_a_folder_without_usable_maps_is_told(tmp_path, make, told):
    make(tmp_path)
    with pytest.raises(ConfigError, match=told):
        subject(0, (8, 16, 16), tmp_path)


def test_a_folder_or_an_anatomy_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ConfigError, match="is no folder"):
        subject(0, (8, 16, 16), tmp_path / "none")
    with pytest.raises(ConfigError, match=r"no anatomy 'other'.*There are mni152"):
        subject(0, (8, 16, 16), among=["other"])


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the patient and the label maps of ../shared are not here")
def test_contrasts_agree_with_the_real_patient_and_real_maps_work(patients):
    (real,) = folder(SHARED / "brats18")
    made = patients + [subject(seed, maps=SHARED / "labelmaps", among=["seg_01.nii.gz"]) for seed in range(1)]

    def contrast(one, kind, code):
        image, brain = one.images[kind], one.images["t1"] > 0
        region = one.labels == code
        return np.median(image[region]) / np.median(image[brain & (one.labels < 4)]), image[region]

    for kind, code in [(kind, code) for kind in MODALITIES for code in (4, 5, 6)]:
        middle, values = contrast(real, kind, code)
        low, high = np.percentile(values, [10, 90]) / np.median(values) * middle
        found = [contrast(one, kind, code)[0] for one in made if (one.labels == code).sum() >= 20]
        assert low < np.median(found) < high, (kind, code)
