"""Charts of step 2, "negotiate anyway": of its model, and of its facts."""

from __future__ import annotations

import altair as alt
import pandas as pd

from .house import (
    COLOUR,
    INK,
    PALE,
    Still,
    checked_points,
    cited,
    framed,
    labels,
    named,
    of_facts,
    share_axis,
    threshold,
    year_axis,
)

__all__ = ["decision", "identification", "talk_years", "two_lists"]


def talk_years(first: int, last: int, most: float) -> alt.LayerChart:
    """Provocations by year, years with talks shaded, the two rates, and the caveat of the source.

    first, last: years; most: the end of the axis. Datasets: `shade` (start, end), `years` (year,
    count), `rates` (start, end, rate, label), `caveat` (year, at, label).
    """
    time = alt.Scale(domain=[first - 0.6, last + 0.6], nice=False)
    axis = alt.Axis(format="d", grid=False, tickCount=10)
    x = alt.X("year", type="quantitative").title(None).scale(time).axis(axis)
    start = alt.X("start", type="quantitative").title(None).scale(time).axis(axis)
    scale = alt.Scale(domain=[0, most], nice=False)
    y = alt.Y("count", type="quantitative").title("events in the year").scale(scale)
    shade = named("shade").mark_rect(color=COLOUR["talks"], opacity=0.75)
    rate = named("rates").encode(start, alt.Y("rate", type="quantitative").scale(scale))
    caveat = named("caveat").encode(x, alt.Y("at", type="quantitative").scale(scale))
    return framed(
        shade.encode(start, alt.X2("end")),
        named("years").mark_bar(color=COLOUR["provocations"], size=13).encode(x, y),
        rate.mark_rule(color=INK, strokeDash=[2, 3]).encode(alt.X2("end")),
        labels(rate, dx=4, dy=-10),
        labels(caveat, fontSize=14, color=PALE, fontStyle="italic", fontWeight="normal"),
    )


def identification(low: float, high: float, most: float) -> alt.LayerChart:
    """All pairs of selection and effect that give the observed ratio, no effect as a line, the dot.

    low, high, most: the ends of the axes. Datasets: `band` (selection, low, high), `curve`
    (selection, effect), `threshold` (y, label), `dots` (selection, effect, who: record or reader,
    label, at: where the label stands), `caveat` (selection, effect, label).
    """
    x = (
        alt.X("selection", type="quantitative")
        .title("ratio that selection alone would give (1 is no selection)")
        .scale(domain=[low, high], nice=False)
    )
    scale = alt.Scale(domain=[0, most], nice=False)
    y = (
        alt.Y("effect", type="quantitative")
        .title("effect of talks: rate ratio")
        .scale(scale)
        .axis(tickCount=5)
    )
    band = named("band").mark_area(color=COLOUR["provocations"], opacity=0.18, clip=True)
    dots = named("dots").encode(x, alt.Y("at", type="quantitative").title(None).scale(scale))
    record = alt.datum.who == "record"
    return framed(
        band.encode(x, alt.Y("low", type="quantitative").scale(scale), alt.Y2("high")),
        named("curve").mark_line(color=COLOUR["provocations"], clip=True).encode(x, y),
        threshold(),
        labels(
            named("caveat").encode(x, y),
            fontSize=14,
            color=PALE,
            fontStyle="italic",
            fontWeight="normal",
        ),
        dots.mark_point(fill="white", size=240, opacity=1, color=INK).transform_filter(~record),
        dots.mark_point(filled=True, size=320, opacity=1, color=INK).transform_filter(record),
        labels(
            named("dots").encode(x, alt.Y("at", type="quantitative").scale(scale)),
            dx=14,
            dy=-12,
            beside="selection",
        ),
    )


def decision(cost: float, chance: float) -> alt.LayerChart:
    """When talking pays: the chance of a deal against the cost of talking, the break-even, the dot.

    cost, chance: the ends of the axes. Datasets: `area` (cost, chance, top), `threshold_line`
    (cost, chance), `side` (cost, chance, label), `dot` (cost, chance, label).
    """
    x = (
        alt.X("cost", type="quantitative")
        .title("cost of talking, share of what a deal is worth")
        .scale(domain=[0, cost], nice=False)
        .axis(format=".0%", tickCount=5)
    )
    y = share_axis(alt.Y, "chance", "chance of a deal")
    y = y.scale(domain=[0, chance], nice=False, clamp=False)
    dot = named("dot").encode(x, y)
    line = named("threshold_line").mark_line(
        color=COLOUR["threshold"], strokeDash=[8, 5], strokeWidth=2.5, clip=True
    )
    area = named("area").mark_area(color=COLOUR["provocations"], opacity=0.16, clip=True)
    return framed(
        area.encode(x, y, alt.Y2("top")),
        line.encode(x, y),
        labels(named("side").encode(x, y), color=COLOUR["threshold"], align="center"),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(dot, dx=14, dy=-12, beside="cost", over="chance"),
    )


def two_lists(table: pd.DataFrame) -> Still:
    """Provocations in two versions of one list, and launch days with tests: three counts, not one.

    table: `facts.table("talk_years")`.
    """
    tests = table["launch_days"] + table["nuclear_tests"]
    parts = {
        "list of 2018": (table["provocations_2018"], "#56b4e9"),
        "list of 2026": (table["provocations_2026"], COLOUR["provocations"]),
        "launch days and nuclear tests": (tests, COLOUR["lost"]),
    }
    shown = pd.concat(
        [
            table[["year", "source", "checked"]].assign(count=values, series=name)
            for name, (values, _) in parts.items()
        ]
    )
    apart = (table["provocations_2026"] - table["provocations_2018"]).abs()
    quiet = table[tests == 0]["year"]
    finding = (
        f"Two versions of one list differ in {(apart > 0).sum()} of {len(table)} years; half of "
        f"the test days come after {table['year'][tests.cumsum() > tests.sum() / 2].min() - 1}"
    )
    alt_text = (
        f"{finding}. {len(quiet)} years had no launch and no nuclear test; {tests.max()} such days "
        f"fell in {table['year'][tests.idxmax()]} alone. A list made later may know more or count otherwise."
    )
    base = alt.Chart(shown).encode(
        year_axis(),
        alt.Y("count", type="quantitative").title("events, or days, in the year"),
        alt.Color("series", type="nominal")
        .scale(domain=list(parts), range=[c for _, c in parts.values()])
        .legend(title=None, orient="top-left", labelFontSize=14, symbolSize=160),
    )
    points = [p.encode(size=alt.value(80)) for p in checked_points(base)]
    footnote = f"{cited(table)}; the three counts are never added"
    return of_facts(
        base.mark_line(strokeWidth=2),
        *points,
        finding=finding,
        alt_text=alt_text,
        footnote=footnote,
    )
