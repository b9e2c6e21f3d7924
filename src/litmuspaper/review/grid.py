"""The cells of a table at their places: merged cells resolved, header rows and spanning rows told from the body."""

from dataclasses import dataclass

from litmuspaper.review.numbers import is_missing, plain, read_number
from litmuspaper.types import Cell, Table

MOST_COLUMNS = 1000
FULL_SHARE = 0.7


@dataclass(frozen=True)
class Region:
    """Body rows under one stack of header rows, with the titles of the spanning rows over them."""

    header: list[int]
    body: list[tuple[int, str]]


class Grid:
    """The cells of one table at their places, merged ones repeated over what they cover."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.cells: list[list[Cell | None]] = []
        self.origin: list[list[bool]] = []
        pending: dict[int, tuple[int, Cell]] = {}
        for row in table.rows:
            pending = self._place(row, pending)
        self.width = max((len(row) for row in self.cells), default=0)
        for cells, origins in zip(self.cells, self.origin, strict=True):
            cells += [None] * (self.width - len(cells))
            origins += [False] * (self.width - len(origins))
        self.numbers = [
            [read_number(c.text) if c is not None and o else None for c, o in zip(row, origins, strict=True)]
            for row, origins in zip(self.cells, self.origin, strict=True)
        ]

    def _place(self, row: tuple[Cell, ...], pending: dict[int, tuple[int, Cell]]) -> dict[int, tuple[int, Cell]]:
        """Put one row at its places; `pending` are cells of earlier rows that reach into it, by column."""
        cells: list[Cell | None] = []
        origin: list[bool] = []
        carried: dict[int, tuple[int, Cell]] = {}

        def put(cell: Cell, rows_left: int, first: bool) -> None:
            if rows_left:
                carried[len(cells)] = (rows_left, cell)
            cells.append(cell)
            origin.append(first)

        for one in row:
            while len(cells) in pending:
                left, cell = pending.pop(len(cells))
                put(cell, left - 1, False)
            for k in range(min(one.col_span, MOST_COLUMNS - len(cells))):
                pending.pop(len(cells), None)
                put(one, one.row_span - 1, k == 0)
        while len(cells) in pending:
            left, cell = pending.pop(len(cells))
            put(cell, left - 1, False)
        self.cells.append(cells)
        self.origin.append(origin)
        return carried

    def text(self, r: int, c: int) -> str:
        """The text at a place, empty where there is none."""
        cell = self.cells[r][c]
        return plain(cell.text) if cell is not None else ""

    def _is_spanning(self, r: int) -> bool:
        filled = {id(c) for c in self.cells[r] if c is not None and not is_missing(c.text)}
        if len(filled) != 1 or any(self.numbers[r]) or self.width < 2:
            return False
        first = next(n for n, c in enumerate(self.cells[r]) if c is not None and not is_missing(c.text))
        cell = self.cells[r][first]
        blank = all(c is None or c is cell or not c.text.strip() for c in self.cells[r])
        return blank and cell is not None and (self.origin[r][first] or cell.col_span > 1)

    def _is_header(self, r: int, after_header: bool, numeric: list[bool]) -> bool:
        if r == 0:  # the first row is a header unless it is a row of decimals
            inner = [n for n in self.numbers[0][1:] if n]
            mostly = len(inner) >= FULL_SHARE * (self.width - 1) and all(n.decimals for n in inner)
            return not inner or not mostly or self.numbers[0][0] is not None
        own = [n for n, o in zip(self.numbers[r], self.origin[r], strict=True) if o and n]
        texts = {
            n
            for n in range(self.width)
            if self.origin[r][n] and self.numbers[r][n] is None and not is_missing(self.text(r, n))
        }
        if after_header and not any(n.decimals for n in own):
            first_blank = not self.text(r, 0) or not self.origin[r][0]
            if first_blank and (not own or all(n.whole for n in own)) and (own or texts):
                return True
        return not own and len(texts) >= 2 and any(numeric[n] for n in texts)

    def regions(self) -> list[Region]:
        """The body rows with the header rows above them, from the top of the table down."""
        height = len(self.cells)
        numeric = [self.share(range(1, height), c) >= 0.5 for c in range(self.width)]
        out: list[Region] = []
        header: list[int] = []
        body: list[tuple[int, str]] = []
        title, after_header = "", False
        for r in range(height):
            if r > 0 and self._is_spanning(r):
                title = next(self.text(r, c) for c in range(self.width) if self.text(r, c))
                after_header = after_header and not body
            elif self._is_header(r, after_header, numeric):
                if body:
                    out.append(Region(header, body))
                    header, body, title = self._kept(header, r), [], ""
                header = [*header, r]
                after_header = True
            else:
                body.append((r, title))
                after_header = False
        if body:
            out.append(Region(header, body))
        return out

    def _kept(self, header: list[int], r: int) -> list[int]:
        """The upper header rows that stay when a header comes again (its first cell names its level)."""
        again = [n for n, h in enumerate(header) if self.text(h, 0) and self.text(h, 0) == self.text(r, 0)]
        return header[: again[0]] if again else []

    def share(self, rows: range | list[int], c: int) -> float:
        """The share of numbers among the filled cells of a column."""
        filled = [
            r
            for r in rows
            if (cell := self.cells[r][c]) is not None and self.origin[r][c] and not is_missing(cell.text)
        ]
        return sum(self.numbers[r][c] is not None for r in filled) / len(filled) if filled else 0.0

    def paths(self, header: list[int], numeric: list[bool]) -> list[tuple[str, ...]]:
        """For each column the texts of the header rows over it, from the top down, merged ones resolved."""
        lines = []
        for n, h in enumerate(header):
            texts = [self.text(h, c) for c in range(self.width)]
            if n + 1 < len(header):  # an upper header stands over the empty places to its right
                spans = any(cell is not None and cell.col_span > 1 for cell in self.cells[h])
                for c in range(1, self.width):
                    if not texts[c] and not spans and any(texts[:c]) and self.cells[h][c] is not None:
                        texts[c] = texts[c - 1]
            lines.append(texts)
        self._align(lines, [c for c in range(self.width) if numeric[c]])
        out = []
        for c in range(self.width):
            path: list[str] = []
            for texts in lines:
                if texts[c] and (not path or path[-1] != texts[c]):
                    path.append(texts[c])
            out.append(tuple(path))
        return out

    def _align(self, lines: list[list[str]], columns: list[int]) -> None:
        """Put upper headers right that lost their places (plain text): k names over a header that repeats k times."""
        if any(c is not None and c.col_span > 1 for row in self.cells for c in row):
            return
        for n, upper in enumerate(lines[:-1]):
            names = list(dict.fromkeys(upper[c] for c in columns if upper[c]))
            size, rest = divmod(len(columns), len(names)) if len(names) > 1 else (0, 1)
            if rest or size < 2:
                continue
            for lower in lines[n + 1 :]:
                texts = [lower[c] for c in columns]
                if len(set(texts[:size])) > 1 and all(texts[i] == texts[i % size] for i in range(len(texts))):
                    for i, c in enumerate(columns):
                        upper[c] = names[i // size]
                    break
