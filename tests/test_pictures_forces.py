"""Step 7: what is drawn is what the model says, and the words are said from what is drawn."""

import numpy as np
from hypothesis import given
from test_pictures import texts, title
from worlds import worlds

from sevensteps import data as facts
from sevensteps import pictures
from sevensteps.argument import claims
from sevensteps.steps import forces
from sevensteps.verdicts import judge

any_world = worlds(step=7)


@given(any_world)
def test_able_gains_and_loses_are_said_as_the_verdicts_have_them(a):
    assert ("not able" not in title(pictures.balance, a)) == judge(claims()["C7d"], a).holds
    said = title(pictures.frontier, a)
    assert ("Washington gains" in said) == judge(claims()["C7f"], a).holds
    assert ("alliance gains" in said) == judge(claims()["C7g"], a).holds


@given(any_world)
def test_both_ledgers_are_always_drawn_with_their_nets(a):
    bars = pictures.ledger.data(a)["bars"]
    nets = {
        name: v
        for item, name, v in zip(bars["item"], bars["ledger"], bars["value"], strict=True)
        if item == "net"
    }
    assert np.isclose(nets["Washington's ledger"], forces.washingtons_ledger(a))
    assert np.isclose(nets["the alliance's ledger"], forces.alliances_ledger(a))


@given(any_world)
def test_the_curves_of_the_balance_pass_through_the_dots(a):
    columns = pictures.balance.data(a)
    for who, value in zip(columns["dots"]["who"], columns["dots"]["holding"], strict=True):
        rows = [i for i, w in enumerate(columns["curves"]["who"]) if w == who]
        curve = columns["curves"]
        at = np.interp(a.rok_strength, curve["ratio"][rows], curve["holding"][rows])
        assert abs(at - value) < 0.01


def test_families_of_income_are_two_lines_and_quantities_say_so():
    income = pictures.income_ratio(facts.table("income"))
    assert "never joined" in income.alt_text
    said = " ".join(texts(pictures.forces_counted(facts.table("forces")).spec))
    assert "quantity only" in said
