"""Text of a JATS article that its readers do not see."""

import re
from xml.etree.ElementTree import Element

from litmuspaper.parse.decoding import decode
from litmuspaper.parse.hidden import addressed, comments, pieces, spelled
from litmuspaper.parse.html.nodes import GONE, TINY, WHITE

_BESIDE = frozenset(["alt-text", "long-desc", "alt-title", "custom-meta"])
_GROUND = re.compile(r"background(?:-color)?:(?!white|#fff|transparent|none)")


def conceal(root: Element, data: bytes) -> tuple[str, ...]:
    """Take what a style hides out of an article, and tell it with what else no reader sees.

    Args:
        root: the article; elements whose `style` hides them are emptied.
        data: the file that it was read from.

    Returns:
        The text of those elements, and of comments and descriptions of images what speaks to a machine.
    """
    found: list[str] = []
    asides: list[str] = []
    for element in root.iter():
        if element.tag in _BESIDE:
            asides.append(" ".join("".join(element.itertext()).split()))
        style = element.get("style")
        if style and _is_hidden(re.sub(r"\s+", "", style.lower())):
            found.append("".join(element.itertext()))
            tail = element.tail
            element.clear()
            element.tail = tail
    page = decode(data) if b"<!--" in data or b"\xf3\xa0" in data else ""
    return pieces([*found, *spelled(page), *addressed("\n".join([*asides, *comments(page)]))])


def _is_hidden(style: str) -> bool:
    return bool(GONE.search(style) or TINY.search(style) or (WHITE.search(style) and not _GROUND.search(style)))
