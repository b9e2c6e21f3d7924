"""What a paper claims of itself by comparison, and what would settle it."""

from typing import Literal

from pydantic import Field

from litmuspaper.types.base import Noun
from litmuspaper.types.day import Kind
from litmuspaper.types.document import Span


class Arm(Noun):
    """One side of a comparison, by the name that the table or the sentence gives it; `kind` says which."""

    name: str
    role: Literal["ours", "rival"]
    kind: Kind


class Rank(Noun):
    """One column of a table: the paper's own cell against the best of the others in question.

    `place` counts from 1 over the own cell and those others; `outcome` is for the own cell, by printed digits.
    """

    table: str
    column: str
    higher_is_better: bool
    own: str
    own_cell: Span
    rival: str
    rival_cell: Span
    place: int = Field(ge=1)
    outcome: Literal["best", "tied", "beaten"]


class SampleSize(Noun):
    """How many paired seeds a re-run needs to see one printed margin: two-sided paired t test, 0.05, power 0.8.

    `spread` is the standard deviation of the paired differences that is assumed, `spread_from` where it comes from.
    The seeds are None where the margin or the spread is zero, or where more than ten million would be needed.
    """

    column: str
    margin: str
    spread: str
    spread_from: str
    kind: Kind
    seeds: int | None
    seeds_at_half_spread: int | None
    seeds_at_double_spread: int | None


class Claim(Noun):
    """A sentence that compares the paper's own method, and what its own tables say of it.

    `support` counts columns of the paper's own tables; `reason` says which were counted, or why none could be.
    `printed` are the numbers of the sentence as strings, `cells` the cells that the judgement rests on.
    `seeds_needed` is that of the first of `samples`: the smallest margin that speaks for the claim where it is for
    every column, else the middle one. `kinds` tells for each part whether the paper says it, we computed it, or we
    infer it. `test` is what a re-run has to show: that one side is better, or that two are the same.
    """

    sentence: Span
    source: Literal["abstract", "introduction", "results", "ablation", "conclusion"]
    arms: tuple[Arm, ...]
    metric: str | None = None
    direction: Literal["higher is better", "lower is better", "by column"] | None = None
    printed: tuple[str, ...] = ()
    ranks: tuple[Rank, ...] = ()
    cells: tuple[Span, ...] = ()
    support: str = Field(pattern=r"^(?:supported by its own tables|not supported in \d+ of \d+|not assessed)$")
    reason: str
    refuted_by: str
    samples: tuple[SampleSize, ...] = ()
    seeds_needed: int | None = None
    kinds: dict[str, Kind]
    test: Literal["superiority", "equivalence"] = "superiority"
