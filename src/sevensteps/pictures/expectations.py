"""The pictures of step 1, "keep expectations low"."""

from __future__ import annotations

import numpy as np

from .. import charts
from ..assumptions import Assumptions, assumptions, number, percent
from ..charts import Caption, Columns
from ..data import arrays
from ..steps import expectations
from .picture import Picture, needed

__all__ = ["beliefs", "survival", "threat", "tries"]

DENSITY, YEARS = 9.0, 16.0
DOT = 0.42  # the height of a deal's dot, in density


def _deals():
    return arrays("deals")


def _top(name: str) -> float:
    return assumptions().records[name].high


def _shown(a: Assumptions, name: str) -> str:
    return a.records[name].show(getattr(a, name))


def _times(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'s' * (count != 1)}"


# -- prior, posterior, and the deals --------------------------------------------------------------


def _beliefs_columns(a: Assumptions) -> Columns:
    deals = _deals()
    curves = expectations.beliefs(a, deals)
    belong, good = expectations.counted(a, deals), expectations.succeeded(a, deals)
    chance = float(expectations.chance_next(a, deals))
    order = np.argsort(~good[belong], kind="stable")
    won = good[belong][order]
    place = np.concatenate([np.arange(won.sum()), np.arange((~won).sum())])
    return {
        "curves": {
            "rate": np.tile(curves["rate"], 2),
            "density": np.concatenate([curves["prior"], curves["posterior"]]),
            "belief": np.repeat(["prior", "posterior"], len(curves["rate"])).tolist(),
        },
        "deals": {
            "rate": np.where(won, 0.975, 0.025),
            "at": (place + 0.6) * DOT,
            "outcome": ["a success" if w else "not a success" for w in won],
            "name": deals["name"][belong][order].tolist(),
        },
        "threshold": {"x": [a.likely_from], "label": [f"likely from {percent(a.likely_from)}"]},
        "dot": {
            "rate": [chance],
            "at": [DENSITY * 0.52],
            "label": [f"you: {percent(chance)}"],
            "successes": [int(won.sum())],
            "attempts": [len(won)],
            "success": [_shown(a, "success_means")],
            "class_": [_shown(a, "reference_class")],
            "years": [a.success_years],
            "prior": [a.prior_successes / (a.prior_successes + a.prior_failures)],
        },
        "names": {
            "rate": [0.05, 0.72],
            "at": [DOT * 0.8] * 2,
            "label": ["deals: not a success", "deals: a success"],
        },
    }


def _beliefs_words(columns: Columns) -> Caption:
    dot = columns["dot"]
    (chance,), (s,), (n,), (success,), (class_,), (years,), (prior,) = (
        dot[k] for k in ("rate", "successes", "attempts", "success", "class_", "years", "prior")
    )
    likely = columns["threshold"]["x"][0]
    side = "not likely" if chance < likely else "likely"
    lasting = (
        ""
        if success == "weapons given up"
        else f", for {years:g} {'year' if years == 1 else 'years'} or more"
    )
    finding = f"The next attempt succeeds with {percent(chance)}: {side}, after {s} of {n} deals"
    alt_text = (
        f"{finding}. Counted: {class_}. Success: {success}{lasting}. The prior alone said "
        f"{percent(prior)}; likely begins at {percent(likely)}."
    )
    return Caption(finding, alt_text)


# -- how deals last ------------------------------------------------------------------------------


def _survival_columns(a: Assumptions) -> Columns:
    deals, years = _deals(), np.linspace(0, YEARS, 65)
    share = expectations.survival(a, deals, years)
    steps = []
    for dating, name in ((0, "Kaplan-Meier, low dates"), (2, "Kaplan-Meier, high dates")):
        curve = expectations.kaplan_meier(a.replace_unchecked(deal_dating=dating), deals)
        year = np.append(curve["year"], YEARS)
        steps.append((year, np.append(curve["share"], curve["share"][-1]), [name] * len(year)))
    spread = [
        float(expectations.ending_hazard(a.replace_unchecked(deal_dating=d), deals)) for d in (0, 2)
    ]
    ended, lived = (float(v) for v in expectations.endings_and_exposure(a, deals))
    exposure, shape = a.ending_prior_years + lived, a.ending_prior_shape + ended
    middle = exposure * (2 ** (1 / shape) - 1)  # where half of the deals are over
    return {
        "curve": {"year": years, "share": share},
        "steps": {
            "year": np.concatenate([s[0] for s in steps]),
            "share": np.concatenate([s[1] for s in steps]),
            "dating": [name for s in steps for name in s[2]],
        },
        "names": {
            "year": [YEARS * 0.8],
            "share": [float(expectations.survival(a, deals, YEARS * 0.8))],
            "label": ["predicted"],
        },
        "half": {
            "year": [min(middle, YEARS)],
            "share": [float(expectations.survival(a, deals, min(middle, YEARS)))],
            "label": [f"half are over after {middle:.1f} years"],
            "middle": [middle],
            "ended": [ended],
            "lived": [lived],
            "early": [max(spread)],
            "late": [min(spread)],
            "own": [float(expectations.ending_hazard(a.replace_unchecked(deal_dating=1), deals))],
        },
    }


