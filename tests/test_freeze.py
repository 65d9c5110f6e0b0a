"""Step 3, "freeze now, denuclearise later": the promises of its model."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from worlds import DEFAULT, worlds

from sevensteps import data as facts
from sevensteps.steps import freeze

any_world = worlds(step=3)
one_freeze = worlds(3, refreezing_hazard=0.0)


def simple(a, **fixed):
    """The world of the closed form: one freeze, no cheating, nothing undeclared, linear harm."""
    plain = dict(refreezing_hazard=0.0, covert_share=0.0, undeclared_plant=0, lock_in_form=0)
    return a.replace_unchecked(harm_curvature=1.0, **{**plain, **fixed})


def closed_form(a):
    """E[W_F] of one freeze that breaks: exp(-hT) {lambda [...] + exp(-sT)(C - g phi T)}."""
    h, t, lam, phi = (
        a.denuclearisation_hazard,
        a.freeze_horizon,
        a.freeze_ending_hazard,
        a.freeze_coverage,
    )
    g = freeze.growth(a)
    c = a.initial_arsenal + g * t
    s = lam - (1 - a.lock_in_ratio) * h
    if abs(s) < 1e-9:
        first, second = t, t**2 / 2
    else:
        first = -np.expm1(-s * t) / s
        second = (1 - (1 + s * t) * np.exp(-s * t)) / s**2
    broke = lam * (c * first - g * phi * second)
    return np.exp(-h * t) * (broke + np.exp(-s * t) * (c - g * phi * t))


@given(any_world)
def test_one_freeze_with_linear_harm_is_the_closed_form(a):
    one = simple(a)
    assume(
        abs(one.freeze_ending_hazard - (1 - one.lock_in_ratio) * one.denuclearisation_hazard) > 1e-3
    )
    assert freeze.harm_if_frozen(one) == pytest.approx(closed_form(one), rel=1e-9)


def test_the_closed_form_holds_where_its_rates_cancel():
    one = simple(
        DEFAULT, freeze_ending_hazard=0.03, lock_in_ratio=0.0, denuclearisation_hazard=0.03
    )
    assert freeze.harm_if_frozen(one) == pytest.approx(closed_form(one), rel=1e-9)


@given(any_world)
def test_a_freeze_that_never_breaks_holds_all_the_time(a):
    for_ever = a.replace_unchecked(freeze_ending_hazard=0.0)
    assert freeze.frozen_years(for_ever) == pytest.approx(a.freeze_horizon)
    assert freeze.production_stopped(for_ever) == pytest.approx(
        freeze.stopped_while_frozen(for_ever)
    )


@given(one_freeze)
def test_a_freeze_that_breaks_at_once_is_worth_nothing(a):
    brief = a.replace_unchecked(freeze_ending_hazard=20.0, lock_in_form=0)
    assert freeze.frozen_years(brief) == pytest.approx(1 / 20, rel=0.01)
    assert freeze.harm_ratio(brief) == pytest.approx(1, abs=0.05)


@given(any_world)
def test_without_a_freeze_at_the_start_fewer_years_are_frozen_as_in_the_chain(a):
    """k T / (k + lambda) less the cost of the start; 0 if no freeze is ever agreed."""
    k, lam, t = a.refreezing_hazard, a.freeze_ending_hazard, a.freeze_horizon
    both = k + lam
    mean = k / both * (t + np.expm1(-both * t) / both)
    assert freeze.frozen_years_from_none(a) == pytest.approx(mean, rel=1e-7, abs=1e-9)
    assert freeze.frozen_years_from_none(a) < freeze.frozen_years(a)
    assert freeze.frozen_years_from_none(
        a.replace_unchecked(refreezing_hazard=0.0)
    ) == pytest.approx(0)
    stopped = freeze.stopped_while_frozen(a) * mean / t
    assert freeze.production_stopped_from_none(a) == pytest.approx(stopped, rel=1e-7, abs=1e-9)


@given(any_world)
def test_a_freeze_that_covers_nothing_saves_nothing(a):
    bare = a.replace_unchecked(freeze_coverage=0.0, lock_in_ratio=1.0)
    assert freeze.production_stopped(bare) == 0
    assert freeze.harm_ratio(bare) == pytest.approx(1)


@given(any_world)
def test_the_frozen_time_has_all_the_probability_and_the_mean_of_the_chain(a):
    x, chance = freeze._frozen_time(a, a.freeze_horizon)
    assert chance.sum() == pytest.approx(1, abs=1e-9)
    assert ((x >= 0) & (x <= a.freeze_horizon)).all()
    lam, k, t = a.freeze_ending_hazard, a.refreezing_hazard, a.freeze_horizon
    mean = k / (lam + k) * t + lam / (lam + k) ** 2 * -np.expm1(-(lam + k) * t)
    assert freeze.frozen_years(a) == pytest.approx(mean, rel=1e-8)


@given(any_world)
@settings(max_examples=20)
def test_with_refreezing_the_expected_stock_is_that_of_the_two_state_chain(a):
    """dm/dt and dp/dt of the stock and of being alive in each state, by a matrix exponential."""
    from scipy.linalg import expm

    one = simple(a, refreezing_hazard=a.refreezing_hazard)
    lam, k, h = one.freeze_ending_hazard, one.refreezing_hazard, one.denuclearisation_hazard
    g, kill = freeze.growth(one), one.lock_in_ratio * h
    chain = np.array([[-lam - kill, k], [lam, -k - h]])
    rates = np.diag([g * (1 - freeze.stopped_while_frozen(one)), g])
    whole = np.block([[chain, np.zeros((2, 2))], [rates, chain]])
    end = expm(whole * one.freeze_horizon) @ np.array([1, 0, one.initial_arsenal, 0])
    assert freeze.harm_if_frozen(one) == pytest.approx(end[2] + end[3], rel=1e-8)


def test_a_simulation_agrees_with_the_quadrature():
    rng, n = np.random.default_rng(3), 40_000
    a = DEFAULT.replace(denuclearisation_hazard=0.03, harm_curvature=1.5)
    t, frozen = np.zeros(n), np.zeros(n)
    for spell in range(60):
        rate = a.freeze_ending_hazard if spell % 2 == 0 else a.refreezing_hazard
        step = np.minimum(rng.exponential(1 / rate, n), a.freeze_horizon - t)
        frozen += step * (spell % 2 == 0)
        t += step
    gone = -np.log(rng.random(n))
    felt = a.denuclearisation_hazard * (a.freeze_horizon - frozen + a.lock_in_ratio * frozen)
    stock = freeze.unfrozen_stock(a, a.freeze_horizon) - freeze.growth(a) * (
        freeze.stopped_while_frozen(a) * frozen
    )
    harm = np.where(felt < gone, stock**a.harm_curvature, 0)
    error = harm.std() / np.sqrt(n)
    assert freeze.harm_if_frozen(a) == pytest.approx(harm.mean(), abs=4 * error)


@given(any_world)
def test_at_the_break_even_hazard_both_courses_do_equal_harm(a):
    star = freeze.break_even_hazard(a)
    if np.isfinite(star) and 1e-9 < star < 5:
        even = a.replace_unchecked(denuclearisation_hazard=float(star))
        assert freeze.harm_ratio(even) == pytest.approx(1, rel=1e-6)


@given(any_world)
def test_a_freeze_does_less_harm_just_when_the_hazard_is_below_the_break_even(a):
    star = freeze.break_even_hazard(a)
    h = a.denuclearisation_hazard
    if abs(h - star) > 1e-6:
        assert (freeze.harm_ratio(a) < 1) == (h < star)


@given(worlds(3, lock_in_ratio=1.0))
def test_a_freeze_that_does_not_slow_disarmament_always_does_less_harm(a):
    assert freeze.break_even_hazard(a) == np.inf
    assert freeze.harm_ratio(a) < 1
    assert freeze.harm_ratio(a.replace_unchecked(lock_in_ratio=2.0)) <= freeze.harm_ratio(a)


@given(any_world)
def test_if_any_weapon_is_equally_harmful_a_freeze_that_locks_in_is_worse(a):
    binary = a.replace_unchecked(
        harm_curvature=0.0, lock_in_ratio=0.5, denuclearisation_hazard=0.02
    )
    assert freeze.harm_ratio(binary) > 1
    assert freeze.break_even_hazard(binary) == pytest.approx(0, abs=1e-9)


@given(any_world)
def test_linear_harm_is_the_expected_stock(a):
    linear = a.replace_unchecked(harm_curvature=1.0, denuclearisation_hazard=0.0)
    left = freeze.unfrozen_stock(a, a.freeze_horizon) - freeze.three_noes(linear)["no more"]
    assert freeze.harm_if_frozen(linear) == pytest.approx(left, rel=1e-9)
    assert freeze.harm_if_held_out(linear) == pytest.approx(
        freeze.unfrozen_stock(a, a.freeze_horizon)
    )


@given(any_world)
@pytest.mark.parametrize(
    ("name", "by", "up"),
    [
        ("freeze_coverage", 0.05, True),
        ("refreezing_hazard", 0.1, True),
        ("freeze_ending_hazard", 0.1, False),
        ("covert_share", 0.1, False),
        ("detection_hazard", 0.1, True),
    ],
)
def test_what_a_freeze_stops_moves_with(name, by, up, a):
    more = a.replace_unchecked(**{name: getattr(a, name) + by})
    gained = freeze.production_stopped(more) - freeze.production_stopped(a)
    assert gained >= -1e-12 if up else gained <= 1e-12


@given(any_world)
def test_the_stock_that_is_not_made_and_that_is_made_add_up(a):
    free = a.replace_unchecked(denuclearisation_hazard=0.0, harm_curvature=1.0)
    made = freeze.harm_if_frozen(free) - a.initial_arsenal
    avoided = freeze.three_noes(free)["no more"]
    assert made + avoided == pytest.approx(freeze.growth(a) * a.freeze_horizon)


@given(any_world)
def test_an_undeclared_plant_escapes_the_freeze(a):
    seen, unseen = a.replace_unchecked(undeclared_plant=0), a.replace_unchecked(undeclared_plant=1)
    assert freeze.growth(unseen) == pytest.approx(freeze.growth(seen) + a.undeclared_growth)
    stopped = [freeze.growth(b) * freeze.stopped_while_frozen(b) for b in (seen, unseen)]
    assert stopped[0] == pytest.approx(stopped[1])


@given(any_world)
def test_lock_in_for_good_is_never_better_for_a_freeze_that_locks_in(a):
    locked = a.replace_unchecked(lock_in_ratio=0.0)
    while_it_holds, for_good = (locked.replace_unchecked(lock_in_form=f) for f in (0, 1))
    assert freeze.harm_ratio(for_good) >= freeze.harm_ratio(while_it_holds) - 1e-12
    assert freeze.break_even_hazard(for_good) <= freeze.break_even_hazard(while_it_holds) + 1e-9


@given(any_world, st.floats(0.5, 3))
def test_counting_in_other_units_of_material_changes_no_verdict(a, per_weapon):
    names = ("initial_arsenal", "declared_growth", "undeclared_growth")
    other = a.replace_unchecked(**{n: getattr(a, n) * per_weapon for n in names})
    assert freeze.harm_ratio(other) == pytest.approx(freeze.harm_ratio(a))
    assert freeze.break_even_hazard(other) == pytest.approx(freeze.break_even_hazard(a), abs=1e-9)


@given(st.lists(any_world, min_size=2, max_size=4))
def test_arrays_of_worlds_give_what_each_world_gives(several):
    draws = DEFAULT.replace_unchecked(
        **{n: np.array([getattr(a, n) for a in several]) for n in DEFAULT.records}
    )
    for f in (
        freeze.production_stopped, freeze.harm_ratio, freeze.break_even_hazard, freeze.frozen_years,
        freeze.chance_needed,
    ):  # fmt: skip
        assert f(draws) == pytest.approx([f(a) for a in several])


@given(any_world)
@settings(max_examples=30)
def test_the_fan_starts_at_the_arsenal_and_its_levels_do_not_cross(a):
    for course in ("freeze", "hold out"):
        fan = freeze.fan(a, course, 30.0)
        assert [fan[q][0] for q in ("q10", "q50", "q90")] == pytest.approx([a.initial_arsenal] * 3)
        assert (fan["q10"] <= fan["q50"] + 1e-9).all() and (fan["q50"] <= fan["q90"] + 1e-9).all()
        top = freeze.unfrozen_stock(a, fan["year"])
        assert (fan["q90"] <= top + 1e-9).all()


@pytest.mark.parametrize("form", [0, 1])
def test_the_fan_agrees_with_the_harm_of_a_freeze_in_both_forms_of_lock_in(form):
    """The share of histories with weapons and the mean arsenal are those of the verdict."""
    a = DEFAULT.replace(lock_in_form=form, lock_in_ratio=0.0, denuclearisation_hazard=0.05)
    fan = freeze.fan(a, "freeze", a.freeze_horizon, levels=np.arange(1, 100) / 100)
    end = np.array([column[-1] for name, column in fan.items() if name != "year"])
    armed, mean = (freeze.harm_if_frozen(a.replace_unchecked(harm_curvature=g)) for g in (0.0, 1.0))
    assert (end > 0).mean() == pytest.approx(armed, abs=0.011)
    assert end.mean() == pytest.approx(mean, rel=0.02)
    assert (end[9] > 0) == (form == 1), "with lock-in for good nothing is given up"


def test_bans_on_tests_and_exports_are_outputs_and_turn_no_verdict():
    banned = DEFAULT.replace(freeze_stops_tests=1, freeze_stops_exports=1)
    noes, bare = freeze.three_noes(banned), freeze.three_noes(DEFAULT)
    assert noes["no better"] == noes["no exports"] == freeze.frozen_years(DEFAULT) > 0
    assert bare["no better"] == bare["no exports"] == 0
    assert freeze.harm_ratio(banned) == freeze.harm_ratio(DEFAULT)


def test_undeclared_growth_is_the_slope_of_the_estimates_less_the_declared():
    table = facts.table("arsenal").set_index(["as_of", "estimator"])
    start, end = table.loc[("Nov 2010", "Hecker")], table.loc[("end 2017", "Hecker")]
    slope = (end["central"] - (start["low"] + start["high"]) / 2) / (end["year"] - start["year"])
    record = DEFAULT.records["undeclared_growth"]
    assert record.value == pytest.approx(slope - DEFAULT.declared_growth, abs=record.increment / 2)
