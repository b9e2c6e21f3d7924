"""The two sides of a comparison as rows of a table: who is said to be ahead of whom, by name or by description."""

import re
from dataclasses import dataclass
from typing import Literal

from litmuspaper.review.claim_columns import in_groups, own_rows, rival_rows
from litmuspaper.review.grid import Grid
from litmuspaper.review.mentions import row_mentions, tokens
from litmuspaper.review.numbers import plain
from litmuspaper.review.own_names import names_own
from litmuspaper.review.tables import Block

Reach = Literal["all", "most", "some"]

AHEAD = re.compile(
    r"\b(?:out-?perform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beats?|(?:is|are|was|were|"
    r"be)? ?superior (?:[\w-]+ )"
    r"{0,3}(?:to|than|over)|improv(?:es|ed|ing|ements?) (?:[\w.%$\\,{}-]+ ){0,9}?(?:over|upon|on top of)|"
    r"(?:better|stronger|more accurate|more effective|faster|quicker) (?:[\w-]+ ){0,5}than|"
    r"advantages? over|(?:gain|increase|reduction|decrease)s? (?:[\w.%$\\{}-]+ ){0,5}?over|wins? (?:against|over))\b",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?P<way>higher|lower|fewer|smaller|larger|shorter|less|more) (?P<what>[\w@.\s-]{2,50}?) (?:than|"
    r"compared (?:to|with))\b",
    re.IGNORECASE,
)
EQUAL = re.compile(
    r"\b(?:comparable (?:[\w-]+ ){0,5}?(?:to|with)|on par with|competitive (?:[\w-]+ ){0,3}?(?:with|to)|"
    r"as (?:good|well|accurate) as|"
    r"match(?:es|ing|ed) (?:the (?:performance|accuracy|quality) of)?|similar (?:performance|results|accuracy|"
    r"[\w-]+ scores?) "
    r"(?:to|as|with)|performs? similarly to|equally (?:well|good) as)(?=\W|$)",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no|fails? to|neither|unable|without)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_OURS = re.compile(
    r"\b(?:we|our|ours|the proposed|this (?:model|method|approach)|its representations)\b", re.IGNORECASE
)
_IT = re.compile(
    r"^(?:\W*[\w-]+,)?\W*(?:in terms of \w+, |overall, |further, |moreover, )?(?:this|it|they|"
    r"these)(?: [\w-]+){0,3}(?:,[^,]*,)?(?: an?)?[^A-Za-z]*(?:\\mathbf)?[^A-Za-z]*$",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"^\W*(?:even |on |to |over |virtually |nearly |almost |than )*(?:(?:all|the|other|strong|strongest|several|"
    r"both|any|every|various|"
    r"competing|existing|previous|previously|prior|published|reported|alternative|compared|comparison|remaining|"
    r"best|known|"
    r"next-best|recent|standard|current|state[- ]of[- ]the[- ]art|sota|wide|variety|range|series|number|of|a|"
    r"single|competitive|"
    r"tested|evaluated|these|general-purpose|generic|considered|baseline|single-model)\s+)*(?:baselines?|"
    r"methods?|models?|approaches|competitors?|algorithms|"
    r"techniques|works?|results|alternatives|systems|ensembles|counterparts?|LLMs|networks|variants|estimators|"
    r"strategies|frameworks|"
    r"architectures|state[- ]of[- ]the[- ]art|ones)\b"
    r"(?!\s*(?:\((?!including)|such as|trained|that|which|with|using|without|like|based|in this|of|from|for|at|"
    r"under|pre-?trained|"
    r"except|other than|apart|due))",
    re.IGNORECASE,
)
_POINTER = re.compile(r"\bTab(?:le|\.)s?\s*\d+", re.IGNORECASE)
_EMPTY = frozenset("model models method our ours only layer layers steps the with and of for on".split())
_EXCEPT = re.compile(
    r"\b(?:except(?:ion|ing)?|with the exception|apart from|other than|unlike|such as|in contrast to|but not)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:consistently|always|uniformly|invariably|across the board|(?:on|in|across|for|under|over) (?:all|"
    r"every|each|both)|"
    r"all (?:the )?(?:metrics|data ?sets|benchmarks|tasks|settings|cases|columns))\b",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:most(?! of the time)|majority|mostly|nearly all|almost all|virtually all|generally|in general|"
    r"usually|typically|"
    r"largely)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:many|several cases|some|often|can|could|may|might|except(?:ion|ing)?|apart from|although|while|"
    r"whereas|though|only|"
    r"not always|neither|one of|two of|three of|four of|(?:\d+|\w+) out of|in terms of visual|on average|"
    r"partially|when|if|"
    r"after|even when|slightly worse|or match\w*|up to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sides:
    """Rows said to be ahead and rows said to be behind; `named` where the latter are told by name."""

    ahead: frozenset[int]
    behind: frozenset[int]
    named: bool


def reach(text: str) -> Reach | None:
    """How far a claim reaches: every column, most of them, no word of it; None where a word takes something back."""
    if _MOST.search(text):
        return "most"
    if _HEDGED.search(text):
        return None
    return "all" if _ALL.search(text) else "some"


def sides(block: Block, text: str, at: tuple[int, int], names: frozenset[str]) -> Sides | None:
    """The rows before and after a comparing word.

    Args:
        block: one table, methods in rows.
        text: the sentence.
        at: where the comparing word stands in it.
        names: the paper's own names, in lower case.

    Returns:
        The two sides; None where one of them is told neither by name, nor as the paper's own, nor as all others, or
        where the comparison is denied.
    """
    before, after = _around(text, at)
    if _NOT.search(text[: at[0]]):
        return None
    left = _rows(block, before)[0]
    left = narrowed(block, left, text) if left and left <= own_rows(block) else left
    if not left and (_OURS.search(before) or names_own(before, names) or _IT.match(before)):
        left = narrowed(block, own_rows(block), text)
    right = _rows(block, after)[0] - left
    if not right and re.match(r"\W*(?:the|our|its) (?:\w+ )?baseline\b(?! (?:methods|models))", after, re.IGNORECASE):
        right = {i for i in rival_rows(block) if re.search(r"\bbaseline\b", block.rows[i].label, re.IGNORECASE)} - left
    named = bool(right)
    if not right and _OTHERS.search(after):
        right = rival_rows(block) - left - _rows(block, text[at[1] + len(after) :])[0]
    return Sides(frozenset(left), frozenset(right), named) if left and right else None


def named_words(block: Block, text: str, at: tuple[int, int]) -> tuple[int, int]:
    """How many words the names have that a table knows on either side of a comparing word."""
    before, after = _around(text, at)
    return _rows(block, before)[1], _rows(block, after)[1]


def _around(text: str, at: tuple[int, int]) -> tuple[str, str]:
    return _clause(text[: at[0]], last=True), _EXCEPT.split(_clause(text[at[1] :], last=False))[0]


def _clause(text: str, *, last: bool) -> str:
    """The part of a sentence next to the comparing word: to the next semicolon, or but and while."""
    parts = re.split(
        r";|\.\s|\b(?:but|while|whereas|although|however|which in turn)\b|\band (?:is|are|has|achieves)\b", text
    )
    return parts[-1] if last else parts[0]


def _rows(block: Block, text: str) -> tuple[set[int], int]:
    """The rows that a text names, and how many words their names have; a stem names all of its variants."""
    found = [m for m in row_mentions(block, tokens(text)) if not m.removed]
    rows = {i for m in found for i in m.rows if block.rows[i].role in ("plain", "ours", "full")}
    words = sum(m.end - m.start for m in found)
    for stem, same in _stems(block).items():
        if rows.isdisjoint(same) and re.search(rf"(?<![\w-]){re.escape(stem)}(?![\w-])", text):
            rows |= same
            words += 1
    return rows, words


def _stems(block: Block) -> dict[str, set[int]]:
    """First words that several labels share, and no other word of the table's labels is: MatchALS 15, MatchALS 25."""
    stems: dict[str, set[int]] = {}
    for i, row in enumerate(block.rows):
        first = plain(row.label).split()[:1]
        if row.role in ("plain", "ours", "full") and first and re.fullmatch(r"[A-Z][\w-]*[A-Z][\w-]*", first[0]):
            stems.setdefault(first[0], set()).add(i)
    return {stem: same for stem, same in stems.items() if 1 < len(same) < len(block.rows)}


def narrowed(block: Block, own: set[int], text: str) -> set[int]:
    """Of several own rows those that the sentence tells apart by words of theirs: big, base, trained on WSJ only."""
    if len(own) < 2 or (in_groups(block) and reach(text) == "all"):
        return own
    said = _tokens(_POINTER.sub(" ", text))
    labels = {i: _tokens(f"{block.rows[i].label} {_beside(block, i)}") for i in own}
    common = set.intersection(*labels.values())
    hits = {i: len((labels[i] - common) & said) for i in own}
    most = max(hits.values())
    return {i for i in own if hits[i] == most} if most else own


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9.]{2,}", plain(text).lower())) - _EMPTY


def _beside(block: Block, i: int) -> str:
    """The words of a row's other cells."""
    if block.turned:
        return ""
    grid, numeric = Grid(block.table), {c.index for c in block.columns}
    texts = (grid.text(block.rows[i].index, c) for c in range(grid.width) if c not in numeric)
    return " ".join(t for t in texts if re.search("[A-Za-z]{2}", t))
