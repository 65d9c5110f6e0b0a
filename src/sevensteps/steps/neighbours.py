"""Step 5, "let those with most at stake lead": who moves Pyongyang, and towards what.

Functions take assumptions; values may be arrays, which broadcast. Positions run from 0 (accept the
arsenal) to 100 (disarmament first). We coded every actor ourselves. The settlement is only the first step
of a family of models (Bueno de Mesquita 1997). Influence has constant elasticity of substitution.
"""

import numpy as np

ACTORS = {
    "us": "United States",
    "rok": "South Korea",
    "japan": "Japan",
    "china": "China",
    "russia": "Russia",
    "dprk": "North Korea",
}
PARTNERS = ("rok", "japan", "china", "russia")  # who may fill in

# -- who has most at stake -----------------------------------------------------------------------


def us_stake(a):
    """Washington's stake: its salience over the largest of a neighbour; below 1, theirs is larger."""
    neighbours = np.maximum.reduce(
        np.broadcast_arrays(*(getattr(a, f"{who}_salience") for who in PARTNERS))
    )
    with np.errstate(divide="ignore"):
        return np.divide(a.us_salience, neighbours)


# -- influence -----------------------------------------------------------------------------------


def influence(a, effort):
    """Influence on Pyongyang at this effort of Washington's; 1 is what full leadership has.

    T = [theta u^r + (1 - theta)(1 + kappa (1 - u))^r]^(1/r): constant elasticity of substitution. At
    r = 1 efforts simply add up; at r = 0 it is the product u^theta (1 + kappa (1 - u))^(1 - theta).
    """
    theta, r = (np.asarray(v, dtype=float) for v in (a.us_leverage, a.substitution))
    u = np.asarray(effort, dtype=float)
    others = 1 + a.fill_in * (1 - u)
    small = np.abs(r) < 1e-9
    safe = np.where(small, 1.0, r)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = theta * u**safe + (1 - theta) * others**safe
        power = np.where(np.isinf(mean), 0.0, mean ** (1 / safe))
        product = np.where(u > 0, np.exp(theta * np.log(u) + (1 - theta) * np.log(others)), 0.0)
    return np.where(small, product, power)[()]


def influence_kept(a):
    """Influence kept: on Pyongyang, at Washington's effort, over that of full leadership; 1 is all."""
    return influence(a, a.us_effort)


def break_even_fill_in(a):
    """Break-even fill-in: the kappa above which a first step back gains influence.

    theta / (1 - theta), since dT/du = theta - (1 - theta) kappa at u = 1, whatever the exponent.
    """
    return a.us_leverage / (1 - a.us_leverage)


# -- the settlement ------------------------------------------------------------------------------


def positions(a):
    """The position of each actor, 0 to 100; the last axis is an actor, in the order of ACTORS."""
    rok = np.where(np.asarray(a.rok_government) == 1, a.rok_position_2018, a.rok_position)
    stands = [rok if who == "rok" else getattr(a, f"{who}_position") for who in ACTORS]
    return np.stack(np.broadcast_arrays(*stands), axis=-1).astype(float)


def weights(a, effort):
    """The weight of each actor: capability times salience; the last axis is an actor.

    Washington's weight shrinks with its effort, and the partners that may fill in gain weight.
    """
    parts = []
    for who in ACTORS:
        scale = effort if who == "us" else 1.0
        if who in PARTNERS:
            scale = 1 + a.fill_in * (1 - effort)
        parts.append(getattr(a, f"{who}_capability") * getattr(a, f"{who}_salience") * scale)
    return np.stack(np.broadcast_arrays(*parts), axis=-1).astype(float)


def weighted_mean(stand, weigh):
    """The mean of positions by weight, over the last axis."""
    return (stand * weigh).sum(axis=-1) / weigh.sum(axis=-1)


def weighted_median(stand, weigh):
    """The position at which half of the weight is reached, over the last axis; always one actor's."""
    stand, weigh = np.broadcast_arrays(stand, weigh)
    order = np.argsort(stand, axis=-1, kind="stable")
    stand, weigh = (np.take_along_axis(v, order, axis=-1) for v in (stand, weigh))
    reached = np.cumsum(weigh, axis=-1) >= weigh.sum(axis=-1, keepdims=True) / 2 - 1e-12
    first = np.argmax(reached, axis=-1)[..., None]
    return np.take_along_axis(stand, first, axis=-1)[..., 0]


def settlement(a, effort):
    """The settlement at this effort of Washington's: weighted mean, and weighted median, 0 to 100."""
    stand, weigh = positions(a), weights(a, effort)
    return weighted_mean(stand, weigh), weighted_median(stand, weigh)


def settlement_shift(a):
    """Shift of the settlement: points by which it moves when Washington steps back.

    The reader chooses whether the weighted mean or the weighted median counts.
    """
    mean, median = (
        np.abs(behind - leading)
        for behind, leading in zip(settlement(a, a.us_effort), settlement(a, 1.0), strict=True)
    )
    return np.where(np.asarray(a.settlement_by) == 1, median, mean)[()]


def distances(a):
    """Distance of each actor, and the author, to their ideals: leading, then from behind; in points."""
    ideal = np.concatenate([positions(a), [a.author_ideal]])
    leading, behind = (settlement(a, u)[0] for u in (1.0, a.us_effort))
    return np.abs(ideal - leading), np.abs(ideal - behind)


def jitter(a, rng, draws):
    """Settlements with other codings of the actors: mean and median, leading and from behind.

    Positions move by a normal error of the given spread, within 0 to 100. rng: a NumPy generator.
    Returns an array (draws, 2 efforts, mean and median).
    """
    error = rng.normal(0, 1, (draws, len(ACTORS)))
    stand = np.clip(positions(a) + a.coding_spread * error, 0, 100)
    found = []
    for effort in (1.0, a.us_effort):
        weigh = weights(a, effort)
        found.append([weighted_mean(stand, weigh), weighted_median(stand, weigh)])
    return np.moveaxis(np.array(found), -1, 0)
