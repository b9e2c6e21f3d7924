"""A sentence against one table, by rank and by arithmetic: supported, refuted, or no verdict.

A verdict needs rows that the sentence names and a comparison of them that three columns in four agree on. What is
said of other tables, of causes or of taste gets none, and neither does a sentence with a part that stays open,
unless another part is refuted.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from litmuspaper.review.numbers import numbers_in
from litmuspaper.review.table_clauses import read_clauses
from litmuspaper.review.table_names import Names
from litmuspaper.review.table_reading import Told, read
from litmuspaper.review.table_rules import RULES
from litmuspaper.review.table_tokens import lows, read_tokens
from litmuspaper.review.table_words import ALIKE, COMMON, FUNCTION, HELPS, OTHERS, OWN, SAYS, VAGUE
from litmuspaper.review.tables import Block, Column, read_table
from litmuspaper.types import Cell, Table

_PLAIN = frozenset(
    "the a an all both our each every other of this these that task tasks test set two three most".split()
)
_SPLITS = frozenset("train training dev".split())
_SCOPE = re.compile(
    r"\b(?:on|in|for|under|across|by) (?:the |all |both |our )*(?P<scope>(?:[\w-]+ ){1,4}?)"
    r"(?:tests?|sets?|settings?|datasets?|tasks?|case|domain|modes?|questions|condition|classification)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Decision:
    """What a table says of a sentence: the answer and why, the cells and rules that decided, what was not judged."""

    answer: Literal["supports", "refutes"] | None
    reason: str
    cells: tuple[Cell, ...] = ()
    left: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass
class _View:
    """A block, upright or turned, with the rows that the clauses so far named."""

    names: Names
    carried: frozenset[int] = frozenset()
    around: frozenset[int] = frozenset()


def decide(sentence: str, table: Table, own: frozenset[str] = frozenset()) -> Decision | None:
    """A sentence against a table.

    Args:
        sentence: what is claimed.
        table: the table that it is claimed of.
        own: lower-case names of the paper's own method.

    Returns:
        None where no comparison of the sentence can be made in the table, or where its columns disagree.
    """
    found = weigh(sentence, table, own)
    return found if found.answer else None


def weigh(sentence: str, table: Table, own: frozenset[str] = frozenset()) -> Decision:
    """A sentence against a table, with the reason also where there is no verdict.

    Args:
        sentence: what is claimed.
        table: the table that it is claimed of.
        own: lower-case names of the paper's own method.

    Returns:
        The decision; its answer is None where the table cannot tell.
    """
    views = [_View(Names(b)) for block in _whole(read_table(table, own=own)) for b in (block, block.transposed)]
    views = [v for v in views if not _is_headless(v.names.block)]
    if not views:
        return Decision(None, "the table holds no numbers")
    parts = read_clauses(sentence)
    told, open_parts, left = list[Told](), list[str](), list(parts.left)
    for text in parts.clauses:
        strange = views[0].names.strangers(read_tokens(text))
        if not strange and not _elsewhere(views[0].names, text) and (got := _judged(views, text)):
            told.append(got)
        elif strange or _elsewhere(views[0].names, text) or _is_open(views[0].names, text):
            open_parts.append(text)
        else:
            left.append(text)
    wrong = [one for one in told if not one.holds]
    deciding = wrong or ([] if open_parts else told)
    if not deciding:
        return Decision(None, f"it stays open: {open_parts[0]}" if open_parts else "no comparison was found in it")
    cells = tuple(dict.fromkeys(c for one in deciding for c in one.cells))
    answer: Literal["supports", "refutes"] = "refutes" if wrong else "supports"
    reason = "; ".join(one.reason for one in deciding)
    return Decision(answer, reason, cells, (*left, *open_parts), tuple(one.rule for one in deciding))


def _whole(found: list[Block]) -> list[Block]:
    """Blocks under the same columns as one: spanning rows set no row apart here."""
    out: dict[tuple[Column, ...], Block] = {}
    for block in found:
        if block.title:
            rows = tuple(
                replace(r, group=" ".join(dict.fromkeys([block.title, *filter(None, [r.group])]))) for r in block.rows
            )
            block = replace(block, rows=rows)
        old = out.get(block.columns)
        out[block.columns] = (
            replace(old, rows=old.rows + block.rows, entries=old.entries + block.entries) if old else block
        )
    return list(out.values())


def _is_headless(block: Block) -> bool:
    """Whether numbers stand in the headers, where the first row of the body was taken for one."""
    held = sum(any(n.decimals for _, _, n in numbers_in(c.leaf)) for c in block.columns)
    return not block.turned and 2 * held > len(block.columns)


def _elsewhere(names: Names, sentence: str) -> bool:
    """Whether a sentence names a data set, a setting or a task that the table does not hold."""
    known = names.known | _PLAIN | FUNCTION | (COMMON - _SPLITS) | {"same"}
    words = [t for m in _SCOPE.finditer(sentence) for t in read_tokens(m["scope"])]
    return any(not (t.coined or t.low in known or names.holds(t.low)) for t in words)


def _is_open(names: Names, text: str) -> bool:
    """Whether a clause compares something that the table may hold."""
    words = set(lows(text))
    clause = read(names, text, frozenset())
    if not (SAYS | HELPS | VAGUE | ALIKE) & words:
        return bool(clause.rows and clause.figures)
    return bool(clause.rows or clause.columns_named or clause.figures or (OTHERS | OWN) & words)


def _judged(views: list[_View], text: str) -> Told | None:
    """What the views say of a clause, if they do not contradict each other; they remember the rows that it names."""
    told, upright = list[Told](), False
    for view in views:
        clause = read(view.names, text, view.carried, view.around)
        if view.names.block.turned and upright:
            continue  # columns are no subjects where rows are named
        upright = upright or any(m.exact for m in clause.rows)
        if clause.rows:
            view.carried, view.around = clause.rows[0].rows, view.around.union(*(m.rows for m in clause.rows))
        if VAGUE & set(clause.words) or not clause.is_clear:
            continue
        told += [replace(x, rule=rule.__name__) for rule in RULES if (x := rule(clause))][:1]
    return told[0] if len({t.holds for t in told}) == 1 else None
