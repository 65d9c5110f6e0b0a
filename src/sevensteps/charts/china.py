"""Charts of step 6, "press China": of its model, and of its facts."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from ..assumptions import percent
from .house import (
    COLOUR,
    HEIGHT,
    INK,
    WIDTH,
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

__all__ = [
    "ANSWERS",
    "BARRELS",
    "bite_by_enforcement",
    "bite_waterfall",
    "china_share",
    "cooperation_record",
    "crude_oil",
    "offers_map",
    "trade_by_year",
]

ANSWERS = tuple(k for k in COLOUR if k.startswith("China's best"))


# -- charts of models ----------------------------------------------------------------------------


def bite_by_enforcement() -> alt.LayerChart:
    """Bite against China's enforcement, the threshold, and where the reader and China stand.

    Datasets: `curve` (enforcement, bite), `threshold` (y, label), `dots` (enforcement, bite, who,
    label). Shares of 0 to 1. The full dot is the reader's, the hollow ones China would choose.
    """
    x = share_axis(alt.X, "enforcement", "sanctions that China enforces")
    y = share_axis(alt.Y, "bite", "bite: the North's trade that is cut")
    curve = named("curve").mark_line(color=COLOUR["bite"]).encode(x, y)
    spots = named("dots").encode(x, y)
    you = spots.mark_point(filled=True, size=320, opacity=1, color=INK)
    china = spots.mark_point(fill="white", shape="diamond", opacity=1, size=230).encode(
        alt.Stroke("who", type="nominal")
        .legend(None)
        .scale(domain=ANSWERS, range=[COLOUR[k] for k in ANSWERS])
    )
    key = [  # in the corner, where the curve never is
        labels(
            named("dots").transform_filter(alt.datum.who == who),
            color=COLOUR[who],
            x=12,
            y=16 + 20 * i,
        )
        for i, who in enumerate(ANSWERS)
    ]
    is_you = alt.datum.who == "you"
    return framed(
        curve,
        threshold(),
        china.transform_filter(~is_you),
        you.transform_filter(is_you),
        *key,
        labels(spots.transform_filter(is_you), dx=8, dy=-22, beside="enforcement", over="bite"),
    )


def offers_map() -> alt.LayerChart:
    """China's best answer over the two offers, with the line at which they bring it round.

    Datasets: `map` (share, promise, enforcement), `frontier` (share, promise), `dot` (share,
    promise, label), `side` (share, promise, label). Shares and probabilities of 0 to 1.
    """
    x = share_axis(alt.X, "share", "refugee costs that Washington offers to bear")
    y = share_axis(alt.Y, "promise", "how far Beijing believes the promise")
    steps, width = len(np.unique(np.linspace(0, 1, 21))), WIDTH - 110  # room for the legend
    shade = (
        alt.Color("enforcement", type="quantitative")
        .title("China enforces")
        .scale(scheme="blues", domain=[0, 1])
        .legend(format=".0%", gradientLength=HEIGHT - 60, tickCount=5)
    )
    tiles = named("map").mark_square(size=(width / (steps - 1)) ** 2, opacity=1, clip=True)
    line = named("frontier").mark_line(color=COLOUR["threshold"], strokeDash=[8, 5], clip=True)
    dot = named("dot").encode(x, y)
    label = alt.Text("label", type="nominal")
    said = dict(fontWeight="bold", stroke="white", strokeWidth=4, strokeJoin="round")
    return framed(
        tiles.encode(x, y, shade),
        line.encode(x, y, alt.Order("promise", type="quantitative")),
        named("side").mark_text(clip=True, **said).encode(x, y, label),
        named("side")
        .mark_text(clip=True, color=COLOUR["threshold"], fontWeight="bold")
        .encode(x, y, label),
        dot.mark_point(filled=True, color=INK, stroke="white", size=320, opacity=1),
    ).properties(width=width)


def bite_waterfall() -> alt.LayerChart:
    """From the trade that the sanctions name to the bite, loss by loss, with the threshold.

    Datasets: `stages` (order, stage, start, end, amount: text), `threshold` (y, label).
    Shares of 0 to 1.
    """
    stage = (
        alt.X("stage", type="nominal")
        .sort(alt.EncodingSortField("order", order="ascending"))
        .title(None)
        .axis(labelAngle=0, labelExpr="split(datum.label, ' ')", labelLineHeight=16)
    )
    kept = alt.condition(
        "datum.start == 0 || datum.end == 0", alt.value(COLOUR["bite"]), alt.value(COLOUR["lost"])
    )
    y = share_axis(alt.Y, "start", "the North's trade")
    bars = named("stages").mark_bar(size=62).encode(stage, y, alt.Y2("end"), color=kept)
    amount = (
        named("stages")
        .mark_text(baseline="bottom", dy=-5, fontWeight="bold")
        .encode(stage, alt.Y("top", type="quantitative"), alt.Text("amount", type="nominal"))
    )
    return framed(bars, threshold(240, below=True), amount, drop=86)


def china_share(table: pd.DataFrame) -> Still:
    """China's share of the North's trade by year, a line for each denominator.

    table: as `facts.trade_shares()` returns it.
    """
    lines = table.sort_values("year").groupby("denominator")
    last, wide = lines.last()["share"], table.pivot(index="year", columns="denominator")["share"]
    gap = (wide["South left out"] - wide["South counted"]).dropna()
    finding = (
        f"In 2009 China's share is {percent(wide.loc[2009, 'South counted'])} or "
        f"{percent(wide.loc[2009, 'South left out'])}: it depends on whether the South is counted"
    )
    alt_text = (
        f"{finding}. The two are furthest apart in {gap.idxmax()} and meet by {wide.index.max()}, "
        f"at {percent(last['South counted'])}."
    )
    names = list(last.index)
    base = alt.Chart(table).encode(
        year_axis(),
        share_axis(alt.Y, "share", "China's share of the North's trade"),
        alt.Color("denominator", type="nominal")
        .legend(None)
        .scale(domain=names, range=[COLOUR[n] for n in names]),
    )
    at = alt.Chart(table[table["year"] == 2012]).encode(
        year_axis(), alt.Y("share", type="quantitative"), alt.Text("denominator", type="nominal")
    )
    above = at.mark_text(fontWeight="bold", dy=-22).transform_filter(
        alt.datum.denominator == "South left out"
    )
    below = at.mark_text(fontWeight="bold", dy=24, dx=30).transform_filter(
        alt.datum.denominator == "South counted"
    )
    footnote = cited(table)
    return of_facts(
        base.mark_line(),
        *checked_points(base),
        above,
        below,
        finding=finding,
        alt_text=alt_text,
        footnote=footnote,
    )


def trade_by_year(table: pd.DataFrame, resolutions: pd.DataFrame) -> Still:
    """The North's exports and all its trade by year (South left out), and the sanctions resolutions.

    table: `facts.table("trade")`; resolutions: `facts.table("resolutions")`.
    """
    names = {"exports, South left out": "exports", "all partners, South left out": "all trade"}
    shown = table[table["series"].isin(names) & table["year"].between(2004, 2019)]
    shown = shown.assign(series=shown["series"].map(names), value=shown["value"] / 1000)
    wide = shown.pivot(index="year", columns="series", values="value")
    fall = {s: 1 - wide.loc[2018, s] / wide.loc[2017, s] for s in wide}
    finding = (
        f"After the bans of 2017, exports fall by {fall['exports']:.0%} in a year "
        f"and all trade by {fall['all trade']:.0%}"
    )
    alt_text = (
        f"{finding}. All trade had grown from {wide['all trade'].iloc[0]:.1f} to "
        f"{wide['all trade'].max():.1f} billion dollars through the resolutions of 2006 to 2013; "
        f"in 2018 it is {wide.loc[2018, 'all trade']:.1f}."
    )
    colours = {"all trade": COLOUR["imports"], "exports": COLOUR["exports"]}
    base = alt.Chart(shown).encode(
        year_axis(),
        alt.Y("value", type="quantitative").title("billion US dollars, South left out"),
        alt.Color("series", type="nominal")
        .legend(None)
        .scale(domain=list(colours), range=list(colours.values())),
    )
    name = (
        base.mark_text(fontWeight="bold", dy=-20, dx=-24)
        .encode(alt.Text("series", type="nominal"), color=alt.value(INK))
        .transform_filter(alt.datum.year == 2012)
    )
    passed = resolutions[(resolutions["adopted"] == "yes") & (resolutions["date"].dt.year > 2005)]
    passed = passed.assign(year=passed["date"].dt.year + (passed["date"].dt.day_of_year - 1) / 365)
    ticks = (
        alt.Chart(passed.drop(columns="date"))
        .mark_tick(orient="vertical", color=COLOUR["threshold"], thickness=3, size=14, y=HEIGHT - 8)
        .encode(year_axis())
    )
    said = alt.Chart(alt.Data(values=[{}])).mark_text(
        text="sanctions resolutions", align="left", x=130, y=HEIGHT - 30, color=COLOUR["threshold"]
    )
    footnote = cited(shown)
    return of_facts(
        base.mark_line(),
        *checked_points(base),
        name,
        ticks,
        said,
        finding=finding,
        alt_text=alt_text,
        footnote=footnote,
    )


BARRELS = 7.33  # barrels of crude oil in a tonne, the usual world average


def crude_oil(table: pd.DataFrame) -> Still:
    """Crude oil from China by year: recorded, estimated, and the cap of 2017.

    table: `facts.table("oil")`; barrels are turned into tonnes at 7.33 to the tonne.
    """
    to_tonnes = {
        "tonnes a year": 1.0,
        "barrels a day": 365 / BARRELS,
        "barrels a year": 1 / BARRELS,
    }
    crude = table[table["item"].str.startswith("crude oil")]
    factor = crude["unit"].map(to_tonnes) / 1e6
    value, low, high = (crude[c] * factor for c in ("value", "low", "high"))
    shown = crude.assign(
        value=value.fillna((low + high) / 2), low=low.fillna(value), high=high.fillna(value)
    )
    cap = shown[shown["kind"] == "cap"].iloc[0]
    flows = shown[shown["kind"] != "cap"]
    before = flows[flows["year"] < 2014]["value"]
    finding = (
        f"The oil cap of 2017 ({cap['value']:.2f} million tonnes) is about what flowed before: "
        f"{before.min():.2f} to {before.max():.2f}"
    )
    silent = flows[flows["value"] == 0]["year"].tolist()
    alt_text = (
        f"{finding}. For {', '.join(map(str, silent))} Chinese customs record none, and no shortage "
        f"was reported; the estimate for 2017 is {flows['low'].iloc[-1]:.2f} to "
        f"{flows['high'].iloc[-1]:.2f}."
    )
    x = year_axis()
    y = alt.Y("value", type="quantitative").title("crude oil, million tonnes a year")
    base = alt.Chart(flows).encode(x, y.scale(domain=[0, 0.8]), color=alt.value(COLOUR["bite"]))
    span = alt.Chart(flows).mark_rule(color=COLOUR["bite"], strokeWidth=5, opacity=0.5)
    label = base.mark_text(dy=-20, fontWeight="bold").encode(alt.Text("kind"), color=alt.value(INK))
    line = pd.DataFrame({"y": [cap["value"]], "label": [f"{cap['value']:.2f}, the cap of 2017"]})
    footnote = f"{cited(shown)}; barrels turned into tonnes at {BARRELS} a tonne"
    return of_facts(
        threshold("left", line),
        span.encode(x, alt.Y("low", type="quantitative"), alt.Y2("high")),
        *checked_points(base),
        label,
        finding=finding,
        alt_text=alt_text,
        footnote=footnote,
    )


def cooperation_record(table: pd.DataFrame) -> Still:
    """China's dated acts towards the sanctions: what it did, by channel, and how we coded it.

    table: `facts.table("china_record")`. What followed is sequence, not cause.
    """
    codes = {"yes": "#0072b2", "partly": "#56b4e9", "unclear": "#bdbdbd", "no": "#882255"}
    shapes = {"yes": "circle", "partly": "diamond", "unclear": "square", "no": "triangle-down"}
    votes = table[table["channel"] == "vote"]
    acts = table[table["channel"] != "vote"]
    for_votes, for_acts = ((t["cooperation"] == "yes").sum() for t in (votes, acts))
    finding = (
        f"China backed {for_votes} of {len(votes)} votes listed here, and {for_acts} of the "
        f"{len(acts)} other acts are coded as cooperation"
    )
    refused = table[table["cooperation"] == "no"]["date"]
    began = votes["date"].min()
    against, early = refused[refused >= began].dt.year, int((refused < began).sum())
    alt_text = (
        f"{finding}. The first vote is of {began.year}: acts against the sanctions run from "
        f"{against.min()} to {against.max()}, {early} refusal{'s' * (early != 1)} came before there were "
        f"any, and acts for them cluster in "
        f"{table[table['cooperation'] == 'yes']['date'].dt.year.mode().iloc[0]}. "
        "The coding is ours, and what followed an act need not follow from it."
    )
    order = ["vote", "trade", "finance", "oil", "aid", "diplomacy"]
    base = alt.Chart(table).encode(
        alt.X("date", type="temporal")
        .title(None)
        .scale(padding=24)
        .axis(format="%Y", tickCount=10, grid=False),
        alt.Y("channel", type="nominal").sort(order).title(None).axis(grid=True),
        alt.Fill("cooperation", type="nominal")
        .title("cooperates?")
        .scale(domain=list(codes), range=list(codes.values())),
        alt.Shape("cooperation", type="nominal")
        .title("cooperates?")
        .scale(domain=list(codes), range=list(shapes.values())),
        tooltip=["date", "what", "followed"],
    )
    points = base.mark_point(size=260, stroke=INK, strokeWidth=1, opacity=0.95)
    return of_facts(
        points, finding=finding, alt_text=alt_text, footnote=f"{cited(table)}; the coding is ours"
    )
