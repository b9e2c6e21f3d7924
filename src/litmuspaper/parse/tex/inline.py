"""Running text: TeX between two places becomes readable characters, with its citations, formulas and notes marked."""

import re
from dataclasses import dataclass

from litmuspaper.parse.tex.commands import HANDLERS
from litmuspaper.parse.tex.maths import is_simple, write_plain
from litmuspaper.parse.tex.refs import Context
from litmuspaper.parse.tex.rich import Mark, Rich, Style
from litmuspaper.parse.tex.scan import Source
from litmuspaper.parse.tex.shapes import PASSED
from litmuspaper.parse.tex.symbols import ACCENTS, MATHS, TEXT, accented

_MAX_NESTING = 12
_TOKEN = re.compile(
    r"\\([A-Za-z@]+)|\\(.)|(\$\$?|[{}~&#^_\x02]|``|''|---?|[`'\"])|([^\\{}$~&#^_`'\"\x02-]+|-)", re.DOTALL
)
_DOLLAR_END = {"$": re.compile(r"(?:\\.|[^$\\])*?\$", re.DOTALL), "$$": re.compile(r"(?:\\.|[^\\])*?\$\$", re.DOTALL)}
BLANK = re.compile(r"\n[ \t]*\n")
_ASIDE = re.compile("\x02([0-9]+)\x03")
_PLAIN = {"~": " ", "``": "“", "''": "”", "--": "–", "---": "—", "`": "‘", "'": "’", "&": " ", "#": "", '"': '"'}
_SYMBOLS = {"%": "%", "&": "&", "#": "#", "$": "$", "_": "_", "{": "{", "}": "}", "\\": " ", " ": " ", "\n": " "}
_SYMBOLS |= {
    "\t": " ",
    ";": " ",
    ":": " ",
    ">": " ",
    ",": "\u2009",
    "!": "",
    "/": "",
    "-": "",
    "@": "",
    "*": "",
    "|": "‖",
}
_SYMBOLS |= {"(": "", ")": "", "[": "", "]": "", "<": "", "+": ""}
_BOLD = frozenset("textbf bf bfseries boldmath textbfseries bfb mathbf bm boldsymbol pmb".split())
_UNDERLINED = frozenset("underline uline ul uwave uuline dashuline underbar dotuline".split())
_BARE = frozenset("bf bfseries boldmath".split())
# Where the paper's style file is not at hand, its macros' names say what they mark.
_LIKE_BOLD = re.compile(r"^(?:best|first|textbest|bold|topone|fst|winner|bestresult|bst|bb|tb|tbf)$", re.IGNORECASE)
_LIKE_UNDER = re.compile(r"^(?:second|secondbest|snd|runnerup|textsecond|sbest|underl|und|udl)$", re.IGNORECASE)


