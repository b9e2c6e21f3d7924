"""M2-CoFS as an experiment: its arms differ in what they say and share the rest."""

import shutil

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch")
for _name in ("monai", "lightning_fabric", "nilearn"):
    pytest.importorskip(_name, reason=f"needs {_name}")

from litmuspaper.errors import ConfigError  # noqa: E402
from litmuspaper.settle.fusion.tasks import Settings  # noqa: E402
from litmuspaper.settle.systems import m2cofs  # noqa: E402

SMOKE = m2cofs.CLAIM.scales["smoke"]


@pytest.fixture(scope="module")
def found():
    """Every arm once, at scale smoke."""
    return {arm: m2cofs.run(seed=0, scale=SMOKE, **settings) for arm, settings in m2cofs.CLAIM.arms.items()}


def test_every_arm_gives_numbers_that_the_claim_explains(found):
    for metrics in found.values():
        assert metrics
        assert metrics.keys() <= m2cofs.CLAIM.metrics.keys()
        assert np.isfinite(list(metrics.values())).all()


def test_an_arm_of_one_task_has_the_metrics_of_that_task_alone(found):
    for arm in ("w/o MIF", "U-Net alone", "UNETR alone", "SwinUNETR alone"):
        assert {"dice", "dice_lesion", "hd95", "hd95_csf"} <= found[arm].keys()
        assert not found[arm].keys() & {"q_g", "q_mi", "fusion_loss"}
    for arm in ("w/o MIS", "pyramid"):
        assert found[arm].keys() == found["mean of the images"].keys()


def test_the_arms_of_a_seed_share_stage_one_and_two(found):
    same = ("full", "w/o Stage III", "plain average", "w/o L_M", "w/o Stage III, heads trained as long")
    assert len({found[arm]["apart_before"] for arm in same}) == 1
    assert len({found[arm]["apart"] for arm in same}) == 1
    assert found["w/o Stage II"]["apart_change"] == 0


def test_networks_with_larger_crops_see_no_more_voxels():
    cpu = m2cofs.CLAIM.scales["cpu"]
    own = m2cofs.settings(cpu)
    for head in ("unetr", "swin"):
        seen, usual = (one.batch * one.together_steps * np.prod(one.crop) for one in (m2cofs.settings(cpu, head), own))
        assert 0.9 * usual <= seen <= usual


def test_dice_and_hd95_of_what_is_right_and_of_nothing():
    test = m2cofs.encoded(0, SMOKE)[1]
    right = m2cofs.scored({"segmentation": test.labels}, test)
    assert (right["dice"], right["hd95"]) == (1, 0)
    nothing = m2cofs.scored({"segmentation": torch.zeros_like(test.labels)}, test)
    diagonal = np.linalg.norm(np.multiply(test.labels.shape[1:], test.spacings_mm[0]))
    assert (nothing["dice"], nothing["hd95"]) == (0, pytest.approx(diagonal))


def test_weights_of_its_own_for_each_task_are_those_of_both_orders(found):
    own = found["weights of its own for each task"]
    assert own["dice"] == found["w/o Stage III"]["dice"]
    assert own["q_g"] == found["w/o Stage III, S to F"]["q_g"]


def test_a_cell_gives_the_same_numbers_again(found):
    for made in (m2cofs.encoded, m2cofs.alone, m2cofs.across):
        made.cache_clear()
    assert m2cofs.run(seed=0, scale=SMOKE) == found["full"]


def test_other_patients_are_tested_than_trained_on():
    train, test = m2cofs.encoded(0, SMOKE)
    assert len(train.a) == 2
    assert len(test.a) == 1
    assert not any(torch.equal(test.a[0], one) for one in train.a)
    assert set(train.labels.unique().tolist()) <= set(range(5))


def test_scale_gpu_has_the_full_widths():
    full, of = Settings(), m2cofs.settings(m2cofs.CLAIM.scales["gpu"])
    widths = ("width", "inner", "depth", "attention", "window", "head", "head_features", "rate", "eta", "gamma")
    assert all(getattr(of, name) == getattr(full, name) for name in widths)


def test_the_distance_of_weights_is_euclidean():
    from litmuspaper.settle.fusion.intelligence import Memory
    from litmuspaper.settle.fusion.stages import Learned

    def learned(value):
        return Learned("fusion", {"a": torch.full((2, 2), value)}, torch.nn.Identity(), Memory({}, {}), [])

    assert m2cofs.between(learned(0.0), learned(1.5)) == pytest.approx(3.0)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Three simulated patients as files, in our own layout and in that of BraTS."""
    from litmuspaper.settle.brains.saved import save
    from litmuspaper.settle.brains.simulator import subject
    from litmuspaper.settle.brains.subject import brats4
    from litmuspaper.settle.brains.volumes import write

    ours, brats = tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("brats")
    for seed in range(3):
        one = subject(seed, (16, 32, 32))
        save(one, ours / f"patient {seed}")
        (brats / f"B{seed}").mkdir()
        for name, image in one.images.items():
            write(brats / f"B{seed}" / f"B{seed}_{name}.nii.gz", image, one.affine)
        codes = np.array([0, 1, 2, 4], np.uint8)  # as BraTS has them, 3 being left out
        write(brats / f"B{seed}" / f"B{seed}_seg.nii.gz", codes[brats4(one.labels)], one.affine)
    return ours, brats


def test_a_users_own_patients_are_split_by_patient(saved):
    train, test = m2cofs.patients(0, SMOKE, str(saved[0]))
    assert (len(train.a), len(test.a)) == (2, 1)
    assert not any(torch.equal(test.a[0], one) for one in train.a)
    assert train.labels.shape[1:] == (32, 64, 64)
    assert train.classes == m2cofs.TISSUES
    others = {float(m2cofs.patients(seed, SMOKE, str(saved[0]))[1].a.sum()) for seed in range(8)}
    assert len(others) > 1  # another seed tests on another patient


def test_patients_of_brats_have_its_regions(saved):
    found = m2cofs.run(seed=0, scale=SMOKE, folder=str(saved[1]))
    assert {"dice", "dice_et", "dice_tc", "dice_wt", "hd95_wt", "q_g"} <= found.keys() <= m2cofs.CLAIM.metrics.keys()
    assert m2cofs.encoded(0, SMOKE, str(saved[1]))[0].classes == m2cofs.TUMOURS


def test_one_patient_alone_is_told(saved, tmp_path):
    shutil.copytree(saved[0] / "patient 0", tmp_path / "alone", dirs_exist_ok=True)
    with pytest.raises(ConfigError, match="one patient alone"):
        m2cofs.patients(0, SMOKE, str(tmp_path))
