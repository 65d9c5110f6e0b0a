"""The house style of drawing: renderer, theme, colours, and the pieces that charts share.

A chart function takes tidy columns and returns a chart; it never runs a model. Its datasets are
named, so that the same drawing serves a still picture and a live view that is fed data only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from textwrap import wrap
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd
import vl_convert as vlc

from ..cache import kept

Columns = Mapping[str, Mapping[str, Sequence]]  # dataset -> column -> values

WIDTH, HEIGHT = 600, 290  # with axes, title and foot it stands beside its sliders on a projector
LINE, FOOT = 66, 88  # letters of a title, and of a foot, that fit the width
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
    "prior": "#8c8c8c",
    "posterior": "#0072b2",
    "predictive": "#0072b2",
    "Kaplan-Meier, low dates": "#56b4e9",
    "Kaplan-Meier, high dates": "#007a5a",
    "provocations": "#0072b2",
    "talks": "#dbe7f1",
    "freeze": "#0072b2",
    "hold out": "#882255",
    "reward": "#007a5a",
    "ignore": "#0072b2",
    "punish": "#882255",
    "United States": "#0072b2",
    "South Korea": "#56b4e9",
    "China": "#882255",
    "Japan": "#007a5a",
    "Russia": "#8c8c8c",
    "North Korea": "#4a4a4a",
    "Washington's ledger": "#0072b2",
    "the alliance's ledger": "#007a5a",
}
# Strategies, in the order of data/scenarios.toml; one that a student adds takes the next.
STRATEGY_COLOURS = ("#6b6b6b", "#0072b2", "#56b4e9", "#007a5a", "#882255", "#b08400", "#4a4a4a")
HOLDS = {
    "holds": "#0072b2",
    "does not hold": "#882255",
    "cannot be judged": "#b8860b",
    "no verdict": "#8c8c8c",
}


VEGA5 = "application/vnd.vega.v5+json"
NO_MENU = {VEGA5: {"embed_options": {"actions": False}}}  # Lab's has no name for screen readers


class Caption(NamedTuple):
    """What a chart says: its finding (the title) and its alt text (a sentence or two)."""

    finding: str
    alt_text: str


@dataclass(frozen=True)
class Still:
    """A chart that shows itself anywhere: live Vega, a PNG for a saved notebook, and its alt text."""

    spec: Mapping[str, Any]
    alt_text: str

    def __repr__(self) -> str:
        return self.alt_text

    def _repr_mimebundle_(self, include=None, exclude=None):
        return bundle(dict(self.spec)), NO_MENU


# -- the renderer and the theme ------------------------------------------------------------------


def bundle(spec: dict[str, Any]) -> dict[str, Any]:
    """A Vega-Lite spec as MIME types that need no network: Vega 5, PNG, and its alt text.

    JupyterLab 4, Notebook 7 and Voilà carry a Vega 5 of their own; GitHub shows the PNG.
    """
    vega = _vega(spec)
    vega["$schema"] = "https://vega.github.io/schema/vega/v5.json"
    return {
        VEGA5: vega,
        "image/png": png(spec),
        "text/plain": spec.get("description", "a chart"),
    }


def png(spec: dict[str, Any], scale: float = 1) -> bytes:
    """The picture of a Vega-Lite spec; scale 1 is for a screen, 2 for paper."""
    return _kept(f"png{scale:g}", spec, lambda: drawn(spec, scale))


def drawn(spec: dict[str, Any], scale: float = 1) -> bytes:
    """The same, drawn now and not taken from what was kept."""
    return vlc.vegalite_to_png(spec, scale=scale)


def _vega(spec: dict[str, Any]) -> dict[str, Any]:
    return json.loads(_kept("vega", spec, lambda: json.dumps(vlc.vegalite_to_vega(spec)).encode()))


def _kept(kind: str, spec: dict[str, Any], make: Callable[[], bytes]) -> bytes:
    """What vl-convert makes of a spec, kept: it brings a browser's engine, a third of a kernel's memory."""
    text = f"{version('vl-convert-python')} {json.dumps(spec, sort_keys=True)}"
    return kept(f"{kind}-{sha256(text.encode()).hexdigest()[:24]}", make)


@alt.theme.register("house_style", enable=True)
def house_style() -> alt.theme.ThemeConfig:
    """Projector-size type, quiet axes, titles at the left."""
    text = {"labelFontSize": 14, "titleFontSize": 15, "labelColor": INK, "titleColor": INK}
    return {
        "config": {
            "font": "sans-serif",
            "background": "white",
            "view": {"continuousWidth": WIDTH, "continuousHeight": HEIGHT, "stroke": None},
            "title": {"fontSize": 17, "anchor": "start", "frame": "bounds", "offset": 12},
            "axis": {
                **text,
                "gridColor": "#e6e6e6",
                "titleFontWeight": "normal",
                "labelLimit": 300,
            },
            "axisLeft": {"minExtent": 44},  # longer numbers on an axis move nothing else
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


def filled(chart: alt.TopLevelMixin, columns: Columns, words: Caption, footnote: str) -> Still:
    """A still picture of a chart whose datasets are named: data, title, alt text and foot put in."""
    spec = chart.to_dict()
    spec["description"] = words.alt_text
    spec["datasets"] = {name: _rows(table) for name, table in columns.items()}
    said = signals(words, footnote)
    for param in spec["params"]:
        param["value"] = said.get(param["name"], param.get("value"))
    return Still(spec, words.alt_text)


def compiled(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega spec of a chart whose datasets are named, without data, for the live view."""
    return _vega(chart.to_dict())


