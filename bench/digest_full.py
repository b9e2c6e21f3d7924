"""How the digest of a full text does on NCG (SemEval-2021 Task 11): its sentences of contribution, chosen by people.

Three things are measured on the training part (237 papers):

1. F1 of a model that is trained here, four folds by paper: what can be learnt from such labels. The data have no
   licence, so nothing that is trained on them is part of Litmus.
2. The share of the digest's quotes that stand on gold sentences, field by field. The annotators mark no gaps, no
   limits and no metrics as such, and hardly a sentence of an abstract.
3. The same for the model trained here, choosing as many sentences a paper as the digest quotes.

    pip install -e '.[bench]' scikit-learn
    python bench/digest_full.py ../shared/bench/digest_ncg/papers.jsonl.gz [--quotes-only]

About four minutes on one core, a few seconds for the quotes alone.
"""

import argparse
import gzip
import hashlib
import json
import re
import warnings
from collections import Counter
from pathlib import Path

import numpy as np

from litmuspaper.digest import digest
from litmuspaper.digest.features import SIZE, hashed
from litmuspaper.digest.places import Placed, placed
from litmuspaper.types import Digest, Document, Paper, Section, Span

FOLDS = 4
LEAST = 3  # a feature seen less often tells nothing
FIRST_C, SECOND_C = 1.5, 0.1
REACH = 4  # neighbours on each side that the second layer looks at
POINTING = ("data", "metrics", "baselines")  # fields that may point at a sentence shown for another
UNMARKED = ("gap", "limits", "metrics")


def as_document(sents: list[str]) -> Document:
    """A paper of the set as a document; headings are told by their shape, as the set does not mark them."""
    spans: list[Span] = []
    starts: list[tuple[int, str]] = []
    at = 0
    for n, sent in enumerate(sents):
        word = sent.lower()
        if word in ("title", "abstract") and n < 40:
            starts.append((at, word))
        elif n > 2 and _is_heading(sent):
            starts.append((at, re.sub(r"^[\d. ]+", "", sent)))
        spans.append(Span(start=at, end=at + len(sent), text=sent))
        at += len(sent) + 1
    ends = [start for start, _ in starts[1:]] + [at]
    sections = tuple(Section(title=t, start=a, end=b) for (a, t), b in zip(starts, ends, strict=True) if b > a)
    heads = {start for start, _ in starts}
    text = " ".join(sents)
    running = tuple(span for span in spans if span.start not in heads)
    return Document(
        paper=Paper(id="x", title=sents[1], abstract=""),
        text=text,
        sections=sections,
        sentences=running,
        parser="bench",
    )


def _is_heading(sent: str) -> bool:
    if not 3 < len(sent) or len(sent.split()) > 8 or re.search(r"[.?!:;,]\s*$", sent):
        return False
    return sent[0].isupper() or bool(re.match(r"[\d. ]+[A-Z]", sent))


def gold_starts(row: dict) -> set[int]:
    """Where the gold sentences begin; a sentence that stands twice in the same words is gold in both places."""
    starts = np.cumsum([0] + [len(sent) + 1 for sent in row["sents"]])
    bare = [re.sub(r"\W", "", sent.lower()) for sent in row["sents"]]
    gold = {bare[n - 1] for n in row["contrib_lines"] if 0 < n <= len(bare)}
    return {int(starts[n]) for n, one in enumerate(bare) if one in gold}


def half_of(row: dict) -> int:
    """Which half a paper is in, by a hash of its id: rules are decided on half 0, and half 1 is only reported."""
    return hashlib.sha256(row["id"].encode()).digest()[0] % 2


def quotes(rows: list[dict], documents: list[Document]) -> list[int]:
    """Print the share of the digest's quotes on gold sentences; returns how many each paper has.

    A sentence that is shown once for several fields is one quote; it counts for the field that it was chosen for, and
    the fields that point at it are given without a quote of their own.
    """
    given: Counter[str] = Counter()
    own: Counter[str] = Counter()
    right: Counter[str] = Counter()
    counts = []
    for row, document in zip(rows, documents, strict=True):
        gold = gold_starts(row)
        told = list(digest(document).statements())
        given.update({name for name, _ in told})
        chosen_for: dict[int, str] = {}
        for name, one in sorted(told, key=lambda pair: pair[0] in POINTING):
            if one.kind == "paper-says":
                chosen_for.setdefault(one.spans[0].start, name)
        counts.append(len(chosen_for))
        own.update(chosen_for.values())
        right.update(name for start, name in chosen_for.items() if start in gold)
    print("field       given in   quotes a paper   on gold")
    for name in Digest.model_fields:
        if given[name]:
            share = f"{right[name] / own[name]:.2f}" if own[name] else "  - "
            print(f"{name:10s}  {given[name] / len(rows):.2f}       {own[name] / len(rows):.2f}             {share}")
    print(
        f"all quotes on gold {right.total() / own.total():.3f} ({own.total()}, {own.total() / len(rows):.2f} a paper)"
    )
    marked = [name for name in own if name not in UNMARKED]
    share = sum(right[name] for name in marked) / sum(own[name] for name in marked)
    print(f"without gaps, limits and metrics, which NCG does not mark: {share:.3f}")
    return counts


