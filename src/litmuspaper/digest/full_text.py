"""The digest of a full text: for each field the sentences of the paper that tell it best, and no field without one."""

import re
from collections.abc import Iterable, Sequence

from litmuspaper.digest.fields import FIELDS, Field
from litmuspaper.digest.links import links
from litmuspaper.digest.places import Placed, leans
from litmuspaper.digest.roles import cue_weight
from litmuspaper.digest.table_results import main_results
from litmuspaper.models.words import words
from litmuspaper.types import Digest, Document, Span, Statement

FEWEST_SENTENCES = 25  # of running text beside the abstract: below it there is no full text to tell of
TITLE = 1.5  # of a sentence that holds all the title's words
NEAR = 4  # sentences after the idea in which a text tells how it is done
FURTHER = 0.5  # what each sentence further away costs
LEAST_METHOD = 0.9  # weight of their cues
SAME = 0.6  # share of words in common from which two sentences say the same
LEANING = 1.2
LONG, LONG_COST = 45, 0.6  # words
SHORT, SHORT_COST = 9, 0.8
CROWDED_COST = 0.5  # of a sentence with many citations or formulas
_TOLD = re.compile(
    r"\b(?:outperform|achiev|experiment|results?|state[- ]of[- ]the[- ]art|contributions?)", re.IGNORECASE
)
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
    chosen: dict[str, list[int]] = {}
    title = frozenset(words(document.paper.title))
    taken = _Taken([told.gap.text] if told.gap else [])
    for name, field in FIELDS.items():
        chosen[name] = _best(sentences, field, taken, title if name == "idea" else frozenset())
        if name == "idea" and chosen[name]:
            chosen["method"] = _next_of(sentences, chosen[name][0], taken)
    quotes = {
        name: tuple(_quote(document, sentences[n].sentence) for n in numbers)
        for name, numbers in chosen.items()
        if numbers
    }
    single: dict[str, Statement] = {name: quotes.pop(name)[0] for name in ("task", "idea", "method") if name in quotes}
    # What the abstract says of the results is said again, with more, where they are told.
    dropped = {"result": None} if quotes.get("results") else {}
    quotes["results"] = (
        *main_results(document, single["idea"].text if "idea" in single else ""),
        *quotes.get("results", ()),
    )
    return _once(told.model_copy(update={**single, **dropped, **quotes, "links": links(document, sentences)}))


class _Taken:
    """The sentences that are shown already: nothing is said twice, not even in slightly other words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._bags = [frozenset(words(text)) for text in texts]

    def has(self, text: str) -> bool:
        own = frozenset(words(text))
        return any(len(own & bag) >= SAME * min(len(own), len(bag)) for bag in self._bags if own and bag)

    def add(self, text: str) -> None:
        self._bags.append(frozenset(words(text)))


def _best(sentences: Sequence[Placed], field: Field, taken: _Taken, title: frozenset[str]) -> list[int]:
    """The numbers of a field's best sentences in the order of the text; words of the title speak for them."""
    scored = [
        (score + TITLE * len(title & frozenset(words(one.sentence.text))) / max(1, len(title)), n)
        for n, one in enumerate(sentences)
        if (score := fitness(one, field)) >= field.least
    ]
    best = [n for _, n in sorted(scored, key=lambda entry: (-entry[0], entry[1]))]
    return sorted(_pick(sentences, best, field.most, taken))


def _pick(sentences: Sequence[Placed], order: Iterable[int], most: int, taken: _Taken) -> list[int]:
    """The first of them that say nothing that is shown already; they are marked as taken."""
    best: list[int] = []
    for n in order:
        if len(best) < most and not taken.has(sentences[n].sentence.text):
            best.append(n)
            taken.add(sentences[n].sentence.text)
    return best


def _next_of(sentences: Sequence[Placed], idea: int, taken: _Taken) -> list[int]:
    """The sentence of the same section, soon after the idea, that tells best how it is done."""
    near = [
        n for n in range(idea + 1, min(idea + 1 + NEAR, len(sentences))) if sentences[n].kind == sentences[idea].kind
    ]
    scored = [
        (weight - FURTHER * (n - idea), n)
        for n in near
        if sentences[n].quotable
        and not _TOLD.search(sentences[n].sentence.text)
        and (weight := cue_weight(sentences[n].sentence.text, "method")) >= LEAST_METHOD
    ]
    return _pick(sentences, [n for _, n in sorted(scored, reverse=True)], 1, taken)


def _once(told: Digest) -> Digest:
    """The digest without what the abstract says of one field and the text of another in the same words."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for name, said in told.statements():
        if said.text in seen and not isinstance(getattr(told, name), tuple):
            twice[name] = None
        seen.add(said.text)
    return told.model_copy(update=twice)


def fitness(one: Placed, field: Field) -> float:
    """How well a sentence tells a field; 0 where it cannot."""
    text = one.sentence.text
    if (
        not one.quotable
        or one.kind not in field.kinds
        or one.whole < field.after
        or not all(must.search(text) for must in field.must)
    ):
        return 0.0
    score = sum(weight for cue, weight in field.cues if cue.search(text))
    score += field.kinds[one.kind] + field.early * (1 - one.at)
    if leans(text):
        score -= LEANING
    if len(text.split()) > LONG:
        score -= LONG_COST
    if len(text.split()) < SHORT:
        score -= SHORT_COST
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
