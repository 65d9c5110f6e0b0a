"""The special functions agree with SciPy, over the ranges of the models and well beyond."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special as scipy_special
from scipy import stats

from sevensteps import special


def many(low, high):
    """Arrays of numbers from low to high."""
    return arrays(float, 8, elements=st.floats(low, high))


def same(found, expected, absolute=1e-290):
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=absolute)


@given(many(-37, 40))
def test_the_normal_distribution_agrees_far_into_its_tails(x):
    same(special.normal_cdf(x), scipy_special.ndtr(x))


@given(many(0, 1e4))
def test_bessel_functions_agree(z):
    same(special.scaled_bessel(0, z), scipy_special.i0e(z))
    same(special.scaled_bessel(1, z), scipy_special.i1e(z))


@given(many(0.01, 500), many(0.01, 500))
def test_the_beta_function_agrees(a, b):
    same(special.log_beta(a, b), scipy_special.betaln(a, b), absolute=2e-12)


@given(many(1e-6, 1 - 1e-6), many(0.1, 300), many(0.1, 300))
def test_the_beta_distribution_agrees(x, a, b):
    same(special.beta_pdf(x, a, b), stats.beta.pdf(x, a, b), absolute=1e-100)
    same(special.beta_cdf(x, a, b), stats.beta.cdf(x, a, b), absolute=1e-100)


@given(many(0.001, 0.999), many(1, 300), many(1, 300))
def test_beta_quantiles_invert_the_distribution(p, a, b):
    x = special.beta_quantile(p, a, b)
    same(stats.beta.cdf(x, a, b), p)
    np.testing.assert_allclose(x, stats.beta.ppf(p, a, b), rtol=1e-9)  # SciPy's is off by 1e-11


@given(st.integers(1, 2000), st.floats(0, 1), st.floats(0.01, 0.99))
def test_binomial_tails_agree_with_the_exact_test(n, share, p):
    hits = round(share * n)
    exact = stats.binomtest(hits, n, p, alternative="greater").pvalue
    same(special.binomial_tail(hits, n, p), exact, absolute=1e-100)


def test_ends_of_the_ranges_are_exact():
    same(special.normal_cdf([-np.inf, 0, np.inf]), [0, 0.5, 1])
    same(special.scaled_bessel(0, np.array([0, np.inf])), [1, 0])
    same(special.scaled_bessel(1, np.array([0, np.inf])), [0, 0])
    same(special.beta_cdf([0, 1], 2, 3), [0, 1])
    same(special.binomial_tail([0, 5, 5], 5, [0.0, 1.0, 0.5]), [1, 1, 1 / 32])


def test_a_quantile_of_no_distribution_is_not_a_number():
    found = special.beta_quantile([0.95, 0.5, np.nan, 0.0], [5, 5, 5, 5], [0, 3, 3, 3])
    same(found, [np.nan, stats.beta.ppf(0.5, 5, 3), np.nan, np.nan])


@pytest.mark.parametrize(
    "call",
    [
        lambda x: special.normal_cdf(x),
        lambda x: special.scaled_bessel(1, x),
        lambda x: special.log_beta(x, 2),
        lambda x: special.beta_pdf(x, 2, 3),
        lambda x: special.beta_cdf(x, 2, 3),
        lambda x: special.beta_quantile(x, 2, 3),
        lambda x: special.binomial_tail(2, 5, x),
    ],
)
def test_functions_broadcast_and_a_number_gives_a_number(call):
    x = np.linspace(0.1, 0.9, 6).reshape(2, 1, 3)
    assert call(x).shape == (2, 1, 3) and np.ndim(call(0.3)) == 0
    assert call(x)[1, 0, 2] == pytest.approx(call(0.9), rel=1e-13)


def test_scipy_is_not_loaded():
    run = "import sys; from sevensteps import special; assert 'scipy' not in sys.modules"
    assert not subprocess.run([sys.executable, "-c", run], check=False).returncode
