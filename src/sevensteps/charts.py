"""Drawing: the only module that knows Altair.

A chart function takes tidy columns and returns a chart; it never runs a model. Its datasets are
named, so that the same drawing serves a still picture and a live view that is fed data only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
HOLDS = {"holds": "#0072b2", "does not hold": "#c04e01", "no verdict": "#8c8c8c"}
SHAPE = {"you": "circle", "China's best answer, no offers": "diamond"}
RECORD = ["no", "unclear", "partial", "yes"]


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
        return bundle(dict(self.spec)), {}


# -- the renderer and the theme ------------------------------------------------------------------


def bundle(spec: dict[str, Any]) -> dict[str, Any]:
    """A Vega-Lite spec as MIME types that need no network: Vega 5, PNG, and its text twin.

    JupyterLab 4, Notebook 7 and Voilà carry a Vega 5 of their own; GitHub shows the PNG.
    """
    vega = vlc.vegalite_to_vega(spec)
    vega["$schema"] = "https://vega.github.io/schema/vega/v5.json"
    return {
        "application/vnd.vega.v5+json": vega,
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
            "axis": {**text, "gridColor": "#e6e6e6", "titleFontWeight": "normal", "labelLimit": 300},
            "legend": {**text, "titleFontWeight": "normal", "labelLimit": 300},
            "text": {"fontSize": 15, "color": INK},
            "line": {"strokeWidth": 3},
            "rule": {"strokeWidth": 2},
            "point": {"size": 160, "strokeWidth": 2.5},
        }
    }


alt.renderers.register("sevensteps", lambda spec, **_: bundle(spec))
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


def compiled(picture: Picture) -> dict[str, Any]:
    """The Vega spec of a picture, for the live view."""
    return vlc.vegalite_to_vega(dict(picture.spec))


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
    foot = (
        alt.Chart(alt.Data(values=[{}]))
        .mark_text(
            align="left",
            baseline="top",
            fontSize=12.5,
            color="#4a4a4a",
            text=alt.expr("split(foot, '\\n')"),
            x=0,
            y=alt.expr(f"height + {drop}"),
        )
    )
    return (
        alt.layer(*layers, foot)
        .add_params(alt.param(name="finding", value=" "), alt.param(name="foot", value=" "))
        .properties(
            width=WIDTH, height=HEIGHT, title=alt.Title(alt.expr("split(finding, '\\n')"))
        )
    )


def _share(channel: type, field: str, title: str) -> Any:
    """A position of 0 to 100 per cent, always whole, so that a live chart does not rescale."""
    return (
        channel(field, type="quantitative")
        .title(title)
        .scale(domain=[0, 1], nice=False, clamp=False)
        .axis(format=".0%", tickCount=5)
    )


def _colour(field: str, *keys: str) -> alt.Color:
    scale = {"domain": list(keys), "range": [COLOUR[k] for k in keys]}
    return alt.Color(field, type="nominal").legend(None).scale(**scale)


def _threshold(axis: str = "y") -> alt.LayerChart:
    """The threshold: a dashed line across, and its name. Dataset `threshold`: y, label."""
    base = _named("threshold").encode(alt.Y("y", type="quantitative"))
    line = base.mark_rule(color=COLOUR["threshold"], strokeDash=[8, 5], strokeWidth=2.5)
    label = base.mark_text(
        align="right", baseline="bottom", dy=-5, x=WIDTH, color=COLOUR["threshold"], fontWeight="bold"
    ).encode(alt.Text("label", type="nominal"))
    return line + label


# -- charts of models ----------------------------------------------------------------------------


def bite_by_enforcement() -> alt.LayerChart:
    """Bite against China's enforcement, the threshold, and where the reader and China stand.

    Datasets: `curve` (enforcement, bite), `threshold` (y, label), `dots` (enforcement, bite, who,
    label, up: +1 label above, -1 below). Shares of 0 to 1. Hollow dots are computed, not chosen.
    """
    x = _share(alt.X, "enforcement", "sanctions that China enforces")
    y = _share(alt.Y, "bite", "bite: the North's trade that is cut")
    who = [k for k in COLOUR if k == "you" or k.startswith("China's best")]
    curve = _named("curve").mark_line(color=COLOUR["bite"]).encode(x, y)
    spots = _named("dots").encode(x, y, _colour("who", *who))
    is_you = alt.datum.who == "you"
    you = spots.mark_point(filled=True, size=320, opacity=1).transform_filter(is_you)
    china = spots.mark_point(filled=True, fill="white", shape="diamond", opacity=1, size=200)
    text = dict(fontWeight="bold", align="left")
    below = spots.mark_text(dx=10, dy=20, **text).encode(alt.Text("label", type="nominal"))
    above = spots.mark_text(dx=-8, dy=-22, **text).encode(alt.Text("label", type="nominal"))
    return _framed(
        curve,
        _threshold(),
        china.transform_filter(alt.datum.who != "you"),
        you,
        below.transform_filter(alt.datum.up < 0),
        above.transform_filter(alt.datum.up > 0),
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
    line = _named("frontier").mark_line(
        color=COLOUR["threshold"], strokeDash=[8, 5], clip=True
    )
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
        .axis(labelAngle=0, labelExpr="split(datum.label, ' ')", labelFontSize=13)
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
