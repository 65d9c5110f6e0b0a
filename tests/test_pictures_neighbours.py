"""Step 5: what is drawn is what the model says, and the words are said from what is drawn."""

import numpy as np
from hypothesis import given
from test_pictures import texts
from worlds import DEFAULT, worlds

from sevensteps import charts, pictures
from sevensteps import data as facts
from sevensteps.argument import claims
from sevensteps.steps import neighbours
from sevensteps.verdicts import judge

any_world = worlds(step=5)


@given(any_world)
def test_what_is_lost_and_what_shifts_is_said_as_the_verdicts_have_it(a):
    said = pictures.influence.words(pictures.influence.data(a)).title
    assert ("nothing is lost" in said) == judge(claims()["C5c"], a).holds
    said = pictures.settlement.words(pictures.settlement.data(a)).title
    assert ("no less than" not in said) == judge(claims()["C5d"], a).holds


@given(any_world)
def test_mean_and_median_are_both_drawn_with_their_coders(a):
    columns = pictures.settlement.data(a)
    settled = columns["settled"]
    for kind in (0, 1):
        expected = [float(neighbours.settlement(a, u)[kind]) for u in (1.0, a.us_effort)]
        assert settled["position"][2 * kind : 2 * kind + 2] == expected
    assert len(columns["jitter"]["position"]) == 4 * 60


@given(any_world)
def test_weights_on_the_chart_are_shares(a):
    bars = pictures.settlement.data(a)["actors"]
    total = sum(w for w, e in zip(bars["weight"], bars["effort"], strict=True) if e == "leading")
    assert np.isclose(total, 1)


def test_a_slider_that_moves_nothing_leaves_the_coders_where_they_are():
    one, two = (pictures.settlement.data(DEFAULT)["jitter"]["position"] for _ in range(2))
    assert (one == two).all()


def test_a_stake_is_said_not_to_be_leverage_and_unseen_figures_are_counted():
    picture = charts.stakes(facts.table("stakes"))
    assert "A stake is not leverage" in picture.alt_text
    assert "3 not seen in the source" in " ".join(texts(dict(picture.spec)))
