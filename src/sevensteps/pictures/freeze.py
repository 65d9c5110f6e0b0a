"""The pictures of step 3, "freeze now, denuclearise later"."""

from __future__ import annotations

import numpy as np

from .. import charts
from ..assumptions import Assumptions, assumptions, percent
from ..charts import Caption, Columns
from ..steps import freeze
from .picture import Picture, needed

__all__ = ["fan", "plane", "refreeze"]

POINTS = 31
STOCK = 60.0  # weapon-equivalents at the end of the axis; larger arsenals run out of the picture
HAZARD = 0.12  # per year at the end of the axis


def _top(name: str) -> float:
    return assumptions().records[name].high


def _years(value: float) -> str:
    return f"{value:.0f} year{'s' * (round(value) != 1)}"


def _rate(value: float) -> str:
    """A hazard or a chance in per cent, with two digits where it is tiny."""
    if not 0 < value < 0.001:
        return percent(value)
    return (
        f"{100 * value:.{1 - int(np.floor(np.log10(100 * value)))}f}%"
        if value > 1e-6
        else "nearly 0%"
    )


# -- the two fans --------------------------------------------------------------------------------


def _fan_columns(a: Assumptions) -> Columns:
    courses, years = ("hold out", "freeze"), _top("freeze_horizon")
    t = a.freeze_horizon
    one = a.replace_unchecked(harm_curvature=1.0)  # the expected stock is the harm of curvature one
    held, frozen = float(freeze.harm_if_held_out(one)), float(freeze.harm_if_frozen(one))
    over = one.replace_unchecked(freeze_horizon=np.linspace(0, years, POINTS))
    expected = {"hold out": freeze.harm_if_held_out(over), "freeze": freeze.harm_if_frozen(over)}
    fans = [
        {"course": [c] * POINTS, **freeze.fan(a, c, years, POINTS), "expected": expected[c]}
        for c in courses
    ]
    apart = max(0.0, 0.09 * STOCK - abs(held - frozen)) / 2 * np.sign(held - frozen or 1.0)
    return {
        "fan": {k: np.concatenate([f[k] for f in fans]) for k in fans[0]},
        "dots": {
            "year": [t, t],
            "stock": [held, frozen],
            "course": ["hold out", "freeze"],
            "label": [f"hold out: {held:.1f} expected", f"freeze: {frozen:.1f} expected"],
            "at": [held + apart, frozen - apart],  # labels are kept apart
        },
        "horizon": {
            "year": [t],
            "label": [f"horizon: {_years(t)}"],
            "frozen_years": [float(freeze.frozen_years(a))],
            "gone_held": [float(-np.expm1(-a.denuclearisation_hazard * t))],
            "avoided": [float(freeze.three_noes(a)["no more"])],
        },
    }


def _fan_words(columns: Columns) -> Caption:
    held, frozen = columns["dots"]["stock"]
    (t,), _, (years,), (gone,), (avoided,) = columns["horizon"].values()
    finding = (
        f"After {_years(t)} {held:.1f} weapon-equivalents are expected if Washington holds out, "
        f"{frozen:.1f} with a freeze"
    )
    alt_text = (
        f"{finding}. A freeze holds {years:.1f} of the {_years(t)} and keeps {avoided:.1f} "
        f"weapon-equivalents from being made. By holding out alone the chance that the "
        f"weapons are gone by then is {percent(gone)}. Lines show the expected stock, "
        "bands where it lies in eight tenths of all histories."
    )
    return Caption(finding, alt_text)


# -- what re-freezing is worth --------------------------------------------------------------------


def _refreeze_columns(a: Assumptions) -> Columns:
    stopped = float(freeze.production_stopped(a))
    return {
        "curve": freeze.refreezing_curve(a, _top("refreezing_hazard")),
        "threshold": needed(a, "worth_stopping"),
        "dot": {
            "refreezing": [a.refreezing_hazard],
            "stopped": [stopped],
            "label": [f"you: {percent(stopped)}"],
            "years": [float(freeze.frozen_years(a))],
            "horizon": [a.freeze_horizon],
        },
    }


def _refreeze_words(columns: Columns) -> Caption:
    needed = columns["threshold"]["y"][0]
    dot, curve = columns["dot"], columns["curve"]["stopped"]
    (k,), (stopped,), _, (years,), (horizon,) = dot.values()
    enough = "enough" if stopped >= needed else "not enough"
    finding = (
        f"Freezes stop {percent(stopped)} of the production of {_years(horizon)}: "
        f"{enough} ({percent(needed)} counts as stopping)"
    )
    alt_text = (
        f"{finding}. With a hazard of {k:.2g} a year of a new freeze, one holds {years:.1f} years in "
        f"all. If no freeze ever followed the first, {percent(curve[0])} would be stopped; at the "
        f"quickest re-freezing on the axis {percent(curve[-1])}."
    )
    return Caption(finding, alt_text)


# -- the plane of the break-even ------------------------------------------------------------------


def _plane_columns(a: Assumptions) -> Columns:
    line = freeze.break_even_curve(a, _top("lock_in_ratio"))
    shown = np.minimum(line["hazard"], HAZARD * 1.2)
    h, rho = a.denuclearisation_hazard, a.lock_in_ratio
    star = float(freeze.break_even_hazard(a))
    wide = _top("lock_in_ratio")
    first = float(line["hazard"][0])
    sides = [("a freeze\ndoes less harm", wide, HAZARD * 0.55, "freeze")]
    if first < HAZARD * 0.6:
        sides.append(("holding out\ndoes less harm", 0.0, HAZARD * 0.9, "hold out"))
    return {
        "area": {"lock_in": line["lock_in"], "hazard": np.zeros_like(shown), "top": shown},
        "line": {
            "lock_in": line["lock_in"][np.isfinite(line["hazard"])],
            "hazard": line["hazard"][np.isfinite(line["hazard"])],
        },
        "side": dict(
            zip(
                ("label", "lock_in", "hazard", "course"),
                map(list, zip(*sides, strict=True)),
                strict=True,
            )
        ),
        "dot": {
            "lock_in": [rho],
            "hazard": [h],
            "label": ["you"],
            "break_even": [star],
            "needed": [float(freeze.chance_needed(a))],
            "ratio": [float(freeze.harm_ratio(a))],
            "horizon": [a.freeze_horizon],
        },
    }


def _plane_words(columns: Columns) -> Caption:
    _, (h,), _, (star,), (needed,), (ratio,), (horizon,) = columns["dot"].values()
    less = "less" if ratio < 1 else "no less"
    finding = f"A freeze does {less} harm than holding out: {percent(ratio)} of it"
    if np.isfinite(star):
        finding += f" (break-even hazard {_rate(star)} a year, yours {_rate(h)})"
        turn = (
            f"Holding out would win only with a hazard above {_rate(star)} a year, a chance of "
            f"{_rate(needed)} over {_years(horizon)}"
        )
    else:
        finding += " (no hazard is high enough to turn it)"
        turn = (
            "A freeze that forecloses nothing does less harm, however likely disarmament is"
            if ratio < 1
            else "No hazard on the line makes the freeze worse"
        )
    return Caption(finding, f"{finding}. {turn}.")


fan = Picture(_fan_columns, lambda: charts.stock_fans(_top("freeze_horizon"), STOCK), _fan_words)
refreeze = Picture(
    _refreeze_columns, lambda: charts.production_stopped(_top("refreezing_hazard")), _refreeze_words
)
plane = Picture(
    _plane_columns, lambda: charts.break_even_plane(_top("lock_in_ratio"), HAZARD), _plane_words
)
