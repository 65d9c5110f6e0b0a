"""Step 3, "freeze now, denuclearise later": what a freeze that may break is worth against holding out.

A freeze ends at one hazard, and a new one is agreed at another. The stock, and the chance that the
weapons are gone, depend only on the total time frozen. So every result is an average over that time
(Pedler 1971 gives its distribution; the other equations are our own, and notebook 03 shows them). Each
history begins inside a freeze: the model asks what a freeze is worth, not whether one can be agreed.
Functions take assumptions; values may be arrays, which broadcast. Hazards are per year. The arsenal is in
weapon-equivalents: fissile material over an assumed amount per weapon.
"""

import numpy as np

from ..special import scaled_bessel

MOST = 1000.0  # the largest break-even hazard that is looked for, per year
NODES = 64  # of the quadrature over the frozen time; exact to more digits than are shown

# -- what a freeze stops -------------------------------------------------------------------------


def growth(a):
    """Growth without a freeze: weapon-equivalents a year, with the undeclared plant if it is counted."""
    return a.declared_growth + a.undeclared_growth * a.undeclared_plant


def stopped_while_frozen(a):
    """Coverage in force: the share (0 to 1) of all production that really stops during a freeze.

    phi (1 - c lambda / (lambda + d)) g / (g + u): phi is the coverage of what is declared; a cheat
    goes on until it is found, at the hazard d, or until the freeze ends; what is not declared is not
    covered at all, and only g / (g + u) says so.
    """
    found = a.detection_hazard / (a.detection_hazard + a.freeze_ending_hazard)
    declared = a.declared_growth / growth(a)
    return a.freeze_coverage * (1 - a.covert_share * (1 - found)) * declared


def _frozen_time(a, years, nodes=NODES):
    """The time frozen within `years`: points (years) and their probabilities, last axis.

    A two-state chain that begins frozen. A freeze that never breaks is a lump at `years`. Else the density
    exp(-lambda x - k (T - x)) [lambda I0(z) + sqrt(lambda k x / (T - x)) I1(z)], with
    z = 2 sqrt(lambda k x (T - x)) (Pedler 1971); k = 0 leaves lambda exp(-lambda x).
    """
    at, weight = np.polynomial.legendre.leggauss(nodes)
    lam, k, t = (
        np.asarray(v, dtype=float)[..., None]
        for v in (a.freeze_ending_hazard, a.refreezing_hazard, years)
    )
    x, rest = t * (1 + at) / 2, t * (1 - at) / 2
    z = 2 * np.sqrt(lam * k * x * rest)
    again = np.sqrt(lam * k * (1 + at) / (1 - at)) * scaled_bessel(1, z)
    density = np.exp(z - lam * x - k * rest) * (lam * scaled_bessel(0, z) + again)
    points, chance = np.broadcast_arrays(x, density * t * weight / 2)
    lump = np.broadcast_to(np.exp(-lam * t), (*points.shape[:-1], 1))
    end = np.broadcast_to(t, (*points.shape[:-1], 1))
    return np.concatenate([points, end], axis=-1), np.concatenate([chance, lump], axis=-1)


def frozen_years(a):
    """Years frozen: the expected time that a freeze holds within the horizon, in years."""
    x, chance = _frozen_time(a, a.freeze_horizon)
    return (x * chance).sum(axis=-1)


def frozen_years_from_none(a):
    """Years frozen, if no freeze is in force at the start: the first is agreed like any later one.

    The same chain with its two states exchanged gives the time without a freeze.
    """
    ends, comes = a.freeze_ending_hazard, a.refreezing_hazard
    exchanged = a.replace_unchecked(freeze_ending_hazard=comes, refreezing_hazard=ends)
    return a.freeze_horizon - frozen_years(exchanged)


def production_stopped(a):
    """Production stopped: share (0 to 1) of the horizon's production that freezes prevent."""
    return stopped_while_frozen(a) * frozen_years(a) / a.freeze_horizon


def production_stopped_from_none(a):
    """Production stopped, if no freeze is in force at the start: share (0 to 1) of the horizon's."""
    return stopped_while_frozen(a) * frozen_years_from_none(a) / a.freeze_horizon


# -- the harm, and the break-even ----------------------------------------------------------------


def unfrozen_stock(a, years):
    """The arsenal after `years` without any freeze or disarmament, in weapon-equivalents."""
    return a.initial_arsenal + growth(a) * years


def harm_if_held_out(a):
    """Harm if Washington holds out: expected stock to the power of the curvature, at the horizon.

    exp(-h T) C^gamma, C = W0 + g T: the weapons are gone at the hazard h, all at once.
    """
    t = a.freeze_horizon
    return np.exp(-a.denuclearisation_hazard * t) * unfrozen_stock(a, t) ** a.harm_curvature


