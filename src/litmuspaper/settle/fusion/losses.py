"""The losses of M2-CoFS, Eqs. (16) to (20), and that of the auto-encoder before them.

Sums over voxels are means here, so that a weight between two losses does not depend on the size of the volumes. The
gradient of an image is read as the absolute forward differences along each axis, and max(grad A, grad B) as the larger
of the two, voxel by voxel. This file imports torch.
"""

import torch
from torch import Tensor
from torch.nn import functional

from litmuspaper.settle.fusion.intelligence import Memory

TINY = 1e-5


def slopes(image: Tensor) -> list[Tensor]:
    """Absolute forward differences along z, y and x; (b, 1, *s) to three tensors one voxel shorter on their axis."""
    return [image.diff(dim=axis).abs() for axis in (2, 3, 4)]


def fusion_loss(fused: Tensor, a: Tensor, b: Tensor, alpha: float = 0.1) -> Tensor:
    """L_F of Eq. (16); all images are (b, 1, *s).

    Wherever the fused value lies between the two sources, its first term does not depend on it: there the second one
    alone decides.
    """
    near = (fused - a).abs().mean() + (fused - b).abs().mean()
    triples = zip(slopes(fused), slopes(a), slopes(b), strict=True)
    steep = torch.stack([(own - torch.maximum(one, other)).abs().mean() for own, one, other in triples]).mean()
    return near + alpha * steep  # (16)


def dice_loss(scores: Tensor, labels: Tensor) -> Tensor:
    """L_S of Eq. (17), with plain sums below the line, over the voxels of the whole batch.

    Args:
        scores: (b, J, *s) before the softmax, the background among the J classes.
        labels: (b, *s) class numbers.

    Returns:
        A tensor without axes, in 0..1. A small number above and below the line lets an absent class count as met.
    """
    predicted = scores.softmax(dim=1)
    truth = functional.one_hot(labels.long(), scores.shape[1]).movedim(-1, 1).to(predicted.dtype)
    axes = (0, *range(2, scores.ndim))
    both, either = (predicted * truth).sum(axes), predicted.sum(axes) + truth.sum(axes)  # (J,)
    return 1 - ((2 * both + TINY) / (either + TINY)).mean()  # (17)


def remembering(loss: Tensor, memory: Memory | None, weights: dict[str, Tensor], strength: float) -> Tensor:
    """A task's loss with the penalty for the other task's weights: L'_F of Eq. (18), L'_S of Eq. (19).

    Args:
        loss: L_F or L_S.
        memory: of the other task; None for none.
        weights: those being trained.
        strength: lambda or mu.

    Returns:
        A tensor without axes.
    """
    return loss if memory is None else loss + strength * memory.penalty(weights)  # (18), (19)


def joint_loss(fusing: Tensor, segmenting: Tensor, manifold: Tensor, eta: float = 2.0, gamma: float = 0.1) -> Tensor:
    """L of Eq. (20) from L'_F, L'_S and L_M."""
    return fusing + eta * segmenting + gamma * manifold  # (20)


def reconstruction_loss(made: Tensor, image: Tensor) -> Tensor:
    """What the auto-encoder is trained by: 40 times mean square, 20 times total variation of the error, 1 - SSIM.

    The paper does not say how its encoders are trained; these are the weights of the system it grew out of.
    """
    from monai.losses import SSIMLoss

    error = made - image
    variation = torch.stack([one.mean() for one in slopes(error)]).mean()
    alike = SSIMLoss(spatial_dims=3, data_range=1.0, win_size=min(7, *image.shape[2:]))
    return 40 * (error**2).mean() + 20 * variation + alike(made, image)
