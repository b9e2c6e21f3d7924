"""Clean papers and errors planted in them: what the audits of tables should find, and where they should be silent.

A clean paper is either made up here from unrounded numbers (so that every printed mean, total, gain and mark is right
but not always recomputable to the last digit from the display), or one that was parsed and is rebuilt as it is. What
can be detected is decided here by plain arithmetic, without the code of the audits.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.types import Document, Paper

NUMBER = re.compile(r"^[-+]?\d+(?:,\d{3})*(?:\.\d+)?")
NAMES = "Plain Matched Aligned Weighted Clipped Robust Cascade Sparse Layered Fused".split()
SITES = "Harbour North Valley Kiln Orchard Tidepool Cabride Larch".split()


@dataclass(frozen=True)
class Draft:
    """A paper before it is built: paragraphs, and tables as (caption, rows)."""

    name: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[tuple[str, tuple[tuple[CellDraft, ...], ...]], ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Plant:
    """A paper with one error: its kind, the paper, and the place (table, row, column), or the paragraph."""

    kind: str
    draft: Draft
    place: tuple[int, ...]
    note: str = field(default="", compare=False)


def build(draft: Draft) -> Document:
    """The document of a draft, tables after the paragraphs."""
    builder = Builder()
    for text in draft.paragraphs:
        builder.paragraph(text)
    for n, (caption, rows) in enumerate(draft.tables, 1):
        builder.table(rows, f"Table {n}", caption)
    return builder.document(Paper.model_construct(id=draft.name, title=draft.title, abstract=""), "bench")


def from_document(document: Document, name: str) -> Draft:
    """A parsed paper as a draft: its sentences and tables, nothing else."""
    inside = [(t.start, t.end) for t in document.tables]
    sentences = tuple(s.text for s in document.sentences if not any(a <= s.start < b for a, b in inside))
    tables = tuple(
        (
            t.caption,
            tuple(tuple(CellDraft(c.text, c.bold, c.underline, c.row_span, c.col_span) for c in row) for row in t.rows),
        )
        for t in document.tables
    )
    return Draft(name, sentences, tables, document.paper.title)


def invent(seed: int) -> Draft:
    """A clean made-up paper: totals, results with means and marks, an ablation, gains, and their sentences."""
    rng = random.Random(seed)
    sites = rng.sample(SITES, rng.randint(3, 6))
    lower = rng.random() < 0.3
    places = rng.choice([1, 2, 3, 4])
    low, high = (0.5, 0.95) if places >= 3 else (50, 95)
    methods = [*rng.sample(NAMES, rng.randint(4, 7)), "Driftnet (ours)"]
    exact = {m: [rng.uniform(low, high) for _ in sites] for m in methods}
    if rng.random() < 0.7:
        exact[methods[-1]] = [
            (min if lower else max)(v) * (0.98 if lower else 1.01) for v in zip(*exact.values(), strict=True)
        ]
    variants = {"Driftnet (full)": exact[methods[-1]]}
    for part in ("drift", "anchor", "memory"):
        variants[f"w/o {part}"] = [
            v * (1 + (0.01 if lower else -0.01) * rng.uniform(0.2, 3)) for v in exact[methods[-1]]
        ]
    caption = (
        f"Score at {len(sites)} sites. {'Lower' if lower else 'Higher'} is better; the best is bold, "
        f"the second underlined."
    )
    spread = rng.random() < 0.4
    old, new = exact[methods[0]][0], exact[methods[-1]][0]
    text = (
        f"At {sites[0]} the score {'rises' if new > old else 'falls'} from {old:.{places}f} to {new:.{places}f} "
        f"({abs(new - old) / old * 100:.1f}%).",
        "The scores of all runs are listed in Table 2.",
    )
    tables = (
        ("Items of the parts.", _data(rng, sites)),
        (caption, _results(exact, sites, places, lower, spread, rng)),
        (
            f"Ablation. {'Lower' if lower else 'Higher'} is better.",
            _results(variants, sites, places, lower, False, rng, marks=False),
        ),
        ("Improvement of known models.", _gains(rng)),
        ("Entities found.", _entities(rng)),
    )
    return Draft(f"invented-{seed}", text, tables)


def _cell(text: str, bold: bool = False, underline: bool = False) -> CellDraft:
    return CellDraft(text, bold, underline)


def _row(*texts: str) -> tuple[CellDraft, ...]:
    return tuple(_cell(t) for t in texts)


def _data(rng: random.Random, sites: list[str]) -> tuple[tuple[CellDraft, ...], ...]:
    counts = {s: [rng.randint(20, 4000) for _ in range(3)] for s in sites}
    rows = [_row(s, *(f"{n:,}" for n in [*c, sum(c)])) for s, c in counts.items()]
    sums = [sum(c[k] for c in counts.values()) for k in range(3)]
    return (
        _row("Site", "Train", "Valid", "Test", "Total"),
        *rows,
        _row("Total", *(f"{n:,}" for n in [*sums, sum(sums)])),
    )


def _results(
    exact: dict[str, list[float]],
    sites: list[str],
    places: int,
    lower: bool,
    spread: bool,
    rng: random.Random,
    marks: bool = True,
) -> tuple[tuple[CellDraft, ...], ...]:
    columns = [*sites, "Mean"]
    full = {m: [*values, sum(values) / len(values)] for m, values in exact.items()}
    printed = {m: [f"{v:.{places}f}" for v in values] for m, values in full.items()}
    ranks = [sorted({float(p[k]) for p in printed.values()}, reverse=not lower) for k in range(len(columns))]
    rows = []
    for m, values in printed.items():
        cells = [_cell(m)]
        for k, v in enumerate(values):
            noise = f" ± {10**-places * rng.randint(2, 9):.{places}f}" if spread and k < len(sites) else ""
            cells.append(_cell(v + noise, marks and float(v) == ranks[k][0], marks and float(v) == ranks[k][1]))
        rows.append(tuple(cells))
    return (_row("Method", *columns), *rows)


def _gains(rng: random.Random) -> tuple[tuple[CellDraft, ...], ...]:
    rows = [_row("Method", "Dice ↑", "HD95 ↓")]
    for name in rng.sample(NAMES, 3):
        dice, distance = rng.uniform(0.6, 0.8), rng.uniform(5, 9)
        better, nearer = dice * rng.uniform(1.01, 1.1), distance * rng.uniform(0.8, 0.97)
        rows += [
            _row(name, f"{dice:.3f}", f"{distance:.3f}"), _row(f"{name}*", f"{better:.3f}", f"{nearer:.3f}"),
            _row("Gain (%)", f"{(better - dice) / dice * 100:.2f}", f"{(distance - nearer) / distance * 100:.2f}"),
        ]  # fmt: skip
    return tuple(rows)


def _entities(rng: random.Random) -> tuple[tuple[CellDraft, ...], ...]:
    rows = [_row("Model", "P", "R", "F1")]
    for name in rng.sample(NAMES, 5):
        p, r = rng.uniform(50, 95), rng.uniform(50, 95)
        rows.append(_row(name, f"{p:.1f}", f"{r:.1f}", f"{2 * p * r / (p + r):.1f}"))
    return tuple(rows)


def plants(draft: Draft, rng: random.Random) -> Iterator[Plant]:
    """One error of each kind that the paper's tables and sentences allow and that arithmetic must show."""
    for maker in (
        _wrong_mean,
        _swapped_digits,
        _wrong_total,
        _wrong_mark,
        _wrong_full_row,
        _wrong_gain,
        _wrong_f1,
        _wrong_percent,
    ):
        found = list(maker(draft))
        if found:
            yield rng.choice(found)


