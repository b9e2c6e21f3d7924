"""Printed numbers: what stands on the page, and the interval of values that would be printed so.

A number is kept as its printed string; its value is an exact decimal. A number printed with `d` decimals stands for
[x - 0.5 * 10^-d, x + 0.5 * 10^-d]; `d` is negative where the last digit stands left of the point (`1.2e3`).

A comma before exactly three digits separates thousands. Any other comma is a decimal one in a cell that holds one
number (`12,5`), and separates two numbers in running text (`[0,1]`); `1.234,5` is read alike in both.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

MAX_DIGITS = 25
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_MINUS = "-\u2212\u2013\ufe63\uff0d"
_THIN = r"(?:[\u00a0\u2009\u202f'’]|\\,|\{,\})"
_GROUPED = (
    rf"\d{{1,3}}(?:,\d{{3}}){{1,6}}(?:\.\d+)?(?!,?\d)|\d{{1,3}}(?:{_THIN}\d{{3}}){{1,6}}(?:\.\d+)?(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){1,6},\d+(?!\d)|\d{1,3}(?:\.\d{3}){2,6}(?![\d.])"
)
_PLAIN = r"\d+\.\d+|\.\d+|\d+"
_POWER = (
    rf"(?:[eE](?P<exponent>[-+\u2212]?\d{{1,4}})(?!\w|\.\d)"
    rf"|\s?(?:[x×·⋅]|\\times|\\cdot)\s?10(?:\^\{{?\s?(?P<power>[{_MINUS}+]?\s?\d{{1,4}})(?:\s?\}})?|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}})))"
)
_TEN = rf"10\^\{{?(?P<ten>[{_MINUS}+]?\d{{1,4}})(?:\s?\}})?|10(?P<ten_raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}})"
_BODY = rf"(?P<sign>[{_MINUS}+]\s?)?(?:{_TEN}|(?P<digits>{{digits}})(?:{_POWER})?)"
_PERCENT = r"(?P<percent>\s?\\?%)?"
_IN_TEXT = re.compile(
    r"(?<![\w.\\^{_])(?<![A-Za-z]-)(?<!\d/)" + _BODY.replace("{digits}", f"{_GROUPED}|{_PLAIN}") + _PERCENT
)
_IN_CELL = re.compile(_BODY.replace("{digits}", rf"{_GROUPED}|\d+,\d+(?![\d.,])|{_PLAIN}") + _PERCENT)
_PLUS_MINUS = re.compile(r"\s*(?:_\{|\^\{|\()?\s*(?:±|\\pm\b|\+/[-\u2212]|\+-)\s*")
_COMPACT = re.compile(r"\((\d{1,4})\)")
_RELATION = re.compile(r"\s*(?P<relation><=|>=|[<>≤≥≈~=∼]|\\leq?\b|\\geq?\b|\\approx\b|\\sim\b)\s*")
_WRAPPERS = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|textbf|underline|uline|ul|mathrm|text|textit|emph|mathit|bf|bfseries|scriptsize|"
    r"footnotesize|small|tiny|cellcolor\[[^\]]{0,20}\]\{[^}]{0,20}\}|cellcolor\{[^}]{0,20}\})(?![A-Za-z])"
)
_RELATIONS = {"\\le": "≤", "\\leq": "≤", "<=": "≤", "\\ge": "≥", "\\geq": "≥", ">=": "≥", "\\approx": "≈", "\\sim": "≈"}
_UNIT = re.compile(r"[A-Za-zµμΩ°$€£][\w/µμΩ°^{}-]{0,15}(?:\s[A-Za-z/]{1,8})?")


@dataclass(frozen=True)
class Number:
    """A printed number; `printed` equals `text[start:end]` of the text that it was read from.

    `value` is exact, without the percent sign's hundredth and without the unit's factor (`1.2 M` is 1.2, unit `M`).
    `error` is the half width behind a plus-minus sign, or of compact notation such as `0.512(3)`.
    """

    printed: str
    start: int
    end: int
    value: Decimal
    decimals: int
    percent: bool = False
    unit: str | None = None
    relation: str | None = None
    error: "Number | None" = None

    @property
    def ulp(self) -> Decimal:
        """The weight of one unit in the last printed place: 10^-decimals."""
        return Decimal(1).scaleb(-self.decimals)

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        """The closed interval of the values that are printed so; half-up and half-even are both inside."""
        half = self.ulp / 2
        return self.value - half, self.value + half


def numbers(text: str) -> list[Number]:
    """Every number of a running text, in order.

    Args:
        text: any text. Digits that belong to a name (`CIFAR-10`, `F1`, `v2`) are no numbers.

    Returns:
        The numbers with their places; a plus-minus part is the `error` of the number before it.
    """
    found: list[Number] = []
    at = 0
    while match := _IN_TEXT.search(text, at):
        at = match.end()
        if _is_part_of_a_name(text, match) or _is_too_long(match):
            continue
        number, at = _with_error(text, match, _IN_TEXT)
        found.append(number)
    return found


def read_number(cell: str) -> Number | None:
    """The one number that a table's cell holds; None where it holds none, several or words.

    Args:
        cell: the cell's text: marks, TeX wrappers, arrows, footnote signs and brackets around it are passed over.

    Returns:
        The number, its place counted in the cell as given.
    """
    if len(cell) > 200:
        return None
    bare = _blanked(cell)
    match = _IN_CELL.search(bare)
    if match is None or _is_too_long(match):
        return None
    relation = _RELATION.fullmatch(bare[: match.start()]) if bare[: match.start()].strip() else None
    if bare[: match.start()].strip() and relation is None:
        return None
    number, end = _with_error(bare, match, _IN_CELL)
    rest = bare[end:].strip()
    spaced = bare[end : end + 1].isspace()
    unit = rest if rest and _UNIT.fullmatch(rest) and (spaced or rest in _UNITS) else None
    if rest and unit is None:
        return None
    said = relation["relation"] if relation else None
    return Number(
        printed=cell[number.start : number.end],
        start=number.start,
        end=number.end,
        value=number.value,
        decimals=number.decimals,
        percent=number.percent or unit in ("percent", "pp"),
        unit=unit,
        relation=_RELATIONS.get(said, said) if said else None,
        error=number.error,
    )


def _blanked(cell: str) -> str:
    """The cell with everything around its number turned to blanks, so that places stay."""

    def blank(match: re.Match[str]) -> str:
        return " " * len(match.group())

    bare = _WRAPPERS.sub(blank, cell)
    bare = re.sub(r"\$|\*+|</?[a-z]{1,6}>|\\(?:uparrow|downarrow|dagger|ddagger|ast)\b|\\[ ;!]|~", blank, bare)
    bare = re.sub(r"[†‡§¶↑↓▲▼✓∗⋆]|\^\{?\s*[a-z†‡*]{0,3}\s*\}?(?=\s*$)", blank, bare)
    # Braces and brackets that hold the whole number; those of a power stay.
    bare = re.sub(r"(?<![\^_,\d])\{|(?<=[\d%\s])\}(?=[\s}]*$|\s)|^\s*[(\[](?=[^()\[\]]*[)\]]\s*$)", blank, bare)
    if not re.search(r"[(\[]", bare):
        bare = re.sub(r"[)\]](?=\s*$)", blank, bare)
    return bare


def _is_too_long(match: re.Match[str]) -> bool:
    """Whether a number has more digits than exact arithmetic here keeps; nobody prints such a measurement."""
    return len(match["digits"] or "") > MAX_DIGITS


def _is_part_of_a_name(text: str, match: re.Match[str]) -> bool:
    """Whether letters or further points right behind make it a name or version: `3D`, `1.2.3`."""
    rest = text[match.end() : match.end() + 12]
    if match["percent"]:
        return False
    word = re.match(r"[^\W\d_]+", rest)
    return bool(re.match(r"\.\d", rest)) or bool(word and word.group() not in _UNITS)


_UNITS = frozenset(
    "ms s min h mm cm m km nm µm μm kg g mg GB MB KB TB Hz kHz MHz GHz k K M B px pp x e W kW V eV".split()
)


def _with_error(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> tuple[Number, int]:
    number = _number(match)
    compact = _COMPACT.match(text, match.end()) if number.decimals > 0 and not number.percent else None
    if compact and match["digits"]:
        size = Decimal(int(compact[1])).scaleb(-number.decimals)
        error = Number(compact[1], compact.start(1), compact.end(1), size, number.decimals)
        return _replace_error(number, error), compact.end()
    sign = _PLUS_MINUS.match(text, match.end())
    second = pattern.match(text, sign.end()) if sign else None
    if sign is None or second is None or _is_too_long(second):
        return number, match.end()
    closing = re.compile(r"\s*[)}]").match(text, second.end()) if re.search(r"[({]", sign.group()) else None
    return _replace_error(number, _number(second)), closing.end() if closing else second.end()


def _replace_error(number: Number, error: Number) -> Number:
    return Number(
        number.printed, number.start, number.end, number.value, number.decimals, number.percent, None, None, error
    )


def _number(match: re.Match[str]) -> Number:
    sign = "-" if match["sign"] and match["sign"][0] in _MINUS else ""
    ten = match["ten"] or match["ten_raised"]
    if ten:
        exponent = _whole(ten)
        value, decimals = Decimal(1).scaleb(exponent), -exponent
    else:
        digits = _plain(match["digits"])
        exponent = _whole(match["exponent"] or match["power"] or match["raised"] or "0")
        value = Decimal(digits).scaleb(exponent)
        decimals = len(digits.partition(".")[2]) - exponent
    end = match.end("percent") if match["percent"] else match.end()
    printed = match.group()
    if sign:
        value = value.copy_negate()
    return Number(printed, match.start(), end, value, decimals, percent=bool(match["percent"]))


def _whole(exponent: str) -> int:
    plain = exponent.translate(_SUPERSCRIPT).replace(" ", "")
    return int("-" + plain[1:] if plain[0] in _MINUS else plain)


def _plain(digits: str) -> str:
    """The digits with a decimal point and nothing else."""
    bare = re.sub(_THIN, "", digits)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", bare):
        return bare.replace(".", "").replace(",", ".")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", bare):
        return bare.replace(".", "")
    if re.fullmatch(r"0,\d+|\d+,\d+", bare) and not re.fullmatch(r"[1-9]\d{0,2},\d{3}", bare):
        return bare.replace(",", ".")
    return bare.replace(",", "")
