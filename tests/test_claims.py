"""Paragraph by paragraph, notebook by notebook: tests of what the prose says."""

import ast
import re

import nbformat
import numpy as np
import pytest
from worlds import AUTHOR, CRITIC, DEFAULT

from sevensteps import comparison, pictures, scores
from sevensteps import data as facts
from sevensteps import text as pages
from sevensteps.argument import claims
from sevensteps.assumptions import parameters_read
from sevensteps.data import arrays
from sevensteps.questions import dated, question
from sevensteps.steps import china, contempt, expectations, forces, freeze, neighbours, talks
from sevensteps.verdicts import flips, judge

C6A, C6C = claims()["C6a"], claims()["C6c"]
BOOKS = {p.stem: nbformat.read(p, 4) for p in sorted(pages.NOTEBOOKS.glob("*.ipynb"))}
ENDS = ("end_low", "end_high")
GLOSSARY = (pages.NOTEBOOKS / "glossary.md").read_text(encoding="utf-8")
WORDS = {
    word.replace(" ", "-"): " ".join(text.split())
    for word, text in re.findall(r"^### (.+)\n\n(.+(?:\n.+)*)", GLOSSARY, flags=re.M)
}


def prose(book):
    return " ".join(" ".join(c.source.split()) for c in book.cells if c.cell_type == "markdown")


ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN, EIGHT, NINE, TEN = (
    prose(book) for name, book in BOOKS.items() if "01" <= name[:2] <= "10"
)


def holds(claim, a):
    return judge(claims()[claim], a).holds


def turning(claim, a=DEFAULT):
    """The names of the assumptions that turn the verdict alone."""
    return [flip.record.name for flip in flips(claims()[claim], a)]


def read_by(claim, a=DEFAULT):
    """The names of the assumptions that the verdict reads."""
    return {r.name for r in parameters_read(lambda now: judge(claims()[claim], now), a)}


APART = ("C1a", "C2c", "C3b", "C3c", "C4b", "C4c", "C5a", "C5c", "C5d", "C7d", "C7f", "C7g", "C7h")


@pytest.mark.parametrize("claim", APART)
def test_the_author_and_the_critic_stand_on_opposite_sides_of(claim):
    assert holds(claim, AUTHOR) and not holds(claim, CRITIC)


# -- paragraph 5 (step 1, expectations) ------------------------------------------------------------


def test_each_choice_of_reading_can_settle_how_likely_success_is():
    assert "Each choice can settle the answer." in ONE
    a_year = DEFAULT.replace(success_means=2, success_years=1)
    by_class = {holds("C1a", a_year.replace(reference_class=k)) for k in range(3)}
    halts = DEFAULT.replace(reference_class=2, success_years=1)
    by_meaning = {holds("C1a", halts.replace(success_means=k)) for k in range(3)}
    assert by_class == by_meaning == {True, False}


def test_the_wide_coding_of_deals_lowers_the_chance_and_undoes_the_worked_solution():
    assert "the last row below says what the other coding gives" in ONE
    assert "With the deals read widely the two changes above fall short" in ONE
    a_year, deals = DEFAULT.replace(success_means=2, success_years=1), arrays("deals")
    widely = a_year.replace(reference_class=3)
    narrow, wide = (
        expectations.successes(a, deals) / expectations.attempts(a, deals) for a in (a_year, widely)
    )
    assert wide < 0.5 < narrow
    assert not holds("C1a", a_year) and holds("C1a", widely)


def test_no_deal_on_record_is_a_success_by_the_strictest_reading():
    assert "By that reading no deal on record is a success" in ONE
    assert DEFAULT.records["success_means"].settings["weapons given up"] == DEFAULT.success_means
    deals, late = arrays("deals"), DEFAULT.replace(known_until=2024.75, success_years=0.5)
    found = [
        [
            expectations.successes(late.replace(reference_class=k, success_means=m), deals)
            for m in (0, 2)
        ]
        for k in range(4)
    ]
    assert all(strict == 0 < loose for strict, loose in found)


def test_most_deals_with_a_star_count_under_read_widely_and_the_rest_only_among_all():
    assert "most of them count under *read widely*, too, the rest only among *every deal" in ONE
    deals, late = arrays("deals"), DEFAULT.replace(known_until=2024.75)
    own, every, widely = (
        expectations.counted(late.replace(reference_class=k), deals) for k in (0, 1, 3)
    )
    stars = every & ~own
    assert stars.sum() / 2 < (stars & widely).sum() < stars.sum()
    footnote = pictures.deals_timeline(facts.table("deals")).spec["signals"]
    said = " ".join(str(p.get("value")).replace("\n", " ") for p in footnote)
    assert f"*: {stars.sum()} deals" in said and f"counts {(stars & widely).sum()} of them" in said


def test_the_halts_alone_succeed_where_production_stopped_for_a_year_and_not_for_a_term():
    assert "success meaning that production stopped for a year" in ONE
    halts = DEFAULT.replace(reference_class=2, success_means=1)
    assert not holds("C1a", halts.replace(success_years=1)) and holds("C1a", halts)


