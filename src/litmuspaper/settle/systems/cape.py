"""Correlated noise for federated private synthetic data: CAPE with DP-CDA (arXiv 2509.10385, Saha, Tonoy, Imtiaz).

S clients hold N / S samples each, clipped to norm 1. A synthetic sample of a class (DP-CDA) is the mean of l samples of
that class with Gaussian noise, and the server averages what the clients release:

    (1)  x_s = mean of l samples of client s + e_s + g_s,    synthetic sample = (1 / S) sum_s x_s
    (2)  central:       l S samples of all data, noise of variance sigma_c^2
    (3)  conventional:  e_s = 0, g_s of variance tau^2 with tau = S sigma_c; the average keeps tau^2 / S = S sigma_c^2
    (4)  CAPE:          sum_s e_s = 0, var e_s = (1 - 1/S) tau^2, var g_s = tau^2 / S; the average keeps sigma_c^2

Each release of (3) and (4) alone has the noise tau^2, the local guarantee for the sensitivity 2 / l. A class gives
T / 10 samples; n Gaussian releases of sensitivity d and noise sigma are one with mu = sqrt(n) d / sigma, and exactly

    (5)  delta = Phi(mu / 2 - eps / mu) - exp(eps) Phi(-mu / 2 - eps / mu)

(Balle and Wang 2018). What a reader faces who knows everything but client s, k colluding clients with their e among it,
is the noise of client s given that of the m = S - k honest ones, whose e then have a known sum:

    (6)  var = tau^2 / ((1 - 1/m) / (1 + 1/S) + S / m)

Read: abstract, beginning of the introduction, a digest and the parent's abstract (2411.16121). (4) is the standard
split of correlation-assisted estimation; the accounting constants and the tables were not read. (6) is ours.

All ways share their noise: the central one is the mean of CAPE's g_s, the conventional one sqrt(S) times that; the arm
"central apart" draws its own.
"""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.settle import data
from litmuspaper.settle.claim import Experiment, Scale, Test
from litmuspaper.settle.streams import integer, stream

Array = NDArray[np.float64]

CLASSES = 10
DELTA = 1e-5
COMPONENTS = 10


@lru_cache(maxsize=16)
def digits(seed: int) -> tuple[Array, Array, Array, Array]:
    """Train and test samples of norm one at most, (n, 64), with their labels; 70 % are for training."""
    images, labels = data.digits()
    x = images.reshape(len(images), -1)
    x = x / np.maximum(1, np.linalg.norm(x, axis=1, keepdims=True))
    order = stream(seed, "data").permutation(len(x))
    cut = int(0.7 * len(x))
    x, y = x[order], labels[order]
    return x[:cut], y[:cut], x[cut:], y[cut:]


# The noise


def shares(draw: np.random.Generator, clients: int, tau: float, *shape: int) -> Array:
    """The e_s of (4): jointly Gaussian, their sum zero, each of variance (1 - 1/S) tau^2; (S, *shape)."""
    free = draw.standard_normal((clients, *shape)) * tau
    centred: Array = free - free.mean(axis=0)
    return centred


def noise(way: str, key: tuple[int, int], clients: int, sigma: float, *shape: int) -> tuple[Array, Array]:
    """The e_s and g_s of every synthetic sample, (S, *shape) each; `key` is the seed and the repeat."""
    seed, repeat = key
    tau = clients * sigma
    own = stream(seed, "noise", 1, repeat).standard_normal((clients, *shape)) * tau
    if way in ("conventional", "local"):  # (3)
        return np.zeros_like(own), own
    return shares(stream(seed, "noise", 2, repeat), clients, tau, *shape), own / math.sqrt(clients)  # (4)


# The guarantee


def delta_of(epsilon: float, mu: float) -> float:
    """The delta of (5)."""

    def below(z: float) -> float:
        return math.erfc(-z / math.sqrt(2)) / 2

    tail = below(-mu / 2 - epsilon / mu)
    return below(mu / 2 - epsilon / mu) - (math.exp(epsilon + math.log(tail)) if tail > 0 else 0.0)


def epsilon_of(mu: float, delta: float = DELTA) -> float:
    """The least epsilon of (5) at a delta, by bisection."""
    low, high = 0.0, 10.0 + 10 * mu + mu**2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if delta_of(middle, mu) <= delta else (middle, high)
    return high


def mu_of(epsilon: float, delta: float = DELTA) -> float:
    """The largest mu of (5) at an epsilon, by bisection."""
    low, high = 1e-6, 50.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if epsilon_of(middle, delta) <= epsilon else (low, middle)
    return low


def known_noise(tau: float, clients: int, colluding: int) -> float:
    """The standard deviation of (6), for a reader who has all but one honest client."""
    honest = clients - colluding
    return tau / math.sqrt((1 - 1 / honest) / (1 + 1 / clients) + clients / honest)


# The synthetic samples


