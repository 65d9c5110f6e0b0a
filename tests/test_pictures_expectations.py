"""Step 1: what is drawn is what the model says, and the words are said from what is drawn."""

from hypothesis import given
from test_pictures import texts
from worlds import DEFAULT, worlds

from sevensteps import charts, pictures
from sevensteps import data as facts
from sevensteps.argument import claims
from sevensteps.assumptions import percent
from sevensteps.data import arrays
from sevensteps.steps import expectations
from sevensteps.verdicts import judge

DEALS = arrays("deals")
any_world = worlds(step=1)


@given(any_world)
def test_every_counted_deal_is_a_dot_on_its_side(a):
    dots = pictures.beliefs.data(a)["deals"]
    assert dots["outcome"].count("a success") == expectations.successes(a, DEALS)
    assert len(dots["outcome"]) == expectations.attempts(a, DEALS)
    assert all(
        (r > 0.5) == (o == "a success") for r, o in zip(dots["rate"], dots["outcome"], strict=True)
    )


@given(any_world)
def test_likely_and_possible_are_said_as_the_verdict_has_them(a):
    next_, more = judge(claims()["C1a"], a).parts
    said = pictures.beliefs.words(pictures.beliefs.data(a)).title
    assert ("not likely" in said) == next_.holds and percent(next_.value) in said
    said = pictures.tries.words(pictures.tries.data(a)).title
    assert ("hardly possible" not in said) == more.holds


@given(any_world)
def test_a_threat_is_said_to_say_little_just_when_c1c_holds(a):
    said = pictures.threat.words(pictures.threat.data(a)).title
    assert ("says little" in said) == judge(claims()["C1c"], a).holds


@given(any_world)
def test_half_of_the_deals_are_over_where_the_dot_says(a):
    columns = pictures.survival.data(a)
    (middle,) = columns["half"]["middle"]
    assert abs(expectations.survival(a, DEALS, middle) - 0.5) < 1e-9
    assert set(columns["steps"]["dating"]) == {
        "Kaplan-Meier, low dates",
        "Kaplan-Meier, high dates",
    }


def test_the_spread_of_the_dating_is_drawn():
    picture = charts.deals_timeline(facts.table("deals"))
    said = " ".join(texts(dict(picture.spec)))
    assert all(name in said for name in facts.table("deals")["name"])
    assert "By the dating alone" in said


def test_the_bars_of_the_tries_pass_through_the_readers_dot():
    columns = pictures.tries.data(DEFAULT)
    at = columns["bars"]["chance"][int(DEFAULT.further_tries) - 1]
    assert at == columns["dot"]["chance"][0]
