"""Our own experiments on a paper's claims: reports beside its page, and the verdicts that the package brings.

`lab.json` holds what the `settle.json` of each report in docs/lab says, in short, as `python bench/lab_record.py`
writes it. It stands apart from the systems' own files, whose bytes identify their cells.
"""

import json
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pydantic import ConfigDict, Field

from litmuspaper.publish.tex import plain
from litmuspaper.types import Noun, Paper, one_line
from litmuspaper.types import Settled as Verdict

FILE = "lab.json"
LEAST_WORDS = 3
_MOST_BYTES = 20_000_000
_ARXIV = re.compile(r"(?:arxiv[-_: ]?)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE)


class Primary(Noun):
    """The test that gave the verdict: effect in the method's favour, interval and p, None where there are none."""

    model_config = ConfigDict(allow_inf_nan=False)

    says: str
    reason: str
    pairs: int
    level: float
    effect: float | None
    low: float | None
    high: float | None
    p: float | None


class Settled(Noun):
    """One experiment in short.

    `paper` is the paper's identifier or its title, `titles` are the titles that it was published under. `further`
    counts the verdicts of the tests beyond the primary one. `data` is the file that a reader gave in place of the
    system's own data. `cells` took `cpu_s` seconds of processor time in all. `page` is the report below the folder of
    all pages, empty where none lies there; `known_by` is what the paper was recognised by.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    name: str
    paper: str
    titles: tuple[str, ...] = ()
    sentence: str = ""
    verdict: Verdict
    verdict_text: str = ""
    scale: str
    seeds: int = 0
    cells: int = 0
    cpu_s: float = 0.0
    primary: Primary | None = None
    further: dict[Verdict, int] = Field(default_factory=dict)
    data: str = ""
    command: str = ""
    page: str = ""
    known_by: Literal["", "identifier", "title"] = ""

    @property
    def report(self) -> str:
        """Where the whole report is in the repository of Litmus; empty where it lies beside the page."""
        return "" if self.page else f"docs/lab/{self.name}/settle.md"


def in_short(path: Path) -> Settled:
    """What a `settle.json` says, in short.

    Args:
        path: the file, as `litmus settle` writes it.

    Returns:
        The experiment, without what only a page knows.

    Raises:
        ValueError: it is no such record, or larger than 20 MB.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"larger than {_MOST_BYTES} bytes")
    record = json.loads(path.read_bytes())
    try:
        tests = record.get("tests") or []
        found = {key: record[key] for key in ("verdict", "seeds") if key in record}
        found |= {key: one_line(record[key]) for key in _TEXTS if key in record}
        found |= {key: record["cost"][key] for key in ("cells", "cpu_s") if record.get("cost")}
        if tests:
            first = {key: tests[0][key] for key in ("level", "effect", "low", "high", "p")}
            says = tests[0]["says"] or "{method} against {rival}, {metric}".format_map(tests[0])
            first |= {"says": one_line(says).rstrip("."), "reason": one_line(tests[0]["reason"])}
            found["primary"] = {**first, "pairs": len(tests[0]["differences"])}
            further = [test["verdict"] for test in tests[1:]]
            found["further"] = {verdict: further.count(verdict) for verdict in sorted(set(further))}
        if record.get("data"):
            found["data"] = one_line(record["data"]["name"])
        return Settled.model_validate(found)
    except (AttributeError, LookupError, TypeError) as error:
        raise ValueError(f"no record of an experiment: {error}") from error


_TEXTS = ("name", "paper", "sentence", "verdict_text", "scale", "command")


@lru_cache(maxsize=1)
def packaged() -> tuple[Settled, ...]:
    """The experiments that came with this version, by name."""
    text = files("litmuspaper.publish").joinpath(FILE).read_text(encoding="utf-8")
    return tuple(Settled.model_validate(one) for one in json.loads(text))


def settled(paper: Paper, where: Path) -> list[Settled]:
    """The experiments on one paper: reports beside its page first, then what came with this version; each by name.

    Args:
        paper: which is known by its arXiv identifier without a version, or by its title.
        where: the folder of all pages, in which `litmus settle` may have written too.

    Returns:
        What was found; a record that cannot be read is passed over.
    """
    every = [*_beside(where), *packaged()]
    known = [(one, known_by(paper, one)) for one in every]
    return [one.model_copy(update={"known_by": by}) for one, by in known if by]


def known_by(paper: Paper, one: Settled) -> Literal["", "identifier", "title"]:
    """What tells that an experiment is on this paper; empty where it is on another one.

    Args:
        paper: as it was read.
        one: the experiment.

    Returns:
        How it was known. Two arXiv identifiers are two papers, whatever their titles; short titles tell nothing.
    """
    mine, its = _arxiv(paper.id), _arxiv(one.paper)
    if paper.id and (paper.id == one.paper or (mine and mine == its)):
        return "identifier"
    title = "" if mine and its else _key(plain(paper.title))
    return "title" if title and title in map(_key, (one.paper, *one.titles)) else ""


def _beside(where: Path) -> list[Settled]:
    """The reports in a folder that have their page; systems of ours with the titles of their papers."""
    titles = {(one.name, one.paper): one.titles for one in packaged()}
    found = []
    for path in sorted(where.glob("*/settle.json")):
        try:
            one = in_short(path)
            page = f"{quote(path.parent.name)}/index.html" if path.with_name("index.html").is_file() else ""
        except (OSError, ValueError, RecursionError):  # pydantic's ValidationError is a ValueError
            continue
        if page:
            found.append(one.model_copy(update={"page": page, "titles": titles.get((one.name, one.paper), ())}))
    return found


def _arxiv(name: str) -> str:
    """The arXiv identifier that a name is, without its version; empty where it is none."""
    match = _ARXIV.fullmatch(name.strip())
    return match[1].lower() if match else ""


def _key(title: str) -> str:
    """A title's letters and digits, however they are set; empty where it has too few words."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", title).casefold())
    return "".join(words) if len(words) >= LEAST_WORDS else ""
