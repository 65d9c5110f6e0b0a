"""Drawing: the only module that knows Altair.

A chart function takes tidy columns and returns a chart; it never runs a model. Its datasets are
named, so that the same drawing serves a still picture and a live view that is fed data only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd
import vl_convert as vlc

from .assumptions import percent

Columns = Mapping[str, Mapping[str, Sequence]]  # dataset -> column -> values

WIDTH, HEIGHT = 640, 340
LINE = 66  # letters of a title that fit the width
INK, PALE = "#1a1a1a", "#6b6b6b"
# One meaning, one colour, in every chart; told apart without red against green (Okabe and Ito).
COLOUR = {
    "threshold": "#c04e01",
    "bite": "#0072b2",
    "lost": "#8c8c8c",
    "you": INK,
    "China's best answer, no offers": "#56b4e9",
    "China's best answer, with offers": "#007a5a",
    "South counted": "#0072b2",
    "South left out": "#56b4e9",
    "exports": "#0072b2",
    "imports": "#8c8c8c",
}
ANSWERS = tuple(k for k in COLOUR if k.startswith("China's best"))
HOLDS = {"holds": "#0072b2", "does not hold": "#882255", "no verdict": "#8c8c8c"}


VEGA5 = "application/vnd.vega.v5+json"
NO_MENU = {VEGA5: {"embed_options": {"actions": False}}}  # Lab's has no name for screen readers


class Words(NamedTuple):
    """What a chart says: its finding (the title) and its text twin (a sentence or two)."""

    finding: str
    twin: str


@dataclass(frozen=True)
class Picture:
    """A chart that shows itself anywhere: live Vega, a PNG for a saved notebook, and its twin."""

    spec: Mapping[str, Any]
    twin: str

    def __repr__(self) -> str:
        return self.twin

    def _repr_mimebundle_(self, include=None, exclude=None):
        return bundle(dict(self.spec)), NO_MENU


# -- the renderer and the theme ------------------------------------------------------------------


def bundle(spec: dict[str, Any]) -> dict[str, Any]:
    """A Vega-Lite spec as MIME types that need no network: Vega 5, PNG, and its text twin.

    JupyterLab 4, Notebook 7 and Voilà carry a Vega 5 of their own; GitHub shows the PNG.
    """
    vega = vlc.vegalite_to_vega(spec)
    vega["$schema"] = "https://vega.github.io/schema/vega/v5.json"
    return {
        VEGA5: vega,
        "image/png": png(spec),
        "text/plain": spec.get("description", "a chart"),
    }


def png(spec: dict[str, Any]) -> bytes:
    """The picture of a Vega-Lite spec, at scale 1."""
    return vlc.vegalite_to_png(spec, scale=1)


@alt.theme.register("house_style", enable=True)
def house_style() -> alt.theme.ThemeConfig:
    """Projector-size type, quiet axes, titles at the left."""
    text = {"labelFontSize": 14, "titleFontSize": 15, "labelColor": INK, "titleColor": INK}
    return {
        "config": {
            "font": "sans-serif",
            "background": "white",
            "view": {"continuousWidth": WIDTH, "continuousHeight": HEIGHT, "stroke": None},
            "title": {"fontSize": 19, "anchor": "start", "frame": "group", "offset": 14},
            "axis": {
                **text,
                "gridColor": "#e6e6e6",
                "titleFontWeight": "normal",
                "labelLimit": 300,
            },
            "legend": {**text, "titleFontWeight": "normal", "labelLimit": 300},
            "text": {"fontSize": 15, "color": INK},
            "line": {"strokeWidth": 3},
            "rule": {"strokeWidth": 2},
            "point": {"size": 160, "strokeWidth": 2.5},
        }
    }


alt.renderers.register("sevensteps", lambda spec, **_: (bundle(spec), NO_MENU))
alt.renderers.enable("sevensteps")
alt.data_transformers.disable_max_rows()


def filled(chart: alt.TopLevelMixin, columns: Columns, words: Words, foot: str) -> Picture:
    """A still picture of a chart whose datasets are named: data, title, twin and foot put in."""
    spec = chart.to_dict()
    spec["description"] = words.twin
    spec["datasets"] = {name: _rows(table) for name, table in columns.items()}
    said = signals(words, foot)
    for param in spec["params"]:
        param["value"] = said.get(param["name"], param.get("value"))
    return Picture(spec, words.twin)


def compiled(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega spec of a chart whose datasets are named, without data, for the live view."""
    return vlc.vegalite_to_vega(chart.to_dict())


def signals(words: Words, foot: str) -> dict[str, str]:
    """The words inside a chart, in the lines they are drawn in (the title always has two)."""
    lines = wrap(words.finding, LINE)[:2]
    return {"finding": "\n".join([*lines, " "][:2]), "foot": "\n".join(wrap(foot, 98))}


