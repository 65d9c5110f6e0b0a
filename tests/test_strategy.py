"""Laws of the whole strategy, over every world that sliders reach."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import DEFAULT, VIEWS, any_world, each_alone, random_worlds, worlds

from sevensteps import strategy
from sevensteps.scenarios import scenarios
from sevensteps.steps import contempt, freeze, neighbours

KNOWN = scenarios()
NAMES = list(KNOWN.strategies)
PLAN, BASE = KNOWN.bundle(), KNOWN.base()
WITH_TROOPS, OP_ED = NAMES.index("op_ed_with_troops"), NAMES.index("op_ed")
MANY = random_worlds(np.random.default_rng(2009), 400)
some = settings(max_examples=10)


def levers(**changes):
    """The baseline's levers with these changes; one strategy."""
    return SimpleNamespace(**{n: np.array([[v]]) for n, v in {**vars(BASE), **changes}.items()})


def end(a, plan=PLAN, **how):
    """The State at the horizon; by default with the baseline of the file."""
    return strategy.outcome(a, plan, how.pop("base", BASE), **{"years": 15, **how})


def kept(a, plan, **how):
    """The State at the horizon if the policy is also the baseline, so that nothing drifts."""
    levers = SimpleNamespace(**{n: v[0, 0] for n, v in vars(plan).items()})
    return end(a, plan, base=levers, **how)


def chances(seed, steps, draws):
    return np.random.default_rng(seed).random((steps, 1, draws))


def close(one, other, rel=1e-9):
    np.testing.assert_allclose(*np.broadcast_arrays(one, other), rtol=rel, atol=1e-11)


# -- nothing appears and nothing vanishes ---------------------------------------------------------


@some
@given(any_world)
def test_no_weapon_appears_or_vanishes(a):
    for state in strategy.run(a, PLAN, BASE, years=15):
        close(state.arsenal, a.initial_arsenal + state.made - state.removed)
        assert np.all(state.removed >= 0) and np.all(state.arsenal > 0)


@some
@given(any_world)
def test_every_probability_stays_within_0_and_1_and_they_sum_to_1(a):
    for state in strategy.run(a, PLAN, BASE, years=15):
        close(state.standing.sum(axis=0), np.ones_like(state.standing[0]))
        close(state.peace + state.war + state.collapse, np.ones_like(state.peace))
        shares = (
            state.standing, state.peace, state.war, state.collapse, state.no_bomb, state.bomb,
            state.withdrawn,
        )  # fmt: skip
        for share in shares:
            assert np.min(share) >= -1e-12 and np.max(share) <= 1 + 1e-12
        assert np.all(state.war_fought <= state.war + 1e-12)


@some
@given(any_world, st.integers(0, 99))
def test_chance_draws_one_standing_and_counts_stay_consistent(a, seed):
    for state in strategy.run(a, PLAN, BASE, years=5, uniforms=chances(seed, 20, 8)):
        assert set(np.unique(state.standing)) <= {0.0, 1.0}
        assert np.all(state.standing.sum(axis=0) == 1)
        close(state.arsenal, a.initial_arsenal + state.made - state.removed)


@some
@given(any_world)
def test_counts_never_fall(a):
    counted = ("made", "removed", "withdrawn", "war", "war_fought", "collapse", "bomb",
               "provocations", "frozen", "cost")  # fmt: skip
    last = strategy.start(strategy.World(a))
    for state in strategy.run(a, PLAN, BASE, years=15):
        rising = [n for n in counted if n != "made"] if a.presence_feeds < 0 else counted
        for name in rising:
            assert np.all(getattr(state, name) - getattr(last, name) >= -1e-12), name
        last = state


# -- special cases against closed forms ------------------------------------------------------------

QUIET = {"talk": 0.0, "sanctions": 0.0, "reward_provocation": 0.0, "reward_restraint": 0.0}


def test_without_talks_sanctions_and_rewards_the_arsenal_just_grows():
    a = MANY
    close(kept(a, levers(**QUIET)).arsenal, freeze.unfrozen_stock(a, 15))


