"""A criterion made ready for scoring: its words with their weights, its vector, its own rare words, its background.

Scores are standardised against the embedded background of many days, never against the day at hand, so that a
score means the same on every day and a day without a match has no match. The words are held against the part of the
background that is nearest to the criterion: what every paper of its field says earns nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from litmuspaper.models.table import Bags, Floats, Table
from litmuspaper.models.words import stem, words
from litmuspaper.types import Criterion

K1, B = 1.2, 0.75  # BM25 (Robertson and Zaragoza 2009, The Probabilistic Relevance Framework)
OWN_IDF = 5.0  # a word in fewer than one paper in 150
OWN_LEAD = 1.9  # and far heavier than the criterion's fifth heaviest word
NEIGHBOUR = 0.55  # cosine from which another word counts as the same meaning
UNKNOWN_IDF = 8.5
FIELD = 200  # how many papers of the background are a criterion's field


# What readers say about papers in general when they describe the ones they want.
ABOUT_PAPERS = frozenset(
    stem(word)
    for word in """abstract abstracts actual actually address addresses aim aims analyse analyses analyze analyzes
    approach approaches article articles belong belongs case cases clear clearly commenting concern concerned concerns
    consider considered contribute contribution contributions count counts cover covered covers deal dealing deals
    describe described describes describing devoted discuss discusses discussing discussion earnest emphasis
    emphasise emphasize especially example examples exclude excluded excludes explicit explicitly exclusively focus
    focused focuses focusing general generally goal goals idea ideas include included includes including interest
    interested interesting introduce introduced introduces introducing involve involves involving keep kind kinds
    like look looking looks main mainly match matches mention mentioned mentioning mentions merely must name named
    new novel novelty object objects often omit omitted original paper papers particular particularly pertain
    prefer preferred present presented presenting presents primarily propose proposed proposes proposing publication
    publications question questions really regardless related relevant relevance report reported reporting reports
    research scored scope score scoring section show showing shown shows solely sort specific specifically studied
    studies study studying target targets title titles topic topics treat treated treating treats type types typical
    typically unless use used useful uses using usually want wanted wants way weight weighted welcome word words
    work works worth write written""".split()
)


def words_of(text: str) -> list[str]:
    """The words of a criterion that say what a paper is about, not how the reader asks for it."""
    return [word for word in words(text) if word not in ABOUT_PAPERS]


@dataclass(frozen=True)
class Scale:
    """Mean and spread of one score over the background."""

    mean: float
    spread: float

    def __call__(self, scores: Floats) -> Floats:
        """Standard deviations above the background's mean."""
        return (scores - self.mean) / self.spread


@dataclass(frozen=True)
class Target:
    """One criterion, ready.

    `query` weighs word numbers (n_words,): (1 + log count) x idf of the criterion's words.
    `own` holds the rare words that the criterion itself insists on, with their near synonyms; empty when it has none.
    """

    criterion: Criterion
    query: Floats
    vector: Floats  # (d,)
    against_vector: Floats  # (d,), zero where nothing is unwanted
    own: frozenset[int]
    own_words: tuple[str, ...]
    lexical: Scale
    meaning: Scale
    meaning_against: Scale


@dataclass(frozen=True)
class Lexicon:
    """Word numbers and weights that hold for one ranking: the table's, and the criteria's words that it lacks."""

    table: Table
    extra: dict[str, int]
    idf: Floats

    def number(self, word: str) -> int | None:
        """The word's number, None where neither knows it."""
        return self.table.index.get(word, self.extra.get(word))

    def weigh(self, text: str) -> Floats:
        """(1 + log count) x idf of a text's words, shape (n_words,)."""
        weights = np.zeros(len(self.idf), np.float32)
        for word, count in Counter(words_of(text)).items():
            if (number := self.number(word)) is not None:
                weights[number] += (1 + np.log(count)) * self.idf[number]
        return weights


