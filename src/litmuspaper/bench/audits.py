"""Errors planted in made-up papers: what each audit finds of them, and what it raises on the papers without one."""

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module

from litmuspaper.bench.draft import Draft, Plant, build, place_of
from litmuspaper.bench.invent import Invented, invent
from litmuspaper.review.audits import AUDITS
from litmuspaper.types import Document, Finding

PAPERS = 500
# Of the kinds that a paper allows, this many are planted, in turn: enough for some hundred plants of each audit.
PLANTS_A_PAPER = 7


@dataclass
class Counted:
    """What one audit did: `plants` and `found` by kind, alarms on clean papers, CPU seconds on them.

    `read` are the clean papers on which the audit had something to judge.
    """

    audit: str
    plants: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    twins: int = 0
    read: int = 0
    alarms: int = 0
    seconds: float = 0.0


@dataclass
class Measurement:
    """All audits counted, with a line for each planted error that was missed and each alarm on a clean paper."""

    audits: dict[str, Counted]
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)


def measure(papers: int = PAPERS, seed: int = 0, each: int = PLANTS_A_PAPER) -> Measurement:
    """Run all audits on clean made-up papers, and each on the papers with an error that it should find.

    Args:
        papers: how many clean papers.
        seed: another seed gives other papers.
        each: how many errors are planted in copies of each paper, one a copy.

    Returns:
        The counts.
    """
    out = Measurement({name: Counted(name) for name in AUDITS})
    planted: Counter[str] = Counter()
    for n in range(papers):
        rng = random.Random(f"{seed}:{n}")  # noqa: S311  made-up papers, no secrets
        paper = invent(rng, f"invented-{seed}-{n}")
        count_twin(paper.draft, out)
        for plant in _next(paper, planted, each, rng):
            count_plant(plant, out)
    return out


def _next(paper: Invented, planted: Counter[str], each: int, rng: random.Random) -> list[Plant]:
    """The errors whose kinds were planted least so far."""
    chosen = sorted(paper.plants(rng), key=lambda plant: planted[plant.kind])[:each]
    planted.update(plant.kind for plant in chosen)
    return chosen


def count_twin(draft: Draft, out: Measurement) -> None:
    """Run every audit on a paper without an error."""
    document = build(draft)
    for name in AUDITS:
        start = time.process_time()
        findings = run_audit(name, document, draft)
        counted = out.audits[name]
        counted.seconds += time.process_time() - start
        raised = [*_raised(findings)]
        counted.twins += 1
        counted.read += any(one.verdict != "not-assessed" for one in findings)
        counted.alarms += bool(raised)
        out.false += [f"{draft.name} {name} {one.verdict}: {one.message[:300]}" for one in raised]


def count_plant(plant: Plant, out: Measurement) -> None:
    """Run the audit that should find a planted error."""
    counted = out.audits[plant.audit]
    counted.plants[plant.kind] += 1
    if is_found(plant):
        counted.found[plant.kind] += 1
    else:
        out.missed.append(f"{plant.draft.name} {plant.audit} {plant.kind}: {plant.note}")


def is_found(plant: Plant) -> bool:
    """Whether the plant's audit raises a finding that shows the planted place."""
    document = build(plant.draft)
    raised = [*_raised(run_audit(plant.audit, document, plant.draft))]
    place = place_of(document, plant)
    if place is None:
        return bool(raised)
    return any(span.start < place[1] and place[0] < span.end for one in raised for span in one.spans)


def run_audit(name: str, document: Document, draft: Draft) -> list[Finding]:
    """The findings of one audit; the one of logs gets the draft's."""
    module = import_module(f"litmuspaper.review.audits.{name}")
    found: list[Finding] = module.audit_logs(document, draft.logs) if name == "run_logs" else module.audit(document)
    return found


def _raised(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that say that something is wrong.

    A note that the displayed digits do not give the last one is true of numbers that were rounded from more digits,
    as those of a clean paper are: it is neither a find nor an alarm.
    """
    for one in findings:
        if one.verdict not in ("verified", "not-assessed") and (one.verdict, one.severity) != (
            "not-reproducible",
            "info",
        ):
            yield one