def test_the_guess_of_step_1_names_the_count_of_both_codings():
    guess = question("sixth_deal").question
    deals = arrays("deals")
    counts = [int(expectations.attempts(DEFAULT.replace(reference_class=k), deals)) for k in (0, 3)]
    words = {5: "five", 9: "nine"}
    assert all(words[n] in guess for n in counts)


def test_from_the_default_no_single_fact_turns_c1a():
    assert "no single fact about North Korea turns the claim" in ONE
    assert set(turning("C1a")) <= {"further_tries", "possible_from", "likely_from"}


def test_whether_a_threat_says_little_rests_on_one_guess():
    assert "rests on one number, which nobody has measured" in ONE
    (only,) = flips(claims()["C1c"], DEFAULT)
    assert only.record.name == "threat_likelihood_ratio" and only.record.evidence == "guessed"


def test_the_author_and_the_critic_stand_on_opposite_sides_of_c1a_and_not_of_c1c():
    assert "moves the claim and does not turn it" in ONE
    assert all(holds("C1c", a) for a in (AUTHOR, CRITIC))
    assert CRITIC.threat_likelihood_ratio != DEFAULT.threat_likelihood_ratio


def test_the_sceptics_prior_expects_even_less():
    assert "would expect less still" in ONE
    deals = arrays("deals")
    sceptic = DEFAULT.replace(prior_failures=DEFAULT.records["prior_failures"].settings["sceptic"])
    assert expectations.chance_next(sceptic, deals) < expectations.chance_next(DEFAULT, deals)


# -- paragraph 6 (step 2, talks) -------------------------------------------------------------------


def test_there_were_fewer_provocations_in_talk_years_by_every_list():
    assert "far fewer provocations, by every list" in TWO
    years = arrays("talk_years")
    ratios = [talks.observed_ratio(DEFAULT.replace(provocation_unit=u), years) for u in range(3)]
    assert max(ratios) < 0.5


def test_two_assumptions_but_no_single_one_remove_the_calm_of_talk_years():
    assert "no single assumption makes the effect vanish" in TWO
    assert "strong selection and a stark contrast of moods together do" in TWO
    assert flips(claims()["C2a"], DEFAULT) == []
    strong = dict(talk_chance_good_mood=0.9, talk_chance_bad_mood=0.1)
    assert not holds("C2a", DEFAULT.replace(**strong, bad_mood_rate=12.0))
    assert holds("C2a", DEFAULT.replace(bad_mood_rate=12.0))


def test_choices_of_reading_alone_remove_the_calm_of_talk_years():
    assert "Two readings taken together do: a higher line" in TWO
    for line in (5, 10):
        read = DEFAULT.replace(talk_year_from=line, talks_lag=1)
        verdict = judge(claims()["C2a"], read)
        assert not verdict.holds and not verdict.open
        assert holds("C2a", DEFAULT.replace(talk_year_from=line))
    assert holds("C2a", DEFAULT.replace(talks_lag=1))


def test_the_record_to_2009_has_one_year_without_talks_and_nothing_to_compare():
    assert "To 2009 there was one, and one year cannot be compared." in TWO
    assert "leaves one year without talks, and nothing to compare" in TWO
    known = DEFAULT.replace(talk_record=1)
    _, _, _, without = talks.tally(known, arrays("talk_years"))
    assert without == 1 and all(
        judge(claims()["C2a"], who.replace(talk_record=1)).open for who in (DEFAULT, AUTHOR, CRITIC)
    )
    assert DEFAULT.talk_record == 0 and "hindsight" in DEFAULT.records["talk_record"].why


def test_if_a_talk_year_needs_four_meetings_2009_has_years_to_compare():
    assert "ask for four meetings a year, so that there is something to compare" in TWO
    four = DEFAULT.replace(talk_record=1, talk_year_from=4)
    assert not judge(claims()["C2a"], four).open
    assert judge(claims()["C2a"], DEFAULT.replace(talk_record=1, talk_year_from=1)).open
    sides = [holds("C2a", four.replace(talks_lag=lag)) for lag in (0, 1)]
    assert sides == [True, False]


def test_whether_talking_pays_turns_on_its_cost_and_on_the_chance_of_a_deal():
    assert "It turns on the cost, and on the chance of a deal." in TWO
    assert set(turning("C2c")) == {"talking_cost", "chance_of_deal"}


def test_c2a_is_tested_by_one_reading_that_talks_calm():
    assert "We test one reading of the claim:** $\\delta < 1$, talks calm." in TWO
    assert "what else refusing gained or cost is not counted" in TWO
    counted = [r.quantity for r in claims()["C2a"].verdict if not r.first]
    assert counted == ["talks.implied_effect"]


def test_the_chance_of_a_deal_is_not_a_number_of_step_1():
    assert "Not step 1's" in DEFAULT.records["chance_of_deal"].why
    read = read_by("C2c", DEFAULT)
    of_step_1 = read_by("C1a")
    assert "chance_of_deal" in read and not read & of_step_1


def test_the_critics_selection_weakens_c2a_and_does_not_turn_it():
    assert "weakens the claim and does not turn it: it takes a stronger one" in TWO
    years = arrays("talk_years")
    assert talks.implied_effect(DEFAULT, years) < talks.implied_effect(CRITIC, years) < 1
    assert holds("C2c", AUTHOR) and not holds("C2c", CRITIC)


