"""settle: a claim is put to a controlled experiment: arms x seeds on stated data, an interval and a verdict.

A system is a module with two names: `CLAIM`, an `Experiment`, and `run(*, seed, scale, **arm) -> dict[str, float]`.
"""
