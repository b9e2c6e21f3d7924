"""`review/measured.json`: what the bench counted, beside what was judged by hand on real papers.

    {version, date, command,
     real: {papers, unseen_papers, tables_of, date} | null,
     audits: {name: {planted, found, recall_low, recall_high, twins, twin_alarms, kinds: {kind: [planted, found]},
                     table_planted, table_found, judged: [{verdict, real, false, unsure, low, high, fixed,
                                                           unseen, unseen_real}] | null}}}

`planted` is null where no error is planted, `table_planted` where none was planted in tables of real papers, `judged`
where no real paper was looked at.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import litmuspaper
from litmuspaper.bench.audits import Counted, Measurement
from litmuspaper.bench.interval import clopper_pearson
from litmuspaper.errors import ConfigError
from litmuspaper.review.audits import AUDITS
from litmuspaper.review.measured import packaged

JUDGEMENTS = ("real", "false", "unsure")
FIXED = "fixed"
VERDICTS = ("contradicted", "not-reproducible", "question")
NOTHING: dict[str, Any] = {"table_planted": None, "table_found": None, "judged": None}
JUDGED = "judged.jsonl"
PLANTED = "planted.jsonl"
DIGITS = 4


def checkout() -> Path | None:
    """The folder of this checkout with what was measured on real papers; None where the package is installed alone."""
    folder = Path(litmuspaper.__file__).parents[2] / "bench"
    return folder if (folder / JUDGED).is_file() and (folder / PLANTED).is_file() else None


def record(measured: Measurement, command: str, date: str, folder: Path | None) -> dict[str, Any]:
    """The whole of `measured.json`.

    Args:
        measured: what was counted on made-up papers.
        command: the command line that counts it again.
        date: the day of the measurement, as 2026-11-20.
        folder: what was measured on real papers, as `checkout` gives it; None keeps what the package brings.

    Returns:
        Plain values in the shape of this file's docstring.
    """
    real, on_real = read_real(folder) if folder else _kept()
    return {
        "version": litmuspaper.__version__,
        "date": date,
        "command": command,
        "real": real,
        "audits": {name: {**_counted(one), **on_real.get(name, NOTHING)} for name, one in measured.audits.items()},
    }


def read_real(folder: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What was measured on real papers: what was looked at, and of each audit the keys of `NOTHING`.

    Args:
        folder: the folder of `judged.jsonl` and `planted.jsonl`.

    Returns:
        The value of `real`, and values by audit.
    """
    real, alarms = read_judged(folder / JUDGED)
    planted = {one["audit"]: one for one in _lines(folder / PLANTED)[1:]}
    return real, {
        name: {
            "table_planted": planted.get(name, {}).get("planted"),
            "table_found": planted.get(name, {}).get("found"),
            "judged": alarms[name],
        }
        for name in AUDITS
    }


def _kept() -> tuple[dict[str, Any] | None, dict[str, dict[str, Any]]]:
    old = packaged()
    return old["real"], {name: {key: one[key] for key in NOTHING} for name, one in old["audits"].items()}


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path), next_step="Mend the line") from error


def as_text(made: dict[str, Any]) -> str:
    """The record as JSON, an audit a line."""
    lines = [f' "{key}": {json.dumps(value)},' for key, value in made.items() if key != "audits"]
    audits = [f'  "{name}": {json.dumps(one)}' for name, one in made["audits"].items()]
    return "\n".join(["{", *lines, ' "audits": {', ",\n".join(audits), " }", "}", ""])


def read_judged(path: Path) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]] | None]]:
    """The judgements of `bench/judged.jsonl`: a header with the papers looked at, then an alarm a line.

    Args:
        path: the file; an alarm is `{audit, paper, verdict, judgement, why}`, with
            `fixed` true where the audit has been mended since and does not raise it any more.

    Returns:
        What was looked at, and of each audit its alarms by verdict; an audit without one has an empty list.

    Raises:
        ConfigError: it cannot be read, or a line is no judgement.
    """
    try:
        head, *rows = _lines(path)
        counts = Counter((row["audit"], row["verdict"], FIXED if row.get(FIXED) else row["judgement"]) for row in rows)
        unseen = Counter((row["audit"], row["verdict"], row["judgement"]) for row in rows if row.get("unseen"))
        seen_first = head.get("unseen_papers", 0)
        real = {
            "papers": head["papers"],
            "unseen_papers": seen_first,
            "tables_of": head["scigen_papers"],
            "date": head["date"],
        }
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"holds no judgements: {error}", where=str(path), next_step="Mend the line, or move the file away"
        ) from error
    if unknown := {
        f"{a} {v} {j}" for a, v, j in counts if a not in AUDITS or v not in VERDICTS or j not in (*JUDGEMENTS, FIXED)
    }:
        raise ConfigError(
            f"judges what no audit says: {', '.join(sorted(unknown))}", where=str(path), next_step="Mend those lines"
        )
    return real, {
        name: [_judged(counts, unseen, name, v) for v in VERDICTS if _alarms(counts, name, v)] for name in AUDITS
    }


def _alarms(counts: Counter[tuple[str, str, str]], name: str, verdict: str) -> int:
    return sum(counts[name, verdict, judgement] for judgement in (*JUDGEMENTS, FIXED))


def _judged(
    counts: Counter[tuple[str, str, str]], unseen: Counter[tuple[str, str, str]], name: str, verdict: str
) -> dict[str, Any]:
    """Alarms of one audit and verdict; those that are unsure count as not real in the interval."""
    each = {judgement: counts[name, verdict, judgement] for judgement in JUDGEMENTS}
    low, high = _bounds(each["real"], sum(each.values()))
    first = {"unseen": _alarms(unseen, name, verdict), "unseen_real": unseen[name, verdict, "real"]}
    return {"verdict": verdict, **each, "low": low, "high": high, "fixed": counts[name, verdict, FIXED], **first}


def _bounds(hits: int, of: int) -> tuple[float, float] | tuple[None, None]:
    if not of:
        return None, None
    low, high = clopper_pearson(hits, of)
    return round(low, DIGITS), round(high, DIGITS)


def _counted(one: Counted) -> dict[str, Any]:
    planted, found = one.plants.total(), one.found.total()
    low, high = _bounds(found, planted)
    looked = planted or one.read
    return {
        "planted": planted or None,
        "found": found if planted else None,
        "recall_low": low,
        "recall_high": high,
        "twins": one.twins if looked else None,
        "twin_alarms": one.alarms if looked else None,
        "kinds": {kind: [count, one.found[kind]] for kind, count in sorted(one.plants.items())},
    }
