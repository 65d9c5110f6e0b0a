"""Strategies side by side: losses, steps on and off, and fans in blocks."""

import dataclasses
import itertools
import tracemalloc
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from worlds import AUTHOR, DEFAULT, VIEWS, any_world, each_alone, random_worlds, worlds

from sevensteps import comparison, strategy
from sevensteps.scenarios import scenarios
from sevensteps.verdicts import draws

KNOWN = scenarios()
NAMES = list(KNOWN.strategies)
BASE = NAMES.index(KNOWN.baseline)
WEIGHTS = [c.weight for c in KNOWN.criteria.values()]
SWITCHES = [step.switch for step in comparison.steps_switched(DEFAULT)]
ALL_ON = worlds(**dict.fromkeys(SWITCHES, 1))
some = settings(max_examples=8)
MANY = random_worlds(np.random.default_rng(12), 200).replace(freeze_horizon=10)

# -- losses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [0.0, 0.3, 7.0])
def test_a_loss_is_linear_in_the_weights(factor):
    a = MANY
    once = comparison.losses(a)
    scaled = a.replace_unchecked(**{w: factor * getattr(a, w) for w in WEIGHTS})
    np.testing.assert_allclose(comparison.losses(scaled), factor * once, atol=1e-12)
    alone = [
        a.replace_unchecked(**{w: getattr(a, w) * (w == one) for w in WEIGHTS}) for one in WEIGHTS
    ]
    np.testing.assert_allclose(sum(comparison.losses(b) for b in alone), once, atol=1e-12)


def test_a_loss_is_the_sum_of_what_its_criteria_add_and_none_counts_without_weight():
    a = MANY
    parts = comparison.losses_by_criterion(a)
    np.testing.assert_allclose(sum(parts.values()), comparison.losses(a))
    for name, criterion in KNOWN.criteria.items():
        none = comparison.losses_by_criterion(a.replace_unchecked(**{criterion.weight: 0.0}))
        assert np.all(none[name] == 0)
        assert all(np.array_equal(none[n], parts[n]) for n in parts if n != name)


def test_the_allys_losses_count_from_zero_to_all():
    a = MANY
    nothing, half, all_ = (comparison.harms(a, ally_weight=w)["war"] for w in (0.0, 0.5, 1.0))
    np.testing.assert_allclose(half, (nothing + all_) / 2)
    assert np.all(nothing <= all_ + 1e-15)
    last = strategy.outcome(a, comparison.bundle(a), KNOWN.base())
    np.testing.assert_allclose(all_, last.war)
    np.testing.assert_allclose(nothing, last.war_fought)


def test_at_the_anchors_every_harm_is_one():
    years = 15.0
    last = strategy.outcome(DEFAULT, KNOWN.bundle(), KNOWN.base())
    anchors = {n: c.anchor for n, c in KNOWN.criteria.items()}
    at = last._replace(
        arsenal=anchors["arsenal"], provocations=anchors["provocations"] * years, war=1.0,
        war_fought=1.0, bomb=1.0, cost=anchors["us_cost"] * years, frozen=years, collapse=0.0,
    )  # fmt: skip
    found = strategy.harms(DEFAULT, at, anchors)
    assert found.pop("collapse") == 0 and set(found.values()) == {1.0}
    gone = strategy.harms(DEFAULT, at._replace(collapse=1.0), anchors)
    assert gone["arsenal"] == 0 and gone["collapse"] == 1


def test_a_strategy_with_no_more_harm_by_every_criterion_is_better_in_everything(monkeypatch):
    """A tie is enough. More harm by one criterion is too much."""
    as_much, less, *worse = (i for i in range(len(NAMES)) if i != BASE)
    war, cost = np.full((2, len(NAMES), 1), 0.5)
    cost[less], cost[worse] = 0.4, 0.6
    war[worse] = 0.1
    monkeypatch.setattr(comparison, "harms", lambda a: {"war": war, "us_cost": cost})
    assert comparison.better_in_everything(DEFAULT) == [NAMES[as_much], NAMES[less]]


@pytest.mark.parametrize(
    "moved",
    [{"ally_weight": 0}, {"ally_weight": 0.5, "with_step_7": 0}, {"ally_weight": 1, WEIGHTS[2]: 3}],
    ids=["Washington's", "half the ally's, and a lever moved", "all, and a weight moved"],
)
def test_losses_in_the_worlds_drawn_are_the_losses_of_each_of_these_worlds(moved):
    a = DEFAULT.replace(**moved)
    uncertain = [r for r in comparison.rests_on(a) if r.role == "uncertainty"]
    worlds = draws(a, uncertain, 50, np.random.default_rng(5))
    np.testing.assert_allclose(
        comparison.drawn_losses(a, 50, 5), comparison.losses(worlds), rtol=1e-12
    )


