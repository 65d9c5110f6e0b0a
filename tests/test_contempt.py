"""Step 4, "bored contempt": the promises of its two models."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import DEFAULT, random_worlds, worlds

from sevensteps.steps import contempt

any_world = worlds(step=4)
share = st.floats(0, 1)
TFT = contempt.TYPES["answers in kind"]
MANY = random_worlds(np.random.default_rng(4), 300)
policies = pytest.mark.parametrize("policy", contempt.POLICIES)


def close(one, other):
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


# -- the learner: laws on many worlds at once, as arrays -------------------------------------------


@policies
def test_without_responsiveness_only_the_worth_of_provoking_counts(policy):
    a = MANY.replace_unchecked(responsiveness=0.0, ignored_burst=0.0)
    own = 1 / (1 + np.exp(-a.provoking_worth))
    close(contempt.propensity_after(a, policy, 3), own)
    close(contempt.propensity(a, contempt.old_incentive(a)), own)
    close(contempt.provocation_rate(a, 0.0), -4 * np.log1p(-own))


def test_answers_move_the_incentive_as_their_names_say():
    """Rewards for provoking raise it, and for restraint lower it; punishment may backfire."""
    a, (r, p, restraint) = MANY, np.random.default_rng(5).random((3, 300))
    now = contempt.incentive(a, r, p, restraint)
    assert (contempt.incentive(a, r + 0.1, p, restraint) >= now).all()
    assert (contempt.incentive(a, r, p, restraint + 0.1) <= now).all()
    more = contempt.incentive(a, r, p + 0.1, restraint) - now
    assert np.where(a.punish_backfire <= 1, more <= 1e-12, more >= -1e-12).all()
    worse = a.replace_unchecked(us_reneging=a.us_reneging + 0.1)
    assert (contempt.incentive(worse, r, p, restraint) >= now).all()
    for name in ("us_reneging", "exploitation"):  # nothing is delivered, or all of it is exploited
        nothing = a.replace_unchecked(**{name: 1.0})
        close(contempt.incentive(nothing, r, p, 0.9), contempt.incentive(nothing, r, p, 0.0))


@policies
def test_provocations_rise_with_their_worth_until_no_answer_matters(policy):
    more = MANY.replace_unchecked(provoking_worth=MANY.provoking_worth + 0.5)
    for years in (0, 0.5, 3, 10):
        low, high = (contempt.propensity_after(a, policy, years) for a in (MANY, more))
        assert (high > low).all()
    mad = MANY.replace_unchecked(provoking_worth=60.0)
    close(contempt.propensity_after(mad, policy, 5), 1)


@policies
@pytest.mark.parametrize("rate", [{}, {"learning_rate": 1.0}], ids=["any rate", "at once"])
def test_each_quarter_the_same_share_of_the_way_is_learnt(policy, rate):
    """X_t = X* + (X0 - X*)(1 - alpha)^t: from the old pattern to that of the policy."""
    a = MANY.replace_unchecked(ignored_burst=0.0, **rate)
    start, goal = contempt.old_incentive(a), contempt.policy_incentive(a, policy)
    for quarters in (0, 1, 5, 30, 40_000):
        learnt = goal + (start - goal) * (1 - a.learning_rate) ** quarters
        close(contempt.propensity_after(a, policy, quarters / 4), contempt.propensity(a, learnt))


def test_being_ignored_may_first_bring_more_and_only_in_the_first_year():
    burst, calm = (MANY.replace_unchecked(ignored_burst=b) for b in (0.8, 0.0))
    for policy, years, more in (("ignore", 0.5, 0.8), ("ignore", 1.5, 0), ("punish", 0.5, 0)):
        p, q = (contempt.propensity_after(a, policy, years) for a in (burst, calm))
        close(np.log(p / (1 - p)), np.log(q / (1 - q)) + more)


def test_rewarding_as_before_also_rewards_restraint_as_before():
    as_before = MANY.replace_unchecked(restraint_reward=0.9, old_punish=0.0)
    close(contempt.policy_incentive(as_before, "reward"), contempt.old_incentive(as_before))


def test_contempt_that_changes_no_answer_changes_nothing():
    same = MANY.replace_unchecked(
        contempt_form=0, contempt_answer=1, rewarded_after_all=MANY.old_reward, ignored_burst=0.0,
        restraint_reward=MANY.old_restraint_reward, punish_firmness=MANY.old_punish,
    )  # fmt: skip
    close(contempt.provocations_left(same), 1)
    ignoring = MANY.replace_unchecked(
        contempt_form=0, old_reward=MANY.rewarded_after_all, old_punish=0.0, ignored_burst=0.0,
        old_restraint_reward=MANY.restraint_reward,
    )  # fmt: skip
    close(contempt.harm_if_ignored(ignoring), 1)
    strict = MANY.replace_unchecked(contempt_form=1, generosity=0.0)
    close(contempt.harm_if_ignored(strict), 1)
    answering = MANY.replace_unchecked(contempt_form=1, contempt_answer=1)
    close(contempt.provocations_left(answering), 1)


@pytest.mark.parametrize("form", [0, 1])
def test_harm_is_what_is_left_times_one_under_contempt_over_one_before(form):
    a = MANY.replace_unchecked(contempt_form=form, contempt_answer=0)
    passed = np.maximum(0, 1 - a.old_reward - a.old_punish)
    before = 1 + a.ignored_escalation * passed + a.punish_escalation * a.old_punish
    now = 1 + a.ignored_escalation * (1 - a.rewarded_after_all)
    if form:
        before = 1 + a.punish_escalation
        now = 1 + a.ignored_escalation * a.generosity + a.punish_escalation * (1 - a.generosity)
    close(contempt.harm_if_ignored(a), contempt.provocations_left(a) * now / before)
    punishing = a.replace_unchecked(contempt_answer=1)
    close(contempt.harm_if_ignored(punishing), contempt.harm_if_ignored(a))
    worse = a.replace_unchecked(punish_escalation=a.punish_escalation + 0.5)
    assert (contempt.harm_if_ignored(worse) <= contempt.harm_if_ignored(a) + 1e-12).all()


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
        moves = axl.Match((us, them), turns=60_000, noise=0.05, seed=7).play()
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
