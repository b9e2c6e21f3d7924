"""One integer seeds everything: four streams of random numbers that never touch each other.

Each stream has a spawn key of its own (numpy's SeedSequence), so a stream depends on the seed and its name alone. Arms
of one seed share their data, initial weights and noise (common random numbers), and a further arm shifts none.
"""

from dataclasses import dataclass

import numpy as np

KEYS = {"data": 0, "init": 1, "noise": 2, "evaluation": 3}
TUNING_SEED = 1_000_000


@dataclass(frozen=True, slots=True)
class Streams:
    """The four generators of one seed, each from its beginning."""

    data: np.random.Generator
    init: np.random.Generator
    noise: np.random.Generator
    evaluation: np.random.Generator


def streams(seed: int) -> Streams:
    """The four streams of a seed."""
    return Streams(**{name: stream(seed, name) for name in KEYS})


def stream(seed: int, name: str, *more: int) -> np.random.Generator:
    """One stream of a seed from its beginning.

    Args:
        seed: the seed of the cell, zero or more.
        name: data, init, noise or evaluation.
        *more: numbers that tell streams of that name apart, such as that of a node.

    Returns:
        A generator of its own.
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(KEYS[name], *more)))


def integer(seed: int, name: str, *more: int) -> int:
    """An integer below 2^63 from a stream's key, for libraries with a generator of their own, such as torch."""
    state = np.random.SeedSequence(seed, spawn_key=(KEYS[name], *more)).generate_state(2, np.uint32)
    return (int(state[0]) << 31) | int(state[1] >> 1)


def tuning_seeds(count: int) -> range:
    """Seeds to tune on: no test uses them, since those count from zero and stay below."""
    return range(TUNING_SEED, TUNING_SEED + count)
