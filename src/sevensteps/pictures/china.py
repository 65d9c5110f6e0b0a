"""The pictures of step 6, "press China": what sanctions cut, what offers bring, and the record."""

import numpy as np

from ..assumptions import percent
from ..steps import china
from . import theme as t
from .picture import caption, columns, dataset, drawn_by, needed, of_facts
from .theme import COLOUR, alt

ANSWERS = t.meant("China's best answer, no offers", "China's best answer, with offers")
BARRELS = 7.33  # barrels of crude oil in a tonne, the usual world average


def bite_drawing():
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


@drawn_by(bite_drawing)
def bite(a):
    """What sanctions cut, against what China enforces: the curve, China's best answers, the reader."""
    best = [china.best_enforcement(china.without_offers(a)), china.best_enforcement(a)]
    enforced = np.array([*best, a.china_cooperation], dtype=float)
    bites, curve = china.trade_cut(a, enforced), china.trade_cut_curve(a)
    no_offers, offers, cut = map(percent, bites)
    data = {
        "curve": curve,
        "threshold": needed(a, "needed_bite"),
        "dots": {
            "enforcement": enforced,
            "bite": bites,
            "who": [*ANSWERS, "you"],
            "label": [
                f"◇ China, no offers: {no_offers}",
                f"◇ China, with offers: {offers}",
                f"you: {cut}",
            ],
        },
    }
    enough = "enough" if bites[2] >= a.needed_bite else "not enough"
    out, fully_in = percent(curve["bite"][0]), percent(curve["bite"][-1])
    return data, caption(
        f"If China enforces {percent(a.china_cooperation)} of the sanctions, they cut {cut} of the "
        f"North's trade: {enough} ({percent(a.needed_bite)} needed)",
        f"The bite rises from {out} with China out to {fully_in} with China "
        f"fully in. Left to choose, China would bring it to {no_offers} without the offers "
        f"and to {offers} with them.",
    )


def offers_drawing():
    x = t.share("X", "share", "refugee costs that Washington offers to bear")
    y = t.share("Y", "promise", "how far Beijing believes the promise")
    width = t.WIDTH - 110  # room for the legend
    tiles = t.named("map").mark_square(size=(width / 20) ** 2, opacity=1, clip=True)
    shade = alt.Color("enforcement:Q").title("China enforces").scale(scheme="blues", domain=[0, 1])
    shade = shade.legend(format=".0%", gradientLength=t.HEIGHT - 60, tickCount=5)
    frontier = {**t.THRESHOLD, "strokeWidth": 3, "clip": True}
    side = t.named("side").encode(x, y)
    return t.framed(
        tiles.encode(x, y, shade),
        t.line("frontier", x, y, alt.Order("promise:Q"), **frontier),
        t.labels(side, color=COLOUR["threshold"], align="center", clip=True),
        t.dot(t.named("dot").encode(x, y), stroke="white"),
    ).properties(width=width)


@drawn_by(offers_drawing)
def offers(a):
    """What Washington offers: China's best answer to each offer, where it is enough, the reader's."""
    tiles, needed_bite = china.offer_map(a), a.needed_bite
    enough = china.trade_cut(a, tiles["enforcement"]) >= needed_bite
    sides = [  # the middle of each side of the line
        (float(tiles["share"][side].mean()), float(tiles["promise"][side].mean()), label)
        for side, label in ((enough, "enough"), (~enough, "not enough"))
        if side.any()
    ]
    data = {
        "map": tiles,
        "frontier": china.offer_frontier(a),
        "dot": dataset(share=a.refugee_cost_share, promise=a.promise_credibility),
        "side": columns(sides, "share", "promise", "label"),
    }
    bite, bare = china.trade_cut_with_offers(a), china.trade_cut_without_offers(a)
    reached = "enough" if bite >= needed_bite else "not enough"
    if bite >= needed_bite and bare >= needed_bite:
        reached = "enough, as it would be with no offer"
    frontier = "Larger offers lie on the side that is enough, smaller on the other."
    if not enough.any():
        frontier = "No offer on the map is enough, not even the largest."
    elif enough.all():
        frontier = "Every offer on the map is enough, even none."
    costs = _just_enough("share of the costs", china.break_even_share(a))
    belief = _just_enough("belief in the promise", china.break_even_promise(a))
    return data, caption(
        f"These offers bring China to enforce {percent(china.best_enforcement(a))}: a bite of "
        f"{percent(bite)}, {reached} ({percent(needed_bite)} needed)",
        f"Washington bears {percent(a.refugee_cost_share)} of the refugee costs and Beijing gives the "
        f"promise a chance of {percent(a.promise_credibility)}. With the promise as it is, {costs}. "
        f"With the costs as they are, {belief}. With no offer the bite would be {percent(bare)}. "
        f"{frontier}",
    )


