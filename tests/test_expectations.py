"""Step 1, "keep expectations low": the promises of its model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import DEFAULT, worlds

from sevensteps.data import arrays
from sevensteps.steps import expectations

DEALS = arrays("deals")
any_world = worlds(step=1)
chance = st.floats(0.001, 0.999)


def deals(lives, *, stopped="nothing", start=2000.0):
    """A made-up record: deals that began together and lasted so many years."""
    n = len(lives)
    end = start + np.array(lives, dtype=float)
    return {
        "nuclear_or_missile": np.array(["yes"] * n),
        "stopped": np.array([stopped] * n),
        "start": np.full(n, start),
        "end_low": end,
        "end": end,
        "end_high": end,
        "name": np.array([f"deal {i}" for i in range(n)]),
    }


# -- the next attempt ----------------------------------------------------------------------------


@given(st.integers(0, 30))
def test_without_a_success_and_with_a_uniform_prior_the_chance_is_one_over_n_plus_two(n):
    uniform = DEFAULT.replace_unchecked(prior_successes=1.0, prior_failures=1.0, success_means=0)
    assert expectations.chance_next(uniform, deals([1.0] * n)) == pytest.approx(1 / (n + 2))


@given(any_world)
def test_further_tries_are_the_product_over_failures_and_one_try_is_the_next(a):
    more, less = expectations.posterior(a, DEALS)
    for tries in (1, int(a.further_tries)):
        i, b = np.arange(tries), a.replace_unchecked(further_tries=tries)
        product = 1 - np.prod((less + i) / (more + less + i))
        assert expectations.chance_in_more_tries(b, DEALS) == pytest.approx(product)
    assert expectations.chance_next(a, DEALS) == pytest.approx(more / (more + less))


@given(any_world)
def test_with_endless_tries_the_chance_is_one(a):
    chances = [
        expectations.chance_in_more_tries(a.replace_unchecked(further_tries=m), DEALS)
        for m in (1, 10, 1e30)
    ]
    assert chances == sorted(chances)
    assert chances[-1] == pytest.approx(1, abs=1e-6)


@given(any_world)
def test_each_success_raises_the_chance_and_each_failure_lowers_it(a):
    now = expectations.chance_next(a, DEALS)
    assert (
        expectations.chance_next(a.replace_unchecked(prior_successes=a.prior_successes + 1), DEALS)
        > now
    )
    assert (
        expectations.chance_next(a.replace_unchecked(prior_failures=a.prior_failures + 1), DEALS)
        < now
    )


@given(any_world)
def test_successes_are_counted_among_the_attempts(a):
    assert 0 <= expectations.successes(a, DEALS) <= expectations.attempts(a, DEALS)
    assert (expectations.succeeded(a, DEALS) <= expectations.counted(a, DEALS)).all()


@given(worlds(1, success_means=0))
def test_meant_as_disarmament_no_deal_is_a_success(a):
    assert expectations.successes(a, DEALS) == 0


@given(worlds(1, reference_class=2, success_means=2, success_years=0.5))
def test_meant_as_a_pause_every_halt_is_a_success(a):
    assert expectations.successes(a, DEALS) == expectations.attempts(a, DEALS)


@given(any_world)
def test_successes_that_must_last_longer_are_not_more(a):
    longer = a.replace_unchecked(success_years=a.success_years + 1)
    assert expectations.successes(longer, DEALS) <= expectations.successes(a, DEALS)


def test_a_halt_of_exactly_the_required_length_counts():
    halts = deals([0.5, 2.0, 3.9, 4.0, 6.0], stopped="production")
    four = DEFAULT.replace(success_means=1, success_years=4.0)
    assert expectations.succeeded(four, halts).tolist() == [False, False, False, True, True]
    tests = deals([6.0], stopped="tests")
    assert not expectations.succeeded(four, tests).any()
    assert expectations.succeeded(four.replace(success_means=2), tests).all()


@given(any_world)
def test_knowing_more_only_adds_deals(a):
    early, late = (a.replace_unchecked(known_until=y) for y in (2009.75, 2024.75))
    assert (expectations.counted(early, DEALS) <= expectations.counted(late, DEALS)).all()


@given(any_world)
def test_a_choice_of_deals_stands_for_the_deals_it_names(a):
    nuclear, every, halts, widely = (
        expectations.counted(a.replace_unchecked(reference_class=k), DEALS) for k in range(4)
    )
    assert (halts <= nuclear).all() and (nuclear <= widely).all() and (widely <= every).all()
    assert set(DEALS["nuclear_or_missile"][nuclear]) <= {"yes"}
    assert set(DEALS["nuclear_or_missile"][widely]) <= {"yes", "arguable"}
    assert set(DEALS["nuclear_or_missile"][every & ~widely]) <= {"no"}
    assert "nothing" not in DEALS["stopped"][halts]


@given(any_world)
def test_the_posterior_density_has_the_stated_mean(a):
    sure = a.replace_unchecked(
        prior_successes=a.prior_successes + 2, prior_failures=a.prior_failures + 2
    )
    curves = expectations.beliefs(sure, DEALS, points=4000)
    width = curves["rate"][1] - curves["rate"][0]
    mean = (curves["rate"] * curves["posterior"]).sum() * width
    assert mean == pytest.approx(expectations.chance_next(sure, DEALS), abs=2e-3)


# -- how long a deal lasts -----------------------------------------------------------------------


@given(any_world, st.floats(0.1, 40))
def test_survival_starts_at_one_and_falls(a, years):
    assert expectations.survival(a, DEALS, 0.0) == 1
    assert 0 < expectations.survival(a, DEALS, years) < 1
    assert expectations.survival(a, DEALS, years + 1) < expectations.survival(a, DEALS, years)


@settings(max_examples=15)
@given(any_world, st.floats(0.5, 20))
def test_predicted_survival_is_the_average_over_what_the_hazard_may_be(a, years):
    from scipy.stats import gamma

    ended, lived = expectations.endings_and_exposure(a, DEALS)
    hazard = gamma(a.ending_prior_shape + ended, scale=1 / (a.ending_prior_years + lived))
    mean = np.exp(-years * hazard.ppf((np.arange(4000) + 0.5) / 4000)).mean()
    assert expectations.survival(a, DEALS, years) == pytest.approx(mean, abs=1e-3)


def test_a_tight_prior_gives_exponential_survival():
    tight = DEFAULT.replace_unchecked(ending_prior_shape=0.2 * 1e7, ending_prior_years=1e7)
    assert expectations.survival(tight, DEALS, 3.0) == pytest.approx(np.exp(-0.6), rel=1e-4)


@given(any_world)
def test_endings_over_years_is_the_hazard_and_the_dating_moves_it(a):
    early, late = (a.replace_unchecked(deal_dating=d) for d in (0, 2))
    ended, years = expectations.endings_and_exposure(a, DEALS)
    assert expectations.ending_hazard(a, DEALS) == pytest.approx(ended / years)
    assert expectations.ending_hazard(early, DEALS) >= expectations.ending_hazard(late, DEALS)


def test_kaplan_and_meier_without_censoring_count_what_is_left():
    curve = expectations.kaplan_meier(DEFAULT, deals([1, 2, 3, 4]))
    assert curve["year"] == pytest.approx([0, 1, 2, 3, 4])
    assert curve["share"] == pytest.approx([1, 0.75, 0.5, 0.25, 0])


def test_a_deal_that_still_holds_is_censored_and_not_ended():
    still = DEFAULT.replace_unchecked(known_until=2002.5)
    record = deals([1, 2, 30])
    lasted, ended = expectations.years_lasted(still, record)
    assert lasted == pytest.approx([1, 2, 2.5]) and ended.tolist() == [True, True, False]
    curve = expectations.kaplan_meier(still, record)
    assert curve["share"][-1] == pytest.approx(1 / 3)
    assert expectations.endings_and_exposure(still, record)[0] == 2


@given(any_world)
def test_the_kaplan_meier_steps_fall_from_one(a):
    curve = expectations.kaplan_meier(a, DEALS)
    assert curve["share"][0] == 1
    assert (np.diff(curve["share"]) <= 1e-12).all() and (np.diff(curve["year"]) >= 0).all()


# -- what a threat says --------------------------------------------------------------------------


@given(chance, st.floats(0.05, 20))
def test_a_threat_moves_the_odds_by_its_ratio_and_an_opposite_one_undoes_it(p, ratio):
    after = expectations.after_threat(p, ratio)
    assert after / (1 - after) == pytest.approx(ratio * p / (1 - p))
    assert expectations.after_threat(after, 1 / ratio) == pytest.approx(p)
    assert expectations.after_threat(p, 1.0) == pytest.approx(p)


@given(st.floats(0.05, 20))
def test_the_weight_of_a_threat_is_the_same_in_both_directions(ratio):
    weights = [
        expectations.threat_weight(DEFAULT.replace_unchecked(threat_likelihood_ratio=r))
        for r in (ratio, 1 / ratio)
    ]
    assert weights[0] == pytest.approx(weights[1]) and weights[0] >= 1