# -- paragraph 7 (step 3, freeze) ------------------------------------------------------------------


def test_c3b_holds_by_very_little_and_nearly_every_number_alone_turns_it():
    assert "at the default they do by a hair, and nearly every number alone turns it" in THREE
    assert 0 <= freeze.production_stopped(DEFAULT) - DEFAULT.worth_stopping < 0.02
    found = turning("C3b")
    dead = {"declared_growth", "undeclared_growth"}  # without the undeclared plant they cancel
    read = read_by("C3b") - dead
    assert len(found) >= 0.8 * len(read) and "undeclared_plant" in found


def test_c3b_would_not_hold_without_a_freeze_at_the_start():
    assert "The model starts inside a freeze." in THREE
    assert "C3b would fail at our defaults. So the start favours the op-ed." in THREE
    assert "begun without one, fewer years are frozen" in THREE
    assert freeze.production_stopped_from_none(DEFAULT) < DEFAULT.worth_stopping
    assert holds("C3b", DEFAULT)
    for who in (DEFAULT, AUTHOR, CRITIC):
        assert freeze.frozen_years_from_none(who) < freeze.frozen_years(who)


def test_the_dating_moves_the_hazard_of_all_deals_and_hardly_that_of_the_freezes_of_production():
    said = "moves the hazard of all five nuclear and missile deals by a factor of nearly two"
    assert said in THREE
    assert "That of the two freezes of production it moves by little." in THREE
    deals = facts.table("deals").query("nuclear_or_missile == 'yes' and start < 2009.75")
    production = deals.query("stopped == 'production'")
    assert len(deals) == 5 and len(production) == 2

    def spread(some):
        lived = [(some[c].clip(upper=2009.75) - some["start"]).sum() for c in ENDS]
        return [len(some) / years for years in lived]

    (early, late), (first, last) = spread(deals), spread(production)
    assert 1.6 < early / late < 2 and 1 < first / last < 1.1
    assert late < DEFAULT.freeze_ending_hazard < early
    assert DEFAULT.freeze_ending_hazard == pytest.approx(last, abs=0.01)


def test_undeclared_plants_are_counted_once():
    """Coverage is of declared production. Hidden plants enter only as growth."""
    assert "how much of the declared production the freeze covers" in THREE
    assert "do not count it twice" in THREE
    assert "not counted here" in DEFAULT.records["freeze_coverage"].why
    for who in (DEFAULT, AUTHOR, CRITIC):
        assert who.freeze_coverage >= 0.8
        hidden = who.replace(undeclared_plant=1)
        share = who.declared_growth / freeze.growth(hidden)
        bare = freeze.stopped_while_frozen(who.replace(undeclared_plant=0))
        assert freeze.stopped_while_frozen(hidden) == pytest.approx(bare * share)


def test_only_the_curvature_of_harm_alone_turns_c3c_and_it_is_a_value():
    assert "one number does it alone, and that number is a value" in THREE
    (only,) = flips(claims()["C3c"], DEFAULT)
    assert only.record.name == "harm_curvature" and only.record.role == "value"


def test_with_the_undeclared_plant_half_of_the_hazard_is_enough_against_a_freeze():
    assert "With the undeclared plant counted, half of that hazard is enough." in THREE
    locked = DEFAULT.replace(lock_in_ratio=0, denuclearisation_hazard=0.03)
    sides = [holds("C3c", locked.replace(undeclared_plant=k)) for k in (0, 1)]
    assert sides == [True, False]


def test_how_long_lock_in_lasts_can_turn_the_verdict_by_itself():
    assert "Below it does, with a freeze that wholly locks in" in THREE
    locked = DEFAULT.replace(lock_in_ratio=0, denuclearisation_hazard=0.035)
    sides = [holds("C3c", locked.replace(lock_in_form=f)) for f in (0, 1)]
    assert sides == [True, False]
    default = [holds("C3c", DEFAULT.replace(lock_in_form=f)) for f in (0, 1)]
    assert default == [True, True]


# -- paragraph 8 (step 4, contempt) ----------------------------------------------------------------


def test_neither_ignoring_nor_punishing_brings_noticeably_less():
    assert "less provocation and punishing somewhat less, neither of them noticeably" in FOUR
    ignored, punished = (
        contempt.provocations_left(DEFAULT.replace(contempt_answer=c)) for c in (0, 1)
    )
    assert DEFAULT.noticeably_less < punished < ignored < 1


def test_at_the_default_c4c_turns_with_the_form_of_the_model_and_c4b_does_not():
    assert "at the default C4c turns, and C4b holds in both" in FOUR
    for claim, expected in (("C4c", [False, True]), ("C4b", [True, True])):
        sides = [holds(claim, DEFAULT.replace(contempt_form=f)) for f in (0, 1)]
        assert sides == expected


def test_policy_and_baseline_change_with_the_form_of_step_4():
    assert "Form, policy and baseline change together." in FOUR
    assert "cannot be said that the form alone turns C4c" in FOUR
    game = DEFAULT.replace(contempt_form=1)
    learners, players = (read_by("C4c", who) for who in (DEFAULT, game))
    assert {"old_reward", "old_punish", "rewarded_after_all"} <= learners
    assert not holds("C4c", game.replace(generosity=0.0))
    assert game.generosity < 1 - DEFAULT.rewarded_after_all
    assert "generosity" in players and DEFAULT.records["generosity"].evidence == "guessed"


