"""Values that runs logged: JSON and CSV files of any nesting, flattened to named numbers, run by run."""

import csv
import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

MOST_BYTES = 20_000_000
MOST_VALUES = 200_000
MOST_DEPTH = 12
_WRAPPERS = frozenset(
    {"means", "mean", "stderrs", "stderr", "stds", "std", "metrics", "results", "final_info_dict", "summary", "values"}
)
_ALIKE = {
    "minus": "subtraction", "plus": "addition", "times": "multiplication", "div": "division", "kl": "kl",
    "eval": "evaluation", "val": "validation", "acc": "accuracy", "lr": "rate", "std": "deviation",
    "stderr": "error", "params": "parameters", "num": "number", "perm": "permutation",
}  # fmt: skip
_IDLE = frozenset(
    (
        "final mean means avg average the a of on in for with s sec seconds ms steps step to "
        "score results result x y z n value values info dict and by best test"
    ).split()
)


@dataclass(frozen=True)
class Logged:
    """One logged number: the path of names that leads to it, and how it was made if it is an aggregate."""

    path: tuple[str, ...]
    value: float
    made: str = ""

    @property
    def name(self) -> str:
        """The path as one string."""
        return "/".join(self.path)


@dataclass(frozen=True)
class Run:
    """All numbers of one run."""

    name: str
    values: tuple[Logged, ...]


def read_runs(logs: Mapping[str, bytes]) -> tuple[list[Run], list[str]]:
    """Runs from files, and the names of those that could not be read.

    Args:
        logs: relative names and contents; `run_3/final_info.json` belongs to the run `run_3`, a file that stands
            alone to the run of its own name.

    Returns:
        The runs in the order of their names, and the files that are no readable log.
    """
    by_run: dict[str, list[Logged]] = {}
    unread = []
    for name in sorted(logs):
        kind = PurePosixPath(name).suffix.lower()
        if kind not in (".json", ".csv"):
            continue
        try:
            values = _values(logs[name], kind)
        except (ValueError, RecursionError, csv.Error):
            unread.append(name)
            continue
        place = PurePosixPath(name)
        run = str(place.parent) if str(place.parent) != "." else place.stem
        by_run.setdefault(run, []).extend(values)
    runs = [Run(run, tuple([*values, *_over_siblings(values)])) for run, values in by_run.items() if values]
    return [*runs, *_pooled(runs)], unread


def _values(data: bytes, kind: str) -> list[Logged]:
    if len(data) > MOST_BYTES:
        raise ValueError("too large")
    return _json(data) if kind == ".json" else _csv(data)


def words(name: str) -> frozenset[str]:
    """The words of a name or a header in one form, without units and idle words."""
    bare = re.sub(r"[\[(][^\])]{0,12}[\])]|[↑↓%$\\{}^]", " ", name)
    found = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare).lower())
    return frozenset(_ALIKE.get(word, word) for word in found if word not in _IDLE)


def means(label: str, key: str) -> bool:
    """Whether a label of a table means a name in the logs: all words of the shorter one stand in the other."""
    a, b = words(label), words(key)
    if not a or not b:
        return False
    return _within(a, b) or (_within(b, a) and any(len(word) > 2 for word in b))


def _within(inner: frozenset[str], outer: frozenset[str]) -> bool:
    return all(
        any(x == y or (min(len(x), len(y)) >= 4 and (x.startswith(y) or y.startswith(x))) for y in outer) for x in inner
    )


def _json(data: bytes) -> list[Logged]:
    # Python's own NaN and Infinity are read, and dropped with other numbers that are none.
    out: list[Logged] = []
    _walk(json.loads(data.decode("utf-8-sig", errors="replace")), (), out, 0)
    return out


def _walk(value: Any, path: tuple[str, ...], out: list[Logged], depth: int) -> None:
    if depth > MOST_DEPTH or len(out) > MOST_VALUES:
        raise ValueError("too large")
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        if math.isfinite(value):
            out.append(Logged(path, float(value)))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _walk(inner, (*path, str(key)), out, depth + 1)
    elif isinstance(value, list):
        if value and all(isinstance(v, int | float) and not isinstance(v, bool) for v in value):
            out += _of_list(path, [float(v) for v in value if math.isfinite(v)])
        else:
            for n, inner in enumerate(value):
                _walk(inner, (*path, str(n)), out, depth + 1)


def _of_list(path: tuple[str, ...], values: list[float]) -> list[Logged]:
    """A list of numbers by what papers print of one: each if they are few, and its aggregates."""
    if not values:
        return []
    mean = math.fsum(values) / len(values)
    out = (
        [Logged(path, v, f"value {n + 1} of {len(values)}") for n, v in enumerate(values)] if len(values) <= 20 else []
    )
    out.append(Logged(path, mean, f"mean of {len(values)}"))
    out += [
        Logged(path, v, made) for v, made in ((values[-1], "last"), (min(values), "least"), (max(values), "largest"))
    ]
    if len(values) > 1:
        deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1))
        population = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / len(values))
        spread = (*path, "std")
        out.append(Logged(spread, deviation, f"standard deviation of {len(values)}"))
        out.append(Logged(spread, population, f"standard deviation of {len(values)}, population"))
        out.append(Logged((*path, "stderr"), deviation / math.sqrt(len(values)), f"standard error of {len(values)}"))
    return out


def _csv(data: bytes) -> list[Logged]:
    text = data.decode("utf-8-sig", errors="replace")
    if "\0" in text:
        raise ValueError("not text")
    rows = list(csv.DictReader(io.StringIO(text)))
    out: list[Logged] = []
    columns: dict[str, list[float]] = {}
    for row in rows[:50_000]:
        label = tuple(v for v in row.values() if isinstance(v, str) and v.strip() and _number(v) is None)[:3]
        for key, text_value in row.items():
            number = _number(text_value) if isinstance(text_value, str) else None
            if key and number is not None:
                columns.setdefault(key, []).append(number)
                if label and len(out) < MOST_VALUES:
                    out.append(Logged((*label, key), number))
    for key, values in columns.items():
        out += _of_list((key,), values)
    return out


def _pooled(runs: list[Run]) -> list[Run]:
    """Means and spreads over runs that differ in a number at the end of their names only, such as seeds."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(re.sub(r"\d+$", "", run.name), []).append(run)
    out = []
    for members in groups.values():
        if len(members) < 2:
            continue
        values: dict[tuple[str, ...], list[float]] = {}
        for run in members:
            for one in run.values:
                if not one.made or one.path[0] == "*":
                    values.setdefault(one.path, []).append(one.value)
        whole = [(path, found) for path, found in values.items() if len(found) == len(members)]
        logged = [
            one for path, found in whole for one in _of_list(path, found) if one.made.startswith(("mean", "standard"))
        ]
        if logged:
            out.append(Run(f"the mean of {members[0].name} to {members[-1].name}", tuple(logged)))
    return out


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _over_siblings(values: list[Logged]) -> list[Logged]:
    """Means of one measure over the groups that hold it, such as datasets."""
    groups: dict[tuple[str, ...], dict[str, float]] = {}
    for one in values:
        if len(one.path) >= 2 and not one.made:
            groups.setdefault(one.path[1:], {})[one.path[0]] = one.value
    out = []
    for rest, members in groups.items():
        if 2 <= len(members) <= 50 and not members.keys() & _WRAPPERS:
            mean = math.fsum(members.values()) / len(members)
            out.append(Logged(("*", *rest), mean, f"mean over {', '.join(members)}"))
    return out
