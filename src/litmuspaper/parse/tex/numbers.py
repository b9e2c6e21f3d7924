"""The numbers that LaTeX would print: sections, floats, equations, theorems, and what each label stands for.

One pass over the source with counters, as LaTeX keeps them (LaTeX2e source, ltcounts.dtx and ltxref.dtx). A label in
a float means the float even where it stands before its caption.
"""

import re
from dataclasses import dataclass, field

from litmuspaper.parse.tex.define import Theorem
from litmuspaper.parse.tex.scan import Environment, Source, split_top
from litmuspaper.parse.tex.shapes import EQUATIONS, FLOATS, HEADINGS, ONE_NUMBER, SUBFLOATS

_EVENT = re.compile(
    r"\\(?:(part|chapter|section|subsection|subsubsection|paragraph)(\*?)(?![A-Za-z])|(appendix)(?![A-Za-z])"
    r"|(caption|captionof|subcaption|tablecaption|subfloat|subfigure|subtable)(\*?)\s*(?=[\[{])"
    r"|label\s*\{([^{}]{1,200})\}|begin\s*\{([^{}\n]{1,60})\}|end\s*\{([^{}\n]{1,60})\}"
    r"|setcounter\s*\{(\w+)\}\s*\{(-?\d{1,4})\}|(?:numberwithin|counterwithin)\s*\{(\w+)\}\s*\{(\w+)\}"
    r"|renewcommand\s*\{?\\the(\w+)\}?|(item)(?![A-Za-z])|\\)"
)
_ROW = re.compile(r"(?P<mark>\\\\)|\\begin\s*\{|\\[A-Za-z]+|\\.|\{", re.DOTALL)
_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_TAG = re.compile(r"\\tag(\*?)\s*\{([^{}]{1,60})\}")
_LABEL = re.compile(r"\\label\s*\{([^{}]{1,200})\}")
_BELOW = {"part": (), "chapter": ("section", "subsection", "subsubsection")}
_BELOW |= {"section": ("subsection", "subsubsection"), "subsection": ("subsubsection",), "subsubsection": ()}


@dataclass(frozen=True)
class Row:
    """One line of a displayed formula that stands as an equation of its own."""

    start: int
    stop: int
    number: str | None


@dataclass
class Numbers:
    """Printed numbers by place, and labels."""

    sections: dict[int, str | None] = field(default_factory=dict)
    captions: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    equations: dict[int, list[Row]] = field(default_factory=dict)
    theorems: dict[int, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)


def roman(number: int) -> str:
    """A number as Roman numerals."""
    text = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split(), strict=True
    ):
        while number >= value and len(text) < 40:
            text, number = text + sign, number - value
    return text


def letter(number: int) -> str:
    """A number as a capital letter, doubled past Z."""
    return chr(64 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1) if 0 < number < 1000 else str(number)


@dataclass
class _Float:
    """An open environment that can have a caption; its labels wait for the number."""

    name: str
    kind: str
    number: str | None = None
    waiting: list[str] = field(default_factory=list)


