"""The words, rules and pictures of one PDF page, read with pdfium.

All coordinates are points with y downwards, turned so that most of the page's text runs to the right.
"""

import ctypes
import math
import re
from dataclasses import dataclass, field
from typing import Any

from litmuspaper.parse.pdf.objects import Box, Drawn, drawn
from litmuspaper.parse.pdf.weight import Widths
from litmuspaper.parse.pdf.words import Glyph, Style, Word, words_of

MAX_CHARS = 200_000
MAX_PT = 20_000.0
TINY_PT = 2.0
WHITE = 245
_BOLD = re.compile(
    r"bold|black|heavy|demi|cmbx|cmbsy|cmmib|cmssbx|sfbx|sfxb|-medi|medium?$|lmromancaps.*b|ptmb|phvb|bx\d|[,-]b$|-bd|mtb$",
    re.I,
)
_UNKNOWN_NAME = re.compile(r"(?:[A-Z]{6}\+)?(?:T3|Type3|F\d+|CIDFont\+F\d+|Font\d*|TT\d+)?[\w.-]{0,2}$", re.I)
_ITALIC = re.compile(r"ital|obliq|slant|cmti|cmsl|sfti|-it$", re.I)
_SYMBOL = re.compile(r"cmsy|cmmi|cmex|msbm|msam|math|symbol|eufm|rsfs|stmary|txsy|mtmi|mtsy|wasy", re.I)


@dataclass
class Page:
    """What one page shows: words in stream order, rules, areas of pictures, and text that nobody can see."""

    width: float
    height: float
    words: list[Word]
    drawn: Drawn
    hidden: list[str] = field(default_factory=list)
    turned: list[Word] = field(default_factory=list)
    cut: bool = False


def read_page(document: Any, index: int, widths: Widths | None = None) -> Page:
    """One page of an open pdfium document; every handle is closed again.

    Args:
        document: a `pypdfium2.PdfDocument`.
        index: the page, from 0.
        widths: where the widths of nameless fonts are noted, if wanted.

    Returns:
        The page; an empty one where pdfium cannot load it.
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    page = pdfium.FPDF_LoadPage(document.raw, index)
    if not page:
        return Page(0, 0, [], Drawn())
    try:
        texts = pdfium.FPDFText_LoadPage(page)
        if not texts:
            return Page(0, 0, [], Drawn())
        try:
            return _page(pdfium, page, texts, widths)
        finally:
            pdfium.FPDFText_ClosePage(texts)
    finally:
        pdfium.FPDF_ClosePage(page)


def _page(pdfium: Any, page: Any, texts: Any, widths: Widths | None) -> Page:
    edges = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(edges))
    box = _bounded(edges.left, min(edges.top, edges.bottom), edges.right, max(edges.top, edges.bottom))
    glyphs, count = _glyphs(pdfium, texts)
    if widths is not None:
        widths.learn(glyphs)
    angle = _main_angle(glyphs)
    turned_box = box.turned(angle)
    seen = drawn(pdfium, page, box, angle, turned_box)
    shown, hidden = _part(glyphs, box, seen, angle, turned_box)
    upright = [g for g in shown if g.style.angle == angle]
    others = [g for g in shown if g.style.angle != angle]
    return Page(
        width=turned_box.width,
        height=turned_box.height,
        words=words_of(upright),
        drawn=seen,
        hidden=_runs(hidden),
        turned=_turned_words(others),
        cut=count > MAX_CHARS,
    )


def _bounded(*edges: float) -> Box:
    """The page's box; where it is no possible page (ISO 32000 allows 14,400 units a side), US letter."""
    box = Box(*edges)
    possible = all(math.isfinite(e) and abs(e) <= MAX_PT for e in edges) and box.width > 0 and box.height > 0
    return box if possible else Box(0, 0, 612, 792)


def _glyphs(pdfium: Any, texts: Any) -> tuple[list[Glyph], int]:
    """Every printed character in stream order, in the page's own coordinates."""
    count = pdfium.FPDFText_CountChars(texts)
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    at_rect, at_x, at_y = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    unicode_of, origin_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharOrigin
    box_of, object_of = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetTextObject
    address = ctypes.addressof
    styles: dict[int, Style] = {}
    glyphs: list[Glyph] = []
    spaced = False
    for i in range(min(count, MAX_CHARS)):
        code = unicode_of(texts, i)
        owner = object_of(texts, i)
        if code in (32, 160) or not owner:
            spaced = True
            continue
        if not origin_of(texts, i, at_x, at_y) or not box_of(texts, i, at_rect):
            continue
        key = address(owner.contents)
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(pdfium, texts, i, owner)
        if not abs(x.value) + abs(y.value) + abs(rect.right) + abs(rect.top) < MAX_PT:
            # Not a number, or far outside every page: kept as hidden, at a place of its own.
            glyphs.append(Glyph(code, -MAX_PT, -MAX_PT, -MAX_PT, -MAX_PT, -MAX_PT, -MAX_PT, style, spaced))
            spaced = False
            continue
        glyphs.append(Glyph(code, x.value, y.value, rect.left, rect.bottom, rect.right, rect.top, style, spaced))
        spaced = False
    return glyphs, count


