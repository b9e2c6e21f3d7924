"""The closer reading of papers that come into question: the attitude they tell of, and what the encoder sees.

Only pairs of paper and criterion that the words alone give a chance are read, whatever else the day brings: whether a
paper of a day is read, and what comes of it, depends on the paper and the criterion alone. In a small pool that is
searched once the other papers have a say (pool.py). Both together change the logit of the first look.
`bench/fit_reading.py` fits the weights; docs/quality.md has the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from litmuspaper.errors import ConfigError
from litmuspaper.models import weights as stored
from litmuspaper.models.encoder import DIMENSIONS, Encoder, Floats, Reading
from litmuspaper.models.words import located_words
from litmuspaper.select import score as first
from litmuspaper.select.attitudes import asked, told
from litmuspaper.select.pool import in_common
from litmuspaper.select.score import Scores
from litmuspaper.select.target import ABOUT_PAPERS, Lexicon, Scale, Target
from litmuspaper.types import Criterion, Document

SMALL_POOL, OF_LARGE_POOL = 5_000, 1_000
READ = 0.006  # the least chance by the first look: relevance 5
TOLD, USUALLY_TOLD = (
    1.2,
    0.3,
)  # logits for a paper that surely tells of the attitude; what most papers of the topic tell
# The logit with the encoder, a plane in: words with meaning (score.py), word pieces, the whole text, the attitude.
INTERCEPT, BOTH, PIECES, WHOLE, TOLD_TOO = -8.94, 0.674, 0.821, 0.731, 1.07
# A small pool is screened, often in a field that the table does not know: there the whole text counts for more.
WHOLE_OF_POOL, USUAL_OF_POOL = 1.0, 2.5
PRESUMABLE = -4.2  # the logit of relevance 6: from here a paper of a pool may be presumed relevant
_PATH = Path(stored.__file__).with_name("background.npz")


@dataclass(frozen=True)
class _Background:
    """Papers of many days as the encoder reads them: whole texts (n, 384), and the word pieces of some."""

    whole: Floats
    papers: tuple[Floats, ...]


@dataclass(frozen=True)
class Question:
    """A criterion as the encoder sees it.

    `pieces` (t, 384) are the unit vectors of its words' pieces, `shares` (t,) their weights, which add to 1;
    `expected` and `spread` (t,) tell how near the best piece of a paper of the background comes.
    """

    whole: Floats
    scale: Scale
    pieces: Floats
    shares: Floats
    expected: Floats
    spread: Floats

    def nearness(self, reading: Reading) -> tuple[float, float]:
        """How near a paper is by its pieces and as a whole, in standard deviations above the background.

        By pieces: each of the criterion's finds its nearest in the paper (late interaction, Khattab and Zaharia 2020).
        """
        if not len(self.pieces) or not len(reading.tokens):
            return 0.0, 0.0
        best = (reading.tokens @ self.pieces.T).max(axis=0)
        whole = float(self.scale(reading.whole @ self.whole))
        return float(((best - self.expected) / self.spread) @ self.shares), whole


def closer(
    documents: Sequence[Document],
    targets: Sequence[Target],
    scores: Scores,
    lexicon: Lexicon,
    encoder: Encoder | None,
    *,
    pool: bool = False,
) -> Floats:
    """What the closer reading adds to each logit of the first look.

    Args:
        documents: the papers.
        targets: the criteria.
        scores: the first look at them, without thumbs.
        lexicon: the ranking's words.
        encoder: None where there is none; then only the attitudes are read.
        pool: the papers are a pool to search, not a day: the encoder also reads those that words give no chance, all of
            a pool of up to 5,000 papers, else the best 1,000 of each criterion. What the best of the small pool have
            in common counts too.

    Returns:
        Shape (papers, criteria); zero for pairs that are not read.
    """
    shift = np.zeros(scores.each.shape, np.float32)
    wanted = scores.each >= READ
    if pool and encoder is not None:
        wanted |= _best_of_pool(scores)
    attitudes = [asked([target.criterion.name, target.criterion.relevant]) for target in targets]
    texts = {n: documents[n].text for n in np.flatnonzero(wanted.any(axis=1)).tolist()}
    tells = np.zeros(scores.each.shape, np.float32)
    for c, weights in enumerate(attitudes):
        if weights:
            for n in np.flatnonzero(wanted[:, c]).tolist():
                tells[n, c] = told(texts[n], weights) - USUALLY_TOLD
    if encoder is None:
        shift[wanted] = TOLD * tells[wanted]
        return shift
    questions = [make_question(target.criterion, lexicon, encoder) for target in targets]
    more = WHOLE_OF_POOL if pool and len(documents) <= SMALL_POOL else 0.0
    logits, wholes = _by_encoder(texts, wanted, questions, encoder, more)
    logits += BOTH * scores.parts[:, :, 0] + TOLD_TOO * tells
    if more:
        logits += np.stack([in_common(documents, wholes, column, PRESUMABLE) for column in logits.T], axis=1)
    known = first.INTERCEPT + scores.parts @ np.array([first.BOTH, first.MEANING, first.UNWANTED], np.float32)
    return np.where(wanted, logits - known, 0).astype(np.float32)


def _by_encoder(
    texts: dict[int, str], wanted: npt.NDArray[np.bool_], questions: Sequence[Question], encoder: Encoder, more: float
) -> tuple[Floats, Floats]:
    """The encoder's part of each wanted pair's logit, (papers, criteria), and the vectors of what was read (papers, d).

    `more` is the whole's extra weight.
    """
    logits = np.zeros(wanted.shape, np.float32)
    wholes = np.zeros((len(wanted), DIMENSIONS), np.float32)
    for n, text in texts.items():
        reading = encoder.read(text)
        wholes[n] = reading.whole
        for c in np.flatnonzero(wanted[n]).tolist():
            pieces, whole = questions[c].nearness(reading)
            logits[n, c] = INTERCEPT + PIECES * pieces + WHOLE * whole + more * (whole - USUAL_OF_POOL)
    return logits, wholes


def _best_of_pool(scores: Scores) -> npt.NDArray[np.bool_]:
    papers = len(scores.each)
    if papers <= SMALL_POOL:
        return np.ones(scores.each.shape, np.bool_)
    best = np.argsort(-scores.each, axis=0, kind="stable")[:OF_LARGE_POOL]
    found = np.zeros(scores.each.shape, np.bool_)
    np.put_along_axis(found, best, True, axis=0)
    return found


def make_question(criterion: Criterion, lexicon: Lexicon, encoder: Encoder) -> Question:
    """A criterion ready for the encoder; words on how the reader asks carry no weight."""
    text = f"{criterion.name}. {criterion.relevant}"
    reading = encoder.read(text)
    shares = _shares(text, reading, lexicon)
    use = shares > 0
    background = _background(encoder.sha256)
    pieces = reading.tokens[use]
    best = np.stack([(paper @ pieces.T).max(axis=0) for paper in background.papers]) if use.any() else np.zeros((1, 0))
    cosines = background.whole @ reading.whole
    return Question(
        whole=reading.whole,
        scale=Scale(float(cosines.mean()), max(float(cosines.std()), 1e-3)),
        pieces=pieces,
        shares=shares[use],
        expected=best.mean(axis=0).astype(np.float32),
        spread=np.maximum(best.std(axis=0), 1e-3).astype(np.float32),
    )


def _shares(text: str, reading: Reading, lexicon: Lexicon) -> Floats:
    """The weight of each word piece: the root of its word's idf, shared among the word's pieces."""
    shares = np.zeros(len(reading.places), np.float32)
    starts = np.array([start for start, _ in reading.places], np.int64)
    for word, start, end in located_words(text):
        number = lexicon.number(word)
        inside = (starts >= start) & (starts < end)
        if word not in ABOUT_PAPERS and number is not None and inside.any():
            shares[inside] = np.sqrt(lexicon.idf[number]) / np.sqrt(inside.sum())
    return np.asarray(shares / max(float(shares.sum()), 1e-9), np.float32)


@cache
def _background(sha256: str) -> _Background:
    """The background that was made with this encoder."""
    with np.load(_PATH) as file:
        made_with = bytes(file["encoder"]).decode()
        whole, tokens = _unit_rows(file["whole"]), _unit_rows(file["tokens"])
        ends = np.cumsum(file["sizes"].astype(np.int64))
    if made_with != sha256:
        raise ConfigError("made with another encoder", where=str(_PATH), next_step="Reinstall litmuspaper")
    return _Background(whole, tuple(np.split(tokens, ends[:-1])))


def _unit_rows(rows: npt.NDArray[np.int8]) -> Floats:
    rows32 = rows.astype(np.float32)
    return np.asarray(rows32 / np.maximum(np.linalg.norm(rows32, axis=1, keepdims=True), 1e-6), np.float32)
