"""Step 3: what is drawn is what the model says, and the words are said from what is drawn."""

import numpy as np
from hypothesis import given, settings
from test_pictures import texts
from worlds import DEFAULT, worlds

from sevensteps import charts, pictures
from sevensteps import data as facts
from sevensteps.argument import claims
from sevensteps.assumptions import percent
from sevensteps.steps import freeze
from sevensteps.verdicts import judge

any_world = worlds(step=3)


@given(any_world)
def test_the_plane_says_less_harm_just_when_c3c_holds(a):
    columns = pictures.plane.data(a)
    said = pictures.plane.words(columns).title
    assert ("does less harm" in said) == judge(claims()["C3c"], a).holds
    finite = np.isfinite(freeze.break_even_hazard(a))
    assert ("no hazard is high enough" in said) == (not finite)


@given(any_world)
def test_the_readers_dot_lies_on_the_side_that_the_verdict_names(a):
    columns = pictures.plane.data(a)
    line = columns["line"]
    star = np.interp(a.lock_in_ratio, line["lock_in"], line["hazard"], right=np.inf)
    if abs(star - a.denuclearisation_hazard) > 0.01:
        assert (a.denuclearisation_hazard < star) == judge(claims()["C3c"], a).holds


@given(any_world)
def test_the_curve_of_refreezing_passes_through_the_readers_dot(a):
    columns = pictures.refreeze.data(a)
    at = np.interp(a.refreezing_hazard, columns["curve"]["refreezing"], columns["curve"]["stopped"])
    assert abs(at - columns["dot"]["stopped"][0]) < 0.01
    said = pictures.refreeze.words(columns).title
    assert ("not enough" not in said) == judge(claims()["C3b"], a).holds
    assert percent(freeze.production_stopped(a)) in said


@given(any_world)
@settings(max_examples=30)
def test_the_fans_end_dots_are_the_expected_stocks(a):
    columns = pictures.fan.data(a)
    linear = a.replace_unchecked(harm_curvature=1.0)
    held, frozen = columns["dots"]["stock"]
    assert held == freeze.harm_if_held_out(linear) and frozen == freeze.harm_if_frozen(linear)
    assert f"{frozen:.1f} with a freeze" in pictures.fan.words(columns).title


def test_the_estimates_are_drawn_with_their_ranges_and_never_joined():
    picture = charts.arsenal_estimates(facts.table("arsenal"))
    said = " ".join(texts(dict(picture.spec)))
    assert "the op-ed" in said and "weapons built" in said
    assert "never joined" in picture.alt_text
    assert "line" not in {
        layer["mark"]["type"] for layer in picture.spec["layer"] if "mark" in layer
    }


def test_the_horizon_is_drawn_where_the_expected_stocks_stand():
    columns = pictures.fan.data(DEFAULT)
    assert set(columns["dots"]["year"]) == set(columns["horizon"]["year"]) == {15.0}
