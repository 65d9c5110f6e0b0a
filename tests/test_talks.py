"""Step 2, "negotiate anyway": the promises of its model."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from worlds import DEFAULT, worlds

from sevensteps.data import arrays
from sevensteps.steps import talks

YEARS = arrays("talk_years")
any_world = worlds(step=2)
ratio = st.floats(0.02, 50)


# -- what the record says ------------------------------------------------------------------------


@given(any_world)
def test_every_counted_year_and_event_is_on_one_side_or_the_other(a):
    y1, e1, y0, e0 = talks.tally(a, YEARS)
    belong = talks.years_counted(a, YEARS)
    assert e1 + e0 == belong.sum()
    assert y1 + y0 == talks.provocations(a, YEARS)[belong].sum()
    assert e1 > 0 and e0 > 0


@given(any_world)
def test_the_ratio_is_one_rate_over_the_other(a):
    y1, e1, y0, e0 = talks.tally(a, YEARS)
    assert talks.observed_ratio(a, YEARS) == pytest.approx((y1 / e1) / (y0 / e0))


@given(any_world, st.integers(2, 5))
def test_twice_the_same_record_leaves_the_ratio_fixed(a, times):
    """Both exposures grow alike. Without a lag, no year depends on the one before it."""
    plain = a.replace_unchecked(talks_lag=0, leave_out_2018=0)
    longer = {k: np.tile(v, times) for k, v in YEARS.items()}
    assert talks.observed_ratio(plain, longer) == pytest.approx(talks.observed_ratio(plain, YEARS))


@given(any_world)
def test_a_higher_line_makes_no_more_talk_years(a):
    assume(a.talk_year_from < 10)
    higher = a.replace_unchecked(talk_year_from=a.talk_year_from + 1)
    assert (talks.with_talks(higher, YEARS) <= talks.with_talks(a, YEARS)).all()


def test_leaving_out_2018_and_a_lag_leave_out_one_year_each():
    counted = [
        talks.years_counted(DEFAULT.replace(leave_out_2018=o, talks_lag=lag), YEARS).sum()
        for o in (0, 1)
        for lag in (0, 1)
    ]
    n = len(YEARS["year"])
    assert counted == [n, n - 1, n - 1, n - 2]


def test_what_2009_could_know_ends_with_the_year_of_the_op_ed():
    counted = YEARS["year"][talks.years_counted(DEFAULT.replace(talk_record=1), YEARS)]
    written = DEFAULT.records["known_until"].settings["when the op-ed was written"]
    assert counted.max() == talks.OP_ED == int(written)
    assert talks.years_counted(DEFAULT, YEARS).all()


@given(any_world)
def test_the_years_to_compare_are_those_of_the_shorter_side(a):
    _, e1, _, e0 = talks.tally(a, YEARS)
    assert talks.years_to_compare(a, YEARS) == min(e1, e0) >= 1


def test_talks_of_the_year_before_are_those_of_the_year_before():
    same = talks.with_talks(DEFAULT, YEARS)
    lagged = talks.with_talks(DEFAULT.replace(talks_lag=1), YEARS)
    assert (lagged[1:] == same[:-1]).all()


@given(any_world)
def test_the_interval_holds_the_ratio_and_narrows_with_the_level(a):
    low, high = talks.ratio_interval(a, YEARS)
    inner = talks.ratio_interval(a, YEARS, level=0.5)
    observed = talks.observed_ratio(a, YEARS)
    assert low <= inner[0] <= observed <= inner[1] <= high


@given(any_world)
def test_uneven_years_make_the_interval_no_narrower_than_chance(a):
    chance, uneven = (
        talks.ratio_interval(a.replace_unchecked(count_model=m), YEARS) for m in (0, 1)
    )
    assume(talks.dispersion(a, YEARS) > 0.2)
    assert np.log(uneven[1] / uneven[0]) > 0.8 * np.log(chance[1] / chance[0])


def test_the_exact_interval_covers_as_often_as_its_level():
    """Of N Poisson events Y1 is Binomial(N, E1 d / (E1 d + E0)): the interval catches d."""
    rng, d, a = np.random.default_rng(2), 0.5, DEFAULT.replace(count_model=0)
    talks_in = talks.with_talks(a, YEARS)
    caught = 0
    for _ in range(300):
        made = {**YEARS, "provocations_2018": rng.poisson(np.where(talks_in, 4 * d, 4.0))}
        low, high = talks.ratio_interval(a, made)
        caught += low <= d <= high
    assert caught / 300 > 0.86


def test_the_exact_interval_leaves_its_tail_at_each_end():
    from scipy.stats import binom

    a = DEFAULT.replace(count_model=0)
    y1, e1, y0, e0 = (int(v) for v in talks.tally(a, YEARS))
    low, high = talks.ratio_interval(a, YEARS, level=0.9)
    chance = [e1 * d / (e1 * d + e0) for d in (low, high)]
    assert binom.sf(y1 - 1, y1 + y0, chance[0]) == pytest.approx(0.05)
    assert binom.cdf(y1, y1 + y0, chance[1]) == pytest.approx(0.05)


def test_the_interval_of_uneven_years_has_the_variance_of_the_logarithm():
    """1/Y1 + 1/Y0 + dispersion (1/E1 + 1/E0), on a normal scale: 1.645 for nine in ten."""
    a = DEFAULT.replace(count_model=1)
    y1, e1, y0, e0 = talks.tally(a, YEARS)
    low, high = talks.ratio_interval(a, YEARS)
    variance = 1 / y1 + 1 / y0 + talks.dispersion(a, YEARS) * (1 / e1 + 1 / e0)
    assert np.log(high / low) / 2 == pytest.approx(1.6448536 * variance**0.5)
    assert low * high == pytest.approx(talks.observed_ratio(a, YEARS) ** 2)


def test_uneven_years_give_an_interval_if_one_side_has_no_event():
    a, count = DEFAULT.replace(count_model=1), YEARS["provocations_2018"]
    talking = talks.with_talks(a, YEARS)
    without, only = (
        talks.ratio_interval(a, {**YEARS, "provocations_2018": count * side})
        for side in (~talking, talking)
    )
    assert without == (0, 0) and only == (np.inf, np.inf)


def test_events_as_chance_makes_them_have_little_dispersion():
    rng = np.random.default_rng(5)
    year = np.arange(1000, 1600)
    made = {
        "year": year,
        "meetings": np.tile([0, 5], 300),
        "provocations_2018": rng.poisson(np.tile([8.0, 4.0], 300)),
        "provocations_2026": np.zeros(600),
        "launch_days": np.zeros(600),
        "nuclear_tests": np.zeros(600),
    }
    assert talks.dispersion(DEFAULT, made) < 0.05
    uneven = {**made, "provocations_2018": rng.negative_binomial(2, 0.25, 600)}
    assert talks.dispersion(DEFAULT, uneven) == pytest.approx(0.5, abs=0.15)


# -- what else could explain it --------------------------------------------------------------------------


@given(any_world)
def test_without_selection_the_effect_is_what_is_observed(a):
    fair = a.replace_unchecked(talk_chance_bad_mood=a.talk_chance_good_mood)
    assert talks.selection_ratio(fair) == pytest.approx(1)
    assert talks.implied_effect(fair, YEARS) == pytest.approx(talks.observed_ratio(a, YEARS))


@given(any_world)
def test_selection_alone_looks_like_calm_just_when_moods_differ_and_talks_follow_them(a):
    calm = talks.selection_ratio(a) < 1 - 1e-12
    follows = a.talk_chance_good_mood > a.talk_chance_bad_mood
    opposite = a.talk_chance_good_mood < a.talk_chance_bad_mood
    worse, better = a.bad_mood_rate > a.good_mood_rate, a.bad_mood_rate < a.good_mood_rate
    assert calm == ((follows and worse) or (opposite and better))


@given(any_world)
def test_effect_times_selection_is_what_is_observed(a):
    product = talks.implied_effect(a, YEARS) * talks.selection_ratio(a)
    assert product == pytest.approx(talks.observed_ratio(a, YEARS))
    curve = talks.consistent_effects(0.3, 0.1, 1.2)
    assert curve["selection"] * curve["effect"] == pytest.approx(0.3)


def test_selection_in_a_simulated_world_is_what_the_formula_says():
    rng, a, n = np.random.default_rng(1), DEFAULT, 400_000
    good = rng.random(n) < a.good_mood_share
    talking = rng.random(n) < np.where(good, a.talk_chance_good_mood, a.talk_chance_bad_mood)
    events = rng.poisson(np.where(good, a.good_mood_rate, a.bad_mood_rate))
    simulated = events[talking].mean() / events[~talking].mean()
    assert talks.selection_ratio(a) == pytest.approx(simulated, rel=0.01)


@given(ratio)
def test_the_e_value_is_one_at_one_and_the_same_for_a_ratio_turned_round(r):
    assert talks.e_value(1.0) == 1
    assert talks.e_value(r) == pytest.approx(talks.e_value(1 / r)) and talks.e_value(r) >= 1


@given(ratio)
def test_a_hidden_cause_as_strong_as_the_e_value_could_just_explain_the_ratio(r):
    """The bound of Ding and VanderWeele: E E / (E + E - 1) is the ratio."""
    e = talks.e_value(r)
    assert e * e / (2 * e - 1) == pytest.approx(max(r, 1 / r))


# -- whether to talk -----------------------------------------------------------------------------


@given(worlds(2, talking_cost=0.0))
def test_free_talks_always_pay(a):
    assert talks.break_even_chance(a) <= 0


@given(any_world)
def test_at_the_break_even_chance_gain_and_cost_are_equal(a):
    p = talks.break_even_chance(a)
    assert p * 1.0 + talks.calm(a) == pytest.approx(a.talking_cost)


@given(any_world, st.floats(0.01, 0.3))
def test_a_costlier_seat_needs_a_better_chance_and_more_calm_a_lower_one(a, by):
    now = talks.break_even_chance(a)
    assert talks.break_even_chance(a.replace_unchecked(talking_cost=a.talking_cost + by)) > now
    assert talks.break_even_chance(a.replace_unchecked(value_of_calm=a.value_of_calm + by)) <= now
    assert talks.calm(a.replace_unchecked(talk_effect=1.0)) == 0
