"""Tail probabilities of the normal, t, F, chi-squared and correlation statistics, and the power of a paired t test.

The incomplete beta and gamma functions are computed by their continued fractions (modified Lentz's method) and
series: NIST Digital Library of Mathematical Functions, 8.9, 8.7 and 8.17.

Power (Cohen 1988, chapter 2): with d the mean
difference over its standard deviation and n pairs, the statistic follows the non-central t distribution with n - 1
degrees of freedom and non-centrality d * sqrt(n). Its tails are integrated over the distribution of the standard
deviation: P(T > t) = E[Phi(d * sqrt(n) - t * S)], with S^2 = chi-squared / (n - 1).
"""

import math
from functools import lru_cache

ALPHA = 0.05

_TINY = 1e-300
_EPSILON = 1e-15
_STEPS = 500
_POINTS = 400


def normal_tail(z: float) -> float:
    """P(|Z| > |z|), both tails."""
    return math.erfc(abs(z) / math.sqrt(2))


def t_tail(t: float, df: float) -> float:
    """P(|T| > |t|), both tails."""
    return incomplete_beta(df / 2, 0.5, df / (df + t * t))


def f_tail(f: float, df1: float, df2: float) -> float:
    """P(F > f), the upper tail."""
    return 1.0 if f <= 0 else incomplete_beta(df2 / 2, df1 / 2, df2 / (df2 + df1 * f))


def chi2_tail(x: float, df: float) -> float:
    """P(X > x), the upper tail."""
    return 1.0 if x <= 0 else upper_gamma(df / 2, x / 2)


def r_tail(r: float, df: float) -> float:
    """Both tails of a correlation with df = n - 2, by its t statistic."""
    return 0.0 if abs(r) >= 1 else t_tail(r * math.sqrt(df / (1 - r * r)), df)


def ncie_floor(levels: int = 256, images: int = 3) -> float:
    """The least value of the nonlinear correlation information entropy Q_NCIE: 1 - log_levels(images).

    The eigenvalues of the correlation matrix sum to the number of images, so their shares have an entropy of at most
    log(images); it is reached where the images are independent. 0.80188 for 256 grey levels. Source: Q. Wang, Y. Shen,
    J. Jin, in Image Fusion, Academic Press 2008, chapter 19.
    """
    return 1 - math.log(images) / math.log(levels)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for x in [0, 1]."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    # Beyond the mean the mirrored fraction converges faster: I_x(a, b) = 1 - I_{1-x}(b, a).
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / _away(1 + step * d), _away(1 + step / c)
            value *= d * c
        if abs(d * c - 1) < _EPSILON:
            break
    return min(1.0, front * value / a)


def upper_gamma(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x), for x >= 0."""
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for n in range(1, _STEPS * 20):
            term *= x / (a + n)
            total += term
            if term < total * _EPSILON:
                break
        return max(0.0, 1 - front * total)
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / _away(b)
    value = d
    for n in range(1, _STEPS * 20):
        step = -n * (n - a)
        b += 2
        d, c = 1 / _away(step * d + b), _away(b + step / c)
        value *= d * c
        if abs(d * c - 1) < _EPSILON:
            break
    return min(1.0, front * value)


def power(effect: float, pairs: int) -> float:
    """The probability that the test at 0.05 sees a standardised mean difference with that many pairs."""
    import numpy as np

    df, shift, limit = pairs - 1, effect * math.sqrt(pairs), t_limit(pairs - 1)
    half = 10 / math.sqrt(2 * df)
    s = np.linspace(max(1e-9, 1 - half), 1 + half, 2 * _POINTS + 1)
    logs = (df - 1) * np.log(s) - df * s * s / 2
    density = np.exp(logs - logs.max())
    weights = np.ones_like(s)
    weights[1:-1:2], weights[2:-1:2] = 4, 2  # Simpson's rule; the constant of the density cancels
    weights = weights * density
    seen = [_normal(shift - limit * x) + _normal(-shift - limit * x) for x in s.tolist()]
    return float(np.dot(weights, seen) / weights.sum())


@lru_cache(maxsize=4096)
def t_limit(df: int) -> float:
    """The value that |T| exceeds with probability 0.05."""
    low, high = 0.0, 20.0
    while low < high - 1e-10 and (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if t_tail(middle, df) > ALPHA else (low, middle)
    return (low + high) / 2


def _normal(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


def _away(x: float) -> float:
    """Keep a denominator away from zero."""
    return x if abs(x) > _TINY else _TINY
