"""Plain text of a paper, as readers of PDFs and Markdown converters leave it, as one document.

What such a text has lost is not made up: a mark that occurs in none of its tables is None in all of them.
"""

import re
from dataclasses import dataclass, field

from litmuspaper.errors import ParseError
from litmuspaper.parse.build import Builder
from litmuspaper.parse.citations import Citations, reference_key
from litmuspaper.parse.decoding import check_size, decode, join_accents
from litmuspaper.parse.names import author_list, split_names
from litmuspaper.parse.prose import Box, Prose, clean, write_figure, write_front, write_table
from litmuspaper.parse.references import MOST_READ, ReferenceFields, read_reference
from litmuspaper.parse.text.blocks import Block, blocks
from litmuspaper.parse.text.headings import find_headings, is_references
from litmuspaper.parse.text.join import join_cut
from litmuspaper.parse.text.tables import Marks, is_table_caption, marks_of, merge_halves, pair_captions, table_boxes
from litmuspaper.types import Author, Document, Paper, Reference

MAX_BYTES = 8_000_000
MOST_CONTROL = 0.05
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\((?:https?|mailto):[^()\s]{1,400}\)")
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]{1,400}?)(?<=\S)\*\*|</?(?:u|b|strong|i|em)>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![^\s(\[“\"])_(?=\S)([^_\n]{1,300}?)(?<=\S)_(?!\w)")
_INLINE = re.compile(r"(?<![\\$\w])\$(?=[^\s$])([^$\n]{1,600}?)(?<=[^\s\\$])\$(?![\d$])|\$\$([^$]{1,2000}?)\$\$")
_LABELLED = re.compile(r"\[([^\[\]\n]{1,20})\]\s*(?=\S)|(?P<n>\d{1,3})\.\s+(?=\S)|[-•*]\s+(?=\S)")
_AFFILIATIONS = re.compile(r"\^\{[^}]*\}|[\d¹²³⁴⁵⁶⁷⁸⁹⁰∗*†‡§]+(?:,[\d¹²³∗*†‡§]+)*|\$\^[^$]*\$")
_HEAD = re.compile(
    r"under review|published as|to appear|preprint|accepted|arxiv:|proceedings of|copyright|doi:", re.IGNORECASE
)


def parse_text(data: bytes) -> Document:
    """Read the text of one paper.

    Args:
        data: the file, in any encoding.

    Returns:
        The document; a text without any structure is one of paragraphs.

    Raises:
        ParseError: it is empty, too large, or no text.
    """
    check_size(data, "text", MAX_BYTES)
    text = join_accents(decode(data))
    odd = sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 12, 13)) + text.count("\ufffd")
    if odd > MOST_CONTROL * len(text):
        raise ParseError("the file is not text", next_step="Give it with --format, or convert it to text first")
    found = join_cut(merge_halves(find_headings(blocks(text))))
    return _Paper(found).document()


@dataclass
class _Paper:
    """The parts of one paper, from its blocks."""

    found: list[Block]
    builder: Builder = field(default_factory=Builder)

    def document(self) -> Document:
        first = self._body_start()
        title, authors = self._front(self.found[:first])
        abstract, rest = self._abstract(first)
        references, before, behind = self._references(rest)
        citations = Citations(references, numbered=any(r.key.isdigit() for r in references))
        said_abstract = Prose()
        _fill(said_abstract, abstract, citations)
        marks = marks_of(self.found)
        said_title, said = write_front(self.builder, title, said_abstract)
        self._write(before, marks, citations)
        if references:
            self.builder.open_section("References", 1)
            for reference in references:
                self.builder.reference(**dict(reference))
            self.builder.add("\n")
        self._write(behind, marks, citations)
        paper = Paper.model_construct(id="", title=said_title, abstract=said, authors=authors, source="text")
        return self.builder.document(paper, "text")

    def _body_start(self) -> int:
        """Where the front matter ends: at the abstract or the first section."""
        said = (n for n, b in enumerate(self.found[:80]) if b.kind == "heading" and b.text.lower() == "abstract")
        if (first := next(said, None)) is not None:
            return first
        for n, block in enumerate(self.found):
            if block.kind == "heading" and n > 0 and not (n < 4 and all(b.kind == "heading" for b in self.found[:n])):
                return n
            if block.kind in ("equation", "table") or (block.kind == "para" and n > 0 and len(block.text) > 600):
                return n
        return 1 if self.found and len(self.found[0].text) <= 250 and not self.found[0].text.endswith(".") else 0

    def _front(self, front: list[Block]) -> tuple[str, tuple[Author, ...]]:
        headings = [n for n, block in enumerate(front) if block.kind == "heading"]
        paras = [block for block in front if block.kind in ("para", "item") and not _HEAD.match(block.text)]
        if headings:
            title = " ".join(front[n].text for n in headings)
            following = front[headings[-1] + 1 : headings[-1] + 2]
            if title.isupper() and following and following[0].text.isupper():
                title = f"{title} {following[0].text}"
                paras = [block for block in paras if block is not following[0]]
        else:
            title = paras.pop(0).text if paras else ""
        names = tuple(_bare(bold[1]) for block in paras if (bold := re.match(r"\*\*(.{3,60}?)\*\*", block.text)))
        names = tuple(name for said in names for name in split_names(said))
        for block in paras[:3]:
            bare = _AFFILIATIONS.sub("", _bare(block.text))
            names = names or split_names(re.sub(r"\s*,\s*(?:,\s*)*", ", ", bare).strip(" ,"))
        if tuple(name.lower() for name in names) == ("anonymous authors",):
            names = ()
        return _bare(title)[:500], tuple(Author(name=name) for name in names)

    def _abstract(self, first: int) -> tuple[list[Block], list[Block]]:
        """The abstract's paragraphs, and all blocks behind the front matter but these."""
        rest = self.found[first:]
        if not rest or rest[0].kind != "heading" or rest[0].text.lower() != "abstract":
            return [], rest
        end = next((n for n, b in enumerate(rest[1:], 1) if b.kind not in ("para", "item")), len(rest))
        paras = rest[1:end]
        # Names and addresses of a page's second column may stand between the heading and the abstract.
        whole = next((n for n, b in enumerate(paras[:12]) if len(b.text) > 400), 0)
        if all(len(b.text) < 120 for b in paras[:whole]):
            paras = paras[whole:]
        # An unmarked first section cannot be told from the abstract; a long text is not all abstract.
        kept = 1
        while kept < len(paras) and sum(len(b.text) for b in paras[: kept + 1]) < 2500 and not _is_aside(paras[kept]):
            kept += 1
        return paras[:kept], [*paras[kept:], *rest[end:]]

    def _references(self, rest: list[Block]) -> tuple[list[Reference], list[Block], list[Block]]:
        start = next((n for n in range(len(rest) - 1, -1, -1) if is_references(rest[n])), None)
        if start is None:
            return [], rest, []
        end = next((n for n, b in enumerate(rest[start + 1 :], start + 1) if b.kind == "heading"), len(rest))
        entries = _entries([block for block in rest[start + 1 : end] if block.kind in ("para", "item", "note")])
        kept = [block for block in rest[start + 1 : end] if block.kind not in ("para", "item", "note")]
        return _read_all(entries), rest[:start], kept + rest[end:]

    def _write(self, found: list[Block], marks: Marks, citations: Citations) -> None:
        pairs = pair_captions(found)
        used = set(pairs.values())
        for n, block in enumerate(found):
            caption = Prose()
            if block.kind == "heading":
                self.builder.open_section(_bare(block.text), max(block.level, 1), block.number)
            elif block.kind == "table":
                said = found[pairs[n]] if n in pairs else None
                _fill(caption, [said] if said else [], citations)
                write_table(
                    self.builder, _cited(table_boxes(block, marks), citations), said.label if said else None, caption
                )
            elif block.kind == "caption" and n not in used:
                _fill(caption, [block], citations)
                if is_table_caption(block):
                    write_table(self.builder, [], block.label, caption)
                else:
                    write_figure(self.builder, block.label, caption)
            elif block.kind in ("para", "item", "note", "equation"):
                prose = Prose()
                if block.kind == "equation":
                    prose.formula(block.text, block.number, display=True)
                else:
                    _fill(prose, [block], citations)
                prose.write(self.builder)


