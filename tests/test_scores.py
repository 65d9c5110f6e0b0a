"""Scores favour what is right and honest, and the baselines follow from data."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm

from sevensteps import scores
from sevensteps.questions import DECLINED, dated, question
from sevensteps.scores import AS_BEFORE, EVEN, NO_CHANGE, ONE_MORE, YOU

chances = st.floats(0, 1)
ends = st.lists(st.floats(-50, 150), min_size=2, max_size=2, unique=True).map(sorted)
ROUND = 1e-9
CHANCE, RANGE = question("halt_by_2012"), question("arsenal_in_2017")


@given(chances, chances)
def test_saying_what_you_believe_has_the_least_brier_score_on_average(said, believed):
    honest = scores.expected_brier(believed, believed)
    assert honest <= scores.expected_brier(said, believed) + ROUND
    if abs(said - believed) > 1e-3:
        assert honest < scores.expected_brier(said, believed)


@given(chances)
def test_the_brier_score_runs_from_zero_to_one(said):
    assert 0 <= scores.brier(said, 1) <= 1
    assert scores.brier(1, 1) == scores.brier(0, 0) == 0
    assert scores.brier(0, 1) == scores.brier(1, 0) == 1


@given(ends)
def test_80_percent_of_the_curve_lie_between_the_ends(range_):
    low, high = range_
    assume(high - low > 1e-6)
    middle, spread = scores.middle_and_spread(low, high)
    assert norm(middle, spread).cdf(high) - norm(middle, spread).cdf(low) == pytest.approx(0.8)


@pytest.mark.parametrize("outcome", [-30.0, 12.0, 20.0, 47.0])
def test_the_crps_is_the_area_between_the_forecast_and_the_step_at_the_outcome(outcome):
    x = np.linspace(-300, 300, 600_001)
    curve = norm(*scores.middle_and_spread(10, 40)).cdf(x)
    area = np.trapezoid((curve - (x >= outcome)) ** 2, x)
    assert scores.crps(10, 40, outcome) == pytest.approx(area, rel=1e-3)


@given(st.floats(1, 50), st.floats(-100, 100), st.floats(-100, 100))
def test_among_equally_wide_ranges_the_one_centred_on_the_outcome_is_nearest(half, middle, outcome):
    right = scores.crps(outcome - half, outcome + half, outcome)
    assert right <= scores.crps(middle - half, middle + half, outcome) + ROUND


@given(st.floats(-20, 20), st.floats(2, 40))
def test_the_true_spread_has_the_least_crps_on_average(shift, width):
    """Outcomes drawn from the curve that 10 to 40 stands for: no other range does better."""
    middle, spread = scores.middle_and_spread(10, 40)
    outcomes = norm(middle, spread).ppf((np.arange(400) + 0.5) / 400)
    honest = np.mean([scores.crps(10, 40, x) for x in outcomes[::8]])
    other = np.mean([scores.crps(25 + shift - width, 25 + shift + width, x) for x in outcomes[::8]])
    assert honest <= other + 0.02


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_a_point_is_scored_by_its_distance_as_ever_narrower_ranges_are(point, outcome):
    assert scores.crps(point, point, outcome) == abs(point - outcome)
    narrow = scores.crps(point - 1e-6, point + 1e-6, outcome)
    assert narrow == pytest.approx(abs(point - outcome), abs=1e-5)


# -- baselines -----------------------------------------------------------------------------------


@pytest.mark.parametrize("q", [q for q in dated() if q.kind == "chance"], ids=lambda q: q.id)
def test_the_second_baseline_of_a_chance_is_counted_from_the_record(q):
    even, before = scores.baselines(q).values()
    assert even == 0.5 and 0 <= before <= 1
    if q.before_of:
        assert before == q.before / q.before_of
    else:
        assert -math.log(1 - before) * 15 / q.years == pytest.approx(q.before)


def test_the_base_rate_moves_with_the_record_and_with_the_time_asked_about():
    more = replace(CHANCE, before=CHANCE.before + 1)
    longer = replace(CHANCE, resolves=date(2020, 12, 31))
    at = scores.baselines(CHANCE)[AS_BEFORE]
    assert at < scores.baselines(more)[AS_BEFORE] and at < scores.baselines(longer)[AS_BEFORE]
    assert scores.baselines(replace(CHANCE, before=0))[AS_BEFORE] == 0


def test_one_event_in_fifteen_years_has_a_chance_of_63_percent_in_the_next_fifteen():
    once = replace(CHANCE, before=1.0, asked=date(2009, 9, 30), resolves=date(2024, 9, 30))
    assert scores.baselines(once)[AS_BEFORE] == pytest.approx(1 - math.exp(-1), abs=1e-3)


@pytest.mark.parametrize("q", [q for q in dated() if q.kind == "range"], ids=lambda q: q.id)
def test_the_baselines_of_a_range_start_from_what_was_last_known(q):
    said = scores.baselines(q)
    assert said[NO_CHANGE] == (q.before, q.before)
    assert said[ONE_MORE][0] - q.before == q.resolves.year - q.asked.year


# -- several -------------------------------------------------------------------------------------

PERFECT = {
    q.id: q.outcome if q.kind == "chance" else (q.outcome - 0.001, q.outcome + 0.001)
    for q in dated()
}


def test_a_perfect_forecast_beats_all():
    rows = scores.scored(dated(), PERFECT)
    assert len(rows) == len(dated())
    for r in rows:
        assert r.scores[YOU] <= min(r.scores.values()) + 0.001
    for kind, (one, two) in scores.BASELINES.items():
        mean = scores.means(rows, kind)
        assert mean[YOU] < 0.001 < min(mean[one], mean[two])
        assert scores.skill(mean[YOU], mean[one]) > 0.99
    assert scores.held(rows) == (5, 5)
    said, happened, of = scores.came_true(rows)
    assert said == happened and of == 8


def test_the_answers_of_a_baseline_have_its_score():
    as_even = {q.id: 0.5 for q in dated() if q.kind == "chance"}
    mean = scores.means(scores.scored(dated(), as_even), "chance")
    assert mean[YOU] == mean[EVEN] == scores.means(scores.scored(dated()), "chance")[EVEN]
    assert scores.skill(mean[YOU], mean[EVEN]) == 0


def test_what_was_declined_or_not_answered_is_not_scored():
    rows = scores.scored(dated(), {"halt_by_2012": DECLINED, "summit_by_2024": 0.2})
    assert [r.question.id for r in rows] == ["summit_by_2024"]
    assert scores.means(rows, "range") == {}
    assert scores.scored([question("sixth_deal")], {"sixth_deal": "about even"}) == []


def test_skill_against_a_perfect_rival_is_zero_at_best():
    assert scores.skill(0, 0) == 0
    assert scores.skill(0.1, 0) == -math.inf


@given(st.floats(0.5, 2))
def test_means_of_ranges_do_not_depend_on_the_unit_a_question_is_asked_in(factor):
    """Tests or dozens of tests: a score is a share of what could be answered."""
    other = replace(
        RANGE,
        low=RANGE.low * factor, high=RANGE.high * factor, outcome=RANGE.outcome * factor,
    )  # fmt: skip
    one = scores.means(scores.scored([RANGE], {RANGE.id: (10.0, 24.0)}), "range")[YOU]
    two = scores.means(scores.scored([other], {RANGE.id: (10 * factor, 24 * factor)}), "range")
    assert one == pytest.approx(two[YOU])
