"""Who is compared with whom: the rows that a clause says are ahead, and those that they are held against."""

from litmuspaper.review.metrics import is_cost
from litmuspaper.review.ranking import UNRANKED
from litmuspaper.review.roles import is_removal
from litmuspaper.review.table_names import Named
from litmuspaper.review.table_reading import Reading
from litmuspaper.review.table_tokens import lows
from litmuspaper.review.table_words import ALIKE, GAP, OTHERS, PLURALS, THAN, TRANSITIVE, WITH, WITHOUT

LEAST_PLURAL = 5
ALONE = frozenset("better worse higher lower superior inferior more fewer less".split())


def sides_of(clause: Reading, first: int, at: int, stop: int) -> tuple[frozenset[int], frozenset[int], bool] | None:
    """The rows that are said to be ahead, those that they are held against up to the next such word, and if named."""
    front = [m for m in clause.rows if m.end <= first]
    after = [m for m in clause.rows if at < m.start < stop]
    held = [m for m in front if _held_against(clause, m)]
    own = _together(_joined(clause, [m for m in front if m not in held])) or clause.before(first)
    if not own and "we" in clause.words[max(0, first - 3) : first]:
        own = clause.own()
    rivals = _together([*after, *held])
    if not own:
        return None
    if not after and {"it", "them"} & set(clause.words[at + 1 : at + 3]) and clause.carried:
        return own, clause.carried - own, True
    if not rivals:
        said = set(clause.words[at:stop])
        if clause.block.turned and not OTHERS & said:
            return None
        if not (OTHERS & said or "all" in said) and not _stands_alone(clause, own, at, said):
            return None
        if len(own) == 1 and len(clause.around) == 2 and clause.around > own:
            return own, clause.around - own, True
        mine = clause.own() if own & clause.own() else frozenset[int]()
        return own, rivals_of(clause) - own - mine - clause.names.kin(own), False
    if after and not (_links(clause, at, after[0]) and (front or not _within(clause, at, after))):
        return None
    passive = {"is", "are", "was", "were", "be"} & set(clause.words[max(0, at - 3) : at])
    if passive and clause.words[at + 1 : at + 2] == ("by",):
        own, rivals = rivals, own
    rivals -= own
    return (own, rivals, True) if rivals else None


def rivals_of(clause: Reading) -> frozenset[int]:
    """All rows that stand in competition."""
    block = clause.block
    return frozenset(
        k
        for k, r in enumerate(block.rows)
        if r.role not in UNRANKED
        and any(c.isalnum() for c in r.label)
        and not is_removal(r.label)
        and not (block.turned and is_cost(r.label))
    )


def _stands_alone(clause: Reading, own: frozenset[int], at: int, said: set[str]) -> bool:
    """Whether "X performs better" may be meant against all others: one subject, nothing that it is held against."""
    if clause.removed(own) or len({m.rows for m in clause.rows}) > 1 or THAN & said - {"on", "to"}:
        return False
    limits = WITH | WITHOUT | {"when", "if", "after", "allow", "same"}
    return clause.words[at] in ALONE and not limits & set(clause.words)


def _joined(clause: Reading, found: list[Named]) -> list[Named]:
    """The last of several mentions and those that a comma or an "and" joins to it."""
    out = found[-1:]
    for one in reversed(found[:-1]):
        between = set(clause.words[one.end : out[0].start])
        if not between or not between <= GAP | {
            "and",
            "or",
            ",",
            "both",
            "our",
            "as",
            "well",
            "either",
            "a",
            "single",
            "the",
        }:
            break
        out.insert(0, one)
    return out


def _within(clause: Reading, at: int, after: list[Named]) -> bool:
    """Whether a row is named between a word of comparison and its "than": what is compared, not the rival."""
    links = [n for n in range(at, len(clause.words)) if clause.words[n] in ("than", "compared", "over")]
    return bool(links) and any(m.end <= links[0] for m in after)


def _held_against(clause: Reading, one: Named) -> bool:
    return bool({"compared", "than", "unlike", "against"} & set(clause.words[max(0, one.start - 3) : one.start]))


def _together(found: list[Named]) -> frozenset[int]:
    """All rows of several mentions."""
    return frozenset(i for m in found for i in m.rows)


def _links(clause: Reading, at: int, after: Named) -> bool:
    between = clause.words[at : after.start]
    if between and between[0] in ALIKE:
        return bool({"to", "with"} & set(between))
    if not between or between[0].startswith(TRANSITIVE):
        return True
    return bool((THAN - {"on"}) & set(between)) or (between[0].startswith("improve") and "on" in between)


def pairs_of(clause: Reading, own: frozenset[int], rivals: frozenset[int]) -> list[tuple[int, int]]:
    """Groups of rows held against each other: like with like where their labels pair them, else each with each."""
    every = [(i, k) for i in sorted(own) for k in sorted(rivals)]
    if len(own) == 1 or len(rivals) == 1:
        return every
    rest = {i: frozenset(lows(clause.names.full_label(i))) for i in own | rivals}
    shared = frozenset.intersection(*(rest[i] for i in own)), frozenset.intersection(*(rest[i] for i in rivals))
    like = [(i, k) for i, k in every if rest[i] - shared[0] == rest[k] - shared[1]]
    return like if len(like) == len(own) == len(rivals) == len({i for i, _ in like}) else every


def is_group(clause: Reading, one: Named) -> bool:
    """Whether a mention of several rows means them all: one row, or a plural."""
    near = clause.words[max(one.end - 1, 0) : one.end + 1]
    return len(one.rows) == 1 or any(w in PLURALS or (w.endswith("s") and len(w) > LEAST_PLURAL) for w in near)