def test_if_provoking_is_worth_nothing_punishing_reaches_the_line_and_ignoring_does_not():
    said = "ignoring does not reach the line even at nothing; punishing does"
    assert said in FOUR
    ignored, punished = (
        contempt.provocations_left(DEFAULT.replace(provoking_worth=0, contempt_answer=c))
        for c in (0, 1)
    )
    assert punished < DEFAULT.noticeably_less < ignored
    assert "must win" not in FOUR + DEFAULT.records["provoking_worth"].why
    spread = [
        np.ptp([contempt.propensity_after(a, p, a.contempt_years) for p in contempt.POLICIES])
        for a in (DEFAULT.replace(provoking_worth=b) for b in (0.0, 1.0, 3.0))
    ]
    assert spread == sorted(spread, reverse=True), "the more it is worth, the less answers matter"


def test_in_the_game_punishing_is_the_baseline_and_can_never_bring_less():
    assert "In the game, answering every provocation is the baseline." in FOUR
    assert "C4c can never hold there" in FOUR
    for kind in range(3):
        punishing = DEFAULT.replace(contempt_form=1, contempt_answer=1, opponent_type=kind)
        assert contempt.provocations_left(punishing) == pytest.approx(1)
    assert "the baseline" in pictures.game.still(DEFAULT).alt_text


def test_in_the_game_the_verdict_depends_on_the_other_side():
    sides = {holds("C4c", DEFAULT.replace(contempt_form=1, opponent_type=k)) for k in range(3)}
    assert sides == {True, False}


def test_any_of_five_guesses_turns_c4b():
    assert "With the learner any of five guesses alone turns it" in FOUR
    up = {"ignored_escalation", "old_restraint_reward"}
    down = {"punish_escalation", "reward_worth", "restraint_reward"}
    found = {f.record.name: f for f in flips(claims()["C4b"], DEFAULT)}
    assert set(found) == up | down
    assert all((f.end > getattr(DEFAULT, n)) == (n in up) for n, f in found.items())
    assert {f.record.evidence for f in found.values()} == {"guessed"}


def test_the_record_codes_the_acts_of_2010_as_answered_and_not_as_ignored():
    assert "Our record does not code what came before as ignored" in FOUR
    acts = facts.table("responses")
    near = acts[(acts["date"] >= "2009-01-01") & (acts["date"] < "2011-01-01")]
    assert len(near) >= 4 and "ignore" not in set(near["response"])
    assert "patien" not in FOUR


def test_nothing_in_step_4_is_measured_and_nearly_all_is_guessed():
    assert "Nothing here is measured: nearly every number of this page is a guess" in FOUR
    marks = [r.evidence for r in pages.of_step(4, DEFAULT)]
    assert "measured" not in marks and marks.count("guessed") > 0.8 * len(marks)


# -- paragraph 9 (step 5, neighbours) --------------------------------------------------------------


def test_influence_is_lost_and_only_less_leverage_or_not_stepping_back_turns_that_alone():
    assert "only less leverage in Washington's hands turns that alone, or not stepping back" in FIVE
    assert not holds("C5c", DEFAULT)
    assert set(turning("C5c")) == {"us_leverage", "us_effort"}


def test_the_settlement_hardly_moves_by_the_mean_and_can_jump_by_the_median():
    assert "hardly moves by the mean; by the median it can jump" in FIVE
    assert neighbours.settlement_shift(DEFAULT) < 5
    jumpy = DEFAULT.replace(settlement_by=1, us_salience=1.0)
    assert neighbours.settlement_shift(jumpy) > 25


def test_the_worked_solution_says_whose_position_the_middle_is():
    said = "the middle is South Korea's position while Washington leads, and Russia's when it steps back"
    assert said in FIVE
    jumpy = DEFAULT.replace(settlement_by=1, us_salience=1.0)
    middles = [float(neighbours.settlement(jumpy, e)[1]) for e in (1.0, jumpy.us_effort)]
    assert middles == [float(jumpy.rok_position), float(jumpy.russia_position)]
    others = [jumpy.us_position, jumpy.japan_position, jumpy.china_position, jumpy.dprk_position]
    assert not set(middles) & set(others), "no other actor stands there"


def test_low_leverage_alone_is_enough_to_lose_no_influence_and_no_fill_in_is():
    assert "Little enough leverage in Washington's hands does it alone" in FIVE
    assert "Seoul, Tokyo, Beijing and Moscow would have to act" in FIVE
    leverage, filled = (DEFAULT.records[n] for n in ("us_leverage", "fill_in"))
    assert holds("C5c", DEFAULT.replace(us_leverage=leverage.low))
    assert not holds("C5c", DEFAULT.replace(us_leverage=0.3))
    assert not holds("C5c", DEFAULT.replace(fill_in=filled.high))
    assert set(neighbours.PARTNERS) == {"rok", "japan", "china", "russia"}


