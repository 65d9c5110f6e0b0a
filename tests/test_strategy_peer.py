"""A second writing of the whole strategy, in another language, agrees with ours.

tests/peer/whole_strategy.mdl is a Vensim model written from the equations; PySD runs it.
"""

import re
import shutil
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from worlds import DEFAULT, VIEWS, random_worlds

from sevensteps import strategy
from sevensteps.scenarios import scenarios

MODEL = Path(__file__).parent / "peer" / "whole_strategy.mdl"
TEXT = MODEL.read_text(encoding="utf-8")
CASES = int(re.search(r"\(case1-case(\d+)\)", TEXT)[1])
YEARS = (0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0)
STANDINGS = ("no_talks", "talks", "frozen", "rolling_back")
STOCKS = {f: attrgetter(f) for f in strategy.State._fields if f not in ("standing", "frozen")}
STOCKS |= {"years_frozen": attrgetter("frozen")}
TO_ROUNDING = {"rtol": 1e-9, "atol": 1e-11}
KNOWN = scenarios()


def cases():
    """Worlds and levers: each view with each strategy, then random worlds with each in turn."""
    names = list(KNOWN.strategies)
    named = [(world, name) for world in VIEWS.values() for name in names]
    drawn = random_worlds(np.random.default_rng(46), CASES - len(named))
    values = {
        n: np.append([getattr(world, n) for world, _ in named], getattr(drawn, n))
        for n in DEFAULT.records
    }
    chosen = [name for _, name in named] + [
        names[i % len(names)] for i in range(CASES - len(named))
    ]
    levers = {n: np.array([KNOWN.strategies[c].levers[n] for c in chosen]) for n in KNOWN.levers}
    return DEFAULT.replace(**values), levers


def stocks(model, params):
    """The peer's stocks at each of YEARS; each run continues the last one."""
    begin = "original"
    for year in YEARS:
        model.run(
            params, final_time=year, initial_condition=begin, return_columns=["years_of_sanctions"]
        )
        begin, params = "current", None
        yield {n: model[n].to_numpy().copy() for n in (*STANDINGS, *STOCKS)}


def peer(folder, worlds, levers):
    """The second writing, and its parameters: every constant, for each case."""
    import pysd

    model = pysd.read_vensim(str(shutil.copy(MODEL, folder)))
    known = {n: getattr(worlds, n) for n in worlds.records}
    known |= {f"planned_{n}": v for n, v in levers.items()}
    known |= {f"baseline_{n}": np.full(CASES, v) for n, v in vars(KNOWN.base()).items()}
    label = {"case": [f"case{i + 1}" for i in range(CASES)]}
    wanted = set(model.doc["Py Name"]) & known.keys()
    return model, {n: xr.DataArray(known[n], label, ("case",)) for n in wanted}


WORLDS, LEVERS = cases()


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    """The peer's stocks at each of YEARS."""
    return list(stocks(*peer(tmp_path_factory.mktemp("peer"), WORLDS, LEVERS)))


@pytest.fixture(scope="module")
def ours():
    """Our states at each of YEARS."""
    plan = SimpleNamespace(**{n: v[None, :] for n, v in LEVERS.items()})
    states = list(strategy.run(WORLDS, plan, KNOWN.base(), years=YEARS[-1]))
    return [states[round(year / strategy.QUARTER)] for year in YEARS]


@pytest.mark.weekly
@pytest.mark.parametrize("name", [*STANDINGS, *STOCKS])
def test_a_second_writing_agrees_in_every_case_at_every_year(theirs, ours, name):
    value = STOCKS.get(name) or (lambda state: state.standing[STANDINGS.index(name)])
    found = [np.broadcast_to(value(state), (1, CASES))[0] for state in ours]
    np.testing.assert_allclose([stock[name] for stock in theirs], found, **TO_ROUNDING)


def test_the_cases_use_every_equation(ours):
    """Otherwise the two could agree only because nothing happens."""
    for choice in ("deal_form", "us_presence", "balance_model", "undeclared_plant"):
        options = set(range(round(DEFAULT.records[choice].high) + 1))
        assert options == set(getattr(WORLDS, choice))
    for field in ("removed", "withdrawn", "war", "collapse", "bomb", "frozen"):
        assert np.max(getattr(ours[-1], field)) > 0.01
    assert WORLDS.substitution.min() < 0 < WORLDS.substitution.max()


def test_the_peer_holds_no_number_of_its_own():
    """Every assumption and lever is a parameter. The only number left is four quarters a year."""
    values = dict(re.findall(r"^([a-z][a-z ]*)(?:\[case\])? = (\S+)\n", TEXT, re.M))
    assert {n for n, v in values.items() if v != ":NA:"} == {"quarters a year"}
    levers = {f"{who}_{n}" for who in ("planned", "baseline") for n in KNOWN.levers}
    handed_in = {n.replace(" ", "_") for n, v in values.items() if v == ":NA:"}
    assert handed_in and handed_in <= {*DEFAULT.records, *levers}


def test_every_variable_of_the_peer_has_a_unit_and_a_comment():
    entries = [e for e in TEXT.split("|") if "****" not in e and " = " in e]
    assert len(entries) > 200
    for entry in entries:
        _, unit, comment = (part.strip() for part in entry.split("~"))
        assert unit and comment.endswith((".", ".)")), entry
