"""A system before anything runs: its claim checked, its code and its data hashed."""

import ast
import hashlib
import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

from litmuspaper.errors import ConfigError
from litmuspaper.settle.claim import Experiment, Scale
from litmuspaper.settle.systems import USERS, module_of
from litmuspaper.types import DataFile

_PACKAGE = Path(__file__).parent
_OURS = "litmuspaper.settle"


@dataclass(frozen=True, slots=True)
class System:
    """A system that can be run: `source` is the name or the path that the workers load it by.

    `data` is the file or folder that the user named, `data_path` where it lies; see `data_file.given`.
    """

    name: str
    source: str
    claim: Experiment
    run: Callable[..., Any]
    code_sha256: str
    data: DataFile | None = None
    data_path: str = ""


def load(source: str) -> System:
    """A system by its name, or by the path of a claim file.

    Args:
        source: a name of `systems.names()`, or a path that ends in `.py`.

    Returns:
        The system, whose claim names only arms, metrics and settings that there are.

    Raises:
        ConfigError: it is none, or its claim does not hold together.
    """
    module = module_of(source)
    claim, where = getattr(module, "CLAIM", None), str(getattr(module, "__file__", source))
    if not isinstance(claim, Experiment) or not callable(getattr(module, "run", None)):
        raise ConfigError(
            "has no CLAIM that is an Experiment beside a function run(*, seed, scale, **arm)",
            where=where,
            next_step="CONTRIBUTING.md shows a whole claim file",
        )
    wrong = [*_wrong_names(claim), *_wrong_values(claim), *_wrong_settings(module, claim)]
    if wrong:
        raise ConfigError("; ".join(wrong), where=where, next_step="Mend the claim; nothing was run")
    missing = [name for name in claim.needs if find_spec(name.partition(".")[0]) is None]
    if missing:
        extra = f"pip install 'litmuspaper[{claim.extra}]'" if claim.extra else f"pip install {' '.join(missing)}"
        raise ConfigError(f"needs {', '.join(missing)}", where=where, next_step=f"Install what is missing: {extra}")
    name = module.__name__.removeprefix(USERS).rpartition(".")[2]
    path = str(Path(source).resolve()) if source.endswith(".py") else source
    return System(name, path, claim, module.run, _code_sha256(Path(where), claim))


def scale_of(system: System, name: str) -> Scale:
    """The scale of that name.

    Args:
        system: whose scale.
        name: smoke, cpu, gpu or what else the system has.

    Returns:
        The scale.

    Raises:
        ConfigError: the system has no such scale.
    """
    if name not in system.claim.scales:
        raise ConfigError(
            f"has no scale {name!r}", where=system.name, next_step=f"Take one of: {', '.join(system.claim.scales)}"
        )
    return system.claim.scales[name]


def canonical(value: object) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    """The sha256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def combinations(grid: Mapping[str, tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Every combination of a grid, in its order."""
    return [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]


def takes_data(run: Callable[..., Any], claim: Experiment) -> str:
    """The parameter of `run` for what the user names: `data` for a file, `folder` for a folder; empty for neither.

    One that an arm or the tuning gives is not the user's.
    """
    fixed = {name for settings in claim.arms.values() for name in settings} | set(
        claim.tuning.grid if claim.tuning else ()
    )
    parameters = inspect.signature(run).parameters
    return next((name for name in ("data", "folder") if name in parameters and name not in fixed), "")


def _wrong_names(claim: Experiment) -> Iterator[str]:
    arms = {(f"test {n} names", arm) for n, test in enumerate(claim.tests, 1) for arm in (test.method, test.rival)}
    arms |= {("a printed number names", one.arm) for one in claim.published if one.arm}
    arms |= {("the tuning names", arm) for arm in claim.tuning.arms} if claim.tuning else set()
    for who, arm in sorted(arms, key=str):
        if isinstance(arm, str) and arm not in claim.arms:
            yield f"{who} the arm {arm!r}, but the arms are {', '.join(claim.arms)}"
    metrics = {(f"test {n} names", test.metric) for n, test in enumerate(claim.tests, 1)}
    metrics |= {("a printed number names", one.metric) for one in claim.published if one.metric}
    metrics |= {("the tuning names", claim.tuning.metric)} if claim.tuning else set()
    for who, metric in sorted(metrics):
        if metric not in claim.metrics:
            yield f"{who} the metric {metric!r}, but the metrics are {', '.join(claim.metrics)}"


def _wrong_values(claim: Experiment) -> Iterator[str]:
    if not claim.tests or not claim.arms or not claim.scales:
        yield "a claim needs an arm, a test and a scale at least"
    for number, test in enumerate(claim.tests, 1):
        if not (test.margin > 0 if test.kind == "equivalence" else test.margin >= 0):
            yield f"test {number} has the margin {test.margin}: above zero for equivalence, else at least zero"
        if test.smallest_effect < test.margin:
            yield f"test {number} has a smallest effect of interest below its margin"
    for name, scale in claim.scales.items():
        if scale.name != name or scale.seeds < 1 or not scale.limit_s > 0:
            yield f"the scale {name!r} needs that name, one seed at least and a time limit"


def _wrong_settings(module: ModuleType, claim: Experiment) -> Iterator[str]:
    signature = inspect.signature(module.run)
    takes = takes_data(module.run, claim)
    given = {takes: ""} if takes else {}
    tuned = combinations(claim.tuning.grid)[0] if claim.tuning else {}
    scale = next(iter(claim.scales.values()), None)
    for arm, settings in claim.arms.items():
        more = tuned if claim.tuning and arm in claim.tuning.arms else {}
        try:
            signature.bind(seed=0, scale=scale, **{**settings, **more, **given})
            canonical(dict(settings))
        except (TypeError, ValueError) as error:
            yield f"the arm {arm!r}: {error}"
        if set(more) & set(settings):
            yield f"the arm {arm!r} fixes what is tuned: {', '.join(sorted(set(more) & set(settings)))}"


def _code_sha256(path: Path, claim: Experiment) -> str:
    """The hash of a system's file, of our own and of its neighbours' files that it imports, and of its data."""
    digest = hashlib.sha256()
    for one in sorted(_sources(path, set()), key=lambda one: (one.name, one.as_posix())):
        digest.update(one.name.encode() + b"\0" + one.read_bytes())
    for name in claim.files:
        try:
            digest.update(name.encode() + b"\0" + hashlib.sha256((path.parent / name).read_bytes()).digest())
        except OSError as error:
            raise ConfigError(
                f"its data cannot be read: {error.strerror}", where=name, next_step="Put the file there"
            ) from error
    return digest.hexdigest()


def _sources(path: Path, found: set[Path]) -> set[Path]:
    """A file and those that it imports, of this room or beside it."""
    if path in found or not path.is_file():
        return found
    found.add(path)
    for node in ast.walk(ast.parse(path.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            if name.startswith(f"{_OURS}."):
                _sources(_PACKAGE.joinpath(*name.split(".")[2:]).with_suffix(".py"), found)
            elif _PACKAGE not in path.parents:
                _sources(path.parent.joinpath(*name.split(".")).with_suffix(".py"), found)
    return found
