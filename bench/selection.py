"""Measure the selection with and without the encoder on the development halves: criteria24, SYNERGY, CSFCube, silver.

What is ranked is what `litmus rank` ranks; the encoder's readings are slow (28 texts a CPU second), so they may be kept
in a folder outside the repository. Definitions of the measures: `../shared/tools/score.py`.

    LITMUS_ENCODER=off    python bench/selection.py ../shared/bench criteria24 silver synergy csfcube
    LITMUS_ENCODER=FOLDER python bench/selection.py ../shared/bench synergy --cache FOLDER
"""

import argparse
import hashlib
import json
import math
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from fit_selection import auc, in_words, lines, ndcg
from litmuspaper.digest.facets import FACETS, facet_chances
from litmuspaper.models import encoder as encoders
from litmuspaper.models.encoder import Encoder, Reading
from litmuspaper.models.table import load_table
from litmuspaper.parse import parse
from litmuspaper.select import select
from litmuspaper.select.criteria_text import read_criteria
from litmuspaper.select.near import near
from litmuspaper.types import Criterion, Document, Paper, Profile

Row = dict[str, Any]


def documents(rows: list[Row]) -> list[Document]:
    """The papers of a set, each once."""
    made = {str(row["id"]): row for row in rows}
    return [parse(Paper(id=i, title=r["title"] or "-", abstract=r.get("abstract") or "")) for i, r in made.items()]


def ranked(papers: list[Document], criteria: tuple[Criterion, ...], *, pool: bool) -> list[tuple[str, float]]:
    """Ids and scores, best first."""
    return [(verdict.id, verdict.score) for verdict in select(papers, Profile(criteria=criteria), pool=pool).verdicts]


def criteria24(bench: Path) -> None:
    """Each criterion against 12,000 papers."""
    papers = documents(lines(bench / "criteria24/corpus.jsonl.gz"))
    grades = json.loads((bench / "criteria24/grades.json").read_text())
    found = []
    for wanted in json.loads((bench / "criteria24/criteria.json").read_text()):
        criterion = Criterion(
            name=wanted["name"], relevant=wanted["relevant"], not_relevant=wanted["not_relevant"] or ""
        )
        scores = dict(ranked(papers, (criterion,), pool=False))
        order, grade = [*scores], grades[wanted["id"]]
        relevant = {i for i, g in grade.items() if g >= 2}
        pooled = [i for i in order if i in grade]
        row = (
            ndcg(order, grade),
            auc(-np.arange(len(pooled)), np.array([i in relevant for i in pooled])),
            len(relevant & set(order[:20])) / min(20, len(relevant)),
        )
        found.append(row)
        print(f"{wanted['id']} {in_words(row)}", flush=True)
    print("criteria24 mean", in_words(tuple(np.mean(found, axis=0))))


def synergy(bench: Path) -> None:
    """Systematic reviews from their criteria: recall in the first tenth, average precision."""
    records = lines(bench / "rank_synergy/records.jsonl.gz")
    found = []
    for review in lines(bench / "rank_synergy/reviews.jsonl.gz"):
        if not (given := review.get("lgar")):
            continue
        relevant = f"{given['research_questions']} {given['inclusion_criteria']}"
        criterion = Criterion(
            name=given["title"][:300], relevant=relevant, not_relevant=given.get("exclusion_criteria") or ""
        )
        rows = [row for row in records if row["review"] == review["review"]]
        label = {str(row["id"]): row["label"] == 1 for row in rows}
        order = [label[i] for i, _ in ranked(documents(rows), (criterion,), pool=True)]
        hits = np.flatnonzero(order)
        precision = float(np.mean((np.arange(len(hits)) + 1) / (hits + 1)))
        found.append((sum(order[: math.ceil(0.1 * len(order))]) / len(hits), precision))
        print(f"{review['review']} recall@10% {found[-1][0]:.3f} AP {precision:.3f}", flush=True)
    print("synergy mean recall@10% {:.3f} AP {:.3f}".format(*np.mean(found, axis=0)))


