"""Words of a scientific text: the units that the lexical scores and the embedded table count in."""

import re

from litmuspaper.types import Paper

_TEX = re.compile(r"\\[a-zA-Z]+|[\\${}^_~]")
_WORD = re.compile(r"[a-zA-Z][a-zA-Z0-9]*(?:'[a-z]+)?|[0-9]+[a-zA-Z]+[a-zA-Z0-9]*")
_KEEP_S = ("ss", "us", "is", "as", "os")

STOP = frozenset(
    "a about above after again all also although am among an and any are as at be because been before being below "
    "between both but by can cannot could did do does doing down due during each either etc few for from further "
    "had has have having he her here hers him his how however i if in into is it its itself just let may me might "
    "more most much must my no nor not of off on once one only onto or other others our ours out over own per "
    "rather same she should since so some such than that the their theirs them then there these they this those "
    "through thus to too toward towards under until up upon us very via was we were what when where whether which "
    "while who whom whose why will with within without would yet you your yours".split()
)


def stem(word: str) -> str:
    """The word in lower case without its plural ending."""
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():
        return word[:-1].lower()  # GPUs, LLMs
    word = word.lower()
    if word.endswith("'s"):
        word = word[:-2]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_KEEP_S):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1]


def words(text: str) -> list[str]:
    """The stemmed words of a text in order, TeX commands and stop words left out."""
    found = _WORD.findall(_TEX.sub(" ", text))
    return [stem(word) for word in found if len(word) > 1 and word.lower() not in STOP]


def paper_words(paper: Paper) -> list[str]:
    """The words that a paper is ranked and compared by: its title's counted twice, then its abstract's."""
    title = words(paper.title)
    return title + title + words(paper.abstract)


def located_words(text: str) -> list[tuple[str, int, int]]:
    """As `words`, each with its half-open offsets in the text."""
    blank = _TEX.sub(lambda m: " " * len(m.group()), text)
    return [
        (stem(m.group()), m.start(), m.end())
        for m in _WORD.finditer(blank)
        if len(m.group()) > 1 and m.group().lower() not in STOP
    ]
