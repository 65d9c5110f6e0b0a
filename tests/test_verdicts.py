"""A verdict says on which side of its threshold a claim lies, and what would turn it."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import AUTHOR, CRITIC, DEFAULT, VIEWS, any_world, worlds

from sevensteps.argument import Rule, claims
from sevensteps.assumptions import number
from sevensteps.data import DataProblem
from sevensteps.steps import china
from sevensteps.verdicts import flips, judge, quantity, rests_on
from sevensteps.verdicts.judge import COMPARE

C6A, C6C = claims()["C6a"], claims()["C6c"]
JUDGED = [c for c in claims().values() if c.verdict]


def ruled(quantity, is_, threshold):
    """Claim C6a with another rule."""
    return replace(C6A, verdict=(Rule(quantity, is_, threshold),))


@given(any_world)
def test_c6a_holds_when_sanctions_are_too_weak_without_china_and_enough_with_it(a):
    expected = china.trade_cut(a, 0) < a.needed_bite <= china.trade_cut(a, 1)
    assert judge(C6A, a).holds == expected


@given(any_world)
def test_c6c_holds_when_chinas_answer_is_enough_with_the_offers_and_not_without(a):
    with_, without = (china.best_enforcement(b) for b in (a, china.without_offers(a)))
    assert judge(C6C, a).holds == (
        china.trade_cut(a, without) < a.needed_bite <= china.trade_cut(a, with_)
    )


@given(any_world)
def test_a_claim_whose_first_rule_fails_is_open_and_neither_holds_nor_fails(a):
    verdict = judge(claims()["C2a"], a)
    first, _ = verdict.parts
    assert verdict.open == (not first.holds)
    assert (verdict.state == "cannot be judged") == verdict.open
    assert verdict.open <= (not verdict.holds)


def test_a_setting_in_which_a_claim_cannot_be_judged_does_not_turn_it():
    few = DEFAULT.replace(talk_record=1)
    assert judge(claims()["C2a"], few).open and not judge(claims()["C2a"], DEFAULT).open
    assert "talk_record" not in [f.record.name for f in flips(claims()["C2a"], DEFAULT)]
    draws = DEFAULT.replace_unchecked(talk_record=np.array([0.0, 1.0]))
    assert list(judge(claims()["C2a"], draws).open) == [False, True]


@pytest.mark.parametrize("a", VIEWS.values(), ids=list(VIEWS))
@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_the_words_of_a_verdict_agree_with_its_parts(claim, a):
    verdict = judge(claim, a)
    said = verdict.sentence
    assert said.startswith("Under these assumptions, ")
    assert f"{claim.id} {verdict.state}: “{claim.title}”." in said
    for part in verdict.parts:
        if verdict.open and not part.first:
            continue
        show = part.threshold_record.show if part.threshold_record else "{:.3g}".format
        assert show(part.threshold) in said


def test_a_verdict_short_by_less_than_its_digits_says_just():
    a = DEFAULT.replace_unchecked(needed_bite=float(china.trade_cut_with_china(DEFAULT)) + 1e-6)
    assert "just short of" in judge(C6A, a).sentence


def test_a_value_on_its_threshold_is_at_least_it_and_not_below():
    on_it = DEFAULT.replace_unchecked(needed_bite=china.trade_cut_with_china(DEFAULT))
    assert judge(ruled("china.trade_cut_with_china", "at least", "needed_bite"), on_it).holds
    assert not judge(ruled("china.trade_cut_with_china", "below", "needed_bite"), on_it).holds


def test_a_claim_without_a_rule_has_no_verdict():
    silent = [c for c in claims().values() if not c.verdict]
    assert silent
    assert all(judge(c, DEFAULT) is None and c.no_verdict for c in silent)


def test_a_threshold_may_be_a_bare_number():
    assert judge(ruled("china.trade_cut_with_china", "at least", 0.1), DEFAULT).holds
    assert not judge(ruled("china.trade_cut_with_china", "below", 0.1), DEFAULT).holds
    said = judge(ruled("china.trade_cut_with_china", "below", 0.1), DEFAULT).sentence
    assert "not below the threshold of 0.1" in said


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (("chima.trade_cut_now", "below", 0.5), "no step called 'chima'"),
        (("china.trade_cut_noww", "below", 0.5), "did you mean 'trade_cut_now'"),
        (
            ("china.trade_cut_now", "below", "needed_bight"),
            "C6a: threshold .* did you mean 'needed_bite'",
        ),
    ],
)
def test_a_rule_with_a_misspelt_name_suggests_the_right_one(rule, says):
    with pytest.raises(DataProblem, match=says):
        judge(ruled(*rule), DEFAULT)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("china.np", "china has no such function"),
        ("china.math", "china has no such function"),
        ("china.trade_cut_withuot_china", "did you mean 'trade_cut_without_china'"),
        (
            "china.trade_cut",
            "trade_cut needs enforcement, which is no table: name a function of assumptions",
        ),
        ("talks.e_value", "e_value needs ratio, which is no table"),
        ("china.without_offers", "which is no number: name a function that gives one"),
    ],
)
def test_a_rule_that_does_not_name_a_quantity_says_why(name, says):
    with pytest.raises(DataProblem, match=says) as said:
        judge(ruled(name, "below", 1.0), DEFAULT)
    assert str(said.value).startswith("claims.toml, ") and name in str(said.value)


@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_every_rule_of_the_data_names_a_quantity_and_a_threshold(claim):
    for rule in claim.verdict:
        assert callable(quantity(rule.quantity))
        assert rule.threshold in DEFAULT.records or isinstance(rule.threshold, float)


@settings(max_examples=25)
@given(st.data())
@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_each_flip_turns_the_verdict_and_nothing_nearer_does(claim, data):
    a = data.draw(worlds(claim.step))
    now = judge(claim, a).holds
    found = flips(claim, a)
    assert [f.move for f in found] == sorted(f.move for f in found)
    for f in found:
        r, there = f.record, a.replace(**{f.record.name: f.end})
        assert f.end != f.start and judge(claim, there).holds != now
        nearer = r.positions()
        nearer = nearer[np.abs(nearer - f.start) < abs(f.end - f.start) - r.increment / 2]
        nearer = nearer[nearer != r.settings.get(r.no_change, np.nan)]
        assert (judge(claim, a.replace_unchecked(**{r.name: nearer})).holds == now).all()


def test_numbers_that_differ_by_rounding_alone_are_equal():
    """The alliance's ledger is 0 for one number and 6e-17 in an array, and must not turn a claim."""
    a = DEFAULT.replace(
        rok_strength=0.5, us_addition=0.2, defence_multiplier=2, contest_exponent=4, us_presence=0
    )
    assert "us_presence" not in [f.record.name for f in flips(claims()["C7g"], a)]
    on_it = DEFAULT.replace_unchecked(needed_bite=0.3)
    for value in (0.1 + 0.2, 0.3 - 1e-17):
        parts = [COMPARE[is_](value, on_it.needed_bite) for is_ in ("at least", "below", "above")]
        assert parts == [True, False, False]


