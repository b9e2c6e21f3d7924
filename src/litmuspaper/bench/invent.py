"""Made-up papers without a fault, and the errors that can be planted in each."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from litmuspaper.bench import sayings, words
from litmuspaper.bench.draft import Captioned, Draft, Entry, Plant
from litmuspaper.bench.grids import step, value
from litmuspaper.bench.made_tables import (
    OURS,
    Shape,
    costs,
    data,
    direction,
    entities,
    gains,
    logged,
    results,
    retrieval,
    scores,
    shape,
    variants,
)
from litmuspaper.bench.reference_errors import reference_plants
from litmuspaper.bench.sayings import Saying
from litmuspaper.bench.table_errors import table_plants

SCORES = 1
TRIES = 20
BEST = "In Table 2 our method achieves the best score on all sites."
FIGURES = ("The masts at low water.", "The course of the drift over one winter.")
_WEIGHTED = r"\mathcal{L}_{drift} + \gamma \mathcal{L}_{salt}"
_FORMULAS = (rf"\mathcal{{L}} = {_WEIGHTED}", r"y = \mathcal{G}(a, b)", rf"\min [{_WEIGHTED}]")


@dataclass(frozen=True)
class Invented:
    """A made-up paper without a fault, and its sentences that could hold an error."""

    draft: Draft
    said: tuple[tuple[int, Saying], ...]
    claim: str
    form: Shape

    def plants(self, rng: random.Random) -> list[Plant]:
        """The paper with one error each, one of every kind that it allows."""
        out = [*table_plants(self.draft, rng), *reference_plants(self.draft, rng)]
        out += [_told(self.draft, n, one) for n, one in self.said]
        out += [
            *_abstract(self.draft, rng),
            *_claim(self),
            *_formulas(self.draft, rng),
            *_silent(self),
            *_runs(self.draft),
        ]
        return out


def invent(rng: random.Random, name: str) -> Invented:
    """A made-up paper.

    Args:
        rng: in the same state it gives the same paper.
        name: the paper's identifier.

    Returns:
        The paper, in which every number, mark, reference and claim holds.
    """
    form = shape(rng)
    exact = scores(form, rng)
    day = date(2024, 1, 15) + timedelta(days=rng.randint(0, 600))
    entries = words.entries(rng, day)
    tables, runs = _tables(form, exact, entries, rng)
    said = [make(rng) for make in sayings.SIMPLE]
    said += [sayings.counted(rng, form.sites), sayings.mention(rng, len(tables), len(FIGURES))]
    said += [sayings.equation(rng, len(_FORMULAS))]
    said += [one] if (one := sayings.ratio(rng, tables[5])) else []
    paragraphs = [_opening(entries), _gain(exact, form), *(one.right for one in said), "We set $\\gamma = 0.5$."]
    wins = _wins(tables[SCORES], form)
    claim = BEST if wins else "In Table 2 our method is held against the others."
    draft = Draft(
        name, (*paragraphs, claim, *words.filler(rng)), tables, words.title(rng),
        _summary(tables[SCORES], form), FIGURES, _FORMULAS, entries, day, runs,
    )  # fmt: skip
    return Invented(draft, tuple(enumerate(said, 2)), "" if wins else claim, form)


def _tables(
    form: Shape, exact: dict[str, list[float]], entries: tuple[Entry, ...], rng: random.Random
) -> tuple[tuple[Captioned, ...], dict[str, bytes]]:
    rows, runs = logged(rng)
    best = f"Score at {len(form.sites)} sites. {direction(form)}; the best is bold, the second underlined."
    keys = [one.key for one in sorted(entries, key=lambda one: -one.year)]
    tables = (
        ("Items of the parts.", data(form.sites, rng)),
        (best, results(exact, form)),
        (f"Ablation. {direction(form)}.", results(variants(exact[OURS], form, rng), form, marks=False)),
        ("Improvement of known models.", gains(rng)),
        ("Entities found.", entities(rng)),
        ("Cost of each method.", costs([*exact][:4], keys, rng)),
        ("Retrieval.", retrieval(rng)),
        ("Losses of two runs.", rows),
    )
    return tables, {f"{name}/final_info.json": json.dumps(values).encode() for name, values in runs.items()}


def _opening(entries: tuple[Entry, ...]) -> str:
    keys = [one.key for one in entries]
    many = " ".join(f"Others use gauges [{a}, {b}]." for a, b in zip(keys[1::2], keys[2::2], strict=False))
    own = f"TideNet2 [{keys[0]}]"
    return f"We build on {own}. {many} All parts are from the harbour [{keys[-1]}]. {own} is kept."


def _gain(exact: dict[str, list[float]], form: Shape) -> str:
    old, new = (exact[name][0] for name in (next(iter(exact)), OURS))
    way = "rises" if new > old else "falls"
    a, b = f"{old:.{form.places}f}", f"{new:.{form.places}f}"
    change = abs(float(b) - float(a)) / float(a) * 100
    return f"At {form.sites[0]} the score {way} from {a} to {b} ({change:.1f}%)."


def _own(table: Captioned) -> list[float]:
    own = next(r for r in table[1] if r[0].text == OURS)
    return [value(cell.text) or 0.0 for cell in own[1:]]


def _wins(table: Captioned, form: Shape) -> bool:
    """Whether the paper's own row is strictly best in every printed column."""
    rivals = [[value(cell.text) or 0.0 for cell in r[1:]] for r in table[1][1:] if r[0].text != OURS]
    sign = -1 if form.lower else 1
    return all(sign * (own - rival) > 0 for row in rivals for own, rival in zip(_own(table), row, strict=True))


