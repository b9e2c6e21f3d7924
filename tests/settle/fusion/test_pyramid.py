"""Fusion by a pyramid: it gives back what both show, keeps the details of each, and stays in range."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="needs scipy")
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.settle.fusion.pyramid import pyramid_fusion


@given(st.lists(st.integers(5, 40), min_size=2, max_size=3), st.integers(0, 3), st.integers(0, 100))
def test_two_equal_images_give_that_image(shape, levels, seed):
    image = np.random.default_rng(seed).random(shape)
    assert np.allclose(pyramid_fusion(image, image, levels), image)


@given(st.integers(0, 100))
def test_the_order_of_the_images_does_not_matter_and_the_range_is_kept(seed):
    a, b = np.random.default_rng(seed).random((2, 12, 24, 20))
    fused = pyramid_fusion(a, b)
    assert np.allclose(fused, pyramid_fusion(b, a))
    assert fused.shape == a.shape
    assert 0 <= fused.min() <= fused.max() <= 1


def test_a_detail_of_one_image_is_kept_where_the_mean_halves_it():
    flat, spotted = np.full((32, 32), 0.5), np.full((32, 32), 0.5)
    spotted[16, 16] = 1.0
    fused = pyramid_fusion(flat, spotted)
    assert fused[16, 16] - fused[4, 4] > 0.45