def test_a_setting_under_which_nothing_changes_turns_no_verdict():
    r = DEFAULT.records["us_presence"]
    assert r.no_change in r.settings
    for claim in JUDGED:
        for a in (DEFAULT, AUTHOR, CRITIC):
            ends = [f.end for f in flips(claim, a) if f.record is r]
            assert r.settings[r.no_change] not in ends


@given(any_world)
def test_an_assumption_that_does_not_flip_a_claim_alone_is_left_out(a):
    turned = {f.record.name for f in flips(C6A, a)}
    for r in rests_on(C6A, a):
        ends = (
            judge(C6A, a.replace(**{r.name: v})).holds != judge(C6A, a).holds
            for v in (r.low, r.high)
        )
        assert r.name in turned or not any(ends)


def test_a_claim_rests_on_what_its_rule_reads():
    names = {r.name for r in rests_on(C6A, DEFAULT)}
    assert {"needed_bite", "china_trade_share", "leakage"} <= names
    assert not {"refugee_cost", "china_cooperation"} & names


def test_verdicts_broadcast_over_draws():
    needed = np.array([0.1, 0.3, 0.9])
    holds = judge(C6A, DEFAULT.replace(needed_bite=needed)).holds
    assert holds.tolist() == [judge(C6A, DEFAULT.replace(needed_bite=n)).holds for n in needed]


# -- paragraph 10, as on the start page and in notebook 06 -----------------------------------


def test_by_default_sanctions_are_futile_without_china_and_the_offers_fall_short():
    assert judge(C6A, DEFAULT).holds
    assert not judge(C6C, DEFAULT).holds


def test_c6c_holds_in_the_authors_setting_and_not_in_the_critics():
    assert judge(C6A, AUTHOR).holds and judge(C6C, AUTHOR).holds
    assert not judge(C6A, CRITIC).holds and not judge(C6C, CRITIC).holds


def test_the_start_pages_toggle_crosses_the_threshold():
    settings = DEFAULT.records["china_cooperation"].settings
    enough = [china.trade_cut(DEFAULT, e) >= DEFAULT.needed_bite for e in settings.values()]
    assert list(settings) == ["no", "partly", "fully"]
    assert enough == [False, True, True]


LARGE = DEFAULT.replace(
    **{
        n: DEFAULT.records[n].high
        for n in (
            "war_hazard_now",
            "ally_war_loss",
            "attack_sensitivity",
            "attack_cost",
            "intervention_cost",
        )
    },
    us_presence=2,
)


@given(any_world)
@example(LARGE)
@settings(max_examples=40)
def test_no_verdict_uses_scientific_notation(a):
    for claim in claims().values():
        verdict = judge(claim, a)
        if verdict:
            assert not re.search(r"\de[+-]?\d", verdict.sentence), verdict.sentence


@given(st.floats(-1e6, 1e6))
def test_a_bare_number_keeps_three_digits_or_so_and_its_sign(value):
    said = number(value)
    if 0 < abs(value) < 0.005:
        assert said == f"a little {'over' if value > 0 else 'under'} 0"
    else:
        assert float(said.replace("−", "-")) == pytest.approx(value, rel=0.006, abs=0.005)
        assert "e" not in said and not said.endswith(".")
