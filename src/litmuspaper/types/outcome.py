"""What an experiment gave: its rows, its tests and its verdict at a stated scale."""

import re
from typing import Any, Literal

from pydantic import Field

from litmuspaper.types.base import Noun

Settled = Literal["supported", "refuted", "inconclusive"]
Status = Literal["done", "not finite", "error", "time limit", "killed"]


class Row(Noun):
    """One cell of an experiment: one arm with one seed. A crash is a row too.

    `metrics` holds the finite numbers; `not_finite` says of the others what they were, such as `loss: inf`.
    """

    role: Literal["tuning", "test"]
    arm: str
    seed: int
    settings: dict[str, Any]
    status: Status
    error: str = ""
    metrics: dict[str, float] = Field(default_factory=dict)
    not_finite: tuple[str, ...] = ()


class Summary(Noun):
    """One metric of one arm over the seeds: `sd` is None for one seed."""

    arm: str
    metric: str
    mean: float
    sd: float | None
    n: int


class PrintedNumber(Noun):
    """A number that the paper prints, and the mean of ours; None where no arm measures it or none came to an end."""

    what: str
    printed: str
    arm: str = ""
    metric: str = ""
    ours: float | None = None
    sd: float | None = None
    n: int = 0


class Tested(Noun):
    """One test: differences by seed in the method's favour, their mean, its interval, p, and what follows.

    `p` is the exact sign-flip p against the margin, for equivalence that of two one-sided tests; `p_adjusted` is
    Holm's over the tests beyond the primary one, which has its own p. `detectable` is the effect that so many seeds
    show with a power of 0.8, at the spread that was seen. What could not be computed is None.
    """

    says: str
    metric: str
    method: str
    rival: str
    kind: Literal["superiority", "equivalence"]
    higher_is_better: bool
    margin: float
    smallest: float
    primary: bool
    verdict: Settled
    reason: str
    differences: dict[int, float] = Field(default_factory=dict)
    missing: tuple[str, ...] = ()
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    interval: str = ""
    spread: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    detectable: float | None = None


class Cost(Noun):
    """What the cells took: `cells` of the plan, `kept` of them from an earlier run of the same plan."""

    cells: int
    kept: int
    cpu_s: float
    wall_s: float


class DataFile(Noun):
    """The data that a user gave to a system: the name of the file without its folder, and its hash."""

    name: str
    sha256: str


def folder_name(system: str, scale: str, data: DataFile | None = None) -> str:
    """The folder of one experiment in that of all: an experiment on a user's own data has one of its own."""
    if data is None:
        return f"{system}-{scale}"
    stem = re.sub(r"[^a-z0-9]+", "-", data.name.rpartition(".")[0].lower() or data.name.lower()).strip("-")[:60]
    return f"{system}-{scale}-{stem or data.sha256[:12]}"


class Outcome(Noun):
    """A claim after its experiment; the verdict is that of the primary test, at one scale."""

    name: str
    paper: str
    title: str
    sentence: str
    refuted_by: str
    would_change: str
    stated: tuple[str, ...]
    chosen: tuple[str, ...]
    scale: str
    scale_settings: dict[str, Any]
    verdict: Settled
    verdict_text: str
    tests: tuple[Tested, ...]
    power: str
    arms: dict[str, dict[str, Any]]
    tuned: dict[str, dict[str, Any]]
    tuning: str
    metrics: dict[str, str]
    printed: tuple[PrintedNumber, ...]
    summaries: tuple[Summary, ...]
    rows: tuple[Row, ...]
    seeds: int
    plan_sha256: str
    code_sha256: str
    changes: tuple[str, ...]
    environment: dict[str, str]
    command: str
    cost: Cost
    data: DataFile | None = None

    @property
    def folder(self) -> str:
        """The name of the folder that it was run in and is published in."""
        return folder_name(self.name, self.scale, self.data)
