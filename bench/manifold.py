"""The manifold distance at full width, 48 x 9,084: its time a step, against a plain version with networkx.

    python bench/manifold.py [STEPS]

The plain version does what the equations say, one after the other: a graph of networkx from the distances of all pairs,
a call for the shortest path of each of the 512 pairs, the lengths summed edge by edge in torch. Both take the gradient.
"""

import sys
import time
from collections.abc import Callable
from itertools import combinations, pairwise

import torch

from litmuspaper.settle.fusion.manifold import NEIGHBOURS, distance_to

NEURONS, WIDTH = 16, 9_084
SPREAD = 0.3  # of the three sets of weights about one that they share, by that one's spread


def plain(unified: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """The same loss, written with networkx."""
    import networkx

    n, rows = len(unified), torch.cat([unified, first, second])
    full = networkx.Graph()
    for a, b in combinations(range(len(rows)), 2):
        full.add_edge(a, b, weight=float(torch.dist(rows[a].detach(), rows[b].detach())))
    graph = networkx.minimum_spanning_tree(full)
    for a in full:
        for b in sorted(full[a], key=lambda other: full[a][other]["weight"])[:NEIGHBOURS]:
            graph.add_edge(a, b, weight=full[a][b]["weight"])
    loss = torch.zeros(())
    for a in range(n):
        for b in range(n, len(rows)):
            path = networkx.dijkstra_path(graph, a, b)
            for one, other in pairwise(path):
                loss = loss + torch.dist(rows[one], rows[other])
    return loss / n**2


def seconds(step: Callable[[], object], times: int) -> tuple[float, float]:
    """The median CPU time of a step, and the least."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        step()
        taken.append(time.process_time() - start)
    return sorted(taken)[times // 2], min(taken)


def main() -> None:
    """Print both times and how far the two values and gradients lie apart."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    common = torch.randn(NEURONS, WIDTH)
    unified, first, second = (common + SPREAD * torch.randn(NEURONS, WIDTH) for _ in range(3))
    unified.requires_grad_()
    found = {}

    def step(name: str, loss: Callable[[torch.Tensor], torch.Tensor]) -> None:
        unified.grad = None
        value = loss(unified)
        value.backward()
        found[name] = (float(value.detach()), unified.grad.clone())

    fast = distance_to(first, second)
    step("ours", fast)
    ours, our_best = seconds(lambda: step("ours", fast), int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    theirs, their_best = seconds(lambda: step("plain", lambda rows: plain(rows, first, second)), 3)
    (one, slope), (other, other_slope) = found["ours"], found["plain"]
    print(f"a step, gradient included: {1e3 * ours:.2f} ms CPU (least {1e3 * our_best:.2f})")
    print(f"with networkx: {1e3 * theirs:.0f} ms CPU (least {1e3 * their_best:.0f}): {theirs / ours:.0f} times")
    print(
        f"values apart by {abs(one - other) / other:.1e}, gradients by {float((slope - other_slope).abs().max()):.1e}"
    )


if __name__ == "__main__":
    main()
