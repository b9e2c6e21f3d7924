"""Title, authors and abstract of an HTML paper."""

import re
from dataclasses import dataclass, field

from litmuspaper.parse.html.inline import Inline
from litmuspaper.parse.html.nodes import Node, classes, each
from litmuspaper.parse.names import split_names
from litmuspaper.parse.prose import Prose, clean
from litmuspaper.types import Author, Paper
from litmuspaper.types.base import one_line

_ARXIV = re.compile(r"arXiv:\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(\d+))?")
AUTHORS_CHARS = 300_000  # the longest lists, of collaborations of thousands, have a third of it
_BASE = re.compile(r"/html/(\d{4}\.\d{4,5})(?:v(\d+))?")


@dataclass
class Front:
    """What stands before the first section, and the nodes it was read from."""

    title: str = ""
    abstract: Prose = field(default_factory=Prose)
    authors: tuple[Author, ...] = ()
    arxiv: str | None = None
    version: int | None = None
    nodes: set[int] = field(default_factory=set)

    def paper(self, title: str, abstract: str) -> Paper:
        """The paper's metadata as far as the page tells it."""
        return Paper.model_construct(
            id=self.arxiv or "",
            version=self.version,
            title=title,
            abstract=abstract,
            authors=self.authors,
            source="html",
        )


def front(root: Node, inline: Inline, whole: Node) -> Front:
    """The title, authors and abstract of a paper; `whole` is the page around it, where arXiv prints its stamp."""
    found = Front()
    heading = root.css_first(".ltx_title_document") or root.css_first("h1")
    if heading is not None:
        found.title = one_line(inline.prose(heading).done())
        found.nodes.add(heading.mem_id)
    said = root.css_first(".ltx_abstract")
    if said is not None:
        inline.into(said, found.abstract, skip="ltx_title_abstract")
        found.nodes.add(said.mem_id)
    else:
        _plain_abstract(root, inline, found)
    found.authors = tuple(Author(name=name) for name in _authors(root, found))
    mark, base = whole.css_first("#watermark-tr, .arxiv-watermark"), whole.css_first("base[href]")
    stamp = _ARXIV.search(mark.text(deep=True)) if mark is not None else None
    stamp = stamp or (_BASE.search(base.attributes.get("href") or "") if base is not None else None)
    if stamp:
        found.arxiv, found.version = stamp[1], int(stamp[2]) if stamp[2] else None
    return found


def _plain_abstract(root: Node, inline: Inline, found: Front) -> None:
    """The paragraphs behind a heading `Abstract`, up to the next heading."""
    for heading in each(root, "h1, h2, h3, h4, h5, h6"):
        if heading.text(deep=True).strip().lower().rstrip(".:") != "abstract":
            continue
        found.nodes.add(heading.mem_id)
        node = heading.next
        while node is not None and not re.fullmatch(r"h[1-6]|section|table|figure", node.tag):
            if node.tag not in ("-text", "-comment"):
                inline.into(node, found.abstract)
                found.abstract.add(" ")
                found.nodes.add(node.mem_id)
            node = node.next
        return


def _authors(root: Node, found: Front) -> list[str]:
    """Names from LaTeXML's `ltx_personname`: the first line of each block of lines."""
    names: list[str] = []
    left = AUTHORS_CHARS
    for block in root.css(".ltx_authors"):
        found.nodes.add(block.mem_id)
        for person in block.css(".ltx_personname")[:200]:
            lines = _lines(person)
            left -= sum(map(len, lines)) + len(lines)
            # Names nested in names without end: each would be read as often as it is deep.
            if left < 0:
                break
            names += _names(lines)
    for block in each(root, ".ltx_dates, .ltx_role_footnotemark"):
        found.nodes.add(block.mem_id)
    return list(dict.fromkeys(names))


def _lines(person: Node) -> list[str]:
    """Printed lines of a block of names, notes and marks left out."""
    pieces: list[str] = []
    stack = [person]
    while stack:
        node = stack.pop()
        if node.tag == "-text":
            pieces.append(clean(node.text_content or ""))
        elif node.tag == "br":
            pieces.append("\n")
        elif node.tag not in ("sup", "math", "-comment") and not {"ltx_note", "ltx_ERROR", "ltx_Math", "ltx_sup"} & set(
            classes(node)
        ):
            stack += reversed(list(node.iter(include_text=True)))
    return [line.strip() for line in "".join(pieces).split("\n")]


def _names(lines: list[str]) -> list[str]:
    """The lines that are names: the first one, and each behind an ampersand that LaTeX left."""
    found: list[str] = []
    for n, line in enumerate(lines):
        if n == 0 or "&" in line or not any(lines[:n]):
            for part in line.split("&")[0 if n == 0 or not any(lines[:n]) else 1 :]:
                bare = re.sub(r"[\d∗*†‡§]+(?:\s*,\s*[\d∗*†‡§]+)*", "", part).strip(" ,;")
                found += split_names(bare)
    return found
