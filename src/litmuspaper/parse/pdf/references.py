"""The reference list of a PDF: its lines split into entries, and the places in the text that point to them."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from litmuspaper.parse.names import surname
from litmuspaper.parse.pdf.flow import Vocabulary, joined_text
from litmuspaper.parse.pdf.lines import Line
from litmuspaper.parse.references import ReferenceFields, read_reference

_LABEL = re.compile(r"\[(?P<label>[\w+.:-]{1,14})\](?:\s|$)")
_NUMBER = re.compile(r"(?P<label>\d{1,3})\.(?:\s|$)")
_GROUP = re.compile(r"[(\[]([^()\[\]]{3,400}?\b(?:19|20)\d\d[a-z]?[^()\[\]]{0,60})[)\]]")
_SAID = re.compile(
    r"(?P<name>[A-Z][\w'’-]+)(?:\s+(?:et\s+al\.?|(?:and|&)\s+[A-Z][\w'’-]+))?,?\s*[(\[](?P<years>(?:19|20)\d\d[a-z]?"
    r"(?:\s*[,;]\s*(?:19|20)\d\d[a-z]?)*)[)\]]"
)
_LABELS = re.compile(r"\[((?:[\w+.:]{1,14})(?:\s*[-–,;]\s*[\w+.:]{1,14}){0,40})\]")
_YEAR = re.compile(r"\b((?:19|20)\d\d)([a-z]?)\b")


@dataclass
class Entry:
    """One entry as printed, with its key and the fields that its text shows."""

    key: str
    raw: str
    fields: ReferenceFields


def entries(lines: list[Line], known: Vocabulary) -> list[Entry]:
    """The entries of a reference list.

    Args:
        lines: the lines below its heading, in reading order.
        known: the words of the paper.

    Returns:
        Entries; their keys are their labels, or surname and year.
    """
    out: list[Entry] = []
    used: Counter[str] = Counter()
    for group in _split(lines):
        raw = joined_text(group, known)
        if not re.search(r"[^\W\d_]{3}", raw):
            continue
        fields = read_reference(raw)
        key = _key(raw, fields)
        used[key] += 1
        if used[key] > 1:
            key = f"{key}-{used[key]}"
        out.append(Entry(key, raw, fields))
    return out


def _key(raw: str, fields: ReferenceFields) -> str:
    found = _LABEL.match(raw) or _NUMBER.match(raw)
    if found:
        return found["label"]
    names = fields.get("authors") or ()
    first = surname(names[0]) if names else re.split(r"[\s,.]", raw, maxsplit=1)[0]
    year = fields.get("year")
    letter = re.search(rf"{year}([a-z])\b", raw) if year else None
    return f"{first}{year or ''}{letter[1] if letter else ''}"


def _split(lines: list[Line]) -> list[list[Line]]:
    """Groups of lines: by labels where most entries have one, else by hanging indents, else by distance."""
    labelled = [n for n, line in enumerate(lines) if _LABEL.match(line.text)]
    if len(labelled) >= max(1, len(lines) // 12):
        return _groups(lines, set(labelled))
    numbered = _rising([(n, int(m["label"])) for n, p in enumerate(lines) if (m := _NUMBER.match(p.text))])
    if len(numbered) >= max(2, len(lines) // 12):
        return _groups(lines, set(numbered))
    hanging = _hanging(lines)
    return _groups(lines, hanging or _parted(lines))


def _rising(found: list[tuple[int, int]]) -> list[int]:
    out, last = [], 0
    for n, number in found:
        if last < number <= last + 3:
            out.append(n)
            last = number
    return out


def _hanging(lines: list[Line]) -> set[int]:
    starts: set[int] = set()
    insets = 0
    columns: dict[tuple[int, str], list[int]] = {}
    for n, line in enumerate(lines):
        columns.setdefault((line.page, line.column), []).append(n)
    for places in columns.values():
        left = min(lines[n].x0 for n in places)
        out = {n for n in places if lines[n].x0 < left + 3}
        insets += len(places) - len(out)
        starts |= out
    return starts if insets >= 0.2 * len(lines) else set()


def _parted(lines: list[Line]) -> set[int]:
    """Entries set flush, told by the wider step between them or by a full stop and a name."""
    steps = [b.y - a.y for a, b in pairwise(lines) if b.y > a.y]
    usual = median(steps) if steps else 0.0
    starts = {0}
    for n in range(1, len(lines)):
        a, b = lines[n - 1], lines[n]
        wide = b.y - a.y > 1.25 * usual or b.y < a.y
        if wide and a.text.rstrip().endswith((".", ")")):
            starts.add(n)
    return starts


def _groups(lines: list[Line], starts: set[int]) -> list[list[Line]]:
    out: list[list[Line]] = []
    for n, line in enumerate(lines):
        if n in starts or not out:
            out.append([line])
        else:
            out[-1].append(line)
    return out


class Citations:
    """Finds in a text the places that point to known entries."""

    def __init__(self, found: list[Entry]) -> None:
        self.keys = {e.key for e in found}
        self.names: dict[tuple[str, str], list[str]] = {}
        for entry in found:
            authors = entry.fields.get("authors") or ()
            first = surname(authors[0]) if authors else re.split(r"[\s,.]", entry.raw, maxsplit=1)[0]
            year = entry.fields.get("year")
            if year:
                letter = re.search(rf"{year}([a-z])\b", entry.raw)
                for suffix in {letter[1] if letter else "", ""}:
                    self.names.setdefault((first.lower(), f"{year}{suffix}"), []).append(entry.key)

    def places(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Start, end and keys of each citation, in order; none where no entry is known."""
        found: list[tuple[int, int, tuple[str, ...]]] = []
        for match in _LABELS.finditer(text):
            if keys := self._labels(match[1]):
                found.append((*match.span(), keys))
        for match in _GROUP.finditer(text):
            if keys := self._names(match[1]):
                found.append((*match.span(), keys))
        for match in _SAID.finditer(text):
            keys = tuple(
                k for y in _YEAR.finditer(match["years"]) for k in self.names.get((match["name"].lower(), y[0]), [])[:1]
            )
            if keys:
                found.append((*match.span(), keys))
        return _apart(found)

    def _labels(self, inside: str) -> tuple[str, ...]:
        out: list[str] = []
        for part in re.split(r"\s*[,;]\s*", inside):
            ends = re.fullmatch(r"(\d{1,3})\s*[-–]\s*(\d{1,3})", part)
            if ends and 0 <= int(ends[2]) - int(ends[1]) < 200:
                out += [str(n) for n in range(int(ends[1]), int(ends[2]) + 1)]
            else:
                out.append(part)
        known = [k for k in out if k in self.keys]
        return tuple(dict.fromkeys(known)) if len(known) == len(out) else ()

    def _names(self, inside: str) -> tuple[str, ...]:
        out: list[str] = []
        last = ""
        for part in re.split(r";|,\s*(?=(?:19|20)\d\d)|,\s*(?=[A-Z])", inside):
            names = re.findall(r"[^\W\d_][\w'’-]+", part.split("(")[0])
            years = [y[0] for y in _YEAR.finditer(part)]
            capital = [n.lower() for n in names if n[0].isupper()]
            last = next((n for n in capital if any(k[0] == n for k in self.names)), last)
            for year in years:
                out += self.names.get((last, year), [])[:1]
        return tuple(dict.fromkeys(out))


def _apart(found: list[tuple[int, int, tuple[str, ...]]]) -> list[tuple[int, int, tuple[str, ...]]]:
    out: list[tuple[int, int, tuple[str, ...]]] = []
    for place in sorted(found, key=lambda p: (p[0], -p[1])):
        if not out or place[0] >= out[-1][1]:
            out.append(place)
    return out
