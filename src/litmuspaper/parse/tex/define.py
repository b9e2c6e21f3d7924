r"""The definitions of a TeX source: \newcommand and its kin, \def, \let, \newenvironment, \newtheorem, \newif.

What lies behind @-names, \csname or \futurelet is TeX's machinery and is not followed: such a macro stays as it is.
Commands that the reader of documents knows (\section, \cite, \textbf ...) keep their own meaning.
"""

import re
from dataclasses import dataclass, field

from litmuspaper.parse.tex.scan import Source
from litmuspaper.parse.tex.shapes import CITES, EQUATIONS, FLOATS, HEADINGS, PASSED, REFS, RUN_IN, SUBFLOATS, TABULARS

MAX_BODY = 20_000
DEFINERS = frozenset(
    "newcommand renewcommand providecommand DeclareRobustCommand def gdef edef xdef let newenvironment "
    "renewenvironment DeclareMathOperator NewDocumentCommand RenewDocumentCommand ProvideDocumentCommand "
    "DeclareDocumentCommand newtheorem declaretheorem newif DeclarePairedDelimiter newcommandx long global "
    "useunder newtoggle toggletrue togglefalse spnewtheorem DeclareTextFontCommand".split()
)
_KEPT = (
    CITES
    | REFS
    | RUN_IN
    | frozenset(HEADINGS)
    | frozenset(
        "begin end item textbf textit emph texttt textsc textsf textrm underline uline mathbf mathrm mathcal text "
        "frac sqrt sum int left right title author maketitle abstract footnote appendix tag nonumber notag "
        "multirow multicolumn hline hrule document documentclass if else fi par bf it rm tt bfseries itshape small "
        "subfloat bibitem newblock num SI qty thanks and And AND xspace url ensuremath mbox hbox".split()
    )
)
_KEPT_ENVIRONMENTS = (
    frozenset(TABULARS)
    | frozenset(FLOATS)
    | SUBFLOATS
    | EQUATIONS
    | frozenset("document abstract itemize enumerate description thebibliography center quote tablenotes".split())
)
_NAME = re.compile(r"\s*(?:\{\s*\\([A-Za-z@]+)\s*\}|\\([A-Za-z@]+))[ \t]*\n?[ \t]*")
_COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")
_LET = re.compile(r"\s*=?\s*(\\[A-Za-z@]+|\\.|[^\s\\])")
_MACHINERY = re.compile(
    r"@|\\(?:csname|futurelet|catcode|expandafter|afterassignment|setbox|write|read|openin|special|vbox|halign)"
)


@dataclass(frozen=True)
class Macro:
    r"""A macro of the paper: `delimiters[n]` follows argument n (\def only), `defaults` stand in for optional ones."""

    body: str
    arguments: int = 0
    defaults: tuple[str | None, ...] = ()
    delimiters: tuple[str, ...] = ()
    shape: str = ""


@dataclass(frozen=True)
class Theorem:
    """A theorem environment: the printed name, the counter it uses, and the counter that resets it."""

    title: str
    counter: str = ""
    within: str = ""
    numbered: bool = True


@dataclass
class Definitions:
    """All that a source defines."""

    macros: dict[str, Macro] = field(default_factory=dict)
    environments: dict[str, tuple[Macro, str]] = field(default_factory=dict)
    theorems: dict[str, Theorem] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)

    def define(self, name: str, macro: Macro, *, only_new: bool = False, redefined: bool = True) -> None:
        """Take a macro, unless its name is kept, its body is machinery, or it calls itself.

        Args:
            name: without its backslash.
            macro: what it stands for.
            only_new: keep what is defined already.
            redefined: whether the name may belong to a package whose own meaning is known here.
        """
        if (
            name in _KEPT
            or (redefined and name in PASSED)
            or (only_new and name in self.macros)
            or len(macro.body) > MAX_BODY
        ):
            return
        if _MACHINERY.search(macro.body):
            self.macros.pop(name, None)
            return
        if re.search(rf"\\{re.escape(name)}(?![A-Za-z@])", macro.body):
            return
        self.macros[name] = macro

    def read(self, source: Source, command: str, at: int, end: int) -> int:
        """Read one definition.

        Args:
            source: the text.
            command: the defining command, without its backslash.
            at: the place after the command.
            end: where the text ends.

        Returns:
            The place after the definition.
        """
        if command in ("long", "global"):
            return at
        if source.text.startswith("*", at):
            at += 1
        reader = _READERS.get(command, _new_command)
        return max(at, reader(self, source, command, at, end))


