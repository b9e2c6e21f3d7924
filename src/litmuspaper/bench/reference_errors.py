"""Errors planted in citations and the reference list."""

import random
from dataclasses import replace

from litmuspaper.bench.draft import Draft, Entry, Plant


def reference_plants(draft: Draft, rng: random.Random) -> list[Plant]:
    """One error of each kind that a reference list allows.

    Args:
        draft: a paper whose first paragraph cites every entry, and `TideNet2` twice.
        rng: chooses the entries.

    Returns:
        The papers, one error each.
    """
    out = [_missing(draft), _twice(draft, rng), _later(draft, rng), _other_work(draft)]
    out += [_uncited(draft, rng), _old(draft)]
    return [*out, *_identifiers(draft, rng)]


def _cited_in(draft: Draft, entry: Entry) -> Draft:
    """The paper with one more entry that its first paragraph cites."""
    first = f"{draft.paragraphs[0]} More is known since [{entry.key}]."
    return replace(draft, paragraphs=(first, *draft.paragraphs[1:]), entries=(*draft.entries, entry))


def _missing(draft: Draft) -> Plant:
    first = f"{draft.paragraphs[0]} More is known since [nobody2020]."
    made = replace(draft, paragraphs=(first, *draft.paragraphs[1:]))
    return Plant("citation of no entry", "citations", made, "[nobody2020]")


def _uncited(draft: Draft, rng: random.Random) -> Plant:
    entry = Entry("zeller2019", ("Z. Zeller",), "Notes on a lighthouse that was moved", "Annals of Calm Water", 2019)
    entries = [*draft.entries]
    entries.insert(rng.randrange(len(entries)), entry)
    return Plant("entry that nothing cites", "citations", replace(draft, entries=tuple(entries)), entry.raw)


def _twice(draft: Draft, rng: random.Random) -> Plant:
    one = rng.choice(draft.entries)
    again = Entry("zeller2020", one.authors, one.title.lower().capitalize(), "Journal of the Same Work", one.year)
    return Plant("work listed twice", "duplicate_references", _cited_in(draft, again), again.raw, one.key)


def _later(draft: Draft, rng: random.Random) -> Plant:
    year = (draft.submitted.year if draft.submitted else 2024) + rng.randint(2, 9)
    entry = Entry(f"zeller{year}", ("Z. Zeller",), "Waves that nobody has seen so far", "Annals of Calm Water", year)
    return Plant("entry later than the paper", "reference_years", _cited_in(draft, entry), entry.raw)


def _other_work(draft: Draft) -> Plant:
    other = draft.entries[-1].key
    head, _, tail = draft.paragraphs[0].rpartition(f"TideNet2 [{draft.entries[0].key}]")
    wrong = f"{head}TideNet2 [{other}]{tail}"
    made = replace(draft, paragraphs=(wrong, *draft.paragraphs[1:]))
    return Plant("method of two works", "method_citations", made, wrong, other)


def _old(draft: Draft) -> Plant:
    year = (draft.submitted.year if draft.submitted else 2024) - 9
    entries = tuple(replace(one, year=min(one.year, year)) for one in draft.entries)
    return Plant("old baselines", "stale_baselines", replace(draft, entries=entries), None)


def _identifiers(draft: Draft, rng: random.Random) -> list[Plant]:
    """An arXiv id with an impossible month, a DOI without its prefix, an ISBN with a wrong check digit."""
    out = []
    for n, one in enumerate(draft.entries):
        if one.arxiv:
            bad = f"{one.arxiv[:2]}{rng.randint(13, 99)}{one.arxiv[4:]}"
            wrong = replace(one, arxiv=bad, where=one.where.replace(one.arxiv, bad))
        elif one.doi:
            bad = rng.choice([f"1{rng.randint(1, 9)}{one.doi[2:]}", one.doi.replace("/", ".")])
            wrong = replace(one, doi=bad, where=one.where.replace(one.doi, bad))
        else:
            last = one.where[-1]
            wrong = replace(one, where=one.where[:-1] + rng.choice([d for d in "0123456789" if d != last]))
        made = replace(draft, entries=(*draft.entries[:n], wrong, *draft.entries[n + 1 :]))
        kind = "impossible arXiv id" if one.arxiv else "broken DOI" if one.doi else "wrong check digit"
        out.append(Plant(kind, "identifiers", made, wrong.raw, f"{one.where} -> {wrong.where}"))
    chosen = {plant.kind: plant for plant in rng.sample(out, len(out))}
    return [*chosen.values()]
