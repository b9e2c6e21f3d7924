"""The losses against their closed forms on images made by hand."""

import pytest

torch = pytest.importorskip("torch", reason="needs torch")
pytest.importorskip("monai", reason="needs MONAI")

from litmuspaper.settle.fusion import losses  # noqa: E402
from litmuspaper.settle.fusion.intelligence import Memory  # noqa: E402

SIZE = (1, 1, 8, 8, 8)


def image(seed):
    return torch.rand(SIZE, generator=torch.Generator().manual_seed(seed))


def test_between_the_sources_only_the_slopes_decide():
    a, b = image(0), image(1)
    share = image(2)
    for alpha in (0.0, 0.1):
        one = losses.fusion_loss(share * a + (1 - share) * b, a, b, alpha)
        other = losses.fusion_loss((a + b) / 2, a, b, alpha)
        assert (abs(float(one - other)) < 1e-6) == (alpha == 0)


def test_the_fusion_loss_of_ramps_is_known():
    ramp = torch.linspace(0, 0.7, 8).reshape(1, 1, 8, 1, 1).expand(SIZE)  # a slope of 0.1 along z
    flat = torch.zeros(SIZE)
    assert float(losses.fusion_loss(ramp, ramp, flat, 0.1)) == pytest.approx(0.35)
    assert float(losses.fusion_loss(flat, ramp, flat, 0.1)) == pytest.approx(0.35 + 0.1 * 0.1 / 3)


def test_dice_is_zero_where_all_is_right_and_known_where_half_is():
    labels = torch.zeros(1, 2, 2, 2, dtype=torch.long)
    labels[:, 1] = 1
    right = 60 * torch.nn.functional.one_hot(labels, 2).movedim(-1, 1).float()
    assert float(losses.dice_loss(right, labels)) == pytest.approx(0.0, abs=1e-6)
    assert float(losses.dice_loss(-right, labels)) == pytest.approx(1.0, abs=1e-4)
    assert float(losses.dice_loss(torch.zeros(1, 2, 2, 2, 2), labels)) == pytest.approx(0.5, abs=1e-4)


def test_a_class_that_is_nowhere_counts_as_met():
    labels = torch.zeros(1, 4, 4, 4, dtype=torch.long)
    scores = 60 * torch.nn.functional.one_hot(labels, 3).movedim(-1, 1).float()
    assert float(losses.dice_loss(scores, labels)) == pytest.approx(0.0, abs=1e-5)


def test_the_penalty_and_the_joint_loss_add_up_with_their_weights():
    memory = Memory({"w": torch.zeros(2)}, {"w": torch.ones(2)})
    loss = losses.remembering(torch.tensor(1.0), memory, {"w": torch.tensor([1.0, 2.0])}, 0.1)
    assert float(loss) == pytest.approx(1.5)
    assert float(losses.remembering(torch.tensor(1.0), None, {}, 0.1)) == 1.0
    assert float(losses.joint_loss(loss, torch.tensor(2.0), torch.tensor(3.0))) == pytest.approx(1.5 + 4 + 0.3)


def test_the_reconstruction_loss_is_zero_for_the_image_itself_and_grows_with_the_error():
    a = image(3)
    own, near, far = (float(losses.reconstruction_loss((a + shift).clamp(0, 2), a)) for shift in (0.0, 0.05, 0.3))
    assert own == pytest.approx(0, abs=1e-5)
    assert own < near < far
