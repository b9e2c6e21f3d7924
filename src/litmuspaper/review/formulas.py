"""Formulas as TeX, read only so far that symbols, arguments and sums can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_SCRIPT = rf"\s*(?:'|[_^]\s*(?:{_BRACES}|\\[A-Za-z]+|[A-Za-z0-9*+]))"
_LETTERS = (
    r"mathcal|mathbf|mathbb|mathrm|mathscr|mathfrak|mathsf|bm|boldsymbol|hat|tilde|bar|"
    r"widehat|widetilde|operatorname\*?|text|mathit"
)
_BASE = rf"\\(?:{_LETTERS})\s*(?:\{{[^{{}}]*\}}|\\?[A-Za-z]+)|\\[A-Za-z]+|[A-Za-z]"
SYMBOL = re.compile(rf"(?P<base>{_BASE})(?P<scripts>(?:{_SCRIPT})*)")
_LAYOUT = re.compile(
    r"\\(?:begin|end)\{[a-z]+\*?\}|\\(?:left|right|big|Big|bigg|Bigg|bigl|bigr|"
    r"displaystyle|limits|nonumber|notag|quad|qquad)(?![A-Za-z])"
    r"|\\[,;:! ]|&|\\\\|\\label\{[^{}]*\}|\\tag\{[^{}]*\}"
)
_STYLE = re.compile(
    r"\\(?:mathcal|mathbf|mathbb|mathrm|mathscr|mathsf|bm|boldsymbol|text|mathit|operatorname\*?)(?![A-Za-z])"
)
_NO_FUNCTION = frozenset(
    "\\frac \\sum \\prod \\int \\sqrt \\exp \\log \\ln \\max \\min \\sup \\inf \\arg "
    "\\cdot \\times \\in \\to \\sim \\mathbb{E} \\Pr "
    "\\det \\dim \\cos \\sin \\tan \\tanh \\lim \\nabla \\partial \\circ \\le \\leq \\ge "
    "\\geq \\approx \\equiv \\propto \\mid \\odot "
    "\\otimes \\oplus \\pm \\cup \\cap \\subset \\forall \\exists \\neq \\ll \\gg "
    "\\rightarrow \\leftarrow \\Rightarrow \\mapsto \\langle "
    "\\rangle \\lVert \\rVert \\Vert \\vert \\ldots \\cdots \\dots \\top \\ast \\star "
    "\\infty \\underbrace \\overbrace \\log_2".split()
)


@dataclass(frozen=True)
class Application:
    """A function symbol with its arguments, all in canonical form; `value` is what the formula says it equals."""

    function: str
    arguments: tuple[str, ...]
    value: str | None


def tidy(tex: str) -> str:
    """A formula without layout commands."""
    return " ".join(_LAYOUT.sub(" ", tex).split())


def canonical(tex: str) -> str:
    """A small expression without styles, braces and spaces; the base keeps its alphabet, scripts do not."""
    found = SYMBOL.fullmatch(tex.strip())
    if not found:
        return re.sub(r"[\s{}]", "", _STYLE.sub("", tidy(tex)))
    scripts = found["scripts"]
    primes = scripts.count("'") + len(re.findall(r"\\prime", scripts))
    subs = [re.sub(r"[\s{}]", "", _STYLE.sub("", s)) for s in re.findall(rf"_\s*({_BRACES}|\\[A-Za-z]+|.)", scripts)]
    sups = [re.sub(r"[\s{}]", "", _STYLE.sub("", s)) for s in re.findall(rf"\^\s*({_BRACES}|\\[A-Za-z]+|.)", scripts)]
    sups = [s for s in sups if s != "\\prime"]
    base = re.sub(r"\s", "", found["base"])
    return base + "".join(f"_{s}" for s in subs) + "".join(f"^{s}" for s in sups) + "'" * primes


def applications(tex: str) -> Iterator[Application]:
    """Every symbol that is followed by a bracket with two or more arguments."""
    text = tidy(tex)
    for match in SYMBOL.finditer(text):
        at = match.end()
        while at < len(text) and text[at] == " ":
            at += 1
        if at >= len(text) or text[at] != "(" or re.sub(r"\s", "", match["base"]) in _NO_FUNCTION:
            continue
        end = closing(text, at)
        if end is None:
            continue
        arguments = tuple(canonical(part) for part in split(text[at + 1 : end], ",;"))
        if len(arguments) >= 2 and all(arguments):
            yield Application(canonical(match[0]), arguments, _value(text, match.start(), end + 1))


def closing(text: str, at: int) -> int | None:
    """Where the bracket that opens at a place closes."""
    depth = 0
    for n in range(at, len(text)):
        depth += (text[n] in "([{") - (text[n] in ")]}")
        if depth == 0:
            return n
    return None


def split(text: str, separators: str) -> list[str]:
    """The parts of an expression between separators that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for n, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if letter in separators and depth == 0:
            parts.append(text[start:n].strip())
            start = n + 1
    return [*parts, text[start:].strip()]


def sides(tex: str) -> tuple[str, str] | None:
    """What stands left and right of the first `=` that is in no bracket."""
    parts = split(tidy(tex).replace(":=", "="), "=")
    return (parts[0], parts[1]) if len(parts) >= 2 and parts[0] and parts[1] else None


def _value(text: str, start: int, end: int) -> str | None:
    """What an application equals: under its brace, or on the other side of the equation where it stands alone."""
    brace = re.match(rf"\s*\}}\s*_\s*({_BRACES}|\\[A-Za-z]+|.)", text[end:])
    if brace and text[:start].rstrip().endswith("\\underbrace{"):
        return canonical(brace[1].removeprefix("{").removesuffix("}"))
    after = re.match(r"\s*=\s*(.+?)\s*[.,;]?$", text[end:])
    if after and not text[:start].strip() and SYMBOL.fullmatch(after[1]):
        return canonical(after[1])
    before = re.fullmatch(r"(.+?)\s*=\s*", text[:start])
    if before and not text[end:].strip(" .,;") and SYMBOL.fullmatch(before[1]):
        return canonical(before[1])
    return None
