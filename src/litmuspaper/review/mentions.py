"""Which rows of a table a sentence names."""

import re
from dataclasses import dataclass

from litmuspaper.review.numbers import plain, read_number
from litmuspaper.review.roles import is_removal
from litmuspaper.review.tables import Block

_TOKEN = re.compile(r"[^\W_]+(?:[-+@'.][^\W_]+)*\+?")
_CITED = re.compile(
    r"\([^()]*\d{4}[a-z]?\s*\)|\b[A-Z][\w-]+(?: (?:and|&) [A-Z][\w-]+| et\s*al\.?),?\s*\(?\s*(?:\d{4})?\s*\)?|"
    r"\b[a-z]{3,}:?\d{2,4}[a-z]*\b|\[\d+\]|[†‡*§]"
)
_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_REMOVED = re.compile(r"^\s*(?:[-–−]|w/?\s?o\b|without\b|no\b)\s*", re.IGNORECASE)
_OURS = (
    "our model",
    "our method",
    "our approach",
    "our system",
    "our models",
    "the proposed",
    "proposed method",
    "ours",
)
_COMMON = frozenset(
    "a all an and any are as at average avg best both but by can data dev each for from full gain has in is it its "
    "mean method methods model models more most n no non none not of on one or other our others overall results "
    "single system systems test than that the these this to total train training two type up we with without word "
    "words yes first second last high low higher lower baseline original base number time text set size".split()
)


@dataclass(frozen=True)
class Mention:
    """A stretch of a sentence's tokens that names rows of a block; `removed` where they leave a part out."""

    start: int
    end: int
    rows: frozenset[int]
    removed: bool


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, compound names kept whole."""
    return [t.lower().removesuffix("'s").rstrip(".") for t in _TOKEN.findall(plain(text))]


def names_of(label: str) -> set[tuple[str, ...]]:
    """The ways in which a sentence may name a row: its label, without citation, without brackets."""
    bare = _REMOVED.sub("", plain(label)) if is_removal(label) else plain(label)
    short = _CITED.sub(" ", bare)
    found = {tuple(tokens(x)) for x in (bare, short, _BRACKET.sub(" ", short), short.split("/")[0])}
    return {x for x in found if x and not (len(x) == 1 and (x[0] in _COMMON or len(x[0]) < 2 or x[0].isdigit()))}


def row_mentions(block: Block, words: list[str]) -> list[Mention]:
    """The rows that a sentence names, longest names first, in the order of the sentence, not overlapping."""
    names: dict[tuple[str, ...], set[int]] = {}
    head = tuple(tokens(block.table.rows[0][0].text))[-1:] if block.table.rows[0] and not block.turned else ()
    for i, row in enumerate(block.rows):
        if head and plain(row.label).isdigit():  # a setting: `m = 4`
            names.setdefault((*head, plain(row.label)), set()).add(i)
        for name in names_of(row.label) | (names_of(row.group) if row.group else set()):
            names.setdefault(name, set()).add(i)
        if row.role == "ours":
            for alias in _OURS:
                names.setdefault(tuple(alias.split()), set()).add(i)
    taken: set[int] = set()
    out = []
    for name in sorted(names, key=len, reverse=True):
        for at in range(len(words) - len(name) + 1):
            place = range(at, at + len(name))
            if tuple(words[at : at + len(name)]) == name and taken.isdisjoint(place):
                taken.update(place)
                rows = _narrowed(block, names[name], {*words[max(0, at - 4) : at], *words[place.stop : place.stop + 2]})
                out.append(Mention(at, at + len(name), rows, all(is_removal(block.rows[i].label) for i in rows)))
    return sorted(out, key=lambda m: m.start)


def _narrowed(block: Block, rows: set[int], near: set[str]) -> frozenset[int]:
    """Of several rows of one name those that another word of theirs beside the name tells apart (single, ensemble)."""
    if len(rows) < 2 or block.turned:
        return frozenset(rows)
    texts = {
        i: {
            w
            for cell in block.table.rows[block.rows[i].index]
            if read_number(cell.text) is None
            for w in tokens(cell.text)
        }
        for i in rows
        if block.rows[i].index < len(block.table.rows)
    }
    common = set.intersection(*texts.values()) if texts else set()
    hits = {i: len((text - common) & near) for i, text in texts.items()}
    most = max(hits.values(), default=0)
    return frozenset(i for i, n in hits.items() if n == most) if most else frozenset(rows)