def means(x: Array, y: NDArray[Any], l: int, count: int, draw: np.random.Generator) -> Array:  # noqa: E741
    """`count` means of l samples of one class, the classes in turn; with replacement where a class has fewer."""
    made = np.empty((count, x.shape[1]))
    for label in range(CLASSES):
        own, wanted = np.flatnonzero(y == label), range(label, count, CLASSES)
        if len(own) < l:
            picks = draw.choice(own, (len(wanted), l))
        else:
            picks = own[np.argsort(draw.random((len(wanted), len(own))), axis=1)[:, :l]]
        made[wanted] = x[picks].mean(axis=1)
    return made


def dealt(x: Array, y: NDArray[Any], clients: int) -> list[tuple[Array, NDArray[Any]]]:
    """The samples and labels of each client: every class is dealt out evenly."""
    order = np.argsort(y, kind="stable")
    return [(x[order[s::clients]], y[order[s::clients]]) for s in range(clients)]


def synthetic(way: str, key: tuple[int, int], clients: int, sigma: float, mix: int, count: int) -> tuple[Array, float]:
    """The synthetic samples (count, 64) of one way, and the error of who reads one client's mean from its release."""
    seed, repeat = key
    x, y, _, _ = digits(seed)
    e, g = noise(way, key, clients, sigma, count, x.shape[1])  # (S, count, 64)
    if way in ("central", "central apart", "no noise"):
        made = means(x, y, mix * clients, count, stream(seed, "init", repeat))
        shared = g.mean(axis=0)  # (2): of variance sigma_c^2
        apart = sigma * stream(seed, "noise", 3, repeat).standard_normal(made.shape)
        return made + {"central": shared, "central apart": apart, "no noise": 0.0}[way], sigma
    parts = dealt(x, y, clients)
    own = np.stack([means(*part, mix, count, stream(seed, "init", repeat, s)) for s, part in enumerate(parts)])
    released = own + e + g
    if way == "local":
        return released[0], _rms(released[0] - own[0])
    if way == "drop-out":  # the last client is gone after the noise was drawn: its e is missing from the sum
        return released[:-1].mean(axis=0), _rms(released[0] - own[0])
    # All others tell their e in a collusion: what their sum lacks to zero is the first client's e.
    told = released[0] + e[1:].sum(axis=0) if way == "collusion" else released[0]
    return released.mean(axis=0), _rms(told - own[0])  # (1)


def _rms(x: Array) -> float:
    return float(np.sqrt(np.mean(x**2)))


# The metrics


def accuracy(x: Array, y: NDArray[Any], seed: int) -> float:
    """Test accuracy of a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    _, _, test_x, test_y = digits(seed)
    model = LogisticRegression(C=1.0, max_iter=300, random_state=integer(seed, "init") % 2**32)
    return float((model.fit(x, y).predict(test_x) == test_y).mean())


def frechet(a: Array, b: Array) -> float:
    """The Frechet distance of two samples (n, d) in the first principal axes of the second."""
    axes = np.linalg.svd(b - b.mean(axis=0), full_matrices=False)[2][:COMPONENTS]  # (10, d)
    a, b = a @ axes.T, b @ axes.T
    values, vectors = np.linalg.eigh(np.cov(a.T))
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    cross = np.linalg.eigvalsh(root @ np.cov(b.T) @ root)
    between = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    return float(between + np.trace(np.cov(a.T)) + np.trace(np.cov(b.T)) - 2 * np.sqrt(np.maximum(cross, 0)).sum())


def run(
    *,
    seed: int,
    scale: Scale,
    way: str,
    sigma: float = 0.0,
    epsilon: float = 0.0,
    clients: int = 5,
    mix: int = 10,
) -> dict[str, float]:
    """Run one arm: the noise is `sigma`, or what `epsilon` takes where that is given; `mix` is l."""
    if way == "real":
        x, y, _, _ = digits(seed)
        return {"accuracy": accuracy(x, y, seed)}
    count, labels = scale.size, np.arange(scale.size) % CLASSES
    spent = math.sqrt(count / CLASSES)
    if epsilon:
        sigma = spent * 2 / (mix * clients) / mu_of(epsilon)
    accuracies, distances, attacks = [], [], []
    for repeat in range(scale.steps):
        made, attacked = synthetic(way, (seed, repeat), clients, sigma, mix, count)
        accuracies.append(accuracy(made, labels, seed))
        distances.append(frechet(made, digits(seed)[2]))
        attacks.append(attacked)
    told = {"accuracy": float(np.mean(accuracies)), "frechet": float(np.mean(distances))}
    if way == "no noise":
        return told
    told |= {"noise": sigma, "epsilon": epsilon_of(spent * 2 / (mix * clients) / sigma)}
    told |= {} if way.startswith("central") else {"attack_error": float(np.mean(attacks))}
    if way in ("cape", "drop-out", "collusion"):
        faced = known_noise(clients * sigma, clients, clients - 1 if way == "collusion" else 0)
        told["epsilon_faced"] = epsilon_of(spent * 2 / mix / faced)
    return told


def _arms() -> dict[str, dict[str, Any]]:
    arms: dict[str, dict[str, Any]] = {"real data": {"way": "real"}, "no noise": {"way": "no noise"}}
    for sigma in (0.1, 0.3, 0.6):
        for way in ("central", "central apart", "conventional", "cape", "local", "drop-out", "collusion"):
            arms[f"{way}, noise {sigma:g}"] = {"way": way, "sigma": sigma}
    for way in ("central", "conventional", "cape"):
        arms |= {f"{way}, epsilon {one:g}": {"way": way, "epsilon": one} for one in (0.5, 1.0, 2.0, 4.0, 8.0)}
        arms |= {f"{way}, {one} clients": {"way": way, "sigma": 0.3, "clients": one} for one in (2, 10, 20)}
        arms[f"{way}, l 20, epsilon 8"] = {"way": way, "epsilon": 8.0, "mix": 20}
    return arms


def _beats(at: str, rival: str = "conventional", says: str = "") -> Test:
    """CAPE's accuracy above that of a rival under one condition."""
    said = says or f"CAPE beats {rival}, {at}"
    method, other = f"cape, {at}", f"{rival}, {at}"
    return Test(metric="accuracy", method=method, rival=other, higher_is_better=True, smallest=0.01, says=said)


