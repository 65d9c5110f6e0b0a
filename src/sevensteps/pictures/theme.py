"""How pictures look: colours, type, the pieces that drawings share, and how a drawing is rendered.

A drawing has named datasets and no data. So the same drawing serves a still picture and a live
chart that only receives data. Altair and vl-convert are imported when something is first drawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from ..cache import cached

WIDTH, HEIGHT = 600, 290  # with its axes and texts it fits beside sliders on a projector
INK, PALE, GREY, DARK = "#1a1a1a", "#6b6b6b", "#8c8c8c", "#4a4a4a"
# Colours that differ without red against green (Okabe and Ito); one meaning has one colour.
BLUE, SKY, GREEN, PURPLE, ORANGE = "#0072b2", "#56b4e9", "#007a5a", "#882255", "#c04e01"
COLOUR = {
    "threshold": ORANGE,
    "you": INK,
    **dict.fromkeys(("bite", "exports", "posterior", "predictive", "provocations"), BLUE),
    **dict.fromkeys(("freeze", "ignore", "South counted", "Washington's ledger"), BLUE),
    **dict.fromkeys(("South left out", "Kaplan-Meier, low dates"), SKY),
    **dict.fromkeys(("reward", "Kaplan-Meier, high dates", "the alliance's ledger"), GREEN),
    **dict.fromkeys(("hold out", "punish"), PURPLE),
    **dict.fromkeys(("lost", "imports", "prior"), GREY),
    "China's best answer, no offers": SKY,
    "China's best answer, with offers": GREEN,
    "United States": BLUE,
    "South Korea": SKY,
    "Japan": GREEN,
    "China": PURPLE,
    "Russia": GREY,
    "North Korea": DARK,
    "talks": "#dbe7f1",
}
# Strategies, in the order of data/scenarios.toml; one that a student adds takes the next.
STRATEGY_COLOURS = (PALE, BLUE, SKY, GREEN, PURPLE, "#b08400", DARK)
HOLDS = {"holds": BLUE, "does not hold": PURPLE, "cannot be judged": "#b8860b", "no verdict": GREY}
THRESHOLD = {"color": COLOUR["threshold"], "strokeDash": [8, 5], "strokeWidth": 2.5}
VEGA5, SCHEMA = "application/vnd.vega.v5+json", "https://vega.github.io/schema/vega/v5.json"
NO_MENU = {VEGA5: {"embed_options": {"actions": False}}}  # screen readers cannot name it


# -- Altair with our theme, and how a drawing is rendered ----------------------------------------


class _Altair:
    """Altair, imported and given our theme when a name of it is first used."""

    def __getattr__(self, name: str) -> Any:
        import altair

        if "sevensteps" not in altair.theme.names():
            altair.theme.register("sevensteps", enable=True)(_theme)
        return getattr(altair, name)


alt = _Altair()


def _theme() -> dict[str, Any]:
    """Projector-size type, quiet axes, titles at the left."""
    text = {"labelFontSize": 14, "titleFontSize": 15, "labelColor": INK, "titleColor": INK}
    legend = {**text, "titleFontWeight": "normal", "labelLimit": 300}
    return {
        "config": {
            "font": "sans-serif",
            "background": "white",
            "view": {"continuousWidth": WIDTH, "continuousHeight": HEIGHT, "stroke": None},
            "title": {"fontSize": 17, "anchor": "start", "frame": "bounds", "offset": 12},
            "axis": {**legend, "gridColor": "#e6e6e6"},
            "axisLeft": {"minExtent": 44},  # longer numbers on an axis move nothing else
            "legend": legend,
            "text": {"fontSize": 15, "color": INK},
            "line": {"strokeWidth": 3},
            "rule": {"strokeWidth": 2},
            "point": {"size": 160, "strokeWidth": 2.5, "opacity": 1},
        }
    }


def vega(drawing: alt.LayerChart) -> dict[str, Any]:
    """The Vega specification of a drawing, compiled once and cached."""
    spec = drawing.to_dict()

    def make() -> bytes:
        import vl_convert

        return json.dumps(vl_convert.vegalite_to_vega(spec)).encode()

    return {**json.loads(_cached("vega", spec, make)), "$schema": SCHEMA}


def png(spec: Mapping[str, Any], scale: float = 1) -> bytes:
    """The PNG of a Vega specification, drawn once and cached; scale 1 is for a screen, 2 for paper."""
    return _cached(f"png{scale:g}", spec, lambda: drawn(spec, scale))


def saved(spec: Mapping[str, Any]) -> dict[str, bytes]:
    """The PNG for a saved notebook as a MIME type; nothing where vl-convert is not installed."""
    try:
        return {"image/png": png(spec)}
    except ImportError:
        return {}


def drawn(spec: Mapping[str, Any], scale: float = 1) -> bytes:
    """The PNG of a Vega specification, drawn now and not taken from the cache."""
    import vl_convert

    return vl_convert.vega_to_png(spec, scale=scale)


def _cached(kind: str, spec: Mapping[str, Any], make: Callable[[], bytes]) -> bytes:
    """What vl-convert makes of a specification: it brings a browser's engine, so it runs once."""
    text = f"{version('vl-convert-python')} {json.dumps(spec, sort_keys=True)}"
    return cached(f"{kind}-{sha256(text.encode()).hexdigest()[:24]}", make)


