"""Samples seen in several views: the digits, a file of somebody's own, what spoils them, and how well they cluster."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.data import digits
from litmuspaper.settle.streams import integer, stream

Array = NDArray[np.float64]

_LARGEST_BYTES = 200_000_000
_LARGEST_VALUES = 200_000_000
_NEXT = "Give a MATLAB file (version 5 to 7.2) with a cell X of one matrix (samples, features) a view and a column Y"


@lru_cache(maxsize=1)
def digit_views() -> tuple[list[Array], NDArray[Any]]:
    """The digits as pixels, as amplitudes of their Fourier transform and as histograms of their gradients.

    Returns:
        Three views (1797, 64), the last of 4 directions in 4 x 4 cells, and the classes. They are shared: do not write.
    """
    images, labels = digits()
    down, right = np.gradient(images, axis=(1, 2))
    direction = np.floor(np.mod(np.arctan2(down, right), np.pi) / np.pi * 4).astype(int) % 4
    votes = np.eye(4)[direction] * np.hypot(down, right)[..., None]  # (n, 8, 8, 4)
    cells = votes.reshape(len(images), 4, 2, 4, 2, 4).sum(axis=(2, 4))  # (n, 4, 4, 4)
    return [one.reshape(len(images), -1) for one in (images, np.abs(np.fft.fft2(images)), cells)], labels


@lru_cache(maxsize=1)
def file_views(path: str) -> tuple[list[Array], NDArray[Any]]:
    """The views and classes of a MATLAB file such as the GDCN authors' NGs.mat.

    Args:
        path: the file, with X as a cell of matrices (n, d_v) and Y as n classes.

    Returns:
        Views (n, d_v) and classes (n,). They are shared: do not write.

    Raises:
        ConfigError: there is no such file, or it holds something else.
    """
    found = _matrices(path)
    labels = np.asarray(found["Y"]).ravel()
    cell = np.asarray(found["X"])
    views = [np.asarray(one) for one in cell.ravel()] if cell.dtype == object else []
    if len(views) < 2:
        raise ConfigError("X is not a cell of two views or more", where=path, next_step=_NEXT)
    for number, view in enumerate(views, 1):
        if view.ndim != 2 or view.dtype.kind not in "buif" or not view.size or not np.isfinite(view).all():
            raise ConfigError(f"view {number} is no matrix of finite numbers", where=path, next_step=_NEXT)
        if len(view) != len(labels):
            told = f"view {number} has {len(view)} samples, but Y has {len(labels)}"
            raise ConfigError(told, where=path, next_step=_NEXT)
    if labels.dtype.kind not in "buif" or len(np.unique(labels)) < 2 or len(np.unique(labels)) > len(labels) // 2:
        raise ConfigError("Y does not name two classes or more of several samples", where=path, next_step=_NEXT)
    return [view.astype(float) for view in views], np.unique(labels, return_inverse=True)[1]


def _matrices(path: str) -> dict[str, Any]:
    """X and Y of a file, after a look at its size and its names."""
    from scipy.io import loadmat, whosmat

    try:
        if Path(path).stat().st_size > _LARGEST_BYTES:
            raise ConfigError("is larger than 200 MB", where=path, next_step=_NEXT)
        names = {name: shape for name, shape, _ in whosmat(path)}
        if not {"X", "Y"} <= names.keys():
            told = f"has no X and Y, but {', '.join(sorted(names)[:10]) or 'nothing'}"
            raise ConfigError(told, where=path, next_step=_NEXT)
        found: dict[str, Any] = loadmat(path, variable_names=["X", "Y"])
    except ConfigError:
        raise
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", where=path, next_step=_NEXT) from error
    except Exception as error:  # scipy tells a broken file in a dozen ways
        told = f"is no MATLAB file that can be read ({type(error).__name__})"
        raise ConfigError(told, where=path, next_step=_NEXT) from error
    return found


def views(seed: int, size: int, path: str = "") -> tuple[list[Array], NDArray[Any]]:
    """Samples drawn by a seed's stream `data`, every view divided by the root of its mean square.

    Args:
        seed: the seed of the cell.
        size: how many samples at most.
        path: a file for `file_views`; the digits where it is empty.

    Returns:
        Views (n, d_v) and classes (n,).
    """
    found, labels = file_views(path) if path else digit_views()
    order = stream(seed, "data").permutation(len(labels))[:size]
    return [view[order] / (np.sqrt(np.mean(view[order] ** 2)) or 1.0) for view in found], labels[order]


def spoilt(clean: list[Array], seed: int, kind: str, fraction: float) -> list[Array]:
    """Views of which some samples have lost one, drawn at random.

    Which samples lose which view depends on the seed alone: those of a larger fraction include those of a smaller, and
    noise and zeros strike the same.

    Args:
        clean: views (n, d_v).
        seed: the seed of the cell.
        kind: "noise", normal with the mean and the standard deviation of each feature, or "zeros".
        fraction: the probability of a sample to lose a view.

    Returns:
        New views.
    """
    draw = stream(seed, "data", 1)
    n = len(clean[0])
    struck, which = draw.random(n) < fraction, draw.integers(len(clean), size=n)
    found = []
    for number, view in enumerate(clean):
        noise = view.mean(axis=0) + view.std(axis=0) * draw.standard_normal(view.shape)
        lost = (struck & (which == number))[:, None]
        found.append(np.where(lost, noise if kind == "noise" else 0.0, view))
    return found


def clustering(z: Array, labels: NDArray[Any], seed: int) -> dict[str, float]:
    """How well k-means on z finds the classes; their number is given to it, as is usual.

    Args:
        z: (n, d).
        labels: classes (n,).
        seed: the seed of the cell; its stream `evaluation` starts k-means.

    Returns:
        acc, purity, nmi and ari; not-a-number where z is not finite.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

    if not np.isfinite(z).all():
        return dict.fromkeys(("acc", "purity", "nmi", "ari"), float("nan"))
    with threadpool_limits(1):  # more would add up in another order
        means = KMeans(len(np.unique(labels)), n_init=10, random_state=integer(seed, "evaluation") % 2**32)
        found = means.fit_predict(z)
    return {
        "acc": accuracy(labels, found),
        "purity": float(_table(labels, found).max(axis=1).sum() / len(labels)),
        "nmi": float(normalized_mutual_info_score(labels, found)),
        "ari": float(adjusted_rand_score(labels, found)),
    }


def accuracy(labels: NDArray[Any], found: NDArray[Any]) -> float:
    """The share of samples in their class, clusters and classes matched one to one at best (Kuhn 1955)."""
    from scipy.optimize import linear_sum_assignment

    table = _table(labels, found)
    return float(table[linear_sum_assignment(table, maximize=True)].sum() / len(labels))


def _table(labels: NDArray[Any], found: NDArray[Any]) -> NDArray[np.int64]:
    """How many samples each cluster has of each class, (clusters, classes)."""
    rows, columns = (np.unique(one, return_inverse=True)[1] for one in (found, labels))
    table = np.zeros((rows.max() + 1, columns.max() + 1), np.int64)
    np.add.at(table, (rows, columns), 1)
    return table
