"""NexusFlow: its couplings, its losses, the collapse that they allow, and its arms."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="needs torch: pip install 'litmuspaper[nets]'")
pytest.importorskip("sklearn.datasets", reason="needs scikit-learn: pip install 'litmuspaper[nets]'")

from litmuspaper.settle import nets  # noqa: E402
from litmuspaper.settle.systems import nexusflow  # noqa: E402
from litmuspaper.settle.systems.nexusflow import Arm  # noqa: E402

nets.ready()  # one thread, as in a cell
SMOKE = nexusflow.CLAIM.scales["smoke"]


def flow(depth, seed=0, more=0):
    return nets.seeded(seed, lambda: nexusflow.couplings(depth), more)


def drawn(*shape, more=0):
    return torch.randn(*shape, generator=nets.generator(0, "data", more))


def count(net):
    return sum(one.numel() for one in net.parameters())


def same_weights(one, other):
    return all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


@settings(deadline=None, max_examples=15)
@given(depth=st.integers(1, 8), seed=st.integers(0, 1000), size=st.floats(0.01, 10.0))
def test_couplings_have_an_exact_inverse(depth, seed, size):
    own, x = flow(depth, seed).double(), size * drawn(5, 32).double()
    with torch.no_grad():
        z = nexusflow.couple(own, x)
        assert torch.allclose(nexusflow.uncouple(own, z), x, rtol=0, atol=1e-9 * size)
        assert torch.allclose(nexusflow.couple(own, nexusflow.uncouple(own, x)), x, rtol=0, atol=1e-9 * size)
    assert not torch.allclose(z, x, atol=1e-3 * size)


def test_one_coupling_is_equation_two():
    own, x = flow(1), drawn(3, 32)
    u, v = x[:, :16], x[:, 16:]
    s, t = own[0](u)[:, :16], own[0](u)[:, 16:]
    z = nexusflow.couple(own, x)
    assert torch.equal(z[:, 16:], u)
    assert torch.allclose(z[:, :16], v * torch.exp(torch.tanh(s)) + t)


def test_the_alignment_loss_is_the_distance_to_the_mean():
    z = drawn(2, 7, 32)
    told = ((z - z.mean(dim=0)) ** 2).sum(dim=(0, 2)).mean()
    assert nexusflow.misalignment(z[0], z[1]) == pytest.approx(float(told), rel=1e-5)


def test_for_two_tasks_the_lemmas_bound_takes_the_root_of_two():
    """With c the identity, K = 1: the features are farther apart than the root of the loss, and exactly at (5)."""
    h = drawn(2, 1, 32)
    loss = float(nexusflow.misalignment(h[0], h[1]))
    apart = float((h[0] - h[1]).norm())
    assert apart > loss**0.5
    assert apart == pytest.approx((2 * loss) ** 0.5, rel=1e-6)


@settings(deadline=None, max_examples=10)
@given(depth=st.integers(1, 8), seed=st.integers(0, 1000))
def test_couplings_do_not_forbid_the_zero_solution(depth, seed):
    """Any constant of one squashing network is matched by one of the other: no loss, and the features are free."""
    c_1, c_2 = flow(depth, seed).double(), flow(depth, seed, 1).double()
    h_1, h_2 = (drawn(6, 64, more=more).double().requires_grad_() for more in (0, 1))
    constant = drawn(1, 32, more=2).double()
    matched = nexusflow.uncouple(c_2, nexusflow.couple(c_1, constant)).detach()
    z_1 = nexusflow.couple(c_1, 0 * h_1[:, :32] + constant)
    z_2 = nexusflow.couple(c_2, 0 * h_2[:, :32] + matched)
    loss = nexusflow.misalignment(z_1, z_2)
    assert float(loss.detach()) < 1e-15
    loss.backward()
    assert float(h_1.grad.abs().max()) == float(h_2.grad.abs().max()) == 0
    assert float(z_1.detach().var(dim=0).sum()) < 1e-20


def test_the_terms_against_collapse_see_it():
    flat, wide = torch.ones(50, 32), 3 * drawn(50, 32)
    together = 2 * drawn(50, 1) * torch.ones(32)  # varied, but in one direction
    assert float(nexusflow.flatness(flat, together=False)) == pytest.approx(0.99, abs=1e-3)
    assert float(nexusflow.flatness(wide, together=False)) == float(nexusflow.flatness(together, together=False)) == 0
    both = float(nexusflow.flatness(together, together=True))
    assert both == pytest.approx(31 * float(together[:, 0].var()) ** 2, rel=1e-4)


def test_effective_rank_counts_equal_directions_and_no_constant():
    x = torch.kron(torch.eye(4), torch.tensor([[1.0], [-1.0]]))
    assert nexusflow.rank(torch.hstack([x, torch.zeros(8, 5)])) == pytest.approx(4)
    assert nexusflow.rank(10 * x + 7) == pytest.approx(4)
    assert nexusflow.rank(torch.ones(5, 3)) == 0
    assert nexusflow.rank(x, torch.ones(5, 3)) == pytest.approx(2)


def test_distances_of_domains_are_zero_for_one_sample_and_know_a_shift():
    a = drawn(60, 8)
    for distance in (nexusflow.mmd, nexusflow.coral):
        assert float(distance(a, a)) == pytest.approx(0, abs=1e-6)
        assert float(distance(a, a + 3)) > float(distance(a, a + 1)) > 0
    assert float(nexusflow.coral(a, a + 1)) == pytest.approx(8, rel=1e-4)
    assert float(nexusflow.coral(a, 2 * a)) > float(nexusflow.coral(a, a + 1e-3))


def test_b_shows_a_shifted_and_pale():
    image = np.zeros((1, 8, 8))
    image[0, 2, 3] = image[0, 5, 7] = 1.0
    seen = nexusflow.in_b(image)
    assert seen[0, 2, 4] == pytest.approx(0.9)
    assert np.sort(seen.ravel())[:-1] == pytest.approx(0.3)  # the last column is gone


def test_the_domains_train_on_different_digits_and_are_tested_on_the_same():
    parts = nexusflow.digits(0)
    images = {name: {one.tobytes() for one in part[1]} for name, part in parts.items()}
    assert not images["a"] & images["b"]
    assert not images["test a"] & (images["a"] | images["b"])
    assert (parts["test a"][1] == parts["test b"][1]).all()
    assert (parts["a"][0] == parts["a"][1]).all()
    assert sum(len(parts[name][0]) for name in ("a", "b", "test a")) == 1797


def test_the_arms_share_data_weights_and_batches():
    """Lambda zero, a loss that reaches no feature, one that begins after the end: each is the base, bit by bit."""
    base, _ = nexusflow.trained(3, SMOKE, Arm())
    for arm in (
        Arm(way="coupling", lam=0.0),
        Arm(way="coupling", lam=1.0, stopped="features", start=0.0),
        Arm(way="mlp", lam=1.0, on="encoder", stopped="features", start=0.0),
        Arm(way="l2", lam=1.0, start=1.0),
    ):
        net, _ = nexusflow.trained(3, SMOKE, arm)
        assert same_weights(net, base)
    changed, _ = nexusflow.trained(3, SMOKE, Arm(way="coupling", lam=1.0, start=0.0))
    other_seed, _ = nexusflow.trained(4, SMOKE, Arm())
    assert not same_weights(changed, base)
    assert not same_weights(other_seed, base)


def test_the_shared_feature_is_all_that_side_modules_on_it_change():
    """With the encoder frozen, as a readme has it, the alignment then has no gradient for the model at all."""
    arm = Arm(way="coupling", on="encoder", lam=1.0)
    net, side = nexusflow.main_net(32), nexusflow.side_net(arm)
    nexusflow.alignment(arm, side, nexusflow.features(net, drawn(8, 64)), 4).backward()
    reached = {name for name, one in net.named_parameters() if one.grad is not None and one.grad.abs().max() > 0}
    assert reached
    assert all(name.startswith("encoder") for name in reached)


def test_a_labelled_feature_that_is_held_is_not_drawn():
    arm = Arm(way="coupling", stopped="labelled")
    shared, h_1, h_2 = drawn(8, 64), drawn(8, 64, more=1).requires_grad_(), drawn(8, 64, more=2).requires_grad_()
    nexusflow.alignment(arm, nexusflow.side_net(arm), (shared, h_1, h_2), 4).backward()
    moved = [h.grad.abs().sum(dim=1) > 0 for h in (h_1, h_2)]
    assert moved[0].tolist() == [False] * 4 + [True] * 4
    assert moved[1].tolist() == [True] * 4 + [False] * 4


def test_shuffled_pairs_stay_within_their_domain():
    """Features that are constant within each domain are aligned as before, others are not."""
    arm = Arm(way="l2", squash=False)
    side, shuffled = nexusflow.side_net(arm), replace(arm, pairs="shuffled")
    by_domain = torch.cat([torch.zeros(4, 64), torch.ones(4, 64)])
    assert float(nexusflow.alignment(shuffled, side, (by_domain,) * 3, 4)) == 0
    x = drawn(8, 64)
    assert float(nexusflow.alignment(arm, side, (x, x, x), 4)) == 0
    assert float(nexusflow.alignment(shuffled, side, (x, x, x), 4)) > 1


def test_the_larger_base_and_the_mlp_have_the_parameters_of_the_couplings():
    coupled = count(nexusflow.side_net(Arm(way="coupling")))
    assert count(nexusflow.side_net(Arm(way="mlp"))) == pytest.approx(coupled, rel=0.005)
    base, larger = (nexusflow.trained(0, SMOKE, Arm(extra=extra))[0] for extra in (False, True))
    assert count(larger) == pytest.approx(count(base) + coupled, rel=0.005)


@pytest.mark.parametrize("arm", [arm for arm in nexusflow.ARMS if arm not in ("coupling x2", "coupling x4")])
def test_every_arm_gives_metrics_that_the_claim_explains(arm):
    told = nexusflow.run(seed=0, scale=SMOKE, **{"lam": 0.1, **nexusflow.ARMS[arm]})
    assert told.keys() <= nexusflow.CLAIM.metrics.keys()
    assert {"transfer", "accuracy_b", "error_a", "rank_h"} <= told.keys()
    assert np.isfinite(list(told.values())).all()


def test_a_cell_run_again_gives_the_same_bits():
    first, again = (nexusflow.run(seed=1, scale=SMOKE, lam=1.0, **nexusflow.ARMS[nexusflow.METHOD]) for _ in range(2))
    assert first == again
