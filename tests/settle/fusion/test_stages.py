"""The stages on small volumes: they learn, share what they should, and go on where they were cut off."""

import json
from dataclasses import asdict, replace

import pytest

torch = pytest.importorskip("torch", reason="needs torch")
pytest.importorskip("monai", reason="needs MONAI")
pytest.importorskip("lightning_fabric", reason="needs Lightning Fabric")

from litmuspaper.errors import ConfigError  # noqa: E402
from litmuspaper.settle import nets as common  # noqa: E402
from litmuspaper.settle.fusion import stages  # noqa: E402
from litmuspaper.settle.fusion.outputs import outputs, scores  # noqa: E402
from litmuspaper.settle.fusion.tasks import Settings  # noqa: E402
from litmuspaper.settle.fusion.trainer import trainer  # noqa: E402
from litmuspaper.settle.fusion.volumes import Volumes  # noqa: E402

SMALL = Settings(
    width=4,
    inner=8,
    depth=1,
    attention=2,
    window=4,
    head="unet",
    head_features=4,
    classes=3,
    encoder_steps=6,
    alone_steps=12,
    across_steps=6,
    together_steps=16,
    rate=3e-3,
)


@pytest.fixture(autouse=True)
def ready():
    common.ready()


@pytest.fixture(scope="module")
def volumes():
    """Balls in a box: the first image shows the outer one, the second the inner one."""
    axis = torch.linspace(-1, 1, 8)
    radius = (axis[:, None, None] ** 2 + axis[None, :, None] ** 2 + axis[None, None, :] ** 2).sqrt()
    outer, inner, noise = radius < 0.9, radius < 0.5, torch.Generator().manual_seed(0)

    def seen(ball):
        return torch.stack([ball * 0.7 + 0.3 * torch.rand(8, 8, 8, generator=noise) for _ in range(4)])[:, None]

    return Volumes(a=seen(outer), b=seen(inner), labels=(outer.long() + inner.long()).expand(4, 8, 8, 8))


@pytest.fixture(scope="module")
def encoded(volumes):
    common.ready()
    return stages.encoded(trainer(), stages.encoders(trainer(), volumes, SMALL, 0), volumes)


@pytest.fixture(scope="module")
def learned(encoded):
    by = trainer()
    alones = {task: stages.alone(by, task, encoded, SMALL, 0) for task in ("fusion", "segmentation")}
    second = stages.across(by, alones["fusion"], alones["segmentation"], encoded, SMALL, 0)
    first = stages.across(by, alones["segmentation"], alones["fusion"], encoded, SMALL, 0)
    return alones, first, second


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_the_encoders_are_frozen_and_their_features_kept_in_half_precision(encoded):
    assert encoded.features.shape == (4, 8, 8, 8, 8)
    assert encoded.features.dtype == torch.float16
    assert not encoded.features.requires_grad


def test_volumes_that_are_only_encoded_train_nothing(volumes, encoded):
    module = stages.encoders(trainer(), volumes, SMALL, 0)
    more = stages.encoded(trainer(), module, replace(volumes, a=volumes.a.flip(2)))
    assert torch.equal(stages.encoded(trainer(), module, volumes).features, encoded.features)
    assert more.features.shape == encoded.features.shape
    assert not torch.equal(more.features, encoded.features)


def test_each_task_learns_alone(encoded, learned):
    for one in learned[0].values():
        assert len(one.losses) == SMALL.alone_steps
        assert sum(one.losses[-4:]) < sum(one.losses[:4])
        assert any(value.any() for value in one.memory.importance.values())


def test_stage_two_starts_from_the_others_weights_with_its_own_head(encoded, learned):
    alones, _, _ = learned
    still = replace(SMALL, across_steps=0)
    moved = stages.across(trainer(), alones["fusion"], alones["segmentation"], encoded, still, 0)
    assert same(moved.weights, alones["segmentation"].weights)
    assert same(moved.head.state_dict(), alones["fusion"].head.state_dict())


def test_a_memory_holds_the_weights_back(encoded, learned):
    alones, _, _ = learned

    def way(strength):
        of = replace(SMALL, strength=strength)
        moved = stages.across(trainer(), alones["fusion"], alones["segmentation"], encoded, of, 0)
        old = alones["segmentation"].memory
        return float(old.penalty(moved.weights))

    assert way(100.0) < way(0.0)


@pytest.mark.parametrize("kind", ["residual", "average", "first"])
@pytest.mark.parametrize("distance", ["manifold", "none"])
def test_stage_three_gives_weights_that_both_heads_take(encoded, learned, kind, distance):
    alones, first, second = learned
    before = {name: one.clone() for name, one in second.head.state_dict().items()}
    found = stages.together(trainer(), first, second, alones, encoded, SMALL, 0, kind, distance)
    assert len(found.losses) == SMALL.together_steps
    assert sum(found.losses[-4:]) < sum(found.losses[:4])
    assert same(second.head.state_dict(), before)  # Stage II's head is left for the other arms
    mean = {name: (one + second.weights[name]) / 2 for name, one in first.weights.items()}
    assert same(found.weights, mean) == (kind == "average")
    assert same(found.weights, first.weights) == (kind == "first")
    made = outputs(found.weights, found.psi, found.phi, encoded.features)
    assert made["fusion"].shape == (4, 1, 8, 8, 8)
    assert 0 <= float(made["fusion"].min()) <= float(made["fusion"].max()) <= 1
    assert made["segmentation"].shape == (4, 8, 8, 8)


@pytest.mark.parametrize("distance", ["filters", "mean square"])
def test_other_readings_of_the_distance_train_too(encoded, learned, distance):
    alones, first, second = learned
    short = replace(SMALL, together_steps=2)
    found = stages.together(trainer(), first, second, alones, encoded, short, 0, "residual", distance, remember=False)
    assert all(torch.isfinite(one).all() for one in found.weights.values())


