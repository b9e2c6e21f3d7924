"""Where in one document belongs what only another holds: whole sections, and floats beside their neighbours."""

from bisect import bisect_left, bisect_right
from collections import Counter
from typing import NamedTuple

from litmuspaper.parse.merge.copy import FRONT
from litmuspaper.parse.merge.same import Words, letters
from litmuspaper.types import Document, Section

MOST_NEIGHBOURS = 40
FEWEST_LOST = 3
PRINT = ("pdf", "text")  # formats in which a heading is known by its looks only
LISTS = frozenset(["references", "bibliography", "literaturecited", "literature", "workscited", "referencesandnotes"])


class Lost(NamedTuple):
    """A section's own text that the skeleton lacks: from where to where, and its place in the skeleton."""

    start: int
    end: int
    at: int


class Places:
    """The skeleton as a map: its breaks between paragraphs, its headings, its sentences by their words."""

    def __init__(self, skeleton: Document, words: Words) -> None:
        """Make the map of a skeleton with its words."""
        self.skeleton = skeleton
        self.words = words
        self.headings = headings(skeleton)
        self.titles = {title: n for n, s in reversed([*enumerate(self.headings)]) if (title := letters(s.title))}
        self.nouns = sorted(
            (noun.start, noun.end)
            for nouns in (skeleton.tables, skeleton.figures, skeleton.equations, skeleton.sentences)
            for noun in nouns
            if noun.start < noun.end
        )
        self.sentences: dict[int, int] = {}
        for _, end, found in words.sentences:
            for run in found:
                self.sentences.setdefault(run, end)

    def front(self) -> int:
        """Where the body begins."""
        last = max((s.end for s in self.skeleton.sections if s.title in FRONT), default=None)
        return 0 if last is None else self.after(last)

    def after(self, at: int) -> int:
        """The next break between two blocks."""
        text = self.skeleton.text
        while (found := text.find("\n\n", at)) >= 0:
            at = found + 2
            n = bisect_left(self.nouns, (at, 0))
            if not any(start < at < end for start, end in self.nouns[max(0, n - 8) : n]):
                return at
        return len(text)

    def end_of(self, n: int) -> int:
        """Where a heading's own text ends: at the next heading of any level."""
        return self.headings[n + 1].start if n + 1 < len(self.headings) else len(self.skeleton.text)

    def body_end(self) -> int:
        """Where the reference list opens, else the end of the text."""
        return next((s.start for s in self.headings if letters(s.title) in LISTS), len(self.skeleton.text))

    def beside(self, other: Document, words: Words, start: int, end: int) -> int:
        """The break at which a float of another document belongs.

        It comes after the nearest sentence before it that stands here; failing that, after the nearest one behind it;
        at the end of the section of its title; at the end of the body.
        """
        starts = [sentence[0] for sentence in words.sentences]
        before, behind = bisect_left(starts, start), bisect_left(starts, end)
        near = [*reversed(words.sentences[max(0, before - MOST_NEIGHBOURS) : before])]
        near += words.sentences[behind : behind + MOST_NEIGHBOURS]
        for _, _, found in near:
            votes = Counter(place for run in found if (place := self.sentences.get(run)) is not None)
            if votes and 2 * max(votes.values()) >= len(found):
                return min(self.after(max(votes, key=lambda place: (votes[place], -place))), self.body_end())
        return self.in_section(other, start)

    def in_section(self, other: Document, start: int) -> int:
        """The end of the nearest section, at or before a place of another document, that stands here too."""
        theirs = headings(other)
        n = bisect_right([section.start for section in theirs], start) - 1
        known = next(
            (self.titles[t] for s in reversed(theirs[: n + 1]) if (t := letters(s.title)) in self.titles), None
        )
        if known is not None:
            return self.end_of(known)
        return self.front() if n >= 0 else self.body_end()

    def lost(self, other: Document, words: Words, have: list[Words]) -> list[Lost]:
        """The sections of another document whose text the skeleton lacks.

        A section counts as lost where it has at least `FEWEST_LOST` sentences and at most a tenth of them stand here;
        or where its title does not stand here and none of its sentences, if it is not read from print.
        """
        found = []
        theirs = headings(other)
        starts = [sentence[0] for sentence in words.sentences]
        for n, section in enumerate(theirs):
            if letters(section.title) in LISTS:
                continue
            end = theirs[n + 1].start if n + 1 < len(theirs) else len(other.text)
            own = words.sentences[bisect_left(starts, section.start) : bisect_left(starts, end)]
            held = sum(any(one.holds(runs) for one in have) for _, _, runs in own)
            known = letters(section.title) in self.titles
            short = other.parser in PRINT or known or not own
            if 10 * held > len(own) or (short and len(own) < FEWEST_LOST):
                continue
            start = section.start
            if known:
                start = other.text.find("\n\n", start) + 2
            found.append(Lost(start, end, self.in_section(other, section.start)))
        return found


def headings(document: Document) -> list[Section]:
    """The sections of a document in order, title and abstract left out."""
    return sorted((s for s in document.sections if s.title not in FRONT), key=lambda section: section.start)
