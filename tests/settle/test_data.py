"""Data that several systems share."""

import numpy as np
import pytest

from litmuspaper.errors import ConfigError
from litmuspaper.settle import data


def test_the_digits_are_images_with_values_up_to_one():
    pytest.importorskip("sklearn.datasets", reason="needs scikit-learn")
    images, classes = data.digits()
    assert images.shape == (1797, 8, 8)
    assert (images.min(), images.max()) == (0, 1)
    assert np.bincount(classes).min() > 150


def test_a_missing_library_says_which_command_brings_it(monkeypatch):
    data.digits.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "sklearn.datasets", None)
    with pytest.raises(ConfigError, match=r"pip install 'litmuspaper\[lab\]'"):
        data.digits()
