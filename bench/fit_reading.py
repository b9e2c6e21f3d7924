"""Fit the plane of the closer reading (select/reading.py) on criteria24, one criterion left out in turn.

Papers of the same criterion are compared in pairs: the one with the higher grade should have the higher logit; what
nobody judged counts as grade 0 with half the weight. The shipped weights were fitted on the best 220 papers of each
criterion and the judged ones; here only on the pairs that are read, so the figures differ a little.

    LITMUS_ENCODER=FOLDER python bench/fit_reading.py ../shared/bench --cache FOLDER
"""

import argparse
import json
from pathlib import Path

import numpy as np

from fit_selection import auc, in_words, lines, ndcg
from litmuspaper.models import encoder as encoders
from litmuspaper.models.table import load_table
from litmuspaper.select import reading
from litmuspaper.select.attitudes import asked, told
from litmuspaper.select.ranking import prepare
from litmuspaper.select.score import score
from litmuspaper.types import Criterion
from selection import Kept, documents

NAMES = ("words with meaning", "pieces", "whole", "attitude")
RIDGE, UNJUDGED = 1.0, 0.5
Sample = tuple[np.ndarray, np.ndarray, np.ndarray]


def fit(samples: list[Sample]) -> np.ndarray:
    """Logistic regression of differences, by Newton's method; each criterion counts the same."""
    rows, weights = [], []
    for x, grade, weight in samples:
        high = np.flatnonzero(grade > 0)
        for one in high:
            low = np.flatnonzero(grade < grade[one] - 0.4)
            rows.append(x[one] - x[low])
            weights.append((grade[one] - grade[low]) * weight[low] / len(low) / len(high) * 10)
    d, w = np.vstack(rows), np.concatenate(weights)
    found = np.zeros(d.shape[1])
    for _ in range(40):
        wrong = 1 / (1 + np.exp(np.clip(d @ found, -30, 30)))
        gradient = RIDGE * found - d.T @ (w * wrong)
        hessian = (d * (w * wrong * (1 - wrong))[:, None]).T @ d + RIDGE * np.eye(d.shape[1])
        found -= np.linalg.solve(hessian, gradient)
    return found


def main() -> None:
    """Read what is to be read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="a folder for readings")
    args = parser.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    Kept.folder = args.cache
    encoders.Encoder = Kept  # type: ignore[misc]
    encoder = encoders.find_encoder()
    if encoder is None:
        raise SystemExit("no encoder: set LITMUS_ENCODER to its folder")
    papers = documents(lines(args.bench / "criteria24/corpus.jsonl.gz"))
    given = json.loads((args.bench / "criteria24/criteria.json").read_text())
    grades = json.loads((args.bench / "criteria24/grades.json").read_text())
    criteria = [Criterion(name=c["name"], relevant=c["relevant"], not_relevant=c["not_relevant"] or "") for c in given]
    names, targets, bags, vectors = prepare(papers, criteria, load_table())
    looked = score(bags, vectors, targets, names)
    samples, ids, orders = [], [], []
    for n, criterion in enumerate(criteria):
        read = np.flatnonzero(looked.each[:, n] >= reading.READ)
        question = reading.make_question(criterion, names, encoder)
        near = np.array([question.nearness(encoder.read(papers[i].text)) for i in read])
        attitude = asked([criterion.name, criterion.relevant])
        tells = np.array([told(papers[i].text, attitude) for i in read])
        grade = grades[given[n]["id"]]
        ids.append([papers[i].paper.id for i in read])
        x = np.column_stack([looked.parts[read, n, 0], near, tells])
        judged = np.array([i in grade for i in ids[-1]])
        samples.append((x, np.array([grade.get(i, 0.0) for i in ids[-1]]), np.where(judged, 1.0, UNJUDGED)))
        orders.append([papers[i].paper.id for i in np.argsort(-looked.each[:, n], kind="stable")])
    figures = []
    for n, (x, _, _) in enumerate(samples):
        weights = fit([sample for m, sample in enumerate(samples) if m != n])
        best = [ids[n][i] for i in np.argsort(-(x @ weights), kind="stable")]
        order = [*best, *(i for i in orders[n] if i not in set(best))]
        grade = grades[given[n]["id"]]
        relevant = {i for i, g in grade.items() if g >= 2}
        pool = [i in relevant for i in order if i in grade]
        recall = len(relevant & set(order[:20])) / min(20, len(relevant))
        figures.append((ndcg(order, grade), auc(-np.arange(len(pool)), np.array(pool)), recall))
        print(given[n]["id"], in_words(figures[-1]))
    print("left out, mean", in_words(tuple(np.mean(figures, axis=0))))
    print("weights", dict(zip(NAMES, np.round(fit(samples), 2).tolist(), strict=True)))


if __name__ == "__main__":
    main()
