"""Scenario discovery finds a planted box, says it in plain words, and leaves chance out."""

import subprocess
import sys

import numpy as np
import pytest
from worlds import DEFAULT, made_up

from sevensteps.argument import claims
from sevensteps.data import DataProblem
from sevensteps.verdicts import discover, draws, evaluate, holding, rests_on

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
    return discover(happens, w, TOWN.records.values(), **kwargs)


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
    assert box.base == happens.mean() and box.mass == inside.mean()
    assert box.density == happens[inside].mean()
    assert box.coverage == happens[inside].sum() / happens.sum()
    assert box.density * box.mass == pytest.approx(box.coverage * box.base)
    assert box.density > box.base


def test_limits_can_be_set_on_a_slider(w):
    for lim in found(w.x * w.y > 0.4, w).limits:
        steps = lim.value / lim.record.increment
        assert steps == pytest.approx(round(steps))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_pure_chance_gets_no_limits(seed):
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


def test_quasi_p_values_are_the_workbenchs(w):
    import pandas as pd
    from ema_workbench.analysis import prim

    happens = (w.x > 0.6) & (np.random.default_rng(1).random(2000) < 0.3)
    box = found(happens, w, chance=1.0)
    table = pd.DataFrame({n: getattr(w, n) for n in ("x", "y", "idle")})
    theirs = prim.Prim(table, happens, threshold=1e-9).find_box()
    lims = theirs.box_lims[0].copy()
    for lim in box.limits:
        lims.loc[0 if lim.side == "above" else 1, lim.record.name] = lim.value
    theirs.update(lims, np.flatnonzero(np.logical_and.reduce([lim.met(w) for lim in box.limits])))
    for lim in box.limits:
        quasi = theirs.qp[-1][lim.record.name][0 if lim.side == "above" else 1]
        assert lim.chance == pytest.approx(quasi, rel=1e-6)


def test_a_box_is_said_as_a_rule_of_thumb(w):
    said = found((w.x > 0.6) & (w.which == 2), w, what="the plan fails").sentence
    assert said.startswith("Under these assumptions, where “WHICH” is three and “X” is above 0.")
    assert "the plan fails in 9" in said or "the plan fails in 100%" in said
    assert "(of all: 13%)" in said and "not probabilities" in said


@pytest.mark.parametrize(
    ("always", "says"), [(True, "in every one of 2000"), (False, "in none of")]
)
def test_what_happens_always_or_never_has_no_box(w, always, says):
    box = found(np.full(2000, always), w)
    assert says in box.sentence and not box.limits


def test_a_denser_box_can_be_asked_for(w):
    happens = np.random.default_rng(5).random(2000) < w.x**2
    usual, dense = found(happens, w), found(happens, w, dense=0.8)
    assert dense.density > usual.density and dense.coverage < usual.coverage
    assert dense.density >= 0.78
    enough = dense.path[dense.path[:, 1] >= 0.8]
    assert dense.coverage == pytest.approx(enough[:, 0].max(), abs=0.05)


def test_the_way_to_the_box_begins_with_all_worlds(w):
    box = found(w.x > 0.6, w)
    assert box.path[0] == pytest.approx([1.0, box.base, 0.0])


@pytest.mark.parametrize("id", ["C3c", "C6a", "C7f"])
@pytest.mark.parametrize("fails", [False, True])
def test_where_a_claim_holds_or_fails_it_does_so_more_than_elsewhere(id, fails):
    claim = claims()[id]
    records = rests_on(claim, DEFAULT)
    w = draws(DEFAULT, records, 1000, np.random.default_rng(1))
    happens = evaluate(holding(claim), w) != fails
    box = discover(happens, w, records, f"{id} {'fails' if fails else 'holds'}")
    assert box.limits and box.density > box.base and box.coverage > box.mass
    for lim in box.limits:
        assert lim.words in box.sentence


def test_truths_have_to_fit_the_worlds(w):
    with pytest.raises(DataProblem, match="one for each"):
        found(np.ones(3, dtype=bool), w)


def test_the_workbench_is_loaded_only_when_used_and_says_nothing():
    run = (
        "import sys, numpy as np; from sevensteps.verdicts import discover, draws; "
        "from sevensteps.assumptions import assumptions; "
        "slow = {'ema_workbench', 'SALib', 'scipy', 'matplotlib', 'tqdm'} & set(sys.modules); "
        "assert not slow, slow; a = assumptions(); rs = [a.records['needed_bite']]; "
        "w = draws(a, rs, 200, np.random.default_rng(1)); "
        "print(discover(w.needed_bite > 0.4, w, rs).limits[0].words)"
    )
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "" and "is above 40%" in done.stdout
