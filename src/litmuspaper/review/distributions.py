"""Tail probabilities of the normal, t, F, chi-squared and correlation statistics.

The incomplete beta and gamma functions are computed by their continued fractions (modified Lentz's method) and
series: NIST Digital Library of Mathematical Functions, 8.9, 8.7 and 8.17.
"""

import math

_TINY = 1e-300
_EPSILON = 1e-15
_STEPS = 500


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


def _away(x: float) -> float:
    """Keep a denominator away from zero."""
    return x if abs(x) > _TINY else _TINY