@dataclass
class Inline:
    """Writes stretches of one source.

    In a `cell`, citations leave no text; there and where `reduced`, simple formulas become plain text.
    """

    source: Source
    context: Context
    cell: bool = False
    reduced: bool = False
    nesting: int = 0
    maths_ends: bool = True

    def plain(self, start: int, end: int) -> str:
        """The text between two places, without marks."""
        out = Rich()
        self.write(start, end, out)
        return out.text()

    def write(self, start: int, end: int, out: Rich, style: Style | None = None) -> None:
        """Write what stands between two places."""
        text, here, stack = self.source.text, style or Style(), list[Style]()
        at = start
        while at < end and (found := _TOKEN.match(text, at, end)):
            at = found.end()
            if found[4]:
                out.add(found[4], here)
            elif found[1]:
                at, here = self._command(found[1], at, end, out, here, stack)
            elif found[2]:
                at = self._symbol(found[2], at, end, out, here)
            elif found[3] == "{":
                stack.append(here)
            elif found[3] == "}":
                here = stack.pop() if stack else here
            elif found[3] in ("$", "$$"):
                at = self._dollar(found[3], at, end, out, here)
            else:
                at = self._other(found[3], found.start(), at, end, out, here)

    def _other(self, sign: str, start: int, at: int, end: int, out: Rich, style: Style) -> int:
        if sign == "\x02" and (aside := _ASIDE.match(self.source.text, start)):
            n = int(aside[1][:9])
            out.add(self.context.aside[n] if n < len(self.context.aside) else "", style)
            return aside.end()
        if sign in ("^", "_"):
            out.add(sign, style)
            return at
        out.add(_PLAIN.get(sign, ""), style)
        return at

    def _symbol(self, sign: str, at: int, end: int, out: Rich, style: Style) -> int:
        if (sign in ACCENTS and sign not in ("=", ".", "-")) or (sign in "=." and self._letter_follows(at, end)):
            return self._accent(sign, at, end, out, style)
        if sign in "([":
            close = self.source.text.find("\\" + {"(": ")", "[": "]"}[sign], at, end)
            if close >= 0:
                self.maths(at, close, out, style, display=sign == "[")
                return close + 2
            return at
        if sign == "\\":
            at = self.source.pass_over(at, end, "s")
            if self.source.text.startswith("[", at) and (gap := self.source.bracket(at, end)):
                at = gap[2]
        if sign == "," and not (out.last().isdigit() and self.source.text[at : at + 1].isdigit()):
            sign = " "
        out.add(_SYMBOLS.get(sign, sign), style)
        return at

    def _letter_follows(self, at: int, end: int) -> bool:
        group = self.source.group(at, end)
        return bool(group and self.source.text[group[0] : group[1]].strip("\\ ")[:1].isalpha())

    def _accent(self, name: str, at: int, end: int, out: Rich, style: Style) -> int:
        group = self.source.group(at, end)
        if not group:
            return at
        inner = Rich()
        self.nested(group[0], group[1], inner, style)
        out.add(accented(name, inner.text()), style)
        return group[2]

    def nested(self, start: int, end: int, out: Rich, style: Style) -> None:
        """Write an argument; past a depth only its words."""
        if self.nesting >= _MAX_NESTING:
            out.add(re.sub(r"\\[A-Za-z@]+|[{}\\]", "", self.source.text[start:end]), style)
            return
        self.nesting += 1
        self.write(start, end, out, style)
        self.nesting -= 1

    def _dollar(self, sign: str, at: int, end: int, out: Rich, style: Style) -> int:
        found = _DOLLAR_END[sign].match(self.source.text, at, end) if self.maths_ends else None
        if found and sign == "$" and BLANK.search(found[0]):  # a formula ends with its paragraph
            out.add("$", style)
            return at
        if not found:
            if sign == "$$" and self.cell:
                return at  # an empty formula
            self.maths_ends = self.maths_ends and sign == "$$"
            out.add("$" if sign == "$" else "", style)
            return at
        self.maths(at, found.end() - len(sign), out, style, display=sign == "$$")
        return found.end()

    def maths(self, start: int, end: int, out: Rich, style: Style, *, display: bool = False) -> None:
        """Write a formula: TeX between dollar signs, or plain text in a cell where it is simple."""
        tex = self.source.text[start:end]
        tex = re.sub(r"\\label\s*\{[^{}]*\}", "", tex) if "\\label" in tex else tex
        tex = " ".join(tex.split())
        if (self.cell or self.reduced) and is_simple(tex):
            write_plain(tex, out, style)
            return
        if not tex:
            return
        sign = "$$" if display else "$"
        if self.cell and re.search(r"\\(?:mathbf|boldsymbol|bm|pmb)(?![A-Za-z])", tex):
            style = Style(bold=True, underline=style.underline)
        place = out.add(f"{sign}{tex}{sign}", style)
        out.marks.append(Mark("display" if display else "maths", *place, (tex,)))

    def _command(self, name: str, at: int, end: int, out: Rich, style: Style, stack: list[Style]) -> tuple[int, Style]:
        """Write one command; returns the place after it and the style that holds from there."""
        text = self.source.text
        while at < end and text[at] in " \t\n":
            at += 1
        if self._is_bold(name) or self._is_underlined(name):
            marked = Style(style.bold or self._is_bold(name), style.underline or self._is_underlined(name))
            if name not in _BARE and text.startswith("{", at) and self.source.closing.get(at, end) < end:
                stack.append(style)
                return at + 1, marked
            return at, marked
        if name in ("textmd", "mdseries", "textnormal", "normalfont"):
            return at, Style(underline=style.underline)
        if name in PASSED:
            if name == "includegraphics":
                out.images += 1
            return self.source.pass_over(at, end, PASSED[name]), style
        if handler := HANDLERS.get(name):
            return handler(self, name, at, end, out, style), style
        if name in TEXT or name in MATHS:
            out.add(TEXT.get(name) or MATHS.get(name, ""), style)
            return at + 2 * text.startswith("{}", at), style
        if name in ACCENTS:
            return self._accent(name, at, end, out, style), style
        return self._unknown(at, end, out), style

    def _is_bold(self, name: str) -> bool:
        return name in _BOLD or (self.cell and bool(_LIKE_BOLD.match(name)))

    def _is_underlined(self, name: str) -> bool:
        return name in _UNDERLINED or (self.cell and bool(_LIKE_UNDER.match(name)))

    def _unknown(self, at: int, end: int, out: Rich) -> int:
        """A command of an unknown kind: its option goes, its arguments stand as text, numbers kept apart."""
        if (
            out.last().isdigit()
            and self.source.text[at : at + 1] == "{"
            and self.source.text[at + 1 : at + 2].isdigit()
        ):
            out.add(" ")
        if self.source.text.startswith("[", at) and (option := self.source.bracket(at, end)):
            if self.source.text.startswith("{", option[2]):
                return option[2]
        return at

    def group_text(self, at: int, end: int) -> tuple[str, int]:
        """The raw text of a required argument and the place after it."""
        group = self.source.group(at, end)
        return (self.source.text[group[0] : group[1]], group[2]) if group else ("", at)
