"""Fit and measure the selection's logistic model on the development halves of criteria24 and silver_astroph.

criteria24: a reader's criterion against 12,000 papers; about 50 a criterion are judged (0-3, 2 and more is
relevant), and what was not pooled counts as not relevant here. Each criterion is scored by weights fitted on the
other criteria. silver_astroph: every paper of 91 days, judged by one large model; nothing is fitted on it.

    python bench/fit_selection.py ../shared/bench
"""

import gzip
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

from litmuspaper.models.table import load_table
from litmuspaper.parse import parse
from litmuspaper.select import score as scoring
from litmuspaper.select.criteria_text import read_criteria
from litmuspaper.select.ranking import prepare
from litmuspaper.types import Criterion, Paper

UNJUDGED = 800  # sampled a criterion, weighted to stand for all


def lines(path: Path) -> list[Any]:
    """The rows of a gzipped JSONL file."""
    with gzip.open(path, "rt") as file:
        return [json.loads(line) for line in file]


def parts(rows: list[dict[str, str]], criteria: list[Criterion]) -> tuple[np.ndarray, np.ndarray]:
    """The model's inputs (papers, criteria, k) and where own words are missing (papers, criteria)."""
    documents = [parse(Paper(id=row["id"], title=row["title"], abstract=row["abstract"])) for row in rows]
    names, targets, bags, vectors = prepare(documents, criteria, load_table())
    scores = scoring.score(bags, vectors, targets, names)
    return scores.parts, scores.missing


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method with a light ridge; returns intercept and weights."""
    x = np.column_stack([np.ones(len(x)), x]).astype(float)
    w = np.zeros(x.shape[1])
    ridge = np.diag([0.0, *[1.0] * (x.shape[1] - 1)])
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + ridge @ w
        hessian = (x * (weight * p * (1 - p) + 1e-9)[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w


def ndcg(order: list[str], grade: dict[str, float], k: int = 10) -> float:
    """nDCG@k with gain 2^g - 1; unjudged papers count 0."""
    dcg = sum((2 ** grade.get(i, 0) - 1) / math.log2(n + 2) for n, i in enumerate(order[:k]))
    ideal = sorted(grade.values(), reverse=True)[:k]
    return dcg / sum((2**g - 1) / math.log2(n + 2) for n, g in enumerate(ideal))


def auc(scores: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(len(scores))
    n = int(positive.sum())
    return float((ranks[positive].sum() - n * (n - 1) / 2) / (n * (len(scores) - n)))


def criteria24(bench: Path) -> None:
    """Leave one criterion out: nDCG@10, AUC in the judged pool, recall@20; then the weights of all."""
    rng = np.random.default_rng(0)
    rows = lines(bench / "criteria24/corpus.jsonl.gz")
    ids = [row["id"] for row in rows]
    place = {i: n for n, i in enumerate(ids)}
    wanted = json.loads((bench / "criteria24/criteria.json").read_text())
    grades = json.loads((bench / "criteria24/grades.json").read_text())
    criteria = [Criterion(name=c["name"], relevant=c["relevant"], not_relevant=c["not_relevant"] or "") for c in wanted]
    x, missing = parts(rows, criteria)
    samples = []
    for n, criterion in enumerate(wanted):
        grade = grades[criterion["id"]]
        judged = [place[i] for i in grade]
        rest = np.setdiff1d(np.arange(len(ids)), judged)
        drawn = rng.choice(rest, UNJUDGED, replace=False)
        label = np.array([g >= 2 for g in grade.values()] + [False] * UNJUDGED, float)
        weight = np.r_[np.ones(len(judged)), np.full(UNJUDGED, len(rest) / UNJUDGED)]
        samples.append((x[np.r_[judged, drawn], n], label, weight))
    found, chances, labels = [], [], []
    for n, criterion in enumerate(wanted):
        others = [sample for m, sample in enumerate(samples) if m != n]
        w = fit(*(np.concatenate([sample[k] for sample in others]) for k in range(3)))
        logits = w[0] + x[:, n] @ w[1:]
        logits = np.where(missing[:, n], np.minimum(logits, -7), logits)
        grade = grades[criterion["id"]]
        order = [ids[i] for i in np.argsort(-logits, kind="stable")]
        relevant = {i for i, g in grade.items() if g >= 2}
        pool = np.array([logits[place[i]] for i in grade])
        row = (
            ndcg(order, grade),
            auc(pool, np.array([i in relevant for i in grade])),
            len(relevant & set(order[:20])) / min(20, len(relevant)),
        )
        found.append(row)
        chances.append(1 / (1 + np.exp(-logits)))
        labels.append(np.isin(ids, list(relevant)))
        print(f"{criterion['id']} {criterion['name'][:44]:44s} {in_words(row)}")
    print("mean", in_words(tuple(np.mean(found, axis=0))))
    w = fit(*(np.concatenate([sample[k] for sample in samples]) for k in range(3)))
    print("weights", np.round(w, 3).tolist())
    cutoffs(np.concatenate(chances), np.concatenate(labels))


def in_words(row: tuple[float, ...]) -> str:
    """The three figures of criteria24."""
    return "nDCG@10 {:.3f}  pool AUC {:.3f}  recall@20 {:.3f}".format(*row)


def cutoffs(chance: np.ndarray, relevant: np.ndarray) -> None:
    """Precision and recall from each step of the reader's scale on, unjudged papers counted as not relevant."""
    for number, step in enumerate(scoring.STEPS, 2):
        shown = chance >= step
        precision, recall = relevant[shown].mean() if shown.any() else float("nan"), shown[relevant].mean()
        print(f"  relevance {number:2d} and more: precision {precision:.2f}, recall {recall:.2f}, {shown.sum()} shown")


def silver_astroph(bench: Path) -> None:
    """AUC over all papers, and precision and recall of each cutoff, with the weights that the package holds."""
    verdicts = {row["id"]: row["relevance"] for row in lines(bench / "silver_astroph/verdicts.jsonl.gz")}
    rows = list({row["id"]: row for row in lines(bench / "silver_astroph/listings.jsonl.gz")}.values())
    rows = [row for row in rows if row["id"] in verdicts]
    (text,) = json.loads((bench / "silver_astroph/criteria.json").read_text()).values()
    criteria, _ = read_criteria(text)
    documents = [parse(Paper(id=row["id"], title=row["title"], abstract=row["abstract"])) for row in rows]
    names, targets, bags, vectors = prepare(documents, criteria, load_table())
    scores = scoring.score(bags, vectors, targets, names)
    relevant = np.array([verdicts[row["id"]] >= 7 for row in rows])
    print(f"silver_astroph AUC {auc(scores.overall, relevant):.3f}, share relevant {relevant.mean():.3f}")
    cutoffs(scores.overall, relevant)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    criteria24(folder)
    silver_astroph(folder)
