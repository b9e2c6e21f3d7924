"""A model of random weights, so small that a test can afford many volumes."""

from importlib.util import find_spec

import pytest


@pytest.fixture(scope="session")
def small_model():
    """Its voxels are as large as those of a patient of 8 x 16 x 16."""
    for needed in ("torch", "monai", "nibabel", "nilearn", "lightning_fabric"):
        if find_spec(needed) is None:
            pytest.skip(f"needs {needed}: pip install 'litmuspaper[fusion]'")
    from litmuspaper.settle.fusion.model import BOOKS, Model, Networks
    from litmuspaper.settle.fusion.tasks import Settings
    from litmuspaper.settle.nets import seeded

    of = Settings(width=2, inner=2, depth=0, head="unet", head_features=2, crop=(8, 16, 16))
    networks = seeded(1, lambda: Networks(of, of.crop))
    model = Model(
        settings=of,
        networks=networks.eval().requires_grad_(False),
        sequences=("t1", "flair"),
        classes=next(iter(BOOKS)),
        spacing_mm=(21.6, 12.7, 12.7),
        shape=of.crop,
        note="Simulated patients: none.",
    )
    return model
