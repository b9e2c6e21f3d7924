"""Characters joined into words, with raised and lowered ones written as `^` and `_`."""

import unicodedata
from dataclasses import dataclass

from litmuspaper.parse.pdf.objects import Box

_HYPHENS = (2, 0xAD, 0x2010, 0x2011, 0xFFFE)
_EXPANDED = {
    **dict.fromkeys(_HYPHENS, "-"),
    **dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
    # Fonts without a map to Unicode give TeX's own codes (OT1 and T1 encodings, LaTeX's fntguide).
    **dict(zip(range(11, 16), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
    **dict(zip(range(16, 23), "“”„«»–—", strict=True)),
    **dict(zip(range(27, 32), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
}
_TEX_SYMBOLS = {0: "−", 1: "·", 2: "×", 3: "∗", 6: "±", 8: "⊕", 10: "⊗", 14: "◦", 15: "•", 20: "≤", 21: "≥", 24: "∼"}
_NOTHING = frozenset([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFF])
# Accents that TeX's older fonts print as characters of their own, before or after their letter.
_ACCENTS = {
    0x60: "\u0300",
    0xB4: "\u0301",
    0x2C6: "\u0302",
    0x5E: "\u0302",
    0x2DC: "\u0303",
    0x7E: "\u0303",
    0xAF: "\u0304",
    0x2D8: "\u0306",
    0x2D9: "\u0307",
    0xA8: "\u0308",
    0x2DA: "\u030a",
    0x2DD: "\u030b",
    0x2C7: "\u030c",
    0xB8: "\u0327",
    0x2DB: "\u0328",
}
# Word spaces of TeX's fonts are 0.25 to 0.35 em, squeezed to 0.2; kerns stay below 0.12.
_SPACE_EM = 0.19
_SEEN_SPACE_EM = 0.03


@dataclass(frozen=True)
class Style:
    """How one text object is set; `bold` is None where the font does not say, sizes are points."""

    font: str
    size: float
    bold: bool | None
    italic: bool
    symbol: bool
    angle: int
    invisible: bool
    white: bool


class Glyph:
    """One character; `turn` gives it reading coordinates x0, x1 and its baseline."""

    __slots__ = ("base", "bottom", "code", "left", "right", "spaced", "style", "top", "x", "x0", "x1", "y")

    def __init__(
        self,
        code: int,
        x: float,
        y: float,
        left: float,
        bottom: float,
        right: float,
        top: float,
        style: Style,
        spaced: bool,
    ) -> None:
        self.code, self.x, self.y, self.style, self.spaced = code, x, y, style, spaced
        self.left, self.bottom, self.right, self.top = left, bottom, right, top
        self.x0 = self.x1 = self.base = 0.0

    @property
    def text(self) -> str:
        """The character, ligatures expanded."""
        code = self.code
        if code > 32 and code < 0x7F:
            return chr(code)
        if self.style.symbol and code in _TEX_SYMBOLS:
            return _TEX_SYMBOLS[code]
        if code in _EXPANDED:
            return _EXPANDED[code]
        if code < 32 or 0x7F <= code < 0xA0 or code in _NOTHING or 0xD800 <= code <= 0xF8FF or code > 0x10FFFF:
            return ""
        return chr(code)

    def turn(self, angle: int, box: Box) -> None:
        """Sets the reading coordinates on a page whose text runs at `angle`; `box` is the turned page."""
        if angle == 90:
            self.x0, self.x1, self.base = self.y - box.x0, self.top - box.x0, self.x - box.y0
        elif angle == 270:
            self.x0, self.x1, self.base = -self.y - box.x0, -self.bottom - box.x0, -self.x - box.y0
        elif angle == 180:
            self.x0, self.x1, self.base = -self.x - box.x0, -self.left - box.x0, self.y - box.y0
        else:
            self.x0, self.x1, self.base = self.x - box.x0, self.right - box.x0, -self.y - box.y0


@dataclass(slots=True)
class Word:
    """A run of characters without a gap; y is the baseline, `bold_share` counts letters and digits."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    style: Style
    letters: int = 0
    bold: int = 0
    unsure: int = 0
    underlined: bool = False


def words_of(glyphs: list[Glyph]) -> list[Word]:
    """Words in stream order.

    Args:
        glyphs: characters of one direction, turned.

    Returns:
        Words; a raised or lowered smaller part is kept as `^x`, `_{xy}` where it touches its base.
    """
    words: list[Word] = []
    run: list[Glyph] = []
    for glyph in _accented(glyphs):
        if not glyph.text:
            continue
        if run and not _touches(run, glyph):
            words.append(_word(run))
            run = []
        run.append(glyph)
    if run:
        words.append(_word(run))
    return words


def _accented(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters with accents set over (or under) their letters made one with them."""
    dropped: set[int] = set()
    for n, glyph in enumerate(glyphs):
        if glyph.code not in _ACCENTS:
            continue
        # The file may print an accent some letters after its own.
        near = [m for m in range(max(0, n - 12), min(len(glyphs), n + 13)) if _stands_over(glyph, glyphs[m])]
        if not near:
            continue
        letter = glyphs[min(near, key=lambda m: _offset(glyph, glyphs[m]))]
        base = "i" if letter.code == 0x131 else letter.text
        whole = unicodedata.normalize("NFC", base + _ACCENTS[glyph.code])
        if len(whole) == 1:
            letter.code = ord(whole)
            dropped.add(n)
    return [g for n, g in enumerate(glyphs) if n not in dropped] if dropped else glyphs


def _offset(accent: Glyph, letter: Glyph) -> float:
    return abs((accent.x0 + accent.x1) - (letter.x0 + letter.x1)) / 2


def _stands_over(accent: Glyph, letter: Glyph) -> bool:
    size = letter.style.size
    level = abs(accent.base - letter.base) < 0.4 * size
    return letter.text.isalpha() and level and _offset(accent, letter) < 0.22 * size


def _touches(run: list[Glyph], glyph: Glyph) -> bool:
    last = run[-1]
    size = max(last.style.size, glyph.style.size)
    gap = glyph.x0 - last.x1
    if gap > _SPACE_EM * size or (glyph.spaced and gap > _SEEN_SPACE_EM * size):
        return False
    if glyph.x0 < last.x0 - 0.3 * size and glyph.x0 < run[0].x0 + 0.1:
        return False
    drop = abs(glyph.base - last.base)
    if drop < 0.12 * size:
        return glyph.x0 > last.x0 - 0.6 * size
    small = min(last.style.size, glyph.style.size) < 0.87 * size
    both_small = all(g.style.size < 0.87 * max(r.style.size for r in run) for g in (last, glyph))
    return drop < 0.62 * size * (1.5 if both_small else 1) and (small or both_small) and gap > -0.9 * size


def _word(run: list[Glyph]) -> Word:
    main = max(run, key=lambda g: g.style.size)
    size = main.style.size
    text: list[str] = []
    pending: list[str] = []
    mode = ""
    letters = bold = unsure = 0
    for glyph in run:
        rise = (main.base - glyph.base) / (size or 1)
        small = glyph.style.size < 0.87 * size
        now = ("^" if rise > 0 else "_") if small and abs(rise) > 0.1 else ""
        if now != mode:
            text.append(_script(mode, pending))
            pending, mode = [], now
        pending.append(glyph.text)
        if glyph.text[:1].isalnum():
            letters += 1
            bold += glyph.style.bold is True
            unsure += glyph.style.bold is None
    text.append(_script(mode, pending))
    return Word(
        "".join(text),
        min(g.x0 for g in run),
        max(g.x1 for g in run),
        main.base,
        size,
        main.style,
        letters,
        bold,
        unsure,
    )


def _script(mode: str, pieces: list[str]) -> str:
    inner = "".join(pieces)
    if not mode or not inner:
        return inner
    return f"{mode}{inner}" if len(inner) == 1 else f"{mode}{{{inner}}}"
