"""The embedded table: word statistics, word vectors and a background of many days, in one file.

`bench/train_table.py` made it from arXiv metadata (CC0); `docs/decisions/0003-the-embedded-table.md` tells how, and
what is in it: no text, no identifiers, only counts and vectors.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
PATH = Path(__file__).with_name("table.npz")
_BLOCK = 256  # texts embedded at a time, which bounds the memory
_IDF_MOST = 8.5  # one very rare word, perhaps a misspelling, must not outweigh a whole sentence


@dataclass(frozen=True)
class Bags:
    """Texts as bags of word numbers: entry k says that text `rows[k]` holds word `ids[k]` `counts[k]` times.

    `rows` is sorted; `size` is the number of texts, empty ones included; `lengths` are their words in all.
    """

    size: int
    rows: Ints
    ids: Ints
    counts: Floats
    lengths: Floats

    def dot(self, weights: Floats, values: Floats) -> Floats:
        """For each text the sum over its entries of `weights[id] * value`; (n_words,), (n_entries,) -> (n,)."""
        return np.bincount(self.rows, weights[self.ids] * values, minlength=self.size).astype(np.float32)


@dataclass(frozen=True)
class Table:
    """Word statistics and vectors; word numbers run from 0 to n - 1, and n stands for every unknown word."""

    index: dict[str, int]
    idf: Floats  # (n + 1,), the last for unknown words
    vectors: Floats  # (n + 1, d), the last row is zero
    mean_length: float
    background: Bags
    background_vectors: Floats  # (papers, d), unit rows
    sha256: str

    def bags(self, texts: Sequence[Sequence[str]], extra: dict[str, int] | None = None) -> Bags:
        """Count words.

        Args:
            texts: the stemmed words of each text (`words.words`).
            extra: numbers beyond the table for words that matter and that it does not know.

        Returns:
            The bags; words that neither knows are left out.
        """
        rows: list[int] = []
        ids: list[int] = []
        counts: list[int] = []
        for row, text in enumerate(texts):
            for word, count in Counter(text).items():
                number = self.index.get(word)
                if number is None and extra:
                    number = extra.get(word)
                if number is not None:
                    rows.append(row)
                    ids.append(number)
                    counts.append(count)
        return Bags(
            size=len(texts),
            rows=np.array(rows, np.int32),
            ids=np.array(ids, np.int32),
            counts=np.array(counts, np.float32),
            lengths=np.array([len(text) for text in texts], np.float32),
        )

    def embed(self, bags: Bags) -> Floats:
        """Unit vectors of texts: (n, d); the zero vector for a text without a known word."""
        known = bags.ids < len(self.index)
        rows, ids = bags.rows[known], bags.ids[known]
        weights = (1 + np.log(bags.counts[known])) * self.idf[ids]
        sums = np.zeros((bags.size, self.vectors.shape[1]), np.float32)
        starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]]) if len(rows) else np.zeros(0, np.intp)
        ends = np.r_[starts[1:], len(rows)]
        for at in range(0, len(starts), _BLOCK):
            first, last = starts[at : at + _BLOCK], ends[at : at + _BLOCK][-1]
            part = slice(first[0], last)
            weighted = self.vectors[ids[part]] * weights[part, None]
            sums[rows[first]] = np.add.reduceat(weighted, first - first[0], axis=0)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Floats = np.divide(sums, norms, out=np.zeros_like(sums), where=norms > 0)
        return unit


@cache
def load_table(path: Path = PATH) -> Table:
    """Read the embedded table, once a process.

    Args:
        path: the file that `bench/train_table.py` wrote.

    Returns:
        The table.
    """
    data = path.read_bytes()
    with np.load(path) as file:
        vocabulary = bytes(file["words"]).decode().split("\n")
        frequency = file["document_frequency"].astype(np.float32)
        papers = float(file["papers"])
        vectors = file["vectors"].astype(np.float32) * file["scale"].astype(np.float32)[:, None]
        counts = file["background_counts"].astype(np.float32)
        sizes = file["background_sizes"]
        background = Bags(
            size=len(sizes),
            rows=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
            ids=file["background_ids"].astype(np.int32),
            counts=counts,
            lengths=file["background_lengths"].astype(np.float32),
        )
        ground = file["background_vectors"].astype(np.float32)
        mean_length = float(file["mean_length"])
    idf = np.minimum(np.log(papers / frequency), _IDF_MOST)
    return Table(
        index={word: number for number, word in enumerate(vocabulary)},
        idf=np.append(idf, _IDF_MOST).astype(np.float32),
        vectors=np.vstack([vectors, np.zeros((1, vectors.shape[1]), np.float32)]),
        mean_length=mean_length,
        background=background,
        background_vectors=ground / np.maximum(np.linalg.norm(ground, axis=1, keepdims=True), 1e-6),
        sha256=hashlib.sha256(data).hexdigest(),
    )
