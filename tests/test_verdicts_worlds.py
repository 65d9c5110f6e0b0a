"""Many worlds explore the ranges, and a measure gives the same results in any process."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from worlds import AUTHOR, DEFAULT, any_world, made_up

from sevensteps.argument import claims
from sevensteps.data import DataProblem
from sevensteps.steps import china
from sevensteps.verdicts import OPEN, draws, evaluate, grid, holding, judge, quantity, rests_on
from sevensteps.verdicts.worlds import (
    BLOCK,
    count,
    from_unit_interval,
    is_log_scaled,
    levels,
    part,
)

JUDGED = [c for c in claims().values() if c.verdict]
ALL = list(DEFAULT.records.values())


def rng(seed=1):
    return np.random.default_rng(seed)


# -- draws ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn():
    return draws(DEFAULT, ALL, 400, rng())


@pytest.mark.parametrize("r", ALL, ids=lambda r: r.name)
def test_draws_stay_within_the_range_and_reach_both_ends(r, drawn):
    values = getattr(drawn, r.name)
    assert values.shape == (400,)
    assert values.min() >= r.low and values.max() <= r.high
    fifth = from_unit_interval(r, np.array([0.2, 0.8]))
    assert values.min() <= fifth[0] and values.max() >= fifth[1]


def test_a_wide_positive_range_is_drawn_by_its_order_of_magnitude():
    wide = [r for r in ALL if is_log_scaled(r)]
    assert {"war_hazard_now", "leakage_growth", "us_war_loss"} <= {r.name for r in wide}
    found = draws(DEFAULT, wide, 2000, rng())
    for r in wide:
        assert np.median(getattr(found, r.name)) == pytest.approx((r.low * r.high) ** 0.5, rel=0.02)


def test_other_ranges_and_logarithms_are_drawn_evenly():
    even = [r for r in ALL if not is_log_scaled(r) and r.unit != "choice"]
    assert {"balance_spread", "attack_sensitivity", "china_cooperation"} <= {r.name for r in even}
    found = draws(DEFAULT, even, 2000, rng())
    for r in even:
        middle = (r.low + r.high) / 2
        assert np.median(getattr(found, r.name)) == pytest.approx(
            middle, abs=0.01 * (r.high - r.low)
        )


def test_each_setting_of_a_choice_is_drawn_equally_often():
    choices = [r for r in ALL if r.unit == "choice"]
    found = draws(DEFAULT, choices, 600, rng())
    for r in choices:
        names, times = np.unique(getattr(found, r.name), return_counts=True)
        assert set(names) == set(r.settings.values())
        assert np.ptp(times) <= 2


def test_the_same_generator_draws_the_same_worlds_and_another_draws_others():
    few = ALL[:5]
    assert draws(DEFAULT, few, 50, rng(3)) == draws(DEFAULT, few, 50, rng(3))
    assert draws(DEFAULT, few, 50, rng(3)) != draws(DEFAULT, few, 50, rng(4))


def test_what_is_not_drawn_keeps_its_value():
    found = draws(AUTHOR, ALL[:3], 10, rng())
    for r in ALL[3:]:
        assert getattr(found, r.name) == getattr(AUTHOR, r.name)


def test_no_record_to_draw_leaves_the_one_world():
    assert count(draws(DEFAULT, [], 7, rng())) == 1


# -- grids ---------------------------------------------------------------------------------------


def test_a_grid_has_every_combination_once():
    a = made_up(x=(0, 1, 4, 1), y=(0, 2, 3, 1), which={"one": 0, "two": 1})
    g = grid(a, a.records.values())
    assert g.shape == (3, 3, 2) and count(g) == 18
    worlds = part(g, 0, count(g))
    rows = set(zip(worlds.x.tolist(), worlds.y.tolist(), worlds.which.tolist(), strict=True))
    assert rows == {(x, y, w) for x in (0, 1, 4) for y in (0, 2, 3) for w in (0, 1)}


def test_a_grid_comes_in_parts_that_make_up_the_whole():
    a = made_up(x=(0, 1, 4, 1), y=(0, 2, 3, 1))
    g = grid(a, a.records.values())
    whole = part(g, 0, count(g))
    parts = [part(g, i, i + 4) for i in range(0, count(g), 4)]
    for name in ("x", "y"):
        joined = np.concatenate([getattr(p, name) for p in parts])
        assert np.array_equal(joined, getattr(whole, name))


@pytest.mark.parametrize("points", [3, 5, 7])
@pytest.mark.parametrize("r", ALL, ids=lambda r: r.name)
def test_a_grids_values_are_the_ends_the_default_and_others_that_a_slider_reaches(r, points):
    values = levels(r, points)
    if r.unit == "choice":
        assert set(values) == set(r.settings.values())
        return
    assert len(values) <= points and (np.diff(values) > 0).all()
    assert values[0] == r.low and values[-1] == r.high and r.value in values
    steps = values / r.increment
    assert np.allclose(steps, np.round(steps), atol=1e-6)


def test_a_part_of_draws_is_those_worlds():
    worlds = draws(DEFAULT, ALL[:4], 10, rng())
    some = part(worlds, 3, 6)
    for r in ALL[:4]:
        assert np.array_equal(getattr(some, r.name), getattr(worlds, r.name)[3:6])


# -- assumptions that travel ---------------------------------------------------------------------


@settings(max_examples=10)
@given(any_world)
def test_assumptions_come_out_of_a_pickle_as_they_went_in(a):
    again = pickle.loads(pickle.dumps(a))
    assert again == a
    assert dict(again.records) == dict(a.records)


def test_records_out_of_a_pickle_are_still_frozen():
    again = pickle.loads(pickle.dumps(DEFAULT))
    with pytest.raises(AttributeError):
        again.leakage = 0.1
    with pytest.raises(TypeError):
        again.records["china_cooperation"].settings["no"] = 5


@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_a_verdict_can_be_sent_to_another_process(claim):
    again = pickle.loads(pickle.dumps(holding(claim)))
    assert again(DEFAULT) == judge(claim, DEFAULT).holds
    for rule in claim.verdict:
        f = quantity(rule.quantity)
        assert pickle.loads(pickle.dumps(f))(DEFAULT) == f(DEFAULT)


def test_a_claim_without_a_rule_is_not_a_measure():
    silent = next(c for c in claims().values() if not c.verdict)
    with pytest.raises(DataProblem, match="no verdict to measure"):
        holding(silent)


# -- a measure in every world --------------------------------------------------------------------


def one(worlds, i):
    return worlds.replace_unchecked(**{n: float(v[i]) for n, v in worlds.arrays.items()})


@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_a_verdict_in_many_worlds_is_its_verdict_in_each(claim):
    worlds = draws(DEFAULT, rests_on(claim, DEFAULT), 5, rng())
    found = evaluate(holding(claim), worlds)
    each = [judge(claim, one(worlds, i)) for i in range(5)]
    assert found.tolist() == [OPEN if v.open else bool(v.holds) for v in each]


def test_if_a_rule_must_hold_first_a_claim_may_neither_hold_nor_fail():
    c2a = claims()["C2a"]
    first, rest = c2a.verdict
    assert first.first and not rest.first
    thin = draws(DEFAULT, rests_on(c2a, DEFAULT), 200, rng())
    assert set(np.unique(evaluate(holding(c2a), thin))) == {0.0, OPEN, 1.0}


def test_fresh_processes_give_the_same_bits():
    claim = claims()["C6a"]
    worlds = draws(DEFAULT, rests_on(claim, DEFAULT), 2 * BLOCK + 100, rng())
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = evaluate(holding(claim), worlds, pool.map)
    assert there.tobytes() == evaluate(holding(claim), worlds).tobytes()


def test_a_grid_in_blocks_is_its_worlds_at_once():
    g = grid(DEFAULT, rests_on(claims()["C6a"], DEFAULT)[:8])
    assert count(g) > 2 * BLOCK
    assert np.array_equal(
        evaluate(china.trade_cut_now, g), china.trade_cut_now(part(g, 0, count(g)))
    )


def test_one_number_stands_for_every_world():
    worlds = draws(DEFAULT, ALL[:2], 7, rng())
    assert evaluate(lambda a: 3.0, worlds).tolist() == [3.0] * 7


def test_a_table_of_options_keeps_a_row_for_each_world():
    worlds = draws(DEFAULT, [DEFAULT.records["needed_bite"]], 7, rng())
    found = evaluate(lambda a: np.stack([a.needed_bite, -a.needed_bite], axis=1), worlds)
    assert found.shape == (7, 2) and (found[:, 0] == -found[:, 1]).all()


def test_a_measure_that_does_not_broadcast_gets_a_fix():
    worlds = draws(DEFAULT, ALL[:2], 7, rng())
    with pytest.raises(DataProblem, match="one value for each world"):
        evaluate(lambda a: np.ones(3), worlds)
