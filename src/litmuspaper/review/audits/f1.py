"""T11: F1 is the harmonic mean of precision and recall, where it is in most rows (macro averages are not)."""

from fractions import Fraction

from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.metrics import words
from litmuspaper.review.numbers import Interval, Number, shown
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.tables import Block, Entry, blocks, both_ways
from litmuspaper.types import Document, Finding

AUDIT = "f1"
HOLD_SHARE = Fraction(3, 5)
LEAST_ROWS = 3
SMALL = Fraction(1, 200)
_NAMES = {
    "p": frozenset({"p", "precision", "prec", "pr"}),
    "r": frozenset({"r", "recall", "rec", "rc"}),
    "f": frozenset({"f", "f1", "f1-score", "f-score", "f1-measure", "f-measure", "fscore"}),
}


def audit(document: Document) -> list[Finding]:
    """Printed F1 against the interval that precision and recall allow, row by row."""
    out: list[Finding] = []
    good, other, cells = 0, 0, []
    for view in both_ways(blocks(document)):
        for p, r, f in _triples(view):
            rows = [(i, es) for i, row in enumerate(view.entries) if all(es := [row[j] for j in (p, r, f)])]
            judged = [
                (i, [e for e in es if e], ns)
                for i, es in rows
                if len(ns := [e.number for e in es if e and e.number]) == 3
            ]
            right = [one for one in judged if _holds(*one[2])]
            if len(right) < 2 or len(right) < HOLD_SHARE * len(judged):
                other += bool(judged)
                continue
            good += len(right)
            cells += [es[2] for _, es, _ in right]
            wrong = [one for one in judged if not _holds(*one[2])]
            for small in (False, True):
                some = [one for one in wrong if _is_small(*one[2]) == small]
                if some:
                    out.append(
                        _alarm(view, f, some, len(right), len(judged), sure=not small and len(right) >= LEAST_ROWS)
                    )
    if good:
        out.append(verified(AUDIT, f"F1 follows from precision and recall in {good} rows.", cell_spans(cells)))
    if not out and other:
        return not_assessed(
            AUDIT,
            "F1 is not the harmonic mean of the printed precision and recall in most rows (a macro average is not)",
        )
    return out or not_assessed(AUDIT, "no table has columns of precision, recall and F1 together")


def _triples(view: Block) -> list[tuple[int, int, int]]:
    """Columns of precision, recall and F1 that share all of their path but the name of the metric."""
    kinds: dict[tuple[str, ...], dict[str, int]] = {}
    for j, column in enumerate(view.columns):
        for n, part in enumerate(column.path):
            tokens = set(words(part))
            for kind, names in _NAMES.items():
                if len(tokens) == 1 and tokens & names:
                    kinds.setdefault((*column.path[:n], *column.path[n + 1 :]), {}).setdefault(kind, j)
    return [(k["p"], k["r"], k["f"]) for k in kinds.values() if len(k) == 3]


def _harmonic(p: Fraction, r: Fraction) -> Fraction:
    return 2 * p * r / (p + r) if p + r > 0 else Fraction(0)


def _allowed(p: Number, r: Number) -> Interval:
    """F1 rises with both, so the ends are at the ends."""
    zero = Fraction(0)
    return Interval(
        _harmonic(max(p.interval.low, zero), max(r.interval.low, zero)),
        _harmonic(max(p.interval.high, zero), max(r.interval.high, zero)),
    )


def _holds(p: Number, r: Number, f: Number) -> bool:
    return _allowed(p, r).meets(f.interval)


def _is_small(p: Number, r: Number, f: Number) -> bool:
    """A gap that averaging F1 over runs can leave (half a per cent of its value)."""
    gap = max(_allowed(p, r).low - f.interval.high, f.interval.low - _allowed(p, r).high)
    return gap <= SMALL * f.value


def _alarm(
    view: Block, f: int, wrong: list[tuple[int, list[Entry], list[Number]]], good: int, total: int, *, sure: bool
) -> Finding:
    values = [shown(_harmonic(ns[0].value, ns[1].value), ns[2].decimals + 2) for *_, ns in wrong]
    parts = [
        f"{place_of(view, i, f)} prints {ns[2].printed}, 2 · {ns[0].printed} · {ns[1].printed} / "
        f"({ns[0].printed} + {ns[1].printed}) = {value}"
        for (i, _, ns), value in zip(wrong, values, strict=True)
    ]
    return finding(
        AUDIT,
        "contradicted" if sure else "question",
        "warning" if sure else "info",
        f"F1 does not follow from precision and recall: {joined(parts)}. It does in {good} of {total} rows."
        + ("" if sure else " Averages over runs, classes or folds would explain it: are these averages?"),
        spans=cell_spans(e for _, es, _ in wrong for e in es),
        printed=tuple(ns[2].printed for *_, ns in wrong),
        recomputed="; ".join(values),
        tolerance="half a unit of every last printed digit",
        clears_if="F1 is averaged over runs, classes or documents in these rows",
    )
