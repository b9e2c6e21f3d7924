"""Macros are expanded from text to text before anything is read, in the order of the source.

Every expansion and every character made is counted; past the limits the rest stays as it is. So a macro bomb costs
a bounded time, and a paper that has one is still read up to it.
"""

import re

from litmuspaper.parse.tex.define import DEFINERS, Definitions, Macro
from litmuspaper.parse.tex.scan import Source

MAX_EXPANSIONS = 60_000
MAX_MADE = 6_000_000
_MAX_DEPTH = 40
_MAX_UNENDED = 20
_WORD = re.compile(r"\\([A-Za-z@]+)")
_CONDITIONAL = re.compile(r"\\(if[A-Za-z@]*|else|fi)(?![A-Za-z@])")
_PRIMITIVES = frozenset(
    "if ifx ifnum ifdim ifodd ifcase ifmmode ifvmode ifhmode ifinner ifcat ifdefined ifcsname iffalse iftrue ifpdf "
    "ifvoid ifeof ifpdftex ifxetex ifluatex".split()
)
_BRANCHES = {"ifthenelse": 2, "iftoggle": 2, "IfNoValueTF": 2, "IfValueTF": 2, "IfBooleanTF": 2, "IfFileExists": 2}
_BRANCHES |= {"IfNoValueT": 1, "IfValueT": 1, "IfBooleanT": 1, "IfNoValueF": 1, "IfValueF": 1, "ifblank": 2}
_COUNTER_FORM = re.compile(r"\s*\{?\s*\\the(?:table|figure|equation|section)(?![A-Za-z])")
_ARGUMENT = re.compile(r"##?([1-9])")


