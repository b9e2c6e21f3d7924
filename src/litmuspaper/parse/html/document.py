"""HTML of a paper: LaTeXML and arXiv's own first, any page with headings, paragraphs and tables else.

Formulas are the TeX that the page keeps (`alttext`). Scripts and styles are never read; text that no reader sees is
left out of the text and kept as `Document.hidden`. LaTeXML's classes: https://math.nist.gov/~BMiller/LaTeXML/manual/
"""

import re

from litmuspaper.errors import ParseError
from litmuspaper.parse.build import Builder
from litmuspaper.parse.decoding import check_size, decode
from litmuspaper.parse.html.front import front
from litmuspaper.parse.html.hidden import hidden_in
from litmuspaper.parse.html.inline import DEEPEST, Inline
from litmuspaper.parse.html.maths import write_equations
from litmuspaper.parse.html.nodes import (
    Node,
    classes,
    each,
    has_ground,
    is_hidden,
    is_silent,
    markup_trouble,
    number_of,
)
from litmuspaper.parse.html.references import HEADING, entries, write_references
from litmuspaper.parse.html.tables import is_tabular, rows, underlines
from litmuspaper.parse.prose import Prose, clean, write_figure, write_front, write_table
from litmuspaper.types import Document

_BLOCKS = frozenset(
    "p div section article main header footer aside blockquote ul ol dl li dt dd figure table pre h1 h2 h3 h4 h5 h6 "
    "details summary center address fieldset".split()
)
MOST_SECTIONS = 2_000
_LEVELS = {"part": 1, "chapter": 1, "section": 1, "appendix": 1, "subsection": 2, "subsubsection": 3}
_LEVELS |= {"paragraph": 4, "subparagraph": 5, "acknowledgements": 1, "index": 1}
_LABEL = re.compile(
    r"\s*((?:Table|Tab\.|Figure|Fig\.|Algorithm|Listing)\s*[A-Z]?\.?\d+(?:\.\d+)*[a-z]?|(?:Table|Figure)\s+[IVX]+)\s*[:.|–—-]?\s*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"((?:\d+|[A-Z])(?:\.\d+)*)\.?\s+(?=[^\W\d])(.+)", re.DOTALL)


def parse_html(data: bytes) -> Document:
    """Read one paper's page.

    Args:
        data: the file, in any encoding.

    Returns:
        The document; keys of citations are the ids of the reference list. `underline` of cells is None where the
        page shows no underline at all, for converters are known to lose it.

    Raises:
        ParseError: it is empty, too large, or nested without end.
    """
    from selectolax.lexbor import LexborHTMLParser

    check_size(data, "page")
    text = decode(data)
    if trouble := markup_trouble(text):
        raise ParseError(trouble, next_step="Give the paper's own HTML, without what is around it")
    tree = LexborHTMLParser(text.replace("\0", " "))
    return _Page(tree.root, text).document()


class _Page:
    """Writes the blocks of one page in reading order."""

    def __init__(self, root: Node, page: str) -> None:
        self.page = page
        found = next((root.css_first(query) for query in _ROOTS if root.css_first(query) is not None), root)
        self.root: Node = found
        self.whole: Node = root
        self.references = entries(found)
        self.listed_nodes = {node.mem_id for node in self.references.values()}
        self.inline = Inline(self.references)
        self.builder = Builder()
        self.underlines = underlines(found)
        self.done: set[int] = set()

    def document(self) -> Document:
        found = front(self.root, self.inline, self.whole)
        self.done = found.nodes
        title, abstract = write_front(self.builder, found.title, found.abstract)
        self.inline.notes.clear()
        self.walk(self.root, on_colour=False, depth=0)
        if self.references and not any(s.title == "References" for s in self.builder.sections):
            write_references(self.builder, self.references, self.inline)
        paper = found.paper(title, abstract)
        return self.builder.document(paper, "html", hidden_in(self.whole, self.page), self.dated())

    def dated(self) -> list[str]:
        """The stamp that arXiv prints beside a paper, and the paper's own line of dates."""
        marks = [self.whole.css_first("#watermark-tr, .arxiv-watermark"), self.root.css_first(".ltx_dates")]
        said = [" ".join(clean(mark.text(deep=True)).split()) for mark in marks if mark is not None]
        return [one[:200] for one in said if one]

    def walk(self, node: Node, *, on_colour: bool, depth: int) -> None:
        """Write what a container holds: loose text as paragraphs, blocks each in its way."""
        prose = Prose()
        if depth > DEEPEST:
            prose.add(node.text(deep=True))
            self.flush(prose)
            return
        ground = on_colour or has_ground(node)
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                prose.add(child.text_content or "")
            elif is_silent(child) or child.mem_id in self.done or is_hidden(child, on_colour=ground):
                continue
            elif self.is_block(child):
                prose = self.flush(prose)
                self.block(child, on_colour=ground, depth=depth + 1)
            else:
                self.inline.child(child, prose, on_colour=ground, depth=depth + 1)
        self.flush(prose)

    def flush(self, prose: Prose) -> Prose:
        """Write a paragraph and the footnotes in it; gives a fresh one."""
        prose.write(self.builder)
        notes, self.inline.notes = self.inline.notes, []
        for note in notes[:200]:
            content = note.css_first(".ltx_note_content") or note
            said = Prose()
            self.inline.into(content, said, skip="ltx_note_mark")
            self.inline.notes.clear()
            said.write(self.builder)
        return Prose()

    def is_block(self, node: Node) -> bool:
        """Whether a node stands on lines of its own."""
        if node.tag in _BLOCKS:
            return True
        names = classes(node)
        if "ltx_tabular" in names:
            return True
        return (
            node.tag == "span"
            and ("ltx_inline-block" in names or "ltx_transformed_outer" in names)
            and bool(node.css(".ltx_tabular, table"))
        )

    def block(self, node: Node, *, on_colour: bool, depth: int) -> None:
        """Write one block."""
        names = classes(node)
        if node.mem_id in self.listed_nodes or "ltx_biblist" in names:
            self.bibliography()
        elif any(name.startswith(("ltx_equation", "ltx_eqn_table")) for name in names) and node.tag in ("table", "div"):
            write_equations(self.builder, node)
        elif re.fullmatch(r"h[1-6]", node.tag):
            self.heading(node, names)
        elif node.tag == "figure" or "ltx_figure" in names or "ltx_table" in names:
            self.float(node, names, depth=depth)
        elif is_tabular(node, names):
            self.tables([node], None, Prose())
        elif node.tag in ("p", "pre", "summary", "dt") and not node.css("table, figure, p, div, ul, ol"):
            prose = Prose()
            self.inline.into(node, prose, on_colour=on_colour, depth=depth)
            self.flush(prose)
        else:
            self.walk(node, on_colour=on_colour, depth=depth)

    def heading(self, node: Node, names: list[str]) -> None:
        """Open a section; a heading that runs into its paragraph, such as a theorem's, is a paragraph."""
        kinds = [name.removeprefix("ltx_title_") for name in names if name.startswith("ltx_title_")]
        tag = node.css_first(".ltx_tag")
        prose = Prose()
        self.inline.into(node, prose, skip="ltx_tag")
        title = prose.done().rstrip(".:") if "ltx_title" in names else prose.done()
        number = number_of(tag.text(deep=True)) if tag is not None else None
        if kinds and kinds[0] in ("theorem", "proof", "abstract", "document", "keywords", "classification", "dates"):
            if kinds[0] in ("theorem", "proof"):
                prose = Prose()
                self.inline.into(node, prose)
                self.flush(prose)
            return
        if not title and not number:
            return
        if len(self.builder.sections) >= MOST_SECTIONS:
            prose.write(self.builder)
            return
        if (kinds and kinds[0] == "bibliography") or HEADING.fullmatch(title):
            if not self.references:
                self.builder.open_section(title, 1, number)
            return
        if tag is None and (said := _NUMBERED.fullmatch(title)):
            number, title = said[1], said[2]
        level = _LEVELS.get(kinds[0]) if kinds else None
        plain = max(int(node.tag[1]) - 1, 1)
        self.builder.open_section(title, level or (number.count(".") + 1 if number and not kinds else plain), number)

    def float(self, node: Node, names: list[str], *, depth: int = 0) -> None:
        """Write a table or figure with its caption, then what else stands in it: inner floats, listings.

        LaTeXML sometimes leaves a float open, so that whole sections lie in it.
        """
        inner = [part for part in each(node, "figure, section") if part.mem_id != node.mem_id]
        captions = [c for c in _outside(each(node, "figcaption, .ltx_caption"), inner) if c.mem_id not in self.done]
        tabulars = [t for t in _outside(_outermost(node), inner) if t.mem_id not in self.done]
        if tabulars and not captions:
            # A frame around table and caption: the caption's own float holds nothing else.
            bare = [part for part in inner if part.tag == "figure" and not _outermost(part)]
            captions = bare[0].css("figcaption") if len(bare) == 1 and "ltx_table" in classes(bare[0]) else []
        label, caption = self.caption(captions[:2])
        if tabulars and not ("ltx_figure" in names and _is_layout(tabulars)):
            self.tables(tabulars, label, caption)
        elif "ltx_table" in names and captions:
            write_table(self.builder, [], label, caption)
        elif captions and (label or caption.done()):
            write_figure(self.builder, label, caption)
        self.flush(Prose())
        self.done |= {part.mem_id for part in (*captions, *tabulars)}
        self.walk(node, on_colour=False, depth=depth)

    def caption(self, captions: list[Node]) -> tuple[str | None, Prose]:
        """The label and the text of a float's caption."""
        caption, label = Prose(), None
        for said in captions:
            tag = said.css_first(".ltx_tag")
            self.inline.into(said, caption, skip="ltx_tag")
            caption.add(" ")
            label = label or (" ".join(tag.text(deep=True).split()).rstrip(":. ") if tag is not None else None)
        return _labelled(label, caption)

    def tables(self, found: list[Node], label: str | None, caption: Prose) -> None:
        """Write the tables of one float as one: its parts share a caption."""
        made = [row for table in found for row in rows(table, self.inline, marks_underlines=self.underlines)]
        if label is None and not caption.length:
            own = found[0].css_first("caption")
            if own is not None:
                label, caption = _labelled(None, self.inline.prose(own))
        if any(box.prose.length for row in made for box in row) or label:
            write_table(self.builder, made, label, caption)
        self.flush(Prose())

    def bibliography(self) -> None:
        """Write the reference list once, where it stands."""
        if not any(s.title == "References" for s in self.builder.sections):
            write_references(self.builder, self.references, self.inline)


_ROOTS = ("article.ltx_document", ".ltx_document", ".ltx_page_content", "article", "main", "[role=main]", "body")


def _holds(outer: Node, inner: Node) -> bool:
    node, steps = inner.parent, 0
    while node is not None and steps < DEEPEST:
        if node.mem_id == outer.mem_id:
            return True
        node, steps = node.parent, steps + 1
    return False


def _outside(found: list[Node], inner: list[Node]) -> list[Node]:
    """Those nodes that stand in none of the inner ones."""
    return [node for node in found if not any(_holds(part, node) for part in inner)]


def _is_layout(tabulars: list[Node]) -> bool:
    """Whether the tables of a figure only place its images."""
    cells = [" ".join(cell.text(deep=True).split()) for table in tabulars for cell in each(table, "td, th, .ltx_td")]
    return sum(any(map(str.isdigit, cell)) for cell in cells) < 4


def _outermost(node: Node) -> list[Node]:
    """The tables under a node that stand in no other table."""
    found: list[Node] = []
    for table in each(node, "table, .ltx_tabular"):
        if is_tabular(table, classes(table)) and not any(_holds(other, table) for other in found[-3:]):
            found.append(table)
    return found


def _labelled(label: str | None, caption: Prose) -> tuple[str | None, Prose]:
    """A label that stands in the caption's text, taken out of it."""
    text = caption.done()
    said = _LABEL.match(text) if label is None else None
    if said is None:
        return label, caption
    rest = Prose()
    rest.add(text[said.end() :])
    cut = said.end()
    rest.citations = [(a - cut, b - cut, keys) for a, b, keys in caption.citations if a >= cut]
    return " ".join(said[1].split()), rest