def value(text: str) -> float | None:
    """The number that a cell begins with."""
    found = NUMBER.match(text.strip())
    return float(found[0].replace(",", "")) if found else None


def _step(text: str) -> float:
    found = NUMBER.match(text.strip())
    return 10.0 ** -len(found[0].partition(".")[2]) if found else 1.0


def _swaps(text: str) -> Iterator[str]:
    """The text with two neighbouring digits of its number exchanged."""
    found = NUMBER.match(text)
    digits = found[0] if found else ""
    for n, (a, b) in enumerate(pairwise(digits)):
        if a.isdigit() and b.isdigit() and a != b and not (n == 0 and b == "0"):
            yield digits[:n] + b + a + digits[n + 2 :] + text[len(digits) :]


def _changed(draft: Draft, t: int, edits: dict[tuple[int, int], CellDraft]) -> Draft:
    caption, rows = draft.tables[t]
    made = tuple(tuple(edits.get((r, c), cell) for c, cell in enumerate(row)) for r, row in enumerate(rows))
    return replace(draft, tables=(*draft.tables[:t], (caption, made), *draft.tables[t + 1 :]))


def _planted(draft: Draft, kind: str, t: int, r: int, c: int, text: str) -> Plant:
    cell = draft.tables[t][1][r][c]
    return Plant(kind, _changed(draft, t, {(r, c): replace(cell, text=text)}), (t, r, c), f"{cell.text} -> {text}")