def test_the_critic_turns_c5d_by_the_form_of_the_model_alone():
    assert "The critic turns C5d by the form of the model alone, the median" in FIVE
    assert not holds("C5d", CRITIC)
    by_mean = CRITIC.replace(settlement_by=0)
    assert holds("C5d", by_mean)
    shift = neighbours.settlement_shift(by_mean)
    assert neighbours.settlement_shift(DEFAULT) < shift < DEFAULT.shift_that_matters


def test_measures_of_distance_and_trade_give_a_neighbour_more_at_stake():
    assert "By measures of nearness and trade a neighbour has more at stake" in FIVE
    assert "Measures on which Washington would stand high are not in the table" in FIVE
    assert not re.search(
        "treat|troop|proliferation|spread", " ".join(facts.table("stakes").measure)
    )
    stakes = facts.table("stakes").pivot(index="country", columns="measure", values="value")
    for measure in stakes:
        best = (
            stakes[measure].idxmin()
            if "capital" in measure or "reach" in measure
            else stakes[measure].idxmax()
        )
        assert best in ("South Korea", "China")


def test_c5a_rests_on_our_coding_against_the_one_neighbour_with_most_at_stake():
    assert "rests on our coding of salience, against the one neighbour with most at stake" in FIVE
    assert turning("C5a") == ["us_salience"]
    above_some = DEFAULT.replace(us_salience=0.75)
    assert above_some.us_salience > above_some.japan_salience
    assert holds("C5a", above_some)
    assert DEFAULT.records["us_salience"].why.startswith("Our coding")


# -- paragraph 10 --------------------------------------------------------------------------------


def test_only_the_bite_needed_and_the_scope_alone_turn_c6a_and_both_are_guesses():
    assert "only two numbers do it alone, the bite needed and the scope" in SIX
    assert set(turning("C6a")) == {"needed_bite", "sanctions_scope"}
    assert {DEFAULT.records[n].evidence for n in turning("C6a")} == {"guessed"}


def test_at_a_narrow_scope_the_second_half_of_c6a_does_not_hold():
    assert "C6a fails by its second half: little would be cut even with China" in SIX
    for scope in (0.1, 0.2, 0.3, 0.4):
        without, with_ = judge(C6A, DEFAULT.replace(sanctions_scope=scope)).parts
        assert without.holds and not with_.holds
    why = DEFAULT.records["sanctions_scope"].why
    assert "late 2017" in why and "fails by its second half" in why


def test_the_page_says_that_it_tests_a_second_half_which_the_op_ed_does_not_say():
    assert "That it is large enough at $e = 1$ is not said." in SIX
    assert [r.quantity for r in C6A.verdict] == [
        "china.trade_cut_without_china",
        "china.trade_cut_with_china",
    ]
    assert "does not say that the bite is hard enough with China" in C6A.needs


def test_the_op_ed_names_no_means_of_pressing_and_makes_its_offers_conditional():
    assert "says what Washington could offer if China acted responsibly" in SIX
    assert "That the offers would move China first is our reading" in SIX
    for name in ("third_country_pressure", "friction_cost"):
        r = DEFAULT.records[name]
        assert "no means of pressing" in r.author_source
        assert not re.search("diplomacy|forced|presses by", r.author_source + r.why)


def test_the_offers_fall_just_short_and_nearly_every_number_alone_makes_them_enough():
    assert "they fall just short, and nearly every number alone makes them enough" in SIX
    short = DEFAULT.needed_bite - china.trade_cut_with_offers(DEFAULT)
    assert 0 < short < 0.05
    assert len(turning("C6c")) >= 0.8 * len(read_by("C6c"))


def test_money_works_only_if_refugees_weigh_as_much_as_a_united_korea():
    settings = DEFAULT.records["refugee_cost"].settings

    def bought(cost):
        a = DEFAULT.replace(refugee_cost=cost)
        none = a.replace_unchecked(refugee_cost_share=0.0)
        return china.best_enforcement(
            a.replace_unchecked(refugee_cost_share=1.0)
        ) - china.best_enforcement(none)

    small, large = (bought(v) for v in settings.values())
    assert small < 0.1 < 3 * small < large


def test_a_promise_without_belief_changes_nothing():
    unbelieved = DEFAULT.replace(promise_credibility=0.0)
    free = unbelieved.replace(refugee_cost_share=0.0)
    assert china.best_enforcement(free) == china.best_enforcement(china.without_offers(free))


def test_the_two_denominators_give_very_different_shares_and_turn_the_authors_claim():
    found = turning("C6a", AUTHOR)
    assert "china_trade_share" in found


def test_more_enforcement_adds_to_the_risk_that_china_fears():
    assert china.collapse_added(DEFAULT) > china.collapse_added(china.without_offers(DEFAULT))


def test_pressure_on_banks_works_with_no_offers_in_the_critics_setting():
    bare = china.without_offers(CRITIC)
    assert china.best_enforcement(bare) > china.best_enforcement(
        bare.replace(third_country_pressure=0)
    )
    gained = china.best_enforcement(CRITIC) - china.best_enforcement(bare)
    assert gained < 0.1, "for this critic the offers buy little"