class Expander:
    """Expands one source; `definitions` are what it has defined so far."""

    def __init__(self, definitions: Definitions | None = None) -> None:
        self.definitions = definitions or Definitions()
        self.count = 0
        self.made = 0
        self.unended = 0
        self.pending = ""

    @property
    def spent(self) -> bool:
        """Whether the limits are reached, so that the rest stays as it is."""
        return self.count > MAX_EXPANSIONS or self.made > MAX_MADE

    def expand(self, text: str) -> str:
        """The text with the paper's own macros replaced by what they stand for."""
        made = self._expand(text, 0)
        return made + self.pending

    def _expand(self, text: str, depth: int) -> str:
        self.pending = ""
        if "\\" not in text or depth > _MAX_DEPTH:
            return text
        source = Source(text)
        pieces: list[str] = []
        at = 0
        while not self.spent and (found := _WORD.search(source.text, at)):
            name = found[1]
            before = found.start()
            if before and source.text[before - 1] == "\\" and _escaped(source.text, before):
                pieces.append(source.text[at : found.end()])
                at = found.end()
                continue
            after, made = self._one(source, name, found.end(), depth)
            if made is None and self.pending:  # its arguments follow where this text is put
                return "".join([*pieces, source.text[at:before]])
            if made is None:
                pieces.append(source.text[at:after])
                at = after
                continue
            pieces.append(source.text[at:before])
            pieces.append(made)
            at = after
            if self.pending:
                # An expansion ended in a macro whose arguments follow it in this text.
                source, at, self.pending = Source(self.pending + source.text[at:]), 0, ""
                self.made += len(source.text)
        pieces.append(source.text[at:])
        return "".join(pieces)

    def _one(self, source: Source, name: str, at: int, depth: int) -> tuple[int, str | None]:
        """The place after one command and what it expands to, None where it stays."""
        known, end = self.definitions, len(source.text)
        if (macro := known.macros.get(name)) is not None:
            return self._call(source, name, macro, at, depth)
        if name == "renewcommand" and _COUNTER_FORM.match(source.text, at):
            return at, None  # how a number is printed is read with the numbers
        if name in DEFINERS:
            return known.read(source, name, at, end), ""
        if name in ("begin", "end") and known.environments:
            return self._environment(source, name, at, depth)
        if name in _BRANCHES:
            return self._branch(source, name, at, depth)
        if name.startswith("if") and (name in _PRIMITIVES or name[2:] in known.flags):
            return self._conditional(source, name, at, depth)
        if name.endswith("true") and name[:-4] in known.flags:
            known.flags[name[:-4]] = True
            return at, ""
        if name.endswith("false") and name[:-5] in known.flags:
            known.flags[name[:-5]] = False
            return at, ""
        return at, None

    def _call(self, source: Source, name: str, macro: Macro, at: int, depth: int) -> tuple[int, str | None]:
        self.count += 1
        values, after = _arguments(source, macro, at)
        if values is None:
            if depth and source.skip_space(at, len(source.text)) >= len(source.text):
                self.pending = f"\\{name}"
                return len(source.text), None
            return at, None
        body = substitute(macro.body, values)
        self.made += len(body)
        if self.spent:
            return at, None
        if not macro.arguments:
            after = _swallow(source.text, at, body)
        return after, self._joined(self._expand(body, depth + 1), source.text, after)

    def _joined(self, made: str, text: str, after: int) -> str:
        """The expansion, kept apart from a letter that follows where it ends in a command's name."""
        if text[after : after + 1].isalpha() and re.search(r"\\[A-Za-z@]+$", made[-40:]):
            return f"{made} "
        return made

    def _environment(self, source: Source, name: str, at: int, depth: int) -> tuple[int, str | None]:
        title = source.group(at, len(source.text))
        found = self.definitions.environments.get(source.text[title[0] : title[1]].strip()) if title else None
        if not title or not found:
            return at, None
        self.count += 1
        if name == "end":
            body, after = found[1], title[2]
        else:
            values, after = _arguments(source, found[0], title[2])
            if values is None:
                return at, None
            body = substitute(found[0].body, values)
        self.made += len(body)
        return after, f" {self._expand(body, depth + 1)} "

    def _branch(self, source: Source, name: str, at: int, depth: int) -> tuple[int, str | None]:
        groups, here = [], at
        for _ in range(1 + _BRANCHES[name]):
            found = source.group(here, len(source.text))
            if not found:
                return at, None
            groups.append(source.text[found[0] : found[1]])
            here = found[2]
        holds = self._holds(name, groups[0].strip())
        if name.endswith("F") and not name.endswith("TF"):
            chosen = "" if holds else groups[1]
        else:
            chosen = groups[1] if holds else (groups[2] if len(groups) > 2 else "")
        return here, self._expand(chosen, depth + 1)

    def _holds(self, name: str, said: str) -> bool:
        flags = self.definitions.flags
        if name == "iftoggle":
            return flags.get(f"toggle {said}", False)
        if name == "ifblank":
            return not said
        if name.startswith("IfNoValue"):
            return said == "-NoValue-"
        if name.startswith("IfValue"):
            return said != "-NoValue-"
        if name.startswith("IfBoolean"):
            return said not in ("-NoValue-", "", "\\BooleanFalse")
        boolean = re.fullmatch(r"\\boolean\s*\{(\w+)\}", said)
        equal = re.fullmatch(r"\\equal\s*\{([^{}]*)\}\s*\{([^{}]*)\}", said)
        return flags.get(boolean[1], False) if boolean else bool(equal and equal[1].strip() == equal[2].strip())

    def _conditional(self, source: Source, name: str, at: int, depth: int) -> tuple[int, str | None]:
        otherwise, stop, after = self._fi(source.text, at) if self.unended < _MAX_UNENDED else (-1, -1, -1)
        if after < 0:
            self.unended += 1
            return at, ""
        holds, start = self._test(source.text, name, at, otherwise if otherwise >= 0 else stop)
        if holds:
            chosen = source.text[start : otherwise if otherwise >= 0 else stop]
        else:
            chosen = source.text[otherwise + len("\\else") : stop] if otherwise >= 0 else ""
        chosen = chosen.removeprefix(" ")
        self.count += 1
        self.made += len(chosen)
        return after, self._expand(chosen, depth + 1)

    def _fi(self, text: str, at: int) -> tuple[int, int, int]:
        r"""The places of \else (-1 without one), of \fi and after it (-1 where it never ends)."""
        depth, otherwise = 0, -1
        for found in _CONDITIONAL.finditer(text, at, min(len(text), at + 2_000_000)):
            name = found[1]
            if name == "fi":
                if not depth:
                    return otherwise, found.start(), found.end()
                depth -= 1
            elif name == "else":
                otherwise = found.start() if not depth else otherwise
            elif name in _PRIMITIVES or name[2:] in self.definitions.flags:
                depth += 1
        return -1, -1, -1

    def _test(self, text: str, name: str, at: int, stop: int) -> tuple[bool, int]:
        """Whether a conditional holds, and where its first branch begins; what cannot be told does not hold."""
        if name[2:] in self.definitions.flags:
            return self.definitions.flags[name[2:]], at
        if name == "iftrue":
            return True, at
        macros = self.definitions.macros
        if name == "ifdefined" and (one := re.compile(r"\s*\\([A-Za-z@]+)").match(text, at, stop)):
            return one[1] in macros, one.end()
        if name == "ifx" and (two := re.compile(r"\s*\\([A-Za-z@]+)\s*\\([A-Za-z@]+)").match(text, at, stop)):
            bodies = [macros[n].body if n in macros else f"\\{n}" for n in two.groups()]
            if "undefined" in two.groups() or "@undefined" in two.groups():
                return two[1] not in macros and two[2] not in macros, two.end()
            return bodies[0] == bodies[1], two.end()
        if name == "ifnum" and (sums := re.compile(r"\s*(\d+)\s*([<=>])\s*(\d+)").match(text, at, stop)):
            left, right = int(sums[1][:9]), int(sums[3][:9])
            return {"<": left < right, "=": left == right, ">": left > right}[sums[2]], sums.end()
        if name == "if" and (pair := re.compile(r"\s*(\w)(\w)").match(text, at, stop)):
            return pair[1] == pair[2], pair.end()
        return False, at


