"""A subject on a smaller grid: nothing moves in space, and as much of everything is there as before."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("nilearn", reason="needs nilearn")
pytest.importorskip("nibabel", reason="needs nibabel")

from litmuspaper.settle.brains.resized import resized
from litmuspaper.settle.brains.subject import CODES, Subject

REAL = Path(__file__).parents[3].parent / "shared/bench/fusion/mri3d/brats18"


def ball(centre, radius_mm=40.0, spacing_mm=(2.0, 1.0, 1.0), shape=(60, 120, 110)):
    """A ball of white matter with a lesion in its middle."""
    axes = [np.arange(count) * mm for count, mm in zip(shape, spacing_mm, strict=True)]
    apart = [(axis - middle) ** 2 for axis, middle in zip(axes, centre, strict=True)]
    far = np.sqrt(apart[0][:, None, None] + apart[1][None, :, None] + apart[2][None, None])
    labels = np.where(far < radius_mm, CODES["white"], 0).astype(np.uint8)
    labels[far < radius_mm / 2] = CODES["oedema"]
    image = np.where(far < radius_mm, 1 - far / radius_mm / 2, 0).astype(np.float32)
    affine = np.diag([*spacing_mm[::-1], 1.0])
    affine[:3, 3] = (-30.0, -20.0, 10.0)
    return Subject({"t1": image}, labels, spacing_mm, "ball", affine)


def middle_mm(subject, code):
    where = np.argwhere(subject.labels == code)[:, ::-1].mean(axis=0)
    return (subject.affine @ np.append(where, 1))[:3]


def litres(subject, code):
    return (subject.labels == code).sum() * np.prod(subject.spacing_mm) / 1e6


@pytest.mark.parametrize("centre", [(60.0, 60.0, 55.0), (45.0, 70.0, 62.0)])
@pytest.mark.parametrize("shape", [(16, 32, 32), (32, 64, 64), (24, 40, 32)])
def test_everything_stays_where_it_was_and_as_large(centre, shape):
    before = ball(centre)
    after = resized(before, shape)
    assert after.labels.shape == after.images["t1"].shape == shape
    for code in (CODES["white"], CODES["oedema"]):
        assert np.allclose(middle_mm(after, code), middle_mm(before, code), atol=0.6)
        assert litres(after, code) == pytest.approx(litres(before, code), rel=0.08)
    assert after.images["t1"].min() == 0
    assert after.images["t1"].max() == 1
    assert after.spacing_mm[1] == after.spacing_mm[2]
    assert np.allclose(np.linalg.norm(after.affine[:3, :3], axis=0), after.spacing_mm[::-1])


def test_the_brain_has_a_tenth_more_around_it_on_its_tightest_axis():
    held = np.argwhere(resized(ball((60.0, 60.0, 55.0)), (44, 44, 44)).labels)
    assert np.ptp(held[:, 0]) + 1 == pytest.approx(40, abs=1.5)


def test_a_head_at_the_edge_of_its_image_is_filled_up_with_nothing():
    before = ball((20.0, 20.0, 20.0))
    after = resized(before, (32, 64, 64))
    assert litres(after, CODES["white"]) == pytest.approx(litres(before, CODES["white"]), rel=0.08)
    assert np.allclose(middle_mm(after, CODES["white"]), middle_mm(before, CODES["white"]), atol=1)


@pytest.mark.shared
@pytest.mark.skipif(not REAL.is_dir(), reason="needs the patient of ../shared/bench/fusion/mri3d")
def test_a_real_patient_keeps_the_volume_of_the_tumour():
    from litmuspaper.settle.brains.folders import folder

    before = next(iter(folder(REAL)))
    after = resized(before, (32, 64, 64))
    tumour = [sum(litres(one, CODES[name]) for name in ("oedema", "necrosis", "enhancing")) for one in (before, after)]
    assert tumour[1] == pytest.approx(tumour[0], rel=0.05)