def test_russias_gap_matters_only_if_russia_trades_more():
    r = DEFAULT.records["russia_share_of_rest"].settings

    def lost(share):
        a = DEFAULT.replace(russia_share_of_rest=share)
        return china.trade_cut_without_china(a) - china.trade_cut_without_china(
            a.replace(russia_enforcement=0.0)
        )

    assert lost(r["as in 2018"]) < 0.05 < 0.1 < lost(r["Russia steps in"])


def test_with_the_default_bite_needed_c6c_holds_for_neither_for_two_reasons():
    assert "it fails for both, for two reasons" in SIX
    same = [judge(C6C, who.replace(needed_bite=DEFAULT.needed_bite)) for who in (AUTHOR, CRITIC)]
    assert [tuple(p.holds for p in v.parts) for v in same] == [(False, True), (True, False)]


def test_c6c_needs_the_low_bite_needed_of_the_author_and_no_source_names_one():
    assert "Nobody has named a bite that is needed." in SIX
    assert "with the low one that we give him, and with none higher" in SIX
    r = DEFAULT.records["needed_bite"]
    assert "nobody has named" in r.author_source
    higher = [v for v in (0.25, 0.30, 0.40, 0.60, 0.90) if v > AUTHOR.needed_bite]
    assert holds("C6c", AUTHOR)
    assert not any(holds("C6c", AUTHOR.replace(needed_bite=v)) for v in higher)


def test_where_china_comes_round_by_itself_the_offers_do_not_bring_it():
    assert "where China comes round by itself, the offers do not bring it" in SIX
    willing = DEFAULT.replace(china_motive=0.95)
    with_, without = (p.value for p in judge(C6C, willing).parts)
    assert min(with_, without) >= willing.needed_bite and not holds("C6c", willing)


def test_for_the_critic_sanctions_are_futile_with_china_too():
    assert "they are in vain with China, too" in SIX
    assert "whoever reads the sentence by its first half alone sees C6a hold there" in SIX
    without, with_ = judge(C6A, CRITIC).parts
    assert without.holds and not with_.holds
    beyond_reach = judge(
        C6A, DEFAULT.replace(needed_bite=DEFAULT.records["needed_bite"].high)
    ).parts
    assert [p.holds for p in beyond_reach] == [True, False]


# -- paragraph 11 (step 7, forces) ------------------------------------------------------------------


def test_the_lead_in_wealth_is_large_by_either_family_of_estimates():
    assert "The lead in wealth is large by either family of estimates" in SEVEN
    by_family = facts.table("income").query("year <= 2009").groupby("family")["ratio"].max()
    assert len(by_family) == 2 and (by_family > 30).all()


def test_the_ratio_and_the_meaning_of_able_turn_c7d():
    assert {"rok_strength", "enough_to_hold"} <= set(turning("C7d"))


def test_washington_gains_the_alliance_loses_a_little_and_single_numbers_turn_both():
    assert "Washington gains by leaving and the alliance loses a little" in SEVEN
    assert forces.washingtons_ledger(DEFAULT) > 1 and -0.5 < forces.alliances_ledger(DEFAULT) < 0
    few, many = (len(flips(claims()[c], DEFAULT)) for c in ("C7f", "C7g"))
    assert 1 < few < 5 < 10 < many


def test_a_kept_treaty_prevents_part_of_the_response_of_seoul():
    assert "a treaty that is kept prevents a part of that" in SEVEN
    treaty, neither = (forces.bomb_hazard_ratio(DEFAULT.replace(us_presence=k)) for k in (1, 2))
    assert 1 < treaty < neither
    assert not holds("C7h", DEFAULT)
    assert "treaty_reassures" in turning("C7h")


def test_any_of_three_small_moves_turns_c7h():
    assert "turns on any of three small moves, one of them what one calls *more of a risk*" in SEVEN
    found = flips(claims()["C7h"], DEFAULT)
    assert {f.record.name for f in found} == {
        *("bomb_ratio_that_matters", "treaty_reassures", "rok_bomb_response")
    }
    for f in found:
        r = f.record
        assert abs(f.end - r.value) <= 0.1 * (r.high - r.low) + 1e-9, "a tenth of the range at most"


def test_the_promise_to_china_has_no_verdict_anywhere():
    said = claims()["C7c"].no_verdict
    assert "no verdict is computed" in said and "still to be built" not in said
    assert judge(claims()["C7c"], DEFAULT) is None


def test_the_worked_solutions_of_step_7_are_near_the_line_and_terrain_alone_is_enough():
    assert "the verdict is a near tie" in SEVEN
    near = DEFAULT.replace(attack_sensitivity=0.45)
    assert holds("C7g", near) and 0 < forces.alliances_ledger(near) < 0.1
    assert "ground of 1.6 instead of 1.3" in SEVEN and DEFAULT.defence_multiplier == 1.3
    sides = [holds("C7d", DEFAULT.replace(defence_multiplier=d)) for d in (1.5, 1.6)]
    assert sides == [False, True]


def test_the_effect_of_troops_on_the_norths_programme_has_no_verdict():
    assert "What leverage troops give over it is not modelled" in SEVEN
    assert judge(claims()["C7b"], DEFAULT) is None


def test_no_view_that_was_not_read_is_called_the_authors():
    assert "later critic" not in SEVEN + DEFAULT.records["rok_bomb_scored"].author_source
    assert "not a view that we have read" in SEVEN


