"""Which columns of a paper's own tables bear on a comparative sentence, by the first rule that finds some."""

import re
from collections.abc import Callable

from litmuspaper.review.claim_columns import cost_columns
from litmuspaper.review.claim_pairs import by_change, by_equality, by_own_cells, by_sides, by_times, by_two_cells
from litmuspaper.review.claim_scope import in_scope
from litmuspaper.review.contests import Contest, Evidence, against, full_row, named_columns, of_ablation, words_of
from litmuspaper.review.marks import senses
from litmuspaper.review.metrics import is_cost
from litmuspaper.review.numbers import Number, numbers_in, plain
from litmuspaper.review.own_names import method_names
from litmuspaper.review.own_rows import claim_blocks, has_own
from litmuspaper.review.prose import listed
from litmuspaper.review.rank_claims import RankClaim, is_for_every_part, is_hedged
from litmuspaper.review.ranking import Place, is_ablation, ranked
from litmuspaper.review.roles import is_removal
from litmuspaper.review.standings import named_rivals, standings
from litmuspaper.review.tables import Block
from litmuspaper.types import Document, Span

_TABLE = re.compile(r"\bTab(?:le|\.)\s*(?P<number>\d+)\s?(?:\((?P<part>[a-z])\))?(?![\w])")
_REMOVED = re.compile(r"^(?:-|w/?\s?o\b|without\b|no\b|removing\b|remove\b|minus\b)\s*", re.IGNORECASE)
_LOSES = re.compile(
    r"\b(?:falls?|fell|drops?|dropped|loses?|lost|declines?|decreases?|decreased|degrad\w+|deteriorat\w+|hurts?|"
    r"worse|indispensable|necessary|essential|crucial|vital|needed|required|contribut\w+|removing|reduces)\b",
    re.IGNORECASE,
)
_BEST = re.compile(
    r"\bstate[- ]of[- ]the[- ]art\b|\b(?:existing|previous(?:ly)?|prior) (?:\w+ )?(?:best|results?|methods?|"
    r"models?)\b|"
    r"\bnew best\b|\bthe (?:best|highest|lowest)\b",
    re.IGNORECASE,
)
_REACHES = re.compile(
    r"\b(?:we|our|the proposed)\b[^.;]{0,60}?\b(?:achiev|obtain|reach|attain|establish|yield|scor|get)\w*\b"
    r"(?P<rest>(?:[^.;]|\.\d){0,160})",
    re.IGNORECASE,
)


def evidence(document: Document, sentence: Span, claim: RankClaim | None) -> Evidence | None:
    """What the tables hold for or against a comparative sentence, None where no column can be tied to it.

    Args:
        document: the paper.
        sentence: the comparative sentence.
        claim: the same sentence as a claim of rank, where it is one.

    Returns:
        The contests by the first rule that finds some: from one number to another, two cells, own cells that are
        printed, a claim of rank, a part taken away, so many times, one side ahead of another, equality.
    """
    found, text = claim_blocks(document), sentence.text
    scope = in_scope(document, found, sentence)
    if not scope:
        return None
    names = method_names(document)
    rules: tuple[Callable[[], Evidence | None], ...] = (
        lambda: by_change(scope, text),
        lambda: _by_numbers(found, sentence),
        lambda: by_two_cells(scope, text),
        lambda: by_own_cells(scope, text, names),
        lambda: _by_rank(found, claim) if claim else None,
        lambda: _by_part(document, found, sentence),
        lambda: by_times(scope, text, names),
        lambda: by_sides(scope, text, names),
        lambda: _by_own_number(found, sentence),
        lambda: by_equality(scope, text, names),
    )
    return next((got for rule in rules if (got := rule()) and got.contests), None)


def why_not(document: Document, sentence: Span) -> str:
    """Why no column could be tied to a sentence, in words."""
    found = claim_blocks(document)
    if not found:
        return "the paper as read has no table with numbers"
    if not in_scope(document, found, sentence):
        return "it points to a figure, and figures are not read"
    if not any(has_own(b) for b in in_scope(document, found, sentence)):
        return "no row of the tables in question could be told to be the paper's own"
    return "no column of its tables could be tied to the sentence with certainty"


