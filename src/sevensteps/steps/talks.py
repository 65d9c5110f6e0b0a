"""Step 2, "negotiate anyway": what talks do to provocations, what else could explain it, and when they pay.

Functions take assumptions; values may be arrays, which broadcast. Some also take the table of talk years,
as arrays by column. The counts follow from the reader's choices.
"""

from statistics import NormalDist

import numpy as np

from ..special import beta_quantile

OP_ED = 2009  # the year in which the op-ed was written, and the last that it could know

# -- what the record says ------------------------------------------------------------------------


def provocations(a, talk_years):
    """Provocations in each year, by the list that the reader chose; the last axis is a year."""
    unit = _last_axis(a.provocation_unit)
    tests = talk_years["launch_days"] + talk_years["nuclear_tests"]
    lists = [talk_years["provocations_2018"], talk_years["provocations_2026"], tests]
    return np.select([unit == k for k in range(3)], lists, default=0)


def with_talks(a, talk_years):
    """Whether each year counts as one with talks; the last axis is a year."""
    same = talk_years["meetings"]
    before = np.concatenate([[0], same[:-1]])
    meetings = np.where(_last_axis(a.talks_lag) == 1, before, same)
    return meetings >= _last_axis(a.talk_year_from)


def years_counted(a, talk_years):
    """Which years count: all, or those up to 2009; without 2018 if left out, without the first if talks lag."""
    year = talk_years["year"]
    to_come = (_last_axis(a.talk_record) == 1) & (year > OP_ED)
    left_out = (_last_axis(a.leave_out_2018) == 1) & (year == 2018)
    unknown = (_last_axis(a.talks_lag) == 1) & (year == year.min())
    return ~(to_come | left_out | unknown)


def tally(a, talk_years):
    """Events and years with talks, then without: four numbers Y1, E1, Y0, E0."""
    count, belong = provocations(a, talk_years), years_counted(a, talk_years)
    talks = with_talks(a, talk_years)
    with_, without = talks & belong, ~talks & belong
    parts = (count * with_, with_, count * without, without)
    return tuple(part.sum(axis=-1) for part in parts)


def years_to_compare(a, talk_years):
    """Years to compare: on the shorter side, with talks or without, whichever are fewer."""
    _, with_, _, without = tally(a, talk_years)
    return np.minimum(with_, without)


def observed_ratio(a, talk_years):
    """Observed rate ratio: provocations a year with talks over without; 1 is no difference."""
    y1, e1, y0, e0 = tally(a, talk_years)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(y1, e1) / np.divide(y0, e0)


def ratio_interval(a, talk_years, level=0.9):
    """The interval of the observed ratio, low and high, at this level of confidence.

    Poisson: exact, because Y1 of N events is Binomial(N, E1 d / (E1 d + E0)) (Clopper and Pearson 1934).
    Negative binomial: normal on the logarithm, with the dispersion by moments around the two means.
    """
    y1, e1, y0, e0 = (float(v) for v in tally(a, talk_years))
    tail = (1 - level) / 2
    if a.count_model == 0:
        low = beta_quantile(tail, y1, y0 + 1) if y1 else 0.0
        high = beta_quantile(1 - tail, y1 + 1, y0)
        return tuple(p / (1 - p) * e0 / e1 for p in (low, high))
    error = np.sqrt(
        1 / max(y1, 0.5) + 1 / max(y0, 0.5) + dispersion(a, talk_years) * (1 / e1 + 1 / e0)
    )
    ratio = observed_ratio(a, talk_years)
    return tuple(ratio * np.exp(z * error) for z in map(NormalDist().inv_cdf, (tail, 1 - tail)))


def dispersion(a, talk_years):
    """Dispersion: how much more the years vary than by chance; variance = mean + dispersion mean^2."""
    y1, e1, y0, e0 = tally(a, talk_years)
    mean = np.where(with_talks(a, talk_years), y1 / e1, y0 / e0)
    belong = years_counted(a, talk_years)
    spread = ((provocations(a, talk_years) - mean) ** 2)[belong]
    return max(0.0, float((spread - mean[belong]).sum() / (mean[belong] ** 2).sum()))


def e_value(ratio):
    """E-value: how strongly a hidden cause must go with both to explain the ratio; 1 or more.

    RR + sqrt(RR (RR - 1)), where RR is the ratio or its inverse, at least 1 (VanderWeele and Ding 2017).
    """
    up = np.maximum(ratio, 1 / np.asarray(ratio, dtype=float))
    return up + np.sqrt(up * (up - 1))


# -- what else could explain it --------------------------------------------------------------------------


def selection_ratio(a):
    """Ratio by selection alone: what would be observed if talks had no effect at all; 1 is none.

    Talks are likelier in a good mood, and a good mood is quieter:
    [w_t r_g + (1 - w_t) r_b] / [w_n r_g + (1 - w_n) r_b].
    """
    p, good, bad = a.good_mood_share, a.talk_chance_good_mood, a.talk_chance_bad_mood
    good_if_talks = p * good / (p * good + (1 - p) * bad)
    good_if_not = p * (1 - good) / (p * (1 - good) + (1 - p) * (1 - bad))

    def rate(w):
        return w * a.good_mood_rate + (1 - w) * a.bad_mood_rate

    return rate(good_if_talks) / rate(good_if_not)


def implied_effect(a, talk_years):
    """Effect that is left: the rate ratio of talks once selection is taken out; below 1, they calm.

    Observed ratio over the ratio that selection alone would give.
    """
    return observed_ratio(a, talk_years) / selection_ratio(a)


# -- whether to talk -----------------------------------------------------------------------------


def calm(a):
    """What calm while talks last is worth: share of the worth of a deal, v (1 - delta)."""
    return a.value_of_calm * (1 - a.talk_effect)


def break_even_chance(a):
    """Break-even chance of a deal: the p at which talking just pays, (c - D) / B with B = 1.

    Nothing or below: talking pays even if no deal ever comes.
    """
    return a.talking_cost - calm(a)


# -- what the pictures show ----------------------------------------------------------------------


def consistent_effects(ratio, low, high, points=81):
    """All pairs of selection and effect that give `ratio`: columns selection, effect."""
    selection = np.linspace(low, high, points)
    return {"selection": selection, "effect": ratio / selection}


def _last_axis(value):
    return np.asarray(value, dtype=float)[..., None]
