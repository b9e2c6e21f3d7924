r"""Simple formulas as plain text: `0.81 \pm 0.02` reads 0.81 ± 0.02. What is not simple stays TeX."""

import re

from litmuspaper.parse.tex.rich import Rich, Style
from litmuspaper.parse.tex.scan import Source
from litmuspaper.parse.tex.symbols import FUNCTIONS, MATHS, TEXT

_UPRIGHT = frozenset(
    "text textrm mathrm textit mathit textsf mathsf texttt mathtt operatorname mbox hbox textnormal rm it sf tt "
    "mathnormal displaystyle textstyle scriptstyle scriptscriptstyle left right big Big bigl bigr Bigl Bigr bigg Bigg "
    "limits nolimits ensuremath textup emph mathop mathrel mathbin mathord mathopen mathclose small scriptsize tiny "
    "footnotesize normalsize large smash mathstrut strut relax protect textsc num si unit kern".split()
)
_WORDS = frozenset("text textrm mbox hbox textnormal textsf texttt textit textup".split())
_BOLD = frozenset("mathbf textbf bm boldsymbol pmb bf bfseries boldmath mathbfit symbf symbfit".split())
_UNDERLINED = frozenset("underline uline ul".split())
_SPACED = frozenset(["quad", "qquad", " ", ";", ":", ",", "~", "enspace", "\\", "space"])
_TIGHT = frozenset(["!", "/", "-", "displaylimits", "nobreak", "allowbreak"])
_COLOURED = {"color": "m", "textcolor": "m", "colorbox": "m", "phantom": "m", "hphantom": "m", "vphantom": "m"}
_TOKEN = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|([{}^_~&$'\-*])|(\s+)|([^\\{}^_~&$'\-*\s]+)", re.DOTALL)
_SIMPLE = (
    _UPRIGHT | _BOLD | _UNDERLINED | _SPACED | _TIGHT | FUNCTIONS | frozenset(MATHS) | frozenset(_COLOURED)
) | frozenset(["frac", "nicefrac", "sfrac", "tfrac", "dfrac", "textsuperscript", "textsubscript", "cmark", "xmark"])
_FRACTION = re.compile(r"\\[nstd]?frac\s*\{([\w.]{1,12})\}\s*\{([\w.]{1,12})\}")
_ANY_FRACTION = re.compile(r"\\[nstd]?frac(?![A-Za-z])|\\nicefrac")


def is_simple(tex: str) -> bool:
    """Whether a formula can be read as plain text: letters, numbers, signs, one level of scripts."""
    if len(tex) > 300 or (_ANY_FRACTION.search(tex) and _ANY_FRACTION.search(_FRACTION.sub("", tex))):
        return False
    return all((m[1] or m[2] or "frac") in _SIMPLE for m in re.finditer(r"\\([A-Za-z]+)|\\(.)", tex, re.DOTALL))


def write_plain(tex: str, out: Rich, style: Style) -> None:
    """Write a simple formula as text.

    Args:
        tex: the formula without its dollar signs.
        out: takes the text.
        style: what holds around the formula.
    """
    source = Source(_FRACTION.sub(r"{\1/\2}", tex))
    stack: list[Style] = []
    here, at, end, after_function = style, 0, len(source.text), False
    while at < end and (found := _TOKEN.match(source.text, at)):
        at = found.end()
        name = found[1] or found[2]
        if name in _BOLD or name in _UNDERLINED:
            at, here = _marked(source, name, at, here, stack)
        elif name in _COLOURED:
            at = source.pass_over(at, end, f"o{_COLOURED[name]}")
        elif name in _UPRIGHT:
            at = _write_upright(source, name, at, out, here)
        elif name:
            after_function = _write_name(name, out, here)
            continue
        elif found[3]:
            at, here = _write_sign(source, found[3], at, out, here, stack)
        elif found[5]:
            out.add(f" {found[5]}" if after_function and found[5][0].isalnum() else found[5], here)
        after_function = after_function and bool(found[4])


def _marked(source: Source, name: str, at: int, here: Style, stack: list[Style]) -> tuple[int, Style]:
    marked = Style(here.bold or name in _BOLD, here.underline or name in _UNDERLINED)
    opened = source.skip_space(at, len(source.text))
    if source.text.startswith("{", opened):
        stack.append(here)
        return opened + 1, marked
    return at, marked


def _write_upright(source: Source, name: str, at: int, out: Rich, style: Style) -> int:
    r"""Words of \text and its kin keep their spaces; the arguments of other commands are formulas."""
    group = source.group(at, len(source.text))
    if name in _WORDS and group and source.text.startswith("{", group[0] - 1):
        write_words(source.text[group[0] : group[1]], out, style)
        return group[2]
    return at


def _write_sign(source: Source, sign: str, at: int, out: Rich, here: Style, stack: list[Style]) -> tuple[int, Style]:
    if sign == "{":
        stack.append(here)
    elif sign == "}":
        return at, stack.pop() if stack else here
    elif sign in ("^", "_"):
        return _write_script(source, sign, at, out, here), here
    else:
        out.add({"~": " ", "&": " ", "$": "", "'": "′", "-": "−", "*": "*"}[sign], here)
    return at, here


def write_words(text: str, out: Rich, style: Style) -> None:
    """Words inside a formula, their spaces kept."""
    plain = re.sub(r"\\[A-Za-z]+\s*|[{}$]|\\", "", text.replace("\\%", "%").replace("~", " ").replace("\\ ", " "))
    out.add(plain.replace("--", "–"), style)


def _write_name(name: str, out: Rich, style: Style) -> bool:
    """Write what a command prints; returns whether it was a function's name, which a letter must not touch."""
    if name in ("pm", "mp"):
        out.add("" if not out.last() or out.spaced else " ")
        out.add(f"{MATHS[name]} ", style)
    elif name in FUNCTIONS:
        out.add(f" {name}" if out.last().isalnum() else name, style)
        return True
    elif name in MATHS:
        out.add(MATHS[name], style)
    elif name in TEXT and len(name) > 1:
        out.add(TEXT[name], style)
    elif name in _SPACED:
        out.add(" " if name in ("quad", "qquad", " ", "\\", "space") else "", style)
    return False


def _write_script(source: Source, sign: str, at: int, out: Rich, style: Style) -> int:
    """A superscript or subscript; signs such as * and † and uncertainties stand without ^ or _."""
    group = source.group(at, len(source.text))
    if not group:
        return at
    inner = Rich()
    write_plain(source.text[group[0] : group[1]], inner, style)
    text = inner.text()
    ordinal = sign == "^" and text in ("st", "nd", "rd", "th") and out.last().isdigit()
    if not text:
        return group[2]
    if text[0] == "±" or (sign == "_" and text[0] in "↑↓+−(" and out.last().isdigit()):
        out.add(f" {text}" if not out.spaced else text, style)
    elif ordinal or (sign == "^" and text in ("∘", "°")):
        out.add("°" if text in "∘°" else text, style)
    elif not out.last() or out.spaced or not any(c.isalnum() for c in text):
        out.add(text, style)
    else:
        out.add(sign + text, style)
    return group[2]
