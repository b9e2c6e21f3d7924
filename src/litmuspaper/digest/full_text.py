"""The digest of a full text: for each field the sentences of the paper that tell it best, and no field without one."""

import re
from collections.abc import Iterable, Sequence

from litmuspaper.digest.fields import FIELDS, Field
from litmuspaper.digest.links import links
from litmuspaper.digest.places import Placed, leans
from litmuspaper.digest.table_results import main_results
from litmuspaper.models.words import words
from litmuspaper.types import Digest, Document, Span, Statement

FEWEST_SENTENCES = 25  # of running text beside the abstract: below it there is no full text to tell of
SAME = 0.6  # share of words in common from which two sentences say the same
LEANING = 1.2
LONG, LONG_COST = 45, 0.6  # words
CROWDED_COST = 0.5  # of a sentence with many citations or formulas
_CITED = re.compile(r"\[[\w ,;.&–-]{1,80}\]|\([^()]{0,80}\d{4}[a-z]?[^()]{0,40}\)|et al\.")


def has_body(sentences: Sequence[Placed]) -> bool:
    """Whether a document holds more than a title and an abstract."""
    body = sum(1 for one in sentences if one.kind not in ("title", "abstract", "end") and one.quotable)
    return body >= FEWEST_SENTENCES


def with_full_text(document: Document, told: Digest, sentences: Sequence[Placed]) -> Digest:
    """The digest of an abstract with what the full text adds.

    Args:
        document: the paper.
        told: what its abstract says.
        sentences: its sentences with their places.

    Returns:
        The same digest with the idea as the introduction puts it where that is clearer, and with data, metrics,
        baselines, results, ablations, limits and links where the text has a sentence, a cell or an address for them.
    """
    taken = _Taken(statement.text for name, statement in told if isinstance(statement, Statement) and name != "idea")
    found: dict[str, tuple[Statement, ...]] = {}
    for name, field in FIELDS.items():
        best = _best(sentences, field, taken)
        if best:
            found[name] = tuple(_quote(document, one.sentence) for one in best)
    ideas = found.pop("idea", ())
    own = {"idea": ideas[0]} if ideas else {}
    computed = main_results(document, sentences)
    results = (*computed, *found.pop("results", ()))
    return told.model_copy(update={**own, **found, "results": results, "links": links(document, sentences)})


class _Taken:
    """The sentences that are shown already: nothing is said twice, not even in slightly other words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._bags = [frozenset(words(text)) for text in texts]

    def has(self, text: str) -> bool:
        own = frozenset(words(text))
        return any(len(own & bag) >= SAME * min(len(own), len(bag)) for bag in self._bags if own and bag)

    def add(self, text: str) -> None:
        self._bags.append(frozenset(words(text)))


def _best(sentences: Sequence[Placed], field: Field, taken: _Taken) -> list[Placed]:
    """The sentences of a field, best first; they are marked as taken."""
    scored = [(score, n) for n, one in enumerate(sentences) if (score := fitness(one, field)) >= field.least]
    best: list[Placed] = []
    for _, n in sorted(scored, key=lambda entry: (-entry[0], entry[1])):
        one = sentences[n]
        if len(best) < field.most and not taken.has(one.sentence.text):
            best.append(one)
            taken.add(one.sentence.text)
    return best


def fitness(one: Placed, field: Field) -> float:
    """How well a sentence tells a field; 0 where it cannot."""
    text = one.sentence.text
    if not one.quotable or one.kind not in field.kinds or not all(must.search(text) for must in field.must):
        return 0.0
    score = sum(weight for cue, weight in field.cues if cue.search(text))
    score += field.kinds[one.kind] + field.early * (1 - one.at)
    if leans(text):
        score -= LEANING
    if len(text.split()) > LONG:
        score -= LONG_COST
    if len(_CITED.findall(text)) > 3 or text.count("$") > 8:
        score -= CROWDED_COST
    return score


def _quote(document: Document, sentence: Span) -> Statement:
    return Statement(text=sentence.text, kind="paper-says", spans=(quoted_span(document, sentence),))


def quoted_span(document: Document, sentence: Span) -> Span:
    """A sentence's span in the title or the abstract where it stands there to the letter, else in the text."""
    span = document.rebase(sentence)
    fields = {"title": document.paper.title, "abstract": document.paper.abstract, "text": document.text}
    return span if fields[span.field][span.start : span.end] == span.text else sentence