def _by_rank(found: tuple[Block, ...], claim: RankClaim) -> Evidence:
    main = [b for b in found if not of_ablation(found, b) and (not claim.tables or b.name in claim.tables)]
    text = claim.sentence.text
    rivals = {id(b): named_rivals(b, text) for b in main}
    if any(rivals.values()):
        main = [b for b in main if rivals[id(b)]]
    contests = tuple(
        Contest(b, s.j, s.own, s.best, s.rank, s.sense)
        for b in main
        for s in standings(b, rivals[id(b)])
        if s.j in named_columns(b, text)
        and (s.j not in cost_columns(b) or len(named_columns(b, text)) < len(b.columns))
    )
    names = listed(list(dict.fromkeys(c.block.name for c in contests)))
    others = "the others that it names" if any(rivals.values()) else "all others"
    rows = {
        b.rows[i].label: None
        for b in {id(c.block): c.block for c in contests}.values()
        for i in rivals[id(b)] or range(len(b.rows))
        if b.rows[i].role == "plain" and not is_removal(b.rows[i].label)
    }
    return Evidence(contests, claim.reach == "all", f"the paper's own row against {others} in {names}", tuple(rows))


def _by_part(document: Document, found: tuple[Block, ...], sentence: Span) -> Evidence | None:
    """A sentence that a part is needed, in a paragraph that names a table with that part taken away."""
    if not _LOSES.search(sentence.text) or (is_hedged(sentence.text) and not is_for_every_part(sentence.text)):
        return None
    start = document.text.rfind("\n", 0, sentence.start) + 1
    for named in reversed(list(_TABLE.finditer(document.text, start, sentence.end))):
        some = [b for b in found if is_ablation(b) and re.search(rf"(?<!\d){named['number']}$", b.name)]
        contests, labels = list[Contest](), dict[str, None]()
        for block in some:
            full, rivals = full_row(block), _variants(block, sentence.text, named["part"])
            if full is not None and rivals:
                contests += against(block, full, rivals, named_columns(block, sentence.text))
                labels.update(dict.fromkeys(block.rows[i].label for i in sorted(rivals)))
        if contests:
            how = f"the full method against {', '.join(f'“{x}”' for x in labels)} in {contests[0].block.name}"
            unmet = tuple(n.printed for _, _, n in numbers_in(sentence.text) if n.decimals and not _given(n, contests))
            return Evidence(tuple(contests), is_for_every_part(sentence.text), how, tuple(labels), unmet)
    return None


def _given(said: Number, contests: list[Contest]) -> bool:
    """Whether a printed number is a cell of the contests, their difference, or that in per cent of one of the two."""
    for c in contests:
        own, rival = c.own.number.interval, c.rival.number.interval
        gap = (own - rival).magnitude
        shares = [(gap / base.magnitude).scaled(100) for base in (own, rival)]
        if any(said.interval.meets(x) for x in (own, rival, gap, *shares)):
            return True
    return False


def _variants(block: Block, text: str, part: str | None) -> set[int]:
    """The rows without a part: those that the sentence names, else those of the part of the table, else all."""
    removed = {i: _REMOVED.sub("", plain(r.label)) for i, r in enumerate(block.rows) if _REMOVED.match(plain(r.label))}
    within = {i for i in removed if part and re.match(rf"\(?{part}\d*\)?$", block.rows[i].group)}
    chosen = within or set(removed)
    said = f" {words_of(text)} "
    named = {i for i in chosen if (name := words_of(removed[i])) and f" {name} " in said}
    return named if named and not is_for_every_part(text) else chosen if within or is_for_every_part(text) else set()


