"""Dice and HD95 against distances counted pair by pair, and what empty masks give."""

import math
import sys

import numpy as np
import pytest

from litmuspaper.errors import ConfigError
from litmuspaper.settle.metrics import dice, hd95
from litmuspaper.settle.streams import stream

pytest.importorskip("monai")
CLASSES = {"core": [1, 3], "rim": [2], "whole": [1, 2, 3]}


def surface(mask):
    """The voxels of a mask with a face neighbour outside it, by their places."""
    padded = np.pad(mask, 1)
    inner = padded.copy()
    for axis in range(mask.ndim):
        inner &= np.roll(padded, 1, axis) & np.roll(padded, -1, axis)
    return np.argwhere(padded & ~inner) - 1


def distances(one, other, spacing):
    here, there = surface(one) * spacing, surface(other) * spacing
    apart = np.sqrt(((here[:, None] - there[None]) ** 2).sum(-1))
    return apart.min(axis=1), apart.min(axis=0)


def tumours():
    """Two label maps of nested ellipsoids, the second moved and with stray voxels."""
    z, y, x = np.mgrid[:9, :24, :26]
    made = []
    for shift in (0, 2):
        r = ((z - 4) / 3.5) ** 2 + ((y - 11 - shift) / 8) ** 2 + ((x - 12) / 9) ** 2
        made.append(np.select([r < 0.2, r < 0.5, r < 1], [3, 1, 2], 0))
    made[1][stream(1, "noise").random(made[1].shape) < 0.003] = 2
    return made


def test_they_are_what_counting_gives():
    one, other = tumours()
    spacing = np.array([3.0, 1.0, 0.9])
    overlap, larger = dice(one, other, CLASSES), hd95(one, other, CLASSES, spacing)
    pooled = hd95(one, other, CLASSES, spacing, rule="pooled")
    for name, labels in CLASSES.items():
        a, b = np.isin(one, labels), np.isin(other, labels)
        assert overlap[name] == pytest.approx(2 * (a & b).sum() / (a.sum() + b.sum()))
        there, back = distances(a, b, spacing)
        assert larger[name] == pytest.approx(max(np.percentile(there, 95), np.percentile(back, 95)), abs=1e-6)
        assert pooled[name] == pytest.approx(np.percentile(np.concatenate([there, back]), 95), abs=1e-6)


def test_flat_images_and_equal_masks():
    one, _ = tumours()
    assert dice(one[4], one[4], CLASSES) == {"core": 1, "rim": 1, "whole": 1}
    assert hd95(one[4], one[4], CLASSES) == {"core": 0, "rim": 0, "whole": 0}


def test_empty_masks():
    one, _ = tumours()
    none = np.zeros_like(one)
    assert dice(none, none, CLASSES) == {"core": 1, "rim": 1, "whole": 1}
    assert hd95(none, none, CLASSES) == {"core": 0, "rim": 0, "whole": 0}
    assert dice(one, none, CLASSES) == {"core": 0, "rim": 0, "whole": 0}
    assert set(hd95(none, one, CLASSES).values()) == {math.inf}


def test_labels_of_two_shapes_are_refused():
    with pytest.raises(ConfigError, match="3x4 and 4x3"):
        dice(np.zeros((3, 4)), np.zeros((4, 3)), CLASSES)
    with pytest.raises(ConfigError, match="2 sizes for 3 axes"):
        hd95(np.ones((3, 4, 5)), np.ones((3, 4, 5)), {"all": [1]}, (1, 2))


def test_without_monai_the_way_to_get_it_is_named(monkeypatch):
    for name in ("monai", "monai.metrics"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ConfigError, match="litmuspaper"):
        dice(np.ones((3, 4)), np.ones((3, 4)), {"all": [1]})
