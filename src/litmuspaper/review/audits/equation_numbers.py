"""X5: equations are numbered without a gap, those that the text names exist, and one is not described in two ways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from litmuspaper.review.prose import (
    body,
    finding,
    listed,
    place,
    sentence_at,
    stem,
    verified,
)
from litmuspaper.types import Document, Finding, Span

AUDIT = "equation_numbers"
_EQUATION = r"(?:Eqs?\b\.?|Eqns?\b\.?|Equations?|equations?|eqs?\.)\s*"
_NAMED = re.compile(
    rf"{_EQUATION}\(?(\d{{1,3}})[a-z]?\)?((?:\s*(?:,\s*and|,|and|&|–|-|"
    rf"to)\s*\(?\d{{1,3}}[a-z]?\))*)"
)
_FOREIGN = re.compile(
    r"\s*(?:of|in|from)\s+(?:\[|\(|ref\b|[A-Z]\w+(?: et al| and [A-Z])|the (?:supplement|appendix))", re.IGNORECASE
)
_DONE = (
    r"(?:is|are|was|were|can be)?\s*(?:defined|delineated|formulated|given|described|"
    r"formali[sz]ed|expressed|specified|stated|written)"
)
_NOUNS = r"(?P<nouns>(?:[A-Za-z][\w-]+\s+){1,4}?)"
_SAID_BEFORE = re.compile(
    rf"\b[Tt]he\s+{_NOUNS}(?:(?:for|of) (?:this|the|each|"
    rf"our)\s+\w+\s+)?{_DONE}\s+(?:as\s+)?(?:in|by|"
    rf"as)\s+{_EQUATION}\(?(?P<n>\d{{1,3}})\)?(?!\s*(?:and|,|-|–|to)\s*\(?\d)"
)
_SAID_AFTER = re.compile(
    rf"{_EQUATION}\(?(?P<n>\d{{1,3}})\)?\s+(?:defines|formulates|states|specifies|"
    rf"expresses)\s+the\s+(?P<nouns>(?:[A-Za-z][\w-]+\s*){{1,4}})"
)
_PLAIN = frozenset(
    "the a an of for in is are was were be can this that our each whole final overall "
    "total following corresponding same "
    "above new proposed full as equation function loss".split()
)


@dataclass(frozen=True)
class _Said:
    """What one sentence calls one equation."""

    number: int
    words: frozenset[str]
    name: str
    start: int
    end: int


def audit(document: Document) -> list[Finding]:
    """Check the numbers of displayed equations and what the text says of them."""
    numbered = {e.number: e for e in document.equations if e.number}
    if not numbered:
        message = "no numbered equation was found"
        return [finding(AUDIT, "not-assessed", "info", message)]
    plain = sorted(int(n) for n in numbered if n.isdigit())
    sure = bool(plain) and len(plain) == len(numbered) and plain == list(range(1, len(plain) + 1))
    text = body(document)
    found = _described_twice(document, text, set(plain))
    if not sure:
        found.append(
            finding(
                AUDIT,
                "not-assessed",
                "info",
                "the equation numbers found are not 1 to N; the parser may have lost some",
            )
        )
        return found
    spans = tuple(place(document, numbered[str(n)].start, numbered[str(n)].end) for n in (plain[0], plain[-1]))
    found.append(verified(AUDIT, f"Equations (1) to ({plain[-1]}) are numbered without a gap", spans))
    return found + _named(document, text, len(plain))


def _named(document: Document, text: str, last: int) -> list[Finding]:
    places: dict[int, Span] = {}
    count = 0
    for match in _NAMED.finditer(text):
        if _FOREIGN.match(text, match.end()) or re.search(
            r"(?:their|'s)\s*$", text[max(0, match.start() - 8) : match.start()]
        ):
            continue
        for number in re.findall(r"\d+", match[0]):
            count += 1
            places.setdefault(int(number), sentence_at(document, match.start()))
    beyond = sorted(n for n in places if n > last)
    if beyond:
        from_source = "tex" in document.sources
        names = listed([f"Eq. ({n})" for n in beyond])
        return [
            finding(
                AUDIT,
                "question",
                "warning" if from_source else "info",
                f"The text names {names}, but the last numbered equation found is ({last})",
                spans=tuple(places[n] for n in beyond),
                clears_if="it stands in a supplement, in another paper, or in a part that was not parsed",
            )
        ]
    return [verified(AUDIT, f"All {count} mentions of equations name one that exists")] if count else []


def _described_twice(document: Document, text: str, known: set[int]) -> list[Finding]:
    """Equations that bear two unlike names, one of which is the name of another equation elsewhere."""
    said = [one for one in _descriptions(text) if not known or one.number in known]
    found = []
    for number in sorted({one.number for one in said}):
        here = [one for one in said if one.number == number]
        for one in here:
            others = [o for o in said if o.number != number and o.words == one.words]
            unlike = [o for o in here if not o.words & one.words]
            alone = not any(o.number == number and o.words == one.words for o in here if o is not one)
            if not (others and unlike and alone and len({o.number for o in others}) == 1):
                continue
            other = others[0]
            found.append(
                finding(
                    AUDIT,
                    "question",
                    "warning",
                    f"Eq. ({number}) is called the {one.name} here and the {unlike[0].name} elsewhere; "
                    f"the {other.name} is Eq. ({other.number})",
                    spans=tuple(sentence_at(document, o.start) for o in (one, unlike[0], other)),
                    printed=(f"Eq. ({number})",),
                    recomputed=f"Eq. ({other.number}) by the paper's own description",
                    clears_if=f"Eq. ({number}) is both",
                )
            )
            break
    return found


def _descriptions(text: str) -> Iterator[_Said]:
    for pattern in (_SAID_BEFORE, _SAID_AFTER):
        for match in pattern.finditer(text):
            words = frozenset(stem(word) for word in match["nouns"].split() if word.lower() not in _PLAIN)
            # One word alone, such as `loss`, names nothing.
            if len(words) >= 2:
                yield _Said(int(match["n"]), words, " ".join(match["nouns"].split()), match.start(), match.end())
