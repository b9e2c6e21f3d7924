"""The manifold distance between three sets of weights, Eqs. (11) to (15): shortest paths over a graph of neurons.

A neuron is a point: its weights, bias and slope of every layer in one row. The graph joins each to its k nearest; the
distance of two neurons is the length of the shortest path between them.

The paper leaves open what a row is (its "d is the number of layers" fits no table of weights), which pairs Eqs. (13)
and (14) sum over (all n^2 here, as the factor says), and what becomes of a graph in pieces: a nearest-neighbour graph
may leave no path at all, so the edges of the minimum spanning tree are added. Which edges the paths take is found
without gradients; on them the length is differentiated exactly, since the paths stay where they are under a small
change of the weights (but where two paths are equally long).
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

Array = NDArray[np.float64]

NEIGHBOURS = 5


def neuron_rows(weights: "Mapping[str, torch.Tensor]") -> "torch.Tensor":
    """One row a neuron: what belongs to it, layer after layer.

    Args:
        weights: the tensors of the network by name; the first axis of each counts the neurons.

    Returns:
        (n, d), with n = 16 and d = 9,084 at full width.
    """
    import torch

    return torch.cat([one.reshape(one.shape[0], -1) for one in weights.values()], dim=1)


def filter_rows(weights: "Mapping[str, torch.Tensor]") -> "torch.Tensor":
    """One row a neuron and layer, with zeros behind where a layer has fewer inputs than the widest.

    Args:
        weights: as for `neuron_rows`; the layer is the number in a name.

    Returns:
        (layers n, d), with 96 rows of d = 2,594 at full width: 288 for the three sets.
    """
    import torch
    from torch.nn.functional import pad

    layers: dict[str, dict[str, torch.Tensor]] = {}
    for name, one in weights.items():
        layers.setdefault(next(part for part in name.split(".") if part.isdigit()), {})[name] = one
    rows = [neuron_rows(layer) for layer in layers.values()]
    widest = max(one.shape[1] for one in rows)
    return torch.cat([pad(one, (0, widest - one.shape[1])) for one in rows])


def distances(inner: Array) -> Array:
    """Euclidean distances of all pairs, (n, n), from the inner products of the points, (n, n)."""
    square = np.diag(inner)
    apart: Array = np.sqrt(np.maximum(square[:, None] + square[None, :] - 2 * inner, 0))
    np.fill_diagonal(apart, 0)
    return apart


def graph(apart: Array, neighbours: int = NEIGHBOURS) -> Array:
    """The edges of Eq. (12): each point to its nearest, either way, and the minimum spanning tree.

    Args:
        apart: (n, n) distances.
        neighbours: k.

    Returns:
        (n, n) lengths, infinite where there is no edge. Two equal points are joined by a very short edge.
    """
    from scipy.sparse.csgraph import minimum_spanning_tree

    # scipy reads a zero as no edge; the length that is summed later is the true one.
    seen = np.maximum(apart, 1e-9 * max(float(apart.max()), 1e-30))
    np.fill_diagonal(seen, np.inf)
    nearest = np.argpartition(seen, min(neighbours, len(seen) - 1) - 1, axis=1)[:, :neighbours]
    edge = np.zeros(apart.shape, dtype=bool)
    np.put_along_axis(edge, nearest, True, axis=1)
    edge[minimum_spanning_tree(np.where(np.isinf(seen), 0, seen)).nonzero()] = True
    return np.where(edge | edge.T, seen, np.inf)  # (12)


def uses(lengths: Array, sources: int) -> NDArray[np.int64]:
    """How often each edge lies on the shortest paths from the first rows to all others, (n, n), one count a pair.

    Args:
        lengths: (n, n) of `graph`.
        sources: how many rows the paths start from; the rows behind them are where they end.

    Returns:
        Counts above the diagonal.
    """
    from scipy.sparse.csgraph import csgraph_from_dense, dijkstra

    _, before = dijkstra(
        csgraph_from_dense(lengths, null_value=np.inf),
        directed=False,
        indices=np.arange(sources),
        return_predecessors=True,
    )
    count = np.zeros(lengths.shape, dtype=np.int64)
    start, at = (one.ravel() for one in np.mgrid[:sources, sources : len(lengths)])
    while len(at):
        previous = before[start, at]
        np.add.at(count, (np.minimum(at, previous), np.maximum(at, previous)), 1)
        going = previous != start
        start, at = start[going], previous[going]
    return count


def distance_to(
    first: "torch.Tensor", second: "torch.Tensor", neighbours: int = NEIGHBOURS
) -> "Callable[[torch.Tensor], torch.Tensor]":
    """The loss L_M of Eq. (15) for two sets of weights that stay as they are while a third is learned.

    Args:
        first: (n, d) rows of theta_F->S.
        second: (n, d) rows of theta_S->F.
        neighbours: k of Eq. (12).

    Returns:
        A function of the (n, d) rows of theta_U: the mean length of the paths to the first set plus that to the
        second, a tensor without axes. It can be differentiated once.
    """
    import torch

    fixed = torch.cat([first, second]).detach()
    origin = fixed.mean(dim=0)  # inner products of centred rows lose fewer digits
    fixed = fixed - origin
    points = fixed.cpu().double()
    among = (points @ points.T).numpy()  # by torch, whose threads are counted; numpy's BLAS takes all there are
    n = len(first)

    def distance(unified: torch.Tensor) -> torch.Tensor:
        moving = unified.detach() - origin
        own = moving.cpu().double()
        with torch.autocast("cpu", enabled=False):
            within, across = (own @ own.T).numpy(), (own @ points.T).numpy()
        apart = distances(np.block([[within, across], [across.T, among]]))  # (11), (3n, 3n)
        weight = uses(graph(apart, neighbours), n) / n**2
        value = float((weight * apart).sum())  # (13) + (14) = (15)
        both = (weight + weight.T)[:n]
        ratio = np.divide(both, apart[:n], out=np.zeros_like(both), where=apart[:n] > 0)
        # The gradient of sum w_ij ||u_i - r_j|| over the edges of the paths; an edge without a row of theta_U has none.
        pull = torch.as_tensor(ratio, dtype=unified.dtype, device=unified.device)  # (n, 3n)
        with torch.autocast(unified.device.type, enabled=False):  # products in half precision would spoil the gradient
            slope = pull.sum(dim=1, keepdim=True) * moving - pull[:, :n] @ moving - pull[:, n:] @ fixed  # (n, d)
        return value + (slope * (unified - unified.detach())).sum()

    return distance


def manifold_distance(
    unified: "torch.Tensor", first: "torch.Tensor", second: "torch.Tensor", neighbours: int = NEIGHBOURS
) -> "torch.Tensor":
    """The loss L_M of Eq. (15) once; see `distance_to`."""
    return distance_to(first, second, neighbours)(unified)


def mean_square(unified: "torch.Tensor", first: "torch.Tensor", second: "torch.Tensor") -> "torch.Tensor":
    """The arm without a manifold: the mean squared difference to the one set plus that to the other."""
    return ((unified - first.detach()) ** 2).mean() + ((unified - second.detach()) ** 2).mean()