def _rows(table: Mapping[str, Sequence]) -> list[dict[str, Any]]:
    lists = {k: v.tolist() if isinstance(v, np.ndarray) else list(v) for k, v in table.items()}
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


# -- pieces that charts share --------------------------------------------------------------------


def _named(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name))


def _framed(*layers: alt.Chart, drop: int = 62) -> alt.LayerChart:
    """Layers under a title that follows the data, above a foot; `drop` is the room for an axis."""
    foot = alt.Chart(alt.Data(values=[{}])).mark_text(
        align="left",
        baseline="top",
        fontSize=12.5,
        color="#4a4a4a",
        text=alt.expr("split(foot, '\\n')"),
        x=0,
        y=alt.expr(f"height + {drop}"),
    )
    return (
        alt.layer(*layers, foot)
        .add_params(alt.param(name="finding", value=" "), alt.param(name="foot", value=" "))
        .properties(width=WIDTH, height=HEIGHT, title=alt.Title(alt.expr("split(finding, '\\n')")))
    )


def _share(channel: type, field: str, title: str) -> Any:
    """A position of 0 to 100 per cent, always whole, so that a live chart does not rescale."""
    return (
        channel(field, type="quantitative")
        .title(title)
        .scale(domain=[0, 1], nice=False, clamp=False)
        .axis(format=".0%", tickCount=5)
    )


def _threshold() -> alt.LayerChart:
    """The threshold: a dashed line across, its name in the margin. Dataset `threshold`: y, label."""
    base = _named("threshold").encode(alt.Y("y", type="quantitative"))
    line = base.mark_rule(color=COLOUR["threshold"], strokeDash=[8, 5], strokeWidth=2.5)
    label = base.mark_text(
        align="left",
        dx=8,
        x=WIDTH,
        lineBreak="\n",
        baseline="middle",
        color=COLOUR["threshold"],
        fontWeight="bold",
    ).encode(alt.Text("label", type="nominal"))
    return line + label


# -- charts of models ----------------------------------------------------------------------------


def bite_by_enforcement() -> alt.LayerChart:
    """Bite against China's enforcement, the threshold, and where the reader and China stand.

    Datasets: `curve` (enforcement, bite), `threshold` (y, label), `dots` (enforcement, bite, who,
    label). Shares of 0 to 1. The full dot is the reader's, the hollow ones China would choose.
    """
    x = _share(alt.X, "enforcement", "sanctions that China enforces")
    y = _share(alt.Y, "bite", "bite: the North's trade that is cut")
    curve = _named("curve").mark_line(color=COLOUR["bite"]).encode(x, y)
    spots = _named("dots").encode(x, y)
    you = spots.mark_point(filled=True, size=320, opacity=1, color=INK)
    china = spots.mark_point(fill="white", shape="diamond", opacity=1, size=230).encode(
        alt.Stroke("who", type="nominal")
        .legend(None)
        .scale(domain=ANSWERS, range=[COLOUR[k] for k in ANSWERS])
    )
    drop = {ANSWERS[0]: 24, ANSWERS[1]: 44, "you": -24}  # told apart where the dots meet
    labels = [
        spots.mark_text(dx=2, dy=dy, fontWeight="bold", align="left")
        .encode(alt.Text("label", type="nominal"))
        .transform_filter(alt.datum.who == who)
        for who, dy in drop.items()
    ]
    return _framed(
        curve,
        _threshold(),
        china.transform_filter(alt.datum.who != "you"),
        you.transform_filter(alt.datum.who == "you"),
        *labels,
    )


def offers_map() -> alt.LayerChart:
    """China's best answer over the two offers, with the line at which they bring it round.

    Datasets: `map` (share, promise, enforcement), `frontier` (share, promise), `dot` (share,
    promise, label), `side` (share, promise, label). Shares and probabilities of 0 to 1.
    """
    x = _share(alt.X, "share", "refugee costs that Washington offers to bear")
    y = _share(alt.Y, "promise", "how far Beijing believes the promise")
    steps = len(np.unique(np.linspace(0, 1, 21)))
    shade = (
        alt.Color("enforcement", type="quantitative")
        .title("China enforces")
        .scale(scheme="blues", domain=[0, 1])
        .legend(format=".0%", gradientLength=HEIGHT - 60, tickCount=5)
    )
    tiles = _named("map").mark_square(size=(WIDTH / (steps - 1)) ** 2, opacity=1, clip=True)
    line = _named("frontier").mark_line(color=COLOUR["threshold"], strokeDash=[8, 5], clip=True)
    dot = _named("dot").encode(x, y)
    label = alt.Text("label", type="nominal")
    said = dict(fontWeight="bold", stroke="white", strokeWidth=4, strokeJoin="round")
    return _framed(
        tiles.encode(x, y, shade),
        line.encode(x, y, alt.Order("promise", type="quantitative")),
        _named("side").mark_text(clip=True, **said).encode(x, y, label),
        _named("side")
        .mark_text(clip=True, color=COLOUR["threshold"], fontWeight="bold")
        .encode(x, y, label),
        dot.mark_point(filled=True, color=INK, stroke="white", size=320, opacity=1),
    )


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
    y = _share(alt.Y, "start", "the North's trade")
    bars = _named("stages").mark_bar(size=62).encode(stage, y, alt.Y2("end"), color=kept)
    amount = (
        _named("stages")
        .mark_text(baseline="bottom", dy=-5, fontWeight="bold")
        .encode(stage, alt.Y("top", type="quantitative"), alt.Text("amount", type="nominal"))
    )
    return _framed(bars, _threshold(), amount, drop=86)