def _equals(at: str, rival: str = "central") -> Test:
    """CAPE's accuracy within .02 of that of a rival under one condition."""
    return Test(
        metric="accuracy",
        method=f"cape, {at}",
        rival=f"{rival}, {at}",
        higher_is_better=True,
        margin=0.02,
        kind="equivalence",
        says=f"CAPE equals {rival}, {at}",
    )


CLAIM = Experiment(
    paper="2509.10385",
    title="CAPE-assisted federated DP-CDA",
    sentence=(
        "At the same local privacy, CAPE's federated synthetic data match the utility of centralised data under some "
        "regime of parameters; conventional federated noise does not (our wording of the abstract)."
    ),
    arms=_arms(),
    metrics={
        "accuracy": "test accuracy of a logistic regression on the synthetic samples",
        "frechet": "Frechet distance to the test samples in their first 10 principal axes",
        "noise": "central noise sigma_c per coordinate",
        "epsilon": "epsilon of the whole release at delta 1e-5; for federated ways that of one client's release alone",
        "epsilon_faced": "epsilon against a server that knows all other clients' data, and colluders' noise where any",
        "attack_error": "error per coordinate of who reads one client's mean from its release",
    },
    tests=(
        _beats("noise 0.3"),
        _beats("noise 0.6"),
        _beats("noise 0.1"),
        _equals("noise 0.3"),
        _equals("noise 0.6"),
        _equals("noise 0.1"),
        _equals("noise 0.3", "central apart"),
        _equals("noise 0.6", "central apart"),
        _beats("noise 0.3", "drop-out", "control: CAPE loses where a client drops out, noise 0.3"),
        _beats("noise 0.6", "drop-out", "control: CAPE loses where a client drops out, noise 0.6"),
        Test(
            metric="attack_error",
            method="cape, noise 0.3",
            rival="collusion, noise 0.3",
            higher_is_better=True,
            smallest=0.01,
            says="control: four colluding clients read the fifth better than its local noise lets them",
        ),
        *(_beats(f"epsilon {one:g}") for one in (0.5, 1, 2, 4, 8)),
        *(_equals(f"epsilon {one:g}") for one in (2, 4, 8)),
        *(_beats(f"{one} clients") for one in (2, 10, 20)),
    ),
    refuted_by="CAPE no better than conventional averaging, or further than .02 from the central accuracy.",
    stated=(
        "S clients with N / S samples each; DP-CDA mixes l samples of a class and adds noise; cost O(T S l d).",
        "MNIST and FashionMNIST, a small convolutional network with Adam; baselines DP-Mix, random projection, local "
        "perturbation. No table was read.",
    ),
    chosen=(
        "The digits of scikit-learn (8 x 8), clipped to norm 1, 70 % for training; each client has its share of "
        "every class.",
        "S = 5, l = 10, T = 2000 synthetic samples, labels without noise, no amplification by subsampling, delta = "
        "1e-5; logistic regression with C = 1 instead of the network; each number is the mean of 5 synthetic sets.",
        "The central way mixes l S samples, as the average of S clients does, so that only the noise differs.",
        "Epsilon by the exact equation (5): nothing is subsampled, so no accountant is needed. A class is in T / 10 "
        "samples.",
        "Drop-out: one client of five after the noise is drawn. Collusion: all but one tell their e.",
        "The guarantee of CAPE assumes clients that follow the rules and do not collude.",
    ),
    would_change="MNIST and the paper's network (GPU); clients with unlike data; the paper's own accounting.",
    needs=("sklearn",),
    extra="lab",
    scales={
        "smoke": Scale(name="smoke", seeds=1, size=100, steps=1, limit_s=60),
        "cpu": Scale(name="cpu", size=2000, steps=5),
        "gpu": Scale(name="gpu", seeds=20, size=10_000, steps=5),
    },
)
