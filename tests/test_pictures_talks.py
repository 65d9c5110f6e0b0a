"""Step 2: what is drawn is what the model says, and the words are said from what is drawn."""

import numpy as np
from hypothesis import given
from test_pictures import texts
from worlds import DEFAULT, worlds

from sevensteps import charts, pictures
from sevensteps import data as facts
from sevensteps.argument import claims
from sevensteps.data import arrays
from sevensteps.steps import talks
from sevensteps.verdicts import judge

YEARS = arrays("talk_years")
any_world = worlds(step=2)


@given(any_world)
def test_the_shaded_years_are_the_talk_years_that_count(a):
    shade = pictures.years.data(a)["shade"]
    width = sum(e - s for s, e in zip(shade["start"], shade["end"], strict=True))
    assert width == (talks.with_talks(a, YEARS) & talks.years_counted(a, YEARS)).sum()


@given(any_world)
def test_the_records_dot_lies_on_the_curve_and_its_side_is_said(a):
    columns = pictures.identification.data(a)
    dots = columns["dots"]
    assert np.isclose(dots["selection"][0] * dots["effect"][0], dots["ratio"][0])
    said = pictures.identification.words(columns).title
    verdict = judge(claims()["C2a"], a)
    assert ("cannot be judged" in said) == verdict.open
    assert verdict.open or ("do not calm" not in said) == verdict.holds
    over = pictures.years.words(pictures.years.data(a))
    assert ("cannot be judged" in over.title) == verdict.open
    assert ("E-value" in over.alt_text) == (not verdict.open)


@given(any_world)
def test_talking_is_said_to_pay_just_when_c2c_holds(a):
    said = pictures.decision.words(pictures.decision.data(a)).title
    assert ("does not pay" not in said) == judge(claims()["C2c"], a).holds


@given(any_world)
def test_the_break_even_line_is_the_cost_less_the_calm(a):
    line = pictures.decision.data(a)["threshold_line"]
    assert np.allclose(line["chance"], line["cost"] - talks.calm(a))


def test_the_caveat_stands_on_both_charts():
    for picture in (pictures.years, pictures.identification):
        said = " ".join(texts(dict(picture.still(DEFAULT).spec)))
        assert "As CSIS says: a correlation, and no claim of a cause." in said
    assert "no proof of a cause" in pictures.years.still(DEFAULT).alt_text


def test_three_counts_are_drawn_and_never_added():
    picture = charts.two_lists(facts.table("talk_years"))
    assert "never added" in " ".join(texts(dict(picture.spec)))
