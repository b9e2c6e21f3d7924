"""digest: what a paper does, each statement a quoted sentence with its span; nothing to quote, nothing said."""

from itertools import permutations

import numpy as np

from litmuspaper.digest.full_text import has_body, quoted_span, with_full_text
from litmuspaper.digest.places import placed
from litmuspaper.digest.role_model import LABELS, load_roles
from litmuspaper.digest.roles import OFFERS, ROLES, Role, cue_weight, fitness
from litmuspaper.digest.table_results import own_name
from litmuspaper.types import Digest, Document, Span, Statement

__all__ = ["digest"]

_CANDIDATES = 3


def digest(document: Document) -> Digest:
    """What a paper says of its task, gap, idea, method and result, and of more where its full text is at hand.

    Args:
        document: its sentences and the cells of its tables are the only material.

    Returns:
        For each role the sentence of the abstract that plays it best, quoted whole; of a full text also the fields
        that need one. What no sentence tells is absent, and no sentence is quoted twice.
    """
    sentences = _abstract_sentences(document)
    table = _fitness_table(sentences, own_name(document.paper.title))
    chosen = _assign(table)
    if "idea" not in chosen and "task" in chosen and cue_weight(sentences[chosen["task"]].text, "idea") >= OFFERS:
        chosen["idea"] = chosen.pop("task")
    told = Digest.model_validate({role: _statement(document, sentences[n]) for role, n in chosen.items()})
    places = placed(document)
    return with_full_text(document, told, places) if has_body(places) else told


def _abstract_sentences(document: Document) -> list[Span]:
    bounds = [(s.start, s.end) for s in document.sections if s.title.strip().lower() == "abstract"]
    if not bounds:
        # A bare text is all abstract; a paper whose abstract was not found says nothing here.
        is_bare = all(section.title == "title" for section in document.sections)
        return list(document.sentences) if is_bare else []
    start, end = bounds[0]
    return [sentence for sentence in document.sentences if start <= sentence.start and sentence.end <= end]


def _fitness_table(sentences: list[Span], name: str) -> dict[Role, list[tuple[float, int]]]:
    """For each role its best sentences, (fitness, number), best first."""
    last = max(1, len(sentences) - 1)
    texts = [sentence.text for sentence in sentences]
    parts = [dict(zip(LABELS, np.asarray(row).tolist(), strict=True)) for row in load_roles().chances(texts)]
    table: dict[Role, list[tuple[float, int]]] = {}
    for role in ROLES:
        scored = [(fitness(text, n / last, role, parts[n], name), n) for n, text in enumerate(texts)]
        table[role] = sorted((entry for entry in scored if entry[0] > 0), key=lambda e: (-e[0], e[1]))[:_CANDIDATES]
    return table


def _assign(table: dict[Role, list[tuple[float, int]]]) -> dict[Role, int]:
    """Roles take turns in the order that leaves the abstract best told: the greatest total fitness.

    Five roles with three candidates each make 120 orders at most, so all are tried.
    """
    wanted = [role for role in ROLES if table[role]]
    best: tuple[float, dict[Role, int]] = (-1.0, {})
    for order in permutations(wanted):
        taken: dict[Role, int] = {}
        total = 0.0
        for role in order:
            free = next(((score, n) for score, n in table[role] if n not in taken.values()), None)
            if free:
                total += free[0]
                taken[role] = free[1]
        if total > best[0] + 1e-9:
            best = (total, taken)
    return best[1]


def _statement(document: Document, sentence: Span) -> Statement:
    # A parser's abstract may differ from the section in its spaces: then the span counts in the text.
    return Statement(text=sentence.text, kind="paper-says", spans=(quoted_span(document, sentence),))
