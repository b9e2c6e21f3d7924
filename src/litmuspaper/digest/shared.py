"""Which sentence that is shown anyway names the data, the metric or the baseline: it is not told a second time.

"On the Dune images TernNet has an error of 4.1, against 6.6 of GridNet" tells all three; a field that has no better
sentence of its own points at it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from litmuspaper.digest.fields import COINED, METRIC
from litmuspaper.digest.places import Placed

_SETS = r"(?:data ?sets?|corpus|corpora|benchmarks?|tree ?banks?)"
_NAME = rf"(?:{COINED}|(?-i:[A-Z][a-z]+)(?: (?-i:[A-Z])[\w-]*)+)(?: ?(?:v ?)?\d[\d.]*)?"
_CHAIN = rf"(?P<names>{_NAME}(?: ?(?:,|,? and|&|/) ?(?:the )?{_NAME})*)"
_DATA_NAMES = (
    re.compile(rf"{_CHAIN}(?: \([^()]{{1,40}}\))? (?:[\w-]+ )?{_SETS}\b", re.IGNORECASE),
    re.compile(
        rf"\b{_SETS} ?(?:\( ?|called |named |namely |:|,|such as |including |, namely ) ?(?:the )?{_CHAIN}",
        re.IGNORECASE,
    ),
)
_EACH = re.compile(_NAME)
_METRICS = re.compile(rf"(?<![\w-])(?!metrics?\b)(?:{METRIC}|EM|exact match)\b", re.IGNORECASE)
_AGAINST = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|compar\w+|better than|worse than|higher than|lower than|against|over|"
    r"than|baselines|baseline (?:model|method|system|approach)|improve\w* (?:on|upon))\b",
    re.IGNORECASE,
)
_COINED = re.compile(rf"\b{COINED}\b")
FEWEST = 3  # characters of a name


@dataclass(frozen=True)
class Named:
    """The names that a paper gives to its data and to its own thing."""

    data: frozenset[str]
    own: str

    def told(self, name: str, text: str) -> frozenset[str]:
        """What of a field a sentence names; nothing where it does not tell the field.

        Args:
            name: "data", "metrics" or "baselines".
            text: the sentence.

        Returns:
            The names in it.
        """
        if name == "metrics":
            return frozenset(one[0].lower() for one in _METRICS.finditer(text))
        if name == "data":
            return frozenset(one for one in self.data if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text))
        met = _AGAINST.search(text)
        if met is None:
            return frozenset()
        before = {one[0] for one in _COINED.finditer(text[: met.start()])}
        others = (one[0] for one in _COINED.finditer(text, met.start()))
        return frozenset(
            one
            for one in others
            if len(one) >= FEWEST and one not in before | self.data | {self.own} and not _METRICS.fullmatch(one)
        )


def named(sentences: Sequence[Placed], own: str) -> Named:
    """Read the names of data in a paper.

    Args:
        sentences: its sentences.
        own: the name of what it offers; empty where it has none.

    Returns:
        The names that stand beside a word such as "dataset".
    """
    names = {
        name[0].strip().removeprefix("The ")
        for one in sentences
        if one.kind not in ("title", "end")
        for pattern in _DATA_NAMES
        for found in pattern.finditer(one.sentence.text)
        for name in _EACH.finditer(found["names"])
    }
    kept = (
        name for name in names if len(name) >= FEWEST and not (own and name in own) and not _METRICS.fullmatch(name)
    )
    return Named(frozenset(kept), own)