def _is_aside(block: Block) -> bool:
    """A line behind an abstract that is not part of it: links, keywords."""
    return (
        re.match(r"(?:code|data|project|extended version|key ?words?|index terms|ccs)\b.{0,30}[—:–-]", block.text, re.I)
        is not None
    )


def _bare(text: str) -> str:
    """A text without Markdown's links and emphasis."""
    bare = _STRONG.sub(lambda match: match[1] or "", _LINK.sub(r"\1", text))
    return clean(_EMPHASIS.sub(r"\1", bare)).strip()


def _fill(prose: Prose, found: list[Block], citations: Citations) -> None:
    """Add paragraphs, noting the formulas and citations in them."""
    for block in found:
        if prose.length:
            prose.add(" ")
        start, _ = prose.add(_bare(block.text))
        said = "".join(prose.pieces)[start:]
        for formula in _INLINE.finditer(said):
            tex, display = formula[1] or formula[2], formula[1] is None
            prose.formulas.append((start + formula.start(), start + formula.end(), tex.strip(), None, display))
        prose.citations += [(start + a, start + b, keys) for a, b, keys in citations.find(said)]


def _cited(rows: list[list[Box]], citations: Citations) -> list[list[Box]]:
    for row in rows:
        for box in row:
            box.prose.citations += citations.find(box.prose.done())
    return rows


def _entries(found: list[Block]) -> list[str]:
    """The entries of a list, each on one line; what a page break cut off is joined to its entry."""
    marked = [bool(_LABELLED.match(block.text)) for block in found]
    all_marked = sum(marked) > 0.6 * len(found)
    entries: list[str] = []
    for block, is_marked in zip(found, marked, strict=True):
        text = block.text
        ended = not entries or re.search(r"[.\])}*_]\s*(?:[\d, ]{1,40})?$", entries[-1]) is not None
        dated = not entries or re.search(r"\b(?:1[89]|20)\d\d", entries[-1]) is not None
        cut = text[:1].islower() or not ended or (not dated and len(text) < 600 and not author_list(text)[0])
        follows = bool(entries) and (not is_marked if all_marked else cut)
        if follows and len(text) < 1500 and len(entries[-1]) < 6000:
            entries[-1] = f"{entries[-1]} {text}"
        else:
            entries.append(text)
    return entries


def _read_all(entries: list[str]) -> list[Reference]:
    taken: set[str] = set()
    read, spent = [], 0
    for entry in entries:
        marked = _LABELLED.match(entry)
        label = (marked[1] or marked["n"]) if marked else None
        raw = entry if label else entry[marked.end() :] if marked else entry
        spent += len(raw)
        fields = read_reference(raw) if spent < MOST_READ else ReferenceFields()
        year, authors = fields.get("year"), fields.get("authors", ())
        said = re.search(rf"\b{year}([a-z])\b", raw) if year else None
        key = reference_key(authors, year, said[1] if said else "", label, taken)
        taken.add(key)
        read.append(Reference(key=key, raw=_bare(raw), **fields))
    return read
