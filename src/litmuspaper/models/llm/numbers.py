"""The number gate: what a model writes around a quotation may hold no number and no direction that is not there.

Each number of the prose has to equal one of the quoted text or of a cell, under the rounding that the prose itself
displays, with the same unit; the words that say which way it goes, and the negations, have to agree in its clause.
A sentence that fails is left out; nothing is put right.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from litmuspaper.models.llm.gate import Normal, compared

_WORDS = {
    **{word: n for n, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)},
    **{"twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9},
}
_TIMES = {
    "twice": 2,
    "double": 2,
    "doubles": 2,
    "doubled": 2,
    "doubling": 2,
    "twofold": 2,
    "threefold": 3,
    "tenfold": 10,
}
_TIMES |= {"triple": 3, "triples": 3, "tripled": 3, "fourfold": 4, "fivefold": 5, "thrice": 3}
_HALVES = {"half": 2, "halves": 2, "halved": 2, "halving": 2}
_NUMBER = re.compile(
    r"(?<![\w.])(?<![^\W\d]-)(?P<sign>[-+])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?:e(?P<power>[-+]?\d{1,3}))?"
    r"[ ]?(?P<unit>%|percent\b|per cent\b|percentage points?\b|points?\b|pp\b|x\b|×|-?fold\b|times\b|[kmgt]i?b\b|ms\b|"
    r"[μu]s\b|ns\b|seconds?\b|s\b|minutes?\b|min\b|hours?\b|h\b|days?\b|years?\b|[kmgt]?hz\b|db\b|[μnmck]?m\b|kg\b|"
    r"[kmgbt]\b|thousand\b|million\b|billion\b|k(?=\W|$))?(?![\w]|\.\d)",
    re.IGNORECASE,
)
_SAME_UNIT = {"percent": "%", "per cent": "%", "point": "pp", "points": "pp", "percentage point": "pp"}
_SAME_UNIT |= {
    "percentage points": "pp",
    "×": "x",
    "fold": "x",
    "-fold": "x",
    "times": "x",
    "second": "s",
    "seconds": "s",
}
_SAME_UNIT |= {"minute": "min", "minutes": "min", "hour": "h", "hours": "h", "day": "days", "year": "years", "us": "μs"}
_SCALE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_UP = re.compile(
    r"\b(?:increas\w*|improv\w*|higher|highest|gain\w*|better|best|outperform\w*|exceed\w*|surpass\w*|more|most|rais\w*|"
    r"rise[sn]?|rose|faster|fastest|larger|largest|greater|greatest|above|grow\w*|grew|boost\w*|superior|win|wins|beats?)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas\w*|reduc\w*|lower\w*|lowest|drop\w*|worse|worst|less|least|fewer|fewest|slower|slowest|smaller|"
    r"smallest|below|declin\w*|fall\w*|fell|loss of|degrad\w*|inferior|shrink\w*|underperform\w*|loses?|cuts?)\b",
    re.IGNORECASE,
)
NOT = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|fail(?:s|ed)?|un(?:able|likely))\b|n't\b", re.IGNORECASE
)
_COMMON = {"the", "and", "for", "with", "this", "that", "its", "are", "was", "were", "our", "paper", "from", "than"}
_CLAUSE = re.compile(r"[;:!?]|,(?!\d)|\.(?!\d)|\b(?:and|but|while|whereas|although)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: its value, how many decimals it shows, and its unit (empty where there is none)."""

    value: Decimal
    decimals: int
    unit: str
    start: int
    end: int

    def is_rounding_of(self, other: "Number") -> bool:
        """Whether this is the other number, rounded to the decimals shown here."""
        if self.unit != other.unit:
            return False
        if self.value == other.value:
            return True
        half = Decimal(5).scaleb(-self.decimals - 1)
        return self.decimals < other.decimals and abs(self.value - other.value) <= half


