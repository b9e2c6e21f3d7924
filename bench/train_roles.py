"""Train the role model of abstracts on CSAbstruct (Cohan et al. 2019, D19-1383; Apache-2.0), and measure it.

The first layer is fitted to the training part's sentences, each weighted by its labellers' agreement; the second to
the first one's answers on abstracts that it had not seen (four folds by abstract). Then both are measured on the
validation part, as they are shipped: whole numbers of eight bits.

    pip install -e '.[bench]' scikit-learn
    python bench/train_roles.py ../shared/bench/role_csabstruct --out src/litmuspaper/digest/roles.npz

About two minutes on one core.
"""

import argparse
import gzip
import json
import warnings
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from litmuspaper.digest.features import SIZE, hashed
from litmuspaper.digest.role_model import LABELS, RoleModel, course, load_roles

FOLDS = 4
LEAST = 2  # a feature seen once tells nothing
FIRST_C = 2.0
SECOND_C = 0.01
# An aim is the rarest of the four parts and the one that is told worst: its errors count more.
WEIGHTS = {"objective": 1.6, "other": 1.3}
STEPS = 40


def read(path: Path) -> list[dict]:
    """The abstracts of one part."""
    with gzip.open(path, "rt") as file:
        return [json.loads(line) for line in file]


def matrix(rows: list[dict]) -> sp.csr_matrix:
    """The first layer's features of all sentences, in order."""
    parts = []
    for row in rows:
        at, numbers, values = hashed(row["sentences"])
        parts.append(sp.csr_matrix((values, (at, numbers)), shape=(len(row["sentences"]), SIZE)))
    return sp.vstack(parts).tocsr()


def fit(x: object, y: np.ndarray, weight: np.ndarray, c: float, classes: dict[int, float] | None = None) -> object:
    """A softmax regression."""
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is stopped early on purpose
        return LogisticRegression(C=c, max_iter=STEPS, class_weight=classes).fit(x, y, sample_weight=weight)


def courses(chances: np.ndarray, sizes: list[int]) -> np.ndarray:
    """The second layer's features, abstract by abstract."""
    ends = np.cumsum(sizes)
    return np.vstack([course(chances[end - size : end]) for end, size in zip(ends, sizes, strict=True)])


def train(rows: list[dict]) -> RoleModel:
    """Both layers."""
    y = np.array([LABELS.index(label) for row in rows for label in row["labels"]])
    weight = np.array([one for row in rows for one in row["confs"]])
    sizes = [len(row["labels"]) for row in rows]
    group = np.repeat(np.arange(len(rows)), sizes) % FOLDS
    x = matrix(rows)
    keep = np.flatnonzero(np.bincount(x.indices, minlength=SIZE) >= LEAST)
    x = x[:, keep]
    unseen = np.zeros((len(y), len(LABELS)), np.float32)
    for fold in range(FOLDS):
        away = group == fold
        unseen[away] = fit(x[~away], y[~away], weight[~away], FIRST_C).predict_proba(x[away])
        print(f"fold {fold + 1} of {FOLDS}", flush=True)
    first = fit(x, y, weight, FIRST_C)
    z = courses(unseen, sizes)
    mean, spread = z.mean(axis=0), z.std(axis=0) + 1e-6
    classes = {n: WEIGHTS.get(label, 1.0) for n, label in enumerate(LABELS)}
    second = fit((z - mean) / spread, y, weight, SECOND_C, classes)
    scale = np.quantile(np.abs(first.coef_), 0.9998, axis=1) / 127
    words = np.zeros((SIZE, len(LABELS)), np.int8)
    words[keep] = np.clip(np.rint(first.coef_ / scale[:, None]), -127, 127).T.astype(np.int8)
    slopes = second.coef_ / spread
    return RoleModel(
        words=words,
        scale=scale.astype(np.float32),
        bias=first.intercept_.astype(np.float32),
        course=slopes.T.astype(np.float32),
        course_bias=(second.intercept_ - slopes @ mean).astype(np.float32),
    )


def measure(model: RoleModel, rows: list[dict], name: str) -> None:
    """Print accuracy, macro-F1 and the F1 of each label."""
    from sklearn.metrics import accuracy_score, f1_score

    y = [LABELS.index(label) for row in rows for label in row["labels"]]
    for layer, chances in (("first layer", model.first), ("both layers", model.chances)):
        told = np.concatenate([chances(row["sentences"]).argmax(axis=1) for row in rows])
        each = " ".join(f"{a} {b:.3f}" for a, b in zip(LABELS, f1_score(y, told, average=None), strict=True))
        print(
            f"{name}, {layer}: accuracy {accuracy_score(y, told):.3f} macro-F1 {f1_score(y, told, average='macro'):.3f}"
        )
        print(f"  {each}")


def main() -> None:
    """Train, write, read back, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="holds train.jsonl.gz and dev.jsonl.gz")
    parser.add_argument("--out", type=Path, help="where the model goes; without it the shipped one is measured")
    args = parser.parse_args()
    if args.out:
        model = train(read(args.folder / "train.jsonl.gz"))
        np.savez_compressed(args.out, **{name: getattr(model, name) for name in model.__dataclass_fields__})
        print(f"{args.out}: {args.out.stat().st_size:,} bytes")
    measure(load_roles(args.out) if args.out else load_roles(), read(args.folder / "dev.jsonl.gz"), "validation part")


if __name__ == "__main__":
    main()