def test_a_freeze_that_cannot_break_stops_what_it_covers():
    a = MANY.replace_unchecked(freeze_ending_hazard=0.0, us_reneging=0.0, denuclearisation_hazard=0.0,
                    war_hazard_now=0.0, collapse_hazard=0.0)  # fmt: skip
    found = from_frozen(a, levers(**QUIET))
    close(found.standing[strategy.FREEZE], np.ones((1, 400)))
    close(found.frozen, np.full((1, 400), 15.0))
    close(found.made, 15 * (freeze.growth(a) * (1 - freeze.stopped_while_frozen(a)))[None])


def from_frozen(a, plan, dt=strategy.QUARTER, years=15):
    """The State after these years of a run that starts in a freeze and does not drift."""
    w = strategy.World(a)
    b, state = strategy.submodels(w), strategy.start(w)
    state = state._replace(standing=np.roll(state.standing, strategy.FREEZE, axis=0))
    for i in range(round(years / dt)):
        state = strategy.quarter(state, i * dt, w, b, plan, plan, dt=dt)
    return state


def test_a_freeze_that_is_agreed_again_holds_as_long_as_step_3_says():
    """If talks open at once and always end in a freeze, the model has the two states of step 3."""
    a = DEFAULT.replace_unchecked(
        us_reneging=0.0, denuclearisation_hazard=0.0, war_hazard_now=0.0, collapse_hazard=0.0,
        talks_opening=1e6, talks_ending=0.0, walk_out_ends_talks=0.0, asking_price=0.0,
        reward_needed=0.0, freeze_deal_hazard=DEFAULT.refreezing_hazard, freeze_horizon=15.0,
    )  # fmt: skip
    plan = levers(**QUIET | {"talk": 1.0}, ask=0.0, us_effort=1.0)
    target, errors = freeze.frozen_years(a), []
    for dt in (1 / 8, 1 / 16, 1 / 32):
        errors.append(float(np.squeeze(from_frozen(a, plan, dt).frozen)) - target)
    assert abs(errors[-1]) < 0.01 * target
    assert errors[1] / errors[0] == pytest.approx(0.5, abs=0.1)
    assert errors[2] / errors[1] == pytest.approx(0.5, abs=0.1)


def test_a_constant_hazard_gives_exponential_survival():
    """Only war, with the same hazard in every quarter: no provocations, withdrawal or collapse."""
    a = MANY.replace_unchecked(collapse_hazard=0.0, escalation_share=0.0)
    found = kept(a, levers())
    close(found.war, -np.expm1(-a.war_hazard_now * 15))
    close(found.war_fought, a.entangled_with_troops * found.war)
    a = a.replace_unchecked(
        war_hazard_now=0.0, collapse_hazard=0.01, bomb_by_arsenal=0.0, collapse_by_pressure=0.0
    )
    found = kept(a, levers())
    close(found.collapse, -np.expm1(-0.01 * 15))
    close(found.no_bomb, np.exp(-a.rok_bomb_hazard * 15))
    h, n = 0.01, a.rok_bomb_hazard
    ours = -np.expm1(-n * 0.25) * np.expm1(-(h + n) * 15) / np.expm1(-(h + n) * 0.25)
    close(found.bomb, ours)


def test_two_constant_hazards_share_the_endings_in_proportion():
    a = MANY.replace_unchecked(collapse_by_pressure=0.0, escalation_share=0.0)
    found = kept(a, levers())
    both = a.war_hazard_now + a.collapse_hazard
    close(found.peace, np.exp(-both * 15))
    close(found.war, -np.expm1(-both * 15) * a.war_hazard_now / both)


def test_answers_are_learnt_as_step_4_says():
    """Constant answers without a reward for restraint give the propensity of step 4 after ten years."""
    a = MANY
    plan = levers(**QUIET | {"punish_provocation": 0.5, "reward_provocation": 0.2})
    found = kept(a, plan, years=10)
    goal = contempt.incentive(a, 0.2, 0.5, 0.0)
    left = (1 - a.learning_rate) ** 40
    close(found.incentive, goal + (contempt.old_incentive(a) - goal) * left)


