"""Near-Hamiltonian next-generation neural mass models (arXiv 2509.10428, Andrean and Pedersen).

The exact mean field of all-to-all quadratic integrate-and-fire neurons with Lorentzian excitability (centre eta, half
width Delta) and coupling J (Montbrio, Pazo and Roxin 2015), with I(t) an outer current, r the rate and v the mean
membrane potential:

    (1)  r' = Delta / pi + 2 r v
    (2)  v' = v^2 + eta + J r + I(t) - (pi r)^2

For Delta = 0 and in the time s with ds = r^2 dt it is Hamiltonian:

    (3)  H(r, v) = (v^2 + eta) / r + pi^2 r - J ln r,    dr/ds = dH/dv,    dv/ds = -dH/dr
    (4)  dH/dt = (Delta / pi) (pi^2 - (v^2 + eta) / r^2 - J / r)    for Delta > 0

For J = 0 the level sets are ellipses. The peak of a spike at energy E is the larger root of (3) with v = 0:

    (5)  eta / r + pi^2 r - J ln r = E

Read: the abstract and a digest; the body was not read. (1) and (2) are public; (3) to (5) are our own derivation. The
paper's conductance variant is not run. Everything is integrated by the classic Runge-Kutta step on ln r, which keeps
r above zero, in the time tau with dtau = sqrt(1 + v^2 + (pi r)^2) dt, which makes steps short within spikes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.settle.claim import Experiment, Scale, Test
from litmuspaper.settle.streams import stream

Array = NDArray[np.float64]
Field = Callable[[Array], Array]

PI = np.pi
DELTAS = (1e-4, 1e-3, 1e-2, 1e-1)
PERIOD = 60.0


def energy(r: Array, v: Array, eta: Array | float, coupling: Array | float) -> Array:
    """The energy of (3)."""
    return (v**2 + eta) / r + PI**2 * r - coupling * np.log(r)


def flow(delta: Array | float, eta: Array | float, coupling: Array | float, swing: Array | float = 0.0) -> Field:
    """The right side of (1) and (2) for rows ln r, v, t, in the time tau; I(t) = swing sin(2 pi t / PERIOD)."""

    def field(y: Array) -> Array:  # (3, n) -> (3, n)
        r, v = np.exp(y[0]), y[1]
        pace = 1 / np.sqrt(1 + v**2 + (PI * r) ** 2)  # dt/dtau, (n,)
        current = swing * np.sin(2 * PI / PERIOD * y[2])
        slope_r = delta / (PI * r) + 2 * v  # (1) over r
        slope_v = v**2 + eta + coupling * r + current - (PI * r) ** 2  # (2)
        return np.stack([slope_r * pace, slope_v * pace, pace])

    return field


def step(field: Field, y: Array, h: Array | float) -> Array:
    """One classic Runge-Kutta step of length h, which may differ by column."""
    a = field(y)
    b = field(y + h / 2 * a)
    c = field(y + h / 2 * b)
    d = field(y + h * c)
    moved: Array = y + h / 6 * (a + 2 * b + 2 * c + d)
    return moved


def largest_root(level: Array, eta: Array, coupling: Array | float) -> Array:
    """The peak of (5) by bisection above the centre of the well; the centre itself where the level is below it."""
    centre = (coupling + np.sqrt(np.maximum(coupling**2 + 4 * PI**2 * eta, 0))) / (2 * PI**2)
    low = np.maximum(centre, 1e-9) * np.ones_like(level)
    high = low + 1 + 2 * np.abs(level) / PI**2 + 10 * coupling / PI**2
    for _ in range(60):
        middle = (low + high) / 2
        above = energy(middle, np.zeros_like(middle), eta, coupling) > level
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


# C1: the drift of the energy against Delta


def drift(coupling: float, unit: float, seed: int, scale: Scale) -> dict[str, float]:
    """How far the energy drifts until t = 6 / unit, relative to the range of energies of the ensemble.

    With r = unit rho, v = unit w, t = tau / unit and eta by unit^2, (1) and (2) keep their form with J / unit and
    Delta / unit^2: strong coupling is small Delta for states that grow with the coupling.
    """
    draw = stream(seed, "data", 1)
    eta, n = draw.uniform(0.5, 2.0) * unit**2, scale.size
    deltas = np.repeat((0.0, *DELTAS), n)  # (5 n,)
    r, v = unit * np.tile(draw.uniform(0.3, 1.5, n), 5), unit * np.tile(draw.uniform(-1.0, 1.0, n), 5)
    first = energy(r, v, eta, coupling)
    y, field = np.stack([np.log(r), v, np.zeros_like(r)]), flow(deltas, eta, coupling)
    most = np.zeros_like(r)
    while y[2].min() < 6.0 / unit:
        y = step(field, y, 0.004)
        far = np.abs(energy(np.exp(y[0]), y[1], eta, coupling) - first)
        most = np.where(y[2] <= 6.0 / unit, np.maximum(most, far), most)
    by_delta = most.reshape(5, n).mean(1) / np.ptp(first)  # (5,)
    slope = np.polyfit(np.log(DELTAS), np.log(by_delta[1:]), 1)[0]
    told = {"drift_slope": slope, "log10_drift_at_zero": np.log10(by_delta[0] + 1e-300)}
    told["log10_drift_at_tenth"] = np.log10(by_delta[-1])
    return {**told, "log10_absolute_drift_at_tenth": np.log10(by_delta[-1] * np.ptp(first))}


# C2: the peak of the next spike of a burst


@dataclass(frozen=True, slots=True)
class Spikes:
    """What is seen of each spike before it, and its peak; one entry a spike."""

    draw: NDArray[np.int64]
    r: Array
    v: Array
    drive: Array
    coupling: Array
    previous: Array
    peak: Array


@lru_cache(maxsize=64)
def spikes(seed: int, scale: Scale, moment: str) -> Spikes:
    """The spikes that follow another one in the same burst, over random eta, J, Delta and slow currents."""
    draw, n = stream(seed, "data", 2), scale.size
    delta = 10 ** draw.uniform(-2, 0, n)
    coupling, eta, swing = draw.uniform(13, 17, n), draw.uniform(-4, -2, n), draw.uniform(4.5, 6.5, n)
    y = np.stack([np.log(draw.uniform(0.05, 0.2, n)), np.full(n, -1.0), np.zeros(n)])
    field, kept = flow(delta, eta, coupling, swing), [y]
    while y[2].min() < scale.steps:
        y = step(field, y, 0.02)
        kept.append(y)
    path = np.stack(kept)  # (steps, 3, n)
    when = stream(seed, "evaluation", 2)
    found = [row for i in range(n) for row in _spikes_of(path[:, :, i], delta[i], i, moment, when)]
    table = np.array(found).reshape(-1, 6)
    own = table[:, 0].astype(int)
    drive = eta[own] + swing[own] * np.sin(2 * PI / PERIOD * table[:, 3])
    return Spikes(own, table[:, 1], table[:, 2], drive, coupling[own], table[:, 4], table[:, 5])


def _spikes_of(path: Array, delta: float, own: int, moment: str, when: np.random.Generator) -> list[list[float]]:
    """Draw, r, v and t at the moment seen, previous peak and peak of each spike of one path (steps, 3)."""
    log_r, v, t = path.T
    rising = delta / (PI * np.exp(log_r)) + 2 * v > 0  # the sign of r'
    turns = np.flatnonzero(rising[1:] != rising[:-1]) + 1
    peaks, found = [i for i in turns if not rising[i]], []
    for before, peak in pairwise(peaks):
        trough = next(i for i in turns if i > before)
        share = when.uniform()  # drawn for every spike, so that no rule below shifts the next one
        high, low, last = (_turning(log_r, int(i)) for i in (peak, trough, before))
        if t[peak] - t[before] > PERIOD / 6 or high < 1.1 * low:
            continue  # another burst, or a ripple of less than a tenth that has no peak worth a prediction
        seen = trough if moment == "trough" else trough + int(share * (peak - trough))
        found.append([own, np.exp(log_r[seen]), v[seen], t[seen], last, high])
    return found


def _turning(log_r: Array, i: int) -> float:
    """The extreme of r next to sample i, from the parabola through three samples."""
    i = min(max(i, 1), len(log_r) - 2)
    a, b, c = log_r[i - 1 : i + 2]
    bend = a - 2 * b + c
    return float(np.exp(b - (a - c) ** 2 / (8 * bend) if bend else b))


def predicted(rule: str, seen: Spikes) -> Array:
    """The peak of each spike by one of the rules."""
    if rule == "energy":
        return largest_root(energy(seen.r, seen.v, seen.drive, seen.coupling), seen.drive, seen.coupling)
    if rule == "ellipse":
        return largest_root(energy(seen.r, seen.v, seen.drive, 0.0), np.maximum(seen.drive, 0), 0.0)
    if rule == "previous":
        return seen.previous
    columns = [np.ones_like(seen.r), seen.r, seen.v]
    if rule == "regression on all":
        columns += [seen.drive, seen.coupling, seen.previous]
    x, told = np.stack(columns, 1), np.empty_like(seen.peak)  # (spikes, features)
    for half in (0, 1):  # fitted on the other half of the draws
        own = seen.draw % 2 == half
        told[own] = x[own] @ np.linalg.lstsq(x[~own], seen.peak[~own], rcond=None)[0]
    return told


def peak_error(rule: str, moment: str, seed: int, scale: Scale) -> dict[str, float]:
    """The median relative error of the predicted peak."""
    seen = spikes(seed, scale, moment)
    errors = np.abs(predicted(rule, seen) - seen.peak) / seen.peak
    return {"peak_error": float(np.median(errors)), "spikes": float(len(seen.peak))}


# C3: two populations that inhibit each other


@lru_cache(maxsize=64)
def switches(seed: int, scale: Scale) -> dict[str, Array]:
    """Pulses of random height and length into the silent population: scores at the pulse's end, and who switched."""
    draw, n = stream(seed, "data", 3), 5 * scale.size
    eta, own, cross, delta = draw.uniform((0.5, 3, 8, 0.05), (1.5, 6, 12, 0.3))
    height, length = np.exp(draw.uniform(np.log((1.0, 0.1)), np.log((40.0, 4.0)), (n, 2))).T
    begin, end, last = 10.0, 10.0 + length, 25.0
    weights = np.array([[own, -cross], [-cross, own]])
    y = np.stack([np.log(np.tile([[0.02], [0.6]], n)), np.tile([[-1.0], [0.0]], n)])  # (2 values, 2 populations, n)
    t, current, work = np.zeros(n), np.zeros((2, n)), np.zeros(n)
    state, late = np.zeros((4, n)), np.zeros((2, n))

    def field(y: Array) -> Array:
        r, v = np.exp(y[0]), y[1]
        return np.stack([delta / (PI * r) + 2 * v, v**2 + eta + weights @ r + current - (PI * r) ** 2])

    while t.min() < last:
        r, v = np.exp(y[0]), y[1]
        bound = np.where(t < begin, begin, np.where(t < end, end, last))
        pace = 0.02 / np.sqrt(1 + (v**2 + (PI * r) ** 2 + current**2).sum(0) + (delta / r[0]) ** 2)
        ends = bound - t <= pace  # the step ends at the bound itself, so that a pulse lasts as long as it should
        dt = np.where(ends, bound - t, pace)  # (n,)
        current[0] = np.where((t >= begin) & (t < end), height, 0.0)
        work += 2 * v[0] / r[0] * current[0] * dt  # dH/dt of the current: (dH/dv) I
        y = step(field, y, dt)
        t = np.where(ends, bound, t + dt)
        state = np.where(ends & (bound == end), np.concatenate([np.exp(y[0]), y[1]]), state)
        late += np.where(t > last - 3, np.exp(y[0]) * dt, 0.0)
    r, other, v = state[0], state[1], state[2]
    scores = {"energy": energy(r, v, eta - cross * other, own), "work": work, "area": height * length, "rate": r}
    scores["shuffled"] = stream(seed, "evaluation", 3).permutation(scores["energy"])
    return {**scores, "switched": (late[0] > late[1]).astype(float)}


