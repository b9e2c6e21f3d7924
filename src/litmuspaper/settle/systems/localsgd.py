"""Local SGD with an outer optimizer on a quadratic (Khaled, Kale, Douillard, Jin, Fergus, Zaheer; arXiv 2509.10439).

M nodes take H local steps from the same point, communicate once, and an outer optimizer applies their mean change:

    (1) y_{m,r,0} = x_r;  y_{m,r,h+1} = y_{m,r,h} - eta g_{m,r,h}
    (2) Delta_r = mean_m(y_{m,r,H}) - x_r
    (3) x_{r+1} = x_r + gamma Delta_r
    (4) x_{r+1} = x_r + gamma Delta_r + mu (x_r - x_{r-1})               heavy-ball momentum, as gamma / (1 - mu)
    (5) b_r = mu b_{r-1} + Delta_r;  x_{r+1} = x_r + gamma (Delta_r + mu b_r)        Nesterov, as DiLoCo runs it
    (6) E[x_R] = ((1 - gamma) I + gamma (I - eta Q)^H)^R x_0             without noise
    (7) u_r = (1 - tau_r) x_r + tau_r z_r, tau_r = 2 / (r + 2);  x_{r+1} = u_r + Delta(u_r);
        z_{r+1} = z_r + gamma (r + 1) / 2 Delta(u_r)                     accelerated, Theorem 3

The numbers are ours; the paper's text was read as a conversion that lost its formulas' own.

Stated: f = 1/2 |Q (x - x*)|^2 with Q = A'A, A 50 x 50 of N(0, 1), gradient noise N(0, sigma^2), the grids of sigma and
gamma, R = 1000, H = 50, eta = 1e-3, the score as the mean loss of the last ten rounds; no error bars.
Chosen: M, x_0, the noise by coordinate, the Hessian Q where the text read literally gives Q'Q, all below in `CHOSEN`.

Nothing is approximated: in the eigenbasis of the Hessian the coordinates part, and H steps are one multiplication by
a^H, a = 1 - eta lambda, with noise of variance eta^2 sigma^2 (1 - a^{2H}) / (1 - a^2) / M, a geometric sum.
"""

import math
from typing import Any

import numpy as np

from litmuspaper.settle.claim import Experiment, Printed, Scale, Test, Tuning
from litmuspaper.settle.streams import stream

