"""The text of HTML elements: formulas as TeX, citations with their keys, footnotes apart, hidden text left out."""

import re
from collections.abc import Container

from litmuspaper.parse.html.nodes import Node, classes, each, has_ground, is_hidden, is_silent
from litmuspaper.parse.prose import Prose

DEEPEST = 120
_MATHS = frozenset(["ltx_Math", "ltx_DisplayMath", "mjpage", "katex", "MathJax", "math"])
_CONTINUED = re.compile(r"%\n\s*")


class Inline:
    """Reads the text of one page's nodes; `listed` holds the ids of its reference list."""

    def __init__(self, listed: Container[str]) -> None:
        self.listed = listed
        self.notes: list[Node] = []

    def prose(self, node: Node) -> Prose:
        """The text of a node."""
        prose = Prose()
        self.into(node, prose)
        return prose

    def into(self, node: Node, prose: Prose, *, on_colour: bool = False, depth: int = 0, skip: str = "") -> None:
        """Append the text of a node's children; `skip` is a class that is left out."""
        if depth > DEEPEST:
            prose.add(node.text(deep=True))
            return
        ground = on_colour or (node.tag != "-text" and has_ground(node))
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                prose.add(child.text_content or "")
            elif not is_silent(child) and not is_hidden(child, on_colour=ground) and skip not in classes(child):
                self.child(child, prose, on_colour=ground, depth=depth + 1)

    def child(self, child: Node, prose: Prose, *, on_colour: bool = False, depth: int = 0) -> None:
        """Append one inline element."""
        names = classes(child)
        tex = formula(child, names)
        if tex is not None:
            prose.formula(tex)
        elif "ltx_note" in names:
            if "ltx_role_footnote" in names:
                self.notes.append(child)
        elif child.tag == "cite" or "ltx_cite" in names:
            start = prose.length
            self.into(child, prose, on_colour=on_colour, depth=depth)
            # One citation, not one more for each link in it.
            prose.citations = [cite for cite in prose.citations if cite[0] < start]
            prose.cite(start, self.keys(child))
        elif child.tag == "a" and self.keys_of_link(child):
            start = prose.length
            self.into(child, prose, on_colour=on_colour, depth=depth)
            prose.cite(start, self.keys_of_link(child))
        elif child.tag == "br":
            prose.add(" ")
        elif child.tag == "sup" and re.fullmatch(r"[-+−–]?\d+", (child.text() or "").strip()) and prose.length:
            prose.add(f"^{{{child.text().strip()}}}")
        elif child.tag in ("p", "div", "li", "tr", "figcaption", "ul", "ol", "dd", "dt"):
            prose.add(" ")
            self.into(child, prose, on_colour=on_colour, depth=depth)
            prose.add(" ")
        elif child.tag in ("td", "th"):
            self.into(child, prose, on_colour=on_colour, depth=depth)
            prose.add(" ")
        elif child.tag not in ("img", "hr"):
            self.into(child, prose, on_colour=on_colour, depth=depth)

    def keys(self, cite: Node) -> list[str]:
        """The keys that a citation points to; the printed key of one whose work is missing."""
        keys = []
        for link in each(cite, "a, .ltx_missing_citation"):
            if "ltx_missing_citation" in classes(link):
                keys.append((link.text() or "").strip(" ,;"))
            else:
                keys += self.keys_of_link(link)
        return [key for key in keys if key]

    def keys_of_link(self, link: Node) -> list[str]:
        """The entry of the reference list that a link leads to."""
        target = (link.attributes.get("href") or "").rpartition("#")[2]
        return [target] if target and (target in self.listed or re.fullmatch(r"bib\.bib\d+", target)) else []


def formula(node: Node, names: list[str]) -> str | None:
    """The TeX of a node that is a formula, None where it is none."""
    if node.tag == "math":
        return _tidy(node.attributes.get("alttext") or _annotation(node) or node.text(deep=True, separator=" "))
    if node.tag == "script" or _MATHS.isdisjoint(names):
        return None
    inner = node.css_first("math")
    if inner is not None:
        return _tidy(inner.attributes.get("alttext") or _annotation(inner) or inner.text(deep=True, separator=" "))
    drawn = node.css_first("[aria-label], [data-tex]")
    if drawn is not None:
        return _tidy(drawn.attributes.get("data-tex") or drawn.attributes.get("aria-label") or "")
    if node.css_first(".mjx-chtml, .katex-html") is not None:
        return _tidy(node.attributes.get("data-tex") or node.text(deep=True))
    return _tidy(node.attributes.get("data-tex") or node.text(deep=True))


def _annotation(maths: Node) -> str | None:
    said = maths.css_first("annotation[encoding='application/x-tex']")
    return str(said.text(deep=True)) if said is not None else None


def _tidy(tex: str) -> str:
    """One line; LaTeXML ends a long line with a per cent sign."""
    bare = " ".join(_CONTINUED.sub("", tex).split())
    for opening, closing in (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")):
        if bare.startswith(opening) and bare.endswith(closing) and len(bare) > len(opening) + len(closing):
            bare = bare[len(opening) : -len(closing)].strip()
    return bare.removeprefix(r"\displaystyle").strip()