def features(placings: list[Placed]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The hashed features of one paper's sentences, with their places in it."""
    places = [
        {f"in {one.kind}", f"in {one.kind} {int(one.at * 4)}", f"whole {int(one.whole * 12)}", f"can {one.quotable}"}
        for one in placings
    ]
    return hashed([one.sentence.text for one in placings], places)


def second_features(score: np.ndarray, placings: list[Placed]) -> np.ndarray:
    """What the second layer sees of one paper: scores of neighbours, ranks, the kind of section, the place."""
    n = len(score)
    edge = np.full(REACH, -4.0)
    padded = np.r_[edge, score, edge]
    near = np.stack([padded[REACH + step : REACH + step + n] for step in range(-REACH, REACH + 1) if step], axis=1)
    chance = 1 / (1 + np.exp(-score))
    kinds = sorted({one.kind for one in placings})
    rank = np.argsort(np.argsort(-score))
    within, mean = np.zeros(n), np.zeros(n)
    for kind in kinds:
        own = np.array([one.kind == kind for one in placings])
        within[own] = np.argsort(np.argsort(-score[own]))
        mean[own] = chance[own].mean()
    smooth = [np.convolve(chance, np.ones(k) / k, "same")[:n] if n >= k else chance for k in (7, 21)]
    rest = [near.max(axis=1), np.log1p(rank), rank / n, np.log1p(within), mean, np.arange(n) / n, np.full(n, np.log(n))]
    can = [float(one.quotable) for one in placings]
    return np.column_stack([score, near, *rest, *smooth, can, np.full(n, chance.sum())])


def best_threshold(gold: np.ndarray, score: np.ndarray) -> float:
    """The score from which on F1 is greatest."""
    order = np.argsort(-score)
    hits = np.cumsum(gold[order])
    f1 = 2 * hits / (np.arange(1, len(gold) + 1) + gold.sum())
    return float(score[order][f1.argmax()])


def crossed(x: object, gold: np.ndarray, fold: np.ndarray, c: float) -> np.ndarray:
    """Scores of a logistic regression for each fold from the three others."""
    from sklearn.linear_model import LogisticRegression

    score = np.zeros(len(gold))
    for k in range(FOLDS):
        away = fold == k
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it is stopped early on purpose
            model = LogisticRegression(C=c, max_iter=60).fit(x[~away], gold[~away])
        score[away] = model.decision_function(x[away])
    return score


def trained(rows: list[dict], documents: list[Document], counts: list[int]) -> None:
    """Print what a model trained on these labels reaches on papers that it has not seen."""
    import scipy.sparse as sp

    placings = [placed(document) for document in documents]
    parts = []
    for one in placings:
        at, numbers, values = features(one)
        parts.append(sp.csr_matrix((values, (at, numbers)), shape=(len(one), SIZE)))
    x = sp.vstack(parts).tocsr()
    x = x[:, np.flatnonzero(np.bincount(x.indices, minlength=SIZE) >= LEAST)]
    starts = [gold_starts(row) for row in rows]
    gold = np.array([p.sentence.start in own for one, own in zip(placings, starts, strict=True) for p in one])
    paper = np.repeat(np.arange(len(rows)), [len(one) for one in placings])
    fold = paper % FOLDS
    first = crossed(x, gold, fold, FIRST_C)
    z = np.vstack([second_features(first[paper == n], one) for n, one in enumerate(placings)])
    second = crossed((z - z.mean(axis=0)) / (z.std(axis=0) + 1e-6), gold, fold, SECOND_C)
    for name, score in (("one layer", first), ("two layers", second)):
        told = np.zeros(len(gold), bool)
        for k in range(FOLDS):
            told[fold == k] = score[fold == k] >= best_threshold(gold[fold != k], score[fold != k])
        hits = (told & gold).sum()
        print(
            f"trained here, {name}: precision {hits / told.sum():.3f} recall {hits / gold.sum():.3f} "
            f"F1 {2 * hits / (told.sum() + gold.sum()):.3f}"
        )
    on_gold = sum(gold[paper == n][np.argsort(-second[paper == n])[:count]].sum() for n, count in enumerate(counts))
    print(f"its best sentences, as many a paper as the digest quotes: on gold {on_gold / sum(counts):.3f}")


def main() -> None:
    """Read, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--quotes-only", action="store_true", help="without training")
    parser.add_argument("--first-half", action="store_true", help="the quotes of half 0 alone, where rules are decided")
    args = parser.parse_args()
    with gzip.open(args.file, "rt") as file:
        rows = [json.loads(line) for line in file]
    documents = [as_document(row["sents"]) for row in rows]
    for half in (0, 1):
        kept = [n for n, row in enumerate(rows) if half_of(row) == half]
        print(f"half {half}, {len(kept)} papers")
        quotes([rows[n] for n in kept], [documents[n] for n in kept])
        if half == 0 and args.first_half:
            return
    print(f"both halves, {len(rows)} papers")
    counts = quotes(rows, documents)
    if not args.quotes_only:
        trained(rows, documents, counts)


if __name__ == "__main__":
    main()
