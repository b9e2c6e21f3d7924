"""Make the encoder's background: what its vectors look like in papers of many days (docs/decisions/0009-encoder.md).

The papers are the first of the embedded table's background (arXiv metadata, CC0; bench/train_table.py). Of 500 the
whole text's vector is kept, of 40 the vector of each word piece, as int8, without the words.

    LITMUS_ENCODER=FOLDER python bench/encoder_background.py --arxiv ../shared/bench/arxiv/arxiv_2025_2026.parquet \
        --more ../shared/bench/silver_astroph/listings.jsonl.gz --out src/litmuspaper/models/background.npz
"""

import argparse
import random
from pathlib import Path

import numpy as np

from litmuspaper.models.encoder import find_encoder
from litmuspaper.parse import parse
from litmuspaper.types import Paper
from train_table import BACKGROUND, read_papers

WHOLE, WITH_TOKENS = 500, 40


def main() -> None:
    """Read the papers, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arxiv", type=Path, required=True)
    parser.add_argument("--more", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    encoder = find_encoder()
    if encoder is None:
        raise SystemExit("no encoder: set LITMUS_ENCODER to its folder")
    papers = read_papers(args.arxiv, args.more)
    sample = random.Random(1).sample(range(len(papers)), BACKGROUND)[:WHOLE]
    readings = []
    for number in sample:
        paper = parse(Paper(id=str(number), title=papers[number]["title"], abstract=papers[number]["abstract"]))
        readings.append(encoder.read(paper.text))
    kept = readings[:WITH_TOKENS]
    np.savez(
        args.out,
        encoder=np.frombuffer(encoder.sha256.encode(), np.uint8),
        whole=as_int8(np.stack([reading.whole for reading in readings])),
        tokens=as_int8(np.concatenate([reading.tokens for reading in kept])),
        sizes=np.array([len(reading.tokens) for reading in kept], np.uint16),
    )
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB")


def as_int8(rows: np.ndarray) -> np.ndarray:
    """Each row divided by its largest entry, times 127: only directions are kept."""
    return np.round(rows / np.abs(rows).max(axis=1, keepdims=True) * 127).astype(np.int8)


if __name__ == "__main__":
    main()