def test_scoring_seouls_bomb_neutral_alone_turns_the_alliances_ledger():
    sides = [holds("C7g", DEFAULT.replace(rok_bomb_scored=k)) for k in range(3)]
    assert sides == [False, True, True]


def test_if_seven_in_ten_were_able_the_two_models_of_the_balance_would_part():
    lenient = DEFAULT.replace(enough_to_hold=0.7)
    for a, sides in ((DEFAULT, [False, False]), (lenient, [False, True])):
        assert [holds("C7d", a.replace(balance_model=m)) for m in (0, 1)] == sides


# -- notebook 08: the whole strategy -----------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn():
    losses = comparison.drawn_losses(DEFAULT, 2000, 2009)
    names = list(comparison.scenarios().strategies)
    count = len(losses[0])
    first, last = (
        dict(zip(names, np.bincount(which, minlength=len(names)) / count, strict=True))
        for which in (losses.argmin(axis=0), losses.argmax(axis=0))
    )
    return first, last


def test_no_strategy_is_better_than_drift_in_everything():
    said = "No strategy is better than drift in everything, though some miss it by next to nothing."
    assert said in EIGHT
    harms = comparison.harms(DEFAULT)
    base = list(comparison.scenarios().strategies).index("drift")
    worst = np.max([h[:, 0] - h[base, 0] for h in harms.values()], axis=0)
    assert np.sum((worst > 0) & (worst < 0.01)) >= 2
    assert comparison.better_in_everything(DEFAULT) == []


def test_the_first_strategy_depends_on_the_readers_values_and_does_not_risk_least(drawn):
    """The prose ranks no strategy. Its warning is true at the default weights."""
    assert "To stand first most often is not to risk least" in EIGHT
    assert not re.search(r"(strategy|steps) (stands?|comes?) (first|last)", EIGHT)
    first, last = drawn
    often = max(first, key=first.get)
    assert last[often] > 0.15 and last[often] > min(last.values())


def test_the_strategy_without_a_view_is_named():
    assert "One strategy finds no view there in which it does best. The answer names it" in EIGHT
    (without,) = comparison.without_preset()
    title = comparison.scenarios().strategies[without].title
    assert f"no view was found in which {title} does best" in pages.champions(DEFAULT).markdown


def test_with_undeclared_enrichment_the_arsenal_grows_three_to_four_times_as_fast():
    assert "grows between three and four times as fast, whatever the strategy" in EIGHT
    plain, hidden = (
        comparison.expected(a)["arsenal"] - a.initial_arsenal
        for a in (DEFAULT, DEFAULT.replace(undeclared_plant=1))
    )
    assert np.all((hidden / plain > 3) & (hidden / plain < 4))


def test_nothing_that_ranks_strategies_is_shown_in_a_saved_notebook():
    for book in (b for name, b in BOOKS.items() if name[:2] in ("08", "09")):
        for cell in book.cells:
            if cell.cell_type == "code" and ("Gate(" in cell.source or "weights)" in cell.source):
                assert "image/png" not in str(cell.outputs)
            assert "less loss than" not in str(cell.get("outputs", ""))


# -- notebook 09: what would change the verdict --------------------------------------------------


def test_the_author_and_the_critic_differ_on_the_offers_in_the_bite_needed():
    assert "a number that neither of them has named in print: how much sanctions must bite" in NINE
    assert pages.exchanged_until_it_turns(AUTHOR, CRITIC, "C6c") == 1
    assert "hang most on “Bite needed in Pyongyang”" in pages.crux(AUTHOR, CRITIC, "C6c").markdown


def test_one_value_turns_c3c_and_one_guess_turns_c6a():
    said = "For C3c and for C6a one number is enough: for the first it is a value, for the second a guess"
    assert said in NINE
    (value,) = flips(claims()["C3c"], DEFAULT)
    assert value.record.role == "value"
    fact = flips(claims()["C6a"], DEFAULT)[0].record
    assert f"“{fact.title}”" in pages.smallest_flip(DEFAULT, "C6a").markdown
    assert fact.role != "value" and fact.evidence == "guessed"


# -- notebook 10: what happened next ---------------------------------------------------------------


def test_the_past_was_a_worse_guide_than_a_coin_on_these_chances():
    assert "That the past fifteen years were a worse guide than a coin is no law" in TEN
    coin, past = scores.means(scores.scored(dated()), "chance").values()
    assert coin < past


def test_a_narrow_range_that_misses_scores_worse_than_a_wide_one_that_holds():
    assert "A range of `(70, 75)` scores far worse than hers" in TEN
    assert scores.crps(70, 75, 40) > 2 * scores.crps(10, 90, 40)


def test_no_outcome_is_shown_before_the_reader_has_forecast():
    """A reader who runs all cells finds outcomes only in what is folded away."""
    shown = " ".join(
        str(o.get("data", {}).get("text/markdown", o.get("data", {}).get("text/plain", "")))
        for c in BOOKS["10_what_happened_next"].cells
        if c.cell_type == "code"
        for o in c.outputs
    )
    seen = re.sub(r"<details>.*?</details>", "", f"{shown} {TEN}", flags=re.S)
    for q in dated():
        assert q.question in shown
        assert q.happened in shown and q.happened not in seen
        assert q.bears in shown and q.bears not in seen
    for told in ("worse guide than a coin", "November 2010", "summits", "mean CRPS as a share"):
        assert told in f"{shown} {TEN}" and told not in seen
    assert "Forecast first" in seen and "is not shown yet" in seen