def auc(score: Array, label: Array) -> float:
    """The area under the ROC curve by ranks, ties by half; not a number where one class is empty."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    ones = label.sum()
    zeros = len(label) - ones
    if not ones or not zeros:
        return float("nan")
    return float((ranks[label > 0].sum() - ones * (ones + 1) / 2) / (ones * zeros))


# The mean field itself


def network_error(seed: int, neurons: int) -> dict[str, float]:
    """The relative distance of the rate of so many neurons from (1) and (2) under a step of current."""
    n, h, until, window = neurons, 1e-3, 12.0, 100
    places = (np.arange(n) + 0.5) / n
    eta = -5 + np.tan(PI * (places - 0.5))  # Lorentzian quantiles, Delta = 1
    potential = -1.5 + 0.3 * np.tan(PI * (stream(seed, "data", 4).permutation(places) - 0.5))  # v = -1.5, pi r = 0.3
    synapse, y, rates = 0.3 / PI, np.array([np.log(0.3 / PI), -1.5, 0.3 / PI]), np.empty((int(until / h), 2))

    def field(y: Array) -> Array:  # ln r, v and the synapse, which follows r within 0.01
        r, v = np.exp(y[0]), y[1]
        return np.array([1 / (PI * r) + 2 * v, v**2 - 5 + 15 * y[2] + current - (PI * r) ** 2, (r - y[2]) / 0.01])

    for i in range(len(rates)):
        current = 3.0 if i * h > 2 else 0.0
        a = eta + 15 * synapse + current
        # V' = V^2 + a over h: V -> (c V + s a) / (c - s V), with c, s the cosine and sine of sqrt(a) h to order h^5;
        # the denominator passes zero where V passes infinity, which is a spike.
        c, s = 1 - a * h**2 / 2 + a**2 * h**4 / 24, h * (1 - a * h**2 / 6 + a**2 * h**4 / 120)
        below = c - s * potential
        potential = (c * potential + s * a) / below
        rate = np.count_nonzero(below < 0) / (n * h)
        synapse += h / 0.01 * (rate - synapse)
        y = step(field, y, h)
        rates[i] = rate, np.exp(y[0])
    binned = rates.reshape(-1, window, 2).mean(1)
    gap = np.sqrt(np.mean((binned[:, 0] - binned[:, 1]) ** 2) / np.mean(binned[:, 1] ** 2))
    return {"network_error": float(gap)}


def run(*, seed: int, scale: Scale, part: str, **setting: Any) -> dict[str, float]:
    """Run one arm: `part` says which of the claim's parts, `setting` its rule."""
    if part == "drift":
        told = drift(setting["coupling"], setting.get("unit", 1.0), seed, scale)
    elif part == "peak":
        told = peak_error(setting["rule"], setting.get("moment", "upswing"), seed, scale)
    elif part == "switch":
        found = switches(seed, scale)
        told = {"auc": auc(found[setting["score"]], found["switched"]), "switched": found["switched"].mean()}
    else:
        told = network_error(seed, int(scale.width * setting["share"]))
    return {name: float(value) for name, value in told.items()}


