"""Tables of HTML: rows and cells in printed order, their spans, and what is bold or underlined.

LaTeXML writes a table as `table.ltx_tabular`, and as nested `span`s of the same classes inside a scaled box.
"""

import re
from collections.abc import Iterator
from typing import Any

from litmuspaper.parse.html.inline import DEEPEST, Inline, formula
from litmuspaper.parse.html.nodes import Node, classes, has_ground, is_hidden, is_silent, span
from litmuspaper.parse.prose import Box, Prose, clean

MOST_CELLS = 200_000
_BOLD_STYLE = re.compile(r"font-weight:(?:bold|[6-9]00)")
_LINE_STYLE = re.compile(r"text-decoration(?:-line)?:[^;]*underline|border-bottom:(?!none|0)")
_UNDERLINES = frozenset(["ltx_framed_underline", "ltx_ulem_uline", "ltx_underline", "ltx_ulem_uuline"])
_MATHS_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|pmb|textbf)(?![A-Za-z])")


def underlines(root: Node) -> bool:
    r"""Whether a page shows any underline; one that shows none may have lost them (`\ul` of soul is not converted)."""
    if root.css_first("u, .ltx_framed_underline, .ltx_ulem_uline, .ltx_underline") is not None:
        return True
    html = root.html or ""
    return "underline" in html and bool(
        re.search(
            r"text-decoration[^;\"']{0,20}underline|\\underline",
            re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL),
        )
    )


def is_tabular(node: Node, names: list[str]) -> bool:
    """Whether a node is a table of cells, not of a formula's parts."""
    if "ltx_tabular" in names:
        return True
    return node.tag == "table" and not any(name.startswith(("ltx_eqn", "ltx_equation")) for name in names)


def rows(table: Node, inline: Inline, *, marks_underlines: bool) -> list[list[Box]]:
    """The rows of one table."""
    found, cells = [], 0
    for row in _rows(table):
        boxes = [_box(cell, inline, marks_underlines) for cell in _cells(row)]
        cells += len(boxes)
        if cells > MOST_CELLS:
            break
        if boxes:
            found.append(boxes)
    return found


def _rows(node: Node, depth: int = 0) -> Iterator[Node]:
    """Rows of this table, not of one that stands in a cell."""
    for child in node.iter():
        names = classes(child)
        if child.tag == "tr" or "ltx_tr" in names:
            yield child
        elif depth < 8 and not is_silent(child):
            yield from _rows(child, depth + 1)


def _cells(row: Node) -> Iterator[Node]:
    for child in row.iter():
        names = classes(child)
        if (child.tag in ("td", "th") or "ltx_td" in names) and not is_hidden(child, on_colour=True):
            yield child


def _box(cell: Node, inline: Inline, marks_underlines: bool) -> Box:
    from litmuspaper.parse.tex.rich import Style

    names = classes(cell)
    writer = _CellWriter(inline)
    writer.write(cell, Style(_is_bold(cell, names), _is_underlined(cell, names)), on_colour=False, depth=0)
    bold, underline = writer.out.marked()
    prose = Prose()
    # A method's name is what a reader compares; its citation is noted beside, and stands alone only where all is one.
    prose.add(writer.out.text() or writer.cited)
    prose.cite(0, writer.keys)
    spans = cell.attributes.get("rowspan"), cell.attributes.get("colspan")
    return Box(prose, bold, underline if marks_underlines else None, span(spans[0]), span(spans[1]))


class _CellWriter:
    """Writes one cell as the TeX parser does: simple formulas as plain text, others as TeX, citations noted."""

    def __init__(self, inline: Inline) -> None:
        from litmuspaper.parse.tex.rich import Rich

        self.inline = inline
        self.out = Rich()
        self.keys: list[str] = []
        self.cited = ""

    def write(self, node: Node, style: Any, *, on_colour: bool, depth: int) -> None:
        """Append what a node holds."""
        if depth > DEEPEST:
            self.out.add(clean(node.text(deep=True)), style)
            return
        ground = on_colour or has_ground(node)
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                self.out.add(clean(child.text_content or ""), style)
            elif not is_silent(child) and not is_hidden(child, on_colour=ground):
                self._child(child, style, on_colour=ground, depth=depth + 1)

    def _child(self, child: Node, style: Any, *, on_colour: bool, depth: int) -> None:
        from litmuspaper.parse.tex.rich import Style

        names = classes(child)
        if "ltx_note" in names:
            if "ltx_role_footnote" in names:
                self.inline.notes.append(child)
            return
        inner = Style(
            (style.bold and "ltx_font_medium" not in names) or _is_bold(child, names),
            style.underline or _is_underlined(child, names),
        )
        tex = formula(child, names)
        keys = self.inline.keys(child) if child.tag == "cite" or "ltx_cite" in names else []
        keys = keys or (self.inline.keys_of_link(child) if child.tag == "a" else [])
        if tex is not None:
            self._formula(tex, inner)
        elif child.tag == "br":
            self.out.add(" ")
        elif keys:
            self.keys += keys
            self.cited += f" {clean(child.text(deep=True))}"
        elif child.tag == "sup" and re.fullmatch(r"[-+−–]?\d+", (child.text() or "").strip()) and self.out.length:
            self.out.add(f"^{child.text().strip()}", inner)
        else:
            apart = child.tag in ("td", "th", "tr", "p", "div", "li", "table") or "ltx_td" in names or "ltx_p" in names
            if apart:
                self.out.add(" ")
            self.write(child, inner, on_colour=on_colour, depth=depth)
            if apart:
                self.out.add(" ")

    def _formula(self, tex: str, style: Any) -> None:
        from litmuspaper.parse.tex.maths import is_simple, write_plain
        from litmuspaper.parse.tex.rich import Style

        bare = clean(tex)
        if is_simple(bare):
            write_plain(bare, self.out, style)
        elif bare.strip():
            bold = style.bold or bool(_MATHS_BOLD.search(bare))
            self.out.add(f"${bare}$", Style(bold, style.underline or "\\underline" in bare))


def _is_bold(node: Node, names: list[str]) -> bool:
    if "ltx_font_bold" in names or node.tag in ("b", "strong"):
        return True
    style = node.attributes.get("style")
    return bool(style and _BOLD_STYLE.search(re.sub(r"\s+", "", style.lower())))


def _is_underlined(node: Node, names: list[str]) -> bool:
    if node.tag == "u" or not _UNDERLINES.isdisjoint(names):
        return True
    style = node.attributes.get("style")
    return bool(style and node.tag not in ("td", "th", "tr") and _LINE_STYLE.search(re.sub(r"\s+", "", style.lower())))
