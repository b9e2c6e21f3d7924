"""All metrics by name, with their ranges, and one call that measures them together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from litmuspaper.errors import ConfigError
from litmuspaper.settle.metrics import correlation, fidelity, gradients, information, perception, textures
from litmuspaper.settle.metrics.images import checked, levels8, varied
from litmuspaper.stats import ncie_floor

INFINITE = float("inf")


class Triple:
    """Two sources and their fusion, with what several metrics share: counted and filtered once.

    Args:
        a: grey levels of the first source, (h, w) or (d, h, w).
        b: the second source.
        f: the fused image.
    """

    def __init__(self, a: ArrayLike, b: ArrayLike, f: ArrayLike) -> None:
        self.images = checked(a, b, f)
        self.levels = tuple(levels8(image) for image in (a, b, f))

    @cached_property
    def raw(self) -> information.Joints:
        """Joint histograms of the levels as they are."""
        return information.joints(*self.levels, stretched=False)

    @cached_property
    def stretched(self) -> information.Joints:
        """Joint histograms after each image's own stretch to 0..255."""
        return information.joints(*self.levels, stretched=True)

    def slices(self) -> Iterator["Triple"]:
        """The slices of a volume in which both sources vary; the image itself where it is one."""
        if self.images[0].ndim == 2:
            yield self
            return
        for part in zip(*self.levels, strict=True):
            if varied(*part[:2]):
                yield Triple(*part)

    @cached_property
    def edges(self) -> tuple[gradients.Edges, gradients.Edges, gradients.Edges]:
        """Sobel responses of an image."""
        a, b, f = self.images
        return gradients.edges(a), gradients.edges(b), gradients.edges(f)

    @cached_property
    def vif(self) -> float:
        """VIFP of both sources, summed, of an image."""
        a, b, f = self.images
        return sum(fidelity.vifp((a, b), f))


@dataclass(frozen=True)
class Metric:
    """One metric of fusion.

    Args:
        name: as it stands in tables.
        what: in a few words.
        low: its least possible value.
        high: its largest possible value.
        better: 1 where larger is better, -1 where smaller is, 0 where neither is.
        compute: from a triple of images; of volumes where it is not planar.
        planar: whether a volume's value is the mean over its slices.
        least_side: the pixels that an image needs on each side.
        side_by_side: whether colours kept apart make one wide image, instead of one value each.
    """

    name: str
    what: str
    low: float
    high: float
    better: int
    compute: Callable[[Triple], float]
    planar: bool = False
    least_side: int = 2
    side_by_side: bool = False

    def of(self, triple: Triple) -> float:
        """The value of an image, or of a volume where the metric is not planar; NaN where it is too small."""
        small = min(triple.images[0].shape[-2:]) < self.least_side
        return float("nan") if small else float(self.compute(triple))


def _f(metric: Callable[[ArrayLike], float]) -> Callable[[Triple], float]:
    return lambda t: metric(t.images[2])


def _abf(metric: Callable[[ArrayLike, ArrayLike, ArrayLike], float]) -> Callable[[Triple], float]:
    return lambda t: metric(*t.images)


