"""X2: a number of things that the text announces is the number that it then names."""

import re
from dataclasses import dataclass

from litmuspaper.review.prose import COUNTS, finding, not_assessed, place, verified
from litmuspaper.types import Document, Finding, Span

AUDIT = "counts"
_WORDS = "|".join(word for word, n in COUNTS.items() if n >= 2)
_ANNOUNCED = re.compile(
    rf"\b(?P<n>{_WORDS})\s+(?P<what>(?:[\w-]+\s+){{0,5}}?[A-Za-z-]+s)\b(?:\s*\([^()]{{1,60}}\))?\s*"
    r"(?P<how>,?\s*(?:including|namely|i\.e\.,?|that is,?)|:|\s—|\s–)\s*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\$[^$]*\$|\{[^{}]*\}")
_MARKER = re.compile(r"\((\d|i{1,3}|iv|v|[a-h])\)")
_MOST_ITEM = 90
_LONGEST = 1500
_UNSURE = re.compile(
    r"\b(?:often|thus|thereby|hence|usually|each|respectively)\b|\bas well as\b|\bboth\b|"
    r"\bas for\b|\bwhile\b|\bwhich\b|\bwhere\b|\bbecause\b|\bthat\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Announced:
    """A count that the text announces, and the items that follow it."""

    said: int
    what: str
    printed: str
    items: tuple[str, ...]
    exact: bool
    sure: bool
    start: int
    end: int


def announced(document: Document) -> list[Announced]:
    """Every announced count that a readable list follows, sentence by sentence."""
    return [
        one
        for sentence in document.sentences
        for match in _ANNOUNCED.finditer(sentence.text)
        if (one := _read(sentence, match))
    ]


def audit(document: Document) -> list[Finding]:
    """Count the items after `six datasets, including` and after `three stages:`."""
    read = announced(document)
    if not read:
        return not_assessed(AUDIT, "no announced number of things is followed by a list")
    found, good = [], []
    for one in {(one.said, one.what, one.items): one for one in read}.values():
        if len(one.items) == one.said:
            good.append(one)
        elif one.sure and (one.exact or len(one.items) > one.said):
            found.append(
                finding(
                    AUDIT,
                    "question",
                    "warning",
                    f"The text announces {one.said} {one.what} and then names {len(one.items)}: {', '.join(one.items)}",
                    spans=(place(document, one.start, one.end),),
                    printed=(one.printed,),
                    recomputed=f"{len(one.items)} items",
                    clears_if="two items belong together, or one item was read as two",
                )
            )
    if good:
        said = [f"{one.said} {one.what}{_in_tables(document, one)}" for one in good[:4]]
        more = f" and {len(good) - 4} more" if len(good) > 4 else ""
        spans = tuple(place(document, one.start, one.end) for one in good)
        found.append(verified(AUDIT, f"As many are named as announced: {'; '.join(said)}{more}", spans))
    return found or not_assessed(AUDIT, "the lists that follow announced numbers name examples only")


def _read(sentence: Span, match: re.Match[str]) -> Announced | None:
    said = COUNTS[match["n"].lower()]
    rest = sentence.text[match.end() : match.end() + _LONGEST]
    how = match["how"].strip(" ,").lower()
    markers = _MARKER.findall(rest)
    if len(markers) >= 2 and markers[0] in ("1", "i", "a"):
        items, length, sure = _marked(rest), len(rest), True
    else:
        bare = _BRACKETS.sub(lambda m: "·" * len(m[0]), rest)
        items, length = _items(bare, rest)
        # A further `and` or comma may belong to the list, and `two levels of it` are two items.
        tail = rf",|&|\d|\b(?:and|or|{_WORDS})\b"
        sure = len(items) > 2 and not re.search(tail, f"{bare[length:]} {' '.join(items)}", re.IGNORECASE)
    if len(items) < 2:
        return None
    exact = how in (":", "namely", "that is") or how.startswith("i.e")
    what = " ".join(match["what"].split())
    start, end = sentence.start + match.start(), sentence.start + match.end() + length
    printed = sentence.text[match.start("n") : match.end("what")]
    return Announced(said, what, printed, tuple(items), exact, sure, start, min(end, sentence.end))


def _marked(rest: str) -> list[str]:
    """Items behind `(1)`, `(2)` and so on, as far as the marks go on by one."""
    order = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9}
    order |= {mark: n for n, mark in enumerate(("i", "ii", "iii", "iv", "v"), 1)}
    letters = {mark: n for n, mark in enumerate("abcdefgh", 1)}
    marks = list(_MARKER.finditer(rest))
    kind = letters if marks[0][1] == "a" else order
    run = [m for n, m in enumerate(marks, 1) if kind.get(m[1]) == n]
    ends = [*(m.start() for m in run[1:]), len(rest)]
    return [" ".join(rest[m.end() : end].split())[:40].strip(" ,;.") for m, end in zip(run, ends, strict=True)]


def _items(bare: str, rest: str) -> tuple[list[str], int]:
    """The items of `a, b, and c` and how far they reach; none where it is no plain list."""
    separator = ";" if bare.count(";") >= 1 else ","
    items, at = [], 0
    for part in re.split(rf"({separator})", bare):
        if part == separator:
            at += 1
            continue
        start, at = at, at + len(part)
        said = rest[start:at].strip()
        last = re.match(r"\s*(?:and|or)\s+", part)
        inner = None if last else re.search(r"\s(?:and|&)\s", part)
        if len(part) > _MOST_ITEM and not last:
            return [], 0
        if last or inner:
            if inner:
                items += [said[: inner.start()].strip(), said[inner.end() :].strip()]
            else:
                items.append(rest[start + last.end() : at].strip() if last else said)
            items = [_short(item) for item in items]
            plain = all(item and not _UNSURE.search(item) and len(item) <= _MOST_ITEM for item in items[:-1])
            return (items, at) if plain and items[-1] else ([], 0)
        items.append(said)
    return [], 0


def _short(item: str) -> str:
    """An item without its citation, and of the last one the first words only."""
    bare = _BRACKETS.sub("", item) if not item.startswith("$") else item
    return " ".join(bare.split()).strip(" .,;")[:_MOST_ITEM]


def _in_tables(document: Document, one: Announced) -> str:
    """Where all items stand in the cells of one table."""
    names = [_fold(" ".join(item.split()[:3])) for item in one.items]
    names[-1] = _fold(one.items[-1].split(" in ")[0].split(" on ")[0].split(" for ")[0])
    for table in document.tables:
        cells = {_fold(cell.text) for row in table.rows for cell in row}
        if all(name and name in cells for name in names):
            return f" (all {one.said} stand in {table.label or 'a table'})"
    return ""


def _fold(text: str) -> str:
    return re.sub(r"\\[a-z]+|[^a-z0-9]", "", text.lower())
