"""L1: every number of a result table stands in the logs of the runs, and all cells of one arm come from one run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from litmuspaper.review.logs import Logged, Run, means, read_runs, words
from litmuspaper.review.numbers import Number, plain
from litmuspaper.review.prose import finding, listed, not_assessed, place, verified
from litmuspaper.review.tables import Block, blocks
from litmuspaper.types import Cell, Document, Finding, Span

AUDIT = "run_logs"
# A table is held against the logs where this share of its cells bears names that the logs have.
NAMED_SHARE = 0.5
LEAST_CELLS = 2
_SPREAD_KEYS = re.compile(r"std|stderr|error|sem\b|\bci\b", re.IGNORECASE)
_PRINTED_SPREAD = re.compile(r"(?:±|\\pm)\s*\$?\s*(\d*\.?\d+)")


@dataclass(frozen=True)
class _Printed:
    """A cell with what its labels leave of the logs: the candidates of each run."""

    cell: Cell
    number: Number
    arm: tuple[str, ...]
    label: str
    candidates: dict[str, tuple[Logged, ...]]

    def fits(self, run: str) -> bool:
        """Whether a value of the run rounds to the cell."""
        return any(_rounds(one.value, self.number) for one in self.candidates[run])


def audit_logs(document: Document, logs: Mapping[str, bytes]) -> list[Finding]:
    """Hold the tables of a paper against the logs of its runs.

    Args:
        document: the paper.
        logs: relative names and contents of JSON and CSV files, one folder a run.

    Returns:
        A finding for each arm of a table whose numbers the logs do not give, or give in several runs only.
    """
    runs, unread = read_runs(logs)
    if not runs:
        return not_assessed(AUDIT, "no JSON or CSV log with numbers was given")
    found: list[Finding] = []
    good: list[str] = []
    spans: list[Span] = []
    for block in blocks(document):
        printed = _printed(block, runs)
        total = sum(e is not None and e.number is not None for row in block.entries for e in row)
        if len(printed) < max(LEAST_CELLS, NAMED_SHARE * total):
            found += not_assessed(AUDIT, f"{block.name}: its headers name nothing that the logs hold")
            continue
        arms: dict[tuple[str, ...], list[_Printed]] = {}
        for one in printed:
            arms.setdefault(one.arm, []).append(one)
        best = {arm: _best(cells, runs) for arm, cells in arms.items()}
        found += _orders(document, block, arms, best)
        for arm, cells in arms.items():
            faults, said = _judge(document, block, arm, cells, runs)
            found += faults
            if said:
                good.append(said)
                spans += [place(document, one.cell.start, one.cell.end) for one in cells]
        found += _spreads(document, block, printed, runs)
    if good:
        found.append(verified(AUDIT, f"Cells that one run gives: {listed(good, 12)}", tuple(spans)))
    if unread:
        found += not_assessed(AUDIT, f"logs that could not be read: {listed(unread)}")
    return found


def _printed(block: Block, runs: list[Run]) -> list[_Printed]:
    """The cells of a block whose headers name a measure of the logs."""
    index = _Index(runs)
    out = []
    for i, row in enumerate(block.entries):
        for j, entry in enumerate(row):
            if entry is None or entry.number is None:
                continue
            labels = [block.rows[i].label, block.rows[i].group, block.title, *block.columns[j].path]
            candidates, used = index.find([plain(x) for x in labels if x], block.table.caption)
            if candidates:
                arm = tuple(x for x in labels if x and plain(x) not in used)
                name = " / ".join(x for x in (block.rows[i].label, block.columns[j].leaf) if x)
                out.append(_Printed(entry.cell, entry.number, arm, name, candidates))
    return out


class _Index:
    """The names in the logs, and what they leave for the labels of a cell."""

    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs
        self.names = sorted({part for run in runs for one in run.values for part in one.path})
        self.groups = sorted({one.path[0] for run in runs for one in run.values if len(one.path) >= 2})
        self.measures = {one.path[-1] for run in runs for one in run.values if len(one.path) >= 1}
        self.known: dict[str, frozenset[str]] = {}
        self.made: dict[tuple[frozenset[str], ...], dict[str, tuple[Logged, ...]]] = {}

    def find(self, labels: list[str], caption: str) -> tuple[dict[str, tuple[Logged, ...]], set[str]]:
        """Candidates of each run that all labels allow, and the labels used; nothing without a measure."""
        used: set[str] = set()
        needed: list[frozenset[str]] = []
        for label in labels:
            if label not in self.known:
                self.known[label] = frozenset(name for name in self.names if means(label, name))
            if self.known[label]:
                used.add(label)
                needed.append(self.known[label])
        if not any(keys & self.measures for keys in needed):
            if not needed or not (named := self._named_by(caption)):
                return {}, set()
            needed.append(named)
        if not any(keys & set(self.groups) for keys in needed):
            said = [group for group in self.groups if re.search(rf"\b{re.escape(group)}\b", caption, re.IGNORECASE)]
            if len(said) == 1:
                needed.append(frozenset(said))
        key = tuple(sorted(needed, key=sorted))
        if key not in self.made:
            self.made[key] = {run.name: tuple(one for one in run.values if _allowed(one, needed)) for run in self.runs}
        found = self.made[key]
        return (found, used) if any(found.values()) else ({}, set())

    def _named_by(self, caption: str) -> frozenset[str]:
        """The measures that a caption names with most words."""
        said = words(caption)
        named = {key: words(key) for key in self.measures if words(key) and words(key) <= said}
        most = max(map(len, named.values()), default=0)
        return frozenset(key for key, parts in named.items() if len(parts) == most)


def _allowed(one: Logged, needed: list[frozenset[str]]) -> bool:
    return all(any(part in keys for part in one.path) for keys in needed) and not _is_spread(one, needed)


def _is_spread(one: Logged, needed: list[frozenset[str]]) -> bool:
    """Whether it is a spread and the labels do not ask for one."""
    return bool(_SPREAD_KEYS.search(one.path[-1])) and not all(
        any(_SPREAD_KEYS.search(key) for key in keys) for keys in needed[-1:]
    )


def _judge(
    document: Document, block: Block, arm: tuple[str, ...], cells: list[_Printed], runs: list[Run]
) -> tuple[list[Finding], str]:
    """Findings of one arm, or the words that one run gives all its cells."""
    fits = {run.name: [one for one in cells if one.fits(run.name)] for run in runs}
    best = _best(cells, runs)
    who = f"{block.name}, {' / '.join(arm)}" if arm else block.name
    if len(fits[best]) == len(cells):
        return [], f"{who}: {len(cells)} of {len(cells)} from {best}"
    nowhere = [one for one in cells if not any(one.fits(run.name) for run in runs)]
    found = [_nowhere(document, who, nowhere, cells, best if fits[best] else None, runs)] if nowhere else []
    elsewhere = [one for one in cells if one not in nowhere and one not in fits[best]]
    if elsewhere and len(cells) >= LEAST_CELLS:
        found.append(_mixed(document, who, cells, elsewhere, best, fits))
    return found, ""


def _best(cells: list[_Printed], runs: list[Run]) -> str:
    """The run that gives most cells, the first of those."""
    return max((run.name for run in runs), key=lambda name: sum(one.fits(name) for one in cells))


def _orders(
    document: Document, block: Block, arms: dict[tuple[str, ...], list[_Printed]], best: dict[tuple[str, ...], str]
) -> list[Finding]:
    """Pairs of arms that a column orders one way and the logs of their runs the other way."""
    columns: dict[tuple[str, ...], list[tuple[_Printed, float, str]]] = {}
    for arm, cells in arms.items():
        if not any(one.fits(best[arm]) for one in cells):
            continue
        for one in cells:
            if (logged := _single(one, best[arm])) is not None:
                rest = tuple(part for part in one.label.split(" / ") if part not in arm)
                columns.setdefault(rest, []).append((one, logged, best[arm]))
    said, spans = [], []
    for rows in columns.values():
        for (a, x, run), (b, y, other) in combinations(rows, 2):
            gap = a.number.value - b.number.value
            missing = not a.fits(run) or not b.fits(other)
            if missing and run != other and abs(gap) > a.number.step and float(gap) * (x - y) < 0:
                said.append(
                    f"{a.label} {a.number.printed} and {b.label} {b.number.printed}; logged {x:.4g} and {y:.4g}"
                )
                spans += [place(document, one.cell.start, one.cell.end) for one in (a, b)]
    if not said:
        return []
    return [
        finding(
            AUDIT,
            "not-reproducible",
            "error",
            f"{block.name}: the logs order {len(said)} pairs of cells the other way: {listed(said, 3)}",
            spans=tuple(dict.fromkeys(spans)),
            recomputed="; ".join(said[:8]),
            clears_if="the cells are of other runs than the rest of their rows",
        )
    ]


def _single(one: _Printed, run: str) -> float | None:
    """The one value that a run logs under the names of a cell: itself, or its mean over groups."""
    plain_values = [c for c in one.candidates[run] if not c.made]
    means_over = [c for c in one.candidates[run] if c.path[0] == "*"]
    chosen = plain_values if len(plain_values) == 1 else means_over
    return chosen[0].value if len(chosen) == 1 else None


def _nowhere(
    document: Document, who: str, nowhere: list[_Printed], cells: list[_Printed], best: str | None, runs: list[Run]
) -> Finding:
    recomputed, off_by_one = [], True
    for one in nowhere:
        near = _nearest(one, best)
        recomputed.append(f"{one.label}: {one.number.printed} printed, {_shown(near, one)}{_elsewhere(one, runs)}")
        off_by_one = off_by_one and near is not None and _last_digit(near[1].value, one.number)
    several = (
        f"{len(nowhere)} of {len(cells)} numbers stand" if len(nowhere) > 1 else f"one of {len(cells)} numbers stands"
    )
    return finding(
        AUDIT,
        "not-reproducible",
        "info" if off_by_one else "error",
        f"{who}: {several} in no given log under these names" + (", by the last digit only" if off_by_one else ""),
        spans=tuple(place(document, one.cell.start, one.cell.end) for one in nowhere),
        printed=tuple(one.number.printed for one in nowhere),
        recomputed="; ".join(recomputed[:8]),
        tolerance="half a unit of the last printed digit",
        clears_if="a log of another run, or another aggregate, gives it",
    )


def _mixed(
    document: Document,
    who: str,
    cells: list[_Printed],
    elsewhere: list[_Printed],
    best: str,
    fits: dict[str, list[_Printed]],
) -> Finding:
    sources = []
    for one in elsewhere:
        names = [run for run, ones in fits.items() if one in ones]
        sources.append(f"{one.label} {one.number.printed} from {' or '.join(names[:3])}")
    return finding(
        AUDIT,
        "question",
        "error",
        f"{who}: the cells come from several runs; {best} gives {len(fits[best])} of {len(cells)}",
        spans=tuple(place(document, one.cell.start, one.cell.end) for one in elsewhere),
        printed=tuple(one.number.printed for one in elsewhere),
        recomputed="; ".join(sources[:8]),
        clears_if="the paper says that it takes the best of several runs",
    )


def _spreads(document: Document, block: Block, printed: list[_Printed], runs: list[Run]) -> list[Finding]:
    """Printed spreads against logged ones and those of logged lists, under the same names."""
    wrong, checked = [], 0
    for one in printed:
        match = _PRINTED_SPREAD.search(one.cell.text)
        if not match:
            continue
        decimals = len(match[1].partition(".")[2])
        spread = Number(match[1], Fraction(match[1]), Fraction(1, 10**decimals), decimals)
        known = _logged_spreads(runs, one)
        if not known:
            continue
        checked += 1
        if not any(_rounds(value, spread) for value in known):
            wrong.append((one, spread, known))
    if not wrong:
        return []
    said = [
        f"{one.label}: ± {spread.printed} printed, {_near(known, spread):.5g} logged" for one, spread, known in wrong
    ]
    return [
        finding(
            AUDIT,
            "not-reproducible",
            "error",
            f"{block.name}: {len(wrong)} of {checked} printed spreads are no logged standard deviation or error",
            spans=tuple(place(document, one.cell.start, one.cell.end) for one, _, _ in wrong),
            printed=tuple(f"± {spread.printed}" for _, spread, _ in wrong),
            recomputed="; ".join(said[:8]),
            tolerance="half a unit of the last printed digit",
            clears_if="the spread is of another kind, such as an interval",
        )
    ]


def _near(known: list[float], spread: Number) -> float:
    return min(known, key=lambda value: abs(value - float(spread.value)))


def _logged_spreads(runs: list[Run], one: _Printed) -> list[float]:
    """Spreads under the names of a cell, in the runs that give its value."""
    groups = {c.path[:1] for ones in one.candidates.values() for c in ones if len(c.path) > 1}
    measures = {re.sub(r"_?(?:mean|avg)$", "", c.path[-1]) for ones in one.candidates.values() for c in ones}
    fitting = [run for run in runs if one.fits(run.name)]
    return [
        v.value
        for run in fitting
        for v in run.values
        if (not groups or v.path[:1] in groups) and any(_of_measure(v, m) for m in measures)
    ]


def _of_measure(one: Logged, measure: str) -> bool:
    return bool(_SPREAD_KEYS.search(one.path[-1])) and any(part.startswith(measure) for part in one.path)


def _nearest(one: _Printed, run: str | None) -> tuple[str, Logged] | None:
    """The logged value under the same names that is nearest, in one run or in any."""
    pool = [(name, c) for name, ones in one.candidates.items() if run in (None, name) for c in ones]
    pool = [item for item in pool if not item[1].made or item[1].path[0] == "*"] or pool
    return min(pool, key=lambda item: abs(item[1].value - float(one.number.value)), default=None)


def _elsewhere(one: _Printed, runs: list[Run]) -> str:
    """Where the logs have the number under other names, if it has digits enough to tell."""
    if len(re.sub(r"\D", "", one.number.printed).lstrip("0")) < 4:
        return ""
    names = [
        f"{v.name} in {run.name}" for run in runs for v in run.values if not v.made and _rounds(v.value, one.number)
    ]
    return f", but logged as {listed(names, 2)}" if names else ""


def _shown(near: tuple[str, Logged] | None, one: _Printed) -> str:
    if near is None:
        return "nothing logged"
    run, logged = near
    made = f", {logged.made}" if logged.made else ""
    digits = one.number.decimals + 2
    return f"{logged.value:.{digits}f} in {run} ({logged.name}{made})"


def _rounds(value: float, number: Number) -> bool:
    """Whether a logged value rounds to the number, or a logged fraction to its per cents."""
    half = float(number.step) / 2 * (1 + 1e-9) + 1e-12
    printed = float(number.value)
    if abs(value - printed) <= half:
        return True
    return (number.percent or (0 <= value <= 1 < printed <= 100)) and abs(100 * value - printed) <= half


def _last_digit(value: float, number: Number) -> bool:
    return abs(value - float(number.value)) <= 1.5 * float(number.step)
