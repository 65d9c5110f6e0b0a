"""Step 7, "withdraw US forces": the promises of its models, on many worlds at once, as arrays."""

import numpy as np
import pytest
from worlds import DEFAULT, random_worlds

from sevensteps.steps import forces

MANY = random_worlds(np.random.default_rng(7), 300)
LEAVING, STAYING = (MANY.replace_unchecked(us_presence=k) for k in (1, 0))


def close(one, other, atol=1e-9):
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=atol)


# -- the balance ---------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [0, 1])
def test_equal_sides_hold_half_the_time_in_both_models(model):
    equal = dict(rok_strength=1.0, defence_multiplier=1.0, us_addition=0.0)
    close(forces.holding_alone(MANY.replace_unchecked(balance_model=model, **equal)), 0.5)


def test_a_stronger_defence_holds_no_less_often():
    alone, together = forces.holding_alone(MANY), forces.holding_together(MANY)
    assert ((alone >= 0) & (alone <= together) & (together <= 1)).all()
    for name in ("rok_strength", "defence_multiplier"):
        more = MANY.replace_unchecked(**{name: getattr(MANY, name) + 0.1})
        assert (forces.holding_alone(more) >= alone - 1e-12).all()
    close(forces.holding_together(MANY.replace_unchecked(us_addition=0.0)), alone)


@pytest.mark.parametrize("shift", [-2, 0, 1.3])
def test_the_contest_is_its_closed_form(shift):
    a = MANY.replace_unchecked(balance_model=0)
    r = (a.defence_multiplier * a.rok_strength * np.exp(shift * a.balance_spread)) ** (
        a.contest_exponent
    )
    close(forces.holding(a, 0.0, shift), r / (1 + r))


def test_under_the_square_law_the_chance_is_that_of_an_uncertain_ratio():
    a, rng = MANY.replace_unchecked(balance_model=1), np.random.default_rng(4)
    ratio = a.rok_strength * np.exp(a.balance_spread * rng.normal(size=(20_000, 1)))
    held = (a.defence_multiplier * ratio**2 > 1).mean(axis=0)
    close(forces.holding_alone(a), held, atol=0.015)


def test_a_more_decisive_contest_pushes_the_chance_away_from_even():
    contest = MANY.replace_unchecked(balance_model=0)
    sharper = contest.replace_unchecked(contest_exponent=MANY.contest_exponent + 1)
    now, then = (abs(forces.holding_alone(b) - 0.5) for b in (contest, sharper))
    assert (then >= now - 1e-12).all()


# -- what leaving changes ------------------------------------------------------------------------


def test_if_nothing_changes_nothing_is_gained_or_lost():
    close(forces.log_hazard_change(STAYING), 0)
    assert (forces.bomb_hazard_ratio(STAYING) == 1).all()
    close(forces.washingtons_ledger(STAYING), 0, atol=1e-6)
    close(forces.alliances_ledger(STAYING), 0, atol=1e-6)


def test_the_hazard_change_is_the_attackers_gain():
    """The same from his pay-off, (1 - P) G - P C - pi K, before and after."""
    a = LEAVING

    def payoff(p, pi):
        return (1 - p) * a.attack_gain - p * a.attack_cost - pi * a.intervention_cost

    before = payoff(forces.holding_together(a), a.entangled_with_troops)
    after = payoff(forces.holding_alone(a), a.entangled_treaty)
    expected = a.attack_sensitivity * (after - before) - a.presence_provokes
    close(forces.log_hazard_change(a), expected)
    close(forces.hazard_after(a), a.war_hazard_now * np.exp(expected))


