"""The metrics against values of independent implementations on seven triples, and on published fused images."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from litmuspaper.settle import metrics
from litmuspaper.settle.metrics.compare import compare
from litmuspaper.settle.metrics.files import read

FUSION = Path(__file__).parents[3] / "../shared/bench/fusion"
pytest.importorskip("PIL")
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FUSION.exists(), reason="the shared fused images are not beside this repository"),
]
TOOLBOX = "octave_MATLAB_reference(liu_toolbox+tang_repo)"


@pytest.fixture(scope="module")
def cases():
    told = json.loads((FUSION / "metric_reference.json").read_text(encoding="utf-8"))["cases"]
    for case in told.values():
        case["images"] = [read(FUSION / case["files"][which]["path"]).channels[0] for which in "ABF"]
    return told


@pytest.mark.parametrize(
    ("metric", "group", "name"),
    [
        (metrics.q_mi, TOOLBOX, "QMI_hossny"),
        (lambda *t: metrics.q_te(*t, marginals="toolbox"), TOOLBOX, "QTE_nava_q0.43137"),
        (metrics.q_te, "vectorised_check", "QTE_nava_q0.43137_correctMarginals"),
        (lambda *t: metrics.q_te_cvejic(*t, marginals="toolbox"), TOOLBOX, "QTE_cvejic_q1.85_sum"),
        (metrics.q_te_cvejic, "vectorised_check", "QTE_cvejic_q1.85_sum_correctMarginals"),
        (metrics.q_ncie, TOOLBOX, "QNCIE"),
        (metrics.q_g, TOOLBOX, "QG_toolbox_localmean"),
        (metrics.qabf, TOOLBOX, "Qabf_global"),
        (metrics.mi, TOOLBOX, "MI_bits_sum"),
        (lambda *t: metrics.mi(*t, base=math.e), "python_cddfuse", "MI_nats_sum"),
        (metrics.vif_p, "python_cddfuse", "VIFF_(sum_of_VIFP)"),
        (lambda a, b, f: metrics.vif_p_mean(a, a, f), TOOLBOX, "VIFP_A"),
        (lambda a, b, f: metrics.vif_p_mean(b, b, f), TOOLBOX, "VIFP_B"),
        (lambda *t: metrics.vif_p(*(x / 255 for x in t)), TOOLBOX, "VIFP_sum_range01"),
    ],
)
def test_a_value_is_the_reference_s_to_a_millionth(cases, metric, group, name):
    assert len(cases) == 7
    for case in cases.values():
        assert metric(*case["images"]) == pytest.approx(case[group][name], rel=0, abs=1e-6)


def test_qabf_by_the_formula_is_not_what_public_codes_give(cases):
    apart = [
        abs(metrics.qabf(*case["images"], equal="ratio") - case[TOOLBOX]["Qabf_global"]) for case in cases.values()
    ]
    assert 1e-4 < max(apart) < 3e-4


def test_copies_beat_what_networks_make_by_most_information_measures(cases):
    """Why the trivial fusions stand beside every value."""
    a, b, f = cases["ct_mri_bsa0"]["images"]
    names = ["MI", "Q_MI", "Q_NCIE", "VIF_P"]
    fused, copy = metrics.measure(a, b, f, names), metrics.measure(a, b, b, names)
    assert all(copy[name] > fused[name] for name in names)


def test_a_folder_of_published_fused_images(tmp_path):
    """Three folders of medical images: every triple is measured, every value lies in its range."""
    source = FUSION / "fusion2d/gesenet_ct"
    found = compare(source / "CT", source / "MRI", source / "fused_GeSeNet", ["MI", "Q_NCIE", "Qabf", "SSIM", "EN"])
    assert len(found.triples) >= 3
    assert found.failed == ()
    for one in found.triples:
        for values in one.values.values():
            for name, value in values.items():
                assert metrics.METRICS[name].low <= value <= metrics.METRICS[name].high


def test_two_real_modalities_of_one_volume(tmp_path):
    """A real case: its mean fusion slice by slice, the volumes of floats stretched and it is said."""
    nibabel = pytest.importorskip("nibabel")
    folder = next((FUSION / "mri3d/brats18").iterdir())
    images = [nibabel.load(folder / name) for name in ("t1ce.nii.gz", "flair.nii.gz")]
    parts = [np.asarray(image.dataobj)[..., 60:64].astype(np.float32) for image in images]
    paths = [tmp_path / name for name in ("a.nii.gz", "b.nii.gz", "f.nii.gz")]
    for path, values in zip(paths, [*parts, parts[0] + parts[1]], strict=True):
        nibabel.save(nibabel.Nifti1Image(values, images[0].affine), path)
    found = compare(*paths, ["Q_MI", "Q_G", "VIF_P", "SSIM"], slices=True)
    assert len(found.triples[0].notes) == 3
    assert found.mean["copy-A"]["Q_MI"] > found.mean["fused"]["Q_MI"]