def test_forces_leave_on_time_if_the_policy_is_kept():
    a = MANY.replace_unchecked(policy_half_life=1e12)
    for state in strategy.run(a, levers(troops=0.25, withdrawal_years=4.0), BASE, years=6):
        assert np.all(state.withdrawn <= 0.75 + 1e-9)
        last = state
    close(last.withdrawn, np.full_like(last.withdrawn, 0.75), rel=1e-6)


def test_forces_stop_leaving_as_the_policy_fades_and_do_not_return():
    plan, quarters = levers(troops=0.4, withdrawal_years=5.0), np.arange(40)[:, None] / 4
    left = (0.5 ** (quarters / MANY.policy_half_life)).sum(axis=0) * 0.25 * 0.6 / 5
    close(end(MANY, plan, years=10).withdrawn, np.minimum(left, 0.6)[None])


@pytest.mark.parametrize("presence", [0, 1, 2])
def test_after_leaving_washington_fights_as_often_as_step_7_says(presence):
    """The reader's presence counts; a strategy that leaves counts at least as a kept treaty."""
    a = MANY.replace(us_presence=presence).replace_unchecked(policy_half_life=1e12)
    *_, before, last = strategy.run(a, levers(troops=0.0, withdrawal_years=1.0), BASE, years=8)
    fights = a.entangled_neither if presence == 2 else a.entangled_treaty
    close(last.war_fought - before.war_fought, fights * (last.war - before.war), rel=1e-6)


LEAVING = (
    "rok_strength", "us_addition", "defence_multiplier", "contest_exponent", "balance_spread",
    "balance_model", "us_presence", "attack_sensitivity", "attack_gain", "attack_cost",
    "intervention_cost", "presence_provokes", "presence_feeds", "entangled_treaty",
    "entangled_neither", "saving_share", "rok_bomb_response", "treaty_reassures",
)  # fmt: skip


@some
@given(any_world, any_world)
def test_if_the_troops_stay_nothing_about_leaving_matters(a, other):
    moved = a.replace(**{n: getattr(other, n) for n in LEAVING})
    stay = KNOWN.bundle(*(n for n in NAMES if n != "op_ed"))
    for one, two in zip(end(a, stay), end(moved, stay), strict=True):
        np.testing.assert_array_equal(one, two)


def test_if_the_troops_leave_it_matters():
    for name in LEAVING:
        r = DEFAULT.records[name]
        a = DEFAULT.replace(balance_model=1) if name == "balance_spread" else DEFAULT
        a = a.replace(us_presence=2) if name == "entangled_neither" else a
        plan = KNOWN.bundle("op_ed")
        ends = [end(a.replace(**{name: v}), plan) for v in (r.low, r.high)]
        assert any(not np.array_equal(x, y) for x, y in zip(*ends, strict=True)), name


def test_full_leadership_has_weight_one():
    a = MANY
    assert neighbours.influence(a, 1.0) == pytest.approx(1.0)
    w, zero = strategy.World(a.replace(deal_form=0)), np.zeros(1)
    for form in (0, 1):
        w = strategy.World(a.replace(deal_form=form))
        assert strategy.helped(w, neighbours.influence(w, 1.0), zero, 1.0) == pytest.approx(1.0)


# -- time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_halving_the_step_changes_little_and_half_as_much_the_next_time(view):
    runs = [end(VIEWS[view], dt=dt) for dt in (1 / 4, 1 / 8, 1 / 16, 1 / 32)]
    for field in ("arsenal", "war", "collapse", "provocations", "cost", "incentive"):
        values = np.stack([np.broadcast_to(getattr(r, field), (len(NAMES), 1)) for r in runs])
        first, second, third = np.abs(np.diff(values, axis=0))
        assert np.max(first) <= 0.03 * np.max(np.abs(values)), field
        seen = third > 1e-7 * np.abs(
            values[0]
        )  # smaller changes are lost in the curvature of others
        assert np.all(third[seen] < 0.65 * second[seen] + 1e-9), field


def test_a_quarter_is_short_enough_in_any_world():
    coarse, fine = end(MANY), end(MANY, dt=1 / 32)
    assert np.max(np.abs(coarse.arsenal / fine.arsenal - 1)) < 0.06
    for field in ("war", "collapse", "bomb"):
        assert np.max(np.abs(getattr(coarse, field) - getattr(fine, field))) < 0.04