def test_the_curves_of_both_tasks_are_kept_and_survive_a_cut(tmp_path, encoded, learned):
    alones, first, second = learned
    whole = stages.together(trainer(), first, second, alones, encoded, SMALL, 0)
    assert {task: len(curve) for task, curve in whole.curves.items()} == {"fusion": 16, "segmentation": 16}
    half = replace(SMALL, together_steps=8)
    stages.together(trainer(folder=tmp_path), first, second, alones, encoded, half, 0)
    resumed = stages.together(trainer(folder=tmp_path), first, second, alones, encoded, SMALL, 0)
    assert resumed.curves == whole.curves


def test_crops_are_cut_from_one_place_in_all_parts():
    grid = torch.arange(2 * 12 * 12 * 12).reshape(2, 12, 12, 12)
    volumes = Volumes(a=grid[:, None].float(), b=2.0 * grid[:, None], labels=grid)
    batch = volumes.drawn(0, 1, 2, (4, 8, 8))
    a, b, labels = batch(3)
    assert a.shape == b.shape == (2, 1, 4, 8, 8)
    assert torch.equal(a[:, 0], labels.float())
    assert torch.equal(b, 2 * a)
    assert not torch.equal(batch(4)[2], labels)
    assert torch.equal(batch(3)[2], labels)
    assert len({int(batch(step)[2].min() % 12**3) for step in range(9)}) > 3  # from many places


def test_training_on_crops_learns_and_tells_whole_volumes(encoded):
    of = replace(SMALL, crop=(4, 8, 8), alone_steps=20)
    found = stages.alone(trainer(), "segmentation", encoded, of, 0)
    assert sum(found.losses[-4:]) < sum(found.losses[:4])
    made = outputs(found.weights, None, found.head, encoded.features, of.crop)
    assert made["segmentation"].shape == (4, 8, 8, 8)


def test_windows_that_see_one_voxel_each_give_what_the_whole_gives():
    shown = torch.rand(1, 2, 8, 8, 8)
    head = torch.nn.Conv3d(2, 3, 1)
    with torch.no_grad():
        assert torch.allclose(scores(head, shown, (4, 4, 4)), head(shown), atol=1e-5)
        assert torch.equal(scores(head, shown, None), head(shown))


def test_both_tasks_are_learned_from_the_start_too(encoded):
    found = stages.jointly(trainer(), encoded, SMALL, 0, 24)
    for curve in found.curves.values():
        assert sum(curve[-6:]) < sum(curve[:6])
    assert outputs(found.weights, found.psi, found.phi, encoded.features).keys() == {"fusion", "segmentation"}


def test_the_segmentation_network_learns_alone_from_both_images(volumes):
    network = stages.plainly(trainer(), volumes, SMALL, 0, 60)
    with torch.no_grad():
        found = network(torch.cat([volumes.a, volumes.b], dim=1)).argmax(dim=1)
    assert float((found == volumes.labels).float().mean()) > 0.6


def test_tasks_that_start_from_the_same_weights_do_so(encoded):
    still = replace(SMALL, rate=0.0, alone_steps=1)
    own = stages.alone(trainer(), "segmentation", encoded, still, 0)
    other = stages.alone(trainer(), "segmentation", encoded, still, 0, start="fusion")
    fusion = stages.alone(trainer(), "fusion", encoded, still, 0)
    assert same(other.weights, fusion.weights)
    assert not same(own.weights, fusion.weights)


def test_a_run_that_was_cut_off_ends_with_the_same_bits(tmp_path, encoded):
    whole = stages.alone(trainer(), "segmentation", encoded, SMALL, 0)
    kept = {"folder": tmp_path, "every": 4}
    drawn = []

    class CutOff(Exception):
        pass

    def cut(self, *arguments):
        batch = whole_draw(self, *arguments)

        def draw(step):
            drawn.append(step)
            if step == 6:
                raise CutOff
            return batch(step)

        return draw

    whole_draw = Volumes.drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Volumes, "drawn", cut)
        with pytest.raises(CutOff):
            stages.alone(trainer(**kept), "segmentation", encoded, SMALL, 0)
    resumed = stages.alone(trainer(**kept), "segmentation", encoded, SMALL, 0)
    assert drawn == list(range(7))
    assert resumed.losses == whole.losses
    assert same(resumed.weights, whole.weights)
    assert same(resumed.memory.importance, whole.memory.importance)
    again = stages.alone(trainer(**kept), "segmentation", encoded, SMALL, 0)  # nothing is left to train
    assert same(again.weights, whole.weights)


def test_a_checkpoint_of_another_width_is_refused_by_name(tmp_path, encoded):
    made_with = json.loads(json.dumps(asdict(SMALL)))
    short = replace(SMALL, alone_steps=1)
    stages.alone(trainer(folder=tmp_path, made_with=made_with), "fusion", encoded, short, 0)
    other = made_with | {"width": 16}
    with pytest.raises(ConfigError, match="width 4"):
        stages.alone(trainer(folder=tmp_path, made_with=other), "fusion", encoded, short, 0)


def test_mixed_precision_is_an_argument_of_fabric(encoded):
    learned = stages.alone(trainer(precision="bf16-mixed"), "fusion", encoded, replace(SMALL, alone_steps=3), 0)
    assert all(one.dtype == torch.float32 and torch.isfinite(one).all() for one in learned.weights.values())


def test_a_precision_that_scales_the_loss_is_refused():
    with pytest.raises(ConfigError, match="scales the loss"):
        trainer(precision="16-mixed")
