"""Step 4, "bored contempt": what rewarding, ignoring and punishing do to provocations.

There are two models of the same question. A learner: provoking has a worth of its own, and our answers
change it. A repeated game: two players answer each other's last move and misread some of the moves. To
treat a government as a learner is a choice. Equations: our own; notebook 04 shows them. Functions take
assumptions; values may be arrays, which broadcast.
"""

import numpy as np

POLICIES = ("reward", "ignore", "punish")
QUARTERS = 4  # a year
TYPES = {  # chance to hold back after (its own, the other's) move: (C, C), (C, D), (D, C), (D, D)
    "answers in kind": (1.0, 0.0, 1.0, 0.0),  # tit for tat
    "takes what works": (1.0, 0.0, 0.0, 1.0),  # win, stay; lose, shift
    "always provokes": (0.0, 0.0, 0.0, 0.0),
}

# -- a learner -----------------------------------------------------------------------------------


def incentive(a, reward, punish, restraint_reward):
    """What our answers add to provoking, in logits, when they are so likely (probabilities).

    tau [r_P G - (1 - beta) p_P K - (1 - chi)(1 - n) r_R G].
    """
    for_provoking = reward * a.reward_worth
    against = (1 - a.punish_backfire) * punish * a.punishment_cost
    for_restraint = (1 - a.exploitation) * (1 - a.us_reneging) * restraint_reward * a.reward_worth
    return a.responsiveness * (for_provoking - against - for_restraint)


def propensity(a, added):
    """Propensity: the probability (0 to 1) that a quarter brings a provocation; logistic(b + X)."""
    return 1 / (1 + np.exp(-(a.provoking_worth + added)))


def provocation_rate(a, added):
    """Rate of provocations: events a year, the hazard behind the propensity of a quarter.

    -4 ln(1 - propensity) = 4 ln(1 + exp(b + X)).
    """
    return QUARTERS * np.log(1 + np.exp(a.provoking_worth + added))


def old_incentive(a):
    """What the earlier answers added to provoking, in logits: the start of learning."""
    return incentive(a, a.old_reward, a.old_punish, a.old_restraint_reward)


def policy_incentive(a, policy):
    """What a policy adds in the long run, in logits: "reward" as before, "ignore" or "punish".

    The first rewards provocations and restraint as they were rewarded before. The last two reward
    restraint at the new rate, and still reward some provocations by mistake.
    """
    if policy == "reward":
        return incentive(a, a.old_reward, 0.0, a.old_restraint_reward)
    punish = a.punish_firmness if policy == "punish" else 0.0
    return incentive(a, a.rewarded_after_all, punish, a.restraint_reward)


def propensity_after(a, policy, years):
    """Propensity after `years` of a policy: X* + (X0 - X*)(1 - alpha)^t, with t in quarters.

    Being ignored may first bring more: a burst in the first year.
    """
    goal = policy_incentive(a, policy)
    left = (1 - a.learning_rate) ** (QUARTERS * np.asarray(years, dtype=float))
    burst = a.ignored_burst * ((np.asarray(years) > 0) & (np.asarray(years) <= 1))
    return propensity(a, goal + (old_incentive(a) - goal) * left + burst * (policy == "ignore"))


# -- a repeated game -----------------------------------------------------------------------------


def play(mine, theirs, noise):
    """Long-run shares of (my move, theirs): CC, CD, DC, DD; last axis.

    mine, theirs: chances to hold back after each of these pairs, seen from one's own side, last
    axis; noise: the chance that a move comes out as its opposite. The stationary distribution of a
    4 x 4 chain.
    """
    noise = np.asarray(noise, dtype=float)[..., None]
    mine = np.asarray(mine, dtype=float)
    theirs = np.asarray(theirs, dtype=float)[..., [0, 2, 1, 3]]  # seen from my side
    x, y = (p * (1 - noise) + (1 - p) * noise for p in (mine, theirs))
    step = np.stack([x * y, x * (1 - y), (1 - x) * y, (1 - x) * (1 - y)], axis=-1)
    equations = np.swapaxes(step, -1, -2) - np.eye(4)
    equations = np.concatenate(
        [equations[..., :3, :], np.ones_like(equations[..., :1, :])], axis=-2
    )
    total = np.zeros((*equations.shape[:-1], 1))
    total[..., 3, 0] = 1.0
    return np.linalg.solve(equations, total)[..., 0]