def _flat(draft: Draft) -> Iterator[tuple[int, tuple[tuple[CellDraft, ...], ...]]]:
    """Tables that are plain grids, with one header row and no merged cells."""
    for t, (_, rows) in enumerate(draft.tables):
        if (
            len(rows) > 3
            and len({len(r) for r in rows}) == 1
            and all(c.row_span == c.col_span == 1 for r in rows for c in r)
        ):
            yield t, rows


def _means(draft: Draft) -> Iterator[tuple[int, int, list[int], list[int]]]:
    """Tables whose last column is headed mean: table, column, parts, and the rows where it holds."""
    for t, rows in _flat(draft):
        m = len(rows[0]) - 1
        parts = [c for c in range(1, m) if all(value(r[c].text) is not None for r in rows[1:])]
        if rows[0][m].text not in ("Mean", "Average", "Avg", "Avg.") or len(parts) < 2 or len(parts) != m - 1:
            continue
        good = [n for n, r in enumerate(rows) if n and _mean_gap(r, m, parts) <= 0]
        if len(good) >= 3 and len(good) >= 0.7 * (len(rows) - 1):
            yield t, m, parts, good


def _mean_gap(row: tuple[CellDraft, ...], m: int, parts: list[int]) -> float:
    """How far the printed mean lies outside of what the printed parts allow."""
    values = [value(row[c].text) or 0.0 for c in parts]
    slack = sum(_step(row[c].text) for c in parts) / len(parts) / 2 + _step(row[m].text) / 2
    return abs(sum(values) / len(values) - (value(row[m].text) or 0.0)) - slack * 1.0001


def _wrong_mean(draft: Draft) -> Iterator[Plant]:
    for t, m, parts, good in _means(draft):
        for r in good:
            row = draft.tables[t][1][r]
            for text in _swaps(row[m].text):
                if _mean_gap((*row[:m], _cell(text)), m, parts) > 0:
                    yield _planted(draft, "wrong mean", t, r, m, text)


def _swapped_digits(draft: Draft) -> Iterator[Plant]:
    for t, m, parts, good in _means(draft):
        for r in good:
            row = draft.tables[t][1][r]
            for c in parts:
                for text in _swaps(row[c].text):
                    if _mean_gap((*row[:c], _cell(text), *row[c + 1 :]), m, parts) > 0:
                        yield _planted(draft, "swapped digits", t, r, c, text)


def _wrong_total(draft: Draft) -> Iterator[Plant]:
    for t, rows in _flat(draft):
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
            for text in _swaps(rows[-1][c].text):
                yield _planted(draft, "wrong total", t, len(rows) - 1, c, text)


