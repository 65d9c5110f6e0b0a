"""Step 1, "keep expectations low": how likely the next attempt is to succeed, and how deals last.

Functions take assumptions; values may be arrays, which broadcast. Some also take the table of deals, as
arrays by column. The reader chooses which deals count, what success is and how ends are dated. So all
counts are computed from the table. Sources: Beta-binomial updating for the chance of success; Kaplan and
Meier (1958) for how long deals last.
"""

import numpy as np

from ..special import beta_pdf, log_beta

# -- what the record says, once the reader has chosen how to read it --------------------------------


def counted(a, deals):
    """Whether each deal belongs to the reference class and had begun by `known_until`; last axis a deal."""
    chosen, until = _last_axis(a.reference_class, a.known_until)
    classes = [
        deals["nuclear_or_missile"] == "yes",
        np.ones(len(deals["start"]), dtype=bool),
        (deals["nuclear_or_missile"] == "yes") & (deals["stopped"] != "nothing"),
        deals["nuclear_or_missile"] != "no",  # read widely
    ]
    return np.select([chosen == k for k in range(4)], classes, default=False) & (
        deals["start"] < until
    )


def years_lasted(a, deals):
    """How many years each deal lasted by `known_until`, and whether it had ended; last axis a deal.

    A deal that still held is right-censored: we only know that it lasted at least so long.
    """
    dating, until = _last_axis(a.deal_dating, a.known_until)
    ends = [deals[column] for column in ("end_low", "end", "end_high")]
    end = np.select([dating == k for k in range(3)], ends)
    return np.clip(np.minimum(end, until) - deals["start"], 0.0, None), end <= until


def succeeded(a, deals):
    """Whether each counted deal was a success, as the reader defines it; last axis a deal.

    No deal on record gave up weapons. For the other definitions, what stopped must have stayed stopped
    for at least `success_years`.
    """
    means, enough = _last_axis(a.success_means, a.success_years)
    lasted, _ = years_lasted(a, deals)
    production = deals["stopped"] == "production"
    anything = deals["stopped"] != "nothing"
    stopped = np.select([means == 1, means == 2], [production, anything], default=False)
    return counted(a, deals) & stopped & (lasted >= enough)


def successes(a, deals):
    """Successes: how many deals of the reference class count as one, s."""
    return succeeded(a, deals).sum(axis=-1)


def attempts(a, deals):
    """Attempts: how many deals the reference class has, n."""
    return counted(a, deals).sum(axis=-1)


# -- the next attempt ----------------------------------------------------------------------------


def posterior(a, deals):
    """The two numbers of the Beta distribution of the success rate after the record: a + s, b + n - s."""
    s, n = successes(a, deals), attempts(a, deals)
    return a.prior_successes + s, a.prior_failures + n - s


def chance_next(a, deals):
    """Chance that the next attempt succeeds: probability, 0 to 1.

    The mean of the posterior, (a + s) / (a + b + n).
    """
    more, less = posterior(a, deals)
    return more / (more + less)


def chance_in_more_tries(a, deals):
    """Chance of at least one success in the further tries: probability, 0 to 1.

    1 - B(a', b' + m) / B(a', b'), which for whole m is 1 - prod (b' + i) / (a' + b' + i).
    """
    more, less = posterior(a, deals)
    return -np.expm1(log_beta(more, less + a.further_tries) - log_beta(more, less))


# -- how long a deal lasts -----------------------------------------------------------------------


def endings_and_exposure(a, deals):
    """How many counted deals ended, d, and how many years they lasted in all, E."""
    lasted, ended = years_lasted(a, deals)
    belong = counted(a, deals)
    return (ended & belong).sum(axis=-1), (lasted * belong).sum(axis=-1)


def ending_hazard(a, deals):
    """Hazard that a deal ends: endings over agreement-years, per year; not a number without a deal."""
    ended, years = endings_and_exposure(a, deals)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(ended, years)


def survival(a, deals, years):
    """Predictive survival: the chance that a deal still holds after `years`, 0 to 1.

    Lomax, ((beta + E) / (beta + E + t)) ** (alpha + d): exponential lives, Gamma hazard.
    """
    ended, lived = endings_and_exposure(a, deals)
    exposure, shape = a.ending_prior_years + lived, a.ending_prior_shape + ended
    return (exposure / (exposure + years)) ** shape


def kaplan_meier(a, deals):
    """Share of the counted deals that outlived each year, by Kaplan and Meier: columns year, share."""
    belong = counted(a, deals)
    lasted, ended = (v[belong] for v in years_lasted(a, deals))
    year = np.unique(lasted)
    at_risk = (lasted >= year[:, None]).sum(axis=1)
    ends = (ended & (lasted == year[:, None])).sum(axis=1)
    share = np.cumprod((at_risk - ends) / at_risk)
    return {"year": np.concatenate([[0.0], year]), "share": np.concatenate([[1.0], share])}


# -- what a threat says --------------------------------------------------------------------------


def after_threat(chance, likelihood_ratio):
    """The chance of success after a threat, by Bayes' rule: p l / (p l + 1 - p)."""
    return chance * likelihood_ratio / (chance * likelihood_ratio + 1 - chance)


def chance_after_threat(a, deals):
    """Chance of success after a threat: probability, 0 to 1."""
    return after_threat(chance_next(a, deals), a.threat_likelihood_ratio)


def threat_weight(a):
    """Weight of a threat as evidence: the factor by which it moves the odds, up or down; 1 or more."""
    return np.maximum(a.threat_likelihood_ratio, 1 / np.asarray(a.threat_likelihood_ratio))


def _last_axis(*values):
    return [np.asarray(v, dtype=float)[..., None] for v in values]


# -- what the pictures show ----------------------------------------------------------------------


def beliefs(a, deals, points=199):
    """Density of the success rate before and after the record: columns rate, prior, posterior."""
    rate = np.linspace(0, 1, points + 2)[1:-1]
    before = beta_pdf(rate, a.prior_successes, a.prior_failures)
    return {"rate": rate, "prior": before, "posterior": beta_pdf(rate, *posterior(a, deals))}
