r"""Text as authors type it into arXiv, cut into pieces that each know their offsets in the source.

Formulas, TeX accents and ligatures, `\emph{...}` and its kin, and bare addresses are understood; everything else
stays as typed. A piece is the least part that a highlight may cover: a formula is one piece.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from litmuspaper.publish.links import safe_link

_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
_LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "S": "§",
    "P": "¶",
    "dag": "†",
    "copyright": "©",
    "pounds": "£",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "ldots": "…",
    "dots": "…",
    "textendash": "–",
    "textemdash": "—",
    "textregistered": "®",
    "texttrademark": "™",
    "textdegree": "°",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textquotesingle": "'",
}
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”"}
_STYLES = {
    "emph": "em",
    "textit": "em",
    "textsl": "em",
    "it": "em",
    "em": "em",
    "sl": "em",
    "textbf": "strong",
    "bf": "strong",
    "texttt": "code",
    "tt": "code",
    "textsuperscript": "sup",
    "textsubscript": "sub",
    "textsc": "",
    "textrm": "",
    "textsf": "",
    "text": "",
    "textnormal": "",
    "mbox": "",
    "sc": "",
    "rm": "",
    "sf": "",
    "url": "",
}
_ACCENT = (
    r"\\(?:(?P<{0}sign>[\"'`^~=.])\s?|(?P<{0}word>[uvHcdbkr])(?![A-Za-z])\s?)"
    r"(?:\{{\s?\\?(?P<{0}braced>[A-Za-z])\s?\}}|\\?(?P<{0}bare>[A-Za-z]))"
)
_LETTER = r"\\(?P<{0}letter>" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")(?![A-Za-z])(?:\{{\}}|\s)?"
_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<escaped>\\[%&$#_{}])",
            r"\$\$(?P<shown>[^$]{1,800})\$\$",
            r"\$(?P<dollars>(?:\\.|[^$\\]){1,800}?)\$",
            r"\\\((?P<round>.{1,800}?)\\\)",
            r"\\\[(?P<square>.{1,800}?)\\\]",
            r"(?P<address>https?://[^\s\"'<>\\^`{|}]{1,500})",
            r"\{(?:" + _ACCENT.format("g") + "|" + _LETTER.format("g") + r")\}",
            _ACCENT.format(""),
            _LETTER.format(""),
            r"\\(?P<style>emph|text(?:it|sl|bf|tt|sc|rm|sf|normal|superscript|subscript)?|mbox|url)\s?\{",
            r"\{\\(?P<switch>it|em|sl|bf|tt|sc|rm|sf)(?![A-Za-z])\s?",
            r"(?P<space>(?:\\\\|\\[,;:! ]))",
            r"(?P<tilde>~)",
            r"(?P<ligature>---?|``|'')",
            r"(?P<brace>[{}])",
        )
    ),
    re.DOTALL,
)
_NOTHING_SPECIAL = re.compile(r"(?:(?!--|''|https?://)[^\\$~`{}])*+")


@dataclass(frozen=True, slots=True)
class Piece:
    """`source[start:end]` and what stands for it.

    `verbatim` pieces show their source and may be cut anywhere; of the others `text` is the plain form.
    `tex` is set for a formula, `display` where it stands on its own line; `styles` are tag names, outermost first;
    `link` is the address that the piece leads to.
    """

    start: int
    end: int
    text: str
    verbatim: bool = False
    tex: str | None = None
    display: bool = False
    styles: tuple[str, ...] = ()
    link: str | None = None


@lru_cache(maxsize=2048)
def pieces(source: str) -> tuple[Piece, ...]:
    """Cut a text into pieces that cover it from its first to its last code point.

    Args:
        source: a title, an abstract or a sentence.

    Returns:
        Pieces in order, each beginning where the one before ends.
    """
    if _NOTHING_SPECIAL.fullmatch(source):
        return (Piece(0, len(source), source, verbatim=True),) if source else ()
    found: list[Piece] = []
    groups: list[str | None] = []  # open braces: a tag name, "" for a group without a style, None for a plain brace
    position = 0
    while match := _TOKEN.search(source, position):
        styles = tuple(dict.fromkeys(group for group in groups if group))[:4]
        start, end = match.span()
        piece = _piece(match, source, groups)
        if piece is None:
            end = start + 1
            piece = Piece(start, end, source[start:end], verbatim=True)
        end = piece.end
        if start > position:
            found.append(Piece(position, start, source[position:start], verbatim=True, styles=styles))
        found.append(replace(piece, styles=styles))
        position = end
    styles = tuple(dict.fromkeys(group for group in groups if group))[:4]
    if position < len(source):
        found.append(Piece(position, len(source), source[position:], verbatim=True, styles=styles))
    return tuple(found)


def plain(source: str) -> str:
    """The text without TeX mark-up for places that take no mark-up: formulas keep their source."""
    return "".join(piece.text for piece in pieces(source))


def _piece(match: re.Match[str], source: str, groups: list[str | None]) -> Piece | None:
    """What a token stands for; None where it is only a character after all."""
    start, end = match.span()
    kind = match.lastgroup or ""
    value = match[kind] if kind else ""
    if kind in ("shown", "dollars", "round", "square"):
        if kind == "dollars" and not _is_formula(value, source[end : end + 1]):
            return None
        return Piece(start, end, match[0], tex=value, display=kind in ("shown", "square"))
    if kind == "address":
        return _address(start, value)
    if kind in ("style", "switch"):
        groups.append(_STYLES[value])
        return Piece(start, end, "")
    if kind == "brace":
        return _brace(start, value, groups)
    if kind == "tilde":
        before, after = source[start - 1 : start], source[end : end + 1]
        tied = before.strip() and after.strip() and before != "/"
        return Piece(start, end, "\u00a0" if tied else "~", verbatim=not tied)
    return Piece(start, end, _plain(kind, value, match))


def _plain(kind: str, value: str, match: re.Match[str]) -> str:
    if kind == "escaped":
        return value[1]
    if kind == "space":
        return " "
    if kind == "ligature":
        return _LIGATURES[value]
    if kind.endswith("letter"):
        spaced = match[0].endswith(" ") and value in ("LaTeX", "TeX", "dots", "ldots")
        return _LETTERS[value] + (" " if spaced else "")
    prefix = "g" if kind.startswith("g") else ""
    accent = match[f"{prefix}sign"] or match[f"{prefix}word"]
    letter = match[f"{prefix}braced"] or match[f"{prefix}bare"]
    return unicodedata.normalize("NFC", letter + _ACCENTS[accent])


def _brace(start: int, value: str, groups: list[str | None]) -> Piece:
    if value == "{":
        groups.append(None)
        return Piece(start, start + 1, "{", verbatim=True)
    hidden = bool(groups) and groups.pop() is not None
    return Piece(start, start + 1, "" if hidden else "}", verbatim=not hidden)


def _is_formula(inside: str, after: str) -> bool:
    """Whether `$...$` is a formula and not the text between two prices."""
    if not inside[:1].isdigit() or "\\" in inside:
        return True
    return not after.isdigit() and not re.search(r"[A-Za-z]{3,}", inside)


def _address(start: int, value: str) -> Piece | None:
    address = value.rstrip(".,;:!?)]")
    if value[len(address) :].startswith(")") and "(" in address:
        address += ")"
    link = safe_link(address)
    if link is None:
        return None
    return Piece(start, start + len(address), address, verbatim=True, link=link)
