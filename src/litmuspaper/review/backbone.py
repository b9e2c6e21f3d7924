"""A baseline that the method section names as a part of the method, against the variants that keep that part."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.agreement import Candidate, View, column_key
from litmuspaper.review.numbers import Interval, Number
from litmuspaper.review.roles import is_removal
from litmuspaper.review.tables import Block, Entry
from litmuspaper.types import Document, Span

_USES = re.compile(
    r"\b(?:leverag|adopt|employ|us(?:es|ing|e)\b|built|build|based on|follow|backbone|architecture|initiali[sz])",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"related|introduc|experiment|result|evaluat|comparison|conclusion|reference|abstract|discussion|ablation",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Comparison:
    """A variant against the backbone in one column: positive `gap` where the variant is better."""

    row: int
    j: int
    entry: Entry
    number: Number
    backbone: Fraction
    sources: tuple[Entry, ...]
    gap: int


def named_backbones(document: Document, main: list[Block]) -> list[tuple[str, Span]]:
    """Baselines of the main table that a sentence outside related work and experiments says the method uses."""
    away = [s for s in document.sections if _ELSEWHERE.search(s.title)]
    labels = dict.fromkeys(r.label for b in main for r in b.rows if r.role == "plain" and len(r.label) >= 4)
    out = []
    for label in labels:
        for sentence in document.sentences:
            if label not in sentence.text or not _USES.search(sentence.text):
                continue
            inside = any(section.start <= sentence.start < section.end for section in away)
            if not inside and all(other in label for other in labels if other in sentence.text):
                out.append((label, sentence))
                break
    return out


def flips(main: list[Block], other: Block, view: View, label: str) -> Iterator[list[Comparison]]:
    """Variants that leave out a part and are better than the backbone in one metric of a data set, worse in another."""
    values = {j: found for j, some in view.items() if (found := _derived(some, label))}
    for i, row in enumerate(other.rows):
        if row.role != "plain" or not is_removal(row.label):
            continue
        groups: dict[frozenset[str], list[Comparison]] = defaultdict(list)
        for j, (interval, mean, entries) in values.items():
            entry, column = other.entries[i][j], other.columns[j]
            if entry is None or entry.number is None or not column.direction:
                continue
            below, above = entry.number.interval.high < interval.low, entry.number.interval.low > interval.high
            gap = column.direction * (above - below)
            groups[column_key(column.path).parts].append(Comparison(i, j, entry, entry.number, mean, entries, gap))
        for some in groups.values():
            if {c.gap for c in some} >= {1, -1}:
                yield [c for c in some if c.gap]


def _derived(choices: list[Candidate], label: str) -> tuple[Interval, Fraction, tuple[Entry, ...]] | None:
    for block, columns in choices:
        rows = [i for i, r in enumerate(block.rows) if r.label == label]
        if len(rows) != 1:
            continue
        entries = tuple(e for j in columns if (e := block.entries[rows[0]][j]) and e.number)
        numbers = [e.number for e in entries if e.number]
        if len(numbers) == len(columns):
            mean = sum((n.value for n in numbers), Fraction(0)) / len(numbers)
            half = sum((n.step for n in numbers), Fraction(0)) / len(numbers) / 2
            return Interval(mean - half, mean + half), mean, entries
    return None
