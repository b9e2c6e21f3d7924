"""CAPE: its shares, its guarantee and its arms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.settle.systems import cape

SMOKE = cape.CLAIM.scales["smoke"]
ONE_ARM_A_WAY = list({settings["way"]: arm for arm, settings in cape.CLAIM.arms.items()}.values())


@given(clients=st.integers(2, 20), tau=st.floats(0.01, 100.0))
def test_the_shares_of_the_clients_have_no_sum(clients, tau):
    e = cape.shares(np.random.default_rng(0), clients, tau, 7, 3)
    assert e.shape == (clients, 7, 3)
    assert np.abs(e.sum(axis=0)).max() <= 1e-12 * tau * clients
    assert np.abs(e.astype(np.float32).sum(axis=0)).max() <= 1e-5 * tau * clients


def test_each_release_has_the_local_noise_and_the_average_the_central_one():
    clients, sigma = 5, 0.3
    e, g = cape.noise("cape", (0, 0), clients, sigma, 400, 64)
    assert (e + g).std(axis=(1, 2)) == pytest.approx(np.full(clients, clients * sigma), rel=0.02)
    assert (e + g).mean(axis=0).std() == pytest.approx(sigma, rel=0.02)
    zero, own = cape.noise("conventional", (0, 0), clients, sigma, 400, 64)
    assert not zero.any()
    assert own.mean(axis=0).std() == pytest.approx(np.sqrt(clients) * sigma, rel=0.02)


def test_one_client_less_leaves_twice_the_central_variance_and_more():
    clients, sigma = 5, 0.3
    e, g = cape.noise("cape", (0, 0), clients, sigma, 400, 64)
    left = (e + g)[:-1].mean(axis=0).var() / sigma**2
    assert left == pytest.approx(2 * clients / (clients - 1), rel=0.04)


@settings(deadline=None)
@given(mu=st.floats(0.05, 8.0), delta=st.sampled_from([1e-6, 1e-5, 1e-3]))
def test_epsilon_and_mu_undo_each_other(mu, delta):
    epsilon = cape.epsilon_of(mu, delta)
    assert cape.delta_of(epsilon, mu) == pytest.approx(delta, rel=1e-3)
    assert cape.mu_of(epsilon, delta) == pytest.approx(mu, rel=1e-3)


def test_many_releases_spend_more_and_colluders_leave_less_noise():
    assert cape.epsilon_of(2.0) > cape.epsilon_of(1.0)
    told = [cape.known_noise(1.0, 5, colluding) for colluding in range(5)]
    assert told == sorted(told, reverse=True)
    assert told[-1] == pytest.approx(5**-0.5)  # all others collude: g alone is left


@pytest.mark.parametrize(("clients", "colluding"), [(5, 0), (5, 2), (8, 7)])
def test_what_a_reader_of_all_but_one_faces_is_the_conditional_variance(clients, colluding):
    honest = clients - colluding
    spread = np.eye(honest) * (1 + 1 / clients) - np.ones((honest, honest)) / honest
    conditional = 1 / np.linalg.inv(spread)[0, 0]
    assert cape.known_noise(1.0, clients, colluding) ** 2 == pytest.approx(conditional)


def test_two_samples_of_one_law_are_near_and_a_shift_is_its_square():
    draw = np.random.default_rng(0)
    a, b = draw.standard_normal((4000, 12)), draw.standard_normal((4000, 12))
    assert cape.frechet(a, a) == pytest.approx(0.0, abs=1e-9)
    assert cape.frechet(a, b) < 0.1
    assert cape.frechet(a + 3.0, b) > 50


def test_mixed_samples_are_of_one_class_in_turn():
    x = np.repeat(np.arange(10.0), 12)[:, None] * np.ones((1, 4))
    made = cape.means(x, x[:, 0].astype(int), 5, 30, np.random.default_rng(0))
    assert (made[:, 0] == np.arange(30) % 10).all()


def test_every_client_has_some_of_every_class():
    y = np.random.default_rng(0).integers(0, 10, 600)
    parts = cape.dealt(y[:, None].astype(float), y, 20)
    assert sorted(np.concatenate([labels for _, labels in parts])) == sorted(y)
    assert all((x[:, 0] == labels).all() and len(set(labels)) == 10 for x, labels in parts)


@pytest.mark.parametrize("arm", ONE_ARM_A_WAY)
def test_every_way_gives_metrics_that_the_claim_explains(arm):
    pytest.importorskip("sklearn.linear_model", reason="needs scikit-learn")
    metrics = cape.run(seed=0, scale=SMOKE, **cape.CLAIM.arms[arm])
    assert metrics
    assert metrics.keys() <= cape.CLAIM.metrics.keys()
    assert np.isfinite(list(metrics.values())).all()


def test_with_no_noise_to_speak_of_cape_is_the_plain_average():
    pytest.importorskip("sklearn.linear_model", reason="needs scikit-learn")
    quiet, _ = cape.synthetic("cape", (0, 0), 5, 1e-12, 10, 50)
    plain, _ = cape.synthetic("conventional", (0, 0), 5, 1e-12, 10, 50)
    assert quiet == pytest.approx(plain, abs=1e-9)