class Counter:
    """Walks over a source once and numbers everything in it."""

    def __init__(self, source: Source, document_class: str, theorems: dict[str, Theorem]) -> None:
        self.source, self.theorems = source, theorems
        self.made = Numbers()
        self.counts: dict[str, int] = {}
        self.within: dict[str, str] = {}
        self.roman = document_class.startswith(("IEEE", "ieee", "revtex"))
        self.letters = document_class.startswith("revtex")
        self.chapters = document_class in ("book", "report", "thesis", "memoir", "scrbook", "scrreprt") or (
            "\\chapter{" in source.text
        )
        if self.chapters:
            self.within |= {"Figure": "chapter", "Table": "chapter", "equation": "chapter"}
        self.depth = 3
        self.appendix = False
        self.floats: list[_Float] = []
        self.open: list[str] = []
        self.current: tuple[str, str, int] = ("", "", -1)
        self.outer: list[tuple[str, str, int]] = []
        self.parent: list[str] = []

    def run(self) -> Numbers:
        """All numbers of the source."""
        at, end = 0, len(self.source.text)
        while found := _EVENT.search(self.source.text, at, end):
            at = self._event(found)
        return self.made

    def _event(self, found: re.Match[str]) -> int:
        heading, star, appendix, caption, unnumbered, label, begin, finish = found.groups()[:8]
        if heading:
            self._heading(heading, star, found.start())
        elif appendix:
            self._appendix()
        elif caption:
            self._caption(caption, unnumbered, found)
        elif label:
            self._label(label.strip())
        elif begin:
            return self._begin(begin.strip(), found)
        elif finish:
            self._end(finish.strip())
        elif found[9]:
            self._set(found[9], int(found[10]))
        elif found[11]:
            self.within[_counter(found[11])] = found[12]
        elif found[13] in ("table", "figure", "equation"):
            self._restyled(found[13], found.end())
        elif found[14] and self.open and self.open[-1] == "enumerate":
            self.counts["item"] = self.counts.get("item", 0) + 1
            self.current = ("Item", str(self.counts["item"]), -1)
        return found.end()

    def _appendix(self) -> None:
        self.appendix = True
        for name in ("chapter", "section", "subsection", "subsubsection"):
            self.counts[name] = 0

    def _set(self, name: str, value: int) -> None:
        if name == "secnumdepth":
            self.depth = value
        else:
            self.counts[_counter(name)] = value

    def _restyled(self, name: str, at: int) -> None:
        r"""\renewcommand{\thetable}{S\arabic{table}}: the prefix is kept."""
        group = self.source.group(at, min(at + 200, len(self.source.text)))
        said = self.source.text[group[0] : group[1]] if group else ""
        within = re.match(r"\\the(section|chapter|subsection)\b", said)
        prefix = re.match(r"([A-Za-z]{1,3}[.-]?)\\", said)
        if within:
            self.within[_counter(name)] = within[1]
        elif prefix:
            self.within[_counter(name)] = f"={prefix[1]}"

    def _heading(self, name: str, star: str, at: int) -> None:
        number = None
        if name == "paragraph":
            self.current = (self.current[0], self.current[1], at)
            return
        level = HEADINGS[name]
        if not star and level <= self.depth:
            self.counts[name] = self.counts.get(name, 0) + 1
            for below in _BELOW[name]:
                self.counts[below] = 0
            for counter, above in self.within.items():
                if above == name:
                    self.counts[counter] = 0
            number = self.section(name)
        self.made.sections[at] = number
        kind = "Chapter" if name == "chapter" else ("Appendix" if self.appendix else "Section")
        self.current = (kind, number or "", at)

    def section(self, name: str) -> str:
        """The printed number of the section that is open at a level."""
        own = self.counts.get(name, 0)
        top = "chapter" if self.chapters else "section"
        if name == "part":
            return roman(own)
        if name == top:
            return letter(own) if self.appendix else (roman(own) if self.roman and name == "section" else str(own))
        above = {"section": "chapter", "subsection": "section", "subsubsection": "subsection"}.get(name, top)
        if self.letters and not self.appendix:
            return letter(own) if name == "subsection" else str(own)
        if self.roman and name == "subsection":
            return f"{self.section(above)}-{letter(own)}"
        return (
            f"{self.section(above)}.{own}" if not (self.roman and name != "section") else f"{self.section(above)}{own}"
        )

    def next(self, counter: str) -> str:
        """Step a counter and print it, with the section that it lies within."""
        self.counts[counter] = own = self.counts.get(counter, 0) + 1
        above = self.within.get(counter, "")
        if above.startswith("="):
            return f"{above[1:]}{own}"
        if above in HEADINGS and self.counts.get(above):
            return f"{self.section(above)}.{own}"
        return roman(own) if self.roman and counter == "Table" and own < 4000 else str(own)

    def _caption(self, name: str, star: str, found: re.Match[str]) -> None:
        at, text = found.start(), self.source.text
        holder = self.floats[-1] if self.floats else None
        if name == "captionof":
            kind_group = self.source.group(found.end(), len(text))
            said = text[kind_group[0] : kind_group[1]].strip().capitalize() if kind_group else "Figure"
            number = None if star else self.next(said)
            self.made.captions[at] = (said, number)
            self.current = (said, number or "", at)
            if holder and holder.number is None:
                self._name(holder, said, number, at)
            return
        if holder is None:
            return
        if name in ("subfloat", "subfigure", "subtable", "subcaption") or holder.name in SUBFLOATS:
            self._subcaption(holder, at)
            return
        number = None if star else (self.next(holder.kind) if holder.number is None else holder.number)
        if holder.number is not None and holder.waiting == ["captioned"]:
            number = None if star else self.next(holder.kind)
        self.made.captions[at] = (holder.kind, number)
        self._name(holder, holder.kind, number, at)
        holder.waiting = ["captioned"]

    def _name(self, holder: _Float, kind: str, number: str | None, at: int) -> None:
        holder.number = number or holder.number
        for label in holder.waiting:
            if label != "captioned" and number:
                self.made.labels[label], self.made.kinds[label] = number, kind
        holder.waiting = []
        self.current = (kind, number or "", at)

    def _subcaption(self, holder: _Float, at: int) -> None:
        """A part of a float: its number is that of the float, if known or still to come, with a letter."""
        outer = next((f for f in reversed(self.floats) if f.name not in SUBFLOATS), holder)
        key = f"sub {id(outer)}"
        self.counts[key] = own = self.counts.get(key, 0) + 1
        part = letter(own).lower()
        number = f"{outer.number or self._coming(outer)}{part}"
        self.made.captions[at] = (holder.kind, part)
        for label in holder.waiting if holder is not outer else []:
            self.made.labels[label], self.made.kinds[label] = number, holder.kind
        if holder is not outer:
            holder.waiting = []
        self.current = (holder.kind, number, at)

    def _coming(self, outer: _Float) -> str:
        """The number that a float's caption will have, looked up without taking it."""
        before = self.counts.get(outer.kind, 0)
        number = self.next(outer.kind)
        self.counts[outer.kind] = before
        return number

    def _label(self, label: str) -> None:
        kind, number, at = self.current
        holder = self.floats[-1] if self.floats else None
        if holder and holder.number is None and holder.waiting != ["captioned"] and kind != holder.kind:
            holder.waiting.append(label)
        if self.made.labels.get(label):
            return
        self.made.labels[label], self.made.kinds[label] = number, kind
        if at >= 0:
            self.made.titles[label] = at

    def _begin(self, name: str, found: re.Match[str]) -> int:
        base = name.rstrip("*")
        inner = self.source.environments.get(found.start())
        if base in EQUATIONS and inner:
            self._equation(inner, base)
            return inner.end
        self.open.append(name)
        self.outer.append(self.current)
        if base == "subequations":
            self.parent.append(self.next("equation"))
            self.current = ("Equation", self.parent[-1], found.start())
            self.counts["row"] = 0
        elif name == "appendices":
            self._appendix()
        elif base in SUBFLOATS or name in FLOATS or base in FLOATS:
            kind = FLOATS.get(base, self.floats[-1].kind if self.floats else "Figure")
            self.floats.append(_Float(base, kind))
        elif base in self.theorems:
            self._theorem(base, name, found.start())
        elif name == "enumerate":
            self.counts["item"] = 0
        return found.end()

    def _theorem(self, base: str, name: str, at: int) -> None:
        theorem = self.theorems[base]
        if theorem.within:
            self.within.setdefault(theorem.counter, theorem.within)
        shared = self.theorems.get(theorem.counter)
        if shared and shared.within:
            self.within.setdefault(theorem.counter, shared.within)
        number = "" if name.endswith("*") or not theorem.numbered else self.next(theorem.counter or base)
        self.made.theorems[at] = f"{theorem.title} {number}".strip()
        self.current = (theorem.title, number, at)

    def _end(self, name: str) -> None:
        if name not in self.open[-20:]:
            return
        while self.open:
            closed = self.open.pop()
            self.current = self.outer.pop()
            if self.floats and self.floats[-1].name == closed.rstrip("*"):
                self.floats.pop()
            if closed == "subequations" and self.parent:
                self.parent.pop()
            if closed == name:
                return

    def _equation(self, found: Environment, base: str) -> None:
        """The lines of a displayed formula; those without a number join the next that has one."""
        starred = found.name.endswith("*") or base in ("displaymath", "math", "gathered", "aligned")
        if base in ONE_NUMBER:
            pieces = [(found.inside, found.stop)]
        else:
            pieces = [(a, b) for a, b, _ in split_top(self.source, found.inside, found.stop, _ROW)]
        rows: list[Row] = []
        begun = found.inside
        for n, (start, stop) in enumerate(pieces):
            text = self.source.text[start:stop]
            last = n == len(pieces) - 1
            number = self._row_number(text, starred, last)
            for label in _LABEL.findall(self.source.text[begun:stop] if number else text):
                if number or label not in self.made.labels:
                    self.made.labels[label], self.made.kinds[label] = number or "", "Equation"
            if number or last:
                rows.append(Row(begun, stop, number))
                begun = stop
        self.made.equations[found.start] = rows

    def _row_number(self, text: str, starred: bool, last: bool) -> str | None:
        tag = _TAG.search(text)
        if tag:
            return tag[2].strip().strip("$")
        if starred or _UNNUMBERED.search(text) or (last and not text.strip()):
            return None
        if self.parent:
            self.counts["row"] = self.counts.get("row", 0) + 1
            return f"{self.parent[-1]}{letter(self.counts['row']).lower()}"
        return self.next("equation")


def _counter(name: str) -> str:
    return {"table": "Table", "figure": "Figure", "algorithm": "Algorithm"}.get(name, name)
