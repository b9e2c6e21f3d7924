"""How often each audit was right: read from `measured.json`, which `litmus bench audits --write` makes."""

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from litmuspaper.review.audits import AUDITS
from litmuspaper.types import Finding, Measured

FILE = "measured.json"
# Single tables of other papers were judged for the audits of tables only.
_OF_TABLES = AUDITS[: AUDITS.index("cost_ratio") + 1]


def packaged() -> dict[str, Any]:
    """`measured.json` as the package brings it; its shape stands in `bench/record.py`."""
    text = files("litmuspaper.review").joinpath(FILE).read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads(text)
    return made


@lru_cache(maxsize=1)
def measures() -> dict[str, Measured]:
    """What was measured of each audit, by name."""
    made = packaged()
    real = made["real"] or {}
    return {
        name: Measured(
            audit=name,
            **{key: value for key, value in one.items() if key != "kinds"},
            papers=real.get("papers"),
            unseen_papers=real.get("unseen_papers", 0),
            tables_of=real.get("tables_of", 0) if name in _OF_TABLES else 0,
            date=made["date"],
            version=made["version"],
        )
        for name, one in made["audits"].items()
    }


def measured_of(findings: Iterable[Finding]) -> tuple[Measured, ...]:
    """What was measured of the audits of these findings, each once; audits that the file lacks are left out."""
    known = measures()
    return tuple(known[name] for name in dict.fromkeys(one.audit for one in findings) if name in known)