def _wrong_mark(draft: Draft) -> Iterator[Plant]:
    for t, rows in _flat(draft):
        columns = []
        for c in range(1, len(rows[0])):
            places = [(v, n) for n, r in enumerate(rows) if n and (v := value(r[c].text)) is not None]
            bold = [p for p in places if rows[p[1]][c].bold]
            if len(bold) == 1 and len(places) >= 3 and bold[0][0] in (min(places)[0], max(places)[0]):
                columns.append((c, places, bold[0]))
        ups = sum(b[0] == max(p)[0] for _, p, b in columns)
        if len(columns) < 4 or ups not in (0, len(columns)):
            continue
        for c, places, (best, n) in columns:
            others = sorted({p for p in places if p[0] != best}, reverse=ups > 0)
            if others:
                r = others[0][1]
                made = _changed(
                    draft, t, {(n, c): replace(rows[n][c], bold=False), (r, c): replace(rows[r][c], bold=True)}
                )
                yield Plant("wrong mark", made, (t, r, c), f"bold {best} -> {others[0][0]}")


def _wrong_full_row(draft: Draft) -> Iterator[Plant]:
    flat = dict(_flat(draft))
    for t, rows in flat.items():
        for r, row in enumerate(rows):
            if not re.search(r"\(full\)|^Default$|^Full$", row[0].text):
                continue
            for u, others in flat.items():
                same = [o for o in others if u != t and re.search(r"\(ours\)|^Ours$", o[0].text)]
                if len(same) != 1 or [c.text for c in rows[0][1:]] != [c.text for c in others[0][1:]]:
                    continue
                equal = [c for c in range(1, len(row)) if value(row[c].text) == value(same[0][c].text)]
                if len(equal) < 4 or len(equal) < len(row) - 1:
                    continue
                for c in equal[:-1] if rows[0][-1].text == "Mean" else equal:
                    for text in _swaps(row[c].text):
                        yield _planted(draft, "wrong full row", t, r, c, text)


def _wrong_gain(draft: Draft) -> Iterator[Plant]:
    for t, rows in _flat(draft):
        places = [(r, c) for r in range(3, len(rows)) if rows[r][0].text == "Gain (%)" for c in range(1, len(rows[0]))]
        for r, c in places if len(places) >= 4 else []:
            old, new = value(rows[r - 2][c].text), value(rows[r - 1][c].text)
            for text in _swaps(rows[r][c].text):
                if old and new and abs((value(text) or 0) - abs(new - old) / old * 100) > 1:
                    yield _planted(draft, "wrong percent", t, r, c, text)


def _wrong_f1(draft: Draft) -> Iterator[Plant]:
    for t, rows in _flat(draft):
        if [c.text for c in rows[0][-3:]] != ["P", "R", "F1"]:
            continue
        for r in range(1, len(rows)):
            for text in _swaps(rows[r][-1].text):
                if abs((value(text) or 0) - (value(rows[r][-1].text) or 0)) > 1:
                    yield _planted(draft, "wrong F1", t, r, len(rows[0]) - 1, text)


def _wrong_percent(draft: Draft) -> Iterator[Plant]:
    pattern = re.compile(
        r"from (\d+(?:\.\d+)?) to (\d+(?:\.\d+)?) \((\d+(?:\.\d+)?)%\)|(\d+(?:\.\d+)?) per cent, from "
        r"(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?)"
    )
    for n, text in enumerate(draft.paragraphs):
        if not (found := pattern.search(text)) or len(re.findall(r"\bfrom\b", text)) > 1:
            continue
        old, new, stated = (found[1], found[2], found[3]) if found[1] else (found[5], found[6], found[4])
        a, b = float(old), float(new)
        gap = abs(a - b)
        readings = [gap, gap / a * 100, gap / b * 100, gap * 100]
        for other in _swaps(stated):
            if min(abs(float(other) - x) for x in readings) > 0.05 * float(other) + 0.2:
                start, end = found.span(3 if found[1] else 4)
                made = (*draft.paragraphs[:n], text[:start] + other + text[end:], *draft.paragraphs[n + 1 :])
                yield Plant("wrong percent in text", replace(draft, paragraphs=made), (n,), f"{stated} -> {other}")
