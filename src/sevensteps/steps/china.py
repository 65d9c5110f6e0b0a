"""Step 6, "press China": how hard sanctions bite, and what China would choose to enforce.

Every function takes assumptions (any object with these attributes) and returns numbers. A value may be
an array of draws; arrays broadcast. Equations: our own; notebook 06 shows and derives them.
"""

import numpy as np

# -- how hard sanctions bite ---------------------------------------------------------------------


def leak(a):
    """Leakage by now: share of the blocked trade (0 to 1) that slips through after t years.

    It climbs towards its ceiling l as evasion is learnt: l (1 - exp(-r t)).
    """
    return a.leakage * (1 - np.exp(-a.leakage_growth * a.sanctions_years))


def rest_enforcement(a):
    """Enforcement outside China: share (0 to 1) of the sanctions the other traders enforce.

    Russia has its own part, because its trade may be the largest gap.
    """
    q = a.russia_share_of_rest
    return q * a.russia_enforcement + (1 - q) * a.others_enforcement


def trade_cut(a, enforcement):
    """Bite: share of the North's trade (0 to 1) that is really cut, if China enforces `enforcement`.

    B = s [m_C e + (1 - m_C) e_rest] (1 - leak).
    """
    m = a.china_trade_share
    blocked = m * enforcement + (1 - m) * rest_enforcement(a)
    return a.sanctions_scope * blocked * (1 - leak(a))


def trade_cut_now(a):
    """Bite at China's present cooperation: share of the North's trade, 0 to 1."""
    return trade_cut(a, a.china_cooperation)


def trade_cut_without_china(a):
    """Bite without China: share of the North's trade that is cut when China enforces nothing."""
    return trade_cut(a, 0.0)


def trade_cut_with_china(a):
    """Bite with China: share of the North's trade that is cut when China enforces everything."""
    return trade_cut(a, 1.0)


def enforcement_needed(a):
    """Enforcement needed: the e at which the bite is just what is needed.

    Above 1, not even full enforcement is enough. Below 0, none is needed. It is infinite if the
    sanctions name nothing, everything leaks, or China does not trade.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        blocked = np.divide(a.needed_bite, a.sanctions_scope * (1 - leak(a)))
        return (blocked - (1 - a.china_trade_share) * rest_enforcement(a)) / a.china_trade_share


# -- what China would choose ---------------------------------------------------------------------


def benefit(a):
    """Benefit of enforcing: China's own wish plus pressure on its banks, in utility."""
    return a.china_motive + a.third_country_pressure


def expected_cost(a):
    """Expected cost of enforcing: the loss China expects per unit of enforcement, in utility.

    D [(1 - c) R + (1 - z) G]: money lightens the refugee half, a believed promise the other.
    """
    refugees = (1 - a.refugee_cost_share) * a.refugee_cost
    united_korea = (1 - a.promise_credibility) * a.geopolitical_loss
    return a.collapse_risk * (refugees + united_korea)


def gain(a, enforcement):
    """China's gain from enforcing `enforcement` (0 to 1) instead of nothing, in utility.

    (benefit - expected cost) e - e²/2: each further step costs more. The cost of full enforcement is the
    unit of utility, because no data separates a scale of its own from the other guesses.
    """
    return (benefit(a) - expected_cost(a)) * enforcement - enforcement**2 / 2


def best_enforcement(a):
    """China's best answer e*: the enforcement (0 to 1) with the largest gain; clip(benefit - expected cost)."""
    return np.clip(benefit(a) - expected_cost(a), 0.0, 1.0)


def without_offers(a):
    """The same assumptions without an offer: neither cost-sharing nor a promise."""
    return a.replace_unchecked(refugee_cost_share=0.0, promise_credibility=0.0)


def trade_cut_with_offers(a):
    """Bite at China's best answer to the offers: share of the North's trade, 0 to 1."""
    return trade_cut(a, best_enforcement(a))