def _style(pdfium: Any, texts: Any, i: int, owner: Any) -> Style:
    name_buffer = ctypes.create_string_buffer(128)
    font = pdfium.FPDFTextObj_GetFont(owner)
    weight = -1
    if font:
        pdfium.FPDFFont_GetBaseFontName(font, name_buffer, 128)
        weight = pdfium.FPDFFont_GetWeight(font)
    name = name_buffer.value.decode("utf-8", "replace")
    points, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(owner, ctypes.byref(points))
    pdfium.FPDFText_GetMatrix(texts, i, ctypes.byref(matrix))
    size = abs(points.value) * math.hypot(matrix.c, matrix.d)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(
        owner, ctypes.byref(red), ctypes.byref(green), ctypes.byref(blue), ctypes.byref(alpha)
    )
    mode = pdfium.FPDFTextObj_GetTextRenderMode(owner)
    return Style(
        font=name or f"#{ctypes.addressof(font.contents):x}" if font else "",
        size=min(size, 2000.0) if math.isfinite(size) else 0.0,
        bold=_bold(name, weight, mode),
        italic=bool(_ITALIC.search(name)),
        symbol=bool(_SYMBOL.search(name)),
        angle=_angle(matrix.a, matrix.b),
        invisible=mode in (3, 7) or alpha.value < 10,
        white=min(red.value, green.value, blue.value) >= WHITE and mode not in (1, 2),
    )


def _bold(name: str, weight: int, mode: int) -> bool | None:
    """True or False by the font's name and weight; None for a font that says neither."""
    if mode == 2 or _BOLD.search(name.partition("+")[2] or name):
        return True
    if _UNKNOWN_NAME.match(name):
        return True if weight >= 650 else None
    return False


def _angle(a: float, b: float) -> int:
    if abs(b) <= 0.2 * abs(a):
        return 0 if a >= 0 else 180
    if abs(a) <= 0.2 * abs(b):
        return 90 if b > 0 else 270
    return -1


def _main_angle(glyphs: list[Glyph]) -> int:
    counts = dict.fromkeys((0, 90, 180, 270), 0)
    for glyph in glyphs:
        if glyph.style.angle >= 0:
            counts[glyph.style.angle] += 1
    return max(counts, key=lambda angle: (counts[angle], -angle))


def _part(glyphs: list[Glyph], box: Box, seen: Drawn, angle: int, turned_box: Box) -> tuple[list[Glyph], list[Glyph]]:
    """Characters a reader sees and those no reader can see, turned into reading coordinates."""
    invisible = sum(g.style.invisible for g in glyphs)
    # The text layer of a scanned page is invisible by design and lies over its picture.
    scanned = invisible > 0.9 * len(glyphs) and any(p.area > 0.6 * turned_box.area for p in seen.pictures)
    shown: list[Glyph] = []
    hidden: list[Glyph] = []
    for glyph in glyphs:
        off = glyph.right < box.x0 or glyph.left > box.x1 or glyph.top < box.y0 or glyph.bottom > box.y1
        glyph.turn(angle, turned_box)
        style = glyph.style
        concealed = (
            off
            or (style.invisible and not scanned)
            or style.size < TINY_PT
            or (style.white and not seen.has_ground(glyph.x0, glyph.base))
        )
        (hidden if concealed else shown).append(glyph)
    return shown, hidden


def _runs(glyphs: list[Glyph]) -> list[str]:
    """Hidden characters as one string a line."""
    lines: list[list[str]] = []
    base = math.inf
    for word in words_of(glyphs):
        if abs(word.y - base) > 0.5 * word.size + 0.1:
            lines.append([])
        lines[-1].append(word.text)
        base = word.y
    return [" ".join(line) for line in lines]


def _turned_words(glyphs: list[Glyph]) -> list[Word]:
    """Runs of text at an angle (a stamp in the margin, a turned row label), each as one word with its box."""
    out: list[Word] = []
    run: list[Glyph] = []
    for glyph in [*glyphs, None]:
        if run and (glyph is None or glyph.style.angle != run[-1].style.angle or _apart(run[-1], glyph)):
            text = "".join((" " if g.spaced and n else "") + g.text for n, g in enumerate(run))
            x0, x1 = min(g.x0 for g in run), max(g.x1 for g in run)
            out.append(Word(text, x0, x1, (run[0].base + run[-1].base) / 2, run[0].style.size, run[0].style, len(text)))
            run = []
        if glyph is not None:
            run.append(glyph)
    return out


def _apart(one: Glyph, other: Glyph) -> bool:
    return math.hypot(one.x0 - other.x0, one.base - other.base) > 2.5 * max(one.style.size, 1.0)
