"""M2-CoFS as an experiment: its arms differ in what they say and share the rest."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch")
for _name in ("monai", "lightning_fabric", "nilearn"):
    pytest.importorskip(_name, reason=f"needs {_name}")

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
    assert {"dice", "dice_lesion"} <= found["w/o MIF"].keys()
    assert not found["w/o MIF"].keys() & {"q_g", "q_mi", "fusion_loss"}
    assert found["w/o MIS"].keys() == found["mean of the images"].keys()


def test_the_arms_of_a_seed_share_stage_one_and_two(found):
    assert len({metrics["apart_before"] for metrics in found.values() if "apart_before" in metrics}) == 1
    same = ("full", "w/o Stage III", "plain average", "w/o L_M")
    assert len({found[arm]["apart"] for arm in same}) == 1
    assert found["w/o Stage II"]["apart_change"] == 0


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
