"""Which lines of a plain-text paper are headings.

Marked headings (`## Results`) and numbered ones (`3.1 Data`) are taken where a paper has them; only a paper with
neither is asked for short lines in title case, for figures leave such lines behind too.
"""

import re

from litmuspaper.parse.text.blocks import Block

_NUMBERED = re.compile(
    r"(?:\*\*)?(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}|[IVX]{1,5}(?=\.))\.?\s+(?P<title>\S.{1,150})"
)
_ALWAYS = (
    r"abstract|references|bibliography|literature cited|appendix|appendices|supplementary (?:material|information)s?"
    r"|acknowledge?ments?(?: and .{3,40})?|author contributions?|reproducibility(?: statement)?"
    r"|(?:broader|societal) impacts?(?: statement)?|ethic(?:s|al).{0,40}|conclusions?(?: and .{3,40})?|introduction"
)
_OFTEN = (
    r"|(?:related|previous|prior) works?(?: and .{3,30})?|background(?: and .{3,30})?|preliminaries"
    r"|(?:proposed |our )?(?:methods?|methodology|approach)|(?:materials and )?methods|data(?:sets?)?|model"
    r"|experiments?|experimental (?:results|setup|evaluation)|evaluation|results?(?: and discussions?)?|analysis"
    r"|discussions?(?: and conclusions?)?|summary|limitations?|future work"
)
_SURE = re.compile(_ALWAYS, re.IGNORECASE)
_KNOWN = re.compile(_ALWAYS + _OFTEN, re.IGNORECASE)
_RUN_IN_ABSTRACT = re.compile(
    r"(?:\*\*|_)?abstract(?:\*\*|_)?\s*[—:.–-]+(?:\*\*)?\s*(?=\S)|abstract\s{2,}(?=\S)", re.IGNORECASE
)
_SMALL = frozenset(
    "a an and as at by for from in into of on or the to towards via vs with without using based under over".split()
)
LONGEST = 170
MOST = 2_000


def find_headings(found: list[Block]) -> list[Block]:
    """The same blocks, with those that are headings turned into such."""
    found = [part for block in found for part in _abstract_apart(block)]
    marked = sum(block.kind == "heading" for block in found[3:])
    numbers = _in_sequence(found)
    strict = marked >= 2 or len(numbers) >= 3
    known = _SURE if strict else _KNOWN
    deepest = count = 0
    for n, block in enumerate(found):
        if n in numbers:
            number, title = numbers[n]
            block.kind, block.text, block.number = "heading", title, number
            block.level = number.count(".") + 1
        elif block.kind in ("para", "heading") and known.fullmatch(_bare(block.text)):
            known_level = block.level if block.kind == "heading" and marked >= 4 else 1
            block.kind, block.text, block.level = "heading", _bare(block.text), known_level
        elif block.kind == "heading":
            numbered = _NUMBERED.fullmatch(block.text)
            if numbered and numbered["title"][0].isalpha() and deepest:
                block.number, block.text = numbered["number"].rstrip("."), numbered["title"]
            elif len(numbers) >= 3 and n > min(numbers):
                # In a paper with numbered sections, marks without a number are a converter's guesses.
                block.kind = "para"
        elif not strict and block.kind == "para" and deepest and _looks_like_title(block):
            block.kind, block.text, block.level = "heading", _bare(block.text), 2
        if block.kind == "heading":
            deepest = max(deepest, block.level)
            count += 1
            if count > MOST:
                block.kind = "para"
    return found


def is_references(block: Block) -> bool:
    """Whether a heading opens the reference list."""
    return (
        block.kind == "heading"
        and re.fullmatch(r"references|bibliography|literature cited", block.text, re.I) is not None
    )


def _bare(text: str) -> str:
    return text.strip().strip("*_# ").strip()


def _abstract_apart(block: Block) -> list[Block]:
    """`Abstract - We show ...` as a heading and a paragraph."""
    opening = _RUN_IN_ABSTRACT.match(block.text) if block.kind == "para" else None
    if not opening:
        return [block]
    rest = block.text[opening.end() :].lstrip("*_ ")
    return [Block("heading", "Abstract", level=1), Block("para", rest, lines=block.lines)]


def _in_sequence(found: list[Block]) -> dict[int, tuple[str, str]]:
    """Numbered headings whose numbers follow each other; numbers left by figures and lists do not."""
    taken: dict[int, tuple[str, str]] = {}
    last: list[int] = [0]
    letters = False
    for n, block in enumerate(found):
        if block.kind not in ("para", "item") or block.lines > 2:
            continue
        said = _NUMBERED.fullmatch(block.text)
        if not said or not _is_title(said["title"]):
            continue
        parts = said["number"].split(".")
        is_letter = (
            parts[0].isalpha()
            and len(parts[0]) == 1
            and not (parts[0] in "IVX" and not letters and last[0] < 5 and last != [0])
        )
        if is_letter and len(parts) == 1 and not said["title"].isupper():
            continue
        values = [ord(parts[0]) - 64 if is_letter else _roman(parts[0]), *map(int, parts[1:])]
        fresh = is_letter and not letters and values == [1]
        if fresh or (is_letter == letters and _follows(last, values)):
            taken[n] = (said["number"], _bare(said["title"]))
            last, letters = values, is_letter
    return taken


def _roman(text: str) -> int:
    if text.isdigit():
        return int(text)
    values = [{"I": 1, "V": 5, "X": 10}.get(letter, 99) for letter in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _follows(last: list[int], values: list[int]) -> bool:
    """Whether a section number may come after another: 2 -> 3, 2 -> 2.1, 2.1 -> 2.2, 2.3.1 -> 3."""
    if len(values) > len(last):
        return values[: len(last)] == last and all(value == 1 for value in values[len(last) :])
    head = len(values) - 1
    return values[:head] == last[:head] and 1 <= values[head] - last[head] <= 2


def _is_title(text: str) -> bool:
    words = text.split()
    if (
        not words
        or len(words) > 20
        or not text.lstrip('*_("“').strip()[:1].isalnum()
        or text.rstrip("*_")[-1:] in ".,;:=+-"
    ):
        return False
    first = words[0].lstrip('*_("“')
    letters = sum(letter.isalpha() or letter.isspace() for letter in text)
    return bool(first) and (first[0].isupper() or first[0].isdigit()) and letters >= 0.75 * len(text)


def _looks_like_title(block: Block) -> bool:
    """A short line in title case without the marks of a sentence."""
    text = _bare(block.text)
    if (
        block.lines > 1
        or not 3 < len(text) <= LONGEST
        or text[-1] in ".,;:-=$"
        or re.search(r"https?:|@|\$|\\[a-z]|\.\s", text)
    ):
        return False
    words = [word.strip("()\"“”'’:,") for word in re.split(r"[\s/-]+", text)]
    words = [word for word in words if word]
    large = [word for word in words if word.lower() not in _SMALL]
    if not large or len(words) > 26 or not (words[0][0].isupper() or words[0][0].isdigit()):
        return False
    capital = sum(word[0].isupper() or word[0].isdigit() for word in large)
    return bool(capital >= 0.8 * len(large))
