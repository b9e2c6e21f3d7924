"""Writes the flow of blocks into a document."""

import re

from litmuspaper.parse.build import Builder
from litmuspaper.parse.pdf.blocks import Block
from litmuspaper.parse.pdf.captions import Caption
from litmuspaper.parse.pdf.flow import Vocabulary, joined_text
from litmuspaper.parse.pdf.formulas import read_formula
from litmuspaper.parse.pdf.front import Front
from litmuspaper.parse.pdf.lines import Line
from litmuspaper.parse.pdf.references import Citations, entries
from litmuspaper.parse.prose import Prose, clean, write_front
from litmuspaper.types import Document, Paper

_LIST_HEADING = re.compile(r"(?:references|bibliography|literature cited|works cited)[.:]?$", re.I)


class Writer:
    """Collects what the blocks need to know of each other: words, captions, footnotes, references."""

    def __init__(self, known: Vocabulary, captions: dict[int, Caption], marks: dict[int, set[str]]) -> None:
        self.known, self.captions, self.marks = known, captions, marks
        self.builder = Builder()
        self.citations = Citations([])
        self.done: set[int] = set()

    def document(self, paper: Paper, front: Front, flow: list[Block]) -> Document:
        """The finished document."""
        body, listed, after = _parts(flow[front.used :])
        found = entries(listed, self.known)
        self.citations = Citations(found)
        abstract = Prose()
        abstract.add(front.abstract)
        abstract.citations = self.citations.places(abstract.done())
        write_front(self.builder, front.title, abstract)
        for line in front.others:
            self._paragraph(clean(line).strip())
        floats = [b for b in flow[: front.used] if b.kind in ("caption", "table", "note")]
        for block in [*floats, *body]:
            self._block(block)
        if found:
            self.builder.open_section("References", 1)
            for entry in found:
                self.builder.reference(entry.key, entry.raw, **entry.fields)
            self.builder.add("\n")
        for block in after:
            self._block(block)
        return self.builder.document(paper, "pdf")

    def _block(self, block: Block) -> None:
        if block.kind == "heading" and block.heading is not None:
            self._heading(block)
        elif block.kind == "table":
            self._table(block)
        elif block.kind == "caption":
            self._caption(block)
        elif block.kind == "formula":
            self._formula(block)
        else:
            self._paragraph(joined_text(block.lines, self.known, self.marks))

    def _heading(self, block: Block) -> None:
        heading = block.heading
        if heading is None:
            return
        text = joined_text(block.lines, self.known, self.marks)
        title = heading.title
        if len(block.lines) > 1 or heading.number is None:
            at = text.find(title[:12]) if heading.number else 0
            title = text[max(at, 0) :]
        self.builder.open_section(clean(title).strip(), heading.level, heading.number)

    def _paragraph(self, text: str) -> None:
        if not text:
            return
        start, _ = self.builder.paragraph(text)
        self._cite(text, start)

    def _cite(self, text: str, at: int) -> None:
        for start, end, keys in self.citations.places(text):
            self.builder.cite(keys, at + start, at + end)

    def _formula(self, block: Block) -> None:
        said, number = read_formula(block.lines, block.right)
        tex = clean(said).strip()
        if not tex:
            return
        start, end = self.builder.add(tex)
        self.builder.add(f" ({number})\n\n" if number else "\n\n")
        self.builder.equation(tex, number, display=True, start=start, end=end)

    def _table(self, block: Block) -> None:
        region = block.lines[0].region
        if region is None or id(block) in self.done:
            return
        self.done.add(id(block))
        caption = self.captions.get(id(block))
        said = caption.text if caption else ""
        made = self.builder.table(region.rows, caption.label if caption else None, said)
        for row in made.rows:
            for cell in row:
                self._cite(cell.text, cell.start)
        self._cite(said, made.end - len(said))

    def _caption(self, block: Block) -> None:
        caption = self.captions[id(block)]
        if caption.table is not None:
            self._table(caption.table)
        elif caption.is_table:
            self._paragraph(f"{caption.label}: {caption.text}")
        else:
            made = self.builder.figure(caption.label, caption.text)
            self._cite(caption.text, made.end - len(caption.text))


def _parts(blocks: list[Block]) -> tuple[list[Block], list[Line], list[Block]]:
    """What stands before the reference list, its lines, and what follows it."""
    starts = [
        n for n, b in enumerate(blocks) if b.kind == "heading" and b.heading and _LIST_HEADING.match(b.heading.title)
    ]
    if not starts:
        return blocks, [], []
    start = starts[-1]
    lines: list[Line] = []
    floats: list[Block] = []
    for n in range(start + 1, len(blocks)):
        block = blocks[n]
        if block.kind == "heading" and not _is_entry(block, lines):
            return blocks[:start] + floats, lines, blocks[n:]
        if block.kind in ("caption", "table"):
            floats.append(block)
        else:
            lines += block.lines
    return blocks[:start] + floats, lines, []


def _is_entry(block: Block, lines: list[Line]) -> bool:
    """A bold line within a list is no heading: it has the type size of the entries."""
    same = bool(lines) and abs(block.lines[0].size - lines[-1].size) < 0.4
    return same and block.heading is not None and block.heading.number is None and block.lines[0].share("bold") < 0.75
