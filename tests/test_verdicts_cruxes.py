"""The crux of a difference: shares that obey Shapley's laws, and what turns the verdict."""

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import AUTHOR, CRITIC, any_world, made_up

from sevensteps.argument import claims
from sevensteps.steps import china, forces
from sevensteps.verdicts import attribution, crux, holding, judge
from sevensteps.verdicts.cruxes import shapley, subsets

JUDGED = [c for c in claims().values() if c.verdict]
number = st.floats(-10, 10, allow_subnormal=False)


def games(k):
    """Values of all subsets of k players, in the order of their rows."""
    return st.lists(number, min_size=2**k, max_size=2**k).map(np.array)


def shares(values):
    """The Shapley values of a game given by its values."""
    return shapley(values, int(np.log2(len(values))))


# -- Shapley's laws ------------------------------------------------------------------------------


@given(games(4))
def test_shares_sum_to_the_difference_that_all_make(values):
    assert shares(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-9)


@given(games(3), games(3))
def test_the_share_in_a_sum_of_games_is_the_sum_of_the_shares(one, other):
    assert shares(one + other) == pytest.approx(shares(one) + shares(other), abs=1e-9)


@given(games(3))
def test_a_player_who_adds_the_same_to_every_subset_gets_just_that(values):
    joined = np.concatenate([values, values + 2.5])  # a first player, who always adds 2.5
    assert shares(joined)[0] == pytest.approx(2.5)
    assert shares(joined)[1:] == pytest.approx(shares(values), abs=1e-9)


@given(st.lists(number, min_size=5, max_size=5))
def test_equal_players_get_equal_shares(by_size):
    found = shapley(np.array(by_size)[subsets(4).sum(axis=1)], 4)
    assert found == pytest.approx(np.full(4, (by_size[-1] - by_size[0]) / 4), abs=1e-9)


@settings(max_examples=20)
@given(games(4))
def test_a_share_is_the_mean_effect_over_all_orders(values):
    expected = np.zeros(4)
    for order in permutations(range(4)):
        at = 0
        for player in order:
            expected[player] += values[at + 2 ** (3 - player)] - values[at]
            at += 2 ** (3 - player)
    assert shares(values) == pytest.approx(expected / factorial(4), abs=1e-9)


def test_the_rows_are_all_subsets_and_shares_follow_every_world():
    rows = subsets(3)
    assert len({tuple(row) for row in rows}) == 8
    values = rows @ np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert np.array_equal(shapley(values, 3), [[1, 2], [3, 4], [5, 6]])


def test_seven_steps_share_a_loss_and_steps_that_only_work_together_share_equally():
    def loss(rows):
        return 2.0 - 0.5 * rows[:, 0] + 0.3 * rows[:, 6] - 0.4 * (rows[:, 1] & rows[:, 2])

    assert attribution(loss, 7) == pytest.approx([-0.5, -0.2, -0.2, 0, 0, 0, 0.3])


# -- two people ----------------------------------------------------------------------------------


def mixed(one, other, names):
    """The first person's assumptions, with the other's values for these names."""
    return one.replace(**{n: getattr(other, n) for n in names})


@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_author_and_critic_part_at_some_change_exactly_where_their_verdicts_differ(claim):
    found = crux(holding(claim), AUTHOR, CRITIC)
    ends = judge(claim, AUTHOR).holds, judge(claim, CRITIC).holds
    assert (found.start, found.end) == ends
    assert sum(d.share for d in found.differences) == pytest.approx(found.end - found.start)
    assert (found.turns is None) == (ends[0] == ends[1])
    assert found.sentence.startswith("Under these assumptions, ")
    assert ("verdicts differ" in found.sentence) == (ends[0] != ends[1])


@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_the_verdict_turns_at_the_largest_effects_made_one_after_the_other(claim):
    found = crux(holding(claim), AUTHOR, CRITIC)
    if found.turns is None:
        return
    share = {d.label: d.share for d in found.differences}
    records = {d.label: [r.name for r in d.records] for d in found.differences}
    at, left, sign = AUTHOR, list(share), np.sign(found.end - found.start)
    for turn in range(found.turns + 1):
        now = float(judge(claim, at).holds)
        changed = {label: mixed(at, CRITIC, records[label]) for label in left}
        gain = {n: sign * (float(judge(claim, w).holds) - now) for n, w in changed.items()}
        first = max(left, key=lambda n: (gain[n], abs(share[n])))
        at = changed[first]
        left.remove(first)
        turned = float(judge(claim, at).holds) == found.end
        assert turned == (turn == found.turns)
    assert first == found.turning


