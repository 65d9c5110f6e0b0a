"""Options over many worlds: shares, regret, and the value of knowing more."""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from worlds import made_up

from sevensteps.verdicts import compared, draws, evpi, value_of_knowing
from sevensteps.verdicts.choosing import evppi

OPTIONS = ("stay", "go", "wait")
tables = st.integers(1, 12).flatmap(
    lambda n: arrays(float, (n, 3), elements=st.floats(-5, 5, width=16))
)


@given(tables)
def test_the_best_of_each_world_has_no_regret_there_and_shares_add_up(losses):
    found = compared(losses, OPTIONS)
    assert found.best.sum() == pytest.approx(1)
    for losing, mean, most in zip(losses.T, found.mean_regret, found.max_regret, strict=True):
        regret = losing - losses.min(axis=1)
        assert (regret[losing == losses.min(axis=1)] == 0).all()
        assert 0 <= mean == pytest.approx(regret.mean()) and most == regret.max()


def safest(found):
    said = found.sentence.partition("largest regret is least for ")[2]
    return said.partition(". ")[0].split(" and ")


@given(tables)
def test_an_option_with_the_least_largest_regret_is_named_and_no_other(losses):
    found = compared(losses, OPTIONS)
    regret = losses - losses.min(axis=1, keepdims=True)
    for option, most in zip(OPTIONS, regret.max(axis=0), strict=True):
        assert (option in safest(found)) == (most == regret.max(axis=0).min())


@given(tables)
def test_no_pair_is_more_lopsided_than_the_one_named(losses):
    found = compared(losses, OPTIONS)
    for i, j in product(range(3), repeat=2):
        assert found.beats[i, j] == (losses[:, i] < losses[:, j]).mean()
    i, j = np.unravel_index(found.beats.argmax(), (3, 3))
    share = f"{found.beats[i, j]:.0%}"
    assert f"{OPTIONS[i]} loses less than {OPTIONS[j]} in {share} of the worlds" in found.sentence


@given(tables, st.floats(-3, 3))
def test_a_loss_that_all_options_share_changes_no_regret(losses, more):
    one, other = compared(losses, OPTIONS), compared(losses + more, OPTIONS)
    assert other.mean_regret == pytest.approx(one.mean_regret, abs=1e-9)
    assert evpi(losses + more) == pytest.approx(evpi(losses), abs=1e-9)


def test_no_option_is_called_the_winner():
    said = compared(np.array([[0.0, 1, 2], [2, 1, 0], [5, 1, 5]]), OPTIONS).sentence
    assert said.startswith("Under these assumptions, over 3 worlds")
    assert "stay in 33%, go in 33%, wait in 33%" in said
    assert "largest regret is least for go" in said and said.endswith("not probabilities.")
    assert not re.search(r"win|best|rank", said)


# -- the value of knowing more -------------------------------------------------------------------


def stacked(*options):
    return np.stack(np.broadcast_arrays(*options), axis=1).astype(float)


def town(n, seed=2):
    a = made_up(x=(0, 0.5, 1), y=(0, 0.5, 1), idle=(0, 0.5, 1), which={"one": 0, "two": 1})
    return draws(a, a.records.values(), n, np.random.default_rng(seed))


@given(tables)
def test_knowing_one_assumption_is_worth_between_zero_and_knowing_all(losses):
    for values in (np.arange(len(losses)), np.zeros(len(losses)), losses[:, 0]):
        assert 0 <= evppi(losses, values) <= max(evpi(losses), 0)


@given(tables)
def test_perfect_information_is_worth_the_least_mean_regret(losses):
    assert evpi(losses) == pytest.approx(compared(losses, OPTIONS).mean_regret.min(), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_deciding_assumption_is_worth_all_and_an_idle_one_about_zero(seed):
    w = town(2000, seed)
    losses = stacked(w.x, 1 - w.x)
    rows = {r.name: value for r, value in value_of_knowing(losses, w, w.records.values())}
    assert evpi(losses) == pytest.approx(0.25, abs=0.01)
    assert rows["x"] == pytest.approx(evpi(losses), rel=0.02)
    assert max(rows["y"], rows["idle"], rows["which"]) < 0.05 * evpi(losses)


@pytest.mark.parametrize("seed", range(5))
def test_the_value_of_one_of_two_causes_agrees_with_its_closed_form(seed):
    w = town(4000, seed)
    losses = stacked(w.x + w.y, 1.0)  # knowing x: E|x - 1/2| / 2 = 1/8
    assert evppi(losses, w.x) == pytest.approx(1 / 8, rel=0.08)
    assert evpi(losses) == pytest.approx(1 / 6, rel=0.08)  # E|x + y - 1| / 2


def test_noise_is_not_counted_as_knowledge():
    """If options were chosen and paid for on the same few worlds, this noise would seem valuable."""
    rng = np.random.default_rng(0)
    found = [evppi(rng.normal(size=(400, 4)), rng.random(400)) for _ in range(30)]
    naive = []
    for _ in range(30):
        losses = rng.normal(size=(400, 4))
        bins = np.array_split(np.argsort(rng.random(400)), 10)
        paid = sum(losses[b].mean(axis=0).min() * len(b) for b in bins) / 400
        naive.append(losses.mean(axis=0).min() - paid)
    assert np.mean(found) < 0.15 * np.mean(naive)


def test_a_choice_is_known_by_its_settings():
    w = town(500)
    losses = stacked(w.which, 1 - w.which)
    assert evppi(losses, w.which) == pytest.approx(evpi(losses)) == pytest.approx(0.5)


def test_what_is_worth_most_to_know_comes_first():
    w = town(1000)
    losses = stacked(w.x + 0.3 * w.y, 0.65)
    rows = value_of_knowing(losses, w, w.records.values())
    assert rows[0][0].name == "x"
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
