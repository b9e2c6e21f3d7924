"""The digest of a full text: for each field the sentences of the paper that tell it best, and no field without one."""

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from litmuspaper.digest.fields import FIELDS, METHOD
from litmuspaper.digest.fit import LEANING, Taken, best, fitness, pick
from litmuspaper.digest.links import links
from litmuspaper.digest.places import Placed, leans
from litmuspaper.digest.shared import Named, named
from litmuspaper.digest.table_results import main_results, offered_name, own_name
from litmuspaper.models.words import words
from litmuspaper.types import Digest, Document, Span, Statement

FEWEST_SENTENCES = 25  # of running text beside the abstract: below it there is no full text to tell of
NEAR = 8  # sentences after the idea in which a text tells how it is done
FURTHER = 0.2  # what each sentence further away costs
PLAIN = 1.8  # weight of one that tells it far from the idea
OWN = 1.0  # of a sentence that says what the thing of that name does
NOT_OWN = 3.0  # against a sentence for the task that speaks of the thing of that name
KNOWN = 0.3  # of a sentence for the results that names one of the paper's data sets
YIELDS = 0.6  # less than the least weight of a result is enough for one that names the data where no other does
# Fields that point at a sentence shown for another field where it names what they tell; a sentence of their own is
# shown first where it is so much better than the least.
POINTING = {"data": 0.8, "metrics": 2.0, "baselines": 1.2}

_NUMBER = re.compile(r"\d\.\d|\d ?\\?%")


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
        The same digest with task, idea and method as the introduction puts them where that is clearer, and with
        training, data, metrics, baselines, results, ablations, limits and links where the text has a sentence, a cell
        or an address for them. Data, metrics and baselines may be told by a sentence that stands for another field.
    """
    chosen = _chosen(document, told, sentences)
    quotes = {
        name: tuple(_quote(document, sentences[n].sentence) for n in numbers)
        for name, numbers in chosen.items()
        if numbers
    }
    single: dict[str, Statement] = {name: quotes.pop(name)[0] for name in ("task", "idea", "method") if name in quotes}
    results = (*main_results(document, single["idea"].text if "idea" in single else ""), *quotes.get("results", ()))
    # What the abstract says of the results is said again, with more, where they are told in numbers or at length.
    dropped = {"result": None} if len(results) > 1 or any(_NUMBER.search(one.text) for one in results) else {}
    quotes["results"] = results
    return _once(told.model_copy(update={**single, **dropped, **quotes, "links": links(document, sentences)}))


def _chosen(document: Document, told: Digest, sentences: Sequence[Placed]) -> dict[str, list[int]]:
    """For each field the numbers of the sentences that tell it."""
    title = frozenset(words(document.paper.title))
    taken = Taken([told.gap.text] if told.gap else [])
    chosen = {"idea": best(sentences, FIELDS["idea"], taken, title), "method": list[int]()}
    own = own_name(document.paper.title)
    for n in chosen["idea"]:
        own = own or offered_name(sentences[n].sentence.text)
        chosen["method"] = _how(sentences, n, taken, own)
    names = named(sentences, own)
    lifts = {
        "task": {n: -NOT_OWN for n, one in enumerate(sentences) if own and own in one.sentence.text},
        "results": {n: KNOWN for n, one in enumerate(sentences) if names.told("data", one.sentence.text)},
    }
    for name, field in FIELDS.items():
        if name != "idea" and name not in POINTING:
            chosen[name] = best(sentences, field, taken, title, lifts.get(name))
    if not any(n in lifts["results"] for n in chosen["results"]):
        chosen["results"] = sorted(chosen["results"] + _on_data(sentences, lifts["results"], taken))
    shown = [n for name in ("results", "ablations", "training", "idea") for n in chosen[name]]
    for name, more in POINTING.items():
        field = replace(FIELDS[name], most=1)
        strong = best(sentences, replace(field, least=field.least + more), taken, title)
        chosen[name] = _pointed(sentences, strong, shown, name, names) or best(sentences, field, taken, title)
    return chosen


def _how(sentences: Sequence[Placed], idea: int, taken: Taken, name: str) -> list[int]:
    """The sentence soon after the idea that tells best how it is done, else a plain one of the introduction."""
    near, elsewhere = [], []
    for n, one in enumerate(sentences):
        if not one.quotable or one.kind not in METHOD.kinds:
            continue
        score = fitness(one, METHOD) + (OWN if name and name in one.sentence.text else 0.0)
        # What leans on the idea stands beside it in the digest.
        score += LEANING if n == idea + 1 and leans(one.sentence.text) else 0.0
        if 0 < n - idea <= NEAR and one.kind in (sentences[idea].kind, "other"):
            near.append((score - FURTHER * (n - idea), n))
        elif one.kind == "introduction" and score >= PLAIN:
            elsewhere.append((score, n))
    order = [n for score, n in sorted(near, reverse=True) if score >= METHOD.least]
    return pick(sentences, [*order, *(n for _, n in sorted(elsewhere, reverse=True))], 1, taken)


def _on_data(sentences: Sequence[Placed], known: Container[int], taken: Taken) -> list[int]:
    """One more result, on a data set that is named, where those chosen name none."""
    field = replace(FIELDS["results"], most=1, least=FIELDS["results"].least - YIELDS)
    return best(sentences, field, taken, lifts={n: 0.0 if n in known else -NOT_OWN for n in range(len(sentences))})


def _pointed(sentences: Sequence[Placed], own: list[int], shown: Sequence[int], name: str, names: Named) -> list[int]:
    """A field's own sentences and those shown for other fields that name more of its data, metrics or baselines."""
    found = list(own)
    known = frozenset[str]().union(*(names.told(name, sentences[n].sentence.text) for n in own))
    for n in shown:
        said = names.told(name, sentences[n].sentence.text)
        if said - known and len(found) < FIELDS[name].most:
            found.append(n)
            known |= said
    return found


def _once(told: Digest) -> Digest:
    """The digest without what the abstract says of one field and the text of another in the same words."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for name, said in told.statements():
        if said.text in seen and not isinstance(getattr(told, name), tuple):
            twice[name] = None
        seen.add(said.text)
    return told.model_copy(update=twice)


def _quote(document: Document, sentence: Span) -> Statement:
    return Statement(text=sentence.text, kind="paper-says", spans=(quoted_span(document, sentence),))


def quoted_span(document: Document, sentence: Span) -> Span:
    """A sentence's span in the title or the abstract where it stands there to the letter, else in the text."""
    span = document.rebase(sentence)
    fields = {"title": document.paper.title, "abstract": document.paper.abstract, "text": document.text}
    return span if fields[span.field][span.start : span.end] == span.text else sentence
