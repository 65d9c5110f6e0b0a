"""The pictures of step 6, "press China": what sanctions cut, what offers bring, and the record."""

from __future__ import annotations

import numpy as np

from ..assumptions import Assumptions, percent
from ..steps import china
from . import theme as t
from .picture import (
    Caption,
    Columns,
    Picture,
    Still,
    caption,
    cited,
    columns,
    dataset,
    first,
    needed,
    of_facts,
)
from .theme import COLOUR, alt

ANSWERS = t.meant("China's best answer, no offers", "China's best answer, with offers")
BARRELS = 7.33  # barrels of crude oil in a tonne, the usual world average

# -- what sanctions cut, against what China enforces ---------------------------------------------


def bite_data(a: Assumptions) -> Columns:
    best = [china.best_enforcement(china.without_offers(a)), china.best_enforcement(a)]
    enforced = np.array([*best, a.china_cooperation], dtype=float)
    cut, said = china.trade_cut(a, enforced), ("◇ China, no offers", "◇ China, with offers", "you")
    label = [f"{who}: {percent(c)}" for who, c in zip(said, cut, strict=True)]
    return {
        "curve": china.trade_cut_curve(a),
        "threshold": needed(a, "needed_bite"),
        "dots": {"enforcement": enforced, "bite": cut, "who": [*ANSWERS, "you"], "label": label},
    }


def bite_drawing() -> alt.LayerChart:
    x = t.share("X", "enforcement", "sanctions that China enforces")
    y = t.share("Y", "bite", "bite: the North's trade that is cut")
    dots = t.named("dots").encode(x, y)
    you, name = t.reader(x, y, dx=8, dy=-22, data="dots")
    beijing = t.ring(dots, 230, shape="diamond").encode(t.colours("who", ANSWERS, "Stroke"))
    return t.framed(
        t.line("curve", x, y, color=COLOUR["bite"]),
        t.threshold(),
        beijing.transform_filter(alt.datum.who != "you"),
        t.only(you, "who", "you"),
        *t.key("dots", "who", ANSWERS),
        t.only(name, "who", "you"),
    )


def bite_words(data: Columns) -> Caption:
    (line,), curve = data["threshold"]["y"], data["curve"]["bite"]
    enforced, (no_offers, offers, cut) = data["dots"]["enforcement"][2], data["dots"]["bite"]
    enough = "enough" if cut >= line else "not enough"
    return caption(
        f"If China enforces {percent(enforced)} of the sanctions, they cut {percent(cut)} of the "
        f"North's trade: {enough} ({percent(line)} needed)",
        f"The bite rises from {percent(curve[0])} with China out to {percent(curve[-1])} with China "
        f"fully in. Left to choose, China would bring it to {percent(no_offers)} without the offers "
        f"and to {percent(offers)} with them.",
    )


bite = Picture(bite_data, bite_drawing, bite_words)

# -- what Washington offers ----------------------------------------------------------------------


def offers_data(a: Assumptions) -> Columns:
    tiles = china.offer_map(a)
    enough = china.trade_cut(a, tiles["enforcement"]) >= a.needed_bite
    sides = [  # the middle of each side of the line
        (float(tiles["share"][side].mean()), float(tiles["promise"][side].mean()), label)
        for side, label in ((enough, "enough"), (~enough, "not enough"))
        if side.any()
    ]
    return {
        "map": tiles,
        "frontier": china.offer_frontier(a),
        "dot": dataset(
            share=a.refugee_cost_share,
            promise=a.promise_credibility,
            enforcement=china.best_enforcement(a),
            bite=china.trade_cut_with_offers(a),
            bare=china.trade_cut_without_offers(a),
            needed=a.needed_bite,
            break_even="With the promise as it is, "
            + _just_enough("share of the costs", china.break_even_share(a))
            + ". With the costs as they are, "
            + _just_enough("belief in the promise", china.break_even_promise(a)),
        ),
        "side": columns(sides, "share", "promise", "label"),
    }


def _just_enough(name: str, at: float) -> str:
    if 0 < at <= 1:
        return f"a {name} of {percent(at)} is just enough"
    return f"no {name} is {'needed' if at <= 0 else 'enough'}"