def test_halving_the_step_halves_the_error_in_the_mean():
    """First order: the distance to a fine run at a quarter is twice that at an eighth."""
    runs = [end(MANY, dt=dt).arsenal for dt in (1 / 4, 1 / 8, 1 / 16)]
    first, second = (np.abs(np.diff(np.stack(runs), axis=0))).mean(axis=(1, 2))
    assert second / first == pytest.approx(0.5, abs=0.05)


# -- directions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chance", [None, chances(3, 60, 1)], ids=["expected", "drawn"])
def test_the_arsenal_falls_in_coverage(chance):
    rising = [MANY.replace(freeze_coverage=v, asking_price=0.0) for v in (0.2, 0.5, 0.95)]
    found = [end(a, uniforms=chance).arsenal for a in rising]
    assert np.all(np.diff(np.stack(found), axis=0) <= 1e-9)


def test_the_arsenal_rises_in_the_ending_hazard_if_a_freeze_only_stops():
    """A freeze only stops without roll-back, cover by talks and rewards."""
    a = MANY.replace(denuclearisation_hazard=0.0, rewards_fund=0.0, talks_cover=0.0, asking_price=0.0,
                 china_alarm=0.0, presence_feeds=0.0)  # fmt: skip
    found = [end(a.replace(freeze_ending_hazard=v)).arsenal for v in (0.12, 0.3, 0.6)]
    assert np.all(np.diff(np.stack(found), axis=0) >= -1e-9)


def test_danger_rises_with_its_hazard():
    for name, field in (
        ("war_hazard_now", "war"),
        ("collapse_hazard", "collapse"),
        ("rok_bomb_hazard", "bomb"),
    ):
        r = DEFAULT.records[name]
        low, high = (getattr(end(MANY.replace(**{name: v})), field) for v in (r.low, r.high))
        assert np.all(high > low)


def test_provocations_fall_where_talks_calm_and_rise_with_their_worth():
    low, high = (
        end(
            MANY.replace(
                talk_effect=v, china_alarm=0.0, pressure_to_table=0.0, walk_out_ends_talks=0.05
            )
        )
        for v in (0.4, 1.0)
    )
    assert np.all(low.provocations <= high.provocations + 1e-9)
    low, high = (end(MANY.replace(provoking_worth=v, china_alarm=0.0)) for v in (0.0, 3.0))
    assert np.all(low.provocations <= high.provocations + 1e-9)


# -- a policy that does not last ---------------------------------------------------------------------


@some
@given(any_world, st.floats(0.01, 1e6))
def test_the_baseline_stays_the_same_for_any_half_life(a, half_life):
    a = a.replace_unchecked(us_reneging=0.0)
    drift = KNOWN.bundle(KNOWN.baseline)
    for one, two in zip(
        end(a, drift), end(a.replace_unchecked(policy_half_life=half_life), drift), strict=True
    ):
        close(one, two, rel=1e-9)


def test_a_policy_of_no_duration_ends_as_drift_except_for_forces_that_left():
    a = MANY.replace_unchecked(us_reneging=0.0, policy_half_life=1e-3)
    *_, late = strategy.run(a, PLAN, BASE, years=60)
    w = strategy.World(a)
    s = strategy.in_force(PLAN, BASE, 0.5 ** (0.25 / w.policy_half_life))
    for name, value in vars(s).items():
        close(value, np.full_like(value, getattr(BASE, name)))
    first = (1 - PLAN.troops) / PLAN.withdrawal_years * 0.25
    close(late.withdrawn, first)


def test_a_policy_of_no_duration_does_hardly_more_than_drift():
    a = MANY.replace_unchecked(us_reneging=0.0, policy_half_life=1e-3)
    found, drift = end(a, years=30), NAMES.index(KNOWN.baseline)
    for field in ("arsenal", "incentive", "frozen"):
        value = getattr(found, field)
        assert np.max(np.abs(value - value[drift])) < 0.05 * np.max(np.abs(value))


