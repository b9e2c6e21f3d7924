"""The reader's profile: `profile.toml`, or the plain text or JSON of criteria that other tools use."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from litmuspaper.errors import ConfigError
from litmuspaper.select.criteria_text import read_criteria
from litmuspaper.types import Criterion, FollowedAuthor, Profile

_MAX_BYTES = 1 << 20


def load_profile(path: Path) -> Profile:
    """Read a profile.

    Args:
        path: a `.toml` profile; a `.json` profile, criterion or list of criteria; or any other file as plain
            text with criteria (`criteria_text.py`), such as a page with its selection prompt at the foot.

    Returns:
        The profile, checked. A ConfigError that names the line and the options is passed on where the file
        cannot be read or is not a profile.
    """
    text = _read(path)
    if path.suffix == ".toml":
        return _from_toml(text, path)
    if path.suffix in (".json", ".jsonl"):
        return _from_json(text, path)
    criteria, taste = read_criteria(text, str(path))
    return Profile(criteria=criteria, taste=taste)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ConfigError("larger than 1 MiB", where=str(path), next_step="A profile is a short text file")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror}",
            where=str(path),
            next_step="`litmus init` writes a new profile",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8 text at byte {error.start}", where=str(path), next_step="Save the file as UTF-8"
        ) from error


def _from_toml(text: str, path: Path) -> Profile:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}", where=str(path), next_step="Mend that line") from error
    if file := values.pop("criteria_file", None):
        if not isinstance(file, str):
            raise _wrong(text, path, ("criteria_file",), "must be the name of a file, in quotes")
        criteria, taste = read_criteria(_read(path.parent / file), file)
        own = values.get("criteria", [])
        values["criteria"] = [*own, *(c.model_dump() for c in criteria)] if isinstance(own, list) else own
        values.setdefault("taste", taste)
    return _check(values, text, path)


def _from_json(text: str, path: Path) -> Profile:
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ConfigError(f"not JSON: {error}", where=str(path), next_step="Mend that line") from error
    entries = value if isinstance(value, list) else [value]
    if not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError("not a profile, a criterion or a list of criteria", where=str(path))
    if len(entries) == 1 and "criteria" in entries[0]:
        return _check(entries[0], text, path)
    tastes = [str(entry.get("taste") or "") for entry in entries]
    known = set(Criterion.model_fields)
    criteria = [{k: v for k, v in entry.items() if k in known and v is not None} for entry in entries]
    return _check({"criteria": criteria, "taste": " ".join(filter(None, tastes))}, text, path)


def _check(values: Mapping[str, Any], text: str, path: Path) -> Profile:
    try:
        profile = Profile.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(text, path, first["loc"], first["msg"], first["type"]) from error
    if not profile.criteria:
        raise ConfigError(
            "no criteria: nothing could ever be selected",
            where=str(path),
            next_step='Add a [[criteria]] table with name and relevant, or criteria_file = "my-criteria.txt"',
        )
    both = {w.casefold() for w in profile.must} & {w.casefold() for w in profile.never}
    if both:
        where = f"{path}, line {_line_of(text, ('never',))}"
        raise ConfigError(f"{sorted(both)[0]!r} stands in both must and never", where=where, next_step="Keep one")
    names = [criterion.name for criterion in profile.criteria]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ConfigError(f"two criteria are named {sorted(twice)[0]!r}", where=str(path), next_step="Rename one")
    return profile


def _wrong(text: str, path: Path, loc: Sequence[int | str], what: str, kind: str = "") -> ConfigError:
    """The error for one value: its line, its name, and the options where the name itself is wrong."""
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    inner: dict[str, list[str]] = {"criteria": [*Criterion.model_fields], "authors": [*FollowedAuthor.model_fields]}
    options = inner.get(str(loc[0]), []) if len(loc) > 1 else [*Profile.model_fields, "criteria_file"]
    if kind == "extra_forbidden":
        return ConfigError(
            f"unknown key {name!r}",
            where=f"{path}, line {_line_of(text, loc)}",
            next_step=f"Keys here are: {', '.join(options)}",
        )
    if loc == ("criteria",) and kind == "missing":
        return ConfigError(
            "no criteria: nothing could ever be selected",
            where=str(path),
            next_step='Add a [[criteria]] table with name and relevant, or criteria_file = "my-criteria.txt"',
        )
    return ConfigError(
        f"{name}: {what[:1].lower()}{what[1:]}",
        where=f"{path}, line {_line_of(text, loc)}",
        next_step="`litmus init --defaults` writes a commented profile to compare with",
    )


def _line_of(text: str, loc: Sequence[int | str]) -> int:
    """The line, from 1, where a key of a TOML or JSON file stands; 1 where it is nowhere to be seen."""
    lines = text.splitlines()
    here = 0
    for part in loc:
        if isinstance(part, int):
            heads = [n for n, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{re.escape(str(loc[0]))}\s*\]\]", line)]
            here = heads[part] if part < len(heads) else here
            continue
        key = re.compile(rf"\s*[\"']?{re.escape(part)}[\"']?\s*[=:]|\s*\[+\s*{re.escape(part)}\s*\]+")
        here = next((n for n in range(here, len(lines)) if key.match(lines[n])), here)
    return here + 1
