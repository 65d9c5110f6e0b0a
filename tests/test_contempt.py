"""Step 4, "bored contempt": the promises of its two models."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import DEFAULT, worlds

from sevensteps.steps import contempt

any_world = worlds(step=4)
share = st.floats(0, 1)
TFT = contempt.TYPES["answers in kind"]

# -- the learner ---------------------------------------------------------------------------------


@given(worlds(4, responsiveness=0.0))
def test_without_responsiveness_only_the_worth_of_provoking_counts(a):
    own = 1 / (1 + np.exp(-a.provoking_worth))
    for policy in contempt.POLICIES:
        burst = a.replace_unchecked(ignored_burst=0.0)
        assert contempt.propensity_after(burst, policy, 3) == pytest.approx(own)
    assert contempt.propensity(a, contempt.old_incentive(a)) == pytest.approx(own)


@given(any_world, share, share, share)
def test_rewards_for_provoking_raise_it_and_rewards_for_restraint_lower_it(a, r, p, restraint):
    now = contempt.incentive(a, r, p, restraint)
    assert contempt.incentive(a, r + 0.1, p, restraint) >= now
    assert contempt.incentive(a, r, p, restraint + 0.1) <= now


@given(any_world, share, share, share)
def test_punishment_deters_unless_it_backfires(a, r, p, restraint):
    more = contempt.incentive(a, r, p + 0.1, restraint) - contempt.incentive(a, r, p, restraint)
    assert more <= 1e-12 if a.punish_backfire <= 1 else more >= -1e-12


@given(any_world)
def test_if_provoking_is_worth_very_much_no_answer_matters(a):
    mad = a.replace_unchecked(provoking_worth=60.0)
    for policy in contempt.POLICIES:
        assert contempt.propensity_after(mad, policy, 5) == pytest.approx(1)


@given(any_world, st.floats(0, 10))
def test_provocations_rise_with_their_worth(a, years):
    more = a.replace_unchecked(provoking_worth=a.provoking_worth + 0.5)
    for policy in contempt.POLICIES:
        assert contempt.propensity_after(more, policy, years) > contempt.propensity_after(
            a, policy, years
        )


@given(any_world)
def test_learning_starts_at_the_old_pattern_and_ends_at_the_policy(a):
    for policy in contempt.POLICIES:
        start = contempt.propensity_after(a, policy, 0)
        end = contempt.propensity_after(a, policy, 1e4)
        assert start == pytest.approx(contempt.propensity(a, contempt.old_incentive(a)))
        assert end == pytest.approx(contempt.propensity(a, contempt.policy_incentive(a, policy)))


@given(any_world, st.integers(5, 30))
def test_each_quarter_the_same_share_of_the_way_is_learnt(a, quarters):
    """X_t = X* + (X0 - X*)(1 - alpha)^t, after the first year."""
    for policy in contempt.POLICIES:
        start, goal = contempt.old_incentive(a), contempt.policy_incentive(a, policy)
        learnt = goal + (start - goal) * (1 - a.learning_rate) ** quarters
        at = contempt.propensity_after(a, policy, quarters / 4)
        assert at == pytest.approx(contempt.propensity(a, learnt))


@given(any_world)
def test_undelivered_or_exploited_rewards_do_not_reward_restraint(a):
    for name in ("us_reneging", "exploitation"):
        nothing = a.replace_unchecked(**{name: 1.0})
        assert contempt.incentive(nothing, 0.3, 0.2, 0.9) == pytest.approx(
            contempt.incentive(nothing, 0.3, 0.2, 0.0)
        )
    worse = a.replace_unchecked(us_reneging=a.us_reneging + 0.1)
    assert contempt.incentive(worse, 0.3, 0.2, 0.9) >= contempt.incentive(a, 0.3, 0.2, 0.9)


@given(worlds(4, learning_rate=1.0, ignored_burst=0.0), st.sampled_from(contempt.POLICIES))
def test_a_learning_rate_of_one_reaches_the_end_at_once(a, policy):
    at_once = contempt.propensity_after(a, policy, 0.25)
    assert at_once == pytest.approx(contempt.propensity(a, contempt.policy_incentive(a, policy)))


@given(any_world, st.floats(1.01, 9), st.floats(0.1, 5))
def test_after_the_first_year_learning_never_turns_back(a, years, more):
    for policy in contempt.POLICIES:
        old = contempt.propensity(a, contempt.old_incentive(a))
        values = [old, *(contempt.propensity_after(a, policy, y) for y in (years, years + more))]
        assert (
            values == sorted(values)
            or values == sorted(values, reverse=True)
            or np.ptp(values) < 1e-9
        )


@given(worlds(4, ignored_burst=0.8))
def test_being_ignored_may_first_bring_more_and_only_in_the_first_year(a):
    calm = a.replace_unchecked(ignored_burst=0.0)
    assert contempt.propensity_after(a, "ignore", 0.5) > contempt.propensity_after(
        calm, "ignore", 0.5
    )
    assert contempt.propensity_after(a, "ignore", 1.5) == contempt.propensity_after(
        calm, "ignore", 1.5
    )
    assert contempt.propensity_after(a, "punish", 0.5) == contempt.propensity_after(
        calm, "punish", 0.5
    )


@given(worlds(4, contempt_form=0))
def test_contempt_that_changes_no_answer_changes_nothing(a):
    same = a.replace_unchecked(
        rewarded_after_all=a.old_reward,
        restraint_reward=a.old_restraint_reward,
        punish_firmness=a.old_punish,
        contempt_answer=1,
        ignored_burst=0.0,
    )
    assert contempt.provocations_left(same) == pytest.approx(1)


@given(any_world)
def test_where_nothing_escalates_the_harm_of_ignoring_is_what_is_left_of_provocations(a):
    ignored = a.replace_unchecked(contempt_answer=0, ignored_escalation=0.0, punish_escalation=0.0)
    assert contempt.harm_if_ignored(ignored) == pytest.approx(contempt.provocations_left(ignored))


@given(any_world)
def test_the_more_punishing_escalates_the_safer_ignoring_is(a):
    worse = a.replace_unchecked(punish_escalation=a.punish_escalation + 0.5)
    assert contempt.harm_if_ignored(worse) <= contempt.harm_if_ignored(a) + 1e-12


@given(worlds(4, contempt_form=0))
def test_ignored_acts_escalate_before_as_they_do_under_contempt(a):
    """If ignoring was the old answer, it changes nothing, for any escalation."""
    same = a.replace_unchecked(
        old_reward=a.rewarded_after_all, old_punish=0.0,
        old_restraint_reward=a.restraint_reward, ignored_burst=0.0,
    )  # fmt: skip
    assert contempt.harm_if_ignored(same) == pytest.approx(1)


@given(worlds(4, contempt_form=1, generosity=0.0))
def test_in_the_game_letting_nothing_pass_changes_nothing(a):
    assert contempt.harm_if_ignored(a) == pytest.approx(1)


@given(any_world, st.sampled_from([("ignored_escalation", 1.0), ("punish_escalation", 0.0)]))
def test_harm_is_what_is_left_times_one_under_contempt_over_one_before(a, extreme):
    b = a.replace_unchecked(contempt_form=0, contempt_answer=0, **dict([extreme]))
    passed = max(0.0, 1 - b.old_reward - b.old_punish)
    before = 1 + b.ignored_escalation * passed + b.punish_escalation * b.old_punish
    now = 1 + b.ignored_escalation * (1 - b.rewarded_after_all)
    assert contempt.harm_if_ignored(b) == pytest.approx(
        contempt.provocations_left(b) * now / before
    )


@given(any_world)
def test_to_reward_as_before_is_to_reward_restraint_as_before_too(a):
    as_before = a.replace_unchecked(restraint_reward=0.9, old_punish=0.0)
    assert contempt.policy_incentive(as_before, "reward") == pytest.approx(
        contempt.old_incentive(as_before)
    )


@given(any_world)
def test_the_harm_of_ignoring_does_not_depend_on_the_chosen_answer(a):
    both = [contempt.harm_if_ignored(a.replace_unchecked(contempt_answer=c)) for c in (0, 1)]
    assert both[0] == both[1]


# -- the repeated game ---------------------------------------------------------------------------


@given(st.floats(0.001, 0.4))
def test_two_players_who_answer_in_kind_and_misread_provoke_half_the_time(noise):
    assert contempt.play(TFT, TFT, noise) == pytest.approx([0.25] * 4)


@given(
    st.lists(share, min_size=4, max_size=4),
    st.lists(share, min_size=4, max_size=4),
    st.floats(0.01, 0.3),
)
def test_the_long_run_is_a_distribution_that_the_next_round_keeps(mine, theirs, noise):
    shares = contempt.play(mine, theirs, noise)
    assert shares.sum() == pytest.approx(1) and (shares >= -1e-9).all()
    flipped = contempt.play(theirs, mine, noise)
    assert flipped == pytest.approx(shares[[0, 2, 1, 3]], abs=1e-9)


@given(st.floats(0.01, 0.3), share)
def test_against_a_player_that_always_provokes_generosity_only_costs(noise, q):
    a = DEFAULT.replace_unchecked(misreading=noise, us_reneging=0.0)
    rate = contempt.provocations_in_game(a, q, "always provokes")
    assert rate == pytest.approx(1 - noise)
    expected = (1 - noise) * (
        (q * (1 - noise) + (1 - q) * noise) * (1 - noise) + (1 - noise) * noise
    )
    assert contempt.suckered(a, q, "always provokes") == pytest.approx(expected)


@given(st.floats(0.01, 0.15), st.floats(0, 0.9))
def test_against_a_player_that_answers_in_kind_generosity_ends_feuds(noise, q):
    a = DEFAULT.replace_unchecked(misreading=noise, us_reneging=0.0)
    more = contempt.provocations_in_game(a, q + 0.1, "answers in kind")
    assert more < contempt.provocations_in_game(a, q, "answers in kind")


@given(worlds(4, opponent_type=0))
def test_reneging_brings_more_provocations_from_a_player_that_answers_in_kind(a):
    worse = a.replace_unchecked(us_reneging=a.us_reneging + 0.1)
    assert contempt.provocations_in_game(worse, a.generosity) > contempt.provocations_in_game(
        a, a.generosity
    )


@given(worlds(4, contempt_form=1, contempt_answer=1))
def test_the_games_baseline_is_to_answer_every_provocation(a):
    assert contempt.provocations_left(a) == pytest.approx(1)


MEMORY_ONE = [  # (its moves after CC, CD, DC, DD): strategies whose names the library knows
    ("answers in kind", 0.0),
    ("answers in kind", 0.3),
    ("takes what works", 0.3),
    ("always provokes", 0.5),
]


@pytest.mark.parametrize(("opponent", "generosity"), MEMORY_ONE)
def test_many_games_played_out_have_the_same_shares(opponent, generosity):
    """20,000 games at once, 100 rounds each; the last move of each is counted."""
    rng, n = np.random.default_rng(7), 20_000
    mine, theirs = np.array([1, generosity, 1, generosity]), np.array(contempt.TYPES[opponent])
    us, them = np.ones((2, n), dtype=int)
    for _ in range(100):
        chances = mine[3 - 2 * us - them], theirs[3 - 2 * them - us]
        us, them = ((rng.random(n) < p) ^ (rng.random(n) < 0.05) for p in chances)
        us, them = us.astype(int), them.astype(int)
    a = DEFAULT.replace_unchecked(misreading=0.05, us_reneging=0.0)
    counted = np.bincount(3 - 2 * us - them, minlength=4) / n
    assert contempt.game(a, generosity, opponent) == pytest.approx(counted, abs=0.015)


@pytest.mark.weekly
@pytest.mark.parametrize(("opponent", "generosity"), MEMORY_ONE)
def test_the_axelrod_library_plays_the_same_game(opponent, generosity):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        axl = pytest.importorskip("axelrod")
        us = axl.MemoryOnePlayer(four_vector=(1, generosity, 1, generosity))
        them = axl.MemoryOnePlayer(four_vector=contempt.TYPES[opponent])
        turns = 60_000
        moves = axl.Match((us, them), turns=turns, noise=0.05, seed=7).play()
    a = DEFAULT.replace_unchecked(misreading=0.05, us_reneging=0.0)
    shares = contempt.game(a, generosity, opponent)
    counted = [
        np.mean([str(x) + str(y) == pair for x, y in moves]) for pair in ("CC", "CD", "DC", "DD")
    ]
    assert shares == pytest.approx(counted, abs=0.02)


# -- both ----------------------------------------------------------------------------------------


@given(any_world)
@settings(max_examples=30)
def test_the_curves_pass_through_what_the_model_says(a):
    curves = contempt.bifurcation(a, 3.0, points=4)
    for worth, value, policy in zip(
        curves["worth"], curves["propensity"], curves["policy"], strict=True
    ):
        at = a.replace_unchecked(provoking_worth=float(worth))
        assert value == pytest.approx(contempt.propensity_after(at, policy, a.contempt_years))
    rates = contempt.generosity_curves(a, points=3)
    for q, rate, kind in zip(rates["generosity"], rates["rate"], rates["type"], strict=True):
        assert rate == pytest.approx(contempt.provocations_in_game(a, float(q), kind))


def test_both_models_may_disagree_so_that_the_form_is_a_choice():
    left = [contempt.provocations_left(DEFAULT.replace(contempt_form=f)) for f in (0, 1)]
    assert abs(left[0] - left[1]) > 0.1
