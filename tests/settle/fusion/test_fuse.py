"""Two volumes in, a fused one and the classes out, on their own grid; the model is that of the package."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

# ruff: noqa: E402 - what is imported below needs the extra
for needed in ("torch", "monai", "nibabel", "nilearn", "lightning_fabric"):
    if find_spec(needed) is None:
        pytest.skip(f"needs {needed}: pip install 'litmuspaper[fusion]'", allow_module_level=True)

from litmuspaper.errors import ConfigError
from litmuspaper.settle import nets
from litmuspaper.settle.brains import brats_regions, folder, mrbrains5, subject
from litmuspaper.settle.fusion import fuse as fusing
from litmuspaper.settle.fusion.fuse import fuse
from litmuspaper.settle.fusion.grid import averaged, back_slice, box_of, covering
from litmuspaper.settle.fusion.model import load
from litmuspaper.settle.metrics.overlap import dice

SHARED = Path(__file__).parents[3] / "../shared/bench/fusion/mri3d/brats18"
CLASSES = {"csf": [1], "grey": [2], "white": [3], "lesion": [4]}
LEAST_REAL = 0.3
LEAST_FINE = {"csf": 0.5, "grey": 0.7, "white": 0.68, "lesion": 0.35}  # nothing thinner than a coarse voxel is found
LEAST = {"csf": 0.7, "grey": 0.72, "white": 0.68, "lesion": 0.4}


@pytest.fixture(scope="module", autouse=True)
def _ready():
    nets.ready()


@pytest.fixture(scope="module")
def patient():
    return subject(7, (32, 64, 64))  # training draws its seeds elsewhere


@pytest.fixture(scope="module")
def made(patient):
    return fuse(load(), patient.images["t1"], patient.images["flair"], patient.spacing_mm)


@pytest.fixture(scope="module")
def coarse():
    return subject(7, (12, 24, 24))


@pytest.fixture
def fused(small_model, coarse):
    """Fuses the coarse patient, or images in its place, by the small model."""

    def run(a=coarse.images["t1"], b=coarse.images["flair"], **options):
        return fuse(small_model, a, b, coarse.spacing_mm, **options)

    return run


# Grids


def test_averages_over_coarser_voxels_keep_the_sum():
    volume = np.random.default_rng(0).random((7, 20, 18)).astype(np.float32)
    grid = covering(box_of(volume > 0), (2.0, 1.0, 1.1), (5.0, 3.0, 3.0), (8, 8, 8))
    coarse = averaged(volume, grid)
    assert coarse.shape == (8, 8, 8)
    assert coarse.sum() * 45 == pytest.approx(volume.sum() * 2.2, rel=1e-5)


def test_a_box_that_is_too_large_gets_a_larger_grid_of_even_sides():
    box = (slice(10, 90), slice(0, 50), slice(5, 15))
    grid = covering(box, (1.0, 1.0, 1.0), (2.0, 2.0, 2.0), (8, 16, 32), (100, 50, 50))
    assert [coarse.count for _, coarse in grid] == [44, 28, 32]


def test_the_way_back_is_linear_and_meets_the_middles():
    fine = np.zeros((12, 12, 12), np.float32)
    grid = covering(box_of(fine == 0), (1.0, 1.0, 1.0), (3.0, 3.0, 3.0), (4, 4, 4), fine.shape, even=False)
    z, y, x = np.meshgrid(*(coarse.middles for _, coarse in grid), indexing="ij")
    ramp = (2 * z + y - x)[None].astype(np.float32)
    own = [axis.middles for axis, _ in grid]
    found = back_slice(ramp, grid, 6)[0]
    inner = slice(2, 10)
    wanted = 2 * own[0][6] + own[1][inner, None] - own[2][None, inner]
    np.testing.assert_allclose(found[inner, inner], wanted, rtol=1e-5)


# A simulated patient


def test_an_unseen_patient_is_segmented_about_as_well_as_was_measured(made, patient):
    found = dice(made.classes, mrbrains5(patient.labels), CLASSES)
    assert {name: value for name, value in found.items() if value < LEAST[name]} == {}


def test_the_fused_image_lies_on_the_grid_and_is_zero_outside_the_head(made, patient):
    outside = (patient.images["t1"] == 0) & (patient.images["flair"] == 0)
    assert made.image.shape == made.classes.shape == patient.labels.shape
    assert made.image.dtype == np.float32
    assert made.image[outside].max() == made.classes[outside].max() == 0
    assert 0 <= made.image.min() < made.image.max() <= 1
    assert made.notes == ()


def test_the_fused_image_resembles_both_sources(made):
    head = made.image > 0
    for source in (made.a, made.b):
        assert np.corrcoef(made.image[head], source[head])[0, 1] > 0.3


# Any volumes


def test_the_same_volumes_give_the_same_bits(fused):
    one, again = fused(), fused()
    assert np.array_equal(again.image, one.image)
    assert np.array_equal(again.classes, one.classes)


def test_units_of_the_scanner_do_not_matter(fused, coarse):
    other = fused((coarse.images["t1"] * 900).astype(np.float32))
    np.testing.assert_allclose(other.image, fused().image, atol=1e-3)


def test_the_fused_image_is_as_sharp_as_its_sources():
    fine = subject(7, (40, 80, 80))
    made = fuse(load(), fine.images["t1"], fine.images["flair"], fine.spacing_mm)
    assert made.image.shape == (40, 80, 80)
    edges = [np.abs(np.diff(one, axis=2)).mean() / one[one > 0].std() for one in (made.image, made.a, made.b)]
    assert edges[0] > 0.6 * min(edges[1:])
    found = dice(made.classes, mrbrains5(fine.labels), CLASSES)
    assert {name: value for name, value in found.items() if value < LEAST_FINE[name]} == {}


def test_the_same_image_twice_and_a_background_that_is_not_dark_are_told(fused, coarse):
    grey = 1 - coarse.images["t1"]
    told = fused(grey, grey).notes
    assert "same image" in told[0]
    assert "skull" in told[1]


def test_a_spacing_that_no_head_has_is_told(small_model, coarse):
    pair = coarse.images["t1"], coarse.images["flair"]
    for spacing_mm in ((90.0, 3.0, 3.0), (5.0, 0.0, 3.0)):
        with pytest.raises(ConfigError, match="which is no head"):
            fuse(small_model, *pair, spacing_mm)
    (note,) = fuse(small_model, *pair, (1e-3, 1e-3, 1e-3)).notes
    assert "is the spacing right?" in note


def test_a_gpu_that_is_not_there_and_memory_that_ends_are_told(fused, monkeypatch):
    monkeypatch.setattr(fusing.torch.cuda, "is_available", lambda: False)
    with pytest.raises(ConfigError, match="no GPU"):
        fused(device="cuda")
    for error in (MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate")):

        def ended(*_, error=error):
            raise error

        monkeypatch.setattr(fusing, "_coarse", ended)
        with pytest.raises(ConfigError, match="not enough memory") as told:
            fused()
        assert "--no-metrics" in told.value.next_step


def test_an_error_of_torch_that_is_not_of_memory_is_not_called_so(fused, monkeypatch):
    def ended(*_):
        raise RuntimeError("another reason")

    monkeypatch.setattr(fusing, "_coarse", ended)
    with pytest.raises(RuntimeError, match="another reason"):
        fused()


@pytest.mark.shared
def test_a_real_patient_is_fused_on_its_own_grid():
    if not SHARED.is_dir():
        pytest.skip("../shared has no BraTS patient")
    (patient,) = folder(SHARED)
    a, b = (patient.images[name][::3, ::3, ::3] for name in ("t1", "flair"))
    made = fuse(load(), a, b, (3.0, 3.0, 3.0))
    assert made.image.shape == a.shape
    assert made.notes == ()
    tumour = brats_regions(patient.labels)["WT"][::3, ::3, ::3]
    assert 2 * (tumour & (made.classes == 4)).sum() / (tumour.sum() + (made.classes == 4).sum()) >= LEAST_REAL
