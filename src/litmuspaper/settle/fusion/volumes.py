"""Pairs of images with their labels and features, and the batches that are drawn from them. This file imports torch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from litmuspaper.settle.streams import stream

Size = tuple[int, int, int]
AT_ONCE = 2  # volumes; on a CPU torch takes a kernel for one alone that is eight times as slow as for two


@dataclass(frozen=True, slots=True, kw_only=True)
class Volumes:
    """Pairs of images with labels: a and b (n, 1, *s) of 0..1, labels (n, *s), and features (n, 2 width, *s) later.

    `spacings_mm` has that of z, y and x for each, `classes` the labels that make up each class that is scored; both
    may be empty.
    """

    a: Tensor
    b: Tensor
    labels: Tensor
    spacings_mm: tuple[tuple[float, float, float], ...] = ()
    features: Tensor | None = None
    classes: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def drawn(self, seed: int, stage: int, count: int, crop: Size | None = None) -> Callable[[int], tuple[Tensor, ...]]:
        """The batch of a step: features (or none before they are there), a, b and labels.

        Args:
            seed: of the run.
            stage: a number that tells batches apart.
            count: of volumes.
            crop: what is taken of each, from a place of its own; None for all.

        Returns:
            A function of the step, counted from zero.
        """
        parts = (self.a, self.b, self.labels) if self.features is None else (self.features, self.a, self.b, self.labels)
        sides = tuple(self.labels.shape[1:])

        def batch(step: int) -> tuple[Tensor, ...]:
            draw = stream(seed, "noise", stage, step)
            picked = draw.choice(len(self.a), min(count, len(self.a)), replace=False)
            boxes = []
            for one in picked:
                starts = [draw.integers(side - own + 1) for side, own in zip(sides, crop or sides, strict=True)]
                box = (slice(first, first + own) for first, own in zip(starts, crop or sides, strict=True))
                boxes.append((int(one), ..., *box))
            return tuple(_as_float(torch.stack([part[box] for box in boxes])) for part in parts)

        return batch


def _as_float(part: Tensor) -> Tensor:
    return part.float() if part.is_floating_point() else part
