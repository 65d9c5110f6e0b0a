"""The pictures of step 3, "freeze now, denuclearise later": of its model, and of its facts."""

import numpy as np

from ..assumptions import percent
from ..steps import freeze
from . import theme as t
from .picture import apart, caption, dataset, drawn_by, highest, in_years, needed, of_facts, stacked
from .theme import COLOUR, alt

COURSES = "hold out", "freeze"
POINTS = 31
STOCK = 60.0  # weapon-equivalents at the end of the axis; larger arsenals run out of the picture
HAZARD = 0.12  # per year at the end of the axis


def fan_drawing():
    most = highest("freeze_horizon")
    x = t.position("X", "year", "years from 2009", [0, most], grid=False, tickCount=7)
    low = t.position("Y", "q10", "arsenal, weapon-equivalents", [0, STOCK])
    expected, stock, at = (t.position("Y", f, ends=[0, STOCK]) for f in ("expected", "stock", "at"))
    courses = t.meant(*COURSES)
    colour, fill = t.colours("course", courses), t.colours("course", courses, "Fill")
    dots, end = t.named("dots").encode(x), t.named("horizon").encode(x)
    return t.framed(
        t.named("fan").mark_area(opacity=0.2, clip=True).encode(x, low, colour, y2="q90"),
        t.line("fan", x, expected, colour, clip=True),
        end.mark_rule(color=t.PALE, strokeDash=[3, 3]),
        t.labels(end, color=t.PALE, fontWeight="normal", dx=6, y=12, beside="year"),
        t.dot(dots.encode(stock, fill), size=260, stroke="white"),
        t.labels(dots.encode(at, colour), dx=14, beside="year"),
    )


@drawn_by(fan_drawing)
def fan(a):
    """The arsenal over time on both courses: the band with 80% of all histories, and the mean."""
    horizon, most = a.freeze_horizon, highest("freeze_horizon")
    one = a.replace_unchecked(harm_curvature=1.0)  # the expected stock is the harm of curvature one
    over = one.replace_unchecked(freeze_horizon=np.linspace(0, most, POINTS))
    harms = freeze.harm_if_held_out, freeze.harm_if_frozen
    held, frozen = (float(harm(one)) for harm in harms)
    fans = [
        {**freeze.fan(a, course, most, POINTS), "expected": harm(over)}
        for course, harm in zip(COURSES, harms, strict=True)
    ]
    span = in_years(horizon)
    data = {
        "fan": stacked("course", COURSES, fans),
        "dots": dataset(
            year=horizon,
            stock=[held, frozen],
            course=COURSES,
            label=[f"hold out: {held:.1f} expected", f"freeze: {frozen:.1f} expected"],
            at=apart(held, frozen, 0.09 * STOCK),
        ),
        "horizon": dataset(year=horizon, label=f"horizon: {span}"),
    }
    gone = percent(-np.expm1(-a.denuclearisation_hazard * horizon))
    return data, caption(
        f"After {span} {held:.1f} weapon-equivalents are expected if Washington holds out, "
        f"{frozen:.1f} with a freeze",
        f"A freeze holds {freeze.frozen_years(a):.1f} of the {span} and keeps "
        f"{freeze.three_noes(a)['no more']:.1f} weapon-equivalents from being made.",
        f"By holding out alone the chance that the weapons are gone by then is {gone}.",
        "Lines show the expected stock, bands where it lies in eight tenths of all histories.",
    )


def refreeze_drawing():
    title = "hazard of a new freeze, per year without one"
    x = t.position("X", "refreezing", title, [0, highest("refreezing_hazard")])
    y = t.share("Y", "stopped", "production that freezes stop")
    curve = t.line("curve", x, y, color=COLOUR["freeze"])
    return t.framed(curve, t.threshold(), *t.reader(x, y, dy=22))


@drawn_by(refreeze_drawing)
def refreeze(a):
    """Production stopped by the hazard of a new freeze, the threshold, and the reader's dot."""
    curve = freeze.refreezing_curve(a, highest("refreezing_hazard"))
    at, stopped = a.refreezing_hazard, freeze.production_stopped(a)
    data = {
        "curve": curve,
        "threshold": needed(a, "worth_stopping"),
        "dot": dataset(refreezing=at, stopped=stopped, label=f"you: {percent(stopped)}"),
    }
    enough = "enough" if stopped >= a.worth_stopping else "not enough"
    return data, caption(
        f"Freezes stop {percent(stopped)} of the production of {in_years(a.freeze_horizon)}: "
        f"{enough} ({percent(a.worth_stopping)} counts as stopping)",
        f"With a hazard of {at:.2g} a year of a new freeze, one holds {freeze.frozen_years(a):.1f} "
        "years in all.",
        f"If no freeze ever followed the first, {percent(curve['stopped'][0])} would be stopped; at the "
        f"quickest re-freezing on the axis {percent(curve['stopped'][-1])}.",
    )


