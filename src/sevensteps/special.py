"""Special functions in NumPy alone, so that no notebook waits for SciPy to load.

All functions broadcast over arrays. They agree with SciPy to 1e-12 (relative, or absolute near 0).
Equations: NIST Digital Library of Mathematical Functions (DLMF), by number.
"""

import numpy as np
from numpy.polynomial.polynomial import polyval

STEP = 0.5  # of the sum for the normal distribution; its error is exp(-(pi / STEP)^2)
FAR = 22.0  # from here on, the asymptotic series of the Bessel functions is exact
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)  # DLMF 5.11.1


def normal_cdf(x):
    """Probability that a standard normal variable is at most x; any x.

    The integral of DLMF 7.7.1 by the midpoint rule, with the residue at its pole.
    """
    x = np.asarray(x, dtype=float)
    z = np.minimum(np.abs(x), 40.0) / np.sqrt(2)
    square = np.minimum(x**2, 1600.0) / 2
    nodes = ((np.arange(13) + 0.5) * STEP) ** 2
    total = sum(np.exp(-node) / (square + node) for node in nodes)
    tail = STEP / np.pi * z * np.exp(-square) * total
    pole = np.pi / STEP
    tail = tail + np.where(z < pole, 1 / (1 + np.exp(2 * pole * np.minimum(z, pole))), 0.0)
    return np.where(x < 0, tail, 1 - tail)[()]


def scaled_bessel(order, z):
    """Modified Bessel function of the first kind, order 0 or 1, times exp(-z); z of 0 or more.

    The power series (DLMF 10.25.2) up to FAR, the asymptotic series (10.40.1) beyond.
    """
    k, near = np.arange(1, 41), np.minimum(z, FAR)
    series = polyval(near**2 / 4, np.cumprod([1.0, *1 / (k * (k + order))]))
    found = (near / 2) ** order * series * np.exp(-near)
    if np.all(z <= FAR):
        return found
    k, far = np.arange(1, 21), np.maximum(z, FAR)
    series = polyval(1 / far, np.cumprod([1.0, *((2 * k - 1) ** 2 - 4 * order**2) / (8 * k)]))
    return np.where(z <= FAR, found, series / np.sqrt(2 * np.pi * far))[()]


def log_beta(a, b):
    """Logarithm of the beta function; a and b above 0."""
    powers = a * np.log1p(b / a) + b * np.log1p(a / b) + np.log(a / (a + b) * b / (2 * np.pi)) / 2
    return _stirling_error(a) + _stirling_error(b) - _stirling_error(a + b) - powers


def _stirling_error(x):
    """What Stirling's formula leaves out of log Gamma(x); x above 0.

    The recurrence Gamma(x + 1) = x Gamma(x) leads to x + 10, where the series is exact.
    """
    steps = sum((x + k + 0.5) * np.log1p(1 / (x + k)) - 1 for k in range(10))
    return steps + polyval((x + 10) ** -2.0, STIRLING) / (x + 10)


def _beta_weight(x, y, a, b):
    """x^a y^b / B(a, b), where y = 1 - x, with powers near 1 so that few digits are lost."""
    powers = a * np.log(x * ((a + b) / a)) + b * np.log(y * ((a + b) / b))
    errors = _stirling_error(a + b) - _stirling_error(a) - _stirling_error(b)
    return np.exp(powers + errors) * np.sqrt(a / (a + b) * b / (2 * np.pi))


def beta_pdf(x, a, b):
    """Density of the beta distribution at x, inside 0 to 1; a and b above 0."""
    x, a, b = np.broadcast_arrays(x, a, b)
    return _beta_weight(x, 1 - x, a, b) / (x * (1 - x))


def beta_cdf(x, a, b):
    """Probability that a beta variable is at most x (0 to 1); a and b above 0.

    The continued fraction of DLMF 8.17.22, by Lentz's method, on the side where it converges fast.
    """
    x, a, b = np.broadcast_arrays(x, a, b)
    upper = x > (a + 1) / (a + b + 2)
    x, y = np.where(upper, 1 - x, x), np.where(upper, x, 1 - x)
    a, b = np.where(upper, b, a), np.where(upper, a, b)
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            c, d = 1 + term / c, 1 / (1 + term * d)
            fraction = fraction * c * d
        if np.all(np.abs(c * d - 1) < 1e-15):
            break
    with np.errstate(divide="ignore"):
        tail = _beta_weight(x, y, a, b) / a * fraction
    return np.where(upper, 1 - tail, tail)[()]


def beta_quantile(p, a, b):
    """The x below which a beta variable lies with probability p; nan unless 0 < p < 1, a > 0, b > 0.

    Newton's method, with a bisection wherever a step would leave the bracket.
    """
    p, a, b = np.broadcast_arrays(p, a, b)
    valid = (p > 0) & (p < 1) & (a > 0) & (b > 0)
    low, high, x = np.zeros(p.shape), np.ones(p.shape), np.where(valid, a / (a + b), 0.5)
    with np.errstate(all="ignore"):
        for _ in range(200):
            excess = beta_cdf(x, a, b) - p
            low, high = np.where(excess < 0, x, low), np.where(excess < 0, high, x)
            step = x - excess / beta_pdf(x, a, b)
            if not np.any(valid & (np.abs(step - x) > 1e-14 * x)):
                break
            x = np.where((low < step) & (step < high), step, (low + high) / 2)
    return np.where(valid, step, np.nan)[()]


def binomial_tail(hits, n, p):
    """Probability of at least so many hits in n trials with chance p each (DLMF 8.17.5)."""
    some = np.maximum(hits, 1)
    return np.where(np.greater(hits, 0), beta_cdf(p, some, n - some + 1), 1.0)[()]
