"""Printed numbers and the exact intervals that they stand for.

A number printed with d decimals stands for every value that rounds to it, by either rule for halves:
[x - 0.5 * 10^-d, x + 0.5 * 10^-d], both ends included. All arithmetic is in fractions, never in floats.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

MISSING = frozenset({"", "-", "--", "---", "–", "—", "−", "n/a", "na", "n.a.", "/", "\\", "·", ".", "*", "✗", "×", "?"})
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{0,12})?|\.\d{1,12})"
_POWER = r"(?:[eE](?P<exp>[+-]?\d{1,3})|\s*(?:·|×|\*|\\times|\\cdot)\s*10\s*\^\s*\{?(?P<pow>[+-]?\d{1,3})\}?)?"
_PLUS_MINUS = r"(?:±|\+/-|\\pm|\+-)"
_CELL = re.compile(
    rf"^(?P<ahead>[↑↓]?)[~≈<>≤≥]?\s*(?P<number>[+-]?\s?{_DIGITS}){_POWER}\s*(?P<percent>%)?"
    rf"(?:[\s_-]*{_PLUS_MINUS}\s*(?P<spread>{_DIGITS})(?:[eE](?P<sexp>[+-]?\d{{1,3}}))?\s*%?)?"
    r"(?P<rest>.*)$",
    re.DOTALL,
)
_DELTA = re.compile(
    r"^(?:[\s_^*∗†‡§⋆]*[(\[]\s*(?P<arrow>↑|↓)?\s*|\s*[_^]\s*|\s+(?=\+))"
    rf"(?P<delta>[+-]\s?{_DIGITS})\s*%?\s*(?:↑|↓)?\s*[)\]]?\s*$"
)
_ARROWED = re.compile(
    rf"^[\s_^]*[(\[]\s*(?:(?P<a>↑|↓)\s*(?P<x>{_DIGITS})|(?P<y>{_DIGITS})\s*(?P<b>↑|↓))\s*%?\s*[)\]]\s*$"
)
_SPREAD = re.compile(rf"^[\s*∗†‡§⋆]*\(\s*(?:{_PLUS_MINUS}|<)?\s*(?P<spread>{_DIGITS})\s*\)\s*$")
_TAIL = re.compile(
    r"^[\s*∗⋆†‡§¶#^_(){}a-d,.'↑↓]*(?P<unit>K|k|M|B|G|T|ms|s|mm|GB|MB|h|x|×|pp|"
    r"points)?[\s*∗⋆†‡§¶#^↑↓.]*$"
)
_TEX = re.compile(
    r"\\(?:mathbf|mathcal|mathbb|textbf|bm|boldsymbol|underline|mathrm|text|textit|mathit|ul|bf|small|tiny|"
    r"scriptsize)\b\s*"
)
_SCALES = {"K": 3, "k": 3, "M": 6, "B": 9, "G": 9, "T": 12}
_IN_TEXT = re.compile(rf"(?<![\w.,^_-])(?P<number>[+-]?{_DIGITS})(?![\w]|[.,]\d)")


@dataclass(frozen=True)
class Interval:
    """A closed interval of exact numbers."""

    low: Fraction
    high: Fraction

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: "Interval") -> "Interval":
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: "Interval") -> "Interval":
        """The quotient; everything where the divisor's interval holds zero."""
        if other.low <= 0 <= other.high:
            return EVERYTHING
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def scaled(self, factor: int | Fraction) -> "Interval":
        """The interval times an exact number."""
        a, b = self.low * factor, self.high * factor
        return Interval(min(a, b), max(a, b))

    def meets(self, other: "Interval") -> bool:
        """Whether the two have a number in common."""
        return self.low <= other.high and other.low <= self.high

    @property
    def magnitude(self) -> "Interval":
        """The interval of absolute values."""
        if self.low >= 0:
            return self
        return Interval(-self.high, -self.low) if self.high <= 0 else Interval(Fraction(0), max(-self.low, self.high))


EVERYTHING = Interval(Fraction(-(10**30)), Fraction(10**30))


@dataclass(frozen=True)
class Number:
    """One printed number: its exact value, the step of its last digit, and what is printed beside it."""

    printed: str
    value: Fraction
    step: Fraction
    decimals: int
    percent: bool = False
    spread: Fraction | None = None
    delta: "Number | None" = None
    arrow: Literal["", "up", "down"] = ""
    signed: bool = False

    @cached_property
    def interval(self) -> Interval:
        """All values that are printed so."""
        return Interval(self.value - self.step / 2, self.value + self.step / 2)

    @property
    def whole(self) -> bool:
        """Whether it is printed without decimals or an exponent."""
        return self.step == 1


