"""Step 3, "freeze now, denuclearise later": the promises of its model.

A law is tried on many worlds at once, as arrays; tests/test_steps.py shows that this is the same.
"""

import numpy as np
import pytest
from worlds import DEFAULT, each_alone, random_worlds

from sevensteps.steps import freeze

MANY = random_worlds(np.random.default_rng(3), 300)


def close(one, other, rel=1e-9):
    np.testing.assert_allclose(one, other, rtol=rel, atol=1e-9)


def simple(a, **fixed):
    """The world of the closed form: one freeze, no cheating, nothing undeclared, linear harm."""
    plain = dict(refreezing_hazard=0.0, covert_share=0.0, undeclared_plant=0, lock_in_form=0)
    return a.replace_unchecked(harm_curvature=1.0, **{**plain, **fixed})


def closed_form(a):
    """E[W_F] of one freeze that breaks: exp(-hT) {lambda [...] + exp(-sT)(C - g phi T)}."""
    h, t, phi = a.denuclearisation_hazard, a.freeze_horizon, a.freeze_coverage
    lam, g = a.freeze_ending_hazard, freeze.growth(a)
    c = a.initial_arsenal + g * t
    s = lam - (1 - a.lock_in_ratio) * h
    near = np.abs(s) < 1e-9
    s = np.where(near, 1.0, s)
    first = np.where(near, t, -np.expm1(-s * t) / s)
    second = np.where(near, t**2 / 2, (1 - (1 + s * t) * np.exp(-s * t)) / s**2)
    broke = lam * (c * first - g * phi * second)
    return np.exp(-h * t) * (broke + np.exp(-np.where(near, 0, s) * t) * (c - g * phi * t))


def test_one_freeze_with_linear_harm_is_the_closed_form():
    one = simple(MANY)
    close(freeze.harm_if_frozen(one), closed_form(one))
    cancel = dict(freeze_ending_hazard=0.03, lock_in_ratio=0.0, denuclearisation_hazard=0.03)
    one = simple(DEFAULT, **cancel)
    close(freeze.harm_if_frozen(one), closed_form(one))


def test_a_freeze_that_never_breaks_holds_all_the_time():
    for_ever = MANY.replace_unchecked(freeze_ending_hazard=0.0)
    close(freeze.frozen_years(for_ever), MANY.freeze_horizon)
    close(freeze.production_stopped(for_ever), freeze.stopped_while_frozen(for_ever))


def test_a_freeze_that_breaks_at_once_is_worth_nothing():
    brief = MANY.replace_unchecked(freeze_ending_hazard=20.0, lock_in_form=0, refreezing_hazard=0.0)
    close(freeze.frozen_years(brief), 1 / 20, rel=0.01)
    np.testing.assert_allclose(freeze.harm_ratio(brief), 1, atol=0.05)


def test_without_a_freeze_at_the_start_fewer_years_are_frozen_as_in_the_chain():
    """k T / (k + lambda) less the cost of the start; 0 if no freeze is ever agreed."""
    a, k, lam = MANY, MANY.refreezing_hazard, MANY.freeze_ending_hazard
    both, t = k + lam, a.freeze_horizon
    mean = k / both * (t + np.expm1(-both * t) / both)
    close(freeze.frozen_years_from_none(a), mean, rel=1e-7)
    assert (freeze.frozen_years_from_none(a) < freeze.frozen_years(a)).all()
    close(freeze.frozen_years_from_none(a.replace_unchecked(refreezing_hazard=0.0)), 0)
    stopped = freeze.stopped_while_frozen(a) * mean / t
    close(freeze.production_stopped_from_none(a), stopped, rel=1e-7)


def test_a_freeze_that_covers_nothing_saves_nothing():
    bare = MANY.replace_unchecked(freeze_coverage=0.0, lock_in_ratio=1.0)
    assert (freeze.production_stopped(bare) == 0).all()
    close(freeze.harm_ratio(bare), 1)


def test_the_frozen_time_has_all_the_probability_and_the_mean_of_the_chain():
    x, chance = freeze._frozen_time(MANY, MANY.freeze_horizon)
    close(chance.sum(axis=-1), 1)
    assert ((x >= 0) & (x <= MANY.freeze_horizon[:, None])).all()
    lam, k, t = MANY.freeze_ending_hazard, MANY.refreezing_hazard, MANY.freeze_horizon
    mean = k / (lam + k) * t + lam / (lam + k) ** 2 * -np.expm1(-(lam + k) * t)
    close(freeze.frozen_years(MANY), mean, rel=1e-8)


def test_with_refreezing_the_expected_stock_is_that_of_the_two_state_chain():
    """dm/dt and dp/dt of the stock and of being alive in each state, by a matrix exponential."""
    from scipy.linalg import expm

    few = random_worlds(np.random.default_rng(4), 25)
    one = simple(few, refreezing_hazard=few.refreezing_hazard)
    lam, k, h = one.freeze_ending_hazard, one.refreezing_hazard, one.denuclearisation_hazard
    g, kill = freeze.growth(one), one.lock_in_ratio * h
    frozen = g * (1 - freeze.stopped_while_frozen(one))
    whole = np.zeros((25, 4, 4))
    for first in (0, 2):
        chain = [[-lam - kill, k], [lam, -k - h]]
        whole[:, first : first + 2, first : first + 2] = np.moveaxis(np.array(chain), -1, 0)
    whole[:, 2, 0], whole[:, 3, 1] = frozen, g
    start = np.stack([lam**0, lam * 0, one.initial_arsenal, lam * 0], axis=-1)[..., None]
    end = (expm(whole * one.freeze_horizon[:, None, None]) @ start)[..., 0]
    close(freeze.harm_if_frozen(one), end[:, 2] + end[:, 3], rel=1e-8)


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


