"""The body of a paper: headings, paragraphs, lists, formulas and floats, in the order in which they are read.

A float that stands inside a paragraph comes after it, as in print, and so do footnotes; displayed formulas stay in
their sentence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from litmuspaper.parse.build import Builder
from litmuspaper.parse.tex.floats import write_bare_table, write_float
from litmuspaper.parse.tex.inline import BLANK, Inline
from litmuspaper.parse.tex.numbers import Numbers
from litmuspaper.parse.tex.refs import Context
from litmuspaper.parse.tex.rich import Mark, Rich, Style
from litmuspaper.parse.tex.scan import Environment, Source
from litmuspaper.parse.tex.shapes import (
    EQUATIONS,
    FLOATS,
    HEADINGS,
    OPENINGS,
    PASSED,
    RUN_IN,
    SKIPPED,
    SUBFLOATS,
    TABULARS,
)

_EVENT = re.compile(
    r"(?P<blank>\n[ \t]*\n\s*)|\\(?:begin|end)\s*\{(?P<name>[^{}\n]{0,60})\}|\\(?P<command>[A-Za-z@]+)"
    r"|(?P<dollars>\$\$?)|\\(?P<sign>.)",
    re.DOTALL,
)
_INLINE_END = re.compile(r"(?:\\.|[^$\\])*?\$", re.DOTALL)
_DISPLAY_END = re.compile(r"(?:\\.|[^\\])*?\$\$", re.DOTALL)
_STEP = re.compile(
    r"\\(State|Statex|STATE|For|FOR|ForAll|FORALL|While|WHILE|If|IF|Else|ELSE|ElsIf|ELSIF|Return|RETURN|Require|REQUIRE"
    r"|Ensure|ENSURE|Repeat|REPEAT|Until|UNTIL|KwIn|KwOut|KwData|KwResult)(?![A-Za-z])"
)
_BREAKS = frozenset("par bigskip medskip smallskip newpage clearpage cleardoublepage maketitle vfill endinput".split())
_FRONT = {
    **dict.fromkeys("title author icmltitle icmlauthor Author name authors papertitle abstract".split(), "oom"),
    **dict.fromkeys("date affil affiliation address institute email thanks keywords received accepted".split(), "oom"),
    **dict.fromkeys("titlerunning authorrunning icmltitlerunning icmlkeywords icmlcorrespondingauthor".split(), "oom"),
    **dict.fromkeys("shorttitle shortauthors correspondingauthor altaffiliation collaboration urladdr".split(), "oom"),
    **dict.fromkeys("pacs PACS subjclass teaser twocolumnabstract ead cortext fntext tnotetext".split(), "oom"),
    **dict.fromkeys("printAffiliationsAndNotice markboth IEEEpeerreviewmaketitle bibliography".split(), "om"),
    **dict.fromkeys("bibliographystyle".split(), "m"),
    **{"icmlauthor": "mm", "icmlaffiliation": "mm", "orcid": "m", "markboth": "mm", "acks": ""},
}
_BLOCK_ARGUMENTS = frozenset(["footnote", "footnotetext", "thanks", "marginpar"])
_LISTS = frozenset("itemize enumerate description compactitem compactenum inparaenum enumerate* itemize* list".split())


@dataclass
class Body:
    """Writes one body into a builder."""

    source: Source
    context: Context
    numbers: Numbers
    builder: Builder
    inline: Inline = field(init=False)
    paragraph: Rich = field(default_factory=Rich)
    floats: list[Environment] = field(default_factory=list)
    lists: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the writer of running text."""
        self.inline = Inline(self.source, self.context)

    def write(self, start: int, end: int) -> None:
        """Write what stands between two places."""
        at = text_from = start
        while found := _EVENT.search(self.source.text, at, end):
            after = self._event(found, end)
            if after is None:  # part of the running text
                at = self._over(found, end)
                continue
            place, at = after
            self._text(text_from, found.start())
            text_from = at
            place()
        self._text(text_from, end)
        self.flush()

    def _text(self, start: int, end: int) -> None:
        if start < end:
            self.inline.write(start, end, self.paragraph)

    def _over(self, found: re.Match[str], end: int) -> int:
        """Past a piece of running text whose inside must not be taken for a block's start."""
        if found["command"] in _BLOCK_ARGUMENTS:
            at = self.source.pass_over(found.end(), end, "o")
            group = self.source.group(at, end)
            return group[2] if group and self.source.text[group[0] - 1] == "{" else found.end()
        if found["dollars"] == "$" and (close := _INLINE_END.match(self.source.text, found.end(), end)):
            return found.end() if BLANK.search(close[0]) else close.end()
        return found.end()

    def _event(self, found: re.Match[str], end: int) -> tuple[Callable[[], None], int] | None:
        """What a mark in the text starts, as an action and the place after it; None for running text."""
        if found["blank"]:
            return self.flush, found.end()
        if found["name"] is not None:
            return self._environment(found, end)
        if found["command"]:
            return self._command(found["command"], found, end)
        if found["dollars"] == "$$" and (close := _DISPLAY_END.match(self.source.text, found.end(), end)):
            inside, stop = found.end(), close.end() - 2
            return (lambda: self._formula(inside, stop, None)), close.end()
        if found["sign"] == "[":
            place = self.source.text.find("\\]", found.end(), end)
            if place >= 0:
                return (lambda: self._formula(found.end(), place, None)), place + 2
        return None

    def _command(self, name: str, found: re.Match[str], end: int) -> tuple[Callable[[], None], int] | None:
        after = found.end()
        if name in HEADINGS or name in RUN_IN:
            return self._heading(name, found, end)
        if name in _FRONT and (name not in ("date", "name", "thanks", "email", "address")):
            return self._nothing, self.source.pass_over(after, end, _FRONT[name])
        if name in _BREAKS:
            return self.flush, after
        if name == "item" and self.lists:
            return self._item(after, end)
        if name == "captionof":
            return self._nothing, self.source.pass_over(after, end, PASSED[name])
        if name == "appendix":
            return self.flush, after
        if name == "twocolumn" and (block := self.source.bracket(after, end, reach=60_000)):
            return self._nothing, block[2]
        return None

    def _nothing(self) -> None:
        """What is passed over leaves nothing."""

    def _heading(self, name: str, found: re.Match[str], end: int) -> tuple[Callable[[], None], int] | None:
        at = self.source.pass_over(found.end(), end, "so")
        group = self.source.group(at, end)
        if not group or self.source.text[group[0] - 1] != "{":
            return None
        title = Inline(self.source, self.context, reduced=True).plain(group[0], group[1])
        start = found.start()

        def write() -> None:
            self.flush()
            if name in RUN_IN:
                ended = title[-1:] in ".:?!" or not title
                self.paragraph.add(title if ended else f"{title}.", Style(bold=True))
                self.paragraph.add(" ")
            elif title:
                self.builder.open_section(title, HEADINGS[name], self.numbers.sections.get(start))

        return write, group[2]

    def _item(self, after: int, end: int) -> tuple[Callable[[], None], int]:
        label = self.source.bracket(after, end)
        at = label[2] if label else after

        def write() -> None:
            self.flush()
            if label:
                self.inline.write(label[0], label[1], self.paragraph)
            elif self.lists[-1][0]:
                self.lists[-1][1] += 1
                self.paragraph.add(f"{self.lists[-1][1]}.")
            else:
                self.paragraph.add("-")
            self.paragraph.add(" ")

        return write, at

    def _environment(self, found: re.Match[str], end: int) -> tuple[Callable[[], None], int]:
        name = (found["name"] or "").strip()
        base = name.rstrip("*")
        if found[0].startswith("\\end"):
            return (lambda: self._close(name)), found.end()
        inner = self.source.environments.get(found.start())
        if inner is None or inner.end > end:
            return self._nothing, found.end()
        if base in EQUATIONS:
            return (lambda: self._equation(inner)), inner.end
        if name in SKIPPED or base in SKIPPED:
            return self._nothing, inner.end
        if base in FLOATS or name in FLOATS or base in SUBFLOATS:
            return (lambda: self._float(inner)), inner.end
        if name in TABULARS:
            return (lambda: self._table(inner)), inner.end
        return self._open(inner, base, end)

    def _open(self, inner: Environment, base: str, end: int) -> tuple[Callable[[], None], int]:
        """An environment whose content is read on: lists, theorems, quotations, columns."""
        at = self.source.pass_over(inner.inside, end, OPENINGS.get(base, ""))
        note = None
        printed = self.numbers.theorems.get(inner.start)
        if base not in OPENINGS:
            note = self.source.bracket(at, end)
            at = note[2] if note else at

        def write() -> None:
            self.flush()
            if inner.name in _LISTS:
                self.lists.append([int("enum" in inner.name), 0])
            elif printed or base in ("proof", "proof*"):
                said = f" ({self.inline.plain(note[0], note[1])})" if note else ""
                self.paragraph.add(f"{self._plain_title(printed or 'Proof')}{said}. ")

        return write, at

    def _plain_title(self, printed: str) -> str:
        return Inline(Source(printed), self.context).plain(0, len(printed))

    def _close(self, name: str) -> None:
        if name in _LISTS and self.lists:
            self.lists.pop()
        if name not in ("minipage", "small", "footnotesize"):
            self.flush()

    def _float(self, found: Environment) -> None:
        self.floats.append(found)
        if not self.paragraph.length:
            self.flush()

    def _table(self, found: Environment) -> None:
        self.flush()
        write_bare_table(self.source, self.context, self.builder, found)

    def _formula(self, start: int, stop: int, number: str | None) -> None:
        """A displayed formula in its sentence, with its number in brackets."""
        tex = tidy(self.source.text[start:stop])
        if not tex:
            return
        self.paragraph.add(" ")
        place = self.paragraph.add(f"$${tex}$$")
        self.paragraph.marks.append(Mark("display", *place, (tex,), number))
        self.paragraph.add(f" ({number}) " if number else " ")

    def _equation(self, found: Environment) -> None:
        inside = found.inside
        if found.name.startswith(("alignat", "xalignat")):
            inside = self.source.pass_over(inside, found.stop, "m")
        if found.name.startswith("IEEEeqnarray"):
            inside = self.source.pass_over(inside, found.stop, "om")
        for row in self.numbers.equations.get(found.start, []):
            self._formula(max(row.start, inside), row.stop, row.number)

    def flush(self) -> None:
        """End the paragraph: it is written, then its notes, then the floats that stood in it."""
        done, self.paragraph = self.paragraph, Rich()
        if done.length:
            done.prose().write(self.builder)
        for start, end in done.notes:
            self.note(start, end)
        floats, self.floats = self.floats, []
        for found in floats:
            if FLOATS.get(found.name.rstrip("*")) in ("Algorithm", "Listing"):
                self._algorithm(found)
                continue
            write_float(self.source, self.context, self.numbers, self.builder, found, self.note)

    def _algorithm(self, found: Environment) -> None:
        """An algorithm as one paragraph behind its caption."""
        out = Rich()
        at = self.source.pass_over(found.inside, found.stop, "o")
        caption = re.compile(r"\\caption\*?\s*(?=[\[{])").search(self.source.text, at, found.stop)
        if caption:
            kind, number = self.numbers.captions.get(caption.start(), ("Algorithm", None))
            group = self.source.group(self.source.pass_over(caption.end(), found.stop, "o"), found.stop)
            out.add(f"{kind} {number}: " if number else "")
            if group:
                self.inline.write(group[0], group[1], out)
                out.add(". " if out.last() not in ".:?! " else " ")
        last, word = at, ""
        for mark in _STEP.finditer(self.source.text, at, found.stop):
            self._step(last, mark.start(), word, out)
            last, word = mark.end(), mark[1].lower()
        self._step(last, found.stop, word, out)
        if out.length:
            out.prose().write(self.builder)

    def _step(self, start: int, end: int, word: str, out: Rich) -> None:
        """One line of an algorithm, with the keyword that its command prints."""
        printed = {"state": "", "statex": "", "require": "Require:", "ensure": "Ensure:", "kwin": "Input:"}
        printed |= {
            "kwout": "Output:",
            "kwdata": "Data:",
            "kwresult": "Result:",
            "elsif": "else if",
            "forall": "for all",
        }
        out.add(f" {printed.get(word, word)} ")
        self.inline.write(start, end, out)
        out.add(" ")

    def note(self, start: int, end: int) -> None:
        """A footnote as a paragraph of its own."""
        out = Rich()
        out.add("Footnote: ")
        begun = out.length
        self.inline.write(start, end, out)
        if out.length > begun:
            out.prose().write(self.builder)


def tidy(tex: str) -> str:
    """A displayed formula as TeX that stands alone: no labels or numbers; alignment inside `aligned`."""
    tex = re.sub(r"\\label\s*\{[^{}]*\}|\\tag\*?\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])", "", tex)
    tex = re.sub(r"^\s*(?:\\\\(?:\[[^\]]*\])?\s*)+|(?:\\\\(?:\[[^\]]*\])?\s*)+$", "", tex)
    tex = " ".join(tex.split())
    bare = re.sub(r"\\begin\s*\{(\w+)\*?\}.*?\\end\s*\{\1\*?\}|\\[&\\]", "", tex) if len(tex) < 20_000 else ""
    if "&" in bare or ("\\\\" in tex and "\\begin" not in tex):
        tex = f"\\begin{{aligned}} {tex} \\end{{aligned}}" if "\\\\" in tex else re.sub(r"(?<!\\)&", "", tex)
    return " ".join(tex.split())
