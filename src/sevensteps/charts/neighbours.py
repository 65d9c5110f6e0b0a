"""Charts of step 5, "let those with most at stake lead": of its models, and of its facts."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from .house import (
    COLOUR,
    INK,
    PALE,
    Still,
    cited,
    framed,
    labels,
    named,
    of_facts,
    share_axis,
    threshold,
)

__all__ = ["distances_to_ideal", "influence_by_effort", "positions_and_settlement", "stakes"]

ACTORS = ("United States", "South Korea", "Japan", "China", "Russia", "North Korea")
COLUMNS = {  # how a measure is written over its column, in lines
    "capital to Pyongyang": "capital to|Pyongyang",
    "land border": "land border|with it",
    "people in cities within 500 km": "people in cities|within 500 km",
    "in missile reach since": "in missile|reach since",
    "trade in 2009": "trade|in 2009",
}
EFFORTS = {"leading": "white", "from behind": INK}


def _actor(channel: type = alt.Color) -> alt.Color:
    return (
        channel("actor", type="nominal")
        .legend(None)
        .scale(domain=ACTORS, range=[COLOUR[a] for a in ACTORS])
    )


def influence_by_effort(most: float) -> alt.LayerChart:
    """Influence on Pyongyang against Washington's effort, full leadership as the line, the dot.

    most: the end of the axis. Datasets: `curve` (effort, influence), `threshold` (y, label), `dot`
    (effort, influence, label). Effort from 0 to 1; influence 1 is that of full leadership.
    """
    x = share_axis(alt.X, "effort", "Washington's effort, of full leadership")
    y = (
        alt.Y("influence", type="quantitative")
        .title("influence on Pyongyang")
        .scale(domain=[0, most], nice=False)
        .axis(format=".0%", tickCount=6)
    )
    dot = named("dot").encode(x, y)
    return framed(
        named("curve").mark_line(color=COLOUR["bite"], clip=True).encode(x, y),
        threshold("left"),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(dot, dx=10, dy=24, beside="effort", over="influence"),
    )


def positions_and_settlement(most: float) -> alt.LayerChart:
    """Where each actor stands and what it weighs, and the settlements with a jitter of the codings.

    most: the largest weight on the axis. Datasets: `actors` (position, weight, actor, effort: leading
    or from behind, label), `jitter` (position, at, effort), `settled` (position, at, effort),
    `names` (position, at, label). Positions 0 to 100, weights are shares.
    """
    x = (
        alt.X("position", type="quantitative")
        .title("0: accept the arsenal … 100: disarmament first")
        .scale(domain=[-3, 103], nice=False)
        .axis(values=list(range(0, 101, 10)), grid=False)
    )
    scale = alt.Scale(domain=[-0.62 * most, most], nice=False)
    y = alt.Y("weight", type="quantitative").scale(scale)
    y = y.title("weight of an actor").axis(values=[0, 0.1, 0.2, 0.3, 0.4], format=".0%")
    at = alt.Y("at", type="quantitative").scale(scale)
    bars = named("actors").encode(x, y)
    behind = alt.datum.effort == "from behind"
    fill = (
        alt.Fill("effort", type="nominal")
        .scale(domain=list(EFFORTS), range=list(EFFORTS.values()))
        .legend(
            title="Washington",
            orient="none",
            legendX=130,
            legendY=2,
            labelFontSize=14,
            symbolSize=200,
        )
    )
    settled = named("settled").encode(x, at, fill)
    return framed(
        bars.mark_bar(size=17, opacity=0.85, xOffset=5).encode(_actor()).transform_filter(behind),
        bars.mark_bar(size=17, fillOpacity=0.25, strokeWidth=2, xOffset=-5)
        .encode(_actor(), _actor(alt.Stroke))
        .transform_filter(~behind),
        labels(
            named("actors")
            .encode(x, alt.Y("top", type="quantitative").scale(scale))
            .transform_filter(~behind),
            dy=-12,
            align="center",
            fontSize=13,
        ),
        named("jitter")
        .mark_point(size=18, opacity=0.35, strokeWidth=1, stroke=PALE)
        .encode(x, at, fill),
        settled.mark_point(size=260, opacity=1, stroke=INK, strokeWidth=2),
        labels(named("names").encode(x, at), fontSize=13, dx=-4),
    )


def distances_to_ideal() -> alt.LayerChart:
    """How far the settlement lies from each actor's own ideal, leading and from behind.

    Datasets: `lines` (actor, leading, behind), `dots` (actor, distance, effort). Points of 0 to 100.
    """
    order = [*ACTORS, "the op-ed's author"]
    x = (
        alt.X("distance", type="quantitative")
        .title("distance of the settlement from its own ideal, points")
        .scale(domain=[0, 100], nice=False)
        .axis(tickCount=5)
    )
    y = alt.Y("actor", type="nominal").sort(order).title(None).axis(grid=True, labelFontSize=15)
    start = alt.X("leading", type="quantitative").scale(domain=[0, 100], nice=False)
    fill = (
        alt.Fill("effort", type="nominal")
        .scale(domain=list(EFFORTS), range=list(EFFORTS.values()))
        .legend(title="Washington", orient="top-right", labelFontSize=14, symbolSize=200)
    )
    return framed(
        named("lines").mark_rule(color=PALE, strokeWidth=3).encode(start, alt.X2("behind"), y),
        named("dots").mark_point(size=240, opacity=1, stroke=INK, strokeWidth=2).encode(x, y, fill),
    )


def stakes(table: pd.DataFrame, order: Sequence[str] = ACTORS[1:5] + ACTORS[:1]) -> Still:
    """A few plain measures of what is at stake for whom, a dot each: the larger, the more.

    table: `facts.table("stakes")`. Each column has a measure of its own; columns are never added.
    """
    measures = list(dict.fromkeys(table["measure"]))

    def size(measure: str, rows: pd.DataFrame) -> pd.Series:
        v = rows["value"]
        if measure == "capital to Pyongyang":
            return v.min() / v
        if measure == "in missile reach since":
            return (2018 - v) / (2018 - v.min())
        return v / v.max()

    parts = [
        group.assign(size=size(name, group)) for name, group in table.groupby("measure", sort=False)
    ]
    shown = pd.concat(parts)
    shown["label"] = [
        f"{v:.0f}" if u == "year" else f"{v:,.0f}" if v >= 10 or v == 0 else f"{v:.1f}"
        for v, u in zip(shown["value"], shown["unit"], strict=True)
    ]
    units = shown.drop_duplicates("measure").set_index("measure")["unit"]
    shown["column"] = [
        COLUMNS[m] if units[m] == "year" else f"{COLUMNS[m]}|{units[m]}" for m in shown["measure"]
    ]
    names = list(dict.fromkeys(shown.sort_index()["column"]))
    reach = table[table["measure"] == "in missile reach since"].set_index("country")["value"]
    finding = (
        f"By measures of nearness and trade a neighbour has more at stake; America comes within missile reach in "
        f"{reach['United States']:.0f}, others from {reach.min():.0f} on"
    )
    alt_text = (
        f"{finding}. Distances, borders, people nearby, reach and trade are {len(measures)} measures and "
        "are never added. A stake is not leverage: what one has to fear is not what one can do."
    )
    x = (
        alt.X("column", type="nominal")
        .sort(names)
        .title(None)
        .axis(
            labelAngle=0,
            labelExpr="split(datum.label, '|')",
            labelLineHeight=16,
            grid=False,
        )
    )
    base = alt.Chart(shown).encode(
        x, alt.Y("country", type="nominal").sort(list(order)).title(None).axis(grid=True)
    )
    dots = base.mark_point(filled=True, opacity=0.85).encode(
        alt.Size("size", type="quantitative").scale(range=[20, 1100], domain=[0, 1]).legend(None),
        alt.Color("country", type="nominal")
        .scale(domain=ACTORS, range=[COLOUR[a] for a in ACTORS])
        .legend(None),
    )
    words = labels(base, dx=20, fontSize=14)
    unseen = alt.datum.checked != "seen"
    hollow = base.mark_point(fill="white", stroke=INK, size=60, opacity=1).transform_filter(unseen)
    return of_facts(
        dots,
        hollow,
        words,
        finding=finding,
        alt_text=alt_text,
        footnote=f"{cited(table)}; a larger dot: more at stake by that measure",
        drop=96,
    )
