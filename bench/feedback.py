"""How fast Litmus learns: systematic reviews and ninety days of astrophysics, from the first labels on.

    python bench/feedback.py screening ../shared/bench [SEEDS] [PEER.jsonl]
    python bench/feedback.py criteria ../shared/bench
    python bench/feedback.py days ../shared/bench

`screening`: SYNERGY as ASReview simulates it. One relevant and one irrelevant record are known; then the best record is
read, learned from, and so on (from 50 labels on two in a hundred at a time). WSS@95 and recall@10% count the two as
read. PEER.jsonl is what `bench/feedback_peer.py` wrote for the same seeds.
`criteria`: the reviews with criteria, from these and 0, 5, 20 and 50 labels: of the records that the reader met first
("as read": the whole order counts), and of records drawn at random, half of them relevant where there are enough
("drawn": mean over ten draws; the unlabelled rest counts, in parentheses zero-shot on the same rest).
`days`: silver_astroph; the days from the 32nd on are ranked after labels from the first 30 days.
"""

import gzip
import json
import math
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from fit_selection import auc, lines
from litmuspaper.models.table import load_table
from litmuspaper.parse import parse
from litmuspaper.select import feedback, screening
from litmuspaper.select.asking import ask
from litmuspaper.select.criteria_text import read_criteria
from litmuspaper.select.learner import Features
from litmuspaper.select.ranking import prepare
from litmuspaper.select.score import score
from litmuspaper.select.taught import logit, taught
from litmuspaper.types import Criterion, Paper, Profile

DRAWS = 10
BATCH = 50  # labels from which on one in so many is read at a time


def reviews(bench: Path) -> dict[str, list[dict[str, Any]]]:
    """The records of each review, smallest review first."""
    found = defaultdict(list)
    for row in lines(bench / "rank_synergy/records.jsonl.gz"):
        found[row["review"]].append(row)
    return dict(sorted(found.items(), key=lambda pair: len(pair[1])))


def text_of(row: dict[str, Any]) -> str:
    """Title and abstract."""
    return f"{row['title'] or ''} {row['abstract'] or ''}"


def wss(found: np.ndarray, recall: float = 0.95) -> float:
    """Work saved over sampling; `found` are the labels in the order read."""
    needed = math.ceil(recall * found.sum())
    read = int(np.argmax(np.cumsum(found) >= needed)) + 1
    return (len(found) - read) / len(found) - (1 - recall)


def recall_at(found: np.ndarray, share: float = 0.1) -> float:
    """Share of the relevant records among the first of those read."""
    return float(found[: math.ceil(share * len(found))].sum() / found.sum())


def precision_mean(found: np.ndarray) -> float:
    """Average precision of labels in the order read."""
    hits = np.flatnonzero(found)
    return float(np.mean((np.arange(len(hits)) + 1) / (hits + 1)))


def first_two(labels: np.ndarray, seed: int) -> list[int]:
    """One relevant and one irrelevant record; `bench/feedback_peer.py` draws the same."""
    rng = np.random.default_rng(seed)
    return [int(rng.choice(np.flatnonzero(labels == 1))), int(rng.choice(np.flatnonzero(labels == 0)))]