def _just_enough(name, at):
    if 0 < at <= 1:
        return f"a {name} of {percent(at)} is just enough"
    return f"no {name} is {'needed' if at <= 0 else 'enough'}"


def waterfall_drawing():
    x = t.category("X", "stage", (), " ").sort(alt.EncodingSortField("order", order="ascending"))
    y, bars = t.share("Y", "start", "the North's trade"), t.named("stages")
    whole = alt.datum.start * alt.datum.end == 0  # the first and the last bar stand on the axis
    colour = alt.condition(whole, alt.value(COLOUR["bite"]), alt.value(COLOUR["lost"]))
    amount = bars.mark_text(baseline="bottom", dy=-5, fontWeight="bold")
    return t.framed(
        bars.mark_bar(size=62).encode(x, y, alt.Y2("end"), color=colour),
        t.threshold(240, "center", below=True),
        amount.encode(x, alt.Y("top:Q"), alt.Text("amount:N")),
        drop=86,
    )


@drawn_by(waterfall_drawing)
def waterfall(a):
    """From what the sanctions name to what is cut: a bar for each loss on the way."""
    stages = china.waterfall(a, china.best_enforcement(a))
    size = np.abs(stages["end"] - stages["start"])
    named, *losses, cut = map(percent, size)
    data = {
        "stages": {
            "order": np.arange(len(size)),
            **stages,
            "top": np.maximum(stages["start"], stages["end"]),
            "amount": [named, *(f"−{loss}" for loss in losses), cut],
        },
        "threshold": needed(a, "needed_bite"),
    }
    ways = stages["stage"][1:-1]
    each = (f"{name} {loss}" for name, loss in zip(ways, losses, strict=True))
    reaches = "reaches" if size[-1] >= a.needed_bite else "stays below"
    return data, caption(
        f"Of the {named} that the sanctions name, {cut} is really cut; "
        f"the largest loss: {ways[np.argmax(size[1:-1])]}",
        f"Losses: {', '.join(each)}.",
        f"The bite {reaches} the {percent(a.needed_bite)} needed.",
    )


def china_share(table):
    """China's share of the North's trade by year, a line for each denominator.

    table: as `data.trade_shares()` returns it.
    """
    wide = table.pivot(index="year", columns="denominator", values="share")
    counted, left_out = wide["South counted"], wide["South left out"]
    said = caption(
        f"In 2009 China's share is {percent(counted[2009])} or "
        f"{percent(left_out[2009])}: it depends on whether the South is counted",
        f"The two are furthest apart in {(left_out - counted).idxmax()} and meet by "
        f"{wide.index.max()}, at {percent(counted.ffill().iloc[-1])}.",
    )
    y = t.share("Y", "share", "China's share of the North's trade")
    base = alt.Chart(table).encode(t.year_axis(), y, t.colours("denominator", t.meant(*wide)))
    name = base.encode(alt.Text("denominator:N"), color=alt.value(t.INK))
    name = t.only(name, "year", 2012)
    above = t.only(name, "denominator", "South left out").mark_text(fontWeight="bold", dy=-22)
    below = t.only(name, "denominator", "South counted").mark_text(fontWeight="bold", dy=24, dx=30)
    return of_facts(table, said, base.mark_line(), *t.checked_points(base), above, below)


def trade_by_year(table, resolutions):
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
        shown,
        said,
        base.mark_line(),
        *t.checked_points(base),
        name.encode(alt.Text("series:N"), color=alt.value(t.INK)),
        alt.Chart(passed).mark_tick(color=COLOUR["threshold"], **tick).encode(t.year_axis()),
        alt.Chart(alt.Data(values=[{}])).mark_text(color=COLOUR["threshold"], **word),
    )