def test_a_strategy_does_not_do_better_than_itself():
    assert not np.any(comparison.does_better(DEFAULT, "bargain", "bargain"))
    gain = comparison.gain_over(DEFAULT, "bargain")
    losses = comparison.losses(DEFAULT, ("bargain", KNOWN.baseline))
    np.testing.assert_allclose(gain, losses[1] - losses[0])


def test_worlds_of_many_horizons_at_once_equal_each_alone():
    many = random_worlds(np.random.default_rng(8), 40)
    chance = np.random.default_rng(9).random((120, 1, 40))
    for how in ({}, {"uniforms": chance}):
        together = comparison.losses(many, **how)
        for i in (0, 11, 39):
            (alone,) = each_alone(many, [i])
            one = {"uniforms": chance[..., [i]]} if how else {}
            expected = comparison.losses(alone, **one)
            np.testing.assert_allclose(together[:, i], np.broadcast_to(expected, (6, 1))[:, 0])


# -- steps on and off -------------------------------------------------------------------------------


@some
@given(any_world)
def test_a_step_that_is_off_has_the_baselines_levers_and_the_others_their_own(a):
    found, on = comparison.bundle(a), comparison.switches(a)
    for name, lever in KNOWN.levers.items():
        row = np.broadcast_to(getattr(found, name), (len(NAMES), 1))[:, 0]
        for i, strategy_name in enumerate(NAMES):
            own = KNOWN.strategies[strategy_name].levers[name]
            switched = strategy_name == comparison.OP_ED and not on[lever.step - 1]
            assert row[i] == (vars(KNOWN.base())[name] if switched else own)


@some
@given(worlds(**dict.fromkeys(SWITCHES, 0)))
def test_without_any_step_the_op_ed_is_the_baseline(a):
    losses = comparison.losses(a)
    np.testing.assert_array_equal(losses[NAMES.index("op_ed")], losses[BASE])


@some
@given(worlds(**dict.fromkeys(SWITCHES[:6], 1), with_step_7=0))
def test_without_step_7_the_op_ed_is_the_op_ed_with_troops(a):
    one, two = (comparison.losses(a)[NAMES.index(n)] for n in ("op_ed", "op_ed_with_troops"))
    np.testing.assert_allclose(one, two, rtol=1e-12)


@some
@given(ALL_ON)
def test_the_loss_by_steps_is_the_loss_with_those_switches(a):
    rng = np.random.default_rng(1)
    on = rng.integers(0, 2, (6, 7)).astype(bool)
    found = comparison.losses_by_steps(a, on)
    for row, loss in zip(on, found, strict=True):
        switched = a.replace(**dict(zip(SWITCHES, row.astype(float), strict=True)))
        np.testing.assert_allclose(comparison.losses(switched, ["op_ed"]).ravel(), loss)


def test_all_combinations_of_steps_run_at_once():
    on = np.array(list(itertools.product((False, True), repeat=7)))
    found = comparison.losses_by_steps(DEFAULT, on)
    whole = comparison.losses(DEFAULT, ["op_ed", KNOWN.baseline])[:, 0]
    np.testing.assert_allclose(found[[-1, 0]], whole)
    assert len(np.unique(found.round(9))) == 128


def test_a_lever_of_no_step_is_never_switched_off(monkeypatch):
    levers = dict(KNOWN.levers)
    levers["sanctions"] = dataclasses.replace(levers["sanctions"], step=0)
    known = dataclasses.replace(KNOWN, levers=MappingProxyType(levers))
    monkeypatch.setattr(comparison, "scenarios", lambda: known)
    off = DEFAULT.replace(**dict.fromkeys(SWITCHES, 0))
    found = comparison.bundle(off, ["op_ed"])
    assert found.sanctions.ravel() == KNOWN.strategies["op_ed"].levers["sanctions"]
    assert found.troops.ravel() == KNOWN.base().troops
    bare = comparison.losses_by_steps(DEFAULT, np.zeros((1, 7)))
    np.testing.assert_allclose(bare, comparison.losses(off, ["op_ed"])[:, 0])


# -- what a loss reads -----------------------------------------------------------------------------


def test_a_loss_reads_only_what_can_change_it():
    """Each assumption that a loss reads changes the loss of some strategy in some world."""
    many = random_worlds(np.random.default_rng(3), 12).replace(freeze_horizon=5)
    # a choice decides which of these is read
    apart = {"balance_spread": "balance_model"}
    for r in comparison.rests_on(DEFAULT):
        here = many.replace(**{apart[r.name]: 1}) if r.name in apart else many
        low, high = (comparison.losses(here.replace(**{r.name: v})) for v in (r.low, r.high))
        assert not np.allclose(low, high, rtol=1e-9, atol=1e-12), r.name


# -- fans ---------------------------------------------------------------------------------------------


def fan(seed=4, draws=600, a=DEFAULT, **how):
    return comparison.fan(a, np.random.default_rng(seed), draws, **how)


