"""The rows of a table and the runs of words in them."""

import re
from dataclasses import dataclass, field

from litmuspaper.parse.pdf.objects import Box
from litmuspaper.parse.pdf.words import Word

_JOIN_EM = 0.46
_JOIN_NUMBERS_EM = 0.24
NUMBER = re.compile(r"[-+−–~<>≤≥≈$(]*\d[\d.,:/]*(?:[eE][-+−]?\d+)?\s*[%‰kKMBGs×x)]*(?:[\^_].*|[*†‡§↑↓]*)$")
_GLUE = re.compile(r"[±·×/+=<>≤≥(→∼~:-]+$|[±·×/=→∼~)]")
_DASH = re.compile(r"[-–—−]+$")


@dataclass
class Chunk:
    """Words of one row that belong together."""

    words: list[Word]
    columns: tuple[int, int] = (0, 0)

    @property
    def x0(self) -> float:
        """Left end."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right end."""
        return max(w.x1 for w in self.words)


@dataclass
class Row:
    """One baseline and its chunks."""

    y: float
    size: float
    words: list[Word]
    chunks: list[Chunk] = field(default_factory=list)
    last: float = 0.0


def rows_of(words: list[Word]) -> list[Row]:
    """Words by their baselines, from the top; turned words join the nearest row."""
    rows: list[Row] = []
    for word in sorted((w for w in words if w.style.angle == words[0].style.angle), key=lambda w: w.y):
        size = max(word.size, 4.0)
        for row in reversed(rows[-3:]):
            if abs(word.y - row.y) < 0.4 * max(size, row.size):
                row.words.append(word)
                if word.size > row.size:
                    row.y, row.size = word.y, word.size
                break
        else:
            rows.append(Row(word.y, size, [word]))
    for word in (w for w in words if w.style.angle != words[0].style.angle):
        if rows:
            min(rows, key=lambda r: abs(r.y - word.y)).words.append(word)
    for row in rows:
        row.words.sort(key=lambda w: w.x0)
        row.last = row.y
    return sorted(rows, key=lambda r: r.y)


def chunks_of(words: list[Word]) -> list[Chunk]:
    """Words of one row joined where only a word space parts them."""
    chunks: list[Chunk] = []
    for word in words:
        if chunks and _joins(chunks[-1].words[-1], word):
            chunks[-1].words.append(word)
        else:
            chunks.append(Chunk([word]))
    return chunks


def _joins(left: Word, right: Word) -> bool:
    size = max(left.size, right.size)
    gap = right.x0 - left.x1
    if _GLUE.match(right.text) or _GLUE.search(left.text[-1:]):
        return gap < 0.6 * size
    if right.text.startswith("(") and NUMBER.match(left.text):
        return gap < 0.42 * size
    if (NUMBER.match(left.text) or _DASH.match(left.text)) and (NUMBER.match(right.text) or _DASH.match(right.text)):
        return gap < _JOIN_NUMBERS_EM * size
    return gap < _JOIN_EM * size


def posts_of(down: list[Box], box: Box) -> list[float]:
    """Upright rules that run through at least two thirds of the table, within it."""
    lengths: dict[int, float] = {}
    for rule in down:
        if box.x0 + 6 < rule.x0 < box.x1 - 6:
            key = round(rule.x0)
            lengths[key] = lengths.get(key, 0.0) + min(rule.y1, box.y1) - max(rule.y0, box.y0)
    return [x + 0.2 for x, length in sorted(lengths.items()) if length > 0.66 * box.height]


def cut_at_posts(rows: list[Row], posts: list[float]) -> None:
    """Parts the chunks that reach over an upright rule."""
    if not posts:
        return
    for row in rows:
        chunks: list[Chunk] = []
        for chunk in row.chunks:
            for word in chunk.words:
                side = sum((word.x0 + word.x1) / 2 > p for p in posts)
                same = chunks and chunks[-1].words[-1] in chunk.words
                before = sum((chunks[-1].words[-1].x0 + chunks[-1].words[-1].x1) / 2 > p for p in posts) if same else -1
                if same and side == before:
                    chunks[-1].words.append(word)
                else:
                    chunks.append(Chunk([word]))
        row.chunks = chunks
