"""The manifold distance: what it sums, its gradient, and graphs that would fall apart."""

from itertools import product

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch")
pytest.importorskip("scipy", reason="needs scipy")

from litmuspaper.settle.fusion import manifold  # noqa: E402


def points(seed, n=16, d=40, apart=1.0):
    draw = torch.Generator().manual_seed(seed)
    common = torch.randn(n, d, generator=draw, dtype=torch.float64)
    return [common + apart * torch.randn(n, d, generator=draw, dtype=torch.float64) for _ in range(3)]


def floyd(rows, neighbours):
    """The same lengths by another algorithm: all shortest paths at once, and the tree by Prim's."""
    n = len(rows)
    apart = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    lengths = np.full((n, n), np.inf)
    for a in range(n):
        for b in np.argsort(np.where(np.arange(n) == a, np.inf, apart[a]))[:neighbours]:
            lengths[a, b] = lengths[b, a] = apart[a, b]
    inside = {0}
    while len(inside) < n:
        a, b = min(product(inside, set(range(n)) - inside), key=lambda edge: apart[edge])
        lengths[a, b] = lengths[b, a] = apart[a, b]
        inside.add(b)
    np.fill_diagonal(lengths, 0)
    for middle in range(n):
        lengths = np.minimum(lengths, lengths[:, middle, None] + lengths[None, middle])
    return lengths


@pytest.mark.parametrize("seed", range(5))
def test_the_loss_is_the_mean_of_the_shortest_paths_to_both_sets(seed):
    unified, first, second = points(seed, apart=0.3 + 0.3 * seed)
    lengths = floyd(torch.cat([unified, first, second]).numpy(), 5)
    expected = lengths[:16, 16:32].mean() + lengths[:16, 32:].mean()
    assert float(manifold.manifold_distance(unified, first, second)) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("neighbours", [1, 2, 5])
def test_its_gradient_is_that_of_finite_differences(neighbours):
    unified, first, second = points(7, d=12)
    unified.requires_grad_()
    distance = manifold.distance_to(first, second, neighbours)
    (slope,) = torch.autograd.grad(distance(unified), unified)
    step = 1e-6
    for row, column in product(range(0, 16, 3), range(0, 12, 5)):
        shift = torch.zeros_like(unified)
        shift[row, column] = step
        with torch.no_grad():
            measured = float(distance(unified + shift) - distance(unified - shift)) / (2 * step)
        assert float(slope[row, column]) == pytest.approx(measured, abs=1e-6)


def test_mixed_precision_leaves_the_gradient_as_exact_as_it_is():
    unified, first, second = (one.float() for one in points(3))
    unified.requires_grad_()
    distance = manifold.distance_to(first, second)
    (exact,) = torch.autograd.grad(distance(unified), unified)
    with torch.autocast("cpu", torch.bfloat16):
        (mixed,) = torch.autograd.grad(distance(unified), unified)
    assert torch.equal(mixed, exact)


def test_no_gradient_goes_to_the_two_sets_of_weights():
    sets = [one.requires_grad_() for one in points(1)]
    manifold.manifold_distance(*sets).backward()
    assert sets[0].grad is not None
    assert sets[1].grad is None
    assert sets[2].grad is None


def test_clusters_far_apart_stay_joined():
    unified, first, second = points(2, apart=0.01)
    first, second = first + 50.0, second - 50.0
    lengths = floyd(torch.cat([unified, first, second]).numpy(), 1)
    found = float(manifold.manifold_distance(unified, first, second, neighbours=1))
    assert np.isfinite(found)
    assert found == pytest.approx(lengths[:16, 16:32].mean() + lengths[:16, 32:].mean(), rel=1e-10)


def test_equal_weights_have_no_edge_of_their_own_and_a_finite_gradient():
    _, first, second = points(3)
    unified = first.clone().requires_grad_()
    loss = manifold.manifold_distance(unified, first, second)
    loss.backward()
    lengths = floyd(torch.cat([first, first, second]).numpy(), 5)
    assert float(loss.detach()) == pytest.approx(lengths[:16, 16:32].mean() + lengths[:16, 32:].mean(), rel=1e-4)
    assert torch.isfinite(unified.grad).all()


def test_a_step_along_the_gradient_shortens_the_paths():
    unified, first, second = points(4)
    distance = manifold.distance_to(first, second)
    lengths = []
    for _ in range(20):
        unified = unified.detach().requires_grad_()
        loss = distance(unified)
        lengths.append(float(loss.detach()))
        unified = unified - 0.1 * torch.autograd.grad(loss, unified)[0]
    assert lengths[-1] < lengths[0]


def test_rows_hold_what_belongs_to_a_neuron():
    weights = {
        "convs.0.weight": torch.arange(16.0).reshape(16, 1, 1) * torch.ones(16, 4, 3),
        "convs.0.bias": torch.arange(16.0),
        "convs.1.weight": torch.arange(16.0).reshape(16, 1, 1) * torch.ones(16, 2, 3),
        "slopes.0.weight": torch.arange(16.0),
    }
    rows = manifold.neuron_rows(weights)
    assert rows.shape == (16, 12 + 1 + 6 + 1)
    assert (rows == torch.arange(16.0)[:, None]).all()
    assert manifold.filter_rows(weights).shape == (32, 14)


def test_the_mean_square_is_zero_only_where_all_three_agree():
    unified, first, second = points(5)
    assert float(manifold.mean_square(first, first, first)) == 0
    assert float(manifold.mean_square(unified, first, second)) > 0