SIGMAS = (1e-3, 1e-2, 0.1, 0.5, 1.0, 5.0, 10.0, 15.0, 25.0, 50.0)
GAMMAS = (0.001, 0.01, 0.1, 0.5, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
D, NODES, H = 50, 4, 50
LAST = 10
ETA = 1e-3
DIVERGED = 1e6  # times the loss at the start


def run(
    *,
    seed: int,
    scale: Scale,
    gammas: tuple[float, ...] = GAMMAS,
    sigmas: tuple[float, ...] = SIGMAS,
    eta: float | None = None,
    eta_l: float | None = None,
    hessian: str = "Q",
    outer: str = "sgd",
    mu: float = 0.0,
    noise_label: str = "true",
) -> dict[str, float]:
    """One arm: every outer rate at every noise level, on one problem with common random numbers.

    Args:
        seed: of the problem (data), its start (init) and its gradients (noise).
        scale: `steps` is R, the number of rounds.
        gammas: outer rates, G of them.
        sigmas: noise levels, S of them.
        eta: the inner rate; or `eta_l` gives it times L, the largest eigenvalue of the Hessian.
        eta_l: see `eta`.
        hessian: "Q", or "Q'Q" as the printed formula has it.
        outer: sgd (3, 4), nesterov (5), or accelerated (7).
        mu: the momentum.
        noise_label: "true", or "ignored": every level then has the noise of sigma = 1, each its own.

    Returns:
        The metrics of `METRICS` that the grids allow.
    """
    a = stream(seed, "data").standard_normal((D, D))
    curvature = np.linalg.eigvalsh(a.T @ a)  # (D,), the eigenvalues of Q
    if hessian == "Q'Q":
        curvature = curvature**2  # the Hessian of 1/2 |Q x|^2
    largest = float(curvature[-1])
    rate = eta_l / largest if eta_l is not None else (ETA if eta is None else eta)
    start = stream(seed, "init").standard_normal(D)  # (D,), x_0 - x* in the eigenbasis, where N(0, I) stays N(0, I)
    levels = np.ones(len(sigmas)) if noise_label == "ignored" else np.array(sigmas)
    own = noise_label == "ignored"
    with np.errstate(over="ignore", invalid="ignore"):
        losses = _losses(curvature, rate, start, np.array(gammas), levels, (outer, mu), (seed, scale.steps, own))
    return _metrics(losses, np.array(gammas), np.array(sigmas), rate * largest)


def _losses(
    curvature: np.ndarray,
    rate: float,
    start: np.ndarray,
    gammas: np.ndarray,
    sigmas: np.ndarray,
    outer: tuple[str, float],
    course: tuple[int, int, bool],
) -> np.ndarray:
    """The mean loss of the last ten rounds for each outer rate and noise level, (G, S); inf where it diverged."""
    seed, rounds, own_noise = course
    kind, mu = outer
    a = 1 - rate * curvature  # (D,)
    power = a**H  # (D,), (1) without noise
    # The sum over h of a^{2h}: H where a is 1, and a geometric sum elsewhere.
    ratio = np.where(np.isclose(a * a, 1), H, (1 - a ** (2 * H)) / np.where(np.isclose(a * a, 1), 1, 1 - a * a))
    spread = rate * np.sqrt(ratio / NODES)  # (D,), of the mean of M nodes
    noise = stream(seed, "noise")
    shape = (len(gammas), len(sigmas), D)
    x = np.broadcast_to(start, shape).copy()  # (G, S, D)
    before, z, gamma = x, x, gammas[:, None, None]
    buffer = np.zeros(shape)
    first = 0.5 * float(curvature @ start**2)
    total = np.zeros(shape[:2])
    for r in range(rounds):
        drawn = noise.standard_normal((len(sigmas), D) if own_noise else D)  # (S, D) or (D,), shared by all arms
        shock = sigmas[:, None] * spread * drawn  # (S, D)
        if kind == "accelerated":  # (7)
            tau = 2 / (r + 2)
            middle = (1 - tau) * x + tau * z
            delta = (power - 1) * middle + shock  # (2)
            x, z = middle + delta, z + gamma * (r + 1) / 2 * delta
        else:
            delta = (power - 1) * x + shock  # (2), (G, S, D)
            if kind == "nesterov":
                buffer = mu * buffer + delta
                x = x + gamma * (delta + mu * buffer)  # (5)
            else:
                before, x = x, x + gamma * delta + mu * (x - before)  # (3), (4)
        if r >= rounds - LAST:
            total += 0.5 * (x * x) @ curvature  # (G, S)
    mean = total / min(LAST, rounds)
    return np.where(np.isfinite(mean) & (mean < DIVERGED * first), mean, np.inf)


METRICS = {
    "rho": "Spearman's correlation of the best outer rate with the noise level; 0 where that rate is always the same",
    "log_loss": "natural logarithm of the mean loss of the last ten rounds, averaged over the arm's rates and noises",
    "log_gain": "natural logarithm of loss(gamma = 1) / loss(best gamma), averaged over the noise levels",
    "best_gamma_low": "the best outer rate at the lowest noise level",
    "best_gamma_high": "the best outer rate at the highest noise level",
    "diverged": "share of the arm's outer rates and noise levels whose loss grew a million times or was no number",
    "eta_l": "inner rate times the largest eigenvalue of the Hessian",
}


def _metrics(losses: np.ndarray, gammas: np.ndarray, sigmas: np.ndarray, eta_l: float) -> dict[str, float]:
    found = {"diverged": float(np.mean(~np.isfinite(losses))), "eta_l": eta_l}
    if np.isfinite(losses).all(axis=1).any():
        found["log_loss"] = float(np.log(losses).mean()) if np.isfinite(losses).all() else math.inf
    if len(sigmas) < 2 or len(gammas) < 2 or not np.isfinite(losses).any(axis=0).all():
        return found if "log_loss" in found else {**found, "log_loss": math.inf}
    best = gammas[np.argmin(losses, axis=0)]  # (S,)
    found |= {"rho": _spearman(best, sigmas), "best_gamma_low": float(best[0]), "best_gamma_high": float(best[-1])}
    ones = np.flatnonzero(gammas == 1)
    if ones.size and np.isfinite(losses[ones[0]]).all():
        found["log_gain"] = float(np.mean(np.log(losses[ones[0]] / losses.min(axis=0))))
    return found


def _spearman(x: np.ndarray, y: np.ndarray) -> float:
    """The correlation of mean ranks."""
    one, other = _ranks(x), _ranks(y)
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def _ranks(x: np.ndarray) -> np.ndarray:
    return np.asarray((x[:, None] > x).sum(axis=1) + ((x[:, None] == x).sum(axis=1) + 1) / 2)


_RATES = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 1.5)
_AVERAGING: dict[str, Any] = {"gammas": (1.0,)}
_NESTEROV: dict[str, Any] = {"gammas": (0.7,), "outer": "nesterov", "mu": 0.9}
_MOMENTUM: dict[str, Any] = {"gammas": (0.5,), "mu": 0.5}
_QUIET, _SOME, _LOUD = (1e-3,), (1.0,), (50.0,)

