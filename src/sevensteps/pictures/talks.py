"""The pictures of step 2, "negotiate anyway"."""

from __future__ import annotations

import numpy as np

from .. import charts
from ..assumptions import Assumptions, assumptions, percent
from ..charts import Caption, Columns
from ..data import arrays
from ..steps import talks
from .picture import Picture

__all__ = ["decision", "identification", "years"]

EVENTS, EFFECT, SELECTION = 32.0, 2.0, (0.1, 1.2)
CAVEAT = ["As CSIS says: a correlation,", "and no claim of a cause."]
LEVEL = 0.9


def _top(name: str) -> float:
    return assumptions().records[name].high


# -- the years -----------------------------------------------------------------------------------


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """First and last place of each run of truths."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return [(int(a), int(b) - 1) for a, b in edges.reshape(-1, 2)]


def _years_columns(a: Assumptions) -> Columns:
    table = arrays("talk_years")
    year, belong = table["year"], talks.years_counted(a, table)
    with_ = talks.with_talks(a, table) & belong
    y1, e1, y0, e0 = (float(v) for v in talks.tally(a, table))
    runs = [(year[i] - 0.5, year[j] + 0.5) for i, j in _runs(with_)]
    unit = a.records["provocation_unit"].show(a.provocation_unit)
    return {
        "shade": {"start": [r[0] for r in runs], "end": [r[1] for r in runs]},
        "years": {
            "year": year,
            "count": np.where(belong, talks.provocations(a, table), 0),
        },
        "rates": {
            "start": [year.min() - 0.5, year.max() - 8.5],
            "end": [year.min() + 14.5, year.max() + 0.5],
            "rate": [y1 / e1, y0 / e0],
            "label": [f"talk years: {y1 / e1:.1f} a year", f"other years: {y0 / e0:.1f} a year"],
            "events": [y1, y0],
            "exposure": [e1, e0],
            "unit": [unit, unit],
            "record": [a.records["talk_record"].show(a.talk_record)] * 2,
            "fewest": [a.fewest_years] * 2,
            "ratio": [float(talks.observed_ratio(a, table))] * 2,
            "e_value": [float(talks.e_value(talks.observed_ratio(a, table)))] * 2,
        },
        "caveat": {
            "year": [float(year.min())] * 2 + [talks.OP_ED + 0.7] * (a.talk_record == 1),
            "at": [EVENTS * 0.93, EVENTS * 0.86] + [EVENTS * 0.5] * (a.talk_record == 1),
            "label": CAVEAT + ["after the op-ed: not counted"] * (a.talk_record == 1),
        },
    }


def _too_few(years: float, fewest: float) -> str:
    """What is said where one side has too few years, and nothing otherwise."""
    if years >= fewest:
        return ""
    return (
        f"Too few years to compare: one side has {years:.0f}, and {fewest:g} are needed; "
        "whether talks calm cannot be judged"
    )


def _years_words(columns: Columns) -> Caption:
    rates = columns["rates"]
    (with_, without), (e1, e0), (ratio, _) = rates["rate"], rates["exposure"], rates["ratio"]
    finding = _too_few(min(e1, e0), rates["fewest"][0]) or (
        f"In years with talks {with_:.1f} provocations, in the others {without:.1f}: "
        f"a ratio of {ratio:.2f}, and no proof of a cause"
    )
    y1, y0 = rates["events"]
    counted = (
        f"Counted by {rates['unit'][0]}, {rates['record'][0]}: {y1:.0f} events in {e1:.0f} "
        f"year{'s' * (e1 != 1)} with talks, {y0:.0f} in {e0:.0f} without"
    )
    strength = (
        "To explain the ratio away, a hidden cause would have to go with talks and with provocations "
        f"by a factor of {rates['e_value'][0]:.1f} each (the E-value). "
    )
    few = finding.startswith("Too few")
    return Caption(finding, f"{finding}. {counted}. {'' if few else strength}{' '.join(CAVEAT)}")


# -- what the record identifies ------------------------------------------------------------------


def _identification_columns(a: Assumptions) -> Columns:
    table = arrays("talk_years")
    ratio = float(talks.observed_ratio(a, table))
    low, high = talks.ratio_interval(a, table, LEVEL)
    curve = talks.consistent_effects(ratio, *SELECTION)
    selection = float(talks.selection_ratio(a))
    implied = float(talks.implied_effect(a, table))
    near = max(0.0, 0.075 * EFFECT - abs(implied - a.talk_effect)) / 2
    apart = near if implied >= a.talk_effect else -near  # labels are kept apart
    return {
        "band": {
            "selection": curve["selection"],
            "low": low / curve["selection"],
            "high": np.minimum(high / curve["selection"], EFFECT),
        },
        "curve": curve,
        "threshold": {"y": [1.0], "label": ["no effect at all"]},
        "dots": {
            "selection": [selection, selection],
            "effect": [implied, a.talk_effect],
            "at": [implied + apart, a.talk_effect - apart],
            "who": ["record", "reader"],
            "label": [f"the record: {implied:.2f}", f"you believe: {a.talk_effect:.2f}"],
            "ratio": [ratio] * 2,
            "low": [low / selection] * 2,
            "high": [high / selection] * 2,
            "years": [float(talks.years_to_compare(a, table))] * 2,
            "fewest": [a.fewest_years] * 2,
        },
        "caveat": {
            "selection": [SELECTION[1] * 0.56] * 2,
            "effect": [EFFECT * 0.93, EFFECT * 0.86],
            "label": CAVEAT,
        },
    }


def _identification_words(columns: Columns) -> Caption:
    dots = columns["dots"]
    (selection, _), (implied, believed), ratio = dots["selection"], dots["effect"], dots["ratio"][0]
    low, high = dots["low"][0], dots["high"][0]
    calmer = "talks calm" if implied < 1 else "talks do not calm"
    finding = _too_few(dots["years"][0], dots["fewest"][0]) or (
        f"With the selection you assume, the record leaves an effect of {implied:.2f}: {calmer} "
        "(1 is none)"
    )
    span = f"{low:.2f} to {high:.2f}"
    out = " The record's dot stands at the edge of the picture." if implied > EFFECT else ""
    inside = "inside" if low <= believed <= high else "outside"
    alt_text = (
        f"{finding}. Selection alone would give {selection:.2f}, observed is {ratio:.2f}. By chance "
        f"alone the effect could lie from {span}; the effect you believe in, {believed:.2f}, is {inside}. "
        f"Every point of the curve fits the record equally well.{out}"
    )
    return Caption(finding, alt_text)


# -- the decision --------------------------------------------------------------------------------


def _decision_columns(a: Assumptions) -> Columns:
    most, top = _top("talking_cost"), _top("chance_of_deal")
    cost = np.linspace(0, most, 51)
    even = talks.break_even_chance(a.replace_unchecked(talking_cost=cost))
    star = float(talks.break_even_chance(a))
    return {
        "area": {"cost": cost, "chance": np.clip(even, 0, top), "top": np.full_like(cost, top)},
        "threshold_line": {"cost": cost, "chance": even},
        "side": {
            "cost": [most * 0.25, most * 0.78],
            "chance": [top * 0.78, top * 0.2],
            "label": ["talking pays", "it does not"],
        },
        "dot": {
            "cost": [a.talking_cost],
            "chance": [a.chance_of_deal],
            "label": [f"you: {percent(a.chance_of_deal)}"],
            "star": [star],
            "calm": [float(talks.calm(a))],
        },
    }


def _decision_words(columns: Columns) -> Caption:
    (cost,), (chance,), _, (star,), (calm,) = columns["dot"].values()
    pays = "pays" if star < chance else "does not pay"
    if star <= 0:
        finding = "Talking pays even if no deal ever comes: the calm is worth what it costs"
        even = "No chance of a deal is needed"
    else:
        finding = f"Talking {pays}: a deal has {percent(chance)}, the break-even is {percent(star)}"
        even = f"The break-even is the cost, {percent(cost)}, less the calm, {percent(calm)}"
    alt_text = f"{finding}. {even}; all are shares of what a deal is worth."
    return Caption(finding, alt_text)


def _draw_years():
    year = arrays("talk_years")["year"]
    return charts.talk_years(int(year.min()), int(year.max()), EVENTS)


years = Picture(_years_columns, _draw_years, _years_words)
identification = Picture(
    _identification_columns,
    lambda: charts.identification(*SELECTION, EFFECT),
    _identification_words,
)
decision = Picture(
    _decision_columns,
    lambda: charts.decision(_top("talking_cost"), _top("chance_of_deal")),
    _decision_words,
)
