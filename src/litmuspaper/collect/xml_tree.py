"""XML from outside becomes a tree: no DTD, no entities, and names without their namespaces."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from litmuspaper.errors import SourceError
from litmuspaper.types import one_line

MAX_BYTES = 64 << 20

# Characters that XML 1.0 forbids (section 2.2), as they stand and as references.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));")


def parse_xml(body: bytes, where: str) -> Element:
    """Read an XML answer.

    One forbidden character in one abstract must not cost the day, so a body that is not well-formed is read
    once more without such characters.

    Args:
        body: the answer's bytes.
        where: its address, for the error.

    Returns:
        The root element.

    Raises:
        SourceError: the body is too long, is not XML, or holds a DTD or an entity.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    advice = "Try again later; if it stays, the source has changed and Litmus needs an update"
    if len(body) > MAX_BYTES:
        raise SourceError(f"the answer is longer than {MAX_BYTES} bytes", where=where, next_step=advice)
    try:
        try:
            root: Any = fromstring(body, forbid_dtd=True)
        except (ParseError, LookupError, ValueError):
            root = fromstring(_cleaned(body), forbid_dtd=True)
    except DefusedXmlException as error:
        raise SourceError(
            f"the answer holds a DTD or an entity, which Litmus does not read ({type(error).__name__})",
            where=where,
            next_step="Nothing was read from it. Report it: arXiv sends no such thing",
        ) from error
    except (ParseError, LookupError, ValueError, RecursionError) as error:
        raise SourceError(f"the answer is not well-formed XML ({error})", where=where, next_step=advice) from error
    result: Element = root
    return result


def _cleaned(body: bytes) -> bytes:
    """The body as UTF-8 without characters that XML forbids."""

    def keep(match: re.Match[str]) -> str:
        code = int(match[1], 16) if match[1] else int(match[2])
        legal = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
        return match[0] if legal else " "

    text = _REFERENCE.sub(keep, _ILLEGAL.sub(" ", body.decode("utf-8", errors="replace")))
    head, mark, rest = text.partition("?>")
    # The bytes are UTF-8 now, whatever the declaration said.
    text = rest if mark and head.lstrip("\ufeff \t\r\n").startswith("<?xml") else text
    return text.encode("utf-8")


def name_of(element: Element) -> str:
    """The element's name without its namespace; empty for comments and instructions."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that name, whatever their namespace."""
    return (child for child in element if name_of(child) == name)


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name."""
    return None if element is None else next(children(element, name), None)


def text_of(element: Element | None, name: str | None = None) -> str:
    """The text of an element, or of its first child of that name, on one line; empty where there is none."""
    found = element if name is None else child(element, name)
    return "" if found is None else one_line("".join(found.itertext()))
