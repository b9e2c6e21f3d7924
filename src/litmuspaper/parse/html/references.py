"""Reference lists of HTML: LaTeXML's `ltx_bibitem`, and lists under a heading that says so."""

import re
from typing import cast

from litmuspaper.parse.build import Builder
from litmuspaper.parse.html.inline import Inline
from litmuspaper.parse.html.nodes import Node, classes, each
from litmuspaper.parse.names import split_names
from litmuspaper.parse.prose import clean
from litmuspaper.parse.references import MOST_READ, ReferenceFields, read_reference

_BLOCKS = "ltx_bibblock"
_ASIDE = ("ltx_bib_cited", "ltx_bib_links")
HEADING = re.compile(r"\s*(?:\d+\.?\s*)?(?:references|bibliography|literature cited|works cited)\s*", re.IGNORECASE)


def entries(root: Node) -> dict[str, Node]:
    """The entries of the page's reference list by their ids, in order."""
    found = {node.attributes.get("id") or f"bib.bib{n}": node for n, node in enumerate(root.css(".ltx_bibitem"), 1)}
    return found or _plain_list(root)


def write_references(builder: Builder, found: dict[str, Node], inline: Inline) -> None:
    """Append the list under its own heading."""
    if not found:
        return
    builder.open_section("References", 1)
    spent = 0
    for key, node in found.items():
        raw, fields = _read(node, inline) if spent < MOST_READ else (inline.prose(node).done(), ReferenceFields())
        spent += len(raw)
        if raw:
            builder.reference(key, raw, **fields)
    builder.add("\n")


def _plain_list(root: Node) -> dict[str, Node]:
    """The items of the list that follows a heading such as `References`."""
    for heading in each(root, "h1, h2, h3, h4, h5, h6"):
        if not HEADING.fullmatch(heading.text(deep=True)):
            continue
        node = heading.next
        for _ in range(20):
            if node is None or node.tag in ("h1", "h2", "h3"):
                break
            items = [] if node.tag == "-text" else ([node] if node.tag == "li" else node.css("li"))
            if not items and node.tag not in ("-text", "-comment"):
                items = node.css("p")
            if items:
                return {_id(item) or f"ref{n}": item for n, item in enumerate(items, 1)}
            node = node.next
    return {}


def _id(item: Node) -> str | None:
    if own := item.attributes.get("id"):
        return str(own)
    inner = item.css_first("[id]")
    return str(inner.attributes["id"]) if inner is not None else None


def _read(node: Node, inline: Inline) -> tuple[str, ReferenceFields]:
    label_node = node.css_first(".ltx_tag_bibitem")
    label = clean(label_node.text(deep=True)).strip() if label_node is not None else ""
    blocks = [block for block in node.css(f".{_BLOCKS}") if not any(name in classes(block) for name in _ASIDE)]
    said = [inline.prose(block).done() for block in blocks]
    said = [block for block in said if block]
    if blocks:
        raw = " ".join(said)
        emphasised = [_emphasised(block) for block in blocks]
        fields = read_reference(" ".join(emphasised), said if len(said) > 1 else ())
    else:
        raw = inline.prose(node).done()
        fields = read_reference(_emphasised(node) if node.css_first("i, em") is not None else raw)
    fields |= _tagged(node)
    if (links := _identifiers(node)) and not fields.get("doi"):
        fields |= {"doi": links}
    # A printed number is part of the entry; a name and year repeat what the entry says.
    shown = f"{label} {raw}" if re.fullmatch(r"\[?\d{1,4}\]?\.?", label) else raw
    return shown, fields


def _emphasised(node: Node) -> str:
    """The text with stars around what is set in italics: a title or a journal's name."""
    pieces = []
    for part in node.traverse(include_text=True):
        if part.tag == "-text":
            italic = part.parent is not None and (
                part.parent.tag in ("i", "em") or "ltx_font_italic" in classes(part.parent)
            )
            text = clean(part.text_content or "")
            pieces.append(f"*{text.strip()}*" if italic and len(text.strip()) > 2 else text)
    return "".join(pieces)


def _tagged(node: Node) -> ReferenceFields:
    """Fields that BibTeX data left as elements of their own."""
    fields = ReferenceFields()
    title = node.css_first(".ltx_bib_title")
    if title is not None:
        fields["title"] = clean(title.text(deep=True)).strip(' .,“”"') or None
    people = node.css_first(".ltx_bib_author")
    if people is not None:
        fields["authors"] = split_names(clean(people.text(deep=True)))
    year = node.css_first(".ltx_bib_year, .ltx_bib_date")
    if year is not None and (digits := re.search(r"\d{4}", year.text(deep=True))):
        fields["year"] = int(digits[0])
    venue = node.css_first(".ltx_bib_journal, .ltx_bib_inbook, .ltx_bib_booktitle")
    if venue is not None:
        fields["venue"] = re.sub(r"^[Ii]n:?\s+", "", clean(venue.text(deep=True)).strip(" .,")) or None
    return fields


def _identifiers(node: Node) -> str | None:
    for link in node.css("a[href]"):
        href = cast("str", link.attributes.get("href") or "")
        if found := re.search(r"doi\.org/(?:https?://doi\.org/)?(10\.\d{4,9}/[^\s?#]+)", href):
            return found[1]
    return None
