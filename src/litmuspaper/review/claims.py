"""The comparative claims of a paper: what its own tables say of each, what would refute it, how many seeds that takes.

Nothing is run and no model is asked. A claim that no column can be tied to stays, as not assessed.
"""

import re
from collections.abc import Sequence

from litmuspaper.review.bearing import evidence, why_not
from litmuspaper.review.claim_columns import group_of, names_metric
from litmuspaper.review.comparisons import Comparative, comparatives
from litmuspaper.review.contests import Contest, Evidence
from litmuspaper.review.metrics import direction, metric_of
from litmuspaper.review.numbers import plain, shown
from litmuspaper.review.prose import listed
from litmuspaper.review.rank_claims import RankClaim, part_claims, rank_claims
from litmuspaper.review.roles import own_names
from litmuspaper.review.samples import samples
from litmuspaper.types import Arm, Claim, Document, Kind, Rank, SampleSize, Span

__all__ = ["RankClaim", "claims", "part_claims", "rank_claims"]

MOST_CLAIMS = 24
_ORDER = ("abstract", "ablation", "results", "conclusion", "introduction")
MOST_ARMS = 12
MOST_LOST = 3


def claims(document: Document) -> list[Claim]:
    """The paper's comparative claims about its own method, in the order of the text, at most two dozen.

    Args:
        document: the paper as parsed.

    Returns:
        One claim for each comparative sentence of abstract, contributions, results, ablation and conclusions. Where
        there are more than two dozen, those stay that its tables speak to, then those of abstract and ablation first.
    """
    ranked = {c.sentence.start: c for c in rank_claims(document, own_names(document))}
    made = []
    for one in comparatives(document):
        found = evidence(document, one.sentence, ranked.get(one.sentence.start))
        made.append(_claim(one, found, "" if found else why_not(document, one.sentence)))
    kept = sorted(made, key=lambda c: (not c.ranks, _ORDER.index(c.source), c.sentence.start))[:MOST_CLAIMS]
    return sorted(kept, key=lambda c: c.sentence.start)


def _claim(one: Comparative, found: Evidence | None, why: str) -> Claim:
    contests = found.contests if found else ()
    support, reason = _support(found) if found else ("not assessed", why)
    metrics = {_metric(c) for c in contests}
    metric = (metrics.pop() or None) if len(metrics) == 1 else None
    senses = {c.sense for c in contests}
    arms = _arms(one, found)
    sizes = samples(contests, smallest=bool(found and found.everywhere))
    return Claim(
        sentence=one.sentence,
        source=one.source,
        arms=arms,
        metric=metric,
        direction=None if not senses else "by column" if len(senses) == 2 else _DIRECTION[senses.pop()],
        printed=tuple(n.printed for n in one.numbers),
        ranks=tuple(_rank(c) for c in contests),
        cells=_cells(contests),
        support=support,
        reason=reason,
        refuted_by=_refuted(arms, metric, found),
        samples=sizes,
        seeds_needed=sizes[0].seeds if sizes else None,
        kinds=_kinds(sizes),
        test="equivalence" if found and found.equal else "superiority",
    )


_DIRECTION = {1: "higher is better", -1: "lower is better"}


def _support(found: Evidence) -> tuple[str, str]:
    n = len(found.contests)
    counts = {o: sum(c.outcome == o for c in found.contests) for o in ("best", "tied", "beaten")}
    told = f"{found.how}: best in {counts['best']} of {n}, tied in {counts['tied']}, beaten in {counts['beaten']}"
    if lost := [_lost(c) for c in found.contests if c.outcome == "beaten"]:
        told += f" ({listed(lost, MOST_LOST)})"
    if found.unknown:
        told += f"; {found.unknown} more not counted, since nothing says which way is better there"
    if found.equal:
        return "not assessed", f"{told}; the sentence says that they are alike, and within which margin is not printed"
    if counts["beaten"] and (found.everywhere or 2 * counts["beaten"] > n):
        return f"not supported in {counts['beaten']} of {n}", told
    if found.most and 2 * counts["best"] > n and not found.unmet:
        return "supported by its own tables", f"{told}; most is claimed"
    if counts["beaten"] or not counts["best"]:
        return "not assessed", f"{told}; the sentence does not say in which columns it is meant"
    if found.unmet:
        return "not assessed", f"{told}; but these columns do not give the {listed(list(found.unmet))} that is printed"
    return "supported by its own tables", told


def _lost(contest: Contest) -> str:
    """A column in which another is ahead, with both printed numbers."""
    sign, where = ">" if contest.sense > 0 else "<", _column(contest) or contest.block.name
    rival, own = contest.rival.number.printed, contest.own.number.printed
    return f"{contest.block.name}, {where}: {_label(contest, contest.rival.i)} {rival} {sign} {own}"