_peak = partial(Test, metric="peak_error", method="energy", higher_is_better=False, smallest=0.005)
_switch = partial(Test, metric="auc", method="switch by energy", higher_is_better=True, smallest=0.02)
_less = partial(Test, higher_is_better=False)
_strong = partial(_less, metric="log10_drift_at_tenth", rival="coupling 5", smallest=0.1)
_floor = partial(_less, metric="log10_drift_at_zero", rival=-9.0)
_alike = partial(Test, higher_is_better=True, kind="equivalence")

TESTS = (
    _peak(rival="previous peak", says="the energy tells the next peak better than the peak before it"),
    _peak(method="energy at the trough", rival="previous peak", says="and does so half a turn ahead"),
    _peak(method="energy at the trough", rival="regression on all at the trough", says="so against all it can know"),
    _peak(rival="regression on r and v", says="better than a linear regression on the same state"),
    _peak(rival="regression on all", says="better than one that knows drive, coupling and previous peak as well"),
    _peak(rival="ellipse of J = 0", says="the coupling's term of the energy is needed"),
    _floor(method="no coupling", says="the energy is kept to 1e-9 for Delta = 0, J = 0"),
    _floor(method="coupling 15", says="the energy is kept to 1e-9 for Delta = 0, J = 15"),
    _alike(metric="drift_slope", method="coupling 5", rival=1.0, margin=0.2, says="the drift is of the order of Delta"),
    _strong(method="coupling 15", says="stronger coupling lessens the drift, the states being the same"),
    _strong(method="coupling 15, scaled", says="stronger coupling lessens it, the states growing with the coupling"),
    _switch(rival="switch by pulse area", says="the energy at the pulse's end tells the switch better than its area"),
    _switch(rival="switch by rate alone", says="better than the rate at the pulse's end alone"),
    _alike(metric="auc", method="switch by shuffled energy", rival=0.5, margin=0.1, says="control: shuffled is blind"),
    _less(metric="network_error", method="network", rival="a quarter of the network", says="it nears the mean field"),
)