def read(
    pool: Features, labels: np.ndarray, order: list[int], known: np.ndarray | None = None, most: int | None = None
) -> list[int]:
    """The order in which records are read, from those in `order` on, then the rest as last ranked.

    Args:
        pool: the records.
        labels: their true labels.
        order: what is read already.
        known: what the criteria say of each, if anything.
        most: stop to learn at so many labels; None once 95 % and a tenth of the pool are read.
    """
    order, weights = [*order], None
    needed = math.ceil(0.95 * labels.sum())
    while True:
        if order:
            weights = screening.learn(pool, {n: bool(labels[n]) for n in order}, known, weights)
        scores = screening.logits(pool, weights, known)
        scores[order] = -np.inf
        ranked = [int(n) for n in np.argsort(-scores, kind="stable")][: len(labels) - len(order)]
        done = labels[order].sum() >= needed and len(order) >= 0.1 * len(labels) if most is None else len(order) >= most
        if done or not ranked:
            return order + ranked
        batch = max(1, len(order) // BATCH)
        order += ranked[: batch if most is None else min(batch, most - len(order))]


def measure_screening(bench: Path, seeds: int, peer: Path | None) -> None:
    """Print WSS@95 and recall@10% of each review, and of the peer on the same seeds."""
    theirs: dict[tuple[str, int], list[int]] = {}
    if peer:
        theirs = {(row["review"], row["seed"]): row["order"] for row in map(json.loads, peer.open())}
    ours_all, theirs_all = [], []
    for name, rows in reviews(bench).items():
        labels = np.array([row["label"] for row in rows])
        pool = screening.pool([text_of(row) for row in rows])
        ours, others = [], []
        for seed in range(seeds):
            found = labels[read(pool, labels, first_two(labels, seed))]
            ours.append((wss(found), recall_at(found)))
            if (name, seed) in theirs:
                order = theirs[name, seed]
                left = [n for n in range(len(rows)) if n not in set(order)]
                found = labels[order + left]
                others.append((wss(found), recall_at(found)))
        ours_all.append(np.mean(ours, axis=0))
        theirs_all.append(np.mean(others, axis=0) if others else np.full(2, np.nan))
        print(
            f"{name:20s} {len(rows):5d} {labels.sum():4d}  WSS@95 {ours_all[-1][0]:.3f} ({theirs_all[-1][0]:.3f})  "
            f"recall@10% {ours_all[-1][1]:.3f} ({theirs_all[-1][1]:.3f})  seeds {len(ours)} ({len(others)})",
            flush=True,
        )
    mean, other = np.mean(ours_all, axis=0), np.nanmean(theirs_all, axis=0)
    print(f"mean WSS@95 {mean[0]:.3f} ({other[0]:.3f})  recall@10% {mean[1]:.3f} ({other[1]:.3f}); peer in parentheses")


def criteria_of(review: dict[str, Any]) -> list[Criterion]:
    """A review's title, questions and criteria, as a reader would put them."""
    told = review["lgar"] or {}
    wanted = " ".join(filter(None, (told.get("research_questions"), told.get("inclusion_criteria"))))
    unwanted = told.get("exclusion_criteria") or ""
    return [Criterion(name=review["title"], relevant=wanted or review["criteria"], not_relevant=unwanted)]


def measure_criteria(bench: Path) -> None:
    """Print recall@10% and average precision after 0, 5, 20 and 50 labels for the reviews with criteria."""
    with gzip.open(bench / "rank_synergy/reviews.jsonl.gz", "rt") as file:
        told = {row["review"]: row for row in map(json.loads, file)}
    table: dict[str, list[np.ndarray]] = defaultdict(list)
    for name, rows in reviews(bench).items():
        if not told[name]["lgar"]:
            continue
        labels = np.array([row["label"] for row in rows])
        texts = [Paper(id=row["id"], title=row["title"] or "-", abstract=row["abstract"] or "") for row in rows]
        known = screening.known_logits([*map(parse, texts)], Profile(criteria=tuple(criteria_of(told[name]))))
        pool = screening.pool([text_of(row) for row in rows])
        found = labels[read(pool, labels, [], known, most=0)]
        line = f"{name:20s} zero-shot R@10% {recall_at(found):.3f} AP {precision_mean(found):.3f}"
        table["0 labels"].append(np.array([recall_at(found), precision_mean(found)]))
        for count in (5, 20, 50):
            found = labels[read(pool, labels, [], known, most=count)]
            table[f"{count} labels, as read"].append(np.array([recall_at(found), precision_mean(found)]))
            line += f" | {count} as read {recall_at(found):.3f} {precision_mean(found):.3f}"
            drawn = np.mean([drawn_labels(pool, labels, known, count, seed) for seed in range(DRAWS)], axis=0)
            table[f"{count} labels, drawn"].append(drawn)
            line += ", drawn R@10% {:.3f} ({:.3f}) AP {:.3f} ({:.3f})".format(*drawn)
        print(line, flush=True)
    for what, rows_of_it in table.items():
        print(f"{what:20s}", " ".join(f"{value:.3f}" for value in np.mean(rows_of_it, axis=0)))


def drawn_labels(pool: Features, labels: np.ndarray, known: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Recall@10% and AP of the unlabelled rest after labels, half of them relevant; each beside zero-shot's own."""
    rng = np.random.default_rng(seed)
    many = min((count + 1) // 2, int(labels.sum()) // 2)
    relevant = rng.choice(np.flatnonzero(labels == 1), many, replace=False)
    others = rng.choice(np.flatnonzero(labels == 0), count - many, replace=False)
    seen = {int(n) for n in (*relevant, *others)}
    weights = screening.learn(pool, {n: bool(labels[n]) for n in seen}, known)
    found = []
    for scores in (screening.logits(pool, weights, known), known):
        found.append(labels[[n for n in np.argsort(-scores, kind="stable") if n not in seen]])
    (one, zero) = found
    return np.array([recall_at(one), recall_at(zero), precision_mean(one), precision_mean(zero)])


def measure_days(bench: Path) -> None:
    """Print the AUC of the later days of silver_astroph after labels of the earlier ones."""
    verdicts = {row["id"]: row["relevance"] for row in lines(bench / "silver_astroph/verdicts.jsonl.gz")}
    rows = list({row["id"]: row for row in lines(bench / "silver_astroph/listings.jsonl.gz")}.values())
    rows = [row for row in rows if row["id"] in verdicts]
    (text,) = json.loads((bench / "silver_astroph/criteria.json").read_text()).values()
    criteria, taste = read_criteria(text)
    documents = [parse(Paper(id=row["id"], title=row["title"], abstract=row["abstract"])) for row in rows]
    relevant = np.array([verdicts[row["id"]] >= 7 for row in rows])
    dates = sorted({row["date"] for row in rows})
    number = np.array([dates.index(row["date"]) for row in rows])
    feedback.paper_terms = cache(feedback.paper_terms)
    names, targets, bags, vectors = prepare(documents, criteria, load_table())
    tasted = feedback.taste_logits(vectors, taste, load_table())
    known = logit(score(bags, vectors, targets, names, tasted).overall)
    papers = [document.paper for document in documents]
    later = number >= 31

    def after(labelled: np.ndarray) -> float:
        learned = tasted
        if len(labelled):
            given = [(documents[n], bool(relevant[n])) for n in labelled]
            learned = learned + taught(given, (), targets, names).logits(papers, vectors, known)
        scores = score(bags, vectors, targets, names, learned).overall
        return auc(scores[later], relevant[later])

    def asked(start: int) -> np.ndarray:
        """Twenty labels, five at a time as `litmus ask` wants them, of the papers of five days."""
        given: list[int] = []
        pool = np.flatnonzero((number >= start) & (number < start + 5))
        place = {papers[n].id: int(n) for n in pool}
        for _ in range(4):
            told = [(documents[n], bool(relevant[n])) for n in given]
            verdicts = ask(
                [documents[n] for n in pool], Profile(criteria=criteria, taste=taste, cutoff=7), told, count=5
            )
            given += [place[verdict.id] for verdict in verdicts]
        return np.array(given)

    print(f"no labels {after(np.zeros(0, int)):.3f}", flush=True)
    days = [np.flatnonzero(number == day) for day in range(30)]
    best = [day[np.argsort(-known[day], kind="stable")] for day in days]
    print(f" 30 judged days {after(np.concatenate(days)):.3f}", flush=True)
    for count in (20, 5, 50):
        drawn = np.random.default_rng(0)
        by_chance = [after(drawn.choice(np.concatenate(days), count, replace=False)) for _ in range(3)]
        shown = [after(np.concatenate([day[:5] for day in best[start:]])[:count]) for start in (0, 8, 16)]
        print(f"{count:3d} labels: random {np.mean(by_chance):.3f}, best five a day {np.mean(shown):.3f}", flush=True)
    likes = [
        np.random.default_rng(n).choice(np.flatnonzero(relevant & (number < 30)), 20, replace=False) for n in (0, 1, 2)
    ]
    print(f" 20 likes alone {np.mean([after(drawn) for drawn in likes]):.3f}", flush=True)
    print(f" 20 labels asked for {np.mean([after(asked(start)) for start in (0, 8, 16)]):.3f}", flush=True)
    print(f" 10 judged days {after(np.concatenate(days[:10])):.3f}", flush=True)


if __name__ == "__main__":
    what, folder = sys.argv[1], Path(sys.argv[2])
    if what == "screening":
        measure_screening(
            folder, int(sys.argv[3]) if len(sys.argv) > 3 else 5, Path(sys.argv[4]) if sys.argv[4:] else None
        )
    else:
        load_table()
        {"criteria": measure_criteria, "days": measure_days}[what](folder)