# -- axes and colours ----------------------------------------------------------------------------


def position(channel, field, title="", ends=None, scale=None, **axis):
    """A number's position: channel "X" or "Y"; with `ends`, a live chart does not rescale.

    title: "" leaves it to another layer, None draws none. scale and axis: Vega-Lite's properties.
    """
    found = getattr(alt, channel)(f"{field}:Q")
    if title != "":
        found = found.title(title)
    if axis:
        found = found.axis(**axis)
    if ends is not None:
        scale = {"domain": list(ends), "nice": False, **(scale or {})}
    return found.scale(**scale) if scale else found


def share(channel, field, title="", most=1):
    """The position of a share, on an axis from 0% to 100%, or to `most`."""
    return position(channel, field, title, (0, most), format=".0%", tickCount=5)


def category(channel, field, order, split="", title=None, **axis):
    """A name's position, in this order; `split`: where the names break into lines."""
    if split:
        lines = f"split(datum.label, '{split}')"
        axis = {"labelAngle": 0, "labelExpr": lines, "labelLineHeight": 16, **axis}
    return getattr(alt, channel)(f"{field}:N").sort(list(order)).title(title).axis(**axis)


def colours(field, meanings, channel="Color", **legend):
    """A colour for each name ({name: colour}); a legend is drawn if its properties are given."""
    scale = alt.Scale(domain=list(meanings), range=list(meanings.values()))
    shown = {"title": None, **legend} if legend else None
    return getattr(alt, channel)(f"{field}:N").scale(scale).legend(shown)


def meant(*names):
    """These names with the colours that they have in every picture."""
    return {name: COLOUR[name] for name in names}


def year_axis(field="year"):
    """Calendar years across, without a thousands separator."""
    axis = {"format": "d", "tickMinStep": 1, "tickCount": 10, "grid": False}
    return position("X", field, None, scale={"nice": False, "zero": False, "padding": 24}, **axis)


def date_axis():
    """The dates of a table across, with years at the ticks."""
    axis = {"format": "%Y", "tickCount": 10, "grid": False}
    return alt.X("date:T").title(None).scale(padding=24).axis(**axis)


# -- layers --------------------------------------------------------------------------------------


def named(name):
    """A layer that draws the dataset of this name."""
    return alt.Chart(alt.NamedData(name))


def framed(*layers, drop=62):
    """Layers under a title that follows the data, above a footnote; `drop`: the axis's height.

    The texts are in two parameters, `title` and `footnote` (see picture.signals).
    """
    style = {"align": "left", "baseline": "top", "fontSize": 13.5, "lineHeight": 17, "color": DARK}
    place = {"x": -48, "y": alt.expr(f"height + {drop}")}
    text = alt.expr("split(footnote, '\\n')")
    footnote = alt.Chart(alt.Data(values=[{}])).mark_text(text=text, **place, **style)
    return (
        alt.layer(*layers, footnote)
        .add_params(alt.param(name="title", value=" "), alt.param(name="footnote", value=" "))
        .properties(width=WIDTH, height=HEIGHT, title=alt.Title(alt.expr("split(title, '\\n')")))
    )