CLAIM = Experiment(
    paper="2509.10428",
    title="Near-Hamiltonian next-generation neural mass models",
    sentence=(
        "In the homogeneous or strong-coupling limit the mean field has an energy; that energy predicts the "
        "amplitude of spikes in bursting even for Delta > 0, and two mutually inhibiting populations switch where "
        "a stimulus supplies enough of it (our wording of the abstract)."
    ),
    arms={
        "energy": {"part": "peak", "rule": "energy"},
        "energy at the trough": {"part": "peak", "rule": "energy", "moment": "trough"},
        "previous peak": {"part": "peak", "rule": "previous"},
        "ellipse of J = 0": {"part": "peak", "rule": "ellipse"},
        "regression on r and v": {"part": "peak", "rule": "regression on state"},
        "regression on all": {"part": "peak", "rule": "regression on all"},
        "regression on all at the trough": {"part": "peak", "rule": "regression on all", "moment": "trough"},
        "no coupling": {"part": "drift", "coupling": 0.0},
        "coupling 5": {"part": "drift", "coupling": 5.0},
        "coupling 15": {"part": "drift", "coupling": 15.0},
        "coupling 15, scaled": {"part": "drift", "coupling": 15.0, "unit": 3.0},
        "switch by energy": {"part": "switch", "score": "energy"},
        "switch by work": {"part": "switch", "score": "work"},
        "switch by pulse area": {"part": "switch", "score": "area"},
        "switch by rate alone": {"part": "switch", "score": "rate"},
        "switch by shuffled energy": {"part": "switch", "score": "shuffled"},
        "network": {"part": "network", "share": 1.0},
        "a quarter of the network": {"part": "network", "share": 0.25},
    },
    metrics={
        "peak_error": "median relative error of the predicted peak of the next spike of a burst",
        "spikes": "spikes predicted",
        "drift_slope": "slope of log drift of the energy against log Delta, Delta from 1e-4 to 1e-1",
        "log10_drift_at_zero": "log10 of the drift for Delta = 0 until t = 6, relative to the ensemble's energies",
        "log10_drift_at_tenth": "the same for Delta = 0.1",
        "log10_absolute_drift_at_tenth": "the same, not relative to the ensemble's energies",
        "auc": "area under the ROC curve for switching",
        "switched": "share of the pulses that switch",
        "network_error": "root mean square of network less mean field, relative to that of the rate",
    },
    tests=TESTS,
    refuted_by=(
        "An energy that tells the next peak no better than the previous peak does; a slope of the drift whose "
        "interval leaves out 1; a switch told no better by the energy than by the pulse's area."
    ),
    stated=(
        "Hamiltonian in the homogeneous or the strong-coupling limit; near-ellipsoidal orbits; spike amplitude in "
        "bursting predicted for Delta > 0; two mutually inhibiting populations are bistable and switch by a "
        "stimulus.",
        "No printed number was read.",
    ),
    chosen=(
        "The energy of equation (3), its time and the root (5) are our own derivation, checked by the run itself.",
        "Drift: initial r in [.3, 1.5], v in [-1, 1], eta in [.5, 2], until t = 6, relative to the ensemble's range. "
        "Scaled: r, v three times, eta nine times as large, a third of the time.",
        "Bursting: J in [13, 17], eta in [-4, -2], current 4.5 to 6.5 times a sine of period 60, Delta log-"
        "uniform in [.01, 1]. A spike counts where it follows another within ten time units and rises by a tenth "
        "at least. The state is seen at a random moment between trough and peak; two arms see it at the trough.",
        "Switching: eta in [.5, 1.5], J in [3, 6], inhibition in [8, 12], Delta in [.05, .3] a seed; rectangular "
        "pulses, heights 1 to 40 and lengths .1 to 4, log-uniform. The energy takes the other population's rate "
        "as fixed, since the pair has no energy of this form: the paper's own may tell more.",
        "Network: neurons with Lorentzian quantiles, Delta 1, eta -5, J 15, a step of current 3 at t = 2; the "
        "exact flow of each neuron over 1e-3; the rate that couples is smoothed over .01, in the network and in "
        "the mean field.",
    ),
    would_change=(
        "The conductance variant with the paper's own energy and its bursting parameters, where they are read; a "
        "joint energy of two populations."
    ),
    scales={
        "smoke": Scale(name="smoke", seeds=1, size=4, steps=45, width=100, limit_s=60),
        "cpu": Scale(name="cpu", size=20, steps=90, width=8000),
        "gpu": Scale(name="gpu", seeds=20, size=200, steps=180, width=80_000),
    },
)