def csfcube(bench: Path) -> None:
    """Papers like a paper in one facet, by `litmus near`; once with the query's facet as its people marked it."""
    papers = {row["id"]: row for row in lines(bench / "rank_csfcube/docs.jsonl.gz")}
    queries = lines(bench / "rank_csfcube/queries.jsonl.gz")
    known = {row["paper"] for row in queries} | {i for row in queries for i in row["cands"]}
    read = {i: documents([{**papers[i], "abstract": " ".join(t for _, t in papers[i]["sents"])}])[0] for i in known}
    chances = {facet: {i: facet_chances(read[i], facet) for i in known} for facet in FACETS}
    encoder = encoders.find_encoder()
    for marked in (True, False):
        found = defaultdict(list)
        for query in queries:
            facet = "problem" if query["facet"] == "background" else query["facet"]
            parts = dict(chances[facet])
            if marked:
                parts[query["paper"]] = as_marked(read[query["paper"]], papers[query["paper"]], query["facet"])
            pool = [read[i] for i in query["cands"]]
            order = near(read[query["paper"]], pool, load_table(), encoder, lambda one, by=parts: by[one.paper.id])
            grade = dict(zip(query["cands"], query["rel"], strict=True))
            gains = [grade[one.document.paper.id] for one in order]
            gains += [grade[i] for i in query["cands"] if i == query["paper"]]
            cut = int(0.2 * len(gains))
            value = discounted(gains[:cut]) / discounted(sorted(gains, reverse=True)[:cut])
            found[query["facet"]].append(value)
            found["all"].append(value)
        figures = {facet: round(float(np.mean(values)), 3) for facet, values in sorted(found.items())}
        print("csfcube nDCG%20", "facet as marked" if marked else "facet by our roles", figures)


def as_marked(document: Document, row: Row, facet: str) -> np.ndarray:
    """1 for each sentence that begins in a marked one, else 0."""
    begins, ends, at = [], [], 0
    for role, text in row["sents"]:
        begins += [at] if facet in role else []
        ends += [at + len(text)] if facet in role else []
        at += len(text) + 1
    starts = [document.rebase(one).start for one in document.below_title]
    inside = [any(b <= start < e for b, e in zip(begins, ends, strict=True)) for start in starts]
    return np.array(inside, np.float32)


def discounted(gains: list[float]) -> float:
    """CSFCube's gain: the first rank undiscounted."""
    return gains[0] + sum(gain / math.log2(n) for n, gain in enumerate(gains[1:], 2))


def silver(bench: Path) -> None:
    """AUC over all papers of many days, judged by one large model."""
    jobs: list[tuple[str, str, Callable[[Row], float | None], int]] = [
        ("silver_astroph", "", lambda row: row["relevance"], 7),
        ("silver_cs", "jackyfl", lambda row: grade_of(row, "jackyfl"), 7),
        ("silver_cs", "hansx", lambda row: grade_of(row, "hansx"), 5),
    ]
    for name, reader, grade, cut in jobs:
        texts = json.loads((bench / name / "criteria.json").read_text())
        criteria, _ = read_criteria(next(text for key, text in texts.items() if key.startswith(reader)))
        grades = {row["id"]: grade(row) for row in lines(bench / name / "verdicts.jsonl.gz")}
        rows = [row for row in lines(bench / name / "listings.jsonl.gz") if grades.get(row["id"]) is not None]
        start = time.process_time()
        scores = dict(ranked(documents(rows), criteria, pool=False))
        relevant = np.array([(grades[i] or 0) >= cut for i in scores])
        spent = time.process_time() - start
        print(f"{name} {reader} AUC {auc(np.array([*scores.values()]), relevant):.3f} ({spent:.0f} CPU s)", flush=True)


def grade_of(row: Row, reader: str) -> float | None:
    """A reader's relevance: 0 where not selected, None where the paper's category was not looked at."""
    given = row[next(key for key in row if reader in key)]
    return None if given == "n/a" else (given or [0])[0]


class Kept(Encoder):
    """The encoder, its readings kept in a folder by the text's hash."""

    folder: Path

    def read(self, text: str) -> Reading:
        """As the encoder, from the folder where it was read before."""
        path = self.folder / f"{hashlib.sha256(text.encode()).hexdigest()}.npz"
        if path.exists():
            with np.load(path) as file:
                places = tuple((int(a), int(b)) for a, b in file["places"])
                return Reading(file["whole"], file["tokens"].astype(np.float32), places)
        reading = super().read(text)
        np.savez(path, whole=reading.whole, tokens=reading.tokens.astype(np.float16), places=np.array(reading.places))
        return reading


def main() -> None:
    """Run the sets that are named."""
    sets = {"criteria24": criteria24, "synergy": synergy, "csfcube": csfcube, "silver": silver}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("sets", nargs="+", choices=[*sets])
    parser.add_argument("--cache", type=Path, help="a folder for readings; token vectors are rounded to 16 bits")
    args = parser.parse_args()
    if args.cache:
        args.cache.mkdir(parents=True, exist_ok=True)
        Kept.folder = args.cache
        encoders.Encoder = Kept  # type: ignore[misc]
    for name in args.sets:
        sets[name](args.bench)


if __name__ == "__main__":
    main()