def signals(words: Caption, footnote: str) -> dict[str, str]:
    """The words inside a chart, in the lines they are drawn in: always two of title, three of foot."""
    lines = wrap(words.finding, LINE, break_on_hyphens=False)[:2]
    below = [line for part in footnote.split("\n") for line in wrap(part, FOOT)]
    return {
        "finding": "\n".join([*lines, " "][:2]),
        "foot": "\n".join([*below, " ", " "][: max(3, len(below))]),
    }


def _rows(table: Mapping[str, Sequence]) -> list[dict[str, Any]]:
    lists = {k: v.tolist() if isinstance(v, np.ndarray) else list(v) for k, v in table.items()}
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


# -- pieces that charts share --------------------------------------------------------------------


def named(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name))


def framed(*layers: alt.Chart, drop: int = 62) -> alt.LayerChart:
    """Layers under a title that follows the data, above a foot; `drop` is the room for an axis."""
    footnote = alt.Chart(alt.Data(values=[{}])).mark_text(
        align="left",
        baseline="top",
        fontSize=13.5,
        lineHeight=17,
        color="#4a4a4a",
        text=alt.expr("split(foot, '\\n')"),
        x=-48,
        y=alt.expr(f"height + {drop}"),
    )
    return (
        alt.layer(*layers, footnote)
        .add_params(alt.param(name="finding", value=" "), alt.param(name="foot", value=" "))
        .properties(width=WIDTH, height=HEIGHT, title=alt.Title(alt.expr("split(finding, '\\n')")))
    )


def share_axis(channel: type, field: str, title: str) -> Any:
    """A position of 0 to 100 per cent, always whole, so that a live chart does not rescale."""
    return (
        channel(field, type="quantitative")
        .title(title)
        .scale(domain=[0, 1], nice=False, clamp=False)
        .axis(format=".0%", tickCount=5)
    )


def lanes(rows: Sequence[str], title: str, *, padding: float) -> tuple[alt.X, alt.Y]:
    """Axes of a lane for each row: `place` from 0 to 1, and a margin beyond both ends of it; `row`."""
    across = (
        alt.X("place", type="quantitative")
        .title(title)
        .scale(domain=[-padding, 1 + padding], nice=False)
        .axis(labels=False, ticks=False, grid=False, domain=False)
    )
    down = (
        alt.Y("row", type="nominal")
        .title(None)
        .scale(domain=list(rows), padding=0)
        .axis(grid=False, domain=False, ticks=False, labelLimit=300, labelPadding=10)
    )
    return across, down