def stored(a, seed, draws):
    """The same histories, all stored: (quarters, strategies, draws)."""
    steps = round(a.freeze_horizon / strategy.QUARTER)
    chance = np.random.default_rng(seed).random((steps, 1, draws), dtype=np.float32)
    plan = comparison.bundle(a)
    states = strategy.run(a, plan, KNOWN.base(), uniforms=chance, dtype=np.float32)
    return np.stack([np.broadcast_to(s.arsenal, (len(NAMES), draws)) for s in states])


def test_the_same_seed_gives_the_same_bytes():
    one, two, other = fan(), fan(), fan(seed=5)
    assert all(one[n].tobytes() == two[n].tobytes() for n in one)
    assert one["mean"].tobytes() != other["mean"].tobytes()


FED = DEFAULT.replace(
    talks_cover=0.2, rewards_fund=0.3, presence_feeds=-0.15, sanctions_slow=-0.15, talks_opening=2.0,
    talks_ending=0.2, freeze_deal_hazard=0.1, denuclearisation_hazard=0.0, policy_half_life=30,
    freeze_horizon=30, initial_arsenal=4, undeclared_plant=1,
)  # fmt: skip


@pytest.mark.parametrize(
    "a", [DEFAULT, AUTHOR, FED], ids=["default", "author", "all that feeds it"]
)
def test_quantiles_are_those_of_the_stored_histories_to_half_a_bin(a):
    levels = (0.05, 0.25, 0.5, 0.9, 0.99)
    found, all_ = fan(a=a, levels=levels), stored(a, 4, 600)
    np.testing.assert_array_equal(found["year"], np.arange(len(all_)) / 4)
    half = comparison._most(a) / comparison.BINS / 2
    exact = np.quantile(all_, levels, axis=-1, method="inverted_cdf")
    np.testing.assert_allclose(found["quantiles"], np.moveaxis(exact, 0, -1), rtol=1e-5, atol=half)
    np.testing.assert_allclose(found["mean"], all_.mean(axis=-1, dtype=float), rtol=1e-6)
    assert half < 0.001 * all_.max() * 2


def test_no_arsenal_exceeds_the_last_bin():
    many = random_worlds(np.random.default_rng(10), 30)
    for i, a in enumerate(each_alone(many, range(30))):
        assert stored(a, i, 8).max() <= comparison._most(a) * (1 + 1e-5)


def test_no_arsenal_exceeds_the_last_bin_if_restraint_and_provocation_are_both_rewarded():
    a = DEFAULT.replace_unchecked(
        talks_opening=1e6, talks_ending=0.0, walk_out_ends_talks=0.0, freeze_deal_hazard=0.0,
        denuclearisation_hazard=0.0, provoking_worth=20.0, collapse_hazard=0.0, rewards_fund=0.3,
        sanctions_slow=0.0, presence_feeds=0.0,
    )  # fmt: skip
    both = {**vars(KNOWN.base()), "talk": 1.0, "reward_restraint": 1.0, "reward_provocation": 1.0}
    both = SimpleNamespace(**both)
    most = comparison._most(a)
    assert 0.95 * most < strategy.outcome(a, both, both).arsenal.max() <= most


def test_blocks_change_the_draws_and_not_what_they_show(monkeypatch):
    """Each block draws anew, so other block sizes give other draws of the same distribution."""
    draws = 4096
    whole = fan(draws=draws)
    monkeypatch.setattr(comparison, "BLOCK", 300)
    parts = fan(draws=draws)
    error = stored(DEFAULT, 4, draws).std(axis=-1) / draws**0.5
    assert np.all(np.abs(whole["mean"] - parts["mean"]) <= 5 * 2**0.5 * error + 1e-4)
    assert not np.array_equal(whole["mean"], parts["mean"])


def test_every_draw_is_counted_once_though_the_last_block_is_short(monkeypatch):
    monkeypatch.setattr(comparison, "BLOCK", 256)
    seen, run = [], strategy.run
    monkeypatch.setattr(
        strategy, "run", lambda *args, **how: (seen.append(how["uniforms"].shape[-1]), run(*args, **how))[1]
    )  # fmt: skip
    fan(draws=600)
    assert seen == [256, 256, 88]


def test_memory_does_not_grow_with_the_draws(monkeypatch):
    monkeypatch.setattr(comparison, "BLOCK", 256)
    fan(draws=256)  # caches of a first run
    assert peak(draws=256 * 8) < 1.1 * peak(draws=256 * 2)


def peak(**how):
    tracemalloc.start()
    fan(**how)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_the_mean_of_a_fan_is_near_the_expected_value():
    """Chance and products of uncertain numbers explain the rest."""
    for view in ("default", "critic"):
        a = VIEWS[view]
        last = strategy.outcome(a, comparison.bundle(a), KNOWN.base())
        found = fan(a=a, draws=2000)
        np.testing.assert_allclose(found["mean"][-1], last.arsenal[:, 0], rtol=0.03)
        np.testing.assert_allclose(found["frozen"], last.frozen[:, 0], rtol=0.15, atol=0.05)