def test_a_treaty_that_is_kept_lessens_what_leaving_does_to_seouls_wish():
    a = MANY.replace_unchecked(rok_bomb_response=1.6)
    troops, treaty, neither = (
        forces.bomb_hazard_ratio(a.replace_unchecked(us_presence=k)) for k in range(3)
    )
    assert (troops == 1).all() and ((treaty >= 1) & (treaty <= neither)).all()
    close(treaty, np.exp(1.6 * (1 - a.treaty_reassures)))
    close(neither, np.exp(1.6))
    for reassures, ratio in ((0.0, neither), (1.0, 1)):
        there = a.replace_unchecked(us_presence=1, treaty_reassures=reassures)
        close(forces.bomb_hazard_ratio(there), ratio)


def test_entanglement_is_that_of_what_is_left_in_place():
    kinds = ("entangled_with_troops", "entangled_treaty", "entangled_neither")
    for presence, name in enumerate(kinds):
        a = MANY.replace_unchecked(us_presence=presence)
        close(forces.entanglement_after(a), getattr(a, name))


# -- the ledgers ---------------------------------------------------------------------------------


def test_the_ledgers_are_the_sums_of_their_items():
    items = forces.ledger_items(MANY)
    alliance = sum(items.values())
    washington = alliance - items["war, the South"]
    close(forces.alliances_ledger(MANY), alliance)
    close(forces.washingtons_ledger(MANY), washington)
    for weight, ledger in (
        (0.0, washington),
        (0.3, washington + 0.3 * items["war, the South"]),
        (1.0, alliance),
    ):
        close(forces.readers_ledger(MANY.replace_unchecked(ally_weight=weight)), ledger)


def test_reversing_the_change_of_risk_reverses_its_items():
    """Before and after change places: the two war items change sign."""
    a, one = LEAVING, forces.ledger_items(LEAVING)
    swapped = a.replace_unchecked(
        war_hazard_now=forces.hazard_after(a), us_addition=-a.us_addition,
        entangled_with_troops=a.entangled_treaty, entangled_treaty=a.entangled_with_troops,
        rok_strength=a.rok_strength + a.us_addition, presence_provokes=-a.presence_provokes,
    )  # fmt: skip
    two = forces.ledger_items(swapped)
    for item in ("war, Washington", "war, the South"):
        close(two[item], -one[item], atol=1e-6)


def test_scoring_seouls_bomb_the_other_way_round_turns_its_sign():
    bad, neutral, good = (
        forces.ledger_items(MANY.replace_unchecked(rok_bomb_scored=k))["Seoul's bomb"]
        for k in range(3)
    )
    assert (bad == -good).all() and (neutral == 0).all() and (bad <= 0).all()


@pytest.mark.parametrize(
    ("weight", "ledger"), [(0.0, forces.washingtons_ledger), (1.0, forces.alliances_ledger)]
)
def test_leaving_pays_just_above_the_frontier_and_the_ledger_is_even_on_it(weight, ledger):
    """The frontier takes the change of the hazard as given, as the chart's axis does."""
    a, items = LEAVING, forces.ledger_items(LEAVING)
    pi = forces.break_even_entanglement(a, forces.log_hazard_change(a), weight)
    after = forces.hazard_after(a) * forces.entanglement_after(a)
    washington = (a.war_hazard_now * pi - after) * a.us_war_loss
    net = items["saving"] + items["Seoul's bomb"] + washington + weight * items["war, the South"]
    close(net, 0, atol=1e-6)
    apart = np.abs(pi - a.entangled_with_troops) > 1e-9
    assert ((ledger(a) > 0) == (a.entangled_with_troops > pi))[apart].all()


def test_the_balance_curves_are_the_chances_alone_and_together_with_a_band():
    curves = forces.balance_curves(DEFAULT, 0.4, 2.0, points=5)
    at = DEFAULT.replace_unchecked(rok_strength=curves["ratio"][:5])
    close(curves["holding"], np.append(forces.holding_alone(at), forces.holding_together(at)))
    for end, shift in (("low", -1.0), ("high", 1.0)):
        close(curves[end], np.append(*(forces.holding(at, us, shift) for us in (0.0, 1.0))))
