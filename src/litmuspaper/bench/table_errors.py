"""Errors planted in tables: one of each kind that a paper's tables allow and that plain arithmetic must show.

What can be detected is decided here without the code of the audits. Any paper can be planted, made up or parsed.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from litmuspaper.bench.cell_errors import CELL_MAKERS
from litmuspaper.bench.draft import Draft, Plant, Row
from litmuspaper.bench.grids import flat, planted, step, swaps, value
from litmuspaper.parse.build import CellDraft

_FROM_TO = re.compile(
    r"from (\d+(?:\.\d+)?) to (\d+(?:\.\d+)?) \((\d+(?:\.\d+)?)%\)|(\d+(?:\.\d+)?) per cent, from "
    r"(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?)"
)


def table_plants(draft: Draft, rng: random.Random) -> Iterator[Plant]:
    """One error of each kind that the tables, and sentences with gains, allow."""
    for maker in MAKERS:
        found = list(maker(draft))
        if found:
            yield rng.choice(found)


def _means(draft: Draft) -> Iterator[tuple[int, int, list[int], list[int]]]:
    """Tables whose last column is headed mean: table, column, parts, and the rows where it holds."""
    for t, rows in flat(draft):
        m = len(rows[0]) - 1
        parts = [c for c in range(1, m) if all(value(r[c].text) is not None for r in rows[1:])]
        if rows[0][m].text not in ("Mean", "Average", "Avg", "Avg.") or len(parts) < 2 or len(parts) != m - 1:
            continue
        good = [n for n, r in enumerate(rows) if n and _mean_gap(r, m, parts) <= 0]
        if len(good) >= 3 and len(good) >= 0.7 * (len(rows) - 1):
            yield t, m, parts, good


def _mean_gap(row: Row, m: int, parts: list[int]) -> float:
    """How far the printed mean lies outside of what the printed parts allow."""
    values = [value(row[c].text) or 0.0 for c in parts]
    slack = sum(step(row[c].text) for c in parts) / len(parts) / 2 + step(row[m].text) / 2
    return abs(sum(values) / len(values) - (value(row[m].text) or 0.0)) - slack * 1.0001


def _wrong_mean(draft: Draft) -> Iterator[Plant]:
    for t, m, parts, good in _means(draft):
        for r in good:
            row = draft.tables[t][1][r]
            for text in swaps(row[m].text):
                if _mean_gap((*row[:m], CellDraft(text)), m, parts) > 0:
                    yield planted(draft, "wrong mean", "average_column", (t, r, m), text)


def _swapped_digits(draft: Draft) -> Iterator[Plant]:
    for t, m, parts, good in _means(draft):
        for r in good:
            row = draft.tables[t][1][r]
            for c in parts:
                for text in swaps(row[c].text):
                    if _mean_gap((*row[:c], CellDraft(text), *row[c + 1 :]), m, parts) > 0:
                        yield planted(draft, "swapped digits", "average_column", (t, r, c), text)


def _wrong_total(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        if rows[-1][0].text != "Total":
            continue
        columns = [c for c in range(1, len(rows[0])) if all(value(r[c].text) is not None for r in rows[1:])]
        right = [
            c
            for c in columns
            if abs(sum(value(r[c].text) or 0 for r in rows[1:-1]) - (value(rows[-1][c].text) or 0)) < 1e-9
        ]
        if len(right) < 3:
            continue
        for c in right:
            for text in swaps(rows[-1][c].text):
                yield planted(draft, "wrong total", "sums", (t, len(rows) - 1, c), text)


def _wrong_full_row(draft: Draft) -> Iterator[Plant]:
    tables = dict(flat(draft))
    for t, rows in tables.items():
        for r, row in enumerate(rows):
            if not re.search(r"\(full\)|^Default$|^Full$", row[0].text):
                continue
            for u, others in tables.items():
                same = [o for o in others if u != t and re.search(r"\(ours\)|^Ours$", o[0].text)]
                if len(same) != 1 or [c.text for c in rows[0][1:]] != [c.text for c in others[0][1:]]:
                    continue
                equal = [c for c in range(1, len(row)) if value(row[c].text) == value(same[0][c].text)]
                if len(equal) < 4 or len(equal) < len(row) - 1:
                    continue
                for c in equal[:-1] if rows[0][-1].text == "Mean" else equal:
                    for text in swaps(row[c].text):
                        yield planted(draft, "wrong full row", "ablation_full_row", (t, r, c), text)


def _wrong_gain(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        places = [(r, c) for r in range(3, len(rows)) if rows[r][0].text == "Gain (%)" for c in range(1, len(rows[0]))]
        for r, c in places if len(places) >= 4 else []:
            old, new = value(rows[r - 2][c].text), value(rows[r - 1][c].text)
            for text in swaps(rows[r][c].text):
                if old and new and abs((value(text) or 0) - abs(new - old) / old * 100) > 1:
                    yield planted(draft, "wrong percent", "gains", (t, r, c), text)


def _wrong_f1(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        if [c.text for c in rows[0][-3:]] != ["P", "R", "F1"]:
            continue
        for r in range(1, len(rows)):
            for text in swaps(rows[r][-1].text):
                if abs((value(text) or 0) - (value(rows[r][-1].text) or 0)) > 1:
                    yield planted(draft, "wrong F1", "f1", (t, r, len(rows[0]) - 1), text)


def _wrong_percent(draft: Draft) -> Iterator[Plant]:
    for n, text in enumerate(draft.paragraphs):
        if not (found := _FROM_TO.search(text)) or len(re.findall(r"\bfrom\b", text)) > 1:
            continue
        old, new, stated = (found[1], found[2], found[3]) if found[1] else (found[5], found[6], found[4])
        a, b = float(old), float(new)
        gap = abs(a - b)
        readings = [gap, gap / a * 100, gap / b * 100, gap * 100]
        for other in swaps(stated):
            if min(abs(float(other) - x) for x in readings) > 0.05 * float(other) + 0.2:
                start, end = found.span(3 if found[1] else 4)
                wrong = text[:start] + other + text[end:]
                made = (*draft.paragraphs[:n], wrong, *draft.paragraphs[n + 1 :])
                note = f"{stated} -> {other}"
                yield Plant("wrong percent in text", "gains", replace(draft, paragraphs=made), wrong, note)


MAKERS: tuple[Callable[[Draft], Iterator[Plant]], ...] = (
    _wrong_mean, _swapped_digits, _wrong_total, _wrong_full_row, _wrong_gain, _wrong_f1, _wrong_percent,
    *CELL_MAKERS,
)  # fmt: skip
