"""The columns in which a sentence can be judged: which way is better there, and the own row against others.

Directions come from the header, else from the bold marks, else from the group of the row (where metrics stand in
rows), else from a few names that only claims use, else from the sentence itself (lower variance). None is guessed.
"""

import re
from collections.abc import Iterable

from litmuspaper.review.contests import Contest, named_columns
from litmuspaper.review.marks import senses
from litmuspaper.review.metrics import caption_direction, direction, is_unranked
from litmuspaper.review.numbers import plain
from litmuspaper.review.ranking import UNRANKED, Place
from litmuspaper.review.roles import is_removal
from litmuspaper.review.scale import stray_places
from litmuspaper.review.tables import Block

_DOWN = re.compile(
    r"\b(?:times?|latency|runtime|seconds|secs?|hours|flops|macs|memory|divergence|perplexit\w+|variances?|"
    r"losses|errors?|"
    r"epochs to|steps to|iterations to|training cost|energy|rank error|negative log)\b|-\s?log\b|\bms\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:speed|speed-?up|throughput|fps|frames per second|log[- ]likelihoods?|likelihood|elbo|wins?|win rate|"
    r"mt[- ]bench|"
    r"elo|teds?|correlation|reward|return|success(?: rate)?|agreement)\b|tokens/s|images/s",
    re.IGNORECASE,
)
_CAPTION_DOWN = re.compile(
    r"\b(?:perplexit\w+|divergence|variances?|steps to|time per|mean squared error)\b", re.IGNORECASE
)
_CAPTION_UP = re.compile(r"\b(?:(?<!negative )(?:predictive )?log[- ]likelihood|win rate)\b", re.IGNORECASE)
_COST = re.compile(
    r"\b(?:times?|latency|runtime|seconds|secs?|hours|flops|macs|memory|params?|parameters|cost|speed|"
    r"throughput|fps|ms|"
    r"epochs|steps|iterations|energy)\b",
    re.IGNORECASE,
)


def sense_of(block: Block, i: int, j: int) -> int:
    """+1 where higher is better in column j of row i, -1 where lower is, 0 where nothing says it."""
    if is_unranked(block.table.caption):
        return 0
    known = senses(block).get(j, 0)
    if known:
        return known
    row, column = block.rows[i], block.columns[j]
    parts = [*reversed(column.path), *((row.group,) if block.turned else ()), block.title]
    found = direction(*parts)
    if found:
        return found
    for part in parts:
        down, up = _DOWN.search(plain(part)), _UP.search(plain(part))
        if bool(down) != bool(up):
            return -1 if down else 1
    if declared := caption_direction(block.table.caption):
        return declared
    return _of_caption(block) if not any(is_cost_name(part) for part in parts) else 0


def _of_caption(block: Block) -> int:
    """The direction of the one metric that the first two sentences of the caption name."""
    head = " ".join(block.table.caption.split(". ")[:2])
    ways = {direction(word) for word in re.findall(r"[\w-]+", head)} - {0}
    if re.search(r"\(left\)", head, re.IGNORECASE):
        return 0
    ways |= ({-1} if _CAPTION_DOWN.search(head) else set()) | ({1} if _CAPTION_UP.search(head) else set())
    return ways.pop() if len(ways) == 1 else 0


def is_cost_name(text: str) -> bool:
    """Whether a header names a time, a memory or another cost that a sentence must speak of to be judged in it."""
    return _COST.search(plain(text)) is not None


def names_metric(text: str) -> bool:
    """Whether a header names a quantity whose direction is known to claims: a time, a divergence, a likelihood."""
    return bool(_DOWN.search(plain(text))) != bool(_UP.search(plain(text)))


def cost_columns(block: Block) -> frozenset[int]:
    """The columns of time, memory and cost; a count within a score (Steps to 99 %) is none in a turned block."""
    return frozenset(j for j, c in enumerate(block.columns) if any(is_cost_name(part) for part in c.path))


def places(block: Block, j: int) -> list[Place]:
    """The numbers of a column in competition: no references, gains, totals or cells off their scale."""
    off = stray_places(block)
    return [
        Place(i, entry, number)
        for i, entry, number in block.column(j)
        if block.rows[i].role not in UNRANKED and (i, j) not in off
    ]


