"""Step 7, "withdraw US forces": the promises of its models."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from worlds import worlds

from sevensteps.steps import forces

any_world = worlds(step=7)
leaving = worlds(7, us_presence=1)
staying = worlds(7, us_presence=0)
EXACT = {"abs": 1e-9}

# -- the balance ---------------------------------------------------------------------------------


@given(any_world)
def test_equal_sides_hold_half_the_time_in_both_models(a):
    contest = a.replace_unchecked(
        balance_model=0, rok_strength=1.0, defence_multiplier=1.0, us_addition=0.0
    )
    assert forces.holding_alone(contest) == pytest.approx(0.5)
    assert forces.holding_alone(contest.replace_unchecked(balance_model=1)) == pytest.approx(0.5)


@given(any_world)
def test_a_stronger_defence_holds_no_less_often(a):
    for name, by in (("rok_strength", 0.1), ("defence_multiplier", 0.1)):
        more = a.replace_unchecked(**{name: getattr(a, name) + by})
        assert forces.holding_alone(more) >= forces.holding_alone(a) - 1e-12
    assert 0 <= forces.holding_alone(a) <= forces.holding_together(a) <= 1


@given(any_world)
def test_us_forces_that_add_nothing_change_nothing(a):
    assert forces.holding_together(a.replace_unchecked(us_addition=0.0)) == pytest.approx(
        forces.holding_alone(a.replace_unchecked(us_addition=0.0))
    )


@given(worlds(7, balance_model=0), st.floats(-2, 2))
def test_the_contest_is_its_closed_form(a, shift):
    r = a.defence_multiplier * a.rok_strength * np.exp(shift * a.balance_spread)
    assert forces.holding(a, 0.0, shift) == pytest.approx(
        r**a.contest_exponent / (1 + r**a.contest_exponent)
    )


@given(worlds(7, balance_model=1))
def test_under_the_square_law_the_chance_is_that_of_an_uncertain_ratio(a):
    rng = np.random.default_rng(4)
    ratio = a.rok_strength * np.exp(a.balance_spread * rng.normal(size=40_000))
    held = (a.defence_multiplier * ratio**2 > 1).mean()
    assert forces.holding_alone(a) == pytest.approx(held, abs=0.012)


@given(any_world)
def test_a_more_decisive_contest_pushes_the_chance_away_from_even(a):
    contest = a.replace_unchecked(balance_model=0)
    sharper = contest.replace_unchecked(contest_exponent=a.contest_exponent + 1)
    now, then = (abs(forces.holding_alone(b) - 0.5) for b in (contest, sharper))
    assert then >= now - 1e-12


# -- what leaving changes ------------------------------------------------------------------------


@given(staying)
def test_if_nothing_changes_nothing_is_gained_or_lost(a):
    assert forces.log_hazard_change(a) == pytest.approx(0, **EXACT)
    assert forces.bomb_hazard_ratio(a) == 1
    assert forces.washingtons_ledger(a) == pytest.approx(0, abs=1e-6)
    assert forces.alliances_ledger(a) == pytest.approx(0, abs=1e-6)


@given(worlds(7, us_presence=1, attack_sensitivity=0.0, presence_provokes=0.0))
def test_without_sensitivity_the_hazard_of_attack_stays(a):
    assert forces.log_hazard_change(a) == 0
    assert forces.hazard_after(a) == pytest.approx(a.war_hazard_now)


@given(worlds(7, us_presence=1, us_addition=0.0, presence_provokes=0.0))
def test_without_force_and_with_equal_entanglement_the_hazard_stays(a):
    same = a.replace_unchecked(entangled_treaty=a.entangled_with_troops)
    assert forces.log_hazard_change(same) == pytest.approx(0, **EXACT)


@given(leaving)
def test_the_hazard_change_is_the_attackers_gain(a):
    """The same from the attacker's pay-off, (1 - P) G - P C - pi K, before and after."""

    def payoff(p, pi):
        return (1 - p) * a.attack_gain - p * a.attack_cost - pi * a.intervention_cost

    before = payoff(forces.holding_together(a), a.entangled_with_troops)
    after = payoff(forces.holding_alone(a), a.entangled_treaty)
    expected = a.attack_sensitivity * (after - before) - a.presence_provokes
    assert forces.log_hazard_change(a) == pytest.approx(expected)