def _escaped(text: str, at: int) -> bool:
    """Whether the backslash at a place is itself escaped, as in a line break before a word."""
    count = 0
    while at - 1 - count >= 0 and text[at - 1 - count] == "\\":
        count += 1
    return count % 2 == 1


def _swallow(text: str, at: int, body: str) -> int:
    """TeX passes over white space after a command's name, but not over an empty line."""
    here = at
    while here < len(text) and text[here] in " \t":
        here += 1
    if here < len(text) and text[here] == "\n" and text[here + 1 : here + 40].lstrip(" \t")[:1] not in ("\n", ""):
        here += 1
    if here > at and body.rstrip().endswith("\\xspace"):
        return at
    return here


def _arguments(source: Source, macro: Macro, at: int) -> tuple[list[str] | None, int]:
    """The values of a call and the place after them; None where they are not there."""
    end = len(source.text)
    if macro.delimiters:
        return _delimited(source, macro, at)
    if macro.shape == "|":  # a paired delimiter
        here = source.pass_over(at, end, "so")
        found = source.group(here, end)
        return ([source.text[found[0] : found[1]]], found[2]) if found else (None, at)
    values: list[str] = []
    for n in range(macro.arguments):
        kind = macro.shape[n] if macro.shape else ("o" if n < len(macro.defaults) else "m")
        if kind == "s":
            starred = source.text.startswith("*", at)
            values.append("*" if starred else "-NoValue-")
            at += starred
            continue
        found = source.group(at, end) if kind == "m" else source.bracket(at, end, "()" if kind == "p" else "[]")
        if found:
            values.append(source.text[found[0] : found[1]])
            at = found[2]
        elif kind == "m":
            return None, at
        else:
            values.append((macro.defaults[n] if n < len(macro.defaults) else None) or "")
    return values, at


def _delimited(source: Source, macro: Macro, at: int) -> tuple[list[str] | None, int]:
    text, end = source.text, len(source.text)
    here = source.skip_space(at, end)
    if not text.startswith(macro.delimiters[0].strip(), here):
        return None, at
    here += len(macro.delimiters[0].strip())
    values = []
    for stop in macro.delimiters[1:]:
        if not stop:
            found = source.group(here, end)
            if not found:
                return None, at
            values.append(text[found[0] : found[1]])
            here = found[2]
            continue
        place = text.find(stop, here, min(end, here + 5_000))
        if place < 0:
            return None, at
        values.append(text[here:place])
        here = place + len(stop)
    return values, here


def substitute(body: str, values: list[str]) -> str:
    """A macro's body with its arguments in place."""
    if not values:
        return body

    def value(found: re.Match[str]) -> str:
        n = int(found[1]) - 1
        return values[n] if n < len(values) else ""

    return _ARGUMENT.sub(value, body)