def game(a, generosity, opponent=None):
    """Long-run shares when Washington lets this share of provocations pass; CC, CD, DC, DD.

    Washington holds back after restraint unless it reneges, and after a provocation with the
    probability `generosity`. opponent: a key of TYPES; by default the one assumed.
    """
    q, kept = np.asarray(generosity, dtype=float), 1 - np.asarray(a.us_reneging, dtype=float)
    q, kept = np.broadcast_arrays(q, kept)
    mine = np.stack([kept, q * kept, kept, q * kept], axis=-1)
    types = np.array(list(TYPES.values()))
    kind = a.opponent_type if opponent is None else list(TYPES).index(opponent)
    return play(mine, types[np.asarray(kind, dtype=int)], a.misreading)


def provocations_in_game(a, generosity, opponent=None):
    """Provocation rate in the game: share of rounds in which the other side provokes, 0 to 1."""
    shares = game(a, generosity, opponent)
    return shares[..., 1] + shares[..., 3]


def suckered(a, generosity, opponent=None):
    """Share of rounds (0 to 1) in which Washington holds back while the other side provokes."""
    return game(a, generosity, opponent)[..., 1]


# -- the verdicts --------------------------------------------------------------------------------


def _left_by(a, policy):
    learner = propensity_after(a, policy, a.contempt_years) / propensity(a, old_incentive(a))
    generous = a.generosity if policy == "ignore" else 0.0
    player = provocations_in_game(a, generous) / provocations_in_game(a, 0.0)
    return np.where(np.asarray(a.contempt_form) == 1, player, learner)[()]


def provocations_left(a):
    """Provocations left: their rate under the answer chosen, as a share of the rate before.

    Learner: the rate after the years of contempt, over the old rate. Game: the long-run rate, over that
    of answering every provocation in kind. Punishing does just that in the game, so it leaves all.
    """
    ignored, punished = _left_by(a, "ignore"), _left_by(a, "punish")
    return np.where(np.asarray(a.contempt_answer) == 1, punished, ignored)[()]


def harm_if_ignored(a):
    """Harm if provocations are ignored: over the harm of the answers before; below 1, less of it.

    The share of the rate that is left, times the harm of one provocation under contempt over that of
    one before. Every answer has a risk, so ignoring is compared with the answers that it replaces.
    """
    now, before = _harm_of_one(a)
    return _left_by(a, "ignore") * now / before


def _harm_of_one(a):
    """Harm of one provocation under contempt, and of one before; 1 if it does not escalate.

    1 + epsilon (share let pass) + xi (share punished). Learner: contempt lets pass all that it does not
    reward by mistake; before, all that was neither rewarded nor punished. Game: under contempt a
    provocation passes or is answered; before, each was answered.
    """
    game = np.asarray(a.contempt_form) == 1
    passed = np.where(game, a.generosity, 1 - a.rewarded_after_all)
    answered = np.where(game, 1 - np.asarray(a.generosity), 0.0)
    passed_before = np.where(game, 0.0, np.clip(1 - a.old_reward - a.old_punish, 0, None))
    answered_before = np.where(game, 1.0, a.old_punish)
    return (
        1 + a.ignored_escalation * passed + a.punish_escalation * answered,
        1 + a.ignored_escalation * passed_before + a.punish_escalation * answered_before,
    )


# -- what the pictures show ----------------------------------------------------------------------


def policy_curves(a, years, points=61):
    """Propensity over time under each policy: columns year, propensity, policy."""
    t = np.linspace(0, years, points)
    return {
        "year": np.tile(t, len(POLICIES)),
        "propensity": np.concatenate([propensity_after(a, p, t) for p in POLICIES]),
        "policy": np.repeat(POLICIES, points).tolist(),
    }


def bifurcation(a, most, points=61):
    """Propensity at the horizon against what provoking is worth: columns worth, propensity, policy."""
    worth = np.linspace(0, most, points)
    at = a.replace_unchecked(provoking_worth=worth)
    return {
        "worth": np.tile(worth, len(POLICIES)),
        "propensity": np.concatenate([propensity_after(at, p, a.contempt_years) for p in POLICIES]),
        "policy": np.repeat(POLICIES, points).tolist(),
        "before": np.tile(propensity(at, old_incentive(at)), len(POLICIES)),
    }


def generosity_curves(a, points=41):
    """Provocation rate against generosity for each type: columns generosity, rate, type."""
    q = np.linspace(0, 1, points)
    return {
        "generosity": np.tile(q, len(TYPES)),
        "rate": np.concatenate([provocations_in_game(a, q, t) for t in TYPES]),
        "type": np.repeat(list(TYPES), points).tolist(),
    }