def line(data, x, y, *channels, **mark):
    """A line through the rows of a dataset."""
    return named(data).mark_line(**mark).encode(x, y, *channels)


def dot(base, size=320, **mark):
    """The full dot of the reader's own numbers."""
    return base.mark_point(**{"filled": True, "size": size, "color": INK, **mark})


def ring(base, size=240, **mark):
    """A hollow dot, for what the reader did not choose."""
    return base.mark_point(fill="white", size=size, **mark)


def only(base, field, value):
    """The rows of a layer, or of a dataset, that have this value in a field."""
    base = named(base) if isinstance(base, str) else base
    return base.transform_filter(alt.datum[field] == value)


def reader(x, y, *, dx=12, dy=0, data="dot", over=True, **mark):
    """Layers: the reader's dot and its label, which stays within the frame. Data: x, y, label.

    dx, dy: pixels from the dot to its label; over: whether the label may change sides up and down.
    """
    base = named(data).encode(x, y)
    across, down = (c.shorthand.removesuffix(":Q") for c in (x, y))
    return dot(base, **mark), labels(base, dx=dx, dy=dy, beside=across, over=down if over else "")


def threshold(x=WIDTH - 4, align="right", *, base=None, below=False):
    """The threshold: a dashed line across, with its name. Dataset `threshold`: y, label.

    x, align: where the name stands; base: a layer instead of the dataset; below: the name stands
    below the line.
    """
    base = (named("threshold") if base is None else base).encode(alt.Y("y:Q"))
    dy = _inside("y", 13, -11) if below else _inside("y", -11, 13)
    name = labels(base, color=COLOUR["threshold"], x=x, align=align, dy=dy)
    return base.mark_rule(**THRESHOLD) + name


def threshold_across():
    """The threshold on the horizontal axis, its name at the top. Dataset `threshold`: x, label."""
    base = named("threshold").encode(alt.X("x:Q"))
    name = labels(base, color=COLOUR["threshold"], y=10, dx=6, beside="x")
    return base.mark_rule(**THRESHOLD) + name


def labels(base, *, beside="", over="", dx=0, dy=0, **how):
    """The labels of points, readable on any ground: the text over a white edge of itself.

    beside: the field of the point's horizontal place; words of a point on the right half stand to
    its left and so stay inside the picture. over: the field of its vertical place; words that would
    leave the frame above or below stand on the other side.
    """
    how = {"fontWeight": "bold", "align": "left", "dx": dx, "dy": dy, **how}
    if beside:
        right = f"scale('x', datum['{beside}']) > {0.55 * WIDTH}"
        how["align"] = alt.expr(f"{right} ? 'right' : 'left'")
        how["dx"] = alt.expr(f"{right} ? {-dx} : {dx}")
    if over:
        how["dy"] = _inside(over, dy, -dy)
    base = base.encode(alt.Text("label:N"))
    edge = {**how, "color": "white", "stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
    return base.mark_text(**edge).encode(color=alt.value("white")) + base.mark_text(**how)


def _inside(field, dy, instead):
    """A shift of words from their point, or another one where that would leave the frame."""
    at = f"scale('y', datum['{field}'])"
    out = f"{at} < {10 - dy}" if dy < 0 else f"{at} > {HEIGHT - 10 - dy}"
    return alt.expr(f"{out} ? {instead} : {dy}")


def key(data, field, meanings, *, x=12, y=16, **how):
    """A label in a free corner for each name ({name: colour}), 20 pixels apart, from the dataset."""
    return [
        labels(only(data, field, name), color=colour, x=x, y=y + 20 * i, **how)
        for i, (name, colour) in enumerate(meanings.items())
    ]


def checked_points(base, **mark):
    """Points of a table, in two layers: full where the figure was seen in its source, hollow where it was not."""
    seen = alt.datum.checked == "seen"
    full, hollow = base.mark_point(filled=True, **mark), base.mark_point(fill="white", **mark)
    return [full.transform_filter(seen), hollow.transform_filter(~seen)]