ARMS: dict[str, dict[str, Any]] = {
    "Hessian Q": {"eta": ETA},
    "as printed": {"eta": ETA, "hessian": "Q'Q"},
    "eta L .02": {"eta_l": 0.02},
    "eta L .2": {"eta_l": 0.2},
    "eta L .5": {"eta_l": 0.5},
    "noise ignored": {"eta": ETA, "noise_label": "ignored"},
    "eta L 2.1": {"eta_l": 2.1},
    "timid, averaging": {**_AVERAGING, "eta_l": 0.02, "sigmas": _QUIET},
    "timid, gamma 2": {"gammas": (2.0,), "eta_l": 0.02, "sigmas": _QUIET},
    "quiet, averaging": {**_AVERAGING, "eta_l": 0.2, "sigmas": _QUIET},
    "quiet, momentum": {**_MOMENTUM, "eta_l": 0.2, "sigmas": _QUIET},
    "loud, averaging": {**_AVERAGING, "eta_l": 0.2, "sigmas": _LOUD},
    "loud, momentum": {**_MOMENTUM, "eta_l": 0.2, "sigmas": _LOUD},
    "loud, gamma .1": {"gammas": (0.1,), "eta_l": 0.2, "sigmas": _LOUD},
    "quiet, averaging, tuned": {**_AVERAGING, "sigmas": _QUIET},
    "quiet, Nesterov, tuned": {**_NESTEROV, "sigmas": _QUIET},
    "averaging, tuned": {**_AVERAGING, "sigmas": _SOME},
    "Nesterov, tuned": {**_NESTEROV, "sigmas": _SOME},
    "accelerated, tuned": {"gammas": (1.0,), "outer": "accelerated", "sigmas": _SOME},
    "loud, averaging, tuned": {**_AVERAGING, "sigmas": _LOUD},
    "loud, gamma .1, tuned": {"gammas": (0.1,), "sigmas": _LOUD},
}


def _loss(method: str, rival: str, says: str, **more: Any) -> Test:
    """A test by log-loss; the margin of 0.1 is a tenth of the loss."""
    return Test(metric="log_loss", method=method, rival=rival, higher_is_better=False, margin=0.1, says=says, **more)


TESTS = (
    Test(
        metric="rho",
        method="Hessian Q",
        rival=0.0,
        higher_is_better=False,
        margin=0.8,
        says="The best outer rate falls with the gradient noise: correlation below -0.8",
    ),
    Test(
        metric="rho",
        method="Hessian Q",
        rival="noise ignored",
        higher_is_better=False,
        margin=0.3,
        says="It falls more than where every level has the same noise (control)",
    ),
    Test(
        metric="diverged",
        method="as printed",
        rival=0.0,
        higher_is_better=True,
        margin=0.95,
        says="Taken literally, with Hessian Q'Q and an inner rate of 1e-3, every outer rate diverges at every noise",
    ),
    _loss("timid, gamma 2", "timid, averaging", "An outer rate above 1 repairs a timid inner rate"),
    Test(
        metric="diverged",
        method="eta L 2.1",
        rival=0.0,
        higher_is_better=True,
        margin=0.95,
        says="No outer rate repairs an inner rate that is too large",
    ),
    _loss(
        "quiet, momentum",
        "quiet, averaging",
        "Momentum acts as the outer rate gamma / (1 - mu): .5 with momentum .5 is averaging, at noise .001",
        kind="equivalence",
    ),
    _loss("loud, momentum", "loud, averaging", "The same at noise 50", kind="equivalence"),
    _loss("loud, gamma .1", "loud, averaging", "At noise 50 the outer rate .1 beats averaging, at the same inner rate"),
    _loss(
        "loud, gamma .1, tuned",
        "loud, averaging, tuned",
        "At noise 50 it does so too where the inner rate of both is tuned (control)",
    ),
    _loss(
        "quiet, Nesterov, tuned", "quiet, averaging, tuned", "Nesterov beats averaging, inner rates tuned, noise .001"
    ),
    _loss("Nesterov, tuned", "averaging, tuned", "Nesterov beats averaging, inner rates tuned, noise 1"),
    _loss("accelerated, tuned", "averaging, tuned", "Theorem 3's scheme beats averaging, inner rates tuned, noise 1"),
)

