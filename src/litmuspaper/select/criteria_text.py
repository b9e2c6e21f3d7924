"""Criteria as people write them: a plain text of interests becomes a list of criteria.

Two shapes are read, both seen in the prompts that readers of such tools write:

* blocks: a name on a line of its own, then `Relevant: ...` and perhaps `Not relevant: ...`;
* numbered or bulleted lists: `1. text`, with or without `- Relevant:` and `- Irrelevant:` below.

A closing sentence that tells of a friend's taste ("your friend enjoys ...") is the taste. Whatever stands
above a line that holds only `Paper selection prompt` or `Relevant Topics` is not criteria and is passed over.
"""

import re

from litmuspaper.errors import ConfigError
from litmuspaper.types import Criterion, one_line

_HEAD = re.compile(r"^#{0,6}\s*(?:paper selection prompt(?: and criteria)?|relevant topics|criteria)\s*:?\s*$", re.I)
_STOP = re.compile(r"^#{1,6}\s*(?:scoring|relevance scoring|novelty scoring|output|instructions)\b", re.I)
_LABEL = re.compile(
    r"^(?:[-*•]\s*)?\**(relevant|keep|include|wanted|not[ _-]relevant|irrelevant|filter|exclude|not wanted)"
    r"\**\s*:\s*(.*)$",
    re.I,
)
_NEGATIVE = frozenset(["not relevant", "irrelevant", "filter", "exclude", "not wanted"])
_NUMBERED = re.compile(r"^\s{0,3}\d{1,2}[.)]\s+(.*)$")
_TASTE = re.compile(r"\b(?:your|my) friend\b|\b(?:he|she|they) (?:also )?(?:enjoys?|likes?|prefers?)\b", re.I)
_NAME_LENGTH = 160


def read_criteria(text: str, where: str = "criteria") -> tuple[tuple[Criterion, ...], str]:
    """The criteria and the taste in a plain text.

    Args:
        text: the reader's words; a whole page with such a block at its foot will do.
        where: the file's name, for the error.

    Returns:
        The criteria in order, and the taste (empty where none is told).

    Raises:
        ConfigError: no criterion was found.
    """
    lines = _body(text)
    taste = [line.strip() for line in lines if _is_taste(line)]
    lines = [line for line in lines if not _is_taste(line)]
    is_list = sum(bool(_NUMBERED.match(line)) for line in lines) > 1
    found = _from_list(lines) if is_list else _from_blocks(lines)
    criteria = tuple(_criterion(entry) for entry in found if any(map(_says_something, entry.values())))
    if not criteria:
        raise ConfigError(
            "no criterion was found",
            where=where,
            next_step="Write a name on a line of its own, then a line 'Relevant: ...' and perhaps 'Not relevant: ...'",
        )
    return criteria, one_line(" ".join(taste))


def _body(text: str) -> list[str]:
    """The lines below the last heading that announces criteria, up to one that announces something else."""
    lines = text.lstrip("\ufeff").splitlines()
    heads = [n for n, line in enumerate(lines) if _HEAD.match(line.strip())]
    lines = lines[heads[-1] + 1 :] if heads else lines
    stops = [n for n, line in enumerate(lines) if _STOP.match(line)]
    return lines[: stops[0]] if stops else lines


def _is_taste(line: str) -> bool:
    return bool(_TASTE.search(line)) and not _LABEL.match(line.strip())


def _from_list(lines: list[str]) -> list[dict[str, str]]:
    """Numbered items; what is indented, bulleted or directly below belongs to its item."""
    found: list[dict[str, str]] = []
    field = ""
    inside = False
    for line in lines:
        if item := _NUMBERED.match(line):
            found.append({**_empty(), "name": item[1]})
            field, inside = "name", True
        elif not line.strip():
            field = ""
        elif inside and (label := _LABEL.match(line.strip())):
            field = _field(label[1])
            found[-1][field] += " " + label[2]
        elif inside and (field or line[0].isspace() or line.startswith(("- ", "* ", "• "))):
            found[-1][field or "relevant"] += " " + line.strip(" -*•\t")
        else:
            inside = False  # prose after an empty line stands outside the list
    return found


def _from_blocks(lines: list[str]) -> list[dict[str, str]]:
    """A name on a line of its own, then labelled or plain text until the next name."""
    found: list[dict[str, str]] = []
    field = ""
    for raw in lines:
        line = raw.strip()
        body = line.strip(" #*\t")
        if not body:
            field = ""
        elif label := _LABEL.match(line):
            if not found:
                found.append(_empty())
            field = _field(label[1])
            found[-1][field] += " " + label[2]
        elif field:
            found[-1][field] += " " + body.lstrip("-• ")
        elif _is_prose(body):
            if not found or found[-1]["relevant"]:
                found.append(_empty())
            found[-1]["relevant"] = body
            field = "relevant"
        elif found and found[-1]["name"] and not found[-1]["relevant"] + found[-1]["not_relevant"]:
            found[-1]["name"] = body  # a heading without text, such as "Topics of interest", gives way
        else:
            found.append({**_empty(), "name": body})
    return found


def _field(label: str) -> str:
    return "not_relevant" if re.sub(r"[ _-]+", " ", label).lower() in _NEGATIVE else "relevant"


def _empty() -> dict[str, str]:
    return {"name": "", "relevant": "", "not_relevant": ""}


def _is_prose(text: str) -> bool:
    return len(text) > _NAME_LENGTH or text.rstrip().endswith((".", ";"))


def _criterion(entry: dict[str, str]) -> Criterion:
    """A criterion; a list item that is a whole sentence is its own description, and its head the name."""
    name, relevant = one_line(entry["name"]).strip(" *"), one_line(entry["relevant"])
    if not relevant and _is_prose(name):
        relevant = name
    if not name or len(name) > _NAME_LENGTH:
        name = _short_name(name or relevant or one_line(entry["not_relevant"]))
    return Criterion(name=name.rstrip(".;:") or name, relevant=relevant, not_relevant=one_line(entry["not_relevant"]))


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in one_line(text))


def _short_name(text: str) -> str:
    head = re.split(r"(?<=\w)[.;:]\s", text)[0]
    return head if len(head) <= _NAME_LENGTH else head[:_NAME_LENGTH].rpartition(" ")[0] + " …"
