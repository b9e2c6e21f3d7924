"""What every reader of an HTML node asks: its classes, whether it is seen, what it is."""

import re
from typing import Any

# selectolax has no stubs for its node; its own type would bring the library in at import.
Node = Any

MOST_TAGS = 1_500_000
DEEPEST = 4_000
MOST_ATTRIBUTES = 5_000
_NEVER = frozenset(
    "script style template noscript head svg canvas iframe object embed input button select textarea nav form "
    "audio video map link meta -comment".split()
)
_NEVER_CLASSES = frozenset(
    "ltx_page_footer ltx_page_header ltx_page_navbar ltx_TOC ltx_ERROR ltx_role_footnotemark ltx_pagination ltx_rule "
    "ltx_role_newpage katex-html MathJax_Preview MJX_Assistive_MathML ltx_page_logo package-alerts".split()
)
_LONG_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{20000,}")
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|td|tr|th|br|hr|img|meta|link|input|col|wbr|dt|dd|option|source|tbody|thead)\b)[a-zA-Z][^<>]*?(/?)>"
)
WHITE = re.compile(
    r"(?<![\w-])color:(?:white|#fff(?:fff)?(?![0-9a-f])|rgba?\(255,255,255|hsla?\(0,0%,100%|transparent)"
)
TINY = re.compile(
    r"font-size:(?:0*\.\d+(?:px|pt)|[0-2](?:\.\d+)?(?:px|pt)|0*\.[01]\d*(?:em|rem)|0(?:em|rem|%|;|$)|(?:1?\d|20)(?:\.\d+)?%)"
)
GONE = re.compile(
    r"(?<![\w-])(?:display:none|visibility:hidden|opacity:0(?:\.0*)?(?:;|$)|text-indent:-\d{3,}|left:-\d{4,})"
)
_BACKGROUND = re.compile(
    r"background(?:-color)?:(?!white|#fff|transparent|none|inherit|rgba?\(255,255,255)|--ltx-bg-color"
)


def markup_trouble(text: str) -> str:
    """Why a page's markup would keep the parser busy for its own sake; empty where it would not."""
    tags = text.count("<")
    if tags > MOST_TAGS:
        return f"the page has more than {MOST_TAGS:,} tags"
    # A tag of many attributes takes time by their square; quoted values may be long, as images in the page are.
    for tag in _LONG_TAG.finditer(text):
        if len(re.findall(r"[\s/]+", re.sub(r"\"[^\"]*\"|'[^']*'", "", tag.group()))) > MOST_ATTRIBUTES:
            return f"a tag has more than {MOST_ATTRIBUTES:,} attributes"
    if tags <= DEEPEST:
        return ""
    depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(depth - 1, 0) if tag[1] else depth + (not tag[2])
        if depth > DEEPEST:
            return f"the page is nested deeper than {DEEPEST:,} levels"
    return ""


def classes(node: Node) -> list[str]:
    """The node's classes."""
    return (node.attributes.get("class") or "").split()


def each(node: Node, query: str) -> list[Node]:
    """The nodes that a query finds, each once: a union of selectors finds those of several twice."""
    found: dict[int, Node] = {}
    for part in node.css(query):
        found.setdefault(part.mem_id, part)
    return list(found.values())


def is_silent(node: Node) -> bool:
    """Whether a node is no text of the paper: scripts, navigation, a converter's own remarks."""
    return node.tag in _NEVER or not _NEVER_CLASSES.isdisjoint(classes(node))


def is_hidden(node: Node, *, on_colour: bool) -> bool:
    """Whether a reader of the page does not see a node.

    Args:
        node: any element.
        on_colour: it stands on a coloured ground, where white letters are seen.

    Returns:
        True where it is not displayed, white on white, tiny, or kept from all readers by an attribute.
    """
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or (attributes.get("aria-hidden") == "true" and not _is_drawn_maths(node)):
        return True
    style = attributes.get("style")
    if not style:
        return False
    bare = re.sub(r"\s+", "", style.lower())
    return bool(
        GONE.search(bare) or TINY.search(bare) or (WHITE.search(bare) and not on_colour and not has_ground(node))
    )


def has_ground(node: Node) -> bool:
    """Whether a node brings a coloured ground of its own."""
    style = node.attributes.get("style")
    return bool(style and _BACKGROUND.search(re.sub(r"\s+", "", style.lower())))


def _is_drawn_maths(node: Node) -> bool:
    """Renderers of formulas hide their drawn copy from screen readers; it is seen."""
    return any(name.startswith(("mjx", "katex", "MathJax", "MJX", "mord", "strut", "vlist")) for name in classes(node))


def number_of(tag: str) -> str | None:
    """The number in a LaTeXML tag: `3.1`, `Appendix A`, `(4)`, `Table 2: `."""
    bare = " ".join(tag.split()).strip("()[]: .")
    return bare.removeprefix("Appendix ").removeprefix("Chapter ").removeprefix("Section ").removeprefix("§") or None


def span(value: str | None) -> int:
    """A span in rows or columns as a whole number from 1 to 1,000."""
    said = re.fullmatch(r"\s*(\d{1,6})\s*", value or "")
    return min(max(int(said[1]), 1), 1000) if said else 1
