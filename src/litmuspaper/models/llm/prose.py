"""A model's own sentences held against what they rest on: what fails is dropped, sentence by sentence.

A sentence is kept where its numbers and directions pass the number gate, and where every name and every word of weight
in it is one of the paper's or of the reader's. That does not prove it; so it is shown beside the quotation, as the
model's words.
"""

import re
from collections.abc import Sequence

from litmuspaper.models.llm.gate import Normal, compared
from litmuspaper.models.llm.numbers import unsupported
from litmuspaper.models.llm.sides import misplaced, swapped

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])|\n+")
_NAME = re.compile(r"\b(?=[\w-]*[A-Z0-9])[A-Za-z][\w-]*\b")
_WORD = re.compile(r"[^\W\d_]{4,}")
_MARKUP = re.compile(r"[<>`{}\\|]|\]\(|https?:|www\.|javascript:|&#?\w+;|\$\$", re.IGNORECASE)
_STEM = 5
# What says how a paper stands to a criterion, and nothing of the paper's own.
_PLAIN = frozenset(
    (
        "about above abstract address addresses addressing against aligns also although among another appears approach "
        "area article aspect asked author authors based because been before being between beyond both broad broadly "
        "cannot central centrally close closely clearly concern concerns considers consists contains could covers "
        "criteria criterion deals describe describes direct directly discuss discusses does each either else entirely "
        "even evidence exactly examine examines explicit explicitly falls first fits focus focuses focused from fully "
        "general given gives have here however including instead interest interested into investigate investigates "
        "itself just known likely mainly mainly match matches meet meets mention mentions merely method methods more "
        "most mostly namely near nearest neither nothing offers only other over paper papers part partial partially "
        "partly presents present proposes propose provides reader related relates relation relevance relevant reports "
        "report same says seems several shows show similar since some something specific specifically states state "
        "still strong strongly studies study studied subject such task than that their them then there these they this "
        "those though through title topic touches treats under until unrelated upon used uses using very weak weakly "
        "well were what when where whether which while whose wholly with within without work would your"
    ).split()
)


def grounded(prose: str, quoted: Sequence[str], known: Sequence[str], cells: Sequence[str] = ()) -> tuple[str, str]:
    """The sentences of a model's prose that may be shown.

    Args:
        prose: what the model wrote.
        quoted: the paper's text at the places that it quotes: numbers and directions must stand there.
        known: what names and words may come from: the paper's text, the reader's criteria.
        cells: cells of the paper's tables that it speaks of, each with its unit.

    Returns:
        The sentences kept, on one line, and why the first of the others was dropped; empty strings where there is none.
    """
    kept: list[str] = []
    why = ""
    for sentence in _SENTENCE.split(prose.strip()):
        plain = " ".join(Normal(sentence).text.split())
        if not plain:
            continue
        if reason := _fault(plain, quoted, known, cells):
            why = why or reason
        else:
            kept.append(plain)
    return " ".join(kept), why


def _fault(sentence: str, quoted: Sequence[str], known: Sequence[str], cells: Sequence[str]) -> str:
    if _MARKUP.search(sentence):
        return "markup or an address in the model's words"
    if any(ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 or 0xD800 <= ord(sign) < 0xE000 for sign in sentence):
        return "a control character in the model's words"
    if reason := unsupported(sentence, quoted, cells) or swapped(sentence, quoted) or misplaced(sentence, quoted):
        return reason
    if name := unknown_name(sentence, known):
        return f"a name that the paper does not have ({name[:40]})"
    if word := unknown_word(sentence, known):
        return f"a word that neither the paper nor the criteria have ({word[:40]})"
    return ""


def unknown_name(sentence: str, known: Sequence[str]) -> str:
    """The first name (a word with a capital or a digit) that none of the known texts has; empty if there is none.

    The first word of a sentence is a name only where it has a capital or a digit inside.
    """
    have = {word.lower() for text in known for word in re.findall(r"\w[\w-]*", compared(text).text)}
    have |= {part for word in have for part in word.split("-")}
    for match in _NAME.finditer(sentence):
        word = match[0]
        begins = not sentence[: match.start()].strip("\"'( ")
        if begins and word[1:] == word[1:].lower() and not any(sign.isdigit() for sign in word):
            continue
        if word.lower() not in have and not all(part.lower() in have for part in word.split("-")):
            return word
    return ""


def unknown_word(sentence: str, known: Sequence[str]) -> str:
    """The first word of weight, by its first five letters, that none of the known texts has; empty if there is none."""
    have = {word[:_STEM] for text in known for word in _WORD.findall(compared(text).text.lower())}
    words = (match[0] for match in _WORD.finditer(sentence.lower()))
    return next((word for word in words if word not in _PLAIN and word[:_STEM] not in have), "")
