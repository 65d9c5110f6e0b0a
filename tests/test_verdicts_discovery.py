"""Scenario discovery finds a planted box, describes it in words, and leaves out chance."""

import numpy as np
import pytest
from scipy.stats import binomtest
from worlds import DEFAULT, made_up

from sevensteps.argument import claims
from sevensteps.verdicts import discover, draws, evaluate, holding, rests_on
from sevensteps.verdicts.discovery import peel

TOWN = made_up(
    x=(0.0, 0.5, 1.0),
    y=(0.0, 0.5, 1.0),
    idle=(0.0, 0.5, 1.0),
    which={"one": 0, "two": 1, "three": 2},
)


@pytest.fixture(scope="module")
def w():
    return draws(TOWN, TOWN.records.values(), 2000, np.random.default_rng(3))


def found(happens, w, **kwargs):
    return discover(happens, w, list(TOWN.records.values()), **kwargs)


def test_a_planted_box_is_found_limit_by_limit(w):
    box = found((w.x > 0.6) & (w.y < 0.5) & (w.which != 1), w)
    limits = {(lim.record.name, lim.side): lim.value for lim in box.limits}
    assert set(limits) == {("x", "above"), ("y", "below"), ("which", "one of")}
    assert limits["x", "above"] == pytest.approx(0.6, abs=0.03)
    assert limits["y", "below"] == pytest.approx(0.5, abs=0.03)
    assert limits["which", "one of"] == (0.0, 2.0)
    assert box.density > 0.9 and box.coverage > 0.9


def test_the_numbers_are_those_of_the_limits_that_are_said(w):
    happens = (w.x + w.y > 1.3) | (w.idle > 0.97)
    box = found(happens, w)
    inside = np.logical_and.reduce([lim.met(w) for lim in box.limits])
    assert box.base == happens.mean()
    assert box.density == happens[inside].mean()
    assert box.coverage == happens[inside].sum() / happens.sum()
    assert box.density > box.base


def test_limits_can_be_set_on_a_slider(w):
    for lim in found(w.x * w.y > 0.4, w).limits:
        steps = lim.value / lim.record.increment
        assert steps == pytest.approx(round(steps))


@pytest.mark.parametrize("seed", range(4))
def test_pure_chance_gets_no_limits(seed):
    w = draws(TOWN, TOWN.records.values(), 400, np.random.default_rng(seed))
    happens = np.random.default_rng(seed + 10).random(400) < 0.3
    box = found(happens, w, chance=1e-4)
    assert not box.limits and box.density == box.base
    assert "do better than chance might" in box.sentence


def test_every_limit_that_is_left_matters_more_than_chance_and_the_idle_gets_none(w):
    noisy = np.random.default_rng(5).random(2000) < np.where(w.x > 0.7, 0.8, 0.1)
    box = found(noisy, w, chance=0.001)
    assert [(lim.record.name, lim.side) for lim in box.limits] == [("x", "above")]
    assert all(lim.chance <= 0.001 for lim in box.limits)


def test_a_quasi_p_value_is_the_binomial_tail_at_the_density_without_the_limit(w):
    happens = (w.x > 0.6) & (np.random.default_rng(1).random(2000) < 0.3)
    box = found(happens, w, chance=1.0)
    inside = np.logical_and.reduce([limit.met(w) for limit in box.limits])
    for limit in box.limits:
        others = [other.met(w) for other in box.limits if other is not limit]
        without = np.logical_and.reduce(others) if others else np.ones(2000, dtype=bool)
        args = int(happens[inside].sum()), int(inside.sum()), happens[without].mean()
        expected = binomtest(*args, alternative="greater").pvalue
        assert limit.chance == pytest.approx(expected, rel=1e-9)


def test_a_box_is_said_as_a_rule_of_thumb(w):
    said = found((w.x > 0.6) & (w.which == 2), w, what="the plan fails").sentence
    assert said.startswith("Under these assumptions, where “WHICH” is three and “X” is above 0.")
    assert "the plan fails in 9" in said or "the plan fails in 100%" in said
    assert "(of all: 13%)" in said and "not probabilities" in said


@pytest.mark.parametrize(
    ("always", "says"), [(True, "in every one of 2000"), (False, "in none of")]
)
def test_an_event_that_always_or_never_happens_has_no_box(w, always, says):
    box = found(np.full(2000, always), w)
    assert says in box.sentence and not box.limits


