"""What trained weights make of volumes: the fused image and the class of each voxel. This file imports torch."""

import torch
from torch import Tensor, nn
from torch.func import functional_call

from litmuspaper.settle.fusion.networks import FeatureFusion
from litmuspaper.settle.fusion.tasks import Task, Weights
from litmuspaper.settle.fusion.volumes import AT_ONCE, Size


def outputs(
    weights: Weights, psi: nn.Module | None, phi: nn.Module | None, features: Tensor, crop: Size | None = None
) -> dict[Task, Tensor]:
    """The procedure of Eq. (1): the fused image (n, 1, *s), cut to 0..1, and the class of each voxel (n, *s).

    Args:
        weights: of F.
        psi: the fusion head; None leaves the image out.
        phi: the segmentation head; None leaves the classes out.
        features: (n, 2 width, *s).
        crop: what the segmentation head was trained on: windows of that size, half over each other, are put together.

    Returns:
        What there is a head for, by task.
    """
    fusion = FeatureFusion(next(iter(weights.values())).shape[0]).to(features.device)
    found: dict[Task, list[Tensor]] = {"fusion": [], "segmentation": []}
    with torch.no_grad():
        for some in features.split(AT_ONCE):
            shared = functional_call(fusion, weights, (some.float(),))  # (1)
            if psi is not None:
                found["fusion"].append(psi(shared).clamp(0, 1))
            if phi is not None:
                found["segmentation"].append(scores(phi, shared, crop).argmax(dim=1))
    return {task: torch.cat(made) for task, made in found.items() if made}


def scores(phi: nn.Module, shown: Tensor, crop: Size | None) -> Tensor:
    """What a segmentation head says of a volume, (n, c, *s) to (n, J, *s), window by window where it needs that."""
    from monai.inferers import sliding_window_inference

    if crop is None or crop == tuple(shown.shape[2:]):
        made: Tensor = phi(shown)
        return made
    made = sliding_window_inference(shown, crop, 4, phi, overlap=0.5, mode="gaussian")
    return made