def columns_for(block: Block, text: str) -> frozenset[int]:
    """The columns that a sentence is about.

    Args:
        block: one table.
        text: the sentence.

    Returns:
        Those that it names; else all but costs. Where it speaks of speed or cost, costs alone; where it says in
        terms of what, and neither header nor caption says that word, none.
    """
    said = _AT_COST.sub(" ", text)
    costs = cost_columns(block)
    if _SPEED.search(said):
        return costs
    if (what := _TERMS.search(said)) and not _knows(block, what["what"]):
        return frozenset()
    named = named_columns(block, said)
    return named - costs if len(named) == len(block.columns) else named


_AT_COST = re.compile(
    r",?\s\b(?:at|with|in|for|while|using) (?:a |only |just |less than |roughly |about |requiring )*(?:small |"
    r"tiny |significantly )*"
    r"(?:fraction|half|\$?\d\S*|less|fewer|lower)[^,.;]*(?:cost|time|parameters?|memory|epochs|steps)[^,;]*",
    re.IGNORECASE,
)
_SPEED = re.compile(
    r"\b(?:faster|slower|quicker|speed-?up|speeds? up|in terms of (?:\w+ )?(?:speed|time|cost|memory)|runtime|"
    r"run time|running time|"
    r"latency|inference time|training time)\b",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"\b(?:in terms of|with respect to|w\.r\.t\.?|as measured by|more|less) (?:both |"
    r"the )?(?P<what>[\w-]+(?: [\w-]+)?)"
    r"(?= and| as| on| than|[,.;)]|$)",
    re.IGNORECASE,
)


def _knows(block: Block, what: str) -> bool:
    """Whether the header or the caption of a block has a word of what the sentence speaks of."""
    words = {w for w in re.findall(r"[a-z][\w@-]+", what.lower()) if w not in ("than", "accurate", "effective", "the")}
    here = " ".join(
        [block.table.caption, block.title, *(c.name for c in block.columns), *(r.group for r in block.rows[:1])]
    ).lower()
    return not words or any(word in here for word in words)


def held(
    block: Block, own: Iterable[int], rivals: Iterable[int], columns: Iterable[int], sense: int = 0
) -> list[Contest]:
    """The best of the rows `own` against the best of the rows `rivals`, in each column whose direction is known.

    Args:
        block: one table.
        own: rows of one side.
        rivals: rows of the other.
        columns: the columns in question.
        sense: the direction that the sentence itself gives, 0 where it gives none.

    Returns:
        One contest a column; in a turned block one for each group of rows, since each group is a metric of its own.
    """
    mine, others, out = set(own), set(rivals), list[Contest]()
    for j in sorted(columns):
        found = places(block, j)
        groups = dict.fromkeys(group_of(block, p.i) for p in found)
        for group in groups:
            here = [p for p in found if group_of(block, p.i) == group]
            ours, theirs = [p for p in here if p.i in mine], [p for p in here if p.i in others - mine]
            way = sense or (sense_of(block, ours[0].i, j) if ours else 0)
            if ours and theirs and way:
                best = max(ours, key=lambda p: p.number.value * way)
                rival = max(theirs, key=lambda p: p.number.value * way)
                ahead = sum((p.number.value - best.number.value) * way > 0 for p in theirs)
                out.append(Contest(block, j, best, rival, ahead + 1, way))
    return out


def group_of(block: Block, i: int) -> str:
    """What a row is compared within: its group where groups are metrics, or where labels come in each group."""
    return block.rows[i].group if block.turned or in_groups(block) else ""


def in_groups(block: Block) -> bool:
    """Whether the same labels come again in several groups of rows: two methods for each of three data sets."""
    seen: dict[str, set[str]] = {}
    for row in block.rows:
        seen.setdefault(row.label, set()).add(row.group)
    return len(seen) > 1 and all(len(groups) > 1 for groups in seen.values())


def unknown_columns(block: Block, own: Iterable[int], columns: Iterable[int]) -> int:
    """How many of these columns hold an own number but have no direction that the paper tells."""
    mine = set(own)
    return sum(
        any(p.i in mine for p in found) and len(found) > 1 and not sense_of(block, found[0].i, j)
        for j in columns
        if (found := places(block, j))
    )


def own_rows(block: Block) -> set[int]:
    """The rows of the paper's own method, the full one or its variants."""
    return {i for i, row in enumerate(block.rows) if row.role in ("ours", "full")}


def rival_rows(block: Block) -> set[int]:
    """The rows of other methods, those that leave out a part not among them."""
    return {i for i, row in enumerate(block.rows) if row.role == "plain" and not is_removal(row.label)}