@settings(max_examples=15)
@given(any_world, any_world)
def test_the_crux_of_any_two_is_over_what_they_differ_in_and_adds_up(one, other):
    found = crux(china.trade_cut_with_offers, one, other)
    assert sum(d.share for d in found.differences) == pytest.approx(found.end - found.start)
    listed = [r.name for d in found.differences for r in d.records]
    assert sorted(listed) == sorted(n for n in one.records if getattr(one, n) != getattr(other, n))


def test_a_share_does_not_depend_on_who_is_asked_first():
    there = crux(forces.washingtons_ledger, AUTHOR, CRITIC)
    back = crux(forces.washingtons_ledger, CRITIC, AUTHOR)
    assert {d.label: d.share for d in there.differences} == pytest.approx(
        {d.label: -d.share for d in back.differences}
    )


def test_a_threshold_names_the_change_at_which_a_number_crosses_it():
    a = made_up(x=(0, 0, 9, 1), y=(0, 0, 9, 1), z=(0, 0, 9, 1))
    found = crux(lambda a: a.x + a.y + a.z, a, a.replace(x=2, y=5, z=1), threshold=6.0)
    assert (found.turns, found.turning) == (1, "X")
    assert "most on “Y” (0 points against 5 points), with 62% of the difference" in found.sentence
    assert "with change 2, “X”, the verdict turns" in found.sentence


def test_two_changes_that_need_each_other_are_both_named():
    a = made_up(x=(0, 0, 9, 1), y=(0, 0, 9, 1))
    found = crux(lambda a: (a.x > 1) & (a.y > 1), a, a.replace(x=2, y=2))
    assert "“X” (0 points against 2 points) and “Y”" in found.sentence
    assert "each with 50%" in found.sentence and found.turns == 1


def test_a_change_that_matters_less_is_not_named_beside_the_one_that_matters_most():
    a = made_up(x=(0, 0, 9, 1), y=(0, 0, 9, 1), z=(0, 0, 9, 1))
    found = crux(lambda a: (a.x > 1) & ((a.y > 1) | (a.z > 1)), a, a.replace(x=2, y=2, z=2))
    assert "most on “X” (0 points against 2 points), with 67% of the difference. " in found.sentence
    less = crux(lambda a: 3 * a.x + 2.9 * a.y, a, a.replace(x=1, y=1))
    assert "most on “X” (0 points against 1 point), with 51% of" in less.sentence


def test_the_sentence_says_if_one_difference_decides_alone():
    a = made_up(x=(0, 0, 9, 1), y=(0, 0, 9, 1))
    found = crux(lambda a: a.x > 1, a, a.replace(x=2, y=2))
    assert "they hang on “X” (0 points against 2 points) alone" in found.sentence


@pytest.mark.parametrize(
    ("measure", "change", "says"),
    [
        (lambda a: a.x > 5, {}, "make the same assumptions"),
        (lambda a: a.x > 5, {"x": 3}, "so does every mix of the two: no crux lies here"),
        (lambda a: a.x == a.y, {"x": 3, "y": 3}, "though some mixes of the two do not"),
    ],
)
def test_where_they_do_not_differ_in_the_end_the_sentence_says_so(measure, change, says):
    a = made_up(x=(0, 0, 9, 1), y=(0, 0, 9, 1))
    found = crux(measure, a, a.replace(**change))
    assert says in found.sentence and found.turns is None


def test_people_who_agree_in_the_verdict_may_differ_in_the_number():
    a = made_up(x=(0, 0, 9, 1), y=(0, 0, 9, 1))
    found = crux(lambda a: a.x, a, a.replace(x=3, y=1), threshold=8.0)
    assert "no crux lies here" in found.sentence and found.turns is None
    assert found.end - found.start == 3


def test_with_too_many_differences_those_of_a_step_change_together_and_the_text_says_so():
    def everything(a):
        return sum(getattr(a, n) / (r.high - r.low) for n, r in a.records.items())

    found = crux(everything, AUTHOR, CRITIC)
    assert found.grouped and "too many to take one by one" in found.sentence
    assert {d.label for d in found.differences} <= {
        "what joins the steps",
        *(f"step {n}" for n in range(1, 8)),
    }
    for d in found.differences:
        apart = sum(
            (getattr(CRITIC, r.name) - getattr(AUTHOR, r.name)) / (r.high - r.low)
            for r in d.records
        )
        assert d.share == pytest.approx(apart)
