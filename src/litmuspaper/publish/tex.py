r"""Text as authors type it into arXiv, cut into pieces that each know their offsets in the source.

Formulas, TeX accents and ligatures, `\emph{...}` and its kin, and bare addresses are understood; everything else
stays as typed. A piece is the least part that a highlight may cover: a formula is one piece.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from litmuspaper.publish.letters import ACCENTS, LETTERS, LIGATURES, STYLES
from litmuspaper.publish.links import safe_link

_ACCENT = (
    r"\\(?:(?P<{0}sign>[\"'`^~=.])\s?|(?P<{0}word>[uvHcdbkr])(?![A-Za-z])\s?)"
    r"(?:\{{\s?\\?(?P<{0}braced>[A-Za-z])\s?\}}|\\?(?P<{0}bare>[A-Za-z]))"
)
_LETTER = r"\\(?P<{0}letter>" + "|".join(sorted(LETTERS, key=len, reverse=True)) + r")(?![A-Za-z])(?:\{{\}}|\s)?"
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
    groups = _Groups()
    position = 0
    while match := _TOKEN.search(source, position):
        styles = tuple(groups.styles)
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
    styles = tuple(groups.styles)
    if position < len(source):
        found.append(Piece(position, len(source), source[position:], verbatim=True, styles=styles))
    return tuple(found)


def plain(source: str) -> str:
    """The text without TeX mark-up for places that take no mark-up: formulas keep their source."""
    return "".join(piece.text for piece in pieces(source))


class _Groups:
    """The braces that are open, and the styles that they turned on, outermost first and each once."""

    def __init__(self) -> None:
        self.styles: list[str] = []
        self._open: list[str | None] = []  # a style, "" for a group that adds none, None for a plain brace

    def enter(self, style: str | None) -> None:
        if style in self.styles:
            style = ""
        if style:
            self.styles.append(style)
        self._open.append(style)

    def leave(self) -> bool:
        """Close the innermost brace; whether it belonged to a command and so does not show."""
        style = self._open.pop() if self._open else None
        if style:
            self.styles.remove(style)
        return style is not None


def _piece(match: re.Match[str], source: str, groups: _Groups) -> Piece | None:
    """What a token stands for; None where it is only a character after all."""
    start, end = match.span()
    kind = match.lastgroup or ""
    value = match[kind] if kind else ""
    if kind in ("shown", "dollars", "round", "square"):
        if kind == "dollars" and not _is_formula(value, source[end : end + 1]):
            return None
        return Piece(start, end, _simple(value) or match[0], tex=value, display=kind in ("shown", "square"))
    if kind == "address":
        return _address(start, value)
    if kind in ("style", "switch"):
        groups.enter(STYLES[value])
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
        return LIGATURES[value]
    if kind.endswith("letter"):
        spaced = match[0].endswith(" ") and value in ("LaTeX", "TeX", "dots", "ldots")
        return LETTERS[value] + (" " if spaced else "")
    prefix = "g" if kind.startswith("g") else ""
    accent = match[f"{prefix}sign"] or match[f"{prefix}word"]
    letter = match[f"{prefix}braced"] or match[f"{prefix}bare"]
    return unicodedata.normalize("NFC", letter + ACCENTS[accent])


def _brace(start: int, value: str, groups: _Groups) -> Piece:
    if value == "{":
        groups.enter(None)
        return Piece(start, start + 1, "{", verbatim=True)
    hidden = groups.leave()
    return Piece(start, start + 1, "" if hidden else "}", verbatim=not hidden)


def _simple(tex: str) -> str | None:
    """A formula that reads the same as plain text, such as a number with its percent sign; None for others."""
    text = tex.replace(r"\%", "%").replace(r"\times", "×").replace(r"\,", " ").strip()
    return text if re.fullmatch(r"[0-9A-Za-z .,+=<>()/%:|×-]+", text) else None


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
