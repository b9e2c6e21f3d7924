"""Local SGD on a quadratic: the exact simulation against the loops that it replaces, and the facts known of it."""

import numpy as np
import pytest

from litmuspaper.settle.claim import Scale
from litmuspaper.settle.experiment import settle
from litmuspaper.settle.streams import stream
from litmuspaper.settle.systems import localsgd

FEW = Scale(name="few", steps=30)
CPU = localsgd.CLAIM.scales["cpu"]


def problem(seed):
    a = stream(seed, "data").standard_normal((localsgd.D, localsgd.D))
    return np.linalg.eigvalsh(a.T @ a), stream(seed, "init").standard_normal(localsgd.D)


@pytest.mark.parametrize(("outer", "mu", "gamma"), [("sgd", 0.0, 1.5), ("sgd", 0.5, 0.5), ("nesterov", 0.9, 0.7)])
def test_the_exact_course_without_noise_is_that_of_the_loops(outer, mu, gamma):
    curvature, x = problem(5)
    rate, losses = 0.2 / curvature[-1], []
    before, buffer = x.copy(), np.zeros_like(x)
    for _ in range(FEW.steps):
        y = x.copy()
        for _ in range(localsgd.H):
            y = y - rate * curvature * y  # (1)
        delta = y - x  # (2)
        if outer == "nesterov":
            buffer = mu * buffer + delta
            x = x + gamma * (delta + mu * buffer)
        else:
            before, x = x, x + gamma * delta + mu * (x - before)
        losses.append(0.5 * float(curvature @ x**2))
    arm = {"gammas": (gamma,), "sigmas": (0.0,), "eta_l": 0.2, "outer": outer, "mu": mu}
    found = localsgd.run(seed=5, scale=FEW, **arm)["log_loss"]
    assert found == pytest.approx(np.log(np.mean(losses[-10:])), abs=1e-9)


def test_the_mean_course_is_equation_6():
    curvature, x = problem(2)
    a = 1 - 0.2 / curvature[-1] * curvature
    at_end = [((1 - 1.5) + 1.5 * a**localsgd.H) ** r * x for r in range(21, 31)]
    known = np.mean([0.5 * curvature @ one**2 for one in at_end])
    found = localsgd.run(seed=2, scale=FEW, gammas=(1.5,), sigmas=(0.0,), eta_l=0.2)
    assert found["log_loss"] == pytest.approx(np.log(known), abs=1e-9)


def test_the_noise_of_h_steps_and_m_nodes_has_the_variance_of_the_loops():
    rng, rate, sigma = np.random.default_rng(0), 0.01, 2.0
    curvature = np.array([0.5, 20.0, 150.0])
    y = np.zeros((20_000, localsgd.NODES, 3))  # (repeats, nodes, coordinates)
    for _ in range(localsgd.H):
        y = y - rate * (curvature * y + sigma * rng.standard_normal(y.shape))
    a = 1 - rate * curvature
    known = (rate * sigma) ** 2 * (1 - a ** (2 * localsgd.H)) / (1 - a * a) / localsgd.NODES
    assert y.mean(axis=1).var(axis=0) == pytest.approx(known, rel=0.05)


def test_averaging_is_the_outer_rate_one_and_momentum_none():
    plain = localsgd.run(seed=1, scale=FEW, gammas=(1.0,), eta_l=0.2)
    assert localsgd.run(seed=1, scale=FEW, gammas=(1.0,), eta_l=0.2, outer="nesterov", mu=0.0) == plain


def test_arms_share_their_noise_and_another_seed_has_its_own():
    whole = localsgd.run(seed=3, scale=FEW, eta=1e-3)
    assert localsgd.run(seed=3, scale=FEW, eta=1e-3) == whole
    assert localsgd.run(seed=4, scale=FEW, eta=1e-3) != whole


@pytest.mark.parametrize("seed", [0, 1])
def test_the_printed_setting_diverges_and_with_hessian_q_the_best_rate_falls_with_noise(seed):
    printed = localsgd.run(seed=seed, scale=CPU, **localsgd.ARMS["as printed"])
    assert printed["diverged"] == 1.0
    assert printed["log_loss"] == np.inf
    assert 25 < printed["eta_l"] < 45  # the largest eigenvalue of Q'Q is near (4 * 50)^2 = 4e4
    found = localsgd.run(seed=seed, scale=CPU, **localsgd.ARMS["Hessian Q"])
    assert found["diverged"] == 0.0
    assert found["rho"] < -0.8
    assert found["best_gamma_low"] >= 1.0 > 0.1 >= found["best_gamma_high"]


def test_spearman_is_that_of_mean_ranks():
    assert localsgd._spearman(np.array([1, 1, 2, 3.0]), np.array([10, 20, 30, 40.0])) == pytest.approx(
        0.9486833, abs=1e-6
    )
    assert localsgd._spearman(np.ones(4), np.arange(4.0)) == 0.0


def test_the_whole_at_scale_smoke(tmp_path):
    outcome = settle("localsgd", "smoke", tmp_path)
    assert {row.status for row in outcome.rows if row.arm not in ("as printed", "eta L 2.1")} == {"done"}
    assert len(outcome.rows) == outcome.cost.cells == len(localsgd.ARMS) * 6 + 7 * 3 * len(localsgd._RATES)
    assert outcome.cost.cpu_s < 5