def crude_oil(table):
    """Crude oil from China by year: recorded, estimated, and the cap of 2017.

    table: `table("oil")`; barrels are turned into tonnes at 7.33 to the tonne.
    """
    crude = table[table["item"].str.startswith("crude oil")]
    barrels = {"barrels a day": 365 / BARRELS, "barrels a year": 1 / BARRELS}
    factor = crude["unit"].map({"tonnes a year": 1.0, **barrels}) / 1e6
    value, low, high = (crude[c] * factor for c in ("value", "low", "high"))
    middle = value.fillna((low + high) / 2)
    shown = crude.assign(value=middle, low=low.fillna(value), high=high.fillna(value))
    flows, caps = (shown[(shown["kind"] == "cap") == capped] for capped in (False, True))
    cap, before = caps["value"].iloc[0], flows[flows["year"] < 2014]["value"]
    silent = ", ".join(map(str, flows[flows["value"] == 0]["year"]))
    said = caption(
        f"The oil cap of 2017 ({cap:.2f} million tonnes) is about what flowed before: "
        f"{before.min():.2f} to {before.max():.2f}",
        f"For {silent} Chinese customs record none, and no shortage was reported; the estimate for "
        f"2017 is {flows['low'].iloc[-1]:.2f} to {flows['high'].iloc[-1]:.2f}.",
    )
    y = t.position("Y", "value", "crude oil, million tonnes a year", [0, 0.8])
    base = alt.Chart(flows).encode(t.year_axis(), y, color=alt.value(COLOUR["bite"]))
    label = base.mark_text(dy=-20, fontWeight="bold")
    line = alt.Data(values=[{"y": cap, "label": f"{cap:.2f}, the cap of 2017"}])
    return of_facts(
        shown,
        said,
        t.threshold(4, "left", base=alt.Chart(line)),
        base.mark_rule(strokeWidth=5, opacity=0.5).encode(alt.Y("low:Q"), alt.Y2("high")),
        *t.checked_points(base),
        label.encode(alt.Text("kind"), color=alt.value(t.INK)),
        note=f"; barrels turned into tonnes at {BARRELS} a tonne",
    )


def cooperation_record(table):
    """China's dated acts towards the sanctions: what it did, by channel, and how we coded it.

    table: `table("china_record")`. What followed is sequence, not cause.
    """
    yes, no = (table["cooperation"] == code for code in ("yes", "no"))
    vote, year = table["channel"] == "vote", table["date"].dt.year
    began = table["date"][vote].min()
    early = table["date"] < began
    against, refused = year[no & ~early], (no & early).sum()
    said = caption(
        f"China backed {(vote & yes).sum()} of {vote.sum()} votes listed here, and "
        f"{(~vote & yes).sum()} of the {(~vote).sum()} other acts are coded as cooperation",
        f"The first vote is of {began.year}: acts against the sanctions run from {against.min()} to "
        f"{against.max()}, {refused} {'refusal' if refused == 1 else 'refusals'} came before there "
        f"were any, and acts for them cluster in {year[yes].mode().iloc[0]}.",
        "The coding is ours, and what followed an act need not follow from it.",
    )
    fills = {"yes": COLOUR["bite"], "partly": t.SKY, "unclear": "#bdbdbd", "no": t.PURPLE}
    shapes = dict(zip(fills, ("circle", "diamond", "square", "triangle-down"), strict=True))
    order = ["vote", "trade", "finance", "oil", "aid", "diplomacy"]
    base = alt.Chart(table).encode(
        t.date_axis(),
        t.category("Y", "channel", order, grid=True),
        t.colours("cooperation", fills, "Fill", title="cooperates?"),
        t.colours("cooperation", shapes, "Shape", title="cooperates?"),
        tooltip=["date", "what", "followed"],
    )
    points = base.mark_point(size=260, stroke=t.INK, strokeWidth=1, opacity=0.95)
    return of_facts(table, said, points, note="; the coding is ours")