CHOSEN = (
    "The claim is in our words.",
    "The paper was read in a conversion that lost its formulas' own type: abstract, sections 1 to 4 and Table 1.",
    f"M = {NODES} nodes: the text read gives no number. x_0 - x* is drawn from N(0, I).",
    "The gradient noise is sigma on each coordinate of each node's gradient, new at every local step.",
    "Hessian Q in the primary arm: taken literally, 1/2 |Q(x - x*)|^2 has the Hessian Q'Q, and a square root may have "
    "been lost on the way to us; the literal reading is the arm “as printed”.",
    "A run counts as diverged where its loss is a million times that at the start, or no number.",
    "Nesterov is that of DiLoCo, rate 0.7 and momentum 0.9, the rate that the paper reports for language models.",
    "Theorem 3's scheme: u = (1 - tau) x + tau z with tau = 2 / (r + 2); x takes the mean change at u, z takes "
    "gamma (r + 1) / 2 times it. The text read gives the two weights; how they enter is the usual three-sequence form.",
    "Tests by loss use the log-loss with a margin of 0.1; all arms have the same rounds and the same communication.",
    "The outer rates of the tests were fixed after a look at three tuning seeds, which no test uses.",
)

CLAIM = Experiment(
    paper="2509.10439",
    title="Understanding Outer Optimizers in Local SGD: Learning Rates, Momentum, and Acceleration",
    sentence="The best outer learning rate falls with the gradient noise, from 1.0 to 0.1; an outer rate above 1 makes "
    "up for a timid inner rate; momentum acts as the rate gamma / (1 - mu); acceleration beats averaging.",
    arms=ARMS,
    metrics=METRICS,
    tests=TESTS,
    refuted_by="An interval of the correlation of best outer rate and noise that does not lie below -0.8.",
    would_change="Another reading of the quadratic, noise that grows with the gradient, or training a network, where "
    "the curvature changes under way. A language model is not a quadratic.",
    scales={
        "smoke": Scale(name="smoke", seeds=6, limit_s=30, steps=40),
        "cpu": Scale(name="cpu", seeds=10, limit_s=120, steps=1000),
        "gpu": Scale(name="gpu", seeds=40, limit_s=600, steps=10_000),
    },
    published=(
        Printed(what="best outer rate at noise .001", printed="1.0", arm="Hessian Q", metric="best_gamma_low"),
        Printed(what="best outer rate at noise 50", printed="0.1", arm="Hessian Q", metric="best_gamma_high"),
        Printed(what="inner rate times L, by Theorem 1", printed="at most .25", arm="as printed", metric="eta_l"),
    ),
    stated=(
        "f = 1/2 |Q(x - x*)|^2, Q = A'A, A 50 x 50 of N(0, 1); gradient noise N(0, sigma^2).",
        "sigma in .001, .01, .1, .5, 1, 5, 10, 15, 25, 50; gamma in .001, .01, .1, .5, .9, 1, 1.1, 1.25, 1.5, 2.",
        "R = 1000 rounds of H = 50 local steps, inner rate 1e-3; the score is the mean loss of the last ten rounds.",
        "The checklist says that the paper reports no error bars.",
    ),
    chosen=CHOSEN,
    tuning=Tuning(
        grid={"eta_l": _RATES},
        arms=tuple(arm for arm in ARMS if arm.endswith("tuned")),
        metric="log_loss",
        higher_is_better=False,
    ),
)
