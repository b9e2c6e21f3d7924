"""What an experiment is: its claim, its arms, its tests and its scales, all fixed before the first run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large a run is: the only difference between a laptop and a GPU.

    `seeds` is how many are run by default, `limit_s` the wall time that one cell may take. What `steps`, `batch`,
    `width` and `size` count, the system says; zero where it has no such thing.
    """

    name: str
    seeds: int = 10
    limit_s: float = 300.0
    device: str = "cpu"
    steps: int = 0
    batch: int = 0
    width: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One comparison by one metric, paired by seed.

    The effect is the method's value less the rival's, its sign turned where lower is better: positive favours the
    method. `rival` is another arm, or a number that is the same for every seed. `margin` is what the interval must
    lie beyond (superiority) or within (equivalence). `smallest` is the smallest effect of interest, at least the
    margin, and the margin where it is not given: superiority is refuted where the interval lies below it.
    """

    __test__ = False  # the name is the field's, not pytest's

    metric: str
    method: str
    rival: str | float
    higher_is_better: bool
    margin: float = 0.0
    smallest: float | None = None
    kind: Literal["superiority", "equivalence"] = "superiority"
    says: str = ""

    @property
    def smallest_effect(self) -> float:
        """The smallest effect of interest."""
        return self.margin if self.smallest is None else self.smallest


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A number as the paper prints it, beside the arm and the metric that measure the same; empty where none does."""

    what: str
    printed: str
    arm: str = ""
    metric: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """The same grid and the same budget for each arm named, on seeds that no test sees.

    `grid` gives the values of each setting; every combination is run on `seeds` tuning seeds, and the best mean of
    the metric is taken, the earlier combination where two are equal.
    """

    grid: Mapping[str, tuple[Any, ...]]
    arms: tuple[str, ...]
    metric: str
    higher_is_better: bool
    seeds: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A claim of a paper with what would settle it.

    `sentence` is the claim in the paper's own words where they are known; `stated` is what the public record says of
    the set-up, `chosen` what had to be chosen. `arms` gives the settings that `run` gets in each arm; `metrics` says
    what each number means, with its unit. The first of `tests` is the primary one. `files` are data beside the
    system that the run reads: their bytes are part of what identifies a cell. `needs` are the modules that `run`
    imports beyond numpy, `extra` the extra of the package that brings them.
    """

    paper: str
    title: str
    sentence: str
    arms: Mapping[str, Mapping[str, Any]]
    metrics: Mapping[str, str]
    tests: tuple[Test, ...]
    refuted_by: str
    scales: Mapping[str, Scale]
    published: tuple[Printed, ...] = ()
    stated: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    would_change: str = ""
    tuning: Tuning | None = None
    files: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    extra: str = ""