def trade_cut_without_offers(a):
    """Bite at China's best answer without the offers: share of the North's trade, 0 to 1."""
    return trade_cut(a, best_enforcement(without_offers(a)))


def collapse_added(a):
    """Collapse risk added: probability (0 to 1) that China's best answer brings, as China sees it.

    Leverage and the outcome that China fears rise together.
    """
    return a.collapse_risk * best_enforcement(a)


def break_even_share(a):
    """Break-even cost share: the c at which the offers just bring China round, the promise as is.

    Above 1, no share is enough (infinite if full enforcement is not enough). Below 0, none is needed
    (minus infinity if the bite is enough without China).
    """
    return _break_even(a, a.refugee_cost, (1 - a.promise_credibility) * a.geopolitical_loss)


def break_even_promise(a):
    """Break-even credibility: the z at which the offers just bring China round, the share as is.

    Read like `break_even_share`.
    """
    return _break_even(a, a.geopolitical_loss, (1 - a.refugee_cost_share) * a.refugee_cost)


def _break_even(a, lightened, other):
    """The offer that lightens one half of the expected cost enough, if the other half stays."""
    needed = enforcement_needed(a)
    offer = 1 - ((benefit(a) - needed) / a.collapse_risk - other) / lightened
    return np.where(needed > 1, np.inf, np.where(needed <= 0, -np.inf, offer))[()]


# -- what the charts show ------------------------------------------------------------------------


def trade_cut_curve(a, points=101):
    """Bite against enforcement: columns `enforcement`, `bite`, both shares of 0 to 1."""
    e = np.linspace(0.0, 1.0, points)
    return {"enforcement": e, "bite": trade_cut(a, e)}


def waterfall(a, enforcement):
    """From the trade that sanctions name to the bite: columns `stage`, `start`, `end`.

    Shares of the North's trade. The first stage starts at 0 and each loss lowers the level. The last
    stage is the bite, again from 0. Each stage starts where the last one ends.
    """
    s, m, q = a.sanctions_scope, a.china_trade_share, a.russia_share_of_rest
    losses = {
        "China does not enforce": s * m * (1 - enforcement),
        "Russia does not enforce": s * (1 - m) * q * (1 - a.russia_enforcement),
        "others do not enforce": s * (1 - m) * (1 - q) * (1 - a.others_enforcement),
    }
    blocked = s - sum(losses.values())
    losses["slips through"] = blocked * leak(a)
    level = s - np.concatenate([[0.0], np.cumsum(list(losses.values()))])
    return {
        "stage": ["named by the sanctions", *losses, "bite"],
        "start": np.concatenate([[0.0], level]),
        "end": np.concatenate([level, [0.0]]),
    }


def offer_map(a, points=21):
    """China's best answer over the two offers: columns `share`, `promise`, `enforcement`.

    A grid of points × points, flattened; all shares or probabilities from 0 to 1.
    """
    even = np.linspace(0, 1, points)
    share, promise = np.tile(even, points), np.repeat(even, points)
    at = a.replace_unchecked(refugee_cost_share=share, promise_credibility=promise)
    return {"share": share, "promise": promise, "enforcement": best_enforcement(at)}


def offer_frontier(a, points=101):
    """The offers that just bring China round: columns `share`, `promise`, from edge to edge of 0 to 1.

    Empty if no offer from 0 to 1 is just enough.
    """
    even = np.linspace(0.0, 1.0, points)
    enough_share = break_even_share(a.replace_unchecked(promise_credibility=even))
    enough_promise = break_even_promise(a.replace_unchecked(refugee_cost_share=even))
    share = np.concatenate([np.broadcast_to(enough_share, points), even])
    promise = np.concatenate([even, np.broadcast_to(enough_promise, points)])
    inside = (share >= 0) & (share <= 1) & (promise >= 0) & (promise <= 1)
    order = np.lexsort((share[inside], promise[inside]))
    return {"share": share[inside][order], "promise": promise[inside][order]}
