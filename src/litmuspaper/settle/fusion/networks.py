"""The networks of M2-CoFS: encoders Phi, feature fusion F, fusion head psi, segmentation heads phi.

Their widths are parameters; the defaults are the full scale. What the paper says of them is one sentence each; the
layers are those of the public record, the numbers of channels of DoubleConv and the up-sampling are our reading.
This file imports torch: import it inside functions only.
"""

from importlib.util import find_spec
from itertools import pairwise

import torch
from torch import nn

from litmuspaper.errors import ConfigError

HEADS = ("swin", "unetr", "unet")


def double(before: int, middle: int, after: int) -> nn.Sequential:
    """Two 3x3x3 convolutions, each with instance norm and leaky ReLU; (b, before, *s) to (b, after, *s)."""
    layers: list[nn.Module] = []
    for one, other in pairwise((before, middle, after)):
        layers += [nn.Conv3d(one, other, 3, padding=1), nn.InstanceNorm3d(other, affine=True), nn.LeakyReLU(0.01)]
    return nn.Sequential(*layers)


class Encoder(nn.Module):  # type: ignore[misc]
    """Phi of one modality: convolutions, Swin layers at half the size, both added; (b, 1, *s) to (b, width, *s).

    Args:
        width: channels of the features.
        inner: channels inside; a multiple of twice the heads.
        depth: blocks of each of the two Swin layers; zero for convolutions alone.
        heads: of the attention.
        window: side of its windows.
    """

    def __init__(self, width: int = 16, inner: int = 48, depth: int = 3, heads: int = 6, window: int = 7) -> None:
        super().__init__()
        self.local = nn.Sequential(double(1, inner // 2, inner // 2), double(inner // 2, inner, inner))
        self.down = nn.Conv3d(inner, inner, 2, stride=2)
        self.swin = nn.ModuleList(_swin(inner, depth, heads, window) for _ in range(2 if depth else 0))
        self.window = window
        self.up = nn.ConvTranspose3d(inner, inner, 2, stride=2)
        self.out = double(inner, inner, width)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """The features of a volume whose sides are even."""
        local = self.local(image)  # (b, inner, *s)
        wide = self.down(local)  # (b, inner, *s / 2)
        for layer in self.swin:
            wide = _attended(layer, wide, self.window)
        features: torch.Tensor = self.out(local + self.up(wide))
        return features


def _swin(inner: int, depth: int, heads: int, window: int) -> nn.ModuleList:
    """The blocks of one Swin layer; every second one shifts its windows by half their side."""
    from monai.networks.nets.swin_unetr import SwinTransformerBlock

    shifts = [(0, 0, 0) if block % 2 == 0 else (window // 2,) * 3 for block in range(depth)]
    return nn.ModuleList(SwinTransformerBlock(inner, heads, (window,) * 3, shift) for shift in shifts)


def _attended(blocks: nn.ModuleList, x: torch.Tensor, window: int) -> torch.Tensor:
    """One Swin layer; (b, c, *s) to the same."""
    from monai.networks.nets.swin_unetr import compute_mask, get_window_size

    sides = x.shape[2:]
    size, shift = get_window_size(sides, (window,) * 3, (window // 2,) * 3)  # no larger than the volume
    mask = compute_mask([-(-side // one) * one for side, one in zip(sides, size, strict=True)], size, shift, x.device)
    x = x.permute(0, 2, 3, 4, 1)  # (b, *s, c)
    for block in blocks:
        x = block(x, mask)
    return x.permute(0, 4, 1, 2, 3)


class FeatureFusion(nn.Module):  # type: ignore[misc]
    """F, whose weights theta this is all about: densely joined 3x3x3 convolutions with PReLU.

    Five layers see the features of both modalities and all layers before; the sixth sees the fifth alone. Each gives
    `width` channels, so that each of `width` neurons owns one filter, one bias and one slope a layer. (b, 2 width, *s)
    to (b, width, *s).
    """

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        inputs = [width * count for count in (2, 3, 4, 5, 6, 1)]  # 32/48/64/80/96/16
        self.filters = nn.ModuleList(nn.Conv3d(one, width, 3, padding=1) for one in inputs)
        self.slopes = nn.ModuleList(nn.PReLU(width) for _ in inputs)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """The fused features."""
        seen = features  # (b, 2 width, *s)
        for layer, slope in zip(self.filters[:-1], self.slopes[:-1], strict=True):
            made = slope(layer(seen))  # (b, width, *s)
            seen = torch.cat([seen, made], dim=1)
        fused: torch.Tensor = self.slopes[-1](self.filters[-1](made))
        return fused


def fusion_head(width: int = 16) -> nn.Sequential:
    """psi, 16-8-8-1: (b, width, *s) to one image, (b, 1, *s); the decoder of Stage 0 looks the same.

    Nothing ends it: most voxels of a head without skull are exactly zero, and a sigmoid that is driven there by L1
    stays there (a small run went black for good).
    """
    half = max(width // 2, 2)
    return nn.Sequential(
        nn.Conv3d(width, half, 3, padding=1),
        nn.PReLU(half),
        nn.Conv3d(half, half, 3, padding=1),
        nn.PReLU(half),
        nn.Conv3d(half, 1, 3, padding=1),
    )


def segmentation_head(kind: str, width: int, classes: int, size: tuple[int, int, int], features: int = 0) -> nn.Module:
    """phi: (b, width, *size) to scores of each class, (b, classes, *size).

    Args:
        kind: "swin" for MONAI's SwinUNETR, "unetr" for its UNETR, "unet" for its plain U-Net.
        width: channels that come in.
        classes: J, background included.
        size: of the volumes; sides divisible by 32 (swin), 16 (unetr) or 4 (unet).
        features: channels of the first level; 0 for the full scale (48, 16, 8). Fewer make a light head: with less
            than 48, SwinUNETR has one block a level and windows of 4; UNETR has 4 layers where it has less than 16.

    Returns:
        The head.

    Raises:
        ConfigError: no such head, or the size does not fit it.
    """
    from monai.networks.nets import UNETR, SwinUNETR, UNet

    if kind not in HEADS:
        raise ConfigError("there is no such segmentation head", where=kind, next_step=f"Take one of: {HEADS}")
    if kind != "unet" and find_spec("einops") is None:
        raise ConfigError("MONAI's head needs einops", where=kind, next_step="pip install einops, or take 'unet'")
    step = {"swin": 32, "unetr": 16, "unet": 4}[kind]
    if any(side % step for side in size) or (kind == "swin" and max(size) == 32):
        raise ConfigError(
            f"volumes of {' x '.join(map(str, size))} do not fit the head {kind!r}",
            next_step=f"Crop to sides divisible by {step}" + (", one of them above 32" if kind == "swin" else ""),
        )
    if kind == "unet":
        base = features or 8
        # Its first level keeps the full size: halved at once, thin tissue is lost (Dice .67 instead of .81 in a trial).
        return UNet(3, width, classes, (base, 2 * base, 4 * base, 8 * base), (1, 2, 2), act="PRELU", norm="INSTANCE")
    if kind == "unetr":
        base = features or 16
        full = base >= 16
        hidden = 768 if full else 12 * base
        return UNETR(width, classes, size, base, hidden, 4 * hidden, 12)
    base = features or 48
    light = {"depths": (1, 1, 1, 1), "window_size": 4} if base < 48 else {}
    return SwinUNETR(width, classes, feature_size=base, **light)


def parameter_count(network: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(one.numel() for one in network.parameters())
