"""Step 2: what is drawn is what the model says, and the words are said from what is drawn."""

import numpy as np
from hypothesis import given
from test_pictures import texts, title
from worlds import DEFAULT, worlds

from sevensteps import pictures
from sevensteps.argument import claims
from sevensteps.data import arrays, table
from sevensteps.steps import talks
from sevensteps.verdicts import judge

YEARS = arrays("talk_years")
any_world = worlds(step=2)


@given(any_world)
def test_the_shaded_years_are_the_talk_years_that_count(a):
    shade = pictures.years.data(a)["shade"]
    width = sum(shade["end"]) - sum(shade["start"])
    assert width == (talks.with_talks(a, YEARS) & talks.years_counted(a, YEARS)).sum()


@given(any_world)
def test_the_records_dot_lies_on_the_curve_and_its_side_is_said(a):
    dots = pictures.identification.data(a)["dots"]
    ratio = talks.observed_ratio(a, YEARS)
    assert np.isclose(dots["selection"][0] * dots["effect"][0], ratio)
    said, verdict = title(pictures.identification, a), judge(claims()["C2a"], a)
    assert ("cannot be judged" in said) == verdict.open
    assert verdict.open or ("do not calm" not in said) == verdict.holds
    over = pictures.years.words(a)
    assert ("cannot be judged" in over.title) == verdict.open
    assert ("E-value" in over.alt_text) == (not verdict.open)


@given(any_world)
def test_talking_is_said_to_pay_just_when_c2c_holds(a):
    holds = judge(claims()["C2c"], a).holds
    assert ("does not pay" not in title(pictures.decision, a)) == holds


@given(any_world)
def test_the_break_even_line_is_the_cost_less_the_calm(a):
    line = pictures.decision.data(a)["threshold_line"]
    assert np.allclose(line["chance"], line["cost"] - talks.calm(a))


def test_the_caveat_stands_on_both_charts():
    for picture in (pictures.years, pictures.identification):
        said = " ".join(texts(picture.still(DEFAULT).spec))
        assert "As CSIS says: a correlation, and no claim of a cause." in said
    assert "no proof of a cause" in pictures.years.still(DEFAULT).alt_text


def test_three_counts_are_drawn_and_never_added():
    assert "never added" in " ".join(texts(pictures.two_lists(table("talk_years")).spec))
