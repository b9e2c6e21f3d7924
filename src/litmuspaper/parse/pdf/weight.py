"""Whether a font without a name is bold: bold faces are wider than the plain face of the same size.

TeX's bitmap fonts (Type 3) carry no name; Computer Modern's bold digits are 0.575 em wide, its plain ones 0.5
(Knuth, Computer Modern Typefaces, 1986).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from litmuspaper.parse.pdf.words import Glyph, Word

_BOLD_WIDTH = (1.085, 1.4)
_ENOUGH = 3
_PLAIN_CHARS = 200

FontKey = tuple[str, float]


@dataclass
class Widths:
    """Advance widths in em of the characters of each nameless font and size."""

    seen: dict[FontKey, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    counts: Counter[FontKey] = field(default_factory=Counter)

    def learn(self, glyphs: list[Glyph]) -> None:
        """Notes the widths of the characters whose font does not tell its weight."""
        for glyph in glyphs:
            style = glyph.style
            if style.bold is None and style.size > 0 and style.angle == 0:
                key = (style.font, round(style.size, 1))
                self.seen[key].setdefault(glyph.code, (glyph.right - glyph.x) / style.size)
                self.counts[key] += 1

    def weights(self) -> dict[FontKey, bool | None]:
        """Bold, not bold or unknown for each nameless font and size."""
        plain: dict[float, FontKey] = {}
        for key, count in self.counts.most_common():
            if count >= _PLAIN_CHARS:
                plain.setdefault(key[1], key)
        return {key: self._weight(key, plain.get(key[1])) for key in self.counts}

    def _weight(self, key: FontKey, plain: FontKey | None) -> bool | None:
        if plain is None:
            return None
        if key == plain:
            return False
        mine, theirs = self.seen[key], self.seen[plain]
        common = [c for c in mine if theirs.get(c, 0) > 0.1]
        if len(common) < _ENOUGH:
            return None
        ratio = sum(mine[c] for c in common) / sum(theirs[c] for c in common)
        return _BOLD_WIDTH[0] < ratio < _BOLD_WIDTH[1]


def settle_bold(words: list[Word], weights: dict[FontKey, bool | None]) -> None:
    """Writes what the widths told into the words of nameless fonts."""
    for word in words:
        if word.unsure:
            bold = weights.get((word.style.font, round(word.style.size, 1)))
            if bold is not None:
                word.bold, word.unsure = (word.letters if bold else 0), 0