@given(leaving)
def test_troops_that_provoke_more_make_leaving_safer(a):
    more = a.replace_unchecked(presence_provokes=a.presence_provokes + 0.1)
    assert forces.hazard_after(more) < forces.hazard_after(a)


@given(worlds(7, rok_bomb_response=1.6))
def test_a_kept_treaty_lowers_the_response_of_seoul(a):
    troops, treaty, neither = (
        forces.bomb_hazard_ratio(a.replace_unchecked(us_presence=k)) for k in range(3)
    )
    assert troops == 1 and neither == pytest.approx(np.exp(a.rok_bomb_response))
    assert 1 <= treaty <= neither
    bare, whole = (
        forces.bomb_hazard_ratio(a.replace_unchecked(us_presence=1, treaty_reassures=t))
        for t in (0.0, 1.0)
    )
    assert bare == neither and whole == 1


@given(any_world)
def test_giving_up_the_treaty_as_well_lowers_entanglement(a):
    assume(a.entangled_neither <= a.entangled_treaty)
    treaty, neither = (
        forces.entanglement_after(a.replace_unchecked(us_presence=k)) for k in (1, 2)
    )
    assert neither <= treaty


# -- the ledgers ---------------------------------------------------------------------------------


@given(any_world)
def test_the_ledgers_are_the_sums_of_their_items(a):
    items = forces.ledger_items(a)
    assert forces.alliances_ledger(a) == pytest.approx(sum(items.values()))
    assert forces.washingtons_ledger(a) == pytest.approx(
        sum(v for k, v in items.items() if k != "war, the South")
    )


@given(any_world)
def test_the_readers_weight_leads_from_one_ledger_to_the_other(a):
    assert forces.readers_ledger(a.replace_unchecked(ally_weight=0.0)) == forces.washingtons_ledger(
        a
    )
    assert forces.readers_ledger(a.replace_unchecked(ally_weight=1.0)) == forces.alliances_ledger(a)


@given(leaving)
def test_reversing_the_change_of_risk_reverses_its_items(a):
    """If before and after change places, the two war items change sign."""
    one = forces.ledger_items(a)
    swapped = a.replace_unchecked(
        war_hazard_now=forces.hazard_after(a),
        entangled_with_troops=a.entangled_treaty,
        entangled_treaty=a.entangled_with_troops,
        rok_strength=a.rok_strength + a.us_addition,
        us_addition=-a.us_addition,
        presence_provokes=-a.presence_provokes,
    )
    two = forces.ledger_items(swapped)
    for item in ("war, Washington", "war, the South"):
        assert two[item] == pytest.approx(-one[item], abs=1e-6)


@given(any_world)
def test_scoring_seouls_bomb_the_other_way_changes_its_sign(a):
    bad, neutral, good = (
        forces.ledger_items(a.replace_unchecked(rok_bomb_scored=k))["Seoul's bomb"]
        for k in range(3)
    )
    assert bad == -good and neutral == 0 and bad <= 0


@given(leaving, st.sampled_from([0.0, 1.0]))
def test_at_the_break_even_entanglement_the_ledger_is_even(a, weight):
    """The frontier takes the change of the hazard as given, like the axis of the chart."""
    change = forces.log_hazard_change(a)
    pi = forces.break_even_entanglement(a, change, weight)
    items = forces.ledger_items(a)
    after = forces.hazard_after(a) * forces.entanglement_after(a)
    washington = (a.war_hazard_now * pi - after) * a.us_war_loss
    net = items["saving"] + items["Seoul's bomb"] + washington + weight * items["war, the South"]
    assert net == pytest.approx(0, abs=1e-6)


@given(leaving)
def test_leaving_pays_just_above_the_frontier(a):
    change = forces.log_hazard_change(a)
    for weight, ledger in ((0.0, forces.washingtons_ledger), (1.0, forces.alliances_ledger)):
        even = forces.break_even_entanglement(a, change, weight)
        if abs(even - a.entangled_with_troops) > 1e-9:
            assert (ledger(a) > 0) == (a.entangled_with_troops > even)
