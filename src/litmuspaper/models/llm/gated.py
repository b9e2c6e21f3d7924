"""A model's sentences that passed, and how many did not; what every purpose that writes has in common."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from litmuspaper.models.llm.numbers import stems
from litmuspaper.models.llm.prose import grounded
from litmuspaper.models.llm.sides import altered, scattered
from litmuspaper.types import Written

LONGEST = 400
_LEAST_SHARED = 2
_OWN_WORD = re.compile(r" \(.*\)$", re.DOTALL)
# What TeX puts around a number and a percent sign; the model writes plain text.
_TEX = re.compile(r"\$|\\(?=[%&#$_ ,;])")
_MARKER = re.compile(r"\bpaper [0-9a-f]{16}\b")


@dataclass(frozen=True, slots=True)
class Gated:
    """Sentences that passed, how many did not, and why: the first one's reason, or why nothing was answered."""

    kept: tuple[Written, ...] = ()
    left_out: int = 0
    why: str = ""


def fault(sentence: str, rests_on: Sequence[str], known: Sequence[str], *, together: bool = True) -> str:
    """Why one sentence of a model may not be shown.

    Args:
        sentence: as it came.
        rests_on: the texts that it names as its ground.
        known: what words and names may come from beside them.
        together: whether the words of a clause have to stand in one clause of theirs; what Litmus itself says in
            short clauses need not.

    Returns:
        The reason in words of ours; empty where the sentence passes every gate.
    """
    if not sentence.strip():
        return "an empty sentence"
    if len(sentence) > LONGEST:
        return f"a sentence of more than {LONGEST} characters"
    if _MARKER.search(sentence):
        return "it speaks of the markers"
    plain = [_TEX.sub("", text) for text in rests_on]
    kept, why = grounded(sentence, plain, [*known, *plain])
    # Some of it failed where several sentences came as one: then none of it is shown.
    if why or not kept:
        # The reason stands on the page and in the ledger: no word of the model goes there.
        return _OWN_WORD.sub("", why) or "an empty sentence"
    if not any(len(stems(sentence) & stems(text)) >= _LEAST_SHARED for text in plain):
        return "it does not speak of what it rests on"
    return altered(sentence, plain) or (scattered(sentence, plain) if together else "")


def once(written: Sequence[Written]) -> Iterator[Written]:
    """The sentences without those that say what an earlier one says in the same words."""
    seen: list[set[str]] = []
    for one in written:
        own = stems(one.text)
        if not any(own <= other for other in seen):
            seen.append(own)
            yield one
