"""The front of a paper: its title, its authors as far as they can be told, its abstract, arXiv's stamp."""

import re
from dataclasses import dataclass

from litmuspaper.parse.names import split_names
from litmuspaper.parse.pdf.blocks import Block
from litmuspaper.parse.pdf.chars import Page
from litmuspaper.parse.pdf.flow import Vocabulary, joined_text
from litmuspaper.types import Author

_ABSTRACT = re.compile(r"abstract\s*(?:[—–:.-]+\s*|$|(?=[A-Z]))", re.I)
_KEYWORDS = re.compile(r"(?:keywords|index terms|key words|ccs concepts|categories)\b", re.I)
_STAMP = re.compile(r"arXiv:(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(\d+))?(?:\s*\[([\w.-]+)\])?")
_NOT_NAME = re.compile(
    r"universit|institut|department|school|college|laborator|research|@|google|microsoft|meta\b|\binc\b|center|centre|"
    r"academy|faculty|http|abstract|\bcorp|\bltd|\bllc|anonymous|submission|paper id|conference|journal|preprint|"
    r"\busa\b|\bchina\b|germany|france|japan|\bai\b|\blab\b|equal contribution|corresponding|street|published|accepted",
    re.I,
)


@dataclass
class Front:
    """What was read of the front, and how many blocks it took."""

    title: str
    authors: tuple[Author, ...]
    abstract: str
    used: int
    others: list[str]


def read_front(blocks: list[Block], known: Vocabulary, marks: dict[int, set[str]] | None = None) -> Front:
    """Title, authors and abstract of the first page.

    Args:
        blocks: all blocks in the order of the flow.
        known: the words of the paper.
        marks: the numbers of the footnotes of each page.

    Returns:
        The front; `used` blocks from the beginning belong to it. Texts between title and abstract that are no names
        are in `others`.
    """
    start = _abstract_at(blocks)
    first = next((n for n, b in enumerate(blocks) if _opens_body(b)), len(blocks))
    if start is None:
        start = min(first, _first_long(blocks, first))
    title_at, title = _title(blocks[:start], known)
    above = [b for n, b in enumerate(blocks[:start]) if n not in title_at]
    lines = [line.text for b in above if b.kind in ("text", "heading", "formula") for line in b.lines]
    abstract, used = _abstract(blocks, start, known, marks)
    return Front(title, _authors(lines), abstract, used, [t for t in lines if t])


def arxiv_stamp(page: Page) -> tuple[str, int | None, str | None] | None:
    """Identifier, version and category from the stamp in the margin of a first page."""
    for word in page.turned:
        found = _STAMP.search(word.text.replace(" ", "")) or _STAMP.search(word.text)
        if found:
            return found[1], int(found[2]) if found[2] else None, found[3]
    return None


def _abstract_at(blocks: list[Block]) -> int | None:
    for n, block in enumerate(blocks[:60]):
        if block.lines[0].page > 2:
            break
        if block.kind in ("heading", "text", "caption") and _ABSTRACT.match(block.text):
            return n
    return None


def _opens_body(block: Block) -> bool:
    heading = block.heading
    return (
        block.kind == "heading"
        and heading is not None
        and (heading.number in ("1", "I") or heading.title.lower().startswith("introduction"))
    )


def _first_long(blocks: list[Block], limit: int) -> int:
    """The first text of forty words: an abstract without a heading."""
    for n, block in enumerate(blocks[:limit]):
        if block.kind == "text" and len(block.text.split()) >= 40:
            return n
    return limit


def _title(blocks: list[Block], known: Vocabulary) -> tuple[set[int], str]:
    """The lines in the largest type above the abstract."""
    able = [
        (n, b)
        for n, b in enumerate(blocks)
        if b.kind in ("heading", "text") and b.lines[0].page == 0 and len(re.findall(r"[^\W\d_]", b.text)) >= 4
    ]
    if not able:
        return set(), ""
    top = max(b.lines[0].size for _, b in able)
    chosen: list[tuple[int, Block]] = []
    for n, block in able:
        if block.lines[0].size > top - 0.4:
            if chosen and (n - chosen[-1][0] > 1 or block.lines[0].y - chosen[-1][1].lines[-1].y > 2.6 * top):
                break
            chosen.append((n, block))
    lines = [line for _, b in chosen for line in b.lines]
    return {n for n, _ in chosen}, joined_text(lines, known)


def _authors(lines: list[str]) -> tuple[Author, ...]:
    names: list[str] = []
    for line in lines:
        if _NOT_NAME.search(line) or len(line) > 400:
            continue
        bare = re.sub(r"\^(?:\{[^}]*\}|\S)|[∗*†‡§¶♠♣]|(?<=[^\W\d_])\d[\d,]*|\bORCID\b.*", ",", line)
        bare = re.sub(r"^(?:and|&)\s+", "", re.sub(r"\s*,[\s,]*", ", ", bare).strip(" ,"), flags=re.IGNORECASE)
        for part in re.split(r"\s{2,}|\s[|·•]\s", bare):
            found = split_names(part) or (
                (part,) if re.fullmatch(r"(?:[A-Z][\w.'’-]*\s){1,3}[A-Z][\w'’-]+", part) else ()
            )
            names += [n for n in found if len(n.split()) >= 2]
    return tuple(Author(name=n) for n in dict.fromkeys(names))


def _abstract(blocks: list[Block], start: int, known: Vocabulary, marks: dict[int, set[str]] | None) -> tuple[str, int]:
    if start >= len(blocks):
        return "", start
    parts: list[str] = []
    n = start
    for n in range(start, len(blocks)):
        block = blocks[n]
        if n > start and (block.kind == "heading" or _opens_body(block) or _KEYWORDS.match(block.text)):
            break
        if block.kind in ("caption", "table", "note"):
            break
        text = joined_text(block.lines, known, marks)
        text = _ABSTRACT.sub("", text, count=1) if n == start else text
        if text.strip():
            parts.append(text.strip())
    else:
        n = len(blocks)
    return " ".join(parts), n
