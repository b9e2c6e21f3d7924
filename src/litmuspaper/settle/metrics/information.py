"""Measures from the 256 x 256 joint histograms: MI, Q_MI, Q_TE, Q_NCIE, entropy and cross entropy.

They see no neighbourhood, so a volume is only a longer list of pairs of grey levels.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from litmuspaper.settle.metrics.images import LEVELS, checked, levels8, minmax8
from litmuspaper.stats import ncie_floor

Marginals: TypeAlias = Literal["correct", "toolbox"]

NAVA_Q = 0.43137
CVEJIC_Q = 1.85


@dataclass(frozen=True)
class Joint:
    """The joint histogram of two images.

    Args:
        counts: (256, 256) whole numbers, rows by the first image's level, columns by the second's.
    """

    counts: NDArray[np.intp]

    @cached_property
    def p(self) -> NDArray[np.float64]:
        """The joint probabilities (256, 256)."""
        return np.asarray(self.counts / self.counts.sum())

    @cached_property
    def rows(self) -> NDArray[np.float64]:
        """The first image's histogram (256,), from whole numbers: a constant image has exactly one 1."""
        return np.asarray(self.counts.sum(axis=1) / self.counts.sum())

    @cached_property
    def columns(self) -> NDArray[np.float64]:
        """The second image's histogram (256,)."""
        return np.asarray(self.counts.sum(axis=0) / self.counts.sum())

    @cached_property
    def entropies(self) -> tuple[float, float, float]:
        """Of the first, of the second, of both, in bits."""
        return entropy(self.rows), entropy(self.columns), entropy(self.p)

    @cached_property
    def mi(self) -> float:
        """Mutual information in bits, never below 0."""
        first, second, both = self.entropies
        return max(0.0, first + second - both)