def is_missing(text: str) -> bool:
    """Whether a cell says that there is nothing here (a dash is not a zero)."""
    return plain(text).lower() in MISSING


def plain(text: str) -> str:
    """A cell's text without the TeX of its marks, with one kind of minus and arrow."""
    if "\\" in text:
        text = text.replace("\\uparrow", "↑").replace("\\downarrow", "↓").replace("\\%", "%").replace("\\pm", "±")
        text = re.sub(r"\\[,;:! ]", "", _TEX.sub("", text))
    for old, new in (
        ("•", ""),
        ("−", "-"),
        ("–", "-"),
        ("⬆", "↑"),
        ("⬇", "↓"),
        ("▲", "↑"),
        ("▼", "↓"),
        ("\u00a0", " "),
    ):
        text = text.replace(old, new)
    return text.translate(_DROPPED).strip()


_DROPPED = str.maketrans("", "", "${}~\u2009\u202f\u200b")


def read_number(text: str) -> Number | None:
    """The number that a whole cell prints, None where the cell says anything else.

    `55.2 ± 0.9`, `84.1 (+2.3)`, `81.0%`, `1,536`, `1.2e-3`, `5.71 ↑` and `65.3†` are read; `3/7`, `12-15` and names
    are not.
    """
    if not any("0" <= c <= "9" for c in text):
        return None
    found = _CELL.match(plain(text))
    if found is None:
        return None
    rest, ahead = found["rest"], bool(found["ahead"])
    spread = Fraction(found["spread"].replace(",", "")) if found["spread"] else None
    if spread is not None and found["sexp"]:
        spread *= Fraction(10) ** int(found["sexp"])
    delta = None
    if rest.strip():
        delta, bracketed = _beside(rest)
        spread = spread if bracketed is None else bracketed
    tail = _TAIL.match(rest) if delta is None and spread is None and rest.strip() else None
    if rest.strip() and delta is None and spread is None and tail is None:
        return None
    if found["spread"] and rest.strip() and delta is None and _TAIL.match(rest) is None:
        return None
    power = int(found["exp"] or found["pow"] or 0) + _SCALES.get((tail["unit"] or "") if tail else "", 0)
    arrow: Literal["", "up", "down"] = "up" if "↑" in rest else "down" if "↓" in rest else ""
    return _number(
        found["number"], power, percent=bool(found["percent"]), spread=spread, delta=delta, arrow=arrow, signed=ahead
    )


def _beside(rest: str) -> tuple[Number | None, Fraction | None]:
    """The signed change or the spread that is printed in brackets after a number."""
    if change := _DELTA.match(rest):
        return _number(change["delta"], 0), None
    if change := _ARROWED.match(rest):
        sign = "-" if (change["a"] or change["b"]) == "↓" else "+"
        return _number(sign + (change["x"] or change["y"]), 0), None
    if bracket := _SPREAD.match(rest):
        return None, Fraction(bracket["spread"].replace(",", ""))
    return None, None


def _number(
    printed: str,
    power: int,
    *,
    percent: bool = False,
    spread: Fraction | None = None,
    delta: Number | None = None,
    arrow: Literal["", "up", "down"] = "",
    signed: bool = False,
) -> Number:
    digits = printed.replace(",", "").replace(" ", "")
    decimals = len(digits.partition(".")[2])
    scale = Fraction(10) ** power
    return Number(
        printed=printed.strip(),
        value=Fraction(digits if not digits.endswith(".") else digits[:-1]) * scale,
        step=scale / 10**decimals,
        decimals=decimals,
        percent=percent,
        spread=spread,
        delta=delta,
        arrow=arrow,
        signed=signed or digits[0] in "+-",
    )


def numbers_in(text: str) -> list[tuple[int, int, Number]]:
    """The numbers of running text with their places; those inside words and versions are passed over."""
    out = []
    for found in _IN_TEXT.finditer(text):
        printed = found["number"]
        start, end = found.span("number")
        if printed.endswith("."):
            printed, end = printed[:-1], end - 1
        percent = re.match(r"\s?(?:\\?%|per ?cent\b)", text[end : end + 12]) is not None
        out.append((start, end, _number(printed, 0, percent=percent)))
    return out


def shown(value: Fraction, decimals: int = 4) -> str:
    """A fraction as a decimal string, rounded half up, without trailing zeros beyond one digit."""
    scaled = value * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if whole < 0 else ""
    head, tail = divmod(abs(whole), 10**decimals)
    return f"{sign}{head}.{tail:0{decimals}d}" if decimals else f"{sign}{head}"