def _near(own: float, early: float, late: float) -> str:
    """Whether our own dating lies close to one end of the spread of datings."""
    if not early > late:
        return ""
    share = (own - late) / (early - late)
    return (
        ", close to the late end"
        if share < 0.15
        else ", close to the early end"
        if share > 0.85
        else ""
    )


def _survival_words(columns: Columns) -> Caption:
    half = columns["half"]
    (middle,), (ended,), (lived,), (early,), (late,), (own,) = (
        half[k] for k in ("middle", "ended", "lived", "early", "late", "own")
    )
    finding = f"Half of all deals are expected to be over after {middle:.1f} years"
    alt_text = (
        f"{finding}: {_times(int(ended), 'ending')} in {lived:.1f} agreement-years. By the low dates "
        f"the hazard of an ending is {early:.2f} a year, by the high dates {late:.2f}. By our judgement it "
        f"is {own:.2f}{_near(own, early, late)}. The thick curve is predicted; the steps are the record."
    )
    return Caption(finding, alt_text)


# -- more tries ----------------------------------------------------------------------------------


def _tries_columns(a: Assumptions) -> Columns:
    deals, most = _deals(), int(_top("further_tries"))
    m = np.arange(1, most + 1)
    chance = float(expectations.chance_in_more_tries(a, deals))
    return {
        "bars": {
            "tries": m,
            "chance": expectations.chance_in_more_tries(
                a.replace_unchecked(further_tries=m), deals
            ),
        },
        "threshold": needed(a, "possible_from", "possible"),
        "dot": {
            "tries": [a.further_tries],
            "chance": [chance],
            "label": [f"you: {percent(chance)}"],
            "one": [float(expectations.chance_next(a, deals))],
        },
    }


def _tries_words(columns: Columns) -> Caption:
    (m,), (chance,), _, (one,) = columns["dot"].values()
    possible = columns["threshold"]["y"][0]
    side = "possible" if chance >= possible else "hardly possible"
    finding = f"In {m:g} further {'try' if m == 1 else 'tries'}: at least one success with {percent(chance)}, {side}"
    last = columns["bars"]["chance"][-1]
    alt_text = (
        f"{finding}. A single try has {percent(one)}, {len(columns['bars']['tries'])} tries "
        f"{percent(last)}. Each failure lowers the chance of the next, so that it does not simply add up."
    )
    return Caption(finding, alt_text)


# -- what a threat says --------------------------------------------------------------------------


def _threat_columns(a: Assumptions) -> Columns:
    r = a.records["threat_likelihood_ratio"]
    ratio = np.geomspace(r.low, r.high, 81)
    before = float(expectations.chance_next(a, _deals()))
    after = float(expectations.chance_after_threat(a, _deals()))
    edges = [e for e in (1 / a.telling_factor, a.telling_factor) if r.low <= e <= r.high]
    words = [f"telling below {edges[0]:.2g}", f"telling above {a.telling_factor:g}"]
    return {
        "curve": {"ratio": ratio, "chance": expectations.after_threat(before, ratio)},
        "threshold": {"x": edges, "label": words[: len(edges)]},
        "dots": {
            "ratio": [1.0, a.threat_likelihood_ratio],
            "chance": [before, after],
            "who": ["before", "after"],
            "label": [f"○ before: {percent(before)}", f"● after a threat: {percent(after)}"],
            "weight": [float(expectations.threat_weight(a))] * 2,
            "telling": [a.telling_factor] * 2,
            "at": [210.0, 230.0] if before > 0.5 else [38.0, 58.0],  # where the line is not
        },
    }


def _threat_words(columns: Columns) -> Caption:
    dots = columns["dots"]
    (before, after), weight, telling = dots["chance"], dots["weight"][0], dots["telling"][0]
    much = "little" if weight < telling else "much"
    shown = percent(before), percent(after)
    if np.isclose(before, after):
        finding = f"A threat says nothing: the chance stays at {shown[0]}"
    elif shown[0] == shown[1]:
        finding = f"A threat says {much}: it hardly moves the chance, which is {shown[0]}"
    else:
        finding = f"A threat says {much}: it moves the chance from {shown[0]} to {shown[1]}"
    edge = next((w for w, p in (("small", before), ("large", 1 - before)) if p < 0.2), None)
    far = (
        f" Where the chance is so {edge}, even a telling threat moves it by little." if edge else ""
    )
    alt_text = (
        f"{finding}. It moves the odds by a factor of {number(weight)}; from {telling:g} on a threat "
        f"counts as telling.{far}"
    )
    return Caption(finding, alt_text)


beliefs = Picture(_beliefs_columns, lambda: charts.beliefs_and_deals(DENSITY), _beliefs_words)
survival = Picture(_survival_columns, lambda: charts.survival_of_deals(YEARS), _survival_words)
tries = Picture(_tries_columns, lambda: charts.tries(int(_top("further_tries"))), _tries_words)
threat = Picture(
    _threat_columns,
    lambda: charts.threat_and_belief(
        assumptions().records["threat_likelihood_ratio"].low, _top("threat_likelihood_ratio")
    ),
    _threat_words,
)
