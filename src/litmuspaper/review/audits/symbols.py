"""X6: one symbol means one thing: its arguments, its space, its role as an index; the objective is stated one way."""

import re
from itertools import combinations

from litmuspaper.review.formulas import Application, applications, canonical, sides, split, tidy
from litmuspaper.review.prose import body, finding, listed, not_assessed, place, verified, without_displayed
from litmuspaper.types import Document, Equation, Finding, Span

AUDIT = "symbols"
_OPERATOR = re.compile(r"\\(?:mathrm|text|textrm|mathsf|operatorname\*?)\{[A-Za-z]{3,}\}")
LEAST_NAMES = 4
_GREEK = (
    r"\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|lambda|mu|nu|xi|rho|sigma|"
    r"tau|phi|varphi|omega|kappa)"
)
_SCRIPTS = r"(?:'|[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|[A-Za-z0-9*]))"
_LOSS = (
    rf"(?P<loss>(?:\\(?:mathcal|mathscr|"
    rf"mathrm)\s*\{{\s*[LJR]\s*\}}|\\(?:mathcal|mathscr)\s+[LJR]|\\ell|(?<![A-Za-z\\{{])[LJ](?=\s*_))(?:\s*{_SCRIPTS})+)"
)
_FACTOR = rf"(?:\d+(?:\.\d+)?|{_GREEK}(?:\s*{_SCRIPTS})*)\s*(?:\\cdot|\\times|\*)?\s*"
_TERM = re.compile(rf"(?P<weight>(?:{_FACTOR}){{1,3}})?{_LOSS}")
_SPACE = re.compile(
    r"^\s*(?P<symbol>.{1,60}?)\s*\\in\s*(?:\\mathbb\s*\{?\s*R\s*\}?|\\mathbf\{R\}|R|"
    r"\\Re)\s*\^\s*(?P<space>\{.*\}|\w)\s*[.,;]?\s*$"
)
_BOUND = re.compile(
    r"\\(?:sum|prod|max|min|arg|bigcup|bigcap|int|sup|inf|lim|forall|in)(?![A-Za-z])|\\mathbb\s*\{?E\}?"
)
# `l_t` is a variable with an index of its own, not an index.
_INDEX = re.compile(r"(?<![A-Za-z\\])([ijkl])(?![A-Za-z]|\s*_)")
# `d_k`, the width of the keys, is a size by name.
_TEXTUAL = re.compile(
    r"\\(?:text[a-z]*|math[a-z]+|operatorname\*?|bm|boldsymbol)\s*\{[^{}]*\}|\\[A-Za-z]+|(?<![A-Za-z])[dn]_\{?k\}?"
)
_ROLE = re.compile(r"(?<![\w\\])\$?([ijklnmtK])\$?\s*-\s*th\s+([a-z]{3,})")
_NEIGHBOURS = re.compile(r"(?:KNN|kNN|NN)\s*\}?\s*\(\s*[^(),]{1,40},\s*([kK])\s*\)")


_IMAGINARY = re.compile(r"\\hbar|\be\s*\^\s*\{?\s*-?\s*i|\\exp\s*\(?\s*-?i|2\s*\\pi\s*i|\\mathrm\{i\}")


def audit(document: Document) -> list[Finding]:
    """Compare the uses of symbols in the displayed formulas."""
    shown = [e for e in document.equations if e.display]
    if not shown:
        return not_assessed(AUDIT, "no displayed formula was found")
    found = [*_arguments(document, shown), *_objective(document, shown), *_spaces(document), *_indices(document, shown)]
    return found or [verified(AUDIT, f"No clash of arguments, spaces or indices in {len(shown)} displayed formulas")]


def _arguments(document: Document, shown: list[Equation]) -> list[Finding]:
    """The same function of different arguments where the value is the same."""
    uses: dict[str, list[tuple[Application, Equation]]] = {}
    for equation in shown:
        for use in applications(equation.tex):
            uses.setdefault(use.function, []).append((use, equation))
    found = []
    for function, places in uses.items():
        if _OPERATOR.fullmatch(function):  # a correlation is taken of many things
            continue
        for (a, x), (b, y) in combinations(places, 2):
            if x is y or a.value is None or b.value is None or a.arguments == b.arguments:
                continue
            if a.value.lower() == b.value.lower() and not any(
                "=" in argument for argument in (*a.arguments, *b.arguments)
            ):
                message = (
                    f"{function} gives {a.value} from ({', '.join(a.arguments)}) in {_name(x)} "
                    f"and from ({', '.join(b.arguments)}) in {_name(y)}"
                )
                found.append(_question(document, message, [x, y], "the two sets of arguments are the same"))
                break
    defined = {canonical(both[0]): e for e in shown if (both := sides(e.tex))}
    for function, places in uses.items():
        use, equation = places[0]
        home = defined.get(function)
        if home and home is not equation and _letters(function) and len(use.arguments) >= 2:
            message = (
                f"{function} has {len(use.arguments)} arguments in {_name(equation)} and is "
                f"defined without any in {_name(home)}"
            )
            found.append(_question(document, message, [equation, home], "the arguments are left out on purpose"))
    return found


def _objective(document: Document, shown: list[Equation]) -> list[Finding]:
    """The same sum of losses with other weights."""
    sums = [(e, terms) for e in shown if len(terms := _terms(e.tex)) >= 2]
    for (x, a), (y, b) in combinations(sums, 2):
        if a.keys() == b.keys() and a != b and x.number != y.number:
            clash = f"{_weighted(a)} in {_name(x)} and {_weighted(b)} in {_name(y)}"
            return [
                _question(
                    document,
                    f"The sum of the same losses is weighted in two ways: {clash}",
                    [x, y],
                    "one of them is a sketch of the other",
                )
            ]
    return []