def joint(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> Joint:
    """The joint histogram of two images of grey levels."""
    pairs = first.ravel().astype(np.intp) * LEVELS + second.ravel()
    return Joint(np.bincount(pairs, minlength=LEVELS * LEVELS).reshape(LEVELS, LEVELS))


@dataclass(frozen=True)
class Joints:
    """The three joint histograms of two sources and their fusion."""

    af: Joint
    bf: Joint
    ab: Joint


def joints(a: ArrayLike, b: ArrayLike, f: ArrayLike, *, stretched: bool) -> Joints:
    """Count the levels of two sources and their fusion.

    Args:
        a: the first source, (h, w) or (d, h, w).
        b: the second source.
        f: the fused image.
        stretched: whether each image is first stretched to 0..255 (`minmax8`) or must hold grey levels already.

    Returns:
        The joint histograms.
    """
    checked(a, b, f)
    one, other, fused = (minmax8(x) if stretched else levels8(x) for x in (a, b, f))
    return Joints(joint(one, fused), joint(other, fused), joint(one, other))


def entropy(p: NDArray[np.float64]) -> float:
    """Shannon's entropy of probabilities in bits."""
    seen = p[p > 0]
    return float(-(seen * np.log2(seen)).sum())


def mi(a: ArrayLike, b: ArrayLike, f: ArrayLike, *, base: float = 2) -> float:
    """MI(A,F) + MI(B,F), of the grey levels as they are.

    Source: G. Qu, D. Zhang, P. Yan, Electronics Letters 38(7), 2002. Range: 0 to H(A) + H(B), at most 16 bits; copies
    of one source reach H(A) + MI(A,B). Disagreements: nats instead of bits (a factor 0.693); VIFB stretches each image
    first and takes nats; some papers print half of it.

    Args:
        a: the first source, grey levels.
        b: the second source.
        f: the fused image.
        base: of the logarithm: 2 for bits, e for nats.

    Returns:
        The sum.
    """
    return mi_of(joints(a, b, f, stretched=False)) * float(np.log(2) / np.log(base))


def mi_of(counts: Joints) -> float:
    """`mi` in bits from histograms."""
    return counts.af.mi + counts.bf.mi


def q_mi(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """2 [MI(A,F) / (H(A) + H(F)) + MI(B,F) / (H(B) + H(F))], each image stretched to 0..255 first.

    Source: M. Hossny, S. Nahavandi, D. Creighton, Electronics Letters 44(18), 2008. Range: 0 to 2; NaN where F and a
    source are constant. Disagreements: papers that cite Qu (2002) for it print the plain MI; ports leave the stretch
    or the factor 2 out.
    """
    return q_mi_of(joints(a, b, f, stretched=True))


def q_mi_of(counts: Joints) -> float:
    """`q_mi` from histograms."""
    total = 0.0
    for one in (counts.af, counts.bf):
        source, fused, _ = one.entropies
        total += 2 * one.mi / (source + fused) if source + fused > 0 else float("nan")
    return total


def q_te(a: ArrayLike, b: ArrayLike, f: ArrayLike, *, marginals: Marginals = "correct") -> float:
    """[I(A,F) + I(B,F)] / [H(A)^q + H(B)^q + I(A,B)], I Tsallis's and H Shannon's, q = 0.43137, each stretched first.

    Source: R. Nava, G. Cristobal, B. Escalante-Ramirez, Proc. SPIE 6706, 2007, as the toolbox of Z. Liu et al.
    computes it. Range: from 0; NaN where both sources are constant. Disagreements: the toolbox multiplies transposed
    marginals (`toolbox`: 0.36 to 0.94 on our triples, correct 0.30 to 0.36); H^q read as Tsallis's entropy gives 0.03
    to 0.04; papers that cite Cvejic may mean this normalised form.

    Args:
        a: the first source.
        b: the second source.
        f: the fused image.
        marginals: `correct`, or `toolbox` for what the widespread code computes.

    Returns:
        The value.
    """
    return q_te_of(joints(a, b, f, stretched=True), marginals)


def q_te_of(counts: Joints, marginals: Marginals) -> float:
    """`q_te` from histograms."""
    q = NAVA_Q
    shared = tsallis(counts.af, q, marginals) + tsallis(counts.bf, q, marginals)
    first, second, _ = counts.ab.entropies
    below = first**q + second**q + tsallis(counts.ab, q, marginals)
    return shared / below if below else float("nan")


def q_te_cvejic(a: ArrayLike, b: ArrayLike, f: ArrayLike, *, marginals: Marginals = "correct") -> float:
    """I(A,F) + I(B,F) of Tsallis at q = 1.85, each image stretched first.

    Source: N. Cvejic, C. N. Canagarajah, D. R. Bull, Electronics Letters 42(11), 2006. Range: from 0, no upper bound
    that holds for all images; not comparable between image pairs. Disagreements: transposed marginals (`toolbox`) make
    it 2 to 230 times larger.

    Args:
        a: the first source.
        b: the second source.
        f: the fused image.
        marginals: `correct`, or `toolbox` for what the widespread code computes.

    Returns:
        The value.
    """
    return q_te_cvejic_of(joints(a, b, f, stretched=True), marginals)


def q_te_cvejic_of(counts: Joints, marginals: Marginals) -> float:
    """`q_te_cvejic` from histograms."""
    return tsallis(counts.af, CVEJIC_Q, marginals) + tsallis(counts.bf, CVEJIC_Q, marginals)


def tsallis(one: Joint, q: float, marginals: Marginals) -> float:
    """Tsallis's mutual information (1 - sum p^q / (p_i p_j)^(q-1)) / (1 - q).

    Args:
        one: the joint histogram.
        q: its order, not 1.
        marginals: `toolbox` takes the marginal of the column for the row and the other way round, and leaves out
            pairs that get no product so.

    Returns:
        The value.
    """
    i, j = np.nonzero(one.p)
    rows, columns = (one.rows, one.columns) if marginals == "correct" else (one.columns, one.rows)
    product = rows[i] * columns[j]
    kept = product > 0
    return float((1 - (one.p[i, j][kept] ** q / product[kept] ** (q - 1)).sum()) / (1 - q))


def q_ncie(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """1 + sum l/3 log_256(l/3) over the eigenvalues l of the nonlinear correlations of A, B and F, stretched first.

    The correlation of two images is (H_1 + H_2 - H_12) / 8; the diagonal is 1. Source: Q. Wang, Y. Shen, J. Jin, in
    Image Fusion, Academic Press 2008, chapter 19. Range: the floor 1 - log_256(3) = 0.80188, where all three are
    independent, to 1: a smaller value cannot be. Values on real images lie within a few hundredths of the floor.
    Disagreements: one port takes Pearson's correlation (0.88 to 0.98, NaN when F is a copy of A).
    """
    return q_ncie_of(joints(a, b, f, stretched=True))


def q_ncie_of(counts: Joints) -> float:
    """`q_ncie` from histograms."""
    ab, af, bf = (one.mi / np.log2(LEVELS) for one in (counts.ab, counts.af, counts.bf))
    parts = np.clip(np.linalg.eigvalsh(np.array([[1, ab, af], [ab, 1, bf], [af, bf, 1]])) / 3, 0, 1)
    value = 1 - entropy(parts) / np.log2(LEVELS)
    return max(float(value), ncie_floor(LEVELS))


def en(f: ArrayLike) -> float:
    """Entropy of the fused image's grey levels in bits.

    Source: C. E. Shannon 1948; J. W. Roberts, J. van Aardt, F. Ahmed, J. Applied Remote Sensing 2, 2008. Range: 0 to 8;
    noise raises it.
    """
    checked(f)
    return entropy(np.bincount(levels8(f).ravel(), minlength=LEVELS) / np.asarray(f).size)


def cross_entropy(a: ArrayLike, b: ArrayLike, f: ArrayLike) -> float:
    """The mean of sum p log2(p / p_F) of A's and of B's grey levels, over levels that both images have.

    Source: D. M. Bulanon, T. F. Burks, V. Alchanatis, Biosystems Engineering 103(1), 2009, as benchmarks compute it.
    Range: as levels that F lacks are left out it can be below 0, although a true divergence cannot.
    """
    checked(a, b, f)
    one, other, fused = (np.bincount(levels8(x).ravel(), minlength=LEVELS) / np.asarray(x).size for x in (a, b, f))
    total = 0.0
    for source in (one, other):
        both = (source > 0) & (fused > 0)
        total += float((source[both] * np.log2(source[both] / fused[both])).sum())
    return total / 2
