"""Claims of one side against another: ahead by name, equal, from one number to another, so many times faster."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from litmuspaper.review.changes import readings
from litmuspaper.review.claim_columns import (
    columns_for,
    cost_columns,
    group_of,
    held,
    own_rows,
    places,
    rival_rows,
    sense_of,
    unknown_columns,
)
from litmuspaper.review.claim_sides import AHEAD, COMPARED, EQUAL, Reach, Sides, named_words, reach, sides
from litmuspaper.review.contests import Contest, Evidence
from litmuspaper.review.numbers import Number, numbers_in
from litmuspaper.review.ranking import Place
from litmuspaper.review.tables import Block

_FROM_TO = re.compile(
    r"\bfrom (?:[A-Za-z][\w ]{0,20} )?\$?(?P<a>\d+(?:\.\d+)?)\$?\s?\\?%?(?: \([^()]{0,60}\))?,? (?:down |"
    r"up )?to \$?(?P<b>\d+(?:\.\d+)?)"
)
_TIMES = re.compile(
    r"\b(?P<n>\d+(?:\.\d+)?|two|three|four|five|ten)\s?(?:x|×|times|-?fold)\s(?:\w+ )?(?:faster|speed-?\s?up|"
    r"speed improvement|quicker|"
    r"fewer|smaller|lower|less|reduction|cheaper)",
    re.IGNORECASE,
)
_WORDS = {"two": "2", "three": "3", "four": "4", "five": "5", "ten": "10"}
_WORSE = frozenset({"fewer", "lower", "smaller", "shorter", "less"})
_GAINS = re.compile(r"\b(?:improv\w+|gains?|better|outperform\w*|enhanc\w+)\b", re.IGNORECASE)
LEAST_WHOLE = 100
_RIVAL_BEFORE = re.compile(
    r"\b(?:compared (?:to|with)|versus|vs\.?|against|than|over|from|instead of)\b[^,.;\d]{0,40}\$?$|"
    r"\b(?:baseline|original|standard|vanilla)\b[^,.;\d]{0,60}\$?$|\bbaseline\b(?:(?! (?:reduced|while|"
    r"but)\b)[^,;\d]|\d+%){0,60}\$?$",
    re.IGNORECASE,
)
_RIVAL_AFTER = re.compile(
    r"^\$?\s?(?:\w+ )?(?:in|for|of|by|with) the (?:\w+ )?(?:baseline|original|standard)\b", re.IGNORECASE
)
_BEST = re.compile(
    r"\b(?:state[- ]of[- ]the[- ]art|the (?:best|highest|lowest)|new best|best (?:\w+ )?(?:results?|performance|"
    r"scores?))\b",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"\b(?:although|while|whereas|but|only|worse|not|slightly below|compared to [^,;]* which)\b", re.IGNORECASE
)
_BY = re.compile(
    r"\b(?:by|of|∆=)\s?(?:(?P<least>more than|over|at least)|a|an|about|around|nearly|up to|\+|"
    r"\s)*\s?\$?(?P<n>\d+\.\d+)\$?"
    r"\s?(?:\\?%|points?|pp\b|(?:BLEU|F1|AP|mAP|nDCG|dB)\b|(?=and\b)|[,.;)]|(?:on|in|at|over|absolute|relative)\b)",
    re.IGNORECASE,
)


def by_sides(found: Iterable[Block], text: str, names: frozenset[str]) -> Evidence | None:
    """A sentence that puts rows ahead of others: our method or a named one, against named ones or all others."""
    for pattern, way in ((AHEAD, 0), (COMPARED, 1)):
        for at in pattern.finditer(text):
            told = reach(text)
            sense = (-1 if at["way"].lower() in _WORSE else 1) if way else 0
            got = _ahead(list(found), text, at.span(), names, told, sense)
            if got is not None:
                return got
    return None


def _ahead(
    found: list[Block], text: str, at: tuple[int, int], names: frozenset[str], told: Reach | None, sense: int
) -> Evidence | None:
    longest = [max((n[k] for n in (named_words(b, text, at) for b in found)), default=0) for k in (0, 1)]
    exact = [b for b in found if list(named_words(b, text, at)) == longest]  # Llama 2 13B Chat is not Llama 2 13B
    both = [(b, s) for b in exact if (s := sides(b, text, at, names))]
    if any(s.named for _, s in both):
        both = [(b, s) for b, s in both if s.named]
    if not both or (told is None and not all(s.named for _, s in both)):
        return None
    contests, unknown = list[Contest](), 0
    for block, two in both:
        columns = columns_for(block, text)
        way = sense if len(columns) == 1 else 0  # higher or lower of one column that it names
        if sense and not way and any(sense_of(block, i, j) not in (0, sense) for i in two.ahead for j in columns):
            continue
        contests += held(block, two.ahead, two.behind, columns, way)
        unknown += 0 if way else unknown_columns(block, two.ahead, columns)
    narrow, unmet = _by_gap(contests, text)
    if not narrow:
        return None
    return Evidence(
        tuple(narrow),
        told == "all",
        f"{_side(both, ahead=True)} against {_side(both, ahead=False)}",
        tuple(dict.fromkeys(b.rows[i].label for b, s in both for i in sorted(s.behind))),
        unmet,
        most=told == "most",
        unknown=unknown,
    )


def _side(both: list[tuple[Block, Sides]], *, ahead: bool) -> str:
    labels = dict.fromkeys(
        b.rows[i].label or f"row {i + 1}" for b, s in both for i in sorted(s.ahead if ahead else s.behind)
    )
    shown = [f"“{x}”" for x in list(labels)[:3]]
    return ", ".join(shown) + (f" and {len(labels) - 3} more" if len(labels) > 3 else "")


def _by_gap(contests: list[Contest], text: str) -> tuple[list[Contest], tuple[str, ...]]:
    """The contests whose margin is a number that the sentence prints after by, and the numbers that none gives."""
    said = gaps_said(text)
    if not said:
        return contests, ()
    met = [c for c in contests if any(_is_gap(c, n, least=least) for n, least in said)]
    return met, tuple(n.printed for n, least in said if not any(_is_gap(c, n, least=least) for c in contests))


def gaps_said(text: str) -> list[tuple[Number, bool]]:
    """The margins that a sentence prints, and whether it says more than that."""
    return [(n, bool(m["least"])) for m in _BY.finditer(text) for _, _, n in numbers_in(m["n"])]


def _is_gap(contest: Contest, said: Number, *, least: bool) -> bool:
    gap = (contest.own.number.value - contest.rival.number.value) * contest.sense
    return gap >= said.value if least and not said.percent else gives(contest, said)


def gives(contest: Contest, said: Number) -> bool:
    """Whether a printed number is a cell of the contest or the distance of the two, in points or per cent."""
    own, rival = contest.own.number, contest.rival.number
    cells = (own.interval, rival.interval)
    return any(said.interval.meets(x) for x in cells) or any(r.gives(said) for r in readings(rival, own, of_rest=True))


def by_own_cells(found: Iterable[Block], text: str, names: frozenset[str]) -> Evidence | None:
    """A sentence that prints own cells as better or best: their columns against the named rivals or all others."""
    if not (AHEAD.search(text) or _BEST.search(text)) or _TAKES_BACK.search(text):
        return None
    numbers = [n for _, _, n in numbers_in(text) if n.decimals]
    blocks, contests = list(found), list[Contest]()
    sided = {
        id(b): s for m in AHEAD.finditer(text) for b in blocks if (s := sides(b, text, m.span(), names)) and s.named
    }
    for number in numbers:
        hits = [
            (b, j, p.i)
            for b in blocks
            for j in range(len(b.columns))
            for p in places(b, j)
            if p.i in own_rows(b) and p.number.value == number.value and p.number.decimals == number.decimals
        ]
        if len(hits) == 1:
            block, j, i = hits[0]
            two = sided.get(id(block))
            contests += held(block, {i}, two.behind if two else rival_rows(block), {j})
    if not contests or any(c.outcome == "beaten" for c in contests):
        return None  # the sentence may mean the best of a kind
    unmet = _by_gap(contests, text)[1]
    where = dict.fromkeys(f"{c.block.columns[c.j].name or 'one column'} in {c.block.name}" for c in contests)
    rivals = tuple(dict.fromkeys(c.block.rows[c.rival.i].label for c in contests))
    return Evidence(tuple(contests), True, f"the own cells that the sentence prints: {'; '.join(where)}", rivals, unmet)


def by_change(found: Iterable[Block], text: str) -> Evidence | None:
    """A sentence that says from A to B: two cells of one column, B's for the paper's own."""
    contests = list[Contest]()
    blocks = list(found)
    for said in _FROM_TO.finditer(text):
        old, new = (numbers_in(said[part])[0][2] for part in ("a", "b"))
        if old.value == new.value or (old.whole and new.whole and max(old.value, new.value) < 20):
            continue
        hits = [c for b in blocks for c in _pairs(b, old, new)]
        if len(hits) == 1:
            contests += hits
    if not contests or (any(c.outcome == "beaten" for c in contests) and not _GAINS.search(text)):
        return None
    names = dict.fromkeys(f"{c.block.name}, {c.block.columns[c.j].name or 'one column'}" for c in contests)
    rivals = tuple(dict.fromkeys(c.block.rows[c.rival.i].label for c in contests))
    return Evidence(tuple(contests), True, f"from and to of the sentence, found in {'; '.join(names)}", rivals)


def _pairs(block: Block, old: Number, new: Number) -> Iterator[Contest]:
    for j in range(len(block.columns)):
        column = places(block, j)
        before, after = (_only(column, number) for number in (old, new))
        if before and after and before.i != after.i:
            sense = sense_of(block, after.i, j)
            if sense:
                ahead = (before.number.value - after.number.value) * sense > 0
                yield Contest(block, j, after, before, 1 + ahead, sense)


def by_two_cells(found: Iterable[Block], text: str) -> Evidence | None:
    """A sentence that prints two cells of one column and says which of them is the other's."""
    said = [(at, end, n) for at, end, n in numbers_in(text) if n.decimals or n.value >= LEAST_WHOLE]
    rivals = [(at, end, n) for at, end, n in said if _RIVAL_BEFORE.search(text[:at]) or _RIVAL_AFTER.match(text[end:])]
    mine = [n for at, end, n in said if (at, end, n) not in rivals]
    hits = [
        contest
        for block in found
        for own in mine
        for _, _, other in rivals
        for contest in _pairs(block, other, own)
        if own.value != other.value
    ]
    if len({(id(c.block), c.j) for c in hits}) != len(hits) or not hits or any(c.outcome == "beaten" for c in hits):
        return None  # the sentence may well grant the other its lead
    names = dict.fromkeys(f"{c.block.name}, {c.block.columns[c.j].name or 'one column'}" for c in hits)
    labels = tuple(dict.fromkeys(c.block.rows[c.rival.i].label for c in hits))
    return Evidence(tuple(hits), True, f"two numbers of the sentence, found in {'; '.join(names)}", labels)