def lexicon(criteria: Sequence[Criterion], texts: Sequence[Sequence[str]], table: Table) -> Lexicon:
    """The words of a ranking.

    Args:
        criteria: their words matter even where the table lacks them.
        texts: the candidates' words. They tell which of the words unknown to the table are common in this field:
            the share of texts counts, less two standard errors, so that a few occurrences on one day do not.
        table: the embedded table.

    Returns:
        Numbers and weights for all of them.
    """
    unknown: dict[str, int] = {}
    for criterion in criteria:
        for word in words_of(f"{criterion.name} {criterion.relevant} {criterion.not_relevant}"):
            if word not in table.index and word not in unknown:
                unknown[word] = len(table.idf) + len(unknown)
    seen = Counter(word for text in texts for word in set(text) if word in unknown)
    shares = [max(0.0, seen[w] - 2 * seen[w] ** 0.5) / max(1, len(texts)) for w in unknown]
    idf = [min(UNKNOWN_IDF, -float(np.log(share))) if share > 0 else UNKNOWN_IDF for share in shares]
    return Lexicon(table, unknown, np.concatenate([table.idf, np.array(idf, np.float32)]))


def saturated(bags: Bags, mean_length: float) -> Floats:
    """BM25's saturated counts of each entry, corrected for the text's length, shape (n_entries,)."""
    norm = K1 * (1 - B + B * bags.lengths[bags.rows] / mean_length)
    return (bags.counts * (K1 + 1) / (bags.counts + norm)).astype(np.float32)


def make_targets(criteria: Sequence[Criterion], lexicon: Lexicon) -> list[Target]:
    """The criteria ready for scoring, in their order."""
    table = lexicon.table
    background = saturated(table.background, table.mean_length)
    return [_make(criterion, lexicon, background) for criterion in criteria]


def _make(criterion: Criterion, lexicon: Lexicon, background: Floats) -> Target:
    table = lexicon.table
    wanted = f"{criterion.name}. {criterion.relevant}"
    query = lexicon.weigh(wanted)
    vector, against_vector = table.embed(table.bags([words_of(wanted), words_of(criterion.not_relevant)]))
    own, own_words = _own(criterion, lexicon)
    meaning = table.background_vectors @ vector
    field = np.argsort(-meaning, kind="stable")[:FIELD]
    return Target(
        criterion=criterion,
        query=query,
        vector=vector,
        against_vector=against_vector,
        own=own,
        own_words=own_words,
        lexical=_scale(table.background.dot(query, background)[field]),
        meaning=_scale(meaning),
        meaning_against=_scale(table.background_vectors @ against_vector),
    )


def _scale(scores: Floats) -> Scale:
    return Scale(float(scores.mean()), max(float(scores.std()), 1e-3))


def _own(criterion: Criterion, lexicon: Lexicon) -> tuple[frozenset[int], tuple[str, ...]]:
    """The rare words that a criterion turns on, with words of the same meaning; none where it turns on no single word.

    Such a word is said at least twice, leads the criterion's other words by far, and one of them is in the name:
    `matting` in "Video Matting", but no word of "How LLM Judges Go Wrong".
    """
    counts = Counter(words_of(f"{criterion.name}. {criterion.relevant}"))
    numbers = {word: number for word in counts if (number := lexicon.number(word)) is not None}
    weight = {word: (1 + np.log(counts[word])) * lexicon.idf[number] for word, number in numbers.items()}
    if len(weight) < 5:
        return frozenset(), ()
    least = OWN_LEAD * sorted(weight.values())[-5]
    leading = [w for w in weight if counts[w] > 1 and lexicon.idf[numbers[w]] >= OWN_IDF and weight[w] >= least]
    if not set(leading) & set(words_of(criterion.name)):
        return frozenset(), ()
    related = [w for w in weight if any(w[:4] == lead[:4] for lead in leading) and len(w) > 3]
    own = {numbers[word] for word in (*leading, *related)}
    table = lexicon.table
    known = [numbers[word] for word in leading if numbers[word] < len(table.index)]
    if known:
        norms = np.maximum(np.linalg.norm(table.vectors, axis=1), 1e-6)
        cosines = (table.vectors @ table.vectors[known].T) / np.outer(norms, norms[known])
        own.update(int(n) for n in np.flatnonzero(cosines.max(axis=1) >= NEIGHBOUR))
    return frozenset(own), tuple(sorted({*leading, *related}, key=lambda w: (-weight[w], w)))