@pytest.mark.parametrize("id", ["C3c", "C6a", "C7f"])
@pytest.mark.parametrize("fails", [False, True])
def test_where_a_claim_holds_or_fails_it_does_so_more_than_elsewhere(id, fails):
    claim = claims()[id]
    records = rests_on(claim, DEFAULT)
    w = draws(DEFAULT, records, 1000, np.random.default_rng(1))
    happens = evaluate(holding(claim), w) != fails
    box = discover(happens, w, records, f"{id} {'fails' if fails else 'holds'}")
    assert box.limits and box.density > box.base
    for lim in box.limits:
        assert lim.words in box.sentence


def points(columns, n=2000, seed=1):
    rng = np.random.default_rng(seed)
    return {f"x{i}": rng.random(n) for i in range(columns)}


def best(path):
    base = path[0].density
    return max(path, key=lambda box: box.mass * (box.density - base))


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_box_in_two_dimensions_is_found_within_one_slice(seed):
    x = points(2, seed=seed)
    planted = (x["x0"] > 0.6) & (x["x1"] > 0.2) & (x["x1"] < 0.7)
    found = best(peel(x, planted)).limits
    assert found["x0"] == (pytest.approx(0.6, abs=0.05), np.inf)
    assert found["x1"] == pytest.approx((0.2, 0.7), abs=0.05)


def test_a_planted_box_in_five_dimensions_is_found_in_noise():
    x = points(5, n=5000)
    planted = (x["x1"] < 0.5) & (x["x3"] > 0.4)
    interest = np.random.default_rng(2).random(5000) < np.where(planted, 0.9, 0.05)
    found = best(peel(x, interest)).limits
    assert found["x1"] == (-np.inf, pytest.approx(0.5, abs=0.05))
    assert found["x3"] == (pytest.approx(0.4, abs=0.05), np.inf)
    for low, high in (found.get(idle, (0, 1)) for idle in ("x0", "x2", "x4")):
        assert low < 0.1 and high > 0.9


def test_density_and_mass_are_shares_of_the_points_within_the_limits():
    x = points(3)
    happens = x["x0"] + x["x1"] > 1.2
    for box in peel(x, happens):
        inside = np.ones(2000, dtype=bool)
        for name, (low, high) in box.limits.items():
            inside &= (x[name] >= low) & (x[name] <= high)
        assert (box.inside == inside).all()
        assert box.density == happens[inside].mean() and box.mass == inside.mean() >= 0.05


def test_a_slice_is_a_twentieth_of_ten_points_by_hand():
    x = {"x": np.arange(10.0)}
    path = peel(x, x["x"] >= 7)
    assert [box.limits for box in path][:3] == [{}, {"x": (0.5, np.inf)}, {"x": (1.5, np.inf)}]
    assert path[-1].limits == {"x": (6.5, np.inf)}
    assert (path[-1].density, path[-1].mass) == (1, 0.3)


def test_a_choice_loses_the_values_that_do_not_matter():
    x = points(1) | {"which": np.random.default_rng(2).integers(0, 4, 2000).astype(float)}
    interest = np.isin(x["which"], [1, 3]) & (x["x0"] > 0.3)
    found = best(peel(x, interest, ["which"]))
    assert found.limits["which"] == {1.0, 3.0}
    assert found.limits["x0"] == (pytest.approx(0.3, abs=0.05), np.inf)
    assert found.density > 0.95


def test_ties_are_peeled_together():
    x = {"x": np.repeat([0.0, 1.0, 2.0], 100)}
    path = peel(x, x["x"] == 1)
    assert path[-1].limits == {"x": (0.5, 1.5)} and path[-1].density == 1


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_found_where_nothing_is_planted(seed):
    interest = np.random.default_rng(seed).random(20000) < 0.3
    found = best(peel(points(3, 20000, seed + 50), interest))
    assert found.mass * (found.density - interest.mean()) < 0.02


def test_every_point_of_interest_leaves_one_box_without_limits():
    (whole,) = peel(points(2), np.ones(2000, dtype=bool))
    assert whole.limits == {} and (whole.density, whole.mass) == (1, 1)


@pytest.mark.parametrize("seed", range(4))
def test_pasting_gives_back_what_peeling_took_too_much(seed):
    x = points(3, n=300, seed=seed)
    interest = np.random.default_rng(seed).random(300) < 0.2 + 0.7 * (x["x0"] * x["x1"] > 0.3)
    sizes = [box.mass for box in peel(x, interest)]
    turn = int(np.argmin(sizes))
    assert (np.diff(sizes[: turn + 1]) < 0).all() and (np.diff(sizes[turn:]) > 0).all()