def test_at_the_break_even_hazard_both_courses_do_equal_harm_and_below_it_a_freeze_less():
    star, h = freeze.break_even_hazard(MANY), MANY.denuclearisation_hazard
    found = np.isfinite(star) & (star > 1e-9) & (star < 5)
    assert 50 < found.sum() < 300
    even = MANY.replace_unchecked(denuclearisation_hazard=np.where(found, star, 0.1))
    close(freeze.harm_ratio(even)[found], 1, rel=1e-6)
    apart = np.abs(h - star) > 1e-6
    assert ((freeze.harm_ratio(MANY) < 1) == (h < star))[apart].all()


def test_a_freeze_that_does_not_slow_disarmament_always_does_less_harm():
    a = MANY.replace_unchecked(lock_in_ratio=1.0)
    assert (freeze.break_even_hazard(a) == np.inf).all()
    assert (freeze.harm_ratio(a) < 1).all()
    assert (freeze.harm_ratio(a.replace_unchecked(lock_in_ratio=2.0)) <= freeze.harm_ratio(a)).all()


def test_if_any_weapon_is_equally_harmful_a_freeze_that_locks_in_is_worse():
    binary = MANY.replace_unchecked(
        harm_curvature=0.0, lock_in_ratio=0.5, denuclearisation_hazard=0.02
    )
    assert (freeze.harm_ratio(binary) > 1).all()
    close(freeze.break_even_hazard(binary), 0)


def test_linear_harm_is_the_expected_stock_and_what_is_made_and_not_made_add_up():
    linear = MANY.replace_unchecked(harm_curvature=1.0, denuclearisation_hazard=0.0)
    whole = freeze.unfrozen_stock(MANY, MANY.freeze_horizon)
    close(whole, MANY.initial_arsenal + freeze.growth(MANY) * MANY.freeze_horizon)
    close(freeze.harm_if_held_out(linear), whole)
    close(freeze.harm_if_frozen(linear) + freeze.three_noes(linear)["no more"], whole)


MOVES = {  # by how much, and whether a freeze then stops more
    "freeze_coverage": (0.05, True),
    "refreezing_hazard": (0.1, True),
    "freeze_ending_hazard": (0.1, False),
    "covert_share": (0.1, False),
    "detection_hazard": (0.1, True),
}


@pytest.mark.parametrize("name", MOVES)
def test_what_a_freeze_stops_moves_with(name):
    by, up = MOVES[name]
    more = MANY.replace_unchecked(**{name: getattr(MANY, name) + by})
    gained = freeze.production_stopped(more) - freeze.production_stopped(MANY)
    assert np.all(gained >= -1e-12 if up else gained <= 1e-12) and np.ptp(gained) > 1e-4


def test_an_undeclared_plant_escapes_the_freeze():
    seen, unseen = (MANY.replace_unchecked(undeclared_plant=k) for k in (0, 1))
    close(freeze.growth(unseen), freeze.growth(seen) + MANY.undeclared_growth)
    stopped = [freeze.growth(b) * freeze.stopped_while_frozen(b) for b in (seen, unseen)]
    close(*stopped)


def test_lock_in_for_good_is_never_better_for_a_freeze_that_locks_in():
    locked = MANY.replace_unchecked(lock_in_ratio=0.0)
    holds, for_good = (locked.replace_unchecked(lock_in_form=f) for f in (0, 1))
    assert (freeze.harm_ratio(for_good) >= freeze.harm_ratio(holds) - 1e-12).all()
    stars = [freeze.break_even_hazard(a) for a in (for_good, holds)]
    assert (stars[0] <= stars[1] + 1e-9).all()


@pytest.mark.parametrize("per_weapon", [0.5, 1.7, 3.0])
def test_counting_in_other_units_of_material_changes_no_verdict(per_weapon):
    names = ("initial_arsenal", "declared_growth", "undeclared_growth")
    other = MANY.replace_unchecked(**{n: getattr(MANY, n) * per_weapon for n in names})
    close(freeze.harm_ratio(other), freeze.harm_ratio(MANY))
    close(freeze.break_even_hazard(other), freeze.break_even_hazard(MANY))


@pytest.mark.parametrize("course", ["freeze", "hold out"])
def test_the_fan_starts_at_the_arsenal_and_its_levels_do_not_cross(course):
    for a in each_alone(MANY, range(20)):
        fan = freeze.fan(a, course, 30.0)
        assert [fan[q][0] for q in ("q10", "q50", "q90")] == pytest.approx([a.initial_arsenal] * 3)
        levels = [fan[q] for q in ("q10", "q50", "q90")]
        top = freeze.unfrozen_stock(a, fan["year"])
        assert (np.diff([*levels, top], axis=0) >= -1e-9).all()


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
