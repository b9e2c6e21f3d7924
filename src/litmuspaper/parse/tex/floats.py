"""Floats: tables and figures with their captions, one or several in one environment."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from litmuspaper.parse.build import Builder
from litmuspaper.parse.prose import Box, Prose, write_figure, write_table
from litmuspaper.parse.tex.inline import Inline
from litmuspaper.parse.tex.numbers import Numbers
from litmuspaper.parse.tex.refs import Context
from litmuspaper.parse.tex.rich import Rich
from litmuspaper.parse.tex.scan import Environment, Source
from litmuspaper.parse.tex.shapes import FLOATS, SKIPPED, SUBFLOATS, TABULARS
from litmuspaper.parse.tex.table import Grid, read_table

_PART = re.compile(
    r"\\(?P<caption>caption|captionof|subcaption|tablecaption)\*?(?=[\s\[{])|\\(?P<sub>subfloat|subfigure|subtable)\s*(?=[\[{])"
    r"|\\begin\s*\{(?P<name>[^{}\n]{1,60})\}"
)
_TABULAR = re.compile(r"\\begin\s*\{(?:tabular|tabularx|tabulary|NiceTabular|tblr)\*?\}")


@dataclass
class Caption:
    """A caption: `label` as printed, the letter alone for a part of a float."""

    start: int
    label: str | None
    text: Rich
    part: bool = False


@dataclass
class Part:
    """A table in a float, with the environment that encloses it there (a minipage, a part)."""

    found: Environment
    holder: int


Note = Callable[[int, int], None]


def write_float(
    source: Source, context: Context, numbers: Numbers, builder: Builder, found: Environment, note: Note
) -> None:
    """Append the tables of a float, or its figure, with captions.

    Args:
        source: the text.
        context: what references resolve to.
        numbers: the printed numbers.
        builder: takes them.
        found: the float.
        note: writes a footnote.
    """
    reader = _Float(source, context, numbers, found)
    reader.walk(found.inside if found.name not in TABULARS else found.start, found.end)
    grids = [
        (part, grid) for part in reader.tables or reader.arrays if (grid := _readable(source, context, part.found))
    ]
    is_table = FLOATS.get(found.name.rstrip("*")) == "Table" or any(
        caption.label and caption.label.startswith("Table") for caption in reader.captions
    )
    if not grids or (not is_table and any(grid.images for _, grid in grids)):
        _write_figure(builder, reader, found)
    else:
        for part, grid in grids:
            label, caption = reader.caption_of(part)
            _place(builder, grid, label, caption)
        if not is_table or any(c.label and c.label.startswith("Figure") for c in reader.captions):
            _write_figure(builder, reader, found)
    for start, end in [place for c in reader.captions for place in c.text.notes] + [
        place for _, grid in grids for place in grid.notes
    ]:
        note(start, end)


def write_bare_table(source: Source, context: Context, builder: Builder, found: Environment) -> None:
    """Append a table that stands in the text, with no caption; nothing where it only places pictures."""
    for inner in _innermost(source, found):
        if (grid := _readable(source, context, inner)) and not grid.images:
            _place(builder, grid, None, Prose())


def _readable(source: Source, context: Context, found: Environment) -> Grid | None:
    """The table's rows, None where nothing in it can be read."""
    grid = read_table(source, context, found)
    said = sum(1 for row in grid.rows for cell in row if cell.text)
    return grid if said > 1 or (said and not grid.images and len(grid.rows) > 1) else None


def _place(builder: Builder, grid: Grid, label: str | None, caption: Prose) -> None:
    rows = []
    for row in grid.rows:
        boxes = []
        for cell in row:
            prose = Prose(pieces=[cell.text], length=len(cell.text), spaced=False)
            boxes.append(Box(prose, cell.bold, cell.underline, cell.row_span, cell.col_span))
        rows.append(boxes)
    made = write_table(builder, rows, label, caption)
    for row_at, cell_at, keys in grid.cited:
        if row_at < len(made.rows) and cell_at < len(made.rows[row_at]):
            placed = made.rows[row_at][cell_at]
            builder.cite(tuple(dict.fromkeys(keys)), placed.start, placed.end)


def _write_figure(builder: Builder, reader: "_Float", found: Environment) -> None:
    main = [caption for caption in reader.captions if not caption.part]
    parts = [caption for caption in reader.captions if caption.part and caption.text.length]
    if not main and not parts:
        return
    for n, caption in enumerate(main or [Caption(found.start, None, Rich())]):
        prose = caption.text.prose()
        if n == 0:
            for part in parts:
                inner = part.text.prose()
                start = prose.add(f" ({part.label}) ")[1] + 1 if prose.length else prose.add(f"({part.label}) ")[1] + 1
                prose.add(inner.done())
                prose.citations += [(start + a, start + b, keys) for a, b, keys in inner.citations]
        write_figure(builder, caption.label, prose)


