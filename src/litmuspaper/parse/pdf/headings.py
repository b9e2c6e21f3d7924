"""Headings, told by their numbers, their type and a few names that need neither."""

import re
from dataclasses import dataclass

from litmuspaper.parse.pdf.lines import Line

_NUMBER = re.compile(
    r"(?:(?P<word>Section|Appendix|APPENDIX|Chapter)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){1,3}|[A-Z]|[IVX]{1,5}|S\d{1,2}(?:\.\d{1,2})*)"
    r"(?P<dot>[.)]?)(?:\s+|$)(?P<title>\S.*)?$"
)
_KNOWN = re.compile(
    r"(?:abstract|introduction|related works?|background|conclusions?|discussions?|acknowledge?ments?|references|"
    r"bibliography|literature cited|appendix|appendices|supplementary materials?|limitations|ethics statement|"
    r"reproducibility statement|broader impact|methods?|results|data availability|author contributions|summary|"
    r"conclusions? and future work|keywords|index terms)[.:]?$",
    re.I,
)
_SMALL_CAPS = re.compile(r"csc\d|smallcap|caps\d|-sc\b|smcp", re.I)
_ENDS_LIKE_TEXT = re.compile(r"[,;]$|[a-z]{3,}\.$|-$")


@dataclass
class Heading:
    """A heading's number as printed, its title, whether its type is strong, and its type size."""

    number: str | None
    title: str
    level: int
    strong: bool
    size: float
    roman: bool = False


def heading_of(line: Line, body: float) -> Heading | None:
    """The heading that a line is, None where it is none.

    Args:
        line: one line of the paper.
        body: the type size of running text.

    Returns:
        A heading with its level by its number; without a number 1 or 2 by its size.
    """
    text = line.text
    if len(line.words) > 22 or not re.search(r"[^\W\d_]{2}", text):
        return None
    bold, large = line.share("bold") > 0.75, line.size > body + 0.8
    capitals = (text.upper() == text and len(re.findall(r"[A-Z]", text)) >= 4) or bool(
        _SMALL_CAPS.search(line.words[-1].style.font)
    )
    italic = line.share("italic") > 0.75
    if _KNOWN.match(text) and (bold or large or capitals or italic or len(line.words) <= 2):
        return Heading(None, text.rstrip(".:"), 1, True, line.size)
    found = _NUMBER.match(text)
    if found and found["title"] and _is_title(found["title"]):
        heading = _numbered(found, line, strong=bold or large or capitals)
        if bold or large or capitals or (italic and (found["dot"] or "." in found["number"])):
            return heading
    if (bold or large) and _is_title(text) and len(line.words) <= 14 and line.share("symbol") < 0.3:
        return Heading(None, text, 1 if line.size > body + 1.2 else 2, True, line.size)
    return None


def _is_title(text: str) -> bool:
    start = re.match(r"[^\W\d_]", text)
    return bool(start) and not _ENDS_LIKE_TEXT.search(text) and not re.search(r"[.!?] [A-Z]", text)


def _numbered(found: re.Match[str], line: Line, *, strong: bool) -> Heading:
    number, word = found["number"], found["word"]
    roman = bool(re.fullmatch(r"[IVX]+", number)) and bool(found["dot"])
    level = number.count(".") + 1
    if re.fullmatch(r"[A-Z]", number) and not word and found["dot"]:
        # `A. Data` below `II. Method` is a subsection; where no roman number is found it is an appendix.
        level = 2
    return Heading(number, found["title"].strip(), 1 if roman else level, strong, line.size, roman)


def settle_levels(headings: list[Heading]) -> None:
    """Letters are subsections only in a paper whose sections have roman numbers."""
    romans = sum(h.roman and len(h.number or "") > 1 for h in headings)
    for heading in headings:
        number = heading.number or ""
        if re.fullmatch(r"[A-Z]", number):
            if romans < 2:
                heading.level, heading.roman = 1, False
            elif number not in "IVX":
                heading.level = 2
    sizes = [h.size for h in headings if h.number and h.level == 1]
    if sizes:
        top = sorted(sizes)[len(sizes) // 2]
        for heading in headings:
            if heading.number is None and heading.level < 3 and not _KNOWN.match(heading.title):
                heading.level = 1 if heading.size > top - 0.4 else 2
