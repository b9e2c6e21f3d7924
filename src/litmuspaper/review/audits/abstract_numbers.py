"""X1: the numbers of the abstract stand in the paper, or follow from cells of its tables."""

import re
from collections.abc import Iterator
from fractions import Fraction

from litmuspaper.review.numbers import Number, numbers_in, read_number
from litmuspaper.review.prose import BLANK, body, finding, listed, not_assessed, place, verified
from litmuspaper.types import Document, Finding, Span, Table

AUDIT = "abstract_numbers"
LEAST_BODY = 300
MOST_CELLS = 1500
MOST_PAIRED = 40
ROUGHLY = Fraction(1, 5)
_ABOVE = re.compile(r"(?:more than|over|above|at least|exceed\w*|>)\s*\$?\s*$", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:almost|nearly|about|around|approximately|roughly|some|up to|~|≈|\\sim)\s*\$?\s*$", re.IGNORECASE
)
_UNIT = re.compile(r"\s?(?:\\?%|per ?cent|points?|times|[x×]\b|×|-?fold|[A-Za-z]+)")
_RATIO = re.compile(r"\s?\$?(?:\\times|×|x\b|times\b|-?fold\b)", re.IGNORECASE)
_YEARS = range(1950, 2036)
_SKIP_BEFORE = re.compile(
    r"(?:https?\S*|arXiv:|[A-Za-z]-|version|v|v\.|[\^_{]|Python|CUDA|Section|Fig\.|Table)\s*$", re.IGNORECASE
)


def audit(document: Document) -> list[Finding]:
    """Look for every number of the abstract in tables and text, then for two cells that give it."""
    section = next((s for s in document.sections if s.title == "abstract"), None)
    if section is None or section.end - section.start < 80:
        return not_assessed(AUDIT, "no abstract was found")
    said = list(_numbers(document, section.start, section.end))
    if not said:
        return not_assessed(AUDIT, "the abstract prints no number that could be compared")
    text = body(document)
    if len(text.replace(BLANK, " ").split()) < LEAST_BODY:
        return not_assessed(AUDIT, "only the abstract was read")
    in_text = {n.value for _, _, n in numbers_in(text)} | _in_captions(document)
    cells = [_cells(table) for table in document.tables]
    flat = {n.value for rows in cells for row in rows for n in row if n}
    there, derived, missing = [], [], []
    for span, number in said:
        if _stands(number, flat) or number.value in in_text or _is_near(document, span, number, flat | in_text):
            there.append(span)
        elif _derivable(number, span, document.text[span.end : span.end + 12], cells):
            derived.append(span)
        else:
            missing.append(span)
    return _findings(there, derived, missing, has_tables=bool(document.tables))


def _findings(there: list[Span], derived: list[Span], missing: list[Span], *, has_tables: bool) -> list[Finding]:
    found = []
    if missing:
        several = len(missing) > 1
        found.append(
            finding(
                AUDIT,
                "question",
                "warning" if has_tables else "info",
                f"{'Numbers' if several else 'A number'} of the abstract "
                f"{'stand' if several else 'stands'} nowhere else in the "
                f"text that was read and {'follow' if several else 'follows'} from no two "
                f"cells of a row or column: "
                f"{listed([s.text for s in missing])}",
                spans=tuple(missing),
                printed=tuple(s.text for s in missing),
                clears_if=(
                    "it stands in a figure, in a supplement or in a part that was not "
                    "parsed, or is an average of several tables"
                ),
            )
        )
    if there or derived:
        parts = [
            f"{len(there)} of {len(there) + len(derived) + len(missing)} numbers of the "
            f"abstract stand in tables or text"
        ]
        if derived:
            parts.append(f"{len(derived)} can be derived from two cells of a row or column, which may be chance")
        found.append(verified(AUDIT, "; ".join(parts), tuple(there + derived)))
    return found


def _numbers(document: Document, start: int, end: int) -> Iterator[tuple[Span, Number]]:
    """Numbers that could be results: decimals, per cents, and integers above twenty that are no year."""
    for a, b, number in numbers_in(document.text[start:end]):
        before, after = document.text[max(start, start + a - 12) : start + a], document.text[start + b : start + b + 12]
        if _SKIP_BEFORE.search(before) or re.match(r"[-–]?(?:D\b|[A-Za-z]{1,3}\d|-[A-Z])|\^|st\b|nd\b|th\b", after):
            continue
        whole = number.decimals == 0 and not number.percent and not _RATIO.match(after)
        if whole and (abs(number.value) <= 20 or (number.value in _YEARS and "," not in number.printed)):
            continue
        yield place(document, start + a, start + b), number


def _stands(number: Number, values: set[Fraction]) -> bool:
    """Whether a table prints the number, as it is, as a fraction of one, or with more digits."""
    if number.value in values or (number.percent and number.value / 100 in values):
        return True
    return any(_rounds(value, number) or (number.percent and _rounds(value * 100, number)) for value in values)


def _is_near(document: Document, span: Span, number: Number, values: set[Fraction]) -> bool:
    """Whether a number after `almost`, `about` or `more than` has one beside it that the words allow."""
    before = document.text[max(0, span.start - 24) : span.start]
    if _ABOVE.search(before):
        return any(number.value <= v <= number.value * (1 + ROUGHLY) for v in values)
    return _ABOUT.search(before) is not None and any(abs(v - number.value) <= ROUGHLY * number.value for v in values)


def _rounds(value: Fraction, number: Number) -> bool:
    return abs(value - number.value) <= number.step / 2


def _derivable(number: Number, span: Span, after: str, cells: list[list[list[Number | None]]]) -> bool:
    """Whether a difference, a ratio or a relative change of two cells of one row or column rounds to the number."""
    target, half = float(abs(number.value)), float(number.step) / 2
    ratio = _RATIO.match(after) is not None
    for rows in cells:
        if sum(n is not None for row in rows for n in row) > MOST_CELLS:
            continue
        width = max((len(row) for row in rows), default=0)
        columns = [[row[c] if c < len(row) else None for row in rows] for c in range(width)]
        for line in [*rows, *columns]:
            values = [n for n in line if n is not None][:MOST_PAIRED]
            for x in values:
                for y in values:
                    if x is not y and _gives(x, y, target, half, percent=number.percent, ratio=ratio):
                        return True
    return False


def _gives(x: Number, y: Number, target: float, half: float, *, percent: bool, ratio: bool) -> bool:
    a, b = float(x.value), float(y.value)
    slack = half + (float(x.step) + float(y.step)) / 2
    if abs(abs(a - b) - target) <= slack and a > b:
        return True
    if b == 0:
        return False
    relative = (float(x.step) + float(y.step)) / (2 * abs(b))
    if percent:
        return (
            abs(abs(a - b) / abs(b) * 100 - target) <= half + 100 * relative * (1 + abs(a / b))
            or abs(abs(a - b) * 100 - target) <= half
        )
    return ratio and abs(a / b - target) <= half + relative * (1 + abs(a / b))


def _cells(table: Table) -> list[list[Number | None]]:
    return [[read_number(cell.text) for cell in row] for row in table.rows]


def _in_captions(document: Document) -> set[Fraction]:
    captions = [*(t.caption for t in document.tables), *(f.caption for f in document.figures)]
    return {n.value for caption in captions for _, _, n in numbers_in(caption)}