class _Float:
    """Finds the captions and tables of one float in their order."""

    def __init__(self, source: Source, context: Context, numbers: Numbers, found: Environment) -> None:
        self.source, self.context, self.numbers, self.found = source, context, numbers, found
        self.captions: list[Caption] = []
        self.tables: list[Part] = []
        self.arrays: list[Part] = []
        self.holders: list[tuple[int, int]] = [(found.start, found.end)]

    def walk(self, start: int, end: int) -> None:
        """Collect what stands between two places."""
        at = start
        while found := _PART.search(self.source.text, at, end):
            at = found.end()
            if found["caption"]:
                at = self._caption(found, end)
            elif found["sub"]:
                at = self._part(found, end)
            elif inner := self.source.environments.get(found.start()):
                at = self._environment(inner, at)

    def _environment(self, inner: Environment, at: int) -> int:
        base = inner.name.rstrip("*")
        if inner.name == "array":
            self.arrays.append(Part(inner, self._holder(inner.start)))
            return inner.end
        if inner.name in TABULARS:
            self.tables += [Part(table, self._holder(inner.start)) for table in _innermost(self.source, inner)]
            if inner is self.found or "\\caption" in self.source.text[inner.inside : inner.stop]:
                return at
            return at if inner.name.startswith("deluxetable") else inner.end
        if base in SKIPPED:
            return inner.end
        if base in SUBFLOATS or base in ("minipage", "floatrow"):
            self.holders.append((inner.start, inner.end))
        if base in SUBFLOATS and (option := self.source.bracket(at, inner.stop)):
            return option[2]
        return at

    def _holder(self, at: int) -> int:
        """The innermost part of the float that holds a place."""
        return max(start for start, end in self.holders if start <= at < end or start == self.found.start)

    def _caption(self, found: re.Match[str], end: int) -> int:
        at = self.source.pass_over(found.end(), end, "smo" if found["caption"] == "captionof" else "so")
        group = self.source.group(at, end)
        if not group:
            return at
        kind, number = self.numbers.captions.get(found.start(), ("", None))
        holder = self._holder(found.start())
        inner = self.source.environments.get(holder)
        part = bool(number) and (
            found["caption"] == "subcaption" or bool(inner and inner.name.rstrip("*") in SUBFLOATS)
        )
        text = Rich()
        Inline(self.source, self.context).write(group[0], group[1], text)
        label = number if part else (f"{kind} {number}" if number else None)
        self.captions.append(Caption(found.start(), label, text, part))
        return group[2]

    def _part(self, found: re.Match[str], end: int) -> int:
        r"""\subfloat[caption]{content}: the caption stands before, the content is walked through."""
        option = self.source.bracket(found.end(), end)
        at = option[2] if option else found.end()
        second = self.source.bracket(at, end)
        said, at = (second, second[2]) if second else (option, at)
        group = self.source.group(at, end)
        if group:
            self.holders.append((found.start(), group[2]))
        if said:
            text = Rich()
            Inline(self.source, self.context).write(said[0], said[1], text)
            _, letter = self.numbers.captions.get(found.start(), ("", None))
            self.captions.append(Caption(found.start(), letter, text, part=True))
        return at

    def caption_of(self, part: Part) -> tuple[str | None, Prose]:
        """The label and caption of one table of the float: its own, or that of the whole."""
        whole = [caption for caption in self.captions if not caption.part]
        own = [caption for caption in self.captions if self._holder(caption.start) == part.holder]
        if part.holder != self.found.start and own:
            return self._own(own[0], whole)
        if len(whole) > 1 and len(whole) == len(self.tables):
            caption = whole[[table.found.start for table in self.tables].index(part.found.start)]
            return caption.label, caption.text.prose()
        return (whole[0].label, whole[0].text.prose()) if whole else (None, Prose())

    def _own(self, own: Caption, whole: list[Caption]) -> tuple[str | None, Prose]:
        """A part's caption: `Table 3a` with its own words and those of the whole."""
        if not own.part:
            return own.label, own.text.prose()
        above = whole[0] if whole else None
        label = f"{above.label}{own.label}" if above and above.label else None
        prose = own.text.prose()
        if above and above.text.length:
            ending = prose.pieces[-1][-1:] if prose.length else ""
            prose.add(" " if not ending or ending in ".:?!" else ". ")
            start, inner = prose.length, above.text.prose()
            prose.add(inner.done())
            prose.citations += [(start + a, start + b, keys) for a, b, keys in inner.citations]
        return label, prose


def _innermost(source: Source, found: Environment) -> list[Environment]:
    """The tables that a tabular holds where it only places them side by side, else itself."""
    tables: list[Environment] = []
    at = found.inside
    while mark := _TABULAR.search(source.text, at, found.stop):
        at = mark.end()
        inner = source.environments.get(mark.start())
        if inner and inner.end <= found.stop:
            at = inner.end
            if _is_grid(source, inner):
                tables.append(inner)
    return tables or [found]


def _is_grid(source: Source, found: Environment) -> bool:
    """Whether a nested tabular is a table of its own: several rows of several columns."""
    text = source.text[found.inside : min(found.stop, found.inside + 20_000)]
    return text.count("\\\\") >= 2 and len(re.findall(r"(?<!\\)&", text)) >= 3
