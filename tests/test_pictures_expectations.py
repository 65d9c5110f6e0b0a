"""Step 1: what is drawn is what the model says, and the words are said from what is drawn."""

from hypothesis import given
from test_pictures import texts, title
from worlds import DEFAULT, worlds

from sevensteps import pictures
from sevensteps.argument import claims
from sevensteps.assumptions import percent
from sevensteps.data import arrays, table
from sevensteps.pictures.expectations import YEARS
from sevensteps.steps import expectations
from sevensteps.verdicts import judge

DEALS = arrays("deals")
any_world = worlds(step=1)


@given(any_world)
def test_every_counted_deal_is_a_dot_on_its_side(a):
    dots = pictures.beliefs.data(a)["deals"]
    assert dots["outcome"].count("a success") == expectations.successes(a, DEALS)
    assert len(dots["outcome"]) == expectations.attempts(a, DEALS)
    assert [r > 0.5 for r in dots["rate"]] == [o == "a success" for o in dots["outcome"]]


@given(any_world)
def test_likely_and_possible_are_said_as_the_verdict_has_them(a):
    next_, more = judge(claims()["C1a"], a).parts
    said = title(pictures.beliefs, a)
    assert ("not likely" in said) == next_.holds and percent(next_.value) in said
    assert ("hardly possible" not in title(pictures.tries, a)) == more.holds


@given(any_world)
def test_a_threat_is_said_to_say_little_or_nothing_just_when_c1c_holds(a):
    assert ("says much" not in title(pictures.threat, a)) == judge(claims()["C1c"], a).holds


@given(any_world)
def test_half_of_the_deals_are_over_where_the_dot_says(a):
    data = pictures.survival.data(a)
    (year,), (share,) = data["half"]["year"], data["half"]["share"]
    assert share == expectations.survival(a, DEALS, year)
    assert abs(share - 0.5) < 1e-9 or (share > 0.5 and year == YEARS)
    datings = {"Kaplan-Meier, low dates", "Kaplan-Meier, high dates"}
    assert set(data["steps"]["dating"]) == datings


def test_the_spread_of_the_dating_is_drawn():
    said = " ".join(texts(pictures.deals_timeline(table("deals")).spec))
    assert all(name in said for name in table("deals")["name"])
    assert "By the dating alone" in said


def test_the_bars_of_the_tries_pass_through_the_readers_dot():
    data = pictures.tries.data(DEFAULT)
    at = data["bars"]["chance"][int(DEFAULT.further_tries) - 1]
    assert at == data["dot"]["chance"][0]