def _new_command(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    name = _NAME.match(source.text, at, end)
    if not name:
        return _skip_odd_name(source, at, end)
    here, count, defaults = _arity(source, name.end(), end)
    body = source.group(here, end)
    if not body:
        return here
    macro = Macro(source.text[body[0] : body[1]], count, defaults)
    new = command in ("newcommand", "newcommandx", "DeclareRobustCommand")
    known.define(name[1] or name[2], macro, only_new=command == "providecommand", redefined=not new)
    return body[2]


def _skip_odd_name(source: Source, at: int, end: int) -> int:
    r"""Past a definition of a control symbol, such as \newcommand{\*}{...}; it is not followed."""
    odd = source.group(at, end)
    if not odd:
        return at
    here, _, _ = _arity(source, odd[2], end)
    body = source.group(here, end)
    return body[2] if body else here


def _arity(source: Source, at: int, end: int) -> tuple[int, int, tuple[str | None, ...]]:
    count = _COUNT.match(source.text, at, end)
    if not count:
        return at, 0, ()
    here, default = count.end(), source.bracket(count.end(), end)
    if not default:
        return here, int(count[1]), ()
    return default[2], int(count[1]), (source.text[default[0] : default[1]],)


def _def(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    name = re.compile(r"\s*\\([A-Za-z@]+|.)", re.DOTALL).match(source.text, at, end)
    if not name:
        return at
    opening = source.text.find("{", name.end(), min(end, name.end() + 200))
    body = source.group(opening, end) if opening >= 0 else None
    if not body:
        return name.end()
    parameters = source.text[name.end() : opening]
    parts = re.split(r"#[1-9]", parameters)
    if name[1].isalpha():
        delimiters = tuple(part.strip() if part.isspace() else part for part in parts)
        plain = not any(delimiters)
        macro = Macro(source.text[body[0] : body[1]], len(parts) - 1, (), () if plain else delimiters)
        known.define(name[1], macro)
    return body[2]


def _let(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    name = _NAME.match(source.text, at, end)
    meaning = _LET.match(source.text, name.end(), end) if name else None
    if not name or not meaning:
        return at
    new, old = name[1] or name[2], meaning[1]
    if old[1:] in known.macros:
        known.define(new, known.macros[old[1:]])
    elif old != f"\\{new}" and old not in ("\\relax", "\\undefined", "\\par"):
        known.define(new, Macro(old))
    return meaning.end()


def _operator(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    name = _NAME.match(source.text, at, end)
    body = source.group(name.end(), end) if name else None
    if not name or not body:
        return at
    known.define(name[1] or name[2], Macro(f"\\operatorname{{{source.text[body[0] : body[1]]}}}"))
    return body[2]


def _delimiter(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    name = _NAME.match(source.text, at, end)
    left = source.group(name.end(), end) if name else None
    right = source.group(left[2], end) if left else None
    if not name or not left or not right:
        return at
    body = f"{source.text[left[0] : left[1]]} #1{source.text[right[0] : right[1]]} "
    known.define(name[1] or name[2], Macro(body, 1, shape="|"))
    return right[2]


def _document_command(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    r"""\NewDocumentCommand of xparse; its shape is read letter by letter."""
    name = _NAME.match(source.text, at, end)
    spec = source.group(name.end(), end) if name else None
    body = source.group(spec[2], end) if spec else None
    if not name or not spec or not body:
        return at
    kinds = re.findall(r"[mosv]|O\s*\{([^{}]*)\}|d\(\)|[a-zA-Z]", source.text[spec[0] : spec[1]])
    letters = re.findall(r"[mosv]|O(?=\s*\{)|d(?=\(\))", re.sub(r"\{[^{}]*\}", "{}", source.text[spec[0] : spec[1]]))
    if len(letters) == len(kinds):
        defaults = tuple(kinds[n] if kind == "O" else "-NoValue-" for n, kind in enumerate(letters))
        shape = "".join({"O": "o", "v": "m", "d": "p"}.get(kind, kind) for kind in letters)
        text = source.text[body[0] : body[1]]
        known.define(name[1] or name[2], Macro(text, len(letters), defaults, shape=shape))
    return body[2]


def _environment(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    name = source.group(at, end)
    if not name:
        return at
    here, count, defaults = _arity(source, name[2], end)
    first = source.group(here, end)
    last = source.group(first[2], end) if first else None
    if not first or not last:
        return here
    title = source.text[name[0] : name[1]].strip()
    begin, finish = source.text[first[0] : first[1]], source.text[last[0] : last[1]]
    if title not in _KEPT_ENVIRONMENTS and not _MACHINERY.search(begin + finish):
        known.environments[title] = (Macro(begin, count, defaults), finish)
    return last[2]


def _theorem(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    name = source.group(at, end)
    if not name:
        return at
    like = source.bracket(name[2], end)
    title = source.group(like[2] if like else name[2], end)
    if not title:
        return name[2]
    within = source.bracket(title[2], end)
    environment = source.text[name[0] : name[1]].strip()
    known.theorems[environment] = Theorem(
        source.text[title[0] : title[1]].strip(),
        source.text[like[0] : like[1]].strip() if like else environment,
        source.text[within[0] : within[1]].strip() if within else "",
        numbered=source.text[at - 1 : at] != "*",
    )
    return within[2] if within else title[2]


def _declared_theorem(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    options = source.bracket(at, end)
    name = source.group(options[2] if options else at, end)
    if not name:
        return at
    said = source.text[options[0] : options[1]] if options else ""
    keys = {key: value.strip("{} ") for key, value in re.findall(r"(\w+)\s*=\s*(\{[^{}]*\}|[^,{}]*)", said)}
    environment = source.text[name[0] : name[1]].strip()
    counter = keys.get("sibling", keys.get("numberlike", keys.get("sharenumber", environment)))
    title = keys.get("name", keys.get("title", environment.capitalize()))
    known.theorems[environment] = Theorem(title, counter, keys.get("numberwithin", keys.get("within", "")))
    return name[2]


def _flag(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    name = _NAME.match(source.text, at, end)
    if not name:
        return at
    flag = (name[1] or name[2]).removeprefix("if")
    known.flags.setdefault(flag, False)
    return name.end()


def _toggle(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    name = source.group(at, end)
    if not name:
        return at
    known.flags[f"toggle {source.text[name[0] : name[1]]}"] = command == "toggletrue"
    return name[2]


def _use_under(known: Definitions, source: Source, command: str, at: int, end: int) -> int:
    r"""\useunder{\uline}{\ul}{} of ulem: \ul underlines, as a command or in the rest of its group."""
    return source.pass_over(at, end, "mmm")


_READERS = {
    **{"def": _def, "gdef": _def, "edef": _def, "xdef": _def, "let": _let, "DeclareMathOperator": _operator},
    **{"NewDocumentCommand": _document_command, "RenewDocumentCommand": _document_command},
    **{"ProvideDocumentCommand": _document_command, "DeclareDocumentCommand": _document_command},
    **{"newenvironment": _environment, "renewenvironment": _environment, "newtheorem": _theorem},
    **{"declaretheorem": _declared_theorem, "spnewtheorem": _theorem, "newif": _flag, "newtoggle": _toggle},
    **{"toggletrue": _toggle, "togglefalse": _toggle, "DeclarePairedDelimiter": _delimiter, "useunder": _use_under},
}
