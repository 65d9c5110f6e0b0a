"""Step 5: what is drawn is what the model says, and the words are said from what is drawn."""

import numpy as np
from hypothesis import given
from test_pictures import texts, title
from worlds import DEFAULT, worlds

from sevensteps import data as facts
from sevensteps import pictures
from sevensteps.argument import claims
from sevensteps.steps import neighbours
from sevensteps.verdicts import judge

any_world = worlds(step=5)


@given(any_world)
def test_what_is_lost_and_what_shifts_is_said_as_the_verdicts_have_it(a):
    lost, moved = (title(p, a) for p in (pictures.influence, pictures.settlement))
    assert ("nothing is lost" in lost) == judge(claims()["C5c"], a).holds
    assert ("no less than" not in moved) == judge(claims()["C5d"], a).holds


@given(any_world)
def test_mean_and_median_are_both_drawn_with_their_coders_and_weights_are_shares(a):
    data = pictures.settlement.data(a)
    settled, bars = data["settled"], data["actors"]
    for kind in (0, 1):
        expected = [float(neighbours.settlement(a, u)[kind]) for u in (1.0, a.us_effort)]
        assert settled["position"][2 * kind : 2 * kind + 2] == expected
    assert len(data["jitter"]["position"]) == 4 * 60
    total = sum(w for w, e in zip(bars["weight"], bars["effort"], strict=True) if e == "leading")
    assert np.isclose(total, 1)


def test_a_slider_that_moves_nothing_leaves_the_coders_where_they_are():
    one, two = (pictures.settlement.data(DEFAULT)["jitter"]["position"] for _ in range(2))
    assert one == two


def test_a_stake_is_said_not_to_be_leverage_and_unseen_figures_are_counted():
    picture = pictures.stakes(facts.table("stakes"))
    assert "A stake is not leverage" in picture.alt_text
    assert "3 not seen in the source" in " ".join(texts(picture.spec))