def _by_numbers(found: tuple[Block, ...], sentence: Span) -> Evidence | None:
    """A sentence that prints the paper's own cell and another of its column, or a variant's cell and its distance."""
    left = [n for _, _, n in numbers_in(sentence.text) if n.decimals]
    contests = list[Contest]()
    while best := _fullest_column(found, left, sentence.text):
        contests += best
        cells = [p.number for c in best for p in (c.own, c.rival)]
        left = [n for n in left if not any(_is(cell, n) for cell in cells)]
    if not contests or any(c.outcome == "beaten" for c in contests):
        return None  # the sentence may well grant the others their lead
    places = dict.fromkeys(f"{c.block.name}, {c.block.columns[c.j].name or 'one column'}" for c in contests)
    rivals = tuple(dict.fromkeys(c.block.rows[c.rival.i].label for c in contests))
    return Evidence(tuple(contests), True, f"the numbers of the sentence, found in {'; '.join(places)}", rivals)


def _fullest_column(found: tuple[Block, ...], numbers: list[Number], text: str) -> list[Contest]:
    """The column that holds most of the numbers; of several one that the sentence names, else the first."""
    losing = _LOSES.search(text) is not None
    best, most = list[Contest](), (0, False)
    for block in found if numbers else ():
        named = named_columns(block, text)
        for j in range(len(block.columns)):
            got = _printed(block, j, numbers, losing=losing)
            score = (len(got), j in named and len(named) < len(block.columns))
            if got and score > most:
                best, most = got, score
    return best


def _printed(block: Block, j: int, numbers: list[Number], *, losing: bool) -> list[Contest]:
    sense = senses(block).get(j, 0)
    if not sense or is_cost(block.columns[j].leaf):
        return []
    places = ranked(block, j)
    mine = [p for p in places if block.rows[p.i].role in ("ours", "full")]
    if len(mine) != 1:
        return []
    own = mine[0]
    hits = [p for p in places if p.i != own.i and any(_is(p.number, n) for n in numbers)]
    if not any(_is(own.number, n) for n in numbers):
        gaps = {p.i: abs(own.number.value - p.number.value) for p in hits}
        hits = [p for p in hits if losing and any(gaps[p.i] == n.value for n in numbers)]
    return [Contest(block, j, own, p, 1 + ((p.number.value - own.number.value) * sense > 0), sense) for p in hits]


def _is(cell: Number, said: Number) -> bool:
    return cell.value == said.value and cell.decimals == said.decimals


def _by_own_number(found: tuple[Block, ...], sentence: Span) -> Evidence | None:
    """A sentence that our method reaches a number, the best: the one cell that prints it, against its column."""
    said = _REACHES.search(sentence.text)
    if said is None or not _BEST.search(sentence.text):
        return None
    numbers = [n for _, _, n in numbers_in(said["rest"]) if n.decimals]
    hits = []
    for block in found:
        named = named_columns(block, sentence.text)
        narrow = len(named) < len(block.columns)
        for j, sense in senses(block).items():
            if j in named and (narrow or len(named) == 1) and not of_ablation(found, block):
                hits += [(block, j, sense, p) for p in ranked(block, j) if any(_is(p.number, n) for n in numbers)]
    if len(hits) != 1:
        return None
    block, j, sense, own = hits[0]
    others = [p for p in ranked(block, j) if p.i != own.i and block.rows[p.i].role == "plain"]
    if "ensemble" in sentence.text.lower():  # set apart elsewhere, named here
        others += [Place(i, e, n) for i, e, n in block.column(j) if "ensemble" in block.rows[i].label.lower()]
    if not others:
        return None
    best = max(others, key=lambda p: p.number.value * sense)
    if (best.number.value - own.number.value) * sense > 0:
        return None  # the sentence may mean the best of a kind
    how = f"the number of the sentence against its column, {block.columns[j].name}, in {block.name}"
    rows = tuple(dict.fromkeys(block.rows[p.i].label for p in others))
    return Evidence((Contest(block, j, own, best, 1, sense),), True, how, rows)
