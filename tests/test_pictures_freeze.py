"""Step 3: what is drawn is what the model says, and the words are said from what is drawn."""

import numpy as np
from hypothesis import given, settings
from test_pictures import marks, texts, title
from worlds import DEFAULT, worlds

from sevensteps import pictures
from sevensteps.argument import claims
from sevensteps.assumptions import percent
from sevensteps.data import table
from sevensteps.steps import freeze
from sevensteps.verdicts import judge

any_world = worlds(step=3)
some = settings(max_examples=15)


@some
@given(any_world)
def test_the_plane_says_less_harm_just_when_c3c_holds(a):
    said = title(pictures.plane, a)
    assert ("does less harm" in said) == judge(claims()["C3c"], a).holds
    assert ("no hazard is high enough" in said) == (not np.isfinite(freeze.break_even_hazard(a)))


@some
@given(any_world)
def test_the_readers_dot_lies_on_the_side_that_the_verdict_names(a):
    line = pictures.plane.data(a)["line"]
    star = np.interp(a.lock_in_ratio, line["lock_in"], line["hazard"], right=np.inf)
    if abs(star - a.denuclearisation_hazard) > 0.01:
        assert (a.denuclearisation_hazard < star) == judge(claims()["C3c"], a).holds


@some
@given(any_world)
def test_the_curve_of_refreezing_passes_through_the_readers_dot(a):
    data, said = pictures.refreeze.data(a), title(pictures.refreeze, a)
    at = np.interp(a.refreezing_hazard, data["curve"]["refreezing"], data["curve"]["stopped"])
    assert abs(at - data["dot"]["stopped"][0]) < 0.01
    assert ("not enough" not in said) == judge(claims()["C3b"], a).holds
    assert percent(freeze.production_stopped(a)) in said


@some
@given(any_world)
def test_the_fans_end_dots_are_the_expected_stocks(a):
    linear = a.replace_unchecked(harm_curvature=1.0)
    held, frozen = pictures.fan.data(a)["dots"]["stock"]
    assert held == freeze.harm_if_held_out(linear) and frozen == freeze.harm_if_frozen(linear)
    assert f"{frozen:.1f} with a freeze" in title(pictures.fan, a)


def test_the_estimates_are_drawn_with_their_ranges_and_never_joined():
    picture = pictures.arsenal_estimates(table("arsenal"))
    said = " ".join(texts(picture.spec))
    assert "the op-ed" in said and "weapons built" in said
    assert "never joined" in picture.alt_text
    assert "line" not in {kind for kind, _ in marks(picture.spec)}


def test_the_horizon_is_drawn_where_the_expected_stocks_stand():
    data = pictures.fan.data(DEFAULT)
    assert set(data["dots"]["year"]) == set(data["horizon"]["year"]) == {15.0}
