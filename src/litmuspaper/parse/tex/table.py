"""Tables of TeX: rows and cells as printed, what spans rows and columns, what is bold or underlined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from litmuspaper.parse.build import CellDraft
from litmuspaper.parse.tex.inline import Inline
from litmuspaper.parse.tex.refs import Context
from litmuspaper.parse.tex.rich import Rich, Style
from litmuspaper.parse.tex.scan import Environment, Source, split_top
from litmuspaper.parse.tex.shapes import TABULARS
from litmuspaper.parse.tex.units import number

MAX_CELLS = 100_000
_MAX_COLUMNS = 2_000
_ROWS = re.compile(
    r"(?P<mark>\\\\|\\tabularnewline(?![A-Za-z])|\\cr(?![A-Za-z]))|\\begin\s*\{|\\[A-Za-z]+|\\.|\{", re.DOTALL
)
_COLUMNS = re.compile(r"(?P<mark>&)|\\begin\s*\{|\\[A-Za-z]+|\\.|\{", re.DOTALL)
_PARTS = re.compile(r"\\(endfirsthead|endhead|endfoot|endlastfoot)(?![A-Za-z])")
_DATA = re.compile(r"\\startdata(?![A-Za-z])")
_BOLD_ROW = re.compile(r"\\(?:rowfont|rowstyle)\s*(?:\[[^\]]*\])?\s*\{[^}]*\\bfseries")
_LINE_END = re.compile(r"\*?[ \t]*\[[^\]\n]{0,40}\]|\*")
_NUMERIC = re.compile(r"[-+\d.,()eE\s]+(?:(?:\+-|\\pm|±)[\d.\s]+)?")


@dataclass(frozen=True)
class Column:
    """One column of the specification: numbers of siunitx, set in bold, or a formula."""

    numeric: bool = False
    bold: bool = False
    maths: bool = False


@dataclass
class Grid:
    """The rows of a table with the citations and notes in its cells, by row and cell."""

    rows: list[list[CellDraft]] = field(default_factory=list)
    cited: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    notes: list[tuple[int, int]] = field(default_factory=list)
    images: int = 0


def read_table(source: Source, context: Context, found: Environment) -> Grid:
    """The rows of one tabular environment.

    Args:
        source: the text.
        context: what references resolve to.
        found: the environment.

    Returns:
        Its rows; none where nothing is in it.
    """
    shape = TABULARS.get(found.name, "om")
    before = shape[: shape.rindex("m")] if "m" in shape else shape
    at = source.pass_over(found.inside, found.stop, before)
    spec = source.group(at, found.stop) if "m" in shape else None
    if not spec or source.text[spec[0] - 1 : spec[0]] != "{":
        spec = None
    inside = source.pass_over(spec[2], found.stop, "o") if spec and shape.endswith("o") else (spec[2] if spec else at)
    columns = read_columns(source.text[spec[0] : spec[1]]) if spec else []
    if found.name == "array":
        columns = [Column(maths=True) for _ in columns]
    reader = _Reader(source, context, columns)
    for start, stop in _stretches(source, found, inside):
        reader.read(start, stop)
    return reader.finished()


def _stretches(source: Source, found: Environment, inside: int) -> list[tuple[int, int]]:
    """The parts of a table in printed order: repeated heads and feet of long tables stand once."""
    if found.name.startswith("deluxetable"):
        head = re.compile(r"\\tablehead\s*\{").search(source.text, inside, found.stop)
        data = _DATA.search(source.text, inside, found.stop)
        stretches = []
        if head and (close := source.closing.get(head.end() - 1)):
            stretches.append((head.end(), close))
        if data:
            end = source.text.find("\\enddata", data.end(), found.stop)
            stretches.append((data.end(), end if end >= 0 else found.stop))
        return stretches
    parts: dict[str, tuple[int, int]] = {}
    at = inside
    for mark in _PARTS.finditer(source.text, inside, found.stop):
        parts.setdefault(mark[1], (at, mark.start()))
        at = mark.end()
    if not parts:
        return [(inside, found.stop)]
    head_part = parts.get("endfirsthead") or parts.get("endhead")
    foot = parts.get("endlastfoot")
    return [stretch for stretch in (head_part, (at, found.stop), foot) if stretch]


def read_columns(spec: str, depth: int = 0) -> list[Column]:
    r"""The columns of a specification such as `l|S[table-format=2.1]*{3}{c}>{\bfseries}r`."""
    source = Source(spec[:20_000])
    columns, at, end, coming = list[Column](), 0, len(source.text), Column()
    while at < end and len(columns) < _MAX_COLUMNS:
        char = source.text[at]
        at += 1
        if char == "*" and depth < 4:
            count, at = _argument(source, at)
            repeated, at = _argument(source, at)
            times = int(count) if count.isdecimal() and len(count) < 5 else 0
            columns += (read_columns(repeated, depth + 1) * times)[:_MAX_COLUMNS]
        elif char in "@!<":
            at = source.pass_over(at, end, "m")
        elif char == ">":
            said, at = _argument(source, at)
            coming = Column(bold=bool(re.search(r"\\bfseries|\\bf(?![a-z])", said)), maths="$" in said)
        elif char.isalpha():
            columns.append(Column(char == "S", coming.bold, coming.maths))
            coming = Column()
            at = source.pass_over(at, end, "o")
            at = source.pass_over(at, end, "m") if source.text.startswith("{", at) else at
    return columns


def _argument(source: Source, at: int) -> tuple[str, int]:
    group = source.group(at, len(source.text))
    return (source.text[group[0] : group[1]].strip(), group[2]) if group else ("", at)


class _Reader:
    """Reads rows; `open` are the spans from above by column: rows left and the draft's place."""

    def __init__(self, source: Source, context: Context, columns: Sequence[Column]) -> None:
        self.source, self.columns = source, columns
        self.inline = Inline(source, context, cell=True)
        self.grid = Grid()
        self.open: dict[int, list[int]] = {}
        self.up: list[tuple[int, int, int]] = []
        self.cells = 0

    def read(self, start: int, stop: int) -> None:
        """Read the rows between two places."""
        for begin, end, _ in split_top(self.source, start, stop, _ROWS):
            if begin > start and (gap := _LINE_END.match(self.source.text, begin, end)):
                begin = gap.end()
            self._row(begin, end)
            if self.cells > MAX_CELLS:
                return

    def _row(self, begin: int, end: int) -> None:
        text = self.source.text[begin:end]
        if not text.strip():
            return
        bold = "\\row" in text and bool(_BOLD_ROW.search(text))
        written: list[tuple[int, Rich]] = []
        column = 0
        for start, stop, _ in split_top(self.source, begin, end, _COLUMNS):
            out = self._cell(start, stop, column, bold)
            written.append((column, out))
            column += out.col_span
            self.cells += 1
            if self.cells > MAX_CELLS:
                break
        if any(out.length or out.images for _, out in written):
            self._take(written)

    def _cell(self, start: int, stop: int, column: int, bold: bool) -> Rich:
        kind = self.columns[column] if column < len(self.columns) else Column()
        out, style = Rich(), Style(bold=bold or kind.bold)
        said = self.source.text[start:stop].strip()
        if kind.maths and "$" not in said and "\\multi" not in said and said:
            self.inline.maths(start, stop, out, style)
        else:
            self.inline.write(start, stop, out, style)
        if kind.numeric and _NUMERIC.fullmatch(out.text()):
            self._restate(out)
        out.col_span = max(1, min(out.col_span, 1000))
        return out

    def _restate(self, out: Rich) -> None:
        """The text of a number column as siunitx prints it, marked as before."""
        was_bold, was_underlined = out.marked()
        text = number(out.text())
        out.pieces, out.length, out.runs = [text], len(text), [(0, len(text), was_bold, was_underlined)]

    def _take(self, written: list[tuple[int, Rich]]) -> None:
        n = len(self.grid.rows)
        row: list[CellDraft] = []
        for column, out in written:
            covered = self.open.get(column)
            if covered and covered[0] > 0:
                if not out.length and not out.images:
                    self._lengthen(column, covered)
                    continue
                self.open.pop(column)
            self._draft(row, n, column, out)
        for column in [c for c, span in self.open.items() if span[0] <= 0]:
            self.open.pop(column)
        for span in self.open.values():
            span[0] -= 1
        self.grid.rows.append(row)

    def _lengthen(self, column: int, covered: list[int]) -> None:
        """An empty cell below one that spans rows is part of it."""
        _, row, place, first = covered
        if column == first:
            draft = self.grid.rows[row][place]
            span = len(self.grid.rows) - row + 1
            self.grid.rows[row][place] = CellDraft(draft.text, draft.bold, draft.underline, span, draft.col_span)

    def _draft(self, row: list[CellDraft], n: int, column: int, out: Rich) -> None:
        marked = out.marked()
        if out.cited:
            self.grid.cited.append((n, len(row), tuple(out.cited)))
        self.grid.notes += out.notes
        self.grid.images += out.images
        if out.row_span > 1:
            for covered in range(column, column + out.col_span):
                self.open[covered] = [out.row_span, n, len(row), column]
        elif out.row_span < -1:
            self.up.append((n, len(row), -out.row_span))
        row.append(CellDraft(out.text(), *marked, 1, out.col_span))

    def finished(self) -> Grid:
        """The grid, with cells that span upwards moved to where they begin."""
        for n, place, count in self.up:
            self._move_up(n, place, count)
        return self.grid

    def _move_up(self, n: int, place: int, count: int) -> None:
        rows = self.grid.rows
        column = sum(draft.col_span for draft in rows[n][:place])
        top = n
        while top > max(0, n - count + 1) and self._empty_at(rows[top - 1], column) is not None:
            top -= 1
        if top == n:
            return
        draft = rows[n][place]
        target = self._empty_at(rows[top], column)
        if target is not None:
            rows[top][target] = CellDraft(draft.text, draft.bold, draft.underline, n - top + 1, draft.col_span)
            for below in range(top + 1, n + 1):
                gone = self._empty_at(rows[below], column) if below < n else place
                if gone is not None:
                    self._drop(below, gone)
            self.grid.cited = [
                (top, target, keys) if (r, p) == (n, place) else (r, p, keys) for r, p, keys in self.grid.cited
            ]

    def _drop(self, row: int, place: int) -> None:
        del self.grid.rows[row][place]
        self.grid.cited = [(r, p - 1 if r == row and p > place else p, keys) for r, p, keys in self.grid.cited]

    def _empty_at(self, row: list[CellDraft], column: int) -> int | None:
        """The place in a row of the empty cell that begins at a column."""
        at = 0
        for place, draft in enumerate(row):
            if at == column:
                return place if not draft.text else None
            at += draft.col_span
        return None