def threshold(
    at: str | float = "right", table: pd.DataFrame | None = None, *, below: bool = False
) -> alt.LayerChart:
    """The threshold: a dashed line across, its name upon it. Dataset `threshold`: y, label.

    at: where its name stands, at the "right" or "left" end or in pixels; table: instead of the dataset;
    below: its name stands below the line.
    """
    base = (named("threshold") if table is None else alt.Chart(table)).encode(
        alt.Y("y", type="quantitative")
    )
    line = base.mark_rule(color=COLOUR["threshold"], strokeDash=[8, 5], strokeWidth=2.5)
    x, align = {"right": (WIDTH - 4, "right"), "left": (4, "left")}.get(at, (at, "center"))
    return line + labels(
        base,
        color=COLOUR["threshold"],
        x=x,
        align=align,
        dy=_kept_in("y", 13, -11) if below else _kept_in("y", -11, 13),
    )


def threshold_across(scale: Any = None) -> alt.LayerChart:
    """The threshold on the horizontal axis: dashed, its name at the top. Dataset `threshold`: x, label."""
    x = alt.X("x", type="quantitative")
    base = named("threshold").encode(x.scale(scale) if scale is not None else x)
    line = base.mark_rule(color=COLOUR["threshold"], strokeDash=[8, 5], strokeWidth=2.5)
    return line + labels(base, color=COLOUR["threshold"], y=10, dx=6, beside="x")


def labels(
    base: alt.Chart,
    field: str = "label",
    *,
    beside: str = "",
    over: str = "",
    dx: float = 0,
    dy: Any = 0,
    **how: Any,
) -> alt.LayerChart:
    """Words beside points, readable on any ground: the text over a white edge of itself.

    beside: the field of the point's horizontal place; words of a point on the right half stand to its
    left, so that none runs out of the picture. over: that of its vertical place; words that would leave
    the frame above or below stand on the other side.
    """
    how = {"fontWeight": "bold", "align": "left", "dx": dx, "dy": dy, **how}
    if beside:
        right = f"scale('x', datum['{beside}']) > {0.55 * WIDTH}"
        how |= {
            "align": alt.expr(f"{right} ? 'right' : 'left'"),
            "dx": alt.expr(f"{right} ? {-dx} : {dx}"),
        }
    if over:
        how["dy"] = _kept_in(over, dy, -dy)
    text = alt.Text(field, type="nominal")
    edge = {**how, "color": "white", "stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
    return base.mark_text(**edge).encode(text, color=alt.value("white")) + base.mark_text(
        **how
    ).encode(text)


def _kept_in(field: str, dy: float, instead: float) -> Any:
    """A shift of words from their point, or another one where that would leave the frame."""
    at = f"scale('y', datum['{field}'])"
    out = f"{at} < {10 - dy}" if dy < 0 else f"{at} > {HEIGHT - 10 - dy}"
    return alt.expr(f"{out} ? {instead} : {dy}")


# -- pieces of charts of facts ---------------------------------------------------------------------


def of_facts(
    *layers: alt.Chart, finding: str, alt_text: str, footnote: str, drop: int = 62
) -> Still:
    """A still picture of a table: the same frame, words and theme as a chart of a model."""
    spec = framed(*layers, drop=drop).to_dict()
    words = Caption(finding, alt_text)
    said = signals(words, footnote)
    for param in spec["params"]:
        param["value"] = said.get(param["name"], param.get("value"))
    return Still({**spec, "description": alt_text}, alt_text)


def checked_points(base: alt.Chart) -> list[alt.Chart]:
    """Points of a table: full where the figure was seen in its source, hollow where it was not."""
    seen = alt.datum.checked == "seen"
    return [
        base.mark_point(filled=True, opacity=1).transform_filter(seen),
        base.mark_point(fill="white", opacity=1).transform_filter(~seen),
    ]


def year_axis(field: str = "year", title: str | None = None) -> alt.X:
    return (
        alt.X(field, type="quantitative")
        .title(title)
        .scale(nice=False, zero=False, padding=24)
        .axis(format="d", tickMinStep=1, tickCount=10, grid=False)
    )


def cited(table: pd.DataFrame) -> str:
    keys = {key.strip() for cell in table["source"] for key in cell.split(";") if key.strip()}
    unseen = int((table["checked"] != "seen").sum())
    hollow = f"; hollow: {unseen} not seen in the source" if unseen else ""
    sources = f"{len(keys)} source{'s' * (len(keys) != 1)}"
    return f"Measured or published: {len(table)} figures from {sources}{hollow}"