CARD = {"width": 130, "height": 76, "across": 144, "down": 116, "letters": 19}


def claims_map(cards: int, rows: int) -> alt.LayerChart:
    """The map of claims: a card each, arrows for "helps to hold up", a row a step.

    cards, rows: how many cards stand side by side, and how many rows there are.
    Datasets: `cards` (x, y, text, state: a key of HOLDS, stated: yes or no, claim, needs),
    `edges` (x, y, edge, order), `heads` (x, y, angle), `rows` (y, step, href). Pixels.
    """
    width, height = cards * CARD["across"], rows * CARD["down"]
    x = alt.X("x", type="quantitative").scale(domain=[0, width], nice=False).axis(None)
    y = (
        alt.Y("y", type="quantitative")
        .scale(domain=[0, height], nice=False, reverse=True)
        .axis(None)
    )
    state = (
        alt.Stroke("state", type="nominal")
        .scale(domain=list(HOLDS), range=list(HOLDS.values()))
        .legend(
            title="Under your assumptions, the claim … (dashed: needed and not stated)",
            orient="top",
            symbolStrokeWidth=3,
            titleLimit=600,
        )
    )
    lines = _named("edges").mark_line(color=PALE, strokeWidth=1.3, opacity=0.75)
    heads = _named("heads").mark_point(
        shape="triangle", filled=True, color=PALE, size=60, opacity=1
    )
    card = _named("cards").encode(x, y)
    tips = [alt.Tooltip(t, type="nominal") for t in ("claim", "needs")]

    def boxes(stated: str, dash: list[int]) -> alt.Chart:
        box = card.mark_rect(
            width=CARD["width"],
            height=CARD["height"],
            fill="white",
            strokeWidth=2.5,
            strokeDash=dash,
            cornerRadius=6,
        )
        return box.encode(state, tooltip=tips).transform_filter(alt.datum.stated == stated)

    text = card.mark_text(fontSize=12.5, lineBreak="\n", lineHeight=15, dy=-22).encode(
        alt.Text("text", type="nominal")
    )
    row = _named("rows").mark_text(
        align="left", fontWeight="bold", color="#0b5394", x=4, fontSize=15, cursor="pointer"
    )
    return _framed(
        lines.encode(
            x, y, alt.Detail("edge", type="nominal"), alt.Order("order", type="quantitative")
        ),
        heads.encode(x, y, alt.Angle("angle", type="quantitative").scale(None)),
        boxes("yes", [1, 0]),
        boxes("no", [6, 4]),
        text,
        row.encode(y, alt.Text("step", type="nominal"), alt.Href("href", type="nominal")),
        drop=14,
    ).properties(width=width, height=height)


# -- charts of facts -----------------------------------------------------------------------------


def _facts(*layers: alt.Chart, finding: str, twin: str, foot: str, drop: int = 62) -> Picture:
    """A still picture of a table: the same frame, words and theme as a chart of a model."""
    spec = _framed(*layers, drop=drop).to_dict()
    words = Words(finding, twin)
    said = signals(words, foot)
    for param in spec["params"]:
        param["value"] = said.get(param["name"], param.get("value"))
    return Picture({**spec, "description": twin}, twin)


def _checked(base: alt.Chart) -> list[alt.Chart]:
    """Points of a table: full where the figure was seen in its source, hollow where it was not."""
    seen = alt.datum.checked == "seen"
    return [
        base.mark_point(filled=True, opacity=1).transform_filter(seen),
        base.mark_point(fill="white", opacity=1).transform_filter(~seen),
    ]


def _year(field: str = "year", title: str | None = None) -> alt.X:
    return (
        alt.X(field, type="quantitative")
        .title(title)
        .scale(nice=False, zero=False, padding=24)
        .axis(format="d", tickMinStep=1, tickCount=10, grid=False)
    )


