"""The networks: their sizes at full width, what goes in and comes out, and volumes that do not fit."""

from importlib.util import find_spec

import pytest

torch = pytest.importorskip("torch", reason="needs torch")
pytest.importorskip("monai", reason="needs MONAI")

from litmuspaper.errors import ConfigError  # noqa: E402
from litmuspaper.settle.fusion import networks  # noqa: E402
from litmuspaper.settle.fusion.manifold import filter_rows, neuron_rows  # noqa: E402

needs_einops = pytest.mark.skipif(find_spec("einops") is None, reason="MONAI's transformers need einops")


def test_the_full_widths_have_as_many_parameters_as_the_record_says():
    assert networks.parameter_count(networks.FeatureFusion()) == 145_344
    assert networks.parameter_count(networks.Encoder()) == pytest.approx(484_000, rel=0.02)
    layers = [one for one in networks.fusion_head() if isinstance(one, torch.nn.Conv3d)]
    assert [layers[0].in_channels, *(one.out_channels for one in layers)] == [16, 8, 8, 1]


def test_the_weights_are_sixteen_neurons_of_9084_numbers_and_96_filters():
    weights = dict(networks.FeatureFusion().named_parameters())
    assert neuron_rows(weights).shape == (16, 9084)
    assert filter_rows(weights).shape == (96, 27 * 96 + 2)


def test_the_sixth_layer_sees_the_fifth_alone():
    fusion = networks.FeatureFusion()
    assert [one.in_channels for one in fusion.filters] == [32, 48, 64, 80, 96, 16]
    assert fusion(torch.rand(2, 32, 4, 6, 8)).shape == (2, 16, 4, 6, 8)


@pytest.mark.parametrize("depth", [0, 2])
def test_features_have_the_size_of_the_volume(depth):
    torch.manual_seed(0)
    encoder = networks.Encoder(width=4, inner=12, depth=depth, heads=2, window=3)
    features = encoder(torch.rand(1, 1, 8, 12, 10))
    assert features.shape == (1, 4, 8, 12, 10)
    features.sum().backward()
    assert all(one.grad is not None for one in encoder.parameters())


def test_shifted_windows_let_a_voxel_see_beyond_its_own():
    torch.manual_seed(0)
    x = torch.rand(1, 8, 8, 8, 8, requires_grad=True)
    layer = networks._swin(8, 2, 2, 4)
    networks._attended(layer, x, 4)[0, :, 0, 0, 0].sum().backward()
    assert x.grad[0, :, 5, 5, 5].abs().sum() == 0  # the first two blocks reach as far as the shifted window
    networks._attended(layer, x, 4)[0, :, 3, 3, 3].sum().backward()
    assert x.grad[0, :, 5, 5, 5].abs().sum() > 0


def test_the_fusion_head_gives_one_image():
    assert networks.fusion_head(4)(torch.randn(2, 4, 6, 6, 6)).shape == (2, 1, 6, 6, 6)


def test_the_plain_u_net_gives_a_score_for_each_class():
    head = networks.segmentation_head("unet", 4, 5, (8, 12, 12), 4)
    assert head(torch.rand(1, 4, 8, 12, 12)).shape == (1, 5, 8, 12, 12)


@needs_einops
@pytest.mark.parametrize(("kind", "count"), [("swin", 3_753_068), ("unetr", 3_664_201), ("unet", 126_731)])
def test_light_heads_take_the_smallest_volume(kind, count):
    head = networks.segmentation_head(kind, 16, 5, (32, 64, 64), {"swin": 12, "unetr": 4, "unet": 8}[kind])
    assert networks.parameter_count(head) == count
    assert head(torch.rand(1, 16, 32, 64, 64)).shape == (1, 5, 32, 64, 64)


@pytest.mark.skipif(find_spec("einops") is not None, reason="einops is installed")
def test_a_missing_einops_is_named():
    with pytest.raises(ConfigError, match="einops"):
        networks.segmentation_head("swin", 4, 5, (32, 64, 64))


@pytest.mark.parametrize(
    ("kind", "size"), [("unet", (10, 12, 12)), pytest.param("swin", (32, 32, 32), marks=needs_einops), ("other", (8,))]
)
def test_a_head_says_what_does_not_fit(kind, size):
    with pytest.raises(ConfigError, match=r"Crop to sides|Take one of"):
        networks.segmentation_head(kind, 4, 5, size)