def test_the_notebook_says_that_the_op_eds_strategy_was_never_tried():
    assert "**The op-ed's strategy was never tried.**" in TEN


# -- the op-ed's own sentences ---------------------------------------------------------------------


def test_no_sentence_of_the_op_ed_is_nearly_copied():
    """Runs of the op-ed's words. A few words in quotes are allowed if the wording matters."""
    copied = [
        "peace and stability on the peninsula",
        "largely futile without",
        "remains a worthy goal",
        "resolve the nuclear issue",
    ]
    ours = " ".join(
        [
            *(prose(b) for b in BOOKS.values()),
            *(f"{c.title} {c.claim}" for c in claims().values()),
        ]
    )
    assert not [run for run in copied if run in ours]


# -- every notebook ------------------------------------------------------------------------------


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_prose_has_no_bare_result(book):
    """Percentages belong to computed output; the prose says "about a fifth"."""
    text = re.sub(r"<details>.*?</details>", "", prose(book))
    assert not re.search(r"\d\s?%|\d+\.\d+", text)


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_cells_are_short_and_the_first_says_what_is_lost_if_the_server_stops(book):
    code = [c.source for c in book.cells if c.cell_type == "code"]
    assert all(len(source.splitlines()) <= 15 for source in code)
    assert re.search(r"\*\*code\*\*.*paste it back", " ".join(book.cells[0].source.split()))
    checked = [c for c in book.cells if "nbval-check-output" in c.metadata.get("tags", [])]
    assert checked, "some result must be compared"
    for cell in checked:
        assert cell.outputs


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_every_linked_word_is_in_the_glossary(book):
    for word in re.findall(r"glossary\.md#([^)]+)\)", prose(book)):
        assert word in WORDS, word


def test_every_word_of_the_glossary_has_one_sentence_and_is_linked_once_a_notebook_at_most():
    linked = [
        (name, word)
        for name, book in BOOKS.items()
        for word in re.findall(r"glossary\.md#([^)]+)\)", prose(book))
    ]
    assert len(set(linked)) == len(linked), "a word is linked where it is first used"
    for word, text in WORDS.items():
        assert text.count(". ") == 0 and text.endswith("."), word
        assert word in {w for _, w in linked}, word


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_links_between_notebooks_lead_somewhere(book):
    for target in re.findall(r"\]\((\d\d_[^)]+)\)", prose(book)):
        assert (pages.NOTEBOOKS / target).exists(), target


def exercises(book) -> list[tuple[str, str]]:
    """Each checked exercise of a notebook: its cell, and the folded worked solution below it."""
    found, cell = [], ""
    for c in book.cells:
        if c.cell_type == "code" and "classroom.check_" in c.source:
            cell = c.source
        for solution in re.findall(r"```python\n(.*?)```", c.source, flags=re.S) if cell else ():
            found.append((cell, solution))
            cell = ""
    return found


def test_every_notebook_of_a_step_has_two_exercises_or_more_with_worked_solutions():
    for name, book in BOOKS.items():
        if "01" <= name[:2] <= "07":
            assert len(exercises(book)) >= 2, name


@pytest.mark.parametrize(
    ("name", "number"), [(n, i) for n, b in BOOKS.items() for i in range(len(exercises(b)))]
)
def test_a_worked_solution_passes_the_check_of_its_own_cell(name, number):
    """Run the cell with the solution filled in; only the reader's part is replaced."""
    cell, solution = exercises(BOOKS[name])[number]
    names = {n.id for s in ast.parse(solution).body for n in getattr(s, "targets", ())}
    kept = [
        s
        for s in ast.parse(cell).body
        if not names & {n.id for n in getattr(s, "targets", ()) if isinstance(n, ast.Name)}
    ]
    imports = next(c.source for c in BOOKS[name].cells if c.cell_type == "code")
    scope: dict = {}
    exec(imports, scope)
    exec(solution, scope)
    exec("\n".join(map(ast.unparse, kept[:-1])), scope)
    said = eval(ast.unparse(ungated(kept[-1])), scope).markdown
    assert said.startswith(("**It turned.**", "**Yes.**", "**Every part is there.**")), said
    assert not eval_as_given(cell, imports).startswith(("**It turned.**", "**Yes.**")), (
        "the example in the cell must not be an answer"
    )


def eval_as_given(cell: str, imports: str) -> str:
    """What an exercise says before the reader types anything."""
    scope: dict = {}
    exec(imports, scope)
    *body, last = ast.parse(cell).body
    exec("\n".join(map(ast.unparse, body)), scope)
    return eval(ast.unparse(ungated(last)), scope).markdown


def ungated(check):
    """The text behind a gate, `Gate(weights, text)`, or the call itself without a gate."""
    call = check.value
    return call.args[1] if getattr(call.func, "id", "") == "Gate" else check
