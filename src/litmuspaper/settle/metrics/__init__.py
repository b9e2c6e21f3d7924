"""Metrics of fused images and of segmentations, each with its source, its range and what ports disagree on.

A fused image is measured against its two sources: grey levels 0 to 255, images (h, w) or volumes (d, h, w).
`measure` gives all by name; `python -m litmuspaper.settle.metrics A B F` does it for files. See docs/fusion-metrics.md.
"""

from litmuspaper.settle.metrics.benchmark import VIFB
from litmuspaper.settle.metrics.catalogue import METRICS, Metric, measure, measure_all
from litmuspaper.settle.metrics.correlation import cc, scd
from litmuspaper.settle.metrics.fidelity import ms_ssim, psnr, rmse, ssim, vif_p, vif_p_mean
from litmuspaper.settle.metrics.gradients import nabf, q_g, qabf
from litmuspaper.settle.metrics.images import levels8, minmax8, trivial
from litmuspaper.settle.metrics.information import cross_entropy, en, mi, q_mi, q_ncie, q_te, q_te_cvejic
from litmuspaper.settle.metrics.overlap import dice, hd95
from litmuspaper.settle.metrics.perception import q_cb, q_cv
from litmuspaper.settle.metrics.textures import ag, ei, sd, sf

__all__ = [
    "METRICS",
    "VIFB",
    "Metric",
    "ag",
    "cc",
    "cross_entropy",
    "dice",
    "ei",
    "en",
    "hd95",
    "levels8",
    "measure",
    "measure_all",
    "mi",
    "minmax8",
    "ms_ssim",
    "nabf",
    "psnr",
    "q_cb",
    "q_cv",
    "q_g",
    "q_mi",
    "q_ncie",
    "q_te",
    "q_te_cvejic",
    "qabf",
    "rmse",
    "scd",
    "sd",
    "sf",
    "ssim",
    "trivial",
    "vif_p",
    "vif_p_mean",
]
