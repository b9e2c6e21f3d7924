"""Text with maths and highlights as HTML that is well-formed whatever the spans are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from litmuspaper.publish.maths import formula
from litmuspaper.publish.tex import Piece, pieces

_LONG = 24


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the source to set off: an element name, a class and, where it can be linked to, an id."""

    start: int
    end: int
    tag: str
    css: str = ""
    anchor: str = ""


def render(source: str, marks: Iterable[Mark] = ()) -> Markup:
    """The text as HTML: formulas as MathML, TeX accents and styles resolved, everything else escaped.

    A mark whose end lies inside a formula covers the whole formula.

    Args:
        source: a title, an abstract or a sentence as the source gives it.
        marks: stretches to set off, in any order; they may overlap.

    Returns:
        Well-formed HTML of inline elements.
    """
    ordered = sorted((mark for mark in marks if mark.start < mark.end), key=lambda mark: (mark.start, -mark.end))
    return _joined(_cut(pieces(source), ordered), ordered)


def excerpt(source: str, start: int, end: int) -> Markup:
    """A stretch of the text as HTML, grown to whole formulas at both ends.

    Args:
        source: the whole text that the offsets count in.
        start: first code point.
        end: the code point after the last.

    Returns:
        Well-formed HTML of inline elements.
    """
    span = Mark(start, end, "span")
    inside = [piece for piece in _cut(pieces(source), [span]) if piece.start < end and start < piece.end]
    return _joined(inside, [])


def _cut(found: Sequence[Piece], marks: Sequence[Mark]) -> Iterator[Piece]:
    cuts = sorted({offset for mark in marks for offset in (mark.start, mark.end)})
    for piece in found:
        if not piece.verbatim:
            yield piece
            continue
        start = piece.start
        for cut in cuts:
            if start < cut < piece.end:
                yield replace(piece, start=start, end=cut, text=piece.text[start - piece.start : cut - piece.start])
                start = cut
        yield replace(piece, start=start, text=piece.text[start - piece.start :])


def _joined(parts: Iterable[Piece], marks: Sequence[Mark]) -> Markup:
    """Open and close elements between pieces so that the longest common prefix stays open."""
    out: list[str] = []
    stack: list[tuple[str, object]] = []
    anchored: set[str] = set()
    for piece in parts:
        if not piece.text and piece.tex is None:
            continue
        wanted = _wrappers(piece, marks)
        common = 0
        while common < min(len(stack), len(wanted)) and stack[common] == wanted[common]:
            common += 1
        while len(stack) > common:
            out.append(f"</{stack.pop()[0]}>")
        for tag, what in wanted[common:]:
            out.append(_opening(tag, what, anchored))
            stack.append((tag, what))
        out.append(_inside(piece))
    while stack:
        out.append(f"</{stack.pop()[0]}>")
    return Markup("".join(out))  # noqa: S704 -- text is escaped in _inside, attributes in _opening


def _wrappers(piece: Piece, marks: Sequence[Mark]) -> list[tuple[str, object]]:
    wanted: list[tuple[str, object]] = [
        (mark.tag, mark) for mark in marks if mark.start < piece.end and piece.start < mark.end
    ]
    if piece.link:
        wanted.append(("a", piece.link))
    wanted.extend((style, None) for style in piece.styles)
    return wanted


def _opening(tag: str, what: object, anchored: set[str]) -> str:
    if isinstance(what, Mark):
        css = f' class="{escape(what.css)}"' if what.css else ""
        anchor = f' id="{escape(what.anchor)}"' if what.anchor and what.anchor not in anchored else ""
        anchored.add(what.anchor)
        return f"<{tag}{css}{anchor}>"
    if isinstance(what, str):
        return f'<a href="{escape(what)}" rel="noreferrer noopener">'
    return f"<{tag}>"


def _inside(piece: Piece) -> str:
    if piece.tex is None:
        return str(escape(piece.text))
    written = formula(piece.tex, piece.display)
    if written is None:
        return f'<code class="tex">{escape(piece.text)}</code>'
    # A browser does not break a formula: a long one scrolls by itself where the window is narrow.
    return f'<span class="wide">{written}</span>' if len(piece.tex) > _LONG else str(written)
