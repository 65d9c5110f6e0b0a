"""Charts of step 3, "freeze now, denuclearise later": of its model, and of its facts."""

from __future__ import annotations

import altair as alt
import pandas as pd

from .house import (
    COLOUR,
    HEIGHT,
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

__all__ = ["arsenal_estimates", "break_even_plane", "production_stopped", "stock_fans"]

SAID = dict(fontWeight="bold", align="left")


def stock_fans(years: float, stock: float) -> alt.LayerChart:
    """The arsenal over time on both courses: bands of eight tenths, and the expected stock as a line.

    years, stock: the ends of the axes. Datasets: `fan` (year, course, q10, q90, expected),
    `dots` (year, stock, course, label, at: where the label stands), `horizon` (year, label).
    """
    x = (
        alt.X("year", type="quantitative")
        .title("years from 2009")
        .scale(domain=[0, years], nice=False)
        .axis(grid=False, tickCount=7)
    )
    scale = alt.Scale(domain=[0, stock], nice=False)
    title = "arsenal, weapon-equivalents"
    courses = ("hold out", "freeze")
    colour = (
        alt.Color("course", type="nominal")
        .legend(None)
        .scale(domain=courses, range=[COLOUR[c] for c in courses])
    )
    base = named("fan").encode(x, colour)

    def band(low: str, high: str, opacity: float) -> alt.Chart:
        return base.mark_area(opacity=opacity, clip=True).encode(
            alt.Y(low, type="quantitative").title(title).scale(scale), alt.Y2(high)
        )

    middle = base.mark_line(clip=True).encode(alt.Y("expected", type="quantitative").scale(scale))
    end = named("horizon").encode(x)
    when = end.mark_rule(color=PALE, strokeDash=[3, 3])
    name = labels(end, color=PALE, fontWeight="normal", dx=6, y=12, beside="year")
    ends = named("dots").encode(x, alt.Y("stock", type="quantitative").scale(scale))
    return framed(
        band("q10", "q90", 0.2),
        middle,
        when,
        name,
        ends.mark_point(filled=True, size=260, opacity=1, stroke="white").encode(
            alt.Fill("course", type="nominal")
            .scale(domain=courses, range=[COLOUR[c] for c in courses])
            .legend(None)
        ),
        labels(
            named("dots").encode(x, alt.Y("at", type="quantitative").scale(scale), colour),
            dx=14,
            beside="year",
        ),
    )


def production_stopped(most: float) -> alt.LayerChart:
    """Production stopped against the hazard of a new freeze, the threshold, and the reader's dot.

    most: the end of the axis. Datasets: `curve` (refreezing, stopped), `threshold` (y, label),
    `dot` (refreezing, stopped, label). Shares of 0 to 1, hazards per year.
    """
    x = (
        alt.X("refreezing", type="quantitative")
        .title("hazard of a new freeze, per year without one")
        .scale(domain=[0, most], nice=False)
    )
    y = share_axis(alt.Y, "stopped", "production that freezes stop")
    dot = named("dot").encode(x, y)
    return framed(
        named("curve").mark_line(color=COLOUR["freeze"]).encode(x, y),
        threshold(),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(dot, dx=12, dy=22, beside="refreezing", over="stopped"),
    )


def break_even_plane(lock_in: float, hazard: float) -> alt.LayerChart:
    """The plane of lock-in and hazard, the break-even line, both sides named, the reader's dot.

    lock_in, hazard: the ends of the axes. Datasets: `area` (lock_in, hazard, top), `line`
    (lock_in, hazard), `side` (lock_in, hazard, label, course), `dot` (lock_in, hazard, label).
    """
    x = (
        alt.X("lock_in", type="quantitative")
        .title("disarmament under a freeze: hazard ratio to holding out")
        .scale(domain=[0, lock_in], nice=False)
        .axis(tickCount=4, format=".1f")
    )
    y = (
        alt.Y("hazard", type="quantitative")
        .title("hazard of disarmament by holding out, a year")
        .scale(domain=[0, hazard], nice=False)
        .axis(format=".0%", tickCount=5)
    )
    area = named("area").mark_area(color=COLOUR["freeze"], opacity=0.16, clip=True)
    line = named("line").mark_line(color=COLOUR["threshold"], strokeDash=[8, 5], clip=True)
    courses = ("freeze", "hold out")
    colour = (
        alt.Color("course", type="nominal")
        .legend(None)
        .scale(domain=courses, range=[COLOUR[c] for c in courses])
    )
    dot = named("dot").encode(x, y)
    return framed(
        area.encode(x, y, alt.Y2("top")),
        line.encode(x, y, alt.Order("lock_in", type="quantitative")),
        labels(named("side").encode(x, y, colour), dx=6, beside="lock_in", lineBreak="\n"),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK, stroke="white"),
        labels(dot, dx=14, dy=-14, beside="lock_in", over="hazard"),
    )


def arsenal_estimates(table: pd.DataFrame) -> Still:
    """Estimates of the arsenal by year: weapon-equivalents and weapons built, each with its range.

    table: `facts.table("arsenal")`. The two quantities are never joined.
    """
    colours = {"weapon-equivalents": COLOUR["posterior"], "weapons built": COLOUR["lost"]}
    shown = table.assign(
        middle=table["central"].fillna((table["low"] + table["high"]) / 2).fillna(table["high"]),
        low=table["low"].fillna(table["central"]),
        high=table["high"].fillna(table["central"]),
    )
    able = shown[shown["quantity"] == "weapon-equivalents"]
    before = able[able["year"] < 2010]
    last = able[able["year"] == able["year"].max()].iloc[0]
    finding = (
        f"Before 2010 the estimates run from {before['low'].min():.0f} to "
        f"{before['high'].max():.0f} weapon-equivalents; for 2024 one says about {last['middle']:.0f}"
    )
    wide = able.assign(ratio=able["high"] / able["low"]).query("year > 2010")["ratio"].max()
    alt_text = (
        f"{finding}. For one and the same date since 2010 an estimate's high end is up to "
        f"{wide:.1f} times its low end. Weapons built are fewer than what the material could make, "
        "and the two are never joined."
    )
    base = alt.Chart(shown).encode(
        year_axis(),
        alt.Y("middle", type="quantitative")
        .title("weapons or weapon-equivalents")
        .scale(domain=[0, 70], nice=False),
        alt.Color("quantity", type="nominal")
        .scale(domain=list(colours), range=list(colours.values()))
        .legend(title=None, orient="top-left", labelFontSize=15, symbolSize=160),
    )
    spans = base.mark_rule(strokeWidth=4, opacity=0.45).encode(
        alt.Y("low", type="quantitative"), alt.Y2("high")
    )
    op_ed = alt.Chart(pd.DataFrame({"year": [2009.75], "label": ["the op-ed"]}))
    when = op_ed.mark_rule(color=COLOUR["threshold"], strokeDash=[3, 3]).encode(year_axis())
    name = op_ed.mark_text(color=COLOUR["threshold"], dx=6, y=HEIGHT * 0.3, **SAID).encode(
        year_axis(), alt.Text("label", type="nominal")
    )
    points = checked_points(base)
    footnote = f"{cited(shown)}; ranges are the estimators' own"
    return of_facts(
        spans, when, name, *points, finding=finding, alt_text=alt_text, footnote=footnote
    )
