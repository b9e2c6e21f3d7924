"""settle: a claim is put to a controlled experiment: arms x seeds on stated data, an interval and a verdict.

A system is a module with two names: `CLAIM`, an `Experiment`, and `run(*, seed, scale, **arm) -> dict[str, float]`.
"""

from litmuspaper.settle.claim import Experiment, Printed, Scale, Test, Tuning
from litmuspaper.settle.streams import integer, stream, streams

__all__ = ["Experiment", "Printed", "Scale", "Test", "Tuning", "integer", "stream", "streams"]
