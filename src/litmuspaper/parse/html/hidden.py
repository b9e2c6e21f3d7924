"""Text of a page that its readers do not see."""

import re

from litmuspaper.errors import ParseError
from litmuspaper.parse.decoding import check_size, decode
from litmuspaper.parse.html.nodes import classes, has_ground, is_hidden, markup_trouble
from litmuspaper.parse.prose import clean

MOST = 1_000
_NO_TEXT = frozenset(
    ["script", "style", "-text", "math", "svg", "button", "input", "select", "nav", "template", "noscript"]
)
_TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
_BUILT = re.compile(r"Generated (?:on|by)|\[if |\[endif|/?(?:end|begin)\b", re.IGNORECASE)


def hidden_text(data: bytes) -> list[str]:
    """The hidden text of a page, in its order.

    Args:
        data: the page.

    Returns:
        Text that is not displayed, white on white, tiny or kept back by an attribute; comments; and text written in
        Unicode's invisible tag characters, as plain letters. At most `MOST` pieces.

    Raises:
        ParseError: it is empty, too large, or nested without end.
    """
    from selectolax.lexbor import LexborHTMLParser

    check_size(data, "page")
    text = decode(data)
    if trouble := markup_trouble(text):
        raise ParseError(trouble, next_step="Give the paper's own HTML, without what is around it")
    tree = LexborHTMLParser(text.replace("\0", " "))
    found: list[str] = []
    stack = [(tree.root, False)] if tree.root is not None else []
    while stack and len(found) < MOST:
        node, on_colour = stack.pop()
        if node.tag == "-comment":
            said = clean(node.comment_content or "").strip()
            if said and not _BUILT.match(said):
                found.append(said)
        elif node.tag in _NO_TEXT or "ltx_phantom" in classes(node):
            continue
        elif is_hidden(node, on_colour=on_colour) and "ltx_Math" not in classes(node):
            said = clean(node.text(deep=True, separator=" ")).strip()
            if said:
                found.append(said)
        else:
            ground = on_colour or has_ground(node)
            stack += [(child, ground) for child in reversed(list(node.iter(include_text=True)))]
    letters = ("".join(chr(ord(c) - 0xE0000) for c in match.group()) for match in _TAGS.finditer(text))
    return [*found, *letters][:MOST]
