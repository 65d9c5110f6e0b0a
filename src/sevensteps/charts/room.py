"""The chart of a room: each assumption a row, every vote on its range, and the marks of its sliders."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from .house import COLOUR, INK, PALE, framed, lanes, named

__all__ = ["POSITIONS", "class_spread"]

ROW = 50  # pixels an assumption
VOTES, MIDDLE, DEFAULT = "votes (larger: more alike)", "the middle", "default"
AUTHOR, CRITIC = "author", "critic"
POSITIONS = {  # what: shape, colour, pixels above its line
    VOTES: ("circle", COLOUR["bite"], 0),
    MIDDLE: ("diamond", INK, 0),
    DEFAULT: ("square", COLOUR["lost"], 15),
    AUTHOR: ("triangle-up", "#007a5a", 15),
    CRITIC: ("triangle-down", "#882255", 15),
}


def class_spread(rows: Sequence[str]) -> alt.LayerChart:
    """A row for each assumption, from the low to the high end of its range.

    rows: their titles, top down. Datasets: `marks` (row, place of 0 to 1, what: a key of POSITIONS,
    size), `spans` (row, place, end: least and most of the votes), `ends` (row, place, label: the
    range), `lines` (row, place, end).
    """
    x, y = lanes(rows, "from the low to the high end of the range", padding=0.04)
    what = list(POSITIONS)
    shapes, colours, _ = zip(*POSITIONS.values(), strict=True)
    key = alt.Legend(orient="top", direction="horizontal", title=None, symbolSize=150)
    shape = alt.Shape("what", type="nominal").scale(domain=what, range=list(shapes)).legend(key)
    colour = alt.Color("what", type="nominal").scale(domain=what, range=list(colours)).legend(key)
    size = alt.Size("size", type="quantitative").scale(None).legend(None)
    base = named("marks").encode(x, y, shape, colour, size)
    ends = named("ends").encode(x, y, alt.Text("label", type="nominal"))
    lines = named("lines").encode(x, y, alt.X2("end"))
    spans = named("spans").encode(x, y, alt.X2("end"))
    above = [
        base.transform_filter(alt.datum.what == name).mark_point(
            filled=True, opacity=0.55 if name == VOTES else 1, yOffset=-up, aria=False
        )
        for name, (_, _, up) in POSITIONS.items()
    ]
    end = dict(color=PALE, fontSize=12.5, dy=20, baseline="middle")
    return framed(
        lines.mark_rule(color="#d0d0d0", strokeWidth=2),
        spans.mark_rule(color=COLOUR["bite"], strokeWidth=5, opacity=0.3, aria=False),
        ends.transform_filter(alt.datum.place == 0).mark_text(align="left", **end),
        ends.transform_filter(alt.datum.place == 1).mark_text(align="right", **end),
        *above,
        drop=34,
    ).properties(height=ROW * len(rows))