def _only(column: list[Place], said: Number) -> Place | None:
    """The one cell of a column that prints a number, or rounds to it where the sentence prints fewer digits."""
    hits = [p for p in column if p.number.value == said.value and p.number.decimals == said.decimals]
    hits = hits or [
        p
        for p in column
        if p.number.decimals > said.decimals
        and (said.decimals or said.value >= LEAST_WHOLE)
        and abs(p.number.value - said.value) <= said.step / 2
    ]
    return hits[0] if len(hits) == 1 else None


def by_equality(found: Iterable[Block], text: str, names: frozenset[str]) -> Evidence | None:
    """A sentence that says two sides are the same; it is shown how far apart they are, and not judged."""
    contests, labels = list[Contest](), dict[str, None]()
    blocks = list(found)
    for at in EQUAL.finditer(text):
        for block in blocks:
            two = sides(block, text, at.span(), names)
            if two and two.named:
                contests += held(block, two.ahead, two.behind, columns_for(block, text) - cost_columns(block))
                labels.update(dict.fromkeys(block.rows[i].label for i in sorted(two.behind)))
    how = f"the paper's own row beside {', '.join(f'“{x}”' for x in labels)}"
    return Evidence(tuple(contests), False, how, tuple(labels), equal=True) if contests else None


def by_times(found: Iterable[Block], text: str, names: frozenset[str]) -> Evidence | None:
    """A sentence that says so many times faster or less: the ratio of two cells in a column of costs."""
    said = _TIMES.search(text)
    if said is None:
        return None
    number = numbers_in(_WORDS.get(said["n"].lower(), said["n"]))[0][2]
    contests = list[Contest]()
    for block in found:
        two = sides(block, text, said.span(), names)
        own = two.ahead if two else frozenset(own_rows(block))
        rivals = two.behind if two and two.named else frozenset(rival_rows(block)) - own
        for j in sorted(cost_columns(block)):
            contests += _ratios(block, j, own, rivals, number)
    if not contests:
        return None
    how = f"the ratio {number.printed} of the sentence, found in {contests[0].block.name}"
    return Evidence(tuple(contests), True, how, tuple(dict.fromkeys(c.block.rows[c.rival.i].label for c in contests)))


def _ratios(block: Block, j: int, own: frozenset[int], rivals: frozenset[int], said: Number) -> Iterator[Contest]:
    column = places(block, j)
    for mine in (p for p in column if p.i in own):
        sense = sense_of(block, mine.i, j)
        for other in (p for p in column if p.i in rivals):
            if not sense or group_of(block, other.i) != group_of(block, mine.i):
                continue
            low, high = (mine, other) if sense < 0 else (other, mine)
            if low.number.value > 0:
                ratio = high.number.interval / low.number.interval
                if ratio.low - Fraction(1, 20) <= said.value <= ratio.high + Fraction(1, 20) or said.interval.meets(
                    ratio
                ):
                    yield Contest(
                        block, j, mine, other, 1 + ((other.number.value - mine.number.value) * sense > 0), sense
                    )
