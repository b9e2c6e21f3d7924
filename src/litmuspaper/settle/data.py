"""Real data that several systems take, from libraries that bring them along."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError

Array = NDArray[np.float64]


@lru_cache(maxsize=1)
def digits() -> tuple[Array, NDArray[Any]]:
    """The 1,797 handwritten digits of scikit-learn (UCI, Alpaydin and Kaynak 1998), in their own order.

    Returns:
        Images (1797, 8, 8) with values from 0 to 1, and their classes (1797,). Both are shared: do not write to them.

    Raises:
        ConfigError: scikit-learn is not installed.
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise ConfigError("needs scikit-learn", next_step="pip install 'litmuspaper[lab]'") from error
    found = load_digits()
    return np.asarray(found.images, float) / 16, np.asarray(found.target)
