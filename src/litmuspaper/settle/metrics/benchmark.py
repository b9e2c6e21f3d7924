"""The metrics as the VIFB benchmark computes them: for values that stand beside its published tables.

Source: X. Zhang, P. Ye, G. Xiao, VIFB: A Visible and Infrared Image Fusion Benchmark, CVPR workshops 2020. A is the
visible image, B the infrared one. Where its code departs from the definition that it cites, this does as the code
does, and `what` says so. Colours are measured channel by channel and averaged where the fused image has them.
"""

import math

import numpy as np

from litmuspaper.settle.metrics import fidelity, gradients, information, perception, textures
from litmuspaper.settle.metrics.catalogue import INFINITE, Metric, Triple
from litmuspaper.settle.metrics.images import Image


def _error(first: Image, second: Image) -> float:
    """The root of the summed squares over the number of pixels, which VIFB takes for the mean squared error."""
    return float(np.sqrt(((first - second) ** 2).sum())) / first.size


def _rmse(triple: Triple) -> float:
    a, b, f = triple.images
    return (_error(a, f) + _error(b, f)) / 2


def _psnr(triple: Triple) -> float:
    error = _rmse(triple)
    return 20 * math.log10(255 / math.sqrt(error)) if error > 0 else INFINITE


_ALL = (
    Metric("Avg_gradient", "central differences over (h-1)(w-1)", 0, INFINITE, 1,
           lambda t: textures.ag(t.images[2], differences="central")),
    Metric("Cross_entropy", "bits, levels in both alone", -INFINITE, INFINITE, -1,
           lambda t: information.cross_entropy(*t.images)),
    Metric("Edge_intensity", "Sobel, border repeated", 0, INFINITE, 1, lambda t: textures.ei(t.images[2])),
    Metric("Entropy", "bits", 0, 8, 1, lambda t: information.en(t.images[2])),
    Metric("Mutinf", "nats, each image stretched", 0, 16 * math.log(2), 1,
           lambda t: information.mi_of(t.stretched) * math.log(2)),
    Metric("Psnr", "with Rmse for the squared error", 0, INFINITE, 1, _psnr),
    Metric("Qabf", "edges kept, global ratio", 0, 0.97534, 1, lambda t: gradients.qabf_of(*t.edges), True),
    Metric("Qcb", "Chen and Blum", 0, 1, 1, lambda t: perception.q_cb(*t.images), True),
    Metric("Qcv", "Chen and Varshney", 0, INFINITE, -1, lambda t: perception.q_cv(*t.images), True),
    Metric("Rmse", "root of the summed squares over pixels", 0, 255, -1, _rmse),
    Metric("Spatial_frequency", "channels side by side", 0, INFINITE, 1, lambda t: textures.sf(t.images[2]),
           side_by_side=True),
    Metric("Ssim", "sum of two", -2, 2, 1, lambda t: 2 * fidelity.ssim(*t.images), True, fidelity.SSIM_LEAST_SIDE),
    Metric("Variance", "standard deviation", 0, 127.5, 1, lambda t: textures.sd(t.images[2])),
)  # fmt: skip
VIFB: dict[str, Metric] = {metric.name: metric for metric in _ALL}