def _summary(table: Captioned, form: Shape) -> str:
    own = next(r for r in table[1] if r[0].text == OURS)
    return (
        "We follow the drift of salt through estuaries with a small neural network and a few gauges on old piers. "
        f"Our method reaches a mean score of {own[-1].text} over the sites."
    )


def _told(draft: Draft, n: int, one: Saying) -> Plant:
    paragraphs = (*draft.paragraphs[:n], one.wrong, *draft.paragraphs[n + 1 :])
    where = None if one.audit in ("statements", "hyperparameters") else one.wrong
    return Plant(one.kind, one.audit, replace(draft, paragraphs=paragraphs), where, one.note)


def _abstract(draft: Draft, rng: random.Random) -> list[Plant]:
    """A number of the abstract that no cell rounds to, and that is no difference of two cells of a line."""
    printed = next(r for r in draft.tables[SCORES][1] if r[0].text == OURS)[-1].text
    unit = step(printed)
    reach = [*_reach(draft)]
    for _ in range(TRIES):
        text = f"{float(printed) * rng.uniform(0.6, 1.4):.{len(printed.partition('.')[2])}f}"
        if all(abs(float(text) - x) > slack + unit for x, slack in reach):
            wrong = replace(draft, abstract=draft.abstract.replace(printed, text))
            return [Plant("number of the abstract", "abstract_numbers", wrong, wrong.abstract, f"{printed} -> {text}")]
    return []


def _reach(draft: Draft) -> Iterator[tuple[float, float]]:
    """Every printed number, and every difference of two in one row or column, with what rounding leaves open."""
    for _, rows in draft.tables:
        columns = zip(*(r for r in rows if len(r) == len(rows[0])), strict=True)
        for line in (*rows, *columns):
            known = [(v, step(c.text)) for c in line if (v := value(c.text)) is not None]
            yield from known
            yield from ((abs(a - b), (x + y) / 2) for (a, x), (b, y) in combinations(known, 2))


def _claim(paper: Invented) -> list[Plant]:
    """A claim to be best everywhere, where another method is better in a printed column."""
    if not paper.claim:
        return []
    table, form = paper.draft.tables[SCORES], paper.form
    sign = -1 if form.lower else 1
    rivals = [[value(cell.text) or 0.0 for cell in r[1:]] for r in table[1][1:] if r[0].text != OURS]
    beaten = any(sign * (rival - own) > 0 for row in rivals for own, rival in zip(_own(table), row, strict=True))
    paragraphs = tuple(BEST if text == paper.claim else text for text in paper.draft.paragraphs)
    made = replace(paper.draft, paragraphs=paragraphs)
    return [Plant("false claim of being best", "claim_rank", made, BEST)] if beaten else []


def _formulas(draft: Draft, rng: random.Random) -> list[Plant]:
    weight = rng.choice(["", r"\beta ", r"2\gamma "])
    wrong = draft.formulas[-1].replace(r"\gamma ", weight)
    other = r"\mathcal{G}(c, d) = y"
    return [
        Plant(
            "objective weighted anew", "symbols", replace(draft, formulas=(*draft.formulas[:-1], wrong)), wrong, weight
        ),
        Plant("function of other arguments", "symbols", replace(draft, formulas=(*draft.formulas, other)), other),
    ]


def _silent(paper: Invented) -> list[Plant]:
    """The paper without any word of chance, where its tables print no spread."""
    if paper.form.spread:
        return []
    spoken = {n for n, one in paper.said if one.is_spread}
    paragraphs = tuple(text for n, text in enumerate(paper.draft.paragraphs) if n not in spoken)
    return [Plant("no word of chance", "uncertainty", replace(paper.draft, paragraphs=paragraphs), None)]


def _runs(draft: Draft) -> list[Plant]:
    """A printed loss that no run logged."""
    t = len(draft.tables) - 1
    caption, rows = draft.tables[t]
    cell = rows[2][2]
    wrong = f"{float(cell.text) + 0.1234:.4f}"
    row = (*rows[2][:2], replace(cell, text=wrong), *rows[2][3:])
    tables = (*draft.tables[:t], (caption, (*rows[:2], row, *rows[3:])))
    note = f"{cell.text} -> {wrong}"
    return [Plant("number that no run logged", "run_logs", replace(draft, tables=tables), (t, 2, 2), note)]