def offers_drawing() -> alt.LayerChart:
    x = t.share("X", "share", "refugee costs that Washington offers to bear")
    y = t.share("Y", "promise", "how far Beijing believes the promise")
    width = t.WIDTH - 110  # room for the legend
    tiles = t.named("map").mark_square(size=(width / 20) ** 2, opacity=1, clip=True)
    shade = alt.Color("enforcement:Q").title("China enforces").scale(scheme="blues", domain=[0, 1])
    shade = shade.legend(format=".0%", gradientLength=t.HEIGHT - 60, tickCount=5)
    frontier = {**t.THRESHOLD, "strokeWidth": 3, "clip": True}
    edge = {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
    side, bold = (
        t.named("side").encode(x, y, alt.Text("label:N")),
        {"fontWeight": "bold", "clip": True},
    )
    return t.framed(
        tiles.encode(x, y, shade),
        t.line("frontier", x, y, alt.Order("promise:Q"), **frontier),
        side.mark_text(**bold, **edge),
        side.mark_text(**bold, color=COLOUR["threshold"]),
        t.dot(t.named("dot").encode(x, y), stroke="white"),
    ).properties(width=width)


def offers_words(data: Columns) -> Caption:
    dot, sides = first(data["dot"]), data["side"]["label"]
    enough = "enough" if dot.bite >= dot.needed else "not enough"
    if dot.bite >= dot.needed and dot.bare >= dot.needed:
        enough = "enough, as it would be with no offer"
    frontier = "Larger offers lie on the side that is enough, smaller on the other."
    if "enough" not in sides:
        frontier = "No offer on the map is enough, not even the largest."
    elif len(sides) == 1:
        frontier = "Every offer on the map is enough, even none."
    return caption(
        f"These offers bring China to enforce {percent(dot.enforcement)}: a bite of "
        f"{percent(dot.bite)}, {enough} ({percent(dot.needed)} needed)",
        f"Washington bears {percent(dot.share)} of the refugee costs and Beijing gives the promise a "
        f"chance of {percent(dot.promise)}. {dot.break_even}. With no offer the bite would be "
        f"{percent(dot.bare)}. {frontier}",
    )


offers = Picture(offers_data, offers_drawing, offers_words)

# -- from what sanctions name to what is cut -----------------------------------------------------


def waterfall_data(a: Assumptions) -> Columns:
    stages = china.waterfall(a, china.best_enforcement(a))
    size = np.abs(stages["end"] - stages["start"])
    sign = ["", *["−"] * (len(size) - 2), ""]
    return {
        "stages": {
            "order": np.arange(len(size)),
            **stages,
            "top": np.maximum(stages["start"], stages["end"]),
            "amount": [s + percent(v) for s, v in zip(sign, size, strict=True)],
        },
        "threshold": needed(a, "needed_bite"),
    }


def waterfall_drawing() -> alt.LayerChart:
    x = t.category("X", "stage", (), " ").sort(alt.EncodingSortField("order", order="ascending"))
    y, bars = t.share("Y", "start", "the North's trade"), t.named("stages")
    whole = alt.datum.start * alt.datum.end == 0  # the first and the last bar stand on the axis
    colour = alt.condition(whole, alt.value(COLOUR["bite"]), alt.value(COLOUR["lost"]))
    amount = bars.mark_text(baseline="bottom", dy=-5, fontWeight="bold")
    return t.framed(
        bars.mark_bar(size=62).encode(x, y, alt.Y2("end"), color=colour),
        t.threshold(240, below=True),
        amount.encode(x, alt.Y("top:Q"), alt.Text("amount:N")),
        drop=86,
    )


def waterfall_words(data: Columns) -> Caption:
    stages, (line,) = data["stages"], data["threshold"]["y"]
    size = np.abs(stages["end"] - stages["start"])
    losses = dict(zip(stages["stage"][1:-1], size[1:-1], strict=True))
    return caption(
        f"Of the {percent(size[0])} that the sanctions name, {percent(size[-1])} is really cut; "
        f"the largest loss: {max(losses, key=losses.get)}",
        f"Losses: {', '.join(f'{name} {percent(v)}' for name, v in losses.items())}.",
        f"The bite {'reaches' if size[-1] >= line else 'stays below'} the {percent(line)} needed.",
    )


waterfall = Picture(waterfall_data, waterfall_drawing, waterfall_words)

# -- facts ---------------------------------------------------------------------------------------


def china_share(table) -> Still:
    """China's share of the North's trade by year, a line for each denominator.

    table: as `data.trade_shares()` returns it.
    """
    wide = table.pivot(index="year", columns="denominator", values="share")
    last = wide.ffill().iloc[-1]
    gap = (wide["South left out"] - wide["South counted"]).dropna()
    said = caption(
        f"In 2009 China's share is {percent(wide.loc[2009, 'South counted'])} or "
        f"{percent(wide.loc[2009, 'South left out'])}: it depends on whether the South is counted",
        f"The two are furthest apart in {gap.idxmax()} and meet by {wide.index.max()}, at "
        f"{percent(last['South counted'])}.",
    )
    y = t.share("Y", "share", "China's share of the North's trade")
    base = alt.Chart(table).encode(t.year_axis(), y, t.colours("denominator", t.meant(*last.index)))
    at = alt.Chart(table[table["year"] == 2012]).encode(t.year_axis(), alt.Y("share:Q"))
    name = at.encode(alt.Text("denominator:N"))
    above = t.only(name, "denominator", "South left out").mark_text(fontWeight="bold", dy=-22)
    below = t.only(name, "denominator", "South counted").mark_text(fontWeight="bold", dy=24, dx=30)
    return of_facts(said, cited(table), base.mark_line(), *t.checked_points(base), above, below)


def trade_by_year(table, resolutions) -> Still:
    """The North's exports and all its trade by year (South left out), and the sanctions resolutions.

    table: `table("trade")`; resolutions: `table("resolutions")`.
    """
    names = {"exports, South left out": "exports", "all partners, South left out": "all trade"}
    shown = table[table["series"].isin(names) & table["year"].between(2004, 2019)]
    shown = shown.assign(series=shown["series"].map(names), value=shown["value"] / 1000)
    wide = shown.pivot(index="year", columns="series", values="value")
    fall, trade = 1 - wide.loc[2018] / wide.loc[2017], wide["all trade"]
    said = caption(
        f"After the bans of 2017, exports fall by {fall['exports']:.0%} in a year "
        f"and all trade by {fall['all trade']:.0%}",
        f"All trade had grown from {trade.iloc[0]:.1f} to {trade.max():.1f} billion dollars through "
        f"the resolutions of 2006 to 2013; in 2018 it is {trade[2018]:.1f}.",
    )
    meanings = {"all trade": COLOUR["imports"], "exports": COLOUR["exports"]}
    y = t.position("Y", "value", "billion US dollars, South left out")
    base = alt.Chart(shown).encode(t.year_axis(), y, t.colours("series", meanings))
    name = t.only(base.mark_text(fontWeight="bold", dy=-20, dx=-24), "year", 2012)
    passed = resolutions[(resolutions["adopted"] == "yes") & (resolutions["date"].dt.year > 2005)]
    days = passed["date"].dt
    passed = passed.assign(year=days.year + (days.day_of_year - 1) / 365).drop(columns="date")
    tick = {"orient": "vertical", "thickness": 3, "size": 14, "y": t.HEIGHT - 8}
    word = {"text": "sanctions resolutions", "align": "left", "x": 130, "y": t.HEIGHT - 30}
    return of_facts(
        said,
        cited(shown),
        base.mark_line(),
        *t.checked_points(base),
        name.encode(alt.Text("series:N"), color=alt.value(t.INK)),
        alt.Chart(passed).mark_tick(color=COLOUR["threshold"], **tick).encode(t.year_axis()),
        alt.Chart(alt.Data(values=[{}])).mark_text(color=COLOUR["threshold"], **word),
    )


def crude_oil(table) -> Still:
    """Crude oil from China by year: recorded, estimated, and the cap of 2017.

    table: `table("oil")`; barrels are turned into tonnes at 7.33 to the tonne.
    """
    crude = table[table["item"].str.startswith("crude oil")]
    barrels = {"barrels a day": 365 / BARRELS, "barrels a year": 1 / BARRELS}
    factor = crude["unit"].map({"tonnes a year": 1.0, **barrels}) / 1e6
    value, low, high = (crude[c] * factor for c in ("value", "low", "high"))
    middle = value.fillna((low + high) / 2)
    shown = crude.assign(value=middle, low=low.fillna(value), high=high.fillna(value))
    cap = shown[shown["kind"] == "cap"]["value"].iloc[0]
    flows = shown[shown["kind"] != "cap"]
    before = flows[flows["year"] < 2014]["value"]
    silent = ", ".join(map(str, flows[flows["value"] == 0]["year"]))
    said = caption(
        f"The oil cap of 2017 ({cap:.2f} million tonnes) is about what flowed before: "
        f"{before.min():.2f} to {before.max():.2f}",
        f"For {silent} Chinese customs record none, and no shortage was reported; the estimate for "
        f"2017 is {flows['low'].iloc[-1]:.2f} to {flows['high'].iloc[-1]:.2f}.",
    )
    y = t.position("Y", "value", "crude oil, million tonnes a year").scale(domain=[0, 0.8])
    base = alt.Chart(flows).encode(t.year_axis(), y, color=alt.value(COLOUR["bite"]))
    span = alt.Chart(flows).mark_rule(color=COLOUR["bite"], strokeWidth=5, opacity=0.5)
    label = base.mark_text(dy=-20, fontWeight="bold")
    return of_facts(
        said,
        f"{cited(shown)}; barrels turned into tonnes at {BARRELS} a tonne",
        t.threshold("left", rows=[{"y": cap, "label": f"{cap:.2f}, the cap of 2017"}]),
        span.encode(t.year_axis(), alt.Y("low:Q"), alt.Y2("high")),
        *t.checked_points(base),
        label.encode(alt.Text("kind"), color=alt.value(t.INK)),
    )


def cooperation_record(table) -> Still:
    """China's dated acts towards the sanctions: what it did, by channel, and how we coded it.

    table: `table("china_record")`. What followed is sequence, not cause.
    """
    meanings = {"yes": COLOUR["bite"], "partly": t.SKY, "unclear": "#bdbdbd", "no": t.PURPLE}
    shapes = ["circle", "diamond", "square", "triangle-down"]
    yes, no = (table["cooperation"] == code for code in ("yes", "no"))
    vote, year = table["channel"] == "vote", table["date"].dt.year
    began = table["date"][vote].min()
    early = table["date"] < began
    against, refused = year[no & ~early], int((no & early).sum())
    said = caption(
        f"China backed {(vote & yes).sum()} of {vote.sum()} votes listed here, and "
        f"{(~vote & yes).sum()} of the {(~vote).sum()} other acts are coded as cooperation",
        f"The first vote is of {began.year}: acts against the sanctions run from {against.min()} to "
        f"{against.max()}, {refused} refusal{'s' * (refused != 1)} came before there were any, and "
        f"acts for them cluster in {year[yes].mode().iloc[0]}.",
        "The coding is ours, and what followed an act need not follow from it.",
    )
    time = {"format": "%Y", "tickCount": 10, "grid": False}
    order = ["vote", "trade", "finance", "oil", "aid", "diplomacy"]
    scale = alt.Scale(domain=list(meanings), range=shapes)
    base = alt.Chart(table).encode(
        alt.X("date:T").title(None).scale(padding=24).axis(**time),
        t.category("Y", "channel", order, grid=True),
        t.colours("cooperation", meanings, "Fill", title="cooperates?"),
        alt.Shape("cooperation:N").title("cooperates?").scale(scale),
        tooltip=["date", "what", "followed"],
    )
    points = base.mark_point(size=260, stroke=t.INK, strokeWidth=1, opacity=0.95)
    return of_facts(said, f"{cited(table)}; the coding is ours", points)
