"""The pictures of step 2, "negotiate anyway": of its model, and of its facts."""

import numpy as np

from ..assumptions import percent
from ..data import arrays
from ..steps import talks
from . import theme as t
from .picture import apart, caption, dataset, drawn_by, highest, in_years, of_facts, shown
from .theme import COLOUR, alt

EVENTS, EFFECT, SELECTION = 32.0, 2.0, (0.1, 1.2)  # the ends of the axes
CAVEAT = ["As CSIS says: a correlation,", "and no claim of a cause."]
NOTE = {"fontSize": 14, "color": t.PALE, "fontStyle": "italic", "fontWeight": "normal"}
LEVEL = 0.9  # of the interval of the observed ratio


def _too_few(years, fewest):
    """What is said where one side has too few years, and nothing otherwise."""
    if years >= fewest:
        return ""
    return (
        f"Too few years to compare: one side has {years:.0f}, and {fewest:g} are needed; "
        "whether talks calm cannot be judged"
    )


def years_drawing():
    year = arrays("talk_years")["year"]
    ends = [int(year.min()) - 0.6, int(year.max()) + 0.6]
    axis = {"format": "d", "grid": False, "tickCount": 10}
    x, start = (t.position("X", field, None, ends, **axis) for field in ("year", "start"))
    count = t.position("Y", "count", "events in the year", [0, EVENTS])
    rate, at = (t.position("Y", field, ends=[0, EVENTS]) for field in ("rate", "at"))
    rates = t.named("rates").encode(start, rate)
    return t.framed(
        t.named("shade").mark_rect(color=COLOUR["talks"], opacity=0.75).encode(start, x2="end"),
        t.named("years").mark_bar(color=COLOUR["provocations"], size=13).encode(x, count),
        rates.mark_rule(color=t.INK, strokeDash=[2, 3]).encode(x2="end"),
        t.labels(rates, dx=4, dy=-10),
        t.labels(t.named("caveat").encode(x, at), **NOTE),
    )


@drawn_by(years_drawing)
def years(a):
    """Provocations by year, the runs of years with talks, and the rates with and without talks."""
    table = arrays("talk_years")
    year, belong = table["year"], talks.years_counted(a, table)
    with_talks = talks.with_talks(a, table) & belong
    changes = np.diff(np.concatenate([[0], with_talks.astype(int), [0]]))
    y1, e1, y0, e0 = (float(v) for v in talks.tally(a, table))
    ratio = talks.observed_ratio(a, table)
    cut_off = a.talk_record == 1
    data = {
        "shade": {"start": year[changes[:-1] == 1] - 0.5, "end": year[changes[1:] == -1] + 0.5},
        "years": {"year": year, "count": np.where(belong, talks.provocations(a, table), 0)},
        "rates": dataset(
            start=[year.min() - 0.5, year.max() - 8.5],
            end=[year.min() + 14.5, year.max() + 0.5],
            rate=[y1 / e1, y0 / e0],
            label=[f"talk years: {y1 / e1:.1f} a year", f"other years: {y0 / e0:.1f} a year"],
        ),
        "caveat": {
            "year": [float(year.min())] * 2 + [talks.OP_ED + 0.7] * cut_off,
            "at": [EVENTS * 0.93, EVENTS * 0.86] + [EVENTS * 0.5] * cut_off,
            "label": CAVEAT + ["after the op-ed: not counted"] * cut_off,
        },
    }
    few = _too_few(min(e1, e0), a.fewest_years)
    strength = (
        "To explain the ratio away, a hidden cause would have to go with talks and with provocations "
        f"by a factor of {talks.e_value(ratio):.1f} each (the E-value)."
    )
    return data, caption(
        few
        or f"In years with talks {y1 / e1:.1f} provocations, in the others {y0 / e0:.1f}: "
        f"a ratio of {ratio:.2f}, and no proof of a cause",
        f"Counted by {shown(a, 'provocation_unit')}, {shown(a, 'talk_record')}: "
        f"{y1:.0f} events in {in_years(e1)} with talks, {y0:.0f} in {e0:.0f} without.",
        "" if few else strength,
        *CAVEAT,
    )


def identification_drawing():
    title = "ratio that selection alone would give (1 is no selection)"
    selection = t.position("X", "selection", title, SELECTION)
    effect = t.position("Y", "effect", "effect of talks: rate ratio", [0, EFFECT], tickCount=5)
    low, at = (t.position("Y", field, ends=[0, EFFECT]) for field in ("low", "at"))
    band = t.named("band").mark_area(color=COLOUR["provocations"], opacity=0.18, clip=True)
    dots = t.named("dots").encode(selection, at.title(None))
    return t.framed(
        band.encode(selection, low, y2="high"),
        t.line("curve", selection, effect, color=COLOUR["provocations"], clip=True),
        t.threshold(),
        t.labels(t.named("caveat").encode(selection, effect), **NOTE),
        t.ring(t.only(dots, "who", "reader"), color=t.INK),
        t.dot(t.only(dots, "who", "record")),
        t.labels(dots, dx=14, dy=-12, beside="selection"),
    )


