"""Experiments on a paper's claims that lie beside its page, read back from their `settle.json`."""

import json
from pathlib import Path
from typing import NamedTuple

_VERDICTS = ("supported", "refuted", "inconclusive")
_MOST_BYTES = 20_000_000


class Settled(NamedTuple):
    """One experiment: its page below the folder of all pages, its name, verdict and scale."""

    page: str
    name: str
    verdict: str
    scale: str


def settled(paper_id: str, where: Path) -> list[Settled]:
    """The experiments on one paper, by name.

    Args:
        paper_id: the paper's identifier.
        where: the folder of all pages, in which `litmus settle` may have written too.

    Returns:
        Empty where the paper has no identifier; a record that cannot be read is passed over.
    """
    found = []
    for path in sorted(where.glob("*/settle.json")) if paper_id else ():
        try:
            if path.stat().st_size > _MOST_BYTES:
                continue
            record = json.loads(path.read_bytes())
            one = Settled(f"{path.parent.name}/index.html", *(str(record[k]) for k in ("name", "verdict", "scale")))
            if record["paper"] == paper_id and one.verdict in _VERDICTS and path.with_name("index.html").is_file():
                found.append(one)
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            continue
    return found
