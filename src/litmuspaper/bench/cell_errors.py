"""Errors of marks, scales, units, decimals and order planted in tables, decided by plain arithmetic."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from litmuspaper.bench.draft import Draft, Plant, Rows
from litmuspaper.bench.grids import changed, flat, planted, value
from litmuspaper.parse.build import CellDraft

BOUNDED = ("P", "R", "F1", "Dice ↑", "R@1", "R@5", "R@10", "Accuracy (%)")


def _marked(rows: Rows, mark: str) -> list[tuple[int, list[tuple[float, int]], int]]:
    """Columns in which one cell of at least three numbers has the mark: column, (value, row), marked row."""
    out = []
    for c in range(1, len(rows[0])):
        places = [(v, n) for n, r in enumerate(rows) if n and (v := value(r[c].text)) is not None]
        marked = [n for _, n in places if getattr(rows[n][c], mark)]
        if len(marked) == 1 and len(places) >= 3:
            out.append((c, places, marked[0]))
    return out


def _moved(draft: Draft, t: int, c: int, mark: str, old: int, new: int) -> Draft:
    rows = draft.tables[t][1]
    return changed(draft, t, {(old, c): _mark(rows[old][c], mark, False), (new, c): _mark(rows[new][c], mark, True)})


def _mark(cell: CellDraft, mark: str, on: bool) -> CellDraft:
    return replace(cell, bold=on) if mark == "bold" else replace(cell, underline=on)


def _wrong_mark(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        columns = [
            (c, places, n)
            for c, places, n in _marked(rows, "bold")
            if value(rows[n][c].text) in (min(places)[0], max(places)[0])
        ]
        ups = sum(value(rows[n][c].text) == max(places)[0] for c, places, n in columns)
        if len(columns) < 4 or ups not in (0, len(columns)):
            continue
        for c, places, n in columns:
            best = value(rows[n][c].text)
            others = sorted({p for p in places if p[0] != best}, reverse=ups > 0)
            if others:
                made = _moved(draft, t, c, "bold", n, others[0][1])
                note = f"bold {best} -> {others[0][0]}"
                yield Plant("wrong mark", "best_mark", made, (t, others[0][1], c), note)


def _wrong_second(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        bold = {c: value(rows[n][c].text) for c, _, n in _marked(rows, "bold")}
        columns = [(c, p, n) for c, p, n in _marked(rows, "underline") if _is_second(p, bold.get(c), n)]
        for c, places, n in columns if len(columns) >= 4 else []:
            second = value(rows[n][c].text)
            rest = [(v, m) for v, m in places if v not in (bold[c], second)]
            if rest and second is not None:
                v, m = (max if second == max(v for v, _ in places if v != bold[c]) else min)(rest)
                made = _moved(draft, t, c, "underline", n, m)
                yield Plant("wrong second mark", "second_mark", made, (t, m, c), f"underlined {second} -> {v}")


def _is_second(places: list[tuple[float, int]], best: float | None, marked: int) -> bool:
    """Whether the bold value is the largest or the smallest and the marked one stands next to it."""
    values = sorted({v for v, _ in places})
    own = next(v for v, n in places if n == marked)
    return len(values) > 2 and ((best, own) in ((values[-1], values[-2]), (values[0], values[1])))


def _repeated_row(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        wide = [r for r in range(1, len(rows)) if sum("." in c.text for c in rows[r][1:]) >= 4]
        if len(wide) < 4 or len(rows[0]) < 5:
            continue
        for r in wide[1:-1]:
            edits = {(r, c): replace(rows[r][c], text=rows[r - 1][c].text) for c in range(1, len(rows[0]))}
            yield Plant("repeated row", "duplicate_rows", changed(draft, t, edits), (t, r, 1), rows[r][0].text)


def _lost_point(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        for c in [c for c in range(1, len(rows[0])) if rows[0][c].text in BOUNDED]:
            for r in range(1, len(rows)):
                number = value(rows[r][c].text)
                wrong = rows[r][c].text.replace(".", "").lstrip("0")
                if number is not None and rows[r][0].text != "Gain (%)" and (value(wrong) or 0) > 150:
                    yield planted(draft, "lost point", "scale_outlier", (t, r, c), wrong)


def _fractions(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        for c in [c for c in range(1, len(rows[0])) if rows[0][c].text == "Accuracy (%)"]:
            numbers = [value(r[c].text) for r in rows[1:]]
            edits = {(n, c): CellDraft(f"{v / 100:.3f}", False, False) for n, v in enumerate(numbers, 1) if v}
            if len(edits) == len(rows) - 1 >= 4:
                yield Plant("fractions as per cent", "unit_label", changed(draft, t, edits), (t, 0, c))


def _wrong_order(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        names = [c.text for c in rows[0]]
        if "R@1" not in names or "R@5" not in names or len(rows) < 5:
            continue
        a, b = names.index("R@1"), names.index("R@5")
        for r in range(1, len(rows)):
            if (value(rows[r][a].text) or 0) < (value(rows[r][b].text) or 0):
                edits = {(r, a): rows[r][b], (r, b): rows[r][a]}
                yield Plant("wrong order", "order_relations", changed(draft, t, edits), (t, r, b))


def _lost_decimal(draft: Draft) -> Iterator[Plant]:
    for t, rows in flat(draft):
        for c in range(1, len(rows[0])):
            texts = [r[c].text for r in rows[1:]]
            decimals = {len(x.partition(".")[2]) for x in texts}
            if len(texts) < 4 or len(decimals) != 1 or decimals == {0} or any(value(x) is None for x in texts):
                continue
            if any(not x.replace(".", "").isdigit() or float(x) >= 1000 for x in texts):
                continue
            for r in range(1, len(rows)):
                yield planted(draft, "lost decimal", "decimals", (t, r, c), rows[r][c].text[:-1].rstrip("."))


CELL_MAKERS: tuple[Callable[[Draft], Iterator[Plant]], ...] = (
    _wrong_mark, _wrong_second, _repeated_row, _lost_point, _fractions, _wrong_order, _lost_decimal,
)  # fmt: skip
