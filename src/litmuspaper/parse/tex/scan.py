"""A TeX text with the places where its braces and environments close, found in one pass."""

import re
from dataclasses import dataclass

_STRUCTURE = re.compile(
    r"\\(?:begin|end)\s*\{([^{}\n]{0,60})\}|\\[^A-Za-z]|[{}]",
    re.DOTALL,
)
_SPACE = re.compile(r"\s*")
_LOOKBACK = 60
_LONGEST_OPTION = 4_000
# Characters looked through for brackets that never close; beyond, only near ones are looked for.
_MOST_FRUITLESS = 500_000


@dataclass(frozen=True)
class Environment:
    r"""One environment: from its \begin at `start` to after its \end; `inside` and `stop` bound its content."""

    name: str
    start: int
    inside: int
    stop: int
    end: int


class Source:
    r"""A TeX text; `closing` maps each { to its }, `environments` each \begin to what it opens."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.closing: dict[int, int] = {}
        self.environments: dict[int, Environment] = {}
        self.fruitless = 0
        self._match()

    def _match(self) -> None:
        opened: list[tuple[str, int, int]] = []
        for found in _STRUCTURE.finditer(self.text):
            sign, start = found[0], found.start()
            if sign == "{":
                opened.append(("{", start, start + 1))
            elif sign == "}":
                if opened and opened[-1][0] == "{":
                    self.closing[opened.pop()[1]] = start
            elif found[1] is None:
                continue
            else:
                self._named(opened, found)

    def _named(self, opened: list[tuple[str, int, int]], found: re.Match[str]) -> None:
        self.closing[found.start(1) - 1] = found.end(1)
        if found[0].startswith("\\begin"):
            opened.append((found[1].strip(), found.start(), found.end()))
        else:
            self._end(opened, found[1].strip(), found.start(), found.end())

    def _end(self, opened: list[tuple[str, int, int]], name: str, start: int, end: int) -> None:
        r"""Close the nearest \begin of that name; what lies open above it never closes."""
        for depth in range(len(opened) - 1, max(-1, len(opened) - 1 - _LOOKBACK), -1):
            if opened[depth][0] == name and name != "{":
                _, begun, inside = opened[depth]
                self.environments[begun] = Environment(name, begun, inside, start, end)
                del opened[depth:]
                return

    def skip_space(self, at: int, end: int) -> int:
        """The place of the next character that is not white space."""
        found = _SPACE.match(self.text, at, end)
        return found.end() if found else at

    def group(self, at: int, end: int) -> tuple[int, int, int] | None:
        """A required argument at or after a place: the bounds of its content and the place after it."""
        at = self.skip_space(at, end)
        if at >= end:
            return None
        if self.text[at] == "{":
            close = self.closing.get(at)
            return None if close is None or close >= end else (at + 1, close, close + 1)
        if self.text[at] in "}&":
            return None
        if self.text[at] == "\\":
            found = _COMMAND.match(self.text, at, end)
            stop = found.end() if found else at + 1
            return at, stop, stop
        return at, at + 1, at + 1

    def bracket(self, at: int, end: int, pair: str = "[]", reach: int = _LONGEST_OPTION) -> tuple[int, int, int] | None:
        """An optional argument at or after a place, braces inside it respected."""
        at = self.skip_space(at, end)
        if at >= end or self.text[at] != pair[0]:
            return None
        reach = reach if self.fruitless < _MOST_FRUITLESS else 40
        depth, here, limit = 0, at + 1, min(end, at + reach)
        while here < limit:
            char = self.text[here]
            if char == "{":
                here = self.closing.get(here, here)
            elif char == "\\":
                here += 1
            elif char == pair[0]:
                depth += 1
            elif char == pair[1]:
                if depth == 0:
                    return at + 1, here, here + 1
                depth -= 1
            here += 1
        self.fruitless += limit - at
        return None

    def pass_over(self, at: int, end: int, shape: str) -> int:
        """The place after the arguments of a shape (s star, o [optional], p (round), m {required})."""
        for kind in shape:
            if kind == "s":
                at = at + 1 if self.text[at : at + 1] == "*" else at
                continue
            found = self.group(at, end) if kind == "m" else self.bracket(at, end, "()" if kind == "p" else "[]")
            if found:
                at = found[2]
        return at


_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL)


def split_top(source: Source, start: int, end: int, marks: re.Pattern[str]) -> list[tuple[int, int, str]]:
    r"""Pieces between marks at the top level, outside braces and environments.

    Args:
        source: the text.
        start: where to begin.
        end: where to stop.
        marks: what parts the pieces; it must also match `\\begin`, `{` and other escapes, which are stepped over.

    Returns:
        Each piece with the mark that ended it, the last with an empty one.
    """
    pieces: list[tuple[int, int, str]] = []
    at = here = start
    while found := marks.search(source.text, here, end):
        sign, here = found[0], found.end()
        if sign == "{":
            here = min(end, source.closing.get(found.start(), found.start()) + 1)
        elif sign.startswith("\\begin"):
            inner = source.environments.get(found.start())
            here = min(end, inner.end) if inner else here
        elif found.lastgroup == "mark":
            pieces.append((at, found.start(), sign))
            at = here
    pieces.append((at, end, ""))
    return pieces