# -- chance ----------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes():
    one, two = (end(DEFAULT, uniforms=chances(5, 60, 64)) for _ in range(2))
    for x, y in zip(one, two, strict=True):
        assert x.tobytes() == y.tobytes()
    other = end(DEFAULT, uniforms=chances(6, 60, 64))
    assert other.arsenal.tobytes() != one.arsenal.tobytes()


def test_chance_is_shared_so_that_equal_strategies_have_equal_histories():
    twice = KNOWN.bundle("bargain", "bargain")
    found = end(DEFAULT, twice, uniforms=chances(5, 60, 64))
    np.testing.assert_array_equal(found.arsenal[0], found.arsenal[1])


# Without these, no hazard depends on past chance, so no two uncertain numbers multiply.
APART = dict(
    walk_out_ends_talks=0.0, pressure_to_table=0.0, pressure_helps_deal=0.0, asking_price=0.0,
    reward_needed=0.0, sanctions_slow=0.0, rewards_fund=0.0, presence_feeds=0.0,
    denuclearisation_hazard=0.0,
)  # fmt: skip


@pytest.mark.parametrize("view", ["default", "author"])
def test_without_products_expectation_is_exact(view):
    a, draws = VIEWS[view].replace_unchecked(**APART), 10_000
    found, exact = end(a, uniforms=chances(11, 60, draws)), end(a)
    error = found.arsenal.std(axis=-1) / draws**0.5
    assert np.all(np.abs(found.arsenal.mean(axis=-1) - exact.arsenal[:, 0]) <= 4.5 * error + 1e-9)
    error = np.sqrt(exact.standing * (1 - exact.standing) / draws)[..., 0]
    drawn = found.standing.mean(axis=-1)
    assert np.all(np.abs(drawn - exact.standing[..., 0]) <= 4.5 * error + 1e-9)


# The largest error of an expectation, as a share of the mean of the drawn histories.
BIAS = {
    "arsenal": 0.012,
    "provocations": 0.015,
    "war": 0.005,
    "collapse": 0.002,
    "bomb": 0.003,
    "cost": 0.001,
}
MORE = {
    "author": {"provocations": 0.12, "war": 0.022},  # learning is strongest, and a rate is convex in it
    "dealmaker": {"arsenal": 0.03},  # roll-backs are most frequent, and they multiply the arsenal
}  # fmt: skip


@pytest.mark.parametrize("view", VIEWS)
def test_with_products_the_error_of_the_expectation_is_small(view):
    a, draws = VIEWS[view], 4000
    found, exact = end(a, uniforms=chances(12, 60, draws)), end(a)
    for field, most in (BIAS | MORE.get(view, {})).items():
        values = np.broadcast_to(getattr(found, field), (len(NAMES), draws))
        ours = np.broadcast_to(getattr(exact, field), (len(NAMES), 1))[:, 0]
        error = 3 * values.std(axis=-1) / draws**0.5
        assert np.all(np.abs(values.mean(axis=-1) - ours) <= most * ours + error), field


# -- shapes and precision ----------------------------------------------------------------------------


def test_many_worlds_at_once_equal_each_alone():
    together = end(MANY)
    for i in (0, 7, 399):
        alone = end(*each_alone(MANY, [i]))
        for x, y in zip(together, alone, strict=True):
            x = np.broadcast_to(x, np.broadcast_shapes(np.shape(x), (1, 400)))
            close(x[..., i], np.broadcast_to(y, (*x.shape[:-1], 1))[..., 0])


def test_single_precision_stays_single_and_is_near():
    single = end(DEFAULT, dtype=np.float32, uniforms=chances(1, 60, 16).astype(np.float32))
    double = end(DEFAULT, uniforms=chances(1, 60, 16).astype(np.float32))
    for name, x, y in zip(strategy.State._fields, single, double, strict=True):
        assert x.dtype == np.float32, name
        np.testing.assert_allclose(x, y, rtol=1e-3, atol=1e-5)


@some
@given(worlds(freeze_horizon=12))
def test_the_horizon_is_by_default_the_readers(a):
    close(strategy.outcome(a, PLAN, BASE).arsenal, end(a, years=12).arsenal)