def _cited(table: pd.DataFrame) -> str:
    keys = {key.strip() for cell in table["source"] for key in cell.split(";") if key.strip()}
    unseen = int((table["checked"] != "seen").sum())
    hollow = f"; hollow: {unseen} not seen in the source" if unseen else ""
    return f"Measured or published: {len(table)} figures from {len(keys)} sources{hollow}"


def china_share(table: pd.DataFrame) -> Picture:
    """China's share of the North's trade by year, a line for each denominator.

    table: as `facts.shares()` returns it.
    """
    lines = table.sort_values("year").groupby("denominator")
    last, wide = lines.last()["share"], table.pivot(index="year", columns="denominator")["share"]
    gap = (wide["South left out"] - wide["South counted"]).dropna()
    finding = (
        f"In 2009 China's share is {percent(wide.loc[2009, 'South counted'])} or "
        f"{percent(wide.loc[2009, 'South left out'])}: it depends on whether the South is counted"
    )
    twin = (
        f"{finding}. The two are furthest apart in {gap.idxmax()} and meet by {wide.index.max()}, "
        f"at {percent(last['South counted'])}."
    )
    names = list(last.index)
    base = alt.Chart(table).encode(
        _year(),
        _share(alt.Y, "share", "China's share of the North's trade"),
        alt.Color("denominator", type="nominal")
        .legend(None)
        .scale(domain=names, range=[COLOUR[n] for n in names]),
    )
    at = alt.Chart(table[table["year"] == 2012]).encode(
        _year(), alt.Y("share", type="quantitative"), alt.Text("denominator", type="nominal")
    )
    above = at.mark_text(fontWeight="bold", dy=-22).transform_filter(
        alt.datum.denominator == "South left out"
    )
    below = at.mark_text(fontWeight="bold", dy=24, dx=30).transform_filter(
        alt.datum.denominator == "South counted"
    )
    foot = _cited(table)
    return _facts(
        base.mark_line(), *_checked(base), above, below, finding=finding, twin=twin, foot=foot
    )


def trade_by_year(table: pd.DataFrame, resolutions: pd.DataFrame) -> Picture:
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
    twin = (
        f"{finding}. All trade had grown from {wide['all trade'].iloc[0]:.1f} to "
        f"{wide['all trade'].max():.1f} billion dollars through the resolutions of 2006 to 2013; "
        f"in 2018 it is {wide.loc[2018, 'all trade']:.1f}."
    )
    colours = {"all trade": COLOUR["imports"], "exports": COLOUR["exports"]}
    base = alt.Chart(shown).encode(
        _year(),
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
        .encode(_year())
    )
    said = alt.Chart(alt.Data(values=[{}])).mark_text(
        text="sanctions resolutions", align="left", x=130, y=HEIGHT - 30, color=COLOUR["threshold"]
    )
    foot = _cited(shown)
    return _facts(
        base.mark_line(), *_checked(base), name, ticks, said, finding=finding, twin=twin, foot=foot
    )


BARRELS = 7.33  # barrels of crude oil in a tonne, the usual world average


def crude_oil(table: pd.DataFrame) -> Picture:
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
    twin = (
        f"{finding}. For {', '.join(map(str, silent))} Chinese customs record none, and no shortage "
        f"was reported; the estimate for 2017 is {flows['low'].iloc[-1]:.2f} to "
        f"{flows['high'].iloc[-1]:.2f}."
    )
    x = _year()
    y = alt.Y("value", type="quantitative").title("crude oil, million tonnes a year")
    base = alt.Chart(flows).encode(x, y.scale(domain=[0, 0.8]), color=alt.value(COLOUR["bite"]))
    span = alt.Chart(flows).mark_rule(color=COLOUR["bite"], strokeWidth=5, opacity=0.5)
    label = base.mark_text(dy=-20, fontWeight="bold").encode(alt.Text("kind"), color=alt.value(INK))
    line = pd.DataFrame({"y": [cap["value"]], "label": [f"{cap['value']:.2f}\ncap of 2017"]})
    rule = alt.layer(*(layer.copy() for layer in _threshold().layer), data=line)
    for layer in rule.layer:
        layer.data = alt.Undefined
    foot = f"{_cited(shown)}; barrels turned into tonnes at {BARRELS} a tonne"
    return _facts(
        rule,
        span.encode(x, alt.Y("low", type="quantitative"), alt.Y2("high")),
        *_checked(base),
        label,
        finding=finding,
        twin=twin,
        foot=foot,
    )


def cooperation_record(table: pd.DataFrame) -> Picture:
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
    first = table[table["cooperation"] == "no"]["date"].dt.year
    twin = (
        f"{finding}. Acts against the sanctions run from {first.min()} to {first.max()}; those for "
        f"them cluster in {table[table['cooperation'] == 'yes']['date'].dt.year.mode().iloc[0]}. "
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
    return _facts(points, finding=finding, twin=twin, foot=f"{_cited(table)}; the coding is ours")
