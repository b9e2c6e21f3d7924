"""The body of a JATS article: sections, paragraphs, tables, figures, formulas."""

import re
from xml.etree.ElementTree import Element

from litmuspaper.parse.build import Builder
from litmuspaper.parse.jats.references import ReferenceList
from litmuspaper.parse.jats.tables import boxes
from litmuspaper.parse.mathml import to_tex
from litmuspaper.parse.prose import Prose, write_figure, write_table

MOST_SECTIONS = 2_000
_NUMBERED = re.compile(r"((?:\d+|[A-Z])(?:\.\d+)*)\.?\s+(?=\D)(.+)", re.DOTALL)
_FLOATS = frozenset(["table-wrap", "fig", "table-wrap-group", "fig-group"])
_SILENT = frozenset(
    [
        "object-id",
        "label",
        "title",
        "graphic",
        "inline-graphic",
        "media",
        "alt-text",
        "long-desc",
        "attrib",
        "permissions",
        "counts",
        "sec-meta",
        "ref-list",
        "xref-group",
    ]
)
_ITEMS = frozenset(
    ["list-item", "def-item", "disp-quote", "boxed-text", "statement", "list", "def-list", "verse-group", "speech"]
)
_TEX_BODY = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.DOTALL)


class Body:
    """Writes the blocks of one article in reading order."""

    def __init__(self, builder: Builder, article: Element, references: ReferenceList) -> None:
        self.builder = builder
        self.references = references
        # The format can say underline; that an article never does may also mean that its maker dropped it.
        self.underlines = next(article.iter("underline"), None) is not None

    def blocks(self, parent: Element, level: int) -> None:
        """Write what stands in a body, a section or a list."""
        for element in parent:
            name = element.tag
            if name in ("sec", "app", "ack", "glossary", "notes", "fn-group"):
                self.section(element, level=level + 1)
            elif name == "p":
                self.paragraph(element)
            elif name in ("table-wrap", "fig"):
                self.float(element)
            elif name in ("disp-formula", "disp-formula-group"):
                prose = Prose()
                self.formula(element, prose, display=True)
                prose.write(self.builder)
            elif name in _SILENT:
                continue
            else:
                self.blocks(element, level)

    def section(self, element: Element, *, level: int = 1, default: str = "") -> None:
        """Write a section with its heading."""
        heading = element.find("title")
        title = self.inline(heading).done() if heading is not None else default or _TITLES.get(element.tag, "")
        label = element.findtext("label")
        number = " ".join(label.split()).rstrip(".") if label else None
        numbered = _NUMBERED.fullmatch(title) if not number else None
        if numbered:
            number, title = numbered[1], numbered[2]
        if (title or number) and len(self.builder.sections) < MOST_SECTIONS:
            self.builder.open_section(title, level, number)
        self.blocks(element, level)

    def back(self, part: Element) -> None:
        """Write acknowledgements, appendices and notes; the reference list comes last, by itself."""
        for element in part:
            if element.tag == "app-group":
                self.blocks(element, 0)
            elif element.tag != "ref-list":
                self.section(element)

    def sub_article(self, part: Element) -> None:
        """Write a decision letter, a translation or the like as one section."""
        title = next((self.inline(e).done() for e in part.iter("article-title")), "")
        self.builder.open_section(title or "Sub-article", 1)
        for body in part.findall("body"):
            self.blocks(body, 1)

    def paragraph(self, element: Element) -> None:
        """Write a paragraph, then the floats and lists that stand inside it."""
        prose, inner = Prose(), list[Element]()
        self.into(element, prose, inner)
        prose.write(self.builder)
        for block in inner:
            if block.tag in ("table-wrap", "fig"):
                self.float(block)
            else:
                self.blocks(block, 1)

    def float(self, element: Element) -> None:
        """Write a table or a figure with its label and caption."""
        label = " ".join((element.findtext("label") or "").split()).rstrip(".:") or None
        caption = Prose()
        said = element.find("caption")
        for part in said if said is not None else ():
            self.into(part, caption)
            caption.add(" ")
        if element.tag == "fig":
            if label or caption.done():
                write_figure(self.builder, label, caption)
            return
        tables = list(element.iter("table"))
        rows = [row for table in tables for row in boxes(table, self)]
        write_table(self.builder, rows, label, caption)
        for foot in element.findall("table-wrap-foot"):
            self.blocks(foot, 1)

    def inline(self, element: Element) -> Prose:
        """The text of an element."""
        prose = Prose()
        self.into(element, prose)
        return prose

    def into(self, element: Element, prose: Prose, inner: list[Element] | None = None) -> None:
        """Append an element's text; floats and lists in it go to `inner`, or are left out."""
        prose.add(element.text or "")
        for child in element:
            self._child(child, prose, inner)
            prose.add(child.tail or "")

    def formula(self, element: Element, prose: Prose, *, display: bool) -> None:
        """Append a formula: its TeX where there is one, else its MathML as TeX, else its text."""
        label = element.find("label")
        number = " ".join((label.text or "").split()).strip("()[] .") if label is not None else None
        tex = next((e for e in element.iter("tex-math")), None)
        maths = next((e for e in element.iter("math")), None)
        if tex is not None:
            said = "".join(tex.itertext())
            body = _TEX_BODY.search(said)
            bare = (body[1] if body else said).strip().strip("$").strip()
            prose.formula(bare.removeprefix("\\[").removesuffix("\\]"), number or None, display=display)
        elif maths is not None:
            prose.formula(to_tex(maths), number or None, display=display)
        elif display:
            words = "".join(text for part in element if part.tag != "label" for text in part.itertext())
            prose.formula((element.text or "") + words, number or None, display=True)
        else:
            self.into(element, prose)

    def _child(self, child: Element, prose: Prose, inner: list[Element] | None) -> None:
        name = child.tag
        if name in ("inline-formula", "math", "tex-math", "disp-formula"):
            whole = child
            if name in ("math", "tex-math"):
                whole = Element("inline-formula")
                whole.append(child)
            self.formula(whole, prose, display=name == "disp-formula")
        elif name == "xref" and child.get("ref-type") == "bibr":
            start = prose.length
            self.into(child, prose)
            prose.cite(start, self.references.keys(child.get("rid", ""), prose))
        elif name == "sup":
            self._raised(child, prose)
        elif name in _FLOATS or name in _ITEMS:
            if inner is not None:
                inner.append(child)
            elif name in _ITEMS:
                self._apart(child, prose)
        elif name in ("p", "title"):
            self._apart(child, prose)
        elif name == "break":
            prose.add(" ")
        elif name not in _SILENT and name not in ("fn", "supplementary-material"):
            self.into(child, prose, inner)

    def _apart(self, child: Element, prose: Prose) -> None:
        prose.add(" ")
        self.into(child, prose)
        prose.add(" ")

    def _raised(self, child: Element, prose: Prose) -> None:
        """Keep powers as powers and raised citations in brackets, so that neither runs into the number before it."""
        text = "".join(child.itertext()).strip()
        cites = any(part.get("ref-type") == "bibr" for part in child.iter("xref"))
        if cites and "[" not in text:
            prose.add("[" if prose.spaced else " [")
            self.into(child, prose)
            prose.add("]")
        elif re.fullmatch(r"[-+−–]?\d+", text) and not len(child):
            prose.add(f"^{{{text}}}")
        else:
            self.into(child, prose)


_TITLES = {"ack": "Acknowledgements", "glossary": "Glossary", "app": "Appendix"}
