"""Papers near one paper: as a whole, or in one facet of it, its problem, its method or its result.

A facet is what some sentences of an abstract are about. Five views of how near a paper comes are each held against the
pool and added: both as wholes, the titles, the asked sentences against the paper's of the same part and against any of
them, and word by word. `bench/selection.py` measures them on CSFCube (Mysore et al. 2021, 2103.12906).
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from litmuspaper.models.encoder import Encoder
from litmuspaper.models.table import Floats, Table
from litmuspaper.models.words import paper_words, words
from litmuspaper.types import Document, Span

CLOSELY = 500  # so many papers the encoder reads
OTHER_PART = 0.5  # what a sentence that surely plays another part loses of its cosine
_ASKED = 0.5  # chance from which a sentence is among those asked for

Parts = Callable[[Document], Floats]


@dataclass(frozen=True)
class Near:
    """One paper and how near it is.

    `score` is the mean of the views, in standard deviations above the mean of the pool: it orders this pool and means
    nothing in another. `here` is the sentence asked for and `there` this paper's nearest to it.
    """

    document: Document
    score: float
    here: Span
    there: Span


@dataclass(frozen=True)
class _Seen:
    """A paper as one of the two models sees it: unit vectors of the whole, its title and its sentences (s, d).

    `pieces` (t, d) are unit vectors of its word pieces, `owners` (t,) their sentences, -1 outside of all. With the
    table there are none; `bags` are then the weighted words of each sentence, `bag` those of all.
    """

    whole: Floats
    title: Floats
    sentences: Floats
    pieces: Floats
    owners: npt.NDArray[np.int64]
    bags: tuple[dict[str, float], ...]
    bag: dict[str, float]

    def word_by_word(self, other: "_Seen", shares: Floats) -> float:
        """How near another paper comes to some of the sentences by their words; `shares` (s,) add to 1."""
        if len(self.pieces) and len(other.pieces):
            counts = np.bincount(self.owners[self.owners >= 0], minlength=len(shares))
            each = np.where(self.owners >= 0, (shares / np.maximum(counts, 1))[self.owners], 0)
            return float((self.pieces @ other.pieces.T).max(axis=1) @ each)
        own: Counter[str] = Counter()
        for bag, share in zip(self.bags, shares, strict=True):
            own.update(bag if share else {})
        shared = sum(weight * other.bag[word] for word, weight in own.items() if word in other.bag)
        return shared / max(_length(own) * _length(other.bag), 1e-9)


def near(
    asked: Document,
    documents: Sequence[Document],
    table: Table,
    encoder: Encoder | None = None,
    parts: Parts | None = None,
) -> list[Near]:
    """Papers by how near they come to one.

    Args:
        asked: the paper, title and abstract at least.
        documents: the pool; the paper itself is left out where it is among them.
        table: the embedded table.
        encoder: reads the nearest of the pool more closely; None where there is none.
        parts: gives how likely each sentence of `below_title` is about the facet that is asked for, shape (s,); None
            for the paper as a whole.

    Returns:
        All of them, nearest first, ties by id.
    """
    pool = [one for one in documents if one.paper.id != asked.paper.id]
    if not pool:
        return []
    found = _ordered(asked, pool, parts, lambda one: _by_table(one, table))
    if encoder is None:
        return found
    far = found[CLOSELY:]
    read = _ordered(asked, [one.document for one in found[:CLOSELY]], parts, lambda one: _by_encoder(one, encoder))
    # What was read stays before what was not, however both score.
    drop = max(0.0, far[0].score - read[-1].score + 1e-3) if far else 0.0
    return read + [replace(one, score=float(f"{one.score - drop:.6g}")) for one in far]


def _ordered(
    asked: Document, pool: Sequence[Document], parts: Parts | None, see: Callable[[Document], _Seen]
) -> list[Near]:
    """The pool by the mean of all views, as one model sees it."""
    ours, question, shares = asked.below_title, see(asked), _shares(asked, parts)
    rows, pairs = [], []
    for document in pool:
        seen = see(document)
        cosines = question.sentences @ seen.sentences.T  # (asked sentences, sentences)
        of_part = cosines if parts is None else cosines - OTHER_PART * (1 - parts(document))
        views = [
            float(question.whole @ seen.whole),
            float(question.title @ seen.title),
            float(cosines.max(axis=1) @ shares),
            question.word_by_word(seen, shares),
        ]
        rows.append(views if parts is None else [*views, float(of_part.max(axis=1) @ shares)])
        best = np.where(shares[:, None] > 0, of_part, -np.inf)
        pairs.append(np.unravel_index(int(best.argmax()), best.shape))
    values = np.array(rows)
    spread = values.std(axis=0)
    scores = ((values - values.mean(axis=0)) / np.where(spread > 1e-9, spread, 1)).mean(axis=1)
    found = [
        Near(document, float(f"{score:.6g}"), asked.rebase(ours[here]), document.rebase(document.below_title[there]))
        for document, score, (here, there) in zip(pool, scores, pairs, strict=True)
    ]
    return sorted(found, key=lambda one: (-one.score, one.document.paper.id))


def _shares(asked: Document, parts: Parts | None) -> Floats:
    """The share of each sentence in what is asked for: alike for all that play the part, else for the likeliest."""
    if parts is None:
        wanted = np.ones(len(asked.below_title), np.float32)
    else:
        chances = parts(asked)
        wanted = (chances >= min(_ASKED, float(chances.max()))).astype(np.float32)
    return np.asarray(wanted / wanted.sum(), np.float32)


def _by_table(document: Document, table: Table) -> _Seen:
    sentences = [words(one.text) for one in document.below_title]
    title = words(document.paper.title)
    vectors = table.embed(table.bags([paper_words(document.paper), title, *sentences]))
    bags = tuple(_weighted(one, table) for one in sentences)
    none = np.zeros((0, vectors.shape[1]), np.float32)
    return _Seen(
        vectors[0],
        vectors[1],
        vectors[2:],
        none,
        np.zeros(0, np.int64),
        bags,
        _weighted([*title, *(word for sentence in sentences for word in sentence)], table),
    )


def _by_encoder(document: Document, encoder: Encoder) -> _Seen:
    spans = document.below_title
    reading = encoder.read(document.text)
    starts = np.array([start for start, _ in reading.places], np.int64)
    owners = np.full(len(starts), -1, np.int64)
    for number, span in enumerate(spans):
        owners[(starts >= span.start) & (starts < span.end)] = number
    vectors = encoder.embed([document.paper.title, *(one.text for one in spans)])
    return _Seen(reading.whole, vectors[0], vectors[1:], reading.tokens, owners, tuple({} for _ in spans), {})


def _weighted(text: Sequence[str], table: Table) -> dict[str, float]:
    """(1 + log count) x idf of each word."""
    return {
        word: (1 + math.log(count)) * float(table.idf[table.index.get(word, len(table.idf) - 1)])
        for word, count in Counter(text).items()
    }


def _length(bag: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in bag.values()))
