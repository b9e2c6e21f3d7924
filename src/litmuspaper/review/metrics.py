"""What is known of metrics by name: which way is better, which values are possible, which can be compared.

The lists are short on purpose. A name that is not in them has no direction and no bounds, and nothing is alarmed.
"""

import re
from collections.abc import Sequence

from litmuspaper.review.numbers import plain

_UP = frozenset(
    "accuracy acc f1 f1-score f-score f1-measure f-measure bleu bleu-4 bleu4 bleu-1 bleu-2 bleu-3 sacrebleu rouge "
    "rouge-1 rouge-2 rouge-l r-1 "
    "r-2 r-l meteor cider spice dice dsc iou miou jaccard auc auroc auprc roc-auc map psnr ssim precision recall "
    "ndcg mrr kappa pearson spearman em uas las top-1 top-5 top1 top5 chrf hits sensitivity specificity ap "
    "smatch bertscore las uas muc b3 ceaf conll macro-f1 micro-f1 f0.5 bacc oa pr rc prec rec".split()
)
_DOWN = frozenset(
    "error err loss ppl perplexity fid kid wer cer eer mae mse rmse nll lpips hd hd95 assd asd hausdorff "
    "brier ece ter mape "
    "bpc bpb epe".split()
)
_COST = re.compile(
    r"\b(?:time|latency|runtime|memory|params?|parameters?|flops|gflops|macs|size|seconds?|hours?|ms|cost|epochs?|"
    r"steps|iterations?|speed|fps|throughput|#|number|count|n|layers?|depth|dim|dimension|year|k|lr)\b|#",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\[(]\s*(?:%|mm|cm|ms|s|sec|seconds|per cent|percent|gb|mb|m|k|×\s*10.*|x\s*10.*)\s*[\])]", re.IGNORECASE
)
_WORD = re.compile(r"[a-z][a-z0-9]*(?:[-@.:][a-z0-9.:]+)*(?:\^?[12](?![0-9]))?")
_THRESHOLD = re.compile(r"\d\s*%|^[<>≤≥]")
_BOUNDED = frozenset(
    "accuracy acc f1 f1-score dice dsc iou miou jaccard auc auroc auprc roc-auc map ssim precision recall "
    "ndcg mrr em uas las "
    "sensitivity specificity".split()
)
# At a rank or a threshold: `R@5`, `Hits@10`, `mAP@0.5:0.95`.
_AT = re.compile(r"(?:r|p|recall|precision|hits?|hr|ndcg|map|mrr|acc|accuracy)@\.?\d[\d.:]*")
# A letter alone may be anything (R a correlation, P a probability); between its two companions it is not.
_TRIPLE = {"p": "precision", "r": "recall", "f": "", "f1": "", "f-score": "", "f1-score": "", "f-measure": ""}
_PLAIN = frozenset(
    {"score", "coefficient", "mean", "avg", "average", "test", "val", "dev", "macro", "micro", "overall"}
)
_CAPTION_UP = re.compile(r"\b(?:higher|larger|greater|bigger)\b[^.]{0,20}\bbetter\b", re.IGNORECASE)
_CAPTION_DOWN = re.compile(r"\b(?:lower|smaller|less)\b[^.]{0,20}\bbetter\b", re.IGNORECASE)
_CLOSEST = re.compile(
    r"\bclosest\b|\bnearest to\b|\bcloser to\b|(?:^|\.)(?![^.]*\brows?\b[^.]*\bnot ranked)[^.]*\bnot ranked\b",
    re.IGNORECASE,
)


def words(name: str) -> list[str]:
    """The lower-case tokens of a header, units and arrows left out."""
    low = _UNIT.sub(" ", plain(name)).lower().replace("_", "")
    return _WORD.findall(low)


def metric_key(name: str) -> str:
    """A metric's name for comparing headers: no arrows, units, spaces or TeX."""
    low = _UNIT.sub(" ", plain(name)).lower()
    key = re.sub(r"\\[a-z]+|[^a-z0-9@.:]", "", low.replace("score", "").replace("coefficient", ""))
    return {
        "hausdorffdist.": "hd95",
        "hausdorffdistance": "hd95",
        "hausdorffdist": "hd95",
        "dicesimilarity": "dice",
    }.get(key, key)


def is_cost(name: str) -> bool:
    """Whether a header names a cost, a count or a setting and not a score."""
    return _COST.search(plain(name)) is not None


def direction(*names: str) -> int:
    """+1 where higher is better, -1 where lower is, 0 where the names do not say.

    An arrow beats the lexicon; the first name that says something decides.
    """
    for name in names:
        up, down = "↑" in plain(name), "↓" in plain(name)
        if up != down:
            return 1 if up else -1
    for name in names:
        if is_cost(name) or _THRESHOLD.search(plain(name)):
            continue
        tokens = set(words(name))
        up, down = bool(tokens & _UP), bool(tokens & _DOWN)
        if "error" in tokens or "err" in tokens or "loss" in tokens:
            return -1
        if up != down:
            return 1 if up else -1
    return 0


def caption_direction(caption: str) -> int:
    """The one direction that a caption declares for its whole table, 0 for none or both."""
    if _CLOSEST.search(caption):
        return 0
    up, down = _CAPTION_UP.search(caption), _CAPTION_DOWN.search(caption)
    return 0 if bool(up) == bool(down) else 1 if up else -1


def is_unranked(caption: str) -> bool:
    """Whether a caption says that best is not an extreme (closest to a target) or that nothing is ranked."""
    return _CLOSEST.search(caption) is not None


def is_bounded(name: str) -> bool:
    """Whether the header is exactly a metric that cannot leave [0, 1] (or [0, 100] in per cent)."""
    tokens = [t for t in words(name) if t not in _PLAIN]
    return len(tokens) == 1 and (tokens[0] in _BOUNDED or _AT.fullmatch(tokens[0]) is not None) and not is_cost(name)


def bounded_of(paths: Sequence[tuple[str, ...]]) -> dict[int, str]:
    """Bounded metrics that headers name by a letter or at a rank, by column.

    Args:
        paths: the headers of neighbouring columns, each from the top down.

    Returns:
        `precision` and `recall` for `P` and `R` that stand side by side with F1 under one header; a name such as
        `R@5` as it is printed.
    """
    out = {j: part for j, path in enumerate(paths) for part in path if _AT.fullmatch(" ".join(words(part)))}
    for j in range(len(paths) - 2):
        three = [" ".join(words(path[-1])) if path else "" for path in paths[j : j + 3]]
        above = {path[:-1] for path in paths[j : j + 3]}
        if "f" in three and three != ["p", "r", "f"]:  # `R, F, P` of a regression
            continue
        if len(above) == 1 and {_TRIPLE.get(token) for token in three} == {"precision", "recall", ""}:
            out |= {j + n: _TRIPLE[token] for n, token in enumerate(three) if token in ("p", "r")}
    return out


def names_bounded(path: tuple[str, ...]) -> bool:
    """Whether a header speaks of a bounded metric, beside other words."""
    return any(not _BOUNDED.isdisjoint(words(part)) for part in path)


def metric_of(path: tuple[str, ...]) -> str:
    """The lowest part of a header's path that names a metric, empty where none does."""
    return next((part for part in reversed(path) if direction(part)), "")