def numbers(text: str) -> list[Number]:
    """The numbers of a text, those written as words too; `one` is none."""
    return sorted((*_printed(text), *_spelled(text)), key=lambda number: number.start)


def _printed(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        digits = match["digits"].replace(",", "")
        unit = re.sub(r"\s+", " ", (match["unit"] or "").lower())
        try:
            value = Decimal(f"{'-' if match['sign'] == '-' else ''}{digits}e{match['power'] or 0}")
        except InvalidOperation:
            continue
        decimals = len(digits.partition(".")[2]) - int(match["power"] or 0)
        scale = _SCALE.get(unit)
        if scale:
            value, unit, decimals = value * scale, "", decimals - len(str(scale)) + 1
        yield Number(value, decimals, _SAME_UNIT.get(unit, unit), match.start(), match.end())


def _spelled(text: str) -> Iterator[Number]:
    for match in re.finditer(r"[a-z]+", text.lower()):
        for table, unit in ((_WORDS, ""), (_TIMES, "x"), (_HALVES, "half")):
            if match[0] in table and not _follows_digit(text, match.start()):
                yield Number(Decimal(table[match[0]]), 0, unit, match.start(), match.end())


def _follows_digit(text: str, at: int) -> bool:
    return text[:at].rstrip(" -")[-1:].isdigit()


def unsupported(prose: str, quoted: Sequence[str], cells: Sequence[str] = ()) -> str:
    """Why a sentence goes beyond what it rests on.

    Args:
        prose: what the model wrote.
        quoted: the text at the places that it quotes, as the paper prints it.
        cells: cells of the paper's tables that it speaks of, each with its unit.

    Returns:
        The reason in words of ours, empty where numbers, units and directions all stand in the quoted text.
    """
    said = Normal(prose).text
    sources = [compared(text).text for text in quoted]
    known = [(number, source) for source in sources for number in numbers(source)]
    bare = [number for cell in cells for number in numbers(Normal(cell).text)]
    for number in numbers(said):
        same = [source_of for source_of in known if number.is_rounding_of(source_of[0])]
        if not same and not any(number.is_rounding_of(cell) for cell in bare):
            return f"a number that the quoted text does not have ({said[number.start : number.end].strip()[:40]})"
        clause = _clause(said, number.start)
        if same and not any(_agree(clause, _clause(source, other.start)) for other, source in same):
            return "a number told in another direction than the quoted text tells it"
    printed = [source[start:end] for source in sources for start, end in clauses(source)]
    for start, end in clauses(said):
        clause = said[start:end]
        if _ways(clause) and not any(_agree(clause, other) for other in nearest(clause, printed)):
            return "a direction that the quoted text does not give"
    return ""


def nearest(clause: str, printed: Sequence[str]) -> list[str]:
    """The printed clauses that share the most words with a clause."""
    own = stems(clause)
    shared = [len(own & stems(other)) for other in printed]
    return [other for other, count in zip(printed, shared, strict=True) if count == max(shared)]


def stems(clause: str) -> set[str]:
    """The words of weight in a clause, by their first five letters."""
    return {word[:5] for word in re.findall(r"[^\W\d_]{3,}", clause.lower())} - _COMMON


def clauses(text: str) -> list[tuple[int, int]]:
    """Where a text's clauses begin and end."""
    cuts = [match.span() for match in _CLAUSE.finditer(text)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def _clause(text: str, at: int) -> str:
    return next((text[start:end] for start, end in clauses(text) if start <= at < end), text)


def _ways(clause: str) -> set[str]:
    return {way for way, pattern in (("up", _UP), ("down", _DOWN)) if pattern.search(clause)}


def _agree(said: str, printed: str) -> bool:
    """Whether two clauses go the same way: no direction that the printed one lacks, and negations odd or even alike."""
    ways = _ways(said)
    if not ways <= _ways(printed):
        return False
    return len(NOT.findall(said)) % 2 == len(NOT.findall(printed)) % 2