def harm_if_frozen(a):
    """Harm with a freeze: expected stock to the power of the curvature, at the horizon.

    E[ exp(-h (T - x) - rho h x) (C - g phi x)^gamma ] over the frozen time x; where lock-in
    outlasts the freeze, rho applies to all of T.
    """
    x, chance = _frozen_time(a, a.freeze_horizon)
    h, rho, t, gamma = _last_axis(
        a.denuclearisation_hazard, a.lock_in_ratio, a.freeze_horizon, a.harm_curvature
    )
    under_lock_in = np.where(_last_axis(a.lock_in_form)[0] == 1, t, x)
    alive = np.exp(-h * (t - under_lock_in) - rho * h * under_lock_in)
    return (chance * alive * _frozen_stock(a, x) ** gamma).sum(axis=-1)


def harm_ratio(a):
    """Harm of a freeze, over that of holding out: below 1, the freeze is the better course."""
    return harm_if_frozen(a) / harm_if_held_out(a)


def break_even_hazard(a):
    """Break-even hazard h*: the hazard of disarmament by holding out at which both do equal harm.

    Below it, the freeze is better. It is infinite if the freeze does not slow disarmament (rho at least 1).
    The root of E[exp((1 - rho) h x) (C - g phi x)^gamma] = C^gamma, by bisection up to MOST.
    """
    x, chance = _frozen_time(a, a.freeze_horizon)
    rho, t, gamma, form = _last_axis(
        a.lock_in_ratio, a.freeze_horizon, a.harm_curvature, a.lock_in_form
    )
    under_lock_in = np.where(form == 1, t, x)
    c = _last_axis(unfrozen_stock(a, a.freeze_horizon))[0]
    weight = chance * (_frozen_stock(a, x) / c) ** gamma
    slope, weight = np.broadcast_arrays((1 - rho) * under_lock_in, weight)
    low, high = np.zeros(slope.shape[:-1]), np.full(slope.shape[:-1], MOST)
    with np.errstate(over="ignore"):
        for _ in range(60):
            middle = (low + high) / 2
            worse = (weight * np.exp(slope * middle[..., None])).sum(axis=-1) > 1
            low, high = np.where(worse, low, middle), np.where(worse, middle, high)
    return np.where(np.asarray(a.lock_in_ratio) >= 1, np.inf, (low + high) / 2)[()]


def chance_needed(a):
    """Chance needed: probability (0 to 1) of disarmament within the horizon that h* stands for."""
    return -np.expm1(-break_even_hazard(a) * a.freeze_horizon)


def _frozen_stock(a, x):
    """The arsenal at the horizon after `x` frozen years (last axis), in weapon-equivalents."""
    c, g, phi = _last_axis(unfrozen_stock(a, a.freeze_horizon), growth(a), stopped_while_frozen(a))
    return c - g * phi * x


def _last_axis(*values):
    return [np.asarray(v, dtype=float)[..., None] for v in values]


# -- what the pictures show ----------------------------------------------------------------------


def fan(a, course, years, points=31, levels=(0.1, 0.5, 0.9)):
    """The arsenal over `years` on one course ("freeze" or "hold out"): `year`, and a column a level.

    Quantiles of the stock in weapon-equivalents. Disarmament puts the stock at 0 for good.
    """
    t = np.linspace(0, years, points)
    whole = unfrozen_stock(a, t)[:, None]
    if course == "freeze":
        x, chance = _frozen_time(a, t, nodes=96)
        locked = t[:, None] if a.lock_in_form == 1 else x
        stock = whole - growth(a) * stopped_while_frozen(a) * x
    else:
        chance, locked, stock = np.ones_like(whole), 0.0, whole
    free = t[:, None] - locked
    alive = np.exp(-a.denuclearisation_hazard * (free + a.lock_in_ratio * locked))
    rows = [_quantiles(s, m, levels) for s, m in zip(stock, chance * alive, strict=True)]
    columns = zip(levels, np.transpose(rows), strict=True)
    return {"year": t} | {f"q{round(100 * level)}": column for level, column in columns}


def _quantiles(stock, mass, levels):
    """Quantiles of a stock that is 0 with probability 1 - sum of `mass`."""
    order = np.argsort(stock)
    below = np.concatenate([[1 - mass.sum()], 1 - mass.sum() + np.cumsum(mass[order])])
    below[-1] = 1.0  # without rounding errors
    return [np.concatenate([[0.0], stock[order]])[np.searchsorted(below, q)] for q in levels]


def refreezing_curve(a, most, points=41):
    """Production stopped against the hazard of a new freeze: columns `refreezing`, `stopped`."""
    k = np.linspace(0, most, points)
    return {
        "refreezing": k,
        "stopped": production_stopped(a.replace_unchecked(refreezing_hazard=k)),
    }


def break_even_curve(a, most, points=61):
    """The break-even hazard against the lock-in ratio: columns `lock_in`, `hazard` (may be infinite)."""
    rho = np.linspace(0, most, points)
    return {"lock_in": rho, "hazard": break_even_hazard(a.replace_unchecked(lock_in_ratio=rho))}


def three_noes(a):
    """What a freeze brings of "no more, no better, no exports", each in its own unit.

    Weapon-equivalents avoided by the horizon, years without tests, years without exports. Only the
    first enters the harm. No verdict counts the other two.
    """
    frozen = frozen_years(a)
    return {
        "no more": growth(a) * stopped_while_frozen(a) * frozen,
        "no better": frozen * a.freeze_stops_tests,
        "no exports": frozen * a.freeze_stops_exports,
    }