@drawn_by(identification_drawing)
def identification(a):
    """All pairs of selection and effect that give the observed ratio, its interval, the two dots."""
    table = arrays("talk_years")
    ratio, interval = talks.observed_ratio(a, table), talks.ratio_interval(a, table, LEVEL)
    selection, implied = float(talks.selection_ratio(a)), float(talks.implied_effect(a, table))
    curve = talks.consistent_effects(ratio, *SELECTION)
    low, high = (end / curve["selection"] for end in interval)
    data = {
        "band": {"selection": curve["selection"], "low": low, "high": np.minimum(high, EFFECT)},
        "curve": curve,
        "threshold": {"y": [1.0], "label": ["no effect at all"]},
        "dots": dataset(
            selection=selection,
            effect=[implied, a.talk_effect],
            at=apart(implied, a.talk_effect, 0.075 * EFFECT),
            who=["record", "reader"],
            label=[f"the record: {implied:.2f}", f"you believe: {a.talk_effect:.2f}"],
        ),
        "caveat": dataset(
            selection=SELECTION[1] * 0.56, effect=[EFFECT * 0.93, EFFECT * 0.86], label=CAVEAT
        ),
    }
    low, high = (end / selection for end in interval)
    calmer = "talks calm" if implied < 1 else "talks do not calm"
    inside = "inside" if low <= a.talk_effect <= high else "outside"
    return data, caption(
        _too_few(talks.years_to_compare(a, table), a.fewest_years)
        or f"With the selection you assume, the record leaves an effect of {implied:.2f}: {calmer} "
        "(1 is none)",
        f"Selection alone would give {selection:.2f}, observed is {ratio:.2f}.",
        f"By chance alone the effect could lie from {low:.2f} to {high:.2f}; the effect you "
        f"believe in, {a.talk_effect:.2f}, is {inside}.",
        "Every point of the curve fits the record equally well.",
        "The record's dot stands at the edge of the picture." if implied > EFFECT else "",
    )


def decision_drawing():
    title = "cost of talking, share of what a deal is worth"
    x = t.share("X", "cost", title, highest("talking_cost"))
    y = t.share("Y", "chance", "chance of a deal", highest("chance_of_deal"))
    area = t.named("area").mark_area(color=COLOUR["provocations"], opacity=0.16, clip=True)
    return t.framed(
        area.encode(x, y, y2="top"),
        t.line("threshold_line", x, y, **t.THRESHOLD, clip=True),
        t.labels(t.named("side").encode(x, y), color=COLOUR["threshold"], align="center"),
        *t.reader(x, y, dx=14, dy=-12),
    )


@drawn_by(decision_drawing)
def decision(a):
    """When talking pays: the break-even chance of a deal by the cost of talking, and the reader's."""
    most, ceiling = highest("talking_cost"), highest("chance_of_deal")
    cost, chance = np.linspace(0, most, 51), percent(a.chance_of_deal)
    even = talks.break_even_chance(a.replace_unchecked(talking_cost=cost))
    data = {
        "area": dataset(cost=cost, chance=np.clip(even, 0, ceiling), top=ceiling),
        "threshold_line": {"cost": cost, "chance": even},
        "side": {
            "cost": [most * 0.25, most * 0.78],
            "chance": [ceiling * 0.78, ceiling * 0.2],
            "label": ["talking pays", "it does not"],
        },
        "dot": dataset(cost=a.talking_cost, chance=a.chance_of_deal, label=f"you: {chance}"),
    }
    star, worth = talks.break_even_chance(a), "all are shares of what a deal is worth."
    calm = percent(talks.calm(a))
    if star <= 0:
        title = "Talking pays even if no deal ever comes: the calm is worth what it costs"
        return data, caption(title, f"No chance of a deal is needed; {worth}")
    pays = "pays" if star < a.chance_of_deal else "does not pay"
    return data, caption(
        f"Talking {pays}: a deal has {chance}, the break-even is {percent(star)}",
        f"The break-even is the cost, {percent(a.talking_cost)}, less the calm, {calm}; {worth}",
    )


def two_lists(table):
    """Provocations in two versions of one list, and launch days with tests: three counts, not one.

    table: `table("talk_years")`.
    """
    tests = table["launch_days"] + table["nuclear_tests"]
    old, new = table["provocations_2018"], table["provocations_2026"]
    counts = {"list of 2018": old, "list of 2026": new, "launch days and nuclear tests": tests}
    meanings = dict(zip(counts, (t.SKY, t.BLUE, t.GREY), strict=True))
    rows = table.assign(**counts).melt(["year", "checked"], list(counts), "series", "count")
    said = caption(
        f"Two versions of one list differ in {(new != old).sum()} of {len(table)} years; half of "
        f"the test days come after {table['year'][tests.cumsum() > tests.sum() / 2].min() - 1}",
        f"{(tests == 0).sum()} years had no launch and no nuclear test; {tests.max()} such days fell in "
        f"{table['year'][tests.idxmax()]} alone.",
        "A list made later may know more or count otherwise.",
    )
    base = alt.Chart(rows).encode(
        t.year_axis(),
        t.position("Y", "count", "events, or days, in the year"),
        t.colours("series", meanings, orient="top-left", symbolSize=160),
    )
    layers = base.mark_line(strokeWidth=2), *t.checked_points(base, size=80)
    return of_facts(table, said, *layers, note="; the three counts are never added")
