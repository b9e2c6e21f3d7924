"""ASReview's own simulation of screening with feedback, to be compared with `bench/feedback.py` on the same seeds.

It needs a Python that has ASReview (3.0.8 was used) and nothing of Litmus. The model is ASReview's default, ELAS-u4,
built from its own configuration; one record is read at a time; the two seeds count as read first.

    python bench/feedback_peer.py ../shared/bench OUT.jsonl [SEEDS]
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from asreview.extensions import load_extension
from asreview.learner import ActiveLearningCycle
from asreview.models.models import get_ai_config
from asreview.simulation.simulate import Simulate


def first_two(labels: np.ndarray, seed: int) -> list[int]:
    """One relevant and one irrelevant record; `bench/feedback.py` draws the same."""
    rng = np.random.default_rng(seed)
    return [int(rng.choice(np.flatnonzero(labels == 1))), int(rng.choice(np.flatnonzero(labels == 0)))]


def cycle() -> ActiveLearningCycle:
    """ELAS-u4 as ASReview configures it."""
    data = get_ai_config("elas_u4")["value"]
    kinds = {"querier": "queriers", "classifier": "classifiers", "balancer": "balancers"}
    parts = {
        name: load_extension(f"models.{group}", getattr(data, name))(**(getattr(data, f"{name}_param") or {}))
        for name, group in kinds.items()
    }
    extractor = load_extension("models.feature_extractors", data.feature_extractor)(**data.feature_extractor_param)
    return ActiveLearningCycle(**parts, feature_extractor=extractor)


def main(bench: Path, out: Path, seeds: int) -> None:
    """Write one line a review and seed: the positions in the order read, and the last ranking behind them."""
    with gzip.open(bench / "rank_synergy/records.jsonl.gz", "rt") as file:
        records = pd.DataFrame([json.loads(line) for line in file])
    with out.open("a") as file:
        for review, rows in sorted(records.groupby("review"), key=lambda pair: len(pair[1])):
            frame = rows.reset_index(drop=True)
            labels = frame["label"].to_numpy()
            texts = pd.DataFrame({key: frame[key].fillna("") for key in ("title", "abstract")})
            features = cycle().transform(texts)
            for seed in range(seeds):
                simulate = Simulate(features, labels, [cycle()], skip_transform=True, print_progress=False)
                simulate.label(first_two(labels, seed))
                simulate.review()
                read = [int(number) for number in simulate._results["record_id"]]
                line = {"review": review, "seed": seed, "order": read}
                file.write(json.dumps(line) + "\n")
                file.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 5)