_ALL = (
    Metric("MI", "mutual information, bits", 0, 16, 1, lambda t: information.mi_of(t.raw)),
    Metric("Q_MI", "normalised mutual information", 0, 2, 1, lambda t: information.q_mi_of(t.stretched)),
    Metric("Q_TE", "Tsallis, q 0.43137", 0, INFINITE, 1, lambda t: information.q_te_of(t.stretched, "correct")),
    Metric(
        "Q_TE_toolbox",
        "the same, transposed",
        -INFINITE,
        INFINITE,
        1,
        lambda t: information.q_te_of(t.stretched, "toolbox"),
    ),
    Metric(
        "Q_TE_cvejic",
        "Tsallis, q 1.85, sum",
        0,
        INFINITE,
        1,
        lambda t: information.q_te_cvejic_of(t.stretched, "correct"),
    ),
    Metric(
        "Q_TE_cvejic_toolbox",
        "the same, transposed",
        -INFINITE,
        INFINITE,
        1,
        lambda t: information.q_te_cvejic_of(t.stretched, "toolbox"),
    ),
    Metric("Q_NCIE", "nonlinear correlation", ncie_floor(), 1, 1, lambda t: information.q_ncie_of(t.stretched)),
    Metric("Q_G", "edges kept, local mean", 0, 0.98666, 1, lambda t: gradients.q_g_of(*t.edges), True),
    Metric("Qabf", "edges kept, global ratio", 0, 0.97534, 1, lambda t: gradients.qabf_of(*t.edges), True),
    Metric("Nabf", "edges made up", 0, 1, -1, lambda t: gradients.nabf_of(*t.edges), True),
    Metric("VIF_P", "visual information, sum", 0, INFINITE, 1, lambda t: t.vif, True, fidelity.VIF_LEAST_SIDE),
    Metric("VIF_P_mean", "the same, mean", 0, INFINITE, 1, lambda t: t.vif / 2, True, fidelity.VIF_LEAST_SIDE),
    Metric("SSIM", "structure, mean of two", -1, 1, 1, _abf(fidelity.ssim), True, fidelity.SSIM_LEAST_SIDE),
    Metric("MS_SSIM", "the same, five scales", 0, 1, 1, _abf(fidelity.ms_ssim), True, fidelity.MS_SSIM_LEAST_SIDE),
    Metric("Q_CB", "contrast kept, Chen and Blum", 0, 1, 1, _abf(perception.q_cb), True),
    Metric("Q_CV", "difference seen, Chen and Varshney", 0, INFINITE, -1, _abf(perception.q_cv), True),
    Metric("PSNR", "dB", 0, INFINITE, 1, _abf(fidelity.psnr)),
    Metric("RMSE", "grey levels", 0, 255, -1, _abf(fidelity.rmse)),
    Metric("CC", "Pearson's correlation", -1, 1, 1, _abf(correlation.cc)),
    Metric("SCD", "correlation of differences", -2, 2, 1, _abf(correlation.scd)),
    Metric("EN", "entropy of F, bits", 0, 8, 0, _f(information.en)),
    Metric("SD", "standard deviation of F", 0, 127.5, 0, _f(textures.sd)),
    Metric("SF", "spatial frequency of F", 0, INFINITE, 0, _f(textures.sf)),
    Metric("AG", "average gradient of F", 0, INFINITE, 0, _f(textures.ag)),
    Metric("EI", "edge intensity of F", 0, INFINITE, 0, _f(textures.ei)),
    Metric("CE", "cross entropy, bits", -INFINITE, INFINITE, -1, _abf(information.cross_entropy)),
)
METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}


def chosen(names: Iterable[str], known: Mapping[str, Metric] = METRICS) -> tuple[Metric, ...]:
    """The metrics of these names.

    Args:
        names: in any order; none for all.
        known: the metrics that there are.

    Returns:
        The metrics in the order of the catalogue.

    Raises:
        ConfigError: a name is not known.
    """
    wanted = set(names)
    if unknown := sorted(wanted - set(known)):
        raise ConfigError(f"no metric is named {unknown[0]}", next_step=f"There are {', '.join(known)}")
    return tuple(metric for name, metric in known.items() if not wanted or name in wanted)


def measure(
    a: ArrayLike, b: ArrayLike, f: ArrayLike, names: Iterable[str] = (), known: Mapping[str, Metric] = METRICS
) -> dict[str, float]:
    """Measure a fused image by several metrics; what they share is computed once.

    Args:
        a: grey levels of the first source, (h, w) or (d, h, w).
        b: the second source.
        f: the fused image.
        names: of the metrics; none for all.
        known: the metrics that there are: `METRICS`, or `VIFB` for a benchmark's forms.

    Returns:
        The values by name, NaN where one is not defined.
    """
    triple, wanted = Triple(a, b, f), chosen(names, known)
    planar = [metric for metric in wanted if metric.planar]
    rows = [[metric.of(part) for metric in planar] for part in triple.slices()] if planar else []
    means = dict(zip([metric.name for metric in planar], np.mean(rows, axis=0).tolist() if rows else (), strict=False))
    return {
        metric.name: means.get(metric.name, float("nan")) if metric.planar else metric.of(triple) for metric in wanted
    }


def measure_all(a: ArrayLike, b: ArrayLike, f: ArrayLike, names: Iterable[str] = ()) -> dict[str, NDArray[np.float64]]:
    """Measure many fused images of one size.

    Args:
        a: grey levels of the first sources, (n, h, w).
        b: the second sources.
        f: the fused images.
        names: of the metrics; none for all.

    Returns:
        The values (n,) by name.
    """
    wanted = [metric.name for metric in chosen(names)]
    checked(a, b, f)
    a8, b8, f8 = levels8(a), levels8(b), levels8(f)
    rows = [measure(*triple, names=wanted) for triple in zip(a8, b8, f8, strict=True)]
    return {name: np.array([row[name] for row in rows]) for name in wanted}