def _terms(tex: str) -> dict[str, str]:
    """The losses of a sum with their weights, `1` where none is printed."""
    text = tidy(tex)
    both = sides(text)
    right = both[1] if both else text
    out: dict[str, str] = {}
    for match in _TERM.finditer(right):
        before = right[: match.start()].rstrip()
        if before and before[-1] not in "+-[({=}":
            return {}
        out.setdefault(canonical(match["loss"]), re.sub(r"[\s*]|\\cdot|\\times", "", match["weight"] or "") or "1")
    return out if right.count("+") >= len(out) - 1 else {}


def _weighted(terms: dict[str, str]) -> str:
    return " + ".join(loss if weight == "1" else f"{weight} {loss}" for loss, weight in terms.items())


def _spaces(document: Document) -> list[Finding]:
    """One symbol that is said to lie in two spaces."""
    said: dict[str, dict[str, Equation]] = {}
    for equation in document.equations:
        for part in split(tidy(equation.tex), ","):
            if match := _SPACE.match(part.split("=")[-1] if "\\in" in part.split("=")[-1] else part):
                symbol = canonical(match["symbol"])
                if "=" not in symbol and len(symbol) < 40:
                    said.setdefault(symbol, {}).setdefault(_size(match["space"]), equation)
    twice = {symbol: spaces for symbol, spaces in said.items() if len(spaces) > 1}
    if not twice:
        return []
    shown = [f"{symbol} in R^({') and R^('.join(spaces)})" for symbol, spaces in twice.items()]
    places = [e for spaces in twice.values() for e in spaces.values()]
    return [
        _question(
            document,
            f"The same symbol lies in two spaces: {listed(shown, 4)}",
            places[:6],
            "the sizes are equal, or the symbol is meant anew",
        )
    ]


def _size(space: str) -> str:
    return re.sub(r"\\times|\\cdot|\*", "x", canonical(space.removeprefix("{").removesuffix("}"))).replace(" ", "")


def _indices(document: Document, shown: list[Equation]) -> list[Finding]:
    """Indices that stand on the right side only, bound by nothing, and letters that are index and size at once."""
    if document.sources[0] == "pdf":  # subscripts of PDFs are not sure enough
        return []
    imaginary = any(_IMAGINARY.search(e.tex) for e in document.equations)
    text = without_displayed(document, body(document))
    free = [(e, letters) for e in shown if e.number and (letters := _free(text, e) - ({"i"} if imaginary else set()))]
    said = [f"{', '.join(sorted(letters))} in {_name(e)}" for e, letters in free]
    places = [e for e, _ in free]
    roles: dict[str, list[str]] = {}
    for letter, noun in _ROLE.findall(text):
        roles.setdefault(letter, []).append(noun)
    for equation in shown:
        for letter in _NEIGHBOURS.findall(equation.tex):
            if letter in roles:
                said.append(
                    f"{letter} is the index of the {letter}-th {roles[letter][0]} and the "
                    f"number of neighbours in {_name(equation)}"
                )
                places.append(equation)
    if not said:
        return []
    message = f"Indices that nothing binds or that have two roles: {listed(said, 4)}"
    return [_question(document, message, places[:6], "the text says what they run over")]


def _free(text: str, equation: Equation) -> set[str]:
    both = sides(equation.tex)
    if both is None or _BOUND.search(both[1]):
        return set()
    left, right = (_TEXTUAL.sub(" ", side) for side in both)
    letters = set(_INDEX.findall(right)) - set(re.findall(r"[A-Za-z]", left))
    before = text[: equation.start]
    around = before[-400:] + text[equation.end : equation.end + 400]
    names = {x for x in letters if _is_name(x, equation.tex)}
    return {x for x in letters - names if not _explained(x, around) and not _introduced(x, both[1], before)}


def _is_name(letter: str, tex: str) -> bool:
    """Whether a letter is one of several that tell parts of one thing apart, as in `E_l + E_r + E_j`."""
    base = re.search(rf"(\\?[A-Za-z]+(?:\{{\w\}})?)\s*_\s*\{{?\s*{letter}\b", tex)
    if base is None:
        return False
    letters = set(re.findall(rf"{re.escape(base[1])}\s*_\s*\{{?\s*([A-Za-z])\b", tex))
    return len(letters) >= LEAST_NAMES


def _introduced(letter: str, right: str, before: str) -> bool:
    """Whether the text before a formula speaks of one of its symbols under that index, such as `the estimate x_i`."""
    indexed = re.findall(rf"(\\?[A-Za-z]+(?:\{{\w\}})?\s*_\s*\{{?\s*{letter}\b)", right)
    said = re.sub(r"\s", "", before)
    return any(re.sub(r"\s", "", symbol) in said for symbol in indexed)


def _explained(letter: str, around: str) -> bool:
    """Whether the text near a formula speaks of a letter alone."""
    return re.search(rf"(?<![\w\\_^{{]){letter}(?![\w}}])", around) is not None


def _letters(function: str) -> bool:
    """Whether a symbol is more than one plain letter, which papers use anew for many things."""
    return not re.fullmatch(r"\\?[A-Za-z]+", function)


def _name(equation: Equation) -> str:
    return f"Eq. ({equation.number})" if equation.number else "a formula without number"


def _question(document: Document, message: str, equations: list[Equation], clears_if: str) -> Finding:
    spans: tuple[Span, ...] = tuple(dict.fromkeys(place(document, e.start, e.end) for e in equations))
    return finding(AUDIT, "question", "info", message, spans=spans, clears_if=clears_if)
