"""Step 7, "withdraw US forces": can Seoul hold alone, and whose ledger gains.

Functions take assumptions; values may be arrays, which broadcast. Ledgers are in billions of US dollars a
year. Losses are counted in money only so that they can be compared. The model starts from the hazard of
war with troops present, and says by how much leaving multiplies it. Sources: a contest function, or
Lanchester's square law; the equations of hazards and ledgers are our own (notebook 07 shows them).
"""

import numpy as np

from ..special import normal_cdf

# -- the balance ---------------------------------------------------------------------------------


def force_ratio(a, with_us, shift=0.0):
    """Force ratio: (S + U) / N, weighted for quality; shift: standard deviations off the guess."""
    return (a.rok_strength + a.us_addition * with_us) * np.exp(shift * a.balance_spread)


def holding(a, with_us, shift=0.0):
    """Probability (0 to 1) that the defence holds.

    Contest function: r^k / (1 + r^k), r = d (S + U) / N. Lanchester's square law: the defence holds if
    d ((S + U) / N)^2 is above 1, and how surely, given the uncertainty of the ratio: a normal
    distribution of its logarithm.
    """
    ratio = force_ratio(a, with_us, shift)
    odds = (a.defence_multiplier * ratio) ** a.contest_exponent
    margin = np.log(a.defence_multiplier * ratio**2) / (2 * np.asarray(a.balance_spread))
    return np.where(np.asarray(a.balance_model) == 1, normal_cdf(margin), odds / (1 + odds))[()]


def holding_alone(a):
    """Chance that Seoul holds alone: probability, 0 to 1."""
    return holding(a, 0.0)


def holding_together(a):
    """Chance that the allies hold together: probability, 0 to 1."""
    return holding(a, 1.0)


# -- what leaving changes ------------------------------------------------------------------------


def withdrawn(a):
    """1 if US forces leave, 0 if they stay."""
    return np.where(np.asarray(a.us_presence) == 0, 0.0, 1.0)[()]


def entanglement_after(a):
    """Probability (0 to 1) that Washington fights in a war after the change."""
    kept = [np.asarray(a.us_presence) == k for k in range(3)]
    chances = [a.entangled_with_troops, a.entangled_treaty, a.entangled_neither]
    return np.select(kept, np.broadcast_arrays(*chances))[()]


def log_hazard_change(a):
    """Change of the hazard of war: the logarithm of the hazard after over before.

    s [ (P_with - P_after)(G + C) + (pi_with - pi_after) K ] - presence, since the attacker weighs
    (1 - P) G - P C - pi K; and troops may provoke.
    """
    gone = withdrawn(a)
    balance = (holding_together(a) - holding(a, 1.0 - gone)) * (a.attack_gain + a.attack_cost)
    spared = (a.entangled_with_troops - entanglement_after(a)) * a.intervention_cost
    return a.attack_sensitivity * (balance + spared) - a.presence_provokes * gone


def hazard_after(a):
    """Hazard of war after the change, per year."""
    return a.war_hazard_now * np.exp(log_hazard_change(a))


def bomb_hazard_ratio(a):
    """Hazard of Seoul's bomb, over what it was: after the change over before; 1 is no change.

    exp(n_w) if troops and treaty go; a treaty that is kept prevents the share t of that response,
    exp(n_w (1 - t)).
    """
    kept = [np.asarray(a.us_presence) == k for k in range(3)]
    felt = np.select(kept, np.broadcast_arrays(0.0, 1 - np.asarray(a.treaty_reassures), 1.0))
    return np.exp(a.rok_bomb_response * felt)[()]


# -- the ledgers ---------------------------------------------------------------------------------


def ledger_items(a):
    """What leaving gains and loses, item by item, in billions of US dollars a year.

    Saving; risk of war to Washington, (h_with pi_with - h_after pi_after) L_US; risk of war to the
    ally, (h_with - h_after) L_ROK; Seoul's bomb, as it is scored.
    """
    before, after = a.war_hazard_now, hazard_after(a)
    score = np.select([np.asarray(a.rok_bomb_scored) == k for k in range(3)], [-1.0, 0.0, 1.0])
    more_bomb = a.rok_bomb_hazard * (bomb_hazard_ratio(a) - 1)
    fought = before * a.entangled_with_troops - after * entanglement_after(a)
    return {
        "saving": a.saving_share * a.troop_cost * withdrawn(a),
        "war, Washington": fought * a.us_war_loss,
        "war, the South": (before - after) * a.ally_war_loss,
        "Seoul's bomb": score * more_bomb * a.rok_bomb_size,
    }


def washingtons_ledger(a):
    """Yearly gain of Washington in billion dollars: its ledger of leaving; 0 is even."""
    items = ledger_items(a)
    return items["saving"] + items["war, Washington"] + items["Seoul's bomb"]


def alliances_ledger(a):
    """Yearly gain of the alliance in billion dollars: the same with the South's losses."""
    return washingtons_ledger(a) + ledger_items(a)["war, the South"]


def readers_ledger(a):
    """Yearly gain as the reader counts it: the ally's losses count with the reader's weight."""
    return washingtons_ledger(a) + a.ally_weight * ledger_items(a)["war, the South"]


def break_even_entanglement(a, log_change, ally_weight):
    """Break-even entanglement: the pi with troops at which leaving is even, for a change of hazard.

    Above it, leaving pays: the likelier Washington would fight, the more it saves. It may lie outside
    0 to 1. ally_weight: 0 for Washington's ledger, 1 for the alliance's.
    """
    items, times = ledger_items(a), np.exp(log_change)
    sure = items["saving"] + items["Seoul's bomb"]
    ally = ally_weight * (1 - times) * a.war_hazard_now * a.ally_war_loss
    return times * entanglement_after(a) - (sure + ally) / (a.war_hazard_now * a.us_war_loss)


# -- what the pictures show ----------------------------------------------------------------------


def balance_curves(a, low, high, points=61):
    """Holding against the ratio, alone and together, with a standard deviation: columns for both."""
    ratio = np.linspace(low, high, points)
    at = a.replace_unchecked(rok_strength=ratio)
    rows = [[holding(at, us, shift) for shift in (0.0, -1.0, 1.0)] for us in (0.0, 1.0)]
    return {
        "ratio": np.tile(ratio, 2),
        "holding": np.concatenate([r[0] for r in rows]),
        "low": np.concatenate([r[1] for r in rows]),
        "high": np.concatenate([r[2] for r in rows]),
        "who": np.repeat(["alone", "with US forces"], points).tolist(),
    }