def _metric(contest: Contest) -> str:
    """The metric that the column's header names, else the title of its block or its caption; empty where none does."""
    column, caption = contest.block.columns[contest.j], contest.block.table.caption
    path = (contest.block.rows[contest.own.i].group, *column.path) if contest.block.turned else column.path
    said = metric_of(path) or (contest.block.title if direction(contest.block.title) else "")
    said = said or next((part for part in reversed(path) if names_metric(part)), "")
    words = [word for word in re.findall(r"[\w.-]+", plain(said)) if direction(word)]
    if said:
        return " ".join(words) or _name(said)
    return next((word for word in re.findall(r"[\w-]+", caption) if direction(word)), "")


def _name(text: str) -> str:
    return plain(text).strip(" ↑↓")


def _column(contest: Contest) -> str:
    """The column's header; where methods stand in columns, or come again in groups, with the group of the row."""
    header, group = _name(contest.block.columns[contest.j].name), _name(group_of(contest.block, contest.own.i))
    return f"{group}, {header}" if group and header else header or group


def _label(contest: Contest, i: int) -> str:
    return plain(contest.block.rows[i].label) or f"row {i + 1}"


def _arms(one: Comparative, found: Evidence | None) -> tuple[Arm, ...]:
    """The sides as the table names them; of more rivals than `MOST_ARMS` those that are best most often."""
    if found is None:
        return (Arm(name="the paper's own method", role="ours", kind="our-inference"),)
    mine = dict.fromkeys(_label(c, c.own.i) for c in found.contests)
    best = [_label(c, c.rival.i) for c in found.contests]
    rivals = sorted(dict.fromkeys(plain(name) for name in found.rivals), key=lambda name: -best.count(name))

    def kind(name: str) -> Kind:
        return "paper-says" if name.lower() in one.sentence.text.lower() else "computed"

    return (
        *(Arm(name=name, role="ours", kind=kind(name)) for name in mine),
        *(Arm(name=name, role="rival", kind=kind(name)) for name in rivals[:MOST_ARMS] if name),
    )


def _rank(contest: Contest) -> Rank:
    return Rank(
        table=contest.block.name,
        column=_column(contest),
        higher_is_better=contest.sense > 0,
        own=_label(contest, contest.own.i),
        own_cell=_span(contest, own=True),
        rival=_label(contest, contest.rival.i),
        rival_cell=_span(contest, own=False),
        place=contest.place,
        outcome=contest.outcome,
    )


def _span(contest: Contest, *, own: bool) -> Span:
    cell = (contest.own if own else contest.rival).entry.cell
    return Span.model_construct(start=cell.start, end=cell.end, text=cell.text, field="text")


def _cells(contests: Sequence[Contest]) -> tuple[Span, ...]:
    spans = [_span(c, own=own) for c in contests for own in (True, False)]
    places = {(s.start, s.end): s for s in spans}
    return tuple(places[key] for key in sorted(places))


def _refuted(arms: tuple[Arm, ...], metric: str | None, found: Evidence | None) -> str:
    """The outcome of a re-run that would refute the claim, built from its parts."""
    own = next((f"“{a.name}”" for a in arms if a.role == "ours" and a.kind != "our-inference"), arms[0].name)
    rivals = [f"“{a.name}”" for a in arms if a.role == "rival"]
    rival = rivals[0] if len(rivals) == 1 else f"the best of {listed(rivals)}" if rivals else "its rival"
    columns = list(dict.fromkeys((id(c.block), c.j, _column(c)) for c in found.contests)) if found else []
    names = [_column(c) for c in found.contests] if found else []
    what = metric or (
        names[0] if len(columns) == 1 and names[0] else "each column's metric" if columns else "its metric"
    )
    scope = (
        ""
        if len(columns) < 2
        else f", in {'any' if found and found.everywhere else 'more than half'} of the {len(columns)} columns"
    )
    if found and found.equal:
        return (
            f"A re-run paired by seed in which the 95 % interval of the difference in {what} between {own} and "
            f"{rival} "
            "lies wholly outside a margin that is stated before it."
        )
    return (
        f"A re-run paired by seed in which the 95 % interval of the difference in {what} between {own} and {rival} "
        f"lies wholly in favour of the latter{scope}{_printed_margin(found)}."
    )


def _printed_margin(found: Evidence | None) -> str:
    """The margins that the tables print, which such a run would turn round."""
    won = [c for c in found.contests if c.outcome == "best"] if found else []
    if not won:
        return ""
    gaps = sorted(
        (abs(c.own.number.value - c.rival.number.value), max(c.own.number.decimals, c.rival.number.decimals))
        for c in won
    )
    low, high = shown(*gaps[0]), shown(*gaps[-1])
    return f"; printed is a margin of {low}" + (f" to {high}" if high != low else "")


def _kinds(sizes: tuple[SampleSize, ...]) -> dict[str, Kind]:
    assumed = any(size.kind == "our-inference" for size in sizes)
    return {
        "sentence": "paper-says",
        "printed": "paper-says",
        "cells": "paper-says",
        "metric": "computed",
        "direction": "computed",
        "ranks": "computed",
        "support": "computed",
        "refuted_by": "our-inference",
        "seeds_needed": "our-inference" if assumed else "computed",
    }
