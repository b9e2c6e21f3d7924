"""A subject on the small grid that networks are trained on: the brain with some room around it, averaged."""

import numpy as np
from numpy.typing import NDArray

from litmuspaper.settle.brains.subject import CODES, Image, Labels, Subject, unit

MARGIN = 1.10  # as around simulated brains


def resized(subject: Subject, shape: tuple[int, int, int]) -> Subject:
    """A subject on a grid of another shape whose field of view is the brain and a tenth more.

    Args:
        subject: of any shape; what is no brain is zero in all its images.
        shape: voxels along z, y and x.

    Returns:
        The subject; y and x share their spacing, as those of simulated subjects do. A voxel of an image is the mean of
        what it covers, and has the label that most of it has.
    """
    spacing = np.array(subject.spacing_mm)
    inside = np.stack([image > 0 for image in subject.images.values()]).any(axis=0) | (subject.labels > 0)
    low, high = _box(inside)
    middle_mm = (low + high - 1) / 2 * spacing
    extent_mm = (high - low) * spacing * MARGIN
    plane_mm = max(extent_mm[1] / shape[1], extent_mm[2] / shape[2])
    new = np.array([extent_mm[0] / shape[0], plane_mm, plane_mm])
    edges = [
        (middle_mm[axis] + (np.arange(shape[axis] + 1) - shape[axis] / 2) * new[axis]) / spacing[axis] + 0.5
        for axis in range(3)
    ]
    shares = np.stack([_averaged((subject.labels == code).astype(np.float32), edges) for code in CODES.values()])
    labels: Labels = shares.argmax(axis=0).astype(np.uint8)
    images: dict[str, Image] = {name: unit(_averaged(image, edges)) for name, image in subject.images.items()}
    affine = subject.affine.copy()
    first = np.array([(own[0] + own[1]) / 2 - 0.5 for own in edges])  # the middle of the first voxel, in old indices
    affine[:3, :3] = subject.affine[:3, :3] * (new / spacing)[::-1]
    affine[:3, 3] = (subject.affine @ np.append(first[::-1], 1))[:3]
    return Subject(images, labels, (float(new[0]), float(new[1]), float(new[2])), subject.anatomy, affine)


def _box(inside: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first index of what is inside and the one behind its last, by axis."""
    where = np.argwhere(inside)
    return where.min(axis=0), where.max(axis=0) + 1


def _averaged(volume: NDArray[np.float32], edges: list[NDArray[np.float64]]) -> Image:
    """Means over the boxes between the edges, which are given in voxels; zero outside the volume."""
    for axis, own in enumerate(edges):
        count = volume.shape[axis]
        total = np.concatenate(
            [np.zeros_like(volume.take([0], axis)), volume.cumsum(axis=axis, dtype=np.float64)], axis
        )
        at = own.clip(0, count)
        below = np.minimum(at.astype(int), count - 1)
        part = np.expand_dims(at - below, tuple(other for other in range(3) if other != axis))
        summed = total.take(below, axis) * (1 - part) + total.take(below + 1, axis) * part
        volume = (np.diff(summed, axis=axis) / (own[1] - own[0])).astype(np.float32)
    return volume
