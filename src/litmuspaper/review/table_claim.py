"""A sentence against one table, by rank and by arithmetic: supported, refuted, or no verdict.

A verdict needs rows that the sentence names and a comparison of them that three columns in four agree on. What is
said of other tables, of causes or of taste gets none, and neither does a sentence with a part that stays open,
unless another part is refuted.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from litmuspaper.review.mentions import column_mentions, row_mentions, tokens
from litmuspaper.review.metrics import is_cost
from litmuspaper.review.table_rules import RULES, SAYS, Clause
from litmuspaper.review.tables import Block, Column, read_table
from litmuspaper.types import Table

_CLAUSE = re.compile(
    r"\[CONTINUE\]|;|(?<=[a-z)\d])[.:] (?=[A-Z])|,? (?:while|whereas|although|but|however)\b,?", re.IGNORECASE
)
_ASIDE = re.compile(r"\((?:[^()]* ){3,}[^()]*\)")
_VAGUE = frozenset(
    "comparable comparably similar similarly competitive most some many several par second almost generally average "
    "except".split()
)
_FAMILY = frozenset("models methods systems variants approaches encoders baselines".split())
_PLAIN = frozenset(
    "the a an all both our each every other of this these that task tasks test set two three most".split()
)
_SCOPE = re.compile(
    r"\b(?:on|in|for|under|across|by) (?:the |all |both |our )*(?P<scope>(?:[\w-]+ ){1,4}?)"
    r"(?:test|set|settings?|datasets?|tasks?|case|domain|modes?|questions|condition|classification)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Decision:
    """Whether a table supports or refutes a sentence, with the comparisons that decided."""

    answer: Literal["supports", "refutes"]
    reason: str


def decide(sentence: str, table: Table) -> Decision | None:
    """A sentence against a table.

    Args:
        sentence: what is claimed.
        table: the table that it is claimed of.

    Returns:
        None where no comparison of the sentence can be made in the table, or where its columns disagree.
    """
    found = [b for block in _whole(read_table(table)) for b in (block, block.transposed)]
    if not found or _elsewhere(found[0], sentence):
        return None
    told: list[tuple[bool, str]] = []
    for clause in _CLAUSE.split(sentence):
        got = next((x for b in found if (x := _judged(b, clause))), None) if clause else None
        if got:
            told.append(got)
        elif clause and SAYS & set(tokens(clause)):
            told.append((True, ""))  # an open part: the whole may be refuted, never supported
    wrong = [reason for true, reason in told if not true]
    if wrong:
        return Decision("refutes", "; ".join(wrong))
    if not told or not all(reason for _, reason in told):
        return None
    return Decision("supports", "; ".join(reason for _, reason in told))


def _whole(found: list[Block]) -> list[Block]:
    """Blocks under the same columns as one: spanning rows set no row apart here."""
    out: dict[tuple[Column, ...], Block] = {}
    for block in found:
        old = out.get(block.columns)
        out[block.columns] = (
            replace(old, rows=old.rows + block.rows, entries=old.entries + block.entries) if old else block
        )
    return list(out.values())


def _elsewhere(block: Block, sentence: str) -> bool:
    """Whether a sentence names a data set, a setting or a task that the table does not hold."""
    table = block.table
    known = {w for row in table.rows for cell in row for w in tokens(cell.text)} | set(tokens(table.caption)) | _PLAIN
    return any(not set(tokens(m["scope"])) <= known for m in _SCOPE.finditer(sentence))


def _judged(block: Block, text: str) -> tuple[bool, str] | None:
    text = _ASIDE.sub(" ", text)
    words = tokens(text)
    mentions = row_mentions(block, words)
    if not mentions or _VAGUE & set(words):
        return None
    if any(m.end < len(words) and words[m.end] in _FAMILY for m in mentions):
        return None
    named = column_mentions(block, words)
    columns = [j for j in (named or range(len(block.columns))) if named or not is_cost(block.columns[j].leaf)]
    clause = Clause(block, text, tuple(words), tuple(mentions), tuple(sorted(columns)))
    return next((got for rule in RULES if (got := rule(clause))), None)