def plane_drawing():
    title = "disarmament under a freeze: hazard ratio to holding out"
    x = t.position("X", "lock_in", title, [0, highest("lock_in_ratio")], tickCount=4, format=".1f")
    y = t.share("Y", "hazard", "hazard of disarmament by holding out, a year", HAZARD)
    area = t.named("area").mark_area(color=COLOUR["freeze"], opacity=0.16, clip=True)
    border = t.line("line", x, y, **t.THRESHOLD | {"strokeWidth": 3}, clip=True)
    side = t.named("side").encode(x, y, t.colours("course", t.meant(*COURSES)))
    return t.framed(
        area.encode(x, y, y2="top"),
        border.encode(order="lock_in:Q"),
        t.labels(side, dx=6, beside="lock_in", lineBreak="\n"),
        *t.reader(x, y, dx=14, dy=-14, stroke="white"),
    )


@drawn_by(plane_drawing)
def plane(a):
    """The plane of lock-in and hazard: the break-even line, its two sides, and the reader's dot."""
    most = highest("lock_in_ratio")
    curve = freeze.break_even_curve(a, most)
    finite, top = np.isfinite(curve["hazard"]), np.minimum(curve["hazard"], HAZARD * 1.2)
    sides = {
        "label": ["a freeze\ndoes less harm", "holding out\ndoes less harm"],
        "lock_in": [most, 0.0],
        "hazard": [HAZARD * 0.55, HAZARD * 0.9],
        "course": ["freeze", "hold out"],
    }
    room = 2 if curve["hazard"][0] < HAZARD * 0.6 else 1  # the second only where there is room
    data = {
        "area": dataset(lock_in=curve["lock_in"], hazard=0.0, top=top),
        "line": {name: values[finite] for name, values in curve.items()},
        "side": {name: values[:room] for name, values in sides.items()},
        "dot": dataset(lock_in=a.lock_in_ratio, hazard=a.denuclearisation_hazard, label="you"),
    }
    ratio, star = freeze.harm_ratio(a), freeze.break_even_hazard(a)
    chance, yours = _rate(freeze.chance_needed(a)), _rate(a.denuclearisation_hazard)
    title = f"A freeze does {'less' if ratio < 1 else 'no less'} harm than holding out: {percent(ratio)} of it"
    if np.isfinite(star):
        return data, caption(
            f"{title} (break-even hazard {_rate(star)} a year, yours {yours})",
            f"Holding out would win only with a hazard above {_rate(star)} a year, a chance of "
            f"{chance} over {in_years(a.freeze_horizon)}.",
        )
    turn = "No hazard on the line makes the freeze worse."
    if ratio < 1:
        turn = "A freeze that forecloses nothing does less harm, however likely disarmament is."
    return data, caption(f"{title} (no hazard is high enough to turn it)", turn)


def _rate(value):
    """A hazard or a chance in per cent, with two digits where it is tiny."""
    if not 0 < value < 0.001:
        return percent(value)
    if value <= 1e-6:
        return "nearly 0%"
    return f"{100 * value:.{1 - int(np.floor(np.log10(100 * value)))}f}%"


def arsenal_estimates(table):
    """Estimates of the arsenal by year: weapon-equivalents and weapons built, each with its range.

    table: `table("arsenal")`. The two quantities are never joined.
    """
    shown = table.assign(
        middle=table["central"].fillna((table["low"] + table["high"]) / 2).fillna(table["high"]),
        low=table["low"].fillna(table["central"]),
        high=table["high"].fillna(table["central"]),
    )
    able = shown[shown["quantity"] == "weapon-equivalents"]
    before, after = able[able["year"] < 2010], able[able["year"] > 2010]
    last = able[able["year"] == able["year"].max()].iloc[0]
    said = caption(
        f"Before 2010 the estimates run from {before['low'].min():.0f} to "
        f"{before['high'].max():.0f} weapon-equivalents; for 2024 one says about {last['middle']:.0f}",
        "For one and the same date since 2010 an estimate's high end is up to "
        f"{(after['high'] / after['low']).max():.1f} times its low end.",
        "Weapons built are fewer than what the material could make, and the two are never joined.",
    )
    quantities = {"weapon-equivalents": t.BLUE, "weapons built": t.GREY}
    base = alt.Chart(shown).encode(
        t.year_axis(),
        t.position("Y", "middle", "weapons or weapon-equivalents", [0, 70]),
        t.colours("quantity", quantities, orient="top-left", labelFontSize=15, symbolSize=160),
    )
    when = alt.Chart(alt.Data(values=[{"year": 2009.75}])).encode(t.year_axis())
    name = {"text": "the op-ed", "dx": 6, "y": t.HEIGHT * 0.3, "fontWeight": "bold"}
    return of_facts(
        shown,
        said,
        base.mark_rule(strokeWidth=4, opacity=0.45).encode(y="low:Q", y2="high"),
        when.mark_rule(color=COLOUR["threshold"], strokeDash=[3, 3]),
        when.mark_text(color=COLOUR["threshold"], align="left", **name),
        *t.checked_points(base),
        note="; ranges are the estimators' own",
    )
