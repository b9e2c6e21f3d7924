"""digest: what a paper does, each statement a quoted sentence with its span; nothing to quote, nothing said."""

from itertools import permutations

from litmuspaper.digest.roles import ROLES, Role, fitness
from litmuspaper.types import Digest, Document, Span, Statement

__all__ = ["digest"]

_CANDIDATES = 3


def digest(document: Document) -> Digest:
    """The task, gap, idea, method and result of a paper, from its abstract.

    Args:
        document: its sentences are the only material.

    Returns:
        For each role the sentence that plays it best, quoted whole; None where no sentence plays it. No sentence
        is quoted twice.
    """
    sentences = _abstract_sentences(document)
    table = _fitness_table(sentences, _own_name(document.paper.title))
    chosen = _assign(table)
    return Digest.model_validate({role: _statement(document, sentences[n]) for role, n in chosen.items()})


def _abstract_sentences(document: Document) -> list[Span]:
    bounds = [(s.start, s.end) for s in document.sections if s.title.strip().lower() == "abstract"]
    if not bounds:
        # A bare text is all abstract; a paper whose abstract was not found says nothing here.
        is_bare = all(section.title == "title" for section in document.sections)
        return list(document.sentences) if is_bare else []
    start, end = bounds[0]
    return [sentence for sentence in document.sentences if start <= sentence.start and sentence.end <= end]


def _own_name(title: str) -> str:
    """What a title calls the thing it offers: the one or two words before its colon, where they look coined."""
    head = title.partition(":")[0].strip()
    coined = any(character.isupper() for character in head[1:]) or len(head.split()) == 1
    return head if ":" in title and 2 < len(head) <= 30 and len(head.split()) <= 2 and coined else ""


def _fitness_table(sentences: list[Span], name: str) -> dict[Role, list[tuple[float, int]]]:
    """For each role its best sentences, (fitness, number), best first."""
    last = max(1, len(sentences) - 1)
    table: dict[Role, list[tuple[float, int]]] = {}
    for role in ROLES:
        scored = [(fitness(sentence.text, n / last, role, name), n) for n, sentence in enumerate(sentences)]
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
    span = document.rebase(sentence)
    fields = {"title": document.paper.title, "abstract": document.paper.abstract, "text": document.text}
    # A parser's abstract may differ from the section in its spaces: then the span counts in the text.
    holds = fields[span.field][span.start : span.end] == span.text
    return Statement(text=sentence.text, kind="paper-says", spans=(span if holds else sentence,))
